//! What is asked for again and what is saved when, for every word of `#[since(…)]`, for parents, and for slices of time.
//!
//! | promise | test |
//! |---|---|
//! | inclusive: from the cursor on, ties neither lost nor doubled | `boundary::an_inclusive_source…` |
//! | exclusive: from just before it | `boundary::an_exclusive_source…` |
//! | the same for rows without a key | `boundary::rows_without_a_key…` |
//! | each type of cursor is sent, moved back and saved as itself | `types` |
//! | initial value, end value, backfill of a range | `range` |
//! | saved at the end where rows come in no order | `order` |
//! | saved with each page where they do; an untrue order; lookback | `paginated_readers` |
//! | one cursor for each parent | `per_parent` |
//! | a parent's cursor moves after its children are in | `per_parent` |
//! | slices of time go on where they stopped | `windows` |
#![allow(clippy::unwrap_used, missing_docs)]

mod boundary;
mod order;
mod per_parent;
mod range;
mod types;
#[path = "../web/mod.rs"]
mod web;
mod windows;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use self::web::{Request, Response};
use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};
use serde_json::Value as Json;

/// Rows that change between syncs, and what was asked for.
#[derive(Clone, Default)]
struct Source(Arc<Mutex<(Vec<Json>, Vec<String>)>>);

impl Source {
    fn set(&self, rows: Json) {
        self.0.lock().unwrap().0 = rows.as_array().unwrap().clone();
    }

    /// What was asked for since the last call.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().1)
    }

    /// A connector whose requests this answers with the rows that pass, all at once.
    fn sandbox<C: connector_sdk::connector::Connector>(
        &self,
        passes: impl Fn(&Json, &Request) -> bool + Send + Sync + 'static,
    ) -> Sandbox {
        let source = self.clone();
        let url = web::serve(move |request| {
            let mut inner = source.0.lock().unwrap();
            inner.1.push(request.target.trim_start_matches('/').to_owned());
            let rows: Vec<_> = inner.0.iter().filter(|row| passes(row, request)).cloned().collect();
            Response::json(&json!(rows))
        });
        Sandbox::of::<C>().configure(json!({ "base_url": url }))
    }
}

fn number(request: &Request, name: &str) -> Option<i64> {
    request.parameter(name)?.parse().ok()
}
