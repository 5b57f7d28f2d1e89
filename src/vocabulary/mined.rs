//! What the corpus teaches: abbreviations that trials define, and other names of their interventions.
//!
//! An abbreviation counts where a text writes it behind its long form, "acute myeloid leukemia (AML)" (the method of Schwartz and Hearst, 2003: <https://psb.stanford.edu/psb-online/proceedings/psb03/schwartz.pdf>).
//! Only what many trials say and hardly any says otherwise is taken over, and an abbreviation so learnt is read in capitals only.

use std::collections::HashMap;

use super::{ConceptId, ConceptKind, Vocabulary};
use crate::text::{analyzers::Analyzer, fold};

/// Trials that must say it, at least.
const MIN_TRIALS: u32 = 5;
/// Trials that must give a drug its code, at least: no two drugs have one like `MK-3475`.
const MIN_CODE_TRIALS: u32 = 2;
/// Share of the trials that use a name which must mean the same by it.
const MIN_SHARE: f64 = 0.8;
/// Distinct things remembered; beyond, what was seen once is forgotten.
const MAX_REMEMBERED: usize = 400_000;

/// Gathers names from trials, one trial after the other.
#[derive(Default)]
pub struct Miner {
    /// By abbreviation: how many trials define it as what (`None`: as something the vocabulary does not know).
    abbreviations: HashMap<String, HashMap<Option<ConceptId>, u32>>,
    /// By folded other name of an intervention: its spelling, and how many trials give it to what.
    other_names: HashMap<String, (String, HashMap<ConceptId, u32>)>,
    /// By folded name of a substance that the vocabulary does not know: its spelling, trials, and its other names.
    substances: HashMap<String, Substance>,
}

#[derive(Default)]
struct Substance {
    spelling: String,
    trials: u32,
    /// By folded name: spelling and trials.
    others: HashMap<String, (String, u32)>,
}

