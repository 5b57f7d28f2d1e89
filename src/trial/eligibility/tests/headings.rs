//! Section and group headings: properties 1, 2 and 6 of the list in the module above.

use super::check;

#[test]
fn headings_of_every_form() {
    let pairs = [
        ("Inclusion Criteria:", "Exclusion Criteria:"),
        ("Inclusion Criteria", "Exclusion Criteria"),
        ("INCLUSION CRITERIA:", "EXCLUSION CRITERIA:"),
        ("Inclusion Criteria：", "Exclusion Criteria："),
        ("-INCLUSION CRITERIA:", "-EXCLUSION CRITERIA:"),
        ("* INCLUSION CRITERIA:", "* EXCLUSION CRITERIA:"),
        ("Key Inclusion Criteria:", "Key Exclusion Criteria:"),
        ("Main inclusion criteria :", "Main exclusion criteria :"),
        ("General Inclusion Criterion", "General Exclusion Criterion"),
        ("**Inclusion**", "**Exclusion**"),
        ("**Inclusion Criteria:**", "**Exclusion Criteria:**"),
        (
            "\\*\\*Inclusion criteria\\*\\*",
            "\\*\\*Exclusion criteria\\*\\*",
        ),
        ("## Inclusion criteria", "## Exclusion criteria"),
        ("Inclusion:", "Exclusion:"),
        ("INCLUSION", "EXCLUSION"),
        ("Criteria for inclusion", "Criteria for exclusion"),
        ("Criteria Inclusion:", "Criteria Exclusion:"),
        ("Eligibility criteria:", "Ineligibility criteria:"),
        ("Entry Criteria", "Exclusions:"),
        ("1. Inclusion Criteria", "2. Exclusion Criteria"),
        (
            "A. Study inclusion criteria:",
            "B. Study exclusion criteria:",
        ),
        ("III.1 INCLUSION CRITERIA", "III.2 EXCLUSION CRITERIA"),
        ("Inclusion criteria.", "Exclusion criteria."),
        (
            "Inclusion criteria are:",
            "Exclusion criteria are as follows:",
        ),
        (
            "Inclusion Criteria (must meet all):",
            "Exclusion Criteria (any of the following):",
        ),
        (
            "Key Inclusion Criteria for this study include:",
            "Key Exclusion Criteria for this study include:",
        ),
        (
            "Subjects must meet all the following inclusion criteria to be eligible:",
            "Subjects meeting any of the following exclusion criteria are not eligible:",
        ),
        ("Patients are eligible if:", "Patients will be excluded if:"),
        (
            "Participants must meet all of the following criteria:",
            "Participants must not meet any of the following:",
        ),
        ("Inclusion criteria:", "Non-inclusion criteria:"),
        ("纳入标准：", "排除标准："),
        ("入选标准", "排除标准"),
        ("主要纳入标准:", "主要排除标准:"),
        ("選択基準", "除外基準"),
        ("Criterios de inclusión:", "Criterios de exclusión:"),
        ("CRITERIOS DE INCLUSIÓN", "Criterios de no inclusión"),
        ("Einschlusskriterien:", "Ausschlusskriterien:"),
        ("Einschluß-Kriterien", "Ausschluß-Kriterien"),
        ("Critères d'inclusion :", "Critères d’exclusion :"),
        ("Critères d'inclusion", "Critères de non-inclusion"),
        ("Critérios de inclusão:", "Critérios de exclusão:"),
        ("Criteri di inclusione:", "Criteri di esclusione:"),
        ("Inclusiecriteria:", "Exclusiecriteria:"),
    ];
    for (inclusion, exclusion) in pairs {
        let text = format!("{inclusion}\n\n* asthma\n* adults\n\n{exclusion}\n\n* smoking");
        check(&text, &["+ asthma", "+ adults", "- smoking"]);
        let reversed = format!("{exclusion}\n\n* smoking\n\n{inclusion}\n\n* asthma");
        check(&reversed, &["+ asthma", "- smoking"]);
    }
}

#[test]
fn content_on_the_line_of_its_heading() {
    check(
        "Inclusion: age over 18\nExclusion: none",
        &["+ age over 18", "- none"],
    );
    check(
        "Inclusion Criteria - all adults with gout\nExclusion Criteria - dialysis",
        &["+ all adults with gout", "- dialysis"],
    );
    check(
        "Inclusion Criteria Have a score of 16\n\nExclusion Criteria Have asthma",
        &["+ Have a score of 16", "- Have asthma"],
    );
    check(
        "Inclusion criteria: Subjects must meet all of the following inclusion criteria:\n* gout",
        &["+ gout"],
    );
    check(
        "Inclusion Criteria: (both needed) gout and age 18-65",
        &["+ (both needed) gout and age 18-65"],
    );
}

