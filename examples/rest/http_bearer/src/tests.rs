//! The right credentials read the rows of the source, whatever goes wrong; wrong ones are refused and shown nowhere.

use connector_sdk::ErrorKind;
use connector_sdk::testing::Sandbox;
use playground::{Playground, calm_and_hostile, rows, users_after};

use super::HttpBearer;

fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    Sandbox::of::<HttpBearer>().configure_from(configuration).set("base_url", playground.base_url())
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for step in 0..3 {
            sandbox.sync().unwrap();
            let shown = (0..=step).flat_map(|step| users_after(step).0.into_iter().take(20));
            assert_eq!(sandbox.rows("user"), rows(&["id"], shown));
            assert!(sandbox.state("user").is_null());
            playground.control().advance(1);
        }
    });
}

#[test]
fn wrong_credentials_are_refused_and_not_shown() {
    let playground = playground::start();
    let error = sandbox(&playground).set("bearer_token", "wrong-secret").sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(!error.to_string().contains("wrong-secret"), "{error}");
    assert_eq!(playground.control().requests().len(), 1);
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    sandbox(&playground::start()).survives_every_interruption();
}
