//! Two hundred parents with ten pages of children each, for trying out concurrency.

use serde::{Deserialize, Serialize};

/// How many parents there are.
pub const PARENTS: i64 = 200;
/// How many pages of children each has.
pub const PAGES: i64 = 10;
/// How many children are on a page.
pub const PAGE_SIZE: i64 = 5;

/// A parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    /// Counts from 1.
    pub id: i64,
    /// What it is called.
    pub name: String,
}

/// A child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// Unlike that of any other child of any parent.
    pub id: i64,
    /// Whose child it is.
    pub parent_id: i64,
    /// Its place among its siblings, from 0: the order in which they are listed.
    pub position: i64,
}

/// All parents.
pub fn parents() -> Vec<Parent> {
    (1..=PARENTS).map(|id| Parent { id, name: format!("Parent {id}") }).collect()
}

/// All children of a parent, in order.
pub fn children(parent_id: i64) -> Vec<Child> {
    (0..PAGES * PAGE_SIZE).map(|position| Child { id: parent_id * 1000 + position, parent_id, position }).collect()
}
