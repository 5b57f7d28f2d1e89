//! Section headings: where in a line a heading stands, which section it opens and whom it speaks of.
//!
//! A heading is a core ("inclusion criteria" in its forms and languages) in the right surroundings: at the start of its line or after
//! the end of a sentence, with only qualifiers before it, and a colon, the end of the line, a tail ("for Cohort B:") or a plain start
//! of content after it.
//! *Invariant:* a sentence that merely mentions criteria ("does not meet the exclusion criteria") is never a heading.

use super::labels::{self, Reach};
use super::lines::{is_gap, strip_marks};
use super::words::{LineWords, words};

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

/// LineWords that may stand before a core without telling whom it is about.
const QUALIFIERS: &[&str] = words!(
    "key main major general primary principal additional other specific basic study trial subject \
     subjects participant participants the all important overall protocol selected our minimum minimal \
     common core full principales haupt wichtigste 主 要 关 键 summary of list further detailed brief and \
     s"
);

/// LineWords that show the core is mentioned, not used as a heading.
const MENTIONS: &[&str] = words!(
    "meet meets met meeting not no does do see fulfil fulfill fulfils fulfills fulfilling any of \
     following listed per by with above below satisfy satisfies unless if under defined these this \
     that to as in at than each one both on an a is are from or same stated fail failure without have \
     has 之 合 述"
);

