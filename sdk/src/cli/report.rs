//! What a sync did, as its closing table.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::format::{count, counted, duration};
use super::grid::grid;
use crate::context::{Progress, TableProgress};
use crate::destination::{RowCount, StoredTable};
use crate::error::{Error, ErrorKind};

/// What a sync did.
pub(super) struct Report {
    pub(super) tables: Vec<TableReport>,
    pub(super) checkpoints: u64,
    pub(super) time: Duration,
}

/// What a sync did to a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TableReport {
    pub(super) name: String,
    pub(super) upserts: u64,
    pub(super) updates: u64,
    pub(super) deletes: u64,
    pub(super) truncates: u64,
    /// Rows that the destination holds now; `None` if it could not be asked.
    pub(super) rows: Option<RowCount>,
    /// How it is stored, if it is.
    pub(super) stored: Option<StoredTable>,
}

impl Report {
    /// The planned tables in their order, then those that came to light.
    pub(super) fn new(planned: &[String], progress: &Progress, time: Duration) -> Self {
        let done = progress.tables();
        // A running reader may also write tables that are not selected; those got nothing.
        let came_to_light = done
            .iter()
            .filter(|(name, done)| done.rows() + done.truncates() > 0 && !planned.contains(name))
            .map(|(name, _)| name);
        let tables = planned
            .iter()
            .chain(came_to_light)
            .map(|name| {
                let done = done.get(name);
                let count = |of: fn(&TableProgress) -> u64| done.map_or(0, |done| of(done));
                TableReport {
                    name: name.clone(),
                    upserts: count(TableProgress::upserts),
                    updates: count(TableProgress::updates),
                    deletes: count(TableProgress::deletes),
                    truncates: count(TableProgress::truncates),
                    rows: None,
                    stored: None,
                }
            })
            .collect();
        Self { tables, checkpoints: progress.checkpoints(), time }
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let headings = ["table", "upserts", "updates", "deletes", "truncates", "rows now"];
        let cells: Vec<Vec<Option<String>>> = self
            .tables
            .iter()
            .map(|table| {
                let rows = table.rows.map_or_else(|| "-".to_owned(), rows_now);
                let numbers = [table.upserts, table.updates, table.deletes, table.truncates].map(count);
                [table.name.clone()].into_iter().chain(numbers).chain([rows]).map(Some).collect()
            })
            .collect();
        let summary = format!("{} in {}", counted(self.checkpoints, "checkpoint"), duration(self.time));
        match self.tables.is_empty() {
            true => format!("No tables. {summary}."),
            false => format!("{}\n\n{summary}.", grid(&headings, &cells)),
        }
    }

    /// For programs.
    pub(super) fn json(&self, errors: &[Error]) -> Json {
        let tables: Vec<Json> = self
            .tables
            .iter()
            .map(|table| {
                json!({
                    "table": table.name,
                    "upserts": table.upserts,
                    "updates": table.updates,
                    "deletes": table.deletes,
                    "truncates": table.truncates,
                    "rows": table.rows.filter(|count| !count.more).map(|count| count.rows),
                })
            })
            .collect();
        json!({
            "outcome": outcome(errors),
            "tables": tables,
            "checkpoints": self.checkpoints,
            "seconds": self.time.as_secs_f64(),
            "errors": errors.iter().map(|error| json!({
                "kind": error.kind().as_str(),
                "table": error.table(),
                "message": error.message(),
            })).collect::<Vec<_>>(),
        })
    }
}

/// A count, or as much of it as was counted.
pub(super) fn rows_now(now: RowCount) -> String {
    format!("{}{}", count(now.rows), if now.more { "+" } else { "" })
}

/// How a sync ended, as a word.
pub(super) fn outcome(errors: &[Error]) -> &'static str {
    if errors.is_empty() {
        "complete"
    } else if errors.iter().all(|error| error.kind() == ErrorKind::Stopped) {
        "stopped"
    } else {
        "failed"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_what_was_done_and_what_is_there() {
        let rows = Some(RowCount { rows: 11_997, deleted: 3, more: false });
        let order = TableReport { name: "order".into(), upserts: 12_000, deletes: 3, rows, ..Default::default() };
        let note = TableReport { name: "note".into(), ..Default::default() };
        let rows = Some(RowCount { rows: 1_000_000, deleted: 0, more: true });
        let line = TableReport { name: "line".into(), truncates: 1, rows, ..Default::default() };
        let report = Report { tables: vec![note, order, line], checkpoints: 1, time: Duration::from_millis(1250) };
        assert_eq!(
            report.text(),
            "\
table  upserts  updates  deletes  truncates    rows now
-----  -------  -------  -------  ---------  ----------
note         0        0        0          0           -
order   12,000        0        3          0      11,997
line         0        0        0          1  1,000,000+

1 checkpoint in 1.2 s."
        );
    }

    #[test]
    fn a_stop_is_no_failure() {
        let ends = [vec![], vec![Error::stopped("x")], vec![Error::stopped("x"), Error::source("y")]];
        assert_eq!(ends.map(|errors| outcome(&errors)), ["complete", "stopped", "failed"]);
    }
}
