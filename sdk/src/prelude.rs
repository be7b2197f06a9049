//! What a connector needs: `use connector_sdk::prelude::*;`.
//!
//! The derives `Serialize` and `Deserialize` write code that names the crate `serde`: a package that uses them has it
//! among its own dependencies (`cargo add serde`).

pub use chrono::{self, DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
pub use serde::{Deserialize, Serialize};
pub use serde_json;

pub use crate::config::Upload;
pub use crate::context::{ConnectorState, DynamicRows, Rows, Run, State, Tables};
pub use crate::error::{Context, Error, ErrorKind, Result};
pub use crate::row::{Decimal, Row, Value};
pub use crate::schema::{ColumnSpec, ColumnType, TableSpec};
pub use crate::secret::Secret;
pub use crate::table::Json;
pub use crate::{Column, ConfigField, bail, connector, row, state, table};

#[cfg(feature = "http")]
pub use crate::http::{Param, Url};
#[cfg(feature = "http")]
pub use crate::paginate::{
    Cursor, Keyset, LinkHeader, NextUrl, Offset, PageNumber, PriorityFirst, Scroll, Single, Window,
};
#[cfg(feature = "http")]
pub use crate::reader::{Job, Since};
