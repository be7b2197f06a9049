//! Tables as streams, and the configured catalog as a selection.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::delete::DELETED_AT;
use super::message::descriptor;
use crate::error::{Error, Result};
use crate::protocol::lines::ordered::Object;
use crate::protocol::lines::types::{Dialect, property};
use crate::schema::{ColumnType, TableSpec};
use crate::state::{Selected, Selection};

/// A table as `discover` describes it.
pub(super) fn stream(table: &TableSpec) -> Object {
    let undeclared = table.primary_key.iter().filter(|key| table.columns.iter().all(|column| column.name != **key));
    let mut properties = Object::new();
    for key in undeclared {
        properties = properties.with(key.to_string(), property(None, false, Dialect::Airbyte));
    }
    for column in &table.columns {
        let mut schema = property(column.column_type, !table.is_key(&column.name), Dialect::Airbyte);
        if let Some(description) = &column.description {
            schema.insert("description".into(), description.trim().into());
        }
        properties = properties.with(column.name.to_string(), schema);
    }
    if !table.primary_key.is_empty() {
        properties = properties.with(DELETED_AT, property(Some(ColumnType::UtcDateTime), true, Dialect::Airbyte));
    }
    let schema = Object::new()
        .with("$schema", "http://json-schema.org/draft-07/schema#")
        .with("type", "object")
        .with_some("description", table.description.as_deref().map(str::trim))
        .with("properties", properties)
        // Rows may bring columns that were not declared.
        .with("additionalProperties", true);
    let key: Vec<_> = table.primary_key.iter().map(|key| json!([key])).collect();
    Object::new()
        .with("name", &*table.name)
        .with_some("namespace", table.schema.as_deref())
        .with("json_schema", schema)
        .with("supported_sync_modes", json!(["full_refresh", "incremental"]))
        // What is new is the connector's decision, also where no single column tells it.
        .with("source_defined_cursor", true)
        .with_some("default_cursor_field", table.cursor.as_ref().map(|cursor| json!([cursor])))
        .with_some("source_defined_primary_key", (!key.is_empty()).then_some(key))
}

/// The streams that the platform wants.
#[derive(Debug, Deserialize)]
pub(super) struct ConfiguredCatalog {
    pub(super) streams: Vec<ConfiguredStream>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ConfiguredStream {
    pub(super) stream: Stream,
    #[serde(default)]
    pub(super) sync_mode: SyncMode,
    #[serde(default)]
    pub(super) destination_sync_mode: DestinationSyncMode,
    #[serde(default)]
    pub(super) generation_id: Option<i64>,
    #[serde(default)]
    pub(super) minimum_generation_id: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Stream {
    pub(super) name: String,
    #[serde(default)]
    pub(super) namespace: Option<String>,
    #[serde(default)]
    pub(super) json_schema: Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SyncMode {
    #[default]
    FullRefresh,
    Incremental,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum DestinationSyncMode {
    #[default]
    Append,
    Overwrite,
    AppendDedup,
    Update,
    SoftDelete,
}

impl ConfiguredStream {
    /// The table's name in state and selection.
    pub(super) fn full_name(&self) -> String {
        match self.stream.namespace.as_deref().filter(|namespace| !namespace.is_empty()) {
            Some(namespace) => format!("{namespace}.{}", self.stream.name),
            None => self.stream.name.clone(),
        }
    }

    pub(super) fn descriptor(&self) -> Json {
        descriptor(&self.stream.name, self.stream.namespace.as_deref().filter(|namespace| !namespace.is_empty()))
    }

    /// Whether the destination drops what it has of the stream when the sync is done.
    pub(super) fn replaces(&self) -> bool {
        let next_generation = self.minimum_generation_id.is_some_and(|least| least > 0)
            && self.minimum_generation_id == self.generation_id;
        self.sync_mode == SyncMode::FullRefresh
            && (self.destination_sync_mode == DestinationSyncMode::Overwrite || next_generation)
    }

    /// The columns that are wanted: all, unless the schema leaves out one that is known.
    fn selected(&self, table: Option<&TableSpec>) -> Selected {
        let Some(properties) = self.stream.json_schema.get("properties").and_then(Json::as_object) else {
            return Selected::All;
        };
        let known = table.map(|table| &*table.columns).unwrap_or_default();
        if properties.is_empty() || known.iter().all(|column| properties.contains_key(&*column.name)) {
            return Selected::All;
        }
        let columns = properties.keys().filter(|name| *name != DELETED_AT);
        Selected::Columns(columns.cloned().collect())
    }
}

impl ConfiguredCatalog {
    /// Reads the file's content.
    pub(super) fn parse(json: Json) -> Result<Self> {
        let catalog: Self = serde_json::from_value(json).map_err(|error| {
            Error::configuration(format!("the catalog is no configured catalog: {error}"))
                .next_step("give `{\"streams\": [{\"stream\": {…}, \"sync_mode\": …}]}` made from what `discover` says")
        })?;
        let mut names = BTreeSet::new();
        match catalog.streams.iter().find(|stream| !names.insert(stream.full_name())) {
            Some(stream) => Err(Error::configuration(format!("the catalog names `{}` twice", stream.full_name()))),
            None => Ok(catalog),
        }
    }

    /// The selection that it stands for.
    pub(super) fn selection(&self, tables: &[TableSpec]) -> Selection {
        self.streams.iter().fold(Selection::nothing(), |selection, stream| {
            let name = stream.full_name();
            let table = tables.iter().find(|table| table.full_name() == name);
            let selected = stream.selected(table);
            selection.include(name, selected)
        })
    }
}
