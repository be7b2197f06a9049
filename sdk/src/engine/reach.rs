//! Which reader may write which tables, and so which of them have to start over when more is selected.
//!
//! A reader has one state for all the tables that it writes. Whatever of it was not selected while it ran is missing,
//! however far the state is.

use super::definition::Source;
use super::plan::PlanOptions;
use crate::schema::{Name, TableSpec};
use crate::state::Selection;

pub(super) struct Reach {
    readers: Vec<ReaderReach>,
    /// Known tables that no reader declares.
    open: Vec<String>,
}

struct ReaderReach {
    name: String,
    declared: Vec<String>,
    /// Whether it may also write tables that no reader declares. Which ones cannot be told, nor by which reader.
    opens: bool,
}

impl Reach {
    /// `known` are the tables of all readers and those that were discovered.
    pub(super) fn new(source: &dyn Source, readers: &[(Name, Vec<TableSpec>)], known: &[String]) -> Self {
        let readers: Vec<_> = readers
            .iter()
            .enumerate()
            .map(|(index, (name, tables))| ReaderReach {
                name: name.to_string(),
                declared: tables.iter().map(TableSpec::full_name).collect(),
                opens: source.opens_tables(index),
            })
            .collect();
        let is_declared = |table: &String| readers.iter().any(|reader| reader.declared.contains(table));
        let open = known.iter().filter(|table| !is_declared(table)).cloned().collect();
        Self { readers, open }
    }

    /// Whether the reader may write rows of the table.
    pub(super) fn may_write(&self, reader: usize, table: &str) -> bool {
        let reader = &self.readers[reader];
        reader.declared.iter().any(|declared| declared == table) || (reader.opens && !self.is_declared(table))
    }

    fn is_declared(&self, table: &str) -> bool {
        self.readers.iter().any(|reader| reader.declared.iter().any(|declared| declared == table))
    }

    /// The tables that the reader may write, as far as they are known.
    fn tables<'a>(&'a self, reader: usize, selection: &'a Selection) -> impl Iterator<Item = &'a str> {
        let known = self.open.iter().map(String::as_str).chain(selection.named().map(|(table, _)| table));
        let opened = known.filter(move |table| self.readers[reader].opens && !self.is_declared(table));
        self.readers[reader].declared.iter().map(String::as_str).chain(opened)
    }

    /// Whether something that the reader may write is selected.
    pub(super) fn is_selected(&self, reader: usize, selection: &Selection) -> bool {
        (self.readers[reader].opens && selection.includes_unnamed())
            || self.tables(reader, selection).any(|table| selection.includes(table))
    }

    /// Why the reader has to start over, for each table that is the reason or comes with it.
    pub(super) fn restarts(
        &self,
        reader: usize,
        earlier: &Selection,
        options: &PlanOptions,
    ) -> Vec<(String, &'static str)> {
        let now = &options.selection;
        let of = &self.readers[reader];
        let mut tables: Vec<String> = Vec::new();
        for table in self.tables(reader, now).filter(|table| now.includes(table)) {
            if !tables.iter().any(|known| known == table) {
                tables.push(table.to_owned());
            }
        }
        if options.full_refresh {
            return tables.into_iter().map(|table| (table, "a full refresh was asked for")).collect();
        }
        // After a sync of everything nothing is missing.
        let ran = |reader: usize| !earlier.is_everything() && self.is_selected(reader, earlier);
        let ran_before = match of.opens {
            false => ran(reader),
            true => (0..self.readers.len()).any(|other| (other == reader || self.readers[other].opens) && ran(other)),
        };
        let mut why: Vec<_> = tables
            .iter()
            .filter_map(|table| {
                if now.widens(earlier, table) {
                    Some((table.clone(), "more of its columns are selected than before"))
                } else if ran_before && !earlier.includes(table) {
                    Some((table.clone(), "it was not selected when its source was read before"))
                } else {
                    None
                }
            })
            .collect();
        if why.is_empty() && of.opens && ran_before && now.includes_more_unnamed(earlier) {
            why.push((of.name.clone(), "not all of its tables were selected before"));
        }
        if !why.is_empty() {
            let reasons: Vec<String> = why.iter().map(|(table, _)| table.clone()).collect();
            let others = tables.into_iter().filter(|table| !reasons.contains(table));
            why.extend(others.map(|table| (table, "it is read together with a table that is")));
        }
        why
    }
}
