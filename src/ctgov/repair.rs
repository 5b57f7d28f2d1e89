//! Records in which a value has another type than the schema says: the value is converted where its meaning is plain, else left out.
//!
//! This is the slow path: it is taken only when strict reading fails, and reads the record into a tree that can be changed.
//! A fix is applied to all elements of a list at once, so that five hundred sites with a number for a zip code are one fix.

use std::collections::HashMap;

use serde_json::{Map, Number, Value, value::RawValue};
use serde_path_to_error::Segment;

use super::{
    defects::{WarningKind, Warnings},
    record::StudyRecord,
};

/// Different places of the schema that are put right one by one; beyond that a whole module is left out.
const MOST_FIXES: usize = 32;

/// Returns a tree that reads as a [`StudyRecord`], and notes what had to be changed for it.
///
/// Fails only when the record is not JSON.
pub(super) fn repair(
    json: &str,
    strict: &serde_json::Error,
    warnings: &mut Warnings,
) -> serde_json::Result<Value> {
    let mut tree = kept_sections(json)?;
    let strict = strict.to_string();
    if let Some(key) = strict
        .strip_prefix("duplicate field `")
        .and_then(|rest| rest.split('`').next())
    {
        warnings.add(
            WarningKind::DuplicateKey,
            key,
            "",
            || "the key stands twice; the last one holds",
        );
    }
    let mut fixes = 0;
    while let Err(error) = serde_path_to_error::deserialize::<_, StudyRecord<'_>>(&tree) {
        fixes += 1;
        let wanted = if fixes <= MOST_FIXES {
            Wanted::of(error.inner())
        } else {
            Wanted::Nothing
        };
        let whole: Vec<&Segment> = error.path().iter().collect();
        let path = if fixes <= MOST_FIXES {
            &whole[..]
        } else {
            &whole[..whole.len().min(2)]
        };
        let mut fix = Fix::default();
        fix_all(&mut tree, path, wanted, &mut fix);
        if fix.places == 0 {
            // An error names a path in the tree, so this is never reached; an empty record ends the loop all the same.
            return Ok(Value::Object(Map::new()));
        }
        let outcome = if fix.was_converted {
            "converted"
        } else {
            "left out"
        };
        let places = if fix.places > 1 {
            format!(" at {} places", fix.places)
        } else {
            String::new()
        };
        let message = || format!("expected {}; {outcome}{places}", wanted.in_words());
        warnings.add(
            WarningKind::WrongType,
            error.path(),
            &fix.first_value,
            message,
        );
    }
    Ok(tree)
}

/// Reads the sections that we keep; what stands in the others need not even be valid.
fn kept_sections(json: &str) -> serde_json::Result<Value> {
    let sections: HashMap<String, &RawValue> = serde_json::from_str(json)?;
    let mut tree = Map::new();
    for key in ["protocolSection", "derivedSection", "hasResults"] {
        if let Some(section) = sections.get(key) {
            tree.insert(key.to_owned(), serde_json::from_str(section.get())?);
        }
    }
    Ok(Value::Object(tree))
}

/// What the schema has at the place of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Text,
    List,
    Object,
    Flag,
    Count,
    Degrees,
    Nothing,
}

impl Wanted {
    /// Reads what was expected from the words of serde's error.
    fn of(error: &serde_json::Error) -> Self {
        let message = error.to_string();
        match message.rsplit("expected ").next().unwrap_or_default() {
            "a string" => Wanted::Text,
            "a list" => Wanted::List,
            "an object" => Wanted::Object,
            "a boolean" => Wanted::Flag,
            "u64" => Wanted::Count,
            "f64" => Wanted::Degrees,
            _ => Wanted::Nothing,
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Wanted::Text => "a text",
            Wanted::List => "a list",
            Wanted::Object => "an object",
            Wanted::Flag => "true or false",
            Wanted::Count => "a whole number",
            Wanted::Degrees => "a number",
            Wanted::Nothing => "other types in this module",
        }
    }

    fn is_met_by(self, value: &Value) -> bool {
        match self {
            Wanted::Text => value.is_string(),
            Wanted::List => value.is_array(),
            Wanted::Object => value.is_object(),
            Wanted::Flag => value.is_boolean(),
            Wanted::Count => value.is_u64(),
            Wanted::Degrees => value.is_number(),
            Wanted::Nothing => false,
        }
    }

