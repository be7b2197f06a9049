//! What the author wrote: the words on the connector, and its functions with their marks.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, ImplItem, ImplItemFn, Item, ItemImpl, LitBool, LitInt, LitStr, Meta, Path, Signature, Token, Type,
    Visibility,
};

use super::signature;
use crate::arg::{self, Arg, Text, Written};
use crate::errors::Errors;
use crate::words::nearest;
use crate::{item, paginate, words};

/// A connector's words and functions.
pub(super) struct RawConnector {
    pub(super) form: Form,
    pub(super) description: Option<String>,
    pub(super) name: Arg<Text>,
    pub(super) concurrency: Arg<LitInt>,
    pub(super) strict: Arg<()>,
    pub(super) main: Arg<bool>,
    /// A function that tests the configuration.
    pub(super) check: Arg<Path>,
    /// Tables that are read without a function.
    pub(super) tables: Arg<Vec<Type>>,
    pub(super) functions: Vec<Function>,
}

/// What the attribute stands on.
pub(super) enum Form {
    /// A function of this name, and as visible.
    Function(Visibility, Ident),
    /// The impl block of this type.
    Impl(Box<Type>),
}

/// A function and what it is for.
pub(super) struct Function {
    pub(super) sig: Signature,
    pub(super) role: Role,
}

/// What a function is for.
pub(super) enum Role {
    /// It reads the source. These are the `#[since(…)]` marks on its arguments.
    Reader(Vec<Attribute>),
    /// It fetches a page.
    Pages(paginate::Raw),
    /// It tests the configuration, with this label.
    Check(LitStr),
    /// It lists tables.
    Tables,
}

/// Takes our marks off the item. `None` for an item that cannot be a connector at all.
pub(super) fn parse(attribute: TokenStream, item: &mut Item, errors: &Errors) -> Option<RawConnector> {
    let form = match item {
        Item::Fn(item) => Form::Function(item.vis.clone(), item.sig.ident.clone()),
        Item::Impl(item) => Form::Impl(item.self_ty.clone()),
        other => {
            refuse_item(other, errors);
            return None;
        }
    };
    let mut raw = parse_words(form, attribute, errors);
    match item {
        Item::Fn(item) => {
            raw.description = item::documentation(&item.attrs);
            for check in item::take_marks(&mut item.attrs, "check") {
                let message = "a check is a function of its own: write `#[connector(check = token_is_accepted)]`";
                errors.at(check, message);
            }
            let role = match paginate::take_marks(&mut item.attrs, &mut item.sig).split(errors) {
                (Some(pages), _) => Role::Pages(pages),
                (None, since) => Role::Reader(since),
            };
            raw.functions.push(Function { sig: item.sig.clone(), role });
        }
        Item::Impl(item) => {
            raw.description = item::documentation(&item.attrs);
            raw.functions = parse_functions(item, errors)?;
        }
        _ => {}
    }
    Some(raw)
}

/// The words on a connector, whose functions are still to be found.
pub(super) fn parse_words(form: Form, attribute: TokenStream, errors: &Errors) -> RawConnector {
    let mut raw = RawConnector {
        form,
        description: None,
        name: Arg::default(),
        concurrency: Arg::default(),
        strict: Arg::default(),
        main: Arg::default(),
        check: Arg::default(),
        tables: Arg::default(),
        functions: Vec::new(),
    };
    for written in arg::words(attribute, &words::CONNECTOR, errors) {
        match written.name() {
            "name" => raw.name.set(&written, written.text(errors), errors),
            "concurrency" => raw.concurrency.set(&written, written.value(errors), errors),
            "strict" => raw.strict.set(&written, written.alone(errors), errors),
            "check" => raw.check.set(&written, written.value(errors), errors),
            "tables" => raw.tables.set(&written, tables(&written, errors), errors),
            _ => {
                let main = written.value::<LitBool>(errors).map(|main| main.value);
                raw.main.set(&written, main, errors);
            }
        }
    }
    raw
}

/// The types in `tables(User, Order)`, each once.
fn tables(written: &Written, errors: &Errors) -> Option<Vec<Type>> {
    let tables = written.parenthesised(Punctuated::<Type, Token![,]>::parse_terminated, errors)?;
    let tables: Vec<Type> = tables.into_iter().collect();
    if tables.is_empty() {
        written.misused(errors);
        return None;
    }
    let mut seen = HashSet::new();
    for table in &tables {
        let name = table.to_token_stream().to_string();
        if !seen.insert(name.clone()) {
            errors.at(table, format!("`{name}` stands twice: name it once"));
        }
    }
    Some(tables)
}

