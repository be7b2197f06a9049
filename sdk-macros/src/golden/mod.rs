//! Expansions as text that a person can read: `sdk-macros/golden/*.rs`, rewritten by `UPDATE_GOLDENS=1 cargo test`.

mod cases;

use std::fs;
use std::path::PathBuf;

use proc_macro2::TokenStream;
use syn::Item;

/// Expands the first attribute of the source and compares the result with `golden/<name>.rs`.
fn check(name: &str, source: &str) {
    let source = source.trim();
    let expansion: syn::File = syn::parse2(expand(source)).expect("the expansion is Rust");
    let written: Vec<String> = source.lines().map(|line| format!("//     {line}").trim_end().to_owned()).collect();
    let text = format!(
        "// The author writes:\n//\n{}\n//\n// and the program contains:\n\n{}",
        written.join("\n"),
        prettyplease::unparse(&expansion)
    );
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(name).with_extension("rs");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&path, text).expect("the golden can be written");
        return;
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == text,
        "the expansion differs from {}; if that is meant, run the tests with UPDATE_GOLDENS=1 and review the diff.\n{text}",
        path.display()
    );
}

/// What rustc does: takes the first attribute off and calls the macro of that name.
fn expand(source: &str) -> TokenStream {
    let mut item: Item = syn::parse_str(source).expect("the source is an item");
    let attributes = match &mut item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        _ => panic!("no macro of ours stands on this item"),
    };
    let ours = attributes.iter().position(|attribute| !attribute.path().is_ident("doc")).expect("an attribute");
    let meta = attributes.remove(ours).meta;
    let name = meta.path().get_ident().expect("a plain name").to_string();
    let arguments = match meta {
        syn::Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    let item = quote::ToTokens::into_token_stream(item);
    match name.as_str() {
        "table" => crate::table::table(arguments, item),
        "connector" => crate::connector::connector(arguments, item),
        "state" => crate::state::state(arguments, item),
        "derive" => derive(&arguments.to_string(), item),
        other => panic!("`{other}` is no macro of ours"),
    }
}

/// A derive adds to the item and does not repeat it.
fn derive(name: &str, item: TokenStream) -> TokenStream {
    match name {
        "Column" => crate::column::column(item),
        "ConfigField" => crate::config::field(item),
        other => panic!("`{other}` is no derive of ours"),
    }
}
