//! Where the values of a configuration come from: a JSON object, a file, a platform's texts, the environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, fs, io};

use serde_json::{Map, Value as Json};

use super::text::{is_blank, mask, shape, text_of};
use super::{FieldKind, FieldSpec, file_of};
use crate::error::{Error, Result};
use crate::secret::{Keeper, Origin, redact};

/// How many keys Fivetran allows in a configuration.
const MOST_KEYS: usize = 100;

/// The values given for a configuration's fields, not yet checked against them.
///
/// A secret is masked in every error and log line from the moment it is read, and [`Debug`](fmt::Debug) shows the
/// values of known, open fields only.
///
/// ```
/// use connector_sdk::config::{FieldSpec, Values};
/// use serde_json::json;
///
/// let fields = [FieldSpec::of::<u32>("page_size")];
/// let values = Values::from_json(&fields, json!({ "page_size": "100" }))?.with_environment("shop", std::env::vars_os())?;
/// # let _ = values;
/// # Ok::<(), connector_sdk::Error>(())
/// ```
#[derive(Clone)]
pub struct Values {
    fields: Vec<FieldSpec>,
    entries: BTreeMap<String, Entry>,
    file: Option<PathBuf>,
    connector: Option<String>,
    unknown_allowed: bool,
    keeper: Option<Arc<dyn Keeper>>,
}

#[derive(Clone)]
struct Entry {
    json: Json,
    /// The environment variable that it comes from.
    variable: Option<String>,
}

/// A field's value as it was given.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) json: &'a Json,
    pub(super) variable: Option<&'a str>,
}

impl Values {
    /// No values.
    pub fn empty(fields: &[FieldSpec]) -> Self {
        Self {
            fields: fields.to_vec(),
            entries: BTreeMap::new(),
            file: None,
            connector: None,
            unknown_allowed: false,
            keeper: None,
        }
    }

    /// The values of a JSON object, typed or as text.
    ///
    /// # Errors
    ///
    /// If it is no object or has more than 100 keys.
    pub fn from_json(fields: &[FieldSpec], json: Json) -> Result<Self> {
        match json {
            Json::Object(object) => Self::empty(fields).with_entries(object),
            other => Err(Error::configuration(format!("the configuration is {}, not a JSON object", shape(&other)))
                .next_step("write `{\"field\": \"value\", …}`")),
        }
    }

    /// The values that a platform hands over as texts.
    ///
    /// # Errors
    ///
    /// If there are more than 100.
    pub fn from_texts(fields: &[FieldSpec], texts: impl IntoIterator<Item = (String, String)>) -> Result<Self> {
        Self::empty(fields).with_entries(texts.into_iter().map(|(key, text)| (key, Json::String(text))).collect())
    }

    /// The values in a file, usually `configuration.json`. A file that does not exist holds none.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is no JSON object, or has more than 100 keys.
    pub fn from_file(fields: &[FieldSpec], path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        let read = Self::read(fields, &path).map_err(|error| error.context(format!("`{}`", path.display())));
        Ok(Self { file: Some(path), ..read? })
    }

