//! What Airbyte and Singer share: one JSON object a line on stdout, cells as JSON, a configuration as JSON Schema.

pub(crate) mod cells;
pub(crate) mod failure;
pub(crate) mod host;
pub(crate) mod log;
pub(crate) mod ordered;
pub(crate) mod out;
pub(crate) mod progress;
pub(crate) mod recent;
pub(crate) mod saved;
pub(crate) mod settings;
pub(crate) mod table;
pub(crate) mod types;
