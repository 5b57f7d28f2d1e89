//! Judging a name by what stands around it: sure, to be offered, or no place at all.

use std::ops::Range;

use super::{
    super::tokens::Gap,
    cues::{Before, NameClass},
    names::{Named, Scene},
    radius::Radius,
};
use crate::places::PlaceKind;

/// People from which on a city is meant wherever it stands in a query.
const BIG_CITY: u32 = 250_000;
/// People from which on a city with a name of [`LONG`] letters is as well known as the table.
const CITY: u32 = 100_000;
/// People of a town whose name is a small word elsewhere: "Hof".
const TOWN: u32 = 15_000;
/// The letters of a name that is no other word by chance.
const LONG: usize = 6;
/// Sites that make a city as well known as the table does.
const WELL_KNOWN_SITES: u32 = 20;

/// What a name turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    No,
    Offered,
    Sure,
}

/// A judged name.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub named: Named,
    pub verdict: Verdict,
    /// With the cue words before and behind.
    pub tokens: Range<usize>,
    pub radius_km: Option<f64>,
    /// "state", "city of".
    pub kind: Option<PlaceKind>,
    /// It is not wanted.
    pub is_denied: bool,
}

/// What stands around a name.
#[derive(Debug, Default)]
pub(super) struct Around {
    pub before: Option<Before>,
    /// The first token of the cue before.
    cue_start: usize,
    /// Behind words such as "area".
    end: usize,
    pub near_after: bool,
    pub kind: Option<PlaceKind>,
    pub radius_km: Option<f64>,
    /// Nothing stands before or behind it in the query.
    pub is_first: bool,
    pub is_last: bool,
    /// It fills a part between commas, full stops or the ends.
    pub fills_part: bool,
    /// Words of a condition or treatment stand right before or behind it.
    is_beside_name: bool,
    /// The name of a hospital or centre stands right before it: "MD Anderson Houston".
    pub follows_house: bool,
    /// An age, or another number, stands right before it.
    follows_age: bool,
}

