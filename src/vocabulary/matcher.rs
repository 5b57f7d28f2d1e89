//! Finding names in a text.
//!
//! Two ways. Long texts of trials are walked once with a trie, in the order in which names are written ([`Vocabulary::for_each_name`]).
//! Queries, titles and lists of conditions are looked at more closely ([`Vocabulary::mentions`]): the words of a name may stand in any order ("leukemia, acute myeloid"), and one of our own names of three words or more may have a stranger in between ("bad blood circulation in legs").
//! Of names that overlap the one with more words wins.
//!
//! Names are compared by their [`KeyTerm`]s. No name reaches across a sign: "EGFR-negative lung cancer" does not hold "EGFR lung cancer".

use std::ops::Range;

use crate::text::codes::is_hyphen;

use super::{
    ConceptId, KeyTerm, Name, Source, Vocabulary,
    names::bag_sum,
    negation::{follows_non, is_abbreviation, is_negative},
};

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// In bytes of the text.
    pub span: Range<usize>,
    /// The terms from the first to the last of the name, as positions in the terms that were looked at.
    pub terms: Range<usize>,
    pub concept: ConceptId,
    /// Whether the name is one of another language than English.
    pub is_foreign: bool,
    /// Other concepts that have the same name, in order.
    pub others: Vec<ConceptId>,
    /// How many terms the name has.
    pub words: usize,
    /// False for an ambiguous name that neither capitals nor the other words make sure.
    pub is_sure: bool,
    /// Whether the name may mean other things, too, and no other word tells which.
    pub is_ambiguous: bool,
    /// Whether the text says that it is not there: "HIV-negative", "non-diabetic", "cancer-free".
    pub is_negative: bool,
    /// Whether it is one ambiguous word that the vocabulary writes in capitals; a text that is not about its concept may mean anything by it.
    pub is_abbreviation: bool,
    /// Whether the ordinary words among the capitals of the name are in capitals here as well: not "pediatric all".
    pub is_written_so: bool,
    pub source: Source,
}

/// A name that [`Vocabulary::for_each_name`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundName {
    pub concept: ConceptId,
    /// The terms from the first to the last of the name, as positions in the terms that were looked at.
    pub terms: Range<usize>,
    /// Other concepts that have the same ambiguous name, in order.
    pub others: Vec<ConceptId>,
    /// See [`Mention::is_negative`].
    pub is_negative: bool,
    /// See [`Mention::is_abbreviation`].
    pub is_abbreviation: bool,
    pub source: Source,
}

/// A term of a text as the vocabulary numbers it.
#[derive(Debug, Clone, Copy)]
struct Numbered {
    /// `None` for a term that stands in no name.
    number: Option<u32>,
    /// Position in the terms that were given.
    at: usize,
}

/// A candidate among overlapping names.
struct NameCandidate {
    entry: u32,
    terms: Range<usize>,
    words: usize,
    is_in_order: bool,
    has_stranger: bool,
    crosses_comma: bool,
}

impl NameCandidate {
    /// What a name counts for among those that it overlaps: its words; words in another order than that of the name less than others, a single word least.
    fn worth(&self) -> u32 {
        let words = self.words as u32 * 10;
        match (self.is_in_order && !self.has_stranger, self.words) {
            (true, 1) => 5,
            (true, _) => words,
            (false, _) => words - 12,
        }
    }
}

/// The longest window of terms that a name is looked for in.
pub(super) const WINDOW: usize = 10;

