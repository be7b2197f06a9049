//! Contacts and companies of a CRM, with the holes that real ones have.

use super::noise::pick;
use super::time::START;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// How many contacts there are: a multiple of the page size of 100, so that a last page is empty.
pub const CONTACTS: i64 = 300;
/// How many companies there are.
pub const COMPANIES: i64 = 260;

/// A contact; every ninth has no first name and every seventh no address.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are their names")]
pub struct Contact {
    pub vid: i64,
    pub firstname: Option<String>,
    pub company: Option<String>,
    pub email: Option<String>,
    /// Milliseconds since 1970.
    pub lastmodifieddate: i64,
}

/// A company; every eighth has no name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are their names")]
pub struct CrmCompany {
    pub company_id: i64,
    pub name: Option<String>,
    /// When the name was set, milliseconds since 1970.
    pub timestamp: Option<i64>,
}

/// The contacts after `steps` changes; each step renames the company of one.
pub fn contacts(steps: u32) -> Vec<Contact> {
    let mut contacts: Vec<Contact> = (1..=CONTACTS)
        .map(|n| Contact {
            vid: 100 + n * 3,
            firstname: (n % 9 != 0).then(|| ["Ada", "Grace", "Zoë", "Ken"][pick("contact", n as u64, 4)].to_owned()),
            company: (n % 4 != 0).then(|| format!("Company {}", n % 20)),
            email: (n % 7 != 0).then(|| format!("contact{n}@example.com")),
            lastmodifieddate: (START - TimeDelta::hours(n)).timestamp_millis(),
        })
        .collect();
    for step in 1..=steps {
        let contact = &mut contacts[(step as usize * 11) % CONTACTS as usize];
        contact.company = Some(format!("Renamed in step {step}"));
        contact.lastmodifieddate = (START + TimeDelta::hours(i64::from(step))).timestamp_millis();
    }
    contacts
}

/// The companies, which do not change.
pub fn crm_companies() -> Vec<CrmCompany> {
    (1..=COMPANIES)
        .map(|n| CrmCompany {
            company_id: 5_000_000_000 + n,
            name: (n % 8 != 0).then(|| format!("Company {n}")),
            timestamp: (n % 8 != 0).then(|| (START - TimeDelta::days(n)).timestamp_millis()),
        })
        .collect()
}

impl Contact {
    pub(crate) fn to_json(&self) -> Value {
        let mut properties = json!({ "lastmodifieddate": { "value": self.lastmodifieddate.to_string() } });
        for (name, value) in [("firstname", &self.firstname), ("company", &self.company)] {
            if let Some(value) = value {
                properties[name] = json!({ "value": value });
            }
        }
        // Without an address there is a profile without identities, or no profile at all.
        let profiles = match &self.email {
            Some(email) => json!([{ "vid": self.vid, "identities": [
                { "type": "LEAD_GUID", "value": format!("guid-{}", self.vid) }, { "type": "EMAIL", "value": email },
            ] }]),
            None if self.vid % 2 == 0 => json!([{ "vid": self.vid, "identities": [] }]),
            None => json!([]),
        };
        json!({ "vid": self.vid, "properties": properties, "identity-profiles": profiles })
    }
}

impl CrmCompany {
    pub(crate) fn to_json(&self) -> Value {
        let mut properties = json!({});
        if let (Some(name), Some(timestamp)) = (&self.name, self.timestamp) {
            // Now and then a number comes as text.
            let timestamp = if self.company_id % 5 == 0 { json!(timestamp.to_string()) } else { json!(timestamp) };
            properties["name"] = json!({ "value": name, "timestamp": timestamp });
        }
        json!({ "companyId": self.company_id, "portalId": 62515, "isDeleted": false, "properties": properties })
    }
}
