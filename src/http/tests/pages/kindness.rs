//! A page is kind to wrong parameters, hostile text and a server in trouble.

use axum::http::Method;
use jiff::civil::Date;

use super::*;
use crate::http::router;

const HTML: [(&str, &str); 1] = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];

#[tokio::test]
async fn what_is_not_understood_is_left_out_and_said() {
    let app = app();
    for (query, sentence) in [
        (
            "q=asthma&phase=9",
            "We did not understand phase=9 and left it out.",
        ),
        (
            "q=asthma&colour=red",
            "We did not understand colour=red and left it out.",
        ),
        (
            "q=asthma&sort=distance",
            "We did not understand sort=distance and left it out.",
        ),
        (
            "q=asthma&radius=50km",
            "We did not understand radius=50km and left it out.",
        ),
        (
            "q=100%&phase=PHASE2",
            "We did not understand q=100% and left it out.",
        ),
        ("q=asthma&age=200", "Error: Enter an age from 0 to 120."),
        (
            "q=asthma&near=Hangzou",
            "We do not know the place “Hangzou”. Try a city or a country.",
        ),
        (
            "q=asthma&country=Atlantis",
            "We did not understand country=Atlantis and left it out.",
        ),
        (
            "q=asthma&near=95,200",
            "We do not know the place “95,200”. Try a city or a country.",
        ),
    ] {
        let reply = app.get(&format!("/en/search?{query}")).await;
        let text = text_of(reply.text());
        assert_eq!(reply.status, 200, "{query}");
        assert!(text.contains(sentence), "{query}: {text}");
        assert!(total(&reply) > 0, "{query} still finds something");
    }
    let reply = app.get("/en/search?q=asthma&near=Hangzou").await;
    assert!(
        reply
            .text()
            .contains("href=\"/en/search?q=asthma&amp;near=Hangzhou,+Zhejiang,+China\"")
    );
}

