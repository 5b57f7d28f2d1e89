//! What follows a heading's core: where the heading ends and the group it names.
//!
//! "Inclusion Criteria for Cohort B:", "EXCLUSION CRITERIA - Donor:", "Exclusion criteria (all must be absent)", or the first criterion.

use super::cores::Core;
use super::headings::{Section, trim_title};
use super::labels;
use super::lines::{is_gap, strip_marks};
use super::words::Words;

/// Words a heading may go on with.
const TAILS: &[&str] = &[
    "for",
    "of",
    "in",
    "at",
    "assessed",
    "are",
    "is",
    "include",
    "includes",
    "including",
    "included",
    "will",
    "must",
    "to",
    "as",
    "applicable",
    "only",
    "common",
    "that",
    "used",
    "consist",
    "consists",
    "were",
    "was",
    "specific",
    "during",
    "i",
    "par",
    "para",
    "pour",
    "apply",
    "applying",
    "prior",
    "before",
];

/// Words that name no group in particular.
const GENERIC_PEOPLE: &[&str] = &[
    "this",
    "the",
    "study",
    "trial",
    "all",
    "our",
    "enrollment",
    "enrolment",
    "entry",
    "protocol",
    "participation",
    "in",
];

/// Reads what follows the core: where the heading ends, and the group its tail names.
pub(super) fn after_core(
    words: &Words<'_>,
    core: Core,
    is_plain: bool,
) -> Option<(usize, Option<String>)> {
    let text = words.text();
    let core_end = words.end(core.end - 1);
    let rest = skip_emphasis(&text[core_end..]);
    let at = text.len() - rest.len();
    if rest
        .trim_matches(|c: char| {
            is_gap(c)
                || matches!(
                    c,
                    '.' | ';'
                        | ':'
                        | '：'
                        | '-'
                        | '–'
                        | '—'
                        | '_'
                        | '*'
                        | '#'
                        | '|'
                        | '='
                        | ')'
                        | ']'
                )
        })
        .is_empty()
    {
        return Some((text.len(), None));
    }
    let first = rest.chars().next()?;
    match first {
        ':' | '：' | '︰' => {
            let after = skip_emphasis(&rest[first.len_utf8()..]).trim_start_matches([':', '：']);
            Some((text.len() - after.len(), None))
        }
        '(' | '（' | '[' => {
            let close = near(rest).find([')', '）', ']'])?;
            let inside = rest[first.len_utf8()..close].trim();
            let tail = rest[close..].trim_start_matches([')', '）', ']']);
            let tail = skip_emphasis(tail);
            let ended = tail.trim_matches(['.', ' ', '-', '\u{a0}']).is_empty()
                || tail.starts_with([':', '：']);
            if ended {
                let after = tail.trim_start_matches([':', '：', '.', ' ']);
                return Some((text.len() - after.len(), people(inside)));
            }
            (core.full && is_plain).then_some((core_end, None))
        }
        '-' | '–' | '—' => dashed_tail(words, core, rest, at, is_plain),
        ',' => comma_tail(core, rest, is_plain).map(|group| (text.len(), group)),
        '.' | ';' => (core.full && is_plain).then_some((at + 1, None)),
        _ if core.section == Section::Nci => None,
        _ => worded_tail(words, core, is_plain),
    }
}

/// "INCLUSION CRITERIA - Donor:", but also "Inclusion Criteria - all adults".
fn dashed_tail(
    words: &Words<'_>,
    core: Core,
    rest: &str,
    at: usize,
    is_plain: bool,
) -> Option<(usize, Option<String>)> {
    let text = words.text();
    if core.section == Section::Nci || rest.starts_with("--") {
        let after = rest.trim_start_matches(['-', '–']);
        return Some((text.len() - after.len(), None));
    }
    let tail = rest.trim_start_matches(['-', '–', '—', ' ']);
    let colon = near(tail).find([':', '：']);
    let title = &tail[..colon.unwrap_or(near(tail).len())];
    let count = Words::of(title).len();
    let is_whole = colon.is_some() || title.len() == tail.len();
    let is_title = is_whole && count <= 6 && !title.contains(['.', ';', ',', '-', '•', '*']);
    if let Some(colon) = colon.filter(|_| is_title) {
        let colon_len = tail[colon..].chars().next().map_or(1, char::len_utf8);
        return Some((text.len() - tail.len() + colon + colon_len, people(title)));
    }
    let shouted = !title.contains(char::is_lowercase);
    let names_group = labels::names_group(title);
    if is_title && count <= 5 && (shouted || names_group) {
        return Some((text.len(), people(title)));
    }
    (is_plain && (core.full || core.start == 0)).then_some((at.min(text.len()), None))
}

