//! What the author wrote on a configuration's struct, not yet judged together.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Expr, ExprLit, ExprUnary, Fields, ItemStruct, Lit, Token, Type, UnOp};

use crate::arg::{self, Arg, Text, Written};
use crate::errors::Errors;
use crate::options::Setting;
use crate::{item, words};

/// A struct of configuration fields.
pub(super) struct RawConfig {
    pub(super) ident: Ident,
    pub(super) vis: syn::Visibility,
    pub(super) fields: Vec<RawField>,
    /// How the source is reached.
    pub(super) client: Vec<Setting>,
}

/// A field and the words on it.
pub(super) struct RawField {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) description: Option<String>,
    pub(super) name: Arg<Text>,
    pub(super) label: Arg<Text>,
    pub(super) default: Arg<String>,
    pub(super) placeholder: Arg<Text>,
    pub(super) file_types: Arg<Text>,
    pub(super) when: Arg<When>,
}

/// The other field, and the value it must have.
pub(super) struct When {
    pub(super) field: Text,
    pub(super) equals: String,
}

/// The words of the configuration; and those of the connector, if `tables(…)` makes the struct one.
pub(super) fn split(attribute: TokenStream) -> (TokenStream, Option<TokenStream>) {
    let of_connector = |part: &[TokenTree]| match part.first() {
        Some(TokenTree::Ident(word)) => words::CONNECTOR.find(&word.to_string()).map(|word| word.name),
        _ => None,
    };
    let parts = arg::split_at_commas(attribute.clone());
    if !parts.iter().any(|part| of_connector(part) == Some("tables")) {
        return (attribute, None);
    }
    let (connector, configuration): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| of_connector(part).is_some());
    let joined = |parts: Vec<Vec<TokenTree>>| {
        let parts = parts.into_iter().map(|part| part.into_iter().collect::<TokenStream>());
        quote! { #(#parts),* }
    };
    (joined(configuration), Some(joined(connector)))
}

/// Takes our marks off the struct. `None` for one that cannot be a configuration at all.
pub(super) fn parse(attribute: TokenStream, item: &mut ItemStruct, errors: &Errors) -> Option<RawConfig> {
    let marks: Vec<_> = item
        .fields
        .iter_mut()
        .map(|field| {
            item::refuse_marks(
                &mut field.attrs,
                "column",
                "this is a configuration and no table: write `#[config(…)]`",
                errors,
            );
            item::take_marks(&mut field.attrs, "config")
        })
        .collect();
    let client = Setting::parse_all(attribute, "#[connector(…)]", errors);
    if !item.generics.params.is_empty() {
        errors.at(&item.generics, "a configuration is read from text, so its struct cannot be generic: name the types");
        return None;
    }
    if let Fields::Unnamed(fields) = &item.fields {
        let message =
            format!("a configuration's fields have names: write `struct {} {{ token: Secret, … }}`", item.ident);
        errors.at(fields, message);
        return None;
    }
    let fields = item.fields.iter().zip(marks);
    let fields = fields.filter_map(|(field, marks)| parse_field(field, &marks, errors)).collect();
    Some(RawConfig { ident: item.ident.clone(), vis: item.vis.clone(), fields, client })
}

fn parse_field(field: &syn::Field, marks: &[syn::Attribute], errors: &Errors) -> Option<RawField> {
    item::refuse_cfg(&field.attrs, "configuration field", errors);
    let mut raw = RawField {
        ident: field.ident.clone()?,
        ty: field.ty.clone(),
        description: item::documentation(&field.attrs),
        name: Arg::default(),
        label: Arg::default(),
        default: Arg::default(),
        placeholder: Arg::default(),
        file_types: Arg::default(),
        when: Arg::default(),
    };
    for written in item::mark_words(marks, &words::CONFIG, errors) {
        match written.name() {
            "name" => raw.name.set(&written, written.text(errors), errors),
            "label" => raw.label.set(&written, written.text(errors), errors),
            "default" => raw.default.set(&written, default(&written, errors), errors),
            "placeholder" => raw.placeholder.set(&written, written.text(errors), errors),
            "file_types" => raw.file_types.set(&written, written.text(errors), errors),
            _ => raw.when.set(&written, written.parenthesised(when, errors), errors),
        }
    }
    Some(raw)
}

/// A literal, as the text that a user would enter.
fn default(written: &Written, errors: &Errors) -> Option<String> {
    let value: Expr = written.value(errors)?;
    let text = literal_text(&value);
    if text.is_none() {
        errors.at(&value, "a default is a text, a number, `true` or `false`: write it out as the user would enter it");
    }
    text
}

fn literal_text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Str(text) => Some(text.value()),
            Lit::Int(number) => Some(number.base10_digits().to_owned()),
            Lit::Float(number) => Some(number.base10_digits().to_owned()),
            Lit::Bool(toggle) => Some(toggle.value.to_string()),
            Lit::Char(letter) => Some(letter.value().to_string()),
            _ => None,
        },
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => literal_text(expr).map(|text| format!("-{text}")),
        _ => None,
    }
}

/// `auth = "basic"`, or `tls` alone for a toggle that is on.
fn when(input: syn::parse::ParseStream<'_>) -> syn::Result<When> {
    let field = Text::of(&input.call(Ident::parse_any)?);
    if input.is_empty() {
        return Ok(When { field, equals: "true".to_owned() });
    }
    input.parse::<Token![=]>()?;
    let value: Expr = input.parse()?;
    let equals = literal_text(&value).ok_or_else(|| syn::Error::new_spanned(value, "not a literal"))?;
    input.parse::<Option<Token![,]>>()?;
    Ok(When { field, equals })
}
