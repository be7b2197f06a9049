//! OAuth 2.0: a refresh token gives access tokens, which are renewed before they end and when they are refused.
//! Run `cargo run -p playground` beside it.

use connector_sdk::prelude::*;

#[table(primary_key = vid)]
struct Contact {
    vid: i64,
    last_modified: Option<DateTime<Utc>>,
    first_name: Option<String>,
    company: Option<String>,
    email: Option<String>,
}

/// A contact as the source shows it.
#[derive(Deserialize)]
struct Shown {
    vid: i64,
    properties: Properties,
    #[serde(default, rename = "identity-profiles")]
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
struct Properties {
    firstname: Option<Property>,
    company: Option<Property>,
    lastmodifieddate: Option<Property>,
}

#[derive(Deserialize)]
struct Property {
    value: String,
}

#[derive(Deserialize)]
struct Profile {
    identities: Vec<Identity>,
}

#[derive(Deserialize)]
struct Identity {
    r#type: String,
    value: String,
}

impl From<Shown> for Contact {
    fn from(shown: Shown) -> Self {
        let text = |property: Option<Property>| property.map(|property| property.value).filter(|text| !text.is_empty());
        let milliseconds = text(shown.properties.lastmodifieddate).and_then(|text| text.parse().ok());
        let mut identities = shown.profiles.into_iter().flat_map(|profile| profile.identities);
        Self {
            vid: shown.vid,
            last_modified: milliseconds.and_then(DateTime::from_timestamp_millis),
            first_name: text(shown.properties.firstname),
            company: text(shown.properties.company),
            email: identities.find(|identity| identity.r#type == "EMAIL").map(|identity| identity.value),
        }
    }
}

#[connector(
    base_url = base_url,
    auth = refresh_token(client_id, client_secret, refresh_token, token_url = "oauth/v1/token", in_query)
)]
struct Crm {
    base_url: Url,
    client_id: String,
    client_secret: Secret,
    /// Given once, when the user agreed to be read.
    refresh_token: Secret,
}

#[connector]
impl Crm {
    #[paginate(style = "cursor", token = "/vid-offset", param = "vidOffset", has_more = "/has-more")]
    async fn contacts(&self, page: Cursor) -> Result<Vec<Contact>> {
        let request = self.http().get("contacts/v1/lists/all/contacts/all").query("count", 50);
        let shown: Vec<Shown> = request.page(page).records("/contacts").await?;
        Ok(shown.into_iter().map(Contact::from).collect())
    }
}

#[cfg(test)]
mod tests;
