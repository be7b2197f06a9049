// The author writes:
//
//     #[connector(concurency = 4)]
//     impl Shop {
//         async fn orders(self, (rows, more): &mut Rows<Order>) {}
//     }
//
// and the program contains:

impl Shop {
    async fn orders(self, (rows, more): &mut Rows<Order>) {}
}
::core::compile_error! {
    "`concurency` is no word of `#[connector(…)]`: did you mean `concurrency = 4` (how many readers run at the same time)?"
}
::core::compile_error! {
    "a reader says whether it went well: write `-> Result<…>` after the parentheses"
}
::core::compile_error! {
    "all readers share one configuration: write `&self`"
}
::core::compile_error! {
    "an argument of a reader has a plain name: write `rows`, and take it apart in the body"
}
#[allow(dead_code)]
fn main() -> ::std::process::ExitCode {
    ::core::unimplemented!()
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Connector for Shop {
        type Config = Shop;
        fn info() -> __sdk::Info {
            ::core::unimplemented!()
        }
        fn readers() -> ::std::vec::Vec<__sdk::Reader<Self::Config>> {
            ::core::unimplemented!()
        }
    }
};
