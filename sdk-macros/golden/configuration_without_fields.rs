// The author writes:
//
//     #[connector]
//     struct Shop;
//
// and the program contains:

struct Shop;
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Config for Shop {
        fn fields() -> ::std::vec::Vec<__sdk::FieldSpec> {
            ::std::vec::Vec::new()
        }
        fn read(_values: &mut __sdk::ConfigReader<'_>) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self {})
        }
    }
};
