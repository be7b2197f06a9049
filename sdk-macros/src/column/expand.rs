//! The impls of a column.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Type;

use super::parse::Column;
use crate::variants::Variant;

pub(super) fn expand(ident: &Ident, column: &Column) -> TokenStream {
    let impls = match column {
        Column::Enum(variants) => texts(ident, variants),
        Column::Around(inner) => around(ident, inner),
    };
    quote! {
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            #impls
        };
    }
}

/// The text of a variant is no order, so an enum can be a key but not a cursor.
fn texts(ident: &Ident, variants: &[Variant]) -> TokenStream {
    let arms = variants.iter().map(|Variant { ident, name, .. }| quote! { Self::#ident => #name });
    quote! {
        #[automatically_derived]
        impl __sdk::Column for #ident {
            const TYPE: ::core::option::Option<__sdk::ColumnType> = <&'static str as __sdk::Column>::TYPE;

            fn into_value(self) -> __sdk::Result<__sdk::Value> {
                <&'static str as __sdk::Column>::into_value(match self { #(#arms),* })
            }
        }

        #[automatically_derived]
        impl __sdk::KeyColumn for #ident {}
    }
}

/// The `for<'a>` lets rustc accept a bound that does not hold: the struct is a key only if the value inside is one.
/// Where it is none, the error speaks of the author's struct and not of this bound.
fn around(ident: &Ident, inner: &Type) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl __sdk::Column for #ident {
            const TYPE: ::core::option::Option<__sdk::ColumnType> = <#inner as __sdk::Column>::TYPE;

            fn into_value(self) -> __sdk::Result<__sdk::Value> {
                <#inner as __sdk::Column>::into_value(self.0)
            }
        }

        #[diagnostic::do_not_recommend]
        impl __sdk::KeyColumn for #ident where for<'a> #inner: __sdk::KeyColumn {}

        #[diagnostic::do_not_recommend]
        impl __sdk::CursorColumn for #ident where for<'a> #inner: __sdk::CursorColumn {}
    }
}