impl Scene<'_> {
    /// Judges a name. `has_person` tells whether the query speaks of a person by a word after which names stand.
    pub(super) fn judge(&self, named: Named, radii: &[Radius], has_person: bool) -> Judged {
        let around = self.look_around(&named, radii);
        let is_denied = around.before == Some(Before::Not);
        let verdict = match self.weigh(&named, &around, has_person) {
            Verdict::Sure if is_denied => Verdict::Offered,
            _ if is_denied => Verdict::No,
            verdict => verdict,
        };
        Judged {
            tokens: around.cue_start..around.end,
            radius_km: around.radius_km,
            kind: around.kind,
            is_denied,
            verdict,
            named,
        }
    }

    fn look_around(&self, named: &Named, radii: &[Radius]) -> Around {
        let mut around = Around {
            cue_start: named.tokens.start,
            end: named.tokens.end,
            ..Around::default()
        };
        self.look_behind(named, radii, &mut around);
        self.look_before(radii, &mut around);
        around.is_first = around.cue_start == 0;
        around.is_last = self.only_closers_from(around.end);
        around.fills_part =
            self.gap(named.tokens.start) >= Gap::Comma && self.gap(around.end) >= Gap::Comma;
        let is_name = |at: usize| at < self.tokens.len() && !self.is_free(at);
        // "33 ans Paris", "38 f Boston".
        let is_number = |back: usize| {
            let at = named.tokens.start.checked_sub(back);
            let token = at.and_then(|at| self.tokens.get(at));
            token.is_some_and(|token| token.number().is_some())
        };
        around.follows_age = self.gap(named.tokens.start) <= Gap::Blank
            && (is_number(1) || is_number(2) || is_number(3));
        around.follows_house = named.tokens.start > 0
            && self.gap(named.tokens.start) <= Gap::Comma
            && (self.words.is_of_house)(named.tokens.start - 1);
        around.is_beside_name = named.tokens.start > 0
            && is_name(named.tokens.start - 1)
            && self.gap(named.tokens.start) <= Gap::Blank
            || is_name(around.end) && self.gap(around.end) == Gap::Blank;
        around
    }

    /// Reads "area", "state" and a distance behind the name.
    fn look_behind(&self, named: &Named, radii: &[Radius], around: &mut Around) {
        let mut end = named.tokens.end;
        loop {
            // "Georgia (the country)".
            if self.gap(end) >= Gap::Comma && self.between(end).trim() != "(" {
                break;
            }
            if let Some((length, kind)) = self.cues.kind_after.longest_at(self.tokens, end) {
                around.kind = Some(*kind);
                end += length;
            } else if let Some((length, ())) = self.cues.near_after.longest_at(self.tokens, end) {
                around.near_after = true;
                end += length;
            } else {
                break;
            }
        }
        // The distance may begin with the words just read: 上海附近50公里. If it leads on ("30 km from"), another place follows.
        let behind = radii.iter().find(|radius| {
            (named.tokens.end..=end).contains(&radius.tokens.start)
                && radius.tokens.end > end
                && self.gap(radius.tokens.start) <= Gap::Comma
                && (!radius.leads_on || self.gap(radius.tokens.end) == Gap::Sentence)
        });
        if let Some(radius) = behind {
            around.radius_km = Some(radius.km);
            end = radius.tokens.end;
        }
        around.end = end;
    }

    /// Reads a distance, "state of" and the preposition before the name.
    fn look_before(&self, radii: &[Radius], around: &mut Around) {
        let mut start = around.cue_start;
        loop {
            let is_close = start > 0 && self.gap(start) <= Gap::Blank;
            if !is_close {
                break;
            }
            if let Some(radius) = radii.iter().find(|radius| radius.tokens.end == start) {
                if around.radius_km.is_none() && (radius.leads_on || radius.is_limit) {
                    around.radius_km = Some(radius.km);
                    start = radius.tokens.start;
                }
                break;
            }
            // The longest phrase decides: "in the state of" before "of".
            let before = self.cues.before.longest_before(self.tokens, start);
            let before = before.map(|(first, before)| (first, self.leads(first, start, before)));
            let kind = self.cues.kind_before.longest_before(self.tokens, start);
            match (before, kind) {
                (Some((first, before)), kind)
                    if kind.is_none_or(|(of_kind, _)| first <= of_kind)
                        && self.is_preposition(first, start) =>
                {
                    // "lives" + "in": what stands before a preposition may make more of it, but not a person of it.
                    let tells_more = matches!(around.before, Some(Before::Weak | Before::Of))
                        && matches!(
                            before,
                            Before::Strong | Before::Elsewhere | Before::Vague | Before::Not
                        );
                    if around.before.is_none() || tells_more {
                        around.before = Some(before);
                        start = first;
                        // "less than 30 km around": the distance stands before the preposition.
                        continue;
                    }
                    break;
                }
                (_, Some((first, kind))) => {
                    around.kind = around.kind.or(Some(*kind));
                    around.near_after = true;
                    start = first;
                }
                _ if around.before.is_none()
                    && self.cues.between.contains(self.word(start - 1)) =>
                {
                    start -= 1;
                }
                _ => break,
            }
        }
        // "boy" of "15 year old boy Atlanta" says who, not where.
        let leads_over = around.before.is_some_and(|before| before != Before::Person);
        if leads_over || around.radius_km.is_some() || around.near_after {
            around.cue_start = start;
        }
    }

    /// What a phrase says: "im" behind other words is the German preposition, not "I'm".
    fn leads(&self, start: usize, end: usize, before: &Before) -> Before {
        let is_im = end - start == 1 && self.slice(&(start..end)) == "im";
        match before {
            Before::Person if is_im && start > 0 => Before::Weak,
            other => *other,
        }
    }

    /// Whether the phrase is really one: the French `à` is written with its accent, an English `a` is an article.
    fn is_preposition(&self, start: usize, end: usize) -> bool {
        end - start != 1 || self.word(start) != "a" || self.slice(&(start..end)) != "a"
    }

    /// Whether nothing but distances, "please" and the like follows.
    pub(super) fn only_closers_from(&self, mut at: usize) -> bool {
        while at < self.tokens.len() {
            match self.cues.closers.longest_at(self.tokens, at) {
                Some((length, ())) => at += length,
                None => return false,
            }
        }
        true
    }

    fn weigh(&self, named: &Named, around: &Around, has_person: bool) -> Verdict {
        if self.gap(around.end) < Gap::Comma
            && named.code.is_none()
            && around.end == named.tokens.end
            && self
                .cues
                .not_before
                .longest_at(self.tokens, around.end)
                .is_some()
        {
            return Verdict::No;
        }
        match around.before {
            Some(Before::Elsewhere | Before::Vague) => return Verdict::Offered,
            // "my son Jackson"; but "15 year old boy Atlanta".
            Some(Before::Person)
                if named.within.is_empty()
                    && around.radius_km.is_none()
                    && (named.class != NameClass::Plain
                        || !(named.sense.is_known_city()
                            || named.sense.is_region
                            || named.sense.is_used_state
                            || named.sense.is_country)) =>
            {
                return Verdict::No;
            }
            _ => {}
        }
        if self.is_saint(named) && around.before != Some(Before::Strong) {
            return Verdict::No;
        }
        if named.code.is_none()
            && let Some(verdict) = self.weigh_town(named, around)
        {
            return verdict;
        }
        if named.code.is_some() && named.within.is_empty() {
            return Verdict::Sure;
        }
        let facts = Facts {
            strong: around.before == Some(Before::Strong)
                || around.radius_km.is_some()
                || around.near_after && named.class == NameClass::Plain
                || around.kind.is_some(),
            weak: around.before == Some(Before::Weak),
            of: around.before == Some(Before::Of),
            recipient: around.before == Some(Before::Recipient),
            // "the Midlands" is written with a capital behind its article.
            capital: self.capitals_count
                && (self.is_capital(named.tokens.start)
                    || named.sense.is_region && self.is_capital(named.head.end - 1)),
            qualified: !named.within.is_empty(),
            big: (named.sense.is_country || named.sense.is_used_state) && !named.is_code
                || named.sense.people >= BIG_CITY && named.sense.is_city,
            known: named.is_code
                || named.sense.is_region
                || named.sense.is_county && named.head.len() > 1
                || named.sense.is_country
                || named.sense.is_used_state
                || named.sense.is_listed
                || named.sense.sites >= WELL_KNOWN_SITES
                || self.is_full_name(named)
                || named.sense.people >= BIG_CITY
                || named.sense.people >= CITY
                    && named.key.len() >= LONG
                    && !(self.words.is_ordinary)(&named.key),
            main: named.sense.is_main_name && named.key.len() > 3,
            beside_name: around.is_beside_name,
            follows_age: around.follows_age,
        };
        if self.is_note {
            return facts.in_note();
        }
        if named.is_code {
            return facts.of_code(around);
        }
        let is_person = self.is_person(named, around);
        let has_person = has_person && !self.is_apart_from_person(named);
        match named.class {
            NameClass::Never => {
                facts.of_never(named.sense.is_main_name && named.sense.people >= TOWN)
            }
            NameClass::Word if named.sense.is_region && around.is_last && facts.capital => {
                Verdict::Sure
            }
            // "im Rheinland": German writes every noun with a capital, so that it shows nothing, but "im" does.
            NameClass::Word
                if named.sense.is_region
                    && facts.weak
                    && named.key.len() >= LONG
                    && !named.key.starts_with("the ")
                    && self.is_capital(named.head.start) =>
            {
                Verdict::Sure
            }
            NameClass::Word => facts.of_word(around),
            // "CIS" and "NEO" are medicine where no cue stands.
            NameClass::Shy if named.sense.is_region => match facts.of_shy(around) {
                Verdict::Sure => Verdict::Sure,
                _ => Verdict::No,
            },
            NameClass::Shy => facts.of_shy(around),
            NameClass::GivenName => facts.of_given_name(around, is_person, has_person),
            NameClass::Plain => facts.of_plain(around),
        }
    }

    /// Whether a name of several words is that of a town and hardly anything else: "Frankfurt an der Oder", "Boulogne sur Mer".
    fn is_full_name(&self, named: &Named) -> bool {
        let words = named.head.len();
        let people = named.sense.people.max(named.sense.people_by_alias);
        let is_written = self.capitals_count && self.is_written_as_name(&named.head)
            || self.is_coined(&named.head, LONG);
        people >= TOWN && (words > 2 || words > 1 && is_written)
    }

    /// Whether a name is that of a saint as which hospitals are called, rather than of a well-known place: "St Mary's", but "St. John's, Newfoundland".
    fn is_saint(&self, named: &Named) -> bool {
        let last = named.head.end.saturating_sub(1);
        let is_possessive = self.tokens.get(last).is_some_and(|t| t.is_possessive);
        named.head.len() > 1
            && is_possessive
            && named.within.is_empty()
            && !named.sense.is_listed
            && named.sense.sites < WELL_KNOWN_SITES
    }

    /// Whether the name of a condition stands between a word for a person and a name: "mom breast cancer Denver", but not "my daughter Charlotte".
    fn is_apart_from_person(&self, named: &Named) -> bool {
        let mut at = named.head.start;
        let mut has_condition = false;
        while at > 0 && self.gap(at) < Gap::Sentence {
            at -= 1;
            has_condition |= !self.is_free(at) || (self.words.is_named)(at);
            if !has_condition && self.cues.persons.longest_at(self.tokens, at).is_some() {
                return false;
            }
        }
        has_condition
    }

    /// Whether a verb or a number behind the name makes it a person.
    fn is_person(&self, named: &Named, around: &Around) -> bool {
        let end = named.tokens.end;
        let verb = self.gap(end) < Gap::Comma
            && self
                .cues
                .after_person
                .longest_at(self.tokens, end)
                .is_some();
        let age = self.tokens.get(end).is_some_and(|token| {
            token.number().is_some_and(|number| number < 110.0) && token.gap < Gap::Sentence
        });
        let possessive = self
            .tokens
            .get(end.saturating_sub(1))
            .is_some_and(|token| token.is_possessive);
        around.radius_km.is_none() && (verb || age || possessive)
    }
}

