// The author writes:
//
//     #[table]
//     struct Hello { message: String }
//
// and the program contains:

struct Hello {
    message: String,
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Table for Hello {
        const NAME: &'static str = "hello";
        fn spec() -> __sdk::TableSpec {
            __sdk::TableSpec::new("hello")
                .column(<String as __sdk::Column>::spec("message"))
        }
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            <String as __sdk::Column>::write_cell(self.message, row)?;
            ::core::result::Result::Ok(())
        }
    }
};
