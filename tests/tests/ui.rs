//! What the compiler says to an author: `ui/<macro>/pass` compiles, and each file in `ui/<macro>/fail` makes the one mistake
//! of its name and gets one error, beside it in `.stderr`.
//!
//! `TRYBUILD=overwrite cargo test -p connector-sdk-tests --test ui` rewrites the errors; review them as text for people.

#[test]
fn the_compiler_teaches() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/*/pass/*.rs");
    cases.compile_fail("ui/*/fail/*.rs");
}
