//! A value in the natural form of another type, as long as nothing is lost.

use std::fmt;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc};

use super::{Decimal, ParseDecimalError, Value, floats, text};
use crate::schema::ColumnType;

/// A value does not fit a column type. The text says the rule and never shows the value.
///
/// ```
/// use connector_sdk::Value;
/// use connector_sdk::schema::ColumnType;
///
/// let misfit = Value::Long(1 << 40).convert(ColumnType::Int).unwrap_err();
/// assert_eq!(misfit.to_string(), "a LONG does not fit an INT: outside -2147483648..=2147483647");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misfit {
    from: ColumnType,
    to: ColumnType,
    why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    NoWay,
    Range,
    Fraction,
    FractionDigits,
    WholeDigits,
    AllDigits,
    Inexact,
    NotFinite,
    Text,
    Year,
    TimeOfDay,
    ZoneLost,
    ZoneUnknown,
}

impl std::error::Error for Misfit {}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let article = |column_type| match column_type {
            ColumnType::Int | ColumnType::Xml => "an",
            _ => "a",
        };
        let (from, to) = (self.from.name(), self.to);
        write!(f, "{} {from} does not fit {} {to}: ", article(self.from), article(to))?;
        let (precision, scale) = match to {
            ColumnType::Decimal { precision, scale } => (precision, scale),
            _ => (ColumnType::MAX_PRECISION, ColumnType::MAX_SCALE),
        };
        match self.why {
            Why::NoWay => f.write_str("there is no way from one to the other without a loss"),
            Why::Range => match to {
                ColumnType::Short => write!(f, "outside {}..={}", i16::MIN, i16::MAX),
                ColumnType::Int => write!(f, "outside {}..={}", i32::MIN, i32::MAX),
                _ => write!(f, "outside {}..={}", i64::MIN, i64::MAX),
            },
            Why::Fraction => f.write_str("it has digits after the point"),
            Why::FractionDigits => write!(f, "more than {scale} digits after the point"),
            Why::WholeDigits => write!(f, "more than {} digits before the point", precision.saturating_sub(scale)),
            Why::AllDigits => write!(f, "more than {} digits", ColumnType::MAX_PRECISION),
            Why::Inexact => write!(f, "the number has more digits than a {to} keeps"),
            Why::NotFinite => f.write_str("it is not a finite number"),
            Why::Year => f.write_str("only the years 1 to 9999 have a place"),
            Why::TimeOfDay => f.write_str("the time of day would be lost"),
            Why::ZoneLost => f.write_str("the time zone would be lost"),
            Why::ZoneUnknown => f.write_str("its time zone is not known"),
            Why::Text => f.write_str(match to {
                ColumnType::Boolean => "the text is neither `true` nor `false`",
                ColumnType::NaiveDate => "the text is no date like 2007-12-03",
                ColumnType::NaiveDateTime => "the text is no date and time like 2007-12-03T10:15:30",
                ColumnType::UtcDateTime => "the text is no date and time like 2007-12-03T10:15:30Z",
                ColumnType::Binary => "the text is no Base64",
                _ => "the text is no number",
            }),
        }
    }
}

impl Value {
    /// The value in the natural form of `to`, if nothing is lost on the way. Null stays null.
    ///
    /// Whole numbers and decimals go wherever they fit. A float counts as the number that its shortest text shows, and
    /// goes wherever that number fits; a decimal with a fraction never becomes a float. Texts of numbers, of `true` and
    /// `false`, of ISO dates and of Base64 become what they show; a text without a time zone counts as UTC. A date
    /// becomes midnight, and midnight a date. Everything has a text and a JSON form; a text becomes a JSON string.
    /// Digits beyond microseconds are cut off.
    ///
    /// ```
    /// use connector_sdk::Value;
    /// use connector_sdk::schema::ColumnType;
    ///
    /// assert_eq!(Value::from("42").convert(ColumnType::Int), Ok(Value::Int(42)));
    /// assert!(Value::from("42.5").convert(ColumnType::Int).is_err());
    /// ```
    #[inline]
    pub fn convert(self, to: ColumnType) -> Result<Self, Misfit> {
        if self.is_at_home_in(to) { Ok(self) } else { self.convert_to_other(to) }
    }

    /// Whether [`convert`](Self::convert) would succeed.
    pub fn fits(&self, to: ColumnType) -> bool {
        // These two take everything; the texts need not be written to know it.
        matches!(to, ColumnType::String | ColumnType::Json) || self.is_at_home_in(to) || self.converted(to).is_ok()
    }

