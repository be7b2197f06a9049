//! The attribute macros of connector-sdk. Entry points only: each macro is a folder that parses, judges and expands.
//! The documentation for authors stands at the re-exports in `connector_sdk`, where its examples compile.

mod arg;
mod config;
mod connector;
mod errors;
mod fallback;
#[cfg(test)]
mod golden;
mod item;
mod table;
mod words;

use proc_macro::TokenStream;

/// See `connector_sdk::table`.
#[proc_macro_attribute]
pub fn table(attribute: TokenStream, item: TokenStream) -> TokenStream {
    table::table(attribute.into(), item.into()).into()
}

/// See `connector_sdk::connector`.
#[proc_macro_attribute]
pub fn connector(attribute: TokenStream, item: TokenStream) -> TokenStream {
    connector::connector(attribute.into(), item.into()).into()
}
