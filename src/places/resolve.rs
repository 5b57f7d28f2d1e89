//! What a place text means: coordinates, a postal code, or a name with or without its state and country.
//!
//! A text is tried in that order; a name first as a whole, then with its last words as state and country, then in the shorter forms of [`fallback_keys`].
//! An exact name is never fuzzed; similar names appear only in the error of a name that nobody has.

use super::gazetteer::Gazetteer;
use super::names::{Target, all_keys, fallback_keys, name_key};
use super::point::parse_coordinates;
use super::postal::PostalCode;
use super::rank::coordinates_summary;
use super::world::{WELL_KNOWN, World};
use super::{NearPlace, PlaceError, PlaceKind, PlaceSummary};

/// The most other places of the same name: the largest value of the setting `places.max_alternatives`, which says how many are shown.
const MOST_ALTERNATIVES: usize = 100;
/// How many similar names an error lists.
const CLOSEST: usize = 5;
/// The longest text that is looked at, in characters; no place's name is longer.
const LONGEST: usize = 120;

/// How many people make a city as well known as a site does, where similar names are offered.
const PEOPLE_PER_SITE: f64 = 20_000.0;

/// Countries behind whose name people also write the cities of these territories.
const SOVEREIGNS: [(&str, &[&str]); 3] = [
    ("US", &["PR", "VI", "GU", "AS", "MP"]),
    ("CN", &["HK", "MO"]),
    ("FR", &["RE", "GP", "MQ", "GF", "YT", "NC", "PF"]),
];

impl Gazetteer {
    /// Returns what place `text` means.
    ///
    /// A bare 5-digit number is a US ZIP if a site of the US has it; else the code of another country that has it; else the US ZIP of the built-in table, or its 3-digit area.
    ///
    /// # Errors
    /// [`PlaceError::Empty`], [`PlaceError::BadCoordinates`] for a pair of numbers out of range, [`PlaceError::Unknown`] with the closest names.
    pub fn resolve(&self, text: &str) -> Result<NearPlace, PlaceError> {
        let text: String = text.trim().chars().take(LONGEST).collect();
        if !text.chars().any(char::is_alphanumeric) {
            return Err(PlaceError::Empty);
        }
        if let Some(point) = parse_coordinates(&text) {
            return Ok(NearPlace {
                place: coordinates_summary(point?),
                area: None,
                alternatives: Vec::new(),
            });
        }
        let exact = self.best_of(self.match_exact(&text));
        exact
            .or_else(|| self.resolve_postal(&text))
            .or_else(|| self.best_of(self.match_shortened(&text)))
            .ok_or_else(|| self.unknown(&text))
    }

    fn resolve_postal(&self, text: &str) -> Option<NearPlace> {
        let words = text.split([' ', ',', '\u{3000}', '，']);
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let words = match words.as_slice() {
            [first, second, rest @ ..] if is_postal_word(first) => {
                let is_code = second.eq_ignore_ascii_case("code") && !rest.is_empty();
                &words[if is_code { 2 } else { 1 }..]
            }
            all => all,
        };
        // The code is the whole text, its first one or two words, or its last one or two.
        let count = words.len();
        let cuts = [
            (0, count),
            (0, 2),
            (0, 1),
            (count.saturating_sub(2), count),
            (count.saturating_sub(1), count),
        ];
        let mut beside = None;
        for (start, end) in cuts {
            if end > count || start >= end || end - start > 2 {
                continue;
            }
            let code = words[start..end].join(" ");
            if !code.bytes().any(|b| b.is_ascii_digit()) {
                continue;
            }
            let rest = [&words[..start], &words[end..]].concat().join(" ");
            let (country, digits) = split_country_letter(&code);
            let country = country.and_then(|iso2| self.tables().country_number(iso2));
            let mut known = self.stored.postal.read(self.tables(), digits);
            known.retain(|known| country.is_none_or(|country| known.country == country));
            known.retain(|known| rest.is_empty() || self.postal_fits(known, &rest));
            if let [best, others @ ..] = known.as_slice() {
                let others = others.iter().take(MOST_ALTERNATIVES);
                let alternatives = others.map(|known| self.postal_summary(known));
                return Some(NearPlace {
                    place: self.postal_summary(best),
                    area: None,
                    alternatives: alternatives.collect(),
                });
            }
            if beside.is_none() && !rest.is_empty() && code.len() >= 4 {
                beside = self.resolve_name(&rest);
            }
        }
        // An unknown code beside a known city: the city will do.
        beside
    }

