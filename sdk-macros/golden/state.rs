// The author writes:
//
//     #[state]
//     struct Progress { cursor: i64 }
//
// and the program contains:

#[derive(
    ::connector_sdk::__private::serde::Serialize,
    ::connector_sdk::__private::serde::Deserialize,
    ::core::default::Default,
    ::core::fmt::Debug,
    ::core::clone::Clone,
    ::core::cmp::PartialEq
)]
#[serde(crate = "::connector_sdk::__private::serde")]
#[serde(default)]
struct Progress {
    cursor: i64,
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::StateValue for Progress {}
};
