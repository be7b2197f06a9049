//! Words that become method calls of the runtime: `limit = 100`, `ordered`, `within = window(step = "1d")`.
//!
//! The macros hold no list of styles, of kinds of authentication or of their options: what does not exist is reported
//! by rustc, at the author's token. So a new style or kind is one file of the runtime.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprAssign, ExprCall, ExprLit, ExprUnary, Lit, Token, UnOp};

use crate::arg::Text;
use crate::errors::Errors;
use crate::item;
use crate::words::{Word, nearest};

/// One word and its value.
pub(crate) struct Setting {
    pub(crate) ident: Ident,
    pub(crate) value: Option<Expr>,
}

impl Parse for Setting {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ident = input.call(Ident::parse_any)?;
        let value = if input.parse::<Option<Token![=]>>()?.is_some() { Some(input.parse()?) } else { None };
        Ok(Self { ident, value })
    }
}

impl Setting {
    /// Whether this is the word.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.ident == word
    }

    /// Notes a value that is missing or stands where none belongs.
    pub(crate) fn check(&self, word: &Word, errors: &Errors) {
        match (&self.value, word.form.contains('=')) {
            (None, true) => {
                errors.at(&self.ident, format!("`{}` says nothing alone: write `{}`", word.name, word.form))
            }
            (Some(value), false) => errors.at(value, format!("`{}` stands alone: remove what follows it", word.name)),
            _ => {}
        }
    }

    /// Notes a zero or less where something is counted from 1.
    pub(crate) fn check_positive(&self, errors: &Errors) {
        const COUNTS: [&str; 4] = ["limit", "page_size", "concurrency", "max_pages"];
        if !COUNTS.iter().any(|word| self.is(word)) {
            return;
        }
        let too_low = match &self.value {
            Some(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) => number.base10_digits() == "0",
            Some(Expr::Unary(ExprUnary { op: UnOp::Neg(_), .. })) => true,
            _ => false,
        };
        if too_low && let Some(value) = &self.value {
            errors.at(value, format!("`{}` is at least 1: write a higher number, or leave it out", self.ident));
        }
    }

    /// The words of an attribute. Something else is noted, with how it is written.
    pub(crate) fn parse_all(tokens: TokenStream, form: &str, errors: &Errors) -> Vec<Self> {
        let settings = Punctuated::<Self, Token![,]>::parse_terminated.parse2(tokens);
        match settings {
            Ok(settings) => {
                let settings: Vec<Self> = settings.into_iter().collect();
                for (index, setting) in settings.iter().enumerate() {
                    if setting.ident != "key"
                        && setting.ident != "param"
                        && settings[..index].iter().any(|other| other.ident == setting.ident)
                    {
                        errors.at(&setting.ident, format!("`{}` is given twice: keep one", setting.ident));
                    }
                }
                settings
            }
            Err(error) => {
                errors.add(syn::Error::new(
                    error.span(),
                    format!("`{form}` takes words and values: write `limit = 100`"),
                ));
                Vec::new()
            }
        }
    }
}

/// Where a plain name in a value comes from.
pub(crate) struct Scope<'a> {
    /// What holds the configuration's fields: `self` or a variable. Empty where nobody knows the configuration.
    pub(crate) config: TokenStream,
    /// The fields, where they are known.
    pub(crate) fields: Option<&'a [Ident]>,
    /// The module of the functions that a value can call.
    pub(crate) module: TokenStream,
}

impl Scope<'_> {
    /// `.word(value)`.
    pub(crate) fn call(&self, setting: &Setting, errors: &Errors) -> TokenStream {
        let ident = &setting.ident;
        let value = setting.value.as_ref().map(|value| match value {
            // It takes a function, which no field can be.
            function @ Expr::Path(_) if setting.is("check_answer") => function.to_token_stream(),
            value => self.value(value, errors),
        });
        quote_spanned! { item::located(ident)=> .#ident(#value) }
    }

    /// A value: a field of the configuration, a function of the module with its options, or any expression.
    pub(crate) fn value(&self, value: &Expr, errors: &Errors) -> TokenStream {
        match value {
            Expr::Path(path) if path.path.get_ident().is_some() => {
                let ident = path.path.get_ident().expect("it was there a moment ago");
                self.field(ident, errors)
            }
            Expr::Call(call) => self.build(call, errors),
            other => other.to_token_stream(),
        }
    }

    fn field(&self, ident: &Ident, errors: &Errors) -> TokenStream {
        if self.config.is_empty() {
            let message = "a table does not know the configuration: write the value itself, or `config = …` with the \
                           configuration's type";
            errors.at(ident, format!("`{ident}` is no value: {message}"));
        }
        if let Some(fields) = self.fields
            && !fields.contains(ident)
        {
            let names: Vec<String> = fields.iter().map(|field| Text::of(field).text).collect();
            let hint = match nearest(&ident.to_string(), names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a field, or write the value itself".to_owned(),
            };
            errors.at(ident, format!("the configuration has no field `{ident}`: {hint}"));
        }
        let config = &self.config;
        quote_spanned! { item::located(ident)=> ::core::clone::Clone::clone(&#config.#ident) }
    }

    /// `bearer(token, header = "X")` as `module::bearer(self.token.clone()).header("X")`.
    fn build(&self, call: &ExprCall, errors: &Errors) -> TokenStream {
        let function = match &*call.func {
            Expr::Path(path) if path.path.get_ident().is_some() => {
                let module = item::relocated(&self.module, &path);
                quote! { #module::#path }
            }
            // A function of the author's own takes what is written.
            _ => return call.to_token_stream(),
        };
        let (mut arguments, mut options) = (Vec::new(), Vec::new());
        for argument in &call.args {
            match argument {
                Expr::Assign(ExprAssign { left, right, .. }) => match &**left {
                    Expr::Path(path) if path.path.get_ident().is_some() => {
                        let value = self.value(right, errors);
                        options.push(quote_spanned! { item::located(path)=> .#path(#value) });
                    }
                    other => errors.at(other, "an option has a plain name: write `header = \"X-Api-Key\"`"),
                },
                // After the first option a plain word is one as well: `in_query`.
                Expr::Path(path) if !options.is_empty() && path.path.get_ident().is_some() => {
                    options.push(quote_spanned! { item::located(path)=> .#path() });
                }
                value => arguments.push(self.value(value, errors)),
            }
        }
        let arguments = quote_spanned! { item::located(&call.func)=> (#(#arguments),*) };
        quote! { #function #arguments #(#options)* }
    }
}

/// The function that a word names: `"offset"` is one of the module's, a path is the author's own.
pub(crate) fn function(value: &Expr, module: &TokenStream) -> Option<TokenStream> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Str(text) => {
                let ident: Ident = text.parse_with(Ident::parse_any).ok()?;
                let place = text.span().resolved_at(Span::call_site());
                let ident = Ident::new(&ident.to_string(), place);
                let module = item::relocated(module, text);
                Some(quote_spanned! { place=> #module::#ident() })
            }
            _ => None,
        },
        Expr::Path(path) => Some(quote! { #path() }),
        _ => None,
    }
}
