//! The connector as it will be: every function with its role and its arguments.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{LitInt, LitStr, Type, Visibility};

use super::parse::{Form, Function, RawConnector, Role};
use super::signature::{self, Argument, Place, Since};
use crate::arg::Text;
use crate::errors::Errors;
use crate::item;
use crate::paginate::{self, Paged};
use crate::words::nearest;

/// A connector that can be expanded. After a mistake it holds what could be understood.
pub(super) struct Connector {
    /// The type that implements it.
    pub(super) ty: TokenStream,
    /// The struct to make, for a function.
    pub(super) marker: Option<(Visibility, Ident)>,
    /// The type of the configuration.
    pub(super) config: TokenStream,
    pub(super) name: LitStr,
    pub(super) description: Option<String>,
    pub(super) concurrency: Option<LitInt>,
    pub(super) strict: bool,
    pub(super) main: bool,
    pub(super) readers: Vec<Reader>,
    /// The paginated readers, each with those that are called for its rows.
    pub(super) pages: Vec<Paged>,
    pub(super) checks: Vec<Check>,
    /// The names of all paginated functions, even of those that could not be understood.
    paginated: Vec<Ident>,
    /// The function that lists tables.
    pub(super) tables: Option<Call>,
}

/// A function that reads the source.
pub(super) struct Reader {
    pub(super) call: Call,
    pub(super) arguments: Vec<Argument>,
    /// From where on it reads, with its words.
    pub(super) since: Option<Since>,
}

/// A function that tests the configuration.
pub(super) struct Check {
    pub(super) call: Call,
    pub(super) label: LitStr,
}

/// How a function is called.
pub(super) struct Call {
    /// Its name.
    pub(super) ident: Ident,
    /// Its path: `orders`, `Shop::orders`.
    pub(super) path: TokenStream,
    /// What it returns, for messages to point at.
    pub(super) output: TokenStream,
}

/// Judges the words and functions together.
pub(super) fn validate(raw: RawConnector, errors: &Errors) -> Connector {
    let RawConnector { form, description, name, concurrency, strict, main, check, tables, functions } = raw;
    let concurrency = concurrency.get().filter(|readers| {
        let enough = readers.base10_parse::<usize>().is_ok_and(|readers| readers > 0);
        if !enough {
            errors.at(readers, "at least one reader runs at a time: write `concurrency = 4`, or remove the word");
        }
        enough
    });
    let default_name = default_name(&form);
    let place = if matches!(form, Form::Impl(_)) { Place::Impl } else { Place::Free };
    let config = match &form {
        // Written out and not as `Self`, so that rustc points at it if it is no configuration.
        Form::Impl(ty) => ty.to_token_stream(),
        Form::Function(..) => {
            let config = functions.first().and_then(|function| signature::configuration(&function.sig));
            config.map_or_else(|| quote! { () }, ToTokens::to_token_stream)
        }
    };
    let (ty, marker) = match form {
        Form::Impl(ty) => (ty.to_token_stream(), None),
        Form::Function(vis, ident) => (ident.to_token_stream(), Some((vis, ident))),
    };
    let mut connector = Connector {
        marker,
        config,
        name: name.get().map_or(default_name, Text::literal),
        description,
        concurrency: concurrency.cloned(),
        strict: strict.get().is_some(),
        main: *main.get().unwrap_or(&true),
        readers: Vec::new(),
        pages: tables.get().into_iter().flatten().filter_map(|table| Paged::alone(table, errors)).collect(),
        checks: Vec::new(),
        paginated: Vec::new(),
        tables: None,
        ty,
    };
    connector.checks.extend(check.get().map(Check::named));
    for function in functions {
        connector.add(function, place, errors);
    }
    connector.nest(errors);
    if connector.readers.is_empty() && connector.pages.is_empty() && !errors.any() {
        let ty = &connector.ty;
        errors.at(ty, "a connector has a reader: write `async fn orders(&self, rows: &mut Rows<Order>) -> Result<()>`");
    }
    connector
}

