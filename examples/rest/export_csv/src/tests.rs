//! The rows of the source after each sync, whatever goes wrong: commas, quotes and line breaks stay, empty cells are null.

use connector_sdk::ErrorKind;
use connector_sdk::testing::{Sandbox, json};
use playground::{Playground, calm_and_hostile, rows, users_seen};

use super::Export;

fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    Sandbox::of::<Export>().configure_from(configuration).set("base_url", playground.base_url())
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for step in 0..3 {
            // Rows of a file that breaks off are in the table already; nothing but another sync makes up for the rest.
            while let Err(error) = sandbox.sync() {
                assert_eq!(error.kind(), ErrorKind::Transient, "{error}");
            }
            let mut expected = rows(&["id"], users_seen(step));
            for user in expected.iter_mut().filter(|user| user["job"] == "") {
                user["job"] = json!(null);
            }
            assert_eq!(sandbox.rows("user"), expected);
            playground.control().advance(1);
        }
    });
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    sandbox(&playground::start()).survives_every_interruption();
}
