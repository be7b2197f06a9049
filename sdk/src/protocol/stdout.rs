//! Stdout belongs to the protocol.

use std::io::{self, Write};

/// The process's stdout for the protocol alone: what a connector or one of its libraries prints from now on goes to
/// stderr, where a person finds it and no platform takes it for a message.
///
/// Where the system cannot redirect a stream both share stdout, as in every other program.
pub(super) fn claim() -> Box<dyn Write + Send> {
    redirect().unwrap_or_else(|| Box::new(io::stdout()))
}

#[cfg(unix)]
fn redirect() -> Option<Box<dyn Write + Send>> {
    use std::os::fd::AsFd;

    let own = io::stdout().as_fd().try_clone_to_owned().ok()?;
    rustix::stdio::dup2_stdout(io::stderr()).ok()?;
    Some(Box::new(std::fs::File::from(own)))
}

#[cfg(not(unix))]
fn redirect() -> Option<Box<dyn Write + Send>> {
    None
}
