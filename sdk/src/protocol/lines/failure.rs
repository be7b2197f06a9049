//! What an error means to a platform, in one place.

use crate::error::{Error, ErrorKind};

/// Who has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blame {
    /// The user changes the configuration.
    Configuration,
    /// Nobody: it may work again.
    Passing,
    /// The source, or whoever wrote the connector.
    System,
}

/// Who has to act on a kind of error.
pub(crate) fn blame(kind: ErrorKind) -> Blame {
    match kind {
        ErrorKind::Configuration | ErrorKind::Authentication => Blame::Configuration,
        ErrorKind::RateLimit | ErrorKind::Transient | ErrorKind::Stopped => Blame::Passing,
        ErrorKind::Source | ErrorKind::Schema | ErrorKind::Destination | ErrorKind::Bug => Blame::System,
    }
}

/// An error as a user reads it: what is wrong and what to do, on one line.
pub(crate) fn user_text(error: &Error) -> String {
    one_line(&error.to_string())
}

/// An error as its developer reads it.
pub(crate) fn internal_text(error: &Error) -> String {
    one_line(&format!("{error:?}"))
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
