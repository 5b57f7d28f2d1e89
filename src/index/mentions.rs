//! Mentions: where the names of concepts stand in the texts of a trial, kept with it since the day it was indexed.
//!
//! Finding names in a long trial takes longer than all the rest of a search, so what annotation has found is stored, and a hit is marked without reading its texts again. What is marked is then exactly what was found.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::TextField;
use crate::vocabulary::ConceptId;

/// The mentions of one trial, by field and text, in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentions(Vec<Mention>);

/// A name of a concept in a text. Places count bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Mention {
    field: TextField,
    /// Which of [`super::texts_of`] the field.
    text: u32,
    start: u32,
    length: u32,
    concept: ConceptId,
}

impl Mentions {
    /// Adds a name that stands in a text of a field, its number among the texts of the field given.
    pub fn push(&mut self, field: TextField, text: usize, span: Range<usize>, concept: ConceptId) {
        // A trial that is longer than 4 GB is not read at all.
        self.0.push(Mention {
            field,
            text: text as u32,
            start: span.start as u32,
            length: span.len() as u32,
            concept,
        });
    }

    /// Returns the names in a text of a field.
    pub fn in_text(
        &self,
        field: TextField,
        text: usize,
    ) -> impl Iterator<Item = (ConceptId, Range<usize>)> {
        let here = self.0.iter();
        let here =
            here.filter(move |mention| mention.field == field && mention.text as usize == text);
        here.map(|mention| {
            let start = mention.start as usize;
            (mention.concept, start..start + mention.length as usize)
        })
    }

    /// Returns whether there are names in a field.
    pub fn any_in(&self, field: TextField) -> bool {
        self.0.iter().any(|mention| mention.field == field)
    }

    /// Keeps the names of concepts that `is_wanted`.
    pub fn retain(&mut self, is_wanted: impl Fn(ConceptId) -> bool) {
        self.0.retain(|mention| is_wanted(mention.concept));
    }
}
