// The author writes:
//
//     #[connector(base_url = base_url, auth = api_key(token, header = "X-Token"), rate_limit = "100/s")]
//     struct Shop {
//         base_url: Url,
//         token: Secret,
//     }
//
// and the program contains:

struct Shop {
    base_url: Url,
    token: Secret,
    #[doc(hidden)]
    __http: ::connector_sdk::http::ClientSlot,
}
impl Shop {
    /// The client of this connection.
    #[allow(dead_code)]
    fn http(&self) -> ::connector_sdk::http::Client {
        self.__http
            .client(|| {
                ::connector_sdk::http::Client::builder()
                    .base_url(::core::clone::Clone::clone(&self.base_url))
                    .auth(
                        ::connector_sdk::auth::api_key(
                                ::core::clone::Clone::clone(&self.token),
                            )
                            .header("X-Token"),
                    )
                    .rate_limit("100/s")
            })
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
            ::std::vec::Vec::from([
                <Url as __sdk::ConfigField>::field_spec("base_url"),
                <Secret as __sdk::ConfigField>::field_spec("token"),
            ])
        }
        fn read(values: &mut __sdk::ConfigReader<'_>) -> ::core::option::Option<Self> {
            let __base_url = <Url as __sdk::ConfigField>::read_field(values, "base_url");
            let __token = <Secret as __sdk::ConfigField>::read_field(values, "token");
            ::core::option::Option::Some(Self {
                base_url: __base_url?,
                token: __token?,
                __http: ::core::default::Default::default(),
            })
        }
    }
};
