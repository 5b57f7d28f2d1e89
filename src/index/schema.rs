//! The schema: which fields an index has, and how each is indexed.
//!
//! Text reaches the index as terms made by [`crate::text::analyzers`] and joined by blanks, so every text field uses tantivy's `whitespace` tokenizer and a text is analyzed once although several fields hold it.
//!
//! Three kinds of fields. The *catch-all* `all` holds the texts that make a trial a good answer, the important ones several times: tantivy has no BM25F, and whole repeats weight a field within one BM25.
//! The *text fields* hold one kind of text each, with positions: they serve phrases, "where did it match", and the second stage of ranking.
//! The *columns* hold values to filter, count and sort by.
//!
//! *Invariant:* exclusion criteria are in no field but `exclusion`: they never make a trial a good answer.

use crate::ask::Facet;
use serde::{Deserialize, Serialize};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, SchemaBuilder, TextFieldIndexing,
    TextOptions,
};

/// A field that holds one kind of text. Where names stand is stored by field, so another order of these is another [`super::FORMAT_VERSION`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TextField {
    /// Brief title and the editors' plain title.
    Title,
    /// Official title and acronym.
    OfficialTitle,
    Conditions,
    Keywords,
    /// MeSH headings of the conditions.
    ConditionMesh,
    /// Names and other names of interventions.
    Interventions,
    InterventionMesh,
    /// Brief summary, and the editors' summary.
    Summary,
    Description,
    Inclusion,
    Exclusion,
    /// Criteria of which it is not known whether they include or exclude.
    Unsplit,
    /// Arms, their descriptions and those of interventions.
    Arms,
    Outcomes,
    /// Sponsor, collaborators and officials.
    Sponsor,
    /// Facilities, cities, states and countries.
    Locations,
}

impl TextField {
    /// All text fields, the most telling first: this is the order in which "where it matched" is reported.
    pub const ALL: [TextField; 16] = [
        TextField::Title,
        TextField::Conditions,
        TextField::OfficialTitle,
        TextField::ConditionMesh,
        TextField::Keywords,
        TextField::Interventions,
        TextField::InterventionMesh,
        TextField::Summary,
        TextField::Inclusion,
        TextField::Description,
        TextField::Unsplit,
        TextField::Arms,
        TextField::Outcomes,
        TextField::Sponsor,
        TextField::Locations,
        TextField::Exclusion,
    ];

    /// The fields that say what a trial is about and what it tests.
    pub const NAMING: [TextField; 7] = [
        TextField::Title,
        TextField::OfficialTitle,
        TextField::Conditions,
        TextField::ConditionMesh,
        TextField::Keywords,
        TextField::Interventions,
        TextField::InterventionMesh,
    ];

    /// Returns the name of the field in the index and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            TextField::Title => "title",
            TextField::OfficialTitle => "official_title",
            TextField::Conditions => "conditions",
            TextField::Keywords => "keywords",
            TextField::ConditionMesh => "condition_mesh",
            TextField::Interventions => "interventions",
            TextField::InterventionMesh => "intervention_mesh",
            TextField::Summary => "summary",
            TextField::Description => "description",
            TextField::Inclusion => "inclusion",
            TextField::Exclusion => "exclusion",
            TextField::Unsplit => "unsplit",
            TextField::Arms => "arms",
            TextField::Outcomes => "outcomes",
            TextField::Sponsor => "sponsor",
            TextField::Locations => "locations",
        }
    }

    /// Returns whether the field's text is part of the catch-all field.
    pub fn is_in_catch_all(self) -> bool {
        !matches!(
            self,
            TextField::Exclusion
                | TextField::Arms
                | TextField::Outcomes
                | TextField::Sponsor
                | TextField::Locations
        )
    }
}

