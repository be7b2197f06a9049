//! `#[connector]` on a struct: the struct becomes a configuration. `#[derive(ConfigField)]` makes a field's type.

mod expand;
mod field;
mod model;
mod parse;

pub(crate) use field::field;
use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::fallback::{self, Bodies};

/// The author's struct without our marks, and the impl.
pub(crate) fn configuration(attribute: TokenStream, mut item: syn::ItemStruct) -> TokenStream {
    let errors = Errors::new();
    let Some(raw) = parse::parse(attribute, &mut item, &errors) else {
        return fallback::configuration(syn::Item::Struct(item), errors);
    };
    let config = model::validate(raw, &errors);
    if config.client.is_some() {
        expand::add_client(&mut item, &errors);
    }
    let (bodies, errors) = Bodies::after(errors);
    let expansion = expand::expand(&config, bodies);
    quote! { #item #errors #expansion }
}
