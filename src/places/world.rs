//! The table of the world's places that is compiled into the program: cities and towns from 1,000 people on, the divisions of countries, and postal codes of three countries, after GeoNames and others (`NOTICE`).
//!
//! Written by `index_config/places/build/world.py`, unpacked once when first asked for, and read in place: a look-up is a binary search in the sorted names.
//! It lies outside the generations, which hold only the places of their own sites; a generation remembers the table's [`World::fingerprint`], since it speaks of its cities by number.

use std::{collections::HashMap, io::Read, ops::Range, sync::OnceLock};

use super::Point;
use super::names::{Beginnings, Shape, rows_within};

const PACKED: &[u8] = include_bytes!("../../index_config/places/world.bin.zst");
const MAGIC: &[u8] = b"TSPLACE1";
/// Says "none" in a column of numbers.
const NONE: u32 = u32::MAX;
/// Positions are stored as ten-thousandths of a degree: about 11 metres.
const DEGREE: f64 = 1e4;
/// Where the country of a postal code begins in its number.
const POST_SHIFT: u32 = 27;
/// The width of a cell in which the nearest city is looked for, in degrees.
const CELL: f64 = 0.5;

/// A city of so many people may be meant by a name that is none.
pub(super) const WELL_KNOWN: u32 = 50_000;

/// The table.
#[derive(Debug, Default)]
pub(super) struct World {
    bytes: Vec<u8>,
    sections: Vec<Range<usize>>,
    /// All names, sorted, one behind the other.
    keys: String,
    key_ends: Vec<u32>,
    /// Where the meanings of each name end in the column of targets.
    target_ends: Vec<u32>,
    city_name_ends: Vec<u32>,
    division_name_ends: Vec<u32>,
    division_code_ends: Vec<u32>,
    first_of_level_two: u32,
    fingerprint: u64,
    cells: OnceLock<HashMap<(i16, i16), Vec<u32>>>,
    beginnings: Beginnings,
    /// The rows of the main names of well-known cities, in order.
    well_known: OnceLock<Vec<(u32, Shape)>>,
    /// Per division of the first level, the rows of its names.
    division_rows: OnceLock<Vec<Vec<u32>>>,
}

/// The sections, in the order of the file.
#[derive(Clone, Copy)]
enum Section {
    Countries,
    Levels,
    DivisionCodes,
    DivisionCodeLengths,
    DivisionNames,
    DivisionNameLengths,
    DivisionParents,
    DivisionCountries,
    DivisionLats,
    DivisionLons,
    DivisionPeople,
    CityNames,
    CityNameLengths,
    CityLats,
    CityLons,
    CityPeople,
    CityDivisions,
    CityCountries,
    KeyShared,
    KeyRest,
    KeyText,
    TargetCounts,
    Targets,
    PostalCodes,
    PostalLats,
    PostalLons,
    PostalCities,
}

/// How many sections there are.
const SECTIONS: usize = Section::PostalCities as usize + 1;

/// A city or town of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct WorldCity<'a> {
    pub name: &'a str,
    /// The smallest division that is known of it, of either level.
    pub division: Option<u32>,
    /// ISO 3166-1 alpha-2.
    pub country: &'a str,
    pub point: Point,
    pub people: u32,
}

/// A division of a country, of the first or second level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Division<'a> {
    pub name: &'a str,
    /// GeoNames' code: `US.CA`, `US.CA.037`.
    pub code: &'a str,
    /// The division of the first level that it is part of.
    pub parent: Option<u32>,
    /// ISO 3166-1 alpha-2.
    pub country: &'a str,
    /// The middle of its places, weighted by people; `None` where it has none.
    pub point: Option<Point>,
    pub people: u32,
}

/// What a name of the table stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WorldTarget {
    /// A city, and whether the name is one that it goes by: its own, or that of one of the program's languages or its country's script.
    City(u32, bool),
    /// A division, and whether it is its main name.
    Division(u32, bool),
}

/// Countries whose postal codes are in the table, by number.
const POSTS: [&str; 3] = ["US", "GB", "CA"];

