//! GeoNames: the operator's own download of cities and regions, read once by `places import geonames`.
//!
//! Reads the official tab-separated files (`cities15000.txt` and its siblings, `admin1CodesASCII.txt`, `countryInfo.txt`; <https://download.geonames.org/export/dump/>, CC BY 4.0).
//! A line that cannot be read is listed with its reason and skipped; only an unreadable file fails.
//!
//! What an import adds to is the built-in table (`world`), which comes from GeoNames, too.

use std::collections::HashMap;
use std::io::{self, BufRead};

use serde::{Deserialize, Serialize};

use super::Point;

/// Which of the GeoNames files a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeoNamesFile {
    /// `cities500.txt` … `cities15000.txt`, `allCountries.txt`, `XX.txt`: 19 columns.
    Cities,
    /// `admin1CodesASCII.txt`: 4 columns, the first like `CN.02`.
    Admin1,
    /// `countryInfo.txt`: comments, then 19 columns, the first an ISO code.
    Countries,
}

impl GeoNamesFile {
    /// Recognises a file by its first line; `None` if it is none of the three.
    pub fn sniff(first_line: &str) -> Option<Self> {
        let line = first_line.trim_start_matches('\u{FEFF}');
        let columns: Vec<&str> = line.trim_end_matches(['\r', '\n']).split('\t').collect();
        let first = columns[0];
        if columns.len() == 19 && first.parse::<u64>().is_ok() {
            Some(Self::Cities)
        } else if columns.len() == 4 && first.contains('.') {
            Some(Self::Admin1)
        } else if line.starts_with('#') || (columns.len() >= 18 && is_code(first, 2)) {
            Some(Self::Countries)
        } else {
            None
        }
    }
}

/// One city of GeoNames.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct GeoCity {
    pub name: String,
    pub ascii: String,
    pub alternates: Vec<String>,
    pub point: Point,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Position in [`GeoNames::admin1`].
    pub admin1: Option<u16>,
    pub population: u32,
}

/// One first-level region of GeoNames.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Admin1 {
    pub country: String,
    pub name: String,
    pub ascii: String,
}

/// Imported cities, regions and country codes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GeoNames {
    cities: Vec<GeoCity>,
    admin1: Vec<Admin1>,
    /// ISO2, ISO3 and English name.
    countries: Vec<(String, String, String)>,
}

/// What an import read and left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Lines read, comments and blank lines aside, over all files.
    pub lines: u64,
    /// Lines kept.
    pub kept: u64,
    /// Lines left out: number within their file (from 1) and the reason, which names the file.
    pub skipped: Vec<(u64, String)>,
}

/// Why an import failed as a whole.
#[derive(Debug, thiserror::Error)]
#[error("the GeoNames file cannot be read")]
pub struct GeoNamesError(#[from] io::Error);

impl GeoNames {
    /// Reads cities, and regions and countries if given.
    ///
    /// # Errors
    /// [`GeoNamesError`] if reading fails; a bad line is reported and skipped.
    pub fn parse(
        cities: impl BufRead,
        admin1: Option<impl BufRead>,
        countries: Option<impl BufRead>,
    ) -> Result<(Self, ImportReport), GeoNamesError> {
        let mut geonames = Self::default();
        let mut report = ImportReport::default();
        let mut region_by_code: HashMap<String, u16> = HashMap::new();
        if let Some(admin1) = admin1 {
            for_each_line(admin1, "admin1", &mut report, |columns| {
                let region = parse_admin1(columns)?;
                let number =
                    u16::try_from(geonames.admin1.len()).map_err(|_| "too many regions")?;
                region_by_code.insert(columns[0].to_owned(), number);
                geonames.admin1.push(region);
                Ok(())
            })?;
        }
        if let Some(countries) = countries {
            for_each_line(countries, "countries", &mut report, |columns| {
                geonames.countries.push(parse_country(columns)?);
                Ok(())
            })?;
        }
        for_each_line(cities, "cities", &mut report, |columns| {
            let mut city = parse_city(columns)?;
            let code = format!("{}.{}", columns[8], columns[10]);
            city.admin1 = region_by_code.get(&code).copied();
            geonames.cities.push(city);
            Ok(())
        })?;
        Ok((geonames, report))
    }

    /// How many cities there are.
    pub fn len(&self) -> usize {
        self.cities.len()
    }

    /// Whether there is no city.
    pub fn is_empty(&self) -> bool {
        self.cities.is_empty()
    }

    pub(super) fn cities(&self) -> &[GeoCity] {
        &self.cities
    }

    pub(super) fn admin1(&self) -> &[Admin1] {
        &self.admin1
    }

    pub(super) fn countries(&self) -> &[(String, String, String)] {
        &self.countries
    }
}

fn for_each_line(
    mut reader: impl BufRead,
    file: &str,
    report: &mut ImportReport,
    mut keep: impl FnMut(&[&str]) -> Result<(), &'static str>,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut number = 0;
    loop {
        bytes.clear();
        if reader.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(());
        }
        number += 1;
        let kept = match std::str::from_utf8(&bytes) {
            Err(_) => Err("not UTF-8"),
            Ok(line) => {
                let line = line
                    .trim_start_matches('\u{FEFF}')
                    .trim_end_matches(['\r', '\n']);
                if line.trim().is_empty() || line.starts_with('#') {
                    continue;
                }
                keep(&line.split('\t').collect::<Vec<_>>())
            }
        };
        report.lines += 1;
        match kept {
            Ok(()) => report.kept += 1,
            Err(reason) => report.skipped.push((number, format!("{file}: {reason}"))),
        }
    }
}

