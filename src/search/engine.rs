//! The engine: the current generation and everything needed to search it.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use arc_swap::ArcSwapOption;
use tantivy::DocId;

use super::{
    SearchError, SearchResults, Suggestions,
    candidates::Scratch,
    facets::{self, CountedSites, Tally},
    hits::HitBuilder,
    judge::{Judge, Outcome},
    place_names::PlaceNames,
    plan::Plan,
    ranking::{FieldLengths, Ordered, Ranker},
    rescue,
    results::{Clock, Hit},
    site_index::SiteIndex,
    suggest::{self, ConceptCounts},
};
use crate::{
    config::Config,
    index::{DataDir, Generation, IndexError, Standing, Verify, day_number},
    places::PlaceSummary,
    query::{self, CueError, Cues, Facet, Lexicon, Page, SearchRequest, Understanding},
    text::{analyzers::Analyzer, fold},
    trial::{Coded, NctId, StatusGroup, Trial},
    vocabulary::ConceptId,
};

/// A generation with what searching derives from it.
pub struct Loaded {
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
    /// Folded names of sponsors and collaborators.
    sponsors: HashSet<String>,
    /// The facet counts of all trials, which the first look at everything leaves for the next one.
    everything: Mutex<HashMap<Facet, Arc<[u32]>>>,
}

