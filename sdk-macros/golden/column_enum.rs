// The author writes:
//
//     #[derive(Column)]
//     enum Status {
//         Open,
//         InTransit,
//         #[column(name = "on-hold")]
//         Held,
//     }
//
// and the program contains:

const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Column for Status {
        const TYPE: ::core::option::Option<__sdk::ColumnType> = <&'static str as __sdk::Column>::TYPE;
        fn into_value(self) -> __sdk::Result<__sdk::Value> {
            <&'static str as __sdk::Column>::into_value(
                match self {
                    Self::Open => "open",
                    Self::InTransit => "in_transit",
                    Self::Held => "on-hold",
                },
            )
        }
    }
    #[automatically_derived]
    impl __sdk::KeyColumn for Status {}
};
