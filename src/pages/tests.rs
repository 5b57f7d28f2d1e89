//! Every message that the pages say exists, and every message that exists is said.

use std::{collections::BTreeSet, fs, path::Path};

use crate::config::Config;

/// Beginnings of keys whose ends are names of facets, orders, registry values and the like.
const BUILT: [&str; 4] = ["filters.", "search.sort_", "explain.", "print.question_"];

fn sources(dir: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(fs::read_to_string(path).unwrap());
        }
    }
}

/// Returns every text in quotes that looks like `page.key`.
fn quoted(pages: &BTreeSet<&str>) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    sources(&root.join("src/pages"), &mut texts);
    sources(&root.join("src/http/pages"), &mut texts);
    let mut found = BTreeSet::new();
    for text in texts {
        for piece in text
            .split('"')
            .skip(1)
            .step_by(2)
            .chain(text.split('"').step_by(2))
        {
            let is_key = piece.split_once('.').is_some_and(|(page, key)| {
                let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                pages.contains(page)
                    && !key.is_empty()
                    && !key.ends_with('_')
                    && key.chars().all(is_plain)
            });
            if is_key {
                found.insert(piece.to_owned());
            }
        }
    }
    found
}

#[test]
fn pages_say_what_exists_and_all_of_it() {
    let config = Config::compiled_in().unwrap();
    let keys: BTreeSet<String> = config.messages.keys().collect();
    let pages: BTreeSet<&str> = keys
        .iter()
        .filter_map(|key| key.split('.').next())
        .collect();
    let said = quoted(&pages);
    let missing: Vec<_> = said.difference(&keys).collect();
    assert!(missing.is_empty(), "said and not written: {missing:?}");
    let unsaid: Vec<_> = keys
        .difference(&said)
        .filter(|key| !BUILT.iter().any(|start| key.starts_with(start)))
        .collect();
    assert!(unsaid.is_empty(), "written and not said: {unsaid:?}");
}