/// "Exclusion criteria, all groups" on a line of its own.
fn comma_tail(core: Core, rest: &str, is_plain: bool) -> Option<Option<String>> {
    let is_title = core.full && is_plain && rest.len() < 50 && !rest.contains(['.', ';']);
    (is_title && Words::of(rest).len() <= 5).then(|| people(rest))
}

/// "Inclusion criteria for Cohort B:", "Exclusion criteria are as follows:", "Inclusion Criteria Have a score of …".
fn worded_tail(words: &Words<'_>, core: Core, is_plain: bool) -> Option<(usize, Option<String>)> {
    let text = words.text();
    let core_end = words.end(core.end - 1);
    let next = words.get(core.end);
    let rest = &text[core_end..];
    let colon = near(rest)
        .find([':', '：'])
        .map(|colon| core_end + colon)
        .filter(|colon| *colon >= words.end(core.end));
    let allowed = TAILS.contains(&next)
        && (core.full || matches!(next, "for" | "are" | "is" | "at" | "include" | "includes"));
    if allowed {
        let near_end = words.end(core.end).max(core_end + near(rest).len());
        let title_end = colon.unwrap_or(near_end);
        let title = &text[words.end(core.end)..title_end];
        let is_sentence = title.contains(". ") || title.contains(';') || title.contains(" - ");
        let count = Words::of(title).len();
        let group = if matches!(next, "for" | "in" | "at" | "of" | "to") {
            people(title)
        } else {
            None
        };
        if let Some(colon) = colon.filter(|_| !is_sentence && count <= 14) {
            let len = text[colon..].chars().next().map_or(1, char::len_utf8);
            return Some((colon + len, group));
        }
        let is_short_title = next == "for"
            && title_end == text.len()
            && count <= 8
            && !is_sentence
            && !title.ends_with('.');
        if is_short_title && core.full {
            return Some((text.len(), group));
        }
    }
    if !(core.full && is_plain && words.is_capital(core.end - 1)) {
        return None;
    }
    let content = rest.trim_start_matches(is_gap);
    let is_start = content.starts_with(char::is_uppercase) || strip_marks(content).0.is_some();
    is_start.then_some((core_end, None))
}

/// As much of the text as a heading may take, so that a long line is not read again for each heading in it.
fn near(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(110)
        .map_or(text.len(), |(index, _)| index);
    &text[..end]
}

/// The group a heading's tail names, unless it names everybody.
fn people(title: &str) -> Option<String> {
    let mut title = title.trim_end();
    for verb in [" include", " includes", " are", " is", " were"] {
        title = title.strip_suffix(verb).unwrap_or(title);
    }
    let name = super::fold_space(trim_title(title));
    let words = Words::of(&name);
    let count = words.len();
    let is_instruction = words.any_of(
        0..count,
        &[
            "must",
            "meet",
            "following",
            "should",
            "any",
            "fulfilled",
            "criteria",
            "be",
            "not",
        ],
    );
    let is_generic = words.all_of(0..count, GENERIC_PEOPLE);
    (count > 0 && !is_instruction && !is_generic).then_some(name)
}

fn skip_emphasis(text: &str) -> &str {
    let rest = text.trim_start_matches(is_gap);
    let bare = rest
        .strip_prefix("**")
        .or_else(|| rest.strip_prefix("__"))
        .unwrap_or(rest);
    bare.trim_start_matches(is_gap)
}
