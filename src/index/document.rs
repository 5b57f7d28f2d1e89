//! A trial as the index holds it: its texts by field, the catch-all, and its columns.
//!
//! The document handed to tantivy is one buffer of terms, and values that point into it: a title stands eight times in the catch-all field, and tantivy's own document would copy it eight times.

use std::{borrow::Cow, collections::HashMap, ops::Range, sync::Arc};

use super::{
    annotate::Annotation,
    columns::SiteRef,
    schema::{Fields, TextField, squeeze_id},
};
use crate::{
    ask::Facet,
    config::CatchAll,
    places::{Gazetteer, Point, SiteAddress},
    text::{analyzers::Analyzer, fold},
    trial::{Coded, Criterion, MeshTerms, PartialDate, Site, Sponsor, Trial, codes::RegistryEnum},
    vocabulary::{Vocabulary, key_terms_of},
};
use jiff::civil::Date;
use tantivy::schema::{
    Field,
    document::{Document, ReferenceValue, ReferenceValueLeaf, Value},
};

/// Returns the texts of one field of a trial, as they are shown.
///
/// Index and snippets both read a trial through this function, so what is highlighted is what was indexed.
pub fn texts_of(trial: &Trial, field: TextField) -> Vec<&str> {
    fn strs(list: &[String]) -> impl Iterator<Item = &str> {
        list.iter().map(String::as_str)
    }
    let mut texts: Vec<&str> = Vec::new();
    let editorial = trial.editorial.as_ref();
    match field {
        TextField::Title => {
            texts.extend(editorial.map(|editorial| editorial.plain_title.as_str()));
            texts.extend(trial.brief_title.as_deref());
        }
        TextField::OfficialTitle => {
            texts.extend(trial.official_title.as_deref());
            texts.extend(trial.acronym.as_deref());
        }
        TextField::Conditions => texts.extend(strs(&trial.conditions)),
        TextField::Keywords => {
            texts.extend(strs(&trial.keywords));
            texts.extend(editorial.iter().flat_map(|editorial| strs(&editorial.tags)));
        }
        TextField::ConditionMesh => texts.extend(mesh_terms(&trial.condition_mesh)),
        TextField::InterventionMesh => texts.extend(mesh_terms(&trial.intervention_mesh)),
        TextField::Interventions => {
            for intervention in &trial.interventions {
                texts.push(&intervention.name);
                texts.extend(strs(&intervention.other_names));
            }
        }
        TextField::Summary => {
            texts.extend(trial.brief_summary.as_deref());
            if let Some(editorial) = editorial {
                texts.extend(editorial.plain_summary.as_deref());
                texts.extend(editorial.potential_benefit.as_deref());
                texts.extend(editorial.similar_studies.as_deref());
            }
        }
        TextField::Description => texts.extend(trial.detailed_description.as_deref()),
        TextField::Inclusion => {
            texts.extend(criteria_texts(&trial.eligibility.criteria.inclusion));
            texts.extend(trial.eligibility.study_population.as_deref());
            texts.extend(
                editorial
                    .iter()
                    .flat_map(|editorial| strs(&editorial.good_fit)),
            );
        }
        TextField::Exclusion => {
            texts.extend(criteria_texts(&trial.eligibility.criteria.exclusion));
            texts.extend(
                editorial
                    .iter()
                    .flat_map(|editorial| strs(&editorial.not_a_fit)),
            );
        }
        TextField::Unsplit => texts.extend(criteria_texts(&trial.eligibility.criteria.unsplit)),
        TextField::Arms => {
            for arm in &trial.arms {
                texts.extend(arm.label.as_deref());
                texts.extend(arm.description.as_deref());
            }
            let interventions = trial.interventions.iter();
            texts.extend(
                interventions.filter_map(|intervention| intervention.description.as_deref()),
            );
        }
        TextField::Outcomes => {
            let outcomes = trial
                .primary_outcomes
                .iter()
                .chain(&trial.secondary_outcomes);
            for outcome in outcomes {
                texts.push(&outcome.measure);
                texts.extend(outcome.description.as_deref());
            }
        }
        TextField::Sponsor => {
            let sponsors = trial.sponsor.iter().chain(&trial.collaborators);
            texts.extend(sponsors.map(|sponsor| sponsor.name.as_str()));
            for official in &trial.officials {
                texts.push(&official.name);
                texts.extend(official.affiliation.as_deref());
            }
        }
        TextField::Locations => {
            let sites = trial.sites.iter();
            let names =
                sites.flat_map(|site| [&site.facility, &site.city, &site.state, &site.country]);
            texts.extend(names.filter_map(|name| name.as_deref()));
            texts.sort_unstable();
            texts.dedup();
        }
    }
    texts
}

