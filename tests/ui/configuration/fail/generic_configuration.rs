use connector_sdk::prelude::*;

#[connector]
struct Shop<T> {
    page_size: T,
}

fn main() {}
