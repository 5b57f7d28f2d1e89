//! What was understood of a search: its parts, and what each of them does to the answer.

use std::{collections::HashMap, ops::Range, sync::Arc};

use super::{place::UnknownPlace, scopes::History, understand::Wording};
use crate::{
    ask::{Criterion, Facet, Kind, PlaceReading, request::WordPart},
    text::analyzers::AnalyzedTerm,
    trial::{DaySpan, NctId},
    vocabulary::ConceptId,
};

/// What was understood of a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Understanding {
    /// The language of the words, where it is plain.
    pub language: Option<String>,
    pub parts: Vec<Part>,
    pub corrections: Vec<Correction>,
    /// What may have been meant: offered, never applied.
    pub suggestions: Vec<Part>,
    /// The words by which what matches is put in order.
    pub wording: Wording,
    /// Words that say something and that no part, offer or order took.
    pub unread: Vec<Unread>,
    /// Whether the person says that they want to die; help comes before any trial.
    pub is_crisis: bool,
    /// A place that must be asked for: "near me", or one that nobody knows.
    pub place_question: Option<PlaceQuestion>,
    /// Whether the text is a note about a person rather than a question: having one of its conditions is enough to match.
    pub is_note: bool,
}

/// A stretch of the text that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// As typed.
    pub text: String,
    /// In bytes of the words as typed.
    pub span: Range<usize>,
}

/// A place that the person spoke of and that must be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceQuestion {
    /// The place that nobody knows, with similar names; `None` for "near me".
    pub unknown: Option<UnknownPlace>,
    /// As typed, with the words that lead over to it.
    pub text: String,
    /// In bytes of the words as typed.
    pub span: Range<usize>,
}

/// A spelling that was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub from: String,
    pub to: String,
    /// Where the words stand in the query, in bytes.
    pub span: Range<usize>,
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The kind and a number from 1, such as `word-2`; unique in one understanding.
    pub id: String,
    pub kind: PartKind,
    /// The person's own words, or the value of an explicit parameter.
    pub text: String,
    /// Where the words stand in the query, in bytes; `None` for an explicit parameter.
    pub span: Option<Range<usize>>,
    /// The part in plain words.
    pub label: String,
    pub effect: Effect,
    /// Whether the part acts on the answer: false when the caller switched it off, when an explicit parameter says the same, or when the text has more words than are searched for.
    pub applied: bool,
    /// Parts of one group are joined by "or": one of them is enough.
    pub group: Option<usize>,
    /// Where else it is said, in bytes of the words as typed.
    pub also: Vec<Range<usize>>,
}

/// What a part says.
#[derive(Debug, Clone, PartialEq)]
pub enum PartKind {
    /// One word, as the terms that stand for it in the index.
    Word {
        terms: Vec<AnalyzedTerm>,
    },
    /// Words in quotes: they must stand side by side.
    Phrase {
        terms: Vec<AnalyzedTerm>,
    },
    Id {
        nct_id: NctId,
    },
    /// A condition or treatment.
    Concept(ConceptReading),
    /// What must be absent.
    Not(Unwanted),
    /// What the person has besides what is asked for, takes, had, or lacks.
    Background {
        what: Told,
        standing: Standing,
    },
    /// What restricts or describes trials, said in words or given as a parameter.
    Criterion(Criterion),
}

/// What a person does not have or does not want.
#[derive(Debug, Clone, PartialEq)]
pub enum Unwanted {
    /// A condition or treatment.
    Concept(ConceptReading),
    /// A thing that trials test and that no name is known for: "no transplant".
    Word(AnalyzedTerm),
}

/// What a person tells besides what is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    Concept(ConceptReading),
    /// A marker of no concept, as "PSMA" of "PSMA+".
    Word(AnalyzedTerm),
}

/// How the person stands to something that is not what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Is without it, or never had it.
    Absent,
    /// Had it; it is over.
    Past,
    /// Somebody else of the family has it.
    Family,
    /// Fears it, or it may come.
    Possible,
    /// Has it, besides what is asked for.
    Besides,
    /// A treatment that was had.
    Tried,
    /// A treatment that did not help.
    Failed,
    /// A treatment that is taken now.
    Current,
}

impl Standing {
    /// All of them.
    pub const ALL: [Standing; 8] = [
        Standing::Absent,
        Standing::Past,
        Standing::Family,
        Standing::Possible,
        Standing::Besides,
        Standing::Tried,
        Standing::Failed,
        Standing::Current,
    ];

    /// Returns the standing to a treatment of which a text tells this.
    pub fn of_history(history: History) -> Self {
        match history {
            History::Tried => Standing::Tried,
            History::Failed => Standing::Failed,
            History::Current => Standing::Current,
        }
    }

