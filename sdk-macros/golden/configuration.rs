// The author writes:
//
//     /// How to reach the shop.
//     #[connector]
//     struct Shop {
//         /// Made under Settings, API.
//         token: Secret,
//         #[config(default = 100)]
//         page_size: u32,
//         #[config(label = "Start date", placeholder = "2026-01-31")]
//         since: Option<NaiveDate>,
//         #[config(name = "auth-kind", default = "token")]
//         auth: Auth,
//         #[config(when(auth = "basic"))]
//         password: Option<Secret>,
//     }
//
// and the program contains:

/// How to reach the shop.
struct Shop {
    /// Made under Settings, API.
    token: Secret,
    page_size: u32,
    since: Option<NaiveDate>,
    auth: Auth,
    password: Option<Secret>,
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Config for Shop {
        fn fields() -> ::std::vec::Vec<__sdk::FieldSpec> {
            ::std::vec::Vec::from([
                <Secret as __sdk::ConfigField>::field_spec("token")
                    .describe("Made under Settings, API."),
                <u32 as __sdk::ConfigField>::field_spec("page_size").default("100"),
                <Option<NaiveDate> as __sdk::ConfigField>::field_spec("since")
                    .label("Start date")
                    .placeholder("2026-01-31"),
                <Auth as __sdk::ConfigField>::field_spec("auth-kind").default("token"),
                <Option<Secret> as __sdk::ConfigField>::field_spec("password")
                    .when("auth-kind", "basic"),
            ])
        }
        fn read(values: &mut __sdk::ConfigReader<'_>) -> ::core::option::Option<Self> {
            let __token = <Secret as __sdk::ConfigField>::read_field(values, "token");
            let __page_size = <u32 as __sdk::ConfigField>::read_field(
                values,
                "page_size",
            );
            let __since = <Option<
                NaiveDate,
            > as __sdk::ConfigField>::read_field(values, "since");
            let __auth = <Auth as __sdk::ConfigField>::read_field(values, "auth-kind");
            let __password = <Option<
                Secret,
            > as __sdk::ConfigField>::read_field(values, "password");
            ::core::option::Option::Some(Self {
                token: __token?,
                page_size: __page_size?,
                since: __since?,
                auth: __auth?,
                password: __password?,
            })
        }
    }
};
