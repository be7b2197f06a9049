//! Ctrl-C and a request to terminate stop a sync at its last checkpoint, whatever its source is doing.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::io::{BufRead, BufReader, Lines, Read};
use std::process::{Child, ChildStderr, Command};

use rusqlite::Connection;
use support::{Folder, VICTIM, assert_same, command_line, succeed};

/// A sync that runs, and the lines that it logs.
struct Running {
    child: Child,
    log: Lines<BufReader<ChildStderr>>,
    logged: String,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, log, logged: String::new() }
    }

    /// Waits until it logs a line with this text.
    fn until(&mut self, text: &str) {
        for line in self.log.by_ref() {
            let line = line.unwrap();
            self.logged.push_str(&line);
            if line.contains(text) {
                return;
            }
        }
        panic!("it never said `{text}`, only: {}", self.logged);
    }

    fn signal(&self, signal: &str) {
        // The number still belongs to it, since nobody has waited for it yet.
        let kill = format!("kill -{signal} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Its exit code and what it printed.
    fn end(mut self) -> (Option<i32>, String) {
        self.log.for_each(drop);
        let mut out = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        (self.child.wait().unwrap().code(), out)
    }
}

/// Sends a signal to a sync whose source waits in this way, and looks at what is left.
fn stopped_by(signal: &str, wait: &str) {
    let project = Folder::new();
    let mut sync = Running::start(command_line(VICTIM, project.path()).env("VICTIM_WAIT", wait));
    sync.until("the source waits");
    sync.signal(signal);
    sync.until("stopping at the last checkpoint; once more leaves at once");
    let (code, out) = sync.end();
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains("The sync was stopped. What the last checkpoint saved is kept;"), "{out}");
    let connection = Connection::open(project.file("files/warehouse.db")).unwrap();
    let rows: i64 = connection.query_row("SELECT count(*) FROM waiting", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 1, "no rows after the last checkpoint");
    drop(connection);
    assert!(project.file("files/state.json").exists());
    assert!(!project.file("files/warehouse.db-wal").exists());

    // The next one goes on.
    succeed(&mut command_line(VICTIM, project.path()), "the next sync");
    let other = Folder::new();
    succeed(&mut command_line(VICTIM, other.path()), "undisturbed");
    let dump = |project: &Folder| {
        let mut dump = support::dump(&Connection::open(project.file("files/warehouse.db")).unwrap());
        dump.remove("waiting");
        dump
    };
    assert_same(&dump(&project), &dump(&other), "stopped and continued");
}

#[test]
fn terminate_while_the_source_waits() {
    stopped_by("TERM", "pending");
}

#[test]
fn interrupt_while_the_source_waits() {
    stopped_by("INT", "pending");
}

#[test]
fn terminate_while_the_source_blocks_its_thread() {
    stopped_by("TERM", "blocked");
}

#[test]
fn a_second_signal_leaves_at_once() {
    for (first, second) in [("INT", "INT"), ("TERM", "INT"), ("INT", "TERM")] {
        let project = Folder::new();
        succeed(&mut command_line(VICTIM, project.path()), "first");
        // While another program holds the file, the sync cannot even begin to end.
        let other = Connection::open(project.file("files/warehouse.db")).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let mut sync = Running::start(&mut command_line(VICTIM, project.path()));
        sync.until("sync started");
        sync.signal(first);
        sync.until("stopping at the last checkpoint");
        sync.signal(second);
        let (code, out) = sync.end();
        assert_eq!((code, out.as_str()), (Some(1), ""), "{first}, then {second}");
        other.execute_batch("COMMIT").unwrap();
        succeed(&mut command_line(VICTIM, project.path()), "the next sync");
    }
}
