//! What was understood, part by part.

use serde::Serialize;
use utoipa::ToSchema;

use super::Labelled;
use crate::{
    ask::{Ages, Criterion, PlaceReading},
    read::{Part, PartKind, Told, Understanding, Unwanted},
    say::{self, Words},
};

/// What was understood of a search.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct UnderstandingBody {
    /// Language of the words, where it is plain.
    #[schema(example = "en")]
    pub language: Option<String>,
    /// What was said, in the order of the words, then the explicit parameters.
    pub parts: Vec<PartBody>,
    /// Spellings that were corrected; `ignore=correction` takes the words as they were typed.
    pub corrections: Vec<CorrectionBody>,
    /// What may have been meant: seen, but not sure enough to be applied.
    pub suggestions: Vec<PartBody>,
    /// What says something and was not used.
    pub unread: Vec<UnreadBody>,
    /// A place that must be asked for: `near me`, or one that nobody knows.
    pub place_question: Option<PlaceQuestionBody>,
    /// Whether the person says that they want to die: show `help_lines` before anything else.
    pub is_crisis: bool,
    /// Telephone lines for a person in a crisis, those for the language of the answer first; empty without one.
    pub help_lines: Vec<HelpLineBody>,
}

/// A stretch of the words that was not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnreadBody {
    #[schema(example = "paid")]
    pub text: String,
    /// First character and the one behind the last, counted in Unicode scalar values of the query.
    #[schema(value_type = Vec<usize>, example = json!([7, 11]))]
    pub span: [usize; 2],
}

/// A place that must be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceQuestionBody {
    /// The person's own words.
    #[schema(example = "near Blorptown")]
    pub text: String,
    /// The name that nobody knows; `null` for "near me".
    #[schema(example = "Blorptown")]
    pub unknown: Option<String>,
    /// Places of similar names, for `near`.
    pub nearest: Vec<String>,
}

/// A telephone line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HelpLineBody {
    #[schema(example = "Samaritans")]
    pub name: String,
    #[schema(example = "United Kingdom and Ireland")]
    pub country: String,
    /// As people write it.
    #[schema(example = "116 123")]
    pub number: String,
    /// As it is dialled: what stands behind `tel:` in a link.
    #[schema(example = "116123")]
    pub tel: String,
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartBody {
    /// To switch it off: `ignore=place-1`.
    #[schema(example = "place-1")]
    pub id: String,
    /// What kind of thing it is: `condition`, `treatment`, `not`, `age`, `sex`, `status`, `phase`, `place`, `id`, `phrase`, `word` and others.
    #[schema(example = "place")]
    pub kind: String,
    /// The person's own words, or the value of the parameter.
    #[schema(example = "Hangzhou")]
    pub text: String,
    /// First character and the one behind the last, counted in Unicode scalar values of the query; `null` for a parameter.
    #[schema(value_type = Option<Vec<usize>>, example = json!([12, 20]))]
    pub span: Option<[usize; 2]>,
    /// For `background`: how the person stands to it: `absent`, `past`, `family`, `possible`, `besides`, `tried`, `failed` or `current`.
    #[schema(example = "tried")]
    pub standing: Option<&'static str>,
    /// In plain words.
    #[schema(example = "Hangzhou, Zhejiang, China")]
    pub label: String,
    /// Ids of the concept, for conditions, treatments and what must be absent.
    pub concepts: Vec<String>,
    /// For an age: the age in years, where one was stated.
    #[schema(example = 62.0)]
    pub years: Option<f64>,
    /// For a span of ages: the youngest and the oldest age in years, as far as there is one.
    #[schema(example = 13.0)]
    pub min_years: Option<f64>,
    #[schema(example = 17.0)]
    pub max_years: Option<f64>,
    /// For a place: where it is.
    pub place: Option<PartPlace>,
    /// For a parameter: its values.
    pub values: Vec<Labelled>,
    /// `must`: searched for. `rank`: searched for, but only to order the answer. `fit`: decides which trials match. `filter`: takes trials out. `told`: understood, and changes nothing.
    #[schema(example = "filter")]
    pub effect: &'static str,
    /// Whether it acts, or was switched off.
    pub applied: bool,
    /// How many more trials would match without it; `null` where it was not counted.
    #[schema(example = 131)]
    pub more_without: Option<u64>,
}

/// Where a place is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartPlace {
    #[schema(example = "Hangzhou")]
    pub name: String,
    #[schema(example = "Zhejiang")]
    pub state: Option<String>,
    #[schema(example = "China")]
    pub country: Option<String>,
    /// Degrees north; `null` for a state or country.
    #[schema(example = 30.29)]
    pub lat: Option<f64>,
    /// Degrees east; `null` for a state or country.
    #[schema(example = 120.16)]
    pub lon: Option<f64>,
    #[schema(example = 50.0)]
    pub radius_km: Option<f64>,
    /// Other places of the same name.
    pub alternatives: Vec<String>,
}

/// A spelling that was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CorrectionBody {
    #[schema(example = "lukemia")]
    pub from: String,
    #[schema(example = "leukemia")]
    pub to: String,
}

