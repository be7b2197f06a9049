//! A state saved by any way of running continues in any other.

use connector_sdk::engine::Definition;
use connector_sdk::prelude::*;
use connector_sdk::protocol::fivetran::proto::update_response::Operation;
use connector_sdk::protocol::fivetran::proto::{self, UpdateRequest};
use connector_sdk::testing::{Protocol, Sandbox, json};
use serde_json::Value as Json;

use crate::client::{Served, texts};

#[table(primary_key = id)]
struct Invoice {
    id: i64,
}

#[table(primary_key = (invoice, line))]
struct InvoiceLine {
    invoice: i64,
    line: i64,
}

#[table(schema = "audit", primary_key = id)]
struct Entry {
    id: i64,
}

#[state]
struct Progress {
    next: i64,
}

/// A source that grows: a parent and its child by one function, another table by a second one.
#[connector]
struct Ledger {
    until: i64,
}

#[connector(main = false)]
impl Ledger {
    async fn invoices(
        &self,
        invoices: &mut Rows<Invoice>,
        lines: &mut Rows<InvoiceLine>,
        state: &mut State<Progress>,
        calls: &mut ConnectorState<Progress>,
    ) -> Result<()> {
        calls.update(|calls| calls.next += 1)?;
        while state.next < self.until {
            invoices.upsert(Invoice { id: state.next }).await?;
            lines.upsert(InvoiceLine { invoice: state.next, line: 1 }).await?;
            state.next += 1;
            state.checkpoint().await?;
        }
        Ok(())
    }

    async fn entries(&self, entries: &mut Rows<Entry>, state: &mut State<Progress>) -> Result<()> {
        while state.next < self.until {
            entries.upsert(Entry { id: state.next }).await?;
            state.next += 1;
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Local,
    Fivetran,
    Airbyte,
    Singer,
}

impl Way {
    /// Syncs from a state that any way left, in the words of that way. Gives the rows, `table id`, and the state in the
    /// words of this one.
    async fn sync(self, until: i64, state: &str) -> (Vec<String>, String) {
        let (mut rows, state) = match self {
            Way::Local => tokio::task::block_in_place(|| locally(until, state)),
            Way::Fivetran => on_fivetran(until, state).await,
            Way::Airbyte => tokio::task::block_in_place(|| in_lines(Protocol::Airbyte, until, state)),
            Way::Singer => tokio::task::block_in_place(|| in_lines(Protocol::Singer, until, state)),
        };
        rows.sort();
        (rows, state)
    }
}

fn sandbox(until: i64) -> Sandbox {
    Sandbox::of::<Ledger>().configure(json!({ "until": until }))
}

fn row(table: &str, cells: &Json) -> String {
    format!("{table} {}", if cells["id"].is_null() { &cells["invoice"] } else { &cells["id"] })
}

fn locally(until: i64, state: &str) -> (Vec<String>, String) {
    let mut sandbox = sandbox(until);
    // What `state set` does with a file.
    let state = connector_sdk::protocol::parse_state(state, &Definition::of::<Ledger>()).unwrap();
    sandbox.set_state(serde_json::to_value(&state).unwrap());
    sandbox.sync().unwrap();
    let tables = ["audit.entry", "invoice", "invoice_line"];
    let rows = tables.iter().flat_map(|table| sandbox.rows(table).into_iter().map(|cells| row(table, &cells)));
    (rows.collect(), sandbox.saved_state().to_text().unwrap())
}

async fn on_fivetran(until: i64, state: &str) -> (Vec<String>, String) {
    let mut served = Served::of::<Ledger>().await;
    let request = UpdateRequest {
        configuration: texts(&[("until", &until.to_string())]),
        state_json: Some(state.to_owned()),
        ..UpdateRequest::default()
    };
    let (operations, status) = served.sync(request).await;
    assert!(status.is_none(), "{status:?}");
    let (mut rows, mut state) = (Vec::new(), None);
    let mut take = |record: proto::Record| {
        let table = record.schema_name.iter().chain([&record.table_name]).map(String::as_str).collect::<Vec<_>>();
        let key = record.data.get("id").or(record.data.get("invoice")).unwrap();
        let Some(proto::value_type::Inner::Long(id)) = key.inner else { panic!("{key:?}") };
        // Where one table has a schema, those without one are in that of the connector's name.
        rows.push(format!("{} {id}", table.join(".").trim_start_matches("ledger.")));
    };
    for operation in operations {
        match operation {
            Operation::Record(record) => take(record),
            Operation::Records(records) => records.records.into_iter().for_each(&mut take),
            Operation::Checkpoint(checkpoint) => state = Some(checkpoint.state_json),
            other => panic!("{other:?}"),
        }
    }
    (rows, state.expect("a sync ends with a checkpoint"))
}

fn in_lines(protocol: Protocol, until: i64, state: &str) -> (Vec<String>, String) {
    let spoken = sandbox(until).speak_sync(protocol, &serde_json::from_str(state).unwrap());
    assert_eq!(spoken.exit_code, 0, "{spoken:?}");
    let (mut rows, mut states, mut value) = (Vec::new(), std::collections::BTreeMap::new(), None);
    for message in spoken.messages() {
        let record = &message["record"];
        match message["type"].as_str().unwrap() {
            "RECORD" if message["stream"].is_string() => {
                rows.push(row(&message["stream"].as_str().unwrap().replace('-', "."), record));
            }
            "RECORD" => {
                let namespace = record["namespace"].as_str().map_or_else(String::new, |name| format!("{name}."));
                rows.push(row(&format!("{namespace}{}", record["stream"].as_str().unwrap()), &record["data"]));
            }
            "STATE" if message["value"].is_object() => value = Some(message["value"].clone()),
            "STATE" => {
                let name = message["state"]["stream"]["stream_descriptor"].to_string();
                states.insert(name, message["state"].clone());
            }
            _ => {}
        }
    }
    let state = value.unwrap_or_else(|| states.into_values().collect());
    (rows, state.to_string())
}

/// All that there is from one number on.
fn from(first: i64, until: i64) -> Vec<String> {
    let tables = ["audit.entry", "invoice", "invoice_line"];
    tables.iter().flat_map(|table| (first..until).map(move |id| format!("{table} {id}"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_continues_wherever_it_comes_from() {
    let ways = [Way::Local, Way::Fivetran, Way::Airbyte, Way::Singer];
    for one in ways {
        let (rows, state) = one.sync(3, "{}").await;
        assert_eq!(rows, from(0, 3), "{one:?}");
        for other in ways {
            let (rows, further) = other.sync(5, &state).await;
            assert_eq!(rows, from(3, 5), "{one:?}, then {other:?}");
            // And back again.
            let (rows, last) = one.sync(6, &further).await;
            assert_eq!(rows, from(5, 6), "{one:?}, then {other:?} and back");
            // What no table keeps came along: how often the source was asked.
            let last = connector_sdk::protocol::parse_state(&last, &Definition::of::<Ledger>()).unwrap();
            assert_eq!(last.connector, Some(json!({ "next": 3 })), "{one:?}, then {other:?} and back");
        }
    }
}
