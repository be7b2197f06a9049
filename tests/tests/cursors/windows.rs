//! Slices of time go on where they stopped.

use super::*;

#[table(primary_key = hour)]
#[derive(Deserialize)]
struct Reading {
    hour: String,
}

#[connector(base_url = base_url)]
struct Meter {
    base_url: Url,
}

#[connector(main = false)]
impl Meter {
    #[paginate(style = "window", start = "2026-01-01", step = "6h")]
    async fn readings(&self, page: Window) -> Result<Vec<Reading>> {
        self.http().get("readings").page(page).records("").await
    }
}

#[test]
fn slices_go_on_where_they_stopped() {
    let broken = Arc::new(AtomicBool::new(true));
    let breaks = broken.clone();
    let source = Source::default();
    let noted = source.clone();
    let url = web::serve(move |request| {
        let from = request.parameter("from").unwrap().to_owned();
        noted.0.lock().unwrap().1.push(from.clone());
        if from.contains("T06") && breaks.load(Ordering::Relaxed) {
            return Response::text("text/plain", "no").status(400);
        }
        Response::json(&json!([{ "hour": from }]))
    });
    // The clock of the sandbox starts at noon of 2026-01-01.
    let mut sandbox = Sandbox::of::<Meter>().configure(json!({ "base_url": url }));
    assert!(sandbox.sync().is_err());
    assert_eq!(source.asked(), ["2026-01-01T00:00:00Z", "2026-01-01T06:00:00Z"]);
    assert_eq!(sandbox.state("reading"), json!({ "position": "2026-01-01T06:00:00Z" }));
    broken.store(false, Ordering::Relaxed);
    assert!(sandbox.survives_every_crash() > 0);
    source.asked();
    sandbox.sync().unwrap();
    assert_eq!(source.asked(), ["2026-01-01T06:00:00Z"]);
    sandbox.clock().set("2026-01-01T15:00:00Z");
    sandbox.sync().unwrap();
    assert_eq!(source.asked(), ["2026-01-01T12:00:00Z"]);
    assert_eq!(sandbox.rows("reading").len(), 3);
}
