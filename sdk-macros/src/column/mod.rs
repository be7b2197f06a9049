//! `#[derive(Column)]`: an enum without data or a struct around one value becomes a column.

mod expand;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::fallback::{self, Bodies};

/// The impls; a derive does not repeat the author's item.
pub(crate) fn column(item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let item: syn::DeriveInput = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => {
            errors.add(error);
            return fallback::errors_only(errors);
        }
    };
    let column = parse::parse(&item, &errors);
    let (bodies, errors) = Bodies::after(errors);
    let expansion = match (column, bodies) {
        (Some(column), Bodies::Real) => expand::expand(&item.ident, &column),
        _ => fallback::column(&item),
    };
    quote! { #errors #expansion }
}
