//! Tables of names: one name a line, parted by tabs, under a line of headings.
//!
//! Columns are known by their heading, in any order: an id (`id`, or a heading that ends in `_id`), `label`, a name (`name`, `synonym`, `layperson`), and, where the table has them, `kind` (see [`ConceptKind`]) and `parent` (an id). Lines of one id are one concept.

use std::{collections::HashMap, io::BufRead};

use super::{ImportError, ImportReport, ImportedConcept};
use crate::vocabulary::ConceptKind;

struct Columns {
    id: usize,
    label: usize,
    name: usize,
    kind: Option<usize>,
    parent: Option<usize>,
}

/// Reads the lines.
pub(super) fn read(
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
    fn lines_of_one_id_are_one_concept() {
        let table = "hp_id\tlabel\tlayperson\nHP:1\tFever\tHigh temperature\nHP:1\tFever\tRunning a temperature\nHP:2\t\tx\n";
        let mut report = ImportReport::default();
        let concepts = read(table.as_bytes(), &mut report).unwrap();
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
        assert!(read("a\tb\tc\n".as_bytes(), &mut report).is_err());
        let table = "id\tlabel\tname\tkind\nX:1\tA\tb\tplanet\n";
        assert!(read(table.as_bytes(), &mut report).unwrap().is_empty());
        assert_eq!(report.faulty, ["line 2 has the unknown kind `planet`"]);
    }
}
