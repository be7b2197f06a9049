//! The rows are those of a local sync, however often the stream is cut.

use connector_sdk::testing::Sandbox;
use serde_json::json;

use crate::connectors::{Settings, Shop, all_operations, all_types, surprises};

#[test]
fn every_type_arrives_as_it_is_stored_locally() {
    assert_eq!(Sandbox::of::<all_types>().survives_every_cut_on_fivetran(), 1);
}

#[test]
fn every_operation_does_what_it_does_locally() {
    assert_eq!(Sandbox::of::<all_operations>().survives_every_cut_on_fivetran(), 2);
}

#[test]
fn several_tables_with_state_go_on_from_every_checkpoint() {
    let mut sandbox = Sandbox::of::<Shop>();
    assert!(sandbox.survives_every_cut_on_fivetran() >= 6);
    sandbox.sync().unwrap();
    assert!(sandbox.survives_every_cut_on_fivetran() >= 6);
}

#[test]
fn a_selection_gives_the_rows_of_a_local_one() {
    let mut sandbox = Sandbox::of::<Shop>();
    sandbox.select("sales.order.customer,audit.event");
    assert!(sandbox.survives_every_cut_on_fivetran() >= 6);
}

#[test]
fn tables_that_come_to_light_late_arrive_as_they_do_locally() {
    assert!(Sandbox::of::<surprises>().survives_every_cut_on_fivetran() >= 1);
}

#[test]
fn a_sync_goes_on_from_one_way_of_running_to_the_other_and_back() {
    let mut mixed = Sandbox::of::<Shop>();
    mixed.sync().unwrap();
    mixed.sync_as_fivetran().unwrap();
    mixed.sync().unwrap();
    let mut local = Sandbox::of::<Shop>();
    for _ in 0..3 {
        local.sync().unwrap();
    }
    assert_eq!(mixed.rows("sales.order"), local.rows("sales.order"));
    assert_eq!(mixed.state("sales.order"), json!({ "next": 750 }));
}

#[test]
fn a_configuration_arrives_as_texts() {
    let settings = json!({
        "address": "https://shop.example.com", "token": "right-token", "auth": "token", "page_size": 7,
        "verbose": false,
    });
    let sandbox = Sandbox::of::<Settings>().configure(settings);
    assert_eq!(sandbox.survives_every_cut_on_fivetran(), 1);
}