/// The fields of an index.
#[derive(Debug, Clone)]
pub struct Fields {
    pub schema: Schema,
    /// The weighted catch-all.
    pub all: Field,
    texts: [Field; TextField::ALL.len()],
    /// The concepts of a trial, each with the level of its best occurrence; see [`super::OccurrenceLevel::term`].
    pub concepts: Field,
    /// Every id of a trial, in [`squeeze_id`]'s form.
    pub ids: Field,
    /// The whole trial, as `postcard` bytes.
    pub trial: Field,
    pub nct: Field,
    pub first_posted: Field,
    pub last_update: Field,
    pub start_date: Field,
    pub enrollment: Field,
    pub minimum_age: Field,
    pub maximum_age: Field,
    /// One value per site: place id and whether it recruits; see [`super::SiteRef`].
    pub sites: Field,
    /// The conditions that a trial is about, those left out that are broader than another.
    pub subjects: Field,
    pub sponsor_name: Field,
    pub facility_name: Field,
    facets: [Option<Field>; Facet::COUNT],
}

impl Fields {
    /// Returns the schema of [`super::FORMAT_VERSION`].
    pub fn new() -> Self {
        let mut builder = Schema::builder();
        let all = builder.add_text_field("all", text_options(IndexRecordOption::WithFreqs));
        let texts = TextField::ALL.map(|field| {
            builder.add_text_field(
                field.as_str(),
                text_options(IndexRecordOption::WithFreqsAndPositions),
            )
        });
        let raw = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic);
        let concepts = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::Basic);
        let concepts = builder.add_text_field(
            "concepts",
            TextOptions::default().set_indexing_options(concepts.set_fieldnorms(false)),
        );
        let ids = builder.add_text_field(
            "ids",
            TextOptions::default().set_indexing_options(raw.set_fieldnorms(false)),
        );
        let trial = builder.add_bytes_field("trial", STORED);
        let nct = builder.add_u64_field("nct", FAST | INDEXED);
        let names = |builder: &mut SchemaBuilder, name: &str| {
            builder.add_text_field(name, TextOptions::default().set_fast("raw"))
        };
        Fields {
            all,
            texts,
            concepts,
            ids,
            trial,
            nct,
            first_posted: builder.add_i64_field("column_first_posted", FAST),
            last_update: builder.add_i64_field("column_last_update", FAST),
            start_date: builder.add_i64_field("column_start_date", FAST),
            enrollment: builder.add_u64_field("column_enrollment", FAST),
            minimum_age: builder.add_u64_field("column_minimum_age", FAST),
            maximum_age: builder.add_u64_field("column_maximum_age", FAST),
            sites: builder.add_u64_field("column_sites", FAST),
            subjects: builder.add_u64_field("column_subjects", FAST),
            sponsor_name: names(&mut builder, "column_sponsor_name"),
            facility_name: names(&mut builder, "column_facility_name"),
            facets: Facet::ALL.map(|facet| {
                facet
                    .has_column()
                    .then(|| names(&mut builder, &column_name(facet)))
            }),
            schema: builder.build(),
        }
    }

    /// Returns the index field that holds one kind of text.
    pub fn text(&self, field: TextField) -> Field {
        let position = TextField::ALL
            .iter()
            .position(|other| *other == field)
            .unwrap_or(0);
        self.texts[position]
    }

    /// Returns the index field that holds a facet's values, for a facet that has a column.
    pub fn facet(&self, facet: Facet) -> Option<Field> {
        self.facets[facet as usize]
    }
}

/// Returns the name of the index field that holds a facet's values.
pub(super) fn column_name(facet: Facet) -> String {
    format!("column_{}", facet.as_str())
}

impl Default for Fields {
    fn default() -> Self {
        Self::new()
    }
}

fn text_options(record: IndexRecordOption) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(record),
    )
}

/// Returns an id without what people leave out or add: `EudraCT 2020-001234-56` and `2020-001234-56` differ, `chictr 2100050001` and `ChiCTR2100050001` do not.
pub fn squeeze_id(id: &str) -> String {
    id.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}
