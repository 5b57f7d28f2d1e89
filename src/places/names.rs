//! Names: the key under which spellings of one place's name meet, and the sorted table from keys to the places called so.
//!
//! The table is stored sorted, so that loading a generation rebuilds nothing but one letter mask per name.
//! It answers three questions: who is called exactly this, whose name starts with this, whose name is a few letters away.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::PlaceKind;
use crate::text::fold;

/// Returns the spelling under which names are compared: folded, with `Saint`, `Sainte`, `Fort` and `Mount` shortened and initials joined.
///
/// `St. Louis` and `Saint Louis` are `st louis`; `D.C.` is `dc`.
pub(super) fn name_key(text: &str) -> String {
    let folded = fold(text);
    if !folded.contains(' ') {
        return folded;
    }
    let initials = folded.split(' ').all(|word| word.len() == 1);
    let words: Vec<&str> = folded
        .split(' ')
        .map(|word| match word {
            "saint" => "st",
            "sainte" => "ste",
            "fort" => "ft",
            "mount" => "mt",
            _ => word,
        })
        .collect();
    words.join(if initials { "" } else { " " })
}

/// Words after a city's name that sites add and gazetteers leave out.
const SUFFIXES: [&str; 16] = [
    " city",
    " shi",
    " si",
    " ku",
    " gu",
    " gun",
    " cedex",
    " district",
    " municipality",
    " ciudad",
    " town",
    " hospital",
    " sheng",
    " pref",
    " prefecture",
    " metropolitan city",
];

/// Endings of Chinese, Japanese and Korean place names that mean "city", "province", "prefecture".
const CJK_ENDINGS: [char; 11] = [
    '市', '省', '都', '府', '県', '县', '縣', '区', '區', '시', '도',
];

/// Returns further keys to try when [`name_key`] finds nothing, most faithful first.
///
/// Covers `Firenze (Florence)`, `Hampstead, London`, `Alcoy/Alicante`, `Praha 4`, `Lyon Cedex 03`, `Yokohama-shi`, `Duesseldorf`, `杭州市`.
pub(super) fn fallback_keys(text: &str) -> Vec<String> {
    let whole = name_key(text);
    let mut keys: Vec<String> = Vec::new();
    let mut add = |key: String| {
        if key.chars().count() > 1 && key != whole && !keys.contains(&key) {
            keys.push(key);
        }
    };
    let parts = text.split(['(', ')', '[', ']', ',', '/', ';', '，', '（', '）']);
    let parts: Vec<String> = parts
        .map(name_key)
        .filter(|part| !part.is_empty())
        .collect();
    for part in std::iter::once(&whole).chain(&parts) {
        add(part.clone());
        let mut short = part.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        while let Some(cut) = SUFFIXES
            .iter()
            .find_map(|suffix| short.strip_suffix(suffix))
        {
            short = cut.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        }
        add(short.to_owned());
        add(short
            .trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ')
            .to_owned());
        if let Some(cut) = part.strip_suffix(CJK_ENDINGS) {
            add(cut.to_owned());
        }
        add(undo_umlauts(short));
    }
    // Only a hyphen between blanks parts two names: "Ostrava - Poruba", not "Villers-Semeuse".
    if let Some((first, _)) = text.split_once(" - ") {
        add(name_key(first));
    }
    if let Some((first, state)) = text.rsplit_once('-')
        && state.len() == 2
        && state.bytes().all(|b| b.is_ascii_uppercase())
    {
        add(name_key(first));
    }
    add(format!("{whole} city"));
    keys
}

/// Returns [`name_key`] and then [`fallback_keys`].
pub(super) fn all_keys(text: &str) -> impl Iterator<Item = String> {
    std::iter::once(name_key(text)).chain(fallback_keys(text))
}

/// Writes `ue`, `oe` and `ae`, by which German letters are spelled abroad, as folding spells those letters.
fn undo_umlauts(key: &str) -> String {
    key.replace("ue", "u").replace("oe", "o").replace("ae", "a")
}

/// What a name stands for, and how firmly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// The name sites or the gazetteer use for a city; number of the city, from [`OF_WORLD`] on one of the built-in table.
    City(u32),
    /// Another name of a city.
    CityAlias(u32),
    /// Name of a state; number within the tables.
    State(u32),
    /// Abbreviation of a state.
    StateCode(u32),
    /// Name of a country; number within the tables.
    Country(u32),
    /// ISO code of a country.
    CountryCode(u32),
    /// A region that is no division; number within the tables.
    Region(u32),
    /// A county or another division of the second level; number within the built-in table. Never stored.
    County(u32),
}

/// The number that is added to a city of the built-in table, to tell it from the cities of a gazetteer.
pub(super) const OF_WORLD: u32 = 1 << 24;

impl Target {
    /// Whether it is a mere abbreviation: "CA".
    pub(super) fn is_code(self) -> bool {
        matches!(self, Self::StateCode(_) | Self::CountryCode(_))
    }

    /// What is meant, whichever of its names led there.
    pub(super) fn identity(self) -> (PlaceKind, u32) {
        match self {
            Self::City(n) | Self::CityAlias(n) => (PlaceKind::City, n),
            Self::State(n) | Self::StateCode(n) => (PlaceKind::State, n),
            Self::Country(n) | Self::CountryCode(n) => (PlaceKind::Country, n),
            Self::Region(n) => (PlaceKind::Region, n),
            Self::County(n) => (PlaceKind::Region, OF_WORLD + n),
        }
    }

