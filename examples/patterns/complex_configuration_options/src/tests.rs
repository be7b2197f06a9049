use connector_sdk::ErrorKind;
use connector_sdk::prelude::serde_json::{self, Value};
use connector_sdk::testing::{Sandbox, json};

use super::complex_configuration_options;

/// The example's own configuration, all of it text.
fn flat() -> Value {
    serde_json::from_str(include_str!("../configuration.json")).unwrap()
}

/// The same as JSON with types.
fn typed() -> Value {
    json!({
        "regions": ["us-east-1", "us-east-4", "us-central-1"],
        "api_quota": 12345,
        "use_bulk_api": true,
        "currencies": [{ "from": "USD", "to": "EUR" }, { "from": "USD", "to": "GBP" }],
        "digits": { "EUR": 4, "GBP": 5 },
        "login": "key",
        "api_key": "a-sample-and-public",
    })
}

fn configured(configuration: Value) -> Sandbox {
    Sandbox::of::<complex_configuration_options>().configure(configuration)
}

/// What the rows say of a setting.
fn setting(sandbox: &Sandbox, name: &str) -> Value {
    let rows = sandbox.rows("setting");
    rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no row `{name}`"))["value"].clone()
}

#[test]
fn texts_and_typed_json_give_the_same() {
    let expected = [
        json!({ "name": "api_quota", "value": 12345 }),
        json!({ "name": "currencies", "value": [{ "from": "USD", "to": "EUR" }, { "from": "USD", "to": "GBP" }] }),
        json!({ "name": "delay_in_days", "value": 0 }),
        json!({ "name": "digits", "value": { "EUR": 4, "GBP": 5 } }),
        json!({ "name": "has_api_key", "value": true }),
        json!({ "name": "regions", "value": ["us-east-1", "us-east-4", "us-central-1"] }),
        json!({ "name": "since", "value": null }),
        json!({ "name": "use_bulk_api", "value": true }),
    ];
    for configuration in [flat(), typed()] {
        let mut sandbox = configured(configuration);
        for _ in 0..2 {
            sandbox.survives_every_interruption();
            sandbox.sync().unwrap();
            assert_eq!(sandbox.rows("setting"), expected);
        }
    }
}

#[test]
fn what_is_left_out_takes_its_default() {
    let mut sandbox = configured(json!({ "regions": "eu", "use_bulk_api": "no", "currencies": "[]", "digits": "{}" }));
    sandbox.sync().unwrap();
    assert_eq!(setting(&sandbox, "api_quota"), 1000);
    assert_eq!(setting(&sandbox, "delay_in_days"), 1);
    assert_eq!(setting(&sandbox, "has_api_key"), false);

    // The next sync is configured in another way.
    let mut sandbox = sandbox.configure(typed());
    sandbox.sync().unwrap();
    assert_eq!(setting(&sandbox, "api_quota"), 12345);
    assert_eq!(setting(&sandbox, "has_api_key"), true);
}

#[test]
fn every_mistake_is_told_at_once() {
    let mut sandbox = configured(json!({
        "api_quota": "-1",
        "use_bulk_api": "perhaps",
        "currencies": r#"[{"from": "USD"}]"#,
        "digits": { "JPY": 1000 },
        "since": "31.01.2026",
        "login": "key",
        "region": "eu",
    }));
    let error = sandbox.sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let message = error.message();
    for mistake in [
        "`regions` is missing: Where to ask: `us-east-1, us-central-1`.",
        "`api_quota` must be a whole number from 0 to 4294967295, not `-1`",
        "`use_bulk_api` must be `true` or `false`, not `perhaps`",
        "`currencies` must be JSON of the right shape: missing field `to`",
        "`digits` has an entry `JPY` that must be a whole number from 0 to 255, not `1000`",
        "`since` must be a date such as `2026-01-31`, not `31.01.2026`",
        "`api_key` is required when `login` is `key`: Made under Account, Keys.",
        "`region` is not a field; did you mean `regions`?",
    ] {
        assert!(message.contains(mistake), "{mistake}\nis not in\n{message}");
    }
    assert!(sandbox.rows("setting").is_empty());
}
