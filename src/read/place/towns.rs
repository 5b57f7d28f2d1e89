//! Towns that only the table of the world knows: there is one for nearly every word, so each needs the more for being one, the fewer people live there.

use super::{
    super::tokens::Gap,
    cues::{Before, NameClass},
    names::{Named, Scene},
    verdict::{Around, Verdict},
};

/// People from which on a town is meant wherever it stands at an end of a query.
const CITY: u32 = 100_000;
/// People from which on a town is meant with a capital there, or behind "in" without one.
const LARGE_TOWN: u32 = 50_000;
/// People from which on a town is worth offering.
const TOWN: u32 = 15_000;
/// How many times more people one of a city's other names needs.
const OTHER_NAME: u32 = 4;
/// The fewest letters of a word in a name of three words that tells the name from ordinary ones.
const SHORTEST_COINED: usize = 4;
/// The fewest letters of a single word in lower case that is a town without a cue.
const LONG: usize = 6;

impl Scene<'_> {
    /// Whether a word is one that people use for other things than the name of a town.
    fn is_ordinary(&self, named: &Named) -> bool {
        let is_single = named.head.len() == 1;
        let is_given_name = named.class == NameClass::GivenName;
        is_single
            && !is_given_name
            && ((self.words.is_ordinary)(&named.key) || self.cues.is_common(&named.key))
    }

    /// Weighs a town that neither the sites nor the table of known cities have; `None` for any other name.
    pub(super) fn weigh_town(&self, named: &Named, around: &Around) -> Option<Verdict> {
        let sense = named.sense;
        if !sense.is_of_world() || named.class == NameClass::Never {
            return None;
        }
        let people = match sense.is_main_name {
            true => sense.people,
            false => sense.people_by_alias / OTHER_NAME,
        };
        // How many people a state has is not told; it is as well known as a town.
        let people = match (sense.is_county && named.head.len() > 1, sense.is_state) {
            // "Isle of Wight" is the county.
            (true, _) => people.max(CITY),
            (false, true) => people.max(TOWN),
            (false, false) => people,
        };
        // A script without capitals cannot show that a word is a name, and has few words that are one by chance.
        let has_no_case = named
            .key
            .chars()
            .all(|c| c.is_lowercase() == c.is_uppercase());
        let is_capital = has_no_case || self.capitals_count && self.is_written_as_name(&named.head);
        let is_indexed =
            !has_no_case && named.head.len() == 1 && (self.words.is_indexed)(&named.key);
        let is_strong = around.before == Some(Before::Strong)
            || around.radius_km.is_some()
            || around.near_after
            || around.kind.is_some();
        let is_weak = around.before == Some(Before::Weak);
        let stands_apart = (around.is_last || around.is_first || around.fills_part)
            && named.class != NameClass::GivenName;
        let verdict = |is_sure: bool, is_offered: bool| match (is_sure, is_offered) {
            (true, _) => Verdict::Sure,
            (_, true) => Verdict::Offered,
            _ => Verdict::No,
        };
        let has_cue = is_strong || is_weak;
        // "St Thomas hospital" is named after no town.
        let is_of_facility = self.gap(named.tokens.end) <= Gap::Hyphen
            && self
                .cues
                .facility_after
                .longest_at(self.tokens, named.tokens.end)
                .is_some();
        // "ED" is an abbreviation, not the town of Ed.
        let is_abbreviation = self.capitals_count
            && named.head.len() == 1
            && named.key.len() < LONG
            && self.is_upper(named.head.start);
        if (is_of_facility || is_abbreviation) && named.within.is_empty() {
            return Some(Verdict::No);
        }
        if self.is_ordinary(named) || named.class == NameClass::Word {
            let is_place = is_capital && has_cue && !self.is_at_start(named);
            return Some(verdict(
                is_place && (people >= TOWN && is_strong || !named.within.is_empty()),
                false,
            ));
        }
        if self.is_note {
            let is_sure = is_capital && (is_strong || !named.within.is_empty());
            return Some(verdict(is_sure, false));
        }
        if !named.within.is_empty() {
            let is_sure = is_capital || has_cue || around.is_last || people >= TOWN;
            return Some(verdict(is_sure, true));
        }
        if is_strong {
            let is_sure = is_capital || !is_indexed || people >= LARGE_TOWN;
            return Some(verdict(is_sure, people >= TOWN));
        }
        if is_weak {
            let is_sure = match is_capital {
                true => !is_indexed || people >= TOWN,
                false => !is_indexed && people >= LARGE_TOWN,
            };
            return Some(verdict(is_sure, people >= TOWN && !is_indexed));
        }
        let is_long = named.key.len() >= LONG || named.head.len() > 1;
        // "Frankfurt an der Oder", "Boulogne sur Mer": hardly anything but a place is called so.
        let is_long_name = named.head.len() > 2 && self.is_coined(&named.head, SHORTEST_COINED);
        let is_full_name =
            named.head.len() > 1 && (is_capital || self.is_coined(&named.head, LONG));
        let is_sure = stands_apart
            && !is_indexed
            && (is_long_name
                || is_full_name && people >= TOWN
                || is_capital && !self.is_at_start(named) && people >= LARGE_TOWN
                || is_long && people >= CITY
                || has_no_case && people >= TOWN);
        Some(verdict(
            is_sure,
            is_capital && stands_apart && people >= TOWN,
        ))
    }

    /// Whether a capital says nothing because a sentence begins there.
    fn is_at_start(&self, named: &Named) -> bool {
        named.head.start == 0
    }
}