    /// Whether the value has the column type's own form, so that there is nothing to convert.
    ///
    /// Part of its caller, which mostly knows the variant: the value then need not be in memory, from where it would
    /// be read back before it has arrived there.
    #[inline(always)]
    pub(crate) fn is_at_home_in(&self, to: ColumnType) -> bool {
        match (self, to) {
            (Self::Null, _)
            | (Self::Boolean(_), ColumnType::Boolean)
            | (Self::Short(_), ColumnType::Short)
            | (Self::Int(_), ColumnType::Int)
            | (Self::Long(_), ColumnType::Long)
            | (Self::Float(_), ColumnType::Float)
            | (Self::Double(_), ColumnType::Double)
            | (Self::Binary(_), ColumnType::Binary)
            | (Self::Xml(_), ColumnType::Xml)
            | (Self::String(_), ColumnType::String)
            | (Self::Json(_), ColumnType::Json) => true,
            (Self::Decimal(decimal), ColumnType::Decimal { precision, scale }) => {
                decimal.is_written_as(precision, scale)
            }
            (Self::NaiveDate(date), ColumnType::NaiveDate) => in_years(*date),
            (Self::NaiveDateTime(datetime), ColumnType::NaiveDateTime) => is_plain(*datetime),
            (Self::UtcDateTime(instant), ColumnType::UtcDateTime) => is_plain(instant.naive_utc()),
            _ => false,
        }
    }

    fn convert_to_other(self, to: ColumnType) -> Result<Self, Misfit> {
        match (self, to) {
            (Self::Xml(text) | Self::Json(text), ColumnType::String) => Ok(Self::String(text)),
            (Self::String(text), ColumnType::Xml) => Ok(Self::Xml(text)),
            (other, to) => other.converted(to),
        }
    }

    fn converted(&self, to: ColumnType) -> Result<Self, Misfit> {
        let converted = match to {
            ColumnType::Boolean => self.to_boolean(),
            ColumnType::Short => self.to_integer().map(Self::Short),
            ColumnType::Int => self.to_integer().map(Self::Int),
            ColumnType::Long => self.to_integer().map(Self::Long),
            ColumnType::Decimal { precision, scale } => self.to_decimal(precision, scale),
            ColumnType::Float => self.to_float(),
            ColumnType::Double => self.to_double(),
            ColumnType::NaiveDate => self.to_naive_date(),
            ColumnType::NaiveDateTime => self.to_naive_datetime(),
            ColumnType::UtcDateTime => self.to_utc_datetime(),
            ColumnType::Binary => match self {
                Self::String(text) => text::parse_base64(text).map(Self::Binary).ok_or(Why::Text),
                _ => Err(Why::NoWay),
            },
            ColumnType::Xml => match self {
                Self::String(text) => Ok(Self::Xml(text.clone())),
                _ => Err(Why::NoWay),
            },
            ColumnType::String => {
                let mut text = String::new();
                self.write_text(&mut text);
                Ok(Self::String(text))
            }
            ColumnType::Json => {
                let mut text = String::new();
                self.write_json(&mut text);
                Ok(Self::Json(text))
            }
        };
        // Null fits everything and so never gets here.
        converted.map_err(|why| Misfit { from: self.column_type().unwrap_or(to), to, why })
    }

    fn to_boolean(&self) -> Result<Self, Why> {
        match self {
            Self::String(text) => text.parse().map(Self::Boolean).map_err(|_| Why::Text),
            _ => Err(Why::NoWay),
        }
    }

    fn to_integer<I: TryFrom<i128>>(&self) -> Result<I, Why> {
        let whole = match self {
            Self::Short(short) => i128::from(*short),
            Self::Int(int) => i128::from(*int),
            Self::Long(long) => i128::from(*long),
            Self::String(text) => match text.parse::<i64>() {
                Ok(whole) => i128::from(whole),
                Err(_) => integer_of(decimal_of_text(text)?)?,
            },
            Self::Decimal(decimal) => integer_of(*decimal)?,
            Self::Float(_) | Self::Double(_) => match self.float_as_decimal() {
                Err(Why::WholeDigits) => return Err(Why::Range),
                Err(Why::FractionDigits) => return Err(Why::Fraction),
                decimal => integer_of(decimal?)?,
            },
            _ => return Err(Why::NoWay),
        };
        I::try_from(whole).map_err(|_| Why::Range)
    }

    fn to_decimal(&self, precision: u8, scale: u8) -> Result<Self, Why> {
        let decimal = match self {
            Self::Short(short) => Decimal::from(*short),
            Self::Int(int) => Decimal::from(*int),
            Self::Long(long) => Decimal::from(*long),
            Self::Decimal(decimal) => *decimal,
            Self::Float(_) | Self::Double(_) => self.float_as_decimal()?,
            Self::String(text) => decimal_of_text(text)?,
            _ => return Err(Why::NoWay),
        };
        match decimal.rescale(scale) {
            Some(rescaled) if rescaled.is_written_as(precision, scale) => Ok(Self::Decimal(rescaled)),
            _ if decimal.normalize().scale() > scale => Err(Why::FractionDigits),
            _ => Err(Why::WholeDigits),
        }
    }

