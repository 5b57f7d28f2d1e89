//! A card says what matters in words, for every status, and no registry value ever stands on a page.

use super::*;
use crate::{
    ask::Facet,
    config::Config,
    pages::Words,
    trial::{Coded, Status, StatusGroup},
};

/// Returns the markup of the card of a trial.
fn card<'a>(reply: &'a Reply, id: &str) -> &'a str {
    let from = reply
        .text()
        .split("<article")
        .skip(1)
        .find(|card| card.contains(&format!("id=\"t-{id}\"")))
        .unwrap_or_else(|| panic!("{id} is not on the page"));
    from.split("</article>").next().unwrap()
}

#[tokio::test]
async fn each_of_the_fourteen_statuses_has_its_own_words_and_icon() {
    let app = app();
    let config = Config::compiled_in().unwrap();
    for code in ["en", "es", "zh"] {
        for status in Status::ALL {
            let reply = app.get(&format!("/{code}/search?status={status}")).await;
            let label = Words::new(&config, code).label("status", status.as_str());
            let group = StatusGroup::of(Some(&Coded::Known(*status))).as_str();
            let first = reply
                .text()
                .split("<article")
                .nth(1)
                .unwrap_or_else(|| panic!("no fixture is {status}"));
            assert!(
                first.contains(&format!("class=\"pill pill-{group}\"")),
                "{code} {status}"
            );
            assert!(text_of(first).contains(&*label), "{code} {status}");
        }
        let reply = app
            .get(&format!("/{code}/search?status=PAUSED_BY_SPONSOR"))
            .await;
        let first = reply.text().split("<article").nth(1).unwrap();
        assert!(
            first.contains("pill-unknown"),
            "a value that nobody has words for"
        );
    }
}

/// Returns a page without the address that is printed at its end, whose parameters are the registry's values.
fn without_address(html: &str) -> String {
    match html.split_once("<p class=\"print-only\">") {
        Some((before, behind)) => {
            let rest = behind.split_once("</p>").map_or("", |(_, rest)| rest);
            format!("{before}{rest}")
        }
        None => html.to_owned(),
    }
}

#[tokio::test]
async fn no_registry_value_stands_on_any_page() {
    let app = app();
    let mut values: Vec<&str> = Facet::ALL
        .into_iter()
        .flat_map(Facet::registry_values)
        .collect();
    values.retain(|value| {
        value.contains('_') || value.chars().any(|c| c.is_ascii_digit()) && value.contains("PHASE")
    });
    values.extend([
        "RECRUITING",
        "COMPLETED",
        "INTERVENTIONAL",
        "OBSERVATIONAL",
        "FEMALE",
        "INDUSTRY",
        "BEHAVIORAL",
        "PAUSED_BY_SPONSOR",
        "TREATMENT",
        "SOMETHING",
    ]);
    for code in LANGUAGES {
        let mut uris: Vec<String> = (1..=5)
            .map(|page| format!("/{code}/search?status=any&page={page}"))
            .collect();
        uris.extend([
            format!("/{code}/"),
            format!("/{code}/search/filters?status=any"),
            format!("/{code}/search?q=women+leukemia+phase+2+recruiting+near+Hangzhou"),
            format!("/{code}/search?q=asthma&phase=PHASE2&sex=FEMALE&purpose=TREATMENT&sponsor_class=OTHER"),
        ]);
        for uri in uris {
            let (reply, at) = follow(&app, &uri).await;
            assert_eq!(reply.status, 200, "{at}");
            let text = text_of(&without_address(reply.text()));
            for value in &values {
                let is_word = text
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .any(|word| word == *value);
                assert!(!is_word, "{at} shows `{value}`");
            }
            for word in ["undefined", "null", "NaN", "None", "Some("] {
                let is_word = text.split(' ').any(|part| part == word);
                assert!(!is_word, "{at} shows `{word}`");
            }
        }
    }
}

