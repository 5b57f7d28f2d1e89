//! Reading the words: what was said, part by part, with the place of each part in the text.
//!
//! Nothing is ever hidden by a reading: parts decide which trials *match*, the others follow as *related*, and the caller can switch each part off.
//!
//! In order: misspelt words are corrected (`correct`); quoted phrases and NCT ids are set apart; names of conditions and treatments are found; the readers look for age, sex, place and the like among the other words; clauses tell what is denied, of the family or past; what is left are words.
//! All of this happens on the corrected text; spans lead back to what was typed.

mod assemble;
mod correct;
mod ellipsis;
mod small;
mod spans;
#[cfg(test)]
mod tests;
mod wording;

use std::{cell::OnceCell, collections::HashSet, ops::Range};

use self::{
    assemble::Assembly,
    correct::{Corrected, correct},
    small::SmallWords,
    spans::{address_around, inside_quotes, nct_spans, quoted_spans},
    wording::read_wording,
};
pub use wording::{RankingWord, Role, Wording};

use super::{
    Reading, Value,
    crisis::is_crisis,
    facility::{FacilityFound, FacilityNames, Surroundings},
    language::Cues,
    part::{Effect, Part, PartKind, Understanding, is_ignored, number},
    person::read_person,
    place::{KnownWords, languages_of_letters, read_places, unmistakable_places},
    scopes::{Named, Scopes},
    study::read_study,
    tokens::{Gap, Token, tokenize},
};
use crate::{
    ask::SearchRequest,
    config::Stopwords,
    places::Gazetteer,
    text::{
        analyzers::{AnalyzedTerm, Analyzer},
        fold, language,
        spelling::SpellingCorrector,
    },
    trial::NctId,
    vocabulary::{ConceptKind, Mention, Vocabulary, key_terms},
};

/// What reading needs to know.
#[derive(Clone, Copy)]
pub struct Lexicon<'a> {
    pub vocabulary: &'a Vocabulary,
    pub gazetteer: &'a Gazetteer,
    pub corrector: &'a SpellingCorrector,
    pub stopwords: &'a Stopwords,
    pub cues: &'a Cues,
    /// Words that are right as they are, and names of nothing.
    pub ordinary: &'a foldhash::HashSet<String>,
    /// Words of the vocabulary's names in other languages than English, folded.
    pub foreign: &'a HashSet<String>,
    /// Corrects to those words.
    pub foreign_corrector: &'a SpellingCorrector,
    /// Returns whether a folded name is that of a sponsor.
    pub is_sponsor: &'a dyn Fn(&str) -> bool,
    /// The hospitals and centres at which trials run.
    pub facilities: &'a FacilityNames,
    /// Returns whether a term names things that trials test.
    pub is_tested: &'a dyn Fn(&str) -> bool,
}

/// A longer text is a note about a person rather than a question: what the person has is an offer of conditions, one of which must fit.
const NOTE_TOKENS: usize = 45;

/// A shorter text is a question, however it begins.
const CASE_TOKENS: usize = 10;

/// Terms of a quoted phrase beyond which the rest is not looked at.
const MAX_PHRASE_TERMS: usize = 32;

/// The name under which a caller switches corrections off.
const CORRECTION: &str = "correction";

/// The name under which a caller switches every reading off: the words are searched for as they stand.
const ALL: &str = "all";

/// Reads the words of a request.
pub fn understand(
    request: &SearchRequest,
    analyzer: &mut Analyzer,
    lexicon: &Lexicon<'_>,
) -> Understanding {
    let original = request.words.as_str();
    let mut fixed = quoted_spans(original);
    fixed.extend(
        nct_spans(original)
            .iter()
            .map(|span| address_around(original, span)),
    );
    let is_off = |wanted: &str| request.ignore.iter().any(|name| name == wanted);
    let corrected = if is_off(CORRECTION) || is_off(ALL) {
        Corrected::unchanged(original)
    } else {
        correct(original, &fixed, lexicon, analyzer)
    };
    let mut understanding = read(request, &corrected, analyzer, lexicon);
    for part in understanding
        .parts
        .iter_mut()
        .chain(&mut understanding.suggestions)
    {
        if let Some(span) = part.span.take() {
            let span = corrected.original(span);
            original[span.clone()].clone_into(&mut part.text);
            part.span = Some(span);
        }
        for span in &mut part.also {
            *span = corrected.original(span.clone());
        }
    }
    for offer in &corrected.offers {
        understanding.suggestions.push(Part {
            id: String::new(),
            kind: PartKind::Word {
                terms: analyzer.query_terms(&offer.to),
            },
            text: offer.from.clone(),
            span: Some(offer.span.clone()),
            label: offer.to.clone(),
            effect: Effect::Must,
            applied: false,
            group: None,
            also: Vec::new(),
        });
    }
    for unread in &mut understanding.unread {
        unread.span = corrected.original(unread.span.clone());
        original[unread.span.clone()].clone_into(&mut unread.text);
    }
    if let Some(question) = &mut understanding.place_question {
        question.span = corrected.original(question.span.clone());
        original[question.span.clone()].clone_into(&mut question.text);
    }
    for correction in &mut understanding.corrections {
        correction.span = corrected.original(correction.span.clone());
        original[correction.span.clone()].clone_into(&mut correction.from);
    }
    understanding.corrections.extend(corrected.corrections);
    understanding
}

