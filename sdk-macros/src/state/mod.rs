//! `#[state]`: a struct becomes state that is kept between syncs.

mod expand;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::fallback::{self, Bodies};

/// The author's struct with the derives that it lacks, and the impl.
pub(crate) fn state(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let item: syn::Item = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => {
            errors.add(error);
            return fallback::errors_only(errors);
        }
    };
    let Some(state) = parse::parse(attribute, &item, &errors) else {
        let derived = parse::derived(&item);
        return fallback::state(item, &derived, errors);
    };
    let (bodies, errors) = Bodies::after(errors);
    let derives = expand::derives(&state);
    let expansion = expand::expand(&state, bodies);
    quote! { #derives #item #errors #expansion }
}
