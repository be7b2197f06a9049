//! Every option of every style, each with the requests that it makes: what [`super`] does not show already.
//!
//! | style | options |
//! |---|---|
//! | `offset` | `limit`, `start`, `offset_param`, `limit_param`, `place`, `total`, `has_more`, `short_page_is_last` |
//! | `page_number` | `page_size`, `start`, `page_param`, `page_size_param`, `place`, `last_page`, `total`, `has_more`, `short_page_is_last` |
//! | `cursor` | `token`, `token_header`, `token_of_last_row`, `param`, `place`, `limit`, `limit_param`, `has_more` |
//! | `next_url` | `url` |
//! | `link_header` | `rel` |
//! | `keyset` | `key`, `param`, `place`, `limit`, `limit_param`, `has_more`, `short_page_is_last` |
//! | `window` | `step`, `start`, `lookback`, `from_param`, `until_param`, `dates`, `place`, `has_more` |
//! | `priority_first` | those of `window`, `recent`, `budget` |
//! | `scroll` | `token`, `token_header`, `token_of_last_row`, `param`, `place`, `limit`, `limit_param`, `has_more` |
//! | `single` | none |

use super::*;

fn more(more: bool) -> Json {
    json!({ "/more": more })
}

fn row(row: Json, rows: usize) -> Answer {
    Answer { last_row: Some(row), ..answer(none(), rows) }
}

#[test]
fn every_place_of_a_parameter() {
    for (place, shown) in [
        ("query", "offset=0 limit=5"),
        ("header", "Header:offset=0 Header:limit=5"),
        ("body", "Body:offset=0 Body:limit=5"),
        ("variables", "Variables:offset=0 Variables:limit=5"),
    ] {
        check(offset().limit(5).place(place), shown, &[]);
    }
    let token = json!({ "/next_cursor": "x" });
    for (place, shown) in [
        ("query", "cursor=x limit=5"),
        ("header", "Header:cursor=\"x\" Header:limit=5"),
        ("body", "Body:cursor=\"x\" Body:limit=5"),
        ("variables", "Variables:cursor=\"x\" Variables:limit=5"),
    ] {
        let first = shown.rsplit(' ').next().unwrap();
        check(cursor().limit(5).place(place), first, &[(token.clone(), 1, shown)]);
    }
}

#[test]
fn page_numbers_know_more_ways_to_end() {
    check(page_number().has_more("/more"), "page=1", &[(more(true), 0, "page=2"), (more(false), 3, "done")]);
    check(
        page_number().page_size(3).short_page_is_last(),
        "page=1 per_page=3",
        &[(none(), 3, "page=2 per_page=3"), (none(), 2, "done")],
    );
    // Pages from 0 on, of which the source names the last one.
    let last = json!({ "/last": 1 });
    check(page_number().start(0).last_page("/last"), "page=0", &[(last.clone(), 3, "page=1"), (last, 3, "done")]);
}

#[test]
fn a_token_can_be_anywhere_and_go_by_any_name() {
    let token = |token: &str| json!({ "/meta/next": token });
    check(
        cursor().token("/meta/next").param("after").limit(9).limit_param("first"),
        "first=9",
        &[(token("x"), 9, "after=x first=9"), (token(""), 9, "done")],
    );
    let mut style = cursor().token_of_last_row("/key").param("starting_after");
    assert!(style.wanted().last_row);
    assert_eq!(shown(style.first().unwrap()), "");
    assert_eq!(shown(style.next(&row(json!({ "key": "r9" }), 9)).unwrap()), "starting_after=r9");
    assert!(style.next(&row(json!({ "id": "r9" }), 9)).unwrap_err().to_string().contains("no token at `/key`"));
    assert_eq!(shown(style.next(&row(json!({ "key": null }), 9)).unwrap()), "done");
    assert_eq!(shown(style.next(&answer(none(), 0)).unwrap()), "done");
    // The source says that this was all, although the row would lead on.
    let mut style = cursor().token_of_last_row("/key").has_more("/more");
    let with = |has_more| Answer { last_row: Some(json!({ "key": 1 })), ..answer(more(has_more), 9) };
    assert_eq!(shown(style.next(&with(true)).unwrap()), "cursor=1");
    assert_eq!(shown(style.next(&with(false)).unwrap()), "done");
}

