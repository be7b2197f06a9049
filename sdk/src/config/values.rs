//! The Rust types that a field of the configuration can have, and how each is read from text and from JSON.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value as Json;

use super::suggest::nearest;
use super::text::{chosen, misfit, shape, text_of, toggle};
use super::{Choice, ConfigReader, FieldKind, FieldSpec};
use crate::schema::Name;
use crate::secret::{Origin, Secret};

/// A type that a field of the configuration can have.
///
/// An error says what would fit, to be read after the field's name, and shows the value unless it is a secret:
/// "must be a whole number from 0 to 255, not `many`".
///
/// ```
/// use connector_sdk::config::{ConfigField, FieldKind};
///
/// /// A port that a program without rights may open.
/// struct Port(u16);
///
/// impl ConfigField for Port {
///     fn kind() -> FieldKind {
///         FieldKind::Integer
///     }
///
///     fn parse(text: &str) -> Result<Self, String> {
///         match u16::parse(text)? {
///             port @ 1024.. => Ok(Port(port)),
///             port => Err(format!("must be a port from 1024 to 65535, not `{port}`")),
///         }
///     }
/// }
///
/// assert_eq!(Port::parse("80").err().as_deref(), Some("must be a port from 1024 to 65535, not `80`"));
/// assert_eq!(Port::from_json(&8080.into()).map(|port| port.0), Ok(8080));
/// ```
#[diagnostic::on_unimplemented(
    message = "a configuration cannot hold a `{Self}`",
    label = "not a type for a configuration's field",
    note = "for one of a few values write `#[derive(ConfigField)]` above an enum without data",
    note = "for nested data that implements `serde::Deserialize` use `Json<…>`",
    note = "otherwise implement `ConfigField`, or read a `String`"
)]
pub trait ConfigField: Sized {
    /// Whether the connector cannot do without a value. A type that says `false` must accept the empty text,
    /// which stands for no value.
    const REQUIRED: bool = true;

    /// What can be entered.
    fn kind() -> FieldKind;

    /// Reads the value from text, as in a flat `configuration.json` or an environment variable.
    ///
    /// # Errors
    ///
    /// What would fit.
    fn parse(text: &str) -> Result<Self, String>;

    /// Reads the value from JSON: text as [`parse`](ConfigField::parse) reads it, numbers and booleans by their text.
    ///
    /// # Errors
    ///
    /// What would fit.
    fn from_json(json: &Json) -> Result<Self, String> {
        match json {
            Json::String(text) => Self::parse(text),
            Json::Bool(_) | Json::Number(_) => Self::parse(&text_of(json)),
            other => Err(format!("must be {}, not {}", Self::kind(), shape(other))),
        }
    }

    /// The value with what is known of where it was read. Only a secret keeps it, to be replaced there.
    #[doc(hidden)]
    fn read_from(self, _origin: &Origin) -> Self {
        self
    }

    /// [`FieldSpec::of`], for generated code: as both calls name the trait with the type, rustc reports a type that
    /// cannot be configured once.
    #[doc(hidden)]
    fn field_spec(name: impl Into<Name>) -> FieldSpec {
        FieldSpec::of::<Self>(name)
    }

    /// [`ConfigReader::field`], for generated code.
    #[doc(hidden)]
    fn read_field(values: &mut ConfigReader<'_>, name: &str) -> Option<Self> {
        values.field(name)
    }
}

