//! `#[state]`: a struct becomes state that is kept between syncs.

mod expand;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::fallback::{self, Bodies};
use crate::item;

/// The author's struct with the derives that it lacks, and the impl.
pub(crate) fn state(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let mut item: syn::Item = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => {
            errors.add(error);
            return fallback::errors_only(errors);
        }
    };
    if let syn::Item::Struct(item) = &mut item {
        let message = "fields of state have no words of ours: write what serde knows, `#[serde(skip)]`";
        for field in &mut item.fields {
            item::refuse_marks(&mut field.attrs, "state", message, &errors);
        }
    }
    let state = match parse::parse(attribute, &item, &errors) {
        Some(state) if !errors.any() => state,
        _ => return fallback::state(item, errors),
    };
    let (_, errors) = Bodies::after(errors);
    let derives = expand::derives(&state);
    expand::mark_fields(&mut item, &state);
    let expansion = expand::expand(&state);
    quote! { #derives #item #errors #expansion }
}
