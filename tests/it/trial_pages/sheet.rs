//! The sheet to take to a doctor.

use super::{LANGUAGES, get, html::Element, say, served_trials};

fn sheet(query: &str) -> Element {
    let reply = get(&format!("/en/print?{query}"));
    assert_eq!(reply.status, 200, "{query}");
    reply.page()
}

#[test]
fn the_sheet_holds_ten_trials_at_most_and_says_so() {
    let ids: Vec<String> = (1..=12)
        .map(|number| format!("NCT990000{number:02}"))
        .collect();
    let page = sheet(&format!("pick={}", ids.join(",")));
    assert_eq!(page.of_class("sheet-trial").len(), 10);
    let text = page.text();
    assert!(
        text.contains("You picked 12 trials. This sheet holds the first 10."),
        "{text}"
    );
    assert!(!sheet("pick=NCT99000001").text().contains("You picked"));
    // Repeated parameters are one list.
    assert_eq!(
        sheet("pick=NCT99000001&pick=NCT05665075")
            .of_class("sheet-trial")
            .len(),
        2
    );
}

#[test]
fn without_a_trial_the_sheet_says_how_to_get_one() {
    for query in ["", "pick=", "pick=x"] {
        assert!(
            sheet(query).text().contains(&say("en", "print.none")),
            "{query}"
        );
    }
    let page = sheet("pick=NCT05665075,NCT12345678");
    assert_eq!(page.of_class("sheet-trial").len(), 1);
    assert!(
        page.text()
            .contains("We have no trial with these numbers: NCT12345678.")
    );
}

#[test]
fn each_criterion_has_boxes_and_the_numbers_of_the_page() {
    for trial in served_trials().iter().take(40) {
        let id = trial.nct_id.to_string();
        let page = sheet(&format!("pick={id}"));
        let on_page = super::trial_page("en", &id);
        let numbers = |page: &Element| -> Vec<String> {
            page.of_class("criteria-number")
                .into_iter()
                .map(Element::text)
                .collect()
        };
        assert_eq!(numbers(&page), numbers(&on_page), "{id}");
        for criterion in page.of_class("sheet-criterion") {
            assert_eq!(
                criterion.of_class("boxes")[0].text(),
                "☐ yes ☐ no ☐ ask",
                "{id}"
            );
        }
        let text = page.text();
        assert!(
            text.contains(&format!("https://clinicaltrials.gov/study/{id}")),
            "{id}"
        );
    }
}

#[test]
fn the_words_of_the_person_are_on_the_sheet_only_if_they_want() {
    let address = "q=my+secret+illness&pick=NCT05665075";
    let without = sheet(address);
    let shown = |page: &Element| {
        page.of_class("sheet")[0]
            .text()
            .contains("my secret illness")
    };
    assert!(!shown(&without));
    let with = sheet(&format!("{address}&words=1"));
    assert!(shown(&with));
    let boxes: Vec<&Element> = with
        .elements("input")
        .into_iter()
        .filter(|input| input.attribute("type") == Some("checkbox"))
        .collect();
    assert_eq!(boxes.len(), 1);
    assert!(boxes[0].attribute("checked").is_some());
}

#[test]
fn the_sheet_has_questions_words_dates_and_the_nearest_open_sites() {
    let page = sheet("pick=NCT99000001&near=Hangzhou");
    let text = page.text();
    assert_eq!(page.of_class("sheet-questions")[0].elements("li").len(), 8);
    assert!(
        page.of_class("sheet-words")[0]
            .text()
            .contains("chemotherapy Medicines that kill cells")
    );
    assert!(
        text.contains("Printed 23 November 2026 from registry data of"),
        "{text}"
    );
    let sites = page.of_class("sheet-sites")[0].elements("li")[0].text();
    assert!(
        sites.contains("Shanghai") && sites.contains("about 160 km"),
        "{sites}"
    );
    assert!(
        !page.of_class("sheet-sites")[0].text().contains("Hangzhou"),
        "that site is not open yet"
    );
    assert!(
        page.elements("button")
            .iter()
            .all(|button| !button.has_class("term")),
        "nothing to press on paper"
    );
    for lang in LANGUAGES {
        let page = get(&format!("/{lang}/print?pick=NCT99000001,NCT99000008")).page();
        assert_eq!(page.elements("h1")[0].text(), say(lang, "print.title"));
        assert_eq!(
            page.of_class("sheet-questions").len(),
            1,
            "questions stand once"
        );
    }
}

#[test]
fn a_closed_trial_shows_nobody_to_call_on_the_sheet() {
    let page = sheet("pick=NCT99000032");
    assert!(!page.elements("a").iter().any(|link| {
        link.attribute("href")
            .is_some_and(|href| href.starts_with("tel:") || href.starts_with("mailto:"))
    }));
    assert!(page.text().contains(&say("en", "print.no_open_site")));
}
