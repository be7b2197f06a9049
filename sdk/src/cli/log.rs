//! Log lines, for people or as JSON, and the tracing layer that writes them.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value as Json};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use super::io::Screen;

/// A log line: `12:00:00 WARN  message key=value`, with the time in UTC, or a JSON object.
pub(super) fn line(json: bool, level: Level, message: &str, fields: &[(&str, String)]) -> String {
    let now = chrono::Utc::now();
    if json {
        let mut object = Map::new();
        object.insert("time".into(), now.to_rfc3339_opts(chrono::SecondsFormat::Millis, true).into());
        object.insert("level".into(), level.as_str().into());
        object.insert("message".into(), message.into());
        for (name, value) in fields {
            object.entry(*name).or_insert_with(|| value.as_str().into());
        }
        return Json::from(object).to_string();
    }
    let mut line = format!("{} {level:<5} {message}", now.format("%H:%M:%S"));
    for (name, value) in fields {
        let plain = !value.is_empty() && !value.contains(|c: char| c.is_whitespace() || c == '"');
        line.push_str(&if plain { format!(" {name}={value}") } else { format!(" {name}={value:?}") });
    }
    line
}

/// Shows the events of the whole process from now on. Does nothing where the author has set up something else.
pub(super) fn install(screen: Arc<Screen>) {
    let _ = tracing::subscriber::set_global_default(subscriber(screen));
}

/// Shows events.
pub(super) fn subscriber(screen: Arc<Screen>) -> impl Subscriber + Send + Sync {
    tracing_subscriber::registry().with(Lines(screen))
}

struct Lines(Arc<Screen>);

impl<S: Subscriber> Layer<S> for Lines {
    fn enabled(&self, metadata: &Metadata<'_>, _context: Context<'_, S>) -> bool {
        *metadata.level() <= self.0.level()
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::from_level(self.0.level()))
    }

    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut parts = Parts::default();
        event.record(&mut parts);
        let fields: Vec<_> = parts.fields.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.0.log(*event.metadata().level(), &parts.message, &fields);
    }
}

#[derive(Default)]
struct Parts {
    message: String,
    fields: Vec<(&'static str, String)>,
}

impl Parts {
    fn add(&mut self, field: &Field, value: String) {
        match field.name() {
            "message" => self.message = value,
            name => self.fields.push((name, value)),
        }
    }
}

impl Visit for Parts {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value.to_owned());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.add(field, value.to_string());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_plain_line_quotes_what_has_spaces() {
        let fields = [("table", "order".to_owned()), ("why", "it is new".to_owned()), ("empty", String::new())];
        let line = line(false, Level::WARN, "read again", &fields);
        assert_eq!(&line[8..], r#" WARN  read again table=order why="it is new" empty="""#);
        assert_eq!(line[..8].chars().filter(|c| *c == ':').count(), 2);
    }

    #[test]
    fn a_json_line_is_one_object_and_a_field_does_not_replace_the_message() {
        let line = line(true, Level::INFO, "two\nlines", &[("message", "x".into()), ("rows", "7".into())]);
        assert!(!line.contains('\n'));
        let json: Json = serde_json::from_str(&line).unwrap();
        assert_eq!(
            (&json["level"], &json["message"], &json["rows"]),
            (&"INFO".into(), &"two\nlines".into(), &"7".into())
        );
    }
}
