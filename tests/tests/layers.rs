//! Imports point down: a module may use its own layer and the ones below it, as ARCHITECTURE.md draws them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The layer of each module of `sdk`, from the words up to the surface.
const LAYERS: &[(&str, u8)] = &[
    ("clock", 0),
    ("error", 0),
    ("event", 0),
    ("row", 0),
    ("schema", 0),
    ("secret", 0),
    ("state", 0),
    ("http", 1),
    ("auth", 1),
    ("paginate", 1),
    ("config", 2),
    ("connector", 2),
    ("reader", 2),
    ("context", 2),
    ("sink", 2),
    ("table", 2),
    ("engine", 3),
    ("destination", 4),
    ("protocol", 4),
    ("cli", 4),
    ("macros", 5),
    ("prelude", 5),
    ("testing", 5),
    ("__private", 5),
];

/// Sideways imports within a layer that would tie together what must stay apart.
const FORBIDDEN: &[(&str, &str)] = &[("destination", "protocol"), ("protocol", "destination"), ("destination", "cli")];

#[test]
fn imports_point_down() {
    let layers: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/src");
    let mut seen = 0;
    let mut wrong = Vec::new();
    for file in rust_files(&source) {
        let inside = file.strip_prefix(&source).expect("the file lies in the folder");
        let module = inside.iter().next().expect("a file has a name").to_string_lossy().replace(".rs", "");
        if module == "lib" || inside.to_string_lossy().contains("tests") {
            continue;
        }
        let Some(own) = layers.get(&*module) else { panic!("`{module}` is in no layer: add it to LAYERS") };
        let text = fs::read_to_string(&file).expect("the file is text");
        for used in modules_used(&text) {
            let Some(layer) = layers.get(&*used) else { continue };
            seen += 1;
            if layer > own || FORBIDDEN.contains(&(&*module, &*used)) {
                wrong.push(format!("{} uses crate::{used}", inside.display()));
            }
        }
    }
    assert!(seen > 50, "only {seen} imports were found: the test no longer reads the sources");
    assert!(wrong.is_empty(), "imports that point up:\n{}", wrong.join("\n"));
}

/// The modules named after `crate::` in code, documentation aside.
fn modules_used(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    // Unit tests at the end of a file may use whatever they need.
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default().split(',').map(first_word).collect(),
            None => vec![first_word(rest)],
        })
        .collect()
}

fn first_word(text: &str) -> String {
    text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
