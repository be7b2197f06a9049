// The author writes:
//
//     /// The shop's users and orders.
//     #[connector(base_url = base_url, tables(User, sales::Order), concurrency = 2)]
//     struct Shop {
//         base_url: Url,
//     }
//
// and the program contains:

/// The shop's users and orders.
struct Shop {
    base_url: Url,
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
            ::std::vec::Vec::from([<Url as __sdk::ConfigField>::field_spec("base_url")])
        }
        fn read(values: &mut __sdk::ConfigReader<'_>) -> ::core::option::Option<Self> {
            let __base_url = <Url as __sdk::ConfigField>::read_field(values, "base_url");
            ::core::option::Option::Some(Self {
                base_url: __base_url?,
                __http: ::core::default::Default::default(),
            })
        }
    }
};
#[allow(dead_code)]
fn main() -> ::std::process::ExitCode {
    ::connector_sdk::__private::main::<Shop>()
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Connector for Shop {
        type Config = Shop;
        fn info() -> __sdk::Info {
            __sdk::Info::new("shop")
                .describe("The shop's users and orders.")
                .version(::core::env!("CARGO_PKG_VERSION"))
                .package_dir(::core::env!("CARGO_MANIFEST_DIR"))
                .concurrency(2)
        }
        fn readers() -> ::std::vec::Vec<__sdk::Reader<Self::Config>> {
            ::std::vec::Vec::from([
                __sdk::reader::read_alone::<User, Shop>(),
                __sdk::reader::read_alone::<sales::Order, Shop>(),
            ])
        }
    }
    const _: () = __sdk::distinct_tables(
        <__sdk::Rows<sales::Order> as __sdk::Argument>::TABLE,
        &[<__sdk::Rows<User> as __sdk::Argument>::TABLE],
    );
};
