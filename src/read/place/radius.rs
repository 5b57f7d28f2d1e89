//! Distances: "within 50 miles of", "im Umkreis von 50 km um", "50公里内", and the place they are about.

use std::ops::Range;

use super::{
    super::tokens::{Gap, TokenKind},
    names::Scene,
};

/// The largest radius that is read, in kilometres: half the way round the earth.
const LARGEST_KM: f64 = 20_040.0;

/// A distance found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Radius {
    /// The tokens from the first word that belongs to it ("within") to the last ("of").
    pub tokens: Range<usize>,
    pub km: f64,
    /// Whether words say that it is a limit, not any length: "within", "radius".
    pub is_limit: bool,
    /// Whether it leads over to a place: "of", "from", "um".
    pub leads_on: bool,
}

impl Scene<'_> {
    /// All distances of the query, in order.
    pub(super) fn radii(&self) -> Vec<Radius> {
        let mut radii = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            match self.radius_at(at) {
                Some(radius) => {
                    at = radius.tokens.end.max(at + 1);
                    radii.push(radius);
                }
                None => at += 1,
            }
        }
        radii
    }

    fn radius_at(&self, at: usize) -> Option<Radius> {
        let token = self.tokens.get(at)?;
        let (length, number) = match token.kind {
            TokenKind::Number => (1, token.number()?),
            _ => {
                let (length, number) = self.cues.numbers.longest_at(self.tokens, at)?;
                (length, *number)
            }
        };
        let unit = at + length;
        if self.gap(unit) > Gap::Hyphen {
            return None;
        }
        let (unit_length, unit_km) = self.cues.units.longest_at(self.tokens, unit)?;
        let km = number * unit_km;
        if !(km > 0.0 && km <= LARGEST_KM) {
            return None;
        }
        let mut start = at;
        let mut is_limit = false;
        // "within a radius of", "im Umkreis von höchstens": up to three phrases in a row.
        for _ in 0..3 {
            if self.gap(start) >= Gap::Comma {
                break;
            }
            match self.cues.within.longest_before(self.tokens, start) {
                Some((first, ())) => {
                    start = first;
                    is_limit = true;
                }
                None => break,
            }
        }
        let mut end = unit + unit_length;
        while self.gap(end) <= Gap::Hyphen
            && let Some((length, ())) = self.cues.within_after.longest_at(self.tokens, end)
        {
            end += length;
            is_limit = true;
        }
        let mut leads_on = false;
        while self.gap(end) <= Gap::Blank
            && let Some((length, ())) = self.cues.away.longest_at(self.tokens, end)
            && end + length < self.tokens.len()
        {
            end += length;
            leads_on = true;
        }
        Some(Radius {
            tokens: start..end,
            km,
            is_limit,
            leads_on,
        })
    }
}