fn read(
    request: &SearchRequest,
    corrected: &Corrected,
    analyzer: &mut Analyzer,
    lexicon: &Lexicon<'_>,
) -> Understanding {
    let text = corrected.text.as_str();
    let tokens = tokenize(text);
    let is_note = tokens.len() > NOTE_TOKENS || reads_like_a_case(&tokens, lexicon);
    let language = language_of(text, &tokens, lexicon);
    let small = SmallWords::new(lexicon, language, &tokens);
    let mut assembly = Assembly::new(request, text, &tokens, lexicon, small, is_note);
    for span in quoted_spans(text) {
        let inner = inside_quotes(text, &span);
        // `diabetes NOT "type 1"`: what is denied need not stand there.
        let first = tokens
            .iter()
            .position(|token| token.span.start >= inner.start);
        let denial = first.and_then(|first| {
            let denials = &lexicon.cues.clauses.denials;
            denials.longest_before(&tokens, first)
        });
        if denial.is_some_and(|(_, trigger)| trigger.denies()) {
            continue;
        }
        // The words of a phrase must be those that the index holds side by side, short ones inside long ones included.
        let mut terms = shift(analyzer.terms(&text[inner.clone()]), inner.start);
        terms.truncate(MAX_PHRASE_TERMS);
        if terms.is_empty() {
            continue;
        }
        let label = text[inner].trim().to_owned();
        let kind = match terms.len() {
            1 => PartKind::Word { terms },
            _ => PartKind::Phrase { terms },
        };
        // A note quotes what was said; a question quotes what must be found.
        let effect = if is_note { Effect::Rank } else { Effect::Must };
        assembly.take(kind, span, label, effect);
    }
    for span in nct_spans(text) {
        if let Ok(nct_id) = text[span.clone()].parse::<NctId>()
            && !assembly.is_taken(&span)
        {
            let around = address_around(text, &span);
            assembly.take_as(PartKind::Id { nct_id }, span, around, nct_id.to_string());
        }
    }
    let scopes = if request.ignore.iter().any(|name| name == ALL) {
        assembly.add_words(None, analyzer);
        None
    } else {
        Some(read_meaning(
            &mut assembly,
            text,
            &tokens,
            is_note,
            analyzer,
            lexicon,
        ))
    };
    let unread = assembly.unread(scopes.as_ref(), analyzer);
    let mut understanding = assembly.finish();
    understanding.unread = unread;
    understanding.is_crisis = is_crisis(&tokens, &lexicon.cues.crisis);
    understanding.language = language.map(str::to_owned);
    understanding
        .parts
        .sort_by_key(|part| part.span.as_ref().map_or(usize::MAX, |span| span.start));
    number(&mut understanding.parts);
    for part in &mut understanding.parts {
        part.applied &= !is_ignored(part, &request.ignore);
    }
    understanding.wording = read_wording(
        text,
        &tokens,
        &understanding,
        scopes.as_ref(),
        lexicon,
        analyzer,
    );
    understanding
}

/// Whether a text tells a case as clinicians do, however short: it begins with an age ("67-year-old woman status post …"), and nobody speaks for themselves in it. Marks that only clinicians write make it one in few words, "58M h/o CAD".
fn reads_like_a_case(tokens: &[Token], lexicon: &Lexicon<'_>) -> bool {
    const FIRST: usize = 5;
    let cues = &lexicon.cues.clauses;
    let letters = &lexicon.cues.person;
    let shorthand = (0..tokens.len()).any(|at| cues.shorthand.longest_at(tokens, at).is_some());
    let begins_with_age = tokens.iter().take(FIRST).enumerate().any(|(at, token)| {
        let unit = tokens.get(at + 1).filter(|unit| unit.follows_closely());
        let is_unit = |unit: &Token| {
            cues.age_units.contains(&unit.text)
                || shorthand && unit.gap == Gap::None && letters.is_sex_letter(&unit.text)
        };
        token.number().is_some() && unit.is_some_and(is_unit)
    });
    (tokens.len() > CASE_TOKENS || shorthand)
        && begins_with_age
        && !tokens.iter().any(|token| {
            // Spanish "yo" is also a unit of age.
            cues.own_voice.contains(&token.text)
                && !(shorthand && cues.age_units.contains(&token.text))
        })
}

