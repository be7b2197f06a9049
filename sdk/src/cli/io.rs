//! What a run of the program reads and writes: a process's own streams, or a test's.

use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::ProgressBar;
use tracing::Level;

use super::log;
use crate::engine::Definition;
use crate::error::{Error, Result};
use crate::secret;

/// The streams and surroundings of a run.
pub(super) struct Io {
    /// Where results go; `None` when nobody reads them any more.
    stdout: Option<Box<dyn Write + Send>>,
    /// Where everything else goes.
    pub(super) screen: Arc<Screen>,
    stdin: Box<dyn BufRead + Send>,
    /// Whether somebody is there to answer a question.
    pub(super) can_ask: bool,
    /// Whether progress can be drawn.
    pub(super) can_draw: bool,
    /// The environment.
    pub(super) variables: Vec<(OsString, OsString)>,
    /// Where relative paths start.
    pub(super) directory: PathBuf,
    /// Whether signals, panics and logs of the whole process belong to this run.
    pub(super) is_process: bool,
}

impl Io {
    /// The process's own.
    pub(super) fn of_process() -> Self {
        Self {
            stdout: Some(Box::new(io::stdout())),
            screen: Arc::new(Screen::new(Box::new(io::stderr()))),
            stdin: Box::new(io::BufReader::new(io::stdin())),
            can_ask: io::stdin().is_terminal(),
            can_draw: io::stderr().is_terminal(),
            variables: std::env::vars_os().collect(),
            directory: std::env::current_dir().unwrap_or_default(),
            is_process: true,
        }
    }

    /// A test's.
    #[cfg(test)]
    pub(super) fn of_test(
        stdout: Box<dyn Write + Send>,
        stderr: Box<dyn Write + Send>,
        stdin: impl Into<String>,
        directory: &Path,
    ) -> Self {
        Self {
            stdout: Some(stdout),
            screen: Arc::new(Screen::new(stderr)),
            stdin: Box::new(io::Cursor::new(stdin.into())),
            can_ask: false,
            can_draw: false,
            variables: Vec::new(),
            directory: directory.to_owned(),
            is_process: false,
        }
    }

    /// A variable of the environment.
    pub(super) fn variable(&self, name: &str) -> Option<&OsStr> {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// The connector's package directory, if it was started by `cargo run`.
    pub(super) fn cargo_directory(&self, definition: &Definition) -> Option<&'static Path> {
        let package = definition.info.package_dir?;
        // Another package's build may run this program too, a test of it for one; that one's directory is not meant.
        let by_cargo = self.variable("CARGO").is_some() && self.variable("CARGO_MANIFEST_DIR")? == package;
        by_cargo.then(|| Path::new(package))
    }

    /// What a person types to start the program again.
    pub(super) fn program(&self, definition: &Definition, own_name: Option<&OsString>) -> String {
        if self.cargo_directory(definition).is_some()
            && let Some(package) = self.variable("CARGO_PKG_NAME").and_then(OsStr::to_str)
        {
            return format!("cargo run -p {package} --");
        }
        own_name.map_or_else(|| definition.info.name.to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// Writes a result. A reader who has seen enough, as in `… | head`, is no error.
    pub(super) fn print(&mut self, text: &str) -> Result<()> {
        let Some(stdout) = &mut self.stdout else { return Ok(()) };
        let written = stdout.write_all(text.as_bytes()).and_then(|()| match text.ends_with('\n') {
            true => stdout.flush(),
            false => stdout.write_all(b"\n").and_then(|()| stdout.flush()),
        });
        match written {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.stdout = None;
                Ok(())
            }
            Err(error) => Err(Error::destination("cannot write the output").caused_by(error)),
        }
    }

    /// One line of what is typed, without its end. Fails when there is no more.
    pub(super) fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stdin.read_line(&mut line)? == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the input has ended"));
        }
        Ok(line.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// Everything that is piped in.
    pub(super) fn rest(&mut self) -> Result<String> {
        let mut text = String::new();
        self.stdin
            .read_to_string(&mut text)
            .map_err(|error| Error::configuration("cannot read the input").caused_by(error))?;
        Ok(text)
    }
}

/// The part of the output that people watch: logs, errors, questions, progress. Every text is masked on its way.
pub(super) struct Screen {
    stderr: Mutex<Box<dyn Write + Send>>,
    bar: Mutex<Option<ProgressBar>>,
    settings: Mutex<(bool, Level)>,
}

impl Screen {
    fn new(stderr: Box<dyn Write + Send>) -> Self {
        Self { stderr: Mutex::new(stderr), bar: Mutex::default(), settings: Mutex::new((false, Level::INFO)) }
    }

    /// Sets whether logs are JSON, and which are shown.
    pub(super) fn set_up(&self, json: bool, level: Level) {
        *lock(&self.settings) = (json, level);
    }

    /// Whether logs are JSON.
    pub(super) fn is_json(&self) -> bool {
        lock(&self.settings).0
    }

    /// The least important level that is shown.
    pub(super) fn level(&self) -> Level {
        lock(&self.settings).1
    }

    /// Draws progress below the lines from now on, or no more.
    pub(super) fn draw(&self, bar: Option<ProgressBar>) {
        *lock(&self.bar) = bar;
    }

    /// Writes a log line.
    pub(super) fn log(&self, level: Level, message: &str, fields: &[(&str, String)]) {
        let (json, least) = *lock(&self.settings);
        if level <= least {
            self.line(&log::line(json, level, message, fields));
        }
    }

    /// Writes a line or several.
    pub(super) fn line(&self, text: &str) {
        self.prompt(&format!("{text}\n"));
    }

    /// Writes a text after which something is typed.
    pub(super) fn prompt(&self, text: &str) {
        let text = secret::redact(text);
        let write = || {
            let mut stderr = lock(&self.stderr);
            // Where even stderr is closed nobody can be told.
            let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
        };
        match &*lock(&self.bar) {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
