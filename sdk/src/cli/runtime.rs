//! The threads on which a connector's own code runs, and the signals that stop it.

use std::future::Future;
use std::sync::Arc;

use tracing::Level;

use super::exit;
use super::io::{Io, Screen};
use crate::connector::BoxFuture;
use crate::engine::{Stop, panic_text};
use crate::error::{Error, Result};

/// Runs a future to its end. Meanwhile Ctrl-C and a request to terminate stop the sync, and a second one ends the
/// process.
pub(super) fn complete<T>(io: &Io, stop: &Stop, future: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::bug(format!("cannot start the runtime: {error}")))?;
    if io.is_process {
        runtime.spawn(stop_on_signals(stop.clone(), io.screen.clone()));
    }
    let result = runtime.block_on(future);
    // What the author left running, say a blocked thread, does not keep the process.
    runtime.shutdown_background();
    result
}

/// Runs a function of the author: it can be stopped, and its panic is an error.
pub(super) async fn call<T: Send + 'static>(stop: &Stop, function: BoxFuture<Result<T>>) -> Result<T> {
    let task = tokio::spawn(function);
    let abort = task.abort_handle();
    tokio::select! {
        ended = task => match ended {
            Ok(result) => result,
            Err(error) if error.is_panic() => {
                Err(Error::bug(format!("the connector panicked: {}", panic_text(&*error.into_panic()))))
            }
            Err(_) => Err(Error::stopped("it was stopped")),
        },
        () = stop.stopped() => {
            abort.abort();
            Err(Error::stopped("it was stopped before anything was written"))
        }
    }
}

async fn stop_on_signals(stop: Stop, screen: Arc<Screen>) {
    signal().await;
    stop.stop();
    screen.log(Level::WARN, "stopping at the last checkpoint; once more leaves at once", &[]);
    signal().await;
    std::process::exit(i32::from(exit::FAILED));
}

#[cfg(unix)]
async fn signal() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signals) => {
                signals.recv().await;
            }
            // Then the signal does what it does by default.
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = interrupt() => {}
        () = terminate => {}
    }
}

#[cfg(not(unix))]
async fn signal() {
    interrupt().await;
}

async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
