//! Section headings: where in a line a heading stands, which section it opens and whom it speaks of.
//!
//! A heading is a core ("inclusion criteria", see `cores`) in the right surroundings: at the start of its line or after the end
//! of a sentence, with only qualifiers before it, and a colon, the end of the line or a plain start of content after it.
//! *Invariant:* a sentence that merely mentions criteria ("does not meet the exclusion criteria") is never a heading.

use super::cores::{Core, core_at};
use super::labels::{self, Reach};
use super::lines::{is_gap, strip_marks};
use super::tails::after_core;
use super::words::Words;

/// What a heading opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Inclusion,
    Exclusion,
    /// "Eligibility criteria": inclusion, but a line may say otherwise.
    Implied,
    /// A chapter of an old NCI record: as `Implied`, with labels of its own.
    Nci,
    /// "Inclusion and exclusion criteria", "Withdrawal criteria": neither side.
    Aside,
}

/// A heading found in a line; `start..end` covers its words and its colon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub start: usize,
    pub end: usize,
    pub section: Section,
    pub group: Option<String>,
}

/// Words that may stand before a core without telling whom it is about.
const QUALIFIERS: &[&str] = &[
    "key",
    "main",
    "major",
    "general",
    "primary",
    "principal",
    "additional",
    "other",
    "specific",
    "basic",
    "study",
    "trial",
    "subject",
    "subjects",
    "participant",
    "participants",
    "the",
    "all",
    "important",
    "overall",
    "protocol",
    "selected",
    "our",
    "minimum",
    "minimal",
    "common",
    "core",
    "full",
    "principales",
    "haupt",
    "wichtigste",
    "主",
    "要",
    "关",
    "键",
    "summary",
    "of",
    "list",
    "further",
    "detailed",
    "brief",
    "and",
    "s",
];

/// Words that show the core is mentioned, not used as a heading.
const MENTIONS: &[&str] = &[
    "meet",
    "meets",
    "met",
    "meeting",
    "not",
    "no",
    "does",
    "do",
    "see",
    "fulfil",
    "fulfill",
    "fulfils",
    "fulfills",
    "fulfilling",
    "any",
    "of",
    "following",
    "listed",
    "per",
    "by",
    "with",
    "above",
    "below",
    "satisfy",
    "satisfies",
    "unless",
    "if",
    "under",
    "defined",
    "these",
    "this",
    "that",
    "to",
    "as",
    "in",
    "at",
    "than",
    "each",
    "one",
    "both",
    "on",
    "an",
    "a",
    "is",
    "are",
    "from",
    "or",
    "same",
    "stated",
    "fail",
    "failure",
    "without",
    "have",
    "has",
    "之",
    "合",
    "述",
];

/// Finds the headings of one line, from left to right, without overlaps.
pub(super) fn find_headings(text: &str) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    if !may_hold_heading(text) {
        return found;
    }
    let words = Words::of(text);
    let mut at = 0;
    let mut first_word = 0;
    while at < words.len() {
        let Some(core) = core_at(&words, at) else {
            at += 1;
            continue;
        };
        let heading = if found.is_empty() && core.start <= 8 {
            leading(&words, core).or_else(|| inner(&words, core, first_word))
        } else {
            inner(&words, core, first_word)
        };
        at = core.end;
        if let Some(mut heading) = heading {
            heading.start = found
                .last()
                .map_or(heading.start, |last| heading.start.max(last.end));
            while at < words.len() && words.start(at) < heading.end {
                at += 1;
            }
            first_word = at;
            found.push(heading);
        }
    }
    found
}

/// A quick look for the stems of every core: "inclus…", "crit…", "charac…", "concurrent", "…schluss", "kryteria", Chinese and the like.
fn may_hold_heading(text: &str) -> bool {
    let bytes = text.as_bytes();
    let goes_on = |at: usize, stem: &[u8]| {
        bytes
            .get(at + 1..at + 1 + stem.len())
            .is_some_and(|next| next.eq_ignore_ascii_case(stem))
    };
    bytes
        .iter()
        .enumerate()
        .any(|(at, byte)| match byte | 0x20 {
            b'c' => [&b"lus"[..], b"rit", b"hara", b"oncu"]
                .iter()
                .any(|stem| goes_on(at, stem)),
            b'h' => goes_on(at, b"luss") || goes_on(at, b"lu\xc3\x9f"),
            b'k' => goes_on(at, b"ryte"),
            _ => (0xe4..=0xed).contains(byte),
        })
}

