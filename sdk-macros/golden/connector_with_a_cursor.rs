// The author writes:
//
//     #[connector(main = false)]
//     impl Shop {
//         async fn orders(&self, #[since(inclusive, initial = first_day)] since: Since<Order>, rows: &mut Rows<Order>) -> Result<()> {
//             self.export(since, rows).await
//         }
//     }
//
// and the program contains:

impl Shop {
    async fn orders(&self, since: Since<Order>, rows: &mut Rows<Order>) -> Result<()> {
        self.export(since, rows).await
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
                    .reaches(<Rows<Order> as __sdk::Argument>::reach())
                    .run(|__config: ::std::sync::Arc<Shop>, __context| ::std::boxed::Box::pin(async move {
                        let __follow = __sdk::reader::Follow::<
                            Order,
                        >::begin(
                            &__context,
                            |__rules| {
                                __rules
                                    .inclusive()
                                    .initial(::core::clone::Clone::clone(&__config.first_day))
                            },
                        )?;
                        let mut __rows = <Rows<
                            Order,
                        > as __sdk::Argument>::take(&__context)?;
                        <Shop>::orders(&__config, __follow.since(), &mut __rows).await?;
                        <Rows<Order> as __sdk::Argument>::finish(__rows, &__context)?;
                        __follow.finish()?;
                        ::core::result::Result::Ok(())
                    })),
            ])
        }
    }
};
