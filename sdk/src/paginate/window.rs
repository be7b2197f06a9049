//! Slices of time, from where the last sync stopped up to now.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value as Json, json};

use super::parameter::{IntoPlace, Parameter};
use super::stop;
use super::within::Slices;
use super::{Paginate, Step};
use crate::error::{Error, Result};
use crate::http::{Answer, Edit, Wanted};

/// Pages by time, in parameters `from` and `until`: slices of a day, from `start` up to now.
///
/// The end of each slice that was read is kept in the state, and the next sync goes on there. A moment at which two
/// slices meet is part of both, so that no row between them is lost; rows that come twice replace themselves.
pub fn window() -> WindowPages {
    WindowPages {
        from: Parameter::new("from"),
        until: Parameter::new("until"),
        step: "1d".to_owned(),
        lookback: None,
        start: None,
        dates: false,
        has_more: None,
        slice: None,
        done: None,
        now: DateTime::UNIX_EPOCH,
        width: TimeDelta::days(1),
    }
}

/// See [`window`].
#[derive(Debug, Clone)]
pub struct WindowPages {
    from: Parameter,
    until: Parameter,
    step: String,
    lookback: Option<String>,
    start: Option<Start>,
    dates: bool,
    has_more: Option<String>,
    slice: Option<(DateTime<Utc>, DateTime<Utc>)>,
    done: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    width: TimeDelta,
}

/// When a first sync begins: a text (`"2026-01-31"`, `"2026-01-31T12:00:00Z"`, or `"15d"` for that long ago), a date,
/// or an instant.
pub trait IntoStart {
    /// The instant; `None` leaves the start as it was.
    fn into_start(self) -> Option<Start>;
}

/// See [`IntoStart`].
#[derive(Debug, Clone)]
pub enum Start {
    /// A point in time.
    At(DateTime<Utc>),
    /// A text that is still to be read.
    Text(String),
}

impl IntoStart for &str {
    fn into_start(self) -> Option<Start> {
        Some(Start::Text(self.to_owned()))
    }
}

impl IntoStart for DateTime<Utc> {
    fn into_start(self) -> Option<Start> {
        Some(Start::At(self))
    }
}

impl IntoStart for NaiveDate {
    fn into_start(self) -> Option<Start> {
        Some(Start::At(NaiveDateTime::new(self, NaiveTime::MIN).and_utc()))
    }
}

impl<S: IntoStart> IntoStart for Option<S> {
    fn into_start(self) -> Option<Start> {
        self.and_then(IntoStart::into_start)
    }
}

impl WindowPages {
    /// Sets the width of a slice: `"30m"`, `"6h"`, `"1d"`, `"4w"`; a day unless set.
    pub fn step(mut self, width: impl Into<String>) -> Self {
        self.step = width.into();
        self
    }

    /// Sets when a first sync begins. There is no default: a source's first day is nobody's guess.
    pub fn start(mut self, start: impl IntoStart) -> Self {
        self.start = start.into_start().or(self.start);
        self
    }

    /// Reads this much of what was read before again, for sources whose rows come late: `"2h"`.
    pub fn lookback(mut self, time: impl Into<String>) -> Self {
        self.lookback = Some(time.into());
        self
    }

    /// Names the parameter of a slice's begin; `from` unless set.
    pub fn from_param(mut self, name: impl Into<String>) -> Self {
        self.from.rename(name);
        self
    }

    /// Names the parameter of a slice's end; `until` unless set.
    pub fn until_param(mut self, name: impl Into<String>) -> Self {
        self.until.rename(name);
        self
    }

    /// Writes dates (`2026-01-31`) instead of instants.
    pub fn dates(mut self) -> Self {
        self.dates = true;
        self
    }

    /// Says where the parameters go; `"query"` unless set.
    pub fn place(mut self, place: impl IntoPlace) -> Self {
        let place = place.into_place();
        self.from.move_to(place);
        self.until.move_to(place);
        self
    }

    /// Points to whether the answer left rows of the slice out, which is an error: the slice is too wide for the
    /// source.
    pub fn has_more(mut self, pointer: impl Into<String>) -> Self {
        self.has_more = Some(pointer.into());
        self
    }

