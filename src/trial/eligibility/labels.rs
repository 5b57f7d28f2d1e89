//! Group headings: the short lines that say which people or which subject the following criteria are about.
//!
//! Invariant: only a line of its own is a group heading, never the start of a criterion; a label in front of a criterion
//! ("Cohort A: at least 18 years") stays part of it. The one exception is the fixed form of the old NCI records, see [`nci_labels`].

use super::words::{LineWords, phrases, words};

/// How long a group heading holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// A cohort, part or kind of participant: until the next group.
    Cohort,
    /// A subject such as "Concurrent Medication:": until a paragraph after its list.
    Subject,
}

/// What a subject label says of the items below it, whatever the section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stance {
    Required,
    Excluded,
}

/// A recognised group heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub name: String,
    pub reach: Reach,
    pub stance: Option<Stance>,
}

const COHORT_WORDS: &[&str] = words!(
    "cohort cohorts phases part parts arm arms group groups phase stage substudy stratum strata module \
     population study period segment step track tier aim panel"
);

const PEOPLE: &[&str] = words!(
    "patients participants subjects volunteers controls control donors donor recipients recipient \
     parents caregivers carers providers clinicians relatives siblings infants mothers women men \
     children adults adolescents cohort cohorts arm group groups students staff families partners only"
);

/// LineWords that show a line is the lead-in of a list or a statement, not a title.
const STATEMENT_WORDS: &[&str] = words!(
    "following must any one either defined have has had if including include includes as with without \
     least none or no not are is be was were will who that by should can may these those criteria meet \
     meets known history prior previous evidence adequate"
);

const DANGLING: &[&str] = words!("of to for in on at from by than the a an and");

/// Reads a line of its own as a group heading.
pub(super) fn group_label(text: &str) -> Option<Label> {
    if text.len() > 90 {
        return None;
    }
    let trimmed = text.trim_matches(['*', '_', '#', ' ', '-', '–', '—', '=', '[', ']']);
    let title = trimmed.trim_end_matches([':', '：', ' ', '*', '_', '-', '–']);
    let has_colon =
        title.len() < trimmed.len() || trimmed.len() + 1 < text.len() && text.ends_with(['-', '–']);
    let emphasised = text.starts_with("**") && text.ends_with("**");
    if !has_colon && !emphasised && title.len() > 60 {
        return None;
    }
    let first_word = title.split([' ', ':', '-']).next().unwrap_or("");
    if !has_colon && !emphasised && !is_cohort_start(first_word) && !ends_with_cohort(title) {
        return None;
    }
    if title.contains(['.', ';', '?', '<', '>', '≥', '≤', '=']) {
        return None;
    }
    let words = LineWords::of(title);
    let count = words.len();
    if count == 0 || count > 9 {
        return None;
    }
    let ended = has_colon || emphasised;
    if let Some(stance) = stance(&words).filter(|_| ended) {
        return label(title, Reach::Subject, Some(stance));
    }
    if is_cohort(&words, ended) {
        return label(title, Reach::Cohort, None);
    }
    let is_title = ended
        && count <= 6
        && (!words.any_of(0..count, STATEMENT_WORDS) || is_prior_subject(&words))
        && !DANGLING.contains(&words.get(count - 1))
        && (words.is_capital(0) || words.get(0).starts_with(|c: char| !c.is_ascii()));
    if is_title {
        return label(title, Reach::Subject, None);
    }
    None
}

/// "Prior Medication:", "Prior Treatment:".
fn is_prior_subject(words: &LineWords<'_>) -> bool {
    words.len() == 2 && words.get(0) == "prior" && words.is_capital(1)
}

fn label(title: &str, reach: Reach, stance: Option<Stance>) -> Option<Label> {
    let name = super::fold_space(title);
    Some(Label {
        name,
        reach,
        stance,
    })
}

fn is_cohort_start(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && COHORT_WORDS
            .iter()
            .any(|cohort| cohort.eq_ignore_ascii_case(word))
        || word.eq_ignore_ascii_case("sub")
}

fn ends_with_cohort(title: &str) -> bool {
    let last = title.rsplit(' ').next().unwrap_or("");
    title.split(' ').count() <= 4
        && title.starts_with(char::is_uppercase)
        && ["arm", "group", "cohort", "controls", "volunteers"]
            .iter()
            .any(|word| word.eq_ignore_ascii_case(last))
}

