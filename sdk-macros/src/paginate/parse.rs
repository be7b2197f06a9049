//! What the author wrote on a paginated function and in its signature.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Attribute, Expr, FnArg, GenericArgument, Meta, PathArguments, ReturnType, Signature, Type};

use crate::errors::Errors;
use crate::item;
use crate::options::Setting;

/// The marks of a function, taken off it.
pub(crate) struct Raw {
    pub(crate) marks: Vec<Attribute>,
    /// The `#[since(…)]` marks on its arguments.
    pub(crate) since: Vec<Attribute>,
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

/// Words that are the reader's own; all others belong to the style.
const STAGE: [&str; 3] = ["concurrency", "max_pages", "skip_failing"];

/// Whether a function has the mark; if so it is taken off, with those on its arguments.
pub(crate) fn is_marked(attributes: &mut Vec<Attribute>, sig: &mut Signature) -> Option<Raw> {
    let marks = item::take_marks(attributes, "paginate");
    if marks.is_empty() {
        return None;
    }
    Some(Raw { since: since_marks(sig), marks })
}

/// The `#[since(…)]` marks on a function's arguments, taken off them.
pub(crate) fn since_marks(sig: &mut Signature) -> Vec<Attribute> {
    let marks = sig.inputs.iter_mut().filter_map(|input| match input {
        FnArg::Typed(argument) => Some(item::take_marks(&mut argument.attrs, "since")),
        FnArg::Receiver(_) => None,
    });
    marks.flatten().collect()
}

/// Judges marks and signature together. `is_config` says that the first `&T` is the configuration.
pub(crate) fn parse(raw: Raw, sig: &Signature, is_free: bool, errors: &Errors) -> Option<Paged> {
    for second in raw.marks.iter().skip(1).chain(raw.since.iter().skip(1)) {
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
        errors
            .at(list, "a paginated reader has a style: write `style = \"offset\"`, or another of those in `paginate`");
    }
    paged.arguments(sig, is_free, errors);
    paged.marks(raw.since.first(), &sig.ident, errors);
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
                Some(value) => self.within = Some(value.clone()),
                None => missing("within = window(step = \"1d\")"),
            }
        } else if setting.is("for_each") {
            let parent = match &setting.value {
                Some(Expr::Path(path)) => path.path.get_ident().cloned(),
                _ => None,
            };
            match parent {
                Some(parent) => self.for_each = Some(parent),
                None => missing("for_each = orders"),
            }
        } else if STAGE.iter().any(|word| setting.is(word)) {
            self.stage.push(setting);
        } else {
            self.options.push(setting);
        }
    }

    fn arguments(&mut self, sig: &Signature, is_free: bool, errors: &Errors) {
        let mut config = false;
        for input in &sig.inputs {
            let argument = match input {
                FnArg::Receiver(_) => Argument::Config,
                FnArg::Typed(argument) => match &*argument.ty {
                    Type::Reference(reference) if reference.mutability.is_some() => {
                        let message =
                            "a paginated reader returns its rows and has no writers: remove this argument, or the mark";
                        errors.at(&argument.ty, message);
                        continue;
                    }
                    Type::Reference(_) if is_free && !std::mem::replace(&mut config, true) => Argument::Config,
                    Type::Reference(reference) => Argument::Parent((*reference.elem).clone()),
                    ty if last_word(ty).is_some_and(|word| word == "Since") => Argument::Since(ty.clone()),
                    ty => Argument::Page(ty.clone()),
                },
            };
            self.arguments.push(argument);
        }
        let parent = self.arguments.iter().find_map(|argument| match argument {
            Argument::Parent(ty) => Some(ty),
            _ => None,
        });
        match (parent, &self.for_each) {
            (Some(parent), None) => {
                let message = "say whose rows these are: write `for_each = …` in `#[paginate(…)]`";
                errors.at(parent, message);
            }
            (None, Some(for_each)) => {
                let message = format!(
                    "`{}` is not told for which row of `{for_each}` it is called: add an argument `&…`",
                    sig.ident
                );
                errors.at(for_each, message);
            }
            _ => {}
        }
    }

    fn marks(&mut self, mark: Option<&Attribute>, function: &Ident, errors: &Errors) {
        let since = self.arguments.iter().find_map(|argument| match argument {
            Argument::Since(ty) => Some(ty),
            _ => None,
        });
        let Some((settings, per)) = since_words(mark, since, function, errors) else { return };
        if let Some(per) = per {
            match &per.value {
                Some(Expr::Path(path)) if path.path.get_ident().is_some() => self.per = path.path.get_ident().cloned(),
                _ => {
                    errors.at(&per.ident, "name the field of the parent that tells one from another: write `per = id`")
                }
            }
            if self.for_each.is_none() {
                errors.at(&per.ident, "`per` is for readers with `for_each`: remove it");
            }
        }
        self.since = Some(settings);
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
    let (since, mark) = match (since, mark) {
        (Some(since), Some(mark)) => (since, mark),
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
    let mut settings = Setting::parse_all(list.tokens.clone(), FORM, errors);
    let per = settings.iter().position(|setting| setting.is("per")).map(|index| settings.remove(index));
    require_boundary(&settings, since, errors);
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
    let rows = first_argument(ty, "Result")?;
    first_argument(rows, "Vec").cloned()
}

fn first_argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

fn last_word(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}
