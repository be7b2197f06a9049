//! The rows that went out lately, as both protocols know whole rows only: an update is sent as the row that it makes.
//!
//! Batches of tables with a key wait here after they were written, oldest out first. Only when a table sees its first
//! update, delete or truncate are its rows looked at one by one: a table that never sees one pays for the memory alone.
//! A row that is not here any more, or went out in an earlier sync, is [`Found::Unknown`]: the caller must say so.

use std::collections::{BTreeMap, VecDeque};

use super::cells;
use crate::event::Batch;
use crate::row::Value;

/// About how many bytes of rows are kept, of all tables together.
const ROOM: usize = 32 * 1024 * 1024;

/// The cells of a row, in the order of the batch's columns.
pub(crate) type Cells = Vec<Option<Value>>;

/// What is known of the row with a key.
#[derive(Debug, PartialEq)]
pub(crate) enum Found {
    /// It went out like this, at this time.
    Row(Cells, i64),
    /// There is none: it was deleted at this time, or never sent.
    None(Option<i64>),
    /// It may have gone out long ago.
    Unknown,
}

/// Keeps the rows of all tables.
pub(crate) struct Recent {
    room: usize,
    tables: Vec<Table>,
    waiting: VecDeque<Waiting>,
    waiting_size: usize,
    young: Rows,
    old: Rows,
}

struct Waiting {
    table: usize,
    batch: Batch,
    size: usize,
    at: i64,
}

struct Table {
    name: String,
    /// Whether every row that the destination has of it is here.
    complete: bool,
    /// Whether its rows are kept one by one.
    indexed: bool,
}

#[derive(Default)]
struct Rows {
    /// By table and key. A deleted row stays as `None`, so that it is known to be gone.
    rows: BTreeMap<(usize, Vec<u8>), (Option<Cells>, i64)>,
    size: usize,
}

impl Default for Recent {
    fn default() -> Self {
        Self::with_room(ROOM)
    }
}

impl Recent {
    pub(crate) fn with_room(room: usize) -> Self {
        Self {
            room,
            tables: Vec::new(),
            waiting: VecDeque::new(),
            waiting_size: 0,
            young: Rows::default(),
            old: Rows::default(),
        }
    }

    /// Begins a table. `complete` says that the destination has no rows of it yet.
    pub(crate) fn begin(&mut self, table: String, complete: bool) {
        if self.tables.iter().all(|known| known.name != table) {
            self.tables.push(Table { name: table, complete, indexed: false });
        }
    }

    fn id(&self, table: &str) -> Option<usize> {
        self.tables.iter().position(|known| known.name == table)
    }

    /// Whether the table's rows have to be told one by one.
    pub(crate) fn is_indexed(&self, table: &str) -> bool {
        self.id(table).is_some_and(|id| self.tables[id].indexed)
    }

    /// Keeps a batch of upserts that was written at a time. `size` is about how many bytes it takes.
    pub(crate) fn keep(&mut self, batch: Batch, size: usize, at: i64) {
        let Some(table) = self.id(&batch.table.full_name()) else { return };
        self.waiting.push_back(Waiting { table, batch, size, at });
        self.waiting_size += size;
        while self.waiting_size > self.room {
            let Some(oldest) = self.waiting.pop_front() else { return };
            self.waiting_size -= oldest.size;
            self.tables[oldest.table].complete = false;
        }
    }

    /// Looks at the table's rows one by one from now on.
    pub(crate) fn index(&mut self, table: &str) {
        let Some(id) = self.id(table) else { return };
        if std::mem::replace(&mut self.tables[id].indexed, true) {
            return;
        }
        for waiting in std::mem::take(&mut self.waiting) {
            if waiting.table != id {
                self.waiting.push_back(waiting);
                continue;
            }
            self.waiting_size -= waiting.size;
            let keys = key_slots(&waiting.batch);
            for (_, cells) in waiting.batch.rows() {
                self.put(id, key_of(&keys, cells), Some(cells.to_vec()), waiting.at);
            }
        }
    }

    /// What is known of a row of an indexed table.
    pub(crate) fn find(&self, table: &str, key: &[u8]) -> Found {
        let Some(id) = self.id(table) else { return Found::Unknown };
        let key = (id, key.to_vec());
        match self.young.rows.get(&key).or_else(|| self.old.rows.get(&key)) {
            Some((Some(cells), at)) => Found::Row(cells.clone(), *at),
            Some((None, at)) => Found::None(Some(*at)),
            None if self.tables[id].complete => Found::None(None),
            None => Found::Unknown,
        }
    }

    /// Notes a row of an indexed table as it went out; `None` for a deleted one.
    pub(crate) fn note(&mut self, table: &str, key: Vec<u8>, row: Option<Cells>, at: i64) {
        if let Some(id) = self.id(table) {
            self.put(id, key, row, at);
        }
    }

