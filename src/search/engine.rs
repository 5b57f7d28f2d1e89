//! The engine: the current generation and everything needed to search it.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use arc_swap::ArcSwapOption;
use jiff::civil::Date;
use tantivy::DocId;

use super::{
    SearchError, SearchResults, Suggestions,
    accumulator::Accumulator,
    collector::{Collected, MatchCollector},
    facets::{self, CountedSites, FacetCounter},
    filtering::SiteIndex,
    hits::HitBuilder,
    place_names::PlaceNames,
    plan::Plan,
    ranking::{FieldLengths, Ordered, Ranker},
    relaxation,
    results::{Clock, Hit},
    suggest::{self, ConceptCounts},
};
use crate::{
    ask::{Facet, Filters, Page, SearchRequest},
    config::Config,
    index::{DataDir, Generation, IndexError, OccurrenceLevel, Verify, day_number},
    places::PlaceSummary,
    read::{
        self, Cues, LanguageError, Lexicon, Understanding,
        facility::{FacilityNames, facility_key},
    },
    text::{analyzers::Analyzer, organisation_key, spelling::SpellingCorrector},
    trial::{Coded, NctId, SponsorClass, StatusGroup, Trial},
    vocabulary::ConceptId,
};

/// A generation with what searching derives from it.
pub struct Snapshot {
    pub generation: Generation,
    pub(super) place_names: PlaceNames,
    /// By document: whether the trial takes people now.
    open: Vec<bool>,
    /// How many trials each concept has, and their names for suggestions.
    pub(super) concepts: ConceptCounts,
    /// Conditions by their labels, which are the values of their facet.
    conditions: HashMap<String, ConceptId>,
    pub(super) field_lengths: FieldLengths,
    pub(super) site_index: SiteIndex,
    /// Words of names in other languages than English, folded.
    foreign_words: HashSet<String>,
    /// Corrects to them.
    foreign_spelling: SpellingCorrector,
    /// Folded names of sponsors and collaborators.
    sponsors: HashSet<String>,
    facilities: FacilityNames,
    /// By the code of a facility's name: the name, as [`facility_key`] has it.
    pub(super) facility_keys: Vec<String>,
    /// The facet counts of all trials, which the first look at everything leaves for the next one.
    everything: Mutex<HashMap<Facet, Arc<[u32]>>>,
}

/// Returns the words of the names of companies that sponsor a trial alone: "merck" is no hospital, though sites are named after it.
fn words_of_companies(generation: &Generation) -> HashSet<String> {
    let columns = generation.columns();
    let mut words = HashSet::new();
    let Some(classes) = columns.codes(Facet::SponsorClass) else {
        return words;
    };
    let industry = classes.code(SponsorClass::Industry.as_str());
    let mut seen = vec![false; columns.sponsor_name.names().len()];
    for doc in 0..columns.docs() {
        let is_industry = classes.of(doc).first().copied() == industry && industry.is_some();
        if let ([sponsor], true) = (columns.sponsor_name.of(doc), is_industry)
            && !std::mem::replace(&mut seen[*sponsor as usize], true)
        {
            let name = organisation_key(&columns.sponsor_name.names()[*sponsor as usize]);
            words.extend(name.split(' ').map(str::to_owned));
        }
    }
    words
}

/// Returns the facilities of a corpus; words of ordinary speech, of companies, of the vocabulary and of places tell none.
fn facilities_of(generation: &Generation, keys: &[String], config: &Config) -> FacilityNames {
    let facilities = &generation.columns().facility_name;
    let mut trials = vec![0u32; facilities.names().len()];
    for doc in 0..generation.columns().docs() {
        for code in facilities.of(doc) {
            trials[*code as usize] += 1;
        }
    }
    let names = keys.iter().map(String::as_str);
    let organisations = &config.organisations;
    let short = organisations.read_names();
    let is_placeholder = |name: &str| {
        let mut words = name.split(' ');
        words.any(|word| organisations.placeholders.iter().any(|other| other == word))
    };
    let companies = words_of_companies(generation);
    let mut analyzer = crate::index::analyzer(config);
    FacilityNames::new(names.zip(trials), short, is_placeholder, |word| {
        let terms = analyzer.terms(word);
        config.ordinary_words.contains(word)
            || config.stopwords.contains_in_any(word)
            || companies.contains(word)
            || generation.gazetteer().is_known_name(word)
            || terms
                .iter()
                .any(|term| generation.vocabulary().knows_term(&term.text))
    })
}

