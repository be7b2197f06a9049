//! Queries for a person to look at the rows.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::destination::Found;

/// Runs a query that only reads.
pub(super) fn run(connection: &Connection, query: &str) -> rusqlite::Result<Found> {
    let mut statement = connection.prepare(query)?;
    if !statement.readonly() {
        return Err(rusqlite::Error::InvalidQuery);
    }
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([])?;
    let mut found = Found { columns, rows: Vec::new() };
    while let Some(row) = rows.next()? {
        let cells = (0..found.columns.len()).map(|column| row.get_ref(column).map(text));
        found.rows.push(cells.collect::<rusqlite::Result<_>>()?);
    }
    Ok(found)
}

fn text(stored: ValueRef<'_>) -> Option<String> {
    match stored {
        ValueRef::Null => None,
        ValueRef::Integer(integer) => Some(integer.to_string()),
        ValueRef::Real(real) => Some(real.to_string()),
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Some(format!("x'{hex}'"))
        }
    }
}
