//! Small questions about the author's item: its documentation, its marks, its types.

use proc_macro2::{Span, TokenStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, GenericArgument, Lit, Meta, Path, PathArguments, Token, Type};

use crate::errors::Errors;
use crate::words;

/// The doc comment as a text: lines joined, paragraphs kept apart. `None` where there is none.
pub(crate) fn documentation(attributes: &[Attribute]) -> Option<String> {
    let mut text = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let Meta::NameValue(pair) = &attribute.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(comment), .. }) = &pair.value else { continue };
        for line in comment.value().split('\n').map(str::trim) {
            match (line, text.ends_with('\n') || text.is_empty()) {
                ("", true) => {}
                ("", false) => text.push('\n'),
                (line, true) => text.push_str(line),
                (line, false) => {
                    text.push(' ');
                    text.push_str(line);
                }
            }
        }
    }
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Removes the marks of this name from the attributes and returns them: they are ours, and rustc knows them not.
pub(crate) fn take_marks(attributes: &mut Vec<Attribute>, name: &str) -> Vec<Attribute> {
    attributes.extract_if(.., |attribute| attribute.path().is_ident(name)).collect()
}

/// Takes off marks that stand where they mean nothing: rustc would only say that it knows them not.
pub(crate) fn refuse_marks(attributes: &mut Vec<Attribute>, name: &str, message: &str, errors: &Errors) {
    for mark in take_marks(attributes, name) {
        errors.at(mark, message);
    }
}

/// The words of all marks on one field or variant.
pub(crate) fn mark_words(
    marks: &[Attribute],
    attribute: &'static words::Attribute,
    errors: &Errors,
) -> Vec<crate::arg::Written> {
    let mut written = Vec::new();
    for mark in marks {
        match &mark.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                written.extend(crate::arg::words(list.tokens.clone(), attribute, errors));
            }
            Meta::NameValue(_) => {
                errors.at(mark, format!("write the words in parentheses: `{}`", attribute.form));
            }
            _ => {
                let name = mark.path();
                let name = quote::quote!(#name);
                errors.at(mark, format!("`#[{name}]` says nothing: remove it, or write {}", attribute.choices()));
            }
        }
    }
    written
}

/// The last names of the derived traits: `Clone` for `#[derive(std::clone::Clone)]`.
pub(crate) fn derived(attributes: &[Attribute]) -> Vec<String> {
    let lists = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    let paths = lists.filter_map(|list| list.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).ok());
    paths.flatten().filter_map(|path| path.segments.last().map(|last| last.ident.to_string())).collect()
}

/// A conditional field cannot be followed: attribute macros run before `cfg` is decided.
pub(crate) fn refuse_cfg(attributes: &[Attribute], what: &str, errors: &Errors) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")) {
        errors.at(attribute, format!("a {what} cannot depend on `cfg`: put the `#[cfg(…)]` on the whole item"));
    }
}

/// The place of the author's token with the names of the generated code: rustc points there, and a token out of a
/// `macro_rules` macro does not hide our variables.
pub(crate) fn located(place: &impl Spanned) -> Span {
    Span::call_site().located_at(place.span())
}

/// Our tokens at the place of the author's: an expression that begins with them is shown where the author wrote it.
pub(crate) fn relocated(tokens: &TokenStream, place: &impl Spanned) -> TokenStream {
    let span = located(place);
    let moved = tokens.clone().into_iter().map(|mut token| {
        token.set_span(span);
        token
    });
    moved.collect()
}

/// The `T` of an `Option<T>`.
pub(crate) fn inside_option(ty: &Type) -> Option<&Type> {
    only_argument(ty, "Option")
}

/// The `T` of a type that is written `…name<T>`.
pub(crate) fn only_argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ungrouped(ty) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => Some(inner),
        _ => None,
    }
}

/// Whether the type is one of Rust's own numbers, `bool` or `char`.
pub(crate) fn is_primitive(ty: &Type) -> bool {
    const PRIMITIVES: [&str; 13] =
        ["bool", "char", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "usize"];
    let Type::Path(path) = ungrouped(ty) else { return false };
    path.path.get_ident().is_some_and(|ident| PRIMITIVES.iter().any(|primitive| ident == primitive))
}

/// What to write where the text is no value of the type; `None` where it is one, or where nobody knows.
pub(crate) fn reads_as(ty: &Type, text: &str) -> Option<&'static str> {
    let ty = inside_option(ty).unwrap_or(ty);
    let fits = |name: &str| is_named(ty, name);
    let whole = |fits: bool| (!fits).then_some("a whole number that the type can hold, `100`");
    match () {
        () if fits("bool") => (!matches!(text, "true" | "false")).then_some("`true` or `false`"),
        () if fits("u8") => whole(text.parse::<u8>().is_ok()),
        () if fits("u16") => whole(text.parse::<u16>().is_ok()),
        () if fits("u32") => whole(text.parse::<u32>().is_ok()),
        () if fits("u64") || fits("usize") => whole(text.parse::<u64>().is_ok()),
        () if fits("i8") => whole(text.parse::<i8>().is_ok()),
        () if fits("i16") => whole(text.parse::<i16>().is_ok()),
        () if fits("i32") => whole(text.parse::<i32>().is_ok()),
        () if fits("i64") => whole(text.parse::<i64>().is_ok()),
        () if fits("f32") || fits("f64") => text.parse::<f64>().is_err().then_some("a number, `0.5`"),
        () => None,
    }
}

/// Whether the type is written `String`.
pub(crate) fn is_string(ty: &Type) -> bool {
    let Type::Path(path) = ungrouped(ty) else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "String" && last.arguments.is_none())
}

/// A type that comes out of a `macro_rules` macro stands in an invisible group.
fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        other => other,
    }
}

/// `OrderLine` as `order_line`, `HTTPRequest` as `http_request`.
pub(crate) fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (i, letter) in letters.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| letters[i]);
        let after = letters.get(i + 1);
        let starts_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                before != '_' && (!before.is_uppercase() || after.is_some_and(|after| after.is_lowercase()))
            });
        if starts_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// Whether the type's last word is this one.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    let Type::Path(path) = ungrouped(ty) else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == name)
}

/// The `T` of a type that is written `…name<T, …>`.
pub(crate) fn first_argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ungrouped(ty) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

/// `page_number` as `PageNumber`.
pub(crate) fn camel_case(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::{documentation, snake_case};

    #[test]
    fn type_names_become_snake_case() {
        for (name, snake) in [
            ("Hello", "hello"),
            ("OrderLine", "order_line"),
            ("HTTPRequest", "http_request"),
            ("Sha256Sum", "sha256_sum"),
            ("Already_Snake", "already_snake"),
            ("A", "a"),
        ] {
            assert_eq!(snake_case(name), snake);
        }
    }

    #[test]
    fn documentation_keeps_paragraphs() {
        let item: syn::ItemStruct = syn::parse_quote! {
            /// An order,
            /// paid or not.
            ///
            /// Second paragraph.
            struct Order;
        };
        assert_eq!(documentation(&item.attrs).as_deref(), Some("An order, paid or not.\nSecond paragraph."));
    }
}
