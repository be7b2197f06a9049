//! How a run ends: exit codes, errors with their next step, panics.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::PanicHookInfo;
use std::sync::Arc;

use tracing::Level;

use super::io::{Io, Screen};
use crate::error::{Error, ErrorKind};

/// All is done.
pub(super) const DONE: u8 = 0;
/// The sync or a check failed, or was stopped.
pub(super) const FAILED: u8 = 1;
/// The command line or the configuration has a mistake.
pub(super) const USAGE: u8 = 2;

/// The exit code for these errors.
pub(super) fn code_of(errors: &[Error]) -> u8 {
    match errors.iter().any(|error| error.kind() == ErrorKind::Configuration) {
        true => USAGE,
        false if errors.is_empty() => DONE,
        false => FAILED,
    }
}

/// What to do about an error that does not say it itself.
pub(super) fn next_step(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Configuration => "correct `configuration.json` or the environment; `config --fields` explains both",
        ErrorKind::Authentication => "renew the credentials with `config`, then try them with `check`",
        ErrorKind::RateLimit => "sync again later: it continues from the last checkpoint",
        ErrorKind::Transient => "sync again: it continues from the last checkpoint",
        ErrorKind::Source => "sync again once the source has changed: it continues from the last checkpoint",
        ErrorKind::Schema => "make the table's declaration and its rows agree, then sync again",
        ErrorKind::Destination => "check the disk and the file, then sync again: it continues from the last checkpoint",
        ErrorKind::Stopped => "sync again: it continues from the last checkpoint",
        ErrorKind::Bug => "report it to the connector's author",
    }
}

/// An error as a block of lines: kind and table, what is wrong, what to do.
pub(super) fn describe(error: &Error) -> String {
    let table = error.table().map(|table| format!(" in table `{table}`")).unwrap_or_default();
    let mut text = error.message();
    if let Some(cause) = error.cause() {
        text.push_str(&format!(": {cause}"));
    }
    let step = error.step().unwrap_or_else(|| next_step(error.kind()));
    let indented = |text: &str| text.lines().collect::<Vec<_>>().join("\n  ");
    format!("{} error{table}:\n  {}\n  Next: {}", error.kind(), indented(&text), indented(step))
}

/// Shows an error, as a block or as a line of JSON.
pub(super) fn report(screen: &Screen, error: &Error) {
    if !screen.is_json() {
        return screen.line(&describe(error));
    }
    let mut fields = vec![("kind", error.kind().to_string())];
    fields.extend(error.table().map(|table| ("table", table.to_owned())));
    fields.extend(error.cause().map(|cause| ("cause", cause)));
    fields.push(("next", error.step().unwrap_or_else(|| next_step(error.kind())).to_owned()));
    screen.log(Level::ERROR, &error.message(), &fields);
}

/// Answers a command line that asks for help or has a mistake.
pub(super) fn usage(io: &mut Io, error: &clap::Error) -> u8 {
    let text = error.render().to_string();
    if error.use_stderr() {
        io.screen.line(text.trim_end());
        return USAGE;
    }
    match io.print(&text) {
        Ok(()) => DONE,
        Err(_) => FAILED,
    }
}

/// Has panics reported as one line without secrets, and with a backtrace only where `RUST_BACKTRACE` asks for it.
pub(super) fn report_panics(screen: Arc<Screen>) {
    std::panic::set_hook(Box::new(move |panic| {
        let text = text_of(panic);
        if text.starts_with("failed printing to stdout") && text.contains("Broken pipe") {
            // The author's own `println!` into `… | head`: the reader has seen enough.
            std::process::exit(i32::from(FAILED));
        }
        let place = panic.location().map(|place| ("at", place.to_string()));
        screen.log(Level::ERROR, &format!("panic: {}", text.replace('\n', " ")), place.as_slice());
        let backtrace = Backtrace::capture();
        if backtrace.status() == BacktraceStatus::Captured {
            screen.line(&backtrace.to_string());
        }
    }));
}

fn text_of<'a>(panic: &'a PanicHookInfo<'_>) -> &'a str {
    panic.payload_as_str().unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_with_table_cause_and_next_step() {
        let cause = std::io::Error::other("the line is dead");
        let error = Error::transient("no answer").on_table("order").caused_by(cause);
        assert_eq!(
            describe(&error),
            "transient error in table `order`:\n  no answer: the line is dead\n  \
             Next: sync again: it continues from the last checkpoint"
        );
        let error = Error::configuration("the configuration has 2 mistakes:\n  `a` is missing\n  `b` is missing")
            .next_step("edit it");
        assert_eq!(
            describe(&error),
            "configuration error:\n  the configuration has 2 mistakes:\n    `a` is missing\n    `b` is missing\n  \
             Next: edit it"
        );
    }

    #[test]
    fn a_mistake_in_the_configuration_is_the_users() {
        assert_eq!(code_of(&[]), DONE);
        assert_eq!(code_of(&[Error::source("x")]), FAILED);
        assert_eq!(code_of(&[Error::source("x"), Error::configuration("y")]), USAGE);
    }
}
