//! Values that nobody may see: printed as `***`, never serialised, and removed from every text that leaves.

use std::cell::RefCell;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::error::Result;

/// What is shown in place of a secret.
const MASK: &str = "***";

/// A secret this short would mask ordinary words of every log line.
const SHORTEST_MASKED: usize = 4;

/// A secret this short may be part of a time or a name by chance: a PIN of four digits is in many a cursor.
const SHORTEST_FOUND: usize = 8;

static KNOWN: RwLock<Vec<Arc<str>>> = RwLock::new(Vec::new());

/// The secrets of one run, apart from all others that the process knows.
pub(crate) type Watched = Arc<Mutex<Vec<Arc<str>>>>;

thread_local! {
    static WATCHED: RefCell<Option<Watched>> = const { RefCell::new(None) };
}

/// Collects every secret that this thread makes from now on, or no longer. Tests run side by side in one process, and
/// what one of them keeps must not depend on the secrets of the others.
#[cfg_attr(not(feature = "http"), expect(dead_code, reason = "only recordings of web APIs need it"))]
pub(crate) fn watch_this_thread(list: Option<Watched>) {
    WATCHED.set(list);
}

/// The list in which this thread's secrets are collected.
#[cfg_attr(not(feature = "http"), expect(dead_code, reason = "as above"))]
pub(crate) fn watched() -> Option<Watched> {
    WATCHED.with_borrow(Clone::clone)
}

/// A password, token or key of the configuration.
///
/// It prints as `***`, and neither serialises nor compares, so it reaches no row, state or log by accident.
/// From the moment it exists its value is also masked in every error, log line and panic of this process.
///
/// ```
/// use connector_sdk::Secret;
///
/// let token = Secret::new("s3cr3t-token");
/// assert_eq!(format!("{token} {token:?}"), "*** ***");
/// assert_eq!(token.expose(), "s3cr3t-token");
/// ```
#[derive(Clone)]
pub struct Secret {
    value: Arc<str>,
    origin: Option<Origin>,
}

/// Takes the new value of a secret whose issuer has replaced it, so that the next run has it too.
pub trait Keeper: Send + Sync {
    /// Keeps the new value of a field. Fails where it is lost although it could have been kept.
    fn keep(&self, field: &str, old: &Secret, new: &Secret) -> Result<()>;
}

/// Which field of the configuration a secret was read from, and who can change it there.
#[derive(Clone)]
pub struct Origin {
    field: Arc<str>,
    /// The environment variable that stood for the field.
    variable: Option<Arc<str>>,
    keeper: Arc<dyn Keeper>,
}

impl Origin {
    /// A field, and the environment variable that stands for it, if one does.
    pub fn new(field: &str, variable: Option<&str>, keeper: Arc<dyn Keeper>) -> Self {
        Self { field: field.into(), variable: variable.map(Into::into), keeper }
    }
}

impl Secret {
    /// Wraps a value and has it masked from now on.
    pub fn new(value: impl Into<String>) -> Self {
        let value: Arc<str> = value.into().into();
        WATCHED.with_borrow(|watched| {
            if let Some(watched) = watched {
                watched.lock().unwrap_or_else(PoisonError::into_inner).push(value.clone());
            }
        });
        if value.len() >= SHORTEST_MASKED {
            let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
            if !known.contains(&value) {
                known.push(value.clone());
                // A secret that contains another one has to be masked first, or its rest would show.
                known.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
            }
        }
        Self { value, origin: None }
    }

    /// The value itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.value
    }

    /// The same secret, read from there.
    pub fn read_from(mut self, origin: &Origin) -> Self {
        self.origin = Some(origin.clone());
        self
    }

    /// The value that its issuer has put in place of this one, such as a refresh token that is good once only.
    ///
    /// It is kept where this one came from before it is used: in `configuration.json`, or by the platform. Where
    /// nobody can keep it the log says so, as the next run will be refused.
    ///
    /// # Errors
    ///
    /// If it should have been kept and was not.
    pub fn replaced_by(&self, value: impl Into<String>) -> Result<Self> {
        let mut new = Self::new(value);
        let Some(origin) = &self.origin else {
            tracing::warn!(
                "the source replaced a secret that was not read from the configuration, and nobody keeps the new one: \
                 the next run will be refused if the old one is good no more; take it from a field of type `Secret`"
            );
            return Ok(new);
        };
        let field = &origin.field;
        match &origin.variable {
            Some(variable) => tracing::warn!(
                "the source replaced the secret `{field}`, and the new one is lost when this run ends, as the old one \
                 came from the environment variable `{variable}`, which cannot be written: ask the source for another \
                 one and put it into the configuration's file, where it is kept up to date"
            ),
            None => origin
                .keeper
                .keep(field, self, &new)
                .map_err(|error| error.context(format!("keep the new `{field}`")))?,
        }
        new.origin = Some(origin.clone());
        Ok(new)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// The text with every known secret masked.
pub fn redact(text: &str) -> String {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    known.iter().fold(
        text.to_owned(),
        |text, secret| {
            if text.contains(&**secret) { text.replace(&**secret, MASK) } else { text }
        },
    )
}

/// Whether the text is a known secret, or holds one that is too long to be in it by chance.
pub fn is_exposed_in(text: &str) -> bool {
    let exposes = |secret: &Arc<str>| match secret.len() {
        ..SHORTEST_FOUND => *text == **secret,
        _ => text.contains(&**secret),
    };
    KNOWN.read().unwrap_or_else(PoisonError::into_inner).iter().any(exposes)
}
