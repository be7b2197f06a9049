//! A paginated function as a stage of the runtime: one call for each word.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;

use super::parse::{Argument, Paged};
use crate::errors::Errors;
use crate::item;
use crate::options::{self, Scope};

/// The stage with all stages below it. `ty` has the functions, or is empty for a function on its own.
pub(crate) fn stage(paged: &Paged, ty: Option<&TokenStream>, config: &TokenStream, errors: &Errors) -> TokenStream {
    let children = paged.children.iter().map(|child| {
        let child = self::stage(child, ty, config, errors);
        quote! { .child(#child) }
    });
    if paged.alone {
        let table = &paged.table;
        let stage = quote_spanned! { item::located(table)=> __sdk::reader::stage_of::<#table, #config>() };
        return quote! { #stage #(#children)* };
    }
    let name = paged.ident.unraw().to_string();
    let fetch = fetch(paged, ty);
    let parent = paged.parent.as_ref().map_or_else(|| quote! { () }, ToTokens::to_token_stream);
    let stage = of(paged, quote! { #name }, config, &parent, fetch, errors);
    quote! { #stage #(#children)* }
}

/// A stage by its name, its words, and how it fetches a page.
pub(super) fn of(
    paged: &Paged,
    name: TokenStream,
    config: &TokenStream,
    parent: &TokenStream,
    fetch: TokenStream,
    errors: &Errors,
) -> TokenStream {
    let module = quote! { __sdk::paginate };
    let known = if paged.knows_config {
        quote! { __config }
    } else {
        TokenStream::new()
    };
    let scope = Scope { config: known, fields: None, module: module.clone() };
    let style = paged.style.as_ref().and_then(|style| {
        let function = options::function(style, &module);
        if function.is_none() {
            errors.at(style, "a style is a text or a path: write `style = \"offset\"`");
        }
        function
    });
    let style_options = paged.options.iter().map(|setting| scope.call(setting, errors));
    let style = quote! { #style #(#style_options)* };
    let style = match &paged.within {
        Some(window) => {
            let window = scope.value(window, errors);
            quote! { __sdk::paginate::Within::new(#style, #window) }
        }
        None => style,
    };
    let stage = paged.stage.iter().map(|setting| scope.call(setting, errors));
    let since = paged.since.iter().map(|settings| {
        let calls = settings.iter().map(|setting| scope.call(setting, errors));
        // A table without a cursor is reported here, and only here.
        let since = Ident::new("since", item::located(&paged.since_type()));
        quote! { .#since(|__config: &#config, __rules| __rules #(#calls)*) }
    });
    let per = paged.per.iter().map(|field| {
        let key = quote_spanned! { item::located(field)=> ::std::string::ToString::to_string(&__parent.#field) };
        quote! { .per(|__parent: &#parent| #key) }
    });
    let new = quote_spanned! { item::located(&paged.table)=> __sdk::reader::Stage::new };
    quote! {
        #new(
            #name,
            |__config: &#config| { let _ = __config; #style },
            |__config: ::std::sync::Arc<#config>, __parent: __sdk::reader::Parent<#parent>, __input| #fetch,
        )
        #(#since)* #(#per)* #(#stage)*
    }
}

fn fetch(paged: &Paged, ty: Option<&TokenStream>) -> TokenStream {
    let ident = &paged.ident;
    let path = match ty {
        Some(ty) => quote! { <#ty>::#ident },
        None => ident.to_token_stream(),
    };
    let table = &paged.table;
    let arguments = paged.arguments.iter().map(|argument| match argument {
        Argument::Config => quote! { &__config },
        // Each goes through a trait that says in the author's words what does not fit.
        Argument::Parent(ty) => {
            let parent = paged.parent.as_ref().unwrap_or(ty);
            quote! { <#ty as __sdk::reader::RowOf<#parent>>::lent(&__parent) }
        }
        Argument::Since(ty) => quote! { <#ty as __sdk::reader::SinceOf<#table>>::given(__input.since()?) },
        Argument::Page(ty) => quote! { __input.page_as::<#ty>() },
    });
    let arguments: Vec<_> = arguments.collect();
    // An error of another type is reported at the return type.
    let output = paged.output.as_ref().unwrap_or(&paged.table);
    let wait = quote_spanned! { item::located(output)=> .await? };
    quote_spanned! { item::located(ident)=>
        ::std::boxed::Box::pin(async move {
            let _ = (&__config, &__parent, &__input);
            let __rows = #path(#(#arguments),*) #wait;
            ::core::result::Result::Ok(__rows)
        })
    }
}

/// The tables of a function and of all below it.
pub(crate) fn tables<'a>(paged: &'a Paged, tables: &mut Vec<&'a Type>) {
    tables.push(&paged.table);
    for child in &paged.children {
        self::tables(child, tables);
    }
}

impl Paged {
    fn since_type(&self) -> TokenStream {
        let since = self.arguments.iter().find_map(Argument::since);
        since.map_or_else(|| self.ident.to_token_stream(), ToTokens::to_token_stream)
    }
}