/// What speaks for a name being a place.
struct Facts {
    strong: bool,
    weak: bool,
    of: bool,
    recipient: bool,
    capital: bool,
    qualified: bool,
    big: bool,
    known: bool,
    main: bool,
    beside_name: bool,
    follows_age: bool,
}

impl Facts {
    /// In a pasted note only a strong cue counts.
    fn in_note(&self) -> Verdict {
        if self.strong && (self.known || self.capital)
            || self.capital && self.qualified
            || self.weak && self.capital && self.known
        {
            Verdict::Sure
        } else {
            Verdict::No
        }
    }

    /// An abbreviation alone: "asthma TX", but not "DC vaccine".
    fn of_code(&self, around: &Around) -> Verdict {
        if self.strong || self.weak || self.qualified || around.is_last || around.fills_part {
            Verdict::Sure
        } else if around.is_first {
            Verdict::Offered
        } else {
            Verdict::No
        }
    }

    fn of_never(&self, is_town: bool) -> Verdict {
        let is_meant = self.capital && self.qualified && self.main
            || self.capital && self.strong && (self.known || is_town);
        if is_meant { Verdict::Sure } else { Verdict::No }
    }

    fn of_word(&self, around: &Around) -> Verdict {
        let has_cue = self.capital || self.strong || self.weak || around.fills_part;
        if self.strong
            || self.weak && self.capital
            || self.qualified && (has_cue || around.is_last || around.is_first)
        {
            Verdict::Sure
        } else if self.qualified
            || self.weak
            || self.capital && (around.is_last || around.fills_part)
        {
            Verdict::Offered
        } else {
            Verdict::No
        }
    }

