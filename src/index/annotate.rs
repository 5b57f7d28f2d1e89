//! Annotation: which concepts a trial is about, and how each stands in it.
//!
//! A query concept is looked up as one term; the level of its best occurrence tells how good an answer the trial is. A concept has one level in a trial, the best that holds, and may besides be excluded.
//!
//! Where names stand in the texts of a trial is kept with it as its [`Mentions`]: finding names in a long trial takes longer than all the rest of a search, so a hit is highlighted without reading its texts again, and what is highlighted is exactly what was found.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{
    TextField,
    doubtful::{Doubtful, Evidence},
    other_things,
};
use crate::{
    text::analyzers::Analyzer,
    trial::Trial,
    vocabulary::{ConceptId, KeyTerm, Mention, NEGATIVE, Source, Vocabulary},
};

/// How good the best occurrence of a concept in a trial is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OccurrenceLevel {
    /// A condition in the title or among the conditions, a treatment in the title or among the interventions.
    Direct,
    /// A kind of it stands directly: acute myeloid leukemia, where leukemia is asked for.
    Narrower,
    /// In the official title, the keywords and the like.
    Named,
    /// In the summary, the description or the inclusion criteria.
    Mentioned,
    /// Among the reasons not to join.
    Excluded,
}

impl OccurrenceLevel {
    /// All levels, the best first.
    pub const ALL: [OccurrenceLevel; 5] = [
        OccurrenceLevel::Direct,
        OccurrenceLevel::Narrower,
        OccurrenceLevel::Named,
        OccurrenceLevel::Mentioned,
        OccurrenceLevel::Excluded,
    ];

    /// Returns the term that stands for a concept in the field of concepts.
    pub fn term(self, concept: ConceptId) -> String {
        let letter = match self {
            OccurrenceLevel::Direct => 'd',
            OccurrenceLevel::Narrower => 'k',
            OccurrenceLevel::Named => 'n',
            OccurrenceLevel::Mentioned => 'm',
            OccurrenceLevel::Excluded => 'x',
        };
        format!("{letter}{}", concept.0)
    }
}

/// The concepts of one trial while its texts are read.
#[derive(Debug, Default)]
pub struct Annotation {
    direct: Vec<ConceptId>,
    named: Vec<ConceptId>,
    /// Conditions by the registry's headings, which are often broader than what the trial says of itself.
    headings: Vec<ConceptId>,
    mentioned: Vec<ConceptId>,
    excluded: Vec<ConceptId>,
    /// Conditions of the condition list, for its facet.
    listed: Vec<ConceptId>,
    /// Terms of titles and conditions, which make an ambiguous name sure.
    supporting: Vec<u32>,
    mentions: Mentions,
    /// Abbreviations that may mean something else.
    doubtful: Doubtful,
}

/// Where a name stands in a trial, and what it counts for there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Direct,
    Named,
    Heading,
    Mentioned,
}

/// Terms before a name among which a word may turn it into its contrary.
const NEGATION_REACH: usize = 5;

impl Annotation {
    /// Begins with the MeSH headings that the registry gives the trial.
    pub fn new(trial: &Trial, vocabulary: &Vocabulary) -> Self {
        let concept = |id: &str| vocabulary.by_id(&format!("MESH:{id}"));
        let mut annotation = Annotation::default();
        let conditions = trial.condition_mesh.terms.iter();
        let conditions = conditions.filter_map(|mesh| concept(mesh.id.as_deref()?));
        annotation.listed.extend(conditions);
        annotation
            .headings
            .extend(annotation.listed.iter().copied());
        let interventions = trial.intervention_mesh.terms.iter();
        let interventions = interventions.filter_map(|mesh| concept(mesh.id.as_deref()?));
        annotation.direct.extend(interventions);
        annotation
    }

