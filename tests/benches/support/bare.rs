//! What a program without the SDK would do: one prepared statement, the same columns and pragmas as the warehouse.

use std::path::Path;

use rusqlite::{Connection, Statement, Transaction, params};

const INSERT: &str = "INSERT INTO \"order\" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET
    customer = excluded.customer, name = excluded.name, email = excluded.email,
    status = excluded.status, amount = excluded.amount, weight = excluded.weight,
    pieces = excluded.pieces, paid = excluded.paid, created_at = excluded.created_at,
    _fivetran_synced = excluded._fivetran_synced, _fivetran_deleted = 0";

/// An order's cells as SQLite takes them.
pub(crate) struct Cells<'a> {
    pub(crate) id: i64,
    pub(crate) customer: i64,
    pub(crate) name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) status: &'a str,
    pub(crate) amount: &'a str,
    pub(crate) weight: f64,
    pub(crate) pieces: i32,
    pub(crate) paid: bool,
    pub(crate) created_at: &'a str,
    pub(crate) synced: &'a str,
}

/// A file with an empty table of orders.
pub(crate) fn open(path: &Path) -> Connection {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000;
             PRAGMA journal_size_limit = 67108864;
             CREATE TABLE \"order\" (id INTEGER NOT NULL, customer INTEGER, name TEXT, email TEXT, status TEXT,
                amount TEXT, weight REAL, pieces INTEGER, paid INTEGER, created_at TEXT,
                _fivetran_synced TEXT NOT NULL, _fivetran_deleted INTEGER NOT NULL, PRIMARY KEY (id));",
        )
        .unwrap();
    connection
}

/// The statement of the loop.
pub(crate) fn prepare<'t>(transaction: &'t Transaction<'_>) -> Statement<'t> {
    transaction.prepare(INSERT).unwrap()
}

/// One turn of the loop.
pub(crate) fn insert(statement: &mut Statement<'_>, row: &Cells<'_>) {
    let Cells { id, customer, name, email, status, amount, weight, pieces, paid, created_at, synced } = row;
    statement
        .execute(params![id, customer, name, email, status, amount, weight, pieces, paid, created_at, synced])
        .unwrap();
}