impl Vocabulary {
    /// Hands every name that stands in `terms` in its own order to `see`, the longest at each place.
    pub fn for_each_name(
        &self,
        text: &str,
        terms: &[KeyTerm],
        supporting: &[u32],
        mut see: impl FnMut(FoundName),
    ) {
        let is_shouted = is_all_capitals(text);
        let mut at = 0;
        while at < terms.len() {
            let Some((end, entry)) = self.longest_name_at(terms, at) else {
                at += 1;
                continue;
            };
            let span = terms[at].span.start..terms[end - 1].span.end;
            let written = &text[span.clone()];
            let capitals = !is_shouted && is_in_capitals(written);
            let is_code = is_part_of_code(text, &span);
            match self.choose(entry, capitals, is_code, supporting, written) {
                Some((concept, name, true)) if self.is_written_so(concept, name, written) => {
                    let is_abbreviation = self.is_abbreviation(entry, name);
                    see(FoundName {
                        concept,
                        is_negative: is_negative(text, terms, &(at..end)),
                        terms: at..end,
                        others: match is_abbreviation {
                            true => self.others(entry, concept),
                            false => Vec::new(),
                        },
                        is_abbreviation,
                        source: name.source,
                    });
                    at = end;
                }
                _ => at += 1,
            }
        }
    }

    /// Returns the names in a short text, in order, without overlaps.
    pub fn mentions(&self, text: &str, terms: &[KeyTerm]) -> Vec<Mention> {
        let supporting = self.numbers_of(terms);
        self.mentions_supported(text, terms, &supporting)
    }

    /// As [`Self::mentions`], with the numbers of words elsewhere that may make an ambiguous name sure.
    pub fn mentions_supported(
        &self,
        text: &str,
        terms: &[KeyTerm],
        supporting: &[u32],
    ) -> Vec<Mention> {
        let is_shouted = terms.len() > 2 && is_all_capitals(text);
        let content: Vec<Numbered> = terms
            .iter()
            .enumerate()
            .map(|(at, term)| Numbered {
                number: self.number(&term.text).or_else(|| {
                    // "CKD3b" is of stage 3b.
                    self.number(staged_name(&text[term.span.clone()], &term.text)?)
                }),
                at,
            })
            .filter(|term| !joins_signs(terms, term.at))
            .filter(|term| {
                let is_skipped = term.number.is_some_and(|number| self.is_skipped(number));
                // "LES" among other letters is no article.
                !is_skipped
                    || terms[term.at].code.is_some()
                    || !is_shouted && is_capitalized_whole(&text[terms[term.at].span.clone()])
            })
            .collect();
        let mut candidates = self.candidates(terms, &content);
        // "A" is a small word, but also the last one of "hepatitis A": both are tried.
        let without_a: Vec<Numbered> = content
            .iter()
            .copied()
            .filter(|term| &*terms[term.at].text != "a")
            .collect();
        if without_a.len() < content.len() {
            candidates.extend(self.candidates(terms, &without_a));
        }
        candidates.sort_by_key(|candidate| {
            (
                std::cmp::Reverse(candidate.worth()),
                candidate.crosses_comma,
                !candidate.is_in_order,
                candidate.terms.len(),
                candidate.terms.start,
            )
        });
        let mut is_content = vec![false; terms.len()];
        content.iter().for_each(|term| is_content[term.at] = true);
        let mut taken = vec![false; terms.len()];
        let mut found: Vec<Mention> = Vec::new();
        let ranges: Vec<Range<usize>> = candidates.iter().map(|name| name.terms.clone()).collect();
        let holds_a_name = |whole: &NameCandidate| {
            ranges.iter().any(|inner| {
                let is_inside = whole.terms.start <= inner.start && inner.end <= whole.terms.end;
                is_inside && inner.len() < whole.terms.len() && inner.start > whole.terms.start
                    || is_inside && inner.end < whole.terms.end && !whole.is_in_order
            })
        };
        for candidate in candidates {
            if taken[candidate.terms.clone()].contains(&true)
                && !shares_one_edge(&candidate, &taken, &is_content, terms)
            {
                continue;
            }
            let span =
                terms[candidate.terms.start].span.start..terms[candidate.terms.end - 1].span.end;
            let written = &text[span.clone()];
            let capitals = !is_shouted && is_in_capitals(written);
            let is_code = is_part_of_code(text, &span);
            let Some((concept, name, is_sure)) =
                self.choose(candidate.entry, capitals, is_code, supporting, written)
            else {
                continue;
            };
            // "Lung cancer EGFR negative" is no EGFR lung cancer, nor "non-metastatic breast cancer" a metastatic one; both are the cancer.
            let is_negative = is_negative(text, terms, &candidate.terms);
            let is_cut = candidate.words > 1
                && (follows_non(text, terms, candidate.terms.start) || !candidate.is_in_order);
            if is_negative && is_cut && holds_a_name(&candidate) {
                continue;
            }
            let is_known =
                |known: &Mention| known.terms == candidate.terms && known.concept == concept;
            if found.iter().any(is_known) {
                continue;
            }
            if is_sure {
                taken[candidate.terms.clone()].fill(true);
            }
            found.push(Mention {
                span,
                terms: candidate.terms,
                concept,
                others: self.others(candidate.entry, concept),
                words: candidate.words,
                is_sure,
                is_ambiguous: name.is_ambiguous && !self.is_supported(concept, supporting),
                is_foreign: name.language.is_some(),
                is_negative,
                is_abbreviation: self.is_abbreviation(candidate.entry, name),
                is_written_so: self.is_written_so(concept, name, written),
                source: name.source,
            });
        }
        // What is not sure gives way to whatever was found there.
        found.retain(|mention| mention.is_sure || !taken[mention.terms.clone()].contains(&true));
        found.sort_by_key(|mention| mention.span.start);
        leave_out_beside_strangers(text, terms, &mut found);
        found
    }

