//! Templates: texts with placeholders such as `{age}`, and what is written where there is no text.

use std::collections::BTreeSet;

/// Fills `{name}` by the argument of that name, in one pass, so that a brace in an argument stays as it is.
pub(super) fn fill(template: &str, arguments: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, name, after)) = next_placeholder(rest) {
        filled.push_str(before);
        if let Some((_, text)) = arguments.iter().find(|(known, _)| *known == name) {
            filled.push_str(text);
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Splits `template` around its first `{name}`.
fn next_placeholder(template: &str) -> Option<(&str, &str, &str)> {
    let (before, opened) = template.split_once('{')?;
    let (name, after) = opened.split_once('}')?;
    Some((before, name, after))
}

/// Returns the names of all placeholders.
pub(super) fn placeholders(template: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut rest = template;
    while let Some((_, name, after)) = next_placeholder(rest) {
        names.insert(name);
        rest = after;
    }
    names
}

/// Writes `PAUSED_BY_SPONSOR` as "Paused by sponsor". A text with small letters in it keeps its writing but for the first letter.
pub(super) fn sentence_case(value: &str) -> String {
    let is_code = !value.chars().any(char::is_lowercase);
    let spaced = value.replace('_', " ");
    let text = if is_code {
        spaced.to_lowercase()
    } else {
        spaced
    };
    let mut letters = text.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
