//! Finding names: which tokens spell the name of a place, with the state or country and the postal code behind it.

use std::ops::Range;

use super::{
    super::tokens::{Case, Gap, Token, TokenKind},
    KnownWords, PlaceCues,
    cues::NameClass,
};
use crate::places::{Gazetteer, NameSense, NearPlace, PlaceKind};

/// The most tokens of one name.
const LONGEST: usize = 6;
/// How many times smaller a city is than the best of its name if a state behind it that is a city too is another place.
const FAR_SMALLER: u32 = 20;
/// The most letters of a region's name that is an abbreviation.
const SHORT_REGION: usize = 4;
/// People of a city that is read behind its state or country.
const LEAST_IN_AREA: u32 = 30_000;
/// The most tokens of a state or country behind a name.
const LONGEST_QUALIFIER: usize = 4;

/// The text of a query and what stands in it, as the parts of this reader look at it.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    /// The tokens that hold no place: names of conditions, quotes, traps.
    pub blocked: &'a [bool],
    pub gazetteer: &'a Gazetteer,
    pub cues: &'a PlaceCues,
    pub words: KnownWords<'a>,
    /// Whether capitals say anything: not where every word has one.
    pub capitals_count: bool,
    /// Whether it is a pasted note rather than a query.
    pub is_note: bool,
}

/// A name found, before it is judged.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// The tokens of the name, with state, country and postal code.
    pub tokens: Range<usize>,
    /// The tokens of the bare name.
    pub head: Range<usize>,
    /// The bare name as the gazetteer keys it.
    pub key: String,
    /// State and country behind it.
    pub within: Vec<String>,
    pub sense: NameSense,
    pub class: NameClass,
    /// What a postal code said, which is more exact than the name.
    pub code: Option<NearPlace>,
    /// Whether it is an abbreviation that stands alone.
    pub is_code: bool,
    pub is_corrected: bool,
    /// A state or country stands behind it in which nothing is called so: the token behind that.
    pub contradicted: Option<usize>,
}

impl Named {
    /// Makes the name that of a city which stands behind its area: "Georgia Tbilisi".
    fn become_city_within(&mut self, head: Range<usize>, city: String, sense: NameSense) {
        self.within.push(std::mem::replace(&mut self.key, city));
        self.sense = sense;
        self.class = NameClass::Plain;
        self.tokens.end = head.end;
        self.head = head;
    }
}

