//! Answers that are read while they come, and never held whole.
//!
//! The body's pieces go through a short channel to a thread that parses them, and the rows come back through another:
//! both are bounded, so a slow destination slows the source.

#[cfg(feature = "csv")]
mod cell;
#[cfg(feature = "csv")]
mod csv;
mod json;
mod lines;
#[cfg(feature = "xml")]
mod xml;

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::vec::IntoIter;

use tokio::sync::mpsc;

#[cfg(feature = "csv")]
pub use self::csv::Csv;
#[cfg(feature = "csv")]
pub(super) use self::csv::csv;
pub(super) use self::json::json;
pub(super) use self::lines::lines;
#[cfg(feature = "xml")]
pub(super) use self::xml::xml;
use super::failure::{About, Failure};
use super::redact;
use super::slot::{Answer, Slot};
use crate::error::{Error, ErrorKind, Result};

/// Rows go through the channel in groups of this many.
const GROUP: usize = 256;

/// So many pieces of the body, and groups of rows, wait for each other.
const WAITING: usize = 4;

/// So much of the body is kept for the case that it does not fit.
const BEGINNING: usize = 4096;

/// What a body holds instead of rows, to be read after "answered 200 OK with".
struct Misfit {
    what: String,
    /// Whether it ended early, so that the next one may be whole.
    is_cut: bool,
}

impl Misfit {
    fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), is_cut: false }
    }

    fn cut(what: String) -> Self {
        Self { what, is_cut: true }
    }
}

/// An answer with a good status whose body was not read yet.
pub(super) struct Open {
    pub(super) about: About,
    pub(super) response: reqwest::Response,
    pub(super) slot: Option<Arc<Slot>>,
    pub(super) longest_row: usize,
}

/// Rows of an answer that is still coming.
///
/// ```no_run
/// # use connector_sdk::{http::Client, prelude::*};
/// # #[derive(Deserialize)] struct Event { id: i64 }
/// # async fn read(client: Client) -> Result<()> {
/// let mut events = client.get("export").stream_lines::<Event>().await?;
/// while let Some(event) = events.next().await? {
///     println!("{}", event.id);
/// }
/// # Ok(()) }
/// ```
pub struct RowStream<T> {
    groups: mpsc::Receiver<Result<Vec<T>>>,
    group: IntoIter<T>,
}

impl<T> std::fmt::Debug for RowStream<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RowStream")
    }
}

impl<T> RowStream<T> {
    /// The next row; `None` after the last one. Fails where the answer breaks off or a row does not fit; the rows
    /// before it have been given out by then.
    pub async fn next(&mut self) -> Result<Option<T>> {
        loop {
            if let Some(row) = self.group.next() {
                return Ok(Some(row));
            }
            match self.groups.recv().await {
                None => return Ok(None),
                Some(group) => self.group = group?.into_iter(),
            }
        }
    }

    /// Up to a few hundred rows at once; empty after the last one. Quicker than one by one.
    pub async fn next_rows(&mut self) -> Result<Vec<T>> {
        let rest: Vec<T> = self.group.by_ref().collect();
        if !rest.is_empty() {
            return Ok(rest);
        }
        self.groups.recv().await.unwrap_or_else(|| Ok(Vec::new()))
    }
}

/// Collects rows into groups and sends them.
struct Groups<T> {
    sender: mpsc::Sender<Result<Vec<T>>>,
    group: Vec<T>,
}

impl<T> super::records::Rows<T> for Groups<T> {
    fn push(&mut self, row: T) -> bool {
        self.group.push(row);
        self.group.len() < GROUP || self.flush()
    }
}

impl<T> Groups<T> {
    fn flush(&mut self) -> bool {
        self.group.is_empty() || self.sender.blocking_send(Ok(std::mem::take(&mut self.group))).is_ok()
    }
}

