//! The lattice by which the types of inferred columns grow: always to the narrowest type that loses nothing.
//!
//! ```text
//! BOOLEAN                                       ┐
//! SHORT < INT < LONG < DECIMAL                  │
//! FLOAT < DOUBLE < DECIMAL                      ├ < STRING < JSON
//! NAIVE_DATE < NAIVE_DATETIME                   │
//! UTC_DATETIME, BINARY, XML                     ┘
//! ```
//!
//! SHORT fits into FLOAT, and INT into DOUBLE. A LONG fits into DOUBLE if each of its numbers does; otherwise both go
//! into a DECIMAL with room for 19 digits before the point and all digits that the floats show after it. A DECIMAL
//! that would need more than 38 digits is a STRING. The result depends on the values only, never on their order.

use super::ColumnType;
use crate::row::{Decimal, Value, floats};

/// The digits of any LONG.
const LONG_DIGITS: u8 = 19;

/// What has been seen of a column: the narrowest type for it, and what else the next widening must know.
///
/// ```
/// use connector_sdk::Value;
/// use connector_sdk::schema::ColumnType;
/// use connector_sdk::schema::widen::Seen;
///
/// let mut seen = Seen::default();
/// seen.add(&Value::Int(42));
/// seen.add(&Value::Double(42.42));
/// assert_eq!(seen.column_type(), Some(ColumnType::Double));
/// seen.add(&Value::from("none"));
/// assert_eq!(seen.column_type(), Some(ColumnType::String));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Everything but numbers.
    other: Option<ColumnType>,
    /// SHORT, INT or LONG.
    whole: Option<ColumnType>,
    /// FLOAT or DOUBLE.
    float: Option<ColumnType>,
    /// The digits of the DECIMALs.
    decimal: Option<Digits>,
    /// The digits that the floats would need in a DECIMAL.
    float_digits: Digits,
    /// Some whole number is no double.
    beyond_double: bool,
}

impl Seen {
    /// Any value of a declared type. Which ones will come is not known, so a LONG is taken for no double, and floats
    /// for more digits than a DECIMAL has.
    pub fn any(column_type: ColumnType) -> Self {
        let mut seen = Self::default();
        seen.add_type(column_type);
        seen.beyond_double = column_type == ColumnType::Long;
        if seen.float.is_some() {
            seen.float_digits = Digits::TOO_MANY;
        }
        seen
    }

    /// Adds a value. Null adds nothing, and text is text, whatever it shows.
    pub fn add(&mut self, value: &Value) {
        let Some(column_type) = value.inferred_type() else { return };
        self.add_type(column_type);
        match value {
            Value::Long(long) => self.beyond_double |= floats::f64_of_integer((*long).into()).is_none(),
            Value::Float(float) => self.float_digits.add_double((*float).into()),
            Value::Double(double) => self.float_digits.add_double(*double),
            _ => {}
        }
    }

    /// Adds all that was seen elsewhere.
    pub fn merge(&mut self, other: &Self) {
        for column_type in [other.other, other.whole, other.float].into_iter().flatten() {
            self.add_type(column_type);
        }
        if let Some(digits) = other.decimal {
            self.decimal.get_or_insert_default().join(digits);
        }
        self.float_digits.join(other.float_digits);
        self.beyond_double |= other.beyond_double;
    }

    /// The narrowest type that holds everything seen; `None` before the first value.
    pub fn column_type(&self) -> Option<ColumnType> {
        let number = self.number();
        match (self.other, number) {
            (None, number) => number,
            (other, None) | (other @ Some(ColumnType::Json), _) => other,
            (Some(_), Some(_)) => Some(ColumnType::String),
        }
    }

    fn add_type(&mut self, column_type: ColumnType) {
        match column_type {
            ColumnType::Short | ColumnType::Int | ColumnType::Long => self.whole = self.whole.max(Some(column_type)),
            ColumnType::Float | ColumnType::Double => self.float = self.float.max(Some(column_type)),
            ColumnType::Decimal { precision, scale } => {
                let digits = Digits { whole: u16::from(precision.saturating_sub(scale)), fraction: scale.into() };
                self.decimal.get_or_insert_default().join(digits);
            }
            other => self.other = Some(self.other.map_or(other, |before| join_others(before, other))),
        }
    }

    fn number(&self) -> Option<ColumnType> {
        let Some(float) = self.float else {
            let Some(mut digits) = self.decimal else { return self.whole };
            digits.whole = digits.whole.max(match self.whole {
                None => 0,
                Some(ColumnType::Short) => 5,
                Some(ColumnType::Int) => 10,
                Some(_) => LONG_DIGITS.into(),
            });
            return Some(digits.column_type());
        };
        if self.decimal.is_none() {
            match self.whole {
                None | Some(ColumnType::Short) => return Some(float),
                _ if !self.beyond_double => return Some(ColumnType::Double),
                _ => {}
            }
        }
        // A float column may hold whole numbers of which it is no longer known that they were INT or LONG: room for
        // any of them keeps the result the same in whatever order they came.
        let mut digits = Digits { whole: LONG_DIGITS.into(), fraction: 0 };
        digits.join(self.float_digits);
        digits.join(self.decimal.unwrap_or_default());
        Some(digits.column_type())
    }

