//! The local warehouse: one SQLite file, which other programs can read at any time.
//!
//! A sync writes in transactions that end at its checkpoints: rows, tables and state become durable together or not
//! at all, so that after a kill at any instant the file is at a checkpoint.

mod catalog;
mod encode;
mod evolve;
mod failure;
mod lock;
mod query;
mod statements;
mod write;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use self::catalog::{Catalog, StoredAs};
use self::failure::failure;
use self::lock::WriterLock;
use self::statements::Statements;
use super::{Destination, Found, RowCount, StoredTable};
use crate::context::{Clock, SystemClock};
use crate::error::{Error, Result};
use crate::event::{Batch, Checkpoint};
use crate::schema::TableSpec;
use crate::schema::naming::Naming;
use crate::sink::Sink;
use crate::state::SavedState;

/// Where the warehouse lies in the project directory.
pub const DEFAULT_PATH: &str = "files/warehouse.db";

/// How long another program may hold the file before it is an error.
const PATIENCE: Duration = Duration::from_secs(10);

/// How this version lays out the file.
const FORMAT: i64 = 1;

/// How a connection writes. WAL lets others read meanwhile. NORMAL syncs to the disk when the log is folded in: a
/// power cut may cost the last commits, each a whole checkpoint, never half of one. The cache and the log are bounded.
/// Larger pages halve the index that SQLite keeps in memory over the log of a long transaction.
const PRAGMAS: &str = "
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA cache_size = -16000;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA foreign_keys = OFF;
";

/// The tables in which the warehouse keeps what it must know itself.
const OWN_TABLES: &str = "
    CREATE TABLE IF NOT EXISTS _sdk_state (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS _sdk_table (
        source TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, primary_key TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS _sdk_column (
        source_table TEXT NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
        PRIMARY KEY (source_table, source)
    );
";

/// A local warehouse that is open, usually for writing. There is one writer at a time.
pub struct Warehouse {
    connection: Connection,
    path: PathBuf,
    naming: Naming,
    catalog: Catalog,
    /// The catalog as it was when the open transaction began to change it.
    catalog_before: Option<Catalog>,
    statements: HashMap<String, Statements>,
    in_transaction: bool,
    clock: Arc<dyn Clock>,
    /// Dropped last: the next writer may come when this connection is closed. `None` where it is open for reading.
    _lock: Option<WriterLock>,
}

impl Warehouse {
    /// Opens the file, and makes it and its folder if they are not there.
    ///
    /// Fails with kind [`Destination`](crate::ErrorKind::Destination) if another program writes it at this moment,
    /// if it is no SQLite file, or if a later version made it.
    pub fn open(path: &Path, naming: Naming) -> Result<Self> {
        Self::open_with_patience(path, naming, PATIENCE)
    }

    /// Like [`open`](Self::open), but waits so long, instead of ten seconds, whenever another program is writing.
    pub fn open_with_patience(path: &Path, naming: Naming, patience: Duration) -> Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| Error::destination(format!("cannot make the folder {}: {error}", folder.display())))?;
        }
        let lock = WriterLock::take(path)?;
        let connection = Connection::open(path).map_err(|error| failure(path, error))?;
        let open = || -> rusqlite::Result<i64> {
            connection.busy_timeout(patience)?;
            connection.execute_batch(PRAGMAS)?;
            // Many tables' statements are in use at once; each table needs a handful.
            connection.set_prepared_statement_cache_capacity(256);
            encode::add_functions(&connection)?;
            let format = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            if format == 0 {
                connection.execute_batch(&format!("BEGIN; {OWN_TABLES} PRAGMA user_version = {FORMAT}; COMMIT;"))?;
            }
            Ok(format)
        };
        let format = open().map_err(|error| failure(path, error))?;
        if format > FORMAT {
            return Err(Error::destination(format!("{} was written by a newer version", path.display()))
                .next_step("use that version, or another file"));
        }
        let catalog = Catalog::load(&connection).map_err(|error| failure(path, error))?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            naming,
            catalog,
            catalog_before: None,
            statements: HashMap::new(),
            in_transaction: false,
            clock: Arc::new(SystemClock),
            _lock: Some(lock),
        })
    }

    /// Opens the file for reading, while a sync may be writing it; `None` if nothing was ever synced into it. What
    /// would write fails.
    pub fn open_to_read(path: &Path, naming: Naming) -> Result<Option<Self>> {
        if !path.exists() {
            return Ok(None);
        }
        let open = || -> rusqlite::Result<(Connection, i64)> {
            // Not opened read-only: such a connection leaves its log files behind where it is the last one.
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(path, flags)?;
            connection.execute_batch("PRAGMA query_only = ON;")?;
            connection.busy_timeout(PATIENCE)?;
            let format = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            Ok((connection, format))
        };
        let (connection, format) = open().map_err(|error| failure(path, error))?;
        if format == 0 {
            return Ok(None);
        }
        let catalog = Catalog::load(&connection).map_err(|error| failure(path, error))?;
        Ok(Some(Self {
            connection,
            path: path.to_owned(),
            naming,
            catalog,
            catalog_before: None,
            statements: HashMap::new(),
            in_transaction: false,
            clock: Arc::new(SystemClock),
            _lock: None,
        }))
    }

    /// Takes `_fivetran_synced` from another clock.
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    fn begin(&mut self) -> Result<()> {
        if !self.in_transaction {
            self.sql("BEGIN IMMEDIATE")?;
            self.in_transaction = true;
        }
        Ok(())
    }

    fn sql(&self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(|error| self.failure(error))
    }

    fn failure(&self, error: rusqlite::Error) -> Error {
        failure(&self.path, error)
    }

    /// The catalog, to be changed within the open transaction.
    fn catalog_mut(&mut self) -> &mut Catalog {
        if self.catalog_before.is_none() {
            self.catalog_before = Some(self.catalog.clone());
        }
        &mut self.catalog
    }

    fn table(&self, table: &TableSpec) -> Option<&StoredAs> {
        self.catalog.table(&table.full_name())
    }
}

