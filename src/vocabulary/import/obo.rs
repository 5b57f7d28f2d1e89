//! OBO ontologies: the Human Disease Ontology, the Human Phenotype Ontology, Mondo.
//!
//! Format: OBO flat file 1.4, <https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html>. Only `[Term]` stanzas are read, and of them `id`, `name`, `synonym`, `is_a`, `xref`, `alt_id`, `is_obsolete`.
//! A synonym of the scope EXACT names the term; one of the scope BROAD, NARROW or RELATED does so loosely, but for the type `layperson`, which is how people say it.

use std::io::BufRead;

use super::{ImportError, ImportReport, ImportedConcept, turned_round};
use crate::vocabulary::ConceptKind;

#[derive(Default)]
struct Stanza {
    id: String,
    name: String,
    names: Vec<String>,
    loose_names: Vec<String>,
    parents: Vec<String>,
    same_as: Vec<String>,
    is_obsolete: bool,
}

/// Reads the terms.
pub(super) fn read(
    reader: impl BufRead,
    report: &mut ImportReport,
) -> Result<Vec<ImportedConcept>, ImportError> {
    let mut concepts = Vec::new();
    let mut current: Option<Stanza> = None;
    let mut has_terms = false;
    for line in reader.lines() {
        let line = line?;
        let line = line.trim();
        if line.starts_with('[') {
            finish(current.take(), &mut concepts, report);
            if line == "[Term]" {
                has_terms = true;
                current = Some(Stanza::default());
            }
            continue;
        }
        if let (Some(term), Some((key, value))) = (&mut current, line.split_once(": ")) {
            take(term, key, value.trim());
        }
    }
    finish(current.take(), &mut concepts, report);
    if !has_terms {
        return Err(ImportError::Empty {
            expected: "`[Term]` stanza",
        });
    }
    Ok(concepts)
}

fn take(term: &mut Stanza, key: &str, value: &str) {
    let without_comment = |value: &str| {
        let end = value.find(" !").or_else(|| value.find(" {"));
        value[..end.unwrap_or(value.len())].trim().to_owned()
    };
    match key {
        "id" => term.id = without_comment(value),
        "name" => term.name = unescaped(value),
        "is_a" => term.parents.push(without_comment(value)),
        "alt_id" => term.same_as.push(without_comment(value)),
        "is_obsolete" => term.is_obsolete = value.starts_with("true"),
        "xref" => {
            let xref = without_comment(value);
            let mesh = xref
                .strip_prefix("MESH:")
                .or_else(|| xref.strip_prefix("MSH:"));
            if let Some(id) = mesh.filter(|id| id.starts_with('D')) {
                term.same_as.push(format!("MESH:{id}"));
            }
        }
        "synonym" => {
            let Some((name, rest)) = quoted(value) else {
                return;
            };
            let mut words = rest.split_whitespace();
            let is_exact = words.next() == Some("EXACT");
            let is_lay = rest.contains("layperson");
            if is_exact || is_lay {
                term.names.push(name);
            } else {
                term.loose_names.push(name);
            }
        }
        _ => {}
    }
}

fn finish(term: Option<Stanza>, concepts: &mut Vec<ImportedConcept>, report: &mut ImportReport) {
    let Some(mut term) = term else { return };
    if term.is_obsolete {
        report.passed_over += 1;
        return;
    }
    if term.id.is_empty() || term.name.is_empty() {
        let named = if term.id.is_empty() {
            &term.name
        } else {
            &term.id
        };
        report
            .faulty
            .push(format!("a term lacks its id or its name: `{named}`"));
        return;
    }
    // Of several headings no single one is the same thing.
    let mesh = term
        .same_as
        .iter()
        .filter(|id| id.starts_with("MESH:"))
        .count();
    if mesh > 1 {
        term.same_as.retain(|id| !id.starts_with("MESH:"));
    }
    let kind = match term.id.split(':').next() {
        Some("HP") => ConceptKind::Finding,
        _ => ConceptKind::Condition,
    };
    let turned: Vec<String> = term
        .names
        .iter()
        .filter_map(|name| turned_round(name))
        .collect();
    term.names.extend(turned);
    let mut label = term.name.clone();
    if let Some(first) = label.get(..1) {
        let first = first.to_uppercase();
        label.replace_range(..1, &first);
    }
    concepts.push(ImportedConcept {
        id: term.id,
        kind,
        label,
        names: term.names,
        loose_names: term.loose_names,
        parents: term.parents,
        same_as: term.same_as,
    });
}

/// Splits `"a name" EXACT []` into the name and the rest.
fn quoted(value: &str) -> Option<(String, &str)> {
    let inner = value.strip_prefix('"')?;
    let mut is_escaped = false;
    let end = inner.char_indices().find(|(_, c)| {
        let ends = *c == '"' && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        ends
    });
    let (end, _) = end?;
    Some((unescaped(&inner[..end]), &inner[end + 1..]))
}

fn unescaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => result.push(' '),
                Some(other) => result.push(other),
                None => {}
            },
            _ => result.push(c),
        }
    }
    result.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_and_types_of_synonyms_are_kept_apart() {
        let sample = "format-version: 1.2\n\n[Term]\nid: DOID:1\nname: heart attack \\{x\\}\nsynonym: \"cardiac \\\"infarct\\\"\" EXACT []\nsynonym: \"coronary\" BROAD []\nsynonym: \"heart gave out\" RELATED layperson []\nis_a: DOID:4 ! disease\nxref: MESH:D009203\n\n[Term]\nid: DOID:2\nname: old\nis_obsolete: true\n\n[Typedef]\nid: part_of\nname: part of\n\n[Term]\nname: nameless\n";
        let mut report = ImportReport::default();
        let concepts = read(sample.as_bytes(), &mut report).unwrap();
        assert_eq!(concepts.len(), 1);
        let concept = &concepts[0];
        assert_eq!(concept.label, "Heart attack {x}");
        assert_eq!(concept.names, ["cardiac \"infarct\"", "heart gave out"]);
        assert_eq!(concept.loose_names, ["coronary"]);
        assert_eq!(concept.parents, ["DOID:4"]);
        assert_eq!(concept.same_as, ["MESH:D009203"]);
        assert_eq!((report.passed_over, report.faulty.len()), (1, 1));
        assert!(matches!(
            read("".as_bytes(), &mut ImportReport::default()),
            Err(ImportError::Empty { .. })
        ));
    }
}