/// What was read of the words of a request, with the generation that it holds for.
pub struct ReadWords {
    snapshot: Arc<Snapshot>,
    pub understanding: Understanding,
}

impl Snapshot {
    /// Prepares an opened generation for searching.
    pub fn new(generation: Generation, config: &Config) -> Result<Self, IndexError> {
        let columns = generation.columns();
        let is_open =
            |name: &String| StatusGroup::of(Some(&Coded::from_registry(name))) == StatusGroup::Open;
        let open_codes: Vec<bool> = columns.names(Facet::Status).iter().map(is_open).collect();
        let open = (0..columns.docs()).map(|doc| {
            let codes = columns
                .codes(Facet::Status)
                .map_or(&[][..], |codes| codes.of(doc));
            codes.iter().any(|code| open_codes[*code as usize])
        });
        let open: Vec<bool> = open.collect();
        let facilities = || {
            let names = columns.facility_name.names().iter();
            let keys: Vec<String> = names.map(|name| facility_key(name)).collect();
            (facilities_of(&generation, &keys, config), keys)
        };
        // What takes longest, side by side.
        let names = || {
            let foreign = generation.vocabulary().foreign_words();
            let spelling = SpellingCorrector::of_names(&foreign);
            let places = PlaceNames::new(generation.gazetteer().places(), columns);
            (places, foreign, spelling)
        };
        let names_and_facilities = rayon::join(names, || {
            (facilities(), ConceptCounts::new(&generation, &open))
        });
        let (
            (place_names, foreign_words, foreign_spelling),
            ((facilities, facility_keys), concepts),
        ) = names_and_facilities;
        Ok(Snapshot {
            concepts: concepts?,
            field_lengths: FieldLengths::of(&generation)?,
            site_index: SiteIndex::new(columns, generation.gazetteer().places().len()),
            foreign_spelling,
            foreign_words,
            conditions: generation
                .vocabulary()
                .concepts()
                .iter()
                .zip((0..).map(ConceptId))
                .filter(|(concept, _)| concept.kind.is_condition())
                .map(|(concept, id)| (concept.label.clone(), id))
                .collect(),
            open,
            sponsors: columns
                .sponsor_name
                .names()
                .iter()
                .map(|name| organisation_key(name))
                .collect(),
            facilities,
            facility_keys,
            generation,
            place_names,
            everything: Mutex::default(),
        })
    }

    /// Returns the condition that has this label.
    pub(super) fn condition_of(&self, label: &str) -> Option<ConceptId> {
        self.conditions.get(label).copied()
    }

    /// Returns whether the trial of a document takes people now.
    #[inline]
    pub(super) fn is_open(&self, doc: DocId) -> bool {
        self.open[doc as usize]
    }

    /// Returns the documents in which a concept occurs at a level, in ascending order.
    pub fn documents_with(
        &self,
        concept: ConceptId,
        level: OccurrenceLevel,
    ) -> Result<Vec<DocId>, IndexError> {
        let mut docs = Vec::new();
        super::accumulator::for_each_with_concept(&self.generation, level, concept, |doc| {
            docs.push(doc);
        })?;
        Ok(docs)
    }

