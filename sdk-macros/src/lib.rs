//! The attribute macros of connector-sdk. Entry points only: each macro is a folder that parses, judges and expands.
//! The documentation for authors stands at the re-exports in `connector_sdk`, where its examples compile.

mod arg;
mod column;
mod config;
mod connector;
mod errors;
mod fallback;
#[cfg(test)]
mod golden;
mod item;
mod options;
mod paginate;
mod state;
mod table;
mod variants;
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

/// See `connector_sdk::state`.
#[proc_macro_attribute]
pub fn state(attribute: TokenStream, item: TokenStream) -> TokenStream {
    state::state(attribute.into(), item.into()).into()
}

/// See `connector_sdk::Column`.
#[proc_macro_derive(Column, attributes(column))]
pub fn column(item: TokenStream) -> TokenStream {
    column::column(item.into()).into()
}

/// See `connector_sdk::ConfigField`.
#[proc_macro_derive(ConfigField, attributes(config))]
pub fn config_field(item: TokenStream) -> TokenStream {
    config::field(item.into()).into()
}
