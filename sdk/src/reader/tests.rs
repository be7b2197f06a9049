//! Whole readers against a server of their own.