#[test]
fn a_scroll_has_the_words_of_a_cursor() {
    let mut style =
        scroll().token("/next").param("scroll_id").limit(9).limit_param("size").place("body").has_more("/more");
    style.begin(at("2026-01-01T00:00:00Z"), None).unwrap();
    assert_eq!(style.wanted().pointers, ["/next", "/more"]);
    assert_eq!(shown(style.first().unwrap()), "Body:size=9");
    let with = |has_more: bool| answer(json!({ "/next": "x", "/more": has_more }), 9);
    assert_eq!(shown(style.next(&with(true)).unwrap()), "Body:scroll_id=\"x\" Body:size=9");
    assert_eq!(style.position(), Some(json!("x")));
    assert_eq!(shown(style.next(&with(false)).unwrap()), "done");
    assert_eq!(style.position(), None);
    let mut style = scroll().token_of_last_row("/id");
    assert_eq!(shown(style.next(&row(json!({ "id": 5 }), 9)).unwrap()), "scroll_token=5");
    let mut style = scroll().token_header("X-Scroll");
    let mut with = answer(none(), 1);
    with.headers.insert("x-scroll", "y".parse().unwrap());
    assert_eq!(shown(style.next(&with).unwrap()), "scroll_token=y");
}

#[test]
fn a_key_can_go_anywhere_and_end_in_every_way() {
    let mut style = keyset().key("/id").param("after_id").place("body").limit(2).limit_param("size");
    assert_eq!(shown(style.first().unwrap()), "Body:size=2");
    assert_eq!(shown(style.next(&row(json!({ "id": 7 }), 2)).unwrap()), "Body:after_id=7 Body:size=2");

    let mut style = keyset().limit(2).short_page_is_last();
    assert_eq!(shown(style.next(&row(json!({ "id": 7 }), 1)).unwrap()), "done");

    let mut style = keyset().has_more("/more");
    let with = |has_more, rows| Answer { last_row: Some(json!({ "id": 7 })), ..answer(more(has_more), rows) };
    style.first().unwrap();
    assert_eq!(shown(style.next(&with(true, 1)).unwrap()), "after=7");
    assert_eq!(shown(style.next(&with(false, 1)).unwrap()), "done");
    assert!(style.next(&answer(more(true), 0)).is_err(), "there is more, but no row that leads on");
}

#[test]
fn slices_have_names_and_places() {
    assert_eq!(
        slices(
            window().start("2026-01-01").step("12h").from_param("since").until_param("to").place("body"),
            "2026-01-01T12:00:00Z",
            None
        ),
        [r#"Body:since="2026-01-01T00:00:00Z" Body:to="2026-01-01T12:00:00Z""#, "2026-01-01T12:00:00Z"]
    );
    let mut style = priority_first().start("2026-01-01").dates().from_param("since").until_param("to");
    style.begin(at("2026-01-03T00:00:00Z"), None).unwrap();
    assert_eq!(shown(style.first().unwrap()), "since=2026-01-02 to=2026-01-03");
}

#[test]
fn a_slice_that_does_not_fit_into_its_answer_is_an_error() {
    let begun = |mut style: WindowPages| {
        style.begin(at("2026-01-03T00:00:00Z"), None).unwrap();
        style.first().unwrap();
        style
    };
    let mut style = begun(window().start("2026-01-01").has_more("/more"));
    assert_eq!(style.wanted().pointers, ["/more"]);
    assert_eq!(
        shown(style.next(&answer(more(false), 9)).unwrap()),
        "from=2026-01-02T00:00:00Z until=2026-01-03T00:00:00Z"
    );
    let error = style.next(&answer(more(true), 9)).unwrap_err().to_string();
    assert!(error.contains("left rows of a slice of `1d` out") && error.contains("make `step` smaller"), "{error}");
    assert!(begun(window().start("2026-01-01").has_more("/more")).next(&answer(none(), 9)).is_err());
}

#[test]
fn one_answer_is_one_page() {
    check(single(), "", &[(none(), 9, "done")]);
}

/// A style of an author's own, outside of the SDK, with an option.
#[test]
fn a_style_of_one_s_own_is_one_file() {
    struct Letters(u8, u8);
    impl Paginate for Letters {
        type Page = Self;

        fn first(&mut self) -> Result<Step> {
            Ok(Step::Page(vec![Edit::Set(Place::Query, "page".into(), char::from(self.0).to_string().into())]))
        }

        fn next(&mut self, _answer: &Answer) -> Result<Step> {
            self.0 += 1;
            if self.0 > self.1 { Ok(Step::Done) } else { self.first() }
        }
    }
    use crate::error::Result;
    check(Letters(b'a', b'b'), "page=a", &[(none(), 1, "page=b"), (none(), 1, "done")]);
}