#[test]
fn false_friends_open_nothing() {
    let lines = [
        "retinal vein occlusion",
        "Vascular occlusion:",
        "exclusion of other causes of anaemia",
        "Exclusion of pregnancy by a test",
        "inclusion body myositis",
        "Inclusion body disease:",
        "Inclusion age for infants is 0 to 20 months.",
        "a diagnosis of exclusion",
        "does not meet the exclusion criteria",
        "Failure to meet inclusion criteria.",
        "see exclusion criteria below",
        "impairment worse than described in the Inclusion Criteria.",
        "as stated under the other Exclusion Criteria",
        "changes to Exclusion Criteria.",
        "stable disease (see exclusion criteria)",
        "as described in Exclusion Criteria 5",
        "Other protocol-defined inclusion/exclusion criteria may apply",
        "any condition listed under Exclusion Co-existing Conditions",
        "meets all other inclusion criteria: pending",
        "Gleason score by Dr. Inclusion",
    ];
    for line in lines {
        check(
            &format!("Exclusion Criteria:\n* first\n* {line}\n* last"),
            &["- first", &format!("- {line}"), "- last"],
        );
        check(
            &format!("Inclusion Criteria:\n\nfirst\n\n* {line}\n\nlast"),
            &["+ first", &format!("+ {line}"), "+ last"],
        );
    }
}

#[test]
fn cohort_groups() {
    check(
        "Inclusion Criteria:\nCohort A:\n* gout\nCohort B:\n* asthma\nExclusion Criteria:\n* smoking",
        &["+ [Cohort A] gout", "+ [Cohort B] asthma", "- smoking"],
    );
    check(
        "Part 1\n\nInclusion Criteria:\n* gout\n\nExclusion Criteria:\n* stroke\n\nPart 2\n\nInclusion Criteria:\n* asthma",
        &["+ [Part 1] gout", "+ [Part 2] asthma", "- [Part 1] stroke"],
    );
    check(
        "Inclusion Criteria for Cohort B:\n* gout\nExclusion Criteria:\n* stroke",
        &["+ [Cohort B] gout", "- stroke"],
    );
    check(
        "INCLUSION CRITERIA - Donor:\n* adult\nEXCLUSION CRITERIA - RECIPIENT:\n* stroke",
        &["+ [Donor] adult", "- [RECIPIENT] stroke"],
    );
    check(
        "Donor Inclusion Criteria:\n* adult\nRecipient Exclusion Criteria\n* stroke",
        &["+ [Donor] adult", "- [Recipient] stroke"],
    );
    check(
        "Inclusion Criteria (Controls):\n* adult\nExclusion criteria for healthy volunteers\n* stroke",
        &["+ [Controls] adult", "- [healthy volunteers] stroke"],
    );
    check(
        "Inclusion criteria, all groups\n* adult\nInclusion Criteria - Twin Cohort (one pair):\n* twin",
        &["+ [all groups] adult", "+ [Twin Cohort (one pair)] twin"],
    );
    check(
        "Cohort 2. Active disease Inclusion criteria\n* gout\nExclusion Criteria\n* stroke",
        &["+ [Cohort 2. Active disease] gout", "- stroke"],
    );
    check(
        "Inclusion Criteria: Treatment Arm\n* adult",
        &["+ [Treatment Arm] adult"],
    );
    check(
        "Inclusion Criteria - Phases 1 and 2\n* adult",
        &["+ [Phases 1 and 2] adult"],
    );
    check(
        "Inclusion:\nFor healthy volunteers:\n* adult\nFor patients:\n* gout",
        &["+ [For healthy volunteers] adult", "+ [For patients] gout"],
    );
    check(
        "Cohort A - Inclusion criteria\n* gout\nCohort A - Exclusion criteria\n* stroke",
        &["+ [Cohort A] gout", "- [Cohort A] stroke"],
    );
    check("Inclusion Criteria for this study:\n* gout", &["+ gout"]);
    check(
        "Inclusion:\n* Cohort A: at least 18 years",
        &["+ Cohort A: at least 18 years"],
    );
    check(
        "Withdrawal criteria:\n* wish of the participant",
        &["? wish of the participant"],
    );
}

#[test]
fn subject_groups() {
    check(
        "Inclusion Criteria:\n\nAge:\n\n* 18 and over\n\nKidney Function:\n\n* normal\n\nAnd consent.",
        &[
            "+ [Age] 18 and over",
            "+ [Kidney Function] normal",
            "+ And consent.",
        ],
    );
    check(
        "Exclusion Criteria:\nHistory of any of:\n* gout",
        &["- History of any of:", "-> gout"],
    );
}
