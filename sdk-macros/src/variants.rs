//! Enums without data: each variant is a text, for a column as for a configuration.

use std::collections::HashMap;

use proc_macro2::Ident;
use syn::{DataEnum, Fields, LitStr};

use crate::arg::{Arg, Text};
use crate::errors::Errors;
use crate::{item, words};

/// A variant and its text.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    /// The text that stands for it.
    pub(crate) name: LitStr,
    pub(crate) label: Option<LitStr>,
    pub(crate) description: Option<String>,
}

/// The variants with the words on them. `mark` is the name of our attribute, `what` the thing that the enum becomes.
pub(crate) fn parse(
    ident: &Ident,
    data: &DataEnum,
    (mark, attribute): (&str, &'static words::Attribute),
    what: &str,
    errors: &Errors,
) -> Vec<Variant> {
    if data.variants.is_empty() {
        errors.at(ident, format!("{what} has at least one value: add a variant"));
    }
    let mut seen: HashMap<String, Ident> = HashMap::new();
    let mut variants = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.at(
                &variant.fields,
                format!("{what} is one text for each variant: remove the data of `{}`", variant.ident),
            );
            continue;
        }
        let mut name = Arg::default();
        let mut label = Arg::default();
        let marks: Vec<_> = variant.attrs.iter().filter(|attr| attr.path().is_ident(mark)).cloned().collect();
        for written in item::mark_words(&marks, attribute, errors) {
            match written.name() {
                "name" => name.set(&written, written.text(errors), errors),
                _ => label.set(&written, written.text(errors), errors),
            }
        }
        let own_name = LitStr::new(&item::snake_case(&Text::of(&variant.ident).text), variant.ident.span());
        let name = name.get().map_or(own_name, Text::literal);
        if let Some(first) = seen.insert(name.value(), variant.ident.clone()) {
            errors.at(&name, format!("`{first}` is `{}` already: choose another name", name.value()));
        }
        variants.push(Variant {
            name,
            label: label.get().map(Text::literal),
            description: item::documentation(&variant.attrs),
            ident: variant.ident.clone(),
        });
    }
    variants
}
