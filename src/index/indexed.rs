//! The document handed to tantivy: one buffer of terms, and values that point into it.
//!
//! A title stands eight times in the catch-all field; tantivy's own document would copy it eight times, this one refers to it.

use std::ops::Range;

use tantivy::schema::{
    Field,
    document::{Document, ReferenceValue, ReferenceValueLeaf, Value},
};

/// A trial as tantivy indexes it.
#[derive(Default)]
pub struct IndexedTrial {
    terms: String,
    stored: Vec<u8>,
    values: Vec<(Field, Stored)>,
}

#[derive(Clone)]
enum Stored {
    Text(Range<usize>),
    Unsigned(u64),
    Signed(i64),
    Bytes,
}

impl IndexedTrial {
    /// Returns a document that stores `bytes` in `field`.
    pub fn new(field: Field, bytes: Vec<u8>) -> Self {
        IndexedTrial {
            terms: String::new(),
            stored: bytes,
            values: vec![(field, Stored::Bytes)],
        }
    }

    /// Appends to the stored bytes.
    pub fn append_stored(&mut self, bytes: &[u8]) {
        self.stored.extend_from_slice(bytes);
    }

    /// Writes terms to the buffer and returns where they stand.
    pub fn write_terms(&mut self, write: impl FnOnce(&mut String)) -> Range<usize> {
        let start = self.terms.len();
        write(&mut self.terms);
        start..self.terms.len()
    }

    /// Adds terms that were written before to a field.
    pub fn add_terms(&mut self, field: Field, terms: Range<usize>) {
        self.values.push((field, Stored::Text(terms)));
    }

    /// Adds a text to a field.
    pub fn add_text(&mut self, field: Field, text: &str) {
        let terms = self.write_terms(|terms| terms.push_str(text));
        self.add_terms(field, terms);
    }

    /// Adds a number to a field.
    pub fn add_u64(&mut self, field: Field, value: u64) {
        self.values.push((field, Stored::Unsigned(value)));
    }

    /// Adds a number to a field.
    pub fn add_i64(&mut self, field: Field, value: i64) {
        self.values.push((field, Stored::Signed(value)));
    }
}

impl Document for IndexedTrial {
    type Value<'a> = Indexed<'a>;
    type FieldsValuesIter<'a> = Box<dyn Iterator<Item = (Field, Indexed<'a>)> + 'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        Box::new(self.values.iter().map(|(field, value)| {
            let value = match value {
                Stored::Text(range) => Indexed::Text(&self.terms[range.clone()]),
                Stored::Unsigned(value) => Indexed::Unsigned(*value),
                Stored::Signed(value) => Indexed::Signed(*value),
                Stored::Bytes => Indexed::Bytes(&self.stored),
            };
            (*field, value)
        }))
    }
}

/// One value of an [`IndexedTrial`].
#[derive(Debug, Clone, Copy)]
pub enum Indexed<'a> {
    Text(&'a str),
    Unsigned(u64),
    Signed(i64),
    Bytes(&'a [u8]),
}

impl<'a> Value<'a> for Indexed<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self {
            Indexed::Text(text) => ReferenceValueLeaf::Str(text),
            Indexed::Unsigned(value) => ReferenceValueLeaf::U64(*value),
            Indexed::Signed(value) => ReferenceValueLeaf::I64(*value),
            Indexed::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
        })
    }
}
