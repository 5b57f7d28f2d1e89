//! Sentences that say by themselves whether they include or exclude, for text without headings.
//!
//! The side is read from the verb and its subject ("patients … will be excluded", "subjects must …"). Other uses of the same words
//! ("other causes have been excluded", "to exclude malignancy", "are not excluded") have none.
//! "No prior X" is a condition a participant must fulfil; it is never turned into an exclusion of "no prior X".

use super::words::{LineWords, words};

/// The side a sentence takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stated {
    Included,
    Excluded,
}

const PEOPLE: &[&str] = words!(
    "patients patient subjects subject participants participant individuals individual persons people \
     women men volunteers children those infants candidates anyone males females adults adolescents \
     who boys girls donors controls recipients families they veterans parents caregivers couples \
     mothers smokers probands"
);

const AUXILIARIES: &[&str] = words!("be are is were was also");

const BOILERPLATE: &[&str] = words!(
    "patients patient subjects subject participants participant individuals individual people persons \
     those volunteers must meet meets meeting all any one or more of the following to be eligible \
     included excluded enrolled enroll for in into this study trial if they who have has had with are \
     is was were will inclusion exclusion criteria criterion participate participation entry from and \
     at not fulfill fulfil satisfy a an each every conditions condition none key main order should as \
     follows include includes considered enrollment that their these below listed eligibility on by \
     may cannot only when apply applies true met requirements exist present ineligible symptoms prior \
     his her potential s"
);

/// The side of one sentence, if it states one.
pub(super) fn stated_side(sentence: &str) -> Option<Stated> {
    let has_stem = ["clud", "clus", "CLUD", "CLUS", "ligib", "LIGIB"]
        .iter()
        .any(|stem| sentence.contains(stem));
    if !has_stem
        && !sentence.contains("ust ")
        && !sentence.contains("hould ")
        && !sentence.contains("ave to ")
    {
        return None;
    }
    let words = LineWords::of(sentence);
    match (excludes(&words), includes(&words)) {
        (true, false) => Some(Stated::Excluded),
        (false, true) => Some(Stated::Included),
        _ => None,
    }
}

fn excludes(words: &LineWords<'_>) -> bool {
    let mut people_seen = false;
    for at in 0..words.len() {
        let word = words.get(at);
        let just_before = at.saturating_sub(1)..at;
        let before = at.saturating_sub(3)..at;
        let is_negated = words.any_of(before.clone(), &["not", "no", "never", "nor", "without"]);
        match word {
            "excluded" if is_negated => return false,
            "excluded" => {
                let opens =
                    at == 0 && matches!(words.get(1), "from" | "are" | "were" | "will" | "if");
                let is_verb = words.any_of(just_before, AUXILIARIES)
                    && !words.any_of(before, &["must", "been"]);
                if opens || people_seen && is_verb {
                    return true;
                }
            }
            "ineligible" if people_seen && !is_negated => return true,
            "eligible" | "enrolled" | "included" | "admitted" | "participate" if people_seen => {
                let cannot = words.any_of(before, &["not", "cannot"]);
                let is_perfect =
                    words.any_of(at.saturating_sub(2)..at, &["been", "previously", "must"]);
                if cannot && !is_perfect && !words.any_of(at.saturating_sub(4)..at, &["who", "if"])
                {
                    return true;
                }
            }
            "exclusion" | "exclusions" if at <= 3 && !is_negated => {
                let verb =
                    at + 1 + usize::from(matches!(words.get(at + 1), "criteria" | "criterion"));
                let verb = verb + usize::from(words.get(verb) == "also");
                if words!("include includes included are is were consist will")
                    .contains(&words.get(verb))
                {
                    return true;
                }
            }
            _ => {}
        }
        people_seen = people_seen || PEOPLE.contains(&word);
    }
    false
}

