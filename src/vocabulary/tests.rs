//! Tests of merging and matching, on a small vocabulary.

use std::sync::Arc;

use super::*;
use crate::text::analyzers::{Analyzer, SpellingRules};

const RULES: &str = "version = 1\nskipped = [\"of\", \"the\", \"in\", \"my\", \"are\", \"to\", \"的\"]\nblocked = [\"cold\", \"breast\"]\n";

const TABLE: &str = r#"
[[concept]]
id = "MESH:D009369"
kind = "condition"
label = "Cancer"
names = ["neoplasm"]
zh = ["癌症"]

[[concept]]
id = "MESH:D001943"
kind = "condition"
label = "Breast cancer"
parents = ["MESH:D009369"]
es = ["cáncer de mama"]
zh = ["乳腺癌"]

[[concept]]
id = "MESH:D015470"
kind = "condition"
label = "Acute myeloid leukemia"
parents = ["MESH:D009369"]
names = ["AML"]

[[concept]]
id = "MESH:D006506"
kind = "condition"
label = "Hepatitis A"

[[concept]]
id = "MESH:D007676"
kind = "condition"
label = "Kidney failure"
names = ["kidneys fail", "bad kidneys on dialysis machine"]

[[concept]]
id = "DOID:0060079"
kind = "condition"
label = "HER2-positive breast cancer"
parents = ["MESH:D001943"]
names = ["HER2+ breast cancer"]
ambiguous = ["HER2 positive"]
support = ["breast"]

[[concept]]
id = "DOID:0060080"
kind = "condition"
label = "HER2-negative breast cancer"
parents = ["MESH:D001943"]
ambiguous = ["HER2-"]
support = ["breast"]

[[concept]]
id = "MESH:D064726"
kind = "condition"
label = "Triple-negative breast cancer"
parents = ["DOID:0060080"]
names = ["ER/PR/HER2 negative breast cancer", "ER-/PR-/HER2- breast cancer"]

[[concept]]
id = "DOID:0080000"
kind = "condition"
label = "EGFR lung cancer"
names = ["EGFR mutation lung cancer"]

[[concept]]
id = "MESH:D008175"
kind = "condition"
label = "Lung cancer"

[[concept]]
id = "MESH:D015658"
kind = "condition"
label = "HIV infection"
names = ["HIV"]

[[concept]]
id = "MESH:D003920"
kind = "condition"
label = "Diabetes"
names = ["diabetic"]

[[concept]]
id = "MESH:D009103"
kind = "condition"
label = "Multiple sclerosis"
ambiguous = ["MS"]
support = ["relapsing", "sclerosis"]
"#;

fn analyzer() -> Analyzer {
    Analyzer::new(Arc::new(SpellingRules::default()))
}

fn starter() -> Starter {
    Starter::parse([("matching.toml", RULES), ("some.toml", TABLE)]).unwrap()
}

fn vocabulary() -> Vocabulary {
    Builder::new(&starter(), &mut analyzer())
        .finish(&mut analyzer())
        .0
}

