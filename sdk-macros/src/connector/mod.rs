//! `#[connector]` on an `async fn` and on an impl block; on a struct it makes a configuration.

mod expand;
mod model;
mod parse;
mod signature;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Item;

use self::model::Connector;
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
        // An enum was meant as a configuration: the program's `main` is elsewhere.
        return match item {
            Item::Enum(_) | Item::Union(_) => fallback::configuration(item, errors),
            item => fallback::connector(item, errors),
        };
    };
    let connector = model::validate(raw, &errors);
    let readers = expand::readers(&connector, &errors);
    let (bodies, errors) = Bodies::after(errors);
    let expansion = expand::expand(&connector, readers, bodies);
    quote! { #item #errors #expansion }
}

/// A connector without a function: the words above its configuration name the tables that it reads.
pub(crate) struct OfTables {
    connector: Connector,
    readers: Vec<TokenStream>,
}

impl OfTables {
    /// Judges the words that are said of the connector.
    pub(crate) fn new(words: TokenStream, ident: &Ident, description: Option<String>, errors: &Errors) -> Self {
        let form = parse::Form::Impl(Box::new(syn::parse_quote!(#ident)));
        let mut raw = parse::parse_words(form, words, errors);
        raw.description = description;
        let connector = model::validate(raw, errors);
        let readers = expand::readers(&connector, errors);
        Self { connector, readers }
    }

    pub(crate) fn expand(self, bodies: Bodies) -> TokenStream {
        expand::expand(&self.connector, self.readers, bodies)
    }
}
