// The author writes:
//
//     #[state(version = 2, migrate = rows_from_pages)]
//     #[derive(Clone, Copy)]
//     pub struct Progress {
//         pub rows: i64,
//     }
//
// and the program contains:

#[derive(
    ::connector_sdk::__private::serde::Serialize,
    ::connector_sdk::__private::serde::Deserialize
)]
#[serde(crate = "::connector_sdk::__private::serde")]
#[serde(default)]
#[derive(Clone, Copy)]
pub struct Progress {
    #[serde(
        serialize_with = "<i64 as ::connector_sdk::__private::StateField>::serialize"
    )]
    #[serde(
        deserialize_with = "<i64 as ::connector_sdk::__private::StateField>::deserialize"
    )]
    pub rows: i64,
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl ::core::default::Default for Progress {
        fn default() -> Self {
            Self {
                rows: <i64 as ::connector_sdk::__private::StateField>::start(),
            }
        }
    }
    #[automatically_derived]
    impl __sdk::StateValue for Progress {
        const VERSION: u32 = 2;
        fn migrate(
            from: u32,
            old: __sdk::serde_json::Value,
        ) -> __sdk::Result<__sdk::serde_json::Value> {
            rows_from_pages(from, old)
        }
    }
};