/// Reads the body on the runtime and parses it on a thread of its own. `parse` names what it did not understand of
/// the `format`.
fn start<T, P>(open: Open, format: &'static str, parse: P) -> RowStream<T>
where
    T: Send + 'static,
    P: FnOnce(Body, &mut Groups<T>) -> std::result::Result<(), Misfit> + Send + 'static,
{
    let Open { about, mut response, slot, .. } = open;
    let status = response.status();
    let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_html = kind.starts_with("text/html");
    if let Some(slot) = slot {
        let (status, headers, url) = (response.status(), response.headers().clone(), response.url().clone());
        slot.answered(Answer {
            status,
            headers,
            url,
            values: Default::default(),
            rows: None,
            last_row: None,
            digest: 0,
        });
    }
    let (pieces, received) = mpsc::channel(WAITING);
    let (broken, beginning) = (Arc::new(Mutex::new(None)), Arc::new(Mutex::new(Vec::new())));
    let body = Body { pieces: received, piece: Vec::new(), at: 0, broken: broken.clone() };
    let feeding = about.clone();
    let begun = beginning.clone();
    tokio::spawn(async move {
        loop {
            let piece = match response.chunk().await {
                Ok(Some(piece)) => {
                    let mut begun = begun.lock().unwrap_or_else(PoisonError::into_inner);
                    let room = BEGINNING - begun.len();
                    begun.extend_from_slice(&piece[..room.min(piece.len())]);
                    Ok(piece.to_vec())
                }
                Ok(None) => return,
                Err(error) => {
                    let begun = begun.lock().unwrap_or_else(PoisonError::into_inner);
                    Err(Failure::of_body(&feeding, status, &begun, &error).error)
                }
            };
            let ended = piece.is_err();
            // Nobody receives any more when the author has stopped reading.
            if pieces.send(piece).await.is_err() || ended {
                return;
            }
        }
    });
    let (sender, groups) = mpsc::channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let mut rows = Groups { sender, group: Vec::with_capacity(GROUP) };
        let parsed = if is_html { body.refuse() } else { parse(body, &mut rows) };
        rows.flush();
        let begun = std::mem::take(&mut *beginning.lock().unwrap_or_else(PoisonError::into_inner));
        // A page of HTML may even be read as a header of CSV, or as XML, without rows.
        let parsed = match instead(&begun, format) {
            Some(other) => Err(Misfit::new(format!("{other} instead of {format}"))),
            None => parsed,
        };
        // A parser that met the end of a broken body reports a cut; the break itself says more.
        let broken = broken.lock().unwrap_or_else(PoisonError::into_inner).take();
        let error = match (broken, parsed) {
            (Some(error), _) => error,
            (None, Err(Misfit { what, is_cut })) => {
                let excerpt = redact::excerpt(&begun);
                let begins = if excerpt.is_empty() { String::new() } else { format!(", beginning with `{excerpt}`") };
                let error = Error::source(format!("{about} answered {status} with {what}{begins}"));
                if is_cut { error.with_kind(ErrorKind::Transient) } else { error }
            }
            (None, Ok(())) => return,
        };
        // As above.
        let _ = rows.sender.blocking_send(Err(error));
    });
    RowStream { groups, group: Vec::new().into_iter() }
}

/// The body, for parsers that read.
struct Body {
    pieces: mpsc::Receiver<Result<Vec<u8>>>,
    piece: Vec<u8>,
    at: usize,
    broken: Arc<Mutex<Option<Error>>>,
}

impl Body {
    /// A login page or a proxy's message instead of rows. Its beginning is read for the error.
    fn refuse(mut self) -> std::result::Result<(), Misfit> {
        // That the body broke is told by then.
        let _ = self.read(&mut [0]);
        Err(Misfit::new("HTML instead of rows"))
    }
}

/// What a body is instead of its format, if its beginning shows it.
fn instead(begun: &[u8], format: &str) -> Option<&'static str> {
    let begun = begun.trim_ascii_start();
    let begins = |with: &str| begun.get(..with.len()).is_some_and(|begun| begun.eq_ignore_ascii_case(with.as_bytes()));
    if begins("<!doctype html") || begins("<html") {
        return Some("HTML");
    }
    (format == "JSON" && begins("<")).then_some(if begins("<?xml") { "XML" } else { "HTML" })
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            match self.pieces.blocking_recv() {
                None => return Ok(0),
                Some(Ok(piece)) => (self.piece, self.at) = (piece, 0),
                Some(Err(error)) => {
                    *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    return Err(io::Error::from(io::ErrorKind::ConnectionAborted));
                }
            }
        }
        let read = buffer.len().min(self.piece.len() - self.at);
        buffer[..read].copy_from_slice(&self.piece[self.at..self.at + read]);
        self.at += read;
        Ok(read)
    }
}
