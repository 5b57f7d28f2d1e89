//! The splitter's behaviour, kind by kind. Every text here is made up.
//!
//! 1. Headings of every usual form open their section; so do those of other languages.
//! 2. A sentence that only mentions criteria, and words that look like headings, open nothing.
//! 3. Headings inside a flattened paragraph are found, and its items are cut where separators make it clear.
//! 4. Bullets and ordinals are removed, numbers and names that look like them are not.
//! 5. Depth follows indentation, and the kind of mark where there is none.
//! 6. Cohort, people and subject headings are the group of what follows, for as long as they hold.
//! 7. Old NCI records are inclusion by default, with labels as groups; old NIAID labels decide the side.
//! 8. Without headings only sentences that state their side are put there; the rest is unsplit.
//! 9. Escapes are undone, white space is folded, wrapped lines are joined.

mod headings;
mod properties;

use super::*;

/// Compares the split of `text` with lines `+ inclusion`, `- exclusion`, `? unsplit`;
/// `>` marks a level of depth, `[…]` the group.
fn check(text: &str, expected: &[&str]) {
    assert_eq!(render(&Criteria::split(text)), expected, "for {text:?}");
}

fn render(criteria: &Criteria) -> Vec<String> {
    let sides = [
        ("+", &criteria.inclusion),
        ("-", &criteria.exclusion),
        ("?", &criteria.unsplit),
    ];
    let mut lines = Vec::new();
    for (sign, items) in sides {
        for item in items {
            let depth = ">".repeat(item.depth.into());
            let group = item
                .group
                .as_ref()
                .map(|group| format!(" [{group}]"))
                .unwrap_or_default();
            lines.push(format!("{sign}{depth}{group} {}", item.text));
        }
    }
    lines
}

#[test]
fn flattened_text() {
    check(
        "Inclusion Criteria: - a rash - b fever Exclusion Criteria: - c cough",
        &["+ a rash", "+ b fever", "- c cough"],
    );
    check(
        "Inclusion Criteria: 1. Gout. 2. Age 18-65. 3. Hb > 1.5 g Exclusion Criteria: 1. Dialysis 2. Stroke",
        &[
            "+ Gout.",
            "+ Age 18-65.",
            "+ Hb > 1.5 g",
            "- Dialysis",
            "- Stroke",
        ],
    );
    check(
        "Inclusion Criteria: (1) gout; (2) adults. Exclusion Criteria: (1) dialysis; (2) stroke",
        &["+ gout;", "+ adults.", "- dialysis;", "- stroke"],
    );
    check(
        "Able to give consent. Exclusion Criteria: pregnancy",
        &["- pregnancy", "? Able to give consent."],
    );
    check(
        "Inclusion: gout. Exclusion: dialysis.",
        &["+ gout.", "- dialysis."],
    );
    check(
        "Key Inclusion Criteria: • gout • adults Key Exclusion Criteria: • dialysis",
        &["+ gout", "+ adults", "- dialysis"],
    );
    check(
        "Inclusion Criteria:\n\n* gout * adults * 2 * ULN or less\n\nExclusion Criteria:\n\n* dialysis * stroke",
        &[
            "+ gout",
            "+ adults",
            "+ 2 * ULN or less",
            "- dialysis",
            "- stroke",
        ],
    );
    check(
        "Exclusion Criteria:\n1. Liver disease: 1) hepatitis 2) cirrhosis\n2. Stroke",
        &[
            "- Liver disease:",
            "-> hepatitis",
            "-> cirrhosis",
            "- Stroke",
        ],
    );
}

#[test]
fn one_item_stays_one_item() {
    let items = [
        "creatinine at most 1.5 mg/dL",
        "a dose of 2 - 5 mg a day",
        "imaging, e.g. CT or MRI, i.e. a scan",
        "age 18-65 years",
        "heart failure - NYHA class II - or angina",
        "bilirubin < 1.5 * ULN",
        "grade 1. Grade 2. allowed",
        "diabetes; asthma; or gout",
        "either (1) gout or (2) arthritis",
        "Hb <10 g/dL and ANC >1.5 x 10^9/L",
    ];
    for item in items {
        check(
            &format!("Inclusion Criteria:\n\n* {item}"),
            &[&format!("+ {item}")],
        );
        check(
            &format!("Inclusion Criteria: {item}"),
            &[&format!("+ {item}")],
        );
    }
}

#[test]
fn long_semicolon_paragraph() {
    let long = "a person who has had gout for at least twelve months and takes a medicine for it every day (tablets; drops)";
    let text = format!("Inclusion Criteria: {long}; {long}; {long}; {long}");
    let first = format!("+ {long};");
    check(&text, &[&first, &first, &first, &format!("+ {long}")]);
}

