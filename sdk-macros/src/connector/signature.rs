//! The signatures of a connector's functions: which can be called by the runtime, and with what.

use proc_macro2::Ident;
use syn::{FnArg, Pat, PatType, Receiver, ReceiverKind, ReturnType, Signature, Type};

use crate::errors::Errors;

/// What a reader is called with, in the order of its signature.
pub(super) enum Argument {
    /// The configuration: `&self` or `config: &T`.
    Config,
    /// Something that the context gives.
    Given(Given),
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
    let mut config = false;
    let arguments = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Receiver(receiver) => {
            check_receiver(receiver, errors);
            Some(Argument::Config)
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
    arguments.collect()
}

/// A paginated reader is called for each page.
pub(super) fn paginated(sig: &Signature, place: Place, errors: &Errors) {
    check_all(sig, "a reader", errors);
    match sig.receiver() {
        Some(receiver) => check_receiver(receiver, errors),
        None if place == Place::Impl => {
            errors.at(&sig.ident, format!("a reader looks at the configuration: write `fn {}(&self, …)`", sig.ident));
        }
        None => {}
    }
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
            Type::Reference(reference) if reference.mutability.is_none() => Some(&*reference.elem),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    })
}

fn check_all(sig: &Signature, what: &str, errors: &Errors) {
    if sig.asyncness.is_none() {
        errors.at(sig.fn_token, format!("{what} waits for its source: write `async fn {}`", sig.ident));
    }
    if matches!(sig.output, ReturnType::Default) {
        errors.at(&sig.ident, format!("{what} says whether it went well: write `-> Result<…>` after the parentheses"));
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
