//! The one place of a query: the first that is sure, sharpened by the others.
//!
//! "Birmingham, my mum lives in Solihull" is Birmingham in England, because Solihull is there; "Germany, near Cologne" is Cologne.

use std::ops::Range;

use super::{
    super::{Reading, tokens::Gap},
    MOST_OFFERED, PlaceFound,
    codes::Code,
    cues::Before,
    names::{Named, Scene},
    radius::Radius,
    reading,
    verdict::{Judged, Verdict},
};
use crate::places::{NearPlace, PlaceKind, PlaceSummary};

/// How near a second city must be to tell which one the first is, in kilometres.
const NEIGHBOUR_KM: f64 = 80.0;

/// A judged name with what it means.
struct Resolved {
    judged: Judged,
    near: NearPlace,
    also: Vec<Range<usize>>,
}

impl Resolved {
    /// Whether a place is the one that was named, lies there, or is there of the kind that was named: "the US state".
    fn holds(&self, place: &PlaceSummary) -> bool {
        let named = &self.near.place;
        let is_of_kind = match self.judged.kind.filter(|kind| *kind != named.kind) {
            Some(kind) => place.kind == kind,
            None => true,
        };
        match named.kind {
            PlaceKind::State | PlaceKind::Country => is_of_kind && lies_in(place, named),
            _ => place == named,
        }
    }
}

