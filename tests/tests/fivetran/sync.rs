//! What a sync's stream looks like.

use connector_sdk::protocol::fivetran::proto::update_response::Operation;
use connector_sdk::protocol::fivetran::proto::{UpdateRequest, schema_change};

use crate::client::{Served, shown, texts};
use crate::connectors::{Shop, Wide, all_operations, surprises};

#[tokio::test(flavor = "multi_thread")]
async fn operations_keep_their_order_and_carry_what_they_must() {
    let mut served = Served::of::<all_operations>().await;
    let (operations, status) = served.sync(UpdateRequest::default()).await;
    assert!(status.is_none(), "{status:?}");
    assert_eq!(
        shown(&operations),
        [
            "upsert place id,name,region",
            "alone truncate place",
            "upsert place id,name,region",
            "upsert place id,name,region",
            "upsert place id,name,region",
            "checkpoint",
            "update place id,name,region",
            "delete place id,region",
            "checkpoint",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_in_hundreds_and_before_their_checkpoint() {
    let mut served = Served::of::<Shop>().await;
    let (operations, status) = served.sync(UpdateRequest::default()).await;
    assert!(status.is_none(), "{status:?}");
    let mut orders = 0;
    for operation in &operations {
        match operation {
            Operation::Records(records) => {
                assert!((1..=100).contains(&records.records.len()));
                orders += records.records.iter().filter(|record| record.table_name == "order").count();
                for record in &records.records {
                    let schema = if record.table_name == "event" { "audit" } else { "sales" };
                    assert_eq!(record.schema_name.as_deref(), Some(schema));
                }
            }
            Operation::Checkpoint(checkpoint) => {
                let state: serde_json::Value = serde_json::from_str(&checkpoint.state_json).unwrap();
                let next = state["tables"]["sales.order"]["next"].as_u64().unwrap();
                assert_eq!(next, orders as u64, "the state and the rows before it");
            }
            Operation::Record(record) => assert_eq!(record.r#type().as_str_name(), "TRUNCATE"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(orders, 250);
    assert!(matches!(operations.last(), Some(Operation::Checkpoint(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_empty_state_is_no_state() {
    let mut served = Served::of::<all_operations>().await;
    for state in [None, Some(""), Some("  "), Some("{}")] {
        let request = UpdateRequest { state_json: state.map(str::to_owned), ..UpdateRequest::default() };
        let (operations, status) = served.sync(request).await;
        assert!(status.is_none() && operations.len() > 5, "{state:?}: {status:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_to_light_late_is_described_before_its_rows() {
    let mut served = Served::of::<surprises>().await;
    let (operations, status) = served.sync(UpdateRequest::default()).await;
    assert!(status.is_none(), "{status:?}");
    assert_eq!(
        shown(&operations),
        [
            "schema change",
            "upsert found id,ratio,size,small",
            "warning half of it is missing",
            "upsert found id,note,ratio,size,small",
            "warning table `loose`: the table was never declared: it gets no primary key and inferred columns",
            "schema change",
            "upsert loose anything",
            "checkpoint",
        ]
    );
    let Operation::SchemaChange(change) = &operations[0] else { panic!() };
    let Some(schema_change::Change::WithoutSchema(list)) = &change.change else { panic!("{change:?}") };
    assert_eq!((list.tables[0].name.as_str(), list.tables[0].columns.len()), ("found", 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn wide_rows_come_in_fewer_at_a_time_and_alone() {
    let mut served = Served::of::<Wide>().await;
    for (kib, messages, alone) in [(1, 1, false), (30, 4, false), (120, 10, true), (4096, 10, true)] {
        let configuration = texts(&[("kib", &kib.to_string())]);
        let (operations, status) = served.sync(UpdateRequest { configuration, ..UpdateRequest::default() }).await;
        assert!(status.is_none(), "{status:?}");
        let rows = &operations[..operations.len() - 1];
        assert_eq!(rows.len(), messages, "{kib} KiB");
        assert!(rows.iter().all(|message| matches!(message, Operation::Record(_)) == alone), "{kib} KiB");
    }
}
