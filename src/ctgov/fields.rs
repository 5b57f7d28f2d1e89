//! Reading of single fields and lists: cleaning, codes, dates, ages, each with its warning when the value makes no sense.

use super::{
    Limits,
    clean::{Cleaned, clean_line, clean_text, excerpt},
    defects::{Path, WarningKind, Warnings},
    entities::read_entities,
    record::{DateStruct, List, Text},
    spellings::{AgeBound, read_age, read_date},
};
use crate::trial::{
    Age, Coded, MeshTerm, NctId, PartialDate, StudyDate,
    codes::{RegistryEnum, parse_code},
    eligibility::unescape_markdown,
    nct_id::NctIdError,
};
use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    hash::Hash,
};

/// Reads the fields of one record and gathers what is wrong with them.
#[derive(Debug)]
pub(super) struct FieldReader<'l> {
    limits: &'l Limits,
    warnings: Warnings,
    /// Where forbidden characters were first taken out.
    control_characters: Option<(String, String)>,
    /// Where characters were first written as references of HTML.
    entities: Option<(String, String)>,
    /// The first text over the limit, with its length in characters.
    too_long: Option<(String, usize)>,
}

impl<'l> FieldReader<'l> {
    pub(super) fn new(limits: &'l Limits, warnings: Warnings) -> Self {
        FieldReader {
            limits,
            warnings,
            control_characters: None,
            entities: None,
            too_long: None,
        }
    }

    /// Returns the warnings, or the path and length of a text that is too long.
    pub(super) fn finish(mut self) -> Result<Warnings, (String, usize)> {
        if let Some(too_long) = self.too_long {
            return Err(too_long);
        }
        if let Some((path, value)) = self.control_characters {
            self.warnings.add(
                WarningKind::ControlCharacters,
                path,
                &value,
                || "control or direction characters were removed",
            );
        }
        if let Some((path, value)) = self.entities {
            self.warnings.add(
                WarningKind::Entities,
                path,
                &value,
                || "references of HTML were read as the characters that they stand for",
            );
        }
        Ok(self.warnings)
    }

    /// Notes a defect.
    pub(super) fn warn(
        &mut self,
        kind: WarningKind,
        path: Path<'_>,
        value: &str,
        message: impl FnOnce() -> String,
    ) {
        self.warnings.add(kind, path, value, message);
    }

    /// Reads a text of one line; `None` when nothing is left of it.
    pub(super) fn line(&mut self, path: Path<'_>, text: Option<Text<'_>>) -> Option<String> {
        self.cleaned(path, text, |text| clean_line(text.0))
    }

    /// Reads a text of several lines.
    pub(super) fn text(&mut self, path: Path<'_>, text: Option<Text<'_>>) -> Option<String> {
        self.cleaned(path, text, |text| clean_text(text.0))
    }

    /// Reads a text that the registry sends as markdown, and undoes its escapes.
    pub(super) fn markdown(&mut self, path: Path<'_>, text: Option<Text<'_>>) -> Option<String> {
        let text = self.text(path, text)?;
        Some(if text.contains('\\') {
            unescape_markdown(&text)
        } else {
            text
        })
    }

