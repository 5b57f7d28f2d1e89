//! Every endpoint answers as documented.

use axum::http::Method;
use serde_json::{Value, json};

use super::*;
use crate::ask::Facet;

fn ids(body: &Value) -> Vec<String> {
    body["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["nct_id"].as_str().unwrap().to_owned())
        .collect()
}

/// Asserts that a value has every property of its schema, and every object inside it.
fn check_schema(document: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        return check_schema(
            document,
            document.pointer(&reference[1..]).unwrap(),
            value,
            at,
        );
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let choice = choices
            .iter()
            .find(|choice| (choice["type"] == "null") == value.is_null());
        return check_schema(
            document,
            choice.unwrap_or_else(|| panic!("{at}: {value}")),
            value,
            at,
        );
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(
            value.get(name.as_str().unwrap()).is_some(),
            "{at} has no {name}"
        );
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        kind => vec![kind.clone()],
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    assert!(
        kinds
            .iter()
            .any(|known| known == kind || known == "number" && kind == "integer"),
        "{at} is {kind}: {schema}"
    );
    match value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| check_schema(document, &schema["items"], item, at)),
        Value::Object(members) => {
            for (name, member) in members {
                let inner = schema["properties"]
                    .get(name)
                    .unwrap_or(&schema["additionalProperties"]);
                assert!(inner.is_object(), "{at}.{name} is not in the schema");
                check_schema(document, inner, member, &format!("{at}.{name}"));
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn answers_follow_their_schemas() {
    let app = TestApp::new();
    let document = app.get("/openapi.json").await.json();
    for (uri, schema) in [
        ("/v1/search?facets=all&size=100", "SearchResponse"),
        (
            "/v1/search?q=leukemia+Hangzhou&near=Hangzhou&age=62&sex=FEMALE&healthy=false&explain=true&facets=all",
            "SearchResponse",
        ),
        (
            "/v1/search?q=%22heart+attack%22+NCT99000001+asthma&status=RECRUITING",
            "SearchResponse",
        ),
        ("/v1/facets?q=asthma", "FacetsResponse"),
        ("/v1/places?q=hang", "PlacesResponse"),
        ("/readyz", "ReadyResponse"),
        ("/livez", "LiveResponse"),
        ("/nowhere", "ErrorBody"),
    ] {
        let body = app.get(uri).await.json();
        check_schema(
            &document,
            &json!({"$ref": format!("#/components/schemas/{schema}")}),
            &body,
            uri,
        );
    }
    for id in ids(&app.get("/v1/search?size=100").await.json()) {
        let uri = format!("/v1/trials/{id}");
        let body = app.get(&uri).await.json();
        check_schema(
            &document,
            &json!({"$ref": "#/components/schemas/TrialResponse"}),
            &body,
            &uri,
        );
    }
}

#[tokio::test]
async fn a_search_finds_and_explains() {
    let app = TestApp::new();
    let body = app
        .get("/v1/search?q=leukemia&near=Hangzhou&radius=50km&age=62")
        .await
        .json();
    assert!(body["total"].as_u64().unwrap() > 0, "{body}");
    let hit = &body["hits"][0];
    assert_eq!(
        (&hit["tier"], &hit["fit"]["age"]["verdict"]),
        (&json!("match"), &json!("fits"))
    );
    assert_eq!(
        (&hit["fit"]["sex"], &hit["explanation"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(hit["sites"]["nearest"]["city"], "Hangzhou");
    let kinds: Vec<_> = body["understanding"]["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| &part["kind"])
        .collect();
    assert_eq!(kinds, ["condition", "age", "place"]);
    assert_eq!(body["facets"], json!({}));
    assert_eq!(body["rescue"], Value::Null);
    let explained = app.get("/v1/search?q=leukemia&explain=true").await.json();
    assert!(
        !explained["hits"][0]["explanation"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn get_and_post_give_the_same_answer() {
    let app = TestApp::new();
    let strip = |mut body: Value| {
        body["took_ms"] = Value::Null;
        body
    };
    let by_get = app.get("/v1/search?q=%E4%B9%B3%E8%85%BA%E7%99%8C+cancer&status=RECRUITING,COMPLETED&age=50&size=3&facets=phase&explain=true").await;
    let by_post = app.post(r#"{"q": "乳腺癌 cancer", "status": ["RECRUITING", "COMPLETED"], "age": 50, "size": "3", "facets": "phase", "explain": true}"#).await;
    assert_eq!((by_get.status, by_post.status), (200, 200));
    assert_eq!(strip(by_get.json()), strip(by_post.json()));
    assert_eq!(
        by_get.json()["understanding"]["parts"][0]["span"],
        json!([0, 3])
    );
}

#[tokio::test]
async fn facets_count_the_same_as_the_search() {
    let app = TestApp::new();
    let search = app.get("/v1/search?q=asthma&facets=all").await.json();
    let facets = app.get("/v1/facets?q=asthma").await.json();
    for key in ["total", "related_total", "facets"] {
        assert_eq!(search[key], facets[key], "{key}");
    }
    let text = app.get("/v1/facets?q=asthma").await.text().to_owned();
    let positions: Vec<_> = Facet::ALL
        .iter()
        .map(|facet| text.find(&format!("\"{}\":[", facet.as_str())))
        .collect();
    assert!(
        positions.iter().all(Option::is_some) && positions.is_sorted(),
        "{positions:?}"
    );
}

#[tokio::test]
async fn labels_follow_the_parameter_then_the_browser() {
    let app = TestApp::new();
    let label = async |uri: &str, accepted: &str| {
        let reply = app
            .call(Method::GET, uri, &[("accept-language", accepted)])
            .await;
        (
            reply.json()["status"]["label"].as_str().unwrap().to_owned(),
            reply.header("content-language").to_owned(),
        )
    };
    let uri = "/v1/trials/NCT05665075";
    let (english, _) = label(uri, "").await;
    let (spanish, lang) = label(uri, "es-MX, en;q=0.5").await;
    assert_ne!(english, spanish);
    assert_eq!(lang, "es");
    assert_eq!(
        label(&format!("{uri}?lang=en"), "es").await,
        (english, "en".to_owned())
    );
}

#[tokio::test]
async fn a_trial_is_found_under_any_spelling_and_a_former_id_is_redirected() {
    let app = TestApp::new();
    for spelling in ["NCT05665075", "nct5665075", "NCT%205665075", "nct-05665075"] {
        let body = app.get(&format!("/v1/trials/{spelling}")).await.json();
        assert_eq!(body["nct_id"], "NCT05665075", "{spelling}");
        assert_eq!(
            body["registry_url"],
            "https://clinicaltrials.gov/study/NCT05665075"
        );
    }
    let trial = app.get("/v1/trials/NCT99000083").await.json();
    let alias = trial["ids"]["aliases"][0].as_str().unwrap().to_owned();
    let reply = app.get(&format!("/v1/trials/{alias}?lang=es")).await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (301, "/v1/trials/NCT99000083?lang=es")
    );
}

#[tokio::test]
async fn an_unchanged_trial_is_not_sent_again() {
    let app = TestApp::new();
    let first = app.get("/v1/trials/NCT05665075").await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\"1-"), "{tag}");
    for known in [
        tag.as_str(),
        tag.trim_start_matches("W/"),
        &format!("\"x\", {tag}"),
        "*",
    ] {
        let again = app
            .call(
                Method::GET,
                "/v1/trials/NCT05665075",
                &[("if-none-match", known)],
            )
            .await;
        assert_eq!(
            (again.status, again.body.len(), again.header("etag")),
            (304, 0, tag.as_str()),
            "{known}"
        );
    }
    let other = app
        .call(
            Method::GET,
            "/v1/trials/NCT05665075?lang=es",
            &[("if-none-match", &tag)],
        )
        .await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn places_are_completed() {
    let app = TestApp::new();
    let body = app.get("/v1/places?q=hangz&limit=1").await.json();
    assert_eq!(body["places"].as_array().unwrap().len(), 1);
    assert_eq!(body["places"][0]["name"], "Hangzhou");
    assert_eq!(
        body["places"][0]["kind"],
        json!({"value": "city", "label": "City"})
    );
    assert_eq!(app.get("/v1/places").await.json(), json!({"places": []}));
}

#[tokio::test]
async fn operators_see_what_is_loaded() {
    let app = TestApp::new();
    let ready = app.get("/readyz").await.json();
    assert_eq!(
        (&ready["status"], &ready["generation"]),
        (&json!("ready"), &json!(1))
    );
    assert_eq!(ready["built_at"], "2026-11-23T01:00:00Z");
    app.get("/v1/search?q=asthma").await;
    app.get("/v1/search?q=zzzzzz").await;
    app.get("/v1/search?phase=9").await;
    app.get("/v1/trials/NCT99000001").await;
    let metrics = app.get("/metrics").await;
    assert_eq!(
        metrics.header("content-type"),
        "application/openmetrics-text; version=1.0.0; charset=utf-8"
    );
    for line in [
        r#"trialseek_http_requests_total{route="/v1/search",status="200"} 2"#,
        r#"trialseek_http_requests_total{route="/v1/search",status="400"} 1"#,
        r#"trialseek_http_requests_total{route="/v1/trials/{id}",status="200"} 1"#,
        "trialseek_searches_total 2",
        "trialseek_searches_zero_hits_total 1",
        "trialseek_generation 1",
        "trialseek_generation_built_timestamp_seconds 1795395600.0",
    ] {
        assert!(
            metrics.text().lines().any(|found| found == line),
            "{line} is not in\n{}",
            metrics.text()
        );
    }
}

#[tokio::test]
async fn the_documentation_is_served() {
    let app = TestApp::new();
    assert_eq!(
        app.get("/openapi.json").await.text(),
        super::super::openapi_json(app.state.config())
    );
    let page = app.get("/docs").await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    assert_eq!(
        app.get("/docs.css").await.header("content-type"),
        "text/css; charset=utf-8"
    );
}

#[test]
fn the_answer_to_a_search_looks_like_this() {
    let config = Config::compiled_in().unwrap();
    let response = super::super::openapi::Examples::new(&config).search_response();
    let json = serde_json::to_string_pretty(&response).unwrap() + "\n";
    assert_eq!(json, include_str!("search_response.json"));
}

#[tokio::test]
async fn who_speaks_of_dying_is_given_numbers_that_can_be_dialled() {
    let app = TestApp::new();
    for (lang, words, first) in [
        ("en", "i+want+to+die", json!(["988", "988"])),
        ("es", "quiero+morir", json!(["988", "988"])),
        ("zh", "i+want+to+die", json!(["12356", "12356"])),
    ] {
        let body = app
            .get(&format!("/v1/search?q={words}&lang={lang}"))
            .await
            .json();
        let lines = body["understanding"]["help_lines"].as_array().unwrap();
        assert_eq!(json!([lines[0]["number"], lines[0]["tel"]]), first);
        for line in lines {
            let tel = line["tel"].as_str().unwrap();
            assert!(tel.bytes().all(|b| b.is_ascii_digit()), "{line}");
            assert_eq!(tel, line["number"].as_str().unwrap().replace(' ', ""));
        }
    }
    let body = app.get("/v1/search?q=asthma").await.json();
    assert_eq!(body["understanding"]["help_lines"], json!([]));
}

#[tokio::test]
async fn a_sentence_is_read_and_every_part_can_be_taken_back() {
    let app = TestApp::new();
    let body = app
        .get("/v1/search?q=my+62+year+old+mum+has+lukemia,+Hangzhou")
        .await
        .json();
    let parts = body["understanding"]["parts"].as_array().unwrap();
    let part = |kind: &str| parts.iter().find(|part| part["kind"] == kind).unwrap();
    assert_eq!(part("age")["years"], 62.0);
    assert_eq!(part("sex")["values"][0]["value"], "FEMALE");
    assert_eq!(part("condition")["label"], "Leukemia");
    assert_eq!(part("condition")["text"], "lukemia");
    assert_eq!(part("place")["place"]["name"], "Hangzhou");
    assert_eq!(part("place")["effect"], "fit");
    assert_eq!(
        body["understanding"]["corrections"],
        json!([{"from": "lukemia", "to": "leukemia"}])
    );
    let more = part("place")["more_without"].as_u64().unwrap();
    let total = body["total"].as_u64().unwrap();
    let without = app
        .get("/v1/search?q=my+62+year+old+mum+has+lukemia,+Hangzhou&ignore=place")
        .await
        .json();
    assert_eq!(without["total"].as_u64().unwrap(), total + more);
}

#[tokio::test]
async fn where_nothing_fits_it_is_said_what_to_relax() {
    let app = TestApp::new();
    let body = app
        .get("/v1/search?q=acute+myeloid+leukemia+in+Reykjavik")
        .await
        .json();
    assert_eq!(body["total"], 0);
    assert!(body["related_total"].as_u64().unwrap() > 0);
    let reason = body["hits"][0]["reasons"][0].as_str().unwrap();
    assert!(reason.contains("km away"), "{reason}");
    let rescue = &body["rescue"];
    let without = rescue["without"].as_array().unwrap();
    assert_eq!(without[0]["part"], "place-1");
    assert!(without[0]["total"].as_u64().unwrap() > 0);
    // No radius that may be asked for reaches a trial from Iceland; from Hefei one does.
    assert_eq!(rescue["radius"], Value::Null);
    let hefei = app
        .get("/v1/search?q=acute+myeloid+leukemia+in+Hefei")
        .await
        .json();
    let radius = hefei["rescue"]["radius"]["radius_km"].as_f64().unwrap();
    assert!((50.0..=1_000.0).contains(&radius), "{hefei}");
    let broader = rescue["broader"].as_array().unwrap();
    assert!(
        broader
            .iter()
            .any(|broader| broader["label"] == "Acute leukemia"),
        "{rescue}"
    );
}

#[tokio::test]
async fn names_are_completed_while_someone_types() {
    let app = TestApp::new();
    let body = app.get("/v1/suggest?q=leukem").await.json();
    let first = &body["conditions"][0];
    assert!(
        first["label"]
            .as_str()
            .unwrap()
            .to_lowercase()
            .contains("leukemia"),
        "{body}"
    );
    assert!(first["trials"].as_u64().unwrap() > 0);
    let body = app.get("/v1/suggest?q=hangz").await.json();
    assert_eq!(body["places"][0]["name"], "Hangzhou");
    let body = app.get("/v1/suggest?q=nct0566").await.json();
    assert_eq!(body["ids"], json!(["NCT05665075"]));
    let body = app
        .get("/v1/suggest?q=%E7%99%BD%E8%A1%80&lang=zh")
        .await
        .json();
    assert!(
        body["conditions"][0]["label"]
            .as_str()
            .unwrap()
            .contains('白'),
        "{body}"
    );
    let refused = app.get("/v1/suggest?q=a&limit=0").await;
    assert_eq!(refused.status, 400);
}
