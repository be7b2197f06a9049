//! Parents that may fail without failing the sync.

use super::family::{Line, Order, answer};
use super::*;

#[connector(base_url = base_url)]
struct Lenient {
    base_url: Url,
}

#[connector(main = false)]
impl Lenient {
    #[paginate(style = "offset", limit = 5)]
    async fn orders(&self, page: Offset) -> Result<Vec<Order>> {
        self.http().get("orders").page(page).records("").await
    }

    #[paginate(style = "page_number", for_each = orders, skip_failing)]
    async fn lines(&self, order: &Order, page: PageNumber) -> Result<Vec<Line>> {
        self.http().get(format!("orders/{}/lines", order.id)).page(page).records("").await
    }
}

fn failing(status: u16) -> Sandbox {
    sandbox_of::<Lenient>(move |request| match request.path.as_str() {
        "/orders/7/lines" | "/orders/9/lines" => Response::text("text/plain", "no").status(status),
        _ => answer(request),
    })
}

#[test]
fn failing_parents_are_counted_where_the_author_says_so() {
    let mut sandbox = failing(410);
    let synced = sandbox.sync().unwrap();
    assert_eq!((sandbox.rows("order").len(), sandbox.rows("line").len()), (12, 40));
    assert_eq!(synced.warnings.len(), 1);
    assert!(synced.warnings[0].contains("lines: 2 of 12 parents failed"), "{:?}", synced.warnings);
}

#[test]
fn wrong_credentials_are_no_parent_s_failure() {
    assert_eq!(failing(401).sync().unwrap_err().kind(), ErrorKind::Authentication);
}
