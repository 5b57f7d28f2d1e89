//! The words headings are made of: "inclusion criteria" and its forms in the languages met in the registry.

use super::headings::Section;
use super::words::Words;

/// The core of a heading: the words from `start` to `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Core {
    pub start: usize,
    pub end: usize,
    pub section: Section,
    /// "Inclusion criteria" rather than a bare "Inclusion".
    pub full: bool,
}

const INCLUSION: &[&str] = &[
    "inclusion",
    "inclusions",
    "inlusion",
    "inclusione",
    "inclusao",
    "inclusie",
];
const EXCLUSION: &[&str] = &[
    "exclusion",
    "exclusions",
    "exlusion",
    "exclustion",
    "exclusionary",
    "esclusione",
    "exclusao",
    "exclusie",
];
const CRITERIA: &[&str] = &[
    "criteria",
    "criterion",
    "criterias",
    "criterium",
    "crtieria",
    "critera",
    "requirements",
    "requirement",
    "requirments",
    "criterios",
    "criterio",
    "criteres",
    "critere",
    "criteri",
];
const OPENING: &[&str] = &[
    "eligibility",
    "entry",
    "entrance",
    "enrollment",
    "enrolment",
    "selection",
    "recruitment",
];
const LEAVING: &[&str] = &[
    "elimination",
    "withdrawal",
    "discontinuation",
    "exit",
    "removal",
    "withdraw",
    "eliminacion",
];
const FILLERS: &[&str] = &["of", "for", "de", "d", "di", "da", "do", "del", "des"];

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
pub(super) fn core_at(words: &Words<'_>, at: usize) -> Option<Core> {
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
fn side_at(words: &Words<'_>, at: usize) -> Option<(usize, Section)> {
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

fn cjk_core(words: &Words<'_>, at: usize) -> Option<(usize, Section)> {
    let text = &words.text()[words.start(at)..];
    if text.as_bytes().first().is_none_or(u8::is_ascii) {
        return None;
    }
    let (name, section) = CJK.iter().find(|(name, _)| text.starts_with(name))?;
    Some((at + name.chars().count(), *section))
}

/// "DISEASE CHARACTERISTICS", "--Patient Characteristics--", "PRIOR CONCURRENT THERAPY".
fn nci_core(words: &Words<'_>, at: usize) -> Option<Core> {
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