impl Scene<'_> {
    /// Judges a postal code; `None` for a number that is rather none.
    pub(super) fn judge_code(
        &self,
        code: Code,
        radii: &[Radius],
        has_person: bool,
    ) -> Option<Judged> {
        let at = code.named.tokens.start;
        let end = code.named.tokens.end;
        let is_round = self.word(at).ends_with("000");
        let mut judged = self.judge(code.named, radii, has_person);
        let follows_word = self.gap(at) <= Gap::Comma
            && self
                .cues
                .code_words
                .longest_before(self.tokens, at)
                .is_some();
        let has_cue = judged.tokens.start < at || judged.radius_km.is_some() || follows_word;
        if code.is_unmistakable || has_cue {
            return Some(judged);
        }
        if self.is_note || is_round {
            return None;
        }
        let stands_apart = at == 0
            || end == self.tokens.len()
            || self.gap(at) >= Gap::Comma
            || self.gap(end) >= Gap::Comma;
        // `SCH 56592` is a drug, `DSM 17938` a strain.
        let before = at.checked_sub(1).filter(|before| self.is_free(*before));
        let is_serial = self.gap(at) == Gap::Blank
            && before.is_some_and(|before| self.word(before).len() <= 4)
            && before.is_some_and(|before| self.name_at(before).is_none());
        if !stands_apart || is_serial {
            judged.verdict = Verdict::Offered;
        }
        Some(judged)
    }

    /// Turns judged names into readings: one sure place at most.
    pub(super) fn choose(&self, judged: Vec<Judged>, radii: &[Radius]) -> Vec<Reading> {
        let mut places: Vec<Resolved> = Vec::new();
        let (mut sure, mut offered) = (0, 0);
        for judged in judged {
            let count = match judged.verdict {
                Verdict::Sure => &mut sure,
                _ => &mut offered,
            };
            if *count > MOST_OFFERED {
                continue;
            }
            if let Some(near) = self.meaning(&judged) {
                *count += 1;
                places.push(Resolved {
                    judged,
                    near,
                    also: Vec::new(),
                });
            }
        }
        let first = places
            .iter()
            .position(|place| place.judged.verdict == Verdict::Sure);
        let Some(first) = first else {
            return self.finish(places, None);
        };
        let mut best = places.remove(first);
        let (denied, places): (Vec<_>, Vec<_>) =
            places.into_iter().partition(|place| place.judged.is_denied);
        let kind = self.denied_kind();
        let is_denied = |place: &PlaceSummary| {
            denied.iter().any(|denied| denied.holds(place))
                || kind.as_ref().is_some_and(|(_, kind)| place.kind == *kind)
        };
        best.near = self.gazetteer.prefer(best.near, |place| !is_denied(place));
        if is_denied(&best.near.place) {
            let offered = std::iter::once(best).chain(places).chain(denied);
            return self.finish(offered.collect(), None);
        }
        best.also.extend(kind.map(|(tokens, _)| tokens));
        let mut others = denied;
        for other in places {
            if let Some(other) = self.sharpen(&mut best, other) {
                others.push(other);
            }
        }
        if best.judged.radius_km.is_none() && best.near.area.is_none() {
            let limits: Vec<&Radius> = radii.iter().filter(|radius| radius.is_limit).collect();
            if let [only] = limits.as_slice() {
                best.judged.radius_km = Some(only.km);
                best.also.push(only.tokens.clone());
            }
        }
        self.finish(others, Some(best))
    }

    /// Returns the kind of place that is not meant, where it is said without a name: "Georgia, not the state".
    fn denied_kind(&self) -> Option<(Range<usize>, PlaceKind)> {
        (0..self.tokens.len()).find_map(|at| {
            let (length, before) = self.cues.before.longest_at(self.tokens, at)?;
            let from = at + length;
            let (length, kind) = self.cues.kind_after.longest_at(self.tokens, from)?;
            (*before == Before::Not && self.gap(from) < Gap::Comma)
                .then_some((at..from + length, *kind))
        })
    }

    fn finish(&self, offered: Vec<Resolved>, best: Option<Resolved>) -> Vec<Reading> {
        let mut readings: Vec<Reading> = Vec::new();
        let with_sureness = best.into_iter().map(|place| (place, true)).chain(
            offered
                .into_iter()
                .take(MOST_OFFERED)
                .map(|place| (place, false)),
        );
        for (place, is_sure) in with_sureness {
            let named = &place.judged.named;
            let has_radius = place.near.area.is_none();
            let found = PlaceFound {
                name: self.slice(&named.tokens).to_owned(),
                radius_km: place.judged.radius_km.filter(|_| has_radius),
                is_corrected: named.is_corrected,
                near: Box::new(place.near),
                also: place.also,
            };
            readings.push(reading(place.judged.tokens, found, is_sure));
        }
        readings.sort_by_key(|reading| reading.tokens.start);
        readings
    }

    /// What a judged name means.
    fn meaning(&self, judged: &Judged) -> Option<NearPlace> {
        let Named {
            key, within, code, ..
        } = &judged.named;
        if let Some(near) = code {
            return Some(near.clone());
        }
        let within: Vec<&str> = within.iter().map(String::as_str).collect();
        let near = self.gazetteer.place_called(key, &within)?;
        let near = match within.is_empty() && judged.kind.is_none() {
            true => self.prefer_spoken(key, self.slice(&judged.named.head), near),
            false => near,
        };
        Some(match judged.kind {
            Some(kind) => self.gazetteer.prefer_kind(near, kind),
            None => near,
        })
    }

    /// Of several cities of one name takes the one where its accents are written, or the language of the text is spoken, unless it is much smaller: "Valparaíso", "asma en Toledo".
    fn prefer_spoken(&self, key: &str, written: &str, near: NearPlace) -> NearPlace {
        /// How many times smaller it may be for a language, and for accents.
        const SMALLER: u32 = 5;
        const SMALLER_WITH_ACCENTS: u32 = 12;
        if near.place.kind != PlaceKind::City {
            return near;
        }
        let accented = languages_of_letters(written);
        if !accented.is_empty() {
            return self.gazetteer.prefer_countries(
                near,
                key,
                &countries_of(accented),
                SMALLER_WITH_ACCENTS,
            );
        }
        match self.words.languages {
            [] => near,
            languages => {
                self.gazetteer
                    .prefer_countries(near, key, &countries_of(languages), SMALLER)
            }
        }
    }

    /// Lets a second place tell more of the first; returns the second if it has nothing to tell.
    fn sharpen(&self, best: &mut Resolved, mut other: Resolved) -> Option<Resolved> {
        let tokens = other.judged.tokens.clone();
        let is_area =
            |place: &PlaceSummary| matches!(place.kind, PlaceKind::State | PlaceKind::Country);
        let (key, within) = (&best.judged.named.key, &best.judged.named.within);
        if is_area(&other.near.place) && !is_area(&best.near.place) {
            let mut all: Vec<&str> = within.iter().map(String::as_str).collect();
            all.push(&other.judged.named.key);
            match self.gazetteer.place_called(key, &all) {
                Some(near) if best.judged.named.code.is_none() => best.near = near,
                _ => return Some(other),
            }
            best.also.push(tokens);
            return None;
        }
        if is_area(&best.near.place) {
            // "Germany, near Cologne": the city is the better place.
            let inside = [key.as_str()];
            let named = &other.judged.named;
            let near = match &named.code {
                Some(code) => Some(code.clone()).filter(|_| lies_in(&code.place, &best.near.place)),
                None => self
                    .gazetteer
                    .place_called(&named.key, &inside)
                    .filter(|near| near.place != best.near.place),
            };
            let Some(near) = near.filter(|_| other.judged.verdict == Verdict::Sure) else {
                return Some(other);
            };
            other.near = near;
            other.also.push(best.judged.tokens.clone());
            other.also.append(&mut best.also);
            *best = other;
            return None;
        }
        match nearest_pair(&best.near, &other.near) {
            Pair::AsItIs => {}
            Pair::Alternative(place) => {
                let near = best.near.clone();
                best.near = self.gazetteer.prefer(near, |other| *other == place);
            }
            Pair::None => return Some(other),
        }
        best.also.push(tokens);
        None
    }
}