impl Scene<'_> {
    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    /// The gap before token `at`; the end of a sentence beyond the last.
    pub(super) fn gap(&self, at: usize) -> Gap {
        self.tokens.get(at).map_or(Gap::Sentence, |token| token.gap)
    }

    pub(super) fn is_free(&self, at: usize) -> bool {
        at < self.tokens.len() && !self.blocked.get(at).copied().unwrap_or(false)
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.case != Case::Lower)
    }

    /// Whether a token stands alone between brackets.
    fn is_in_brackets(&self, at: usize, joint: &str) -> bool {
        joint.trim() == "("
            && self
                .tokens
                .get(at)
                .and_then(|token| self.text.get(token.span.end..))
                .is_some_and(|rest| rest.starts_with(')'))
    }

    /// Whether a name of several words is written as one: with a capital at either end, and between them capitals or small words ("Boulogne sur Mer").
    pub(super) fn is_written_as_name(&self, head: &Range<usize>) -> bool {
        const SMALL: usize = 3;
        let last = head.end.saturating_sub(1);
        self.is_capital(head.start)
            && self.is_capital(last)
            && head
                .clone()
                .all(|at| self.is_capital(at) || self.word(at).len() <= SMALL)
    }

    /// Whether a name of several words has one of so many letters that is no word of ordinary speech or of the documents.
    pub(super) fn is_coined(&self, head: &Range<usize>, letters: usize) -> bool {
        head.clone().any(|at| {
            let word = self.word(at);
            word.len() >= letters
                && !(self.words.is_ordinary)(word)
                && !(self.words.is_indexed)(word)
        })
    }

    /// Whether tokens are written as an abbreviation: `TX`, `U.S.`
    fn is_abbreviation(&self, tokens: &Range<usize>) -> bool {
        self.tokens.get(tokens.clone()).is_some_and(|tokens| {
            tokens.iter().all(|token| {
                token.case == Case::Upper
                    || token.text.len() == 1 && token.case == Case::Capitalized
            })
        })
    }

    /// The query's own writing of some tokens.
    pub(super) fn slice(&self, tokens: &Range<usize>) -> &str {
        let start = self.tokens.get(tokens.start).map(|token| token.span.start);
        let end = tokens
            .end
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map(|token| token.span.end);
        match (start, end) {
            (Some(start), Some(end)) => {
                let slice = self.text.get(start..end).unwrap_or_default();
                // "Halle (Saale)" with its last bracket.
                let closes = slice.contains('(')
                    && !slice.contains(')')
                    && self
                        .text
                        .get(end..)
                        .is_some_and(|rest| rest.starts_with(')'));
                self.text
                    .get(start..end + usize::from(closes))
                    .unwrap_or(slice)
            }
            _ => "",
        }
    }

    pub(super) fn between(&self, at: usize) -> &str {
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        match (before, self.tokens.get(at)) {
            (Some(before), Some(token)) => self
                .text
                .get(before.span.end..token.span.start)
                .unwrap_or_default(),
            _ => "",
        }
    }

    /// Adds token `at` to a key of the gazetteer; returns false if it cannot go on there.
    fn push_key(&self, key: &mut String, at: usize, is_first: bool) -> bool {
        let Some(token) = self.tokens.get(at).filter(|_| self.is_free(at)) else {
            return false;
        };
        if is_first {
            if token.kind == TokenKind::Number {
                return false;
            }
            key.push_str(&token.text);
            return true;
        }
        let is_han = |at: usize| {
            self.tokens
                .get(at)
                .is_some_and(|t| t.kind == TokenKind::Han)
        };
        let joint = self.between(at);
        let is_joined = match joint {
            "" => {
                if !(is_han(at) && is_han(at - 1)) {
                    return false;
                }
                true
            }
            // `L'Aquila` and `Côte d'Ivoire` are folded without the apostrophe.
            "'" | "’" => true,
            // "Halle (Saale)".
            _ if self.is_in_brackets(at, joint) => false,
            _ if token.gap > Gap::Hyphen => return false,
            _ => is_initials(joint, key) && token.text.len() == 1,
        };
        if is_han(at) != is_han(at - 1) {
            return false;
        }
        if !is_joined {
            shorten_last(key);
            key.push(' ');
        }
        key.push_str(&token.text);
        // "St. John's" is no Saint John.
        if token.is_possessive && key.starts_with("st ") && !key.ends_with('s') {
            key.push('s');
        }
        true
    }

    /// The longest name that begins at a token: the token behind it, its key and what it stands for.
    pub(super) fn longest_name(
        &self,
        at: usize,
        most: usize,
        fits: impl Fn(&NameSense) -> bool,
    ) -> Option<(usize, String, NameSense)> {
        let mut key = String::new();
        let mut found = None;
        let is_han = self
            .tokens
            .get(at)
            .is_some_and(|token| token.kind == TokenKind::Han);
        let most = if is_han { 2 * most } else { most };
        for end in at + 1..=at + most {
            if !self.push_key(&mut key, end - 1, end == at + 1) {
                break;
            }
            let mut probe = self.gazetteer.probe(&key);
            if probe.sense.is_none() && end > at + 1 && !key.is_ascii() {
                probe = self.gazetteer.probe(&Gazetteer::name_key(&key));
            }
            if let Some(sense) = probe.sense.filter(|sense| fits(sense)) {
                found = Some((end, key.clone(), sense));
            }
            if !probe.goes_on && !is_initial(&key) && !may_shorten(&key) {
                break;
            }
        }
        found
    }

    /// The name at a token, with what stands behind it.
    pub(super) fn name_at(&self, at: usize) -> Option<Named> {
        let (end, key, sense) = self.longest_name(at, LONGEST, |sense| {
            sense.is_name() || sense.is_state_code || sense.is_country_code
        })?;
        let is_han = self.tokens[at].kind == TokenKind::Han;
        // `NCT05665` holds no name, and one Han character is none.
        let is_glued = at > 0 && self.gap(at) == Gap::None || self.gap(end) == Gap::None;
        if is_han && end - at < 2 || !is_han && is_glued || self.is_end_of_name(at) {
            return None;
        }
        if sense.is_of_world() && self.is_in_cue(at..end) {
            return None;
        }
        let mut named = Named {
            tokens: at..end,
            head: at..end,
            class: self.cues.class_of(&key),
            key,
            within: Vec::new(),
            sense,
            code: None,
            is_code: !sense.is_name(),
            is_corrected: false,
            contradicted: None,
        };
        if self.is_of_initials(&named.head) {
            return None;
        }
        let is_nickname = self.cues.is_free_code(&named.key) && self.is_abbreviation(&named.head);
        if named.class == NameClass::Plain && !is_nickname {
            named.class = self.class_of_region(&named);
        }
        if is_han && sense.is_area() {
            self.join_han_city(&mut named);
        } else if sense.is_country || sense.is_used_state {
            self.join_city_behind(&mut named);
        }
        self.add_qualifiers(&mut named);
        if named.key.len() <= 3 && named.within.is_empty() && self.is_of_compound(&named.tokens) {
            return None;
        }
        if named.is_code {
            let is_free = self.cues.is_free_code(&named.key)
                || self.cues.class_of(&named.key) == NameClass::Plain
                    && !self.cues.needs_capitals(&named.key);
            let is_written =
                self.is_abbreviation(&named.head) || !self.cues.needs_capitals(&named.key);
            if !is_free || !is_written {
                return None;
            }
            named.class = NameClass::Plain;
        } else if self.cues.needs_capitals(&named.key) {
            let is_upper = self.is_abbreviation(&named.head);
            if is_upper && self.cues.is_free_code(&named.key) {
                named.class = NameClass::Plain;
                // "LA enlargement" is of the heart.
                named.is_code = !named.sense.is_country && named.key.len() == 2
                    || self.cues.is_shy_code(&named.key);
            } else if !is_upper && named.class == NameClass::Plain {
                named.class = NameClass::Never;
            }
        }
        self.add_code_behind(&mut named);
        Some(named)
    }

    /// Whether an abbreviation is that of the words before it: "adult T-cell leukemia ATL", "lung adenocarcinoma (LA)".
    fn is_of_initials(&self, head: &Range<usize>) -> bool {
        const WORDS: usize = 6;
        if head.len() != 1 || !self.is_upper(head.start) || self.is_free_before(head.start) {
            return false;
        }
        let words = head.start.saturating_sub(WORDS)..head.start;
        let mut initials = words.filter_map(|at| self.word(at).chars().next());
        let mut letters = self.word(head.start).chars();
        letters.all(|letter| initials.any(|initial| initial == letter))
    }

    /// Whether the token before another, if there is one, belongs to no name.
    fn is_free_before(&self, at: usize) -> bool {
        at.checked_sub(1).is_none_or(|before| self.is_free(before))
    }

    /// Whether an apostrophe binds a word to one before it that is no preposition: "Vall d'Hebron" is a hospital, "près d'Angers" near Angers.
    pub(super) fn is_end_of_name(&self, at: usize) -> bool {
        matches!(self.between(at), "'" | "’")
            && self
                .cues
                .before
                .longest_before(self.tokens, at)
                .is_none_or(|(start, _)| start + 1 == at && start > 0 && self.is_of_name(start - 1))
    }

    /// Whether a word before "d'" begins a name rather than leads over to a place.
    fn is_of_name(&self, at: usize) -> bool {
        let word = self.word(at);
        self.is_capital(at) || !(self.words.is_ordinary)(word) && !(self.words.is_indexed)(word)
    }

    /// Whether a name is but a piece of a phrase that leads over to a place: "Nahe" of "in der Nähe von".
    fn is_in_cue(&self, name: Range<usize>) -> bool {
        let starts = name.start.saturating_sub(4)..=name.start;
        starts.into_iter().any(|start| {
            let cue = self.cues.before.longest_at(self.tokens, start);
            cue.is_some_and(|(length, _)| length > 1 && start + length >= name.end)
                || self
                    .cues
                    .near_me
                    .longest_at(self.tokens, start)
                    .is_some_and(|(length, ())| length > 1 && start + length >= name.end)
        })
    }

    /// Whether a name is that of a region or county that is something else as well: "NEO", "the South", "Surrey".
    fn class_of_region(&self, named: &Named) -> NameClass {
        let sense = named.sense;
        if sense.is_area() || sense.is_known_city() {
            return NameClass::Plain;
        }
        let is_single = named.head.len() == 1;
        let is_word = is_single && (self.words.is_ordinary)(&named.key);
        let is_short = named.key.is_ascii() && named.key.len() <= SHORT_REGION;
        let is_shy = match sense.is_region {
            true => is_short,
            false => sense.is_county && !sense.is_city && is_single,
        };
        if sense.is_region && (is_word || named.key.starts_with("the ")) {
            NameClass::Word
        } else if is_shy {
            NameClass::Shy
        } else {
            NameClass::Plain
        }
    }

    /// Whether a small town's name begins with a word that belongs elsewhere and hides a better name: "la Ciudad" in "la Ciudad de México".
    pub(super) fn hides_another(&self, named: &Named) -> bool {
        if !named.sense.is_of_world() || named.head.len() < 2 || !named.within.is_empty() {
            return false;
        }
        let next = self.name_at(named.head.start + 1);
        next.is_some_and(|next| next.head.end >= named.head.end && !next.sense.is_of_world())
    }

    /// Whether a token is written in capitals throughout.
    pub(super) fn is_upper(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.case == Case::Upper)
    }

    /// Whether a short name is a piece of something longer: `IL-2`, `NY-ESO-1`, `IL 6`, `a/CA`.
    fn is_of_compound(&self, tokens: &Range<usize>) -> bool {
        let is_bound = |at: usize| {
            at > 0
                && at < self.tokens.len()
                && matches!(self.gap(at), Gap::Hyphen | Gap::Slash | Gap::Mark)
        };
        let number_follows = self.tokens.get(tokens.end).is_some_and(|token| {
            token.kind == TokenKind::Number && token.gap <= Gap::Hyphen && !is_us_code(&token.text)
        });
        is_bound(tokens.start) || is_bound(tokens.end) || number_follows
    }

    /// Reads `浙江省杭州市` and `中国杭州` as the city in the area.
    fn join_han_city(&self, named: &mut Named) {
        let mut at = named.tokens.end;
        if self.cues.kind_after.longest_at(self.tokens, at).is_some() && self.gap(at) == Gap::None {
            at += 1;
        }
        if self.gap(at) > Gap::Blank || self.tokens.get(at).is_none_or(|t| t.kind != TokenKind::Han)
        {
            return;
        }
        let Some((end, key, sense)) = self.longest_name(at, LONGEST, |sense| sense.is_name())
        else {
            return;
        };
        if end - at >= 2
            && self
                .gazetteer
                .place_called(&key, &[named.key.as_str()])
                .is_some()
        {
            named.become_city_within(at..end, key, sense);
        }
    }

    /// Reads "Georgia Tbilisi" and "Texas, Houston" as the city in the area.
    fn join_city_behind(&self, named: &mut Named) {
        let at = named.tokens.end;
        if !matches!(self.gap(at), Gap::Blank | Gap::Comma) {
            return;
        }
        let Some((end, key, sense)) = self.longest_name(at, LONGEST, |sense| sense.is_city) else {
            return;
        };
        let area = [named.key.as_str()];
        // A state in a country may do without a city: "India Delhi".
        let is_state = sense.is_used_state
            && named.sense.is_country
            && self
                .gazetteer
                .place_called(&key, &area)
                .is_some_and(|near| near.place.kind == PlaceKind::State);
        let people = match is_state {
            true => u32::MAX,
            false => self.gazetteer.people_called(&key, &area),
        };
        // "Washington Boston" is no Boston in the state of Washington, and hardly a word is no town's name.
        let is_meant = key.len() >= SHORT_REGION
            && people >= LEAST_IN_AREA
            && people.saturating_mul(FAR_SMALLER) >= sense.people.max(sense.people_by_alias)
            && match self.cues.class_of(&key) {
                NameClass::Plain | NameClass::GivenName => true,
                NameClass::Shy | NameClass::Word => self.is_capital(at),
                NameClass::Never => false,
            };
        if !is_meant {
            return;
        }
        named.become_city_within(at..end, key, sense);
    }

    /// Adds the state and country behind a name: "Portland, ME", "Birmingham Alabama USA".
    pub(super) fn add_qualifiers(&self, named: &mut Named) {
        for _ in 0..2 {
            let at = named.tokens.end;
            let gap = self.gap(at);
            if gap == Gap::Sentence || gap == Gap::None || gap == Gap::Slash {
                return;
            }
            let is_area = |sense: &NameSense| {
                sense.is_area() || sense.is_county || sense.is_state_code || sense.is_country_code
            };
            let Some((end, key, sense)) = self.longest_name(at, LONGEST_QUALIFIER, is_area) else {
                return;
            };
            // "Portland me and my son": some county is called Mé.
            let is_county = sense.is_county && key.chars().count() >= SHORT_REGION;
            let is_named = sense.is_area() || is_county;
            if !is_named && !self.is_code_behind(at, end, &key) {
                return;
            }
            let mut within: Vec<&str> = named.within.iter().map(String::as_str).collect();
            within.push(&key);
            if self.gazetteer.place_called(&named.key, &within).is_none() {
                // "Springfield, Wyoming": what was said binds, so no other Springfield is meant.
                let is_city = named.sense.is_city && !named.sense.is_area();
                if gap == Gap::Comma && is_city && (sense.is_used_state || sense.is_country) {
                    named.contradicted = Some(end);
                }
                return;
            }
            // "Boston, New York, Chicago" are three cities, though a small Boston lies in New York.
            let people = self.gazetteer.people_called(&named.key, &within);
            if sense.is_known_city() && people.saturating_mul(FAR_SMALLER) < named.sense.people {
                return;
            }
            // "New York, New York" and "Georgia, United States" are qualified; "Madrid, Madrid" is too.
            named.within.push(key);
            named.tokens.end = end;
        }
    }

    /// Whether an abbreviation behind a name is one: in capitals, or no ordinary word, or the last word of its sentence.
    fn is_code_behind(&self, at: usize, end: usize, key: &str) -> bool {
        let is_word = self.cues.is_late_code(key);
        let is_upper = self.is_abbreviation(&(at..end)) && (self.capitals_count || !is_word);
        let is_last = self.gap(end) >= Gap::Comma
            || self
                .tokens
                .get(end)
                .is_some_and(|token| is_us_code(&token.text));
        is_upper || !is_word || is_last
    }

    /// Adds a postal code behind a name: "Minneapolis, MN 55455".
    fn add_code_behind(&self, named: &mut Named) {
        let at = named.tokens.end;
        let is_code = self.is_free(at)
            && self.gap(at) <= Gap::Comma
            && self
                .tokens
                .get(at)
                .is_some_and(|token| is_us_code(&token.text))
            && !named.within.is_empty();
        if !is_code {
            return;
        }
        let tokens = named.tokens.start..at + 1;
        if let Ok(near) = self.gazetteer.resolve(self.slice(&tokens))
            && near.place.kind == PlaceKind::Zip
        {
            named.code = Some(near);
            named.tokens = tokens;
        }
    }
}

/// Whether a key is initials so far and a full stop follows: `u.s`, `d.c`.
fn is_initials(joint: &str, key: &str) -> bool {
    joint.trim_end() == "." && is_initial(key)
}

/// Whether a key is nothing but a few single letters joined, and may become an abbreviation.
fn is_initial(key: &str) -> bool {
    key.len() <= 2 && key.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Whether the key ends with a word that the gazetteer shortens as soon as another follows.
fn may_shorten(key: &str) -> bool {
    matches!(last_word(key), "saint" | "sainte" | "fort" | "mount")
}

fn last_word(key: &str) -> &str {
    key.rsplit(' ').next().unwrap_or_default()
}

/// Shortens the last word as the gazetteer does in names of several words.
fn shorten_last(key: &mut String) {
    let short = match last_word(key) {
        "saint" => "st",
        "sainte" => "ste",
        "fort" => "ft",
        "mount" => "mt",
        _ => return,
    };
    let cut = key.len() - last_word(key).len();
    key.truncate(cut);
    key.push_str(short);
}

/// Whether a token is five digits.
pub(super) fn is_us_code(text: &str) -> bool {
    text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit())
}
