//! What can stand in a query, a header or a form.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};

use crate::row::Decimal;
use crate::secret::Secret;

/// A value of a parameter. `None` leaves the parameter out, so an `Option` can be passed as it is.
///
/// Times are written as `2026-01-31T12:00:00Z`, with as many digits of a second as they have; dates as `2026-01-31`.
pub trait Param {
    /// The value as text.
    fn param(&self) -> Option<String>;
}

macro_rules! params {
    ($($type:ty),*) => {$(
        impl Param for $type {
            fn param(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )*};
}

params!(str, String, bool, char, i8, i16, i32, i64, i128, u8, u16, u32, u64, u128, usize, isize, f32, f64);
params!(NaiveDate, Decimal, reqwest::Url);

impl Param for DateTime<Utc> {
    fn param(&self) -> Option<String> {
        Some(self.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Param for NaiveDateTime {
    fn param(&self) -> Option<String> {
        Some(self.format("%Y-%m-%dT%H:%M:%S%.f").to_string())
    }
}

impl Param for Secret {
    fn param(&self) -> Option<String> {
        Some(self.expose().to_owned())
    }
}

impl<P: Param> Param for Option<P> {
    fn param(&self) -> Option<String> {
        self.as_ref().and_then(Param::param)
    }
}

impl<P: Param + ?Sized> Param for &P {
    fn param(&self) -> Option<String> {
        (**self).param()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_apis_read_them() {
        let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap().param().unwrap();
        assert_eq!(instant("2026-01-31T12:00:00Z"), "2026-01-31T12:00:00Z");
        assert_eq!(instant("2026-01-31T12:00:00.25+01:00"), "2026-01-31T11:00:00.250Z");
        assert_eq!(instant("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00Z");
        assert_eq!(9_007_199_254_740_993_i64.param().unwrap(), "9007199254740993");
        assert_eq!(None::<&str>.param(), None);
        assert_eq!(Some("a b").param().unwrap(), "a b");
    }
}
