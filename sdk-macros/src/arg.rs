//! What stands between the parentheses of an attribute: words, each given once, each with its value.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::ext::IdentExt;
use syn::parse::{Parse, Parser};

use crate::errors::Errors;
use crate::words::{Attribute, Word};

/// One known word as the author wrote it.
pub(crate) struct Written {
    /// The author's token.
    pub(crate) ident: Ident,
    /// What the word is.
    pub(crate) word: &'static Word,
    given: Given,
}

/// What follows a word.
enum Given {
    Nothing,
    Equals(TokenStream),
    Parentheses(TokenStream),
}

/// A value that can be given once and remembers where.
pub(crate) struct Arg<T> {
    /// The word's token, once the word was there, even with a value that cannot be used.
    pub(crate) at: Option<Ident>,
    value: Option<T>,
}

impl<T> Default for Arg<T> {
    fn default() -> Self {
        Self { at: None, value: None }
    }
}

impl<T> Arg<T> {
    /// Takes the value; a second one is refused.
    pub(crate) fn set(&mut self, written: &Written, value: Option<T>, errors: &Errors) {
        if self.at.is_some() {
            errors.at(&written.ident, format!("`{}` is given twice: keep one", written.ident));
            return;
        }
        self.at = Some(written.ident.clone());
        self.value = value;
    }

    /// The value, if a usable one was given.
    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The word's token and the value, if a usable one was given.
    pub(crate) fn take(self) -> Option<(Ident, T)> {
        self.at.zip(self.value)
    }
}

/// A text with the token that holds it.
#[derive(Clone)]
pub(crate) struct Text {
    pub(crate) text: String,
    token: TokenTree,
    /// Whether it was a string and not an identifier.
    pub(crate) quoted: bool,
}

impl Text {
    pub(crate) fn of(ident: &Ident) -> Self {
        Self { text: ident.unraw().to_string(), token: ident.clone().into(), quoted: false }
    }

    fn quoted(literal: &syn::LitStr) -> Self {
        Self { text: literal.value(), token: literal.token().into(), quoted: true }
    }

    pub(crate) fn span(&self) -> Span {
        self.token.span()
    }

    /// The text as a string literal at the author's token.
    pub(crate) fn literal(&self) -> syn::LitStr {
        syn::LitStr::new(&self.text, self.span())
    }
}

/// So that messages can point at it.
impl ToTokens for Text {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(self.token.clone());
    }
}

/// A name of a field, as an identifier or as a string.
impl Parse for Text {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(syn::LitStr) {
            Ok(Self::quoted(&input.parse()?))
        } else {
            Ok(Self::of(&input.call(Ident::parse_any)?))
        }
    }
}

/// The words of an attribute, each with what follows it. Unknown words and stray tokens are noted and left out.
pub(crate) fn words(tokens: TokenStream, attribute: &'static Attribute, errors: &Errors) -> Vec<Written> {
    let mut written = Vec::new();
    for part in split_at_commas(tokens) {
        let [TokenTree::Ident(ident), rest @ ..] = part.as_slice() else {
            let stray: TokenStream = part.into_iter().collect();
            errors.at(stray, format!("`{}` takes words: write {}", attribute.form, attribute.choices()));
            continue;
        };
        let Some(word) = attribute.find(&ident.to_string()) else {
            errors.at(ident, attribute.unknown(&ident.to_string()));
            continue;
        };
        let given = match rest {
            [] => Given::Nothing,
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
                Given::Parentheses(group.stream())
            }
            [TokenTree::Punct(equals), value @ ..] if equals.as_char() == '=' => {
                Given::Equals(value.iter().cloned().collect())
            }
            stray => {
                let stray: TokenStream = stray.iter().cloned().collect();
                errors.at(stray, format!("this does not belong after `{}`: write `{}`", word.name, word.form));
                continue;
            }
        };
        written.push(Written { ident: ident.clone(), word, given });
    }
    written
}

/// The tokens between the commas.
pub(crate) fn split_at_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in tokens {
        match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => parts.push(Vec::new()),
            other => parts.last_mut().expect("there is always a last part").push(other),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

impl Written {
    /// The word's name, to match on.
    pub(crate) fn name(&self) -> &'static str {
        self.word.name
    }

    /// Says that the word was not followed by what it needs.
    pub(crate) fn misused(&self, errors: &Errors) {
        let Word { name, form, .. } = self.word;
        match &self.given {
            Given::Equals(value) | Given::Parentheses(value) if !value.is_empty() => {
                errors.at(value, format!("`{name}` is not given like this: write `{form}`"));
            }
            _ => errors.at(&self.ident, format!("`{name}` says nothing alone: write `{form}`")),
        }
    }

    /// For a word that stands alone.
    pub(crate) fn alone(&self, errors: &Errors) -> Option<()> {
        match &self.given {
            Given::Nothing => Some(()),
            Given::Equals(value) | Given::Parentheses(value) => {
                let place = if value.is_empty() { self.ident.to_token_stream() } else { value.clone() };
                errors.at(place, format!("`{}` stands alone: remove what follows it", self.word.name));
                None
            }
        }
    }

    /// What follows the equals sign, as a `T`.
    pub(crate) fn value<T: Parse>(&self, errors: &Errors) -> Option<T> {
        self.value_with(T::parse, errors)
    }

    /// What follows the equals sign, through a parser.
    pub(crate) fn value_with<T>(&self, parser: impl Parser<Output = T>, errors: &Errors) -> Option<T> {
        let parsed = match &self.given {
            Given::Equals(value) => parser.parse2(value.clone()).ok(),
            _ => None,
        };
        if parsed.is_none() {
            self.misused(errors);
        }
        parsed
    }

    /// What stands in the parentheses, through a parser.
    pub(crate) fn parenthesised<T>(&self, parser: impl Parser<Output = T>, errors: &Errors) -> Option<T> {
        let parsed = match &self.given {
            Given::Parentheses(tokens) => parser.parse2(tokens.clone()).ok(),
            _ => None,
        };
        if parsed.is_none() {
            self.misused(errors);
        }
        parsed
    }

    /// A string that is not empty.
    pub(crate) fn text(&self, errors: &Errors) -> Option<Text> {
        let literal: syn::LitStr = self.value(errors)?;
        if literal.value().trim().is_empty() {
            errors.at(&literal, format!("the text is empty: write `{}`", self.word.form));
            return None;
        }
        Some(Text::quoted(&literal))
    }

    /// One name, or several in parentheses.
    pub(crate) fn names(&self, errors: &Errors) -> Option<Vec<Text>> {
        let several = |input: syn::parse::ParseStream<'_>| {
            let content;
            syn::parenthesized!(content in input);
            Ok(content.parse_terminated(Text::parse, syn::Token![,])?.into_iter().collect::<Vec<_>>())
        };
        let names = |input: syn::parse::ParseStream<'_>| {
            if input.peek(syn::token::Paren) { several(input) } else { Ok(vec![input.parse::<Text>()?]) }
        };
        let names = self.value_with(names, errors)?;
        if names.is_empty() {
            self.misused(errors);
            return None;
        }
        Some(names)
    }
}
