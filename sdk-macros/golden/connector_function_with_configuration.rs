// The author writes:
//
//     #[connector(name = "crypto", main = false, strict)]
//     pub async fn messages(config: &Crypto, rows: &mut Rows<Message>, mut state: ConnectorState<Progress>) -> Result<()> {
//         Ok(())
//     }
//
// and the program contains:

pub async fn messages(
    config: &Crypto,
    rows: &mut Rows<Message>,
    mut state: ConnectorState<Progress>,
) -> Result<()> {
    Ok(())
}
/// The connector that the function `messages` makes.
#[allow(non_camel_case_types, dead_code)]
pub struct messages {}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Connector for messages {
        type Config = Crypto;
        fn info() -> __sdk::Info {
            __sdk::Info::new("crypto")
                .version(::core::env!("CARGO_PKG_VERSION"))
                .package_dir(::core::env!("CARGO_MANIFEST_DIR"))
                .strict()
        }
        fn readers() -> ::std::vec::Vec<__sdk::Reader<Self::Config>> {
            ::std::vec::Vec::from([
                __sdk::Reader::new("messages")
                    .reaches(<Rows<Message> as __sdk::Argument>::reach())
                    .reaches(<ConnectorState<Progress> as __sdk::Argument>::reach())
                    .run(|__config, __context| ::std::boxed::Box::pin(async move {
                        let mut __rows = <Rows<
                            Message,
                        > as __sdk::Argument>::take(&__context)?;
                        let __state = <ConnectorState<
                            Progress,
                        > as __sdk::Argument>::take(&__context)?;
                        messages(&__config, &mut __rows, __state).await?;
                        <Rows<Message> as __sdk::Argument>::finish(__rows, &__context)?;
                        ::core::result::Result::Ok(())
                    })),
            ])
        }
    }
};
