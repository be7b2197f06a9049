// The author writes:
//
//     #[connector(auth = bearer(tokn), rate = "5/s", strict)]
//     struct Shop {
//         token: Secret,
//     }
//
// and the program contains:

struct Shop {
    token: Secret,
    #[doc(hidden)]
    __http: ::connector_sdk::http::ClientSlot,
}
::core::compile_error! {
    "`rate` is no word of `#[connector(…)]`: did you mean `rate_limit = \"100/s\"` (how fast requests may be sent)?"
}
::core::compile_error! {
    "`strict` is said of the connector, not of its configuration: write it above the impl block"
}
::core::compile_error! {
    "the configuration has no field `tokn`: did you mean `token`?"
}
impl Shop {
    /// The client of this connection.
    #[allow(dead_code)]
    fn http(&self) -> ::connector_sdk::http::Client {
        ::core::unimplemented!()
    }
}
#[automatically_derived]
impl ::connector_sdk::reader::Source for Shop {
    fn http(&self) -> ::connector_sdk::http::Client {
        <Shop>::http(self)
    }
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Config for Shop {
        fn fields() -> ::std::vec::Vec<__sdk::FieldSpec> {
            ::core::unimplemented!()
        }
        fn read(values: &mut __sdk::ConfigReader<'_>) -> ::core::option::Option<Self> {
            ::core::unimplemented!()
        }
    }
};
