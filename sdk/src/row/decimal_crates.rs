//! Conversions from and to the decimals of other crates.

use std::fmt;

use super::Decimal;
#[cfg(feature = "rust_decimal")]
use super::Value;

/// A number has more digits than the other decimal holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecimalOverflow {
    limit: &'static str,
}

impl fmt::Display for DecimalOverflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more digits than {} holds", self.limit)
    }
}

impl std::error::Error for DecimalOverflow {}

#[cfg(feature = "rust_decimal")]
impl From<rust_decimal::Decimal> for Decimal {
    /// Always fits, with its zeros.
    fn from(decimal: rust_decimal::Decimal) -> Self {
        let scale = u8::try_from(decimal.scale()).unwrap_or(u8::MAX);
        // At most 29 digits, at most 28 of them after the point.
        Self::new(decimal.mantissa(), scale).unwrap_or(Self::from(0_u8))
    }
}

#[cfg(feature = "rust_decimal")]
impl TryFrom<Decimal> for rust_decimal::Decimal {
    type Error = DecimalOverflow;

    /// Fails above 96 bits (28 to 29 digits) or 28 digits after the point, zeros at the end not counted.
    fn try_from(decimal: Decimal) -> Result<Self, DecimalOverflow> {
        let convert = |decimal: Decimal| Self::try_from_i128_with_scale(decimal.unscaled(), decimal.scale().into());
        convert(decimal)
            .or_else(|_| convert(decimal.normalize()))
            .map_err(|_| DecimalOverflow { limit: "a `rust_decimal::Decimal`" })
    }
}

#[cfg(feature = "rust_decimal")]
impl From<rust_decimal::Decimal> for Value {
    fn from(decimal: rust_decimal::Decimal) -> Self {
        Self::Decimal(decimal.into())
    }
}

#[cfg(feature = "bigdecimal")]
impl TryFrom<bigdecimal::BigDecimal> for Decimal {
    type Error = DecimalOverflow;

    /// Fails above 38 digits or 37 after the point, zeros at the end not counted.
    fn try_from(decimal: bigdecimal::BigDecimal) -> Result<Self, DecimalOverflow> {
        let convert = |decimal: &bigdecimal::BigDecimal| {
            let (digits, scale) = decimal.as_bigint_and_exponent();
            Self::new(i128::try_from(digits).ok()?, u8::try_from(scale).ok()?)
        };
        let plain = |decimal: bigdecimal::BigDecimal| {
            let (_, scale) = decimal.as_bigint_and_exponent();
            // Digits left of the point are written out here; a scale far below zero would fill the memory.
            if (-i64::from(crate::schema::ColumnType::MAX_PRECISION)..0).contains(&scale) {
                decimal.with_scale(0)
            } else {
                decimal
            }
        };
        convert(&decimal)
            .or_else(|| convert(&plain(decimal.normalized())))
            .ok_or(DecimalOverflow { limit: "a DECIMAL(38,37)" })
    }
}

#[cfg(feature = "bigdecimal")]
impl From<Decimal> for bigdecimal::BigDecimal {
    /// Always fits, with its zeros.
    fn from(decimal: Decimal) -> Self {
        Self::from_bigint(decimal.unscaled().into(), decimal.scale().into())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::row::tests::decimals;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[cfg(feature = "rust_decimal")]
    #[test]
    fn rust_decimals_edges() {
        use rust_decimal::Decimal as Other;
        for text in ["0", "1.50", "-79228162514264337593543950335", "0.0000000000000000000000000001", "-0.00"] {
            let other: Other = text.parse().unwrap();
            assert_eq!(Decimal::from(other), dec(text));
            assert_eq!(Other::try_from(dec(text)), Ok(other));
        }
        assert_eq!(Other::try_from(dec("1.0000000000000000000000000000000000000")), Ok(Other::ONE));
        assert_eq!(
            Other::try_from(dec("79228162514264337593543950336")).unwrap_err().to_string(),
            "more digits than a `rust_decimal::Decimal` holds"
        );
        assert!(Other::try_from(dec("1e-29")).is_err());
    }

    #[cfg(feature = "bigdecimal")]
    #[test]
    fn big_decimals_edges() {
        use bigdecimal::BigDecimal;
        for (text, expected) in [
            ("0", Some("0")),
            ("1.50", Some("1.50")),
            ("1e3", Some("1000")),
            ("1e37", Some("10000000000000000000000000000000000000")),
            ("1e38", None),
            ("1e999999999", None),
            ("1e-37", Some("0.0000000000000000000000000000000000001")),
            ("1e-38", None),
            ("10e-38", Some("0.0000000000000000000000000000000000001")),
            ("0e999999999", Some("0")),
            ("1.000000000000000000000000000000000000000000000000000", Some("1")),
            ("99999999999999999999999999999999999999", Some("99999999999999999999999999999999999999")),
            ("100000000000000000000000000000000000000", None),
            ("340282366920938463463374607431768211457", None),
        ] {
            let big: BigDecimal = text.parse().unwrap();
            assert_eq!(Decimal::try_from(big).ok().map(|decimal| decimal.to_string()).as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn there_and_back(decimal in decimals()) {
            #[cfg(feature = "rust_decimal")]
            if let Ok(other) = rust_decimal::Decimal::try_from(decimal) {
                prop_assert_eq!(Decimal::from(other), decimal);
                prop_assert_eq!(dec(&other.to_string()), decimal);
            }
            #[cfg(feature = "bigdecimal")]
            {
                let big = bigdecimal::BigDecimal::from(decimal);
                prop_assert_eq!(dec(&big.to_plain_string()), decimal);
                let back = Decimal::try_from(big).unwrap();
                prop_assert_eq!((back.unscaled(), back.scale()), (decimal.unscaled(), decimal.scale()));
            }
            let _ = decimal;
        }
    }
}
