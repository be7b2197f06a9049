//! The impl of a configuration: declarations of its fields, and one call to read each.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::{Config, Field};
use crate::errors::Errors;
use crate::fallback::Bodies;
use crate::item;

pub(super) fn expand(config: &Config, bodies: Bodies) -> TokenStream {
    let ident = &config.ident;
    let specs = config.fields.iter().map(spec);
    let fields = match config.fields.is_empty() {
        true => quote! { ::std::vec::Vec::new() },
        false => quote! { ::std::vec::Vec::from([#(#specs),*]) },
    };
    let fields = bodies.or_stub(fields);
    let values = match config.fields.is_empty() {
        true => quote! { _values },
        false => quote! { values },
    };
    let read = bodies.or_stub(read(config));
    let client = config.client.as_ref().map(|calls| client(config, calls, bodies));
    quote! {
        #client
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            #[automatically_derived]
            impl __sdk::Config for #ident {
                fn fields() -> ::std::vec::Vec<__sdk::FieldSpec> {
                    #fields
                }

                fn read(#values: &mut __sdk::ConfigReader<'_>) -> ::core::option::Option<Self> {
                    #read
                }
            }
        };
    }
}

/// A connection's client lives in its configuration: one for all readers, and never shared with another connection.
pub(super) fn add_client(item: &mut syn::ItemStruct, errors: &Errors) {
    match &mut item.fields {
        syn::Fields::Named(fields) => {
            let derived = item::derived(&item.attrs);
            let serde = derived.iter().any(|name| name == "Serialize" || name == "Deserialize");
            let skip = serde.then(|| quote! { #[serde(skip)] });
            let field = quote! { #[doc(hidden)] #skip __http: ::connector_sdk::http::ClientSlot };
            fields.named.push(syn::parse_quote!(#field));
        }
        _ => errors.at(&item.ident, format!("write the struct with braces: `struct {} {{}}`", item.ident)),
    }
}

fn client(config: &Config, calls: &[TokenStream], bodies: Bodies) -> TokenStream {
    let Config { ident, vis, .. } = config;
    let body = bodies.or_stub(quote! {
        self.__http.client(|| ::connector_sdk::http::Client::builder() #(#calls)*)
    });
    quote! {
        impl #ident {
            /// The client of this connection.
            #[allow(dead_code)]
            #vis fn http(&self) -> ::connector_sdk::http::Client {
                #body
            }
        }
        #[automatically_derived]
        impl ::connector_sdk::reader::Source for #ident {
            fn http(&self) -> ::connector_sdk::http::Client {
                <#ident>::http(self)
            }
        }
    }
}

fn spec(field: &Field) -> TokenStream {
    let Field { ty, name, .. } = field;
    let label = field.label.iter().map(|label| quote! { .label(#label) });
    let description = field.description.iter().map(|text| quote! { .describe(#text) });
    let default = field.default.iter().map(|text| quote! { .default(#text) });
    let placeholder = field.placeholder.iter().map(|text| quote! { .placeholder(#text) });
    let file_types = field.file_types.iter().map(|text| {
        quote_spanned! { ty.span()=> .file_types(__sdk::file_types::<#ty>(#text)) }
    });
    let when = field.when.iter().map(|(field, equals)| quote! { .when(#field, #equals) });
    quote! {
        <#ty as __sdk::ConfigField>::field_spec(#name)
            #(#label)* #(#description)* #(#default)* #(#placeholder)* #(#file_types)* #(#when)*
    }
}

/// Every field is read before the first `?`, so that the user hears of all mistakes at once.
fn read(config: &Config) -> TokenStream {
    let reads = config.fields.iter().map(|field| {
        let Field { ty, name, .. } = field;
        let local = local(field);
        quote! { let #local = <#ty as __sdk::ConfigField>::read_field(values, #name); }
    });
    let fields = config.fields.iter().map(|field| {
        let ident = &field.ident;
        let local = local(field);
        quote! { #ident: #local? }
    });
    let client = config.client.as_ref().map(|_| quote! { __http: ::core::default::Default::default() });
    quote! {
        #(#reads)*
        ::core::option::Option::Some(Self { #(#fields,)* #client })
    }
}

fn local(field: &Field) -> Ident {
    format_ident!("__{}", field.ident.unraw())
}