/// Reads one of a few values: `variants` in the order of the [kind](ConfigField::kind)'s choices.
///
/// `#[derive(ConfigField)]` calls it. By hand:
///
/// ```
/// use connector_sdk::config::{Choice, ConfigField, FieldKind, choose};
///
/// #[derive(Debug, PartialEq)]
/// enum Region { UsEast, Eu }
///
/// impl ConfigField for Region {
///     fn kind() -> FieldKind {
///         FieldKind::Choice(vec![Choice::new("us_east").label("US East"), Choice::new("eu-1").label("Europe")])
///     }
///
///     fn parse(text: &str) -> Result<Self, String> {
///         choose(text, [Region::UsEast, Region::Eu])
///     }
/// }
///
/// assert_eq!(Region::parse("eu-1"), Ok(Region::Eu));
/// assert_eq!(Region::parse("eu-2").unwrap_err(), "must be `us_east` or `eu-1`, not `eu-2`; did you mean `eu-1`?");
/// ```
///
/// # Errors
///
/// The values there are, and the one that was probably meant.
pub fn choose<T: ConfigField>(text: &str, variants: impl IntoIterator<Item = T>) -> Result<T, String> {
    let kind = T::kind();
    let choices: &[Choice] = if let FieldKind::Choice(choices) = &kind { choices } else { &[] };
    let values: Vec<&str> = choices.iter().map(|choice| &*choice.value).collect();
    chosen(&values, text).and_then(|index| variants.into_iter().nth(index)).ok_or_else(|| {
        let mut message = misfit(&kind.to_string(), text.trim());
        if let Some(meant) = nearest(text, values.iter().copied()) {
            message.push_str(&format!("; did you mean `{meant}`?"));
        }
        message
    })
}

/// Reads a type from one word, around which blanks do not count.
fn word<T: ConfigField>(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, String> {
    let text = text.trim();
    read(text).ok_or_else(|| misfit(&T::kind().to_string(), text))
}

impl ConfigField for String {
    fn kind() -> FieldKind {
        FieldKind::Text
    }

    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl ConfigField for PathBuf {
    fn kind() -> FieldKind {
        FieldKind::Text
    }

    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.into())
    }
}

/// A whole address: `https://api.example.com`.
#[cfg(feature = "http")]
impl ConfigField for crate::http::Url {
    fn kind() -> FieldKind {
        FieldKind::Text
    }

    fn parse(text: &str) -> Result<Self, String> {
        let url: Option<Self> = text.parse().ok();
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        url.ok_or_else(|| format!("must be an address such as `https://api.example.com`, not `{text}`"))
    }
}

impl ConfigField for Secret {
    fn kind() -> FieldKind {
        FieldKind::Secret
    }

    fn parse(text: &str) -> Result<Self, String> {
        Ok(Self::new(text))
    }

    fn read_from(self, origin: &Origin) -> Self {
        Self::read_from(self, origin)
    }
}

impl ConfigField for bool {
    fn kind() -> FieldKind {
        FieldKind::Toggle
    }

    fn parse(text: &str) -> Result<Self, String> {
        word(text, toggle)
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl ConfigField for $integer {
            fn kind() -> FieldKind {
                FieldKind::Integer
            }

            fn parse(text: &str) -> Result<Self, String> {
                let text = text.trim();
                text.parse().map_err(|_| {
                    let expected = format!("a whole number from {} to {}", Self::MIN, Self::MAX);
                    misfit(&expected, text)
                })
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl ConfigField for $number {
            fn kind() -> FieldKind {
                FieldKind::Number
            }

            fn parse(text: &str) -> Result<Self, String> {
                word(text, |text| text.parse().ok().filter(|number: &Self| number.is_finite()))
            }
        }
    )*};
}

numbers! { f32 f64 }

impl ConfigField for NaiveDate {
    fn kind() -> FieldKind {
        FieldKind::Date
    }

    fn parse(text: &str) -> Result<Self, String> {
        word(text, |text| text.parse().ok())
    }
}

impl ConfigField for DateTime<Utc> {
    fn kind() -> FieldKind {
        FieldKind::Timestamp
    }

    fn parse(text: &str) -> Result<Self, String> {
        word(text, |text| DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.to_utc()))
    }
}

impl ConfigField for Json {
    fn kind() -> FieldKind {
        FieldKind::Json
    }

    fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| format!("{}: {error}", misfit("JSON", text)))
    }

    fn from_json(json: &Json) -> Result<Self, String> {
        match json {
            Json::String(text) => Self::parse(text),
            other => Ok(other.clone()),
        }
    }
}
