//! The other side of the Fivetran protocol, in memory: proves that a connector comes to the same rows there.

mod decode;
mod platform;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use prost::Message;

pub use self::platform::Platform;
use super::Sandbox;
use crate::context::Clock;
use crate::engine::Stop;
use crate::error::Result;
use crate::protocol::fivetran::{Service, proto, unframed};
use crate::state::Selection;

/// Where a sync is cut off.
#[derive(Debug, Clone, Copy)]
enum Cut {
    /// Nowhere.
    Never,
    /// Right after the checkpoint of this number, from 1 on.
    After(usize),
    /// Right before it: rows have arrived whose state has not.
    Before(usize),
}

impl Sandbox {
    /// Proves that the next sync, run as a Fivetran source, ends with the rows of a local one, and does so when it is
    /// cut off before and after each of its checkpoints in turn and run again. Returns the number of checkpoints.
    ///
    /// The sandbox itself stays as it was. Where the cut fell behind the last row, the sync after it is the next one:
    /// then the rows may also equal those of two local syncs.
    ///
    /// # Panics
    /// If a sync fails, if a message breaks the protocol's rules, or if rows differ.
    pub fn survives_every_cut_on_fivetran(&self) -> usize {
        let mut local = self.copy();
        local.sync().unwrap_or_else(|error| panic!("the local sync failed: {error}"));
        let once = contents(&local);
        // A source may have nothing more to give and say so.
        let _ = local.sync();
        let twice = contents(&local);

        let mut whole = self.copy();
        let (checkpoints, ended) = whole.sync_on_fivetran(Cut::Never);
        ended.unwrap_or_else(|error| panic!("the undisturbed sync as a Fivetran source failed: {error}"));
        assert_same(&contents(&whole), &[&once], "an undisturbed sync");
        for checkpoint in 1..=checkpoints {
            for cut in [Cut::Before(checkpoint), Cut::After(checkpoint)] {
                let mut sandbox = self.copy();
                let (_, ended) = sandbox.sync_on_fivetran(cut);
                ended.unwrap_or_else(|error| panic!("the sync to be cut failed: {error}"));
                // As above, the source may have nothing more to give.
                let (_, resumed) = sandbox.sync_on_fivetran(Cut::Never);
                let failed = resumed.err().map(|error| format!(" (which failed: {error})")).unwrap_or_default();
                let when = format!("cut {cut:?} of {checkpoints} checkpoints and resumed, a sync{failed}");
                assert_same(&contents(&sandbox), &[&once, &twice], &when);
            }
        }
        checkpoints
    }

    /// Syncs once as a Fivetran source: rows and state come to the sandbox as the platform would keep them. Returns
    /// the warnings, or the text of the task or status with which the sync ended.
    ///
    /// # Panics
    /// If a message breaks the protocol's rules.
    pub fn sync_as_fivetran(&mut self) -> Result<Vec<String>, String> {
        let (_, ended) = self.sync_on_fivetran(Cut::Never);
        ended
    }

    fn sync_on_fivetran(&mut self, cut: Cut) -> (usize, Result<Vec<String>, String>) {
        #[cfg(feature = "http")]
        if let Some(replay) = self.replay.as_ref().map(super::replay::Replay::crashing) {
            let clock = self.clock.clone();
            let talked = replay.around(&clock, |clock| Ok(self.talk_by(clock, cut)));
            return talked.unwrap_or_else(|error| panic!("{error}"));
        }
        self.talk_by(self.clock.clone(), cut)
    }

    fn talk_by(&mut self, clock: Arc<dyn Clock>, cut: Cut) -> (usize, Result<Vec<String>, String>) {
        let runtime = super::runtime().unwrap_or_else(|error| panic!("{error}"));
        runtime.block_on(self.talk(clock, cut))
    }