impl World {
    /// Returns the table, unpacked at the first call.
    pub(super) fn built_in() -> &'static Self {
        static WORLD: OnceLock<World> = OnceLock::new();
        // A damaged table cannot be built into a released program: a test reads it.
        WORLD.get_or_init(|| Self::unpack(PACKED).unwrap_or_default())
    }

    fn unpack(packed: &[u8]) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut decoder = zstd::Decoder::new(packed).ok()?;
        decoder.read_to_end(&mut bytes).ok()?;
        let count = u32::from_le_bytes(bytes.get(8..12)?.try_into().ok()?) as usize;
        if bytes.get(..8)? != MAGIC || count != SECTIONS {
            return None;
        }
        let mut at = 12 + 4 * count;
        let mut sections = Vec::with_capacity(count);
        for length in bytes.get(12..at)?.chunks_exact(4) {
            let length = u32::from_le_bytes(length.try_into().ok()?) as usize;
            sections.push(at..at + length);
            at += length;
        }
        if at != bytes.len() {
            return None;
        }
        let mut world = Self {
            fingerprint: fingerprint(packed),
            bytes,
            sections,
            ..Self::default()
        };
        world.city_name_ends = ends(world.section(Section::CityNameLengths));
        world.division_name_ends = ends(world.section(Section::DivisionNameLengths));
        world.division_code_ends = ends(world.section(Section::DivisionCodeLengths));
        world.target_ends = ends(world.section(Section::TargetCounts));
        let levels = world.section(Section::Levels).try_into().ok()?;
        world.first_of_level_two = u32::from_le_bytes(levels);
        (world.keys, world.key_ends) = world.unfold_keys()?;
        world.beginnings = Beginnings::new(world.names(), |row| world.key(row));
        Some(world)
    }

    /// Writes the names out, each of which is stored as what it adds to the beginning of the one before.
    fn unfold_keys(&self) -> Option<(String, Vec<u32>)> {
        let shared = self.section(Section::KeyShared);
        let rest = self.section(Section::KeyRest);
        let text = self.section(Section::KeyText);
        let mut keys: Vec<u8> = Vec::with_capacity(3 * text.len());
        let mut ends = Vec::with_capacity(shared.len());
        let (mut start, mut at) = (0, 0);
        for (shared, rest) in shared.iter().zip(rest) {
            let (shared, rest) = (usize::from(*shared), usize::from(*rest));
            let end = keys.len();
            keys.extend_from_within(start..start + shared);
            keys.extend_from_slice(text.get(at..at + rest)?);
            at += rest;
            start = end;
            ends.push(keys.len() as u32);
        }
        keys.shrink_to_fit();
        Some((String::from_utf8(keys).ok()?, ends))
    }

    fn section(&self, section: Section) -> &[u8] {
        let range = self.sections.get(section as usize).cloned();
        range
            .and_then(|range| self.bytes.get(range))
            .unwrap_or_default()
    }

    /// One number of a column, whose bytes lie in four planes.
    fn number(&self, section: Section, row: usize) -> Option<u32> {
        let bytes = self.section(section);
        let rows = bytes.len() / 4;
        (row < rows).then(|| {
            u32::from_le_bytes([
                bytes[row],
                bytes[rows + row],
                bytes[2 * rows + row],
                bytes[3 * rows + row],
            ])
        })
    }

    fn point(&self, lats: Section, lons: Section, row: usize) -> Option<Point> {
        let degrees = |section| {
            let number = self.number(section, row)?.cast_signed();
            Some(f64::from(number) / DEGREE)
        };
        Point::new(degrees(lats)?, degrees(lons)?)
    }

    fn country(&self, section: Section, row: usize) -> Option<&str> {
        let bytes = self.section(section);
        let rows = bytes.len() / 2;
        let number = u16::from_le_bytes([*bytes.get(row)?, *bytes.get(rows + row)?]);
        let start = 4 * usize::from(number);
        let iso2 = self.section(Section::Countries).get(start..start + 2)?;
        std::str::from_utf8(iso2).ok()
    }

    /// Tells tables apart: two that differ have different numbers.
    pub(super) fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// How many cities there are.
    pub(super) fn cities(&self) -> usize {
        self.city_name_ends.len()
    }

    /// How many divisions of the first level there are; those of the second follow them.
    pub(super) fn first_level(&self) -> u32 {
        self.first_of_level_two
    }

    /// How many divisions of both levels there are.
    pub(super) fn divisions(&self) -> usize {
        self.division_name_ends.len()
    }

    /// The continent of a country, by GeoNames' code: `EU`.
    pub(super) fn continent(&self, iso2: &str) -> Option<&str> {
        let mut rows = self.section(Section::Countries).chunks_exact(4);
        let row = rows.find(|row| row[..2] == *iso2.as_bytes())?;
        std::str::from_utf8(&row[2..]).ok()
    }

    /// The city of this number.
    pub(super) fn city(&self, number: u32) -> Option<WorldCity<'_>> {
        let row = number as usize;
        let names = self.section(Section::CityNames);
        Some(WorldCity {
            name: text(names, &self.city_name_ends, row)?,
            division: self
                .number(Section::CityDivisions, row)
                .filter(|division| *division != NONE),
            country: self.country(Section::CityCountries, row)?,
            point: self.point(Section::CityLats, Section::CityLons, row)?,
            people: self.number(Section::CityPeople, row)?,
        })
    }

    /// How many people live in the city of this number.
    pub(super) fn people(&self, city: u32) -> u32 {
        self.number(Section::CityPeople, city as usize).unwrap_or(0)
    }

    /// The division of this number.
    pub(super) fn division(&self, number: u32) -> Option<Division<'_>> {
        let row = number as usize;
        let names = self.section(Section::DivisionNames);
        let codes = self.section(Section::DivisionCodes);
        Some(Division {
            name: text(names, &self.division_name_ends, row)?,
            code: text(codes, &self.division_code_ends, row)?,
            parent: self
                .number(Section::DivisionParents, row)
                .filter(|parent| *parent != NONE),
            country: self.country(Section::DivisionCountries, row)?,
            point: self.point(Section::DivisionLats, Section::DivisionLons, row),
            people: self.number(Section::DivisionPeople, row)?,
        })
    }

    /// The division of the first level that a division is or is part of.
    pub(super) fn first_division(&self, division: u32) -> Option<u32> {
        if division < self.first_of_level_two {
            return Some(division);
        }
        self.division(division)?.parent
    }

    /// All names of a division of the first level, as keys.
    pub(super) fn division_names(&self, number: u32) -> impl Iterator<Item = &str> {
        let rows = self.division_rows.get_or_init(|| {
            let mut rows: Vec<Vec<u32>> = vec![Vec::new(); self.first_of_level_two as usize];
            for row in 0..self.names() {
                for target in self.targets(row) {
                    if let WorldTarget::Division(number, _) = target
                        && let Some(rows) = rows.get_mut(number as usize)
                    {
                        rows.push(row as u32);
                    }
                }
            }
            rows
        });
        let rows = rows.get(number as usize).into_iter().flatten();
        rows.map(|row| self.key(*row as usize))
    }

    /// The division that GeoNames calls by this code.
    pub(super) fn division_by_code(&self, code: &str) -> Option<u32> {
        let first = self.first_of_level_two as usize;
        let (mut low, mut high) = match code.matches('.').count() {
            1 => (0, first),
            _ => (first, self.divisions()),
        };
        let codes = self.section(Section::DivisionCodes);
        while low < high {
            let middle = low + (high - low) / 2;
            match text(codes, &self.division_code_ends, middle)?.cmp(code) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle as u32),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// How many names there are.
    pub(super) fn names(&self) -> usize {
        self.key_ends.len()
    }

    /// The name in `row`; empty beyond the end.
    pub(super) fn key(&self, row: usize) -> &str {
        text(self.keys.as_bytes(), &self.key_ends, row).unwrap_or_default()
    }

    /// The row called exactly `key`.
    pub(super) fn exact(&self, key: &str) -> Option<usize> {
        let row = self.first_not_before(key);
        (row < self.names() && self.key(row) == key).then_some(row)
    }

    /// The first row whose name is `key` or comes after it.
    pub(super) fn first_not_before(&self, key: &str) -> usize {
        self.beginnings.first_not_before(key, |row| self.key(row))
    }

    fn key_bytes(&self, row: usize) -> &[u8] {
        span(&self.key_ends, row)
            .and_then(|span| self.keys.as_bytes().get(span))
            .unwrap_or_default()
    }

    /// The rows that begin with the first letter of `key` and are within `edits` letters of it (insert, delete, replace, swap), with their distance.
    pub(super) fn within(&self, key: &str, edits: u32) -> Vec<(usize, u32)> {
        let Some(first) = key.chars().next() else {
            return Vec::new();
        };
        let mut buffer = [0; 4];
        let first = first.encode_utf8(&mut buffer);
        let start = self.first_not_before(first);
        let rows = (start..self.names()).take_while(|row| self.key(*row).starts_with(&*first));
        let length = key.len();
        // A letter is at most three bytes longer than another one.
        let longest = 4 * edits as usize;
        let near = rows.filter(|row| self.key_bytes(*row).len().abs_diff(length) <= longest);
        rows_within(near.map(|row| (row, self.key(row))), key, edits)
    }

    /// The same among the main names of cities with at least [`WELL_KNOWN`] people.
    pub(super) fn well_known_within(&self, key: &str, edits: u32) -> Vec<(usize, u32)> {
        let well_known = self.well_known.get_or_init(|| {
            let is_well_known = |row: &usize| {
                self.targets(*row).any(|target| match target {
                    WorldTarget::City(number, true) => self
                        .city(number)
                        .is_some_and(|city| city.people >= WELL_KNOWN),
                    _ => false,
                })
            };
            let rows = (0..self.names()).filter(is_well_known);
            rows.map(|row| (row as u32, Shape::of(self.key(row))))
                .collect()
        });
        let first = key.chars().next();
        let first_of = |row: u32| self.key(row as usize).chars().next();
        let start = well_known.partition_point(|(row, _)| first_of(*row) < first);
        let rows = well_known[start..].iter();
        let rows = rows.take_while(|(row, _)| first_of(*row) == first);
        let wanted = Shape::of(key);
        let near = rows.filter(|(_, shape)| wanted.may_be_within(*shape, edits));
        let near = near.map(|(row, _)| (*row as usize, self.key(*row as usize)));
        rows_within(near, key, edits)
    }

    /// The rows that begin with `key`, in order.
    pub(super) fn prefix<'a>(&'a self, key: &'a str) -> impl Iterator<Item = usize> + 'a {
        (self.first_not_before(key)..self.names())
            .take_while(move |row| self.key(*row).starts_with(key))
    }

    /// What the name in `row` stands for.
    pub(super) fn targets(&self, row: usize) -> impl Iterator<Item = WorldTarget> + '_ {
        let rows = span(&self.target_ends, row).unwrap_or_default();
        rows.filter_map(|at| {
            let packed = self.number(Section::Targets, at)?;
            let number = packed >> 3;
            Some(match packed & 7 {
                0 => WorldTarget::City(number, true),
                1 => WorldTarget::City(number, false),
                2 => WorldTarget::Division(number, true),
                _ => WorldTarget::Division(number, false),
            })
        })
    }

    /// Where a postal code is, with the city beside it; `country` is US, GB or CA, and `code` a ZIP, the outward part or the first three signs.
    pub(super) fn postal(&self, country: &str, code: &str) -> Option<(Point, Option<u32>)> {
        let post = POSTS.iter().position(|known| *known == country)? as u32;
        let wanted = post << POST_SHIFT | code_number(code)?;
        let rows = self.section(Section::PostalCodes).len() / 4;
        let (mut low, mut high) = (0, rows);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.number(Section::PostalCodes, middle)?.cmp(&wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    let city = self.number(Section::PostalCities, middle);
                    let point = self.point(Section::PostalLats, Section::PostalLons, middle)?;
                    return Some((point, city.filter(|city| *city != NONE)));
                }
            }
        }
        None
    }

    /// The city nearest to a point and how many kilometres away it is, if one lies within about 50 km.
    pub(super) fn nearest(&self, point: Point) -> Option<(u32, f64)> {
        let cells = self.cells.get_or_init(|| self.fill_cells());
        let (y, x) = cell_of(point);
        let around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (y + dy, x + dx)));
        let near = around.filter_map(|cell| cells.get(&cell)).flatten();
        let with_km = near.filter_map(|city| {
            let there = self.point(Section::CityLats, Section::CityLons, *city as usize)?;
            Some((*city, there.distance_km(point)))
        });
        with_km.min_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn fill_cells(&self) -> HashMap<(i16, i16), Vec<u32>> {
        let mut cells: HashMap<(i16, i16), Vec<u32>> = HashMap::new();
        for row in 0..self.cities() {
            if let Some(point) = self.point(Section::CityLats, Section::CityLons, row) {
                cells.entry(cell_of(point)).or_default().push(row as u32);
            }
        }
        cells
    }
}

