//! Paginated readers as a whole: parents and children, order, cursors, positions, failures.
#![allow(clippy::unwrap_used)]

mod ahead;
mod cursors;
mod cuts;
mod family;
mod lenient;
mod positions;
#[path = "../web/mod.rs"]
mod web;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use connector_sdk::ErrorKind;
use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};

use self::web::{Request, Response, serve};

fn number(request: &Request, name: &str) -> i64 {
    request.parameter(name).and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn sandbox_of<C: connector_sdk::connector::Connector>(
    answer: impl Fn(&Request) -> Response + Send + Sync + 'static,
) -> Sandbox {
    Sandbox::of::<C>().configure(json!({ "base_url": serve(answer) }))
}