#[tokio::test]
async fn a_country_by_another_name_is_ticked_under_its_own() {
    let app = app();
    for name in ["CN", "Mainland+China", "%E4%B8%AD%E5%9B%BD"] {
        let (reply, at) = follow(&app, &format!("/en/search?q=&country={name}")).await;
        assert_eq!(at, "/en/search?country=China", "{name}");
        assert!(
            reply
                .text()
                .contains(r#"name="country" value="China" checked"#)
        );
    }
}

#[tokio::test]
async fn who_speaks_of_harming_themselves_is_told_where_help_is() {
    let app = app();
    let asks = "You are not alone.";
    for (query, is_told) in [
        ("i want to kill myself", true),
        ("suicidal thoughts", true),
        ("i want to die", true),
        ("i tried to kill myself", true),
        ("i want to hurt myself", true),
        ("my son is suicidal", true),
        ("depression, not suicidal", false),
        ("depression", false),
        ("suicide gene therapy", false),
        ("suicidal ideation trial", false),
        ("suicide prevention research", false),
    ] {
        let query = query.replace(' ', "+");
        let reply = app.get(&format!("/en/search?q={query}")).await;
        let text = text_of(reply.text());
        assert_eq!(text.contains(asks), is_told, "{query}: {text}");
        assert_eq!(
            reply.text().contains(r#"href="tel:116123""#),
            is_told,
            "{query}"
        );
        assert!(
            !is_told || !text.contains("all you said"),
            "{query}: {text}"
        );
    }
    for (lang, query, asks) in [
        ("es", "quiero morir", "No está solo ni sola."),
        ("zh", "不想活了", "您并不孤单。"),
    ] {
        let query = crate::pages::address::encode(&[("q", query.to_owned())]);
        let reply = app.get(&format!("/{lang}/search?{query}")).await;
        assert!(text_of(reply.text()).contains(asks), "{lang} {query}");
    }
}

#[tokio::test]
async fn who_has_said_where_they_are_is_not_asked_again() {
    let app = app();
    let asks = "Near you: type a city";
    for (query, is_asked) in [
        ("q=als+near+me", true),
        ("q=als+near+me&near=42.4,-71.1", false),
        ("q=als+near+me&near=Boston", false),
    ] {
        let text = text_of(app.get(&format!("/en/search?{query}")).await.text());
        assert_eq!(text.contains(asks), is_asked, "{query}: {text}");
    }
    let query = "q=asthma+near+Springfield,+Wyoming";
    let asks = "We do not know the place Springfield, Wyoming.";
    for (near, is_asked) in [
        ("", true),
        ("&near=Springfield,+Illinois,+United+States", false),
        ("&near=Boston", true),
    ] {
        let reply = app.get(&format!("/en/search?{query}{near}")).await;
        let text = text_of(reply.text());
        assert_eq!(text.contains(asks), is_asked, "{near}: {text}");
    }
}

#[tokio::test]
async fn a_text_that_is_too_long_is_kept_in_the_box() {
    let app = app();
    let long = "asthma ".repeat(70);
    let reply = app
        .get(&format!("/en/search?q={}", long.replace(' ', "+")))
        .await;
    assert_eq!(reply.status, 200);
    let text = text_of(reply.text());
    assert!(text.contains(
        "Error: Your search is very long. Keep the most important words (400 characters)."
    ));
    assert!(
        reply.text().contains("aria-invalid=\"true\"")
            && reply.text().contains("aria-describedby=\"q-hint q-error\"")
    );
    assert!(reply.text().contains("asthma asthma asthma"));
}

#[tokio::test]
async fn an_address_that_is_too_long_is_answered_to_people() {
    let app = app();
    let reply = app
        .get(&format!("/en/search?q={}", "a".repeat(20_000)))
        .await;
    let text = text_of(reply.text());
    assert_eq!(reply.status, 414);
    assert!(
        text.contains("Your search is very long. Keep the most important words"),
        "{text}"
    );
    assert!(!reply.text().contains("aaaaaaaa"));
}

#[tokio::test]
async fn hostile_words_are_text() {
    let app = app();
    for hostile in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'; DROP TABLE trials; --",
        "</title><script>alert(1)</script>",
        "\u{202e}abc\u{2066}",
        "{n} {label}",
    ] {
        let query = crate::pages::address::encode(&[
            ("q", hostile.to_owned()),
            ("sponsor", hostile.to_owned()),
        ]);
        for path in ["search", "search/filters"] {
            let (reply, at) = follow(&app, &format!("/en/{path}?{query}")).await;
            assert_eq!(reply.status, 200, "{at}");
            assert!(!reply.text().contains("<script>"), "{at}");
            assert!(!reply.text().contains("<img"), "{at}");
            if path == "search" {
                assert_eq!(words_in_the_box(&reply), hostile, "{at}");
            }
            let known = ["type=\"module\""];
            for (script, _) in tags(reply.text(), "script") {
                assert_eq!(script["type"], known[0].split('"').nth(1).unwrap(), "{at}");
            }
        }
    }
}

#[tokio::test]
async fn corrections_can_be_undone_and_parts_put_back() {
    let app = app();
    let reply = app.get("/en/search?q=lukemia").await;
    let text = text_of(reply.text());
    assert!(
        text.contains("We searched for leukemia , not lukemia.")
            || text.contains("We searched for leukemia, not lukemia."),
        "{text}"
    );
    assert!(
        reply
            .text()
            .contains("href=\"/en/search?q=lukemia&amp;ignore=correction\"")
    );

    let reply = app
        .get("/en/search?q=leukemia,+62+years+old&ignore=age-1")
        .await;
    assert!(
        text_of(reply.text()).contains("Put back: age 62"),
        "{}",
        text_of(reply.text())
    );
    assert!(
        reply
            .text()
            .contains("href=\"/en/search?q=leukemia,+62+years+old\"")
    );
}

#[tokio::test]
async fn the_preset_is_a_chip_like_any_other() {
    let app = app();
    let reply = app.get("/en/search?q=leukemia").await;
    assert!(text_of(reply.text()).contains("Recruiting now set for you"));
    assert!(
        reply
            .text()
            .contains("href=\"/en/search?q=leukemia&amp;status=any\"")
    );
    for (uri, why) in [
        ("/en/search?q=leukemia&status=any", "taken away"),
        ("/en/search?q=leukemia&status=COMPLETED", "chosen otherwise"),
        ("/en/search?q=completed+leukemia+trials", "said otherwise"),
        ("/en/search?ids=NCT05665075", "a trial is named"),
    ] {
        assert!(
            !text_of(app.get(uri).await.text()).contains("set for you"),
            "{why}"
        );
    }
}

#[tokio::test]
async fn an_old_copy_is_called_old_on_every_page() {
    let mut app = app();
    app.state.today = || Date::constant(2027, 1, 10);
    app.router = router(app.state.clone());
    for uri in [
        "/en/",
        "/en/search?q=asthma",
        "/en/search/filters",
        "/en/nowhere",
    ] {
        let text = text_of(app.get(uri).await.text());
        assert!(
            text.contains("Our copy of the registry is from 18 November 2026. Statuses may have changed since; call before you travel."),
            "{uri}: {text}"
        );
    }
    let fresh = super::app();
    assert!(!text_of(fresh.get("/en/").await.text()).contains("Our copy of the registry is from"));
}

#[tokio::test]
async fn a_server_without_an_index_says_so_to_people() {
    let app = TestApp::empty(|_| ());
    let reply = app.get("/es/search?q=asma").await;
    assert_eq!((reply.status, reply.header("retry-after")), (503, "1"));
    let text = text_of(reply.text());
    assert!(
        text.contains("La búsqueda no funciona. Inténtelo más tarde o use ClinicalTrials.gov."),
        "{text}"
    );
    assert!(
        reply.text().contains("value=\"asma\""),
        "the search is kept"
    );
    assert!(!text.contains("503") && !text.contains("500"));
    let home = app.get("/en/").await;
    assert_eq!(home.status, 200, "the start page needs no index");
}

#[tokio::test]
async fn a_search_cut_short_says_so() {
    let app = TestApp::with(|config| config.server.search.deadline_ms = 0);
    let reply = app.get("/en/search?q=cancer").await;
    let text = text_of(reply.text());
    assert_eq!(reply.status, 200);
    assert!(
        text.contains("Some trials may be missing from this list. Add a detail or try again."),
        "{text}"
    );
    assert!(
        !text.contains("No trials match all of this."),
        "nobody knows that"
    );
}

#[tokio::test]
async fn people_get_pages_and_programs_get_json() {
    let app = app();
    let reply = app.call(Method::GET, "/nowhere", &HTML).await;
    assert_eq!(reply.status, 404);
    assert!(text_of(reply.text()).contains("Page not found"));
    let spanish = [HTML[0], ("accept-language", "es")];
    assert!(
        text_of(app.call(Method::GET, "/nowhere", &spanish).await.text())
            .contains("Página no encontrada")
    );
    for uri in ["/nowhere", "/v1/nowhere"] {
        assert!(
            app.get(uri).await.error().starts_with("404 not_found"),
            "{uri}"
        );
    }
    assert!(
        app.call(Method::GET, "/v1/search?foo=1", &HTML)
            .await
            .error()
            .starts_with("400 unknown_parameter")
    );
}

#[tokio::test]
async fn a_search_without_a_word_of_health_is_told_so() {
    let app = app();
    let reply = app.get("/en/search?q=xyzzy+plugh").await;
    let text = text_of(reply.text());
    assert!(text.contains("No trials match all of this."), "{text}");
    assert!(
        text.contains("We did not find a health word in this search."),
        "{text}"
    );
    assert!(
        text.contains("No match does not mean no trial. Ask your doctor or a patient group."),
        "{text}"
    );
    assert!(
        reply
            .text()
            .contains("https://clinicaltrials.gov/search?term=xyzzy+plugh")
    );
}

/// The texts of `fixtures/understanding`, as far as a page takes them.
fn fixture_queries() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/understanding");
    let files = std::fs::read_dir(folder).unwrap();
    let mut queries: Vec<String> = files
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .flat_map(|text| {
            let file: toml::Table = toml::from_str(&text).unwrap();
            let cases = file.values().filter_map(toml::Value::as_array).flatten();
            let words = cases.filter_map(|case| case.get("words")?.as_str().map(str::to_owned));
            words.collect::<Vec<_>>()
        })
        .filter(|words| words.chars().count() <= 400)
        .collect();
    queries.push("new trials for asthma".to_owned());
    queries.sort();
    queries
}

