//! What is emitted after a mistake: the author's item, the errors, and impls without bodies, so that the rest of the
//! program still finds what it names and one mistake gives one error.

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::item;

/// Whether the generated functions do their work, or only exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bodies {
    /// The item was right.
    Real,
    /// The item was wrong: the program will not compile, and its bodies must not add errors of their own.
    Stub,
}

impl Bodies {
    /// Reads the errors: which bodies to write, and the errors as tokens.
    pub(crate) fn after(errors: Errors) -> (Self, TokenStream) {
        match errors.finish() {
            Ok(()) => (Self::Real, TokenStream::new()),
            Err(error) => (Self::Stub, error.to_compile_error()),
        }
    }

    /// The body, or a stub of it.
    pub(crate) fn or_stub(self, body: TokenStream) -> TokenStream {
        match self {
            Self::Real => body,
            Self::Stub => quote! { ::core::unimplemented!() },
        }
    }
}

/// For input that is no item at all: there is nothing to emit but the errors.
pub(crate) fn errors_only(errors: Errors) -> TokenStream {
    Bodies::after(errors).1
}

/// For an item that cannot be a table: the item is a table all the same, so that `Rows<…>` of it is no second mistake.
pub(crate) fn table(item: syn::Item, errors: Errors) -> TokenStream {
    let (_, errors) = Bodies::after(errors);
    let Some((ident, generics)) = named_type(&item) else {
        return quote! { #item #errors };
    };
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let bounds = where_clause.map(|clause| &clause.predicates);
    quote! {
        #item
        #errors
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            impl #impl_generics __sdk::Table for #ident #type_generics
            where
                Self: ::core::marker::Send + 'static,
                #bounds
            {
                const NAME: &'static str = "";
                fn spec() -> __sdk::TableSpec {
                    ::core::unimplemented!()
                }
                fn write(self, _row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
                    ::core::unimplemented!()
                }
            }
        };
    }
}

/// The name and generics of an item that defines a type.
pub(crate) fn named_type(item: &syn::Item) -> Option<(&proc_macro2::Ident, &syn::Generics)> {
    match item {
        syn::Item::Struct(item) => Some((&item.ident, &item.generics)),
        syn::Item::Enum(item) => Some((&item.ident, &item.generics)),
        syn::Item::Union(item) => Some((&item.ident, &item.generics)),
        _ => None,
    }
}

/// For a struct that cannot be a configuration.
pub(crate) fn configuration(item: syn::Item, errors: Errors) -> TokenStream {
    let (_, errors) = Bodies::after(errors);
    let Some((ident, generics)) = named_type(&item) else {
        return quote! { #item #errors };
    };
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let bounds = where_clause.map(|clause| &clause.predicates);
    quote! {
        #item
        #errors
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            impl #impl_generics __sdk::Config for #ident #type_generics
            where
                Self: ::core::marker::Send + ::core::marker::Sync + 'static,
                #bounds
            {
                fn fields() -> ::std::vec::Vec<__sdk::FieldSpec> {
                    ::core::unimplemented!()
                }
                fn read(_values: &mut __sdk::ConfigReader<'_>) -> ::core::option::Option<Self> {
                    ::core::unimplemented!()
                }
            }
        };
    }
}

