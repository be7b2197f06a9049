//! What becomes of each kind of error, in one place.

use tonic::{Code, Status};

use crate::error::{Error, ErrorKind};

/// How a sync that failed ends.
pub(super) enum End {
    /// With a task: the user has to act, and the platform shows the text.
    Task(String),
    /// With a status: the platform tries again by itself, or the connector has to be corrected.
    Status(Status),
}

/// The status of an error, for calls that know no other answer.
pub(super) fn status(error: &Error) -> Status {
    Status::new(code(error.kind()), text(error))
}

/// The end of a sync with these errors; `None` if there are none.
pub(super) fn end(errors: &[Error]) -> Option<End> {
    // A status if there is cause for one: a task would ask the user to correct what the user cannot.
    let beyond_user = errors.iter().find(|error| !is_for_user(error.kind()));
    if let Some(error) = beyond_user {
        return Some(End::Status(status(error)));
    }
    let texts: Vec<_> = errors.iter().map(text).collect();
    (!texts.is_empty()).then(|| End::Task(texts.join("\n")))
}

/// Whether the user can do something about it.
fn is_for_user(kind: ErrorKind) -> bool {
    match kind {
        ErrorKind::Configuration | ErrorKind::Authentication | ErrorKind::Source | ErrorKind::Schema => true,
        ErrorKind::RateLimit | ErrorKind::Transient | ErrorKind::Destination | ErrorKind::Stopped | ErrorKind::Bug => {
            false
        }
    }
}

fn code(kind: ErrorKind) -> Code {
    match kind {
        ErrorKind::Configuration => Code::InvalidArgument,
        ErrorKind::Authentication => Code::Unauthenticated,
        ErrorKind::Source | ErrorKind::Schema => Code::FailedPrecondition,
        // These pass by themselves, and the platform comes again.
        ErrorKind::RateLimit | ErrorKind::Transient | ErrorKind::Stopped => Code::Unavailable,
        ErrorKind::Destination | ErrorKind::Bug => Code::Internal,
    }
}

/// The error with a next step, its own or its kind's.
pub(super) fn text(error: &Error) -> String {
    let step = match error.kind() {
        _ if error.step().is_some() => return error.to_string(),
        ErrorKind::Configuration => "edit the connection's configuration",
        ErrorKind::Authentication => "renew the credentials in the connection's configuration",
        ErrorKind::Source => "see whether the source works, then sync again",
        ErrorKind::Schema => "tell the connector's author, who has to change the table's declaration",
        ErrorKind::RateLimit | ErrorKind::Transient => "sync again later",
        ErrorKind::Bug => "tell the connector's author",
        ErrorKind::Destination | ErrorKind::Stopped => return error.to_string(),
    };
    format!("{error}; {step}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_is_asked_only_for_what_the_user_can_do() {
        let refused = || Error::authentication("the token has expired").on_table("order");
        let broken = || Error::source("the answer is no JSON").next_step("check the address");
        let Some(End::Task(text)) = end(&[refused(), broken()]) else { panic!("a task was due") };
        assert_eq!(
            text,
            "table `order`: the token has expired; renew the credentials in the connection's configuration\n\
             the answer is no JSON; check the address"
        );
        let Some(End::Status(status)) = end(&[refused(), Error::bug("one too many")]) else { panic!("no status") };
        assert_eq!((status.code(), status.message()), (Code::Internal, "one too many; tell the connector's author"));
        let Some(End::Status(status)) = end(&[Error::transient("no route")]) else { panic!("no status") };
        assert_eq!(status.code(), Code::Unavailable);
        assert!(end(&[]).is_none());
    }
}
