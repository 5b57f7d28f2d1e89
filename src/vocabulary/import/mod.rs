//! Importing vocabularies that others keep: MeSH, OBO ontologies, tables of names.
//!
//! An import is read once into an [`Imported`], kept in the data folder, and merged anew by every reindex, so that the starter can change under it.

mod mesh;
mod obo;

use std::{collections::HashMap, io::BufRead};

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
        Format::Tsv => (Source::Tsv, read_table(reader, &mut report)?),
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

struct Columns {
    id: usize,
    label: usize,
    name: usize,
    kind: Option<usize>,
    parent: Option<usize>,
}

/// Reads a table of names: one name a line, parted by tabs, under a line of headings.
///
/// Columns are known by their heading, in any order: an id (`id`, or a heading that ends in `_id`), `label`, a name (`name`, `synonym`, `layperson`), and, where the table has them, `kind` (see [`ConceptKind`]) and `parent` (an id). Lines of one id are one concept.
fn read_table(
    reader: impl BufRead,
    report: &mut ImportReport,
) -> Result<Vec<ImportedConcept>, ImportError> {
    let mut concepts: Vec<ImportedConcept> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut columns: Option<Columns> = None;
    for (number, line) in (1..).zip(reader.lines()) {
        let line = line?;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let Some(columns) = &columns else {
            columns = Some(headings(&cells).ok_or(ImportError::Empty {
                expected: "line of headings with `id`, `label` and `name`",
            })?);
            continue;
        };
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
        let (id, label, name) = (cell(columns.id), cell(columns.label), cell(columns.name));
        if id.is_empty() || label.is_empty() || name.is_empty() {
            report
                .faulty
                .push(format!("line {number} lacks an id, a label or a name"));
            continue;
        }
        let kind = match columns.kind.map(cell).filter(|kind| !kind.is_empty()) {
            None if id.starts_with("HP:") => ConceptKind::Finding,
            None => ConceptKind::Condition,
            Some(text) => match ConceptKind::parse(text) {
                Some(kind) => kind,
                None => {
                    report
                        .faulty
                        .push(format!("line {number} has the unknown kind `{text}`"));
                    continue;
                }
            },
        };
        let at = *known.entry(id.to_owned()).or_insert_with(|| {
            concepts.push(ImportedConcept {
                id: id.to_owned(),
                kind,
                label: label.to_owned(),
                names: Vec::new(),
                loose_names: Vec::new(),
                parents: Vec::new(),
                same_as: Vec::new(),
            });
            concepts.len() - 1
        });
        let concept = &mut concepts[at];
        if !concept.names.iter().any(|known| known == name) {
            concept.names.push(name.to_owned());
        }
        let parent = columns.parent.map(cell).filter(|parent| !parent.is_empty());
        if let Some(parent) = parent
            && !concept.parents.iter().any(|known| known == parent)
        {
            concept.parents.push(parent.to_owned());
        }
    }
    if concepts.is_empty() && report.faulty.is_empty() {
        return Err(ImportError::Empty { expected: "names" });
    }
    Ok(concepts)
}

fn headings(cells: &[&str]) -> Option<Columns> {
    let cells: Vec<String> = cells.iter().map(|cell| cell.to_lowercase()).collect();
    let find = |is_it: &dyn Fn(&str) -> bool| cells.iter().position(|cell| is_it(cell));
    Some(Columns {
        id: find(&|cell| cell == "id" || cell.ends_with("_id"))?,
        label: find(&|cell| cell == "label")?,
        name: find(&|cell| ["name", "synonym", "layperson"].contains(&cell))?,
        kind: find(&|cell| cell == "kind"),
        parent: find(&|cell| cell == "parent"),
    })
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

    #[test]
    fn lines_of_one_id_are_one_concept() {
        let table = "hp_id\tlabel\tlayperson\nHP:1\tFever\tHigh temperature\nHP:1\tFever\tRunning a temperature\nHP:2\t\tx\n";
        let mut report = ImportReport::default();
        let concepts = read_table(table.as_bytes(), &mut report).unwrap();
        assert_eq!(concepts.len(), 1);
        assert_eq!(
            concepts[0].names,
            ["High temperature", "Running a temperature"]
        );
        assert_eq!(concepts[0].kind, ConceptKind::Finding);
        assert_eq!(report.faulty, ["line 4 lacks an id, a label or a name"]);
    }

    #[test]
    fn a_table_without_headings_is_refused() {
        let mut report = ImportReport::default();
        assert!(read_table("a\tb\tc\n".as_bytes(), &mut report).is_err());
        let table = "id\tlabel\tname\tkind\nX:1\tA\tb\tplanet\n";
        assert!(
            read_table(table.as_bytes(), &mut report)
                .unwrap()
                .is_empty()
        );
        assert_eq!(report.faulty, ["line 2 has the unknown kind `planet`"]);
    }
}
