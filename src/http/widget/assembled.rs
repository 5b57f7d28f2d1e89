//! The one file that is served, put together from what is written by hand: the script, its style, the texts of three languages.

use std::{collections::BTreeMap, io::Write, sync::LazyLock};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha384};

use super::VERSION;

static FOLDER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/widget");

/// Languages whose texts are in the file; the widget fetches those of the others.
const WITHIN: [&str; 3] = ["en", "es", "zh"];

/// The file as it is served.
pub static WIDGET: LazyLock<Widget> = LazyLock::new(Widget::assemble);

/// The texts of every language, by its code.
pub static MESSAGES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let files = FOLDER.get_dir("messages").into_iter().flat_map(Dir::files);
    let mut messages: Vec<_> = files
        .filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents_utf8()?)))
        .collect();
    messages.sort_unstable();
    messages
});

/// The script as it is served.
pub struct Widget {
    pub text: String,
    pub gzip: Vec<u8>,
    /// For the attribute `integrity`.
    pub integrity: String,
}

impl Widget {
    fn assemble() -> Self {
        let text = script();
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        // Writing to memory cannot fail.
        let _ = encoder.write_all(text.as_bytes());
        Widget {
            gzip: encoder.finish().unwrap_or_default(),
            integrity: format!("sha384-{}", STANDARD.encode(Sha384::digest(&text))),
            text,
        }
    }
}

fn script() -> String {
    let within: BTreeMap<_, _> = MESSAGES
        .iter()
        .filter(|(code, _)| WITHIN.contains(code))
        .filter_map(|(code, text)| {
            Some((code, serde_json::from_str::<serde_json::Value>(text).ok()?))
        })
        .collect();
    let further: Vec<_> = MESSAGES
        .iter()
        .map(|(code, _)| code)
        .filter(|code| !WITHIN.contains(code))
        .collect();
    without_comments(written("trial-search.js"))
        .replace("'@version@'", &json(&VERSION))
        .replace("'@messages@'", &json(&within))
        .replace("'@further_languages@'", &json(&further))
        .replace(
            "'@style@'",
            &json(&without_space(written("trial-search.css"))),
        )
}

fn written(name: &str) -> &'static str {
    FOLDER
        .get_file(name)
        .and_then(|file| file.contents_utf8())
        .unwrap_or_default()
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Leaves comment lines and indentation out. No text in the script spans lines, which a test holds.
fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let code =
        lines.filter(|line| !line.is_empty() && !line.starts_with("//") && !is_comment(line));
    code.flat_map(|line| [line, "\n"]).collect()
}

/// Whether a line is a comment of the form `/** … */`.
fn is_comment(line: &str) -> bool {
    line.starts_with("/**") && line.ends_with("*/")
}

/// Leaves comments and line ends out of a style.
fn without_space(style: &str) -> String {
    let lines = style.lines().map(str::trim);
    let rules = lines.filter(|line| !line.is_empty() && !line.starts_with("/*"));
    // A value may go on in the next line, so a blank stays between them.
    rules.collect::<Vec<_>>().join(" ")
}