    /// Whether the words beside a postal code name its country, its city or that city's state.
    fn postal_fits(&self, known: &PostalCode, rest: &str) -> bool {
        if self.tables().country_number(rest) == Some(known.country) {
            return true;
        }
        let Some(near) = self.resolve_name(rest) else {
            return false;
        };
        let near = near.place;
        let city = known.city.map(|number| Target::City(self.own_city(number)));
        let city = city.and_then(|city| self.summary(city));
        city.is_some_and(|city| match near.kind {
            PlaceKind::State => near.state == city.state && near.country == city.country,
            PlaceKind::Country => near.country == city.country,
            _ => {
                let points = near.point.zip(city.point);
                points.is_some_and(|(a, b)| a.distance_km(b) <= 50.0)
            }
        })
    }

    fn resolve_name(&self, text: &str) -> Option<NearPlace> {
        self.best_of(self.match_exact(text))
            .or_else(|| self.best_of(self.match_shortened(text)))
    }

    pub(super) fn best_of(&self, targets: Vec<Target>) -> Option<NearPlace> {
        let mut summaries = targets.iter().filter_map(|target| self.summary(*target));
        let place = summaries.next()?;
        let mut alternatives: Vec<PlaceSummary> = Vec::new();
        for other in summaries {
            let mut known = std::iter::once(&place).chain(&alternatives);
            if known.all(|known| known.label != other.label) {
                alternatives.push(other);
            }
            if alternatives.len() == MOST_ALTERNATIVES {
                break;
            }
        }
        Some(NearPlace {
            area: self.area(&place),
            place,
            alternatives,
        })
    }

    /// The places a name with or without state and country may mean, best first.
    pub(super) fn match_exact(&self, text: &str) -> Vec<Target> {
        let Some((head, qualifiers)) = split_parts(text) else {
            return Vec::new();
        };
        let mut targets = self.match_qualified(&name_key(head), &qualifiers);
        for cut in 0..qualifiers.len().saturating_sub(1).min(6) {
            if targets.is_empty() {
                // "Seoul, Korea, Republic of": the country's name holds a comma.
                let country = qualifiers[cut..].join(", ");
                let mut joined = qualifiers[..cut].to_vec();
                joined.push(&country);
                targets = self.match_qualified(&name_key(head), &joined);
            }
        }
        if targets.is_empty() {
            targets = self.match_trailing(head, &qualifiers);
        }
        if targets.is_empty() {
            // "Korea, Republic of" and "Washington, D.C." are one name with a comma.
            targets = self.match_qualified(&name_key(text), &[]);
        }
        targets
    }

    /// The same by the shorter forms of the name; codes do not count ("LS9" is not Lesotho).
    fn match_shortened(&self, text: &str) -> Vec<Target> {
        let Some((head, qualifiers)) = split_parts(text) else {
            return Vec::new();
        };
        for key in fallback_keys(head) {
            let mut targets = self.match_qualified(&key, &qualifiers);
            targets.retain(|target| !target.is_code());
            if !targets.is_empty() {
                return targets;
            }
        }
        self.match_unspaced(head, &qualifiers)
    }

    /// The places called exactly `key` that lie in all of `qualifiers`.
    pub(super) fn match_qualified(&self, key: &str, qualifiers: &[&str]) -> Vec<Target> {
        let mut targets: Vec<Target> = self.targets(key).collect();
        targets.retain(|target| {
            qualifiers
                .iter()
                .all(|qualifier| self.lies_in(*target, qualifier))
        });
        self.rank(key, targets)
    }

    /// Takes the last words of `text` for state and country: "Portland ME", "Hangzhou Zhejiang China".
    fn match_trailing(&self, text: &str, qualifiers: &[&str]) -> Vec<Target> {
        let words: Vec<&str> = text.split_whitespace().collect();
        for taken in 1..words.len().min(6) {
            let (head, tail) = words.split_at(words.len() - taken);
            let key = name_key(&head.join(" "));
            if !self.has_name(&key) {
                continue;
            }
            for cut in 0..tail.len() {
                let (state, country) = (tail[..cut].join(" "), tail[cut..].join(" "));
                let mut all: Vec<&str> = Vec::with_capacity(qualifiers.len() + 2);
                if !state.is_empty() {
                    all.push(&state);
                }
                all.push(&country);
                all.extend(qualifiers);
                let targets = self.match_qualified(&key, &all);
                if !targets.is_empty() {
                    return targets;
                }
            }
        }
        Vec::new()
    }

    /// Reads names written without spaces, largest area first: `中国杭州`, `浙江省杭州市`.
    fn match_unspaced(&self, text: &str, qualifiers: &[&str]) -> Vec<Target> {
        if text.is_ascii() || text.chars().count() > 16 {
            return Vec::new();
        }
        for (cut, _) in text.char_indices().skip(1) {
            let (area, rest) = text.split_at(cut);
            if !self.has_name(&name_key(area)) {
                continue;
            }
            let mut all = vec![area];
            all.extend(qualifiers);
            let found = all_keys(rest)
                .map(|key| self.match_qualified(&key, &all))
                .find(|found| !found.is_empty());
            if let Some(found) = found {
                return found;
            }
        }
        Vec::new()
    }

