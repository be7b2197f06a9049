//! The signature of a paginated function: whose row it is called with, where it begins, which page it fetches.

use syn::{Attribute, Expr, ExprLit, FnArg, Lit, Signature, Type};

use super::parse::{Argument, Paged, last_word, since_words};
use crate::errors::Errors;
use crate::item;
use crate::options::Setting;

impl Paged {
    /// Words that mean nothing together.
    pub(super) fn judge_words(&self, errors: &Errors) {
        for setting in self.stage.iter().filter(|setting| !setting.is("max_pages") && !self.says_for_each) {
            let word = &setting.ident;
            errors.at(word, format!("`{word}` is for readers with `for_each`, which are called many times: remove it"));
        }
        for setting in self.stage.iter().chain(&self.options) {
            setting.check_positive(errors);
        }
    }

    /// What the function is called with. `is_free` says that the first `&T` is the configuration.
    pub(super) fn arguments(&mut self, sig: &Signature, is_free: bool, errors: &Errors) {
        let mut config = false;
        for input in &sig.inputs {
            let ty = match input {
                FnArg::Receiver(_) => {
                    self.arguments.push(Argument::Config);
                    continue;
                }
                FnArg::Typed(argument) => &*argument.ty,
            };
            let argument = match ty {
                Type::ImplTrait(_) => {
                    errors.at(ty, "a reader is called by the runtime, so it cannot be generic: name the type");
                    Argument::Page(ty.clone())
                }
                Type::Reference(reference) if reference.mutability.is_some() => {
                    let message =
                        "a paginated reader returns its rows and has no writers: remove this argument, or the mark";
                    errors.at(ty, message);
                    continue;
                }
                Type::Reference(_) if is_free && !std::mem::replace(&mut config, true) => Argument::Config,
                Type::Reference(reference) if is_since(&reference.elem) || self.is_page(&reference.elem) => {
                    let given = &reference.elem;
                    errors.at(ty, "this is given and not lent: remove the `&`");
                    if is_since(given) { Argument::Since((**given).clone()) } else { Argument::Page((**given).clone()) }
                }
                Type::Reference(reference) => Argument::Parent((*reference.elem).clone()),
                ty if is_since(ty) => Argument::Since(ty.clone()),
                ty => Argument::Page(ty.clone()),
            };
            self.arguments.push(argument);
        }
        self.judge_parent(sig, errors);
        self.judge_page(sig, errors);
        let second = self.arguments.iter().filter_map(Argument::since).nth(1);
        if let Some(second) = second {
            errors.at(second, format!("`{}` begins at one cursor: remove this argument", sig.ident));
        }
    }

    /// Whether the type is the page of the style, as it is written in the prelude.
    fn is_page(&self, ty: &Type) -> bool {
        let word = last_word(ty);
        word.is_some() && (word.as_deref() == Some("Page") || word == self.page_type())
    }

    /// The name of the page of a style that is named by a text: `PageNumber` for `"page_number"`.
    fn page_type(&self) -> Option<String> {
        match &self.style {
            Some(Expr::Lit(ExprLit { lit: Lit::Str(style), .. })) => Some(item::camel_case(&style.value())),
            _ => None,
        }
    }

    fn judge_parent(&mut self, sig: &Signature, errors: &Errors) {
        let parents: Vec<&Type> = self.arguments.iter().filter_map(Argument::parent).collect();
        if let Some(second) = parents.get(1) {
            errors.at(second, format!("`{}` is called for one row at a time: remove this argument", sig.ident));
        }
        match (parents.first(), &self.for_each) {
            (Some(parent), None) if !self.says_for_each => {
                errors.at(parent, "say whose rows these are: write `for_each = …` in `#[paginate(…)]`");
            }
            (None, Some(for_each)) => {
                let row = self.arguments.iter().filter_map(Argument::page).position(|ty| !self.is_page(ty));
                let pages = self.arguments.iter().filter_map(Argument::page).count();
                let Some(row) = row.filter(|_| pages > 1) else {
                    let message = format!(
                        "`{}` is not told for which row of `{for_each}` it is called: add an argument `&…`",
                        sig.ident
                    );
                    errors.at(for_each, message);
                    return;
                };
                let index =
                    self.arguments.iter().enumerate().filter(|(_, argument)| argument.page().is_some()).nth(row);
                if let Some((index, _)) = index
                    && let Argument::Page(ty) = self.arguments.remove(index)
                {
                    errors.at(&ty, format!("the row of `{for_each}` is lent: write `&` before its type"));
                }
            }
            _ => {}
        }
    }

    fn judge_page(&self, sig: &Signature, errors: &Errors) {
        let pages: Vec<&Type> = self.arguments.iter().filter_map(Argument::page).collect();
        if let [first, second, ..] = pages.as_slice() {
            let stray = if self.is_page(second) && !self.is_page(first) { first } else { second };
            errors.at(stray, format!("`{}` fetches one page at a time: remove this argument", sig.ident));
        }
        if let (true, Some(page)) = (pages.is_empty(), self.page_type())
            && (page != "Single" || self.within.is_some())
        {
            errors.at(
                &sig.ident,
                format!("`{}` is not told which page to fetch: add the argument `page: {page}`", sig.ident),
            );
        }
    }

    /// The marks before the arguments: `#[since(…)]`.
    pub(super) fn marks(&mut self, marks: &[(Option<usize>, Attribute)], sig: &Signature, errors: &Errors) {
        let place = sig.inputs.iter().position(|input| match input {
            FnArg::Typed(argument) => match &*argument.ty {
                Type::Reference(reference) => is_since(&reference.elem),
                ty => is_since(ty),
            },
            FnArg::Receiver(_) => false,
        });
        let (right, wrong): (Vec<_>, Vec<_>) = marks.iter().partition(|(index, _)| place.is_none() || *index == place);
        for (_, second) in right.iter().skip(1) {
            errors.at(second, "the argument has this mark already: keep one");
        }
        if let (true, Some((_, mark))) = (right.is_empty(), wrong.first()) {
            errors.at(mark, "`#[since(…)]` stands before the argument `since`: move it there");
            return;
        }
        let since = self.arguments.iter().find_map(Argument::since);
        let words = since_words(right.first().map(|(_, mark)| mark), since, &sig.ident, errors);
        let Some((settings, per)) = words else { return };
        if let Some(per) = per {
            self.set_per(&per, errors);
        }
        self.since = Some(settings);
    }

    fn set_per(&mut self, per: &Setting, errors: &Errors) {
        match &per.value {
            Some(Expr::Path(path)) if path.path.get_ident().is_some() => self.per = path.path.get_ident().cloned(),
            Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) if text.parse::<syn::Ident>().is_ok() => {
                self.per = text.parse().ok();
            }
            _ => errors.at(&per.ident, "name the field of the parent that tells one from another: write `per = id`"),
        }
        if !self.says_for_each {
            errors.at(&per.ident, "`per` is for readers with `for_each`: remove it");
        }
    }
}

impl Argument {
    fn parent(&self) -> Option<&Type> {
        match self {
            Self::Parent(ty) => Some(ty),
            _ => None,
        }
    }

    pub(super) fn since(&self) -> Option<&Type> {
        match self {
            Self::Since(ty) => Some(ty),
            _ => None,
        }
    }

    fn page(&self) -> Option<&Type> {
        match self {
            Self::Page(ty) => Some(ty),
            _ => None,
        }
    }
}

fn is_since(ty: &Type) -> bool {
    last_word(ty).is_some_and(|word| word == "Since")
}
