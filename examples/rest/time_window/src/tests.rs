//! No moment is left out, and a broken sync goes on with the slice that broke.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use connector_sdk::testing::{Sandbox, json};
use test_api::{Playground, Response};

use super::Events;

/// An event every ten days of 2025, and whatever breaks the second slice of a sync.
fn sandbox(broken: Arc<AtomicBool>) -> (Sandbox, Arc<Mutex<Vec<String>>>) {
    let slices = Arc::new(Mutex::new(Vec::new()));
    let noted = slices.clone();
    let url = Playground::serve(move |request| {
        let parameter = |name| request.parameter(name).unwrap_or_default().to_owned();
        let (from, until) = (parameter("from"), parameter("until"));
        noted.lock().unwrap().push(format!("{} {}", &from[..10], &until[..10]));
        if broken.load(Ordering::Relaxed) && from.starts_with("2025-12") {
            return Response::text("text/plain", "no").status(400);
        }
        let events =
            (1..=12).flat_map(|month| [1, 11, 21].map(|day| format!("2025-{month:02}-{day:02}T00:00:00Z"))).enumerate();
        let data: Vec<_> = events
            .filter(|(_, at)| *at >= from && *at <= until)
            .map(|(id, at)| json!({ "id": id, "at": at }))
            .collect();
        Response::json(&json!({ "data": data }))
    });
    (Sandbox::of::<Events>().configure(json!({ "base_url": url, "start": "2025-11-02" })), slices)
}

#[test]
fn slices_reach_up_to_now() {
    let (mut sandbox, slices) = sandbox(Arc::default());
    sandbox.sync().unwrap();
    assert_eq!(*slices.lock().unwrap(), ["2025-11-02 2025-12-02", "2025-12-02 2026-01-01", "2026-01-01 2026-01-01"]);
    assert_eq!(sandbox.rows("event").len(), 5);
    assert_eq!(sandbox.state("event"), json!({ "position": "2026-01-01T12:00:00Z" }));
    sandbox.clock().set("2026-01-05T00:00:00Z");
    sandbox.sync().unwrap();
    assert_eq!(slices.lock().unwrap()[3..], ["2026-01-01 2026-01-05"]);
}

#[test]
fn a_broken_slice_is_read_again() {
    let broken = Arc::new(AtomicBool::new(true));
    let (mut sandbox, slices) = sandbox(broken.clone());
    assert!(sandbox.sync().is_err());
    assert_eq!(sandbox.state("event"), json!({ "position": "2025-12-02T00:00:00Z" }));
    broken.store(false, Ordering::Relaxed);
    sandbox.sync().unwrap();
    assert_eq!(slices.lock().unwrap()[2..], ["2025-12-02 2026-01-01", "2026-01-01 2026-01-01"]);
    assert_eq!(sandbox.rows("event").len(), 5);
}

#[test]
fn a_crash_loses_and_doubles_nothing() {
    sandbox(Arc::default()).0.survives_every_crash();
}
