//! A DECIMAL of up to 38 digits, as a value to carry, not to calculate with.
//!
//! The well-known crates hold 28 digits (`rust_decimal`) or allocate for every number (`bigdecimal`); rows need
//! 38 digits, no allocation and no arithmetic. Both crates convert to and from it behind their features.

mod read;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::schema::ColumnType;

/// An exact decimal number of up to 38 digits.
///
/// Written as text, it keeps its zeros: `"1.50"` stays `1.50`. Equality is numeric: `1.5 == 1.50`.
///
/// ```
/// use connector_sdk::Decimal;
///
/// let price: Decimal = "105.30".parse()?;
/// assert_eq!((price.precision(), price.scale()), (5, 2));
/// assert_eq!(price.to_string(), "105.30");
/// assert_eq!(price, "105.3".parse::<Decimal>()?);
/// # Ok::<(), connector_sdk::row::ParseDecimalError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Decimal {
    // An i128 would make every `Value` 16 bytes larger by its alignment.
    unscaled: [u8; 16],
    scale: u8,
}

/// Why a text is no [`Decimal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseDecimalError {
    /// Something that is no digit, sign, point or exponent.
    NotANumber,
    /// More than 38 digits, or more than 37 after the point, zeros at the end not counted.
    TooLong,
}

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "not a decimal number",
            Self::TooLong => "more digits than a DECIMAL(38,37) holds",
        })
    }
}

impl std::error::Error for ParseDecimalError {}

const LARGEST: i128 = 10i128.pow(ColumnType::MAX_PRECISION as u32) - 1;

/// 10^0 to 10^38: all of them fit an i128.
const POWERS: [i128; 39] = {
    let mut powers = [1; 39];
    let mut exponent = 1;
    while exponent < 39 {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

fn power_of_ten(exponent: u8) -> Option<i128> {
    POWERS.get(usize::from(exponent)).copied()
}

impl Decimal {
    /// The number `unscaled / 10^scale`; `None` above 38 digits or a scale above 37.
    pub fn new(unscaled: i128, scale: u8) -> Option<Self> {
        let fits = (-LARGEST..=LARGEST).contains(&unscaled) && scale <= ColumnType::MAX_SCALE;
        fits.then_some(Self { unscaled: unscaled.to_ne_bytes(), scale })
    }

    /// The number without its point: 1050 for `10.50`.
    #[inline]
    pub fn unscaled(self) -> i128 {
        i128::from_ne_bytes(self.unscaled)
    }

    /// The digits after the point.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// All digits that a column needs for this number: at least one, and at least as many as after the point.
    pub fn precision(self) -> u8 {
        let digits = self.unscaled().unsigned_abs().checked_ilog10().map_or(1, |log| log as u8 + 1);
        digits.max(self.scale).max(1)
    }

    /// The same number with another scale; `None` if digits other than zeros would be lost, or if it grows
    /// beyond 38 digits.
    pub fn rescale(self, scale: u8) -> Option<Self> {
        let unscaled = self.unscaled();
        if scale >= self.scale {
            let factor = power_of_ten(scale - self.scale)?;
            Self::new(unscaled.checked_mul(factor)?, scale)
        } else {
            let factor = power_of_ten(self.scale - scale)?;
            (unscaled % factor == 0).then(|| Self::new(unscaled / factor, scale))?
        }
    }

    /// Whether a column of `precision` digits, `scale` of them after the point, holds the number as it is written.
    #[inline]
    pub(crate) fn is_written_as(self, precision: u8, scale: u8) -> bool {
        self.scale == scale && power_of_ten(precision).is_some_and(|limit| self.unscaled().abs() < limit)
    }

    /// The number as an integer; `None` if it has digits other than zeros after the point.
    pub fn to_integer(self) -> Option<i128> {
        self.rescale(0).map(Self::unscaled)
    }

    /// The same number without zeros at the end of its fraction.
    pub fn normalize(self) -> Self {
        let (mut unscaled, mut scale) = (self.unscaled(), self.scale);
        while scale > 0 && unscaled % 10 == 0 {
            unscaled /= 10;
            scale -= 1;
        }
        Self { unscaled: unscaled.to_ne_bytes(), scale }
    }
}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    /// Digits with at most one point, a sign and an exponent: `-12.50`, `+.5`, `1e-3`. No spaces, no separators.
    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        let (negative, number) = strip_sign(text);
        let (digits, exponent) = match number.find(['e', 'E']) {
            Some(at) => (&number[..at], parse_exponent(&number[at + 1..])?),
            None => (number, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return Err(ParseDecimalError::NotANumber);
        }

        // Zeros are held back until another digit follows, so that a long tail of them costs no room.
        let mut unscaled: i128 = 0;
        let mut zeros: i64 = 0;
        let mut too_long = false;
        for byte in whole.bytes().chain(fraction.bytes()) {
            match byte {
                b'0' if unscaled == 0 => {}
                b'0' => zeros += 1,
                b'1'..=b'9' => {
                    let shifted = u8::try_from(zeros + 1).ok().and_then(power_of_ten);
                    match shifted.and_then(|power| unscaled.checked_mul(power)?.checked_add(i128::from(byte - b'0'))) {
                        Some(longer) => unscaled = longer,
                        None => too_long = true,
                    }
                    zeros = 0;
                }
                _ => return Err(ParseDecimalError::NotANumber),
            }
        }
        if too_long {
            return Err(ParseDecimalError::TooLong);
        }
        let unscaled = if negative { -unscaled } else { unscaled };

        // The scale as written, or the smallest possible one where the written one leaves no room.
        let written = i64::try_from(fraction.len()).map_err(|_| ParseDecimalError::TooLong)? - exponent;
        if unscaled == 0 {
            return Ok(Self::new(0, u8::try_from(written).unwrap_or(0)).unwrap_or(Self::from(0_i64)));
        }
        let at_scale = |scale: i64| {
            let power = power_of_ten(u8::try_from(scale + zeros - written).ok()?)?;
            Self::new(unscaled.checked_mul(power)?, u8::try_from(scale).ok()?)
        };
        at_scale(written.max(0)).or_else(|| at_scale((written - zeros).max(0))).ok_or(ParseDecimalError::TooLong)
    }
}

fn strip_sign(text: &str) -> (bool, &str) {
    match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    }
}

