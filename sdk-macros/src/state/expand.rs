//! The derives and the impls of state.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{ExprPath, Item, LitStr};

use super::parse::{Field, State};
use crate::item;

/// The derives that the author did not write. serde is named through ours, so that a connector need not depend on it.
pub(super) fn derives(state: &State) -> TokenStream {
    let (writes, reads) = (state.lacks("Serialize"), state.lacks("Deserialize"));
    if !writes && !reads {
        return TokenStream::new();
    }
    let serde = quote! { ::connector_sdk::__private::serde };
    let all = [writes.then(|| quote! { #serde::Serialize }), reads.then(|| quote! { #serde::Deserialize })];
    let all = all.into_iter().flatten();
    let path = state.unsaid("crate").then(|| quote! { #[serde(crate = "::connector_sdk::__private::serde")] });
    // A field that a later version of the connector adds starts from its default.
    let default = (reads && state.unsaid("default")).then(|| quote! { #[serde(default)] });
    quote! { #[derive(#(#all),*)] #path #default }
}

/// Says to serde what the fields are. It names one trait, as `Default` does, so that rustc reports a type that cannot
/// be kept once and not for everything that it lacks.
pub(super) fn mark_fields(item: &mut Item, state: &State) {
    let Item::Struct(item) = item else { return };
    for (field, kept) in item.fields.iter_mut().zip(&state.fields) {
        if kept.plain && state.lacks("Serialize") {
            let way = state.function_of(kept, "serialize");
            field.attrs.push(syn::parse_quote! { #[serde(serialize_with = #way)] });
        }
        if kept.plain && state.lacks("Deserialize") {
            let way = state.function_of(kept, "deserialize");
            field.attrs.push(syn::parse_quote! { #[serde(deserialize_with = #way)] });
        }
    }
}

pub(super) fn expand(state: &State) -> TokenStream {
    let ident = &state.ident;
    let default = default(state);
    let version = state.version.iter().map(|version| quote! { const VERSION: u32 = #version; });
    let migrate = state.migrate.iter().map(|path| {
        quote! {
            fn migrate(from: u32, old: __sdk::serde_json::Value) -> __sdk::Result<__sdk::serde_json::Value> {
                #path(from, old)
            }
        }
    });
    quote! {
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            #default
            #[automatically_derived]
            impl __sdk::StateValue for #ident {
                #(#version)*
                #(#migrate)*
            }
        };
    }
}

fn default(state: &State) -> Option<TokenStream> {
    if !state.default || !state.lacks("Default") {
        return None;
    }
    let fields = state.fields.iter().map(|field| {
        let Field { ident, ty, .. } = field;
        if field.plain && state.lacks("Serialize") && state.lacks("Deserialize") {
            // Read from the same text as serde's, so that rustc sees one mistake at one place.
            let start = state.function_of(field, "start").parse::<ExprPath>();
            let start = start.map_or_else(|error| error.to_compile_error(), ToTokens::into_token_stream);
            quote! { #ident: #start() }
        } else {
            let start = quote_spanned! { item::located(ty)=> <#ty as ::core::default::Default>::default() };
            quote! { #ident: #start }
        }
    });
    let ident = &state.ident;
    Some(quote! {
        #[automatically_derived]
        impl ::core::default::Default for #ident {
            fn default() -> Self {
                Self { #(#fields),* }
            }
        }
    })
}

impl State {
    /// Whether the author does not derive this.
    fn lacks(&self, name: &str) -> bool {
        !self.derived.iter().any(|derived| derived == name)
    }

    /// Whether the author does not say this word to serde.
    fn unsaid(&self, word: &str) -> bool {
        !self.serde_words.iter().any(|said| said == word)
    }

    /// The path of what the field's type can do as a field of state.
    fn function_of(&self, field: &Field, function: &str) -> LitStr {
        let ty = field.ty.to_token_stream();
        let starts = self.default && self.lacks("Default");
        let rule = if starts { "StateField" } else { "StateFieldWithoutDefault" };
        LitStr::new(&format!("<{ty} as ::connector_sdk::__private::{rule}>::{function}"), item::located(&field.ty))
    }
}