impl Miner {
    /// Looks for abbreviations that the texts of one trial define.
    pub fn see_texts<'a>(
        &mut self,
        texts: impl IntoIterator<Item = &'a str>,
        vocabulary: &Vocabulary,
        analyzer: &mut Analyzer,
    ) {
        let mut seen: Vec<(String, Option<ConceptId>)> = Vec::new();
        for text in texts {
            for (abbreviation, long_form) in definitions(text) {
                if seen.iter().any(|(other, _)| other == abbreviation) {
                    continue;
                }
                let concept = vocabulary.by_name(long_form, analyzer).first().copied();
                seen.push((abbreviation.to_owned(), concept));
            }
        }
        for (abbreviation, concept) in seen {
            *self
                .abbreviations
                .entry(abbreviation)
                .or_default()
                .entry(concept)
                .or_default() += 1;
        }
        if self.abbreviations.len() > MAX_REMEMBERED {
            self.abbreviations
                .retain(|_, meanings| meanings.values().sum::<u32>() > 1);
        }
    }

    /// Looks at the names of one intervention, its own first.
    pub fn see_intervention(
        &mut self,
        is_substance: bool,
        names: &[&str],
        vocabulary: &Vocabulary,
        analyzer: &mut Analyzer,
    ) {
        // "Pembrolizumab (MK-3475)" gives two names.
        let names: Vec<&str> = names
            .iter()
            .flat_map(|name| match with_code(name) {
                Some((name, code)) => [Some(name), Some(code)],
                None => [Some(*name), None],
            })
            .flatten()
            .collect();
        let (Some(own), true) = (names.first(), names.len() > 1) else {
            return;
        };
        let known: Vec<Option<ConceptId>> = names
            .iter()
            .map(|name| {
                let found = vocabulary.by_name(name, analyzer);
                found
                    .into_iter()
                    .find(|concept| !vocabulary.concept(*concept).kind.is_condition())
            })
            .collect();
        let mut concepts: Vec<ConceptId> = known.iter().flatten().copied().collect();
        concepts.sort_unstable();
        concepts.dedup();
        match concepts[..] {
            [concept] => {
                for (name, known) in names.iter().zip(&known) {
                    if known.is_none() && is_a_name(name) {
                        let other = self.other_names.entry(fold(name)).or_default();
                        name.trim().clone_into(&mut other.0);
                        *other.1.entry(concept).or_default() += 1;
                    }
                }
            }
            [] if is_substance && is_a_name(own) => {
                let substance = self.substances.entry(fold(own)).or_default();
                own.trim().clone_into(&mut substance.spelling);
                substance.trials += 1;
                for name in names[1..].iter().filter(|name| is_a_name(name)) {
                    let other = substance.others.entry(fold(name)).or_default();
                    name.trim().clone_into(&mut other.0);
                    other.1 += 1;
                }
            }
            _ => {}
        }
        if self.substances.len() > MAX_REMEMBERED {
            self.substances.retain(|_, substance| substance.trials > 1);
        }
        if self.other_names.len() > MAX_REMEMBERED {
            self.other_names
                .retain(|_, (_, meanings)| meanings.values().sum::<u32>() > 1);
        }
    }

    /// Teaches a vocabulary what is frequent and means one thing. Returns how many names it learnt.
    pub fn teach(self, vocabulary: &mut Vocabulary, analyzer: &mut Analyzer) -> usize {
        let mut learnt: Vec<(ConceptId, String, bool)> = Vec::new();
        for (abbreviation, meanings) in &self.abbreviations {
            if let Some(concept) = main_meaning(meanings, MIN_TRIALS)
                && vocabulary.by_name(abbreviation, analyzer).is_empty()
            {
                learnt.push((concept, abbreviation.clone(), true));
            }
        }
        for (spelling, meanings) in self.other_names.values() {
            let names_drug =
                |concept: &ConceptId| vocabulary.concept(*concept).kind == ConceptKind::Drug;
            let least = match is_code(spelling) && meanings.keys().all(names_drug) {
                true => MIN_CODE_TRIALS,
                false => MIN_TRIALS,
            };
            let meanings = meanings
                .iter()
                .map(|(concept, trials)| (Some(*concept), *trials));
            if let Some(concept) = main_meaning(&meanings.collect(), least)
                && vocabulary.by_name(spelling, analyzer).is_empty()
            {
                learnt.push((concept, spelling.clone(), false));
            }
        }
        // In an order of its own, so that equal corpora teach equal vocabularies.
        learnt.sort();
        let mut count = 0;
        for (concept, name, is_ambiguous) in learnt {
            count += usize::from(vocabulary.add_mined_name(concept, name, is_ambiguous, analyzer));
        }
        let mut substances: Vec<Substance> = self.substances.into_values().collect();
        substances.retain(|substance| substance.trials >= MIN_TRIALS);
        substances.sort_by(|a, b| a.spelling.cmp(&b.spelling));
        for substance in substances {
            let mut others: Vec<(String, u32)> = substance.others.into_values().collect();
            others.retain(|(_, trials)| *trials * 2 >= substance.trials);
            others.sort();
            if others.is_empty() || !vocabulary.by_name(&substance.spelling, analyzer).is_empty() {
                continue;
            }
            let id = format!("TRIALSEEK:{}", fold(&substance.spelling).replace(' ', "-"));
            let concept =
                vocabulary.add_mined_concept(id, ConceptKind::Drug, substance.spelling, analyzer);
            count += 1;
            for (name, _) in others {
                if vocabulary.by_name(&name, analyzer).is_empty() {
                    count += usize::from(vocabulary.add_mined_name(concept, name, false, analyzer));
                }
            }
        }
        vocabulary.finish_links();
        count
    }
}

/// Returns what a name means nearly everywhere, if enough trials say so.
fn main_meaning(meanings: &HashMap<Option<ConceptId>, u32>, least: u32) -> Option<ConceptId> {
    let all: u32 = meanings.values().sum();
    let (concept, trials) = meanings
        .iter()
        .filter_map(|(concept, trials)| concept.map(|concept| (concept, *trials)))
        .max_by_key(|(concept, trials)| (*trials, std::cmp::Reverse(*concept)))?;
    (trials >= least && f64::from(trials) >= MIN_SHARE * f64::from(all)).then_some(concept)
}