fn includes(words: &LineWords<'_>) -> bool {
    let mut people_seen = words.get(0) == "must";
    for at in 0..words.len() {
        let word = words.get(at);
        let before = at.saturating_sub(3)..at;
        let is_negated = words.any_of(before, &["not", "cannot", "no", "nor"]);
        match word {
            "must" | "should" | "shall" | "cannot" if people_seen && at <= 12 => return true,
            "have" | "has" if people_seen && at <= 6 && words.get(at + 1) == "to" => return true,
            "eligible" if people_seen || at <= 2 => {
                let is_verb = words.any_of(at.saturating_sub(1)..at, AUXILIARIES)
                    || matches!(words.get(at + 1), "if");
                if is_verb && !is_negated {
                    return true;
                }
            }
            "included"
                if people_seen
                    && words.any_of(at.saturating_sub(1)..at, AUXILIARIES)
                    && !is_negated =>
            {
                return true;
            }
            "inclusion" | "eligibility" if at <= 3 && !is_negated => {
                let verb =
                    at + 1 + usize::from(matches!(words.get(at + 1), "criteria" | "criterion"));
                if matches!(
                    words.get(verb),
                    "include" | "includes" | "included" | "are" | "is" | "were" | "for"
                ) {
                    return true;
                }
            }
            _ => {}
        }
        people_seen = people_seen || PEOPLE.contains(&word);
    }
    false
}

/// The lead-in of a list: a line that ends with a colon and speaks of including or excluding.
pub(super) struct LeadIn {
    pub side: Stated,
    /// The words are only the usual formula and may go.
    pub is_formula: bool,
    /// It speaks of inclusion itself, so it may close an exclusion list.
    pub is_firm: bool,
}

/// Reads a line that ends with a colon as a lead-in.
pub(super) fn lead_in(text: &str) -> Option<LeadIn> {
    if !text.ends_with([':', '：']) || text.len() > 400 {
        return None;
    }
    let words = LineWords::of(text);
    let count = words.len();
    let names = |name: &str| (0..count).find(|at| words.get(*at) == name);
    let named = |name: &str| {
        names(name).is_some_and(|at| {
            matches!(words.get(at + 1), "criteria" | "criterion")
                && !words.any_of(
                    at.saturating_sub(4)..at,
                    &["not", "no", "fail", "failure", "other"],
                )
        })
    };
    let side = match (named("exclusion"), named("inclusion")) {
        (true, true) => return None,
        (true, false) => Stated::Excluded,
        (false, true) => Stated::Included,
        (false, false) if forbids_list(&words) => Stated::Excluded,
        (false, false) => stated_side(text)?,
    };
    let is_formula = words.all_of(0..count, BOILERPLATE);
    let speaks_of_inclusion = words.any_of(
        0..count,
        words!("inclusion eligible included enrolled participate"),
    );
    let must_meet = words.any_of(0..count, &["must"])
        && words.any_of(0..count, &["meet", "fulfill", "fulfil", "satisfy"]);
    let is_firm = is_formula && (speaks_of_inclusion || must_meet);
    Some(LeadIn {
        side,
        is_formula,
        is_firm,
    })
}

/// "Subjects must not meet any of the following:", "none of the following:".
fn forbids_list(words: &LineWords<'_>) -> bool {
    (0..words.len()).any(|at| {
        let next = words.get(at + 1);
        match words.get(at) {
            "must" | "should" | "may" | "can" | "shall" | "will" => {
                next == "not" && !matches!(words.get(at + 2), "be")
            }
            "cannot" => next != "be",
            "none" => next == "of",
            _ => false,
        }
    })
}

/// Cuts a paragraph after full stops that end a sentence.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte != b'.' || bytes.get(at + 1) != Some(&b' ') {
            continue;
        }
        let next = text[at + 1..].trim_start();
        if !next.starts_with(|c: char| c.is_uppercase()) || is_abbreviation(&text[start..at]) {
            continue;
        }
        parts.push(&text[start..=at]);
        start = at + 1;
    }
    if start < text.len() {
        parts.push(&text[start..]);
    }
    parts
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit([' ', '(']).next().unwrap_or("");
    let is_initial = word.len() == 1 && !word.starts_with(|c: char| c.is_ascii_digit());
    is_initial
        || ["e.g", "i.e", "vs", "dr", "no", "approx", "st", "spp", "ca"]
            .iter()
            .any(|short| short.eq_ignore_ascii_case(word))
}
