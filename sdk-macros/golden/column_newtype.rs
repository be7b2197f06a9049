// The author writes:
//
//     #[derive(Column)]
//     struct OrderId(i64);
//
// and the program contains:

const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Column for OrderId {
        const TYPE: ::core::option::Option<__sdk::ColumnType> = <i64 as __sdk::Column>::TYPE;
        fn into_value(self) -> __sdk::Result<__sdk::Value> {
            <i64 as __sdk::Column>::into_value(self.0)
        }
    }
    #[diagnostic::do_not_recommend]
    impl __sdk::KeyColumn for OrderId
    where
        for<'a> i64: __sdk::KeyColumn,
    {}
    #[diagnostic::do_not_recommend]
    impl __sdk::CursorColumn for OrderId
    where
        for<'a> i64: __sdk::CursorColumn,
    {}
};
