//! The layout of the project, held by tests.
//!
//! 1. Imports between the folders of `src` go down only.
//! 2. tantivy, geo, whatlang and axum each have one home.
//! 3. Only `cli` prints.
//! 4. The wall clock and the environment are read at the edge only.
//! 5. Every file begins with a module doc and stays short.
//! 6. Files that the README names exist.
//! 7. Every setting is read somewhere.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

struct SourceFile {
    /// Below `src`, with forward slashes.
    name: String,
    /// Without comment lines.
    code: String,
    text: String,
}

impl SourceFile {
    /// The folder or root file that it belongs to, such as `search` or `config`.
    fn component(&self) -> &str {
        self.name.split(['/', '.']).next().unwrap_or_default()
    }

    /// The code without its unit tests.
    fn production_code(&self) -> &str {
        self.code
            .split("#[cfg(test)]\nmod ")
            .next()
            .unwrap_or_default()
    }

    fn is_test(&self) -> bool {
        self.name.contains("tests")
    }
}

fn source_files() -> Vec<SourceFile> {
    fn walk(dir: &Path, src: &Path, files: &mut Vec<SourceFile>) {
        let mut paths: Vec<_> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                walk(&path, src, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let is_code = |line: &&str| !line.trim_start().starts_with("//");
                files.push(SourceFile {
                    name: path
                        .strip_prefix(src)
                        .unwrap()
                        .to_string_lossy()
                        .replace('\\', "/"),
                    code: text
                        .lines()
                        .filter(is_code)
                        .map(|line| format!("{line}\n"))
                        .collect(),
                    text,
                });
            }
        }
    }
    let mut files = Vec::new();
    walk(&root().join("src"), &root().join("src"), &mut files);
    assert!(files.len() > 40, "the walk found {} files", files.len());
    files
}

/// What each component may import; `cli` and the two roots may import everything.
fn allowed_imports() -> BTreeMap<&'static str, &'static [&'static str]> {
    BTreeMap::from([
        ("trial", &[][..]),
        ("text", &[]),
        ("config", &[]),
        ("places", &["text"]),
        ("ask", &["places", "trial", "config"]),
        ("vocabulary", &["text"]),
        ("ctgov", &["trial"]),
        ("eval", &["trial"]),
        (
            "read",
            &["ask", "text", "vocabulary", "places", "trial", "config"],
        ),
        (
            "index",
            &["ask", "trial", "text", "vocabulary", "places", "config"],
        ),
        (
            "search",
            &[
                "ask",
                "read",
                "index",
                "text",
                "vocabulary",
                "places",
                "trial",
                "config",
            ],
        ),
        // `index` is there for the generations that a server watches and reports on.
        (
            "http",
            &[
                "pages", "say", "search", "ask", "read", "trial", "config", "index", "places",
            ],
        ),
        ("say", &["search", "ask", "read", "trial", "config"]),
        (
            "pages",
            &["say", "search", "ask", "read", "trial", "config"],
        ),
    ])
}