/// Whether a name is the code under which a drug is developed: capitals and three digits or more, "MK-3475".
fn is_code(name: &str) -> bool {
    let name = name.trim();
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let number = name[letters..].trim_start_matches(['-', ' ']);
    let number = number
        .strip_suffix(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(number);
    (2..=5).contains(&letters)
        && (3..=8).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// Parts "name (CODE)".
fn with_code(name: &str) -> Option<(&str, &str)> {
    let (before, inside) = name.trim().strip_suffix(')')?.split_once('(')?;
    let before = before.trim();
    (!before.is_empty() && is_code(inside)).then_some((before, inside.trim()))
}

/// Whether the text of an intervention reads like a name rather than a description.
fn is_a_name(text: &str) -> bool {
    let text = text.trim();
    (4..=40).contains(&text.chars().count())
        && text.split_whitespace().count() <= 3
        && text.chars().any(char::is_alphabetic)
        && !text.contains([',', ';', ':', '(', '/', '+'])
        && !text.to_lowercase().contains("placebo")
}

/// Returns the abbreviations that a text defines, with their long forms.
fn definitions(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('(').map(|at| from + at) {
        from = open + 1;
        let Some(close) = text[from..].find(')').map(|at| from + at) else {
            break;
        };
        let abbreviation = text[from..close].trim();
        if !is_abbreviation(abbreviation) {
            continue;
        }
        if let Some(long_form) = long_form_before(&text[..open], abbreviation) {
            found.push((abbreviation, long_form));
        }
    }
    found
}

fn is_abbreviation(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_ascii_uppercase()).count();
    (3..=8).contains(&text.len())
        && capitals >= 3
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Finds the shortest run of words before an abbreviation whose letters hold those of the abbreviation in order, the first one at the beginning of a word.
pub fn long_form_before<'a>(before: &'a str, abbreviation: &str) -> Option<&'a str> {
    let before = before.trim_end();
    // No long form reaches over a mark that ends something.
    let start = before
        .char_indices()
        .rev()
        .take(120)
        .find(|(_, c)| matches!(c, '.' | ';' | ':' | '(' | ')' | '\n'))
        .map_or(0, |(at, c)| at + c.len_utf8());
    let region = &before[start..];
    let letters: Vec<char> = abbreviation
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let mut chars = region.char_indices().rev().peekable();
    let mut left = letters.len();
    while let Some((at, c)) = chars.next() {
        if left == 0 {
            break;
        }
        if !c.to_ascii_lowercase().eq(&letters[left - 1]) {
            continue;
        }
        let begins_word = chars
            .peek()
            .is_none_or(|(_, before)| !before.is_alphanumeric());
        if left == 1 && !begins_word {
            continue;
        }
        left -= 1;
        if left == 0 {
            let long_form = region[at..].trim();
            let words = long_form.split_whitespace().count();
            let fits = words <= letters.len().min(5) + 5 && words <= letters.len() * 2 && words > 1;
            return fits.then_some(long_form);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_drugs_are_told_from_doses() {
        for (name, expected) in [
            ("MK-3475", true),
            ("LY3537982", true),
            ("AMG 510", true),
            ("100 mg", false),
            ("AUC 5", false),
            ("Vitamin D3", false),
            ("", false),
        ] {
            assert_eq!(is_code(name), expected, "{name}");
        }
        let parted = Some(("Pembrolizumab", "MK-3475"));
        assert_eq!(with_code("Pembrolizumab (MK-3475)"), parted);
        assert_eq!(with_code("Aspirin (100 mg)"), None);
    }

    #[test]
    fn long_forms_are_found_by_their_letters() {
        for (text, expected) in [
            (
                "Adults with acute myeloid leukemia (AML) and",
                Some(("AML", "acute myeloid leukemia")),
            ),
            (
                "non-small cell lung cancer (NSCLC).",
                Some(("NSCLC", "non-small cell lung cancer")),
            ),
            ("the drug (twice DAILY)", None),
            ("in Boston (USA)", None),
            ("a (AB)", None),
            ("seen (", None),
        ] {
            assert_eq!(definitions(text).first().copied(), expected, "{text:?}");
        }
    }
}
