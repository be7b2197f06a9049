//! Tables named on the command line, and what was probably meant by an unknown one.

use super::format::listed;
use super::session::Session;
use crate::config::nearest;
use crate::error::{Error, Result};
use crate::schema::TableSpec;
use crate::state::{Selection, UnknownSelection};

/// The error for a name that is none of the known ones.
pub(super) fn unknown(what: &str, name: &str, known: &[String]) -> Error {
    let step = match nearest(name, known.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if known.is_empty() => "there are none".to_owned(),
        None => format!("there are {}", listed(known)),
    };
    Error::configuration(format!("there is no {what} `{name}`")).next_step(step)
}

/// The tables that the destination holds, by name only.
pub(super) fn stored(session: &Session<'_>) -> Result<Vec<TableSpec>> {
    let Some(mut destination) = session.destination_to_read()? else { return Ok(Vec::new()) };
    Ok(destination.tables()?.into_iter().map(|stored| TableSpec::new(stored.source)).collect())
}

/// Adds the tables that came to light only while rows were read in an earlier sync.
pub(super) fn with_stored(mut tables: Vec<TableSpec>, stored: &[TableSpec]) -> Vec<TableSpec> {
    let new = |stored: &&TableSpec| tables.iter().all(|table| table.full_name() != stored.full_name());
    let new: Vec<_> = stored.iter().filter(new).cloned().collect();
    tables.extend(new);
    tables
}

/// The full names of tables.
pub(super) fn of(tables: &[TableSpec]) -> Vec<String> {
    tables.iter().map(TableSpec::full_name).collect()
}

/// Reads `--select`.
pub(super) fn selection(text: &str, tables: &[TableSpec]) -> Result<Selection> {
    let selection = Selection::parse(text, tables).map_err(|error| match error {
        UnknownSelection::Table(name) => {
            // `ordr.id` is as likely a slip in the table as in the column.
            let table = name.rsplit_once('.').map_or(name.as_str(), |(table, _)| table);
            let is_known = tables.iter().any(|known| known.full_name() == table);
            unknown("table", if is_known { &name } else { table }, &of(tables))
        }
        UnknownSelection::Column { table, column } => {
            let columns = tables.iter().filter(|known| known.full_name() == table).flat_map(|known| &known.columns);
            let columns: Vec<String> = columns.map(|column| column.name.to_string()).collect();
            unknown(&format!("column of `{table}`"), &column, &columns)
        }
    })?;
    if tables.iter().all(|table| !selection.includes(&table.full_name())) {
        return Err(
            Error::configuration("`--select` selects nothing").next_step("name tables, with commas between them")
        );
    }
    Ok(selection)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::schema::ColumnSpec;

    fn tables() -> Vec<TableSpec> {
        vec![
            TableSpec::new("order").column(ColumnSpec::new("id")).column(ColumnSpec::new("total")),
            TableSpec::new("staff").in_schema("hr"),
        ]
    }

    #[test]
    fn a_slip_is_answered_with_what_was_meant() {
        let error = |text| selection(text, &tables()).unwrap_err().to_string();
        assert_eq!(error("ordr"), "there is no table `ordr`; did you mean `order`?");
        assert_eq!(error("ordr.id"), "there is no table `ordr`; did you mean `order`?");
        assert_eq!(error("order.totl"), "there is no column of `order` `totl`; did you mean `total`?");
        assert_eq!(error("x"), "there is no table `x`; there are `order` and `hr.staff`");
        assert_eq!(error(" , "), "`--select` selects nothing; name tables, with commas between them");
    }

    #[test]
    fn a_selection_names_tables_and_columns() {
        let selection = selection("order.total,hr.staff", &tables()).unwrap();
        assert!(selection.includes("order") && selection.includes("hr.staff"));
        assert!(!selection.includes_column(&tables()[0], "id"));
    }
}