impl Loaded {
    /// Prepares an opened generation for searching.
    pub fn new(generation: Generation) -> Result<Self, IndexError> {
        let place_names = PlaceNames::new(generation.gazetteer().places(), generation.columns());
        let columns = generation.columns();
        let is_open =
            |name: &String| StatusGroup::of(Some(&Coded::from_registry(name))) == StatusGroup::Open;
        let open_codes: Vec<bool> = columns.status.names().iter().map(is_open).collect();
        let open = (0..columns.docs()).map(|doc| {
            columns
                .status
                .of(doc)
                .iter()
                .any(|code| open_codes[*code as usize])
        });
        let open: Vec<bool> = open.collect();
        Ok(Loaded {
            concepts: ConceptCounts::new(&generation, &open)?,
            field_lengths: FieldLengths::of(&generation)?,
            site_index: SiteIndex::new(columns, generation.gazetteer().places().len()),
            foreign_words: generation.vocabulary().foreign_words(),
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
                .map(|name| fold(name))
                .collect(),
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

    /// Returns the documents in which a concept has a standing, in ascending order.
    pub fn documents_with(
        &self,
        concept: ConceptId,
        standing: Standing,
    ) -> Result<Vec<DocId>, IndexError> {
        let mut docs = Vec::new();
        super::candidates::for_each_with_concept(&self.generation, standing, concept, |doc| {
            docs.push(doc);
        })?;
        Ok(docs)
    }

    /// Counts one facet over all documents, from memory where it was counted before.
    pub(super) fn count_everything(&self, tally: &mut Tally, all: &[DocId]) {
        let facet = tally.facet();
        let known = || {
            self.everything
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(counts) = known().get(&facet) {
            tally.set_counts(counts);
            return;
        }
        tally.count(self, CountedSites::default(), all);
        // What was updated lately depends on the day and on the spans asked for.
        if facet != Facet::UpdatedWithin {
            let counts = tally.counts().into();
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
    current: ArcSwapOption<Loaded>,
    idle: Mutex<Vec<Worker>>,
}

/// What one search needs for itself and the next one can use again.
pub(super) struct Worker {
    pub(super) analyzer: Analyzer,
    scratch: Scratch,
}

/// What one search found, in order.
struct Found {
    plan: Plan,
    outcome: Outcome,
    ordered: Ordered,
}

impl Engine {
    /// Returns an engine without a generation. Fails when the cues of the settings cannot be read.
    pub fn new(config: Arc<Config>) -> Result<Self, CueError> {
        Ok(Engine {
            cues: Cues::parse(&config.cues)?,
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
        self.install(Loaded::new(generation)?);
        Ok(number)
    }

    /// Warms a loaded generation and makes it the one that answers.
    pub fn install(&self, loaded: Loaded) {
        let loaded = Arc::new(loaded);
        self.warm(&loaded);
        self.current.store(Some(loaded));
    }

    /// Returns the generation that answers now.
    pub fn current(&self) -> Option<Arc<Loaded>> {
        self.current.load_full()
    }

    /// Answers a search.
    pub fn search(
        &self,
        request: &SearchRequest,
        clock: Clock,
    ) -> Result<SearchResults, SearchError> {
        let loaded = self.current().ok_or(SearchError::NotReady)?;
        let mut worker = self.take_worker();
        let results = self.search_in(&loaded, &mut worker, request, clock);
        self.give_back(worker);
        results
    }

    /// Returns the ids of the first trials of a search, in the order of [`Self::search`], without reading the trials themselves.
    pub fn rank(&self, request: &SearchRequest, clock: Clock) -> Result<Vec<NctId>, SearchError> {
        let loaded = self.current().ok_or(SearchError::NotReady)?;
        let mut worker = self.take_worker();
        let ranked = self.find(&loaded, &mut worker, request, clock);
        self.give_back(worker);
        let numbers = &loaded.generation.columns().nct;
        let ids = ranked?.ordered.page.into_iter();
        Ok(ids
            .filter_map(|ranked| NctId::from_number(numbers[ranked.doc as usize]))
            .collect())
    }

    fn search_in(
        &self,
        loaded: &Loaded,
        worker: &mut Worker,
        request: &SearchRequest,
        clock: Clock,
    ) -> Result<SearchResults, SearchError> {
        let Found {
            plan,
            outcome,
            ordered,
        } = self.find(loaded, worker, request, clock)?;
        let partial = outcome.is_partial;
        let more_without = plan.more_without(&outcome);
        let rescue = rescue::find(loaded, &plan, &more_without, &outcome, partial)?;
        let max_offset = self.config.server.search.max_offset;
        let ranker = self.ranker(loaded, &plan, clock);
        let builder = HitBuilder::new(
            &self.config,
            &ranker,
            &ordered.feedback,
            request,
            clock,
            &ordered.page,
        )?;
        let page = ordered.page.iter();
        let hits = page
            .map(|ranked| builder.build(&mut worker.analyzer, *ranked))
            .collect::<Result<Vec<Hit>, SearchError>>()?;
        // The last page that may be asked for begins at the largest offset or before.
        let size = request.page.size.max(1);
        let found = (outcome.total + outcome.related_total) as usize;
        let reachable = found.min(max_offset / size * size + size);
        Ok(SearchResults {
            more_without,
            rescue,
            understanding: plan.into_understanding(),
            total: outcome.total,
            related_total: outcome.related_total,
            partial,
            hits,
            facets: facets::name_counts(&self.config, loaded, request, outcome.facets),
            page: request.page,
            pages: reachable.div_ceil(size),
            generation: loaded.generation.manifest().generation,
            today: clock.today,
            registry_date: loaded.generation.manifest().registry_date(),
        })
    }

    /// Finds what matches and orders it: all of a search but reading the trials of the page.
    fn find(
        &self,
        loaded: &Loaded,
        worker: &mut Worker,
        request: &SearchRequest,
        clock: Clock,
    ) -> Result<Found, SearchError> {
        let Worker { analyzer, scratch } = worker;
        let understanding = self.understand(loaded, analyzer, request);
        let plan = Plan::new(&self.config, loaded, request, understanding, clock.today)?;
        let mut judge = Judge::new(loaded, &plan, request, clock.today);
        let is_partial = scratch.collect(loaded, &plan, &self.config.ranking, clock, &mut judge)?;
        let outcome = judge.finish(is_partial);
        let ranker = self.ranker(loaded, &plan, clock);
        let ordered = ranker.order(&outcome, scratch, analyzer, request.page)?;
        Ok(Found {
            plan,
            outcome,
            ordered,
        })
    }

    fn ranker<'a>(&'a self, loaded: &'a Loaded, plan: &'a Plan, clock: Clock) -> Ranker<'a> {
        Ranker {
            loaded,
            plan,
            ranking: &self.config.ranking,
            stop_words: &self.config.stopwords,
            today: day_number(clock.today),
            deadline: clock.deadline,
        }
    }

    pub(super) fn understand(
        &self,
        loaded: &Loaded,
        analyzer: &mut Analyzer,
        request: &SearchRequest,
    ) -> Understanding {
        let generation = &loaded.generation;
        query::understand::understand(
            request,
            analyzer,
            &Lexicon {
                vocabulary: generation.vocabulary(),
                gazetteer: generation.gazetteer(),
                speller: generation.speller(),
                stopwords: &self.config.stopwords,
                cues: &self.cues,
                ordinary: &self.config.ordinary_words,
                foreign: &loaded.foreign_words,
                is_sponsor: &|name| loaded.sponsors.contains(name),
                is_tested: &|term| generation.is_tested(term),
            },
        )
    }

    /// Returns how the words of a request are read, without searching; parameters are not among the parts.
    pub fn read(&self, request: &SearchRequest) -> Result<Understanding, SearchError> {
        let loaded = self.current().ok_or(SearchError::NotReady)?;
        let mut worker = self.take_worker();
        let understanding = self.understand(&loaded, &mut worker.analyzer, request);
        self.give_back(worker);
        Ok(understanding)
    }

    /// Returns a trial by id, if the index has it.
    pub fn trial(&self, id: NctId) -> Result<Option<Trial>, SearchError> {
        let loaded = self.current().ok_or(SearchError::NotReady)?;
        loaded
            .generation
            .doc_of(id)
            .map(|doc| loaded.generation.trial(doc))
            .transpose()
            .map_err(SearchError::Index)
    }

    /// Returns the NCT id of the trial that an old id now leads to.
    pub fn trial_of_alias(&self, id: NctId) -> Result<Option<NctId>, SearchError> {
        let loaded = self.current().ok_or(SearchError::NotReady)?;
        let docs = super::candidates::docs_with_id(&loaded.generation, &id.to_string())?;
        Ok(docs
            .first()
            .and_then(|doc| NctId::from_number(loaded.generation.columns().nct[*doc as usize])))
    }

    /// Returns conditions, treatments, places and ids that begin like `typed`, or nearly, at most `limit` of each.
    pub fn suggest(
        &self,
        typed: &str,
        limit: usize,
        language: &str,
    ) -> Result<Suggestions, SearchError> {
        let loaded = self.current().ok_or(SearchError::NotReady)?;
        suggest::suggest(&loaded, typed, limit, language)
    }

    /// Returns places whose name begins like `text` or nearly is it, those with most sites first.
    pub fn find_places(&self, text: &str, limit: usize) -> Result<Vec<PlaceSummary>, SearchError> {
        let loaded = self.current().ok_or(SearchError::NotReady)?;
        Ok(loaded.generation.gazetteer().find(text, limit))
    }

    fn warm(&self, loaded: &Arc<Loaded>) {
        let mut request = SearchRequest::for_words("");
        request.page = Page {
            number: 1,
            size: 10,
        };
        request.facets = Facet::ALL.to_vec();
        let built_at = loaded.generation.manifest().built_at;
        let clock = Clock {
            today: jiff::tz::Offset::UTC.to_datetime(built_at).date(),
            deadline: None,
        };
        let mut worker = self.take_worker();
        let words = self
            .config
            .index
            .smoke
            .queries
            .iter()
            .take(3)
            .map(String::as_str);
        for query in std::iter::once("").chain(words) {
            request.words = query.to_owned();
            if let Err(error) = self.search_in(loaded, &mut worker, &request, clock) {
                tracing::warn!(%error, "a warm-up search failed");
            }
        }
        // Loads the dictionary of Chinese words, which takes a moment, before anyone waits for it.
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
            scratch: Scratch::default(),
        })
    }

    pub(super) fn give_back(&self, worker: Worker) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(worker);
    }
}
