//! A DECIMAL of up to 38 digits, as a value to carry, not to calculate with.
//!
//! The well-known crates hold 28 digits (`rust_decimal`) or allocate for every number (`bigdecimal`); rows need
//! 38 digits, no allocation and no arithmetic. Both crates convert to and from it behind their features.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
    /// More than 38 digits, or more than 37 after the point.
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

impl Decimal {
    /// The number `unscaled / 10^scale`; `None` above 38 digits or a scale above 37.
    pub fn new(unscaled: i128, scale: u8) -> Option<Self> {
        let fits = (-LARGEST..=LARGEST).contains(&unscaled) && scale <= ColumnType::MAX_SCALE;
        fits.then_some(Self { unscaled: unscaled.to_ne_bytes(), scale })
    }

    /// The number without its point: 1050 for `10.50`.
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
            let factor = 10i128.checked_pow(u32::from(scale - self.scale))?;
            Self::new(unscaled.checked_mul(factor)?, scale)
        } else {
            let factor = 10i128.checked_pow(u32::from(self.scale - scale))?;
            (unscaled % factor == 0).then(|| Self::new(unscaled / factor, scale))?
        }
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

    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        let (number, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().map_err(|_| ParseDecimalError::NotANumber)?),
            None => (text, 0),
        };
        let (negative, digits) = match number.as_bytes() {
            [b'-', ..] => (true, &number[1..]),
            [b'+', ..] => (false, &number[1..]),
            _ => (false, number),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return Err(ParseDecimalError::NotANumber);
        }
        let mut unscaled: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return Err(ParseDecimalError::NotANumber);
            }
            unscaled = unscaled
                .checked_mul(10)
                .and_then(|unscaled| unscaled.checked_add(i128::from(byte - b'0')))
                .ok_or(ParseDecimalError::TooLong)?;
        }
        let unscaled = if negative { -unscaled } else { unscaled };
        let scale = i64::try_from(fraction.len()).map_err(|_| ParseDecimalError::TooLong)? - i64::from(exponent);
        let (unscaled, scale) = match u32::try_from(-scale) {
            Ok(_) if unscaled == 0 && scale < 0 => (0, 0),
            Ok(zeros) => {
                let factor = 10i128.checked_pow(zeros).ok_or(ParseDecimalError::TooLong)?;
                (unscaled.checked_mul(factor).ok_or(ParseDecimalError::TooLong)?, 0)
            }
            Err(_) => (unscaled, u8::try_from(scale).map_err(|_| ParseDecimalError::TooLong)?),
        };
        Self::new(unscaled, scale).ok_or(ParseDecimalError::TooLong)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unscaled = self.unscaled();
        let scale = usize::from(self.scale);
        let mut digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale + 1);
        if scale > 0 {
            digits.insert(digits.len() - scale, '.');
        }
        f.pad_integral(unscaled >= 0, "", &digits)
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

impl From<i64> for Decimal {
    fn from(whole: i64) -> Self {
        Self { unscaled: i128::from(whole).to_ne_bytes(), scale: 0 }
    }
}

impl From<u64> for Decimal {
    fn from(whole: u64) -> Self {
        Self { unscaled: i128::from(whole).to_ne_bytes(), scale: 0 }
    }
}

impl Serialize for Decimal {
    /// As text, since a JSON number would go through a float in most readers.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    /// From text or from a JSON number, digit by digit.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<serde_json::value::RawValue>::deserialize(deserializer)?;
        raw.get().trim_matches('"').parse().map_err(serde::de::Error::custom)
    }
}
