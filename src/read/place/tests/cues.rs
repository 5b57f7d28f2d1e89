//! Distances, postal codes, misspellings and what is only offered, in English queries.

use super::check_all;

#[test]
fn a_distance_goes_with_its_place() {
    check_all(&[
        (
            "within 50 miles of Cleveland Ohio {asthma}",
            "Cleveland, Ohio, United States; 80 km",
        ),
        (
            "{diabetes} 30 km around Lyon",
            "Lyon, Auvergne-Rhône-Alpes, France; 30 km",
        ),
        (
            "{lymphoma} 20 miles from 10065",
            "ZIP 10065, New York; 32 km",
        ),
        (
            "within 25 miles of 77030 {als}",
            "ZIP 77030, Houston, Texas; 40 km",
        ),
        (
            "{als} within fifty miles of Denver",
            "Denver, Colorado, United States; 80 km",
        ),
        (
            "{als} 50 mile radius of Denver",
            "Denver, Colorado, United States; 80 km",
        ),
        (
            "{als} Denver 50 miles",
            "Denver, Colorado, United States; 80 km",
        ),
        (
            "{als} Denver within 100 km",
            "Denver, Colorado, United States; 100 km",
        ),
        (
            "{als} near Denver, up to 100 miles",
            "Denver, Colorado, United States; 161 km",
        ),
        (
            "{als} up to 100 miles from Denver",
            "Denver, Colorado, United States; 161 km",
        ),
        (
            "{lymphoma} less than 100 km from Montreal",
            "Montreal, Quebec, Canada; 100 km",
        ),
        (
            "{lymphoma} 40 kms from Ottawa",
            "Ottawa, Ontario, Canada; 40 km",
        ),
        (
            "no more than 30 miles from Tulsa {copd}",
            "Tulsa, Oklahoma, United States; 48 km",
        ),
        (
            "{copd} max 25 miles from Sacramento",
            "Sacramento, California, United States; 40 km",
        ),
        (
            "{copd} radius of 20 miles around St. Paul",
            "St. Paul, Minnesota, United States; 32 km",
        ),
        (
            "{copd} within a 75 mile radius of Omaha",
            "Omaha, Nebraska, United States; 121 km",
        ),
        (
            "willing to travel up to 200 miles from Nashville {als}",
            "Nashville, Tennessee, United States; 322 km",
        ),
        (
            "{asthma} near Salt Lake City, within 30 miles",
            "Salt Lake City, Utah, United States; 48 km",
        ),
        (
            "we are in Salt Lake City, {asthma}, anywhere within 30 miles",
            "Salt Lake City, Utah, United States; 48 km",
        ),
        (
            "{als} Boston, within 30 km",
            "Boston, Massachusetts, United States; 30 km",
        ),
    ]);
}

#[test]
fn postal_codes_are_places() {
    check_all(&[
        ("98109 {lymphoma}", "ZIP 98109, Seattle, Washington"),
        (
            "{psoriasis} near LS9 7TF",
            "Postcode LS9, Leeds, England, United Kingdom",
        ),
        (
            "{als} near Rochester, MN 55905",
            "ZIP 55905, Rochester, Minnesota",
        ),
        ("{als} 55905", "ZIP 55905, Rochester, Minnesota"),
        ("{als} 94143", "ZIP 94143, San Francisco, California"),
        ("{als} 02115", "ZIP 02115, Boston, Massachusetts"),
        ("{als} 10115 Berlin", "Postcode 10115, Berlin, Germany"),
        ("{als} zip 60611", "ZIP 60611, Chicago, Illinois"),
        ("{als} 60611-1234", "ZIP 60611, Chicago, Illinois"),
        (
            "{glioblastoma} Houston TX 77030",
            "ZIP 77030, Houston, Texas",
        ),
        (
            "{als} trials near zip code 94143",
            "ZIP 94143, San Francisco, California",
        ),
        ("{asthma} 60611", "ZIP 60611, Chicago, Illinois"),
        (
            "{psoriasis} ls97tf",
            "Postcode LS9, Leeds, England, United Kingdom",
        ),
        ("{psoriasis} 10115", "Postcode 10115, Berlin, Germany"),
        ("{psoriasis} near 10115", "Postcode 10115, Berlin, Germany"),
        ("{psoriasis} 10199", "ZIP 10199, New York"),
    ]);
}

#[test]
fn misspelt_places_are_mended_where_a_cue_stands() {
    check_all(&[
        (
            "{asthma} san antonoi",
            "San Antonio, Texas, United States; corrected",
        ),
        (
            "{asthma} in Phildelphia",
            "Philadelphia, Pennsylvania, United States; corrected",
        ),
        ("{asthma} Hangzou", "Hangzhou, Zhejiang, China; corrected"),
        (
            "{als} chicgo",
            "Chicago, Illinois, United States; corrected",
        ),
        (
            "{als} in Chicgo",
            "Chicago, Illinois, United States; corrected",
        ),
        (
            "{psoriasis} in Torronto",
            "Toronto, Ontario, Canada; corrected",
        ),
        (
            "{psoriasis} near Manchster",
            "Manchester, England, United Kingdom; corrected",
        ),
        (
            "{psoriasis} Pittsburg PA",
            "Pittsburgh, Pennsylvania, United States",
        ),
        (
            "{psoriasis} in Minneaplois",
            "Minneapolis, Minnesota, United States; corrected",
        ),
        ("{psoriasis}, Edinburg", "Edinburg, Texas, United States"),
        (
            "{psoriasis} cincinatti",
            "Cincinnati, Ohio, United States; corrected",
        ),
    ]);
}

#[test]
fn what_is_not_sure_is_offered() {
    check_all(&[
        ("{asthma} in reading", "? Reading, England, United Kingdom"),
        ("allergy to turkey", "? Turkey (Türkiye)"),
        ("{als} Turkey", "? Turkey (Türkiye)"),
        ("{malaria} guinea", "? Guinea"),
        ("{melanoma} in bath", "? Bath, England, United Kingdom"),
        (
            "{als} less than an hour from Leeds",
            "? Leeds, England, United Kingdom",
        ),
        (
            "I live two hours from Houston {als}",
            "? Houston, Texas, United States",
        ),
        (
            "{als} born in Boston",
            "? Boston, Massachusetts, United States",
        ),
        ("travelled to Thailand with fever", "? Thailand"),
        (
            "not in Boston {als}",
            "? Boston, Massachusetts, United States",
        ),
        ("ASTHMA IN READING", "? Reading, England, United Kingdom"),
        ("born in China", "? China"),
        ("travelled to India", "? India"),
        ("returned from Kenya with fever", "? Kenya"),
        ("originally from Nigeria", "? Nigeria"),
        ("not in London", "? London, England, United Kingdom"),
        ("moved from Chicago", "? Chicago, Illinois, United States"),
        ("two hours from Denver", "? Denver, Colorado, United States"),
    ]);
}
