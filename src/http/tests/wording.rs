//! What answers say in words, and the words that they complete.

use serde_json::json;

use super::*;

#[tokio::test]
async fn the_end_of_a_sentence_is_completed() {
    let app = TestApp::new();
    for (typed, span, kind, expected) in [
        ("leukem", [0, 6], "conditions", "Leukemia"),
        ("my mum has leukem", [11, 17], "conditions", "Leukemia"),
        (
            "leukemia, near hangz",
            [15, 20],
            "places",
            "Hangzhou, Zhejiang, China",
        ),
        (
            "I am 62 years old and have type 2 diab",
            [27, 38],
            "conditions",
            "Type 2 diabetes",
        ),
        ("我有白血", [2, 4], "conditions", "Leukemia"),
    ] {
        let request = json!({"q": typed, "limit": 20}).to_string();
        let body = app.post_to("/v1/suggest", &request).await.json();
        assert_eq!(body["span"], json!(span), "{typed}");
        let labels: Vec<_> = body[kind]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| &found["label"])
            .collect();
        assert!(labels.contains(&&json!(expected)), "{typed}: {labels:?}");
    }
    let nothing = app.get("/v1/suggest?q=xyzzyplugh").await.json();
    assert_eq!(nothing["span"], json!([10, 10]));
    assert_eq!(nothing["conditions"], json!([]));
    let refused = app.post_to("/v1/suggest", r#"{"words":"x"}"#).await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.header("cache-control"), "private, no-store");
}

#[tokio::test]
async fn a_status_is_that_of_the_persons_own_place() {
    let app = TestApp::new();
    // Recruits in Denver and Anchorage; the Boston site is closed.
    for (near, label, group) in [
        ("Boston", "Recruiting elsewhere", "limited"),
        ("Denver", "Recruiting now", "open"),
    ] {
        let body = app
            .get(&format!("/v1/search?ids=NCT99000027&near={near}&sites=any"))
            .await
            .json();
        let hit = &body["hits"][0];
        assert_eq!(hit["status"]["label"], "Recruiting now");
        assert_eq!(hit["status_here"]["label"], label, "{near}");
        assert_eq!(hit["status_here"]["group"], group);
    }
}

#[tokio::test]
async fn a_hit_says_in_words_what_it_holds() {
    let app = TestApp::new();
    let hit = async |id: &str, lang: &str| {
        let body = app
            .get(&format!("/v1/search?ids={id}&lang={lang}&facets=status"))
            .await
            .json();
        assert_eq!(
            body["facet_labels"]["status"],
            if lang == "es" { "Estado" } else { "Status" }
        );
        assert_eq!(body["registry_date"].as_str().map(str::len), Some(10));
        body["hits"][0].clone()
    };
    let blinatumomab = hit("NCT99000003", "en").await;
    assert_eq!(
        blinatumomab["sites"]["label"],
        "31 sites in 3 countries: United States, Canada, Australia"
    );
    assert_eq!(
        hit("NCT99000003", "es").await["sites"]["label"],
        "31 centros en 3 países: United States, Canada, Australia"
    );
    assert_eq!(
        hit("NCT99000070", "en").await["sites"]["label"],
        "Sites not listed yet"
    );
    assert_eq!(
        hit("NCT99000020", "en").await["phase_label"],
        "Phase 2/3 – first effect, then comparison"
    );
    assert_eq!(hit("NCT99000019", "en").await["phase_label"], Value::Null);
    assert_eq!(blinatumomab["enrollment"]["label"], "1,450 people planned");
    assert_eq!(
        blinatumomab["freshness"]["label"],
        "Updated in the last 6 months"
    );
    let unconfirmed = app.get("/v1/search?status=UNKNOWN").await.json();
    assert_eq!(
        unconfirmed["hits"][0]["freshness"]["warning"],
        "The study team has not confirmed the status for over 2 years."
    );
    let answer = app.get("/v1/search?q=asthma&ids=NCT99000024").await.json();
    let snippets = answer["hits"][0]["snippets"].as_array().unwrap();
    let against = snippets
        .iter()
        .find(|snippet| snippet["field"] == "exclusion");
    assert_eq!(against.unwrap()["label"], "Reason not to join");
}