    fn of_shy(&self, around: &Around) -> Verdict {
        if self.strong || self.weak || self.qualified || self.capital && around.fills_part {
            Verdict::Sure
        } else if around.is_last || around.is_first || around.fills_part || self.of {
            Verdict::Offered
        } else {
            Verdict::No
        }
    }

    fn of_given_name(&self, around: &Around, is_person: bool, has_person: bool) -> Verdict {
        if (is_person || self.recipient) && !self.strong && !self.qualified {
            return Verdict::No;
        }
        let stands_apart = around.is_last || around.is_first || around.fills_part;
        let is_city = self.known && self.capital && self.follows_age;
        if self.strong
            || self.weak
            || self.qualified
            || self.known && stands_apart && !has_person
            || is_city && !around.is_first
            || self.known && around.follows_house
        {
            Verdict::Sure
        } else if self.known && (stands_apart || self.of) {
            Verdict::Offered
        } else {
            Verdict::No
        }
    }

    fn of_plain(&self, around: &Around) -> Verdict {
        let stands_apart =
            around.is_last || around.is_first || around.fills_part || self.beside_name;
        let is_town = self.known || self.main;
        if self.qualified
            || self.strong
            || self.weak && is_town
            || stands_apart && self.known
            || self.of && self.known
            || self.capital && around.fills_part && self.main
            || self.big
        {
            Verdict::Sure
        } else if self.capital && (self.weak || stands_apart || self.known) {
            Verdict::Offered
        } else {
            Verdict::No
        }
    }
}
