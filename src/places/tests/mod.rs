//! These tests prove, on a small corpus with a few lines of GeoNames:
//!
//! 1. a site with a point keeps exactly it, and every site finds its place again;
//! 2. distances by place equal brute force over sites;
//! 3. the order of sites changes nothing;
//! 4. sites without a point are located when it is safe, and listed when it is not;
//! 5. names resolve as people mean them, in any spelling and language, and an exact name is never fuzzed;
//! 6. no text makes `resolve` or `find` panic;
//! 7. a stored gazetteer answers like the one that was stored;
//! 8. the tables answer where no site does.

mod building;
mod naming;
mod tables;

use super::*;

/// City, state, country, ZIP, point, number of sites.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<(f64, f64)>,
    u32,
);

const HANGZHOU: Option<(f64, f64)> = Some((30.29365, 120.16142));

/// Shaped like the registry's rows; spellings as found there.
const SITES: &[Row] = &[
    ("Hangzhou", "Zhejiang", "China", "310003", HANGZHOU, 12),
    ("Hangzhou", "", "China", "", HANGZHOU, 3),
    ("Hangzhou", "Zhejiang Sheng", "China", "", None, 2),
    (
        "Changzhou",
        "Jiangsu",
        "China",
        "",
        Some((31.77359, 119.95401)),
        4,
    ),
    (
        "Beijing",
        "Beijing Municipality",
        "China",
        "",
        Some((39.9075, 116.39723)),
        9,
    ),
    (
        "Beijing",
        "Beijing",
        "China",
        "",
        Some((39.9075, 116.39723)),
        20,
    ),
    ("Paris", "", "France", "75014", Some((48.85341, 2.3488)), 30),
    ("Paris cedex 14", "", "France", "", None, 1),
    (
        "Paris",
        "Texas",
        "United States",
        "75460",
        Some((33.66094, -95.55551)),
        2,
    ),
    (
        "Portland",
        "Oregon",
        "United States",
        "97239",
        Some((45.52345, -122.67621)),
        20,
    ),
    (
        "Portland",
        "Maine",
        "United States",
        "04102",
        Some((43.66147, -70.25533)),
        6,
    ),
    ("Portland", "", "United States", "", None, 1),
    (
        "Kansas City",
        "Kansas",
        "United States",
        "66160",
        Some((39.11417, -94.62746)),
        5,
    ),
    (
        "Kansas City",
        "Missouri",
        "United States",
        "64108",
        Some((39.09973, -94.57857)),
        8,
    ),
    ("Kansas City", "MO", "United States", "", None, 1),
    (
        "Birmingham",
        "Alabama",
        "United States",
        "35294",
        Some((33.52066, -86.80249)),
        9,
    ),
    (
        "Birmingham",
        "",
        "United Kingdom",
        "B15 2TH",
        Some((52.48142, -1.89983)),
        5,
    ),
    (
        "St. Louis",
        "Missouri",
        "United States",
        "63110",
        Some((38.62727, -90.19789)),
        7,
    ),
    (
        "Saint Louis",
        "MO",
        "United States",
        "63110-1010",
        Some((38.62727, -90.19789)),
        9,
    ),
    (
        "New York",
        "New York",
        "United States",
        "10065",
        Some((40.71427, -74.00597)),
        40,
    ),
    (
        "Buffalo",
        "New York",
        "United States",
        "14263",
        Some((42.88645, -78.87837)),
        9,
    ),
    (
        "Minneapolis",
        "Minnesota",
        "United States",
        "55455",
        Some((44.97997, -93.26384)),
        15,
    ),
    (
        "Minneapolis",
        "Minnesota",
        "United States",
        "55407",
        Some((44.97997, -93.26384)),
        5,
    ),
    (
        "Leeds",
        "England",
        "United Kingdom",
        "LS9 7TF",
        Some((53.79648, -1.54785)),
        5,
    ),
    (
        "Toronto",
        "Ontario",
        "Canada",
        "M5G 2M9",
        Some((43.70011, -79.4163)),
        11,
    ),
    (
        "London",
        "Ontario",
        "Canada",
        "",
        Some((42.98339, -81.23304)),
        6,
    ),
    (
        "London",
        "",
        "United Kingdom",
        "",
        Some((51.50853, -0.12574)),
        25,
    ),
    (
        "Munich",
        "",
        "Germany",
        "80336",
        Some((48.13743, 11.57549)),
        6,
    ),
    ("München", "Bayern", "Germany", "", None, 2),
    (
        "Seoul",
        "",
        "Korea, Republic of",
        "",
        Some((37.566, 126.9784)),
        12,
    ),
    (
        "Mexico City",
        "",
        "Mexico",
        "",
        Some((19.42847, -99.12766)),
        5,
    ),
    (
        "Atlanta",
        "Georgia",
        "United States",
        "",
        Some((33.749, -84.38798)),
        14,
    ),
    ("Tbilisi", "", "Georgia", "", Some((41.69411, 44.83368)), 3),
    (
        "San Juan",
        "",
        "Puerto Rico",
        "00936",
        Some((18.46633, -66.10572)),
        2,
    ),
    ("Hines", "Illinois", "United States", "60141", None, 3),
    (
        "Maywood",
        "Illinois",
        "United States",
        "60141",
        Some((41.8792, -87.84312)),
        4,
    ),
    ("Jubilee hills", "Hyderabad", "India", "", None, 1),
    ("Hyderabad", "", "India", "", Some((17.38405, 78.45636)), 2),
    ("Multiple Locations", "", "Germany", "", None, 4),
    ("Atlantis", "Texas", "United States", "", None, 2),
    ("", "", "France", "", None, 1),
];