    /// Counts one facet over all documents, from memory where it was counted before.
    pub(super) fn count_everything(&self, counter: &mut FacetCounter, all: &[DocId]) {
        let facet = counter.facet();
        let known = || {
            self.everything
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(counts) = known().get(&facet) {
            counter.set_counts(counts);
            return;
        }
        counter.count(self, CountedSites::default(), all);
        // What was updated lately depends on the day and on the spans asked for.
        if facet != Facet::UpdatedWithin {
            let counts = counter.counts().into();
            known().insert(facet, counts);
        }
    }
}

/// Answers searches on one generation at a time; shared by all threads.
///
/// Swapping generations never disturbs a search: each one holds the generation it began with until it ends.
pub struct Engine {
    config: Arc<Config>,
    cues: Cues,
    current: ArcSwapOption<Snapshot>,
    idle: Mutex<Vec<Worker>>,
}

/// What one search needs for itself and the next one can use again.
pub(super) struct Worker {
    pub(super) analyzer: Analyzer,
    accumulator: Accumulator,
}

/// What one search found, in order.
struct RankedSearch {
    plan: Plan,
    collected: Collected,
    ordered: Ordered,
}

/// Returns the request with its countries under the names that this generation shows.
fn with_present_countries<'r>(
    snapshot: &Snapshot,
    request: &'r SearchRequest,
) -> Cow<'r, SearchRequest> {
    if request.filters.of(Facet::Country).is_empty() {
        return Cow::Borrowed(request);
    }
    let mut request = request.clone();
    let tables = snapshot.generation.gazetteer().tables();
    request.filters.name_countries(tables);
    Cow::Owned(request)
}

impl Engine {
    /// Returns an engine without a generation. Fails when the cues of the settings cannot be read.
    pub fn new(config: Arc<Config>) -> Result<Self, LanguageError> {
        Ok(Engine {
            cues: Cues::parse(&config.read)?,
            config,
            current: ArcSwapOption::empty(),
            idle: Mutex::new(Vec::new()),
        })
    }

    /// Returns the settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Opens the current generation of `data`, warms it and makes it the one that answers. On any error the old one goes on answering.
    pub fn load_current(&self, data: &DataDir, verify: Verify) -> Result<u64, IndexError> {
        let number = data
            .current()?
            .ok_or_else(|| IndexError::NoIndex(PathBuf::from(data.root())))?;
        let generation = Generation::open(&data.generation_dir(number), verify)?;
        self.install(Snapshot::new(generation, &self.config)?);
        Ok(number)
    }

    /// Warms a snapshot and makes it the one that answers.
    pub fn install(&self, snapshot: Snapshot) {
        let snapshot = Arc::new(snapshot);
        self.warm(&snapshot);
        self.current.store(Some(snapshot));
    }

    /// Returns the day of the registry's copy that is being searched, to which the ages of records count.
    pub fn copied_on(&self) -> Option<Date> {
        let snapshot = self.current()?;
        Some(snapshot.generation.manifest().copied_on())
    }

    /// Returns the snapshot that answers now.
    pub fn current(&self) -> Option<Arc<Snapshot>> {
        self.current.load_full()
    }

    /// Answers a search.
    pub fn search(
        &self,
        request: &SearchRequest,
        clock: Clock,
    ) -> Result<SearchResults, SearchError> {
        self.search_read(self.read(request)?, request, clock)
    }

    /// Answers a search whose words have been read; of the request only parameters may have changed that the words do not speak of.
    pub fn search_read(
        &self,
        read: ReadWords,
        request: &SearchRequest,
        clock: Clock,
    ) -> Result<SearchResults, SearchError> {
        let request = &*with_present_countries(&read.snapshot, request);
        let mut worker = self.take_worker();
        let results = self.search_in(read, &mut worker, request, clock);
        self.give_back(worker);
        results
    }

    /// Returns the ids of the first trials of a search, in the order of [`Self::search`], without reading the trials themselves.
    pub fn rank(&self, request: &SearchRequest, clock: Clock) -> Result<Vec<NctId>, SearchError> {
        let ReadWords {
            snapshot,
            understanding,
        } = self.read(request)?;
        let request = &*with_present_countries(&snapshot, request);
        let mut worker = self.take_worker();
        let ranked = self.find(&snapshot, understanding, &mut worker, request, clock);
        self.give_back(worker);
        let numbers = &snapshot.generation.columns().nct;
        let ids = ranked?.ordered.page.into_iter();
        Ok(ids
            .filter_map(|ranked| NctId::from_number(numbers[ranked.doc as usize]))
            .collect())
    }

