// The author writes:
//
//     #[state]
//     struct Progress { cursor: i64 }
//
// and the program contains:

#[derive(
    ::connector_sdk::__private::serde::Serialize,
    ::connector_sdk::__private::serde::Deserialize
)]
#[serde(crate = "::connector_sdk::__private::serde")]
#[serde(default)]
struct Progress {
    #[serde(
        serialize_with = "<i64 as ::connector_sdk::__private::StateField>::serialize"
    )]
    #[serde(
        deserialize_with = "<i64 as ::connector_sdk::__private::StateField>::deserialize"
    )]
    cursor: i64,
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl ::core::default::Default for Progress {
        fn default() -> Self {
            Self {
                cursor: <i64 as ::connector_sdk::__private::StateField>::start(),
            }
        }
    }
    #[automatically_derived]
    impl __sdk::StateValue for Progress {}
};
