//! Columns: what filters, facets, sorting and distances read of every document, in memory.
//!
//! A search looks at these values for every document that matches its words, so they are plain arrays rather than compressed columns on disk: about 120 bytes a trial, loaded once when a generation is opened.

use std::ops::Range;

use tantivy::{DocId, columnar::Column, fastfield::FastFieldReaders};

use super::schema::column_name;
use crate::{ask::Facet, places::PlaceId, vocabulary::ConceptId};

/// Where one site is, and whether it takes people now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SiteRef {
    pub place: PlaceId,
    pub is_recruiting: bool,
}

impl SiteRef {
    pub(super) fn to_column(self) -> u64 {
        u64::from(self.place.0) << 1 | u64::from(self.is_recruiting)
    }

    #[cfg(test)]
    fn packed(self) -> u32 {
        self.place.0 << 1 | u32::from(self.is_recruiting)
    }

    #[inline]
    fn unpack(packed: u32) -> Self {
        SiteRef {
            place: PlaceId(packed >> 1),
            is_recruiting: packed & 1 == 1,
        }
    }
}

/// Lists of numbers, one list per document, end to end.
#[derive(Debug, Default)]
pub struct Lists {
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    #[inline]
    fn range(&self, doc: DocId) -> Range<usize> {
        let doc = doc as usize;
        let start = if doc == 0 {
            0
        } else {
            self.ends[doc - 1] as usize
        };
        start..self.ends[doc] as usize
    }

    /// Returns the list of a document.
    #[inline]
    pub fn of(&self, doc: DocId) -> &[u32] {
        &self.items[self.range(doc)]
    }

    /// Adds the list of the next document.
    pub fn push(&mut self, items: impl Iterator<Item = u32>) {
        self.items.extend(items);
        self.ends.push(self.items.len() as u32);
    }
}

/// A column of names: each document's values as numbers into a sorted dictionary.
#[derive(Debug, Default)]
pub struct Codes {
    names: Vec<String>,
    lists: Lists,
}

impl Codes {
    /// Returns the codes of a document's values.
    #[inline]
    pub fn of(&self, doc: DocId) -> &[u32] {
        self.lists.of(doc)
    }

    /// Returns every value that any document has, sorted; a value's code is its position.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the code of a value, if any document has it.
    pub fn code(&self, name: &str) -> Option<u32> {
        self.names
            .binary_search_by(|known| known.as_str().cmp(name))
            .ok()
            .map(|code| code as u32)
    }

    fn load(readers: &FastFieldReaders, field: &str, docs: DocId) -> tantivy::Result<Self> {
        let mut codes = Codes::default();
        let Some(column) = readers.str(field)? else {
            (0..docs).for_each(|_| codes.lists.push(std::iter::empty()));
            return Ok(codes);
        };
        for code in 0..column.num_terms() as u64 {
            let mut name = String::new();
            column.ord_to_str(code, &mut name)?;
            codes.names.push(name);
        }
        for doc in 0..docs {
            codes
                .lists
                .push(column.term_ords(doc).map(|code| code as u32));
        }
        Ok(codes)
    }
}

/// What a missing day, count or age is stored as; it sorts last where the largest come first.
pub const MISSING_DAY: i32 = i32::MIN;

/// The columns of one generation.
#[derive(Debug, Default)]
pub struct Columns {
    /// The number of each document's NCT id; ascending, since documents are in that order.
    pub nct: Vec<u32>,
    /// Days since 1970-01-01, or [`MISSING_DAY`].
    pub first_posted: Vec<i32>,
    /// Days since 1970-01-01, or [`MISSING_DAY`].
    pub last_update: Vec<i32>,
    /// Days since 1970-01-01, or [`MISSING_DAY`].
    pub start_date: Vec<i32>,
    /// People; `None` is stored as −1.
    pub enrollment: Vec<i64>,
    /// First day of life on which one may join; 0 when open.
    pub minimum_age: Vec<u32>,
    /// Last day of life on which one may join; the largest number when open.
    pub maximum_age: Vec<u32>,
    pub sponsor_name: Codes,
    pub facility_name: Codes,
    facets: [Option<Codes>; Facet::COUNT],
    sites: Lists,
    subjects: Lists,
}

impl Columns {
    /// Returns the columns of an index without documents.
    pub(super) fn empty() -> Self {
        Columns::default()
    }

