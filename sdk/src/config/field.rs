//! What a connector asks its user for.

use std::fmt;

use super::ConfigField;
use crate::schema::Name;

/// One field of the configuration, as the setup form, Airbyte's `spec` and the command line show it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FieldSpec {
    /// The key in `configuration.json`.
    pub name: Name,
    /// A few words for people; made from the name unless given.
    pub label: Name,
    /// What it means and where to find it.
    pub description: Option<Name>,
    /// What can be entered.
    pub kind: FieldKind,
    /// Whether the connector cannot do without it. A field with a default is never required.
    pub required: bool,
    /// The text that stands for the field when the user gives none.
    pub default: Option<Name>,
    /// An example of a value, shown where nothing is entered yet.
    pub placeholder: Option<Name>,
    /// The field counts only while another field has a certain value.
    pub when: Option<Condition>,
    check: Check,
}

/// Whether a text fits the field's Rust type, which the specification itself no longer knows.
#[derive(Clone, Copy)]
struct Check(fn(&str) -> Result<(), String>);

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Check")
    }
}

impl PartialEq for Check {
    /// Addresses of functions mean nothing, and what a function accepts is visible in the kind.
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

/// What can be entered into a field. Its text says it in words: "a whole number".
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A text that nobody may see.
    Secret,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Toggle,
    /// One of a few values.
    Choice(Vec<Choice>),
    /// Several values: a JSON array, or text with commas between them.
    List(Box<FieldKind>),
    /// Names with a value each: a JSON object.
    Map(Box<FieldKind>),
    /// A day, `2026-01-31`.
    Date,
    /// An instant, `2026-01-31T12:00:00Z`.
    Timestamp,
    /// A file, whose name ends on one of these, `.pem`; on anything if there are none.
    Upload(Vec<Name>),
    /// Any JSON.
    Json,
}

/// One value of a field that offers a few.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What stands in `configuration.json`.
    pub value: Name,
    /// What people read.
    pub label: Name,
    /// What choosing it means.
    pub description: Option<Name>,
}

/// The other field and its value on which a dependent field counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The other field's name.
    pub field: Name,
    /// Its value, as text: `basic`, `true`.
    pub equals: Name,
}

impl FieldSpec {
    /// The field of a Rust type, required unless the type is an `Option`.
    pub fn of<T: ConfigField>(name: impl Into<Name>) -> Self {
        let name = name.into();
        Self {
            label: label_of(&name).into(),
            name,
            description: None,
            kind: T::kind(),
            required: T::REQUIRED,
            default: None,
            placeholder: None,
            when: None,
            check: Check(|text| T::parse(text).map(|_| ())),
        }
    }

    /// Sets the few words for people.
    pub fn label(mut self, label: impl Into<Name>) -> Self {
        self.label = label.into();
        self
    }

    /// Says what the field means.
    pub fn describe(mut self, description: impl Into<Name>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Gives the value that stands for the field when the user enters none.
    pub fn default(mut self, text: impl Into<Name>) -> Self {
        self.default = Some(text.into());
        self.required = false;
        self
    }

    /// Gives an example.
    pub fn placeholder(mut self, text: impl Into<Name>) -> Self {
        self.placeholder = Some(text.into());
        self
    }

    /// Says on what the names of the files end that an [`Upload`](super::Upload) takes: `.pem`. Means nothing to
    /// fields of other types.
    pub fn file_types(mut self, types: impl IntoIterator<Item = Name>) -> Self {
        if let FieldKind::Upload(known) = &mut self.kind {
            known.extend(types);
        }
        self
    }

    /// Makes the field count only while another field has a value, and required then.
    pub fn when(mut self, field: impl Into<Name>, equals: impl Into<Name>) -> Self {
        self.when = Some(Condition { field: field.into(), equals: equals.into() });
        self
    }

    /// Whether a text fits the field.
    ///
    /// # Errors
    ///
    /// What would fit, to be read after the field's name: "must be a whole number from 0 to 255, not `many`".
    pub fn check(&self, text: &str) -> Result<(), String> {
        (self.check.0)(text)
    }

    /// The default as typed JSON, where the field has one.
    #[cfg(any(feature = "airbyte", feature = "singer"))]
    pub(crate) fn default_json(&self) -> Option<serde_json::Value> {
        self.default.as_deref().map(|text| super::text::typed(&self.kind, text))
    }

    /// The example as typed JSON, where the field has one.
    #[cfg(any(feature = "airbyte", feature = "singer"))]
    pub(crate) fn placeholder_json(&self) -> Option<serde_json::Value> {
        self.placeholder.as_deref().map(|text| super::text::typed(&self.kind, text))
    }

    /// The description's first paragraph on one line.
    pub(super) fn summary(&self) -> Option<String> {
        let lines = self.description.as_deref()?.trim().lines().map(str::trim).take_while(|line| !line.is_empty());
        Some(lines.collect::<Vec<_>>().join(" ")).filter(|summary| !summary.is_empty())
    }
}

impl FieldKind {
    /// Whether a value of this kind holds something that nobody may see.
    pub fn is_secret(&self) -> bool {
        match self {
            Self::Secret | Self::Upload(_) => true,
            Self::List(inner) | Self::Map(inner) => inner.is_secret(),
            _ => false,
        }
    }
}

impl fmt::Display for FieldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text"),
            Self::Secret => f.write_str("a secret"),
            Self::Integer => f.write_str("a whole number"),
            Self::Number => f.write_str("a number"),
            Self::Toggle => f.write_str("`true` or `false`"),
            Self::Choice(choices) => {
                let values: Vec<_> = choices.iter().map(|choice| format!("`{}`", choice.value)).collect();
                match values.split_last() {
                    Some((last, [])) => f.write_str(last),
                    Some((last, others)) => write!(f, "{} or {last}", others.join(", ")),
                    None => f.write_str("one of no values"),
                }
            }
            Self::List(_) => f.write_str("a list, with commas between its values or as a JSON array"),
            Self::Map(_) => f.write_str("a JSON object such as `{\"name\": …}`"),
            Self::Date => f.write_str("a date such as `2026-01-31`"),
            Self::Timestamp => f.write_str("an instant such as `2026-01-31T12:00:00Z`"),
            Self::Upload(_) => f.write_str("a file: `@` and its path, or its content as Base64"),
            Self::Json => f.write_str("JSON"),
        }
    }
}

impl Choice {
    /// A value, labelled after itself.
    pub fn new(value: impl Into<Name>) -> Self {
        let value = value.into();
        Self { label: label_of(&value).into(), value, description: None }
    }

    /// Sets what people read.
    pub fn label(mut self, label: impl Into<Name>) -> Self {
        self.label = label.into();
        self
    }

    /// Says what choosing it means.
    pub fn describe(mut self, description: impl Into<Name>) -> Self {
        self.description = Some(description.into());
        self
    }
}

/// `api_key` is shown as "Api key".
fn label_of(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
