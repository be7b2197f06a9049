//! `#[derive(ConfigField)]`: an enum without data becomes a choice.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput};

use crate::errors::Errors;
use crate::fallback::{self, Bodies};
use crate::variants::{self, Variant};
use crate::words;

/// The impl; a derive does not repeat the author's item.
pub(crate) fn field(item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let item: DeriveInput = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => {
            errors.add(error);
            return fallback::errors_only(errors);
        }
    };
    let variants = parse(&item, &errors);
    let (bodies, errors) = Bodies::after(errors);
    let expansion = match bodies {
        Bodies::Real => expand(&item, &variants),
        Bodies::Stub => fallback::config_field(&item),
    };
    quote! { #errors #expansion }
}

fn parse(item: &DeriveInput, errors: &Errors) -> Vec<Variant> {
    const FIX: &str = "derive `ConfigField` for an enum without data";
    if !item.generics.params.is_empty() {
        errors.at(&item.generics, "a choice has fixed values, so it cannot be generic: write them out");
    }
    for mark in item.attrs.iter().filter(|mark| mark.path().is_ident("config")) {
        errors.at(mark, "a field gets its words in the configuration: write the mark there");
    }
    match &item.data {
        Data::Enum(data) => {
            let mark = ("config", &words::CONFIG_VARIANT);
            return variants::parse(&item.ident, data, mark, "a choice", errors);
        }
        Data::Struct(data) => errors.at(
            data.struct_token,
            format!("a struct is no choice: {FIX}, or read nested data with `Json<{}>`", item.ident),
        ),
        Data::Union(data) => errors.at(data.union_token, format!("a union is no choice: {FIX}")),
    }
    Vec::new()
}

fn expand(item: &DeriveInput, variants: &[Variant]) -> TokenStream {
    let ident = &item.ident;
    let idents = variants.iter().map(|variant| &variant.ident);
    let choices = variants.iter().map(|Variant { name, label, description, .. }| {
        let label = label.iter().map(|label| quote! { .label(#label) });
        let description = description.iter().map(|text| quote! { .describe(#text) });
        quote! { __sdk::Choice::new(#name) #(#label)* #(#description)* }
    });
    quote! {
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            #[automatically_derived]
            impl __sdk::ConfigField for #ident {
                fn kind() -> __sdk::FieldKind {
                    __sdk::FieldKind::Choice(::std::vec::Vec::from([#(#choices),*]))
                }

                fn parse(text: &str) -> ::core::result::Result<Self, ::std::string::String> {
                    __sdk::choose(text, [#(Self::#idents),*])
                }
            }
        };
    }
}
