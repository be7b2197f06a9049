//! The attribute macros of connector-sdk.
