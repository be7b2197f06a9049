//! Helpers that know nothing of tables.

pub(crate) mod timestamp;