/// For an item that cannot be a connector. A program has a `main`, and the type of an impl block is a connector, even
/// if this one is wrong.
pub(crate) fn connector(item: syn::Item, errors: Errors) -> TokenStream {
    let (_, errors) = Bodies::after(errors);
    let connector = match &item {
        // rustc refuses such a block itself.
        syn::Item::Impl(item) if !matches!(&*item.self_ty, syn::Type::Path(_)) => return errors_and_main(&errors),
        syn::Item::Impl(item) => {
            let (impl_generics, _, where_clause) = item.generics.split_for_impl();
            let bounds = where_clause.map(|clause| &clause.predicates);
            Some(connector_of(&item.self_ty, quote! { #impl_generics }, quote! { #bounds }))
        }
        _ => named_type(&item).map(|(ident, generics)| {
            let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
            let bounds = where_clause.map(|clause| &clause.predicates);
            connector_of(quote! { #ident #type_generics }, quote! { #impl_generics }, quote! { #bounds })
        }),
    };
    let main = errors_and_main(&TokenStream::new());
    quote! {
        #item
        #errors
        #connector
        #main
    }
}

fn errors_and_main(errors: &TokenStream) -> TokenStream {
    quote! {
        #errors
        #[allow(dead_code)]
        fn main() -> ::std::process::ExitCode {
            ::core::unimplemented!()
        }
    }
}

fn connector_of(ty: impl quote::ToTokens, generics: TokenStream, bounds: TokenStream) -> TokenStream {
    quote! {
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            impl #generics __sdk::Connector for #ty
            where
                Self: 'static,
                #bounds
            {
                type Config = ();
                fn info() -> __sdk::Info {
                    ::core::unimplemented!()
                }
                fn readers() -> ::std::vec::Vec<__sdk::Reader<()>> {
                    ::core::unimplemented!()
                }
            }
        };
    }
}

/// For an item that cannot be state, with what state must be able to do and the author does not derive.
pub(crate) fn state(mut item: syn::Item, errors: Errors) -> TokenStream {
    let (_, errors) = Bodies::after(errors);
    let derived = match &item {
        syn::Item::Struct(item) => item::derived(&item.attrs),
        syn::Item::Enum(item) => item::derived(&item.attrs),
        syn::Item::Union(item) => item::derived(&item.attrs),
        _ => Vec::new(),
    };
    // Without a derive of serde's nobody knows its marks.
    if let syn::Item::Struct(item) = &mut item
        && !derived.iter().any(|name| name == "Serialize" || name == "Deserialize")
    {
        item::take_marks(&mut item.attrs, "serde");
        item.fields.iter_mut().for_each(|field| drop(item::take_marks(&mut field.attrs, "serde")));
    }
    let Some((ident, _)) = named_type(&item).filter(|(_, generics)| generics.params.is_empty()) else {
        return quote! { #item #errors };
    };
    let lacks = |name: &str| !derived.iter().any(|derived| derived == name);
    let serialize = lacks("Serialize").then(|| {
        quote! {
            impl __sdk::serde::Serialize for #ident {
                fn serialize<S: __sdk::serde::Serializer>(&self, _: S) -> ::core::result::Result<S::Ok, S::Error> {
                    ::core::unimplemented!()
                }
            }
        }
    });
    let deserialize = lacks("Deserialize").then(|| {
        quote! {
            impl<'de> __sdk::serde::Deserialize<'de> for #ident {
                fn deserialize<D: __sdk::serde::Deserializer<'de>>(_: D) -> ::core::result::Result<Self, D::Error> {
                    ::core::unimplemented!()
                }
            }
        }
    });
    let default = lacks("Default").then(|| {
        quote! {
            impl ::core::default::Default for #ident {
                fn default() -> Self {
                    ::core::unimplemented!()
                }
            }
        }
    });
    quote! {
        #item
        #errors
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            #serialize
            #deserialize
            #default
            impl __sdk::StateValue for #ident {}
        };
    }
}

/// For an item that cannot be a column.
pub(crate) fn column(item: &syn::DeriveInput) -> TokenStream {
    let ident = &item.ident;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    let bounds = where_clause.map(|clause| &clause.predicates);
    quote! {
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            impl #impl_generics __sdk::Column for #ident #type_generics
            where
                Self: ::core::marker::Send,
                #bounds
            {
                const TYPE: ::core::option::Option<__sdk::ColumnType> = ::core::option::Option::None;
                fn into_value(self) -> __sdk::Result<__sdk::Value> {
                    ::core::unimplemented!()
                }
            }
            impl #impl_generics __sdk::KeyColumn for #ident #type_generics where Self: ::core::marker::Send, #bounds {}
        };
    }
}

/// For an item that cannot be a choice.
pub(crate) fn config_field(item: &syn::DeriveInput) -> TokenStream {
    let ident = &item.ident;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    quote! {
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            impl #impl_generics __sdk::ConfigField for #ident #type_generics #where_clause {
                fn kind() -> __sdk::FieldKind {
                    ::core::unimplemented!()
                }
                fn parse(_text: &str) -> ::core::result::Result<Self, ::std::string::String> {
                    ::core::unimplemented!()
                }
            }
        };
    }
}
