//! Log events of the running connector, each handed on as a level and one text without secrets.

use std::fmt::{self, Write as _};

use tracing::field::{Field, Visit};
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::secret;

/// Has events of at least this level told. It is the subscriber of one run and not of the process, so that runs in
/// one test program do not hear each other.
pub(crate) fn dispatch(most: Level, tell: impl Fn(Level, &str) + Send + Sync + 'static) -> Dispatch {
    Dispatch::new(tracing_subscriber::registry().with(Told { most, tell }))
}

struct Told<F> {
    most: Level,
    tell: F,
}

impl<S: Subscriber, F: Fn(Level, &str) + Send + Sync + 'static> Layer<S> for Told<F> {
    fn enabled(&self, metadata: &Metadata<'_>, _context: Context<'_, S>) -> bool {
        *metadata.level() <= self.most
    }

    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut text = Text::default();
        event.record(&mut text);
        (self.tell)(*event.metadata().level(), &secret::redact(&format!("{}{}", text.message, text.fields)));
    }
}

#[derive(Default)]
struct Text {
    message: String,
    fields: String,
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing into a String cannot fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}
