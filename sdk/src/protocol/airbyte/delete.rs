//! Deleted rows: a record of the key with the time of the deletion.

use chrono::{DateTime, Utc};

use crate::row::Value;
use crate::schema::{ColumnType, TableSpec};

/// The column in which Airbyte's destinations look for deletions.
pub(super) const DELETED_AT: &str = "_ab_cdc_deleted_at";

/// What the cursor of a deleted row should be: destinations that keep the version with the highest cursor would
/// otherwise keep the row. `known` is its cursor before, if the row was sent lately.
pub(super) fn cursor_of(table: &TableSpec, known: Option<&Value>, now: DateTime<Utc>) -> Option<Value> {
    let name = table.cursor.as_ref().filter(|cursor| !table.is_key(cursor))?;
    let column_type = table.columns.iter().find(|column| column.name == *name)?.column_type?;
    let known = known.filter(|value| !value.is_null());
    match (column_type, known) {
        (ColumnType::UtcDateTime, Some(Value::UtcDateTime(known))) => Some(Value::UtcDateTime(now.max(*known))),
        (ColumnType::UtcDateTime, _) => Some(Value::UtcDateTime(now)),
        (ColumnType::NaiveDateTime, Some(Value::NaiveDateTime(known))) => {
            Some(Value::NaiveDateTime(now.naive_utc().max(*known)))
        }
        (ColumnType::NaiveDateTime, _) => Some(Value::NaiveDateTime(now.naive_utc())),
        (ColumnType::NaiveDate, Some(Value::NaiveDate(known))) => Some(Value::NaiveDate(now.date_naive().max(*known))),
        (ColumnType::NaiveDate, _) => Some(Value::NaiveDate(now.date_naive())),
        // A number or a text cannot be made up.
        (_, known) => known.cloned(),
    }
}
