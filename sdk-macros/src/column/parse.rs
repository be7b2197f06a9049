//! What the author wrote, judged at once: there is one word only.

use syn::{Data, DeriveInput, Fields, Type};

use crate::errors::Errors;
use crate::variants::{self, Variant};
use crate::words;

/// What a column is made from.
pub(super) enum Column {
    /// One text for each variant.
    Enum(Vec<Variant>),
    /// Whatever the value inside is.
    Around(Box<Type>),
}

/// `None` for an item that cannot be a column.
pub(super) fn parse(item: &DeriveInput, errors: &Errors) -> Option<Column> {
    const FIX: &str =
        "derive `Column` for an enum without data or for a struct around one value, `struct OrderId(i64);`";
    if !item.generics.params.is_empty() {
        errors.at(&item.generics, "a column is of one type, so it cannot be generic: name the type");
        return None;
    }
    for mark in item.attrs.iter().filter(|mark| mark.path().is_ident("column")) {
        errors.at(mark, "a column gets its name at the field of a table: write the mark there");
    }
    match &item.data {
        Data::Enum(data) => {
            let mark = ("column", &words::COLUMN_VARIANT);
            Some(Column::Enum(variants::parse(&item.ident, data, mark, "an enum in a column", errors)))
        }
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                for mark in fields.unnamed[0].attrs.iter().filter(|mark| mark.path().is_ident("column")) {
                    errors.at(mark, "a column gets its name at the field of a table: write the mark there");
                }
                Some(Column::Around(Box::new(fields.unnamed[0].ty.clone())))
            }
            _ => {
                let message = format!("a column is one value: {FIX}; nested data goes into `Json<{}>`", item.ident);
                errors.at(&item.ident, message);
                None
            }
        },
        Data::Union(data) => {
            errors.at(data.union_token, format!("a union cannot be a column: {FIX}"));
            None
        }
    }
}
