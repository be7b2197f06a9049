//! `#[paginate(…)]` on a table: the function that fetches a page is always the same one, so nobody needs to write it.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Attribute, Expr, Meta, Type};

use super::expand;
use super::parse::{Paged, require_boundary};
use crate::errors::Errors;
use crate::fallback::Bodies;
use crate::item;
use crate::options::{Scope, Setting};

/// A table that says how it is read.
pub(crate) struct Alone {
    paged: Paged,
    /// The configuration's type; any that has a client unless it is given.
    config: Option<Type>,
    path: Option<Expr>,
    records: Option<Expr>,
    /// The parameters that hold a cursor: `since`, and the end of the range.
    since: Option<Expr>,
    end: Option<Expr>,
}

impl Alone {
    /// Takes the marks off a table's struct. `None` for a table that does not say how it is read.
    pub(crate) fn parse(ident: &Ident, attributes: &mut Vec<Attribute>, errors: &Errors) -> Option<Self> {
        let marks = item::take_marks(attributes, "paginate");
        let since = item::take_marks(attributes, "since");
        for second in marks.iter().skip(1).chain(since.iter().skip(1)) {
            errors.at(second, format!("`{ident}` has this mark already: keep one"));
        }
        let Some(mark) = marks.first() else {
            if let Some(since) = since.first() {
                let message =
                    "a table that is read from a cursor says how: write `#[paginate(style = …, path = …)]` above";
                errors.at(since, message);
            }
            return None;
        };
        let table: Type = syn::parse_quote!(#ident);
        let mut alone = Self {
            paged: Paged::new(ident.clone(), table),
            config: None,
            path: None,
            records: None,
            since: None,
            end: None,
        };
        for setting in settings(mark, "#[paginate(style = \"offset\", path = \"orders\")]", errors) {
            alone.set(setting, errors);
        }
        alone.paged.knows_config = alone.config.is_some();
        alone.require(mark, errors);
        if let Some(since) = since.first() {
            alone.since(since, errors);
        }
        Some(alone)
    }

    fn set(&mut self, setting: Setting, errors: &Errors) {
        let value = |form: &str| {
            if setting.value.is_none() {
                errors.at(&setting.ident, format!("`{}` needs a value: write `{form}`", setting.ident));
            }
            setting.value.clone()
        };
        if setting.is("path") {
            self.path = value("path = \"orders\"");
        } else if setting.is("records") {
            self.records = value("records = \"/items\"");
        } else if setting.is("config") {
            self.config = match value("config = Shop") {
                Some(Expr::Path(path)) => Some(syn::parse_quote!(#path)),
                Some(other) => {
                    errors.at(other, "name the configuration's type: write `config = Shop`");
                    None
                }
                None => None,
            };
        } else if ["for_each", "concurrency", "skip_failing"].iter().any(|word| setting.is(word)) {
            let message =
                "is for readers that are called for each row of another one: write such a reader as a function";
            errors.at(&setting.ident, format!("`{}` {message}", setting.ident));
        } else {
            self.paged.set(setting, errors);
        }
    }

    fn require(&self, mark: &Attribute, errors: &Errors) {
        if errors.any() {
            return;
        }
        if self.paged.style.is_none() {
            errors
                .at(mark, "say how the source hands out its rows: write `style = \"offset\"`, or `style = \"single\"`");
        }
        if self.path.is_none() {
            let message = "write `path = \"orders\"`, and `records = \"/items\"` unless the answer is a list";
            errors.at(mark, format!("say where the rows are: {message}"));
        }
    }

    fn since(&mut self, mark: &Attribute, errors: &Errors) {
        let mut words = Vec::new();
        for setting in settings(mark, "#[since(param = \"updated_since\", inclusive)]", errors) {
            match setting.ident.to_string().as_str() {
                "param" => self.since = setting.value,
                "end_param" => self.end = setting.value,
                "per" => errors.at(&setting.ident, "`per` is for readers with `for_each`: remove it"),
                _ => words.push(setting),
            }
        }
        if self.since.is_none() && !errors.any() {
            errors.at(mark, "say which parameter asks for what has changed: write `param = \"updated_since\"`");
        }
        if !errors.any() {
            require_boundary(&words, mark, errors);
        }
        self.paged.since = Some(words);
    }

    /// Where the author wrote that the table is read from a cursor.
    pub(crate) fn needs_cursor(&self) -> bool {
        self.paged.since.is_some()
    }

    /// The stage that reads the table. A word that cannot be used is noted.
    pub(crate) fn stage(&self, errors: &Errors) -> TokenStream {
        let (config, ident) = (self.config(), &self.paged.ident);
        let known = if self.paged.knows_config {
            quote! { __config }
        } else {
            TokenStream::new()
        };
        let scope = Scope { config: known, fields: None, module: quote! { __sdk::paginate } };
        let value = |value: &Option<Expr>| value.as_ref().map(|value| scope.value(value, errors));
        let path = value(&self.path);
        let records = value(&self.records).unwrap_or_else(|| quote! { "" });
        let since = value(&self.since).map(|name| quote! { let request = request.query(#name, &since); });
        let end = value(&self.end).map(|name| quote! { let request = request.query(#name, since.end()); });
        let asked = since.is_some().then(|| quote! { let since = __input.since::<#ident>()?; });
        // A struct that cannot be read from JSON is reported at its name.
        let send = quote_spanned! { item::located(ident)=> <#ident as __sdk::reader::Fetched>::fetch(request, #records).await };
        let fetch = quote! {
            ::std::boxed::Box::pin(async move {
                let _ = __parent;
                let request = __sdk::reader::Source::http(&*__config).get(#path).page(__input.page());
                #asked #since #end
                #send
            })
        };
        expand::of(&self.paged, quote! { <#ident as __sdk::Table>::NAME }, &config, &quote! { () }, fetch, errors)
    }

    fn config(&self) -> TokenStream {
        self.config.as_ref().map_or_else(|| quote! { __Config }, |config| quote! { #config })
    }

    /// The impl for every configuration that has a client, or for one.
    pub(crate) fn expand(&self, stage: TokenStream, bodies: Bodies) -> TokenStream {
        let (config, ident) = (self.config(), &self.paged.ident);
        let generics = self.config.is_none().then(|| quote! { <__Config: __sdk::reader::Source> });
        let stage = bodies.or_stub(stage);
        let (result, lint) = match bodies {
            Bodies::Real => (quote! { impl __sdk::paginate::Paginate }, None),
            Bodies::Stub => (quote! { __sdk::paginate::SinglePage }, Some(quote! { #[allow(refining_impl_trait)] })),
        };
        quote! {
            #[automatically_derived]
            #lint
            impl #generics __sdk::reader::Readable<#config> for #ident {
                fn stage() -> __sdk::reader::Stage<#config, (), #result, Self> {
                    #stage
                }
            }
        }
    }
}

fn settings(mark: &Attribute, form: &str, errors: &Errors) -> Vec<Setting> {
    match &mark.meta {
        Meta::List(list) => Setting::parse_all(list.tokens.clone(), form, errors),
        _ => {
            errors.at(mark, format!("write `{form}`"));
            Vec::new()
        }
    }
}