fn mesh_terms(mesh: &MeshTerms) -> impl Iterator<Item = &str> {
    mesh.terms.iter().map(|mesh| mesh.term.as_str())
}

/// Returns the criteria, each run of one group behind the group's heading, which may hold words that stand nowhere else.
fn criteria_texts(criteria: &[Criterion]) -> impl Iterator<Item = &str> {
    let mut last_group = None;
    criteria.iter().flat_map(move |criterion| {
        let group = criterion.group.as_deref();
        let heading = group.filter(|_| group != last_group);
        last_group = group;
        heading.into_iter().chain([criterion.text.as_str()])
    })
}

/// How often each part of a trial is repeated in the catch-all field.
fn repeats(catch_all: &CatchAll, field: TextField) -> usize {
    match field {
        TextField::Title => catch_all.brief_title,
        TextField::OfficialTitle => catch_all.official_title,
        TextField::Conditions => catch_all.conditions,
        TextField::Keywords => catch_all.keywords,
        TextField::ConditionMesh => catch_all.condition_mesh,
        TextField::Interventions => catch_all.interventions,
        TextField::InterventionMesh => catch_all.intervention_mesh,
        TextField::Summary => catch_all.brief_summary,
        TextField::Description => catch_all.detailed_description,
        TextField::Inclusion => catch_all.inclusion,
        TextField::Unsplit => catch_all.unsplit,
        TextField::Exclusion
        | TextField::Arms
        | TextField::Outcomes
        | TextField::Sponsor
        | TextField::Locations => 0,
    }
}

/// Returns the address of a site, as the gazetteer asks for it.
pub fn address_of(site: &Site) -> SiteAddress<'_> {
    SiteAddress {
        city: site.city.as_deref(),
        state: site.state.as_deref(),
        country: site.country.as_deref(),
        zip: site.zip.as_deref(),
        point: site
            .point
            .and_then(|point| Point::new(point.lat, point.lon)),
    }
}

/// Turns trials into documents; one per thread, since it remembers words.
pub struct DocumentBuilder<'a> {
    pub fields: &'a Fields,
    pub catch_all: &'a CatchAll,
    pub analyzer: Analyzer,
    pub gazetteer: &'a Gazetteer,
    pub vocabulary: &'a Vocabulary,
    /// The spelling under which each folded condition name is counted.
    pub condition_names: &'a HashMap<String, String>,
}

