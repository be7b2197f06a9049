//! Readers that fetch pages: `#[paginate]` writes them, the runtime turns pages into rows and state.

mod cursor_value;
mod lane;
mod saved;
mod since;
mod stage;

pub use cursor_value::{CursorValue, IntoCursor};
pub use since::{Rules, Since, since};
pub use stage::{Branch, Input, Parent, Stage};
