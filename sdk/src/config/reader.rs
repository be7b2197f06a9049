//! Reads a configuration field by field and collects everything that is wrong with it.

use super::condition::counts;
use super::source::Values;
use super::suggest::nearest;
use super::text::text_of;
use super::{Condition, Config, ConfigField, FieldSpec};
use crate::error::{Error, ErrorKind, Result};

/// Reads the configuration's fields and notes each one that is missing or does not fit.
///
/// ```
/// use connector_sdk::config::{Config, ConfigReader, FieldSpec, Values, read_config};
/// use serde_json::json;
///
/// struct Shop { page_size: u32, country: Option<String> }
///
/// impl Config for Shop {
///     fn fields() -> Vec<FieldSpec> {
///         vec![FieldSpec::of::<u32>("page_size").default("100"), FieldSpec::of::<Option<String>>("country")]
///     }
///
///     fn read(values: &mut ConfigReader<'_>) -> Option<Self> {
///         // Both are read before the first `?`, so that the mistakes of both are found.
///         let (page_size, country) = (values.field("page_size"), values.field("country"));
///         Some(Self { page_size: page_size?, country: country? })
///     }
/// }
///
/// let shop: Shop = read_config(&Values::from_json(&Shop::fields(), json!({ "country": "NZ" }))?)?;
/// assert_eq!((shop.page_size, shop.country.as_deref()), (100, Some("NZ")));
///
/// let values = Values::from_json(&Shop::fields(), json!({ "page_size": "many", "contry": "NZ" }))?;
/// let error = read_config::<Shop>(&values).err().unwrap();
/// assert_eq!(error.message(), "\
/// the configuration has 2 mistakes:
///   `page_size` must be a whole number from 0 to 4294967295, not `many`
///   `contry` is not a field; did you mean `country`?");
/// # Ok::<(), connector_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct ConfigReader<'a> {
    fields: &'a [FieldSpec],
    values: &'a Values,
    problems: Vec<String>,
    kind: ErrorKind,
    first: Option<String>,
}

/// Reads a configuration.
///
/// # Errors
///
/// One of kind [`Configuration`](ErrorKind::Configuration) that lists everything that is wrong, one mistake per line;
/// of kind [`Bug`](ErrorKind::Bug) if the connector contradicts itself, say with a default that does not fit.
pub fn read_config<C: Config>(values: &Values) -> Result<C> {
    let fields = C::fields();
    let mut reader = ConfigReader::new(&fields, values);
    let config = C::read(&mut reader);
    reader.finish(config)
}

impl<'a> ConfigReader<'a> {
    /// A reader of these fields that has read none yet.
    pub fn new(fields: &'a [FieldSpec], values: &'a Values) -> Self {
        Self { fields, values, problems: Vec::new(), kind: ErrorKind::Configuration, first: None }
    }

    /// A field's value, its default, or `None` with a note of what is wrong.
    pub fn field<T: ConfigField>(&mut self, name: &str) -> Option<T> {
        let fields = self.fields;
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            self.bug(format!("`{name}` is read but is not one of the fields"));
            return None;
        };
        self.read(field).map_err(|mistake| self.note(name, mistake)).ok()
    }

    /// Notes a mistake that concerns a field, or several: "`since` must be before `until`".
    pub fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    fn read<T: ConfigField>(&self, field: &FieldSpec) -> Result<T, Mistake> {
        if let Some(condition) = &field.when
            && self.fields.iter().all(|other| other.name != condition.field)
        {
            return Err(Mistake::Authors(format!("depends on `{}`, which is not a field", condition.field)));
        }
        let given = |other: &FieldSpec| Some(text_of(self.values.given(other)?.json));
        let counts = counts(self.fields, field, &given);
        if counts && let Some(given) = self.values.given(field) {
            let value = T::from_json(given.json).map_err(|error| match given.variable {
                Some(variable) => Mistake::Users(format!("{error} (from the environment variable `{variable}`)")),
                None => Mistake::Users(error),
            })?;
            let origin = self.values.origin(field, given.variable);
            return Ok(origin.iter().fold(value, T::read_from));
        }
        match (&field.default, &field.when) {
            (Some(default), _) if counts || T::REQUIRED => {
                T::parse(default).map_err(|error| Mistake::Authors(format!("has a default that {error}")))
            }
            (None, Some(Condition { field: other, equals })) if counts => {
                Err(Mistake::Users(self.described(field, &format!("is required when `{other}` is `{equals}`"))))
            }
            // The empty text is what such a type takes for no value.
            _ if !T::REQUIRED => T::parse("").map_err(|error| Mistake::Authors(format!("when left out {error}"))),
            (None, Some(Condition { field: other, equals })) => Err(Mistake::Authors(format!(
                "counts only when `{other}` is `{equals}`, so it needs a default or the type `Option<…>`"
            ))),
            _ => Err(Mistake::Users(self.described(field, "is missing"))),
        }
    }

    fn described(&self, field: &FieldSpec, text: &str) -> String {
        field.summary().map_or_else(|| text.to_owned(), |summary| format!("{text}: {summary}"))
    }

    fn note(&mut self, field: &str, mistake: Mistake) {
        self.first.get_or_insert_with(|| field.to_owned());
        match mistake {
            Mistake::Users(text) => self.problems.push(format!("`{field}` {text}")),
            Mistake::Authors(text) => self.bug(format!("`{field}` {text}")),
        }
    }

    fn bug(&mut self, text: String) {
        self.kind = ErrorKind::Bug;
        self.problems.push(text);
    }

    /// The configuration, if nothing was wrong with it.
    ///
    /// # Errors
    ///
    /// As [`read_config`].
    pub fn finish<C>(mut self, config: Option<C>) -> Result<C> {
        for key in self.values.unknown(self.fields) {
            let names = self.fields.iter().map(|field| &*field.name);
            let advice = match nearest(key, names.clone()) {
                Some(name) => format!("did you mean `{name}`?"),
                None if self.fields.is_empty() => "there are none".to_owned(),
                None => format!("there are `{}`", names.collect::<Vec<_>>().join("`, `")),
            };
            self.problems.push(format!("`{key}` is not a field; {advice}"));
        }
        match config {
            Some(config) if self.problems.is_empty() => return Ok(config),
            None if self.problems.is_empty() => self.bug("the connector refused it without a reason".to_owned()),
            _ => {}
        }
        let count = match self.problems.len() {
            1 => "a mistake".to_owned(),
            count => format!("{count} mistakes"),
        };
        let message = format!("the configuration has {count}:\n  {}", self.problems.join("\n  "));
        let step = match self.kind {
            ErrorKind::Bug => "correct the connector: the fields of its configuration contradict each other".to_owned(),
            _ => self.values.next_step(self.first.as_deref()),
        };
        Err(Error::new(self.kind, message).next_step(step))
    }
}

/// Something wrong, to be read after the field's name.
enum Mistake {
    /// With the value.
    Users(String),
    /// With the field's declaration.
    Authors(String),
}
