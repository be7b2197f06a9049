//! OAuth 2.0: a refresh token gives access tokens, which are renewed before they end and when they are refused.
//! Run `cargo run -p playground` beside it.

use connector_sdk::prelude::*;
use serde::{Deserializer, de::Error as _};

#[table(primary_key = vid)]
struct Contact {
    vid: i64,
    last_modified: Option<DateTime<Utc>>,
    first_name: Option<String>,
    company: Option<String>,
    email: Option<String>,
}

#[table(primary_key = company_id)]
struct Company {
    company_id: i64,
    name: Option<String>,
    /// When it was given its name.
    named_at: Option<DateTime<Utc>>,
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
        let request = self.http().get("contacts/v1/lists/all/contacts/all").query("count", 100);
        let shown: Vec<ShownContact> = request.page(page).records("/contacts").await?;
        Ok(shown.into_iter().map(Contact::from).collect())
    }

    #[paginate(style = "cursor", token = "/offset", param = "offset", has_more = "/has-more")]
    async fn companies(&self, page: Cursor) -> Result<Vec<Company>> {
        let request = self.http().get("companies/v2/companies/paged").query("properties", "name").query("limit", 250);
        let shown: Vec<ShownCompany> = request.page(page).records("/companies").await?;
        Ok(shown.into_iter().map(Company::from).collect())
    }
}

/// A contact as the source shows it. Any of its properties can be missing.
#[derive(Deserialize)]
struct ShownContact {
    vid: i64,
    #[serde(default)]
    properties: Properties,
    #[serde(default, rename = "identity-profiles")]
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
struct ShownCompany {
    #[serde(rename = "companyId")]
    company_id: i64,
    #[serde(default)]
    properties: Properties,
}

#[derive(Default, Deserialize)]
struct Properties {
    firstname: Option<Property>,
    company: Option<Property>,
    lastmodifieddate: Option<Moment>,
    name: Option<Property>,
}

#[derive(Deserialize)]
struct Property {
    value: String,
    #[serde(default, deserialize_with = "milliseconds")]
    timestamp: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct Moment {
    #[serde(deserialize_with = "milliseconds")]
    value: Option<DateTime<Utc>>,
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

impl From<ShownContact> for Contact {
    fn from(ShownContact { vid, properties, profiles }: ShownContact) -> Self {
        let mut identities = profiles.into_iter().flat_map(|profile| profile.identities);
        Self {
            vid,
            last_modified: properties.lastmodifieddate.and_then(|moment| moment.value),
            first_name: properties.firstname.map(|property| property.value),
            company: properties.company.map(|property| property.value),
            email: identities.find(|identity| identity.r#type == "EMAIL").map(|identity| identity.value),
        }
    }
}

impl From<ShownCompany> for Company {
    fn from(ShownCompany { company_id, properties }: ShownCompany) -> Self {
        let (name, named_at) = properties.name.map(|property| (property.value, property.timestamp)).unzip();
        Self { company_id, name, named_at: named_at.flatten() }
    }
}

/// Milliseconds since 1970, as a number or as text.
fn milliseconds<'de, D: Deserializer<'de>>(source: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let Some(number) = Option::<serde_json::Value>::deserialize(source)? else { return Ok(None) };
    let number = number.as_str().map_or_else(|| number.to_string(), str::to_owned);
    let time = number.parse().ok().and_then(DateTime::from_timestamp_millis);
    time.map(Some).ok_or_else(|| D::Error::custom(format!("`{number}` is no time in milliseconds")))
}

#[cfg(test)]
mod tests;