    fn search_in(
        &self,
        read: ReadWords,
        worker: &mut Worker,
        request: &SearchRequest,
        clock: Clock,
    ) -> Result<SearchResults, SearchError> {
        let snapshot = &*read.snapshot;
        let RankedSearch {
            plan,
            collected,
            ordered,
        } = self.find(snapshot, read.understanding, worker, request, clock)?;
        let partial = collected.is_partial;
        let more_without = plan.more_without(&collected);
        let relaxation = relaxation::find(snapshot, &plan, &more_without, &collected, partial)?;
        let max_offset = self.config.server.search.max_offset;
        let ranker = self.ranker(snapshot, &plan, clock);
        let builder = HitBuilder::new(
            &self.config,
            &ranker,
            &ordered.feedback,
            request,
            &ordered.page,
        )?;
        let page = ordered.page.iter();
        let hits = page
            .map(|ranked| builder.build(&mut worker.analyzer, *ranked))
            .collect::<Result<Vec<Hit>, SearchError>>()?;
        // The last page that may be asked for begins at the largest offset or before.
        let size = request.page.size.max(1);
        let found = (collected.total + collected.related_total) as usize;
        let reachable = found.min(max_offset / size * size + size);
        Ok(SearchResults {
            more_without,
            relaxation,
            understanding: plan.into_understanding(),
            total: collected.total,
            related_total: collected.related_total,
            partial,
            hits,
            facets: facets::name_counts(&self.config, snapshot, request, collected.facets),
            page: request.page,
            pages: reachable.div_ceil(size),
            generation: snapshot.generation.manifest().generation,
            today: clock.today,
            registry_date: snapshot.generation.manifest().registry_date(),
            copied_on: snapshot.generation.manifest().copied_on(),
        })
    }

    /// Finds what matches and orders it: all of a search but reading the trials of the page.
    fn find(
        &self,
        snapshot: &Snapshot,
        understanding: Understanding,
        worker: &mut Worker,
        request: &SearchRequest,
        clock: Clock,
    ) -> Result<RankedSearch, SearchError> {
        let Worker {
            analyzer,
            accumulator,
        } = worker;
        let plan = Plan::new(&self.config, snapshot, request, understanding, clock.today)?;
        let mut collector = MatchCollector::new(snapshot, &plan, request, clock.today);
        let is_partial =
            accumulator.collect(snapshot, &plan, &self.config.ranking, clock, &mut collector)?;
        let collected = collector.finish(is_partial);
        let ranker = self.ranker(snapshot, &plan, clock);
        let ordered = ranker.order(&collected, accumulator, analyzer, request.page)?;
        Ok(RankedSearch {
            plan,
            collected,
            ordered,
        })
    }