/// Finds the headings of one line, from left to right, without overlaps.
pub(super) fn find_headings(text: &str) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    if !may_hold_heading(text) {
        return found;
    }
    let words = LineWords::of(text);
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
fn leading(words: &LineWords<'_>, core: Core) -> Option<Heading> {
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
fn trim_title(text: &str) -> &str {
    let title = text.trim_matches([
        ' ', ':', '-', '–', '(', '*', '#', '_', '\t', '[', '.', '"', ',',
    ]);
    let is_paired = title.contains('(');
    title.trim_end_matches(|c| c == ')' && !is_paired)
}

/// A heading in the middle of a flattened paragraph.
fn inner(words: &LineWords<'_>, core: Core, first_word: usize) -> Option<Heading> {
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
fn plain_start(words: &LineWords<'_>, core: Core) -> Option<(usize, Option<String>)> {
    let is_title = core.full
        && (core.start..core.end)
            .all(|index| words.is_capital(index) || words.get(index).len() < 3);
    let end = words.end(core.end - 1);
    let rest = words.text()[end..].trim_start_matches(is_gap);
    let is_start =
        rest.is_empty() || rest.starts_with(char::is_uppercase) || strip_marks(rest).0.is_some();
    (is_title && is_start).then_some((end, None))
}

/// The core of a heading: the words from `start` to `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Core {
    pub start: usize,
    pub end: usize,
    pub section: Section,
    /// "Inclusion criteria" rather than a bare "Inclusion".
    pub full: bool,
}

const INCLUSION: &[&str] = words!("inclusion inclusions inlusion inclusione inclusao inclusie");
const EXCLUSION: &[&str] =
    words!("exclusion exclusions exlusion exclustion exclusionary esclusione exclusao exclusie");
const CRITERIA: &[&str] = words!(
    "criteria criterion criterias criterium crtieria critera requirements requirement requirments \
     criterios criterio criteres critere criteri"
);
const OPENING: &[&str] =
    words!("eligibility entry entrance enrollment enrolment selection recruitment");
const LEAVING: &[&str] =
    words!("elimination withdrawal discontinuation exit removal withdraw eliminacion");
const FILLERS: &[&str] = words!("of for de d di da do del des");

const WHOLE: &[(&str, Section)] = &[
    ("einschlusskriterien", Section::Inclusion),
    ("ausschlusskriterien", Section::Exclusion),
    ("inclusiecriteria", Section::Inclusion),
    ("exclusiecriteria", Section::Exclusion),
];

const CJK: &[(&str, Section)] = &[
    ("纳入标准", Section::Inclusion),
    ("納入標準", Section::Inclusion),
    ("入选标准", Section::Inclusion),
    ("入組標準", Section::Inclusion),
    ("入组标准", Section::Inclusion),
    ("排除标准", Section::Exclusion),
    ("排除標準", Section::Exclusion),
    ("選択基準", Section::Inclusion),
    ("除外基準", Section::Exclusion),
    ("선정기준", Section::Inclusion),
    ("제외기준", Section::Exclusion),
];

/// Returns the core that starts at word `at`, the longest if there are several.
fn core_at(words: &LineWords<'_>, at: usize) -> Option<Core> {
    let core = |end: usize, section: Section, full: bool| {
        Some(Core {
            start: at,
            end,
            section,
            full,
        })
    };
    let word = words.get(at);
    if let Some((end, section)) = cjk_core(words, at) {
        return core(end, section, true);
    }
    if let Some((_, section)) = WHOLE.iter().find(|(name, _)| *name == word) {
        return core(at + 1, *section, true);
    }
    let is_criteria = |index: usize| CRITERIA.contains(&words.get(index));
    if matches!(word, "einschluss" | "ein") && matches!(words.get(at + 1), "und" | "kriterien") {
        let is_pair = words.get(at + 2) == "ausschlusskriterien";
        return match (is_pair, words.get(at + 1)) {
            (true, _) => core(at + 3, Section::Aside, true),
            (false, "kriterien") => core(at + 2, Section::Inclusion, true),
            _ => None,
        };
    }
    if word == "ausschluss" && words.get(at + 1) == "kriterien" {
        return core(at + 2, Section::Exclusion, true);
    }
    if word == "kryteria" {
        return match words.get(at + 1) {
            "włączenia" | "wlaczenia" => core(at + 2, Section::Inclusion, true),
            "wyłączenia" | "wylaczenia" | "wykluczenia" => core(at + 2, Section::Exclusion, true),
            _ => None,
        };
    }
    if OPENING.contains(&word) || word == "inclusionary" {
        return is_criteria(at + 1).then_some(Core {
            start: at,
            end: at + 2,
            section: Section::Implied,
            full: true,
        });
    }
    if word == "ineligibility" && is_criteria(at + 1) {
        return core(at + 2, Section::Exclusion, true);
    }
    if LEAVING.contains(&word) && is_criteria(at + 1) {
        return core(at + 2, Section::Aside, true);
    }
    if let Some((end, section)) = side_at(words, at) {
        let full = is_criteria(end);
        return core(end + usize::from(full), section, full);
    }
    if CRITERIA.contains(&word) {
        let filler = at + 1 + usize::from(FILLERS.contains(&words.get(at + 1)));
        let (end, section) = side_at(words, filler)?;
        return core(end, section, true);
    }
    nci_core(words, at)
}

/// "inclusion", "non-inclusion", "exclusion", or the pair "inclusion and exclusion".
fn side_at(words: &LineWords<'_>, at: usize) -> Option<(usize, Section)> {
    let negated = matches!(words.get(at), "non" | "no" | "nao");
    let first = at + usize::from(negated);
    let word = words.get(first);
    let is_side = |name: &str| INCLUSION.contains(&name) || EXCLUSION.contains(&name);
    if negated {
        return INCLUSION
            .contains(&word)
            .then_some((first + 1, Section::Exclusion));
    }
    if word == "noninclusion" {
        return Some((first + 1, Section::Exclusion));
    }
    if !is_side(word) {
        return None;
    }
    let joined = matches!(
        words.get(first + 1),
        "and" | "or" | "y" | "et" | "e" | "und" | "criteria" | "criterion"
    );
    let second = match words.get(first + 1) {
        "criteria" if matches!(words.get(first + 2), "and" | "or") => first + 3,
        _ if joined => first + 2,
        _ => first + 1,
    };
    let other = words.get(second);
    let between = &words.text()[words.end(first)..words.start(second).max(words.end(first))];
    let is_list_word = CRITERIA.contains(&words.get(first + 1));
    let is_near = joined && (second != first + 2 || !is_list_word) || between.trim() == "/";
    if is_near && is_side(other) && INCLUSION.contains(&word) != INCLUSION.contains(&other) {
        return Some((second + 1, Section::Aside));
    }
    let section = if INCLUSION.contains(&word) {
        Section::Inclusion
    } else {
        Section::Exclusion
    };
    Some((first + 1, section))
}

fn cjk_core(words: &LineWords<'_>, at: usize) -> Option<(usize, Section)> {
    let text = &words.text()[words.start(at)..];
    if text.as_bytes().first().is_none_or(u8::is_ascii) {
        return None;
    }
    let (name, section) = CJK.iter().find(|(name, _)| text.starts_with(name))?;
    Some((at + name.chars().count(), *section))
}

/// "DISEASE CHARACTERISTICS", "--Patient Characteristics--", "PRIOR CONCURRENT THERAPY".
fn nci_core(words: &LineWords<'_>, at: usize) -> Option<Core> {
    let end = match (words.get(at), words.get(at + 1)) {
        ("disease" | "patient" | "participant" | "donor", "characteristics") => at + 2,
        ("prior", "concurrent") if words.get(at + 2) == "therapy" => at + 3,
        _ => return None,
    };
    let is_ruled = words.text()[..words.start(at)].trim_end().ends_with("--");
    let is_upper = (at..end).all(|index| words.is_upper(index));
    (is_ruled || is_upper).then_some(Core {
        start: at,
        end,
        section: Section::Nci,
        full: true,
    })
}

/// LineWords a heading may go on with.
const TAILS: &[&str] = words!(
    "for of in at assessed are is include includes including included will must to as applicable only \
     common that used consist consists were was specific during i par para pour apply applying prior \
     before"
);

/// LineWords that name no group in particular.
const GENERIC_PEOPLE: &[&str] =
    words!("this the study trial all our enrollment enrolment entry protocol participation in");

/// Reads what follows the core: where the heading ends, and the group its tail names.
fn after_core(
    words: &LineWords<'_>,
    core: Core,
    is_plain: bool,
) -> Option<(usize, Option<String>)> {
    let text = words.text();
    let core_end = words.end(core.end - 1);
    let rest = skip_emphasis(&text[core_end..]);
    let at = text.len() - rest.len();
    if rest
        .trim_matches(|c: char| is_gap(c) || ".;:：-–—_*#|=)]".contains(c))
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
    words: &LineWords<'_>,
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
    let count = LineWords::of(title).len();
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
    (is_title && LineWords::of(rest).len() <= 5).then(|| people(rest))
}

/// "Inclusion criteria for Cohort B:", "Exclusion criteria are as follows:", "Inclusion Criteria Have a score of …".
fn worded_tail(
    words: &LineWords<'_>,
    core: Core,
    is_plain: bool,
) -> Option<(usize, Option<String>)> {
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
        let count = LineWords::of(title).len();
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
    let words = LineWords::of(&name);
    let count = words.len();
    let is_instruction = words.any_of(
        0..count,
        words!("must meet following should any fulfilled criteria be not"),
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
