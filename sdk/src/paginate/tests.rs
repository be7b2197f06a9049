//! Every style as a table of answers and the requests that follow, and every guard.

mod options;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};

use super::*;
use crate::http::{HeaderMap, StatusCode};

/// An answer as the client would note it.
fn answer(values: Json, rows: usize) -> Answer {
    let Json::Object(values) = values else { panic!("an object of pointers") };
    Answer {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        url: "http://shop/orders?x=1".parse().unwrap(),
        values: values.into_iter().collect::<BTreeMap<_, _>>(),
        rows: Some(rows),
        last_row: None,
        digest: 0,
    }
}

/// A step as a short text: `offset=0 limit=2`.
fn shown(step: Step) -> String {
    match step {
        Step::Done => "done".to_owned(),
        Step::Page(edits) => edits.iter().map(edit).collect::<Vec<_>>().join(" "),
    }
}

fn edit(edit: &Edit) -> String {
    match edit {
        Edit::Set(Place::Query, name, value) => {
            format!("{name}={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        }
        Edit::Set(place, name, value) => format!("{place:?}:{name}={value}"),
        Edit::Url(url) => url.clone(),
    }
}

/// Runs a style over answers and checks each request.
fn check(mut style: impl Paginate, first: &str, answers: &[(Json, usize, &str)]) {
    assert_eq!(shown(style.first().unwrap()), first);
    for (values, rows, expected) in answers {
        assert_eq!(
            shown(style.next(&answer(values.clone(), *rows)).unwrap()),
            *expected,
            "after {values} and {rows} rows"
        );
    }
}

fn none() -> Json {
    json!({})
}

#[test]
fn offset_counts_the_rows_that_came() {
    let total = |total: Json| json!({ "/total": total });
    check(
        offset().limit(50).total("/total"),
        "offset=0 limit=50",
        &[
            (total(json!(120)), 50, "offset=50 limit=50"),
            (total(json!(120)), 20, "offset=70 limit=50"),
            (total(json!(120)), 50, "done"),
        ],
    );
    // A source that gives fewer than asked for loses no rows; a total written as text counts; an exact multiple ends.
    check(
        offset().limit(1000).total("/total"),
        "offset=0 limit=1000",
        &[(total(json!("200")), 100, "offset=100 limit=1000"), (total(json!(200)), 100, "done")],
    );
    // An empty page in the middle is stepped over.
    check(
        offset().limit(10).total("/total"),
        "offset=0 limit=10",
        &[(total(json!(30)), 0, "offset=10 limit=10"), (total(json!(30)), 10, "offset=20 limit=10")],
    );
    // A total of null is no total: on until an empty page.
    check(offset().total("/total"), "offset=0", &[(total(Json::Null), 5, "offset=5"), (total(Json::Null), 0, "done")]);
}

#[test]
fn offset_without_a_total_ends_with_an_empty_page() {
    check(
        offset().limit(2),
        "offset=0 limit=2",
        &[(none(), 2, "offset=2 limit=2"), (none(), 1, "offset=3 limit=2"), (none(), 0, "done")],
    );
    check(
        offset().limit(2).short_page_is_last(),
        "offset=0 limit=2",
        &[(none(), 2, "offset=2 limit=2"), (none(), 1, "done")],
    );
    let more = |more: bool| json!({ "/more": more });
    check(offset().has_more("/more"), "offset=0", &[(more(true), 3, "offset=3"), (more(false), 3, "done")]);
}

#[test]
fn parameters_have_names_and_places() {
    check(
        offset().limit(5).offset_param("skip").limit_param("take").start(1).place("body"),
        "Body:skip=1 Body:take=5",
        &[(none(), 5, "Body:skip=6 Body:take=5")],
    );
    check(
        page_number().page_param("p").page_size(9).page_size_param("n").start(0).place("variables"),
        "Variables:p=0 Variables:n=9",
        &[(none(), 9, "Variables:p=1 Variables:n=9")],
    );
    check(cursor().param("after").place("header"), "", &[(json!({ "/next_cursor": "x" }), 1, "Header:after=\"x\"")]);
}

#[test]
fn a_total_that_is_not_there_is_an_error_and_not_the_end() {
    let mut style = offset().total("/totl");
    style.first().unwrap();
    let error = style.next(&answer(none(), 5)).unwrap_err().to_string();
    assert!(error.contains("http://shop/orders?x=1 has nothing at `/totl`"), "{error}");
    let mut style = offset().total("/total");
    style.first().unwrap();
    assert!(style.next(&answer(json!({ "/total": [] }), 5)).is_err());
}

#[test]
fn page_numbers_end_at_the_last_one() {
    let last = |last: Json| json!({ "/pages": last });
    check(
        page_number().page_size(50).last_page("/pages"),
        "page=1 per_page=50",
        &[
            (last(json!(3)), 50, "page=2 per_page=50"),
            (last(json!(3)), 0, "page=3 per_page=50"),
            (last(json!(3)), 20, "done"),
        ],
    );
    check(page_number().last_page("/pages"), "page=1", &[(last(json!(0)), 0, "done")]);
    check(
        page_number().total("/total"),
        "page=1",
        &[(json!({ "/total": 4 }), 3, "page=2"), (json!({ "/total": 4 }), 1, "done")],
    );
    check(page_number(), "page=1", &[(none(), 3, "page=2"), (none(), 0, "done")]);
}

#[test]
fn a_total_that_is_too_high_does_not_go_on_for_ever() {
    check(
        page_number().total("/total"),
        "page=1",
        &[(json!({ "/total": 100 }), 3, "page=2"), (json!({ "/total": 100 }), 0, "done")],
    );
}

#[test]
fn tokens_lead_on_until_there_is_none() {
    let token = |token: Json| json!({ "/next_cursor": token });
    check(
        cursor(),
        "",
        &[(token(json!("a")), 5, "cursor=a"), (token(json!("b")), 0, "cursor=b"), (token(Json::Null), 5, "done")],
    );
    check(cursor().limit(7), "limit=7", &[(token(json!(17)), 5, "cursor=17 limit=7"), (token(json!("")), 5, "done")]);
    check(cursor(), "", &[(none(), 5, "done")]);
    let both = |token: &str, more: bool| json!({ "/next_cursor": token, "/more": more });
    check(cursor().has_more("/more"), "", &[(both("a", true), 5, "cursor=a"), (both("b", false), 5, "done")]);
    let mut style = cursor().has_more("/more");
    style.first().unwrap();
    assert!(style.next(&answer(both("", true), 5)).is_err());
    assert!(cursor().next(&answer(token(json!({})), 5)).is_err());
}

#[test]
fn tokens_can_come_in_a_header() {
    let mut style = cursor().token_header("X-Next");
    let mut with = answer(none(), 1);
    with.headers.insert("x-next", "abc".parse().unwrap());
    assert_eq!(shown(style.next(&with).unwrap()), "cursor=abc");
    assert_eq!(shown(style.next(&answer(none(), 1)).unwrap()), "done");
}

#[test]
fn next_urls_may_be_relative() {
    let next = |next: Json| json!({ "/next": next });
    check(
        next_url(),
        "",
        &[
            (next(json!("http://other/a?b=1")), 1, "http://other/a?b=1"),
            (next(json!("?page=2")), 1, "http://shop/orders?page=2"),
            (next(json!("/x")), 0, "http://shop/x"),
            (next(Json::Null), 1, "done"),
        ],
    );
    check(next_url().url("/links/next"), "", &[(none(), 1, "done")]);
    assert!(next_url().next(&answer(next(json!(5)), 1)).is_err());
}

#[test]
fn link_headers_lead_on() {
    let mut with = answer(none(), 1);
    with.headers.append("link", "<http://shop/first>; rel=first".parse().unwrap());
    with.headers.append("link", "<?page=3>; rel=\"next\"".parse().unwrap());
    assert_eq!(shown(link_header().next(&with).unwrap()), "http://shop/orders?page=3");
    assert_eq!(shown(link_header().rel("first").next(&with).unwrap()), "http://shop/first");
    assert_eq!(shown(link_header().next(&answer(none(), 1)).unwrap()), "done");
}

#[test]
fn keys_of_the_last_row_lead_on() {
    let row = |row: Json, rows| Answer { last_row: Some(row), ..answer(none(), rows) };
    let mut style = keyset().limit(2);
    assert_eq!(shown(style.first().unwrap()), "limit=2");
    assert_eq!(shown(style.next(&row(json!({ "id": 7 }), 2)).unwrap()), "after=7 limit=2");
    assert_eq!(shown(style.next(&answer(none(), 0)).unwrap()), "done");
    assert!(style.next(&row(json!({ "ID": 7 }), 2)).is_err());

    let mut style = keyset().key("/at").param("at").key("/key/id").param("id");
    assert_eq!(shown(style.first().unwrap()), "");
    assert_eq!(shown(style.next(&row(json!({ "at": "x", "key": { "id": 3 } }), 1)).unwrap()), "at=x id=3");
    assert!(keyset().key("/a").key("/b").param("a").first().is_err());
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// All requests of a style that needs no answers, and its position after each.
fn slices(mut style: impl Paginate, now: &str, position: Option<&str>) -> Vec<String> {
    style.begin(at(now), position.map(Json::from)).unwrap();
    let mut step = style.first().unwrap();
    let mut steps = Vec::new();
    while step != Step::Done {
        steps.push(shown(step));
        step = style.next(&answer(none(), 0)).unwrap();
    }
    steps.push(style.position().unwrap().as_str().unwrap().to_owned());
    steps
}

#[test]
fn windows_reach_up_to_now_and_go_on_there() {
    let style = || window().step("1d").start("2026-01-01");
    assert_eq!(
        slices(style().dates(), "2026-01-03T12:00:00Z", None),
        [
            "from=2026-01-01 until=2026-01-02",
            "from=2026-01-02 until=2026-01-03",
            "from=2026-01-03 until=2026-01-03",
            "2026-01-03T12:00:00Z"
        ]
    );
    assert_eq!(
        slices(style(), "2026-01-04T00:00:00Z", Some("2026-01-03T12:00:00Z")),
        ["from=2026-01-03T12:00:00Z until=2026-01-04T00:00:00Z", "2026-01-04T00:00:00Z"]
    );
    // Nothing new is one slice of no width, whose moment may hold more rows by now.
    assert_eq!(slices(style(), "2026-01-04T00:00:00Z", Some("2026-01-04T00:00:00Z")).len(), 2);
    assert_eq!(
        slices(style().lookback("2h"), "2026-01-04T00:00:00Z", Some("2026-01-04T00:00:00Z"))[0],
        "from=2026-01-03T22:00:00Z until=2026-01-04T00:00:00Z"
    );
    assert_eq!(
        slices(window().start("36h"), "2026-01-04T12:00:00Z", None)[0],
        "from=2026-01-03T00:00:00Z until=2026-01-04T00:00:00Z"
    );
    assert!(window().begin(at("2026-01-01T00:00:00Z"), None).is_err());
    assert!(window().start("1d").step("0d").begin(at("2026-01-01T00:00:00Z"), None).is_err());
}

#[test]
fn the_position_of_a_window_is_behind_the_slice_that_is_being_read() {
    let mut style = window().start("2026-01-01");
    style.begin(at("2026-01-05T00:00:00Z"), None).unwrap();
    style.first().unwrap();
    assert_eq!(style.position().unwrap(), "2026-01-01T00:00:00Z");
    style.next(&answer(none(), 1)).unwrap();
    assert_eq!(style.position().unwrap(), "2026-01-02T00:00:00Z");
}

#[test]
fn pages_start_anew_in_each_slice() {
    let mut style = Within::new(offset().limit(2), window().start("2026-01-01").dates());
    style.begin(at("2026-01-03T00:00:00Z"), None).unwrap();
    assert_eq!(shown(style.first().unwrap()), "from=2026-01-01 until=2026-01-02 offset=0 limit=2");
    assert_eq!(shown(style.next(&answer(none(), 2)).unwrap()), "from=2026-01-01 until=2026-01-02 offset=2 limit=2");
    assert_eq!(style.position().unwrap(), "2026-01-01T00:00:00Z");
    assert_eq!(shown(style.next(&answer(none(), 0)).unwrap()), "from=2026-01-02 until=2026-01-03 offset=0 limit=2");
    assert_eq!(style.position().unwrap(), "2026-01-02T00:00:00Z");
    assert_eq!(shown(style.next(&answer(none(), 0)).unwrap()), "done");
    assert_eq!(style.position().unwrap(), "2026-01-03T00:00:00Z");
}

#[test]
fn a_scroll_is_resumed_and_then_forgotten() {
    let token = |token: Json| json!({ "/scroll_token": token });
    let mut style = scroll();
    style.begin(at("2026-01-01T00:00:00Z"), Some(json!("abc"))).unwrap();
    assert_eq!(shown(style.first().unwrap()), "scroll_token=abc");
    style.next(&answer(token(json!("def")), 1)).unwrap();
    assert_eq!(style.position(), Some(json!("def")));
    assert_eq!(shown(style.next(&answer(token(Json::Null), 1)).unwrap()), "done");
    assert_eq!(style.position(), None);
}

mod guards {
    use super::super::*;
    use crate::error::{Error, ErrorKind, Result};
    use crate::http::Client;
    use crate::http::tests::server::{Seen, Server, json};

    /// Reads all pages of a source that answers as `answer` says.
    async fn read<S: Paginate>(
        style: S,
        most: usize,
        answer: impl Fn(&Seen) -> String + Send + Sync + 'static,
    ) -> (usize, Result<()>) {
        let server = Server::start(move |seen, _| json(&answer(seen)));
        let client = Client::builder().base_url(&server.url).build();
        let mut pages = Pages::begin(style, chrono::Utc::now(), None).unwrap().most(most);
        let mut count = 0;
        let result: Result<()> = async {
            while let Some(page) = pages.page()? {
                let rows = client.get("orders").page(&page).records::<i64>("/rows").await?;
                count += rows.len();
                pages.answered(&page, rows.len())?;
            }
            Ok(())
        }
        .await;
        (count, result)
    }

    fn parameter(seen: &Seen, name: &str) -> Option<String> {
        let (_, query) = seen.path.split_once('?')?;
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    }

    #[tokio::test]
    async fn all_pages_are_read() {
        let (rows, result) = read(offset().limit(2).total("/total"), 10, |seen| {
            let offset: usize = parameter(seen, "offset").unwrap().parse().unwrap();
            format!(r#"{{"total": 5, "rows": {:?}}}"#, (offset..5).take(2).collect::<Vec<_>>())
        })
        .await;
        result.unwrap();
        assert_eq!(rows, 5);
    }

    fn refused(result: Result<()>, says: &[&str]) {
        let error: Error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Source, "{error}");
        for part in says {
            assert!(error.to_string().contains(part), "{error}\nshould say `{part}`");
        }
    }

    #[tokio::test]
    async fn tokens_that_go_round_in_a_circle_are_refused() {
        let (_, result) = read(cursor(), 100, |seen| {
            let next = if parameter(seen, "cursor").as_deref() == Some("a") { "b" } else { "a" };
            format!(r#"{{"next_cursor": "{next}", "rows": [{}]}}"#, seen.path.len())
        })
        .await;
        refused(result, &["page 4", "`cursor` is \"a\" again", "/orders?cursor=a was sent before"]);
    }

    #[tokio::test]
    async fn a_token_that_does_not_move_is_refused() {
        let (_, result) =
            read(cursor(), 100, |seen| format!(r#"{{"next_cursor": "a", "rows": [{}]}}"#, seen.path.len())).await;
        refused(result, &["page 2", "`cursor` did not move"]);
    }

    #[tokio::test]
    async fn a_source_that_ignores_the_parameter_is_found_out() {
        let (rows, result) = read(offset().limit(2), 100, |_| r#"{"rows": [1, 2]}"#.to_owned()).await;
        refused(result, &["page 2", "`offset`, `limit` changed nothing", "sources ignore those that they do not know"]);
        assert_eq!(rows, 4);
    }

    #[tokio::test]
    async fn equal_empty_pages_are_no_repetition() {
        let (_, result) =
            read(page_number().last_page("/pages"), 100, |_| r#"{"rows": [], "pages": 4}"#.to_owned()).await;
        result.unwrap();
    }

    #[tokio::test]
    async fn there_is_a_last_page() {
        let (_, result) =
            read(offset(), 3, |seen| format!(r#"{{"rows": [{}]}}"#, parameter(seen, "offset").unwrap())).await;
        refused(result, &["more than 3 pages"]);
    }

    #[tokio::test]
    async fn a_reader_that_forgets_its_page_is_told() {
        let mut pages = Pages::begin(offset(), chrono::Utc::now(), None).unwrap();
        let page = pages.page().unwrap().unwrap();
        let error = pages.answered(&page, 1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Bug);
        assert!(error.to_string().contains("write `.page(page)`"), "{error}");
    }
}