#[test]
fn marks_are_removed() {
    let marks = [
        "* ",
        "- ",
        "• ",
        "•",
        "· ",
        "– ",
        "— ",
        "o ",
        "-",
        "1. ",
        "1) ",
        "(1) ",
        "1.",
        "a. ",
        "a) ",
        "(a) ",
        "i. ",
        "iv) ",
        "(ii) ",
        "A. ",
        "B) ",
        "1、",
        "① ",
        "1.1. ",
        "1.2 ",
        "* 1. ",
        "\u{f0b7} ",
        "1\\. ",
        "\\- ",
        "\\* ",
        "I3. ",
        "● ",
        "---",
        "4 - ",
    ];
    for mark in marks {
        check(&format!("Exclusion Criteria:\n{mark}Gout"), &["- Gout"]);
    }
}

#[test]
fn looks_like_a_mark_but_is_not() {
    let starts = [
        "1.5 mg of folate",
        "> 18 years",
        "≥18 years",
        "-5 °C or colder",
        "E. coli infection",
        "18-65 years",
        "2 - 5 tablets",
        "(e.g. gout)",
        "10 years of age",
        "1,500 cells",
        "A positive test",
        "I am an adult",
        "1.5x ULN",
        "(HbA1c) above 7",
        "C. difficile colitis",
    ];
    for start in starts {
        check(
            &format!("Inclusion Criteria:\n{start}"),
            &[&format!("+ {start}")],
        );
    }
}

#[test]
fn depth() {
    check(
        "Inclusion:\n* a:\n  * b\n    * c\n  * d\n* e",
        &["+ a:", "+> b", "+>> c", "+> d", "+ e"],
    );
    check(
        "Inclusion:\n1. a:\n\n   1. b\n   2. c\n2. d",
        &["+ a:", "+> b", "+> c", "+ d"],
    );
    check(
        "Inclusion:\n1. a\n\na. b\n\nb. c\n\n2. d",
        &["+ a", "+> b", "+> c", "+ d"],
    );
    check(
        "Inclusion:\n1. a:\n\n1. b\n\n2. c\n\n2. d",
        &["+ a:", "+> b", "+> c", "+ d"],
    );
    check(
        "Inclusion:\n1. a\n* b\n* c\n2. d",
        &["+ a", "+> b", "+> c", "+ d"],
    );
    check("Inclusion:\n* a:\n* b", &["+ a:", "+ b"]);
    check(
        "Inclusion:\nOne of these:\n* b\n* c\nthen d",
        &["+ One of these:", "+> b", "+> c", "+ then d"],
    );
    check(
        "Inclusion:\n7. Blood:\n\n   Platelets normal\n8. e",
        &["+ Blood:", "+> Platelets normal", "+ e"],
    );
    check(
        "Inclusion:\n* a:\n  * b\n\nOR\n\n  * c",
        &["+ a:", "+> b", "+> OR", "+> c"],
    );
    check("Inclusion:\nh. a\ni. b\nj. c", &["+ a", "+ b", "+ c"]);
}

#[test]
fn nci_records() {
    check(
        "DISEASE CHARACTERISTICS:\n\n* Confirmed glioma\n* No brain stem disease\n\nPATIENT CHARACTERISTICS:\n\nAge:\n\n* 18 and over",
        &[
            "+ [DISEASE CHARACTERISTICS] Confirmed glioma",
            "+ [DISEASE CHARACTERISTICS] No brain stem disease",
            "+ [PATIENT CHARACTERISTICS, Age] 18 and over",
        ],
    );
    check(
        "PATIENT CHARACTERISTICS: Age: 18 and over Renal: Creatinine normal No dialysis Not pregnant",
        &[
            "+ [PATIENT CHARACTERISTICS, Age] 18 and over",
            "+ [PATIENT CHARACTERISTICS, Renal] Creatinine normal",
            "+ [PATIENT CHARACTERISTICS, Renal] No dialysis",
            "+ [PATIENT CHARACTERISTICS, Renal] Not pregnant",
        ],
    );
    check(
        "PROTOCOL ENTRY CRITERIA:\n\n--Disease Characteristics-- Gout --Patient Characteristics-- Hepatic: No cirrhosis",
        &[
            "+ [Disease Characteristics] Gout",
            "+ [Patient Characteristics, Hepatic] No cirrhosis",
        ],
    );
    check(
        "INCLUSION:\n\n--Patient Characteristics-- Renal: No dialysis\n\nEXCLUSION:\n\n--Patient Characteristics-- Renal: dialysis",
        &[
            "+ [Patient Characteristics, Renal] No dialysis",
            "- [Patient Characteristics, Renal] dialysis",
        ],
    );
    check(
        "DISEASE CHARACTERISTICS:\n* Glioma\n* Patients with metastases are not eligible",
        &[
            "+ [DISEASE CHARACTERISTICS] Glioma",
            "- [DISEASE CHARACTERISTICS] Patients with metastases are not eligible",
        ],
    );
}

