//! The threads on which a connector's own code runs, and the signals that stop it.

use std::future::Future;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use tracing::Level;

use super::exit;
use super::io::{Io, Screen};
use crate::connector::BoxFuture;
use crate::engine::{Stop, panic_text};
use crate::error::{Error, Result};

/// Runs a future to its end. Meanwhile Ctrl-C and a request to terminate stop the sync, and a second one ends the
/// process.
pub(super) fn complete<T>(io: &Io, stop: &Stop, future: impl Future<Output = Result<T>>) -> Result<T> {
    // A reader may keep a thread busy; signals and calls must still get through.
    let threads = std::thread::available_parallelism().map_or(2, |threads| threads.get().max(2));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .map_err(|error| Error::bug(format!("cannot start the runtime: {error}")))?;
    if io.is_process {
        watch_signals(stop.clone(), io.screen.clone());
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

/// Listens for signals on a thread of its own, since a connector may block every thread of the runtime. Returns when
/// it listens.
fn watch_signals(stop: Stop, screen: Arc<Screen>) {
    let (listening, listens) = mpsc::channel();
    let watch = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async {
            let Ok(mut signals) = Signals::listen() else { return };
            // Whoever waits for it goes on in any case.
            let _ = listening.send(());
            signals.next().await;
            let told = tokio::task::spawn_blocking(move || {
                screen.log(Level::WARN, "stopping at the last checkpoint; once more leaves at once", &[]);
            });
            // Where nobody reads stderr, the line may never find its way out.
            let _ = tokio::time::timeout(Duration::from_secs(1), told).await;
            stop.stop();
            signals.next().await;
            std::process::exit(i32::from(exit::FAILED));
        });
    };
    // Where no thread can be had, or nothing be listened to, a signal does what it does by default.
    if std::thread::Builder::new().name("signals".to_owned()).spawn(watch).is_ok() {
        let _ = listens.recv();
    }
}

/// Ctrl-C and requests to terminate. What comes between two calls of `next` is not lost.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