#[test]
fn imports_go_down_only() {
    let allowed = allowed_imports();
    let components: Vec<&str> = allowed.keys().copied().chain(["cli"]).collect();
    let mut wrong = Vec::new();
    for file in source_files().iter().filter(|file| !file.is_test()) {
        let Some(allowed) = allowed.get(file.component()) else {
            assert!(
                ["cli", "main", "lib"].contains(&file.component()),
                "`src/{}` is in no component",
                file.name
            );
            continue;
        };
        let code = file.production_code();
        for component in &components {
            let is_own = *component == file.component();
            let is_imported = names_component(code, component);
            if is_imported && !is_own && !allowed.contains(component) {
                wrong.push(format!("src/{} imports crate::{component}", file.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether `code` names `crate::component`, alone or inside `use crate::{…}`.
fn names_component(code: &str, component: &str) -> bool {
    let direct = format!("crate::{component}");
    let is_whole = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    if code
        .match_indices(&direct)
        .any(|(at, _)| is_whole(&code[at + direct.len()..]))
    {
        return true;
    }
    code.match_indices("use crate::{").any(|(at, _)| {
        let block = &code[at..];
        let block = &block[..block.find("};").unwrap_or(block.len())];
        // A component stands at the first level of the braces: after `{` or `,` of depth one.
        let mut depth = 0;
        let mut word = String::new();
        for c in block.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if c.is_alphanumeric() || c == '_' {
                word.push(c);
            } else {
                if depth == 1 && word == component && [':', ',', '\n'].contains(&c) {
                    return true;
                }
                word.clear();
            }
        }
        false
    })
}

#[test]
fn each_library_has_its_home() {
    for (library, homes) in [
        ("tantivy::", &["text/analyzers", "index/", "search/"][..]),
        ("tantivy_jieba::", &["text/analyzers"]),
        ("frostem::", &["text/analyzers"]),
        ("geo::", &["places/point"]),
        ("whatlang::", &["text/language"]),
        ("axum::", &["http/"]),
        ("tower_http::", &["http/"]),
        ("maud::", &["pages/"]),
        ("icu_calendar::", &["config/catalogue/grammar"]),
        ("icu_datetime::", &["config/catalogue/grammar"]),
        ("icu_decimal::", &["config/catalogue/grammar"]),
        ("icu_locale_core::", &["config/catalogue/grammar"]),
        ("icu_plurals::", &["config/catalogue/grammar"]),
        ("clap::", &["cli/"]),
        ("indicatif::", &["cli/"]),
    ] {
        let mut users = 0;
        for file in source_files() {
            let uses = file.code.match_indices(library).any(|(at, _)| {
                !file.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
            });
            users += usize::from(uses);
            assert!(
                !uses || homes.iter().any(|home| file.name.starts_with(home)),
                "src/{} uses {library}, whose home is {homes:?}",
                file.name
            );
        }
        assert!(users > 0, "nobody uses {library}");
    }
}

#[test]
fn only_the_command_line_prints() {
    for file in source_files()
        .iter()
        .filter(|file| file.component() != "cli")
    {
        for macro_name in ["println!", "eprintln!", "print!(", "eprint!(", "dbg!"] {
            assert!(
                !file.code.contains(macro_name),
                "src/{} uses {macro_name}",
                file.name
            );
        }
    }
}

#[test]
fn clock_and_environment_are_read_at_the_edge() {
    for file in source_files()
        .iter()
        .filter(|file| !["cli", "main"].contains(&file.component()))
    {
        for call in [
            "Timestamp::now",
            "Zoned::now",
            "SystemTime::now",
            "env::var",
            "env::args",
            "env::current_dir",
        ] {
            assert!(
                !file.production_code().contains(call),
                "src/{} calls {call}",
                file.name
            );
        }
    }
}

#[test]
fn files_are_documented_and_short() {
    for file in source_files() {
        assert!(
            file.text.starts_with("//! "),
            "src/{} does not begin with a module doc",
            file.name
        );
        // A file of more than 500 lines is better cut, unless it is one table or one idea.
        let lines = file.text.lines().count();
        assert!(lines <= 800, "src/{} has {lines} lines", file.name);
    }
}

#[test]
fn there_are_no_junk_drawers() {
    for file in source_files() {
        let stem = file
            .name
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .trim_end_matches(".rs");
        assert!(
            ![
                "util", "utils", "helper", "helpers", "common", "types", "misc"
            ]
            .contains(&stem),
            "src/{}",
            file.name
        );
    }
}

#[test]
fn the_readme_names_files_that_exist() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let is_path = |name: &&str| {
        ["src/", "tests/", "fixtures/", "index_config/"]
            .iter()
            .any(|folder| name.starts_with(folder))
            && !name.contains(['<', '*', '…', ' '])
    };
    let named: Vec<&str> = readme.split('`').filter(is_path).collect();
    assert!(named.len() > 10, "the README names {} files", named.len());
    for name in named {
        assert!(
            root().join(name).exists(),
            "README.md names `{name}`, which does not exist"
        );
    }
}

#[test]
fn nothing_carries_a_path_of_a_machine() {
    let mut checked = 0;
    for file in source_files() {
        for prefix in ["/home/", "/root/", "/work/"] {
            assert!(
                !file.text.contains(prefix),
                "src/{} holds `{prefix}`",
                file.name
            );
        }
        checked += 1;
    }
    assert!(checked > 40);
    // The committed index names the file that it was built from.
    let rejects = root().join("tests/format/index/rejects.jsonl");
    let rejects = std::fs::read_to_string(rejects).unwrap();
    assert!(rejects.contains(r#""file":"tests/"#) && !rejects.contains(r#""file":"/"#));
}

/// The sections and the key of every setting of a file, the settings by language left aside.
fn setting_paths(table: &toml::Table, above: &[String]) -> Vec<Vec<String>> {
    let paths = table.iter().flat_map(|(key, value)| {
        let path = [above, std::slice::from_ref(key)].concat();
        match value.as_table() {
            Some(table) => setting_paths(table, &path),
            None => vec![path],
        }
    });
    paths.collect()
}

#[test]
fn every_setting_is_read_somewhere() {
    let files: Vec<SourceFile> = source_files()
        .into_iter()
        .filter(|file| !file.is_test() && file.component() != "config")
        .collect();
    let words_after = |code: &str, mark: &str| -> Vec<String> {
        let of = |part: &str| {
            let part = part.trim_start();
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_');
            part[..end.unwrap_or(part.len())].to_owned()
        };
        code.split(mark).skip(1).map(of).collect()
    };
    let mut read = Vec::new();
    for file in &files {
        let code = file.code.split("#[cfg(test)]\nmod tests {").next();
        let code = code.unwrap_or_default();
        read.push((code, words_after(code, ".")));
    }
    let mut checked = 0;
    for name in ["index.toml", "ranking.toml", "server.toml"] {
        let text = fs::read_to_string(root().join("index_config").join(name)).unwrap();
        for path in setting_paths(&text.parse().unwrap(), &[]) {
            let [.., section, key] = path.as_slice() else {
                continue;
            };
            let is_read = read
                .iter()
                .any(|(code, words)| words.contains(key) && code.contains(section.as_str()));
            assert!(is_read, "{name}: nothing reads `{}`", path.join("."));
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked} settings");
}