    /// Returns the numbers of those terms that stand in some name, for use as support.
    pub fn numbers_of(&self, terms: &[KeyTerm]) -> Vec<u32> {
        let mut numbers: Vec<u32> = terms
            .iter()
            .filter_map(|term| self.number(&term.text))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    fn candidates(&self, terms: &[KeyTerm], content: &[Numbered]) -> Vec<NameCandidate> {
        let mut candidates = Vec::new();
        for start in 0..content.len() {
            let Some(first) = content[start].number else {
                continue;
            };
            let mut window: Vec<u32> = vec![first];
            let mut sum = bag_sum(0, first);
            let mut crosses_comma = false;
            self.push_candidate(
                &mut candidates,
                content,
                start..start + 1,
                &window,
                sum,
                false,
            );
            // Of the terms in between one at most may be a stranger to the name.
            let mut strangers = 0;
            for end in start + 1..content.len().min(start + WINDOW) {
                let term = &terms[content[end].at];
                let between = content[end - 1].at + 1..=content[end].at;
                if terms[between.clone()]
                    .iter()
                    .any(|term| term.begins_sentence)
                {
                    break;
                }
                crosses_comma |= terms[between].iter().any(|term| term.follows_comma);
                let Some(number) = content[end].number else {
                    strangers += 1;
                    if strangers > 1 || is_barrier(term) {
                        break;
                    }
                    continue;
                };
                window.push(number);
                sum = bag_sum(sum, number);
                let range = start..end + 1;
                self.push_candidate(
                    &mut candidates,
                    content,
                    range.clone(),
                    &window,
                    sum,
                    crosses_comma,
                );
                if strangers == 0 && window.len() >= 4 {
                    // Each of the inner terms in turn as the stranger.
                    for inner in 1..window.len() - 1 {
                        if is_barrier(&terms[content[start + inner].at]) {
                            continue;
                        }
                        let mut without = window.clone();
                        without.remove(inner);
                        let sum = without.iter().fold(0, |sum, term| bag_sum(sum, *term));
                        self.push_candidate(
                            &mut candidates,
                            content,
                            range.clone(),
                            &without,
                            sum,
                            crosses_comma,
                        );
                    }
                }
            }
        }
        candidates
    }

    fn push_candidate(
        &self,
        candidates: &mut Vec<NameCandidate>,
        content: &[Numbered],
        range: Range<usize>,
        window: &[u32],
        sum: u64,
        crosses_comma: bool,
    ) {
        let Some(entry) = self.bag(sum) else { return };
        let found = self.entry(entry);
        let has_stranger = window.len() < range.len();
        if has_stranger {
            let (concept, name) = found.candidates[0];
            let name = &self.concept(concept).names[name as usize];
            if window.len() < 3 || name.source != Source::Curated || crosses_comma {
                return;
            }
        }
        candidates.push(NameCandidate {
            entry,
            terms: content[range.start].at..content[range.end - 1].at + 1,
            words: window.len(),
            is_in_order: found.key == window,
            has_stranger,
            crosses_comma,
        });
    }

    /// Returns the end and the entry of the longest name that begins at term `at`, in its own order; small words in between are passed over.
    fn longest_name_at(&self, terms: &[KeyTerm], at: usize) -> Option<(usize, u32)> {
        let mut node = self.step(0, self.number(&terms[at].text)?)?;
        let mut best = self.end_at(node).map(|entry| (at + 1, entry));
        for (end, term) in terms.iter().enumerate().skip(at + 1) {
            if term.begins_sentence {
                break;
            }
            let number = self.number(&term.text);
            match number.and_then(|number| self.step(node, number)) {
                Some(next) => {
                    node = next;
                    if let Some(entry) = self.end_at(node) {
                        best = Some((end + 1, entry));
                    }
                }
                None if number.is_some_and(|number| self.is_skipped(number))
                    || &*term.text == "a" => {}
                None => break,
            }
        }
        best
    }

    /// Returns the other concepts of an entry.
    fn others(&self, entry: u32, concept: ConceptId) -> Vec<ConceptId> {
        let candidates = self.entry(entry).candidates.iter();
        let concepts = candidates.map(|(other, _)| *other);
        concepts.filter(|other| *other != concept).collect()
    }

    fn is_abbreviation(&self, entry: u32, name: &Name) -> bool {
        name.is_ambiguous && self.entry(entry).key.len() == 1 && is_in_capitals(&name.text)
    }

    /// See [`Mention::is_written_so`].
    fn is_written_so(&self, concept: ConceptId, name: &Name, written: &str) -> bool {
        if !name.text.contains(char::is_uppercase) {
            return true;
        }
        let names = &self.concept(concept).names;
        let mut capitals = words_of(&name.text).filter(|word| is_in_capitals(word));
        capitals.all(|word| {
            let is_ordinary = names
                .iter()
                .any(|other| other.is_ambiguous && other.text == word);
            let small = |other: &str| other.eq_ignore_ascii_case(word) && !is_in_capitals(other);
            !is_ordinary || !words_of(written).any(small)
        })
    }

    /// Returns whether one of `supporting`, numbers of terms, tells by itself that a text is about a concept: a supporting word that few other names hold.
    pub fn is_told_by(&self, concept: ConceptId, supporting: &[u32]) -> bool {
        let mut telling = self.telling_support(concept).iter();
        telling.any(|term| supporting.contains(term))
    }

    fn is_supported(&self, concept: ConceptId, supporting: &[u32]) -> bool {
        let mut support = self.support(concept).iter();
        support.any(|term| supporting.contains(term))
    }

    /// Picks the concept that a name means here: one that the other words support, else the first whose name is sure, else the first at all.
    fn choose(
        &self,
        entry: u32,
        capitals: bool,
        is_code: bool,
        supporting: &[u32],
        written: &str,
    ) -> Option<(ConceptId, &Name, bool)> {
        let entry = self.entry(entry);
        let is_one_word = entry.key.len() == 1;
        // "HER2-" is in capitals whatever it is said of.
        let has_sign = entry.key.iter().any(|term| self.is_sign(*term));
        let named = entry.candidates.iter().filter_map(|(concept, position)| {
            let name = &self.concept(*concept).names[*position as usize];
            let is_part = is_code && name.is_ambiguous;
            let agrees = !is_one_word || endings_agree(&name.text, written);
            let fits = agrees
                && !is_part
                && !differs_in_case(&name.text, written)
                && !lacks_possessive(&name.text, written);
            fits.then_some((*concept, name))
        });
        let mut best: Option<(ConceptId, &Name, bool)> = None;
        for (concept, name) in named {
            if name.is_ambiguous && self.is_supported(concept, supporting) {
                return Some((concept, name, true));
            }
            let is_exact = name.text == written && is_prefixed(written);
            let is_sure = !name.is_ambiguous || capitals && !has_sign || is_exact;
            if best.is_none_or(|(_, _, was_sure)| is_sure && !was_sure) {
                best = Some((concept, name, is_sure));
            }
        }
        best
    }
}

/// Leaves out an ambiguous abbreviation beside another one that no name explains: "PK/PD", "PK and PD".
fn leave_out_beside_strangers(text: &str, terms: &[KeyTerm], found: &mut Vec<Mention>) {
    let named: Vec<Range<usize>> = found.iter().map(|name| name.terms.clone()).collect();
    let is_stranger = |at: Option<usize>| {
        at.and_then(|at| terms.get(at).map(|term| (at, term)))
            .is_some_and(|(at, term)| {
                let is_named = named.iter().any(|name| name.contains(&at));
                !is_named && term.span.len() == 2 && is_abbreviation(text, term)
            })
    };
    let joint = |at: Option<usize>| {
        let term = at.and_then(|at| terms.get(at))?;
        Some(matches!(&*term.text, "and" | "or"))
    };
    let is_slash = |from: usize, to: usize| text.get(from..to) == Some("/");
    found.retain(|name| {
        let (first, end) = (name.terms.start, name.terms.end);
        let before = first.checked_sub(1);
        let is_beside = before.is_some_and(|at| {
            is_slash(terms[at].span.end, terms[first].span.start) && is_stranger(before)
        }) || terms.get(end).is_some_and(|next| {
            is_slash(terms[end - 1].span.end, next.span.start) && is_stranger(Some(end))
        }) || joint(before) == Some(true) && is_stranger(first.checked_sub(2))
            || joint(Some(end)) == Some(true) && is_stranger(Some(end + 1));
        !(name.is_ambiguous && name.words == 1 && is_beside)
    });
}

/// Names of capitals up to this length are abbreviations.
const LONGEST_ABBREVIATION: usize = 6;

/// Whether two words of one stem are forms of one word: a stemmer makes "blindness" and "blind", "conjunctivitis" and "conjunction" alike.
///
/// An abbreviation has no endings at all: "OR" is not "ORS", nor "TEN" "TENS".
fn endings_agree(name: &str, written: &str) -> bool {
    if name.len() <= LONGEST_ABBREVIATION && is_in_capitals(name) {
        let written = written.trim_end_matches("'s").trim_end_matches("’s");
        // "BRCA-1" is BRCA1.
        let is_joint = |c: char| is_hyphen(c) || matches!(c, ' ' | '.');
        let written = &written.replace(is_joint, "");
        let name = &name.replace(is_joint, "");
        let written = staged_name(written, written).unwrap_or(written);
        let plural = written.strip_suffix('s').unwrap_or(written);
        return written.eq_ignore_ascii_case(name) || plural == name;
    }
    const TELLING: [&str; 3] = ["itis", "ness", "ism"];
    TELLING.iter().all(|ending| {
        let has = |word: &str| word.to_lowercase().trim_end_matches("es").ends_with(ending);
        has(name) == has(written) || !name.is_ascii()
    })
}

/// Whether a name of several words shares no more than its first or last word with others: "bowel cancer spread to the liver" names two things.
fn shares_one_edge(
    candidate: &NameCandidate,
    taken: &[bool],
    is_content: &[bool],
    terms: &[KeyTerm],
) -> bool {
    if candidate.words < 2 || !candidate.is_in_order || candidate.crosses_comma {
        return false;
    }
    let shared: Vec<usize> = candidate
        .terms
        .clone()
        .filter(|at| taken[*at] && is_content[*at])
        .collect();
    match shared[..] {
        [only] => {
            let is_edge = only == candidate.terms.start || only + 1 == candidate.terms.end;
            is_edge && is_head_noun(&terms[only].text)
        }
        _ => false,
    }
}

/// Whether a term says what sort of thing a name means, so that two names may share it.
fn is_head_noun(term: &str) -> bool {
    [
        "cancer",
        "carcinoma",
        "tumor",
        "diseas",
        "disord",
        "infect",
        "failur",
        "pain",
        "syndrom",
    ]
    .contains(&term)
}

/// Whether an abbreviation is a part of a code: "PD-L1", "MS-275", "PD1".
fn is_part_of_code(text: &str, span: &Range<usize>) -> bool {
    let behind = text[span.end..].strip_prefix(is_hyphen);
    let before = text[..span.start].strip_suffix(is_hyphen);
    behind.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c.is_uppercase()))
        || before.is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
        || text[span.end..].starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a word is written with a small letter before its capitals, and the name with capitals only, or the other way round: "eGFR" is no EGFR.
