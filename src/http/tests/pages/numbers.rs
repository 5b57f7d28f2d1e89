//! What a page says of numbers is true: whoever follows a link finds as many trials as it promised.

use super::*;
use crate::ask::Facet;

const SEARCHES: [&str; 8] = [
    "/en/search?q=my+mum+is+62+and+has+leukemia,+near+Hangzhou",
    "/en/search?q=asthma,+my+child+is+9,+Boston",
    "/en/search?q=breast+cancer&phase=PHASE3&country=China",
    "/en/search?q=type+2+diabetes,+no+insulin",
    "/en/search?q=leukemia&status=any&near=Hangzhou&radius=200km&age=62",
    "/zh/search?q=%E4%B9%B3%E8%85%BA%E7%99%8C+%E4%B8%8A%E6%B5%B7",
    "/en/search?phase=PHASE2&status=any&sex=FEMALE&has_results=true",
    "/en/search?q=migraine+near+Reykjavik,+women,+phase+3",
];

/// Returns the number in the hidden words of a link, such as "Adds 31 trials.", 0 without one.
fn number_in(text: &str) -> u64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

#[tokio::test]
async fn a_chip_taken_away_adds_as_many_trials_as_it_says() {
    let app = app();
    let mut seen = 0;
    for uri in SEARCHES {
        let (reply, _) = follow(&app, uri).await;
        let chips = reply.text().split("<ul class=\"chips\">").nth(1).unwrap();
        for chip in chips
            .split("</section>")
            .next()
            .unwrap()
            .split("<li class=\"chip ")
            .skip(1)
        {
            let remove = chip.split("class=\"chip-remove\"").nth(1).unwrap();
            let (tag, behind) = remove.split_once('>').unwrap();
            let hidden = behind.split("visually-hidden\">").nth(1).unwrap();
            let hidden = hidden.split("</span>").next().unwrap();
            // "Remove: age 62. Adds 3 trials."
            let promise = hidden.rsplit(". ").next().unwrap();
            if !promise.contains("Adds") {
                continue;
            }
            let href = attributes(tag)["href"].clone();
            let (after, _) = follow(&app, &href).await;
            assert_eq!(
                total(&after),
                total(&reply) + number_in(promise),
                "{uri} → {href}: {hidden}"
            );
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen} chips were followed");
}

#[tokio::test]
async fn a_filter_finds_as_many_trials_as_it_counts() {
    let app = app();
    let mut seen = 0;
    for uri in [
        "/en/search?q=leukemia&status=any",
        "/en/search?status=any&phase=PHASE2",
        "/en/search?q=asthma&status=any&near=London",
    ] {
        let (reply, address) = follow(&app, uri).await;
        for (input, behind) in tags(reply.text(), "input") {
            let is_option = ["checkbox", "radio"].contains(&input["type"].as_str());
            let Some(facet) = Facet::parse(&input["name"]).ok().filter(|_| is_option) else {
                continue;
            };
            let Some(count) = behind.split("option-count\">").nth(1).filter(|_| {
                let label = behind.split("</label>").next().unwrap();
                label.contains("option-count")
            }) else {
                continue;
            };
            let count = number_in(count.split('<').next().unwrap());
            // The value as the only one of its facet.
            let mut parts: Vec<String> = address
                .split_once('?')
                .unwrap()
                .1
                .split('&')
                .map(str::to_owned)
                .collect();
            parts.retain(|part| !part.starts_with(&format!("{}=", facet.as_str())));
            if facet != Facet::Status && !address.contains("status=") {
                parts.push("status=RECRUITING".to_owned());
            }
            let value = crate::pages::address::encode(&[(
                facet.as_str(),
                crate::ask::list::join([&input["value"]]),
            )]);
            parts.push(value.clone());
            let (after, to) = follow(&app, &format!("/en/search?{}", parts.join("&"))).await;
            assert_eq!(total(&after), count, "{uri} with {value}: {to}");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen} filters were followed");
}

#[tokio::test]
async fn what_to_try_leads_to_as_many_trials_as_it_says() {
    let app = app();
    let mut seen = 0;
    for uri in SEARCHES {
        let (reply, _) = follow(&app, uri).await;
        if total(&reply) >= 3 {
            assert!(
                !reply.text().contains("class=\"rescue\""),
                "{uri} needs no rescue"
            );
            continue;
        }
        let lines = reply
            .text()
            .split("<ul class=\"rescue-lines\">")
            .nth(1)
            .unwrap();
        let lines = lines.split("</ul>").next().unwrap();
        let mut count = 0;
        for line in lines.split("<li>").skip(1) {
            count += 1;
            let (tag, behind) = line.split_once('>').unwrap();
            let href = attributes(tag.trim_start_matches("<a "))["href"].clone();
            let Some((_, promise)) = behind.split_once("</a>: ") else {
                continue;
            };
            let (after, _) = follow(&app, &href).await;
            assert_eq!(total(&after), number_in(promise), "{uri} → {href}: {line}");
            seen += 1;
        }
        assert!(count <= 6, "{uri} offers {count} lines");
        assert!(lines.contains("https://clinicaltrials.gov/"), "{uri}");
    }
    assert!(seen > 5, "{seen} lines were followed");
}

#[tokio::test]
async fn pages_hold_every_trial_once() {
    let app = app();
    let mut seen = Vec::new();
    let mut at = Some("/en/search?status=any".to_owned());
    while let Some(uri) = at {
        let reply = app.get(&uri).await;
        let ids = tags(reply.text(), "h3")
            .into_iter()
            .filter_map(|(attributes, _)| attributes.get("id").cloned());
        let on_page: Vec<String> = ids.collect();
        assert!(on_page.len() <= 20 && !on_page.is_empty(), "{uri}");
        seen.extend(on_page);
        let links = tags(reply.text(), "a").into_iter();
        at = links
            .filter(|(attributes, _)| attributes.get("rel").is_some_and(|rel| rel == "next"))
            .map(|(attributes, _)| attributes["href"].clone())
            .next();
    }
    let found = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(
        (found, seen.len() as u64),
        (seen.len(), total(&app.get("/en/search?status=any").await))
    );
    assert!(found > 80);
}

#[tokio::test]
async fn pages_are_light() {
    use std::io::Write;
    let app = app();
    for uri in [
        "/en/search?status=any",
        "/zh/search?status=any",
        "/en/search?status=any&q=a+trial+near+Hangzhou",
        "/qps/search?status=any",
    ] {
        let (reply, at) = follow(&app, uri).await;
        let cards = reply.text().matches("<article").count();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(4));
        encoder.write_all(&reply.body).unwrap();
        let size = encoder.finish().unwrap().len();
        assert!(
            cards <= 20 && size <= 30 * 1024,
            "{at}: {cards} cards, {size} bytes"
        );
    }
}

#[tokio::test]
async fn the_radius_that_acts_is_the_one_chosen() {
    let app = app();
    for (uri, value, label) in [
        // The radius of the words is no filter: only another one is.
        ("/en/search?q=asthma+near+Hangzhou", "", "50 km"),
        ("/en/search?q=asthma+within+30+km+of+Boston", "", "30 km"),
        ("/en/search?q=asthma&near=Boston", "50km", "50 km"),
        (
            "/en/search?q=asthma&near=Boston&radius=70km",
            "70km",
            "70 km",
        ),
    ] {
        let (reply, _) = follow(&app, uri).await;
        let radios: Vec<_> = reply
            .text()
            .split("<input ")
            .skip(1)
            .map(|input| (attributes(input.split('>').next().unwrap()), input))
            .filter(|(tag, _)| tag.get("name").is_some_and(|name| name == "radius"))
            .collect();
        assert!(radios.len() >= 5, "{uri}");
        let chosen: Vec<_> = radios
            .iter()
            .filter(|(tag, _)| tag.contains_key("checked"))
            .collect();
        assert_eq!(chosen.len(), 1, "{uri}");
        let (tag, input) = chosen[0];
        assert_eq!(tag["value"], value, "{uri}");
        assert!(input.contains(&format!(">{label}<")), "{uri}: {input}");
        assert!(!reply.text().contains("Any distance"), "{uri}");
    }
}

/// Returns the text of the title and of the first heading.
fn title_and_heading(reply: &Reply) -> (String, String) {
    let text = reply.text();
    let title = text.split("<title>").nth(1).unwrap();
    let heading = text.split("<h1").nth(1).unwrap();
    let heading = heading.split_once('>').unwrap().1;
    let until_tag = |text: &str| unescape(text.split('<').next().unwrap());
    (until_tag(title), until_tag(heading))
}

#[tokio::test]
async fn a_search_without_words_is_named_by_its_filters() {
    let app = app();
    for (uri, name) in [
        ("/en/search", "All trials – "),
        ("/en/search?status=any", "All trials – "),
        ("/en/search?near=Hangzhou", "Near Hangzhou"),
        (
            "/en/search?condition=leukemia&sex=FEMALE",
            "Female, leukemia – ",
        ),
    ] {
        let (reply, _) = follow(&app, uri).await;
        let (title, _) = title_and_heading(&reply);
        assert!(title.starts_with(name), "{uri}: {title}");
    }
}

#[tokio::test]
async fn a_page_on_which_nothing_fits_all_says_so() {
    let app = app();
    for uri in [
        "/en/search?q=cancer+near+London+women&status=any",
        "/en/search?q=cancer+phase+2&status=any",
    ] {
        let (first, _) = follow(&app, uri).await;
        let (_, heading) = title_and_heading(&first);
        assert!(
            heading.ends_with(" trials fit all you said"),
            "{uri}: {heading}"
        );
        let (second, at) = follow(&app, &format!("{uri}&page=2")).await;
        assert!(at.contains("page=2"), "{uri} has no second page");
        let (_, heading) = title_and_heading(&second);
        assert!(
            heading.starts_with("These fit only in part ("),
            "{at}: {heading}"
        );
        let text = text_of(second.text());
        assert_eq!(text.matches("These fit only in part").count(), 1, "{at}");
        let others = format!(
            "{} trials fit all you said. See them from page 1.",
            total(&first)
        );
        assert!(text.contains(&others), "{at}: {text}");
    }
}

#[tokio::test]
async fn what_was_not_used_or_said_in_a_crisis_is_never_said_to_fit() {
    let app = app();
    for (said, ends) in [
        ("cancer paid", " fit what we used of it"),
        ("cancer, I want to die", " trials"),
    ] {
        let uri = format!("/en/search?q={}&status=any", said.replace(' ', "+"));
        for page in ["", "&page=2"] {
            let (reply, at) = follow(&app, &format!("{uri}{page}")).await;
            let (_, heading) = title_and_heading(&reply);
            let is_first = page.is_empty();
            assert_eq!(heading.ends_with(ends), is_first, "{at}: {heading}");
            let text = text_of(reply.text());
            assert!(!text.contains("fit all you said"), "{at}: {text}");
        }
    }
}

#[tokio::test]
async fn every_example_of_the_start_page_finds_trials_that_fit() {
    let app = app();
    for lang in ["en", "es", "zh"] {
        let home = app.get(&format!("/{lang}/")).await;
        let list = home.text().split("class=\"examples\"").nth(1).unwrap();
        let list = list.split("</ul>").next().unwrap();
        let examples = tags(list, "a");
        assert_eq!(examples.len(), 6, "{lang}");
        for (link, text) in examples {
            let (reply, at) = follow(&app, &link["href"]).await;
            let text = text.split('<').next().unwrap();
            assert!(total(&reply) > 0, "{at}: nothing fits “{text}”");
        }
    }
}