    /// Returns whether concepts are looked for in a field.
    pub fn reads(field: TextField) -> bool {
        !matches!(
            field,
            TextField::Arms | TextField::Outcomes | TextField::Sponsor | TextField::Locations
        )
    }

    /// Looks for concepts in one text of a field, its `number` among those of the field given. Titles and conditions come first.
    pub fn see(
        &mut self,
        field: TextField,
        number: usize,
        text: &str,
        terms: &[KeyTerm],
        vocabulary: &Vocabulary,
    ) {
        if TextField::NAMING.contains(&field) {
            self.supporting.extend(vocabulary.numbers_of(terms));
            let mentions = vocabulary.mentions_supported(text, terms, &self.supporting);
            let is_meant = |mention: &Mention| {
                mention.is_sure && !mention.is_negative && mention.is_written_so
            };
            for mention in mentions.into_iter().filter(is_meant) {
                let kind = vocabulary.concept(mention.concept).kind;
                let is_condition = kind.is_condition();
                let means_other = other_things::means_other(text, terms, &mention.terms, kind);
                if means_other && !is_condition {
                    continue;
                }
                let is_direct = !means_other
                    && match field {
                        TextField::Title => true,
                        TextField::Conditions => is_condition,
                        TextField::Interventions | TextField::InterventionMesh => !is_condition,
                        _ => false,
                    };
                let standing = match field {
                    TextField::ConditionMesh if is_condition => Standing::Heading,
                    _ if is_direct => Standing::Direct,
                    _ => Standing::Named,
                };
                let place = Place::new(field, number, &mention.span, mention.concept);
                if mention.is_abbreviation || mention.is_ambiguous {
                    let meanings = std::iter::once(mention.concept).chain(mention.others);
                    let is_mined = mention.source == Source::Mined;
                    let at = self.mentions.0.len();
                    self.doubtful
                        .add(text, (at, &place), standing, meanings.collect(), is_mined);
                } else {
                    self.count(mention.concept, field, standing, vocabulary);
                }
                self.mentions.0.push(place);
            }
        } else {
            let Annotation {
                mentioned,
                excluded,
                supporting,
                mentions,
                doubtful,
                ..
            } = self;
            vocabulary.for_each_name(text, terms, supporting, |found| {
                let (first, last) = (found.terms.start, found.terms.end - 1);
                let is_criterion = matches!(field, TextField::Inclusion | TextField::Unsplit);
                let is_excluded = field == TextField::Exclusion && !is_excepted(&terms[..=first])
                    || is_criterion && (found.is_negative || is_negated(text, &terms[..=first]));
                let kind = vocabulary.concept(found.concept).kind;
                // A text that says "HIV-negative" does not speak of HIV, nor one of an asthma questionnaire of asthma.
                if !is_excluded
                    && (found.is_negative
                        || other_things::means_other(text, terms, &found.terms, kind))
                {
                    return;
                }
                let span = terms[first].span.start..terms[last].span.end;
                let place = Place::new(field, number, &span, found.concept);
                if is_excluded {
                    excluded.push(found.concept);
                } else if found.is_abbreviation {
                    let meanings = std::iter::once(found.concept).chain(found.others);
                    let is_mined = found.source == Source::Mined;
                    let at = (mentions.0.len(), &place);
                    doubtful.add(text, at, Standing::Mentioned, meanings.collect(), is_mined);
                } else {
                    mentioned.push(found.concept);
                }
                mentions.0.push(place);
            });
        }
    }

    /// Counts a concept for what its name says where it stands.
    fn count(
        &mut self,
        concept: ConceptId,
        field: TextField,
        standing: Standing,
        vocabulary: &Vocabulary,
    ) {
        match standing {
            Standing::Direct => self.direct.push(concept),
            Standing::Named => self.named.push(concept),
            Standing::Heading => self.headings.push(concept),
            Standing::Mentioned => self.mentioned.push(concept),
        }
        let is_list = matches!(field, TextField::Conditions | TextField::ConditionMesh);
        if is_list && vocabulary.concept(concept).kind.is_condition() {
            self.listed.push(concept);
        }
    }

