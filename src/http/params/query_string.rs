//! The part of an address behind `?`, decoded without forgiveness: what cannot be read is refused instead of searched for.

use super::super::error::{ApiError, ErrorCode};

/// Returns the names and texts in their order.
pub fn decode(query: &str) -> Result<Vec<(String, String)>, ApiError> {
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decode_part(name, None)?;
        let text = decode_part(text, Some(&name))?;
        pairs.push((name, text));
    }
    Ok(pairs)
}

/// Returns what can be read of the names and texts, and what cannot, as it was written.
pub fn decode_kindly(query: &str) -> (Vec<(String, String)>, Vec<String>) {
    let mut pairs = Vec::new();
    let mut unreadable = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match decode(pair) {
            Ok(decoded) => pairs.extend(decoded),
            Err(_) => unreadable.push(pair.to_owned()),
        }
    }
    (pairs, unreadable)
}

fn decode_part(part: &str, param: Option<&str>) -> Result<String, ApiError> {
    let refuse = |message: String, hint: &str| {
        let error = ApiError::new(ErrorCode::MalformedRequest, message).hint(hint);
        match param {
            Some(param) => error.param(param.chars().take(60).collect::<String>()),
            None => error,
        }
    };
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = rest.next().and_then(hex).zip(rest.next().and_then(hex));
                let (high, low) = digits.ok_or_else(|| {
                    refuse(
                        "`%` is not followed by two hexadecimal digits".to_owned(),
                        "write a percent sign as `%25`",
                    )
                })?;
                bytes.push(high << 4 | low);
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| {
        let what = param.map_or("a parameter's name".to_owned(), |param| {
            format!("`{param}`")
        });
        refuse(
            format!("the bytes of {what} are not UTF-8"),
            "encode text as UTF-8 before percent-encoding it",
        )
    })
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn encode(text: &str) -> String {
        text.bytes().map(|byte| format!("%{byte:02X}")).collect()
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_decoded(pairs in prop::collection::vec((".{1,8}", ".{0,12}"), 0..4)) {
            let query: Vec<_> = pairs.iter().map(|(name, text)| format!("{}={}", encode(name), encode(text))).collect();
            prop_assert_eq!(decode(&query.join("&")).unwrap(), pairs);
        }

        #[test]
        fn any_text_is_read_or_refused(query in ".{0,40}") {
            let _ = decode(&query);
        }
    }
}
