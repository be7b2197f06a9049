// The author writes:
//
//     #[table(primary_key = ordr_id, nam = "orders")]
//     struct Order {
//         order_id: i64,
//         #[column(decimal(50, 2))]
//         total: Decimal,
//     }
//
// and the program contains:

struct Order {
    order_id: i64,
    total: Decimal,
}
::core::compile_error! {
    "`nam` is no word of `#[table(…)]`: did you mean `name = \"orders\"` (the table's name)?"
}
::core::compile_error! {
    "a decimal has 1 to 38 digits: write `decimal(38, 9)` or fewer digits"
}
::core::compile_error! {
    "`Order` has no field `ordr_id`: did you mean `order_id`?"
}
/// The primary key of [`Order`].
#[allow(dead_code, private_interfaces)]
struct OrderKey {
    /// The column `order_id`.
    order_id: i64,
}
/// The primary key of [`Order`] and the columns to change.
#[allow(dead_code, private_interfaces)]
struct OrderUpdate {
    order_id: i64,
    total: ::core::option::Option<Decimal>,
}
#[allow(dead_code, private_bounds, private_interfaces)]
impl OrderUpdate {
    /// The row of this key, with no column to change yet.
    fn new(order_id: i64) -> Self {
        Self {
            order_id,
            total: ::core::option::Option::None,
        }
    }
    /// Changes the column `total`.
    fn total(mut self, total: impl ::core::convert::Into<Decimal>) -> Self {
        self.total = ::core::option::Option::Some(
            <_ as ::core::convert::Into<Decimal>>::into(total),
        );
        self
    }
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Table for Order {
        const NAME: &'static str = "order";
        fn spec() -> __sdk::TableSpec {
            ::core::unimplemented!()
        }
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            ::core::unimplemented!()
        }
    }
    #[automatically_derived]
    impl __sdk::Keyed for Order {
        type Key = OrderKey;
        type Update = OrderUpdate;
    }
    #[automatically_derived]
    impl ::core::convert::From<i64> for OrderKey {
        fn from(order_id: i64) -> Self {
            Self { order_id }
        }
    }
    #[automatically_derived]
    impl __sdk::PartialRow for OrderKey {
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            ::core::unimplemented!()
        }
    }
    #[automatically_derived]
    impl __sdk::PartialRow for OrderUpdate {
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            ::core::unimplemented!()
        }
    }
};