    async fn talk(&mut self, clock: Arc<dyn Clock>, cut: Cut) -> (usize, Result<Vec<String>, String>) {
        let configuration = super::lock(&self.configuration).clone();
        let texts = configuration.iter().filter_map(|(key, json)| match json {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some((key.clone(), text.clone())),
            other => Some((key.clone(), other.to_string())),
        });
        let configuration: BTreeMap<String, String> = texts.collect();
        let service = Service::new(self.definition.clone(), Stop::default(), clock);
        let request = proto::SchemaRequest { configuration: configuration.clone() };
        let schema = match service.clone().schema(request).await {
            Ok(schema) => proto::SchemaResponse::decode(schema).unwrap_or_else(|error| panic!("{error}")),
            Err(status) => return (0, Err(status.message().to_owned())),
        };
        let selected = self.selected();
        let mut platform = Platform::new(self.warehouse.clone());
        platform.describe(&schema, &selected);
        let request = proto::UpdateRequest {
            configuration,
            selection: (!selected.is_everything()).then(|| select(&schema, &selected)),
            state_json: self.warehouse().state().to_text().ok(),
        };
        let mut messages = match service.update(request).await {
            Ok(messages) => messages,
            Err(status) => return (0, Err(status.message().to_owned())),
        };
        while let Some(piece) = messages.next().await {
            let piece = match piece {
                Ok(piece) => piece,
                Err(status) => return (platform.checkpoints(), Err(status.message().to_owned())),
            };
            for message in unframed(piece) {
                let message = proto::UpdateResponse::decode(message).unwrap_or_else(|error| panic!("{error}"));
                let is_checkpoint = matches!(message.operation, Some(proto::update_response::Operation::Checkpoint(_)));
                if let Cut::Before(at) = cut
                    && is_checkpoint
                    && platform.checkpoints() + 1 == at
                {
                    platform.keep_rows();
                    return (platform.checkpoints(), Ok(Vec::new()));
                }
                platform.take(message);
                if let Cut::After(at) = cut
                    && platform.checkpoints() == at
                {
                    return (at, Ok(Vec::new()));
                }
            }
        }
        (platform.checkpoints(), platform.ended())
    }

    fn selected(&self) -> Selection {
        let Some(text) = &self.selection else { return Selection::default() };
        Selection::parse(text, &self.definition.tables).unwrap_or_else(|error| panic!("{error}"))
    }
}

/// A selection as a platform would send it: everything that it was told of, chosen or not.
fn select(schema: &proto::SchemaResponse, selected: &Selection) -> proto::Selection {
    use proto::schema_response::Response;
    use proto::selection::Selection as Form;

    let tables = |schema: Option<&str>, tables: &[proto::Table]| -> Vec<proto::TableSelection> {
        let tables = tables.iter().map(|table| {
            let spec = decode::spec(schema, table);
            let columns = table.columns.iter();
            proto::TableSelection {
                included: selected.includes(&spec.full_name()),
                table_name: table.name.clone(),
                columns: columns.map(|c| (c.name.clone(), selected.includes_column(&spec, &c.name))).collect(),
                include_new_columns: false,
            }
        });
        tables.collect()
    };
    let form = match &schema.response {
        Some(Response::WithoutSchema(list)) => Form::WithoutSchema(proto::TablesWithNoSchema {
            tables: tables(None, &list.tables),
            include_new_tables: false,
        }),
        Some(Response::WithSchema(list)) => {
            let schemas = list.schemas.iter().map(|schema| proto::SchemaSelection {
                included: true,
                schema_name: schema.name.clone(),
                tables: tables(Some(&schema.name), &schema.tables),
                include_new_tables: false,
            });
            Form::WithSchema(proto::TablesWithSchema { schemas: schemas.collect(), include_new_schemas: false })
        }
        _ => panic!("a platform that was told of no tables cannot select any"),
    };
    proto::Selection { selection: Some(form) }
}

/// Tables with their columns and rows, live and deleted, in a form that can be compared and shown.
type Contents = BTreeMap<String, (BTreeSet<String>, Vec<String>, Vec<String>)>;

fn contents(sandbox: &Sandbox) -> Contents {
    let sorted = |rows: Vec<serde_json::Value>| {
        let mut rows: Vec<_> = rows.iter().map(ToString::to_string).collect();
        rows.sort();
        rows
    };
    let table = |name: String| {
        let columns = sandbox.columns(&name).into_iter().map(|(name, column_type)| format!("{name} {column_type}"));
        let (live, deleted) = (sorted(sandbox.rows(&name)), sorted(sandbox.deleted_rows(&name)));
        (name, (columns.collect(), live, deleted))
    };
    sandbox.tables().into_iter().map(table).collect()
}

fn assert_same(found: &Contents, expected: &[&Contents], when: &str) {
    if expected.contains(&found) {
        return;
    }
    let when = format!("{when} as a Fivetran source");
    assert!(found.keys().eq(expected[0].keys()), "{when}: there are other tables than locally: {:?}", found.keys());
    for (name, (columns, live, deleted)) in expected[0] {
        let (found_columns, found_live, found_deleted) = &found[name];
        assert_eq!(found_columns, columns, "{when}: the columns of table `{name}` differ from the local ones");
        for (which, found, local) in [("", found_live, live), ("deleted ", found_deleted, deleted)] {
            let only = |these: &[String], those: &[String]| these.iter().find(|row| !those.contains(row)).cloned();
            assert!(
                found == local,
                "{when}: table `{name}` has {} {which}rows, {} locally; only there {:?}, only locally {:?}",
                found.len(),
                local.len(),
                only(found, local),
                only(local, found),
            );
        }
    }
}
