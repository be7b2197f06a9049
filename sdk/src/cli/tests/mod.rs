//! Whole runs of the command line, in this process.
#![allow(clippy::unwrap_used)]

mod commands;
mod configuration;
mod shop;
mod state;
mod sync;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde_json::Value as Json;
use tempfile::TempDir;

use self::shop::Shop;
use super::io::Io;
use super::run;
use crate::engine::Definition;

/// A project directory in which the shop is run.
struct Project {
    directory: TempDir,
    variables: Vec<(&'static str, String)>,
    input: String,
    can_ask: bool,
}

/// What a run said and how it ended.
#[derive(Debug)]
struct Ran {
    code: u8,
    out: String,
    err: String,
}

impl Project {
    /// Without a configuration.
    fn empty() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), variables: Vec::new(), input: String::new(), can_ask: false }
    }

    /// With a token.
    fn new() -> Self {
        let project = Self::empty();
        project.configure(r#"{"token": "tok-4711"}"#);
        project
    }

    fn configure(&self, text: &str) {
        std::fs::write(self.path("configuration.json"), text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let (out, err) = (Caught::default(), Caught::default());
        let streams = (Box::new(out.clone()), Box::new(err.clone()));
        let mut io = Io::of_test(streams.0, streams.1, self.input.clone(), self.directory.path());
        io.can_ask = self.can_ask;
        io.variables = self.variables.iter().map(|(name, value)| ((*name).into(), value.into())).collect();
        let arguments = ["shop"].iter().chain(arguments).map(Into::into).collect();
        let code = run(&Definition::of::<Shop>(), arguments, &mut io);
        Ran { code, out: out.text(), err: err.text() }
    }

    /// A run that must succeed, and its output.
    fn done(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran.out
    }

    /// A run that must fail with this code, and its errors.
    fn fails(&self, code: u8, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {ran:?}");
        ran.err
    }

    fn json(&self, arguments: &[&str]) -> Json {
        serde_json::from_str(&self.done(arguments)).unwrap()
    }

    /// The single value that a query finds.
    fn value(&self, sql: &str) -> String {
        let rows = self.json(&["query", "--json", sql]);
        let row = rows[0].as_object().unwrap();
        row.values().next().unwrap().as_str().unwrap().to_owned()
    }
}

#[derive(Clone, Default)]
struct Caught(Arc<Mutex<Vec<u8>>>);

impl Caught {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Caught {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