    /// Decides what the doubtful abbreviations mean, once the whole trial is read; those that nothing supports are forgotten.
    pub fn finish(&mut self, vocabulary: &Vocabulary) {
        let doubtful = std::mem::take(&mut self.doubtful);
        if doubtful.is_empty() {
            return;
        }
        let evidence = Evidence {
            about: [&self.direct[..], &self.headings, &self.named].concat(),
            mentioned: &self.mentioned,
            supporting: &self.supporting,
            places: &self.mentions.0,
        };
        let decided = doubtful.decide(&evidence, vocabulary);
        let mut is_meant = vec![true; self.mentions.0.len()];
        for (at, standing, meant) in decided {
            is_meant[at] = meant.is_some();
            if let Some(concept) = meant {
                self.mentions.0[at].concept = concept;
                self.count(concept, self.mentions.0[at].field, standing, vocabulary);
            }
        }
        let mut is_meant = is_meant.into_iter();
        self.mentions.0.retain(|_| is_meant.next().unwrap_or(true));
    }

    /// Returns where names were found.
    pub fn mentions(&self) -> &Mentions {
        &self.mentions
    }

    /// Returns every concept with the level of its best occurrence, and besides every excluded one.
    pub fn levels(&self, vocabulary: &Vocabulary) -> Vec<(OccurrenceLevel, ConceptId)> {
        let mut levels: Vec<(ConceptId, OccurrenceLevel)> = Vec::new();
        // A heading that has nothing to do with what the trial says of itself is often one word of another name: hypertension, of pulmonary hypertension.
        let own = self.own_conditions(vocabulary);
        let is_akin = |heading: &ConceptId| {
            let akin = |own: &ConceptId| {
                vocabulary.is_a(*heading, *own) || vocabulary.is_a(*own, *heading)
            };
            own.is_empty() || own.iter().any(akin)
        };
        let (akin, foreign): (Vec<ConceptId>, Vec<ConceptId>) =
            self.headings.iter().copied().partition(is_akin);
        let mut add = |level, concepts: &[ConceptId]| {
            levels.extend(concepts.iter().map(|concept| (*concept, level)));
        };
        add(OccurrenceLevel::Direct, &self.direct);
        add(OccurrenceLevel::Named, &self.named);
        add(OccurrenceLevel::Direct, &akin);
        add(OccurrenceLevel::Named, &foreign);
        add(OccurrenceLevel::Mentioned, &self.mentioned);
        for concept in &self.direct {
            add(OccurrenceLevel::Narrower, vocabulary.ancestors(*concept));
        }
        for concept in &akin {
            add(OccurrenceLevel::Narrower, vocabulary.ancestors(*concept));
        }
        for concept in &self.named {
            add(OccurrenceLevel::Mentioned, vocabulary.ancestors(*concept));
        }
        levels.sort_unstable();
        levels.dedup_by_key(|(concept, _)| *concept);
        let mut excluded = self.excluded.clone();
        excluded.sort_unstable();
        excluded.dedup();
        let excluded = excluded
            .into_iter()
            .map(|concept| (OccurrenceLevel::Excluded, concept));
        let held = levels.into_iter().map(|(concept, level)| (level, concept));
        held.chain(excluded).collect()
    }

    /// Returns the conditions that the trial is about, by its title and its list of conditions; without those that are broader than another of them.
    pub fn subjects(&self, vocabulary: &Vocabulary) -> Vec<ConceptId> {
        let mut all = self.own_conditions(vocabulary);
        all.sort_unstable();
        all.dedup();
        let is_broader = |concept: &ConceptId| {
            all.iter()
                .any(|other| vocabulary.ancestors(*other).contains(concept))
        };
        all.iter()
            .copied()
            .filter(|concept| !is_broader(concept))
            .collect()
    }