    fn put(&mut self, id: usize, key: Vec<u8>, row: Option<Cells>, at: i64) {
        let cells = row.iter().flatten().map(|cell| cell.as_ref().map_or(size_of::<Value>(), Value::size));
        self.young.size += key.len() + 64 + cells.sum::<usize>();
        self.young.rows.insert((id, key), (row, at));
        if self.young.size > self.room / 2 {
            let forgotten = std::mem::replace(&mut self.old, std::mem::take(&mut self.young));
            for (id, _) in forgotten.rows.keys() {
                self.tables[*id].complete = false;
            }
        }
    }

    /// An indexed table's rows that are not deleted, each with its key and its time, and whether these are all.
    pub(crate) fn live(&self, table: &str) -> (Vec<(Vec<u8>, Cells, i64)>, bool) {
        let Some(id) = self.id(table) else { return (Vec::new(), false) };
        let mine = (id, Vec::new())..(id + 1, Vec::new());
        let mut rows: BTreeMap<&Vec<u8>, &(Option<Cells>, i64)> = BTreeMap::new();
        for generation in [&self.old, &self.young] {
            rows.extend(generation.rows.range(mine.clone()).map(|((_, key), row)| (key, row)));
        }
        let live = rows.into_iter().filter_map(|(key, (row, at))| Some((key.clone(), row.clone()?, *at)));
        (live.collect(), self.tables[id].complete)
    }

    /// All rows of a table are gone now, those that are not here too.
    pub(crate) fn clear(&mut self, table: &str) {
        if let Some(id) = self.id(table) {
            self.tables[id].complete = true;
        }
    }
}

/// Where the key lies in a batch.
pub(crate) fn key_slots(batch: &Batch) -> Vec<usize> {
    let slot = |key: &crate::schema::Name| batch.columns.iter().position(|column| column.name == *key);
    batch.table.primary_key.iter().filter_map(slot).collect()
}

/// A row's key as text that only equal keys share.
pub(crate) fn key_of(slots: &[usize], cells: &[Option<Value>]) -> Vec<u8> {
    let mut key = Vec::with_capacity(24);
    for value in slots.iter().filter_map(|slot| cells.get(*slot)?.as_ref()) {
        match value {
            // 1.5 and 1.50 are one key.
            Value::Decimal(decimal) => cells::write_value(&mut key, &Value::Decimal(decimal.normalize()), None),
            value => cells::write_value(&mut key, value, None),
        }
        key.push(b',');
    }
    key
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::schema::{ColumnSpec, ColumnType, TableSpec};

    fn batch(ids: &[i64]) -> Batch {
        let id = ColumnSpec::new("id").typed(ColumnType::Long);
        let table = TableSpec::new("t").column(id).column(ColumnSpec::new("n")).primary_key(["id"]);
        let mut batch = Batch::new(Arc::new(table), |_| true);
        for id in ids {
            batch.operations.push(crate::event::Operation::Upsert);
            batch.cells.extend([Some(Value::Long(*id)), Some(Value::Null)]);
        }
        batch
    }

    fn row(id: i64) -> Found {
        Found::Row(vec![Some(Value::Long(id)), Some(Value::Null)], 5)
    }

    #[test]
    fn a_row_is_found_as_it_went_out() {
        let mut recent = Recent::default();
        recent.begin("t".into(), true);
        recent.keep(batch(&[1, 2]), 100, 5);
        recent.index("t");
        recent.note("t", b"2,".to_vec(), None, 6);
        assert_eq!(recent.find("t", b"1,"), row(1));
        assert_eq!(recent.find("t", b"2,"), Found::None(Some(6)));
        assert_eq!(recent.find("t", b"3,"), Found::None(None));
        let one = (b"1,".to_vec(), vec![Some(Value::Long(1)), Some(Value::Null)], 5);
        assert_eq!(recent.live("t"), (vec![one], true));
    }

    #[test]
    fn a_row_of_an_earlier_sync_is_unknown() {
        let mut recent = Recent::default();
        recent.begin("t".into(), false);
        recent.keep(batch(&[1]), 100, 5);
        recent.index("t");
        assert_eq!(recent.find("t", b"1,"), row(1));
        assert_eq!(recent.find("t", b"2,"), Found::Unknown);
        recent.clear("t");
        assert_eq!(recent.find("t", b"2,"), Found::None(None));
    }

    #[test]
    fn room_is_kept_by_forgetting_the_oldest() {
        let mut recent = Recent::with_room(1000);
        recent.begin("t".into(), true);
        for id in 0..30 {
            recent.keep(batch(&[id]), 100, 5);
        }
        recent.index("t");
        assert_eq!(recent.find("t", b"0,"), Found::Unknown);
        assert_eq!(recent.find("t", b"29,"), row(29));
        for id in 30..90 {
            recent.note("t", format!("{id},").into_bytes(), Some(vec![Some(Value::Long(id)), Some(Value::Null)]), 5);
            assert!(recent.young.rows.len() + recent.old.rows.len() < 20);
        }
        assert_eq!(recent.find("t", b"30,"), Found::Unknown);
        assert_eq!(recent.find("t", b"89,"), row(89));
    }
}
