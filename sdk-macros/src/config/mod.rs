//! `#[connector]` on a struct: the struct becomes a configuration. `#[derive(ConfigField)]` makes a field's type.

mod expand;
mod field;
mod model;
mod parse;

pub(crate) use field::field;
use proc_macro2::TokenStream;
use quote::quote;

use crate::connector::OfTables;
use crate::errors::Errors;
use crate::fallback::{self, Bodies};
use crate::item;

/// The author's struct without our marks, and the impl. With `tables(…)` it is a connector as well.
pub(crate) fn configuration(attribute: TokenStream, mut item: syn::ItemStruct) -> TokenStream {
    let errors = Errors::new();
    let (attribute, connector) = parse::split(attribute);
    let description = item::documentation(&item.attrs);
    let connector = connector.map(|words| OfTables::new(words, &item.ident, description, &errors));
    let Some(raw) = parse::parse(attribute, &mut item, &errors) else {
        let connector = connector.map(|connector| connector.expand(Bodies::Stub));
        let configuration = fallback::configuration(syn::Item::Struct(item), errors);
        return quote! { #configuration #connector };
    };
    let config = model::validate(raw, &errors);
    if connector.is_some() && config.client.is_none() && !errors.any() {
        errors.at(&item.ident, "the tables have no source: write `base_url = …` beside `tables(…)`");
    }
    if config.client.is_some() {
        expand::add_client(&mut item, &errors);
    }
    let (bodies, errors) = Bodies::after(errors);
    let expansion = expand::expand(&config, bodies);
    let connector = connector.map(|connector| connector.expand(bodies));
    quote! { #item #errors #expansion #connector }
}
