//! The signatures of a connector's functions: which can be called by the runtime, and with what.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Attribute, FnArg, Pat, PatType, Receiver, ReceiverKind, ReturnType, Safety, Signature, Type};

use crate::errors::Errors;
use crate::options::Setting;
use crate::{item, paginate};

/// What a reader is called with, in the order of its signature.
pub(super) enum Argument {
    /// The configuration: `&self` or `config: &T`.
    Config,
    /// Something that the context gives.
    Given(Given),
    /// From where on to read.
    Since,
}

/// What a reader's argument `since: Since<Order>` says.
pub(super) struct Since {
    pub(super) table: Box<Type>,
    pub(super) words: Vec<Setting>,
}

/// Something that the context gives.
pub(super) struct Given {
    pub(super) ident: Ident,
    pub(super) ty: Box<Type>,
    /// `&mut X` is lent and taken back, `X` is given away.
    pub(super) lent: bool,
}

/// Where a function stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// On its own: the configuration is the argument `&T`.
    Free,
    /// In an impl block: the configuration is `&self`.
    Impl,
}

/// The arguments of a reader.
pub(super) fn reader(sig: &Signature, place: Place, errors: &Errors) -> Vec<Argument> {
    check_all(sig, "a reader", errors);
    if place == Place::Impl && sig.receiver().is_none() {
        let message = format!(
            "every async function here is a reader with `&self`: add it, or move `{}` to another impl block",
            sig.ident
        );
        errors.at(&sig.ident, message);
    }
    let instead = match place {
        Place::Free => "rows are written with `rows.upsert(…)`, or returned page by page with `#[paginate(…)]`",
        Place::Impl => {
            "rows are written with `rows.upsert(…)`, or returned page by page with `#[paginate(…)]`; a helper goes into \
             another impl block"
        }
    };
    refuse_result(sig, "a reader", instead, errors);
    let mut config = false;
    let arguments = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Receiver(receiver) => {
            check_receiver(receiver, errors);
            Some(Argument::Config)
        }
        FnArg::Typed(argument) if place == Place::Free && is_lent(&argument.ty) => {
            errors.at(&argument.ty, "what a reader is given is lent to be changed: write `&mut`");
            None
        }
        FnArg::Typed(argument) if place == Place::Free && is_shared(&argument.ty) => {
            if std::mem::replace(&mut config, true) {
                let message =
                    "a connector has one configuration: put both into one struct, or write `&mut` to be given it";
                errors.at(&argument.ty, message);
            }
            Some(Argument::Config)
        }
        FnArg::Typed(argument) => given(argument, errors).map(Argument::Given),
    });
    let arguments: Vec<Argument> = arguments.collect();
    judge_given(&arguments, sig, errors);
    arguments
}

/// What arguments mean together.
fn judge_given(arguments: &[Argument], sig: &Signature, errors: &Errors) {
    let given = || {
        arguments.iter().filter_map(|argument| match argument {
            Argument::Given(given) => Some(given),
            Argument::Config | Argument::Since => None,
        })
    };
    let states = || given().filter(|given| item::is_named(&given.ty, "State"));
    if let Some(second) = states().nth(1) {
        let message = "a reader keeps one state: put both into one struct, or share one in a `ConnectorState`";
        errors.at(&second.ty, message);
    }
    for owned in states().filter(|given| !given.lent) {
        errors.at(&owned.ty, "state is lent, so that it can be saved: write `&mut` before it");
    }
    if given().next().is_none() && sig.asyncness.is_some() && !errors.any() {
        let message = format!(
            "`{}` can write no rows: add `rows: &mut Rows<…>`, or move a function that is no reader to another impl block",
            sig.ident
        );
        errors.at(&sig.ident, message);
    }
}

/// A function that is not async is the author's own, unless it looks like a reader.
pub(super) fn refuse_blocking(sig: &Signature, errors: &Errors) {
    let writes = sig.inputs.iter().any(|input| match input {
        FnArg::Typed(argument) => matches!(&*argument.ty, Type::Reference(lent) if item::is_named(&lent.elem, "Rows")),
        FnArg::Receiver(_) => false,
    });
    let fails = matches!(&sig.output, ReturnType::Type(_, ty) if item::is_named(ty, "Result"));
    if writes && fails {
        errors.at(sig.fn_token, format!("a reader waits for its source: write `async fn {}`", sig.ident));
    }
}

/// What a reader or a check returns beside its success would be lost.
fn refuse_result(sig: &Signature, what: &str, instead: &str, errors: &Errors) {
    let ReturnType::Type(_, ty) = &sig.output else { return };
    let value = item::first_argument(ty, "Result");
    if let Some(value) = value.filter(|value| !matches!(value, Type::Tuple(unit) if unit.elems.is_empty())) {
        errors.at(value, format!("{what} returns nothing but its success: write `Result<()>`; {instead}"));
        return;
    }
    const NO_RESULTS: [&str; 5] = ["Option", "Vec", "String", "bool", "Box"];
    if NO_RESULTS.iter().any(|name| item::is_named(ty, name)) || matches!(&**ty, Type::Tuple(_) | Type::Reference(_)) {
        errors.at(ty, format!("{what} says whether it went well: write `Result<()>`; {instead}"));
    }
}

