//! What a paginated reader's function is called with.

use std::any::Any;
use std::ops::Deref;
use std::sync::Arc;

use super::fit::PageOf;
use super::since::Since;
use crate::error::{Error, Result};
use crate::paginate::Page;

/// The row of another reader for which a reader is called: `order: &Order`.
pub struct Parent<P> {
    pub(super) rows: Arc<Vec<P>>,
    pub(super) index: usize,
}

impl<P> Clone for Parent<P> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), index: self.index }
    }
}

impl<P> Deref for Parent<P> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.rows[self.index]
    }
}

/// What a reader's other arguments are made of.
pub struct Input<S> {
    pub(super) page: Page<S>,
    pub(super) since: Option<Arc<dyn Any + Send + Sync>>,
}

impl<S> Input<S> {
    /// The page to ask for.
    pub fn page(&self) -> Page<S> {
        self.page.clone()
    }

    /// The page as the type of an argument.
    #[doc(hidden)]
    pub fn page_as<A: PageOf<S>>(&self) -> A {
        A::given(self.page())
    }

    /// Where to begin.
    pub fn since<T: 'static>(&self) -> Result<Since<T>> {
        let since = self.since.as_ref().and_then(|since| since.downcast_ref::<Since<T>>());
        since.cloned().ok_or_else(|| {
            Error::bug("this `Since` belongs to a reader of another table")
                .next_step("a reader can be asked for what has changed in the table that it returns")
        })
    }
}
