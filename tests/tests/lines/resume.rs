//! Every cut of the output is made up for by the next run.

use connector_sdk::testing::{Protocol, Sandbox};

use crate::connectors::{Several, all_types, operations};

#[test]
fn every_cut_is_made_up_for() {
    for protocol in [Protocol::Airbyte, Protocol::Singer] {
        Sandbox::of::<all_types>().survives_every_cut(protocol);
        let cuts = Sandbox::of::<operations>().survives_every_cut(protocol);
        assert_eq!(cuts, 2, "{protocol:?}");
        let cuts = Sandbox::of::<Several>().survives_every_cut(protocol);
        assert!(cuts >= 10, "{protocol:?} had {cuts} cuts only");
    }
}

#[test]
fn a_later_sync_is_made_up_for_too() {
    let mut sandbox = Sandbox::of::<operations>();
    sandbox.sync().unwrap();
    for protocol in [Protocol::Airbyte, Protocol::Singer] {
        assert_eq!(sandbox.survives_every_cut(protocol), 2, "{protocol:?}");
    }
}
