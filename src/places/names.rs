//! Names: the sorted table from the key of a name (see [`super::spelling`]) to the places called so.
//!
//! The table is stored sorted, so that loading a generation rebuilds nothing but one letter mask per name.
//! It answers three questions: who is called exactly this, whose name starts with this, whose name is a few letters away.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a name stands for, and how firmly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// The name sites or the gazetteer use for a city; number of the city.
    City(u32),
    /// Another name of a city.
    CityAlias(u32),
    /// Name of a state; number within the world.
    State(u32),
    /// Abbreviation of a state.
    StateCode(u32),
    /// Name of a country; number within the world.
    Country(u32),
    /// ISO code of a country.
    CountryCode(u32),
}

impl Target {
    fn pack(self) -> u32 {
        let (kind, number) = match self {
            Self::City(n) => (0, n),
            Self::CityAlias(n) => (1, n),
            Self::State(n) => (2, n),
            Self::StateCode(n) => (3, n),
            Self::Country(n) => (4, n),
            Self::CountryCode(n) => (5, n),
        };
        number << 3 | kind
    }

    fn unpack(packed: u32) -> Self {
        let number = packed >> 3;
        match packed & 7 {
            0 => Self::City(number),
            1 => Self::CityAlias(number),
            2 => Self::State(number),
            3 => Self::StateCode(number),
            4 => Self::Country(number),
            _ => Self::CountryCode(number),
        }
    }
}

/// The stored part: names in order, one text, with the targets of each.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
struct NameTable {
    text: String,
    name_ends: Vec<u32>,
    target_ends: Vec<u32>,
    targets: Vec<u32>,
}

/// All names, sorted by key.
#[derive(Debug, Default, Clone)]
pub(super) struct NameIndex {
    table: NameTable,
    /// Per name, which letters it holds (hashed to 64) and how many; only to skip most names in [`NameIndex::within`].
    shapes: Vec<Shape>,
}

#[derive(Debug, Clone, Copy)]
struct Shape {
    letters: u64,
    length: u32,
}

impl Shape {
    fn of(name: &str) -> Self {
        let mut shape = Self {
            letters: 0,
            length: 0,
        };
        for c in name.chars() {
            shape.letters |= 1 << (u32::from(c).wrapping_mul(0x9E37_79B1) >> 26);
            shape.length += 1;
        }
        shape
    }

    /// Whether names of these shapes may be within `edits`; never wrongly no.
    fn may_be_within(self, other: Self, edits: u32) -> bool {
        self.length.abs_diff(other.length) <= edits
            && (self.letters & !other.letters).count_ones() <= edits
            && (other.letters & !self.letters).count_ones() <= edits
    }
}

impl NameIndex {
    /// Builds the table from keys and targets in any order; doubles are dropped.
    pub(super) fn new(mut names: Vec<(String, Target)>) -> Self {
        names.retain(|(name, _)| !name.is_empty());
        names.sort_unstable();
        names.dedup();
        let mut table = NameTable::default();
        let mut last: Option<&str> = None;
        for (name, target) in &names {
            if last == Some(name) {
                table.target_ends.pop();
            } else {
                table.text.push_str(name);
                table.name_ends.push(table.text.len() as u32);
            }
            table.targets.push(target.pack());
            table.target_ends.push(table.targets.len() as u32);
            last = Some(name);
        }
        Self::from_table(table)
    }

    fn from_table(table: NameTable) -> Self {
        let mut index = Self {
            table,
            shapes: Vec::new(),
        };
        index.shapes = (0..index.len())
            .map(|row| Shape::of(index.name(row)))
            .collect();
        index
    }

    /// How many different names there are.
    pub(super) fn len(&self) -> usize {
        self.table.name_ends.len()
    }

    /// The name in `row`; empty beyond the end.
    pub(super) fn name(&self, row: usize) -> &str {
        let (start, end) = span(&self.table.name_ends, row);
        self.table.text.get(start..end).unwrap_or_default()
    }

