//! What the author wrote: the version, the way from older ones, and the derives that are there already.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Fields, Item, LitBool, LitInt, Meta, Path, Type};

use crate::arg::{self, Arg};
use crate::errors::Errors;
use crate::{item, words};

/// A struct that is kept as state.
pub(super) struct State {
    pub(super) ident: Ident,
    /// The version, if it is not the first.
    pub(super) version: Option<LitInt>,
    /// The function that turns older state into this layout.
    pub(super) migrate: Option<Path>,
    /// Whether `Default` is derived too.
    pub(super) default: bool,
    /// The last names of the traits that the author derives.
    pub(super) derived: Vec<String>,
    /// The words that the author gave serde for the struct.
    pub(super) serde_words: Vec<String>,
    pub(super) fields: Vec<Field>,
}

/// A field that is kept.
pub(super) struct Field {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    /// Whether the author leaves to us how serde writes and reads it.
    pub(super) plain: bool,
}

/// `None` for an item that cannot be state at all.
pub(super) fn parse(attribute: TokenStream, item: &Item, errors: &Errors) -> Option<State> {
    let Item::Struct(item) = item else {
        let first: TokenStream = match item {
            Item::Enum(item) => item.enum_token.to_token_stream(),
            other => other.to_token_stream().into_iter().take(1).collect(),
        };
        errors.at(first, "state is a struct with named fields, kept as a JSON object: put this into a field of one");
        return None;
    };
    let Fields::Named(fields) = &item.fields else {
        let message = format!(
            "state is a struct with named fields, kept as a JSON object: write `struct {} {{ cursor: i64, … }}`",
            item.ident
        );
        errors.at(&item.ident, message);
        return None;
    };
    if !item.generics.params.is_empty() {
        errors
            .at(&item.generics, "state is read back by its one type, so its struct cannot be generic: name the types");
        return None;
    }
    let mut version: Arg<LitInt> = Arg::default();
    let mut migrate: Arg<Path> = Arg::default();
    let mut default: Arg<bool> = Arg::default();
    for written in arg::words(attribute, &words::STATE, errors) {
        match written.name() {
            "version" => version.set(&written, written.value(errors), errors),
            "migrate" => migrate.set(&written, written.value(errors), errors),
            _ => {
                let value = written.value::<LitBool>(errors).map(|default| default.value);
                default.set(&written, value, errors);
            }
        }
    }
    if !errors.any() {
        check_version(&version, &migrate, errors);
    }
    Some(State {
        ident: item.ident.clone(),
        version: version.get().cloned(),
        migrate: migrate.get().cloned(),
        default: *default.get().unwrap_or(&true),
        derived: item::derived(&item.attrs),
        serde_words: serde_words(&item.attrs),
        fields: fields.named.iter().filter_map(|named| field(named, errors)).collect(),
    })
}

fn field(field: &syn::Field, errors: &Errors) -> Option<Field> {
    const OWN: [&str; 7] =
        ["with", "serialize_with", "deserialize_with", "skip", "skip_serializing", "skip_deserializing", "flatten"];
    if let Type::Reference(reference) = &field.ty {
        errors.at(&field.ty, "state is read back from text, so it owns what it holds: write `String` for a text");
        return Some(Field { ident: field.ident.clone()?, ty: (*reference.elem).clone(), plain: false });
    }
    // Serde reads the type as text, in which `$crate` means nothing.
    let crate_of_macro = field.ty.to_token_stream().to_string().contains('$');
    let plain = !crate_of_macro && !serde_words(&field.attrs).iter().any(|word| OWN.contains(&word.as_str()));
    Some(Field { ident: field.ident.clone()?, ty: field.ty.clone(), plain })
}

/// A version after the first needs a way from the ones before, and the first has none before it.
fn check_version(version: &Arg<LitInt>, migrate: &Arg<Path>, errors: &Errors) {
    let number = version.get().map(|version| (version, version.base10_parse::<u32>().unwrap_or(0)));
    match (number, &migrate.at) {
        (Some((version, 0)), _) => {
            errors.at(version, "versions count from 1: write `version = 2` for the second layout")
        }
        (Some((version, 1)), Some(_)) => {
            errors.at(version, "version 1 has none before it: write `version = 2`, or remove `migrate`");
        }
        (Some((version, 2..)), None) => {
            errors.at(version, "state of older versions needs a way to this one: add `migrate = from_v1`");
        }
        (None, Some(migrate)) if version.at.is_none() => {
            errors.at(migrate, "state that is migrated has a new version: add `version = 2`");
        }
        _ => {}
    }
}

/// The first word of each part of `#[serde(…)]`.
fn serde_words(attributes: &[Attribute]) -> Vec<String> {
    let mut words = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let Meta::List(list) = &attribute.meta else { continue };
        words.extend(list.tokens.clone().into_iter().filter_map(|token| match token {
            TokenTree::Ident(word) => Some(word.to_string()),
            _ => None,
        }));
    }
    words
}