fn cell_of(point: Point) -> (i16, i16) {
    let cell = |degrees: f64| (degrees / CELL).floor() as i16;
    (cell(point.lat()), cell(point.lon()))
}

/// Where each text ends, from how long each is.
fn ends(lengths: &[u8]) -> Vec<u32> {
    let mut end = 0;
    let lengths = lengths.iter().map(|length| {
        end += u32::from(*length);
        end
    });
    lengths.collect()
}

fn span(ends: &[u32], row: usize) -> Option<Range<usize>> {
    let end = *ends.get(row)? as usize;
    let start = match row.checked_sub(1) {
        Some(before) => *ends.get(before)? as usize,
        None => 0,
    };
    Some(start..end)
}

fn text<'a>(bytes: &'a [u8], ends: &[u32], row: usize) -> Option<&'a str> {
    std::str::from_utf8(bytes.get(span(ends, row)?)?).ok()
}

/// Up to five capitals and digits as a number of base 37, in the order of the codes.
fn code_number(code: &str) -> Option<u32> {
    if code.is_empty() || code.len() > 5 {
        return None;
    }
    let mut number = 0;
    for at in 0..5 {
        let sign = match code.as_bytes().get(at) {
            None => 0,
            Some(digit @ b'0'..=b'9') => digit - b'0' + 1,
            Some(letter @ b'A'..=b'Z') => letter - b'A' + 11,
            Some(_) => return None,
        };
        number = number * 37 + u32::from(sign);
    }
    Some(number)
}

