//! A parameter of a page: its name and its place.

use serde_json::Value as Json;

use crate::http::{Edit, Place};

/// A parameter that a style sets.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    name: String,
    place: Place,
}

impl Parameter {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), place: Place::Query }
    }

    pub(super) fn rename(&mut self, name: impl Into<String>) {
        self.name = name.into();
    }

    pub(super) fn move_to(&mut self, place: impl IntoPlace) {
        self.place = place.into_place();
    }

    pub(super) fn set(&self, value: impl Into<Json>) -> Edit {
        Edit::Set(self.place, self.name.clone(), value.into())
    }
}

/// A place, or its word: `"query"`, `"header"`, `"body"` or `"variables"` (of a GraphQL query).
pub trait IntoPlace {
    /// The place.
    fn into_place(self) -> Place;
}

impl IntoPlace for Place {
    fn into_place(self) -> Place {
        self
    }
}

impl IntoPlace for &str {
    /// # Panics
    /// On any other word: it stands in an attribute, so the connector's first run finds it.
    fn into_place(self) -> Place {
        match self {
            "query" => Place::Query,
            "header" => Place::Header,
            "body" => Place::Body,
            "variables" => Place::Variables,
            other => {
                panic!("`{other}` is no place of a parameter: write \"query\", \"header\", \"body\" or \"variables\"")
            }
        }
    }
}
