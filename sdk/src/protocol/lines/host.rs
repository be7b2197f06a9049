//! What a run has around it: its streams, its clock, its threads, the signals that stop it.

use std::ffi::OsString;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value as Json;
use tracing::Dispatch;

use super::out::Out;
use crate::connector::BoxFuture;
use crate::context::{Clock, SystemClock};
use crate::engine::Stop;
use crate::error::{Error, Result};

/// Everything is done.
pub(crate) const DONE: u8 = 0;
/// The sync failed.
pub(crate) const FAILED: u8 = 1;
/// The command line has a mistake.
pub(crate) const USAGE: u8 = 2;
/// Whoever read the output has gone: the code of a program that SIGPIPE ended.
pub(crate) const CLOSED: u8 = 141;

/// The surroundings of a run.
#[derive(Clone)]
pub(crate) struct Host {
    pub(crate) out: Out,
    pub(crate) err: Out,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) environment: Vec<(OsString, OsString)>,
    /// Whether signals to the process stop the run.
    pub(crate) is_process: bool,
}

impl Host {
    /// The process itself, whose stdout is the protocol's from now on.
    pub(crate) fn process() -> Self {
        Self {
            out: Out::new(crate::protocol::stdout::claim()),
            err: Out::new(Box::new(std::io::stderr())),
            clock: Arc::new(SystemClock),
            environment: std::env::vars_os().collect(),
            is_process: true,
        }
    }

    /// Runs a future to its end, with its events going to `logs`.
    pub(crate) fn complete<T>(
        &self,
        stop: &Stop,
        logs: &Dispatch,
        future: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let on_threads = logs.clone();
        #[cfg(feature = "http")]
        let tape = crate::http::tape::inherited();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .on_thread_start(move || {
                // The thread keeps its subscriber for as long as it lives.
                std::mem::forget(tracing::dispatcher::set_default(&on_threads));
                #[cfg(feature = "http")]
                tape();
            })
            .build()
            .map_err(|error| Error::bug(format!("cannot start the runtime: {error}")))?;
        let _here = tracing::dispatcher::set_default(logs);
        if self.is_process {
            runtime.spawn(stop_on_signals(stop.clone()));
        }
        let result = runtime.block_on(future);
        // What the author left running does not keep the process.
        runtime.shutdown_background();
        result
    }
}

/// Runs a function of the author, whose panic is an error.
pub(crate) async fn call<T: Send + 'static>(function: BoxFuture<Result<T>>) -> Result<T> {
    match tokio::spawn(function).await {
        Ok(result) => result,
        Err(error) if error.is_panic() => {
            let panic = error.into_panic();
            let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(|s| &**s));
            Err(Error::bug(format!("the connector panicked: {}", text.unwrap_or("no message"))))
        }
        Err(_) => Err(Error::stopped("it was stopped")),
    }
}

/// Reads a JSON file that the platform names.
pub(crate) fn read_json(what: &str, path: &Path) -> Result<Json> {
    let text = read_text(what, path)?;
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        Error::configuration(format!("the {what} `{}` is not valid JSON: {error}", path.display()))
            .next_step(format!("give a {what} that is JSON"))
    })
}

/// Reads a text file that the platform names.
pub(crate) fn read_text(what: &str, path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| {
        Error::configuration(format!("the {what} `{}` cannot be read", path.display()))
            .caused_by(error)
            .next_step(format!("name a readable file with the {what}"))
    })
}

async fn stop_on_signals(stop: Stop) {
    signal().await;
    stop.stop();
    signal().await;
    std::process::exit(i32::from(FAILED));
}

#[cfg(unix)]
async fn signal() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signals) => drop(signals.recv().await),
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

/// Reports panics as one line without secrets.
pub(crate) fn report_panics(err: &Out) {
    let err = err.clone();
    std::panic::set_hook(Box::new(move |panic| {
        let text = panic.payload_as_str().unwrap_or("no message").replace('\n', " ");
        let place = panic.location().map(|place| format!(" at {place}")).unwrap_or_default();
        // There is nowhere else to say it.
        let _ = err.text(&crate::secret::redact(&format!("panic: {text}{place}")));
    }));
}

/// How the user called this program, for its help: `shop airbyte`, or `source-shop`, whose name says what it speaks.
pub(crate) fn called(word: &str, prefix: &str) -> String {
    let program = std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with(prefix) { name.into_owned() } else { format!("{name} {word}") }
}
