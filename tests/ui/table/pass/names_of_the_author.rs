mod shadows {
    #![allow(dead_code)]
    pub struct Option;
    pub struct Result;
    pub struct Vec;
    pub struct String;
    pub struct Box;
    pub mod std {}
    pub mod core {}
    pub mod __sdk {}
}

mod connector {
    #[allow(unused_imports)]
    use super::shadows::*;

    type Text = ::std::string::String;

    #[::connector_sdk::table(primary_key = row)]
    pub struct Order {
        row: i64,
        value: Text,
    }

    #[::connector_sdk::connector]
    pub struct Shop {
        values: Text,
        text: Text,
    }

    #[::connector_sdk::state]
    pub struct State {
        from: i64,
        old: i64,
    }

    #[::connector_sdk::connector(main = false)]
    impl Shop {
        async fn orders(&self, rows: &mut ::connector_sdk::prelude::Rows<Order>) -> ::connector_sdk::Result<()> {
            rows.update(OrderUpdate::new(7).value("a")).await
        }
    }
}

fn main() {}
