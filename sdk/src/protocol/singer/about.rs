//! What the tap says about itself.

use serde_json::{Value as Json, json};

use super::args::Format;
use crate::engine::Definition;
use crate::protocol::lines::settings::{self, Layout};

/// Keys of the configuration that switch on what not every target takes.
pub(super) const VERSIONS_KEY: &str = "emit_activate_version_messages";
pub(super) const DELETES_KEY: &str = "emit_deletes";

const CAPABILITIES: [&str; 5] = ["about", "activate-version", "catalog", "discover", "state"];

/// The text of `--about`.
pub(super) fn about(definition: &Definition, format: Format) -> String {
    let info = &definition.info;
    let mut settings = settings::schema(&definition.fields, Layout::Flat);
    if let Some(Json::Object(properties)) = settings.get_mut("properties") {
        let switch = |title: &str, description: &str| json!({ "type": "boolean", "default": false, "title": title, "description": description });
        let versions = "Emit ACTIVATE_VERSION for full tables and for emptied ones.";
        properties.insert(VERSIONS_KEY.into(), switch("Activate versions", versions));
        let deletes = "Emit deleted rows, with the column `_sdc_deleted_at`.";
        properties.insert(DELETES_KEY.into(), switch("Deletes", deletes));
    }
    match format {
        Format::Json => {
            let about = json!({
                "name": info.name,
                "description": info.description.trim(),
                "version": info.version,
                "sdk_version": env!("CARGO_PKG_VERSION"),
                "capabilities": CAPABILITIES,
                "settings": settings,
            });
            serde_json::to_string_pretty(&about).unwrap_or_default()
        }
        Format::Text => {
            let mut lines = vec![
                format!("Name: {}", info.name),
                format!("Description: {}", info.description.trim()),
                format!("Version: {}", info.version),
                format!("SDK version: {}", env!("CARGO_PKG_VERSION")),
                format!("Capabilities: {}", CAPABILITIES.join(", ")),
                "Settings:".to_owned(),
            ];
            lines.extend(rows(&settings.into()).into_iter().map(|row| {
                let needed = if row.required { ", required" } else { "" };
                format!("  {} ({}{needed}): {}", row.name, row.kind, row.description)
            }));
            lines.join("\n")
        }
        Format::Markdown => {
            let mut lines = vec![format!("# `{}`\n", info.name)];
            if !info.description.is_empty() {
                lines.push(format!("{}\n", info.description.trim()));
            }
            lines.push("## Capabilities\n".to_owned());
            lines.extend(CAPABILITIES.iter().map(|capability| format!("* `{capability}`")));
            lines.push("\n## Settings\n\n| setting | required | default | type | description |".to_owned());
            lines.push("|---|---|---|---|---|".to_owned());
            lines.extend(rows(&settings.into()).into_iter().map(|row| {
                let needed = if row.required { "yes" } else { "no" };
                let text = row.description.replace('|', "\\|").replace('\n', " ");
                format!("| `{}` | {needed} | {} | {} | {text} |", row.name, row.default, row.kind)
            }));
            lines.join("\n")
        }
    }
}

struct Row {
    name: String,
    required: bool,
    default: String,
    kind: String,
    description: String,
}

fn rows(settings: &Json) -> Vec<Row> {
    let properties = settings["properties"].as_object().into_iter().flatten();
    let mut rows: Vec<_> = properties
        .map(|(name, schema)| {
            let row = Row {
                name: name.clone(),
                required: settings["required"].as_array().is_some_and(|names| names.iter().any(|other| other == name)),
                default: schema.get("default").map(Json::to_string).unwrap_or_default(),
                kind: schema["type"].as_str().unwrap_or("any JSON").to_owned(),
                description: schema["description"].as_str().or(schema["title"].as_str()).unwrap_or_default().to_owned(),
            };
            (schema["order"].as_u64().unwrap_or(u64::MAX), row)
        })
        .collect();
    rows.sort_by_key(|(order, _)| *order);
    rows.into_iter().map(|(_, row)| row).collect()
}