/// Returns the languages in whose names letters of a text are written; none for plain letters.
pub fn languages_of_letters(text: &str) -> &'static [&'static str] {
    for c in text.chars() {
        match c.to_lowercase().next().unwrap_or(c) {
            'ñ' | 'á' | 'í' | 'ó' | 'ú' | '¿' | '¡' => return &["es", "pt"],
            'ã' | 'õ' => return &["pt"],
            'è' | 'ê' | 'à' | 'ù' | 'î' | 'ô' | 'û' | 'œ' | 'ë' => return &["fr"],
            'ä' | 'ö' | 'ü' | 'ß' => return &["de"],
            'é' => return &["fr", "es", "pt"],
            'ç' => return &["fr", "pt"],
            _ => {}
        }
    }
    &[]
}

/// The countries, by ISO code, where a language is spoken by most.
fn countries_of(languages: &[&str]) -> Vec<&'static str> {
    let of = |language: &&str| -> &'static [&'static str] {
        match *language {
            "es" => &[
                "ES", "MX", "AR", "CO", "CL", "PE", "VE", "EC", "BO", "PY", "UY", "CR", "PA", "GT",
                "HN", "NI", "SV", "DO", "CU", "PR",
            ],
            "pt" => &["BR", "PT"],
            "fr" => &[
                "FR", "BE", "CH", "LU", "MC", "CA", "DZ", "MA", "TN", "SN", "CI", "CM", "GP", "MQ",
                "RE",
            ],
            "de" => &["DE", "AT", "CH", "LI", "LU"],
            _ => &[],
        }
    };
    languages.iter().flat_map(of).copied().collect()
}

/// Which reading of a first place lies by a second one.
enum Pair {
    None,
    AsItIs,
    Alternative(PlaceSummary),
}

/// Finds the reading of the first place that lies by the second.
fn nearest_pair(first: &NearPlace, second: &NearPlace) -> Pair {
    let km = |a: &PlaceSummary, b: &PlaceSummary| {
        let pair = a.point.zip(b.point);
        pair.map_or(f64::INFINITY, |(a, b)| a.distance_km(b))
    };
    let to_second = |place: &PlaceSummary| {
        let others = std::iter::once(&second.place).chain(&second.alternatives);
        others
            .map(|other| km(place, other))
            .fold(f64::INFINITY, f64::min)
    };
    if first.place == second.place || to_second(&first.place) <= NEIGHBOUR_KM {
        return Pair::AsItIs;
    }
    let best = first
        .alternatives
        .iter()
        .map(|place| (km(place, &second.place), place))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(km, _)| *km <= NEIGHBOUR_KM);
    match best {
        Some((_, place)) => Pair::Alternative(place.clone()),
        None => Pair::None,
    }
}

/// Whether a place lies in a state or country.
fn lies_in(place: &PlaceSummary, area: &PlaceSummary) -> bool {
    place.country == area.country && (area.kind == PlaceKind::Country || place.state == area.state)
}
