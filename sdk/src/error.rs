//! Errors, sorted by what the user should do next.

use std::fmt;

use crate::secret;

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, by who has to act on it. Every outlet maps these kinds in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The configuration is missing something or holds a value that does not fit: the user edits it.
    Configuration,
    /// The source refused the credentials: the user renews them.
    Authentication,
    /// The source asked to slow down for longer than the sync may wait: sync again later.
    RateLimit,
    /// Something between here and the source failed and may work again: sync again.
    Transient,
    /// The source answered with something that cannot be used.
    Source,
    /// A row or a table does not fit its declaration, or two declarations do not fit together.
    Schema,
    /// The destination could not take what it was given: a full disk, a locked file.
    Destination,
    /// The user or the platform stopped the sync; nothing is wrong.
    Stopped,
    /// A mistake in the connector or in the SDK.
    Bug,
}

impl ErrorKind {
    /// The kind as a word for people and for logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Authentication => "authentication",
            Self::RateLimit => "rate limit",
            Self::Transient => "transient",
            Self::Source => "source",
            Self::Schema => "schema",
            Self::Destination => "destination",
            Self::Stopped => "stopped",
            Self::Bug => "bug",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error with its [kind](ErrorKind), the table it concerns, and what to do next.
///
/// Any error of another library becomes one with `?` (kind [`Source`](ErrorKind::Source), since that
/// is where an author's calls go); [`Error::kind_of`](Error::with_kind) says otherwise. Its texts never
/// show a known [secret](crate::Secret).
///
/// Like the errors of other catch-all crates it does not implement [`std::error::Error`] itself, so that
/// the conversion with `?` can exist.
///
/// ```
/// use connector_sdk::{Error, ErrorKind};
///
/// let error = Error::source("the answer holds no `items`").on_table("order").next_step("check the API version");
/// assert_eq!(error.kind(), ErrorKind::Source);
/// assert_eq!(error.to_string(), "table `order`: the answer holds no `items`; check the API version");
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    table: Option<String>,
    message: String,
    next_step: Option<String>,
    status: Option<u16>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident => $kind:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(message: impl fmt::Display) -> Self {
            Self::new(ErrorKind::$kind, message)
        }
    )*};
}

impl Error {
    /// An error of a kind, with what went wrong in one sentence without a full stop.
    pub fn new(kind: ErrorKind, message: impl fmt::Display) -> Self {
        let message = message.to_string();
        Self(Box::new(Inner { kind, table: None, message, next_step: None, status: None, cause: None }))
    }

    constructors! {
        /// An error of kind [`Configuration`](ErrorKind::Configuration).
        configuration => Configuration;
        /// An error of kind [`Authentication`](ErrorKind::Authentication).
        authentication => Authentication;
        /// An error of kind [`RateLimit`](ErrorKind::RateLimit).
        rate_limit => RateLimit;
        /// An error of kind [`Transient`](ErrorKind::Transient).
        transient => Transient;
        /// An error of kind [`Source`](ErrorKind::Source).
        source => Source;
        /// An error of kind [`Schema`](ErrorKind::Schema).
        schema => Schema;
        /// An error of kind [`Destination`](ErrorKind::Destination).
        destination => Destination;
        /// An error of kind [`Stopped`](ErrorKind::Stopped).
        stopped => Stopped;
        /// An error of kind [`Bug`](ErrorKind::Bug).
        bug => Bug;
    }

    /// What the user should do next, as a kind.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The table it concerns, if it concerns one.
    pub fn table(&self) -> Option<&str> {
        self.0.table.as_deref()
    }

    /// What went wrong, without table, next step and cause.
    pub fn message(&self) -> String {
        secret::redact(&self.0.message)
    }

    /// The next step, if there is a better one than the kind's own.
    pub fn step(&self) -> Option<&str> {
        self.0.next_step.as_deref()
    }

    /// The HTTP status of the answer that is this error, if it is one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The text of the error that led here, if it was kept.
    pub fn cause(&self) -> Option<String> {
        self.0.cause.as_ref().map(|cause| secret::redact(&cause.to_string()))
    }

    /// The same error as another kind.
    pub fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Keeps the HTTP status.
    #[cfg(feature = "http")]
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Names the table; the first name given stays, as it was nearest to the cause.
    pub fn on_table(mut self, table: impl Into<String>) -> Self {
        self.0.table.get_or_insert_with(|| table.into());
        self
    }

    /// Says what to do next, in the imperative.
    pub fn next_step(mut self, step: impl Into<String>) -> Self {
        self.0.next_step = Some(step.into());
        self
    }

    /// Puts what was being done in front of the message.
    pub fn context(mut self, doing: impl fmt::Display) -> Self {
        self.0.message = format!("{doing}: {}", self.0.message);
        self
    }

    /// Keeps the error that led here; it is shown after the message.
    pub fn caused_by(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            let text = inner.to_string();
            // Many libraries repeat their cause in their own text.
            if !message.contains(&text) {
                message = format!("{message}: {text}");
            }
            cause = inner.source();
        }
        Self::source(message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        if let Some(table) = &self.0.table {
            text.push_str(&format!("table `{table}`: "));
        }
        text.push_str(&self.0.message);
        if let Some(cause) = &self.0.cause {
            text.push_str(&format!(": {cause}"));
        }
        if let Some(step) = &self.0.next_step {
            // After a list of mistakes the step is a line of its own.
            text.push_str(if text.contains('\n') { "\n" } else { "; " });
            text.push_str(step);
        }
        f.write_str(&secret::redact(&text))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} error: {self}", self.0.kind)
    }
}

/// Says what was being done when something failed.
///
/// ```
/// use connector_sdk::prelude::*;
///
/// fn read(path: &str) -> Result<String> {
///     std::fs::read_to_string(path).context("read the price list")
/// }
/// assert!(read("/no/such/file").unwrap_err().to_string().starts_with("read the price list: "));
/// ```
pub trait Context<T> {
    /// Puts `doing` in front of the error's message.
    fn context(self, doing: impl fmt::Display) -> Result<T>;
}

impl<T, E: Into<Error>> Context<T> for Result<T, E> {
    fn context(self, doing: impl fmt::Display) -> Result<T> {
        self.map_err(|error| error.into().context(doing))
    }
}

impl<T> Context<T> for Option<T> {
    fn context(self, doing: impl fmt::Display) -> Result<T> {
        self.ok_or_else(|| Error::source(doing))
    }
}

/// Leaves the function with an [`Error`] of kind [`Source`](ErrorKind::Source).
///
/// ```
/// # use connector_sdk::prelude::*;
/// fn positive(n: i64) -> Result<i64> {
///     if n <= 0 { bail!("{n} is not positive"); }
///     Ok(n)
/// }
/// assert_eq!(positive(-1).unwrap_err().to_string(), "-1 is not positive");
/// ```
#[macro_export]
macro_rules! bail {
    ($($message:tt)*) => {
        return ::core::result::Result::Err($crate::Error::source(::std::format!($($message)*)))
    };
}
