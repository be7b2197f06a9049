// The author writes:
//
//     #[connector(main = false)]
//     impl Shop {
//         #[paginate(style = "offset", limit = page_size, within = window(step = "1d"))]
//         async fn orders(&self, page: Offset, #[since(inclusive, initial = "2026-01-01")] since: Since<Order>) -> Result<Vec<Order>> {
//             self.fetch(page, since).await
//         }
//
//         #[paginate(style = shop::pages, for_each = orders, concurrency = 4)]
//         async fn lines(&self, order: &Order, #[since(exclusive, per = id)] since: Since<Line>) -> Result<Vec<Line>> {
//             self.fetch_lines(order, since).await
//         }
//     }
//
// and the program contains:

impl Shop {
    async fn orders(&self, page: Offset, since: Since<Order>) -> Result<Vec<Order>> {
        self.fetch(page, since).await
    }
    async fn lines(&self, order: &Order, since: Since<Line>) -> Result<Vec<Line>> {
        self.fetch_lines(order, since).await
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
                __sdk::Reader::new("orders")
                    .tables([
                        <Order as __sdk::Table>::spec(),
                        <Line as __sdk::Table>::spec(),
                    ])
                    .run(|__config, __context| __sdk::reader::run(
                        __sdk::reader::Stage::new(
                                "orders",
                                |__config: &Shop| {
                                    let _ = __config;
                                    __sdk::paginate::Within::new(
                                        __sdk::paginate::offset()
                                            .limit(::core::clone::Clone::clone(&__config.page_size)),
                                        __sdk::paginate::window().step("1d"),
                                    )
                                },
                                |
                                    __config: ::std::sync::Arc<Shop>,
                                    __parent: __sdk::reader::Parent<()>,
                                    __input|
                                ::std::boxed::Box::pin(async move {
                                    let _ = (&__config, &__parent, &__input);
                                    let __rows = <Shop>::orders(
                                            &__config,
                                            __input.page_as::<Offset>(),
                                            <Since<
                                                Order,
                                            > as __sdk::reader::SinceOf<Order>>::given(__input.since()?),
                                        )
                                        .await?;
                                    ::core::result::Result::Ok(__rows)
                                }),
                            )
                            .since(|__config: &Shop, __rules| {
                                __rules.inclusive().initial("2026-01-01")
                            })
                            .child(
                                __sdk::reader::Stage::new(
                                        "lines",
                                        |__config: &Shop| {
                                            let _ = __config;
                                            shop::pages()
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
                                                    <Since<
                                                        Line,
                                                    > as __sdk::reader::SinceOf<Line>>::given(__input.since()?),
                                                )
                                                .await?;
                                            ::core::result::Result::Ok(__rows)
                                        }),
                                    )
                                    .since(|__config: &Shop, __rules| __rules.exclusive())
                                    .per(|__parent: &Order| ::std::string::ToString::to_string(
                                        &__parent.id,
                                    ))
                                    .concurrency(4),
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