    pub(super) fn load(readers: &FastFieldReaders, docs: DocId) -> tantivy::Result<Self> {
        let days = |field: &str| -> tantivy::Result<Vec<i32>> {
            let column: Option<Column<i64>> = readers.column_opt(field)?;
            Ok(first_values(column, docs, MISSING_DAY, |day| day as i32))
        };
        let ages = |field: &str, open: u32| -> tantivy::Result<Vec<u32>> {
            let column: Option<Column<u64>> = readers.column_opt(field)?;
            Ok(first_values(column, docs, open, |age| age as u32))
        };
        let mut facets = [const { None }; Facet::COUNT];
        for facet in Facet::ALL.into_iter().filter(|facet| facet.has_column()) {
            facets[facet as usize] = Some(Codes::load(readers, &column_name(facet), docs)?);
        }
        let lists = |field: &str| -> tantivy::Result<Lists> {
            let column: Option<Column<u64>> = readers.column_opt(field)?;
            let mut lists = Lists::default();
            for doc in 0..docs {
                match &column {
                    Some(column) => {
                        lists.push(column.values_for_doc(doc).map(|number| number as u32));
                    }
                    None => lists.push(std::iter::empty()),
                }
            }
            Ok(lists)
        };
        Ok(Columns {
            nct: first_values(readers.column_opt::<u64>("nct")?, docs, 0, |number| {
                number as u32
            }),
            first_posted: days("column_first_posted")?,
            last_update: days("column_last_update")?,
            start_date: days("column_start_date")?,
            enrollment: first_values(
                readers.column_opt::<u64>("column_enrollment")?,
                docs,
                -1,
                |count| count as i64,
            ),
            minimum_age: ages("column_minimum_age", 0)?,
            maximum_age: ages("column_maximum_age", u32::MAX)?,
            sponsor_name: Codes::load(readers, "column_sponsor_name", docs)?,
            facility_name: Codes::load(readers, "column_facility_name", docs)?,
            facets,
            sites: lists("column_sites")?,
            subjects: lists("column_subjects")?,
        })
    }

    /// Returns the column of a facet's values; `None` for a facet that has none.
    pub fn codes(&self, facet: Facet) -> Option<&Codes> {
        self.facets[facet as usize].as_ref()
    }

    /// Returns every value of a facet that any document has.
    pub fn names(&self, facet: Facet) -> &[String] {
        self.codes(facet).map_or(&[], Codes::names)
    }

    /// Returns the number of documents.
    pub fn docs(&self) -> DocId {
        self.nct.len() as DocId
    }

    /// Returns the sites of a document, in the order of its record.
    pub fn sites(&self, doc: DocId) -> impl Iterator<Item = SiteRef> + '_ {
        self.sites
            .of(doc)
            .iter()
            .map(|packed| SiteRef::unpack(*packed))
    }

    /// Returns the conditions that a document is about, by its title and its list of conditions; nothing that is broader than another of them.
    pub fn subjects(&self, doc: DocId) -> impl Iterator<Item = ConceptId> + '_ {
        self.subjects
            .of(doc)
            .iter()
            .map(|number| ConceptId(*number))
    }

    /// Returns the document with this NCT number.
    pub fn doc_of(&self, nct: u32) -> Option<DocId> {
        self.nct.binary_search(&nct).ok().map(|doc| doc as DocId)
    }
}

fn first_values<T, V>(
    column: Option<Column<T>>,
    docs: DocId,
    missing: V,
    convert: impl Fn(T) -> V,
) -> Vec<V>
where
    T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + 'static,
    V: Copy,
{
    match column {
        Some(column) => (0..docs)
            .map(|doc| column.first(doc).map_or(missing, &convert))
            .collect(),
        None => vec![missing; docs as usize],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_packed_and_unpacked() {
        for place in [0, 1, 77_000, u32::MAX >> 1] {
            for is_recruiting in [false, true] {
                let site = SiteRef {
                    place: PlaceId(place),
                    is_recruiting,
                };
                assert_eq!(SiteRef::unpack(site.packed()), site);
                assert_eq!(site.to_column(), u64::from(site.packed()));
            }
        }
    }

    #[test]
    fn lists_lie_end_to_end() {
        let mut lists = Lists::default();
        lists.push([1, 2].into_iter());
        lists.push(std::iter::empty());
        lists.push([3].into_iter());
        assert_eq!(
            (lists.of(0), lists.of(1), lists.of(2)),
            (&[1, 2][..], &[][..], &[3][..])
        );
    }
}
