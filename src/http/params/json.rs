//! A JSON object of parameters: strings, numbers, booleans, and lists of these.
//!
//! Names keep their order and are seen even when they stand twice, which a map would hide.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use serde_json::Value;

use super::{
    super::error::{ApiError, ErrorCode},
    RawValue,
};

const OBJECT_HINT: &str = r#"send one object, such as `{"q": "asthma"}`"#;
const VALUE_HINT: &str = "give a string, a number, true, false or a list of these";

/// Returns the names and values in their order; `None` is null, which is as if the name were absent.
pub fn decode(body: &[u8]) -> Result<Vec<(String, Option<RawValue>)>, ApiError> {
    let members = match serde_json::from_slice::<Members>(body) {
        Ok(members) => members.0,
        Err(error) => return Err(malformed(body, &error)),
    };
    let mut values = Vec::with_capacity(members.len());
    for (name, value) in members {
        if values.iter().any(|(known, _)| *known == name) {
            let shown: String = name.chars().take(60).collect();
            return Err(ApiError::new(
                ErrorCode::DuplicateParameter,
                format!("`{shown}` is given twice"),
            )
            .hint("give it once")
            .param(shown));
        }
        let value = raw_value(&name, value)?;
        values.push((name, value));
    }
    Ok(values)
}

fn malformed(body: &[u8], error: &serde_json::Error) -> ApiError {
    // The reader's own words may repeat what was sent in its own manner, so only the position is passed on.
    let message = match serde_json::from_slice::<Value>(body) {
        Ok(value) => format!("the body is {}", kind_of(&value)),
        Err(_) => format!(
            "the body is not JSON: line {}, column {}",
            error.line(),
            error.column()
        ),
    };
    ApiError::new(ErrorCode::MalformedRequest, message).hint(OBJECT_HINT)
}

fn raw_value(name: &str, value: Value) -> Result<Option<RawValue>, ApiError> {
    let refuse = |message: String| {
        let param: String = name.chars().take(60).collect();
        ApiError::new(ErrorCode::InvalidValue, message)
            .hint(VALUE_HINT)
            .param(param)
    };
    let shown: String = name.chars().take(60).collect();
    match value {
        Value::Null => Ok(None),
        Value::Array(values) => {
            let mut texts = Vec::with_capacity(values.len());
            for value in values {
                let kind = kind_of(&value);
                texts.push(scalar(value).ok_or_else(|| refuse(format!("`{shown}` holds {kind}")))?);
            }
            Ok(Some(RawValue::List(texts)))
        }
        value => {
            let kind = kind_of(&value);
            let text = scalar(value).ok_or_else(|| refuse(format!("`{shown}` is {kind}")))?;
            Ok(Some(RawValue::Text(text)))
        }
    }
}

fn scalar(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The members of an object, in their order.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                    if members.len() > 1_000 {
                        return Err(A::Error::custom("too many members"));
                    }
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}
