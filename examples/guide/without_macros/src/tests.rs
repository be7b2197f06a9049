use connector_sdk::config::Config;
use connector_sdk::connector::Connector;
use connector_sdk::prelude::*;
use connector_sdk::table::Table;
use connector_sdk::testing::{Sandbox, json};

use super::with_macros;
use super::{Reading, Weather};

#[test]
fn the_macros_declare_the_same() {
    assert_eq!(Reading::spec(), with_macros::Reading::spec());
    assert_eq!(Reading::NAME, with_macros::Reading::NAME);
    assert_eq!(Weather::fields(), with_macros::Weather::fields());
    assert_eq!(format!("{:?}", Weather::info()), format!("{:?}", with_macros::Weather::info()));
}

#[test]
fn each_sync_reads_on_by_hand() {
    each_sync_reads_on::<Weather>();
}

#[test]
fn each_sync_reads_on_with_macros() {
    each_sync_reads_on::<with_macros::Weather>();
}

fn each_sync_reads_on<C: Connector>() {
    let mut sandbox = Sandbox::of::<C>();
    let row = |hour: i64, celsius: Option<f64>| json!({ "sensor": "roof", "hour": hour, "celsius": celsius });
    let mut expected = Vec::new();
    let mut deleted = Vec::new();
    for first in [0, 3] {
        assert!(sandbox.survives_every_interruption() > 0);
        let synced = sandbox.sync().unwrap();
        assert_eq!((synced.rows, synced.checkpoints), (5, 1));
        expected.extend([row(first, None), row(first + 2, Some(22.0 + first as f64))]);
        deleted.push(row(first + 1, Some(21.0 + first as f64)));
        assert_eq!(sandbox.rows("reading"), expected);
        assert_eq!(sandbox.deleted_rows("reading"), deleted);
        assert_eq!(sandbox.state("reading"), json!({ "hour": first + 3 }));
    }
}

#[test]
fn all_mistakes_of_a_configuration_come_at_once() {
    let mut sandbox = Sandbox::of::<Weather>().configure(json!({ "hours": "many", "sensors": "roof" }));
    let error = sandbox.sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    for mistake in ["`hours` must be a whole number", "`sensors` is not a field; did you mean `sensor`?"] {
        assert!(error.message().contains(mistake), "{error}");
    }
}
