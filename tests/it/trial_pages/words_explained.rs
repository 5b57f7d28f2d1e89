//! Medical words and what they mean.

use std::collections::BTreeSet;

use super::{LANGUAGES, get, html::Element, served_trials, settings, trial_page};

/// Hands every button of a word to `see`, with the elements around it, the outermost first.
fn each_term<'e>(
    element: &'e Element,
    around: &mut Vec<&'e Element>,
    see: &mut impl FnMut(&Element, &[&Element]),
) {
    if element.has_class("term") {
        see(element, around);
    }
    around.push(element);
    for child in &element.children {
        if let super::html::Node::Element(child) = child {
            each_term(child, around, see);
        }
    }
    around.pop();
}

#[test]
fn words_are_explained_in_the_language_of_the_page() {
    let glossary = &settings().glossary;
    for lang in LANGUAGES {
        let page = trial_page(lang, "NCT99000008");
        let popover = page.by_id("word-placebo").unwrap();
        assert_eq!(popover.attribute("popover"), Some("auto"));
        let word = glossary.word(lang, "placebo").unwrap();
        let text = popover.text();
        assert!(
            text.contains(&word.name) && text.contains(&word.meaning),
            "{lang}: {text}"
        );
    }
}

#[test]
fn words_are_never_explained_in_headings_links_folds_or_names_of_treatments() {
    let mut explained = BTreeSet::new();
    let mut with_words = 0;
    for trial in served_trials() {
        let id = trial.nct_id.to_string();
        for lang in LANGUAGES {
            let page = trial_page(lang, &id);
            let mut here = 0;
            each_term(&page, &mut Vec::new(), &mut |term, around| {
                for element in around {
                    let name = element.name.as_str();
                    let is_wrong = matches!(
                        name,
                        "a" | "h1" | "h2" | "h3" | "h4" | "summary" | "button" | "dt"
                    );
                    assert!(!is_wrong, "{lang} {id}: `{}` in {name}", term.text());
                    for class in ["block-title", "official", "pill", "facility"] {
                        assert!(
                            !element.has_class(class),
                            "{lang} {id}: `{}` in {class}",
                            term.text()
                        );
                    }
                }
                let text = term.text();
                assert!(!text.chars().all(|c| c.is_numeric()), "{text}");
                explained.insert(text.to_lowercase());
                here += 1;
            });
            with_words += usize::from(here > 0);
        }
    }
    assert!(explained.len() > 80, "{} different words", explained.len());
    assert!(
        with_words > 3 * 70,
        "{with_words} pages have explained words"
    );
}

#[test]
fn a_word_is_explained_once_in_a_section() {
    for trial in served_trials() {
        let id = trial.nct_id.to_string();
        let page = trial_page("en", &id);
        for section in page.elements("section") {
            let targets: Vec<&str> = section
                .of_class("term")
                .into_iter()
                .filter_map(|term| term.attribute("popovertarget"))
                .collect();
            let distinct: BTreeSet<&&str> = targets.iter().collect();
            assert_eq!(
                targets.len(),
                distinct.len(),
                "{id} {:?}",
                section.attribute("id")
            );
        }
    }
}

#[test]
fn the_text_stays_as_it_is_written() {
    // The same text with and without its words explained.
    let trial = served_trials()
        .into_iter()
        .find(|trial| trial.nct_id.to_string() == "NCT99000001")
        .unwrap();
    let page = trial_page("en", "NCT99000001");
    let fold = page.by_id("studies").unwrap().of_class("registry-text")[0];
    let summary = trial.brief_summary.unwrap();
    assert_eq!(
        fold.of_class("prose")[0].text(),
        summary.split_whitespace().collect::<Vec<_>>().join(" ")
    );
}

#[test]
fn the_page_of_all_words_has_every_word_and_says_who_has_looked_at_it() {
    for lang in LANGUAGES {
        let page = get(&format!("/{lang}/glossary")).page();
        let config = settings();
        let words = config.glossary.words(lang);
        assert_eq!(page.elements("dt").len(), words.len(), "{lang}");
        for (key, word) in words {
            let entry = page.by_id(&format!("word-{key}")).unwrap();
            assert_eq!(
                entry.text(),
                format!("{} {}", word.name, word.meaning),
                "{lang}"
            );
        }
        assert!(
            page.text()
                .contains(&super::say(lang, "glossary.not_reviewed")),
            "{lang}"
        );
    }
}
