// The author writes:
//
//     /// Says hello.
//     #[connector]
//     async fn hello(rows: &mut Rows<Hello>) -> Result<()> {
//         rows.upsert(Hello { message: "hello, world!".into() }).await
//     }
//
// and the program contains:

/// Says hello.
async fn hello(rows: &mut Rows<Hello>) -> Result<()> {
    rows.upsert(Hello {
            message: "hello, world!".into(),
        })
        .await
}
/// The connector that the function `hello` makes.
#[allow(non_camel_case_types, dead_code)]
struct hello {}
#[allow(dead_code)]
fn main() -> ::std::process::ExitCode {
    ::connector_sdk::__private::main::<hello>()
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Connector for hello {
        type Config = ();
        fn info() -> __sdk::Info {
            __sdk::Info::new("hello")
                .describe("Says hello.")
                .version(::core::env!("CARGO_PKG_VERSION"))
                .package_dir(::core::env!("CARGO_MANIFEST_DIR"))
        }
        fn readers() -> ::std::vec::Vec<__sdk::Reader<Self::Config>> {
            ::std::vec::Vec::from([
                __sdk::Reader::new("hello")
                    .reaches(<Rows<Hello> as __sdk::Argument>::reach())
                    .run(|_, __context| ::std::boxed::Box::pin(async move {
                        let mut __rows = <Rows<
                            Hello,
                        > as __sdk::Argument>::take(&__context)?;
                        hello(&mut __rows).await?;
                        <Rows<Hello> as __sdk::Argument>::finish(__rows, &__context)?;
                        ::core::result::Result::Ok(())
                    })),
            ])
        }
    }
};
