//! The rows behind the APIs: plain Rust values, made from a fixed seed, that a test can compare with.

pub mod company;
pub mod event;
pub mod hourly;
pub mod hubspot;
pub mod issue;
pub mod large;
pub mod market;
pub mod news;
pub mod noise;
pub mod pokemon;
pub mod time;
pub mod tree;
pub mod user;
pub mod weather;
