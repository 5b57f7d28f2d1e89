//! From one raw record to a trial.
//!
//! The fast path reads the JSON strictly into [`StudyRecord`]; only a record of which a value has the wrong type takes the slow path through `repair`.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::{
    Limits,
    clean::{clean_line, excerpt},
    fields::FieldReader,
    record::StudyRecord,
    reject::{Reject, RejectKind, sniff_nct_id, whole_nct_id},
    repair::repair,
    sources::RawRecord,
    study::build_trial,
    warning::{Warning, Warnings},
};
use crate::trial::{NctId, Trial};

/// A trial, and what was left out or put right in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    pub trial: Trial,
    pub warnings: Vec<Warning>,
}

/// Reads one record; it is refused only without a usable NCT id, without JSON, or over the limits.
pub fn parse_study(raw: &RawRecord, limits: &Limits) -> Result<Parsed, Reject> {
    read_study(&raw.json, limits).map_err(|(kind, reason)| Reject {
        origin: raw.origin.clone(),
        nct_id: sniff_nct_id(&raw.json),
        kind,
        reason,
    })
}

type Refusal = (RejectKind, String);

fn read_study(json: &[u8], limits: &Limits) -> Result<Parsed, Refusal> {
    if json.len() > limits.max_record_bytes {
        return Err(too_large(limits));
    }
    let json = std::str::from_utf8(json).map_err(|error| {
        (
            RejectKind::NotJson,
            format!("not UTF-8 at byte {}", error.valid_up_to() + 1),
        )
    })?;
    if !json
        .trim_start_matches([' ', '\n', '\r', '\t'])
        .starts_with('{')
    {
        return match serde_json::from_str::<IgnoredAny>(json) {
            Ok(_) => Err((RejectKind::NotAStudy, "not an object".to_owned())),
            Err(error) => Err(not_json(&error)),
        };
    }
    let mut warnings = Warnings::default();
    match serde_json::from_str::<StudyRecord<'_>>(json) {
        Ok(record) => trial_of(json, record, limits, warnings),
        Err(error) if error.is_data() => {
            let tree = repair(json, &error, &mut warnings).map_err(|error| not_json(&error))?;
            let record = StudyRecord::deserialize(&tree).map_err(|error| not_json(&error))?;
            trial_of(json, record, limits, warnings)
        }
        Err(error) => Err(not_json(&error)),
    }
}

fn trial_of(
    json: &str,
    mut record: StudyRecord<'_>,
    limits: &Limits,
    warnings: Warnings,
) -> Result<Parsed, Refusal> {
    let stated_id = record.protocol_section.identification_module.nct_id.take();
    if stated_id.is_none() && !json.contains("\"protocolSection\"") {
        return Err((
            RejectKind::NotAStudy,
            "an object without `protocolSection`".to_owned(),
        ));
    }
    let nct_id = nct_id_of(stated_id.map(|text| text.0))?;
    let mut fields = FieldReader::new(limits, warnings);
    let trial = build_trial(nct_id, record, &mut fields);
    match fields.finish() {
        Ok(warnings) => Ok(Parsed {
            trial,
            warnings: warnings.into_list(),
        }),
        Err((path, length)) => {
            let reason = format!(
                "`{path}` has {length} characters; at most {} are read",
                limits.max_text_chars
            );
            Err((RejectKind::TextTooLong, reason))
        }
    }
}

fn nct_id_of(text: Option<Cow<'_, str>>) -> Result<NctId, Refusal> {
    const PATH: &str = "protocolSection.identificationModule.nctId";
    let text = text
        .map(|text| clean_line(text).text)
        .filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| (RejectKind::NoId, format!("no `{PATH}`")))?;
    whole_nct_id(&text).ok_or_else(|| {
        (
            RejectKind::BadId,
            format!(
                "`{}` is not `NCT` and eight digits (`{PATH}`)",
                excerpt(&text)
            ),
        )
    })
}

/// Returns the refusal of a record that has more bytes than are read.
pub(super) fn too_large(limits: &Limits) -> Refusal {
    (
        RejectKind::TooLarge,
        format!("the record has more than {} bytes", limits.max_record_bytes),
    )
}

fn not_json(error: &serde_json::Error) -> Refusal {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    if message.starts_with("recursion limit") {
        return (RejectKind::TooDeep, "nested too deeply".to_owned());
    }
    let place = if error.line() > 1 {
        format!(
            "line {}, column {} of the record",
            error.line(),
            error.column()
        )
    } else {
        format!("column {} of the record", error.column())
    };
    (RejectKind::NotJson, format!("{message} at {place}"))
}