    fn ranker<'a>(&'a self, snapshot: &'a Snapshot, plan: &'a Plan, clock: Clock) -> Ranker<'a> {
        Ranker {
            snapshot,
            plan,
            ranking: &self.config.ranking,
            stop_words: &self.config.stopwords,
            today: day_number(clock.today),
            deadline: clock.deadline,
        }
    }

    pub(super) fn understand(
        &self,
        snapshot: &Snapshot,
        analyzer: &mut Analyzer,
        request: &SearchRequest,
    ) -> Understanding {
        let generation = &snapshot.generation;
        read::understand::understand(
            request,
            analyzer,
            &Lexicon {
                vocabulary: generation.vocabulary(),
                gazetteer: generation.gazetteer(),
                corrector: generation.spelling_corrector(),
                stopwords: &self.config.stopwords,
                cues: &self.cues,
                ordinary: &self.config.ordinary_words,
                foreign: &snapshot.foreign_words,
                foreign_corrector: &snapshot.foreign_spelling,
                is_sponsor: &|name| snapshot.sponsors.contains(name),
                facilities: &snapshot.facilities,
                is_tested: &|term| generation.is_tested(term),
            },
        )
    }

    /// Reads the words of a request, without searching; parameters are not among the parts.
    pub fn read(&self, request: &SearchRequest) -> Result<ReadWords, SearchError> {
        let snapshot = self.current().ok_or(SearchError::NotReady)?;
        let mut worker = self.take_worker();
        let understanding = self.understand(&snapshot, &mut worker.analyzer, request);
        self.give_back(worker);
        Ok(ReadWords {
            snapshot,
            understanding,
        })
    }

    /// Returns a trial by id, if the index has it.
    pub fn trial(&self, id: NctId) -> Result<Option<Trial>, SearchError> {
        let snapshot = self.current().ok_or(SearchError::NotReady)?;
        snapshot
            .generation
            .doc_of(id)
            .map(|doc| snapshot.generation.trial(doc))
            .transpose()
            .map_err(SearchError::Index)
    }

    /// Returns the NCT id of the trial that an old id now leads to.
    pub fn trial_of_alias(&self, id: NctId) -> Result<Option<NctId>, SearchError> {
        let snapshot = self.current().ok_or(SearchError::NotReady)?;
        let docs = super::accumulator::docs_with_id(&snapshot.generation, &id.to_string())?;
        Ok(docs
            .first()
            .and_then(|doc| NctId::from_number(snapshot.generation.columns().nct[*doc as usize])))
    }

    /// Puts the countries of `filters` under the names that facets show; without a generation they stay as they are.
    pub fn name_countries(&self, filters: &mut Filters) {
        if let Some(snapshot) = self.current() {
            filters.name_countries(snapshot.generation.gazetteer().tables());
        }
    }

    /// Returns the ids of all trials, those that take people first, each group by number.
    pub fn ids_open_first(&self) -> Result<Vec<NctId>, SearchError> {
        let snapshot = self.current().ok_or(SearchError::NotReady)?;
        let numbers = snapshot.generation.columns().nct.iter().zip(0..);
        let (open, other): (Vec<_>, Vec<_>) = numbers
            .filter_map(|(number, doc)| Some((NctId::from_number(*number)?, snapshot.is_open(doc))))
            .partition(|(_, is_open)| *is_open);
        Ok(open.into_iter().chain(other).map(|(id, _)| id).collect())
    }

    /// Returns conditions, treatments, places and ids that begin like `typed`, or nearly, at most `limit` of each.
    pub fn suggest(
        &self,
        typed: &str,
        limit: usize,
        language: &str,
    ) -> Result<Suggestions, SearchError> {
        let snapshot = self.current().ok_or(SearchError::NotReady)?;
        suggest::suggest(&snapshot, typed, limit, language)
    }

    /// Returns places whose name begins like `text` or nearly is it, those with most sites first.
    pub fn find_places(&self, text: &str, limit: usize) -> Result<Vec<PlaceSummary>, SearchError> {
        let snapshot = self.current().ok_or(SearchError::NotReady)?;
        Ok(snapshot.generation.gazetteer().find(text, limit))
    }

    fn warm(&self, snapshot: &Arc<Snapshot>) {
        let built_at = snapshot.generation.manifest().built_at;
        let clock = Clock {
            today: jiff::tz::Offset::UTC.to_datetime(built_at).date(),
            deadline: None,
        };
        let search = |words: &str| {
            let mut request = SearchRequest::for_words(words);
            request.page = Page {
                number: 1,
                size: 10,
            };
            request.facets = Facet::ALL.to_vec();
            let mut worker = self.take_worker();
            let read = ReadWords {
                snapshot: Arc::clone(snapshot),
                understanding: self.understand(snapshot, &mut worker.analyzer, &request),
            };
            if let Err(error) = self.search_in(read, &mut worker, &request, clock) {
                tracing::warn!(%error, "a warm-up search failed");
            }
            self.give_back(worker);
        };
        let words = self.config.index.smoke.queries.iter().take(3);
        rayon::join(|| search(""), || words.for_each(|words| search(words)));
        // The dictionary of Chinese words is loaded at its first use, so that the first Chinese search need not wait for it.
        let mut worker = self.take_worker();
        worker.analyzer.terms("临床试验");
        self.give_back(worker);
    }

    pub(super) fn take_worker(&self) -> Worker {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        idle.unwrap_or_else(|| Worker {
            analyzer: crate::index::analyzer(&self.config),
            accumulator: Accumulator::default(),
        })
    }

    pub(super) fn give_back(&self, worker: Worker) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(worker);
    }
}