    /// Whether a place lies in the state or country called `qualifier`.
    fn lies_in(&self, target: Target, qualifier: &str) -> bool {
        let tables = self.tables();
        let named = tables.country_number(qualifier);
        let country = self.country_of(target);
        if named.is_some() && named == country {
            return true;
        }
        let in_state = match target {
            Target::Region(number) => self.region_summary(number).and_then(|region| region.state),
            Target::County(number) => self.county_summary(number).and_then(|county| county.state),
            _ => None,
        };
        if let Some((state, country)) = in_state.zip(country) {
            let state = tables.state_number(country, &state);
            return state.is_some() && state == tables.state_number(country, qualifier);
        }
        let Some(city) = self.city(target) else {
            return false;
        };
        let key = name_key(qualifier);
        let named_state = country.and_then(|country| tables.state_number(country, qualifier));
        (named.is_some() && named == self.sovereign_of(country))
            || (named_state.is_some() && named_state == city.state_number)
            || city.state.is_some_and(|state| name_key(state) == key)
            || city.other_states.contains(&key)
            || city.division.is_some_and(|division| {
                self.world_targets(&key)
                    .any(|target| target == Target::County(division))
            })
    }

    /// The country that a territory with a country code of its own belongs to: the United States for Puerto Rico.
    fn sovereign_of(&self, country: Option<u16>) -> Option<u16> {
        let territory = self.tables().country_at(country?)?;
        let sovereign = SOVEREIGNS
            .iter()
            .find(|(_, territories)| territories.contains(&territory.iso2.as_str()));
        sovereign.and_then(|(iso2, _)| self.tables().country_number(iso2))
    }

    /// The error for a name nobody has, with the closest names: few letters away, many sites.
    fn unknown(&self, text: &str) -> PlaceError {
        let head = text.split(',').next().unwrap_or(text);
        let key = name_key(head);
        let names = &self.stored.names;
        let edits = match key.chars().count() {
            0..=2 => 0,
            3..=4 => 1,
            5..=9 => 2,
            _ => 3,
        };
        let mut near: Vec<(f64, Target)> = Vec::new();
        let own = names.within(&key, edits).into_iter();
        let own = own.flat_map(|(row, far)| names.targets(row).map(move |target| (far, target)));
        // Of the thousands of towns of the built-in table only those that are well known may be meant.
        let of_world = World::built_in().well_known_within(&key, edits).into_iter();
        let of_world = of_world
            .flat_map(|(row, far)| self.world_targets_at(row).map(move |target| (far, target)));
        let of_world = of_world.filter(|(_, target)| {
            matches!(target, Target::City(_)) && self.population_of(*target) >= WELL_KNOWN
        });
        for (distance, target) in own.chain(of_world) {
            if !target.is_code() {
                let people = f64::from(self.population_of(target)) / PEOPLE_PER_SITE;
                let known = (f64::from(self.sites_of(target) + 1) + people).log10();
                let is_second_name = matches!(target, Target::CityAlias(_));
                let second_name = if is_second_name { 0.75 } else { 0.0 };
                near.push((f64::from(distance) + second_name - 0.25 * known, target));
            }
        }
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut seen = Vec::new();
        let mut closest: Vec<String> = Vec::new();
        for (_, target) in near {
            if seen.contains(&target.identity()) {
                continue;
            }
            seen.push(target.identity());
            if let Some(summary) = self.summary(target)
                && !closest.contains(&summary.label)
            {
                closest.push(summary.label);
            }
            if closest.len() == CLOSEST {
                break;
            }
        }
        PlaceError::Unknown {
            name: text.chars().take(80).collect(),
            closest,
        }
    }
}

fn is_postal_word(word: &str) -> bool {
    ["zip", "zipcode", "postcode", "postal", "plz"]
        .contains(&word.trim_end_matches(':').to_ascii_lowercase().as_str())
}

/// The name and what is written behind its commas.
fn split_parts(text: &str) -> Option<(&str, Vec<&str>)> {
    let mut parts = text
        .split([',', '，', ';', '、'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let head = parts.next()?;
    Some((head, parts.collect()))
}

/// Splits `D-80336` and `FR-75014` into the country's code and the digits.
fn split_country_letter(code: &str) -> (Option<&str>, &str) {
    let Some((letters, digits)) = code.split_once('-') else {
        return (None, code);
    };
    let iso2 = match letters.to_ascii_uppercase().as_str() {
        "D" => "DE",
        "F" => "FR",
        "A" => "AT",
        "I" => "IT",
        "E" => "ES",
        "B" => "BE",
        "S" => "SE",
        "N" => "NO",
        "L" => "LU",
        _ if letters.len() == 2 && letters.bytes().all(|b| b.is_ascii_alphabetic()) => letters,
        _ => return (None, code),
    };
    (Some(iso2), digits)
}
