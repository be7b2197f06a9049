//! Contacts and companies come whole, whatever they lack and whatever goes wrong; tokens are renewed when they end.

use connector_sdk::ErrorKind;
use connector_sdk::prelude::{DateTime, serde_json::Value};
use connector_sdk::testing::{Sandbox, json};
use playground::data::hubspot::{Contact, contacts, crm_companies};
use playground::{Playground, Trouble, calm_and_hostile};

use super::Crm;

fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    Sandbox::of::<Crm>().configure_from(configuration).set("base_url", playground.base_url())
}

fn row(contact: Contact) -> Value {
    let Contact { vid, firstname, company, email, lastmodifieddate } = contact;
    let modified = DateTime::from_timestamp_millis(lastmodifieddate);
    json!({ "vid": vid, "last_modified": modified, "first_name": firstname, "company": company, "email": email })
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    let companies: Vec<_> = crm_companies()
        .into_iter()
        .map(|company| {
            let named_at = company.timestamp.and_then(DateTime::from_timestamp_millis);
            json!({ "company_id": company.company_id, "name": company.name, "named_at": named_at })
        })
        .collect();
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for step in 0..3 {
            sandbox.sync().unwrap();
            assert_eq!(sandbox.rows("contact"), contacts(step).into_iter().map(row).collect::<Vec<_>>());
            assert_eq!(sandbox.rows("company"), companies);
            playground.control().advance(1);
        }
    });
}

#[test]
fn a_token_serves_until_it_ends() {
    let playground = playground::start();
    let control = playground.control();
    let mut sandbox = sandbox(&playground);
    sandbox.sync().unwrap();
    // Three full pages, each of which promises more, and an empty one; two pages of companies.
    assert_eq!((control.count("/oauth"), control.count("/contacts"), control.count("/companies")), (1, 4, 2));
    // A token that is good for two requests is renewed when it is refused, and that request is sent again.
    control.forget_requests();
    control.tokens_live_for(Some(2));
    sandbox.sync().unwrap();
    assert_eq!((control.count("/oauth"), control.count("/contacts"), control.count("/companies")), (3, 5, 3));
    control.tokens_live_for(None);
    control.forget_requests();
    control.once("/companies", Trouble::ExpireTokens);
    sandbox.sync().unwrap();
    assert_eq!((control.count("/oauth"), control.count("/companies")), (2, 3));
}

#[test]
fn a_revoked_refresh_token_is_refused_and_not_shown() {
    let playground = playground::start();
    let error = sandbox(&playground).set("refresh_token", "revoked-refresh-token").sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let text = error.to_string();
    assert!(text.contains("BAD_REFRESH_TOKEN") && !text.contains("revoked-refresh-token"), "{text}");
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    sandbox(&playground::start()).survives_every_interruption();
}