impl DocumentBuilder<'_> {
    /// Builds the document of one trial; `stored` is the trial itself as bytes.
    ///
    /// Where the names of concepts stand in it is stored behind it.
    pub fn build(
        &mut self,
        trial: &Trial,
        stored: Vec<u8>,
    ) -> Result<IndexedTrial, postcard::Error> {
        let mut document = IndexedTrial::new(self.fields.trial, stored);
        document.add_u64(self.fields.nct, u64::from(trial.nct_id.number()));
        self.add_ids(&mut document, trial);
        let annotation = self.add_texts(&mut document, trial);
        document.append_stored(&postcard::to_stdvec(annotation.mentions())?);
        self.add_concepts(&mut document, &annotation);
        self.add_columns(&mut document, trial);
        for subject in annotation.subjects(self.vocabulary) {
            document.add_u64(self.fields.subjects, u64::from(subject.0));
        }
        self.add_conditions(&mut document, trial, &annotation);
        Ok(document)
    }

    fn add_ids(&self, document: &mut IndexedTrial, trial: &Trial) {
        let nct = trial.nct_id.to_string();
        let others = trial.nct_id_aliases.iter().chain(&trial.org_study_id);
        let secondary = trial.secondary_ids.iter().map(|secondary| &secondary.id);
        let mut ids: Vec<String> = others
            .chain(secondary)
            .chain([&nct])
            .map(|id| squeeze_id(id))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids.iter().filter(|id| !id.is_empty()) {
            document.add_text(self.fields.ids, id);
        }
    }

    fn add_texts(&mut self, document: &mut IndexedTrial, trial: &Trial) -> Annotation {
        let mut annotation = Annotation::new(trial, self.vocabulary);
        for field in TextField::ALL {
            for (number, text) in texts_of(trial, field).into_iter().enumerate() {
                let is_read = Annotation::reads(field);
                let mut found: Vec<(Arc<str>, Range<usize>)> = Vec::new();
                let terms = document.write_terms(|terms| {
                    self.analyzer.for_each_term(text, |term, span| {
                        terms.push_str(term);
                        terms.push(' ');
                        if is_read {
                            found.push((Arc::clone(term), span));
                        }
                    });
                });
                if terms.is_empty() {
                    continue;
                }
                if is_read {
                    let key_terms = key_terms_of(text, found);
                    annotation.see(field, number, text, &key_terms, self.vocabulary);
                }
                document.add_terms(self.fields.text(field), terms.clone());
                let is_acronym =
                    field == TextField::OfficialTitle && Some(text) == trial.acronym.as_deref();
                let times = if is_acronym {
                    self.catch_all.acronym
                } else {
                    repeats(self.catch_all, field)
                };
                for _ in 0..times {
                    document.add_terms(self.fields.all, terms.clone());
                }
            }
        }
        annotation.finish(self.vocabulary);
        annotation
    }

    fn add_concepts(&self, document: &mut IndexedTrial, annotation: &Annotation) {
        let terms = document.write_terms(|terms| {
            for (level, concept) in annotation.levels(self.vocabulary) {
                terms.push_str(&level.term(concept));
                terms.push(' ');
            }
        });
        if !terms.is_empty() {
            document.add_terms(self.fields.concepts, terms);
        }
    }

    /// Adds the names under which the conditions are counted: those of concepts and of all that is broader, and as they are those that no concept is called by.
    fn add_conditions(
        &mut self,
        document: &mut IndexedTrial,
        trial: &Trial,
        annotation: &Annotation,
    ) {
        let vocabulary = self.vocabulary;
        let concepts = annotation.counted_conditions(vocabulary);
        let mut names: Vec<&str> = concepts
            .iter()
            .map(|concept| vocabulary.concept(*concept).label.as_str())
            .collect();
        for condition in condition_names(trial) {
            if !annotation.is_a_name(condition, vocabulary, &mut self.analyzer)
                && let Some(name) = self.condition_names.get(&fold(condition))
            {
                names.push(name);
            }
        }
        let field = self.fields.facet(Facet::Condition);
        for (name, field) in distinct(names.into_iter())
            .into_iter()
            .zip(field.into_iter().cycle())
        {
            document.add_text(field, name);
        }
    }

    fn add_columns(&self, document: &mut IndexedTrial, trial: &Trial) {
        let fields = self.fields;
        let mut add_day = |field, date: Option<PartialDate>| {
            if let Some(date) = date {
                document.add_i64(field, i64::from(day_number(date.first_day())));
            }
        };
        add_day(fields.first_posted, trial.first_posted);
        add_day(fields.last_update, trial.last_update_posted);
        add_day(
            fields.start_date,
            trial.start_date.as_ref().map(|start| start.date),
        );
        if let Some(count) = trial.enrollment.and_then(|enrollment| enrollment.count) {
            document.add_u64(fields.enrollment, u64::from(count));
        }
        let eligibility = &trial.eligibility;
        if let Some(age) = eligibility.minimum_age {
            document.add_u64(fields.minimum_age, u64::from(age.first_day()));
        }
        if let Some(age) = eligibility.maximum_age {
            document.add_u64(fields.maximum_age, u64::from(age.last_day()));
        }
        for site in &trial.sites {
            if let Some(place) = self.gazetteer.place_id(&address_of(site)) {
                let site = SiteRef {
                    place,
                    is_recruiting: trial.is_recruiting_at(site),
                };
                document.add_u64(fields.sites, site.to_column());
            }
        }
        let organisations: Vec<&Sponsor> =
            trial.sponsor.iter().chain(&trial.collaborators).collect();
        for name in distinct(organisations.iter().map(|sponsor| sponsor.name.as_str())) {
            document.add_text(fields.sponsor_name, name);
        }
        let facilities = trial
            .sites
            .iter()
            .filter_map(|site| site.facility.as_deref());
        for name in distinct(facilities) {
            document.add_text(fields.facility_name, name);
        }
        for facet in Facet::ALL {
            if let Some(field) = fields.facet(facet) {
                let values = facet_values(trial, facet);
                for value in distinct(values.iter().map(Cow::as_ref)) {
                    document.add_text(field, value);
                }
            }
        }
    }
}

