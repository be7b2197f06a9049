//! The order of slices, over several syncs.

use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::testing::TestClock;

fn time(day: &str) -> String {
    if day.contains('T') { format!("{day}:00:00Z") } else { format!("{day}T00:00:00Z") }
}

/// One sync at a time of day, of so many slices at most: the slices, and where it stopped. Each slice takes two hours.
async fn sync(style: PriorityFirstPages, now: &str, most: usize, position: Option<Json>) -> (Vec<String>, Json) {
    let clock = Arc::new(TestClock::default());
    clock.set(&time(now));
    let run = async {
        let mut style = style;
        Slices::resume(&mut style, clock::current().now(), position).unwrap();
        let mut slices = Vec::new();
        while let Some(edits) = style.advance() {
            if slices.len() == most {
                break;
            }
            let texts: Vec<_> = edits
                .iter()
                .map(|edit| match edit {
                    Edit::Set(_, name, value) => format!("{name} {}", &value.as_str().unwrap()[5..13]),
                    Edit::Url(url) => url.clone(),
                })
                .collect();
            slices.push(texts.join(" "));
            clock.advance(TimeDelta::hours(2));
        }
        (slices, Slices::reached(&style).unwrap())
    };
    clock::with(clock.clone(), run).await
}

fn position(newest: &str, oldest: &str, start: &str) -> Json {
    json!({ "newest": time(newest), "oldest": time(oldest), "start": time(start) })
}

#[tokio::test]
async fn the_present_comes_first_and_then_history_backwards() {
    let style = priority_first().start("2026-01-01");
    let (slices, at) = sync(style.clone(), "2026-01-04T12", 9, None).await;
    assert_eq!(
        slices,
        [
            "from 01-03T12 until 01-04T12",
            "from 01-02T12 until 01-03T12",
            "from 01-01T12 until 01-02T12",
            "from 01-01T00 until 01-01T12",
        ]
    );
    assert_eq!(at, position("2026-01-04T12", "2026-01-01", "2026-01-01"));
    let (slices, at) = sync(style, "2026-01-06", 9, Some(at)).await;
    assert_eq!(slices, ["from 01-04T12 until 01-05T12", "from 01-05T12 until 01-06T00"]);
    assert_eq!(at, position("2026-01-06", "2026-01-01", "2026-01-01"));
}

#[tokio::test]
async fn a_sync_ends_with_its_budget_and_the_next_one_goes_on() {
    let style = priority_first().start("2026-01-01").recent("2d").step("2d").budget("6h");
    let (slices, at) = sync(style.clone(), "2026-01-20", 9, None).await;
    // The new slice and two old ones take six hours.
    assert_eq!(
        slices,
        ["from 01-18T00 until 01-20T00", "from 01-16T00 until 01-18T00", "from 01-14T00 until 01-16T00"]
    );
    assert_eq!(at, position("2026-01-20", "2026-01-14", "2026-01-01"));
    let (slices, _) = sync(style, "2026-01-21", 9, Some(at)).await;
    assert_eq!(
        slices,
        ["from 01-20T00 until 01-21T00", "from 01-12T00 until 01-14T00", "from 01-10T00 until 01-12T00"]
    );
}

#[tokio::test]
async fn history_comes_to_its_end_without_any_budget() {
    let style = priority_first().start("2026-01-01").budget("0s");
    let (slices, at) = sync(style.clone(), "2026-01-03", 9, None).await;
    assert_eq!(slices, ["from 01-02T00 until 01-03T00", "from 01-01T00 until 01-02T00"]);
    assert_eq!(sync(style, "2026-01-03", 9, Some(at)).await.0, [] as [&str; 0]);
}

#[tokio::test]
async fn a_broken_sync_goes_on_where_it_stopped() {
    let style = priority_first().start("2026-01-01").recent("3d");
    let (_, at) = sync(style.clone(), "2026-01-06", 1, None).await;
    // The second slice was asked for and never came.
    assert_eq!(at, position("2026-01-04", "2026-01-03", "2026-01-01"));
    let (slices, _) = sync(style, "2026-01-06", 3, Some(at)).await;
    assert_eq!(
        slices,
        ["from 01-04T00 until 01-05T00", "from 01-05T00 until 01-06T00", "from 01-02T00 until 01-03T00"]
    );
}

#[tokio::test]
async fn a_start_before_now_stays_where_the_first_sync_saw_it() {
    let style = priority_first().start("4d").budget("0s");
    let (_, at) = sync(style.clone(), "2026-01-10", 9, None).await;
    assert_eq!(at, position("2026-01-10", "2026-01-08", "2026-01-06"));
    let (slices, at) = sync(style.clone(), "2026-01-11", 9, Some(at)).await;
    assert_eq!(slices, ["from 01-10T00 until 01-11T00", "from 01-07T00 until 01-08T00"]);
    // Who asks for more history later gets it.
    let (_, at) = sync(style.start("30d"), "2026-01-11", 0, Some(at)).await;
    assert_eq!(at["start"], time("2025-12-12"));
}

#[tokio::test]
async fn late_rows_are_looked_for_again() {
    let style = priority_first().start("2026-01-01").lookback("6h");
    let at = position("2026-01-10", "2026-01-01", "2026-01-01");
    let (slices, at) = sync(style, "2026-01-10T12", 9, Some(at)).await;
    assert_eq!(slices, ["from 01-09T18 until 01-10T12"]);
    assert_eq!(at["newest"], time("2026-01-10T12"));
}

#[test]
fn mistakes_are_told() {
    let begin = |mut style: PriorityFirstPages, position| Slices::resume(&mut style, DateTime::UNIX_EPOCH, position);
    assert!(begin(priority_first(), None).unwrap_err().to_string().contains("where to begin"));
    assert!(begin(priority_first().start("1d").step("0d"), None).is_err());
    assert!(begin(priority_first().start("1d").budget("soon"), None).is_err());
    assert!(begin(priority_first().start("1d"), Some(json!("2026-01-01T00:00:00Z"))).is_err());
}
