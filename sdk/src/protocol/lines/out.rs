//! Where lines go. All threads share it, and each line leaves whole.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use crate::error::{Error, Result};

/// A stream of lines.
#[derive(Clone)]
pub(crate) struct Out(Arc<Inner>);

struct Inner {
    writer: Mutex<Box<dyn Write + Send>>,
    closed: AtomicBool,
}

impl Out {
    pub(crate) fn new(writer: Box<dyn Write + Send>) -> Self {
        Self(Arc::new(Inner { writer: Mutex::new(writer), closed: AtomicBool::new(false) }))
    }

    /// Writes one or more whole lines, and has them leave at once: a platform acts on a state when it sees it.
    pub(crate) fn lines(&self, lines: &[u8]) -> Result<()> {
        let mut writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.write_all(lines).and_then(|()| writer.flush()).map_err(|error| {
            if error.kind() == io::ErrorKind::BrokenPipe {
                self.0.closed.store(true, Ordering::Relaxed);
            }
            Error::destination("the output cannot be written").caused_by(error)
        })
    }

    /// Writes a message on a line.
    pub(crate) fn message(&self, message: &impl Serialize) -> Result<()> {
        let mut line =
            serde_json::to_vec(message).map_err(|error| Error::bug(format!("a message has no JSON form: {error}")))?;
        line.push(b'\n');
        self.lines(&line)
    }

    /// Writes a text and a line break.
    pub(crate) fn text(&self, text: &str) -> Result<()> {
        self.lines(format!("{}\n", text.trim_end()).as_bytes())
    }

    /// Whether whoever read the lines has gone, as `head` does when it has seen enough.
    pub(crate) fn is_closed(&self) -> bool {
        self.0.closed.load(Ordering::Relaxed)
    }
}