/// Returns a trial's values of a facet, in the registry's spelling. Conditions are counted by concept, and sites by place.
fn facet_values(trial: &Trial, facet: Facet) -> Vec<Cow<'_, str>> {
    fn one<E: RegistryEnum>(value: Option<&Coded<E>>) -> Vec<Cow<'_, str>> {
        all(value.into_iter())
    }
    fn all<'a, E: RegistryEnum>(values: impl Iterator<Item = &'a Coded<E>>) -> Vec<Cow<'a, str>> {
        values.map(|value| Cow::Borrowed(value.as_str())).collect()
    }
    let yes_or_no = |value: bool| Cow::Borrowed(if value { "true" } else { "false" });
    let eligibility = &trial.eligibility;
    match facet {
        Facet::Status => one(trial.status.as_ref()),
        Facet::Phase => all(trial.phases.iter()),
        Facet::StudyType => one(trial.study_type.as_ref()),
        Facet::Sex => one(eligibility.sex.as_ref()),
        Facet::AgeGroup => {
            let groups = trial.age_groups().into_iter();
            groups
                .map(|group| Cow::Owned(group.as_str().to_owned()))
                .collect()
        }
        Facet::Healthy => eligibility
            .healthy_volunteers
            .map(yes_or_no)
            .into_iter()
            .collect(),
        Facet::Purpose => one(trial.design.primary_purpose.as_ref()),
        Facet::InterventionType => {
            let kinds = trial
                .interventions
                .iter()
                .filter_map(|tried| tried.kind.as_ref());
            all(kinds)
        }
        Facet::Allocation => one(trial.design.allocation.as_ref()),
        Facet::SponsorClass => {
            let sponsor = trial.sponsor.as_ref();
            one(sponsor.and_then(|sponsor| sponsor.class.as_ref()))
        }
        Facet::HasResults => vec![yes_or_no(trial.has_results)],
        Facet::Condition | Facet::Country | Facet::State | Facet::City | Facet::UpdatedWithin => {
            Vec::new()
        }
    }
}

fn distinct<T: PartialEq + Copy>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut kept = Vec::new();
    for value in values {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}

/// Returns the names of a trial's conditions: its own and the MeSH headings derived from them.
pub fn condition_names(trial: &Trial) -> impl Iterator<Item = &str> {
    let own = trial.conditions.iter().map(String::as_str);
    own.chain(mesh_terms(&trial.condition_mesh))
}

/// Returns the number of days since 1970-01-01.
pub fn day_number(date: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    // Whole days between two dates of the years 1900 to 2199 fit easily.
    (date.duration_since(epoch).as_hours() / 24) as i32
}

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
