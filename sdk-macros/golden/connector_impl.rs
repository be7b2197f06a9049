// The author writes:
//
//     /// The shop's orders and customers.
//     #[connector(concurrency = 4)]
//     impl Shop {
//         async fn orders(&self, rows: &mut Rows<Order>, lines: &mut Rows<Line>, state: &mut State<Progress>) -> Result<()> {
//             self.fill().await
//         }
//
//         async fn customers(&self, rows: &mut Rows<Customer>) -> Result<()> {
//             Ok(())
//         }
//
//         #[check("The token is accepted")]
//         async fn token_is_accepted(&self) -> Result<()> {
//             Ok(())
//         }
//
//         #[tables]
//         async fn tables(&self) -> Result<Vec<TableSpec>> {
//             Ok(Vec::new())
//         }
//
//         fn url(&self) -> String {
//             String::new()
//         }
//     }
//
// and the program contains:

/// The shop's orders and customers.
impl Shop {
    async fn orders(
        &self,
        rows: &mut Rows<Order>,
        lines: &mut Rows<Line>,
        state: &mut State<Progress>,
    ) -> Result<()> {
        self.fill().await
    }
    async fn customers(&self, rows: &mut Rows<Customer>) -> Result<()> {
        Ok(())
    }
    async fn token_is_accepted(&self) -> Result<()> {
        Ok(())
    }
    async fn tables(&self) -> Result<Vec<TableSpec>> {
        Ok(Vec::new())
    }
    fn url(&self) -> String {
        String::new()
    }
}
#[allow(dead_code)]
fn main() -> ::std::process::ExitCode {
    ::connector_sdk::__private::main::<Shop>()
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Connector for Shop {
        type Config = Shop;
        fn info() -> __sdk::Info {
            __sdk::Info::new("shop")
                .describe("The shop's orders and customers.")
                .version(::core::env!("CARGO_PKG_VERSION"))
                .package_dir(::core::env!("CARGO_MANIFEST_DIR"))
                .concurrency(4)
        }
        fn readers() -> ::std::vec::Vec<__sdk::Reader<Self::Config>> {
            ::std::vec::Vec::from([
                __sdk::Reader::new("orders")
                    .reaches(<Rows<Order> as __sdk::Argument>::reach())
                    .reaches(<Rows<Line> as __sdk::Argument>::reach())
                    .reaches(<State<Progress> as __sdk::Argument>::reach())
                    .run(|__config, __context| ::std::boxed::Box::pin(async move {
                        let mut __rows = <Rows<
                            Order,
                        > as __sdk::Argument>::take(&__context)?;
                        let mut __lines = <Rows<
                            Line,
                        > as __sdk::Argument>::take(&__context)?;
                        let mut __state = <State<
                            Progress,
                        > as __sdk::Argument>::take(&__context)?;
                        <Shop>::orders(
                                &__config,
                                &mut __rows,
                                &mut __lines,
                                &mut __state,
                            )
                            .await?;
                        <Rows<Order> as __sdk::Argument>::finish(__rows, &__context)?;
                        <Rows<Line> as __sdk::Argument>::finish(__lines, &__context)?;
                        <State<
                            Progress,
                        > as __sdk::Argument>::finish(__state, &__context)?;
                        ::core::result::Result::Ok(())
                    })),
                __sdk::Reader::new("customers")
                    .reaches(<Rows<Customer> as __sdk::Argument>::reach())
                    .run(|__config, __context| ::std::boxed::Box::pin(async move {
                        let mut __rows = <Rows<
                            Customer,
                        > as __sdk::Argument>::take(&__context)?;
                        <Shop>::customers(&__config, &mut __rows).await?;
                        <Rows<Customer> as __sdk::Argument>::finish(__rows, &__context)?;
                        ::core::result::Result::Ok(())
                    })),
            ])
        }
        fn checks() -> ::std::vec::Vec<__sdk::Check<Self::Config>> {
            ::std::vec::Vec::from([
                __sdk::Check::new(
                    "token_is_accepted",
                    "The token is accepted",
                    |__config| ::std::boxed::Box::pin(async move {
                        <Shop>::token_is_accepted(&__config).await?;
                        ::core::result::Result::Ok(())
                    }),
                ),
            ])
        }
        #[allow(clippy::needless_question_mark)]
        fn discover(
            __config: ::std::sync::Arc<Self::Config>,
        ) -> __sdk::BoxFuture<__sdk::Result<::std::vec::Vec<__sdk::TableSpec>>> {
            ::std::boxed::Box::pin(async move {
                ::core::result::Result::Ok(<Shop>::tables(&__config).await?)
            })
        }
    }
    const _: () = __sdk::distinct_tables(
        <Rows<Line> as __sdk::Argument>::TABLE,
        &[<Rows<Order> as __sdk::Argument>::TABLE],
    );
    const _: () = __sdk::distinct_tables(
        <Rows<Customer> as __sdk::Argument>::TABLE,
        &[
            <Rows<Order> as __sdk::Argument>::TABLE,
            <Rows<Line> as __sdk::Argument>::TABLE,
        ],
    );
};
