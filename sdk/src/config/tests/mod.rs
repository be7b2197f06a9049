//! What a configuration accepts, refuses and says.

#![allow(clippy::unwrap_used)]

mod form;
mod reader;
mod round_trip;
mod source;
mod values;

use super::{Choice, ConfigField, FieldKind, choose};

/// An enum as `#[derive(ConfigField)]` would implement it.
#[derive(Debug, Clone, PartialEq)]
enum Auth {
    Basic,
    BearerToken,
}

impl ConfigField for Auth {
    fn kind() -> FieldKind {
        FieldKind::Choice(vec![
            Choice::new("basic").describe("User and password."),
            Choice::new("bearer_token").label("Token"),
        ])
    }

    fn parse(text: &str) -> Result<Self, String> {
        choose(text, [Self::Basic, Self::BearerToken])
    }
}
