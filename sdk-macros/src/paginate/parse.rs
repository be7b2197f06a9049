//! What the author wrote on a paginated function and in its signature.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Attribute, Expr, ExprLit, FnArg, Lit, Meta, ReturnType, Signature, Type};

use crate::errors::Errors;
use crate::item;
use crate::options::Setting;
use crate::words;

/// The marks of a function, taken off it.
pub(crate) struct Raw {
    pub(crate) marks: Vec<Attribute>,
    /// The `#[since(…)]` marks, each with the index of the argument before which it stands.
    pub(crate) since: Vec<(Option<usize>, Attribute)>,
}

/// A paginated function.
pub(crate) struct Paged {
    pub(crate) ident: Ident,
    /// The table of the rows it returns.
    pub(crate) table: Type,
    pub(crate) arguments: Vec<Argument>,
    /// The style.
    pub(crate) style: Option<Expr>,
    /// Words for the style.
    pub(crate) options: Vec<Setting>,
    /// Words for the reader: `concurrency`, `max_pages`, `skip_failing`.
    pub(crate) stage: Vec<Setting>,
    pub(crate) within: Option<Expr>,
    /// The function whose rows this one is called for.
    pub(crate) for_each: Option<Ident>,
    /// Whether the word was there, even with a value that cannot be used.
    pub(super) says_for_each: bool,
    /// What it returns, for messages to point at.
    pub(super) output: Option<Type>,
    /// The table of the rows for which it is called.
    pub(crate) parent: Option<Type>,
    /// The words of `#[since(…)]`, but `per`.
    pub(crate) since: Option<Vec<Setting>>,
    pub(crate) per: Option<Ident>,
    pub(crate) children: Vec<Paged>,
    /// Whether the table itself says how it is read, and there is no function.
    pub(crate) alone: bool,
    /// Whether a plain name in a value is a field of the configuration.
    pub(crate) knows_config: bool,
}

/// What the function is called with.
pub(crate) enum Argument {
    Config,
    Parent(Type),
    Since(Type),
    Page(Type),
}

const FORM: &str = "#[paginate(…)]";

/// Takes our marks off a function and its arguments.
pub(crate) fn take_marks(attributes: &mut Vec<Attribute>, sig: &mut Signature) -> Raw {
    let mut since: Vec<_> = item::take_marks(attributes, "since").into_iter().map(|mark| (None, mark)).collect();
    for (index, input) in sig.inputs.iter_mut().enumerate() {
        if let FnArg::Typed(argument) = input {
            let marks = item::take_marks(&mut argument.attrs, "since");
            since.extend(marks.into_iter().map(|mark| (Some(index), mark)));
        }
    }
    Raw { marks: item::take_marks(attributes, "paginate"), since }
}

impl Raw {
    /// The marks of a paginated reader, or those that another reader has on its arguments.
    pub(crate) fn split(self, errors: &Errors) -> (Option<Self>, Vec<Attribute>) {
        if !self.marks.is_empty() {
            return (Some(self), Vec::new());
        }
        for (_, mark) in self.since.iter().filter(|(argument, _)| argument.is_none()) {
            errors.at(mark, "`#[since(…)]` stands before the argument `since`: move it there");
        }
        (None, self.since.into_iter().map(|(_, mark)| mark).collect())
    }
}

/// Judges marks and signature together. `is_config` says that the first `&T` is the configuration.
pub(crate) fn parse(raw: Raw, sig: &Signature, is_free: bool, errors: &Errors) -> Option<Paged> {
    for second in raw.marks.iter().skip(1) {
        errors.at(second, format!("`{}` has this mark already: keep one", sig.ident));
    }
    let mark = raw.marks.first()?;
    let Meta::List(list) = &mark.meta else {
        errors.at(mark, "a paginated reader has a style: write `#[paginate(style = \"offset\", limit = 100)]`");
        return None;
    };
    let Some(table) = table(&sig.output) else {
        let place = match &sig.output {
            ReturnType::Default => sig.ident.to_token_stream(),
            ReturnType::Type(_, ty) => ty.to_token_stream(),
        };
        errors.at(place, "a paginated reader returns the rows of a page: write `-> Result<Vec<Order>>`");
        return None;
    };
    let mut paged = Paged::new(sig.ident.clone(), table);
    for setting in Setting::parse_all(list.tokens.clone(), FORM, errors) {
        paged.set(setting, errors);
    }
    if paged.style.is_none() && !errors.any() {
        errors.at(
            &list.path,
            "a paginated reader has a style: write `style = \"offset\"`, or another of those in `paginate`",
        );
    }
    if let ReturnType::Type(_, ty) = &sig.output {
        paged.output = Some((**ty).clone());
    }
    paged.judge_words(errors);
    paged.arguments(sig, is_free, errors);
    paged.marks(&raw.since, sig, errors);
    Some(paged)
}

