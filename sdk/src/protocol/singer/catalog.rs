//! Tables as streams, and a catalog's metadata as a selection.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use crate::error::{Error, Result};
use crate::protocol::lines::ordered::{Node, Object};
use crate::protocol::lines::types::{Dialect, property};
use crate::schema::{ColumnType, Name, TableSpec};
use crate::state::{Selected, Selection};

/// The column in which targets look for deletions.
pub(super) const DELETED_AT: &str = "_sdc_deleted_at";

/// The name of a table's stream.
pub(super) fn stream_id(table: &TableSpec) -> String {
    match &table.schema {
        Some(schema) => format!("{schema}-{}", table.name),
        None => table.name.to_string(),
    }
}

/// The JSON Schema of a stream's records. Columns without a type are left out: none of their values is known.
pub(super) fn schema(table: &TableSpec, columns: &[(Name, Option<ColumnType>)], deletes: bool) -> Object {
    let mut properties = Object::new();
    for (name, column_type) in columns {
        let Some(column_type) = column_type else { continue };
        let mut schema = property(Some(*column_type), !table.is_key(name), Dialect::Singer);
        let declared = table.columns.iter().find(|column| column.name == *name);
        if let Some(description) = declared.and_then(|column| column.description.as_ref()) {
            schema.insert("description".into(), description.trim().into());
        }
        properties = properties.with(name.to_string(), schema);
    }
    if deletes && !table.primary_key.is_empty() {
        properties = properties.with(DELETED_AT, property(Some(ColumnType::UtcDateTime), true, Dialect::Singer));
    }
    Object::new()
        .with("type", "object")
        .with_some("description", table.description.as_deref().map(str::trim))
        .with("properties", properties)
}

/// A table as `--discover` describes it.
pub(super) fn stream(table: &TableSpec) -> Object {
    let columns: Vec<_> = table.columns.iter().map(|column| (column.name.clone(), column.column_type)).collect();
    let about = Object::new()
        .with("inclusion", "available")
        .with("selected-by-default", true)
        .with("table-key-properties", json!(table.primary_key))
        .with_some("valid-replication-keys", table.cursor.as_ref().map(|cursor| json!([cursor])))
        .with_some("schema-name", table.schema.as_deref());
    let mut metadata = vec![Object::new().with("breadcrumb", json!([])).with("metadata", about)];
    metadata.extend(table.columns.iter().map(|column| {
        let inclusion = if table.is_key(&column.name) { "automatic" } else { "available" };
        Object::new()
            .with("breadcrumb", json!(["properties", column.name]))
            .with("metadata", Object::new().with("inclusion", inclusion).with("selected-by-default", true))
    }));
    let id = stream_id(table);
    Object::new()
        .with("tap_stream_id", &*id)
        .with("stream", &*id)
        .with("table_name", &*table.name)
        .with("key_properties", json!(table.primary_key))
        .with_some("replication_key", table.cursor.as_deref())
        .with("schema", schema(table, &columns, false))
        .with("metadata", metadata.into_iter().collect::<Node>())
}

/// What the user wants.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) selection: Selection,
    /// Full names of the tables that are read from the start.
    pub(super) full_tables: Vec<String>,
    /// Streams that the catalog selects and the source does not have.
    pub(super) unknown: Vec<String>,
}

#[derive(Deserialize)]
struct Catalog {
    streams: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    tap_stream_id: String,
    #[serde(default)]
    schema: Json,
    /// Where old catalogs say it.
    #[serde(default)]
    selected: Option<bool>,
    #[serde(default)]
    replication_method: Option<String>,
    #[serde(default)]
    metadata: Vec<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    breadcrumb: Vec<String>,
    #[serde(default)]
    metadata: Map<String, Json>,
}

/// Whether metadata includes what it is about; `otherwise` where it does not say.
fn included(metadata: Option<&Map<String, Json>>, old: Option<bool>, otherwise: bool) -> bool {
    let text = |key: &str| metadata.and_then(|metadata| metadata.get(key)).and_then(Json::as_str);
    let flag = |key: &str| metadata.and_then(|metadata| metadata.get(key)).and_then(Json::as_bool);
    match text("inclusion") {
        Some("unsupported") => false,
        Some("automatic") => true,
        _ => flag("selected").or(old).or_else(|| flag("selected-by-default")).unwrap_or(otherwise),
    }
}

/// Reads a catalog. `is_open` says whether a stream that is not known may still come to light.
pub(super) fn parse(json: Json, tables: &[TableSpec], is_open: impl Fn(&str) -> bool) -> Result<Wanted> {
    let catalog: Catalog = serde_json::from_value(json).map_err(|error| {
        Error::configuration(format!("the catalog is no catalog: {error}"))
            .next_step("give what `--discover` prints, with `selected` in the metadata")
    })?;
    let mut wanted = Wanted { selection: Selection::nothing(), ..Wanted::default() };
    for entry in catalog.streams {
        let about: BTreeMap<&[String], &Map<String, Json>> =
            entry.metadata.iter().map(|item| (&*item.breadcrumb, &item.metadata)).collect();
        let root = about.get(&[][..]).copied();
        let old = entry.selected.or_else(|| entry.schema.get("selected").and_then(Json::as_bool));
        // A catalog without a word on selection, as old taps and people write it, means all of it.
        let nothing_said = root.is_none() && old.is_none();
        if !included(root, old, nothing_said) {
            continue;
        }
        let table = tables.iter().find(|table| stream_id(table) == entry.tap_stream_id);
        let full_name = table.map_or_else(|| entry.tap_stream_id.clone(), TableSpec::full_name);
        if table.is_none() && !is_open(&full_name) {
            wanted.unknown.push(entry.tap_stream_id);
            continue;
        }
        let method = root.and_then(|root| root.get("replication-method")).and_then(Json::as_str);
        if method.or(entry.replication_method.as_deref()) == Some("FULL_TABLE") {
            wanted.full_tables.push(full_name.clone());
        }
        let columns = table.map(|table| &*table.columns).unwrap_or_default();
        let is_in = |name: &str| {
            let breadcrumb = ["properties".to_owned(), name.to_owned()];
            let old =
                entry.schema.pointer(&format!("/properties/{}/selected", name.replace('~', "~0").replace('/', "~1")));
            included(about.get(&breadcrumb[..]).copied(), old.and_then(Json::as_bool), true)
        };
        let dropped = about.keys().any(|breadcrumb| breadcrumb.len() == 2 && !is_in(&breadcrumb[1]))
            || columns.iter().any(|column| !is_in(&column.name));
        let selected = if dropped {
            let told = about.keys().filter(|breadcrumb| breadcrumb.len() == 2).map(|breadcrumb| &*breadcrumb[1]);
            let known = columns.iter().map(|column| &*column.name).chain(told);
            Selected::Columns(known.filter(|name| is_in(name)).map(str::to_owned).collect())
        } else {
            Selected::All
        };
        wanted.selection = wanted.selection.include(full_name, selected);
    }
    Ok(wanted)
}
