// The author writes:
//
//     #[table]
//     #[paginate(style = "window", path = "events", start = first_day, config = Shop, max_pages = 100)]
//     #[derive(Deserialize)]
//     struct Event {
//         at: DateTime<Utc>,
//     }
//
// and the program contains:

#[derive(Deserialize)]
struct Event {
    at: DateTime<Utc>,
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Table for Event {
        const NAME: &'static str = "event";
        fn spec() -> __sdk::TableSpec {
            __sdk::TableSpec::new("event")
                .column(<DateTime<Utc> as __sdk::Column>::spec("at"))
        }
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            <DateTime<Utc> as __sdk::Column>::write_cell(self.at, row)?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl __sdk::reader::Readable<Shop> for Event {
        fn stage() -> __sdk::reader::Stage<
            Shop,
            (),
            impl __sdk::paginate::Paginate,
            Self,
        > {
            __sdk::reader::Stage::new(
                    <Event as __sdk::Table>::NAME,
                    |__config: &Shop| {
                        let _ = __config;
                        __sdk::paginate::window()
                            .start(::core::clone::Clone::clone(&__config.first_day))
                    },
                    |
                        __config: ::std::sync::Arc<Shop>,
                        __parent: __sdk::reader::Parent<()>,
                        __input|
                    ::std::boxed::Box::pin(async move {
                        let _ = __parent;
                        let request = __sdk::reader::Source::http(&*__config)
                            .get("events")
                            .page(__input.page());
                        <Event as __sdk::reader::Fetched>::fetch(request, "").await
                    }),
                )
                .max_pages(100)
        }
    }
};
