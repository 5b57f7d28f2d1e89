//! Names of countries, states and cities by place: the values that the place facets count and place filters name.
//!
//! A state's value is "Zhejiang, China", a city's "Hangzhou, Zhejiang, China", so that no two places of one name are ever counted together; a filter may also give the bare name, which means all of them.

use std::collections::HashMap;

use tantivy::DocId;

use crate::{
    ask::Facet,
    index::{Columns, Lists},
    places::{Place, PlaceId},
    text::fold,
};

/// One table for each of country, state and city.
pub struct PlaceNames {
    tables: [NameTable; 3],
    /// By place: its country, state and city as positions in their tables.
    of_place: Vec<[Option<u32>; 3]>,
    /// By level and document: the distinct names of its sites.
    of_doc: [Lists; 3],
}

/// The distinct names of one level.
#[derive(Default)]
pub struct NameTable {
    pub names: Vec<AreaName>,
}

/// One country, state or city.
pub struct AreaName {
    /// With its parents: "Hangzhou, Zhejiang, China".
    pub value: String,
    /// Without them.
    pub name: String,
    pub parent: Option<String>,
    folded_value: String,
    folded_name: String,
}

const LEVELS: [Facet; 3] = [Facet::Country, Facet::State, Facet::City];

impl PlaceNames {
    /// Gathers the names of these places, whose ids are positions, and those of each document's sites.
    pub fn new(places: &[Place], columns: &Columns) -> Self {
        let mut tables: [NameTable; 3] = Default::default();
        let mut known: [HashMap<String, u32>; 3] = Default::default();
        let mut of_place = Vec::with_capacity(places.len());
        for place in places {
            let names = [&place.country, &place.state, &place.city];
            let mut codes = [None; 3];
            let mut parent: Option<String> = None;
            for level in 0..3 {
                let Some(name) = names[level] else { continue };
                let value = match &parent {
                    Some(parent) => format!("{name}, {parent}"),
                    None => name.clone(),
                };
                let code = *known[level].entry(value.clone()).or_insert_with(|| {
                    let folded_value = fold(&value);
                    let folded_name = fold(name);
                    let table = &mut tables[level].names;
                    table.push(AreaName {
                        value: value.clone(),
                        name: name.clone(),
                        parent: parent.clone(),
                        folded_value,
                        folded_name,
                    });
                    table.len() as u32 - 1
                });
                codes[level] = Some(code);
                parent = Some(value);
            }
            of_place.push(codes);
        }
        let of_doc = std::array::from_fn(|level| {
            let mut lists = Lists::default();
            let mut codes: Vec<u32> = Vec::new();
            for doc in 0..columns.docs() {
                codes.clear();
                codes.extend(
                    columns
                        .sites(doc)
                        .filter_map(|site| of_place[site.place.0 as usize][level]),
                );
                codes.sort_unstable();
                codes.dedup();
                lists.push(codes.iter().copied());
            }
            lists
        });
        PlaceNames {
            tables,
            of_place,
            of_doc,
        }
    }

    /// Returns the distinct names of a document's sites on one level, as positions in its table.
    pub fn codes_of(&self, level: usize, doc: DocId) -> &[u32] {
        self.of_doc[level].of(doc)
    }

    /// Returns the names of one level; empty for a facet that is not about places.
    pub fn table(&self, facet: Facet) -> &[AreaName] {
        level_of(facet).map_or(&[], |level| &self.tables[level].names)
    }

    /// Returns a place's name on one level (0 country, 1 state, 2 city), as a position in its table.
    pub fn code_at(&self, place: PlaceId, level: usize) -> Option<u32> {
        self.of_place[place.0 as usize][level]
    }

    /// Returns for each name of a level whether one of `wanted` means it: by its value with parents, or by its bare name.
    pub fn matching(&self, facet: Facet, wanted: &[String]) -> Vec<bool> {
        if wanted.is_empty() {
            return vec![false; self.table(facet).len()];
        }
        let wanted: Vec<String> = wanted.iter().map(|name| fold(name)).collect();
        let is_wanted = |name: &AreaName| {
            wanted
                .iter()
                .any(|wanted| *wanted == name.folded_value || *wanted == name.folded_name)
        };
        self.table(facet).iter().map(is_wanted).collect()
    }
}

/// Returns the level of a place facet; `None` for a facet that is not about places.
pub fn level_of(facet: Facet) -> Option<usize> {
    LEVELS.iter().position(|level| *level == facet)
}
