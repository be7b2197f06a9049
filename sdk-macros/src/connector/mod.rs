//! `#[connector]` on an `async fn` and on an impl block; on a struct it makes a configuration.

mod expand;
mod model;
mod parse;
mod signature;

use proc_macro2::TokenStream;
use quote::quote;
use syn::Item;

use crate::errors::Errors;
use crate::fallback::{self, Bodies};

/// The author's item without our marks, and the impl.
pub(crate) fn connector(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let mut item: Item = match syn::parse2(item) {
        Ok(Item::Struct(item)) => {
            errors.finish().expect("nothing was noted yet");
            return crate::config::configuration(attribute, item);
        }
        Ok(item) => item,
        Err(error) => {
            errors.add(error);
            return fallback::errors_only(errors);
        }
    };
    let Some(raw) = parse::parse(attribute, &mut item, &errors) else {
        return fallback::connector(item, errors);
    };
    let connector = model::validate(raw, &errors);
    let pages = expand::pages(&connector, &errors);
    let (bodies, errors) = Bodies::after(errors);
    let expansion = expand::expand(&connector, pages, bodies);
    quote! { #item #errors #expansion }
}