    fn cleaned(
        &mut self,
        path: Path<'_>,
        text: Option<Text<'_>>,
        clean: impl FnOnce(Text<'_>) -> Cleaned,
    ) -> Option<String> {
        let text = text?;
        // A text has at least as many bytes as characters, so most need no counting.
        if text.0.len() > self.limits.max_text_chars {
            let length = text.0.chars().count();
            if length > self.limits.max_text_chars {
                self.too_long
                    .get_or_insert_with(|| (path.to_string(), length));
                return None;
            }
        }
        let cleaned = match read_entities(&text.0) {
            Some(plain) => {
                let seen = || (path.to_string(), excerpt(&plain));
                self.entities.get_or_insert_with(seen);
                clean(Text(plain.into()))
            }
            None => clean(text),
        };
        if cleaned.had_forbidden && self.control_characters.is_none() {
            self.control_characters = Some((path.to_string(), excerpt(&cleaned.text)));
        }
        (!cleaned.text.is_empty()).then_some(cleaned.text)
    }

    /// Reads the name of a country, without the brackets and quotes of exports that print lists (`France']`).
    pub(super) fn country(&mut self, path: Path<'_>, text: Option<Text<'_>>) -> Option<String> {
        let name = self.line(path, text)?;
        let bare = name.trim_matches([' ', '[', ']', '\'', '"', ',', ';']);
        bare.contains(char::is_alphabetic).then(|| bare.to_owned())
    }

    /// Reads a list of one-line texts.
    pub(super) fn lines(&mut self, path: Path<'_>, texts: List<Text<'_>>) -> Vec<String> {
        each(path, texts, |at, text| self.line(at, Some(text)))
    }

    /// Reads a list of one-line texts, each only once.
    pub(super) fn distinct_lines(&mut self, path: Path<'_>, texts: List<Text<'_>>) -> Vec<String> {
        without_repetitions(self.lines(path, texts))
    }

    /// Reads a value of one of the registry's enums; one that differs only in case or marks (`N_A`) is taken for it, and one that we do not know is kept.
    pub(super) fn code<E: RegistryEnum>(
        &mut self,
        path: Path<'_>,
        text: Option<Text<'_>>,
    ) -> Option<Coded<E>> {
        let coded = Coded::<E>::from_registry(&self.line(path, text)?);
        let Coded::Other(value) = &coded else {
            return Some(coded);
        };
        let meant = parse_code::<E>(value).ok();
        self.warnings
            .add(WarningKind::UnknownEnum, path, value, || match meant {
                Some(known) => format!("read as {}", known.as_str()),
                None => format!("not a known {}; kept as it is", E::NAME),
            });
        Some(meant.map_or(coded, Coded::Known))
    }

    /// Reads a list of values of one of the registry's enums, each only once; one text may hold several (`Phase 1/Phase 2`, `Phase 2/3`).
    pub(super) fn codes<E: RegistryEnum + Hash>(
        &mut self,
        path: Path<'_>,
        texts: List<Text<'_>>,
    ) -> Vec<Coded<E>> {
        let values = each(path, texts, |at, text| {
            match self.several_codes(at, &text.0) {
                Some(values) => Some(values.into_iter().map(Coded::Known).collect()),
                None => Some(vec![self.code(at, Some(text))?]),
            }
        });
        without_duplicates(values.concat())
    }

    /// Reads a text of several values, of which each but the first may leave out the word that all have (`Phase 2/3`); `None` where it is not that.
    fn several_codes<E: RegistryEnum>(&mut self, path: Path<'_>, text: &str) -> Option<Vec<E>> {
        if parse_code::<E>(text).is_ok() {
            return None;
        }
        let pieces: Vec<&str> = text
            .split(['/', '|', ',', ';', '+', '&'])
            .flat_map(|piece| piece.split(" and "))
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
            .collect();
        if pieces.len() < 2 {
            return None;
        }
        let read = |piece: &&str| {
            let named = || parse_code(&format!("{} {piece}", E::NAME));
            parse_code(piece).or_else(|_| named()).ok()
        };
        let values: Vec<E> = pieces.iter().map(read).collect::<Option<_>>()?;
        self.warnings.add(WarningKind::UnknownEnum, path, text, || {
            let names: Vec<_> = values.iter().map(|value| value.as_str()).collect();
            format!("read as {}", names.join(", "))
        });
        Some(values)
    }

    /// Reads `ACTUAL` or `ESTIMATED` as whether it is actual.
    pub(super) fn is_actual(&mut self, path: Path<'_>, text: Option<Text<'_>>) -> Option<bool> {
        let value = self.line(path, text)?;
        let (is_actual, message) = match value.as_str() {
            "ACTUAL" => return Some(true),
            "ESTIMATED" => return Some(false),
            _ => match value.to_ascii_lowercase().as_str() {
                "actual" => (Some(true), "read as ACTUAL"),
                "estimated" | "estimate" | "anticipated" | "expected" => {
                    (Some(false), "read as ESTIMATED")
                }
                _ => (None, "neither ACTUAL nor ESTIMATED; left out"),
            },
        };
        self.warnings
            .add(WarningKind::UnknownEnum, path, &value, || message);
        is_actual
    }

    /// Reads a date of which only the year or the month may be known.
    pub(super) fn date(&mut self, path: Path<'_>, text: Option<Text<'_>>) -> Option<PartialDate> {
        let value = self.line(path, text)?;
        if let Ok(date) = value.parse() {
            return Some(date);
        }
        let meant = read_date(&value);
        self.warnings
            .add(WarningKind::BadDate, path, &value, || match meant {
                Some(date) => format!("read as {date}"),
                None => "not a date; left out".to_owned(),
            });
        meant
    }

    /// Reads a date and whether it has happened.
    pub(super) fn study_date(&mut self, path: Path<'_>, date: DateStruct<'_>) -> Option<StudyDate> {
        let is_actual = self.is_actual(path.key("type"), date.r#type);
        Some(StudyDate {
            date: self.date(path.key("date"), date.date)?,
            is_actual,
        })
    }

    /// Reads a bound of age; `N/A` and the like mean that there is none.
    pub(super) fn age(&mut self, path: Path<'_>, text: Option<Text<'_>>) -> Option<Age> {
        let value = self.line(path, text)?;
        let has_unit = value.contains(char::is_alphabetic);
        if let (Ok(age), true) = (value.parse(), has_unit) {
            return Some(age);
        }
        let message = match read_age(&value) {
            Some(AgeBound::Open) => return None,
            Some(AgeBound::At(age)) => {
                self.warnings.add(WarningKind::BadAge, path, &value, || {
                    format!("read as {age}")
                });
                return Some(age);
            }
            None => "not an age; left out, so that the bound is open",
        };
        self.warnings
            .add(WarningKind::BadAge, path, &value, || message);
        None
    }

    /// Reads the id of another study in its strict spelling; what is not an NCT id is kept as it is.
    pub(super) fn reference(&mut self, path: Path<'_>, text: Option<Text<'_>>) -> Option<String> {
        let value = self.line(path, text)?;
        let id: Result<NctId, NctIdError> = value.parse();
        match id {
            Ok(id) => Some(id.to_string()),
            Err(error) => {
                self.warnings
                    .add(WarningKind::BadReference, path, &value, || {
                        format!("{error}; kept as it is")
                    });
                Some(value)
            }
        }
    }

    /// Returns the name of an entry that is nothing without one; warns when the rest of the entry is lost for it.
    pub(super) fn required_name(
        &mut self,
        path: Path<'_>,
        name: Option<String>,
        has_more: bool,
    ) -> Option<String> {
        if name.is_none() && has_more {
            self.warnings.add(
                WarningKind::MissingName,
                path,
                "",
                || "an entry without a name; left out",
            );
        }
        name
    }
}

/// Reads the elements of a list, each with its path; what gives nothing is left out.
pub(super) fn each<T, R>(
    list: Path<'_>,
    elements: List<T>,
    mut read: impl FnMut(Path<'_>, T) -> Option<R>,
) -> Vec<R> {
    let elements = elements.0.into_iter().enumerate();
    elements
        .filter_map(|(index, element)| read(list.index(index), element))
        .collect()
}

/// Drops texts that were there before in any case, keeping the first spelling and the order.
fn without_repetitions(mut texts: Vec<String>) -> Vec<String> {
    if texts.len() > 1 {
        let mut seen = HashSet::with_capacity(texts.len());
        texts.retain(|text| seen.insert(text.to_lowercase()));
    }
    texts
}

/// Drops headings that were there before, keeping the order and the id where one of them has it.
pub(super) fn without_repeated_terms(terms: Vec<MeshTerm>) -> Vec<MeshTerm> {
    let mut kept: Vec<MeshTerm> = Vec::with_capacity(terms.len());
    let mut places = HashMap::with_capacity(terms.len());
    for term in terms {
        match places.entry(term.term.to_lowercase()) {
            Entry::Occupied(place) => {
                let earlier: &mut MeshTerm = &mut kept[*place.get()];
                earlier.id = earlier.id.take().or(term.id);
            }
            Entry::Vacant(place) => {
                place.insert(kept.len());
                kept.push(term);
            }
        }
    }
    kept
}

/// Drops values that were there before.
pub(super) fn without_duplicates<T: Clone + Eq + Hash>(mut values: Vec<T>) -> Vec<T> {
    if values.len() > 1 {
        let mut seen = HashSet::with_capacity(values.len());
        values.retain(|value| seen.insert(value.clone()));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_spelling_stays() {
        let texts = ["Asthma", "COPD", "asthma", "ÄRZTE", "ärzte"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(without_repetitions(texts), ["Asthma", "COPD", "ÄRZTE"]);
    }

    #[test]
    fn a_heading_keeps_the_id_that_one_of_its_entries_has() {
        let term = |id: Option<&str>, term: &str| MeshTerm {
            id: id.map(str::to_owned),
            term: term.to_owned(),
        };
        let terms = vec![
            term(None, "Asthma"),
            term(Some("D001249"), "asthma"),
            term(Some("D1"), "Lung Diseases"),
        ];
        assert_eq!(
            without_repeated_terms(terms),
            [
                term(Some("D001249"), "Asthma"),
                term(Some("D1"), "Lung Diseases")
            ]
        );
    }
}
