//! Queries for a person to look at the rows.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// The columns' names and the rows as text, `None` for null. Only reads: a statement that writes is refused.
pub(super) fn run(connection: &Connection, query: &str) -> rusqlite::Result<(Vec<String>, Vec<Vec<Option<String>>>)> {
    let mut statement = connection.prepare(query)?;
    if !statement.readonly() {
        return Err(rusqlite::Error::InvalidQuery);
    }
    let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let cells = (0..names.len()).map(|column| row.get_ref(column).map(text));
        found.push(cells.collect::<rusqlite::Result<_>>()?);
    }
    Ok((names, found))
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