/// Checks the labels of the mentions in a text; those that are not sure stand in brackets.
fn check(text: &str, expected: &[&str]) {
    let vocabulary = vocabulary();
    let terms = key_terms(text, &mut analyzer());
    let found: Vec<String> = vocabulary
        .mentions(text, &terms)
        .iter()
        .map(|mention| {
            let label = &vocabulary.concept(mention.concept).label;
            assert!(text.get(mention.span.clone()).is_some());
            if mention.is_negative {
                format!("no {label}")
            } else if mention.is_sure {
                label.clone()
            } else {
                format!("({label})")
            }
        })
        .collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn names_are_found_in_any_order_and_with_small_words_between() {
    check("breast cancer", &["Breast cancer"]);
    check("Cancers of the breast", &["Breast cancer"]);
    check("leukemia, acute myeloid", &["Acute myeloid leukemia"]);
    check("my kidneys are failing", &["Kidney failure"]);
    check("cáncer de mama", &["Breast cancer"]);
    check("乳腺癌 上海", &["Breast cancer"]);
    check("晚期乳腺癌的治疗", &["Breast cancer"]);
    check("hepatitis A vaccine", &["Hepatitis A"]);
    check("cancer and breast", &["Cancer"]);
    check("breast. Cancer", &["Cancer"]);
    check("nothing here", &[]);
    check("", &[]);
}

#[test]
fn one_stranger_may_stand_inside_a_long_name_of_ours() {
    check(
        "bad kidneys on a noisy dialysis machine",
        &["Kidney failure"],
    );
    check("bad kidneys and dialysis machine", &[]);
}

#[test]
fn ambiguous_names_need_capitals_or_support() {
    check("MS trials", &["Multiple sclerosis"]);
    check("ms trials", &["(Multiple sclerosis)"]);
    check("relapsing ms", &["Multiple sclerosis"]);
    check("MS IN A TITLE", &["(Multiple sclerosis)"]);
}

#[test]
fn a_code_is_its_letters_and_digits() {
    for text in ["HIV-1", "HIV1", "HIV 1", "HIV-1 in adults"] {
        check(text, &["HIV infection"]);
    }
    check(
        "Her-2 negative breast cancer",
        &["HER2-negative breast cancer"],
    );
    check("MS-275", &[]);
    check("PK/MS", &[]);
    check("PK and MS", &[]);
    check("HIV/MS", &["HIV infection", "Multiple sclerosis"]);
    check("MS275", &[]);
    check("mRNA or eGFR lung cancer", &["Lung cancer"]);
    check("her 2 breast cancers", &["Breast cancer"]);
}

#[test]
fn no_name_reaches_across_a_sign() {
    for text in [
        "HER2- breast cancer",
        "HER2−negative breast cancer",
        "HER2 (-) breast cancer",
        "breast cancer, HER2 negative",
        "breast cancer HER2-",
    ] {
        check(text, &["HER2-negative breast cancer"]);
    }
    check("HER2+ breast cancer", &["HER2-positive breast cancer"]);
    check(
        "ER-, PR- and HER2- breast cancer",
        &["Triple-negative breast cancer"],
    );
    check(
        "HER2/ER/PR negative breast cancer",
        &["Triple-negative breast cancer"],
    );
    check("HER2- gastric tumor", &["(HER2-negative breast cancer)"]);
    check("EGFR lung cancer", &["EGFR lung cancer"]);
    check("EGFR-negative lung cancer", &["Lung cancer"]);
    check("lung cancer EGFR negative", &["Lung cancer"]);
    check("EGFR- lung cancer", &["Lung cancer"]);
}

#[test]
fn what_is_said_not_to_be_there_is_told() {
    check("HIV-negative adults", &["no HIV infection"]);
    check("HIV negative", &["no HIV infection"]);
    check("HIV (−) and diabetic", &["no HIV infection", "Diabetes"]);
    check("non-diabetic adults", &["no Diabetes"]);
    check("cancer-free", &["no Cancer"]);
    check(
        "breast cancer, negative for HIV",
        &["Breast cancer", "HIV infection"],
    );
    check("breast cancer negative symptoms", &["Breast cancer"]);
    check("HIV positive", &["HIV infection"]);
    check("HIV, HBV and HCV negative", &["no HIV infection"]);
}

#[test]
fn imports_are_merged_by_id_and_by_label() {
    let imported = |source, id: &str, label: &str, names: &[&str], parents: &[&str]| Imported {
        source,
        concepts: vec![ImportedConcept {
            id: id.to_owned(),
            kind: ConceptKind::Condition,
            label: label.to_owned(),
            names: names.iter().map(ToString::to_string).collect(),
            loose_names: Vec::new(),
            parents: parents.iter().map(ToString::to_string).collect(),
            same_as: Vec::new(),
        }],
    };
    let mut analyzer = analyzer();
    let mut builder = Builder::new(&starter(), &mut analyzer);
    let mesh = imported(
        Source::Mesh,
        "MESH:D001943",
        "Breast neoplasms",
        &["mammary cancer"],
        &[],
    );
    builder.add_import(&mesh, &mut analyzer);
    let obo = imported(
        Source::Obo,
        "DOID:1612",
        "breast cancer",
        &["cold", "breast", "BC", "breast tumor"],
        &["MESH:D001943", "DOID:0"],
    );
    builder.add_import(&obo, &mut analyzer);
    let circle = imported(
        Source::Obo,
        "MESH:D009369",
        "cancer",
        &[],
        &["MESH:D001943"],
    );
    builder.add_import(&circle, &mut analyzer);
    let (vocabulary, report) = builder.finish(&mut analyzer);
    assert_eq!(
        (report.merged, report.circles, report.unknown_parents),
        (3, 2, 1)
    );
    let breast = vocabulary.by_id("DOID:1612").unwrap();
    assert_eq!(vocabulary.concept(breast).label, "Breast cancer");
    assert_eq!(vocabulary.concept(breast).id, "MESH:D001943");
    assert_eq!(
        vocabulary.by_name("mammary cancers", &mut analyzer),
        [breast]
    );
    assert_eq!(
        vocabulary.by_name("tumor of the breast", &mut analyzer),
        [breast]
    );
    assert!(vocabulary.by_name("cold", &mut analyzer).is_empty());
    let cancer = vocabulary.by_id("MESH:D009369").unwrap();
    assert_eq!(vocabulary.ancestors(breast), [cancer]);
    assert!(vocabulary.is_a(breast, cancer) && !vocabulary.is_a(cancer, breast));
    // What is stored reads back alike.
    let bytes = postcard::to_stdvec(&vocabulary).unwrap();
    let read: Vocabulary = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(read.by_name("mammary cancer", &mut analyzer), [breast]);
    assert_eq!(read.ancestors(breast), [cancer]);
}

#[test]
fn the_corpus_teaches_what_it_says_often() {
    let mut analyzer = analyzer();
    let mut vocabulary = vocabulary();
    let mut miner = Miner::default();
    for _ in 0..6 {
        let text = "Women with hepatitis A (HEPA) or breast cancer (BRC)";
        miner.see_texts([text, text], &vocabulary, &mut analyzer);
        miner.see_texts(["bone resorption count (BRC)"], &vocabulary, &mut analyzer);
        miner.see_intervention(true, &["Zanubix", "ZX-100"], &vocabulary, &mut analyzer);
    }
    assert_eq!(miner.teach(&mut vocabulary, &mut analyzer), 3);
    let zanubix = vocabulary.by_name("zx-100", &mut analyzer);
    assert_eq!(vocabulary.concept(zanubix[0]).label, "Zanubix");
    assert_eq!(vocabulary.by_name("HEPA", &mut analyzer).len(), 1);
    assert!(vocabulary.by_name("BRC", &mut analyzer).is_empty());
}

#[test]
fn suggestions_begin_as_typed_or_nearly() {
    let vocabulary = vocabulary();
    let suggester = Suggester::new(&vocabulary, |_| true);
    let labels = |typed: &str| -> Vec<&str> {
        let mut found = suggester.find(typed);
        found.sort_by(|a, b| b.fit.total_cmp(&a.fit).then(a.concept.cmp(&b.concept)));
        found
            .iter()
            .map(|found| vocabulary.concept(found.concept).label.as_str())
            .collect()
    };
    assert_eq!(labels("breas")[0], "Breast cancer");
    assert_eq!(labels("cance")[..2], ["Cancer", "Breast cancer"]);
    assert_eq!(labels("hepattis"), ["Hepatitis A"]);
    assert_eq!(labels("乳腺"), ["Breast cancer"]);
    assert!(labels("").is_empty());
    assert!(labels("zzzz").is_empty());
}

#[test]
fn a_faulty_table_names_what_is_wrong() {
    let message = |table: &str| {
        Starter::parse([("matching.toml", RULES), ("x.toml", table)])
            .unwrap_err()
            .to_string()
    };
    let concept = |rest: &str| format!("[[concept]]\nid = \"A:1\"\nlabel = \"A\"\n{rest}");
    assert!(
        message(&concept("kind = \"planet\""))
            .contains("unknown kind `planet`, use one of condition")
    );
    assert_eq!(
        message(&concept("kind = \"drug\"\nparents = [\"B:2\"]")),
        "`x.toml`: `A:1` has the parent `B:2`, which no table holds"
    );
    assert_eq!(
        message(&concept("kind = \"drug\"\nambiguous = [\"A\"]")),
        "`x.toml`: `A:1` has ambiguous names but no `support`"
    );
    assert!(message("[[concept]]\nnonsense = 1").contains("nonsense"));
}
