//! How a trial that fits only in part stands to what it should be about.
//!
//! Trials about the disease come first, whatever else they lack; one that has nothing to do with it is related only if nothing else is.

use super::{accumulator::Marks, collector::is_only_in_exclusion, plan::Plan};

/// Standings, in the order in which related trials are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// It is about the disease that was asked for.
    About,
    /// It is about another condition of the search or something next broader, or mentions the disease.
    Near,
    /// It has only other things of the search: a treatment, a word.
    Stranger,
    /// It names what was asked for only among its reasons not to join.
    Excludes,
}

/// What the trials of a search should be about, one bit a clause: the disease that was named first; without any, all that must be found.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    all_clauses: u32,
    conditions: u32,
    bits: u32,
    /// Whether a trial that has nothing to do with the conditions is a stranger. Not so where likeness finds trials, nor where a word must be found that is no name: a trial of all tumours with a mutation is one for the tumour that was named.
    knows_strangers: bool,
}

impl Subject {
    /// Returns what the trials of a search should be about.
    ///
    /// A note about a person names many conditions, of which a trial needs but one; there all clauses count alike.
    pub fn of(plan: &Plan) -> Self {
        let (all_clauses, conditions) = (plan.all_clauses(), plan.condition_clauses());
        let only_names = all_clauses == plan.concept_clauses();
        let is_of_all = conditions == 0 || plan.is_note() || !only_names;
        let first = conditions & conditions.wrapping_neg();
        Subject {
            all_clauses,
            conditions,
            bits: if is_of_all { all_clauses } else { first },
            knows_strangers: !is_of_all && !plan.query_terms.is_long,
        }
    }

    /// Returns the bits of the conditions without which a trial is a stranger; `None` where there are no strangers.
    pub fn needed(self) -> Option<u32> {
        self.knows_strangers.then_some(self.conditions)
    }

    /// Returns how a trial with these marks stands to it.
    pub fn closeness(self, marks: Marks) -> Closeness {
        let named = marks.held | marks.mentioned | marks.broader;
        // A trial that tests the drug, but is about none of the conditions and excludes one, treats nobody who asks.
        let excludes = self.conditions & named == 0 && self.conditions & marks.excluded != 0;
        if self.knows_strangers && self.conditions & (named | marks.excluded) == 0 {
            // Before all else, as the walk counts it: another clause may stand among its reasons not to join.
            Closeness::Stranger
        } else if excludes || is_only_in_exclusion(self.all_clauses, marks.held, marks.excluded) {
            Closeness::Excludes
        } else if self.bits & !marks.held == 0 {
            Closeness::About
        } else {
            Closeness::Near
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disease_decides_before_all_else() {
        // Two conditions and a treatment.
        let subject = Subject {
            all_clauses: 0b111,
            conditions: 0b011,
            bits: 0b001,
            knows_strangers: true,
        };
        let marks = |held, excluded, mentioned, broader| Marks {
            held,
            excluded,
            mentioned,
            broader,
        };
        for (marks, closeness) in [
            (marks(0b011, 0, 0, 0), Closeness::About),
            (marks(0b011, 0b100, 0, 0), Closeness::About),
            (marks(0b101, 0, 0, 0), Closeness::About),
            (marks(0b110, 0, 0, 0), Closeness::Near),
            (marks(0b100, 0, 0b001, 0), Closeness::Near),
            (marks(0b100, 0, 0, 0b010), Closeness::Near),
            (marks(0b100, 0, 0, 0), Closeness::Stranger),
            (marks(0b100, 0b001, 0, 0), Closeness::Excludes),
            (marks(0, 0b001, 0, 0), Closeness::Excludes),
            (marks(0, 0b100, 0, 0), Closeness::Stranger),
        ] {
            assert_eq!(subject.closeness(marks), closeness, "{marks:?}");
        }
        let alike = Subject {
            knows_strangers: false,
            ..subject
        };
        assert_eq!(alike.closeness(marks(0b100, 0, 0, 0)), Closeness::Near);
        assert!(Closeness::About < Closeness::Near && Closeness::Stranger < Closeness::Excludes);
    }
}
