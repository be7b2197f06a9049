//! The closed set of column types: a new one makes every `match` over it fail, and the compiler lists the work.

use std::fmt;
use std::str::FromStr;

/// The type of a column.
///
/// The set is that of Fivetran's protocol without `NAIVE_TIME`, which a source may not send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ColumnType {
    /// True or false.
    Boolean,
    /// A whole number of 16 bits.
    Short,
    /// A whole number of 32 bits.
    Int,
    /// A whole number of 64 bits.
    Long,
    /// An exact decimal number.
    Decimal {
        /// All digits, 1 to 38.
        precision: u8,
        /// The digits after the point, at most `precision` and at most 37.
        scale: u8,
    },
    /// A floating-point number of 32 bits.
    Float,
    /// A floating-point number of 64 bits.
    Double,
    /// A day without a time zone, years 1 to 9999.
    NaiveDate,
    /// A day and time without a time zone, in microseconds.
    NaiveDateTime,
    /// An instant, in microseconds.
    UtcDateTime,
    /// Bytes.
    Binary,
    /// XML text.
    Xml,
    /// Text.
    String,
    /// JSON text.
    Json,
}

impl ColumnType {
    /// The most digits a DECIMAL holds.
    pub const MAX_PRECISION: u8 = 38;
    /// The most digits a DECIMAL holds after the point.
    pub const MAX_SCALE: u8 = 37;

    /// The type's name without parameters, as the protocols and the documentation write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Boolean => "BOOLEAN",
            Self::Short => "SHORT",
            Self::Int => "INT",
            Self::Long => "LONG",
            Self::Decimal { .. } => "DECIMAL",
            Self::Float => "FLOAT",
            Self::Double => "DOUBLE",
            Self::NaiveDate => "NAIVE_DATE",
            Self::NaiveDateTime => "NAIVE_DATETIME",
            Self::UtcDateTime => "UTC_DATETIME",
            Self::Binary => "BINARY",
            Self::Xml => "XML",
            Self::String => "STRING",
            Self::Json => "JSON",
        }
    }
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decimal { precision, scale } => write!(f, "DECIMAL({precision},{scale})"),
            other => f.write_str(other.name()),
        }
    }
}

/// The text is no column type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownColumnType(String);

impl fmt::Display for UnknownColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no column type", self.0)
    }
}

impl std::error::Error for UnknownColumnType {}

impl FromStr for ColumnType {
    type Err = UnknownColumnType;

    fn from_str(text: &str) -> Result<Self, UnknownColumnType> {
        let unknown = || UnknownColumnType(text.to_owned());
        if let Some(parameters) = text.strip_prefix("DECIMAL(").and_then(|rest| rest.strip_suffix(')')) {
            let (precision, scale) = parameters.split_once(',').ok_or_else(unknown)?;
            let precision = precision.trim().parse().map_err(|_| unknown())?;
            let scale = scale.trim().parse().map_err(|_| unknown())?;
            let fits = (1..=Self::MAX_PRECISION).contains(&precision) && scale <= precision.min(Self::MAX_SCALE);
            return if fits { Ok(Self::Decimal { precision, scale }) } else { Err(unknown()) };
        }
        Ok(match text {
            "BOOLEAN" => Self::Boolean,
            "SHORT" => Self::Short,
            "INT" => Self::Int,
            "LONG" => Self::Long,
            "FLOAT" => Self::Float,
            "DOUBLE" => Self::Double,
            "NAIVE_DATE" => Self::NaiveDate,
            "NAIVE_DATETIME" => Self::NaiveDateTime,
            "UTC_DATETIME" => Self::UtcDateTime,
            "BINARY" => Self::Binary,
            "XML" => Self::Xml,
            "STRING" => Self::String,
            "JSON" => Self::Json,
            _ => return Err(unknown()),
        })
    }
}