#[tokio::test]
async fn a_filter_offers_no_value_that_nobody_has_words_for() {
    let app = app();
    let options = |reply: &Reply| {
        let form = reply.text().split("id=\"filters\"").nth(1).unwrap();
        let form = form.split("</form>").next().unwrap();
        let labels = form.split("class=\"option-label\" dir=\"auto\">").skip(1);
        let labels = labels.map(|label| label.split('<').next().unwrap().to_owned());
        labels.collect::<Vec<_>>()
    };
    let unnamed = |reply: &Reply| {
        let options = options(reply);
        assert!(options.len() > 40, "{options:?}");
        options
            .iter()
            .filter(|label| *label == "Not stated")
            .count()
    };
    let (reply, _) = follow(&app, "/en/search?status=any").await;
    // What kind of sponsor there is, the registry itself calls unknown.
    assert_eq!(unnamed(&reply), 1);
    // Who chose it by its address can take it back.
    let chosen = "/en/search?status=any&intervention_type=DIGITAL_THERAPEUTIC";
    let (reply, _) = follow(&app, chosen).await;
    assert!(total(&reply) > 0);
    assert_eq!(unnamed(&reply), 2);
}

#[tokio::test]
async fn no_message_is_missing_and_no_placeholder_is_left() {
    let app = app();
    for code in LANGUAGES {
        for path in [
            "",
            "search?status=any",
            "search?q=leukemia+near+Hangzhou,+62+years",
            "search/filters?q=asthma",
            "search?q=xyzzy&phase=9",
            "nowhere",
        ] {
            let reply = app.get(&format!("/{code}/{path}")).await;
            let text = text_of(reply.text());
            assert!(
                !text.contains('{') && !text.contains('}'),
                "/{code}/{path}: {text}"
            );
            for page in [
                "layout.", "box.", "home.", "search.", "chips.", "filters.", "card.", "list.",
                "rescue.", "error.",
            ] {
                let is_key = text
                    .split(' ')
                    .any(|word| word.starts_with(page) && word.len() > page.len());
                assert!(!is_key, "/{code}/{path} shows a key of {page}");
            }
        }
    }
}

#[tokio::test]
async fn a_card_says_first_whether_it_is_open_and_how_near() {
    let app = app();
    let reply = app
        .get("/en/search?q=leukemia+near+Hangzhou,+62+years+old")
        .await;
    let card = card(&reply, "NCT05665075");
    let text = text_of(card);
    let order = [
        "QN-023a, CD33-Targeted CAR-NK Cells",
        "Recruiting now",
        "Record updated",
        "Nearest open site: in Hangzhou",
        "Ages 18 and over: fits age 62",
        "Phase 1 – is it safe, at what dose?",
        "NCT05665075",
        "Add to my list",
    ];
    let mut from = 0;
    for part in order {
        let at = text[from..]
            .find(part)
            .unwrap_or_else(|| panic!("`{part}` is not where it belongs: {text}"));
        from += at + part.len();
    }
    assert_eq!(card.matches("<a ").count(), 1, "one link only");
    assert!(card.contains("lang=\"en\" dir=\"auto\""));
}

#[tokio::test]
async fn trials_that_fit_in_part_say_why_and_those_that_exclude_come_last() {
    let app = app();
    let reply = app
        .get("/en/search?q=leukemia+near+Hangzhou,+62+years+old")
        .await;
    let text = text_of(reply.text());
    assert!(text.contains("These fit only in part (5)"), "{text}");
    assert!(text_of(card(&reply, "NCT99000003")).contains("Up to age 17: does not fit age 62"));
    assert!(text_of(card(&reply, "NCT99000006")).contains("Recruiting elsewhere"));

    let (reply, _) = follow(&app, "/en/search?q=hepatitis+B&status=any").await;
    let text = text_of(reply.text());
    let heading = text.find("Mentioned only as a reason not to join").unwrap();
    let first = text
        .find("Your words appear only in this trial's reasons not to join.")
        .unwrap();
    assert!(heading < first);
    let excluding = card(&reply, "NCT99000075");
    assert!(text_of(excluding).contains("Reason not to join:") && !excluding.contains("<mark>"));
    assert_eq!(
        text_of(excluding).matches("appear only").count(),
        1,
        "said once"
    );
}

