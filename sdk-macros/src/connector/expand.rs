//! The impl of a connector: how it presents itself, and one call for each of its functions.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;

use super::model::{Call, Check, Connector, Reader};
use super::signature::{Argument, Given, Since};
use crate::errors::Errors;
use crate::fallback::Bodies;
use crate::item;
use crate::options::Scope;
use crate::paginate;

pub(super) fn expand(connector: &Connector, readers: Vec<TokenStream>, bodies: Bodies) -> TokenStream {
    let Connector { ty, config, .. } = connector;
    // What is no configuration, or is less visible than the connector, is reported at the author's type.
    let place = if connector.marker.is_some() { config } else { ty };
    let config = quote_spanned! { item::located(place)=> type Config = #config; };
    let marker = marker(connector);
    let main = connector.main.then(|| main(ty, bodies));
    let info = bodies.or_stub(info(connector));
    let readers = bodies.or_stub(quote! { ::std::vec::Vec::from([#(#readers),*]) });
    let checks = checks(&connector.checks, bodies);
    let discover = connector.tables.iter().map(|call| discover(call, bodies));
    let proofs = if bodies == Bodies::Real { proofs(connector) } else { TokenStream::new() };
    quote! {
        #marker
        #main
        const _: () = {
            use ::connector_sdk::__private as __sdk;
            #[automatically_derived]
            impl __sdk::Connector for #ty {
                #config


                fn info() -> __sdk::Info {
                    #info
                }

                fn readers() -> ::std::vec::Vec<__sdk::Reader<Self::Config>> {
                    #readers
                }

                #checks
                #(#discover)*
            }
            #proofs
        };
    }
}

/// A function's connector is a type of the function's name: types and functions have separate names.
fn marker(connector: &Connector) -> Option<TokenStream> {
    let (vis, ident) = connector.marker.as_ref()?;
    let doc = format!(" The connector that the function `{ident}` makes.");
    Some(quote! {
        #[doc = #doc]
        #[allow(non_camel_case_types, dead_code)]
        #vis struct #ident {}
    })
}

fn main(ty: &TokenStream, bodies: Bodies) -> TokenStream {
    let run = bodies.or_stub(quote! { ::connector_sdk::__private::main::<#ty>() });
    quote! {
        #[allow(dead_code)]
        fn main() -> ::std::process::ExitCode {
            #run
        }
    }
}

fn info(connector: &Connector) -> TokenStream {
    let name = &connector.name;
    let description = connector.description.iter().map(|text| quote! { .describe(#text) });
    let concurrency = connector.concurrency.iter().map(|readers| quote! { .concurrency(#readers) });
    let strict = connector.strict.then(|| quote! { .strict() });
    quote! {
        __sdk::Info::new(#name)
            #(#description)*
            .version(::core::env!("CARGO_PKG_VERSION"))
            .package_dir(::core::env!("CARGO_MANIFEST_DIR"))
            #(#concurrency)*
            #strict
    }
}

/// All readers. A word that cannot be used is noted.
pub(super) fn readers(connector: &Connector, errors: &Errors) -> Vec<TokenStream> {
    let config = &connector.config;
    connector.readers.iter().map(|one| reader(one, config, errors)).chain(pages(connector, errors)).collect()
}

/// Each argument is made, lent to the function, and finished after it has read everything.
fn reader(reader: &Reader, config: &TokenStream, errors: &Errors) -> TokenStream {
    let name = reader.call.ident.unraw().to_string();
    let given = || reader.arguments.iter().filter_map(Argument::given);
    let reaches = given().map(|Given { ty, .. }| quote! { .reaches(<#ty as __sdk::Argument>::reach()) });
    // A cursor follows the rows of the arguments that are taken after it.
    let follow = reader.since.iter().map(|Since { table, words }| {
        let module = quote! { __sdk::paginate };
        let scope = Scope { config: quote! { __config }, fields: None, module };
        let words = words.iter().map(|word| scope.call(word, errors));
        let begin = quote_spanned! { item::located(table)=> __sdk::reader::Follow::<#table>::begin };
        quote! { let __follow = #begin(&__context, |__rules| __rules #(#words)*)?; }
    });
    let takes = given().map(|argument| {
        let (Given { ty, lent, .. }, local) = (argument, argument.local());
        let mutable = lent.then(|| quote! { mut });
        quote! { let #mutable #local = <#ty as __sdk::Argument>::take(&__context)?; }
    });
    let passed = reader.arguments.iter().map(|argument| match argument {
        Argument::Config => quote! { &__config },
        Argument::Since => quote! { __follow.since() },
        Argument::Given(given) => {
            let local = given.local();
            if given.lent {
                quote! { &mut #local }
            } else {
                local.to_token_stream()
            }
        }
    });
    let call = reader.call.with(quote! { #(#passed),* });
    let finishes = given().filter(|argument| argument.lent).map(|argument| {
        let (Given { ty, .. }, local) = (argument, argument.local());
        quote! { <#ty as __sdk::Argument>::finish(#local, &__context)?; }
    });
    let followed = reader.since.iter().map(|_| quote! { __follow.finish()?; });
    let asks_config = reader.arguments.iter().any(|argument| matches!(argument, Argument::Config));
    let config = match (&reader.since, asks_config) {
        // A word of the cursor may name a field, for which the type must be known.
        (Some(_), true) => quote! { __config: ::std::sync::Arc<#config> },
        (None, true) => quote! { __config },
        _ => quote! { _ },
    };
    let context = match given().next() {
        Some(_) => quote! { __context },
        None => quote! { _ },
    };
    let future = reader.call.future(quote! { #(#follow)* #(#takes)* #call; #(#finishes)* #(#followed)* });
    quote! { __sdk::Reader::new(#name) #(#reaches)* .run(|#config, #context| #future) }
}

/// The paginated readers.
fn pages(connector: &Connector, errors: &Errors) -> Vec<TokenStream> {
    let ty = (connector.marker.is_none()).then_some(&connector.ty);
    let config = if ty.is_some() { &connector.ty } else { &connector.config };
    let pages = connector.pages.iter().map(|paged| {
        let (name, table) = (paged.ident.unraw().to_string(), &paged.table);
        if paged.alone && paged.children.is_empty() {
            return quote_spanned! { item::located(table)=> __sdk::reader::read_alone::<#table, #config>() };
        }
        let name = if paged.alone {
            quote! { <#table as __sdk::Table>::NAME }
        } else {
            quote! { #name }
        };
        let stage = paginate::stage(paged, ty, config, errors);
        let mut tables = Vec::new();
        paginate::tables(paged, &mut tables);
        // What is no table is reported once, as all of this names one trait at one place.
        let specs = tables.iter().map(|table| {
            let table = item::relocated(&table.to_token_stream(), table);
            quote! { <#table as __sdk::Table>::spec() }
        });
        let run = quote_spanned! { item::located(table)=> __sdk::reader::run };
        quote! {
            __sdk::Reader::new(#name)
                .tables([#(#specs),*])
                .run(|__config, __context| #run(#stage, __config, __context))
        }
    });
    pages.collect()
}

fn checks(checks: &[Check], bodies: Bodies) -> Option<TokenStream> {
    if checks.is_empty() {
        return None;
    }
    let checks = checks.iter().map(|Check { call, label }| {
        let name = call.ident.unraw().to_string();
        let asked = call.with(quote! { &__config });
        let future = call.future(quote! { #asked; });
        quote! { __sdk::Check::new(#name, #label, |__config| #future) }
    });
    let checks = bodies.or_stub(quote! { ::std::vec::Vec::from([#(#checks),*]) });
    Some(quote! {
        fn checks() -> ::std::vec::Vec<__sdk::Check<Self::Config>> {
            #checks
        }
    })
}

fn discover(call: &Call, bodies: Bodies) -> TokenStream {
    let asked = call.with(quote! { &__config });
    let body = bodies.or_stub(quote_spanned! { item::located(&call.output)=>
        ::std::boxed::Box::pin(async move { ::core::result::Result::Ok(#asked) })
    });
    // The question mark turns the author's error, whatever it is, into ours.
    quote! {
        #[allow(clippy::needless_question_mark)]
        fn discover(
            __config: ::std::sync::Arc<Self::Config>,
        ) -> __sdk::BoxFuture<__sdk::Result<::std::vec::Vec<__sdk::TableSpec>>> {
            #body
        }
    }
}

/// Two tables of one name would mix their rows; the error points at the second one.
fn proofs(connector: &Connector) -> TokenStream {
    let mut seen = HashSet::new();
    let given = connector.readers.iter().flat_map(|reader| &reader.arguments).filter_map(Argument::given);
    let given = given.filter_map(|given| Some((given.ty.to_token_stream(), item::only_argument(&given.ty, "Rows")?)));
    let mut returned = Vec::new();
    for paged in &connector.pages {
        paginate::tables(paged, &mut returned);
    }
    let returned = returned.into_iter().map(|table| (quote! { __sdk::Rows<#table> }, table));
    let rows: Vec<(TokenStream, &Type)> =
        given.chain(returned).filter(|(_, table)| seen.insert(last_name(table))).collect();
    let proofs = (1..rows.len()).map(|index| {
        let earlier = rows[..index].iter().map(|(rows, _)| rows);
        let (later, table) = &rows[index];
        quote_spanned! { item::located(table)=>
            const _: () = __sdk::distinct_tables(
                <#later as __sdk::Argument>::TABLE,
                &[#(<#earlier as __sdk::Argument>::TABLE),*],
            );
        }
    });
    proofs.collect()
}

/// The same table may be written by several readers, and once as `Order` and once as `tables::Order`.
fn last_name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().to_token_stream().to_string(),
        other => other.to_token_stream().to_string(),
    }
}

impl Call {
    /// The awaited call. A result that is none is reported at the return type.
    fn with(&self, arguments: TokenStream) -> TokenStream {
        let path = &self.path;
        let wait = quote_spanned! { item::located(&self.output)=> .await? };
        quote! { #path(#arguments) #wait }
    }

    /// The future of some statements. One that cannot move between threads is reported at the function's name.
    fn future(&self, statements: TokenStream) -> TokenStream {
        quote_spanned! { item::located(&self.ident)=>
            ::std::boxed::Box::pin(async move { #statements ::core::result::Result::Ok(()) })
        }
    }
}

impl Argument {
    /// What the context gives.
    fn given(&self) -> Option<&Given> {
        match self {
            Self::Given(given) => Some(given),
            Self::Config | Self::Since => None,
        }
    }
}

impl Given {
    /// The variable that holds it.
    fn local(&self) -> Ident {
        format_ident!("__{}", self.ident.unraw(), span = proc_macro2::Span::call_site())
    }
}
