//! The configuration as JSON Schema, and back.

use serde_json::{Map, Value as Json, json};

use crate::config::{FieldKind, FieldSpec};

/// How fields that depend on a choice are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Inside the choice, which is an object then: a form can hide them. [`flatten`] undoes it.
    #[cfg(feature = "airbyte")]
    Nested,
    /// Beside the choice.
    #[cfg(feature = "singer")]
    Flat,
}

/// The schema of the configuration.
pub(crate) fn schema(fields: &[FieldSpec], layout: Layout) -> Map<String, Json> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (order, field) in fields.iter().enumerate() {
        if parent(fields, field, layout).is_some() {
            continue;
        }
        let mut schema = property(fields, field, layout);
        schema.insert("order".into(), order.into());
        properties.insert(field.name.to_string(), schema.into());
        if field.required && field.when.is_none() {
            required.push(field.name.clone());
        }
    }
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("required".into(), json!(required));
    schema.insert("properties".into(), properties.into());
    schema.insert("additionalProperties".into(), true.into());
    schema
}

/// The choice inside which the field is shown.
fn parent<'a>(fields: &'a [FieldSpec], field: &FieldSpec, layout: Layout) -> Option<&'a FieldSpec> {
    match layout {
        #[cfg(feature = "airbyte")]
        Layout::Nested => {
            let condition = field.when.as_ref()?;
            let other = fields.iter().find(|other| other.name == condition.field)?;
            matches!(other.kind, FieldKind::Choice(_)).then_some(other)
        }
        #[cfg(feature = "singer")]
        Layout::Flat => {
            let _ = (fields, field);
            None
        }
    }
}

fn property(fields: &[FieldSpec], field: &FieldSpec, layout: Layout) -> Map<String, Json> {
    let dependents: Vec<_> = fields
        .iter()
        .filter(|other| parent(fields, other, layout).is_some_and(|parent| parent.name == field.name))
        .collect();
    let mut schema = match &field.kind {
        FieldKind::Choice(choices) if !dependents.is_empty() => {
            let branches = choices.iter().map(|choice| {
                let mut properties = Map::new();
                let mut fixed = Map::new();
                fixed.insert("type".into(), "string".into());
                fixed.insert("const".into(), (&*choice.value).into());
                fixed.insert("order".into(), 0.into());
                properties.insert(field.name.to_string(), fixed.into());
                let mut required = vec![field.name.clone()];
                let mine = dependents
                    .iter()
                    .filter(|other| other.when.as_ref().is_some_and(|condition| condition.equals == choice.value));
                for (order, other) in mine.enumerate() {
                    let mut schema = property(fields, other, layout);
                    schema.insert("order".into(), (order + 1).into());
                    properties.insert(other.name.to_string(), schema.into());
                    if other.default.is_none() {
                        required.push(other.name.clone());
                    }
                }
                let mut branch = Map::new();
                branch.insert("type".into(), "object".into());
                branch.insert("title".into(), (&*choice.label).into());
                if let Some(description) = &choice.description {
                    branch.insert("description".into(), description.trim().into());
                }
                branch.insert("required".into(), json!(required));
                branch.insert("properties".into(), properties.into());
                Json::Object(branch)
            });
            let mut schema = Map::new();
            schema.insert("type".into(), "object".into());
            schema.insert("oneOf".into(), branches.collect());
            if let Some(default) = &field.default {
                schema.insert("default".into(), json!({ &*field.name: &**default }));
            }
            schema
        }
        kind => {
            let mut schema = shape(kind);
            if let Some(default) = field.default_json() {
                schema.insert("default".into(), default);
            }
            schema
        }
    };
    schema.insert("title".into(), (&*field.label).into());
    let mut description = field.description.as_deref().unwrap_or_default().trim().to_owned();
    if let (Some(condition), None) = (&field.when, parent(fields, field, layout)) {
        let note = format!("Counts only when `{}` is `{}`.", condition.field, condition.equals);
        description = if description.is_empty() { note } else { format!("{description} {note}") };
    }
    if !description.is_empty() {
        schema.insert("description".into(), description.into());
    }
    if let Some(placeholder) = field.placeholder_json() {
        schema.insert("examples".into(), json!([placeholder]));
    }
    if field.kind.is_secret() {
        schema.insert("airbyte_secret".into(), true.into());
        schema.insert("writeOnly".into(), true.into());
    }
    schema
}

