//! What the author wrote: every word and field, not yet judged together.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Fields, Item, LitInt, Token, Type, Visibility};

use crate::arg::{self, Arg, Text, Written};
use crate::errors::Errors;
use crate::paginate::Alone;
use crate::{item, words};

/// A struct and the words on it.
pub(super) struct RawTable {
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    pub(super) description: Option<String>,
    pub(super) name: Arg<Text>,
    pub(super) schema: Arg<Text>,
    pub(super) primary_key: Arg<Vec<Text>>,
    pub(super) cursor: Arg<Text>,
    pub(super) alone: Option<Alone>,
    pub(super) fields: Vec<RawField>,
}

/// A field and the words on it.
pub(super) struct RawField {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) description: Option<String>,
    pub(super) name: Arg<Text>,
    pub(super) declared: Arg<Declared>,
    pub(super) skip: Arg<()>,
}

/// What a type word says.
#[derive(Clone)]
pub(super) enum Declared {
    /// The variant of `ColumnType`, at the author's word.
    Type(Ident),
    /// Digits, and digits after the point.
    Decimal(LitInt, LitInt),
    /// Any value as JSON.
    Json,
    /// Inferred from the values.
    Inferred,
}

/// Takes our marks off the item. `None` for an item that cannot be a table at all.
pub(super) fn parse(attribute: TokenStream, item: &mut Item, errors: &Errors) -> Option<RawTable> {
    let Item::Struct(item) = item else {
        refuse_item(item, errors);
        return None;
    };
    let alone = Alone::parse(&item.ident, &mut item.attrs, errors);
    let marks: Vec<_> = item
        .fields
        .iter_mut()
        .map(|field| {
            item::refuse_marks(
                &mut field.attrs,
                "config",
                "this is a table and no configuration: write `#[column(…)]`",
                errors,
            );
            item::take_marks(&mut field.attrs, "column")
        })
        .collect();
    let Fields::Named(fields) = &item.fields else {
        let message = format!("a table is a struct with named fields: write `struct {} {{ id: i64, … }}`", item.ident);
        errors.at(&item.ident, message);
        return None;
    };
    if !item.generics.params.is_empty() {
        errors.at(
            &item.generics,
            "a generic struct cannot be a table, whose columns are one fixed list: write a struct for each table",
        );
        return None;
    }
    let mut table = RawTable {
        ident: item.ident.clone(),
        vis: item.vis.clone(),
        description: item::documentation(&item.attrs),
        name: Arg::default(),
        schema: Arg::default(),
        primary_key: Arg::default(),
        cursor: Arg::default(),
        alone,
        fields: Vec::new(),
    };
    for written in arg::words(attribute, &words::TABLE, errors) {
        match written.name() {
            "name" => table.name.set(&written, written.text(errors), errors),
            "schema" => table.schema.set(&written, written.text(errors), errors),
            "primary_key" => table.primary_key.set(&written, written.names(errors), errors),
            _ => table.cursor.set(&written, one_name(&written, errors), errors),
        }
    }
    for (field, marks) in fields.named.iter().zip(marks) {
        item::refuse_cfg(&field.attrs, "column", errors);
        table.fields.extend(parse_field(field, &marks, errors));
    }
    Some(table)
}

fn refuse_item(item: &Item, errors: &Errors) {
    match item {
        Item::Enum(item) => errors.at(
            item.enum_token,
            "an enum cannot be a table: write a struct with named fields, or `#[derive(Column)]` for an enum in a column",
        ),
        Item::Union(item) => errors.at(item.union_token, "a union cannot be a table: write a struct with named fields"),
        other => {
            let first: TokenStream = other.to_token_stream().into_iter().take(1).collect();
            errors.at(first, "`#[table]` stands above a struct with named fields, one for each column");
        }
    }
}

/// A cursor is one column.
fn one_name(written: &Written, errors: &Errors) -> Option<Text> {
    let names = written.names(errors)?;
    if let [_, second, ..] = names.as_slice() {
        errors.at(second, "a cursor is one column: name only the column that grows with every change");
        return None;
    }
    names.into_iter().next()
}

fn parse_field(field: &syn::Field, marks: &[syn::Attribute], errors: &Errors) -> Option<RawField> {
    let mut raw = RawField {
        ident: field.ident.clone()?,
        ty: field.ty.clone(),
        description: item::documentation(&field.attrs),
        name: Arg::default(),
        declared: Arg::default(),
        skip: Arg::default(),
    };
    for written in item::mark_words(marks, &words::COLUMN, errors) {
        match written.name() {
            "name" => raw.name.set(&written, written.text(errors), errors),
            "skip" => raw.skip.set(&written, written.alone(errors), errors),
            _ => set_type(&mut raw.declared, &written, errors),
        }
    }
    Some(raw)
}

fn set_type(declared: &mut Arg<Declared>, written: &Written, errors: &Errors) {
    if let Some(first) = declared.at.as_ref().filter(|first| **first != written.ident) {
        let message = format!("`{first}` has declared the type already: keep one of `{first}` and `{}`", written.ident);
        errors.at(&written.ident, message);
        return;
    }
    let value = match written.name() {
        "decimal" => decimal(written, errors),
        "json" => written.alone(errors).map(|()| Declared::Json),
        "inferred" => written.alone(errors).map(|()| Declared::Inferred),
        name => written.alone(errors).map(|()| Declared::Type(Ident::new(variant(name), written.ident.span()))),
    };
    declared.set(written, value, errors);
}

/// The variant of `ColumnType` for a type word.
fn variant(word: &str) -> &'static str {
    match word {
        "boolean" => "Boolean",
        "short" => "Short",
        "int" => "Int",
        "long" => "Long",
        "float" => "Float",
        "double" => "Double",
        "naive_date" => "NaiveDate",
        "naive_datetime" => "NaiveDateTime",
        "utc_datetime" => "UtcDateTime",
        "binary" => "Binary",
        "xml" => "Xml",
        _ => "String",
    }
}

/// `decimal(p, s)` with 1 to 38 digits, at most 37 of them after the point.
fn decimal(written: &Written, errors: &Errors) -> Option<Declared> {
    let numbers = |input: syn::parse::ParseStream<'_>| {
        let precision: LitInt = input.parse()?;
        input.parse::<Token![,]>()?;
        let scale: LitInt = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        Ok((precision, scale))
    };
    let (precision, scale) = written.parenthesised(numbers, errors)?;
    let digits = precision.base10_parse().unwrap_or(u32::MAX);
    if !(1..=38).contains(&digits) {
        errors.at(&precision, "a decimal has 1 to 38 digits: write `decimal(38, 9)` or fewer digits");
        return None;
    }
    let most = digits.min(37);
    if scale.base10_parse().unwrap_or(u32::MAX) > most {
        let message =
            format!("a decimal of {digits} digits has at most {most} after the point: write a scale of 0 to {most}");
        errors.at(&scale, message);
        return None;
    }
    Some(Declared::Decimal(precision, scale))
}