fn differs_in_case(name: &str, written: &str) -> bool {
    let other = |one: &str, two: &str| {
        words_of(one).filter(|word| is_prefixed(word)).any(|word| {
            let same = |other: &&str| other.eq_ignore_ascii_case(word);
            words_of(two).find(same).is_some_and(is_in_capitals)
        })
    };
    other(written, name) || other(name, written)
}

/// Whether a name begins with whose it is, and the text only names the one: "smoker lung nodules" are no smoker's lung. Discoverers lose their s at will: "Crohn disease".
fn lacks_possessive(name: &str, written: &str) -> bool {
    let owner = name.split_once("'s ").map(|(owner, _)| owner);
    let owner = owner.filter(|owner| owner.bytes().all(|b| b.is_ascii_lowercase()));
    owner.is_some_and(|owner| {
        let parts = written.split_at_checked(owner.len());
        parts.is_some_and(|(first, rest)| {
            first.eq_ignore_ascii_case(owner) && rest.starts_with([' ', '-'])
        })
    })
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 1)
}

/// Whether a word is one small letter before capitals: "eGFR".
fn is_prefixed(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_lowercase) && letters.all(char::is_uppercase)
}

/// Words over which no name reaches: they part two things, or turn one into its contrary.
fn is_barrier(term: &KeyTerm) -> bool {
    term.is_sign()
        || [
            "and", "or", "not", "no", "non", "but", "without", "with", "y", "o", "und", "oder",
            "et", "ou", "sin", "ohne", "san",
        ]
        .contains(&&*term.text)
}