    /// The number that a float's shortest text shows.
    fn float_as_decimal(&self) -> Result<Decimal, Why> {
        let (decimal, double) = match self {
            Self::Float(float) => (floats::decimal_of_f32(*float), f64::from(*float)),
            Self::Double(double) => (floats::decimal_of_f64(*double), *double),
            _ => return Err(Why::NoWay),
        };
        decimal.ok_or(if !double.is_finite() {
            Why::NotFinite
        } else if double.fract() == 0.0 {
            Why::WholeDigits
        } else {
            Why::FractionDigits
        })
    }

    fn to_float(&self) -> Result<Self, Why> {
        match self {
            Self::Double(double) => floats::f32_of_f64(*double),
            Self::String(text) => return floats::f32_of_text(text).map(Self::Float).ok_or_else(|| text_why(text)),
            _ => floats::f32_of_integer(self.whole_number()?),
        }
        .map(Self::Float)
        .ok_or(Why::Inexact)
    }

    fn to_double(&self) -> Result<Self, Why> {
        match self {
            Self::Float(float) => Some(f64::from(*float)),
            Self::String(text) => return floats::f64_of_text(text).map(Self::Double).ok_or_else(|| text_why(text)),
            _ => floats::f64_of_integer(self.whole_number()?),
        }
        .map(Self::Double)
        .ok_or(Why::Inexact)
    }

    /// Whole numbers, in whatever exact form; decimals with a fraction have none in binary.
    fn whole_number(&self) -> Result<i128, Why> {
        match self {
            Self::Short(short) => Ok((*short).into()),
            Self::Int(int) => Ok((*int).into()),
            Self::Long(long) => Ok((*long).into()),
            Self::Decimal(decimal) => decimal.to_integer().ok_or(Why::Inexact),
            _ => Err(Why::NoWay),
        }
    }

    fn to_naive_date(&self) -> Result<Self, Why> {
        let datetime = match self {
            Self::NaiveDate(_) => return Err(Why::Year),
            Self::UtcDateTime(_) => return Err(Why::ZoneLost),
            other => other.naive_datetime()?,
        };
        if datetime.time() != NaiveTime::MIN {
            return Err(Why::TimeOfDay);
        }
        if in_years(datetime.date()) { Ok(Self::NaiveDate(datetime.date())) } else { Err(Why::Year) }
    }

    fn to_naive_datetime(&self) -> Result<Self, Why> {
        let datetime = match self {
            Self::UtcDateTime(_) => return Err(Why::ZoneLost),
            other => other.naive_datetime()?,
        };
        plain(datetime).map(Self::NaiveDateTime)
    }

    fn naive_datetime(&self) -> Result<NaiveDateTime, Why> {
        match self {
            Self::NaiveDate(date) => Ok(date.and_time(NaiveTime::MIN)),
            Self::NaiveDateTime(datetime) => Ok(*datetime),
            Self::String(text) => match text::parse_datetime(text).ok_or(Why::Text)? {
                (datetime, None) => Ok(datetime),
                (_, Some(_)) => Err(Why::ZoneLost),
            },
            _ => Err(Why::NoWay),
        }
    }

    fn to_utc_datetime(&self) -> Result<Self, Why> {
        let instant: DateTime<Utc> = match self {
            Self::UtcDateTime(instant) => *instant,
            Self::NaiveDate(_) | Self::NaiveDateTime(_) => return Err(Why::ZoneUnknown),
            Self::String(text) => text::parse_instant(text).ok_or(Why::Text)?,
            _ => return Err(Why::NoWay),
        };
        plain(instant.naive_utc()).map(|datetime| Self::UtcDateTime(datetime.and_utc()))
    }
}

fn integer_of(decimal: Decimal) -> Result<i128, Why> {
    decimal.to_integer().ok_or(Why::Fraction)
}

fn decimal_of_text(text: &str) -> Result<Decimal, Why> {
    text.parse().map_err(|error| match error {
        ParseDecimalError::NotANumber => Why::Text,
        ParseDecimalError::TooLong => Why::AllDigits,
    })
}

/// Why a text is no float: not a number at all, or one that no float shows.
fn text_why(text: &str) -> Why {
    match text.parse::<Decimal>() {
        Err(ParseDecimalError::NotANumber) => Why::Text,
        _ => Why::Inexact,
    }
}

#[inline]
fn in_years(date: NaiveDate) -> bool {
    (1..=9999).contains(&date.year())
}

/// Whether the time is in the years that all outlets know and has no digits beyond microseconds.
#[inline]
fn is_plain(datetime: NaiveDateTime) -> bool {
    in_years(datetime.date()) && datetime.nanosecond().is_multiple_of(1000)
}

fn plain(datetime: NaiveDateTime) -> Result<NaiveDateTime, Why> {
    if !in_years(datetime.date()) {
        return Err(Why::Year);
    }
    let nanos = datetime.nanosecond();
    datetime.with_nanosecond(nanos - nanos % 1000).ok_or(Why::Year)
}

#[cfg(test)]
mod tests;