/// An exponent beyond a billion is as good as a billion: only zero can be written with it.
fn parse_exponent(text: &str) -> Result<i64, ParseDecimalError> {
    let (negative, digits) = strip_sign(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ParseDecimalError::NotANumber);
    }
    let exponent = digits.parse::<i64>().unwrap_or(i64::MAX).min(1_000_000_000);
    Ok(if negative { -exponent } else { exponent })
}

impl fmt::Display for Decimal {
    /// Plain notation, never an exponent, with as many digits after the point as the scale says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unscaled = self.unscaled();
        // 38 digits and a point, written from the end: no allocation, since this runs for every stored decimal.
        let mut buffer = [b'0'; 40];
        let mut start = buffer.len();
        let mut rest = unscaled.unsigned_abs();
        let mut written = 0;
        while rest > 0 || written <= self.scale {
            if written == self.scale && self.scale > 0 {
                start -= 1;
                buffer[start] = b'.';
            }
            start -= 1;
            buffer[start] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest = if let Ok(short) = u64::try_from(rest) { u128::from(short / 10) } else { rest / 10 };
            written += 1;
        }
        f.pad_integral(unscaled >= 0, "", std::str::from_utf8(&buffer[start..]).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({self})")
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.normalize(), other.normalize());
        a.unscaled == b.unscaled && a.scale == b.scale
    }
}

impl Eq for Decimal {}

impl std::hash::Hash for Decimal {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let normal = self.normalize();
        normal.unscaled.hash(state);
        normal.scale.hash(state);
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    /// By value: `1.5` and `1.50` are the same.
    fn cmp(&self, other: &Self) -> Ordering {
        // Whole and fraction apart, as one number with the larger scale might not fit an i128.
        let parts = |number: &Self| {
            let point = POWERS[usize::from(number.scale)];
            let fraction = number.unscaled() % point * POWERS[usize::from(ColumnType::MAX_SCALE - number.scale)];
            (number.unscaled() / point, fraction)
        };
        parts(self).cmp(&parts(other))
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Decimal {
            fn from(whole: $integer) -> Self {
                Self { unscaled: i128::from(whole).to_ne_bytes(), scale: 0 }
            }
        }
    )*};
}

from_integers! { i8 i16 i32 i64 u8 u16 u32 u64 }

impl Serialize for Decimal {
    /// As text, since a JSON number would go through a float in most readers.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