const GEONAMES: &str = "1\tHangzhou\tHangzhou\tHGH,Hangchow,杭州,杭州市\t30.29365\t120.16142\tP\tPPLA\tCN\t\t02\t\t\t\t9236032\t\t19\tAsia/Shanghai\t2023-01-01
2\tNew York City\tNew York City\tNYC,JFK,New York,纽约\t40.71427\t-74.00597\tP\tPPL\tUS\t\tNY\t\t\t\t8804190\t\t57\tAmerica/New_York\t2023-01-01
3\tMunich\tMunich\tMUC,München,Muenchen,Monaco di Baviera\t48.13743\t11.57549\tP\tPPLA\tDE\t\t02\t\t\t\t1260391\t\t524\tEurope/Berlin\t2023-01-01
4\tZürich\tZurich\tZRH,Zurigo\t47.36667\t8.55\tP\tPPLA\tCH\t\tZH\t\t\t\t341730\t\t408\tEurope/Zurich\t2023-01-01
5\tBeijing\tBeijing\tPEK,北京,Peking\t39.9075\t116.39723\tP\tPPLC\tCN\t\t22\t\t\t\t18960744\t\t49\tAsia/Shanghai\t2023-01-01
6\tBirmingham\tBirmingham\t\t52.48142\t-1.89983\tP\tPPLA2\tGB\t\tENG\t\t\t\t1144919\t\t149\tEurope/London\t2023-01-01
7\tSandusky\tSandusky\tPortland\t41.44894\t-82.70796\tP\tPPL\tUS\t\tOH\t\t\t\t25793\t\t184\tAmerica/New_York\t2023-01-01";

const ADMIN1: &str = "CN.02\tZhejiang\tZhejiang\t1
US.NY\tNew York\tNew York\t2
DE.02\tBavaria\tBavaria\t3
CH.ZH\tZurich\tZurich\t4
CN.22\tBeijing\tBeijing\t5
GB.ENG\tEngland\tEngland\t6
US.OH\tOhio\tOhio\t7
FI.01\tUusimaa\tUusimaa\t8";

fn site(row: &Row) -> SiteAddress<'static> {
    SiteAddress {
        city: Some(row.0),
        state: Some(row.1),
        country: Some(row.2),
        zip: Some(row.3),
        point: row.4.and_then(|(lat, lon)| Point::new(lat, lon)),
    }
}

fn tables(with_geonames: bool) -> PlaceTables {
    let tables = PlaceTables::built_in().unwrap();
    if !with_geonames {
        return tables;
    }
    let (geonames, report) =
        GeoNames::parse(GEONAMES.as_bytes(), Some(ADMIN1.as_bytes()), None::<&[u8]>).unwrap();
    assert_eq!(report.skipped, []);
    tables.with_geonames(geonames)
}

fn build(rows: &[Row], with_geonames: bool) -> (Gazetteer, Unresolved) {
    let mut builder = GazetteerBuilder::new(tables(with_geonames));
    for row in rows {
        for _ in 0..row.5 {
            builder.add_site(site(row));
        }
    }
    builder.finish()
}

fn shared() -> &'static Gazetteer {
    static GAZETTEER: std::sync::OnceLock<Gazetteer> = std::sync::OnceLock::new();
    GAZETTEER.get_or_init(|| build(SITES, true).0)
}

/// The label of what `text` means and the labels of the alternatives, or the error.
fn answer(gazetteer: &Gazetteer, text: &str) -> String {
    match gazetteer.resolve(text) {
        Ok(near) => {
            let all: Vec<String> = std::iter::once(near.place)
                .chain(near.alternatives)
                .map(|place| place.label)
                .collect();
            all.join(" | ")
        }
        Err(error) => format!("{error} ({})", error.hint()),
    }
}
