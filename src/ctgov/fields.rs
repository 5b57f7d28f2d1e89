//! Reading of single fields: cleaning, codes, dates, ages, each with its warning when the value makes no sense.

use std::str::FromStr;

use super::{
    Limits,
    clean::{Cleaned, clean_line, clean_text},
    lists::{without_duplicates, without_repetitions},
    record::{DateStruct, List, Text},
    warning::{Path, WarningKind, Warnings},
};
use crate::trial::{
    Age, Coded, NctId, PartialDate, StudyDate, codes::RegistryEnum, eligibility::unescape_markdown,
    nct_id::NctIdError,
};

/// Reads the fields of one record and gathers what is wrong with them.
#[derive(Debug)]
pub(super) struct FieldReader<'l> {
    limits: &'l Limits,
    warnings: Warnings,
    /// Where forbidden characters were first taken out.
    control_characters: Option<(String, String)>,
    /// The first text over the limit, with its length in characters.
    too_long: Option<(String, usize)>,
}

impl<'l> FieldReader<'l> {
    pub(super) fn new(limits: &'l Limits, warnings: Warnings) -> Self {
        FieldReader {
            limits,
            warnings,
            control_characters: None,
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
        let cleaned = clean(text);
        if cleaned.had_forbidden && self.control_characters.is_none() {
            self.control_characters =
                Some((path.to_string(), super::clean::excerpt(&cleaned.text)));
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
        let numbered = texts.0.into_iter().enumerate();
        numbered
            .filter_map(|(index, text)| self.line(path.index(index), Some(text)))
            .collect()
    }

    /// Reads a list of one-line texts, each only once.
    pub(super) fn distinct_lines(&mut self, path: Path<'_>, texts: List<Text<'_>>) -> Vec<String> {
        without_repetitions(self.lines(path, texts))
    }

    /// Reads a value of one of the registry's enums; one that we do not know is kept.
    pub(super) fn code<E: RegistryEnum>(
        &mut self,
        path: Path<'_>,
        text: Option<Text<'_>>,
    ) -> Option<Coded<E>> {
        let coded = Coded::<E>::from_registry(&self.line(path, text)?);
        if let Coded::Other(value) = &coded {
            self.warnings
                .add(WarningKind::UnknownEnum, path, value, || {
                    format!("not a known {}; kept as it is", E::NAME)
                });
        }
        Some(coded)
    }

    /// Reads a list of values of one of the registry's enums, each only once.
    pub(super) fn codes<E: RegistryEnum + std::hash::Hash>(
        &mut self,
        path: Path<'_>,
        texts: List<Text<'_>>,
    ) -> Vec<Coded<E>> {
        let numbered = texts.0.into_iter().enumerate();
        without_duplicates(
            numbered
                .filter_map(|(index, text)| self.code(path.index(index), Some(text)))
                .collect(),
        )
    }

    /// Reads `ACTUAL` or `ESTIMATED` as whether it is actual.
    pub(super) fn is_actual(&mut self, path: Path<'_>, text: Option<Text<'_>>) -> Option<bool> {
        let value = self.line(path, text)?;
        match value.as_str() {
            "ACTUAL" => Some(true),
            "ESTIMATED" => Some(false),
            _ => {
                self.warnings.add(
                    WarningKind::UnknownEnum,
                    path,
                    &value,
                    || "neither ACTUAL nor ESTIMATED; left out",
                );
                None
            }
        }
    }

    /// Reads a date of which only the year or the month may be known.
    pub(super) fn date(&mut self, path: Path<'_>, text: Option<Text<'_>>) -> Option<PartialDate> {
        self.parsed(WarningKind::BadDate, path, text, "not a date; left out")
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
        const OPEN: [&str; 3] = ["N/A", "None", "No Limit"];
        let value = text.filter(|text| {
            !OPEN
                .iter()
                .any(|open| text.0.trim().eq_ignore_ascii_case(open))
        });
        self.parsed(
            WarningKind::BadAge,
            path,
            value,
            "not an age; left out, so that the bound is open",
        )
    }

    fn parsed<T: FromStr>(
        &mut self,
        kind: WarningKind,
        path: Path<'_>,
        text: Option<Text<'_>>,
        message: &'static str,
    ) -> Option<T> {
        let value = self.line(path, text)?;
        let parsed = value.parse().ok();
        if parsed.is_none() {
            self.warnings.add(kind, path, &value, || message);
        }
        parsed
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
