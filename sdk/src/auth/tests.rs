//! Every kind of authentication against a server of its own.
