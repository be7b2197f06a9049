//! The log as the platform reads it: one JSON object a line on stdout.

use std::fmt::{self, Write as _};
use std::io;
use std::sync::{Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use crate::secret::redact;

/// Writes each event as `{"level":"INFO","message":"…","message-origin":"sdk_connector"}`, on one line, secrets masked.
///
/// The platform knows the levels `INFO`, `WARNING` and `SEVERE`. What is less than that is left out unless
/// [`verbose`](Self::verbose) says otherwise.
pub struct LogLayer<W = Box<dyn io::Write + Send>> {
    writer: Mutex<W>,
    verbose: bool,
}

impl LogLayer {
    /// A layer that takes stdout for itself: what is printed there otherwise goes to stderr from now on.
    pub fn to_stdout() -> Self {
        Self::to(crate::protocol::stdout::claim())
    }
}

impl<W: io::Write> LogLayer<W> {
    /// A layer that writes somewhere else than to stdout.
    pub fn to(writer: W) -> Self {
        Self { writer: Mutex::new(writer), verbose: false }
    }

    /// Writes debug events too, as `INFO`. For runs on the author's own machine.
    pub fn verbose(mut self) -> Self {
        self.verbose = true;
        self
    }
}

impl<S: Subscriber, W: io::Write + Send + 'static> Layer<S> for LogLayer<W> {
    fn enabled(&self, metadata: &tracing::Metadata<'_>, _: Context<'_, S>) -> bool {
        let most =
            if self.verbose && metadata.target().starts_with("connector_sdk") { Level::DEBUG } else { Level::INFO };
        *metadata.level() <= most
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        let level = match *event.metadata().level() {
            Level::ERROR => "SEVERE",
            Level::WARN => "WARNING",
            _ => "INFO",
        };
        let message = serde_json::Value::from(redact(&text.0));
        let line = format!("{{\"level\":\"{level}\",\"message\":{message},\"message-origin\":\"sdk_connector\"}}\n");
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // A log that cannot be written can be reported nowhere.
        let _ = writer.write_all(line.as_bytes()).and_then(|()| writer.flush());
    }
}

/// An event's message, with its other fields behind it.
struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0.insert_str(0, &format!("{value:?}"));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(self.0, " {}={value:?}", field.name());
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;
    use crate::secret::Secret;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_event_is_a_json_object_on_a_line_of_its_own() {
        let lines = Lines::default();
        let layer = LogLayer::to(lines.clone());
        let secret = Secret::new("logged-by-mistake");
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            tracing::info!(rows = 3, "a \"quoted\"\nmessage");
            tracing::warn!("the token is {}", secret.expose());
            tracing::error!("over");
            tracing::debug!("not in production");
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let line = |level: &str, message: &str| serde_json::json!({ "level": level, "message": message, "message-origin": "sdk_connector" });
        assert_eq!(
            lines,
            [line("INFO", "a \"quoted\"\nmessage rows=3"), line("WARNING", "the token is ***"), line("SEVERE", "over"),]
        );
    }
}