/// A heading at the start of the line: qualifiers or a short title may stand before the core.
fn leading(words: &Words<'_>, core: Core) -> Option<Heading> {
    let text = words.text();
    let before = &text[..words.start(core.start)];
    let is_numbered = before.len() <= 8
        && before.contains(|c: char| c.is_ascii_digit())
        && before
            .chars()
            .all(|c| c.is_ascii_digit() || " .)(IVX-".contains(c));
    if is_numbered {
        return after_core(words, core, true).map(|(end, group)| Heading {
            start: 0,
            end,
            section: core.section,
            group,
        });
    }
    let is_plain = before.is_empty() || words.all_of(0..core.start, QUALIFIERS);
    let cohort_end = labels::cohort_number_end(words);
    let unnumbered = cohort_end.map_or(before, |end| before.get(end..).unwrap_or(before));
    if unnumbered.contains(['.', ';', '?', '!', '•', ','])
        || before.contains(" - ") && !is_plain
        || words.any_of(0..core.start, MENTIONS) && !is_plain
    {
        return None;
    }
    if before.ends_with("\"") || before.ends_with('“') {
        return None;
    }
    let (end, tail_group) = after_core(words, core, is_plain)?;
    let is_line_end = text[end..].trim_matches(is_gap).is_empty();
    let title = trim_title(before);
    let has_colon = text[..end]
        .trim_end_matches(['*', ' ', '_'])
        .ends_with([':', '：']);
    if !is_plain {
        let is_short = if core.full {
            core.start <= 7
        } else {
            core.start <= 3 && has_colon
        };
        let names_group =
            labels::group_label(title).is_some_and(|label| label.reach == Reach::Cohort);
        let is_alone = is_line_end && (has_colon || title.starts_with(char::is_uppercase));
        if !is_short
            || !(is_alone
                || core.start <= 4 && has_colon && names_group
                || core.start <= 2 && has_colon)
        {
            return None;
        }
    } else if !core.full && !has_colon && !is_line_end && core.start > 0 {
        return None;
    }
    let prefix_group = (!is_plain && !title.is_empty()).then(|| super::fold_space(title));
    let chapter = (core.section == Section::Nci)
        .then(|| text[words.start(core.start)..words.end(core.end - 1)].to_string());
    let group = match (prefix_group, tail_group) {
        (Some(prefix), Some(tail)) => Some(format!("{prefix}, {tail}")),
        (prefix, tail) => prefix.or(tail).or(chapter),
    };
    Some(Heading {
        start: 0,
        end,
        section: core.section,
        group,
    })
}

/// A title without the punctuation around it; a parenthesis inside it stays closed.
pub(super) fn trim_title(text: &str) -> &str {
    let title = text.trim_matches([
        ' ', ':', '-', '–', '(', '*', '#', '_', '\t', '[', '.', '"', ',',
    ]);
    let is_paired = title.contains('(');
    title.trim_end_matches(|c| c == ')' && !is_paired)
}

/// A heading in the middle of a flattened paragraph.
fn inner(words: &Words<'_>, core: Core, first_word: usize) -> Option<Heading> {
    let text = words.text();
    let mut start = core.start;
    while start > first_word
        && words.is_capital(start - 1)
        && QUALIFIERS.contains(&words.get(start - 1))
    {
        let gap = &text[words.end(start - 1)..words.start(start)];
        if !gap.trim().is_empty() {
            break;
        }
        start -= 1;
    }
    let from = words.start(start);
    let gap_start = if start > first_word {
        words.end(start - 1)
    } else {
        0
    };
    let gap = &text[gap_start..from];
    let at_boundary = start == first_word
        || gap.contains(['.', ';', '•', '*', '|'])
        || gap.contains(" - ")
        || gap.contains("--")
        || gap.contains("  ");
    let is_capital = words.is_capital(start) || super::words::is_cjk(text[from..].chars().next()?);
    let is_mention = start > first_word && !at_boundary && {
        let before = words.get(start - 1);
        MENTIONS.contains(&before) || QUALIFIERS.contains(&before)
    };
    if is_mention || gap.ends_with(['(', '"', '“', '/']) || !at_boundary && !is_capital {
        return None;
    }
    let (end, group) = after_core(words, core, false)
        .filter(|(end, _)| {
            text[..*end]
                .trim_end_matches(['*', ' ', '_', '-'])
                .ends_with([':', '：'])
                || core.section == Section::Nci
                || core.full
                    && text[*end..].trim().is_empty()
                    && (at_boundary || !text.ends_with('.'))
        })
        .or_else(|| plain_start(words, core))?;
    let is_sentence_start = at_boundary && is_capital;
    if !core.full && !is_sentence_start {
        return None;
    }
    // A sentence "Exclusion criteria include: …" inside a paragraph is a heading; "Exclusion criteria." alone is too.
    let rule = if gap.ends_with("--") {
        from - (gap.len() - gap.trim_end_matches('-').len())
    } else {
        from
    };
    let chapter =
        (core.section == Section::Nci).then(|| text[from..words.end(core.end - 1)].to_string());
    Some(Heading {
        start: rule,
        end,
        section: core.section,
        group: group.or(chapter),
    })
}

/// "… Exclusion Criteria Have the following …": both words capital, then a capital or a mark.
fn plain_start(words: &Words<'_>, core: Core) -> Option<(usize, Option<String>)> {
    let is_title = core.full
        && (core.start..core.end)
            .all(|index| words.is_capital(index) || words.get(index).len() < 3);
    let end = words.end(core.end - 1);
    let rest = words.text()[end..].trim_start_matches(is_gap);
    let is_start =
        rest.is_empty() || rest.starts_with(char::is_uppercase) || strip_marks(rest).0.is_some();
    (is_title && is_start).then_some((end, None))
}
