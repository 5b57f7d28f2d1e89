//! Medical Subject Headings, the XML of descriptors (`desc20xx.xml`), streamed record by record.
//!
//! Format: <https://www.nlm.nih.gov/mesh/xml_data_elements.html>. A descriptor has one or more concepts, and each of these terms: the terms of the preferred concept name the descriptor, those of a narrower, broader or related concept nearly so.
//! The tree numbers say what it is and what is broader: `C04.588` lies below `C04`.

use std::{collections::HashMap, io::BufRead};

use quick_xml::{Reader, events::Event};

use super::{ImportError, ImportReport, ImportedConcept, turned_round};
use crate::vocabulary::ConceptKind;

/// Trees that hold no condition, finding or treatment, though their letter says so.
const LEFT_OUT: [&str; 4] = ["E05", "D27.720", "D27.888", "E07.305"];

#[derive(Default)]
struct Descriptor {
    id: String,
    name: String,
    trees: Vec<String>,
    names: Vec<String>,
    loose_names: Vec<String>,
}

/// Reads the descriptors.
pub(super) fn read(
    reader: impl BufRead,
    report: &mut ImportReport,
) -> Result<Vec<ImportedConcept>, ImportError> {
    let mut descriptors = Vec::new();
    let mut xml = Reader::from_reader(reader);
    let mut buffer = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let mut current: Option<Descriptor> = None;
    let mut is_preferred = true;
    let mut text = String::new();
    let mut seen = 0_usize;
    loop {
        buffer.clear();
        let event = xml
            .read_event_into(&mut buffer)
            .map_err(|error| ImportError::Xml {
                line: xml.buffer_position(),
                reason: error.to_string(),
            })?;
        match event {
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_owned();
                match name.as_str() {
                    "DescriptorRecord" => current = Some(Descriptor::default()),
                    "Concept" => {
                        is_preferred = tag.attributes().flatten().any(|attribute| {
                            attribute.key.as_ref() == "PreferredConceptYN"
                                && attribute.value.as_ref() == "Y"
                        });
                    }
                    _ => {}
                }
                text.clear();
                path.push(name);
            }
            Event::Text(piece) => {
                text.push_str(&piece);
            }
            Event::GeneralRef(entity) => {
                let written = format!("&{};", &*entity);
                match quick_xml::escape::unescape(&written) {
                    Ok(letter) => text.push_str(&letter),
                    Err(_) => text.push_str(&written),
                }
            }
            Event::End(_) => {
                if let Some(descriptor) = &mut current {
                    take(descriptor, &path, text.trim(), is_preferred);
                }
                text.clear();
                if path.pop().as_deref() == Some("DescriptorRecord") {
                    seen += 1;
                    descriptors.extend(current.take());
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if seen == 0 {
        return Err(ImportError::Empty {
            expected: "`DescriptorRecord`",
        });
    }
    Ok(to_concepts(descriptors, report))
}

fn take(descriptor: &mut Descriptor, path: &[String], text: &str, is_preferred: bool) {
    let tail: Vec<&str> = path.iter().rev().take(3).map(String::as_str).collect();
    match tail[..] {
        ["DescriptorUI", "DescriptorRecord", ..] => descriptor.id = text.to_owned(),
        ["String", "DescriptorName", "DescriptorRecord"] => descriptor.name = text.to_owned(),
        ["TreeNumber", "TreeNumberList", ..] => descriptor.trees.push(text.to_owned()),
        ["String", "Term", "TermList"] => {
            let names = if is_preferred {
                &mut descriptor.names
            } else {
                &mut descriptor.loose_names
            };
            names.push(text.to_owned());
        }
        _ => {}
    }
}

fn to_concepts(descriptors: Vec<Descriptor>, report: &mut ImportReport) -> Vec<ImportedConcept> {
    let mut by_tree: HashMap<String, String> = HashMap::new();
    for descriptor in &descriptors {
        for tree in &descriptor.trees {
            by_tree.insert(tree.clone(), descriptor.id.clone());
        }
    }
    let mut concepts = Vec::new();
    for descriptor in descriptors {
        if descriptor.id.is_empty() || descriptor.name.is_empty() {
            let named = if descriptor.id.is_empty() {
                &descriptor.name
            } else {
                &descriptor.id
            };
            report
                .faulty
                .push(format!("a descriptor lacks its id or its name: `{named}`"));
            continue;
        }
        let Some(kind) = descriptor.trees.iter().find_map(|tree| kind_of(tree)) else {
            report.passed_over += 1;
            continue;
        };
        let mut parents: Vec<String> = descriptor
            .trees
            .iter()
            .filter(|tree| kind_of(tree).is_some())
            .filter_map(|tree| tree.rsplit_once('.'))
            .filter_map(|(above, _)| by_tree.get(above))
            .map(|id| format!("MESH:{id}"))
            .collect();
        parents.sort_unstable();
        parents.dedup();
        let mut names = Vec::new();
        for name in std::iter::once(&descriptor.name).chain(&descriptor.names) {
            names.extend(turned_round(name));
            names.push(name.clone());
        }
        let label = turned_round(&descriptor.name).unwrap_or_else(|| descriptor.name.clone());
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.to_lowercase()) && *name != label);
        concepts.push(ImportedConcept {
            id: format!("MESH:{}", descriptor.id),
            kind,
            label: sentence_case(&label),
            names,
            loose_names: descriptor.loose_names,
            parents,
            same_as: Vec::new(),
        });
    }
    concepts
}

/// Returns what the place of a descriptor in the trees makes it; `None` for other subjects.
fn kind_of(tree: &str) -> Option<ConceptKind> {
    if LEFT_OUT.iter().any(|left_out| tree.starts_with(left_out)) {
        return None;
    }
    match tree.get(..3)? {
        "C23" => Some(ConceptKind::Finding),
        "F03" => Some(ConceptKind::Condition),
        "D27" => Some(ConceptKind::DrugClass),
        "E01" => None,
        _ => match tree.as_bytes()[0] {
            b'C' => Some(ConceptKind::Condition),
            b'D' => Some(ConceptKind::Drug),
            b'E' => Some(ConceptKind::Treatment),
            _ => None,
        },
    }
}

/// Returns `Acute Myeloid Leukemia` as `Acute myeloid leukemia`; words with more than one capital stay.
pub(super) fn sentence_case(heading: &str) -> String {
    let words = heading.split(' ').enumerate().map(|(at, word)| {
        let rest_is_lower = word.chars().skip(1).all(|c| !c.is_uppercase());
        if at > 0 && rest_is_lower && word.chars().count() > 3 {
            word.to_lowercase()
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = r#"<?xml version="1.0"?><DescriptorRecordSet>
<DescriptorRecord><DescriptorUI>D1</DescriptorUI><DescriptorName><String>Neoplasms</String></DescriptorName>
<TreeNumberList><TreeNumber>C04</TreeNumber></TreeNumberList>
<ConceptList><Concept PreferredConceptYN="Y"><TermList><Term><String>Neoplasms</String></Term><Term><String>Cancer</String></Term></TermList></Concept></ConceptList></DescriptorRecord>
<DescriptorRecord><DescriptorUI>D2</DescriptorUI><DescriptorName><String>Leukemia, Myeloid, Acute</String></DescriptorName>
<PharmacologicalActionList><PharmacologicalAction><DescriptorReferredTo><DescriptorUI>D9</DescriptorUI><DescriptorName><String>Other</String></DescriptorName></DescriptorReferredTo></PharmacologicalAction></PharmacologicalActionList>
<TreeNumberList><TreeNumber>C04.557</TreeNumber></TreeNumberList>
<ConceptList><Concept PreferredConceptYN="Y"><TermList><Term><String>ANLL &amp; AML</String></Term></TermList></Concept>
<Concept PreferredConceptYN="N"><TermList><Term><String>Myeloblastic Leukemia</String></Term></TermList></Concept></ConceptList></DescriptorRecord>
<DescriptorRecord><DescriptorUI>D3</DescriptorUI><DescriptorName><String>Arm</String></DescriptorName><TreeNumberList><TreeNumber>A01</TreeNumber></TreeNumberList></DescriptorRecord>
</DescriptorRecordSet>"#;

    #[test]
    fn every_concept_of_a_descriptor_is_read_with_its_place_in_the_trees() {
        let mut report = ImportReport::default();
        let concepts = read(SAMPLE.as_bytes(), &mut report).unwrap();
        assert_eq!(concepts.len(), 2);
        assert_eq!(report.passed_over, 1);
        let leukemia = &concepts[1];
        assert_eq!(leukemia.id, "MESH:D2");
        assert_eq!(leukemia.label, "Acute myeloid leukemia");
        assert_eq!(leukemia.names, ["Leukemia, Myeloid, Acute", "ANLL & AML"]);
        assert_eq!(leukemia.loose_names, ["Myeloblastic Leukemia"]);
        assert_eq!(leukemia.parents, ["MESH:D1"]);
        assert_eq!(concepts[0].kind, ConceptKind::Condition);
    }

    #[test]
    fn what_is_no_mesh_is_refused() {
        let mut report = ImportReport::default();
        assert!(matches!(
            read("<a></a>".as_bytes(), &mut report),
            Err(ImportError::Empty { .. })
        ));
        assert!(matches!(
            read("<a></b>".as_bytes(), &mut report),
            Err(ImportError::Xml { .. })
        ));
    }
}