/// "Excluded within 14 days prior to study entry:", "Required:", "Patients must have:" (old NIAID records).
fn stance(words: &LineWords<'_>) -> Option<Stance> {
    let last = words.len() - 1;
    let ends = [words.get(0), words.get(last)];
    if ends.contains(&"excluded") && !words.any_of(0..last, &["are", "be", "not", "is", "were"]) {
        return Some(Stance::Excluded);
    }
    let must =
        matches!(words.get(0), "patients" | "participants" | "subjects") && words.get(1) == "must";
    let is_bare = words.len() <= 5 && matches!(words.get(2), "" | "have" | "be");
    if ends.contains(&"required") || must && is_bare {
        return Some(Stance::Required);
    }
    None
}

fn is_cohort(words: &LineWords<'_>, ended: bool) -> bool {
    let count = words.len();
    let first = words.get(0);
    let at = usize::from(first == "sub" || first == "expansion" || first == "dose");
    if COHORT_WORDS.contains(&words.get(at)) && is_identifier(words.get(at + 1)) {
        let tail = words.text()[words.end(at + 1)..].trim_start();
        return ended
            || count <= at + 2
            || (count <= 8 && tail.starts_with(['-', '–', '(', ':', '/', ',']));
    }
    let last = words.get(count - 1);
    if !ended {
        return matches!(last, "arm" | "group" | "cohort" | "controls" | "volunteers")
            && count <= 4;
    }
    if words.any_of(0..count, words!("following must if any have are is be who")) {
        return false;
    }
    PEOPLE.contains(&last) || matches!(first, "for" | "all") && count >= 2
}

fn is_identifier(word: &str) -> bool {
    let is_roman = !word.is_empty()
        && word.len() <= 4
        && word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let starts_with_digit = word.len() <= 3 && word.starts_with(|c: char| c.is_ascii_digit());
    is_roman
        || starts_with_digit
        || word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphanumeric())
        || word == "one"
        || word == "two"
}

/// The fixed labels of the National Cancer Institute's old records.
const NCI_LABELS: &[&str] = phrases!(
    "age, sex, menopausal status, performance status, life expectancy, hematopoietic, hepatic, renal, \
     cardiovascular, pulmonary, neurologic, neurological, immunologic, metabolic, gastrointestinal, \
     ophthalmic, other, biologic therapy, chemotherapy, endocrine therapy, radiotherapy, surgery, \
     hormone receptor status, other therapy"
);

/// The places of "Hepatic:" and its like in a flattened NCI paragraph: (start, end) with the colon inside.
pub(super) fn nci_labels(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(':') {
        let colon = from + at;
        from = colon + 1;
        let window_start = text[..colon]
            .char_indices()
            .rev()
            .take(24)
            .last()
            .map_or(colon, |(index, _)| index);
        let window = &text[window_start..colon];
        let longest = NCI_LABELS
            .iter()
            .filter(|label| ends_with_label(window, label))
            .map(|label| label.len())
            .max();
        if let Some(len) = longest {
            let start = colon - len;
            let is_word_start = text[..start]
                .chars()
                .next_back()
                .is_none_or(|c| !c.is_alphanumeric() && c != '-');
            if is_word_start && text[start..].starts_with(|c: char| c.is_ascii_uppercase()) {
                found.push((start, from));
            }
        }
    }
    found
}

fn ends_with_label(window: &str, label: &str) -> bool {
    window.len() >= label.len()
        && window
            .get(window.len() - label.len()..)
            .is_some_and(|tail| tail.eq_ignore_ascii_case(label))
}

/// Where "Cohort 2." ends at the start of a line, the full stop included.
pub(super) fn cohort_number_end(words: &LineWords<'_>) -> Option<usize> {
    let is_cohort = COHORT_WORDS.contains(&words.get(0)) && is_identifier(words.get(1));
    let end = words.end(1);
    (is_cohort && words.text()[end..].starts_with('.')).then_some(end + 1)
}

/// Returns whether a heading's tail is a group rather than a criterion: "Donor", "healthy controls", "Phases 1 and 2".
pub(super) fn names_group(title: &str) -> bool {
    let words = LineWords::of(title);
    let count = words.len();
    if count == 0 || count > 6 {
        return false;
    }
    if COHORT_WORDS.contains(&words.get(0)) && is_identifier(words.get(1)) {
        return true;
    }
    let last = words.get(count - 1);
    let is_people = PEOPLE.contains(&last) || matches!(last, "patient" | "subject" | "participant");
    is_people
        && count <= 2
        && !matches!(
            words.get(0),
            "all" | "any" | "adult" | "pregnant" | "consenting"
        )
}
