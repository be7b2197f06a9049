//! The right credentials read all users; wrong ones are refused once, and shown nowhere.

use connector_sdk::ErrorKind;
use connector_sdk::testing::{Sandbox, json};
use test_api::{Manners, Playground};

use super::HttpBearer;

fn sandbox(playground: &Playground) -> Sandbox {
    let mut configuration: connector_sdk::prelude::serde_json::Value =
        connector_sdk::prelude::serde_json::from_str(include_str!("../configuration.json")).unwrap();
    configuration["base_url"] = json!(playground.url());
    Sandbox::of::<HttpBearer>().configure(configuration)
}

#[test]
fn the_users_are_read() {
    for manners in [Manners::Good, Manners::Bad] {
        let playground = Playground::with(manners);
        let mut sandbox = sandbox(&playground);
        sandbox.sync().unwrap();
        let rows = sandbox.rows("user");
        assert_eq!((rows.len(), &rows[19]["name"]), (20, &json!("Jarek O'Neill")));
    }
}

#[test]
fn wrong_credentials_are_refused_and_not_shown() {
    let playground = Playground::start();
    let configuration = json!({ "bearer_token": "wrong-secret" });
    let mut configuration = configuration;
    configuration["base_url"] = json!(playground.url());
    let mut sandbox = Sandbox::of::<HttpBearer>().configure(configuration);
    let error = sandbox.sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(!error.to_string().contains("wrong-secret"), "{error}");
    assert!(playground.requests().len() <= 2);
}
