// The author writes:
//
//     #[table(primary_key = (order_id, "lineNumber"), name = "order-lines", schema = "sales")]
//     struct OrderLine {
//         order_id: i64,
//         #[column(name = "lineNumber")]
//         line: i32,
//         pieces: u32,
//     }
//
// and the program contains:

struct OrderLine {
    order_id: i64,
    line: i32,
    pieces: u32,
}
/// The primary key of [`OrderLine`].
#[allow(dead_code, private_interfaces)]
struct OrderLineKey {
    /// The column `order_id`.
    order_id: i64,
    /// The column `lineNumber`.
    line: i32,
}
/// The primary key of [`OrderLine`] and the columns to change.
#[allow(dead_code, private_interfaces)]
struct OrderLineUpdate {
    order_id: i64,
    line: i32,
    pieces: ::core::option::Option<u32>,
}
#[allow(dead_code, private_bounds, private_interfaces)]
impl OrderLineUpdate {
    /// The row of this key, with no column to change yet.
    fn new(order_id: i64, line: i32) -> Self {
        Self {
            order_id,
            line,
            pieces: ::core::option::Option::None,
        }
    }
    /// Changes the column `pieces`.
    fn pieces(mut self, pieces: u32) -> Self {
        self.pieces = ::core::option::Option::Some(pieces);
        self
    }
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Table for OrderLine {
        const NAME: &'static str = "sales.order-lines";
        fn spec() -> __sdk::TableSpec {
            __sdk::TableSpec::new("order-lines")
                .in_schema("sales")
                .column(<i64 as __sdk::KeyColumn>::spec("order_id"))
                .column(<i32 as __sdk::KeyColumn>::spec("lineNumber"))
                .column(<u32 as __sdk::Column>::spec("pieces"))
                .primary_key(["order_id", "lineNumber"])
        }
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            <i64 as __sdk::KeyColumn>::write_cell(self.order_id, row)?;
            <i32 as __sdk::KeyColumn>::write_cell(self.line, row)?;
            <u32 as __sdk::Column>::write_cell(self.pieces, row)?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl __sdk::Keyed for OrderLine {
        type Key = OrderLineKey;
        type Update = OrderLineUpdate;
    }
    #[automatically_derived]
    impl __sdk::PartialRow for OrderLineKey {
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            <i64 as __sdk::KeyColumn>::write_cell(self.order_id, row)?;
            <i32 as __sdk::KeyColumn>::write_cell(self.line, row)?;
            row.skip();
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl __sdk::PartialRow for OrderLineUpdate {
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            <i64 as __sdk::KeyColumn>::write_cell(self.order_id, row)?;
            <i32 as __sdk::KeyColumn>::write_cell(self.line, row)?;
            <u32 as __sdk::Column>::write_given(self.pieces, row)?;
            ::core::result::Result::Ok(())
        }
    }
};
