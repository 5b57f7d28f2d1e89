//! Importing vocabularies that others keep: MeSH, OBO ontologies, tables of names.
//!
//! An import is read once into an [`Imported`], kept in the data folder, and merged anew by every reindex, so that the starter can change under it.

mod mesh;
mod obo;
mod tsv;

use std::io::BufRead;

use serde::{Deserialize, Serialize};

use super::{ConceptKind, Source};

/// An imported vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub source: Source,
    pub concepts: Vec<ImportedConcept>,
}

/// A concept as an imported vocabulary states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedConcept {
    pub id: String,
    pub kind: ConceptKind,
    pub label: String,
    /// Names of the very same thing.
    pub names: Vec<String>,
    /// Names of something a little broader, narrower or near, by which the thing is not looked for.
    pub loose_names: Vec<String>,
    pub parents: Vec<String>,
    pub same_as: Vec<String>,
}

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    pub concepts: usize,
    pub names: usize,
    /// Records of other subjects (anatomy, geography …), obsolete ones, and those without a place in the hierarchy.
    pub passed_over: usize,
    /// Records that cannot be read, with the reason.
    pub faulty: Vec<String>,
}

/// The formats that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Mesh,
    Obo,
    Tsv,
}

/// Why a file cannot be imported at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("cannot read it")]
    Read(#[from] std::io::Error),
    #[error("line {line} or so is no well-formed XML: {reason}")]
    Xml { line: u64, reason: String },
    #[error("it holds no {expected}")]
    Empty { expected: &'static str },
}

/// Reads a vocabulary.
pub fn read(format: Format, reader: impl BufRead) -> Result<(Imported, ImportReport), ImportError> {
    let mut report = ImportReport::default();
    let (source, mut concepts) = match format {
        Format::Mesh => (Source::Mesh, mesh::read(reader, &mut report)?),
        Format::Obo => (Source::Obo, obo::read(reader, &mut report)?),
        Format::Tsv => (Source::Tsv, tsv::read(reader, &mut report)?),
    };
    for concept in &mut concepts {
        concept
            .names
            .retain(|name| !name.trim().is_empty() && *name != concept.label);
        concept.names.dedup();
        report.names += 1 + concept.names.len();
    }
    report.concepts = concepts.len();
    Ok((Imported { source, concepts }, report))
}

/// Turns an inverted heading round: `Leukemia, Myeloid, Acute` is `Acute Myeloid Leukemia`.
///
/// The parts are read from the last to the first. Names with a comma of another kind (`Wounds, Gunshot and Stab`, numbers of a chemical) come out odd, and match nothing.
pub(super) fn turned_round(heading: &str) -> Option<String> {
    let parts: Vec<&str> = heading.split(", ").map(str::trim).collect();
    if parts.len() < 2 || parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    let is_list = parts
        .iter()
        .any(|part| part.starts_with("and ") || part.starts_with("or "));
    (!is_list).then(|| parts.into_iter().rev().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverted_headings_are_turned_round() {
        for (heading, expected) in [
            ("Leukemia, Myeloid, Acute", Some("Acute Myeloid Leukemia")),
            (
                "Diabetes Mellitus, Type 2",
                Some("Type 2 Diabetes Mellitus"),
            ),
            ("Asthma", None),
            (
                "Hand, Foot and Mouth Disease",
                Some("Foot and Mouth Disease Hand"),
            ),
            ("Burns, and scalds", None),
            ("2,4-Dinitrophenol", None),
        ] {
            assert_eq!(turned_round(heading).as_deref(), expected, "{heading}");
        }
    }
}