    /// Whether the values of a column of this type decide what becomes of it when `incoming` joins.
    fn needs_values(existing: ColumnType, joined: &Self) -> bool {
        match existing {
            // Whether all of them fit a double.
            ColumnType::Long => joined.float.is_some() && joined.decimal.is_none() && !joined.beyond_double,
            // Which digits they need.
            ColumnType::Float | ColumnType::Double => joined.decimal.is_some() || joined.beyond_double,
            _ => false,
        }
    }
}

/// The type of an existing column after new values.
///
/// The column's stored values are asked for, by `stored`, only when they decide the result: when a LONG column gets its
/// first float, and when a FLOAT or DOUBLE column gets numbers that only a DECIMAL holds. Either changes the column's
/// type, so it happens at most a few times in the life of a column.
///
/// ```
/// use connector_sdk::Value;
/// use connector_sdk::schema::ColumnType;
/// use connector_sdk::schema::widen::{Seen, widen};
///
/// let mut incoming = Seen::default();
/// incoming.add(&Value::Double(0.5));
/// let widened = widen(ColumnType::Long, &incoming, || {
///     let mut stored = Seen::default();
///     stored.add(&Value::Long(9_007_199_254_740_993));
///     Ok::<_, std::io::Error>(stored)
/// })?;
/// assert_eq!(widened, ColumnType::Decimal { precision: 20, scale: 1 });
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn widen<E>(
    existing: ColumnType,
    incoming: &Seen,
    stored: impl FnOnce() -> Result<Seen, E>,
) -> Result<ColumnType, E> {
    let mut joined = *incoming;
    joined.add_type(existing);
    if joined.other.is_none() && Seen::needs_values(existing, &joined) {
        joined.merge(&stored()?);
    }
    Ok(joined.column_type().unwrap_or(existing))
}

/// Among all that is no number, only dates share a type narrower than STRING.
fn join_others(a: ColumnType, b: ColumnType) -> ColumnType {
    match (a, b) {
        (a, b) if a == b => a,
        (ColumnType::Json, _) | (_, ColumnType::Json) => ColumnType::Json,
        (ColumnType::NaiveDate, ColumnType::NaiveDateTime) | (ColumnType::NaiveDateTime, ColumnType::NaiveDate) => {
            ColumnType::NaiveDateTime
        }
        _ => ColumnType::String,
    }
}

/// The most digits before and after the point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Digits {
    whole: u16,
    fraction: u16,
}

impl Digits {
    /// More than any DECIMAL has.
    const TOO_MANY: Self = Self { whole: u16::MAX / 2, fraction: 0 };

    fn of(decimal: Decimal) -> Self {
        let normal = decimal.normalize();
        let whole = normal.precision().saturating_sub(normal.scale());
        Self { whole: whole.into(), fraction: normal.scale().into() }
    }

    fn join(&mut self, other: Self) {
        self.whole = self.whole.max(other.whole);
        self.fraction = self.fraction.max(other.fraction);
    }

    fn column_type(self) -> ColumnType {
        let (all, fraction) = (self.whole + self.fraction, self.fraction);
        match (u8::try_from(all), u8::try_from(fraction)) {
            (Ok(precision), Ok(scale)) if precision <= ColumnType::MAX_PRECISION && scale <= ColumnType::MAX_SCALE => {
                ColumnType::Decimal { precision: precision.max(1), scale }
            }
            _ => ColumnType::String,
        }
    }

    /// Adds the digits that a double shows. Runs for every float of an inferred column, so the usual ones, which
    /// need no more digits than those before them, are told without being written out.
    fn add_double(&mut self, double: f64) {
        const POWERS: [f64; 16] =
            [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
        if *self == Self::TOO_MANY {
            return;
        }
        if let Some(power) = POWERS.get(usize::from(self.fraction)) {
            // At most fifteen digits that read back the same are the shortest ones.
            let digits = (double * power).round();
            if digits.abs() < 1e15 && digits / power == double && double.abs() < POWERS[usize::from(self.whole.min(15))]
            {
                return;
            }
        }
        let Some(decimal) = floats::decimal_of_f64(double) else {
            *self = Self::TOO_MANY;
            return;
        };
        self.join(Self::of(decimal));
        // A FLOAT may have become this double, and its own text is the shorter one but perhaps the larger number:
        // 99999998430674940000 is the float 1e20.
        #[expect(clippy::cast_possible_truncation, reason = "compared right away")]
        let float = double as f32;
        if f64::from(float) == double
            && let Some(decimal) = floats::decimal_of_f32(float)
        {
            self.join(Self::of(decimal));
        }
        // Too many already: one form for it, whatever digits led there.
        if LONG_DIGITS as u16 + self.fraction > ColumnType::MAX_PRECISION.into()
            || self.whole + self.fraction > ColumnType::MAX_PRECISION.into()
        {
            *self = Self::TOO_MANY;
        }
    }
}

#[cfg(test)]
mod tests;
