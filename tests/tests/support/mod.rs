//! What the tests of durability share: processes of the victim, and all that a warehouse holds.
#![allow(dead_code, unreachable_pub, reason = "not every test needs all of it")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

/// The connector that is tormented.
pub const VICTIM: &str = env!("CARGO_BIN_EXE_victim");

/// The signal of `kill -9`.
pub const KILLED: i32 = 9;

/// Everything in a warehouse besides the times at which rows were written: per table its columns, then its rows.
/// The tables in which the warehouse keeps the state and the types are among them.
pub type Dump = BTreeMap<String, Vec<String>>;

/// A folder with a warehouse.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// A copy as of now, as a backup of a machine that lost its power would have it.
    pub fn copy(&self) -> Self {
        let copy = Self::new();
        // The index of the log is not copied: it is memory that happens to be a file.
        for name in ["warehouse.db", "warehouse.db-wal"] {
            if self.file(name).exists() {
                fs::copy(self.file(name), copy.file(name)).unwrap();
            }
        }
        copy
    }

    /// What the warehouse holds, found without touching the folder: the next sync has to recover it by itself.
    /// Empty if there is no table yet.
    pub fn dump(&self) -> Dump {
        if !self.file("warehouse.db").exists() {
            return Dump::new();
        }
        let copy = self.copy();
        let connection = Connection::open(copy.file("warehouse.db")).unwrap();
        let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(check, "ok", "the warehouse is damaged");
        dump(&connection)
    }

    /// A sync of the victim into this folder.
    pub fn victim(&self) -> Command {
        let mut command = Command::new(VICTIM);
        command.env("VICTIM_FOLDER", self.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// All that one connection sees at this moment.
pub fn dump(connection: &Connection) -> Dump {
    let mut tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let rows_of = |table: &String| {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let shown: Vec<usize> = (0..columns.len()).filter(|column| columns[*column] != "_fivetran_synced").collect();
        let rows = statement.query_map([], |row| {
            Ok(shown.iter().map(|column| text(row.get_ref_unwrap(*column))).collect::<Vec<_>>().join(" | "))
        });
        let mut rows: Vec<String> = rows.unwrap().map(Result::unwrap).collect();
        rows.sort();
        rows.insert(0, columns.join(" | "));
        rows
    };
    tables.iter().map(|table| (table.clone(), rows_of(table))).collect()
}

/// A value with its storage class.
fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "null".to_owned(),
        ValueRef::Integer(integer) => integer.to_string(),
        ValueRef::Real(real) => format!("{real:?}"),
        ValueRef::Text(text) => format!("'{}'", String::from_utf8_lossy(text)),
        ValueRef::Blob(blob) => format!("{blob:02x?}"),
    }
}

/// Says where two warehouses differ.
pub fn assert_same(found: &Dump, expected: &Dump, when: &str) {
    for (table, rows) in expected {
        let Some(found) = found.get(table) else { panic!("{when}: there is no table `{table}`") };
        if found != rows {
            let missing: Vec<_> = rows.iter().filter(|row| !found.contains(row)).collect();
            let surplus: Vec<_> = found.iter().filter(|row| !rows.contains(row)).collect();
            panic!("{when}: table `{table}` differs\nmissing: {missing:#?}\nsurplus: {surplus:#?}");
        }
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{when}: other tables");
}

/// Runs a process that must end by itself and well.
pub fn succeed(command: &mut Command, when: &str) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{when}: {:?}: {}", output.status, said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Both streams of a process.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Whether the process was killed.
pub fn was_killed(output: &Output) -> bool {
    output.status.signal() == Some(KILLED)
}

/// A sync through a program's command line.
pub fn command_line(program: &str, project: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("--project-dir").arg(project);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}
