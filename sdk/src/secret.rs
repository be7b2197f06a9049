//! Values that nobody may see: printed as `***`, never serialised, and removed from every text that leaves.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

/// What is shown in place of a secret.
const MASK: &str = "***";

/// A secret this short would mask ordinary words of every log line.
const SHORTEST_MASKED: usize = 4;

/// A secret this short may be part of a time or a name by chance: a PIN of four digits is in many a cursor.
const SHORTEST_FOUND: usize = 8;

static KNOWN: RwLock<Vec<Arc<str>>> = RwLock::new(Vec::new());

/// A password, token or key of the configuration.
///
/// It prints as `***`, and neither serialises nor compares, so it reaches no row, state or log by accident.
/// From the moment it exists its value is also masked in every error, log line and panic of this process.
///
/// ```
/// use connector_sdk::Secret;
///
/// let token = Secret::new("s3cr3t-token");
/// assert_eq!(format!("{token} {token:?}"), "*** ***");
/// assert_eq!(token.expose(), "s3cr3t-token");
/// ```
#[derive(Clone)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Wraps a value and has it masked from now on.
    pub fn new(value: impl Into<String>) -> Self {
        let value: Arc<str> = value.into().into();
        if value.len() >= SHORTEST_MASKED {
            let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
            if !known.contains(&value) {
                known.push(value.clone());
                // A secret that contains another one has to be masked first, or its rest would show.
                known.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
            }
        }
        Self(value)
    }

    /// The value itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// The text with every known secret masked.
pub fn redact(text: &str) -> String {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    known.iter().fold(
        text.to_owned(),
        |text, secret| {
            if text.contains(&**secret) { text.replace(&**secret, MASK) } else { text }
        },
    )
}

/// Whether the text is a known secret, or holds one that is too long to be in it by chance.
pub fn is_exposed_in(text: &str) -> bool {
    let exposes = |secret: &Arc<str>| match secret.len() {
        ..SHORTEST_FOUND => *text == **secret,
        _ => text.contains(&**secret),
    };
    KNOWN.read().unwrap_or_else(PoisonError::into_inner).iter().any(exposes)
}