/// Reads what the words mean: names of conditions and treatments, and what the readers find between them. Returns how the clauses stand.
fn read_meaning(
    assembly: &mut Assembly<'_>,
    text: &str,
    tokens: &[Token],
    is_note: bool,
    analyzer: &mut Analyzer,
    lexicon: &Lexicon<'_>,
) -> Scopes {
    let terms = key_terms(text, analyzer);
    let mut mentions = lexicon.vocabulary.mentions(text, &terms);
    mentions.retain(|mention| !assembly.is_taken(&mention.span));
    // An abbreviation may also be a state or part of an age: facilities and places go first.
    let is_plain = |mention: &&Mention| mention.is_sure && !mention.is_ambiguous;
    let known = assembly.taken_with(mentions.iter().filter(is_plain));
    let is_longer = |mention: &&Mention| !tokens.iter().any(|token| token.span == mention.span);
    let longer = assembly.taken_with(mentions.iter().filter(is_plain).filter(is_longer));
    let is_led_to = |at: usize| lexicon.cues.place.before(tokens, at).is_some();
    let by = &lexicon.cues.clauses.sponsor;
    let follows_by = |at: usize| by.longest_before(tokens, at).is_some();
    let named = assembly.taken_with(mentions.iter());
    let languages = languages_spoken(text, tokens, lexicon);
    let words = KnownWords {
        is_ordinary: &|word| {
            lexicon.ordinary.contains(word) || lexicon.stopwords.contains_in_any(word)
        },
        is_indexed: &|word| lexicon.corrector.knows(word) || lexicon.foreign.contains(word),
        is_named: &|at| named.get(at).copied().unwrap_or(false),
        is_of_house: &|_| false,
        languages: &languages,
    };
    let cues = &lexicon.cues.place;
    let places = OnceCell::new();
    let places = || {
        let found = || unmistakable_places(text, tokens, lexicon.gazetteer, cues, words);
        places.get_or_init(found).as_slice()
    };
    let around = Surroundings {
        taken: &known,
        taken_by_longer: &longer,
        is_led_to: &is_led_to,
        follows_by: &follows_by,
        places: &places,
    };
    let facilities = lexicon.facilities.find(text, tokens, around);
    for facility in &facilities {
        assembly.add_facility(facility);
    }
    let is_of_house = |at: usize| facilities.iter().any(|house| house.tokens.contains(&at));
    let words = KnownWords {
        is_of_house: &is_of_house,
        ..words
    };
    mentions.retain(|mention| !assembly.is_taken(&mention.span));
    let mut taken = assembly.taken_with(mentions.iter().filter(is_plain));
    let mut places = read_places(text, tokens, &taken, lexicon.gazetteer, cues, words);
    settle_homes(&mut places, &facilities, lexicon.gazetteer);
    let sure_places = places.iter().filter(|place| place.is_sure);
    let place_spans: Vec<Range<usize>> = sure_places
        .map(|place| span_of(tokens, &place.tokens))
        .collect();
    mentions.retain(|mention| {
        let is_inside = place_spans
            .iter()
            .any(|place| overlaps(place, &mention.span));
        !is_inside || !mention.is_ambiguous
    });
    for mention in &mut mentions {
        mention.is_sure &= !assembly.reads_as_a_word(&mention.span);
    }
    for at in 0..mentions.len() {
        if !mentions[at].is_sure {
            mentions[at].is_sure = assembly.stands_for_a_disease(at, &mentions, &place_spans);
        }
    }
    mentions.extend(assembly.named_inside(&mentions, &terms));
    let completed = ellipsis::complete(text, tokens, &terms, &mentions, lexicon, analyzer);
    for name in &completed {
        // The rest of a name is no name of its own.
        mentions.retain(|mention| !overlaps(&mention.span, &name.span));
    }
    mentions.extend(completed);
    taken = assembly.taken_with(mentions.iter().filter(|mention| mention.is_sure));
    let named = assembly.named(mentions.iter().filter(|mention| mention.is_sure));
    let mut readings = read_person(tokens, &taken, &lexicon.cues.person);
    // "M20 4BX" is neither male nor 20.
    let is_in_place = |reading: &Reading| {
        let sure = places.iter().filter(|place| place.is_sure);
        sure.into_iter()
            .any(|place| overlaps(&place.tokens, &reading.tokens))
    };
    readings.retain(|reading| !is_in_place(reading));
    readings.extend(read_study(tokens, &taken, &lexicon.cues.study));
    readings.extend(places);
    let age = readings
        .iter()
        .find(|reading| reading.is_sure && matches!(reading.value, Value::Age(_)));
    let patient_at = age.map(|age| age.tokens.start);
    let is_small = |token: &Token| assembly.small.contains(token);
    let mut read = vec![false; tokens.len()];
    for reading in readings.iter().filter(|reading| reading.is_sure) {
        read[reading.tokens.clone()].fill(true);
    }
    let mut scopes = Scopes::read(
        tokens,
        &named,
        &read,
        &lexicon.cues.clauses,
        is_note,
        patient_at,
        &is_small,
    );
    // "HIV-", "non-diabetic": the name itself says it.
    let denied = mentions.iter().filter(|mention| mention.is_negative);
    for mention in denied.filter(|mention| mention.is_sure) {
        if let Some(name) = tokens_of(tokens, &mention.span) {
            scopes.make_absent(name);
        }
    }
    settle_subject(tokens, &named, &mentions, &mut scopes, is_note, lexicon);
    tell_apart_items(text, tokens, &mentions, &mut scopes, lexicon);
    tell_apart_persons(tokens, &mentions, &mut scopes, &assembly.persons());
    assembly.add_mentions(&mentions, &scopes, analyzer);
    assembly.add_kind_of_denied(&mentions, &terms, analyzer);
    assembly.add_readings(readings, &scopes);
    assembly.add_sponsor(&scopes);
    assembly.add_words(Some(&scopes), analyzer);
    scopes
}

