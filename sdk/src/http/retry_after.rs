//! How long a server asks to be left alone.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;

/// Headers in which servers say when their limit starts anew, as a moment or as seconds from now.
const RESETS: &[&str] = &["x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset", "x-ratelimit-reset-after"];

/// Headers in which servers say how many requests are left.
const REMAINING: &[&str] = &["x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining"];

/// Seconds beyond this are a moment, not a span: nobody asks for ten years of patience.
const A_MOMENT: f64 = 315_360_000.0;

/// Moments beyond this count milliseconds.
const IN_MILLISECONDS: f64 = 1e11;

/// How long to wait after this answer, if it says so: `Retry-After` in seconds or as a date, else a reset header.
pub(super) fn asked(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let reset = |now| RESETS.iter().find_map(|name| moment(text(headers, name)?, now));
    let combined = |now| span(combined(headers)?.1, now);
    let now_there = by_its_clock(headers, now);
    said(headers, now).or_else(|| reset(now_there)).or_else(|| combined(now_there))
}

/// How long to wait after this answer by its `Retry-After` alone: resets are about limits, not about this request.
pub(super) fn said(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let now = by_its_clock(headers, now);
    if let Some(milliseconds) = text(headers, "retry-after-ms").and_then(|text| text.parse::<f64>().ok()) {
        return span(milliseconds / 1000.0, now);
    }
    text(headers, "retry-after").and_then(|text| moment(text, now))
}

/// A moment is meant by the server's own clock, which may differ from ours.
fn by_its_clock(headers: &HeaderMap, now: DateTime<Utc>) -> DateTime<Utc> {
    let date = headers.get("date").and_then(|date| DateTime::parse_from_rfc2822(date.to_str().ok()?).ok());
    date.map_or(now, |date| date.to_utc())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// How long to wait before the next request, as this answer used up what was left.
pub(super) fn used_up(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let number = |name: &&str| headers.get(*name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let remaining = REMAINING.iter().find_map(number).or_else(|| Some(combined(headers)?.0))?;
    if remaining > 0.0 { None } else { asked(headers, now) }
}

/// What is left, and the seconds until there is more, from the one header of the newer drafts: `limit=9, remaining=0,
/// reset=30`, or of several limits `"burst";r=5;t=1, "day";r=0;t=3600`, where the one with the least left counts.
fn combined(headers: &HeaderMap) -> Option<(f64, f64)> {
    let text = text(headers, "ratelimit")?;
    let limits: Vec<&str> = if text.contains(';') { text.split(',').collect() } else { vec![text] };
    let read = |limit: &&str| {
        let number = |names: [&str; 2]| {
            let mut parts = limit.split([',', ';']).filter_map(|part| part.trim().split_once('='));
            parts.find(|(name, _)| names.contains(name))?.1.parse::<f64>().ok()
        };
        Some((number(["remaining", "r"])?, number(["reset", "t"])?))
    };
    limits.iter().filter_map(read).min_by(|one, other| one.0.total_cmp(&other.0))
}

fn moment(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    if let Ok(seconds) = text.parse::<f64>() {
        return span(seconds, now);
    }
    let date = DateTime::parse_from_rfc2822(text).or_else(|_| DateTime::parse_from_rfc3339(text)).ok()?;
    Some((date.to_utc() - now).to_std().unwrap_or_default())
}

fn span(seconds: f64, now: DateTime<Utc>) -> Option<Duration> {
    let seconds = match seconds {
        moment if moment >= IN_MILLISECONDS => moment / 1000.0 - now.timestamp_millis() as f64 / 1000.0,
        moment if moment >= A_MOMENT => moment - now.timestamp_millis() as f64 / 1000.0,
        span => span,
    };
    Duration::try_from_secs_f64(seconds.max(0.0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn every_form_is_understood() {
        let now = "2026-01-31T12:00:00Z".parse().unwrap();
        for (name, value, seconds) in [
            ("retry-after", "7", Some(7.0)),
            ("retry-after", "0.5", Some(0.5)),
            ("retry-after", "Sat, 31 Jan 2026 12:01:30 GMT", Some(90.0)),
            ("retry-after", "Sat, 31 Jan 2026 11:00:00 GMT", Some(0.0)),
            ("retry-after", "-3", Some(0.0)),
            ("retry-after", "soon", None),
            ("retry-after-ms", "1500", Some(1.5)),
            ("x-ratelimit-reset", "30", Some(30.0)),
            ("x-ratelimit-reset", "1769860860", Some(60.0)),
            ("x-ratelimit-reset", "1769860860000", Some(60.0)),
            ("ratelimit-reset", "2026-01-31T12:00:05Z", Some(5.0)),
            ("retry-after", "NaN", Some(0.0)),
            ("ratelimit", "limit=9, remaining=0, reset=30", Some(30.0)),
            ("ratelimit", r#""burst";r=5;t=1, "day";r=0;t=3600"#, Some(3600.0)),
            ("ratelimit", "odd", None),
        ] {
            let wait = asked(&headers(&[(name, value)]), now).map(|wait| wait.as_secs_f64());
            assert_eq!(wait, seconds, "{name}: {value}");
        }
    }

    #[test]
    fn moments_are_meant_by_the_server_s_clock() {
        let now = "2026-01-31T12:00:00Z".parse().unwrap();
        let wait = |name, value| asked(&headers(&[("date", "Sun, 01 Feb 2026 12:00:00 GMT"), (name, value)]), now);
        assert_eq!(wait("retry-after", "Sun, 01 Feb 2026 12:00:09 GMT"), Some(Duration::from_secs(9)));
        assert_eq!(wait("retry-after", "9"), Some(Duration::from_secs(9)));
    }

    #[test]
    fn only_an_empty_budget_makes_the_next_request_wait() {
        let now = DateTime::UNIX_EPOCH;
        let left = |left| headers(&[("x-ratelimit-remaining", left), ("x-ratelimit-reset", "9")]);
        assert_eq!(used_up(&left("1"), now), None);
        assert_eq!(used_up(&left("0"), now), Some(Duration::from_secs(9)));
        assert_eq!(used_up(&headers(&[("x-ratelimit-reset", "9")]), now), None);
        assert_eq!(used_up(&headers(&[("ratelimit", "remaining=0, reset=9")]), now), Some(Duration::from_secs(9)));
        assert_eq!(used_up(&headers(&[("ratelimit", r#""a";r=3;t=9"#)]), now), None);
    }
}