#[tokio::test]
async fn old_news_is_called_old() {
    let app = app();
    let mut warned = 0;
    for page in 1..=5 {
        let reply = app.get(&format!("/en/search?status=any&page={page}")).await;
        for card in reply.text().split("<article").skip(1) {
            if card.contains("card-warning") {
                let text = text_of(card);
                assert!(
                    text.contains("It may have closed. Call before you travel."),
                    "{text}"
                );
                warned += 1;
            }
        }
    }
    assert!(warned >= 2, "{warned}");
}

#[tokio::test]
async fn a_trial_given_by_its_number_is_shown_whatever_the_filters() {
    let app = app();
    for query in ["NCT05665075", "nct+5665075", "is+NCT05665075+any+good"] {
        let (reply, _) = follow(
            &app,
            &format!("/en/search?q={query}&phase=PHASE4&country=Spain"),
        )
        .await;
        let text = text_of(reply.text());
        assert!(
            text.contains("You gave a trial number. Filters do not apply to it."),
            "{query}: {text}"
        );
        card(&reply, "NCT05665075");
    }
    let reply = app.get("/en/search?q=NCT99000061").await;
    card(&reply, "NCT99000061");
    assert!(
        !text_of(reply.text()).contains("set for you"),
        "no preset where a trial is named"
    );
    let text = text_of(app.get("/en/search?q=NCT00000001").await.text());
    assert!(
        text.contains("We have no trial with the number NCT00000001."),
        "{text}"
    );
}

#[tokio::test]
async fn the_list_lives_in_the_address() {
    let app = app();
    let reply = app
        .get("/en/search?q=asthma&pick=NCT99000022,NCT05665075")
        .await;
    let picked: Vec<_> = tags(reply.text(), "input")
        .into_iter()
        .filter(|(input, _)| {
            input.get("name").is_some_and(|name| name == "pick") && input["type"] == "checkbox"
        })
        .collect();
    let is_ticked = |id: &str| {
        picked
            .iter()
            .any(|(input, _)| input["value"] == id && input.contains_key("checked"))
    };
    assert!(is_ticked("NCT99000022") && !is_ticked("NCT99000023"));
    assert!(picked.iter().all(|(input, _)| input["form"] == "list"));
    assert!(
        reply
            .text()
            .contains("<input type=\"hidden\" name=\"pick\" value=\"NCT05665075\">"),
        "what is on another page is kept"
    );
    assert!(text_of(reply.text()).contains("My list (2 trials)"));
    let next = reply.text().matches("pick=NCT99000022,NCT05665075").count();
    assert!(next > 5, "links keep the list");
}

#[tokio::test]
async fn a_sentence_finds_something_and_says_how_it_was_read() {
    let app = app();
    for (sentence, chips) in [
        ("asthma, my child is 9, Boston", &["Asthma", "age 9"][..]),
        ("type 2 diabetes, no insulin", &["not:"]),
        (
            "breast cancer that has spread, recruiting",
            &["Recruiting now"],
        ),
    ] {
        let query = crate::pages::address::encode(&[("q", sentence.to_owned())]);
        let (reply, _) = follow(&app, &format!("/en/search?{query}")).await;
        assert!(reply.text().contains("<article"), "{sentence}");
        let labels: Vec<String> = reply
            .text()
            .split("class=\"chip-label\"")
            .skip(1)
            .map(|rest| text_of(&format!("<span {}", rest.split("</span>").next().unwrap())))
            .collect();
        for chip in chips {
            assert!(
                labels.iter().any(|label| label.contains(chip)),
                "{sentence}: {labels:?}"
            );
        }
    }
}
