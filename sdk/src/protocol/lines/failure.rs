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

/// Joins lines; the items of a list, which are indented, and what follows them stay apart.
fn one_line(text: &str) -> String {
    let mut joined = String::new();
    let mut listed = false;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if !joined.is_empty() {
            joined.push_str(if listed { "; " } else { " " });
        }
        listed |= line.starts_with("  ");
        joined.push_str(line.trim());
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_stay_apart_on_one_line() {
        let error = Error::configuration("the configuration has 2 mistakes:\n  `a` is missing\n  `b` is missing");
        let text = user_text(&error.next_step("edit the configuration"));
        assert_eq!(text, "the configuration has 2 mistakes: `a` is missing; `b` is missing; edit the configuration");
        assert_eq!(user_text(&Error::bug("a text\n\nof two lines")), "a text of two lines");
    }
}
