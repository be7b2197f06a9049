// The author writes:
//
//     #[table]
//     struct Everything {
//         #[column(decimal(12, 2))]
//         total: Decimal,
//         #[column(int)]
//         pieces: i64,
//         #[column(inferred)]
//         odd: Value,
//         /// Whatever the source sends.
//         #[column(json, name = "extraData")]
//         extra: Extra,
//         #[column(json)]
//         lines: Option<Vec<Line>>,
//         #[column(skip)]
//         raw: String,
//     }
//
// and the program contains:

struct Everything {
    total: Decimal,
    pieces: i64,
    odd: Value,
    /// Whatever the source sends.
    extra: Extra,
    lines: Option<Vec<Line>>,
    raw: String,
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Table for Everything {
        const NAME: &'static str = "everything";
        fn spec() -> __sdk::TableSpec {
            __sdk::TableSpec::new("everything")
                .column(
                    <Decimal as __sdk::Column>::spec("total")
                        .typed(__sdk::ColumnType::Decimal {
                            precision: 12,
                            scale: 2,
                        }),
                )
                .column(
                    <i64 as __sdk::Column>::spec("pieces").typed(__sdk::ColumnType::Int),
                )
                .column(__sdk::ColumnSpec::new("odd"))
                .column(
                    <::connector_sdk::__private::Json<
                        Extra,
                    > as __sdk::Column>::spec("extraData")
                        .describe("Whatever the source sends."),
                )
                .column(
                    <::core::option::Option<
                        ::connector_sdk::__private::Json<Vec<Line>>,
                    > as __sdk::Column>::spec("lines"),
                )
        }
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            <Decimal as __sdk::Column>::write_cell(self.total, row)?;
            <i64 as __sdk::Column>::write_cell(self.pieces, row)?;
            <Value as __sdk::Column>::write_cell(self.odd, row)?;
            <::connector_sdk::__private::Json<
                Extra,
            > as __sdk::Column>::write_cell(
                ::connector_sdk::__private::Json(self.extra),
                row,
            )?;
            <::core::option::Option<
                ::connector_sdk::__private::Json<Vec<Line>>,
            > as __sdk::Column>::write_cell(
                self.lines.map(::connector_sdk::__private::Json),
                row,
            )?;
            ::core::result::Result::Ok(())
        }
    }
};