/// Whether a word only joins markers whose signs make one name: "ER-, PR- and HER2-", "ER, PR and HER2 negative".
fn joins_signs(terms: &[KeyTerm], at: usize) -> bool {
    matches!(&*terms[at].text, "and" | "y" | "und" | "et")
        && (at > 0 && terms[at - 1].is_sign() || terms.get(at + 2).is_some_and(KeyTerm::is_sign))
}

fn is_in_capitals(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(char::is_uppercase)
}

/// Returns the name, as a term, to which a stage was joined: the `ckd` of "CKD3b" and "CKD-4".
fn staged_name<'t>(written: &str, term: &'t str) -> Option<&'t str> {
    let letters = written.bytes().take_while(u8::is_ascii_uppercase).count();
    let stage = written
        .get(letters..)?
        .trim_start_matches(is_hyphen)
        .as_bytes();
    let is_stage = matches!(stage, [b'1'..=b'5'] | [b'1'..=b'5', b'a'..=b'c' | b'A'..=b'C']);
    (letters >= 3 && is_stage).then(|| &term[..letters])
}

/// Whether a word of three letters or more is in capitals.
fn is_capitalized_whole(word: &str) -> bool {
    word.chars().count() > 2 && is_in_capitals(word)
}

fn is_all_capitals(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
}