    fn pack(self) -> u32 {
        let (kind, number) = match self {
            Self::City(n) => (0, n),
            Self::CityAlias(n) => (1, n),
            Self::State(n) => (2, n),
            Self::StateCode(n) => (3, n),
            Self::Country(n) => (4, n),
            Self::CountryCode(n) => (5, n),
            Self::Region(n) => (6, n),
            Self::County(n) => (7, n),
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
            5 => Self::CountryCode(number),
            6 => Self::Region(number),
            _ => Self::County(number),
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
    /// Per name; only to skip most names in [`NameIndex::within`].
    shapes: Vec<Shape>,
    beginnings: Beginnings,
}

/// Where sorted names begin with which two bytes, so that a name is looked for among a few.
#[derive(Debug, Default, Clone)]
pub(super) struct Beginnings {
    /// Per pair of bytes: the first row that begins with it or comes after it; one row more closes the last.
    starts: Vec<u32>,
}

impl Beginnings {
    /// Looks at all of `rows` names, which are sorted by their bytes.
    pub(super) fn new<'n>(rows: usize, name: impl Fn(usize) -> &'n str) -> Self {
        const PAIRS: usize = 1 << 16;
        let mut starts = vec![0; PAIRS + 1];
        for row in 0..rows {
            starts[Self::pair(name(row)) + 1] += 1;
        }
        for pair in 0..PAIRS {
            starts[pair + 1] += starts[pair];
        }
        Beginnings { starts }
    }

    fn pair(name: &str) -> usize {
        let byte = |at: usize| usize::from(name.as_bytes().get(at).copied().unwrap_or(0));
        byte(0) << 8 | byte(1)
    }

    /// Returns the first row whose name is `key` or comes after it.
    pub(super) fn first_not_before<'n>(&self, key: &str, name: impl Fn(usize) -> &'n str) -> usize {
        let pair = Self::pair(key);
        let row = |pair: usize| self.starts.get(pair).map_or(0, |row| *row as usize);
        let (mut low, mut high) = (row(pair), row(pair + 1));
        while low < high {
            let middle = low + (high - low) / 2;
            if name(middle) < key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// Which letters a name holds, hashed to 64, and how many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    letters: u64,
    length: u32,
}

impl Shape {
    pub(super) fn of(name: &str) -> Self {
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
    pub(super) fn may_be_within(self, other: Self, edits: u32) -> bool {
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
            ..Self::default()
        };
        index.shapes = (0..index.len())
            .map(|row| Shape::of(index.name(row)))
            .collect();
        index.beginnings = Beginnings::new(index.len(), |row| index.name(row));
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
        let may_be = |row: &usize| {
            let other = self.shapes.get(*row);
            other.is_some_and(|other| shape.may_be_within(*other, edits))
        };
        let near = among.filter(may_be).map(|row| (row, self.name(row)));
        rows_within(near, key, edits)
    }

    /// The first row whose name is `key` or comes after it.
    pub(super) fn first_not_before(&self, key: &str) -> usize {
        self.beginnings.first_not_before(key, |row| self.name(row))
    }
}

/// Of names with their rows, the rows of those within `edits` letters of `key`, with their distance.
pub(super) fn rows_within<'n>(
    names: impl Iterator<Item = (usize, &'n str)>,
    key: &str,
    edits: u32,
) -> Vec<(usize, u32)> {
    let counts = count_letters(key);
    let near = names.filter(|(_, name)| counts_may_be_within(&counts, name, edits));
    near.filter_map(|(row, name)| {
        let distance = strsim::osa_distance(key, name) as u32;
        (distance <= edits).then_some((row, distance))
    })
    .collect()
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
    fn keys_of_one_name_meet() {
        for (text, key) in [
            ("St. Louis", "st louis"),
            ("Saint-Louis", "st louis"),
            ("Ft. Worth", "ft worth"),
            ("Sainte-Foy", "ste foy"),
            ("D.C.", "dc"),
            ("U. K.", "uk"),
            ("Saint", "saint"),
            ("Zürich", "zurich"),
            ("杭州", "杭州"),
        ] {
            assert_eq!(name_key(text), key, "{text:?}");
        }
    }

    #[test]
    fn fallbacks_shed_what_sites_add() {
        for (text, expected) in [
            ("Firenze (Florence)", "florence"),
            ("Hampstead, London", "london"),
            ("Alcoy/Alicante", "alicante"),
            ("Praha 4", "praha"),
            ("Lyon Cedex 03", "lyon"),
            ("75013 Paris", "paris"),
            ("Yokohama-Shi", "yokohama"),
            ("Duesseldorf", "dusseldorf"),
            ("杭州市", "杭州"),
        ] {
            assert!(
                fallback_keys(text).iter().any(|key| key == expected),
                "{text:?}: {:?}",
                fallback_keys(text)
            );
        }
        assert!(fallback_keys("Quezon").contains(&"quezon city".to_owned()));
        assert_eq!(fallback_keys("Belo Horizonte-MG")[0], "belo horizonte");
    }

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