impl Connector {
    fn add(&mut self, function: Function, place: Place, errors: &Errors) {
        let Function { sig, role } = function;
        let ident = sig.ident.clone();
        let path = match place {
            Place::Free => ident.to_token_stream(),
            Place::Impl => {
                let ty = &self.ty;
                quote! { <#ty>::#ident }
            }
        };
        let output = match &sig.output {
            syn::ReturnType::Default => ident.to_token_stream(),
            syn::ReturnType::Type(_, ty) => ty.to_token_stream(),
        };
        let call = Call { ident, path, output };
        match role {
            Role::Reader(since) => {
                let mut arguments = signature::reader(&sig, place, errors);
                let since = signature::since(&mut arguments, &since, &sig.ident, errors);
                self.readers.push(Reader { call, arguments, since });
            }
            Role::Pages(raw) => {
                signature::paginated(&sig, place, errors);
                self.paginated.push(sig.ident.clone());
                self.pages.extend(paginate::parse(raw, &sig, place == Place::Free, errors));
            }
            Role::Check(label) => {
                signature::check(&sig, errors);
                self.checks.push(Check { call, label });
            }
            Role::Tables => {
                signature::config_only(&sig, "a list of tables", errors);
                if let Some(first) = &self.tables {
                    let message = format!("`{}` lists the tables already: list all of them there", first.ident);
                    errors.at(&call.ident, message);
                } else {
                    self.tables = Some(call);
                }
            }
        }
    }
}

impl Connector {
    /// Puts every paginated reader below the one for whose rows it is called.
    fn nest(&mut self, errors: &Errors) {
        let all = std::mem::take(&mut self.pages);
        let names: Vec<Ident> = all.iter().map(|paged| paged.ident.clone()).collect();
        let (mut waiting, roots): (Vec<_>, Vec<_>) = all.into_iter().partition(|paged| paged.for_each.is_some());
        self.pages = roots;
        // Each round places the children of those that were placed before.
        while !waiting.is_empty() {
            let before = waiting.len();
            for mut paged in std::mem::take(&mut waiting) {
                let Some(for_each) = paged.for_each.clone() else { continue };
                match find(&mut self.pages, &for_each) {
                    Some(parent) => {
                        paged.parent = Some(parent.table.clone());
                        parent.children.push(paged);
                    }
                    None => waiting.push(paged),
                }
            }
            if waiting.len() == before {
                break;
            }
        }
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut reported: Vec<&Ident> = Vec::new();
        for paged in &waiting {
            let circle = circle(&waiting, paged);
            if let [first, ..] = circle.as_slice() {
                if !circle.iter().any(|paged| reported.contains(&&paged.ident)) {
                    let message = "waits for its own rows: begin with a reader without `for_each`";
                    errors.at(&first.for_each, format!("`{}` {message}", first.ident));
                }
                reported.extend(circle.iter().map(|paged| &paged.ident));
                continue;
            }
            let Some(for_each) = &paged.for_each else { continue };
            // It hangs on a circle, or on a function that could not be understood: that is the mistake.
            if names.contains(&for_each.to_string()) || self.paginated.contains(for_each) {
                continue;
            }
            let hint = match nearest(&for_each.to_string(), names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a function with `#[paginate(…)]` or a table of `tables(…)`".to_owned(),
            };
            errors.at(for_each, format!("there is no paginated reader `{for_each}`: {hint}"));
        }
    }
}

/// The readers that wait for each other, beginning with this one; empty if it is in no circle.
fn circle<'a>(waiting: &'a [Paged], start: &'a Paged) -> Vec<&'a Paged> {
    let mut circle = vec![start];
    loop {
        let last = circle[circle.len() - 1];
        match waiting.iter().find(|paged| Some(&paged.ident) == last.for_each.as_ref()) {
            Some(next) if next.ident == start.ident => return circle,
            Some(next) if !circle.iter().any(|seen| seen.ident == next.ident) => circle.push(next),
            _ => return Vec::new(),
        }
    }
}

impl Check {
    /// A function that is named on the connector. People read its name.
    fn named(path: &syn::Path) -> Self {
        let last = path.segments.last().map(|last| last.ident.clone());
        let ident = last.unwrap_or_else(|| Ident::new("check", proc_macro2::Span::call_site()));
        let words = Text::of(&ident).text.replace('_', " ");
        let mut letters = words.chars();
        let label: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        let label = LitStr::new(&label, ident.span());
        Self { call: Call { ident, path: path.to_token_stream(), output: path.to_token_stream() }, label }
    }
}

fn find<'a>(pages: &'a mut [Paged], ident: &Ident) -> Option<&'a mut Paged> {
    for paged in pages {
        if paged.ident == *ident {
            return Some(paged);
        }
        if let Some(found) = find(&mut paged.children, ident) {
            return Some(found);
        }
    }
    None
}

/// The function's name, or the type's in snake_case.
fn default_name(form: &Form) -> LitStr {
    let ident = match form {
        Form::Function(_, ident) => return Text::of(ident).literal(),
        Form::Impl(ty) => match &**ty {
            Type::Path(path) => path.path.segments.last().map(|last| last.ident.clone()),
            _ => None,
        },
    };
    ident.map_or_else(
        || LitStr::new("connector", proc_macro2::Span::call_site()),
        |ident| LitStr::new(&item::snake_case(&Text::of(&ident).text), ident.span()),
    )
}
