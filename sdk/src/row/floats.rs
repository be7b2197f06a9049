//! Which number a float is.
//!
//! A float stands for the number that its shortest text shows: `0.1`, not the binary fraction next to it. Whole numbers
//! and decimals turn into floats only if that text shows the same number again, so any chain of conversions ends at
//! the number it began with.

use std::fmt::{self, Write as _};

use super::Decimal;

/// The decimal of a double's shortest text; `None` for what is not finite and beyond 38 digits.
pub(crate) fn decimal_of_f64(double: f64) -> Option<Decimal> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if double.fract() == 0.0 && double.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
        return Some(Decimal::from(double as i64));
    }
    shortest(format_args!("{double:e}"))
}

/// The decimal of a float's shortest text, in its own 32 bits: 10.4 stays 10.4.
pub(crate) fn decimal_of_f32(float: f32) -> Option<Decimal> {
    shortest(format_args!("{float:e}"))
}

fn shortest(number: fmt::Arguments<'_>) -> Option<Decimal> {
    let mut text = Short::default();
    text.write_fmt(number).ok()?;
    text.as_str().parse().ok()
}

/// Room for the longest float with an exponent, `-2.2250738585072014e-308`.
#[derive(Default)]
struct Short {
    bytes: [u8; 32],
    length: usize,
}

impl Short {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl fmt::Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// The double that shows this whole number; always there up to 2^53.
pub(crate) fn f64_of_integer(whole: i128) -> Option<f64> {
    let double = whole as f64;
    let same = whole.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS
        || decimal_of_f64(double).and_then(Decimal::to_integer) == Some(whole);
    same.then_some(double)
}

/// The float that shows this whole number; always there up to 2^24.
pub(crate) fn f32_of_integer(whole: i128) -> Option<f32> {
    let float = whole as f32;
    let same = whole.unsigned_abs() <= 1 << f32::MANTISSA_DIGITS
        || decimal_of_f32(float).and_then(Decimal::to_integer) == Some(whole);
    same.then_some(float)
}

/// The float equal to the double, or the one that shows the same number: a double 10.4 is a float 10.4.
pub(crate) fn f32_of_f64(double: f64) -> Option<f32> {
    #[expect(clippy::cast_possible_truncation, reason = "checked below")]
    let float = double as f32;
    if f64::from(float) == double || double.is_nan() {
        return Some(float);
    }
    let mut text = Short::default();
    write!(text, "{float:e}").ok()?;
    (text.as_str().parse() == Ok(double)).then_some(float)
}

/// The double that shows the number of a text.
pub(crate) fn f64_of_text(text: &str) -> Option<f64> {
    let double: f64 = text.parse().ok()?;
    // Fifteen digits survive in every normal double (`f64::DIGITS`).
    let same = if !double.is_finite() {
        is_word(text)
    } else {
        (double.abs() > 1e-290 && digits_at_most(text, f64::DIGITS)) || shows(text, format_args!("{double:e}"))
    };
    same.then_some(double)
}

/// The float that shows the number of a text.
pub(crate) fn f32_of_text(text: &str) -> Option<f32> {
    let float: f32 = text.parse().ok()?;
    let same = if !float.is_finite() {
        is_word(text)
    } else {
        (float.abs() > 1e-30 && digits_at_most(text, f32::DIGITS)) || shows(text, format_args!("{float:e}"))
    };
    same.then_some(float)
}

/// The words that floats themselves write; a number too large for a float is no infinity.
fn is_word(text: &str) -> bool {
    matches!(text, "NaN" | "inf" | "-inf")
}

fn digits_at_most(text: &str, limit: u32) -> bool {
    let mantissa = text.bytes().take_while(|byte| !matches!(byte, b'e' | b'E')).filter(u8::is_ascii_digit);
    mantissa.skip_while(|digit| *digit == b'0').count() <= limit as usize
}

fn shows(text: &str, number: fmt::Arguments<'_>) -> bool {
    let mut shown = Short::default();
    shown.write_fmt(number).is_ok() && scientific(text) == scientific(shown.as_str())
}

/// Sign, significant digits, and the exponent of the first of them: equal for texts of the same number.
///
/// The text is known to be a number, as it has parsed as a float.
pub(crate) fn scientific(text: &str) -> (bool, Vec<u8>, i64) {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let unsigned = mantissa.trim_start_matches(['+', '-']);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    let leading = digits.iter().take_while(|digit| **digit == b'0').count();
    digits.drain(..leading);
    while digits.last() == Some(&b'0') {
        digits.pop();
    }
    if digits.is_empty() {
        return (false, digits, 0);
    }
    let length = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    // An exponent that no i64 holds is never that of a finite float, which is what it is compared with.
    let exponent = exponent.parse::<i64>().unwrap_or(i64::MAX);
    let first = exponent.saturating_add(length(whole.len())).saturating_sub(length(leading)).saturating_sub(1);
    (mantissa.starts_with('-'), digits, first)
}