    fn read(fields: &[FieldSpec], path: &Path) -> Result<Self> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::empty(fields)),
            Err(error) => {
                return Err(Error::configuration("the file cannot be read")
                    .caused_by(error)
                    .next_step("make it a readable file in UTF-8"));
            }
        };
        // Some editors begin a file with an invisible mark, which is no JSON.
        let text = text.trim_start_matches('\u{feff}');
        let mut json: Json = serde_json::from_str(text).map_err(|error| {
            // The parser's own text names line and column, and repeats nothing of the file.
            Error::configuration(format!("the file is not valid JSON: {error}"))
                .next_step("correct it there; strings stand in double quotes, and no comma follows the last value")
        })?;
        let directory = path.parent().unwrap_or(Path::new(""));
        for field in fields.iter().filter(|field| matches!(field.kind, FieldKind::Upload(_))) {
            if let Some(value) = json.get_mut(&*field.name) {
                take_file(field, value, directory)?;
            }
        }
        Self::from_json(fields, json)
    }

    fn with_entries(mut self, object: Map<String, Json>) -> Result<Self> {
        self.fields.iter().filter_map(|field| Some((field, object.get(&*field.name)?))).for_each(|(field, json)| {
            mask(&field.kind, json);
        });
        if object.len() > MOST_KEYS {
            return Err(Error::configuration(format!("the configuration has {} keys", object.len()))
                .next_step(format!("keep to {MOST_KEYS}, the most that Fivetran takes")));
        }
        self.entries = object.into_iter().map(|(key, json)| (key, Entry { json, variable: None })).collect();
        Ok(self)
    }

    /// Lets environment variables win over the values so far. They are named `<CONNECTOR>_<FIELD>`, see
    /// [`variable_of`]; the variables come in as [`std::env::vars_os`] gives them.
    ///
    /// # Errors
    ///
    /// If the variable of a field is not UTF-8.
    pub fn with_environment<K, V>(
        mut self,
        connector: &str,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self>
    where
        K: Into<OsString>,
        V: Into<OsString>,
    {
        let named: BTreeMap<OsString, &FieldSpec> =
            self.fields.iter().map(|field| (variable_of(connector, &field.name).into(), field)).collect();
        for (variable, value) in variables {
            let variable = variable.into();
            let Some(field) = named.get(&variable) else { continue };
            let variable = variable_of(connector, &field.name);
            let text = value.into().into_string().map_err(|_| {
                Error::configuration(format!("the environment variable `{variable}` is not UTF-8"))
                    .next_step("set it to text in UTF-8")
            })?;
            let mut json = Json::String(text);
            take_file(field, &mut json, Path::new("")).map_err(|error| error.context(format!("`{variable}`")))?;
            mask(&field.kind, &json);
            self.entries.insert(field.name.to_string(), Entry { json, variable: Some(variable) });
        }
        self.connector = Some(connector.to_owned());
        Ok(self)
    }

    /// Says who keeps the new value when the source replaces a secret.
    pub fn kept_by(mut self, keeper: Arc<dyn Keeper>) -> Self {
        self.keeper = Some(keeper);
        self
    }

    /// Where a field's value was read.
    pub(super) fn origin(&self, field: &FieldSpec, variable: Option<&str>) -> Option<Origin> {
        self.keeper.as_ref().map(|keeper| Origin::new(&field.name, variable, keeper.clone()))
    }

    /// Leaves keys that are no fields alone, for platforms that add some of their own.
    pub fn ignore_unknown(mut self) -> Self {
        self.unknown_allowed = true;
        self
    }

    /// What is given for a field. An empty text is no value, except where the connector cannot do without a text.
    pub(super) fn given(&self, field: &FieldSpec) -> Option<Given<'_>> {
        let Entry { json, variable } = self.entries.get(&*field.name)?;
        let absent = match json {
            Json::Null => true,
            Json::String(text) => is_blank(&field.kind, text) && !(field.required && field.kind == FieldKind::Text),
            _ => false,
        };
        (!absent).then_some(Given { json, variable: variable.as_deref() })
    }

    /// The keys that are no fields.
    pub(super) fn unknown<'a>(&'a self, fields: &'a [FieldSpec]) -> impl Iterator<Item = &'a str> {
        let keys = self.entries.keys().filter(|_| !self.unknown_allowed).map(String::as_str);
        keys.filter(|key| fields.iter().all(|field| field.name != *key))
    }

    /// Where the user corrects a value, in the imperative; `field` serves as the example.
    pub(super) fn next_step(&self, field: Option<&str>) -> String {
        let mut step = match &self.file {
            Some(file) => format!("edit `{}`", file.display()),
            None => "edit the configuration".to_owned(),
        };
        if let Some(connector) = &self.connector {
            step.push_str(&format!(", or set environment variables named `{}`", variable_of(connector, "<field>")));
            if let Some(field) = field {
                step.push_str(&format!(", such as `{}`", variable_of(connector, field)));
            }
        }
        step
    }
}

/// Puts the content of the file in the place of `@path`, where the field takes a file.
fn take_file(field: &FieldSpec, json: &mut Json, directory: &Path) -> Result<()> {
    let FieldKind::Upload(_) = field.kind else { return Ok(()) };
    let Some(file) = json.as_str().and_then(|text| file_of(text, directory)) else { return Ok(()) };
    let content = file.map_err(|reason| {
        Error::configuration(format!("the file of `{}` {}", field.name, reason))
            .next_step("correct the path behind `@`")
    })?;
    *json = content.into();
    Ok(())
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = |key: &str| self.fields.iter().any(|field| field.name == key && !field.kind.is_secret());
        // The value of a key that is no field may be a secret under a mistyped name.
        let shown = |json: &Json, key: &str| if open(key) { redact(&text_of(json)) } else { "***".to_owned() };
        f.debug_map().entries(self.entries.iter().map(|(key, entry)| (key, shown(&entry.json, key)))).finish()
    }
}

/// The environment variable of a field: `SHOP_API_KEY` for the field `api-key` of the connector `shop`.
///
/// ```
/// assert_eq!(connector_sdk::config::variable_of("shop", "api-key"), "SHOP_API_KEY");
/// ```
pub fn variable_of(connector: &str, field: &str) -> String {
    // The brackets let a placeholder for a name pass.
    let letter = |c: char| if c.is_ascii_alphanumeric() || "<>".contains(c) { c.to_ascii_uppercase() } else { '_' };
    format!("{connector}_{field}").chars().map(letter).collect()
}