#[tokio::test]
async fn every_suggestion_leads_to_a_search_that_it_changes() {
    let app = TestApp::new();
    let mut checked = BTreeMap::new();
    for words in fixture_queries() {
        let request = crate::ask::SearchRequest::for_words(&*words);
        let read = app.state.engine.read(&request).unwrap();
        if read.understanding.suggestions.is_empty() {
            continue;
        }
        let query = crate::ask::address::encode(&[("q", words.clone())]);
        let (page, own) = follow(&app, &format!("/en/search?{query}")).await;
        let before = app.get(&format!("/v1/search?{query}&size=1")).await.json();
        let suggestions = before["understanding"]["suggestions"].as_array().unwrap();
        for line in page.text().split("class=\"suggestion-line\"").skip(1) {
            let line = line.split("</p>").next().unwrap_or_default();
            for (link, label) in tags(line, "a") {
                let to = link["href"].as_str();
                let label = unescape(label.split('<').next().unwrap_or_default());
                assert_ne!(to, own, "{words}: {label}");
                let is_meant = |part: &&serde_json::Value| part["label"] == label.as_str();
                let meant = suggestions.iter().find(is_meant);
                let meant = meant.unwrap_or_else(|| panic!("{words}: {label}"));
                let kind = match meant["kind"].as_str().unwrap() {
                    "since" => "first_posted_since",
                    kind => kind,
                };
                let taken = to.split_once('?').unwrap_or_default().1;
                let after = app.get(&format!("/v1/search?{taken}&size=1")).await.json();
                let parts = after["understanding"]["parts"].as_array().unwrap();
                let same = |part: &&serde_json::Value| {
                    part["applied"] == true
                        && (part["kind"] == kind || part["label"] == label.as_str())
                };
                let is_word = ["word", "condition", "treatment"].contains(&kind);
                assert!(
                    is_word || parts.iter().any(|part| same(&part)),
                    "{words}: {label}: {to}: {parts:#?}"
                );
                let (taken, own) = follow(&app, to).await;
                for line in taken.text().split("class=\"suggestion-line\"").skip(1) {
                    let line = line.split("</p>").next().unwrap_or_default();
                    for (again, _) in tags(line, "a") {
                        assert_ne!(again["href"], own, "{words}: {label}");
                    }
                }
                *checked.entry(kind.to_owned()).or_insert(0) += 1;
            }
        }
    }
    assert!(checked.contains_key("first_posted_since"), "{checked:?}");
    assert!(checked.values().sum::<u32>() > 15, "{checked:?}");
}
