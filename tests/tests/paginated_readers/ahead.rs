//! Children of later pages are fetched ahead, on every level.

use super::family::{Line, Note, Order};
use super::*;
use std::sync::Condvar;
use std::time::Duration;

#[connector(base_url = base_url)]
struct Ahead {
    base_url: Url,
}

#[connector(main = false)]
impl Ahead {
    #[paginate(style = "offset", limit = 1)]
    async fn orders(&self, page: Offset) -> Result<Vec<Order>> {
        self.http().get("orders").page(page).records("").await
    }

    #[paginate(style = "single", for_each = orders, concurrency = 3)]
    async fn lines(&self, order: &Order) -> Result<Vec<Line>> {
        self.http().get(format!("orders/{}/lines", order.id)).records("").await
    }

    #[paginate(style = "single", for_each = lines, concurrency = 3)]
    async fn notes(&self, line: &Line) -> Result<Vec<Note>> {
        self.http().get(format!("lines/{}/notes", line.id)).records("").await
    }
}

/// Requests that are answered when enough of them are under way.
#[derive(Default)]
struct Meeting {
    seen: Mutex<(usize, usize, usize)>,
    more: Condvar,
}

impl Meeting {
    /// Waits for the third of the first three. `false` if it does not come.
    fn attend(&self) -> bool {
        let mut seen = self.seen.lock().unwrap();
        let (came, under_way, most) = *seen;
        *seen = (came + 1, under_way + 1, most.max(under_way + 1));
        self.more.notify_all();
        let waited = self.more.wait_timeout_while(seen, Duration::from_secs(60), |(came, _, _)| *came < 3);
        let (mut seen, timeout) = waited.unwrap();
        seen.1 -= 1;
        !timeout.timed_out()
    }
}

#[test]
fn children_of_later_pages_are_fetched_ahead_on_every_level_and_no_more_than_declared() {
    let (lines, notes) = (Arc::new(Meeting::default()), Arc::new(Meeting::default()));
    let (line_meeting, note_meeting) = (lines.clone(), notes.clone());
    let mut sandbox = sandbox_of::<Ahead>(move |request| {
        let id = request.path.split('/').nth(2).and_then(|id| id.parse::<i64>().ok()).unwrap_or_default();
        let (rows, came) = match request.path.rsplit('/').next().unwrap() {
            "lines" => (json!([{ "id": id, "order": id }]), line_meeting.attend()),
            "notes" => (json!([{ "slot": 0, "line": id }]), note_meeting.attend()),
            _ => match number(request, "offset") {
                offset @ 0..9 => (json!([{ "id": offset }]), true),
                _ => (json!([]), true),
            },
        };
        if came { Response::json(&rows) } else { Response::text("text/plain", "too few came").status(400) }
    });
    sandbox.sync().unwrap();
    assert_eq!((sandbox.rows("order").len(), sandbox.rows("line").len()), (9, 9));
    assert_eq!(sandbox.rows("note"), [json!({ "slot": 0, "line": 8 })]);
    assert_eq!((lines.seen.lock().unwrap().2, notes.seen.lock().unwrap().2), (3, 3));
}
