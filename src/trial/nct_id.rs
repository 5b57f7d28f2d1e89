//! The registry's own id of a study.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An id such as `NCT05665075`: `NCT` and eight digits, not all zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NctId(u32);

/// The text is not an NCT id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an NCT id")]
pub struct NctIdError(pub String);

impl NctIdError {
    /// What would have been accepted.
    pub const HINT: &'static str = "an NCT id is `NCT` and up to eight digits, such as NCT05665075";
}

impl NctId {
    /// Returns the number behind `NCT`, from 1 to 99,999,999.
    pub fn number(self) -> u32 {
        self.0
    }

    /// Returns the id with this number, or `None` outside 1 to 99,999,999.
    pub fn from_number(number: u32) -> Option<Self> {
        (1..=99_999_999).contains(&number).then_some(NctId(number))
    }
}

impl FromStr for NctId {
    type Err = NctIdError;

    /// Accepts any case, blanks, hyphens or a colon behind the letters, and missing leading zeros: `nct 5665075`.
    fn from_str(text: &str) -> Result<Self, NctIdError> {
        let refuse = || NctIdError(text.chars().take(60).collect());
        let trimmed = text.trim();
        let letters = trimmed.get(..3).ok_or_else(refuse)?;
        if !letters.eq_ignore_ascii_case("nct") {
            return Err(refuse());
        }
        let digits = trimmed[3..].trim_start_matches([' ', '-', ':', '#']);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refuse());
        }
        let significant = digits.trim_start_matches('0');
        if significant.is_empty() || significant.len() > 8 {
            return Err(refuse());
        }
        significant
            .parse()
            .ok()
            .and_then(NctId::from_number)
            .ok_or_else(refuse)
    }
}

impl fmt::Display for NctId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NCT{:08}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_leniently_and_printed_strictly() {
        for (text, printed) in [
            ("NCT05665075", "NCT05665075"),
            ("nct 5665075", "NCT05665075"),
            (" Nct-00000102 ", "NCT00000102"),
            ("NCT:1", "NCT00000001"),
        ] {
            assert_eq!(
                text.parse::<NctId>().map(|id| id.to_string()),
                Ok(printed.to_owned()),
                "{text:?}"
            );
        }
    }

    #[test]
    fn other_text_is_refused_by_name() {
        for text in [
            "",
            "NCT",
            "NCT00000000",
            "NCT123456789",
            "NCT12x",
            "ISRCTN12345678",
            "癌症",
            "NC",
            "é1",
        ] {
            assert_eq!(
                text.parse::<NctId>(),
                Err(NctIdError(text.to_owned())),
                "{text:?}"
            );
        }
    }
}