impl Sink for Warehouse {
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()> {
        self.begin()?;
        tables.iter().try_for_each(|table| self.declare_table(table).map_err(|error| error.on_table(table.full_name())))
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        self.begin()?;
        self.write_batch(&batch)
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        let Some(stored) = self.table(table) else { return Ok(()) };
        let sql = format!("UPDATE {} SET _fivetran_deleted = 1 WHERE _fivetran_deleted = 0", stored.quoted());
        self.begin()?;
        self.sql(&sql)
    }

    fn commit(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        self.begin()?;
        self.save_state(&checkpoint.text)?;
        self.sql("COMMIT")?;
        self.in_transaction = false;
        self.catalog_before = None;
        Ok(())
    }

    fn rollback(&mut self) -> Result<()> {
        if self.in_transaction {
            // SQLite has rolled back by itself after some failures, a full disk among them.
            if !self.connection.is_autocommit() {
                self.sql("ROLLBACK")?;
            }
            self.in_transaction = false;
        }
        if let Some(before) = self.catalog_before.take() {
            self.catalog = before;
            self.statements.clear();
        }
        Ok(())
    }
}

impl Destination for Warehouse {
    fn state(&mut self) -> Result<SavedState> {
        let text = self.saved_state()?;
        SavedState::parse(&text)
    }

    fn set_state(&mut self, state: &SavedState) -> Result<()> {
        let text = state.to_text()?;
        self.save_state(&text)
    }

    fn reset(&mut self) -> Result<()> {
        self.reset_all()
    }

    fn tables(&mut self) -> Result<Vec<StoredTable>> {
        self.stored_tables()
    }

    fn count(&mut self, table: &StoredTable, most: u64) -> Result<RowCount> {
        self.count_rows(table, most)
    }

    fn query(&mut self, query: &str) -> Result<Found> {
        query::run(&self.connection, query).map_err(|error| self.failure(error))
    }

    fn sample(&self, table: &StoredTable) -> String {
        // SQLite itself knows best which names are words of its language.
        let plain = format!("select * from {} limit 10", table.name);
        match self.connection.prepare(&plain) {
            Ok(_) => plain,
            Err(_) => format!("select * from \"{}\" limit 10", table.name.replace('"', "\"\"")),
        }
    }

    fn hint(&self, table: &StoredTable) -> String {
        format!("sqlite3 {} '{}'", self.path.display(), self.sample(table))
    }

    fn sink(self: Box<Self>) -> Box<dyn Sink> {
        self
    }
}
