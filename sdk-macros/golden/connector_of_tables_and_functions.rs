// The author writes:
//
//     #[connector(tables(Order), main = false)]
//     impl Shop {
//         #[paginate(style = "single", for_each = Order)]
//         async fn lines(&self, order: &Order) -> Result<Vec<Line>> {
//             self.fetch_lines(order).await
//         }
//     }
//
// and the program contains:

impl Shop {
    async fn lines(&self, order: &Order) -> Result<Vec<Line>> {
        self.fetch_lines(order).await
    }
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Connector for Shop {
        type Config = Shop;
        fn info() -> __sdk::Info {
            __sdk::Info::new("shop")
                .version(::core::env!("CARGO_PKG_VERSION"))
                .package_dir(::core::env!("CARGO_MANIFEST_DIR"))
        }
        fn readers() -> ::std::vec::Vec<__sdk::Reader<Self::Config>> {
            ::std::vec::Vec::from([
                __sdk::Reader::new(<Order as __sdk::Table>::NAME)
                    .tables([
                        <Order as __sdk::Table>::spec(),
                        <Line as __sdk::Table>::spec(),
                    ])
                    .run(|__config, __context| __sdk::reader::run(
                        __sdk::reader::stage_of::<Order, Shop>()
                            .child(
                                __sdk::reader::Stage::new(
                                    "lines",
                                    |__config: &Shop| {
                                        let _ = __config;
                                        __sdk::paginate::single()
                                    },
                                    |
                                        __config: ::std::sync::Arc<Shop>,
                                        __parent: __sdk::reader::Parent<Order>,
                                        __input|
                                    ::std::boxed::Box::pin(async move {
                                        let _ = (&__config, &__parent, &__input);
                                        let __rows = <Shop>::lines(
                                                &__config,
                                                <Order as __sdk::reader::RowOf<Order>>::lent(&__parent),
                                            )
                                            .await?;
                                        ::core::result::Result::Ok(__rows)
                                    }),
                                ),
                            ),
                        __config,
                        __context,
                    )),
            ])
        }
    }
    const _: () = __sdk::distinct_tables(
        <__sdk::Rows<Line> as __sdk::Argument>::TABLE,
        &[<__sdk::Rows<Order> as __sdk::Argument>::TABLE],
    );
};
