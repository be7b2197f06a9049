//! The types that a cursor of a paginated reader can have.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock;
use crate::error::{Error, Result};
use crate::http::Param;
use crate::paginate::span;

/// A cursor that can be sent as a parameter, kept in the state, compared, and moved back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the cursor of a `Since`",
    label = "not a cursor that can be asked for",
    note = "use `DateTime<Utc>`, `NaiveDateTime`, `NaiveDate`, a whole number, or `String` for an opaque one"
)]
pub trait CursorValue: Param + Serialize + DeserializeOwned + PartialOrd + Clone + Send + Sync + 'static {
    /// Reads a text as an author writes it. For times and dates that can be a time before now: `15d`.
    fn read(text: &str) -> Option<Self>;

    /// The cursor this much earlier: a time such as `2h` or `7d`, or a number for numbers.
    fn back(&self, by: &str) -> Result<Self>;

    /// The cursor just before this one, at the precision of most sources: a second, a day, or 1. Opaque cursors have
    /// no such.
    fn before(&self) -> Self;
}

impl CursorValue for DateTime<Utc> {
    fn read(text: &str) -> Option<Self> {
        let date = || text.parse::<NaiveDate>().ok().map(|date| date.and_time(NaiveTime::MIN).and_utc());
        let ago = || Some(clock::current().now() - span(text).ok()?);
        DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc()).or_else(date).or_else(ago)
    }

    fn back(&self, by: &str) -> Result<Self> {
        Ok(self.checked_sub_signed(span(by)?).unwrap_or(Self::MIN_UTC))
    }

    fn before(&self) -> Self {
        self.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(*self)
    }
}

impl CursorValue for NaiveDateTime {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok().or_else(|| text.parse::<NaiveDate>().ok().map(|date| date.and_time(NaiveTime::MIN)))
    }

    fn back(&self, by: &str) -> Result<Self> {
        Ok(self.checked_sub_signed(span(by)?).unwrap_or(Self::MIN))
    }

    fn before(&self) -> Self {
        self.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(*self)
    }
}

impl CursorValue for NaiveDate {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok().or_else(|| Some((clock::current().now() - span(text).ok()?).date_naive()))
    }

    fn back(&self, by: &str) -> Result<Self> {
        Ok(self.checked_sub_signed(span(by)?).unwrap_or(Self::MIN))
    }

    fn before(&self) -> Self {
        self.checked_sub_days(Days::new(1)).unwrap_or(*self)
    }
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl CursorValue for $type {
            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }

            fn back(&self, by: &str) -> Result<Self> {
                let by: Self = by.parse().map_err(|_| {
                    Error::bug(format!("`{by}` cannot be taken off a number")).next_step("write a number: `lookback = \"100\"`")
                })?;
                Ok(self.saturating_sub(by))
            }

            fn before(&self) -> Self {
                self.saturating_sub(1)
            }
        }
    )*};
}

numbers!(i16, i32, i64, u16, u32, u64);

/// An opaque cursor, or a time that the source writes as text: compared as text.
impl CursorValue for String {
    fn read(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn back(&self, _by: &str) -> Result<Self> {
        Err(Error::bug("an opaque cursor cannot look back")
            .next_step("give the cursor's field a time or a number as type"))
    }

    fn before(&self) -> Self {
        self.clone()
    }
}

/// What can be given as a cursor: one of its type, a text, or an `Option`, such as a field of the configuration.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no cursor of this table",
    label = "not a `{C}`",
    note = "give one of the cursor's type, a text such as `\"2026-01-31\"` or `\"30d\"`, or a field of the configuration"
)]
pub trait IntoCursor<C> {
    /// The cursor; `None` gives none.
    fn into_cursor(self) -> Result<Option<C>>;
}

impl<C: CursorValue> IntoCursor<C> for C {
    fn into_cursor(self) -> Result<Option<C>> {
        Ok(Some(self))
    }
}

impl<C: CursorValue> IntoCursor<C> for &'static str {
    fn into_cursor(self) -> Result<Option<C>> {
        let cursor = C::read(self);
        cursor.map(Some).ok_or_else(|| Error::bug(format!("`{self}` is no cursor of this table's type")))
    }
}

impl<C: CursorValue> IntoCursor<C> for Option<C> {
    fn into_cursor(self) -> Result<Option<C>> {
        Ok(self)
    }
}

/// A date begins at midnight.
impl IntoCursor<DateTime<Utc>> for NaiveDate {
    fn into_cursor(self) -> Result<Option<DateTime<Utc>>> {
        Ok(Some(self.and_time(NaiveTime::MIN).and_utc()))
    }
}

impl IntoCursor<DateTime<Utc>> for Option<NaiveDate> {
    fn into_cursor(self) -> Result<Option<DateTime<Utc>>> {
        self.map_or(Ok(None), IntoCursor::into_cursor)
    }
}