#[test]
fn niaid_labels() {
    check(
        "Inclusion Criteria\n\nPatients must have:\n\n* HIV infection.\n\nExclusion Criteria\n\nPrior Medication:\n\nExcluded within 14 days:\n\n* Aciclovir.\n\nRequired:\n\n* Zidovudine.\n\nChronic use of alcohol.",
        &[
            "+ HIV infection.",
            "+ [Required] Zidovudine.",
            "- [Excluded within 14 days] Aciclovir.",
            "- Chronic use of alcohol.",
        ],
    );
}

#[test]
fn prose_without_headings() {
    check(
        "Patients must be at least 18. Patients with asthma will be excluded.",
        &[
            "+ Patients must be at least 18.",
            "- Patients with asthma will be excluded.",
        ],
    );
    check("Adults with gout.", &["? Adults with gout."]);
    check(
        "No epilepsy.\n\nNo metal in the head.",
        &["? No epilepsy.", "? No metal in the head."],
    );
    check(
        "Women with gout are eligible if they are adults.",
        &["+ Women with gout are eligible if they are adults."],
    );
    check(
        "Exclusion criteria include asthma and gout.",
        &["- Exclusion criteria include asthma and gout."],
    );
    check(
        "Subjects must not have asthma.",
        &["+ Subjects must not have asthma."],
    );
    check(
        "Patients in whom other causes have been excluded.",
        &["? Patients in whom other causes have been excluded."],
    );
    check(
        "Patients with asthma are not excluded.",
        &["? Patients with asthma are not excluded."],
    );
    check(
        "MRI to exclude malignancy.",
        &["? MRI to exclude malignancy."],
    );
    check("Smokers are ineligible.", &["- Smokers are ineligible."]);
    check(
        "Patients with gout will be excluded if they have:\n* a fever\n\nAdults.",
        &[
            "- Patients with gout will be excluded if they have:",
            "-> a fever",
            "? Adults.",
        ],
    );
    check(
        "Inclusion/Exclusion Criteria:\n* gout\n* Smokers will be excluded",
        &["- Smokers will be excluded", "? gout"],
    );
    check(
        "Eligibility Criteria:\n* gout\n* No asthma\n* Smokers will be excluded",
        &["+ gout", "+ No asthma", "- Smokers will be excluded"],
    );
    check("", &[]);
    check(" \n\n - \n", &[]);
}

#[test]
fn text_is_cleaned() {
    check(
        "Inclusion:\n* age \\>= 18 and \\<65 \\[years\\]\t  old",
        &["+ age >= 18 and <65 [years] old"],
    );
    check(
        "Inclusion:\n* recently prescribed a medicine for gout that is taken\n  every day",
        &["+ recently prescribed a medicine for gout that is taken every day"],
    );
    check("Inclusion:\r\n* one\r\n* two", &["+ one", "+ two"]);
    check("Inclusion:\n* a\u{0}b\u{1b}c", &["+ a b c"]);
}

#[test]
fn escapes() {
    for (escaped, plain) in [
        ("\\<", "<"),
        ("10\\^9", "10^9"),
        ("a\\\\b", "a\\b"),
        ("a\\b", "a\\b"),
        ("\\", "\\"),
        ("1\\. x\\_y \\~ \\- \\*", "1. x_y ~ - *"),
        ("\\é", "\\é"),
    ] {
        assert_eq!(unescape_markdown(escaped), plain);
    }
}

#[test]
fn is_split_wants_a_side_for_everything_of_substance() {
    let is_split = |text: &str| Criteria::split(text).is_split();
    assert!(is_split("Inclusion:\n* gout"));
    assert!(is_split("Please see below.\n\nInclusion:\n* gout"));
    assert!(!is_split("Adults with gout."));
    assert!(!is_split(
        "Adults with gout and also people with a long story of asthma.\n\nExclusion:\n* gout"
    ));
    assert!(!is_split(""));
    assert!(Criteria::split("").is_empty());
    assert!(!Criteria::split("gout").is_empty());
}