    /// The conditions that it names in its title or its list.
    fn own_conditions(&self, vocabulary: &Vocabulary) -> Vec<ConceptId> {
        let direct = self.direct.iter().copied();
        direct
            .filter(|concept| vocabulary.concept(*concept).kind.is_condition())
            .collect()
    }

    /// Returns the conditions under which the trial is counted: those listed and all that is broader.
    pub fn counted_conditions(&self, vocabulary: &Vocabulary) -> Vec<ConceptId> {
        let mut counted: Vec<ConceptId> = Vec::new();
        for concept in &self.listed {
            let with_broader = std::iter::once(concept).chain(vocabulary.ancestors(*concept));
            counted.extend(
                with_broader.filter(|concept| vocabulary.concept(**concept).kind.is_condition()),
            );
        }
        counted.sort_unstable();
        counted.dedup();
        counted
    }

    /// Returns whether a condition of the list is exactly the name of a concept that was found in the list, which then counts in its place.
    pub fn is_a_name(
        &self,
        condition: &str,
        vocabulary: &Vocabulary,
        analyzer: &mut Analyzer,
    ) -> bool {
        vocabulary
            .by_name(condition, analyzer)
            .iter()
            .any(|concept| self.listed.contains(concept))
    }
}

/// Whether an exclusion criterion excepts the name whose first term comes last here: "any radionuclide except radium".
fn is_excepted(terms: &[KeyTerm]) -> bool {
    let last = terms.len().saturating_sub(1);
    let reach = last.saturating_sub(4)..last;
    let begins = terms.get(last).is_none_or(|term| term.begins_sentence);
    !begins
        && terms[reach]
            .iter()
            .any(|term| matches!(&*term.text, "except" | "unless"))
}

/// Whether one of the last words before a name, whose first term comes last here, denies it in the same sentence: "no congestive heart failure", "tested negative for hepatitis B".
///
/// The sign of another name denies nothing behind it: "HER2-negative metastatic breast cancer", "HER2- or metastatic".
fn is_negated(text: &str, terms: &[KeyTerm]) -> bool {
    let first = terms.len().saturating_sub(1 + NEGATION_REACH);
    for at in (first..terms.len()).rev() {
        let term = &terms[at];
        let denies = match &*term.text {
            _ if at + 1 == terms.len() => false,
            "no" | "not" | "without" | "absenc" | "never" | "exclud" | "deni" | "nor" => true,
            "free" => matches!(&*terms[at + 1].text, "of" | "from"),
            NEGATIVE => {
                let is_of_another = at > 0 && !term.begins_sentence && {
                    let before = text.get(terms[at - 1].span.end..term.span.start);
                    let is_abbreviation =
                        !text[terms[at - 1].span.clone()].contains(char::is_lowercase);
                    before.is_some_and(|before| matches!(before, "" | "-") || is_abbreviation)
                };
                !is_of_another || matches!(&*terms[at + 1].text, "for" | "to")
            }
            _ => false,
        };
        if denies {
            return true;
        }
        if term.begins_sentence {
            break;
        }
    }
    false
}

/// The mentions of one trial, by field and text, in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentions(Vec<Place>);

/// Where a name of a concept stands in a text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub field: TextField,
    /// Which of [`super::texts_of`] the field.
    pub text: u32,
    pub start: u32,
    pub length: u32,
    pub concept: ConceptId,
}

impl Place {
    /// A trial that is longer than 4 GB is not read at all.
    fn new(field: TextField, text: usize, span: &Range<usize>, concept: ConceptId) -> Self {
        Place {
            field,
            text: text as u32,
            start: span.start as u32,
            length: span.len() as u32,
            concept,
        }
    }
}

