// The author writes:
//
//     #[derive(ConfigField)]
//     enum Region {
//         /// Virginia.
//         UsEast,
//         #[config(name = "eu-1", label = "Europe")]
//         Eu,
//     }
//
// and the program contains:

const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::ConfigField for Region {
        fn kind() -> __sdk::FieldKind {
            __sdk::FieldKind::Choice(
                ::std::vec::Vec::from([
                    __sdk::Choice::new("us_east").describe("Virginia."),
                    __sdk::Choice::new("eu-1").label("Europe"),
                ]),
            )
        }
        fn parse(text: &str) -> ::core::result::Result<Self, ::std::string::String> {
            __sdk::choose(text, [Self::UsEast, Self::Eu])
        }
    }
};