/// FNV-1a, of 64 bits.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::names::name_key;

    #[test]
    fn the_table_is_whole() {
        let world = World::built_in();
        assert!(world.cities() > 170_000, "{}", world.cities());
        assert!(world.divisions() > 50_000 && world.names() > 500_000);
        for row in (0..world.cities() as u32).step_by(7) {
            let city = world.city(row).unwrap();
            let key = name_key(city.name);
            let row_of_name = world.exact(&key);
            let is_found = row_of_name.is_some_and(|at| {
                world
                    .targets(at)
                    .any(|target| target == WorldTarget::City(row, true))
            });
            assert!(is_found, "{city:?} is not found as {key:?}");
        }
        for row in (1..world.names()).step_by(11) {
            let key = world.key(row);
            assert!(world.key(row - 1) < key, "{key}");
            assert_eq!(name_key(key), key);
        }
    }

    #[test]
    fn names_of_many_scripts_are_found() {
        let world = World::built_in();
        for (name, country, lat) in [
            ("慕尼黑", "DE", 48.1),
            ("巴黎", "FR", 48.9),
            ("倫敦", "GB", 51.5),
            ("広州", "CN", 23.1),
            ("东京", "JP", 35.7),
            ("Москва", "RU", 55.8),
            ("서울", "KR", 37.6),
            ("القاهرة", "EG", 30.1),
            ("मुंबई", "IN", 19.1),
            ("Krung Thep", "TH", 13.8),
            ("Lisboa", "PT", 38.7),
            ("Varsovia", "PL", 52.2),
            ("Fuenlabrada", "ES", 40.3),
        ] {
            let row = world.exact(&name_key(name)).expect(name);
            let is_there = world.targets(row).any(|target| match target {
                WorldTarget::City(city, _) => {
                    let city = world.city(city).unwrap();
                    city.country == country && (city.point.lat() - lat).abs() < 0.2
                }
                WorldTarget::Division(..) => false,
            });
            assert!(is_there, "{name}");
        }
    }

    #[test]
    fn postal_codes_are_found() {
        let world = World::built_in();
        for (country, code, lat, lon) in [
            ("US", "90210", 34.10, -118.41),
            ("US", "02139", 42.36, -71.10),
            ("GB", "SW1A", 51.50, -0.13),
            ("GB", "M20", 53.43, -2.23),
            ("GB", "BT1", 54.60, -5.93),
            ("CA", "K1A", 45.42, -75.70),
            ("CA", "M5G", 43.66, -79.39),
        ] {
            let (point, city) = world.postal(country, code).expect(code);
            let far = point.distance_km(Point::new(lat, lon).unwrap());
            assert!(far < 5.0 && city.is_some(), "{code}: {far} km");
        }
        assert_eq!(world.postal("US", "00000"), None);
        assert_eq!(world.postal("DE", "10115"), None);
    }

    #[test]
    fn divisions_and_the_nearest_city_are_found() {
        let world = World::built_in();
        let county = world.division_by_code("US.CA.037").unwrap();
        assert_eq!(world.division(county).unwrap().name, "Los Angeles County");
        let state = world.first_division(county).unwrap();
        assert_eq!(world.division(state).unwrap().code, "US.CA");
        let (city, km) = world.nearest(Point::new(34.05, -118.25).unwrap()).unwrap();
        assert!(km < 10.0);
        let division = world.city(city).unwrap().division;
        assert_eq!(division, Some(county));
        assert_eq!(world.continent("PT"), Some("EU"));
    }
}
