//! The derives and the impl of state.

use proc_macro2::TokenStream;
use quote::quote;

use super::parse::State;
use crate::fallback::Bodies;

/// The derives that the author did not write. serde is named through ours, so that a connector need not depend on it.
pub(super) fn derives(state: &State) -> TokenStream {
    let lacks = |name: &str| !state.derived.iter().any(|derived| derived == name);
    let serde = quote! { ::connector_sdk::__private::serde };
    let all = [
        ("Serialize", quote! { #serde::Serialize }),
        ("Deserialize", quote! { #serde::Deserialize }),
        ("Default", quote! { ::core::default::Default }),
        ("Debug", quote! { ::core::fmt::Debug }),
        ("Clone", quote! { ::core::clone::Clone }),
        ("PartialEq", quote! { ::core::cmp::PartialEq }),
    ];
    let all = all.into_iter().filter(|(name, _)| lacks(name) && (*name != "Default" || state.default));
    let all: Vec<TokenStream> = all.map(|(_, path)| path).collect();
    let derive = (!all.is_empty()).then(|| quote! { #[derive(#(#all),*)] });

    let unsaid = |word: &str| !state.serde_words.iter().any(|said| said == word);
    let ours = lacks("Serialize") || lacks("Deserialize");
    let path = (ours && unsaid("crate")).then(|| quote! { #[serde(crate = "::connector_sdk::__private::serde")] });
    // A field that a later version of the connector adds starts from its default.
    let default = (lacks("Deserialize") && unsaid("default")).then(|| quote! { #[serde(default)] });
    quote! { #derive #path #default }
}

pub(super) fn expand(state: &State, bodies: Bodies) -> TokenStream {
    let ident = &state.ident;
    let version = state.version.iter().map(|version| quote! { const VERSION: u32 = #version; });
    let migrate = state.migrate.iter().map(|path| {
        let migrate = bodies.or_stub(quote! { #path(from, old) });
        quote! {
            fn migrate(from: u32, old: __sdk::serde_json::Value) -> __sdk::Result<__sdk::serde_json::Value> {
                #migrate
            }
        }
    });
    quote! {
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            #[automatically_derived]
            impl __sdk::StateValue for #ident {
                #(#version)*
                #(#migrate)*
            }
        };
    }
}