    /// What the name in `row` stands for.
    pub(super) fn targets(&self, row: usize) -> impl Iterator<Item = Target> + '_ {
        let (start, end) = span(&self.table.target_ends, row);
        let targets = self.table.targets.get(start..end).unwrap_or_default();
        targets.iter().map(|packed| Target::unpack(*packed))
    }

    /// The largest number of any city, state or country in use, to check a loaded table.
    pub(super) fn all_targets(&self) -> impl Iterator<Item = Target> + '_ {
        self.table
            .targets
            .iter()
            .map(|packed| Target::unpack(*packed))
    }

    /// The row called exactly `key`.
    pub(super) fn exact(&self, key: &str) -> Option<usize> {
        let row = self.first_not_before(key);
        (row < self.len() && self.name(row) == key).then_some(row)
    }

    /// The rows that start with `key`, in order.
    pub(super) fn prefix<'a>(&'a self, key: &'a str) -> impl Iterator<Item = usize> + 'a {
        (self.first_not_before(key)..self.len())
            .take_while(move |row| self.name(*row).starts_with(key))
    }

    /// The rows within `edits` letters of `key` (insert, delete, replace, swap), with their distance.
    pub(super) fn within(&self, key: &str, edits: u32) -> Vec<(usize, u32)> {
        self.within_any(0..self.len(), key, edits)
    }

    /// The same among some rows only.
    pub(super) fn within_rows(&self, rows: &[u32], key: &str, edits: u32) -> Vec<(usize, u32)> {
        self.within_any(rows.iter().map(|row| *row as usize), key, edits)
    }

    fn within_any(
        &self,
        among: impl Iterator<Item = usize>,
        key: &str,
        edits: u32,
    ) -> Vec<(usize, u32)> {
        let shape = Shape::of(key);
        let counts = count_letters(key);
        let mut rows = Vec::new();
        for row in among {
            let Some(other) = self.shapes.get(row) else {
                continue;
            };
            if shape.may_be_within(*other, edits)
                && counts_may_be_within(&counts, self.name(row), edits)
            {
                let distance = strsim::osa_distance(key, self.name(row)) as u32;
                if distance <= edits {
                    rows.push((row, distance));
                }
            }
        }
        rows
    }

    fn first_not_before(&self, key: &str) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.name(middle) < key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// How often each letter occurs, hashed to 32.
fn count_letters(name: &str) -> [i16; 32] {
    let mut counts = [0; 32];
    for c in name.chars() {
        counts[letter_slot(c)] += 1;
    }
    counts
}

fn letter_slot(c: char) -> usize {
    (u32::from(c).wrapping_mul(0x9E37_79B1) >> 27) as usize
}

/// Whether `name` may be within `edits` of the name with these letters; never wrongly no. Far cheaper than the distance itself.
fn counts_may_be_within(counts: &[i16; 32], name: &str, edits: u32) -> bool {
    let mut left = *counts;
    for c in name.chars() {
        left[letter_slot(c)] -= 1;
    }
    let missing: i16 = left.iter().filter(|count| **count > 0).sum();
    let surplus: i16 = left.iter().filter(|count| **count < 0).sum();
    u32::from(missing.unsigned_abs()) <= edits && u32::from(surplus.unsigned_abs()) <= edits
}

/// Start and end of `row` in a list of ends.
fn span(ends: &[u32], row: usize) -> (usize, usize) {
    let start = if row == 0 {
        Some(&0)
    } else {
        ends.get(row - 1)
    };
    match (start, ends.get(row)) {
        (Some(start), Some(end)) => (*start as usize, *end as usize),
        _ => (0, 0),
    }
}

impl Serialize for NameIndex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.table.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for NameIndex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        NameTable::deserialize(deserializer).map(Self::from_table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_answers_exact_prefix_and_near() {
        let index = NameIndex::new(vec![
            ("hangzhou".into(), Target::City(1)),
            ("changzhou".into(), Target::City(2)),
            ("hangchow".into(), Target::CityAlias(1)),
            ("hangzhou".into(), Target::City(1)),
            ("hangzhou".into(), Target::CityAlias(7)),
        ]);
        assert_eq!(index.len(), 3);
        let row = index.exact("hangzhou").unwrap();
        assert_eq!(
            index.targets(row).collect::<Vec<_>>(),
            [Target::City(1), Target::CityAlias(7)]
        );
        assert_eq!(index.exact("hangzho"), None);
        let names: Vec<&str> = index.prefix("hang").map(|row| index.name(row)).collect();
        assert_eq!(names, ["hangchow", "hangzhou"]);
        let near: Vec<(&str, u32)> = index
            .within("hangzuho", 2)
            .into_iter()
            .map(|(row, d)| (index.name(row), d))
            .collect();
        assert_eq!(near, [("hangzhou", 2)]);
    }
}