fn parse_city(columns: &[&str]) -> Result<GeoCity, &'static str> {
    if columns.len() != 19 {
        return Err("not 19 columns");
    }
    let name = columns[1].trim();
    if name.is_empty() {
        return Err("no name");
    }
    if columns[6] != "P" {
        return Err("not a populated place");
    }
    if matches!(columns[7], "PPLH" | "PPLQ" | "PPLW" | "PPLCH") {
        return Err("no longer inhabited");
    }
    if !is_code(columns[8], 2) {
        return Err("no country code");
    }
    let lat = columns[4].parse().map_err(|_| "latitude is not a number")?;
    let lon = columns[5]
        .parse()
        .map_err(|_| "longitude is not a number")?;
    let point = Point::new(lat, lon).ok_or("not a position")?;
    let all: Vec<&str> = columns[3].split(',').map(str::trim).collect();
    let alternates = all
        .iter()
        .filter(|alternate| is_name(alternate, name, &all));
    Ok(GeoCity {
        name: name.to_owned(),
        ascii: columns[2].trim().to_owned(),
        alternates: alternates
            .map(|alternate| (*alternate).to_owned())
            .collect(),
        point,
        country: columns[8].to_owned(),
        admin1: None,
        population: columns[14].parse().unwrap_or(0),
    })
}

/// Whether an alternate name is a name: neither a URL, nor empty, nor an airport code.
///
/// Airport codes (`HGH`, `LHR`) are three capitals. So are initials people do use (`NYC`): these stay if some name of the city has them.
fn is_name(alternate: &str, name: &str, all: &[&str]) -> bool {
    if alternate.is_empty() || alternate.contains("://") || alternate.starts_with("www.") {
        return false;
    }
    let looks_like_code = (2..=4).contains(&alternate.len())
        && alternate
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    !looks_like_code
        || all
            .iter()
            .chain([&name])
            .any(|full| initials(full) == alternate)
}

fn initials(name: &str) -> String {
    if !name.contains(' ') {
        return String::new();
    }
    let firsts = name.split(' ').filter_map(|word| word.chars().next());
    firsts.flat_map(char::to_uppercase).collect()
}

fn parse_admin1(columns: &[&str]) -> Result<Admin1, &'static str> {
    if columns.len() < 3 {
        return Err("not 4 columns");
    }
    let (country, _) = columns[0].split_once('.').ok_or("no region code")?;
    if !is_code(country, 2) || columns[1].trim().is_empty() {
        return Err("no country code or no name");
    }
    Ok(Admin1 {
        country: country.to_owned(),
        name: columns[1].trim().to_owned(),
        ascii: columns[2].trim().to_owned(),
    })
}

