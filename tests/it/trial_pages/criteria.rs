//! The criteria of a page, held against those of the record.

use trialseek::trial::Criterion;

use super::{html::Element, served_trials, trial_page, trial_page_from};

/// Returns the numbers of a list, such as `J1`.
fn numbers(page: &Element, letter: char) -> Vec<String> {
    let numbers = page
        .of_class("criteria-number")
        .into_iter()
        .map(Element::text);
    numbers
        .filter(|number| number.starts_with(letter))
        .collect()
}

/// Returns the texts of the items of a list, without their numbers.
fn items(page: &Element, class: &str) -> Vec<String> {
    let lists = page.of_class(class);
    let criteria = lists.iter().flat_map(|list| list.of_class("criterion"));
    criteria.map(Element::text).collect()
}

fn joined(rules: &[Criterion]) -> String {
    let words = rules.iter().flat_map(|rule| rule.text.split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn every_criterion_of_every_fixture_is_on_its_page_in_order() {
    let mut with_both = 0;
    for trial in served_trials() {
        let id = trial.nct_id.to_string();
        let page = trial_page("en", &id);
        let rules = &trial.eligibility.criteria;
        for (class, rules) in [
            ("criteria-j", &rules.inclusion),
            ("criteria-n", &rules.exclusion),
            ("criteria-", &rules.unsplit),
        ] {
            assert_eq!(items(&page, class).join(" "), joined(rules), "{id} {class}");
        }
        with_both += usize::from(!rules.inclusion.is_empty() && !rules.exclusion.is_empty());
        let fold = page.of_class("criteria-fold");
        assert_eq!(fold.is_empty(), rules.is_empty(), "{id}");
        if let Some(fold) = fold.first() {
            assert!(
                fold.attribute("open").is_none(),
                "{id}: closed without a search"
            );
            assert!(
                fold.by_id("criteria").is_some(),
                "{id}: a link opens the fold"
            );
        }
    }
    assert!(with_both > 60, "{with_both} fixtures have both lists");
}

#[test]
fn numbers_and_counts_agree() {
    for (id, summary, inclusion, exclusion) in [
        (
            "NCT05665075",
            "All 3 requirements and 3 reasons not to join",
            3,
            3,
        ),
        (
            "NCT99000001",
            "All 5 requirements and 5 reasons not to join",
            5,
            5,
        ),
        (
            "NCT99000008",
            "All 4 requirements and 5 reasons not to join",
            4,
            5,
        ),
    ] {
        let page = trial_page("en", id);
        let fold = page.of_class("criteria-fold")[0];
        assert_eq!(fold.elements("summary")[0].text(), summary);
        let expected = |letter: char, count: usize| -> Vec<String> {
            (1..=count)
                .map(|number| format!("{letter}{number}"))
                .collect()
        };
        assert_eq!(numbers(&page, 'J'), expected('J', inclusion), "{id}");
        assert_eq!(numbers(&page, 'N'), expected('N', exclusion), "{id}");
    }
}

#[test]
fn nested_criteria_stay_below_theirs() {
    // NCT99000045 has a nested list with deeper bullets.
    let page = trial_page("en", "NCT99000045");
    let nested: Vec<&Element> = page
        .of_class("criterion")
        .into_iter()
        .filter(|criterion| !criterion.elements("ul").is_empty())
        .collect();
    assert!(!nested.is_empty());
    for criterion in nested {
        let inner = criterion.elements("ul")[0].text();
        assert!(criterion.text().ends_with(&inner));
    }
}

#[test]
fn what_the_record_does_not_separate_is_one_list_without_numbers() {
    let page = trial_page("en", "NCT99000039");
    let text = page.by_id("requirements").unwrap().text();
    assert!(
        text.contains("Requirements (the record does not separate them)"),
        "{text}"
    );
    let unsplit = page.of_class("criteria-");
    assert!(
        unsplit
            .iter()
            .all(|list| list.of_class("criteria-number").is_empty())
    );
}

#[test]
fn a_search_opens_the_fold_and_marks_its_words() {
    let page = trial_page_from("en", "NCT05665075", "q=leukemia");
    let fold = page.of_class("criteria-fold")[0];
    assert!(fold.attribute("open").is_some());
    let marked: Vec<String> = fold
        .elements("mark")
        .into_iter()
        .map(Element::text)
        .collect();
    assert!(
        marked
            .iter()
            .any(|text| text.to_lowercase().contains("leukemia")),
        "{marked:?}"
    );
    for item in fold.of_class("criteria-n")[0].of_class("criterion") {
        let is_marked = !item.elements("mark").is_empty();
        assert_eq!(
            !item.of_class("reason-not").is_empty(),
            is_marked,
            "{}",
            item.text()
        );
    }
    assert!(
        fold.of_class("criteria-j")[0]
            .of_class("reason-not")
            .is_empty()
    );
    let other = trial_page_from("en", "NCT05665075", "q=asthma");
    assert!(
        other.of_class("criteria-fold")[0]
            .attribute("open")
            .is_none()
    );
    assert!(
        other
            .by_id("requirements")
            .unwrap()
            .elements("mark")
            .is_empty()
    );
}
