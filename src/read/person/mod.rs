//! Who the patient is, in the person's own words: age, sex, pregnancy, and healthy volunteers.
//!
//! The words are data ([`PersonCues`]); what makes an age out of a number, its unit and the words around is here.
//! Of several people in a query the patient is meant: "my mother had breast cancer" and "my son helps me" say nothing.
//!
//! *Invariant:* no clock: "born in 1960" is not read.

mod age;
mod bare;
mod bounds;
mod cues;
mod decade;
mod file;
mod group;
mod healthy;
mod meaning;
mod numbers;
mod scene;
mod sex;
mod subject;
#[cfg(test)]
mod tests;

pub use cues::PersonCues;
pub use file::{GroupBounds, LanguageWords};

use super::{Reading, Value, tokens::Token};
use scene::Scene;

/// Returns what the tokens say of the patient; `taken` are the tokens of names of conditions and treatments, and of quotes.
///
/// At most one age is sure. Of several words for one sex each gives a reading, so that none of them is searched for as a word.
/// Readings of age and sex may overlap ("62yof"), those of pregnancy and sex may be of the same tokens.
pub fn read_person(tokens: &[Token], taken: &[bool], cues: &PersonCues) -> Vec<Reading> {
    let scene = Scene::new(tokens, taken, cues);
    let found = age::find_ages(&scene);
    let mut readings = group::choose_age(&scene, &found);
    readings.extend(sex::read_sex(&scene, &found));
    readings.extend(healthy::read_healthy(&scene));
    readings.sort_by_key(|reading| (reading.tokens.start, rank(&reading.value)));
    readings
}

/// Orders readings that begin at the same token.
fn rank(value: &Value) -> u8 {
    match value {
        Value::Age(_) => 0,
        Value::Pregnant => 1,
        Value::Sex(_) => 2,
        _ => 3,
    }
}
