//! What the compiler says to an author: `ui/<macro>/pass` compiles, and each file in `ui/<macro>/fail` makes the one
//! mistake of its name and gets one error, beside it in `.stderr`.
//!
//! `TRYBUILD=overwrite cargo test -p connector-sdk-tests --test ui` rewrites the errors; review them as text for people.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;

#[test]
fn the_compiler_teaches() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/*/pass/*.rs");
    cases.compile_fail("ui/*/fail/*.rs");
}

#[test]
fn one_mistake_gives_one_error() {
    let mut checked = 0;
    for group in fs::read_dir("ui").unwrap() {
        let fixtures = group.unwrap().path().join("fail");
        for fixture in fs::read_dir(fixtures).into_iter().flatten() {
            let source: PathBuf = fixture.unwrap().path();
            if source.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = fs::read_to_string(source.with_extension("stderr")).unwrap();
            let errors = text.lines().filter(|line| line.starts_with("error")).count();
            let several = source.file_stem().unwrap() == "all_mistakes_at_once";
            assert!(if several { errors == 6 } else { errors == 1 }, "{}: {errors} errors", source.display());
            checked += 1;
        }
    }
    assert!(checked >= 250, "only {checked} mistakes are tried");
}