/// Every async function of the block has a role; the others are the author's own.
fn parse_functions(item: &mut ItemImpl, errors: &Errors) -> Option<Vec<Function>> {
    let mut functions = Vec::new();
    for function in &mut item.items {
        let ImplItem::Fn(function) = function else { continue };
        let misspelt = refuse_misspelt(function, errors);
        let checks = item::take_marks(&mut function.attrs, "check");
        let tables = item::take_marks(&mut function.attrs, "tables");
        let (pages, since) = paginate::take_marks(&mut function.attrs, &mut function.sig).split(errors);
        // Nobody knows what the function was meant to be.
        if misspelt {
            continue;
        }
        if checks.is_empty() && tables.is_empty() && pages.is_none() && function.sig.asyncness.is_none() {
            signature::refuse_blocking(&function.sig, errors);
            continue;
        }
        item::refuse_cfg(&function.attrs, "function of a connector", errors);
        let role = match (pages, role(&checks, &tables, since, &function.sig.ident, errors)) {
            (Some(pages), Role::Reader(_)) => Role::Pages(pages),
            (Some(pages), _) => {
                errors.at(
                    &pages.marks[0],
                    format!("`{}` has another role already: write a function for each", function.sig.ident),
                );
                continue;
            }
            // It has two roles, which was noted.
            (None, _) if !checks.is_empty() && !tables.is_empty() => continue,
            (None, role) => role,
        };
        functions.push(Function { sig: function.sig.clone(), role });
    }
    if let Some((path, _)) = &item.trait_ {
        let ty = item.self_ty.to_token_stream();
        errors.at(path, format!("a connector's functions stand in an impl block of its own: write `impl {ty}`"));
        return None;
    }
    if !matches!(&*item.self_ty, Type::Path(_)) {
        errors.at(&item.self_ty, "a connector is a struct of yours: write `impl Shop`");
        return None;
    }
    if !item.generics.params.is_empty() {
        errors.at(&item.generics, "a connector is run as it is, so it cannot be generic: name the types");
        return None;
    }
    Some(functions)
}

/// Takes off a mark that is nearly one of ours: rustc would only say that it knows it not.
fn refuse_misspelt(function: &mut ImplItemFn, errors: &Errors) -> bool {
    const MARKS: [&str; 3] = ["paginate", "check", "tables"];
    let meant = |attribute: &Attribute| {
        let name = attribute.path().get_ident()?.to_string();
        let near = nearest(&name, MARKS).or((name == "page" || name == "pages").then_some("paginate"));
        near.filter(|near| *near != name)
    };
    let before = function.attrs.len();
    for mark in function.attrs.extract_if(.., |attribute| meant(attribute).is_some()) {
        let near = meant(&mark).unwrap_or_default();
        errors.at(mark.path(), format!("there is no mark of this name: did you mean `#[{near}(…)]`?"));
    }
    function.attrs.len() != before
}

/// What the marks make of a function.
fn role(checks: &[Attribute], tables: &[Attribute], since: Vec<Attribute>, function: &Ident, errors: &Errors) -> Role {
    for second in checks.iter().skip(1).chain(tables.iter().skip(1)) {
        errors.at(second, format!("`{function}` has this mark already: keep one"));
    }
    match (checks.first(), tables.first()) {
        (Some(check), tables) => {
            if let Some(tables) = tables {
                errors.at(tables, format!("`{function}` is a check already: write a function for each"));
            }
            Role::Check(label(check, errors).unwrap_or_else(|| LitStr::new("", function.span())))
        }
        (None, Some(tables)) => {
            if !matches!(tables.meta, Meta::Path(_)) {
                errors.at(tables, "`#[tables]` stands alone: remove what follows it");
            }
            Role::Tables
        }
        (None, None) => Role::Reader(since),
    }
}

fn label(check: &Attribute, errors: &Errors) -> Option<LitStr> {
    let label = match &check.meta {
        Meta::List(list) => list.parse_args::<LitStr>().ok(),
        _ => None,
    };
    let label = label.filter(|label| !label.value().trim().is_empty());
    if label.is_none() {
        errors.at(check, "a check has a label for people: write `#[check(\"The token is accepted\")]`");
    }
    label
}

/// Says what can be a connector or a configuration.
fn refuse_item(item: &Item, errors: &Errors) {
    const FIX: &str =
        "write `#[connector]` above an `async fn`, above a configuration's struct, or above its impl block";
    match item {
        Item::Enum(item) => errors.at(item.enum_token, format!("an enum cannot be a connector: {FIX}")),
        Item::Union(item) => errors.at(item.union_token, format!("a union cannot be a connector: {FIX}")),
        Item::Mod(item) => errors.at(item.mod_token, format!("a module cannot be a connector: {FIX}")),
        Item::Trait(item) => errors.at(item.trait_token, format!("a trait cannot be a connector: {FIX}")),
        other => {
            let first: TokenStream = other.to_token_stream().into_iter().take(1).collect();
            errors.at(first, format!("this cannot be a connector: {FIX}"));
        }
    }
}
