//! One concept: what it is, what it is called, and what is broader.

use serde::{Deserialize, Serialize};

/// The number of a concept within one [`super::Vocabulary`].
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct ConceptId(pub u32);

/// A condition, finding or treatment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// `MESH:D009203`, `DOID:5844`, or `TRIALSEEK:…` for what neither has.
    pub id: String,
    pub kind: ConceptKind,
    /// The preferred name, in English, sentence case.
    pub label: String,
    /// Ids of the same thing elsewhere.
    pub same_as: Vec<String>,
    /// What is next broader.
    pub parents: Vec<ConceptId>,
    /// All names, the label among them, those of the strongest source first.
    pub names: Vec<Name>,
    /// Words that make an ambiguous name sure, as terms.
    pub support: Vec<String>,
    /// The strongest source that knows the concept.
    pub source: Source,
}

impl Concept {
    /// Returns the name to show in a language: the first one in it, else the label.
    pub fn label_in(&self, language: &str) -> &str {
        self.names
            .iter()
            .find(|name| language != "en" && name.language.as_deref() == Some(language))
            .map_or(&self.label, |name| &name.text)
    }
}

/// What sort of thing a concept is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConceptKind {
    /// A disease.
    Condition,
    /// A symptom, complaint or state.
    Finding,
    /// A substance.
    Drug,
    DrugClass,
    /// A procedure, device, therapy or behaviour.
    Treatment,
}

impl ConceptKind {
    /// All kinds.
    pub const ALL: [ConceptKind; 5] = [
        ConceptKind::Condition,
        ConceptKind::Finding,
        ConceptKind::Drug,
        ConceptKind::DrugClass,
        ConceptKind::Treatment,
    ];

    /// Returns the spelling used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            ConceptKind::Condition => "condition",
            ConceptKind::Finding => "finding",
            ConceptKind::Drug => "drug",
            ConceptKind::DrugClass => "drug_class",
            ConceptKind::Treatment => "treatment",
        }
    }

    /// Reads the spelling used in files.
    pub fn parse(text: &str) -> Option<Self> {
        ConceptKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }

    /// Returns whether a person has it rather than takes it.
    pub fn is_condition(self) -> bool {
        matches!(self, ConceptKind::Condition | ConceptKind::Finding)
    }
}

/// One name of a concept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub text: String,
    /// ISO 639-1; `None` for English.
    pub language: Option<String>,
    /// Whether it is read only in capitals or beside a word that supports it: `ALL`, `MS`, `AIDS`.
    pub is_ambiguous: bool,
    pub source: Source,
}

/// Where a concept or a name comes from; the stronger source first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// `index_config/vocabulary/`.
    Curated,
    /// Medical Subject Headings.
    Mesh,
    /// An OBO ontology, such as the Human Disease Ontology.
    Obo,
    /// A table of names.
    Tsv,
    /// The trials of the corpus.
    Mined,
}

impl Source {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Curated => "curated",
            Source::Mesh => "mesh",
            Source::Obo => "obo",
            Source::Tsv => "tsv",
            Source::Mined => "mined",
        }
    }
}