    /// Converts a value whose meaning is plain.
    fn convert(self, value: &Value) -> Option<Value> {
        match (self, value) {
            (Wanted::List, value) => Some(Value::Array(vec![value.clone()])),
            (_, Value::Array(elements)) => match elements.as_slice() {
                [only] if self.is_met_by(only) => Some(only.clone()),
                _ => None,
            },
            (Wanted::Text, Value::Number(number)) => Some(Value::String(number.to_string())),
            (Wanted::Flag, Value::String(text)) => flag(text).map(Value::Bool),
            (Wanted::Flag, Value::Number(number)) => match number.as_u64() {
                Some(1) => Some(Value::Bool(true)),
                Some(0) => Some(Value::Bool(false)),
                _ => None,
            },
            (Wanted::Count, Value::String(text)) => count(text).map(Value::from),
            (Wanted::Count, Value::Number(number)) => {
                let whole = number
                    .as_f64()
                    .filter(|count| count.fract() == 0.0 && (0.0..1e15).contains(count))?;
                // The range is exact in 64 bits.
                Some(Value::from(whole as u64))
            }
            (Wanted::Degrees, Value::String(text)) => text
                .trim()
                .parse()
                .ok()
                .and_then(Number::from_f64)
                .map(Value::Number),
            _ => None,
        }
    }
}

/// Reads yes or no, also as the registry's pages and older exports label it.
fn flag(text: &str) -> Option<bool> {
    const YES: &[&str] = &[
        "yes",
        "y",
        "true",
        "t",
        "1",
        "accepted",
        "accepts healthy volunteers",
        "healthy volunteers accepted",
        "has results",
        "with results",
        "results available",
    ];
    const NO: &[&str] = &[
        "no",
        "n",
        "false",
        "f",
        "0",
        "not accepted",
        "no healthy volunteers",
        "does not accept healthy volunteers",
        "healthy volunteers not accepted",
        "no results",
        "without results",
        "no results posted",
        "no results available",
    ];
    let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
    let label = words.join(" ");
    let is_one_of = |labels: &[&str]| labels.contains(&label.trim_end_matches('.'));
    is_one_of(YES)
        .then_some(true)
        .or(is_one_of(NO).then_some(false))
}

/// Reads a number of people: `60`, `1,200`, `60 participants`.
fn count(text: &str) -> Option<u64> {
    let (digits, unit) = match text.trim().split_once(' ') {
        Some((digits, unit)) => (digits, unit.trim()),
        None => (text.trim(), ""),
    };
    if !["", "participants", "patients", "subjects", "people"].contains(&unit) {
        return None;
    }
    // A comma groups three digits.
    let mut groups = digits.split(',');
    let is_grouped =
        groups.next().is_some_and(|group| group.len() <= 3) && groups.all(|group| group.len() == 3);
    if digits.contains(',') && !is_grouped {
        return None;
    }
    digits.replace(',', "").parse().ok()
}

/// What was done for one place of the schema.
#[derive(Debug, Default)]
struct Fix {
    places: usize,
    was_converted: bool,
    first_value: String,
}

/// Puts the value at `path` right, and its counterparts in all elements of the lists on the way.
fn fix_all(value: &mut Value, path: &[&Segment], wanted: Wanted, fix: &mut Fix) {
    match (path.split_first(), value) {
        (_, Value::Null) => {}
        (None, value) => {
            if wanted.is_met_by(value) {
                return;
            }
            let converted = wanted.convert(value);
            if fix.places == 0 {
                fix.was_converted = converted.is_some();
                fix.first_value = shown(value);
            }
            fix.places += 1;
            *value = converted.unwrap_or(Value::Null);
        }
        (Some((Segment::Seq { .. }, rest)), Value::Array(elements)) => {
            for element in elements {
                fix_all(element, rest, wanted, fix);
            }
        }
        (Some((Segment::Map { key }, rest)), Value::Object(members)) => {
            if let Some(member) = members.get_mut(key) {
                fix_all(member, rest, wanted, fix);
            }
        }
        _ => {}
    }
}

