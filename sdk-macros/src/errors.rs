//! Collects every mistake of an item, so that the author sees all of them in one compilation.

use std::cell::RefCell;
use std::fmt::Display;

use quote::ToTokens;

/// The mistakes found so far. Passed around by `&`: whoever finds one notes it and goes on.
///
/// It panics when it is dropped unread, so that no mistake is lost between parsing and expanding.
pub(crate) struct Errors {
    found: RefCell<Option<Vec<syn::Error>>>,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self { found: RefCell::new(Some(Vec::new())) }
    }

    /// Notes a mistake at the author's tokens.
    pub(crate) fn at(&self, place: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(place, message));
    }

    /// Notes a mistake that syn found.
    pub(crate) fn add(&self, error: syn::Error) {
        if let Some(found) = self.found.borrow_mut().as_mut() {
            found.push(error);
        }
    }

    /// Whether anything was wrong so far.
    pub(crate) fn any(&self) -> bool {
        self.found.borrow().as_ref().is_some_and(|found| !found.is_empty())
    }

    /// All mistakes as one error, or nothing.
    pub(crate) fn finish(self) -> syn::Result<()> {
        let found = self.found.take().unwrap_or_default();
        let folded = found.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        });
        folded.map_or(Ok(()), Err)
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        if self.found.borrow().is_some() && !std::thread::panicking() {
            panic!("the collected errors were never read");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Errors;

    #[test]
    fn every_mistake_is_kept() {
        let errors = Errors::new();
        errors.at(quote::quote!(a), "first");
        errors.at(quote::quote!(b), "second");
        let texts: Vec<String> = errors.finish().unwrap_err().into_iter().map(|error| error.to_string()).collect();
        assert_eq!(texts, ["first", "second"]);
    }

    #[test]
    #[should_panic(expected = "never read")]
    fn mistakes_cannot_be_forgotten() {
        let errors = Errors::new();
        errors.at(quote::quote!(a), "lost");
        drop(errors);
    }
}
