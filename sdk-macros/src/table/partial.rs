//! The structs of a keyed table that hold some of its columns: `OrderKey` for deletes, `OrderUpdate` for updates.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::model::{Column, Table};
use crate::fallback::Bodies;
use crate::item;

/// The author names these, so they stand beside the author's struct and are as visible.
pub(super) fn structs(table: &Table) -> TokenStream {
    if table.key.is_none() {
        return TokenStream::new();
    }
    let key = key_struct(table);
    let update = update_struct(table);
    quote! { #key #update }
}

fn names(table: &Table) -> (Ident, Ident) {
    (format_ident!("{}Key", table.ident), format_ident!("{}Update", table.ident))
}

fn key_struct(table: &Table) -> TokenStream {
    let vis = &table.vis;
    let (name, _) = names(table);
    let doc = format!(" The primary key of [`{}`].", table.ident);
    let fields = table.key_columns().map(|column| {
        let Column { ident, ty, name, .. } = column;
        let doc = format!(" The column `{}`.", name.value());
        quote! { #[doc = #doc] #vis #ident: #ty }
    });
    quote! {
        #[doc = #doc]
        #[allow(dead_code, private_interfaces)]
        #vis struct #name { #(#fields),* }
    }
}

fn update_struct(table: &Table) -> TokenStream {
    let vis = &table.vis;
    let (_, name) = names(table);
    let doc = format!(" The primary key of [`{}`] and the columns to change.", table.ident);
    let key: Vec<&Column> = table.key_columns().collect();
    let others: Vec<&Column> = others(table).collect();
    let (key_idents, key_types): (Vec<_>, Vec<_>) = key.iter().map(|column| (&column.ident, &column.ty)).unzip();
    let (key_taken, key_values): (Vec<_>, Vec<_>) = key.iter().map(|column| taken(column)).unzip();
    let key_fields =
        key_idents.iter().zip(&key_values).map(|(ident, value)| match value.to_string() == ident.to_string() {
            true => quote! { #ident },
            false => quote! { #ident: #value },
        });
    let other_idents: Vec<&Ident> = others.iter().map(|column| &column.ident).collect();
    let other_types = others.iter().map(|column| column.cell_type());
    // A setter called `new` has been refused; a second function of that name would be a second mistake.
    let setters = others.iter().filter(|column| column.ident != "new").map(|column| setter(column, vis));
    quote! {
        #[doc = #doc]
        #[allow(dead_code, private_interfaces)]
        #vis struct #name {
            #(#key_idents: #key_types,)*
            #(#other_idents: ::core::option::Option<#other_types>,)*
        }

        #[allow(dead_code, private_bounds, private_interfaces)]
        impl #name {
            /// The row of this key, with no column to change yet.
            #vis fn new(#(#key_idents: #key_taken),*) -> Self {
                Self { #(#key_fields,)* #(#other_idents: ::core::option::Option::None),* }
            }

            #(#setters)*
        }
    }
}

/// The type of a parameter for a column's value, and how it becomes that value.
///
/// Numbers are taken as they are: with `impl Into<u32>` the literal `5` would be an `i32`, which is no `Into<u32>`.
fn taken(column: &Column) -> (TokenStream, TokenStream) {
    let Column { ident, ty, .. } = column;
    if item::is_primitive(ty) {
        return (quote! { #ty }, quote! { #ident });
    }
    let into = quote! { ::core::convert::Into<#ty> };
    (quote! { impl #into }, quote! { <_ as #into>::into(#ident) })
}

fn setter(column: &Column, vis: &syn::Visibility) -> TokenStream {
    let Column { ident, name, .. } = column;
    let doc = format!(" Changes the column `{}`.", name.value());
    let (taken, value) = taken(column);
    let value = column.wrapped(value);
    quote! {
        #[doc = #doc]
        #vis fn #ident(mut self, #ident: #taken) -> Self {
            self.#ident = ::core::option::Option::Some(#value);
            self
        }
    }
}

/// The columns that are not part of the key.
fn others(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns.iter().enumerate().filter(|(index, _)| !table.is_key(*index)).map(|(_, column)| column)
}

/// The impls for both structs.
pub(super) fn impls(table: &Table, bodies: Bodies) -> TokenStream {
    if table.key.is_none() {
        return TokenStream::new();
    }
    let ident = &table.ident;
    let (key, update) = names(table);
    let of_key = partial_row(table, &key, bodies, |_| quote! { row.skip(); });
    let of_update = partial_row(table, &update, bodies, |column| {
        let (ident, column) = (&column.ident, column.as_column());
        quote! { #column::write_given(self.#ident, row)?; }
    });
    let from = from_key(table, &key);
    quote! {
        #[automatically_derived]
        impl __sdk::Keyed for #ident {
            type Key = #key;
            type Update = #update;
        }

        #from
        #of_key
        #of_update
    }
}

fn partial_row(table: &Table, name: &Ident, bodies: Bodies, other: impl Fn(&Column) -> TokenStream) -> TokenStream {
    let cells = table.columns.iter().enumerate().map(|(index, column)| {
        let ident = &column.ident;
        match table.is_key(index) {
            true => column.write_cell(quote! { self.#ident }),
            false => other(column),
        }
    });
    let write = bodies.or_stub(quote! { #(#cells)* ::core::result::Result::Ok(()) });
    quote! {
        #[automatically_derived]
        impl __sdk::PartialRow for #name {
            fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
                #write
            }
        }
    }
}

/// A key of one column is made from its value, so that `rows.delete(7)` says all.
fn from_key(table: &Table, key: &Ident) -> Option<TokenStream> {
    let mut columns = table.key_columns();
    let (Some(Column { ident, ty, .. }), None) = (columns.next(), columns.next()) else {
        return None;
    };
    // A text need not be owned: `rows.delete("abc")`.
    let text = item::is_string(ty).then(|| {
        quote! {
            #[automatically_derived]
            impl ::core::convert::From<&str> for #key {
                fn from(#ident: &str) -> Self {
                    Self { #ident: ::core::convert::Into::into(#ident) }
                }
            }
        }
    });
    Some(quote! {
        #[automatically_derived]
        impl ::core::convert::From<#ty> for #key {
            fn from(#ident: #ty) -> Self {
                Self { #ident }
            }
        }

        #text
    })
}
