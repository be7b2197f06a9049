//! Contacts come whole, whatever they lack; tokens are fetched once and renewed when they end.

use connector_sdk::ErrorKind;
use connector_sdk::prelude::serde_json;
use connector_sdk::testing::{Sandbox, json};
use test_api::{Manners, Playground};

use super::Crm;

fn configuration(playground: &Playground) -> serde_json::Value {
    let mut configuration: serde_json::Value = serde_json::from_str(include_str!("../configuration.json")).unwrap();
    configuration["base_url"] = json!(playground.url());
    configuration
}

fn sandbox(playground: &Playground) -> Sandbox {
    Sandbox::of::<Crm>().configure(configuration(playground))
}

fn token_requests(playground: &Playground) -> usize {
    playground.requests().iter().filter(|request| request.starts_with("POST /oauth/v1/token")).count()
}

#[test]
fn all_contacts_are_read_with_one_token() {
    let playground = Playground::start();
    let mut sandbox = sandbox(&playground);
    sandbox.sync().unwrap();
    let rows = sandbox.rows("contact");
    assert_eq!(rows.len(), 200);
    assert_eq!(
        rows[0],
        json!({ "vid": 1, "last_modified": "2025-12-23T16:00:00Z", "first_name": null, "company": "Company 0", "email": null })
    );
    assert_eq!(rows[1]["email"], "user2@example.com");
    // Four full pages; the last of them says that there is no more.
    assert_eq!((token_requests(&playground), playground.requests().len()), (1, 5));
}

#[test]
fn a_hostile_server_changes_nothing() {
    let hostile = Playground::with(Manners::Bad);
    let mut sandbox = sandbox(&hostile);
    sandbox.sync().unwrap();
    assert_eq!(sandbox.rows("contact").len(), 200);
}

#[test]
fn a_revoked_refresh_token_is_refused_and_not_shown() {
    let playground = Playground::start();
    let mut configuration = configuration(&playground);
    configuration["refresh_token"] = json!("revoked-refresh-token");
    let error = Sandbox::of::<Crm>().configure(configuration).sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let text = error.to_string();
    assert!(text.contains("BAD_REFRESH_TOKEN") && !text.contains("revoked-refresh-token"), "{text}");
}