impl Mentions {
    /// Returns the names in a text of a field.
    pub fn in_text(
        &self,
        field: TextField,
        text: usize,
    ) -> impl Iterator<Item = (ConceptId, Range<usize>)> {
        let here = self.0.iter();
        let here =
            here.filter(move |mention| mention.field == field && mention.text as usize == text);
        here.map(|mention| {
            let start = mention.start as usize;
            (mention.concept, start..start + mention.length as usize)
        })
    }

    /// Returns whether there are names in a field.
    pub fn any_in(&self, field: TextField) -> bool {
        self.0.iter().any(|mention| mention.field == field)
    }

    /// Keeps the names of concepts that `is_wanted`.
    pub fn retain(&mut self, is_wanted: impl Fn(ConceptId) -> bool) {
        self.0.retain(|mention| is_wanted(mention.concept));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::Config,
        vocabulary::{Builder, Starter, key_terms},
    };

    fn vocabulary() -> (Vocabulary, Analyzer) {
        let mut analyzer = super::super::analyzer(&Config::compiled_in().unwrap());
        let table = r#"
[[concept]]
id = "MESH:D006333"
kind = "condition"
label = "Heart failure"
parents = ["MESH:D006331"]

[[concept]]
id = "MESH:D006331"
kind = "condition"
label = "Heart disease"

[[concept]]
id = "MESH:D001241"
kind = "drug"
label = "Aspirin"

[[concept]]
id = "MESH:D009203"
kind = "condition"
label = "Myocardial infarction"
parents = ["MESH:D006331"]
ambiguous = ["MI"]
support = ["infarction", "heart"]

[[concept]]
id = "MESH:D054198"
kind = "condition"
label = "Acute lymphoblastic leukemia"
names = ["pediatric ALL"]
ambiguous = ["ALL"]
support = ["lymphoblastic"]
"#;
        let rules = "version = 1\nskipped = [\"of\"]\nblocked = []\n";
        let starter = Starter::parse([("matching.toml", rules), ("a.toml", table)]).unwrap();
        let (vocabulary, _) = Builder::new(&starter, &mut analyzer).finish(&mut analyzer);
        (vocabulary, analyzer)
    }

    fn check(texts: &[(TextField, &str)], expected: &[(OccurrenceLevel, &str)]) {
        let (vocabulary, mut analyzer) = vocabulary();
        let mut annotation = Annotation::default();
        for (field, text) in texts {
            let terms = key_terms(text, &mut analyzer);
            annotation.see(*field, 0, text, &terms, &vocabulary);
        }
        annotation.finish(&vocabulary);
        let levels = annotation.levels(&vocabulary);
        let found: Vec<(OccurrenceLevel, &str)> = levels
            .iter()
            .map(|(level, concept)| (*level, vocabulary.concept(*concept).label.as_str()))
            .collect();
        assert_eq!(found, expected, "{texts:?}");
    }

    #[test]
    fn a_concept_has_the_best_level_that_holds() {
        check(
            &[
                (TextField::Title, "Aspirin in Heart Failure"),
                (TextField::Summary, "About heart disease and aspirin"),
            ],
            &[
                (OccurrenceLevel::Direct, "Heart failure"),
                (OccurrenceLevel::Narrower, "Heart disease"),
                (OccurrenceLevel::Direct, "Aspirin"),
            ],
        );
        check(
            &[
                (TextField::Keywords, "heart failure"),
                (TextField::Conditions, "aspirin"),
            ],
            &[
                (OccurrenceLevel::Named, "Heart failure"),
                (OccurrenceLevel::Mentioned, "Heart disease"),
                (OccurrenceLevel::Named, "Aspirin"),
            ],
        );
    }