/// Decides what is asked for where no disease is plainly the patient's.
///
/// "I don't have diabetes but my father does, how can I prevent it": what nobody wants to get is what is asked for, where no other disease is.
fn settle_subject(
    tokens: &[Token],
    named: &Named,
    mentions: &[Mention],
    scopes: &mut Scopes,
    is_note: bool,
    lexicon: &Lexicon<'_>,
) {
    let prevention = &lexicon.cues.clauses.prevention;
    let asks = (0..tokens.len()).any(|at| {
        let (length, _) = prevention.longest_at(tokens, at).unwrap_or((0, &()));
        length > 0 && named.0[at].is_none()
    });
    let conditions: Vec<Range<usize>> = mentions
        .iter()
        .filter(|mention| {
            let kind = lexicon.vocabulary.concept(mention.concept).kind;
            mention.is_sure && kind.is_condition()
        })
        .filter_map(|mention| tokens_of(tokens, &mention.span))
        .collect();
    // "My mother has Parkinson's": she is the patient, unless the writer speaks of themselves.
    let myself = &lexicon.cues.clauses.myself;
    let speaks_of_self = || (0..tokens.len()).any(|at| myself.longest_at(tokens, at).is_some());
    let is_of_family = |name: &Range<usize>| scopes.family[name.start];
    if !is_note
        && !conditions.is_empty()
        && conditions.iter().all(is_of_family)
        && !speaks_of_self()
    {
        scopes.clear_family();
    }
    let is_told = |name: &Range<usize>| scopes.absent[name.start] || scopes.family[name.start];
    if asks
        && conditions.iter().all(is_told)
        && let Some(first) = conditions.first()
    {
        scopes.clear(first.clone());
    }
}

/// In a list of items parted by semicolons the first disease is what it is about: "Lung cancer; NTRK1; 58-year-old female; Diabetes, Hypertension". Those of later items are had besides.
fn tell_apart_items(
    text: &str,
    tokens: &[Token],
    mentions: &[Mention],
    scopes: &mut Scopes,
    lexicon: &Lexicon<'_>,
) {
    let diseases = mentions.iter().filter(|mention| {
        let kind = lexicon.vocabulary.concept(mention.concept).kind;
        mention.is_sure && kind == ConceptKind::Condition
    });
    let mut spans = diseases.map(|mention| &mention.span);
    let is_list = tokens.len() <= NOTE_TOKENS && text.matches(';').count() >= 2;
    let (Some(first), true) = (spans.next(), is_list) else {
        return;
    };
    for later in spans.filter(|later| later.start > first.end) {
        if text[first.end..later.start].contains(';') {
            let name = tokens_of(tokens, later).unwrap_or_default();
            scopes.besides[name].fill(true);
        }
    }
}

