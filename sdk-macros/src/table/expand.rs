//! The impls of a table. They declare and call; what happens is decided in the runtime.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::model::{Column, Table};
use super::parse::Declared;
use super::partial;
use crate::fallback::Bodies;
use crate::item;

pub(super) fn expand(table: &Table, stage: Option<TokenStream>, bodies: Bodies) -> TokenStream {
    let structs = partial::structs(table);
    let partial_impls = partial::impls(table, bodies);
    let table_impl = table_impl(table, bodies);
    let incremental = incremental(table, bodies);
    let readable = table.alone.as_ref().zip(stage).map(|(alone, stage)| alone.expand(stage, bodies));
    quote! {
        #structs
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            #table_impl
            #partial_impls
            #incremental
            #readable
        };
    }
}

fn table_impl(table: &Table, bodies: Bodies) -> TokenStream {
    let Table { ident, name, schema, .. } = table;
    let full_name = match schema {
        Some(schema) => format!("{}.{}", schema.value(), name.value()),
        None => name.value(),
    };
    let spec = bodies.or_stub(spec(table));
    let cells = table.columns.iter().map(|column| {
        let field = &column.ident;
        column.write_cell(quote! { self.#field })
    });
    let write = bodies.or_stub(quote! { #(#cells)* ::core::result::Result::Ok(()) });
    quote! {
        #[automatically_derived]
        impl __sdk::Table for #ident {
            const NAME: &'static str = #full_name;

            fn spec() -> __sdk::TableSpec {
                #spec
            }

            fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
                #write
            }
        }
    }
}

/// A table with a cursor can be asked for what has changed.
fn incremental(table: &Table, bodies: Bodies) -> Option<TokenStream> {
    let Column { ident: field, ty, .. } = &table.columns[table.cursor?];
    let ident = &table.ident;
    let cursor = bodies.or_stub(quote! { &self.#field });
    Some(quote! {
        #[automatically_derived]
        impl __sdk::Incremental for #ident {
            type Cursor = #ty;

            fn cursor(&self) -> &Self::Cursor {
                #cursor
            }
        }
    })
}

fn spec(table: &Table) -> TokenStream {
    let name = &table.name;
    let schema = table.schema.iter().map(|schema| quote! { .in_schema(#schema) });
    let description = table.description.iter().map(|text| quote! { .describe(#text) });
    let columns = table.columns.iter().map(|column| {
        let spec = column.spec();
        quote! { .column(#spec) }
    });
    let key = table.key.iter().map(|_| {
        let names = table.key_columns().map(|column| &column.name);
        quote! { .primary_key([#(#names),*]) }
    });
    let cursor = table.cursor.iter().map(|index| {
        let name = &table.columns[*index].name;
        quote! { .cursor(#name) }
    });
    quote! {
        __sdk::TableSpec::new(#name) #(#schema)* #(#description)* #(#columns)* #(#key)* #(#cursor)*
    }
}

impl Column {
    /// The type as what it must be: a column, a part of the key, or a cursor.
    pub(super) fn as_column(&self) -> TokenStream {
        let ty = self.cell_type();
        let rule = Ident::new(self.rule, Span::call_site());
        quote! { <#ty as __sdk::#rule> }
    }

    /// The type that is a `Column`: the field's own, or its JSON wrapper.
    pub(super) fn cell_type(&self) -> TokenStream {
        let ty = &self.ty;
        let span = item::located(ty);
        match (&self.declared, item::inside_option(ty)) {
            (Some(Declared::Json), Some(inner)) => quote_spanned! { span=>
                ::core::option::Option<::connector_sdk::__private::Json<#inner>>
            },
            (Some(Declared::Json), None) => quote_spanned! { span=> ::connector_sdk::__private::Json<#ty> },
            _ => ty.to_token_stream(),
        }
    }

    /// The field's value as a value of the [`cell_type`](Self::cell_type).
    pub(super) fn wrapped(&self, value: TokenStream) -> TokenStream {
        match (&self.declared, item::inside_option(&self.ty)) {
            (Some(Declared::Json), Some(_)) => quote! { #value.map(::connector_sdk::__private::Json) },
            (Some(Declared::Json), None) => quote! { ::connector_sdk::__private::Json(#value) },
            _ => value,
        }
    }

    /// Writes a value of the field's type. It names the trait with the type, as the specification does: rustc then
    /// sees one and the same mistake in a type that is no column, and reports it once.
    pub(super) fn write_cell(&self, value: TokenStream) -> TokenStream {
        let column = self.as_column();
        let value = self.wrapped(value);
        quote! { #column::write_cell(#value, row)?; }
    }

    fn spec(&self) -> TokenStream {
        let name = &self.name;
        let column = self.as_column();
        let description = self.description.iter().map(|text| quote! { .describe(#text) });
        let spec = match &self.declared {
            Some(Declared::Inferred) => quote! { __sdk::ColumnSpec::new(#name) },
            _ => quote! { #column::spec(#name) },
        };
        let typed = match &self.declared {
            Some(Declared::Type(variant)) => quote! { .typed(__sdk::ColumnType::#variant) },
            Some(Declared::Decimal(precision, scale)) => {
                quote! { .typed(__sdk::ColumnType::Decimal { precision: #precision, scale: #scale }) }
            }
            _ => TokenStream::new(),
        };
        quote! { #spec #typed #(#description)* }
    }
}