impl Paged {
    pub(super) fn new(ident: Ident, table: Type) -> Self {
        Self {
            ident,
            table,
            arguments: Vec::new(),
            style: None,
            options: Vec::new(),
            stage: Vec::new(),
            within: None,
            for_each: None,
            says_for_each: false,
            output: None,
            parent: None,
            since: None,
            per: None,
            children: Vec::new(),
            alone: false,
            knows_config: true,
        }
    }

    /// A table that says itself how it is read.
    pub(crate) fn alone(table: &Type, errors: &Errors) -> Option<Self> {
        let last = match table {
            Type::Path(path) => path.path.segments.last(),
            _ => None,
        };
        let Some(last) = last else {
            errors.at(table, "name the struct of a table: write `tables(User, Order)`");
            return None;
        };
        Some(Self { alone: true, ..Self::new(last.ident.clone(), table.clone()) })
    }

    pub(super) fn set(&mut self, setting: Setting, errors: &Errors) {
        let missing =
            |what: &str| errors.at(&setting.ident, format!("`{}` needs a value: write `{what}`", setting.ident));
        if setting.is("style") {
            match &setting.value {
                Some(value) => self.style = Some(value.clone()),
                None => missing("style = \"offset\""),
            }
        } else if setting.is("within") {
            match &setting.value {
                Some(Expr::Lit(text)) => {
                    errors.at(text, "these are no slices of time: write `within = window(step = \"1d\")`");
                }
                Some(value) => self.within = Some(value.clone()),
                None => missing("within = window(step = \"1d\")"),
            }
        } else if setting.is("for_each") {
            self.says_for_each = true;
            let parent = match &setting.value {
                Some(Expr::Path(path)) => path.path.get_ident().cloned(),
                Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => text.parse().ok(),
                _ => None,
            };
            match parent {
                Some(parent) => self.for_each = Some(parent),
                None => missing("for_each = orders"),
            }
        } else if let Some(word) = words::STAGE.find(&setting.ident.to_string()) {
            setting.check(word, errors);
            self.stage.push(setting);
        } else {
            self.options.push(setting);
        }
    }
}

/// The words of a function's `#[since(…)]`, and `per` apart from them.
pub(crate) fn since_words(
    mark: Option<&Attribute>,
    since: Option<&Type>,
    function: &Ident,
    errors: &Errors,
) -> Option<(Vec<Setting>, Option<Setting>)> {
    const FORM: &str = "#[since(inclusive)]";
    let mark = match (since, mark) {
        (Some(_), Some(mark)) => mark,
        (Some(since), None) => {
            let message = "nobody can guess what the source does with rows right at the cursor: write \
                           `#[since(inclusive)]` if it sends them again, `#[since(exclusive)]` if it does not";
            errors.at(since, message);
            return None;
        }
        (None, Some(mark)) => {
            errors.at(mark, format!("`#[since(…)]` stands before an argument `since: Since<…>` of `{function}`"));
            return None;
        }
        (None, None) => return None,
    };
    let Meta::List(list) = &mark.meta else {
        errors.at(mark, format!("write `{FORM}` or `#[since(exclusive)]`"));
        return None;
    };
    let written = Setting::parse_all(list.tokens.clone(), "#[since(…)]", errors);
    let (mut settings, mut per, mut unknown) = (Vec::new(), None, false);
    for setting in written {
        match words::SINCE.find(&setting.ident.to_string()) {
            None => {
                unknown = true;
                errors.at(&setting.ident, words::SINCE.unknown(&setting.ident.to_string()));
            }
            Some(_) if setting.is("per") => per = Some(setting),
            Some(word) => {
                setting.check(word, errors);
                settings.push(setting);
            }
        }
    }
    // A word that was not understood may have been the one that is missed.
    if !unknown {
        require_boundary(&settings, &list.path, errors);
    }
    Some((settings, per))
}

/// Nobody can guess what a source does with rows right at the cursor.
pub(super) fn require_boundary(settings: &[Setting], place: impl ToTokens, errors: &Errors) {
    let stated = settings.iter().filter(|setting| setting.is("inclusive") || setting.is("exclusive")).count();
    if stated != 1 {
        errors
            .at(place, "say one of `inclusive` and `exclusive`: whether the source sends the rows right at the cursor");
    }
}

/// The `T` of `Result<Vec<T>>`.
fn table(output: &ReturnType) -> Option<Type> {
    let ReturnType::Type(_, ty) = output else { return None };
    let rows = item::first_argument(ty, "Result")?;
    item::first_argument(rows, "Vec").cloned()
}

pub(super) fn last_word(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}