/// Returns a value for a message; what is large is only named.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(elements) => format!("a list of {}", elements.len()),
        Value::Object(members) => format!("an object of {}", members.len()),
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the pointer's value and the warnings (as `path: message`) after repair.
    fn check(json: &str, pointer: &str, value: Value, expected: &[&str]) {
        let strict = serde_json::from_str::<StudyRecord<'_>>(json).unwrap_err();
        let mut warnings = Warnings::default();
        let tree = repair(json, &strict, &mut warnings).unwrap();
        assert_eq!(tree.pointer(pointer), Some(&value), "{json:.200}");
        let warnings = warnings.into_list();
        let found: Vec<_> = warnings
            .iter()
            .map(|warning| format!("{}: {}", warning.path, warning.message))
            .collect();
        assert_eq!(found, expected, "{json:.200}");
        StudyRecord::deserialize(&tree).unwrap();
    }

    #[test]
    fn plain_values_are_converted_and_others_left_out() {
        use serde_json::json;
        let null = Value::Null;
        for (member, pointer, value, warning) in [
            (
                r#""eligibilityModule":{"healthyVolunteers":"No"}"#,
                "/eligibilityModule/healthyVolunteers",
                json!(false),
                "expected true or false; converted",
            ),
            (
                r#""eligibilityModule":{"healthyVolunteers":"maybe"}"#,
                "/eligibilityModule/healthyVolunteers",
                null.clone(),
                "expected true or false; left out",
            ),
            (
                r#""eligibilityModule":{"healthyVolunteers":"Accepts Healthy Volunteers"}"#,
                "/eligibilityModule/healthyVolunteers",
                json!(true),
                "expected true or false; converted",
            ),
            (
                r#""eligibilityModule":{"healthyVolunteers":"No healthy volunteers"}"#,
                "/eligibilityModule/healthyVolunteers",
                json!(false),
                "expected true or false; converted",
            ),
            (
                r#""designModule":{"enrollmentInfo":{"count":"1,200 participants"}}"#,
                "/designModule/enrollmentInfo/count",
                json!(1200),
                "expected a whole number; converted",
            ),
            (
                r#""designModule":{"enrollmentInfo":{"count":"12,00"}}"#,
                "/designModule/enrollmentInfo/count",
                null.clone(),
                "expected a whole number; left out",
            ),
            (
                r#""designModule":{"enrollmentInfo":{"count":"19"}}"#,
                "/designModule/enrollmentInfo/count",
                json!(19),
                "expected a whole number; converted",
            ),
            (
                r#""designModule":{"enrollmentInfo":{"count":19.0}}"#,
                "/designModule/enrollmentInfo/count",
                json!(19),
                "expected a whole number; converted",
            ),
            (
                r#""designModule":{"enrollmentInfo":{"count":-5}}"#,
                "/designModule/enrollmentInfo/count",
                null.clone(),
                "expected a whole number; left out",
            ),
            (
                r#""conditionsModule":{"keywords":"asthma"}"#,
                "/conditionsModule/keywords",
                json!(["asthma"]),
                "expected a list; converted",
            ),
            (
                r#""conditionsModule":{"keywords":["a",7,null]}"#,
                "/conditionsModule/keywords",
                json!(["a", "7", null]),
                "expected a text; converted",
            ),
            (
                r#""statusModule":"COMPLETED""#,
                "/statusModule",
                null.clone(),
                "expected an object; left out",
            ),
            (
                r#""statusModule":["COMPLETED"]"#,
                "/statusModule",
                null.clone(),
                "expected an object; left out",
            ),
            (
                r#""statusModule":[{"overallStatus":"COMPLETED"}]"#,
                "/statusModule/overallStatus",
                json!("COMPLETED"),
                "expected an object; converted",
            ),
            (
                r#""identificationModule":{"briefTitle":["T"]}"#,
                "/identificationModule/briefTitle",
                json!("T"),
                "expected a text; converted",
            ),
            (
                r#""identificationModule":{"briefTitle":true}"#,
                "/identificationModule/briefTitle",
                null.clone(),
                "expected a text; left out",
            ),
        ] {
            let json = format!(r#"{{"protocolSection":{{{member}}}}}"#);
            let tail = pointer.strip_suffix("/overallStatus").unwrap_or(pointer);
            let index = if member.contains("7,null") { "[1]" } else { "" };
            let path = format!("protocolSection{}{index}", tail.replace('/', "."));
            check(
                &json,
                &format!("/protocolSection{pointer}"),
                value,
                &[&format!("{path}: {warning}")],
            );
        }
    }

    #[test]
    fn one_fix_serves_all_elements_of_a_list() {
        let sites = vec![r#"{"zip":2115,"geoPoint":{"lat":"1.5","lon":2}}"#; 500].join(",");
        let json = format!(
            r#"{{"protocolSection":{{"contactsLocationsModule":{{"locations":[{sites}]}}}}}}"#
        );
        check(
            &json,
            "/protocolSection/contactsLocationsModule/locations/499/geoPoint/lat",
            serde_json::json!(1.5),
            &[
                "protocolSection.contactsLocationsModule.locations[0].geoPoint.lat: expected a number; converted at 500 places",
                "protocolSection.contactsLocationsModule.locations[0].zip: expected a text; converted at 500 places",
            ],
        );
    }

    #[test]
    fn the_last_of_two_equal_keys_holds() {
        check(
            r#"{"hasResults":true,"hasResults":false}"#,
            "/hasResults",
            Value::Bool(false),
            &["hasResults: the key stands twice; the last one holds"],
        );
    }

    #[test]
    fn sections_that_we_do_not_keep_need_not_be_valid() {
        let json = r#"{"hasResults":"yes","resultsSection":{"x":"\ud800","y":1e999}}"#;
        check(
            json,
            "/hasResults",
            Value::Bool(true),
            &["hasResults: expected true or false; converted"],
        );
    }
}
