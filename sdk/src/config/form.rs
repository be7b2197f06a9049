//! The dialogue that asks for each field, and the example of a configuration.

use std::io;

use serde_json::{Map, Value as Json};

use super::condition::counts;
use super::source::Values;
use super::text::{is_blank, text_of, typed};
use super::{FieldKind, FieldSpec};
use crate::error::{Error, Result};

/// The answer that removes the value an optional field has.
const REMOVE: &str = "-";

/// Who answers: a person at a terminal, or a test.
pub trait Prompter {
    /// Asks for a field and returns the answer without its line end. An empty answer takes `current`: the value so
    /// far or else the default, `***` for a secret. [`question`] words it. The answer to a field whose
    /// [kind](FieldKind::is_secret) is secret must not be shown.
    ///
    /// # Errors
    ///
    /// If there is nobody to answer; the dialogue ends then.
    fn ask(&mut self, field: &FieldSpec, current: Option<&str>) -> io::Result<String>;

    /// Says why an answer, or the value so far, does not fit. The field is asked for (again) next.
    ///
    /// # Errors
    ///
    /// If it cannot be said; the dialogue ends then.
    fn refuse(&mut self, field: &FieldSpec, reason: &str) -> io::Result<()>;
}

/// Asks for each field that counts, and gives the object to write into `configuration.json`: typed JSON, without the
/// fields that are left to their defaults, that do not count or that do not exist.
///
/// `current` holds the values so far, without the environment's, which do not belong into the file.
///
/// # Errors
///
/// If the prompter fails.
pub fn fill(fields: &[FieldSpec], current: &Values, prompter: &mut dyn Prompter) -> Result<Map<String, Json>> {
    let mut form = Form { fields, current, prompter, asked: Vec::new(), answers: Map::new() };
    for field in fields {
        form.visit(field)?;
    }
    Ok(form.answers)
}

struct Form<'a> {
    fields: &'a [FieldSpec],
    current: &'a Values,
    prompter: &'a mut dyn Prompter,
    asked: Vec<&'a str>,
    answers: Map<String, Json>,
}

impl<'a> Form<'a> {
    /// Asks for a field, after the field on which it depends.
    fn visit(&mut self, field: &'a FieldSpec) -> Result<()> {
        if self.asked.contains(&&*field.name) {
            return Ok(());
        }
        self.asked.push(&field.name);
        let condition = field.when.as_ref();
        if let Some(other) = self.fields.iter().find(|other| condition.is_some_and(|c| c.field == other.name)) {
            self.visit(other)?;
        }
        let given = |other: &FieldSpec| self.answers.get(&*other.name).map(text_of);
        if !counts(self.fields, field, &given) {
            return Ok(());
        }
        let answer = self.ask(field).map_err(|error| {
            Error::configuration(format!("`{}` got no answer", field.name))
                .caused_by(error)
                .next_step("run this in a terminal, or write `configuration.json` by hand")
        })?;
        if let Some(text) = answer {
            self.answers.insert(field.name.to_string(), typed(&field.kind, &text));
        }
        Ok(())
    }

    /// Asks until the answer fits; `None` leaves the field out.
    fn ask(&mut self, field: &FieldSpec) -> io::Result<Option<String>> {
        let mut kept = self.current.given(field).map(|given| text_of(given.json));
        if let Some(Err(reason)) = kept.as_deref().map(|text| field.check(text)) {
            self.prompter.refuse(field, &format!("`{}` {reason}", field.name))?;
            kept = None;
        }
        let offered = kept.as_deref().or(field.default.as_deref());
        let offered = offered.map(|text| if field.kind.is_secret() { "***" } else { text });
        loop {
            let answer = self.prompter.ask(field, offered)?;
            let reason = if is_blank(&field.kind, &answer) {
                if kept.is_some() || !is_needed(field) {
                    return Ok(kept);
                }
                "is needed".to_owned()
            } else if answer.trim() == REMOVE && kept.is_some() && !is_needed(field) {
                return Ok(None);
            } else {
                match field.check(&answer) {
                    Ok(()) => return Ok(Some(answer)),
                    Err(reason) => reason,
                }
            };
            self.prompter.refuse(field, &format!("`{}` {reason}", field.name))?;
        }
    }
}

/// Whether a field that counts needs a value.
fn is_needed(field: &FieldSpec) -> bool {
    field.default.is_none() && (field.required || field.when.is_some())
}

/// The words with which to ask for a field, up to where the answer is typed. `current` is what an empty answer takes.
pub fn question(field: &FieldSpec, current: Option<&str>) -> String {
    let mut lines = vec![field.label.to_string()];
    if let Some(description) = &field.description {
        lines.extend(description.trim().lines().map(|line| format!("  {}", line.trim()).trim_end().to_owned()));
    }
    match &field.kind {
        FieldKind::Text | FieldKind::Secret => {}
        FieldKind::Choice(choices) => lines.extend(choices.iter().map(|choice| match &choice.description {
            Some(description) => format!("  `{}`: {}: {description}", choice.value, choice.label),
            None => format!("  `{}`: {}", choice.value, choice.label),
        })),
        kind => lines.push(format!("  {kind}")),
    }
    if let Some(placeholder) = &field.placeholder {
        lines.push(format!("  for example `{placeholder}`"));
    }
    match (current, is_needed(field)) {
        (Some(_), false) => lines.push(format!("  Enter keeps what it is, `{REMOVE}` removes what was entered")),
        (None, false) => lines.push("  may be left empty".to_owned()),
        (_, true) => {}
    }
    lines.push(match current {
        Some(current) => format!("{} [{current}]: ", field.name),
        None => format!("{}: ", field.name),
    });
    lines.join("\n")
}

/// An example of a configuration: defaults as they are, examples where something is needed, and empty texts, which
/// stand for no value, everywhere else. Fields that depend on another are in it if they count for these values.
pub fn template(fields: &[FieldSpec]) -> Map<String, Json> {
    let example = |field: &FieldSpec| {
        let placeholder = field.placeholder.as_deref().filter(|_| is_needed(field));
        let choice = match &field.kind {
            FieldKind::Choice(choices) if is_needed(field) => choices.first().map(|choice| &*choice.value),
            _ => None,
        };
        let fitting = field.default.as_deref().or(placeholder).or(choice).filter(|text| field.check(text).is_ok());
        fitting.unwrap_or_default().to_owned()
    };
    let counting = fields.iter().filter(|field| counts(fields, field, &|other| Some(example(other))));
    counting
        .map(|field| match example(field).as_str() {
            "" => (field.name.to_string(), "".into()),
            text => (field.name.to_string(), typed(&field.kind, text)),
        })
        .collect()
}