    /// Returns the spelling used in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Absent => "absent",
            Standing::Past => "past",
            Standing::Family => "family",
            Standing::Possible => "possible",
            Standing::Besides => "besides",
            Standing::Tried => "tried",
            Standing::Failed => "failed",
            Standing::Current => "current",
        }
    }

    /// Returns what a part of this standing does: a trial that speaks of what a person has or had suits them better; what they do not have says nothing of where to look.
    pub fn effect(self) -> Effect {
        match self {
            // Trials of what did not help are the last that are wanted.
            Standing::Absent | Standing::Past | Standing::Family | Standing::Failed => Effect::Told,
            Standing::Possible | Standing::Besides | Standing::Tried | Standing::Current => {
                Effect::Rank
            }
        }
    }
}

/// A condition or treatment as it was found in the words.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConceptReading {
    pub concept: ConceptId,
    /// The concept's own id, such as `MESH:D009203`, and those of the same thing elsewhere.
    pub ids: Vec<String>,
    /// Whether it is something that people have rather than take.
    pub is_condition: bool,
    /// The terms of its label, and of the person's own words where they are others.
    pub terms: Vec<AnalyzedTerm>,
    /// The terms of its label alone.
    pub usual_terms: Vec<Arc<str>>,
}

/// How a part acts on the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Searched for.
    Must,
    /// Searched for, and missed by nobody: it helps to order the answer.
    Rank,
    /// Decides the match tier.
    Fit,
    /// Takes trials out: an explicit parameter.
    Filter,
    /// Is shown as understood and changes nothing.
    Told,
}

impl Effect {
    /// Returns the spelling used in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Must => "must",
            Effect::Rank => "rank",
            Effect::Fit => "fit",
            Effect::Filter => "filter",
            Effect::Told => "told",
        }
    }
}

impl PartKind {
    /// Returns the concept that is asked for, or that the person told of.
    pub fn concept(&self) -> Option<&ConceptReading> {
        match self {
            PartKind::Concept(reading)
            | PartKind::Background {
                what: Told::Concept(reading),
                ..
            } => Some(reading),
            _ => None,
        }
    }

    /// Returns what the part restricts or describes trials by.
    pub fn criterion(&self) -> Option<&Criterion> {
        match self {
            PartKind::Criterion(criterion) => Some(criterion),
            _ => None,
        }
    }

    /// Returns whether the part is a criterion of this kind.
    pub fn is(&self, kind: Kind) -> bool {
        self.criterion().map(Criterion::kind) == Some(kind)
    }

    /// Returns the values that the part asks for of a facet.
    pub fn values_of(&self, facet: Facet) -> Option<&[String]> {
        match self {
            PartKind::Criterion(Criterion::Facet(known, values)) if *known == facet => Some(values),
            _ => None,
        }
    }

    /// Returns the place that the part names, as it was found.
    pub fn place(&self) -> Option<&PlaceReading> {
        match self {
            PartKind::Criterion(Criterion::Place(reading)) => Some(reading),
            _ => None,
        }
    }

    /// Returns the days of life on which a person has the age that the part tells, in words or as a parameter; `None` for a part that tells no age.
    pub fn days_of_life(&self) -> Option<DaySpan> {
        self.criterion().and_then(Criterion::days_of_life)
    }

    /// Returns the spelling used in the API.
    pub fn as_str(&self) -> &'static str {
        let word = match self {
            PartKind::Word { .. } => WordPart::Word,
            PartKind::Phrase { .. } => WordPart::Phrase,
            PartKind::Id { .. } => WordPart::Id,
            PartKind::Concept(reading) if reading.is_condition => WordPart::Condition,
            PartKind::Concept(_) => WordPart::Treatment,
            PartKind::Not(_) => WordPart::Not,
            PartKind::Background { .. } => WordPart::Background,
            PartKind::Criterion(criterion) => return criterion.as_str(),
        };
        word.as_str()
    }
}

/// Numbers parts by kind: `word-1`, `word-2`, `place-1`.
pub fn number(parts: &mut [Part]) {
    let mut counts: HashMap<&'static str, usize> = HashMap::new();
    for part in parts {
        let kind = part.kind.as_str();
        let count = counts.entry(kind).or_insert(0);
        *count += 1;
        part.id = format!("{kind}-{count}");
    }
}

/// Returns whether the caller switched the part off, by its kind or its id.
pub fn is_ignored(part: &Part, ignore: &[String]) -> bool {
    ignore
        .iter()
        .any(|name| name == part.kind.as_str() || *name == part.id)
}