pub(super) fn body(
    understanding: &Understanding,
    more_without: &[Option<u64>],
    words: &str,
    in_words: Words<'_>,
) -> UnderstandingBody {
    let more = more_without.iter().copied().chain(std::iter::repeat(None));
    let corrections = understanding.corrections.iter();
    UnderstandingBody {
        language: understanding.language.clone(),
        parts: understanding
            .parts
            .iter()
            .zip(more)
            .map(|(part, more)| part_body(part, more, words, in_words))
            .collect(),
        corrections: corrections
            .map(|correction| CorrectionBody {
                from: correction.from.clone(),
                to: correction.to.clone(),
            })
            .collect(),
        suggestions: understanding
            .suggestions
            .iter()
            .map(|part| part_body(part, None, words, in_words))
            .collect(),
        unread: understanding
            .unread
            .iter()
            .map(|unread| UnreadBody {
                text: unread.text.clone(),
                span: [
                    chars_before(words, unread.span.start),
                    chars_before(words, unread.span.end),
                ],
            })
            .collect(),
        place_question: understanding
            .place_question
            .as_ref()
            .map(|question| PlaceQuestionBody {
                text: question.text.clone(),
                unknown: question.unknown.as_ref().map(|place| place.name.clone()),
                nearest: question
                    .unknown
                    .as_ref()
                    .map(|place| place.nearest.clone())
                    .unwrap_or_default(),
            }),
        is_crisis: understanding.is_crisis,
        help_lines: in_words
            .config
            .help_lines
            .for_language(in_words.lang())
            .into_iter()
            .filter(|_| understanding.is_crisis)
            .map(|line| HelpLineBody {
                name: line.name.clone(),
                country: line.country_in(in_words.lang()).to_owned(),
                number: line.number.clone(),
                tel: line.tel.clone(),
            })
            .collect(),
    }
}

fn part_body(part: &Part, more_without: Option<u64>, words: &str, in_words: Words<'_>) -> PartBody {
    let criterion = part.kind.criterion();
    let age = match criterion {
        Some(Criterion::Age(ages)) => Some(ages.in_years()),
        _ => None,
    };
    let exact = age.filter(|age| age.is_exact);
    let span = age.filter(|age| !age.is_exact);
    let values = match &part.kind {
        PartKind::Id { nct_id } => vec![(nct_id.to_string(), nct_id.to_string())],
        PartKind::Criterion(criterion) => {
            let label = |value: &String| value_of(criterion, value, part, in_words);
            let values = criterion.values().into_iter();
            values
                .map(|value| (label(&value), value))
                .map(|(label, value)| (value, label))
                .collect()
        }
        _ => Vec::new(),
    };
    PartBody {
        id: part.id.clone(),
        kind: part.kind.as_str().to_owned(),
        text: part.text.clone(),
        span: part.span.as_ref().map(|span| {
            [
                chars_before(words, span.start),
                chars_before(words, span.end),
            ]
        }),
        standing: match &part.kind {
            PartKind::Background { standing, .. } => Some(standing.as_str()),
            _ => None,
        },
        label: part.label.clone(),
        concepts: match &part.kind {
            PartKind::Concept(reading)
            | PartKind::Background {
                what: Told::Concept(reading),
                ..
            }
            | PartKind::Not(Unwanted::Concept(reading)) => reading.ids.clone(),
            _ => Vec::new(),
        },
        years: exact.map(|age| age.min_years),
        min_years: span.map(|age| age.min_years),
        max_years: span.and_then(|age| age.max_years),
        place: part.kind.place().map(place_body),
        values: values
            .into_iter()
            .map(|(value, label)| Labelled { value, label })
            .collect(),
        effect: part.effect.as_str(),
        applied: part.applied,
        more_without,
    }
}

/// Returns how many characters stand before byte `at`.
fn chars_before(words: &str, at: usize) -> usize {
    if words.is_ascii() {
        return at.min(words.len());
    }
    words
        .char_indices()
        .take_while(|(start, _)| *start < at)
        .count()
}

fn place_body(reading: &PlaceReading) -> PartPlace {
    PartPlace {
        name: reading.name.clone(),
        state: reading.state.clone(),
        country: reading.country.clone(),
        lat: reading.point.map(|(lat, _)| lat),
        lon: reading.point.map(|(_, lon)| lon),
        radius_km: reading.radius_km,
        alternatives: reading.alternatives.clone(),
    }
}

/// Returns what people read for one value of a criterion.
fn value_of(criterion: &Criterion, value: &str, part: &Part, in_words: Words<'_>) -> String {
    match criterion {
        Criterion::Facet(facet, _) => say::facet_value(in_words, *facet, value, value),
        Criterion::Age(Ages::Given(age)) => say::age(in_words, *age),
        // One value, which the part has put into words.
        Criterion::Pregnant | Criterion::StartYear(_) | Criterion::PostedSince(_) => {
            part.label.clone()
        }
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_counted_in_characters() {
        for (words, bytes, chars) in [
            ("AML Hangzhou", 4..12, [4, 12]),
            ("乳腺癌 上海", 10..16, [4, 6]),
            ("é👩‍⚕️x", 2..16, [1, 6]),
            ("", 0..0, [0, 0]),
            ("ab", 9..12, [2, 2]),
        ] {
            assert_eq!(
                [
                    chars_before(words, bytes.start),
                    chars_before(words, bytes.end)
                ],
                chars,
                "{words}"
            );
        }
    }
}
