//! What the user leaves out is not read.

use connector_sdk::protocol::fivetran::proto::selection::Selection as Form;
use connector_sdk::protocol::fivetran::proto::update_response::Operation;
use connector_sdk::protocol::fivetran::proto::{
    SchemaSelection, Selection, TableSelection, TablesWithNoSchema, TablesWithSchema, UpdateRequest,
};

use crate::client::{Served, shown};
use crate::connectors::{Shop, all_operations};

fn table(name: &str, included: bool, columns: &[(&str, bool)]) -> TableSelection {
    TableSelection {
        included,
        table_name: name.to_owned(),
        columns: columns.iter().map(|(name, chosen)| ((*name).to_owned(), *chosen)).collect(),
        include_new_columns: true,
    }
}

fn schema(name: &str, included: bool, tables: Vec<TableSelection>) -> SchemaSelection {
    SchemaSelection { included, schema_name: name.to_owned(), tables, include_new_tables: false }
}

fn request(form: Form, state: Option<String>) -> UpdateRequest {
    let selection = Some(Selection { selection: Some(form) });
    UpdateRequest { selection, state_json: state, ..UpdateRequest::default() }
}

fn shop(schemas: Vec<SchemaSelection>) -> Form {
    Form::WithSchema(TablesWithSchema { schemas, include_new_schemas: false })
}

/// Each kind of line once.
fn kinds(operations: &[Operation]) -> Vec<String> {
    let mut kinds = shown(operations);
    kinds.sort();
    kinds.dedup();
    kinds
}

fn last_state(operations: &[Operation]) -> String {
    match operations.last() {
        Some(Operation::Checkpoint(checkpoint)) => checkpoint.state_json.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_and_columns_that_are_left_out_do_not_come_but_keys_do() {
    let mut served = Served::of::<Shop>().await;
    let form = shop(vec![
        schema(
            "sales",
            true,
            vec![table("order", true, &[("id", false), ("total", false)]), table("order_line", false, &[])],
        ),
        schema("audit", false, vec![table("event", true, &[])]),
    ]);
    let (operations, status) = served.sync(request(form, None)).await;
    assert!(status.is_none(), "{status:?}");
    assert_eq!(kinds(&operations), ["checkpoint", "upsert order customer,id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wider_selection_backfills_only_what_is_new() {
    let mut served = Served::of::<Shop>().await;
    let narrow = shop(vec![schema("sales", true, vec![table("order", true, &[("total", false)])])]);
    let (operations, _) = served.sync(request(narrow.clone(), None)).await;
    let state = last_state(&operations);
    assert!(state.contains(r#""next":250"#), "{state}");

    // The same selection goes on, a column more starts over, a table more leaves the others where they are.
    let next = |operations: &[Operation]| {
        let state: serde_json::Value = serde_json::from_str(&last_state(operations)).unwrap();
        state["tables"]["sales.order"]["next"].as_u64()
    };
    let (same, _) = served.sync(request(narrow, Some(state.clone()))).await;
    assert_eq!(next(&same), Some(500));
    let wider = shop(vec![schema("sales", true, vec![table("order", true, &[])])]);
    let (wider, _) = served.sync(request(wider, Some(state.clone()))).await;
    assert_eq!(next(&wider), Some(250));
    let more = shop(vec![
        schema("sales", true, vec![table("order", true, &[("total", false)])]),
        schema("audit", true, vec![table("event", true, &[])]),
    ]);
    let (more, _) = served.sync(request(more, Some(state))).await;
    assert_eq!(next(&more), Some(500));
    assert_eq!(kinds(&more), ["alone truncate event", "checkpoint", "upsert event text", "upsert order customer,id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_of_something_unknown_is_told_and_the_rest_is_synced() {
    let mut served = Served::of::<all_operations>().await;
    let form = Form::WithoutSchema(TablesWithNoSchema {
        tables: vec![table("place", true, &[]), table("planet", true, &[]), table("star", false, &[])],
        include_new_tables: false,
    });
    let (operations, status) = served.sync(request(form, None)).await;
    assert!(status.is_none(), "{status:?}");
    let lines = shown(&operations);
    assert_eq!(lines[0], "warning the selection names the table `planet`, which the source does not have now");
    assert!(!lines[1..].iter().any(|line| line.starts_with("warning")), "{lines:?}");
    assert_eq!(lines.len(), 10);
}
