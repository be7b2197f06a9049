//! What is emitted after a mistake: the author's item, the errors, and impls without bodies, so that the rest of the
//! program still finds what it names and one mistake gives one error.

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;

/// Whether the generated functions do their work, or only exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bodies {
    /// The item was right.
    Real,
    /// The item was wrong: the program will not compile, and its bodies must not add errors of their own.
    Stub,
}

impl Bodies {
    /// Reads the errors: which bodies to write, and the errors as tokens.
    pub(crate) fn after(errors: Errors) -> (Self, TokenStream) {
        match errors.finish() {
            Ok(()) => (Self::Real, TokenStream::new()),
            Err(error) => (Self::Stub, error.to_compile_error()),
        }
    }

    /// The body, or a stub of it.
    pub(crate) fn or_stub(self, body: TokenStream) -> TokenStream {
        match self {
            Self::Real => body,
            Self::Stub => quote! { ::core::unimplemented!() },
        }
    }
}

/// For input that is no item at all: there is nothing to emit but the errors.
pub(crate) fn errors_only(errors: Errors) -> TokenStream {
    Bodies::after(errors).1
}

/// For an item that cannot be a table: the item is a table all the same, so that `Rows<…>` of it is no second mistake.
pub(crate) fn table(item: syn::Item, errors: Errors) -> TokenStream {
    let (_, errors) = Bodies::after(errors);
    let Some((ident, generics)) = named_type(&item) else {
        return quote! { #item #errors };
    };
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let bounds = where_clause.map(|clause| &clause.predicates);
    quote! {
        #item
        #errors
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            impl #impl_generics __sdk::Table for #ident #type_generics
            where
                Self: ::core::marker::Send + 'static,
                #bounds
            {
                const NAME: &'static str = "";
                fn spec() -> __sdk::TableSpec {
                    ::core::unimplemented!()
                }
                fn write(self, _row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
                    ::core::unimplemented!()
                }
            }
        };
    }
}

/// The name and generics of an item that defines a type.
pub(crate) fn named_type(item: &syn::Item) -> Option<(&proc_macro2::Ident, &syn::Generics)> {
    match item {
        syn::Item::Struct(item) => Some((&item.ident, &item.generics)),
        syn::Item::Enum(item) => Some((&item.ident, &item.generics)),
        syn::Item::Union(item) => Some((&item.ident, &item.generics)),
        _ => None,
    }
}