/// Finds the argument `since: Since<Order>`. Its cursor follows the rows that the reader writes.
pub(super) fn since(
    arguments: &mut [Argument],
    marks: &[Attribute],
    function: &Ident,
    errors: &Errors,
) -> Option<Since> {
    let table_of = |argument: &Argument, wrapper: &str| match argument {
        Argument::Given(given) => item::only_argument(&given.ty, wrapper).cloned(),
        _ => None,
    };
    let found = arguments.iter().position(|argument| table_of(argument, "Since").is_some());
    let ty = found.and_then(|index| match &arguments[index] {
        Argument::Given(given) => Some(given.ty.clone()),
        _ => None,
    });
    let words = paginate::since_words(marks.first(), ty.as_deref(), function, errors);
    let (index, ty) = (found?, ty?);
    let table = table_of(&arguments[index], "Since")?;
    if matches!(&arguments[index], Argument::Given(given) if given.lent) {
        errors.at(&ty, "a reader is told where to begin and cannot change it: write it without `&mut`");
    }
    arguments[index] = Argument::Since;
    let text = |ty: &Type| ty.to_token_stream().to_string();
    if !arguments.iter().any(|argument| table_of(argument, "Rows").is_some_and(|rows| text(&rows) == text(&table))) {
        let name = text(&table);
        errors.at(&ty, format!("the cursor follows the rows that are written: add an argument `&mut Rows<{name}>`"));
    }
    for argument in arguments.iter() {
        if table_of(argument, "Since").is_some() {
            errors.at(&ty, "a reader reads from one cursor on: write a reader for each");
        }
        if let Argument::Given(given) = argument
            && item::only_argument(&given.ty, "State").is_some()
        {
            errors.at(&given.ty, "the cursor is this reader's state: keep one of `Since` and `State`");
        }
    }
    let (words, per) = words?;
    if let Some(per) = per {
        errors.at(&per.ident, "`per` is for readers with `for_each`: remove it");
    }
    Some(Since { table: Box::new(table), words })
}

/// A paginated reader is called for each page.
pub(super) fn paginated(sig: &Signature, place: Place, errors: &Errors) {
    check_form(sig, "a reader", errors);
    match sig.receiver() {
        Some(receiver) => check_receiver(receiver, errors),
        None if place == Place::Impl => {
            errors.at(&sig.ident, format!("a reader looks at the configuration: write `fn {}(&self, …)`", sig.ident));
        }
        None => {}
    }
}

/// A check is asked with the configuration only, and says yes or why not.
pub(super) fn check(sig: &Signature, errors: &Errors) {
    config_only(sig, "a check", errors);
    refuse_result(sig, "a check", "what is wrong is an error, `bail!(\"…\")`", errors);
}

/// A check and a list of tables are asked with the configuration only.
pub(super) fn config_only(sig: &Signature, what: &str, errors: &Errors) {
    check_all(sig, what, errors);
    match sig.receiver() {
        Some(receiver) => check_receiver(receiver, errors),
        None => {
            errors.at(&sig.ident, format!("{what} looks at the configuration: write `async fn {}(&self)`", sig.ident))
        }
    }
    for argument in sig.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_))) {
        errors.at(argument, format!("{what} has the configuration only: remove this argument"));
    }
}

/// The type `T` of the configuration argument `config: &T`.
pub(super) fn configuration(sig: &Signature) -> Option<&Type> {
    sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(argument) => match &*argument.ty {
            Type::Reference(reference) if is_shared(&argument.ty) && !is_lent(&argument.ty) => Some(&*reference.elem),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    })
}

fn check_all(sig: &Signature, what: &str, errors: &Errors) {
    check_form(sig, what, errors);
    if matches!(sig.output, ReturnType::Default) {
        errors.at(&sig.ident, format!("{what} says whether it went well: write `-> Result<…>` after the parentheses"));
    }
}

fn check_form(sig: &Signature, what: &str, errors: &Errors) {
    if let Safety::Unsafe(word) = &sig.safety {
        errors.at(word, format!("{what} is called by the runtime, which promises nothing: remove `unsafe`"));
    }
    if sig.asyncness.is_none() {
        errors.at(sig.fn_token, format!("{what} waits for its source: write `async fn {}`", sig.ident));
    }
    if !sig.generics.params.is_empty() {
        errors.at(&sig.generics, format!("{what} is called by the runtime, so it cannot be generic: name the types"));
    }
}

fn check_receiver(receiver: &Receiver, errors: &Errors) {
    if !matches!(&receiver.kind, ReceiverKind::Reference(_, _, None)) {
        errors.at(receiver, "all readers share one configuration: write `&self`");
    }
}

/// Whether this was meant as `&mut Rows<…>` or the like, and not as the configuration.
fn is_lent(ty: &Type) -> bool {
    const GIVEN: [&str; 5] = ["Rows", "State", "ConnectorState", "Tables", "Run"];
    matches!(ty, Type::Reference(reference) if is_shared(ty) && GIVEN.iter().any(|name| item::is_named(&reference.elem, name)))
}

fn is_shared(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_none())
}

fn given(argument: &PatType, errors: &Errors) -> Option<Given> {
    let (ty, lent) = match &*argument.ty {
        Type::Reference(reference) if reference.mutability.is_some() => (&*reference.elem, true),
        Type::Reference(_) => {
            errors.at(&argument.ty, "the configuration is `&self` here: write `&mut` for what the runtime gives");
            return None;
        }
        other => (other, false),
    };
    if matches!(ty, Type::ImplTrait(_)) {
        errors.at(ty, "a reader is called by the runtime, so it cannot be generic: name the type");
        return None;
    }
    match &*argument.pat {
        Pat::Ident(pattern) if pattern.subpat.is_none() && pattern.by_ref.is_none() => {
            Some(Given { ident: pattern.ident.clone(), ty: Box::new(ty.clone()), lent })
        }
        pattern => {
            errors.at(pattern, "an argument of a reader has a plain name: write `rows`, and take it apart in the body");
            None
        }
    }
}
