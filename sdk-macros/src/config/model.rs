//! The configuration as it will be: names made, dependences found, rules kept.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{LitStr, Type};

use super::parse::{RawConfig, RawField, When};
use crate::arg::{Arg, Text};
use crate::errors::Errors;
use crate::item::{self, inside_option};
use crate::options::Scope;
use crate::words::{self, nearest, one_of};

/// The most fields that Fivetran's set-up form shows.
const MOST_FIELDS: usize = 100;

/// A configuration that can be expanded. After a mistake it holds what could be understood.
pub(super) struct Config {
    pub(super) ident: Ident,
    pub(super) vis: syn::Visibility,
    pub(super) fields: Vec<Field>,
    /// How the source is reached: calls that set up its client. `None` for a source without one.
    pub(super) client: Option<Vec<TokenStream>>,
}

/// One field.
pub(super) struct Field {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) name: LitStr,
    pub(super) description: Option<String>,
    pub(super) label: Option<LitStr>,
    pub(super) default: Option<String>,
    pub(super) placeholder: Option<LitStr>,
    pub(super) file_types: Option<LitStr>,
    /// The other field's name, and the value it must have.
    pub(super) when: Option<(LitStr, String)>,
}

/// Judges the words together.
pub(super) fn validate(raw: RawConfig, errors: &Errors) -> Config {
    let names: Vec<(String, LitStr)> = raw
        .fields
        .iter()
        .map(|field| {
            let field_name = Text::of(&field.ident);
            (field_name.text.clone(), field.name.get().unwrap_or(&field_name).literal())
        })
        .collect();
    refuse_same_names(&names, errors);
    if let Some(field) = raw.fields.get(MOST_FIELDS) {
        let message =
            format!("a set-up form has at most {MOST_FIELDS} fields: read several of them from one JSON field");
        errors.at(&field.ident, message);
    }
    let client = client(&raw, errors);
    let fields = raw.fields.into_iter().map(|field| validate_field(field, &raw.ident, &names, errors)).collect();
    Config { ident: raw.ident, vis: raw.vis, fields, client }
}

/// Each word sets up the client; a plain name in a value is a field.
fn client(raw: &RawConfig, errors: &Errors) -> Option<Vec<TokenStream>> {
    if raw.client.is_empty() {
        return None;
    }
    let fields: Vec<Ident> = raw.fields.iter().map(|field| field.ident.clone()).collect();
    let scope = Scope { config: quote! { self }, fields: Some(&fields), module: quote! { ::connector_sdk::auth } };
    let mut known = false;
    for setting in &raw.client {
        let word = setting.ident.to_string();
        match words::CLIENT.find(&word) {
            None if words::CONNECTOR.find(&word).is_some() => {
                let message = "is said of the connector, not of its configuration: write it above the impl block";
                errors.at(&setting.ident, format!("`{word}` {message}"));
            }
            None => errors.at(&setting.ident, words::CLIENT.unknown(&word)),
            Some(word) => {
                known = true;
                if setting.value.is_none() {
                    errors.at(&setting.ident, format!("write `{}`", word.form));
                }
            }
        }
    }
    // Without a word for a client nobody expects one, and `http` may not be among the features.
    if !known {
        return None;
    }
    if !raw.client.iter().any(|setting| setting.is("base_url")) && !errors.any() {
        errors.at(
            &raw.client[0].ident,
            "say where the source is: write `base_url = \"https://…\"`, or name a field that says it",
        );
    }
    Some(raw.client.iter().map(|setting| scope.call(setting, errors)).collect())
}

fn validate_field(raw: RawField, config: &Ident, names: &[(String, LitStr)], errors: &Errors) -> Field {
    let when = raw.when.get().and_then(|when| dependence(when, &raw, config, names, errors));
    if let (Some(at), Some(text)) = (&raw.default.at, raw.default.get())
        && let Some(fits) = item::reads_as(&raw.ty, text)
    {
        errors.at(at, format!("`{text}` is no value of this field: write {fits}"));
    }
    let RawField { ident, ty, description, name, label, default, placeholder, file_types, .. } = raw;
    let literal = |text: Arg<Text>| text.get().map(Text::literal);
    let name = literal(name).unwrap_or_else(|| Text::of(&ident).literal());
    let (label, placeholder, file_types) = (literal(label), literal(placeholder), literal(file_types));
    let default = default.get().cloned();
    Field { name, description, label, default, placeholder, file_types, when, ident, ty }
}

fn dependence(
    when: &When,
    field: &RawField,
    config: &Ident,
    names: &[(String, LitStr)],
    errors: &Errors,
) -> Option<(LitStr, String)> {
    if inside_option(&field.ty).is_none() {
        let message = format!(
            "`{}` is absent while `{}` has another value: make its type an `Option<…>`",
            field.ident, when.field.text
        );
        errors.at(&field.ty, message);
    }
    if when.field.text == Text::of(&field.ident).text {
        errors.at(&when.field, "a field cannot depend on itself: name another field");
        return None;
    }
    let found = names.iter().find(|(name, _)| *name == when.field.text);
    if found.is_none() {
        errors.at(&when.field, not_found(&when.field.text, config, names));
    }
    // The name as the other field has it, the caret on the word that names it.
    found.map(|(_, name)| (LitStr::new(&name.value(), when.field.span()), when.equals.clone()))
}

fn not_found(name: &str, config: &Ident, names: &[(String, LitStr)]) -> String {
    match nearest(name, names.iter().map(|(name, _)| name.as_str())) {
        Some(near) => format!("`{config}` has no field `{name}`: did you mean `{near}`?"),
        None => {
            let names: Vec<String> = names.iter().map(|(name, _)| format!("`{name}`")).collect();
            format!("`{config}` has no field `{name}`: name {}", one_of(&names))
        }
    }
}

fn refuse_same_names(names: &[(String, LitStr)], errors: &Errors) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for (field, name) in names {
        if let Some(first) = seen.get(&name.value()) {
            let message = format!("the field `{first}` is called `{}` already: choose another name", name.value());
            errors.at(name, message);
        } else {
            seen.insert(name.value(), field);
        }
    }
}
