//! The one file that is served, put together from what is written by hand: the script, its style, the texts of three languages.
//!
//! It must be small, and there is no build step: so comments and spaces are left out and private names shortened here, and the file is compressed once, as well as gzip can.
//! How the script is written makes that safe: every statement ends with a semicolon, no text goes on in a second line, `#` stands only before private names, and no text or pattern holds code. A test in a browser reads every line of it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use include_dir::{Dir, include_dir};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha384};

use super::VERSION;

static FOLDER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/widget");

/// Languages whose texts are in the file; the widget fetches those of the others.
const WITHIN: [&str; 3] = ["en", "es", "zh"];

/// The file as it is served.
pub static SCRIPT: LazyLock<String> = LazyLock::new(script);

/// The file, compressed. Takes about half a second to make.
pub static COMPRESSED: LazyLock<Vec<u8>> = LazyLock::new(|| compress(SCRIPT.as_bytes()));

/// What pages pin the file by.
pub static INTEGRITY: LazyLock<String> = LazyLock::new(|| {
    let hash = Sha384::digest(SCRIPT.as_bytes());
    format!("sha384-{}", STANDARD.encode(hash))
});

/// The texts of every language, by its code.
pub static MESSAGES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let files = FOLDER.get_dir("messages").into_iter().flat_map(Dir::files);
    files
        .filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents_utf8()?)))
        .collect()
});

fn compress(text: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::new();
    // Neither reading nor writing memory can fail.
    let _ = zopfli::compress(
        zopfli::Options::default(),
        zopfli::Format::Gzip,
        text,
        &mut compressed,
    );
    compressed
}

fn script() -> String {
    let further: Vec<&str> = MESSAGES
        .keys()
        .copied()
        .filter(|code| !WITHIN.contains(code))
        .collect();
    let code = with_short_names(&without_space(&without_comments(written(
        "trial-search.js",
    ))));
    // What never changes may as well be called changeable, in two letters less.
    let code = code
        .replace("const ", "let ")
        .replace("const{", "let{")
        .replace("const[", "let[");
    code.replace("'@version@'", &json!(VERSION).to_string())
        .replace("'@messages@'", &messages_within().to_string())
        .replace("'@further_languages@'", &json!(further).to_string())
        .replace("'@style@'", &json!(style()).to_string())
}

fn written(name: &str) -> &'static str {
    FOLDER
        .get_file(name)
        .and_then(|file| file.contents_utf8())
        .unwrap_or_default()
}

/// Returns the texts of the languages within, each as a list in the order of `keys`.
fn messages_within() -> Value {
    let read = |code: &str| -> Map<String, Value> {
        let text = MESSAGES.get(code).copied().unwrap_or_default();
        serde_json::from_str(text).unwrap_or_default()
    };
    let english = read("en");
    let keys: Vec<&String> = english
        .keys()
        .filter(|key| *key != "$reviewed_by")
        .collect();
    let mut table = Map::new();
    for code in WITHIN {
        let texts = read(code);
        let list: Vec<&Value> = keys.iter().filter_map(|key| texts.get(*key)).collect();
        table.insert(code.to_owned(), json!(list));
    }
    table.insert("keys".to_owned(), json!(keys));
    Value::Object(table)
}

fn without_comments(script: &str) -> String {
    let is_comment =
        |line: &str| line.starts_with("//") || line.starts_with("/**") && line.ends_with("*/");
    let lines = script.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !is_comment(line))
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// Leaves out spaces and line ends that stand beside a sign, outside of texts.
fn without_space(script: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || "_$#".contains(c);
    let mut code = String::with_capacity(script.len());
    let mut quote: Option<char> = None;
    let mut before = ';';
    let mut rest = script.chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied().unwrap_or(';');
        match (quote, c) {
            (None, '\'' | '`') => quote = Some(c),
            (Some(end), _) if c == end && before != '\\' => quote = None,
            (None, ' ' | '\n') => {
                let joins_signs = "+-".contains(before) && after == before;
                if is_word(before) && is_word(after) || joins_signs {
                    code.push(' ');
                    before = ' ';
                }
                continue;
            }
            _ => {}
        }
        code.push(c);
        before = c;
    }
    code
}

/// Shortens `#private` names, those used most to one letter.
fn with_short_names(script: &str) -> String {
    let pieces: Vec<(&str, &str)> = script
        .split('#')
        .map(|piece| {
            let end = piece
                .find(|c: char| !c.is_alphanumeric())
                .unwrap_or(piece.len());
            piece.split_at(end)
        })
        .collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for (name, _) in pieces.iter().skip(1) {
        *uses.entry(name).or_default() += 1;
    }
    let mut names: Vec<(&str, usize)> = uses.into_iter().collect();
    names.sort_unstable_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let short: HashMap<&str, String> = names
        .iter()
        .enumerate()
        .map(|(at, (name, _))| (*name, short_name(at)))
        .collect();
    let mut code = String::with_capacity(script.len());
    for (at, (name, rest)) in pieces.into_iter().enumerate() {
        match short.get(name).filter(|_| at > 0) {
            Some(short) => code.extend(["#", short, rest]),
            None => code.extend([name, rest]),
        }
    }
    code
}

fn short_name(at: usize) -> String {
    let letter =
        |at: usize| char::from(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[at % 52]);
    match at / 52 {
        0 => letter(at).to_string(),
        more => [letter(more - 1), letter(at)].iter().collect(),
    }
}

/// Returns the style without comments and needless spaces.
fn style() -> String {
    let lines = written("trial-search.css").lines().map(str::trim);
    let rules: Vec<&str> = lines.filter(|line| !line.starts_with("/*")).collect();
    let mut style = rules.join(" ");
    for sign in ["{", "}", ";", ","] {
        for spaced in [format!(" {sign}"), format!("{sign} ")] {
            while style.contains(&spaced) {
                style = style.replace(&spaced, sign);
            }
        }
    }
    style.replace(": ", ":").replace(";}", "}")
}