    /// The changes that ask for a slice.
    pub(super) fn edits(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Edit> {
        vec![self.from.set(self.written(from)), self.until.set(self.written(until))]
    }

    /// A slice with more rows than its answer would lose them.
    pub(super) fn refuse_more(&self, answer: &Answer) -> Result<()> {
        let Some(pointer) = &self.has_more else { return Ok(()) };
        match stop::value(answer, pointer)? {
            Json::Bool(false) | Json::Null => return Ok(()),
            Json::Bool(true) => {}
            other => return Err(stop::unfit(answer, pointer, other, "true or false")),
        }
        let message = format!("the answer left rows of a slice of `{}` out", self.step);
        Err(Error::source(message)
            .next_step("make `step` smaller, or read pages inside of each slice: `style = …, within = window(…)`"))
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(super) fn width(&self) -> TimeDelta {
        self.width
    }

    pub(super) fn looks_back(&self) -> Result<TimeDelta> {
        self.lookback.as_deref().map_or(Ok(TimeDelta::zero()), span)
    }

    /// Whether the start is a time before now, and so moves with it.
    pub(super) fn starts_before_now(&self) -> bool {
        matches!(&self.start, Some(Start::Text(text)) if span(text).is_ok())
    }

    /// Reads the words that are texts.
    pub(super) fn prepare(&mut self, now: DateTime<Utc>) -> Result<()> {
        self.now = now;
        self.width = span(&self.step)?;
        if self.width.is_zero() {
            return Err(Error::bug("a slice of no width never ends").next_step("write `step = \"1d\"`"));
        }
        Ok(())
    }

    fn written(&self, time: DateTime<Utc>) -> String {
        match self.dates {
            true => time.date_naive().to_string(),
            false => time.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        }
    }

    pub(super) fn first_start(&self) -> Result<DateTime<Utc>> {
        let text = match &self.start {
            Some(Start::At(time)) => return Ok(*time),
            Some(Start::Text(text)) => text,
            None => {
                return Err(Error::bug("a first sync does not know where to begin")
                    .next_step("say it: `start = \"2026-01-01\"`, `start = \"15d\"` or a field of the configuration"));
            }
        };
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Ok(time.to_utc());
        }
        if let Ok(date) = text.parse::<NaiveDate>() {
            return Ok(date.and_time(NaiveTime::MIN).and_utc());
        }
        Ok(self.now - span(text)?)
    }
}

/// A width of time: a number and `s`, `m`, `h`, `d` or `w`.
pub(crate) fn span(text: &str) -> Result<TimeDelta> {
    let wrong = || {
        Error::bug(format!("`{text}` is no time"))
            .next_step("write a number and a unit: `30s`, `15m`, `2h`, `1d`, `4w`")
    };
    let unit = text.char_indices().last().ok_or_else(wrong)?;
    let number: i64 = text[..unit.0].trim().parse().map_err(|_| wrong())?;
    let seconds = match unit.1 {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86400,
        'w' => 604_800,
        _ => return Err(wrong()),
    };
    number
        .checked_mul(seconds)
        .and_then(TimeDelta::try_seconds)
        .filter(|span| *span >= TimeDelta::zero())
        .ok_or_else(wrong)
}

impl Slices for WindowPages {
    fn resume(&mut self, now: DateTime<Utc>, position: Option<Json>) -> Result<()> {
        self.prepare(now)?;
        let first = self.first_start();
        let from = match position.as_ref().and_then(Json::as_str) {
            None => first?,
            Some(text) => {
                let done = DateTime::parse_from_rfc3339(text)
                    .map_err(|_| Error::configuration(format!("the saved state `{text}` is no time")))?;
                let from = done.to_utc() - self.looks_back()?;
                // Looking back never goes behind the first start.
                first.map_or(from, |first| from.max(first.min(done.to_utc())))
            }
        };
        self.done = Some(from.min(now));
        self.slice = None;
        Ok(())
    }

    fn advance(&mut self) -> Option<Vec<Edit>> {
        let from = match self.slice {
            Some((_, until)) => {
                self.done = Some(until);
                until
            }
            None => self.done?,
        };
        if self.slice.is_some() && from >= self.now {
            return None;
        }
        let until = from.checked_add_signed(self.width).map_or(self.now, |until| until.min(self.now)).max(from);
        self.slice = Some((from, until));
        Some(self.edits(from, until))
    }

    fn reached(&self) -> Option<Json> {
        self.done.map(|done| json!(done.to_rfc3339_opts(SecondsFormat::AutoSi, true)))
    }
}

impl Paginate for WindowPages {
    type Page = Self;

    fn wanted(&self) -> Wanted {
        Wanted { pointers: self.has_more.iter().cloned().collect(), last_row: false }
    }

    fn begin(&mut self, now: DateTime<Utc>, position: Option<Json>) -> Result<()> {
        Slices::resume(self, now, position)
    }

    fn first(&mut self) -> Result<Step> {
        Ok(self.advance().map_or(Step::Done, Step::Page))
    }

    fn next(&mut self, answer: &Answer) -> Result<Step> {
        self.refuse_more(answer)?;
        self.first()
    }

    fn position(&self) -> Option<Json> {
        Slices::reached(self)
    }
}