    #[test]
    fn what_an_inclusion_criterion_denies_is_excluded() {
        check(
            &[(
                TextField::Inclusion,
                "No history of congestive heart failure",
            )],
            &[(OccurrenceLevel::Excluded, "Heart failure")],
        );
        check(
            &[
                (TextField::Inclusion, "Heart failure for a year"),
                (TextField::Exclusion, "Heart failure of class IV"),
                (TextField::Exclusion, "Any drug except aspirin"),
            ],
            &[
                (OccurrenceLevel::Mentioned, "Heart failure"),
                (OccurrenceLevel::Mentioned, "Aspirin"),
                (OccurrenceLevel::Excluded, "Heart failure"),
            ],
        );
        for criterion in [
            "Non-heart failure",
            "Heart failure-negative",
            "Tested negative for heart failure",
            "Free of heart failure",
        ] {
            let excluded = [(OccurrenceLevel::Excluded, "Heart failure")];
            check(&[(TextField::Inclusion, criterion)], &excluded);
        }
        for criterion in [
            "HER2-negative heart failure",
            "XYZ negative or heart failure",
        ] {
            let mentioned = [(OccurrenceLevel::Mentioned, "Heart failure")];
            check(&[(TextField::Inclusion, criterion)], &mentioned);
        }
    }

    #[test]
    fn a_title_that_denies_a_name_is_not_about_it() {
        check(
            &[(
                TextField::Title,
                "Aspirin in adults without it, heart failure-negative",
            )],
            &[(OccurrenceLevel::Direct, "Aspirin")],
        );
        check(
            &[(TextField::Summary, "For non-heart failure patients")],
            &[],
        );
    }

    #[test]
    fn an_abbreviation_counts_where_the_trial_supports_it() {
        let infarction = (OccurrenceLevel::Direct, "Myocardial infarction");
        let disease = (OccurrenceLevel::Narrower, "Heart disease");
        let mentioned = (OccurrenceLevel::Mentioned, "Myocardial infarction");
        // By its long form, wherever it stands.
        check(
            &[
                (TextField::Title, "Care after MI"),
                (TextField::Summary, "After a myocardial infarction"),
            ],
            &[disease, infarction],
        );
        // By what it is a kind of.
        check(
            &[
                (TextField::Summary, "Adults with MI"),
                (TextField::Conditions, "Heart disease"),
            ],
            &[(OccurrenceLevel::Direct, "Heart disease"), mentioned],
        );
        // As all that is said.
        check(&[(TextField::Conditions, "MI")], &[disease, infarction]);
        check(&[(TextField::Title, "Modulated Imaging With MI")], &[]);
        check(
            &[(TextField::Summary, "Motivation for change: MI and MI-2")],
            &[],
        );
        // By what the trial says that it is.
        check(
            &[
                (TextField::Conditions, "MI"),
                (TextField::Summary, "Moral injury (MI) in soldiers"),
            ],
            &[],
        );
        check(
            &[
                (TextField::Title, "Acute lymphoblastic leukemia"),
                (TextField::Inclusion, "Agree to all; pediatric all"),
            ],
            &[(OccurrenceLevel::Direct, "Acute lymphoblastic leukemia")],
        );
        check(
            &[(TextField::Summary, "For pediatric all over the world")],
            &[],
        );
    }

    #[test]
    fn other_things_that_carry_a_name_are_not_meant() {
        for text in [
            "The Heart Failure Severity Index was taken",
            "The National Heart Failure Society",
        ] {
            check(&[(TextField::Summary, text)], &[]);
        }
        check(&[(TextField::Title, "Aspirin-Induced Asthma")], &[]);
        check(&[(TextField::Conditions, "Aspirin Use Disorder")], &[]);
        check(
            &[(TextField::Summary, "Heart failure was rated on a scale")],
            &[(OccurrenceLevel::Mentioned, "Heart failure")],
        );
        check(
            &[(TextField::Title, "Aspirin in a Heart Failure Clinic")],
            &[
                (OccurrenceLevel::Named, "Heart failure"),
                (OccurrenceLevel::Mentioned, "Heart disease"),
                (OccurrenceLevel::Direct, "Aspirin"),
            ],
        );
    }
}