/// A kind's type and what restricts it.
fn shape(kind: &FieldKind) -> Map<String, Json> {
    let schema = match kind {
        FieldKind::Text | FieldKind::Secret => json!({ "type": "string" }),
        FieldKind::Integer => json!({ "type": "integer" }),
        FieldKind::Number => json!({ "type": "number" }),
        FieldKind::Toggle => json!({ "type": "boolean" }),
        FieldKind::Choice(choices) => {
            let values: Vec<_> = choices.iter().map(|choice| &choice.value).collect();
            let labels: Vec<_> = choices.iter().map(|choice| &choice.label).collect();
            json!({ "type": "string", "enum": values, "x-labels": labels })
        }
        FieldKind::List(inner) => json!({ "type": "array", "items": shape(inner) }),
        FieldKind::Map(inner) => json!({ "type": "object", "additionalProperties": shape(inner) }),
        // A key is pasted, and has several lines.
        FieldKind::Upload(_) => json!({ "type": "string", "multiline": true }),
        FieldKind::Date => json!({ "type": "string", "format": "date" }),
        FieldKind::Timestamp => json!({ "type": "string", "format": "date-time" }),
        FieldKind::Json => json!({ "type": ["object", "array", "string", "number", "boolean"] }),
    };
    match schema {
        Json::Object(schema) => schema,
        _ => Map::new(),
    }
}

/// Sets a field of a configuration, nested or flat.
#[cfg(feature = "airbyte")]
pub(crate) fn set(fields: &[FieldSpec], configuration: &mut Map<String, Json>, name: &str, text: &str) {
    if !try_set(fields, configuration, name, text) {
        configuration.insert(name.to_owned(), text.into());
    }
}

#[cfg(feature = "airbyte")]
fn try_set(fields: &[FieldSpec], configuration: &mut Map<String, Json>, name: &str, text: &str) -> bool {
    configuration.iter_mut().any(|(key, value)| match value {
        Json::Object(inner) if is_opened(fields, key, inner) => try_set(fields, inner, name, text),
        value if key == name => {
            *value = text.into();
            true
        }
        _ => false,
    })
}

/// Whether this is a choice with the fields that depend on it inside.
#[cfg(feature = "airbyte")]
fn is_opened(fields: &[FieldSpec], key: &str, inner: &Map<String, Json>) -> bool {
    let choice = fields.iter().any(|field| field.name == key && matches!(field.kind, FieldKind::Choice(_)));
    choice && inner.contains_key(key)
}

/// Takes the fields that a nested form puts inside a choice out of it again. A flat configuration stays as it is.
#[cfg(feature = "airbyte")]
pub(crate) fn flatten(fields: &[FieldSpec], configuration: Map<String, Json>) -> Map<String, Json> {
    let mut flat = Map::new();
    for (key, value) in configuration {
        match value {
            Json::Object(inner) if is_opened(fields, &key, &inner) => {
                let (itself, others): (Map<_, _>, Map<_, _>) = inner.into_iter().partition(|(name, _)| *name == key);
                flat.extend(itself);
                flat.extend(flatten(fields, others));
            }
            value => {
                flat.insert(key, value);
            }
        }
    }
    flat
}

#[cfg(all(test, feature = "airbyte"))]
mod tests {
    use super::*;
    use crate::config::Choice;
    use crate::secret::Secret;

    #[test]
    fn a_field_is_set_where_it_stands() {
        let mut auth = FieldSpec::of::<String>("auth");
        auth.kind = FieldKind::Choice(vec![Choice::new("basic"), Choice::new("token")]);
        let fields = [auth, FieldSpec::of::<Secret>("secret").when("auth", "token")];
        for (before, after) in [
            (json!({ "auth": "token", "secret": "a" }), json!({ "auth": "token", "secret": "b" })),
            (
                json!({ "auth": { "auth": "token", "secret": "a" }, "__key": 1 }),
                json!({ "auth": { "auth": "token", "secret": "b" }, "__key": 1 }),
            ),
            // A field of this name that belongs to something else is none of ours.
            (
                json!({ "auth": "token", "other": { "secret": "x" } }),
                json!({ "auth": "token", "other": { "secret": "x" }, "secret": "b" }),
            ),
        ] {
            let Json::Object(mut configuration) = before else { unreachable!() };
            set(&fields, &mut configuration, "secret", "b");
            assert_eq!(Json::Object(configuration), after);
        }
    }
}