fn parse_country(columns: &[&str]) -> Result<(String, String, String), &'static str> {
    if columns.len() < 5 || !is_code(columns[0], 2) || !is_code(columns[1], 3) {
        return Err("no ISO codes");
    }
    Ok((
        columns[0].to_owned(),
        columns[1].to_owned(),
        columns[4].to_owned(),
    ))
}

fn is_code(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HANGZHOU: &str = "1808926\tHangzhou\tHangzhou\tHGH,Hangchow,Khanchzhou,hang zhou,https://en.wikipedia.org/wiki/Hangzhou,杭州,杭州市\t30.29365\t120.16142\tP\tPPLA\tCN\t\t02\t3301\t\t\t9236032\t\t19\tAsia/Shanghai\t2023-01-01";
    const NYC: &str = "5128581\tNew York City\tNew York City\tNYC,JFK,Nova York,New York\t40.71427\t-74.00597\tP\tPPL\tUS\t\tNY\t\t\t\t8804190\t10\t57\tAmerica/New_York\t2023-01-01";
    const ADMIN1: &str = "CN.02\tZhejiang\tZhejiang\t1784764";
    const COUNTRY: &str = "CN\tCHN\t156\tCH\tChina\tBeijing\t9596960\t1411778724\tAS\t.cn\tCNY\tYuan Renminbi\t86\t######\t^(\\d{6})$\tzh-CN\t1814991\tLA,BT\t";

    #[test]
    fn cities_regions_and_countries_are_read() {
        let cities = format!("{HANGZHOU}\r\n\n{NYC}\n");
        let (geonames, report) = GeoNames::parse(
            cities.as_bytes(),
            Some(ADMIN1.as_bytes()),
            Some(COUNTRY.as_bytes()),
        )
        .unwrap();
        assert_eq!((report.lines, report.kept), (4, 4));
        let hangzhou = &geonames.cities()[0];
        assert_eq!(
            hangzhou.alternates,
            ["Hangchow", "Khanchzhou", "hang zhou", "杭州", "杭州市"]
        );
        assert_eq!(
            hangzhou
                .admin1
                .map(|n| geonames.admin1()[usize::from(n)].name.as_str()),
            Some("Zhejiang")
        );
        assert_eq!(
            geonames.cities()[1].alternates,
            ["NYC", "Nova York", "New York"]
        );
        assert_eq!(geonames.countries()[0].2, "China");
    }

    #[test]
    fn bad_lines_are_listed_and_skipped() {
        let cities = [
            "only\tthree\tcolumns",
            &HANGZHOU.replace("30.29365", "x"),
            &HANGZHOU.replace("30.29365", "200"),
            &HANGZHOU.replace("\tP\tPPLA", "\tS\tHSP"),
            &HANGZHOU.replace("\tCN\t", "\t\t"),
            HANGZHOU,
        ]
        .join("\n");
        let mut bytes = cities.into_bytes();
        bytes.extend(b"\n\xff\xfe\n");
        let (geonames, report) =
            GeoNames::parse(bytes.as_slice(), None::<&[u8]>, None::<&[u8]>).unwrap();
        assert_eq!(geonames.len(), 1);
        let reasons: Vec<String> = report
            .skipped
            .iter()
            .map(|(line, reason)| format!("{line} {reason}"))
            .collect();
        assert_eq!(
            reasons,
            [
                "1 cities: not 19 columns",
                "2 cities: latitude is not a number",
                "3 cities: not a position",
                "4 cities: not a populated place",
                "5 cities: no country code",
                "7 cities: not UTF-8",
            ]
        );
    }

    #[test]
    fn files_are_recognised_by_shape() {
        for (line, expected) in [
            (HANGZHOU, Some(GeoNamesFile::Cities)),
            (ADMIN1, Some(GeoNamesFile::Admin1)),
            (COUNTRY, Some(GeoNamesFile::Countries)),
            (
                "# GeoNames.org Country Information",
                Some(GeoNamesFile::Countries),
            ),
            ("NCT01\tsomething", None),
            ("", None),
        ] {
            assert_eq!(GeoNamesFile::sniff(line), expected, "{line:?}");
        }
    }
}
