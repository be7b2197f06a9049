//! `#[table]`: a struct becomes a table.

mod expand;
mod model;
mod parse;
mod partial;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::fallback::Bodies;

/// The author's struct without our marks, and the impls.
pub(crate) fn table(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let mut item: syn::Item = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => {
            errors.add(error);
            return crate::fallback::errors_only(errors);
        }
    };
    let raw = parse::parse(attribute, &mut item, &errors);
    let Some(raw) = raw else {
        return crate::fallback::table(item, errors);
    };
    let table = model::validate(raw, &errors);
    let stage = table.alone.as_ref().map(|alone| alone.stage(&errors));
    let (bodies, errors) = Bodies::after(errors);
    let expansion = expand::expand(&table, stage, bodies);
    quote! { #item #errors #expansion }
}