/// "Schizophrenia, *smoker*": what names the person is had besides. Right before a disease it says which one: "diabetic wound".
fn tell_apart_persons(
    tokens: &[Token],
    mentions: &[Mention],
    scopes: &mut Scopes,
    persons: &[bool],
) {
    let starts: Vec<usize> = mentions
        .iter()
        .filter_map(|mention| Some(tokens_of(tokens, &mention.span)?.start))
        .collect();
    for mention in mentions.iter().filter(|mention| mention.is_sure) {
        let Some(name) = tokens_of(tokens, &mention.span) else {
            continue;
        };
        let is_person = persons[name.clone()].iter().all(|person| *person);
        if is_person && !(starts.contains(&name.end) && tokens[name.end].follows_closely()) {
            scopes.besides[name].fill(true);
        }
    }
}

/// "Mayo Clinic Rochester": of the cities of one name the one is meant where the house stands.
fn settle_homes(places: &mut [Reading], facilities: &[FacilityFound], gazetteer: &Gazetteer) {
    let cities = || facilities.iter().flat_map(|house| &house.cities);
    for reading in places.iter_mut().filter(|reading| reading.is_sure) {
        let Value::Place(found) = &mut reading.value else {
            continue;
        };
        let named = fold(&found.name);
        let home = cities().find_map(|home| {
            let (city, state) = home.split_once(", ")?;
            (fold(city) == named).then_some((city, state))
        });
        if let Some((city, state)) = home
            && let Some(near) = gazetteer.place_called(city, &[state])
        {
            *found.near = near;
        }
    }
}

/// Returns the languages that a text may be in, as far as a few of its words and letters tell; none where English ones stand among them.
fn languages_spoken<'a>(text: &str, tokens: &[Token], lexicon: &Lexicon<'a>) -> Vec<&'a str> {
    let letters = languages_of_letters(text);
    let counts = count_small_words(tokens, lexicon);
    let most = counts.iter().map(|(count, _)| *count).max().unwrap_or(0);
    let of_words = counts
        .iter()
        .filter(|(count, _)| *count == most && most > 0);
    let of_words: Vec<&str> = of_words.map(|(_, language)| *language).collect();
    if of_words.contains(&"en") {
        return Vec::new();
    }
    match of_words.is_empty() {
        // Letters of a language that we do not read (ã) say nothing here.
        true => counts
            .iter()
            .map(|(_, language)| *language)
            .filter(|language| letters.contains(language))
            .collect(),
        false => of_words,
    }
}

/// Returns the languages with how many small words of each a text has.
fn count_small_words<'a>(tokens: &[Token], lexicon: &Lexicon<'a>) -> Vec<(usize, &'a str)> {
    let words = tokens.iter().map(|token| token.text.as_str());
    lexicon.stopwords.count_by_language(words)
}

/// Returns the language of a text: by script or by its letters where it is long, else by its small words.
fn language_of<'a>(text: &str, tokens: &[Token], lexicon: &Lexicon<'a>) -> Option<&'a str> {
    if let Some(language) = language::detect(text) {
        return Some(language);
    }
    let mut counts = count_small_words(tokens, lexicon);
    counts.sort_unstable_by(|a, b| b.cmp(a));
    match counts[..] {
        [(first, language), (second, _), ..] if first >= 2 && first > second => Some(language),
        _ => None,
    }
}

fn shift(mut terms: Vec<AnalyzedTerm>, by: usize) -> Vec<AnalyzedTerm> {
    for term in &mut terms {
        term.span = term.span.start + by..term.span.end + by;
    }
    terms
}

fn span_of(tokens: &[Token], range: &Range<usize>) -> Range<usize> {
    match (
        tokens.get(range.start),
        tokens.get(range.end.saturating_sub(1)),
    ) {
        (Some(first), Some(last)) => first.span.start..last.span.end,
        _ => 0..0,
    }
}

/// Returns the tokens of a stretch of the text; `None` where it holds none.
fn tokens_of(tokens: &[Token], span: &Range<usize>) -> Option<Range<usize>> {
    let is_inside = |token: &Token| overlaps(&token.span, span);
    let first = tokens.iter().position(is_inside)?;
    Some(first..tokens.iter().rposition(is_inside)? + 1)
}

fn overlaps(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
