//! Every refusal has the one error body, its status and its headers.

use axum::http::Method;
use insta::assert_snapshot;

use super::*;

#[tokio::test]
async fn parameters_are_checked() {
    let app = TestApp::new();
    let refused = async |uri: &str| app.get(uri).await.error();
    assert_snapshot!(refused("/v1/search?colour=red").await.split(" q, ").next().unwrap(), @"400 unknown_parameter: unknown parameter `colour`; hint: use one of");
    assert_snapshot!(refused("/v1/search?age=5&age=6").await, @"400 duplicate_parameter: `age` is given twice; hint: give it once; param: age");
    assert_snapshot!(refused("/v1/search?sites=all").await, @"400 unknown_value: unknown sites `all`; hint: use one of any, recruiting; param: sites");
    assert_snapshot!(refused("/v1/search?sort=distance").await, @"400 invalid_value: `distance` is no value for `sort`; hint: sorting by distance needs a place: add `near` with a city, postal code or `lat,lon`; param: sort");
    assert_snapshot!(refused("/v1/search?near=Hangzou").await, @"400 unknown_place: no place is called `Hangzou`; hint: did you mean Hangzhou, Zhejiang, China; Changzhou, Jiangsu, China; Yangzhou, Jiangsu, China; Zhangzhou, Fujian, China; Hongkou, Shanghai, China; param: near");
    assert_snapshot!(refused("/v1/search?near=95,0").await, @"400 invalid_value: `95` is not a position: a latitude lies between -90 and 90; hint: write latitude, then longitude, in degrees: `30.29,120.16`; param: near");
    assert_snapshot!(refused("/v1/search?q=%ZZ").await, @"400 malformed_request: `%` is not followed by two hexadecimal digits; hint: write a percent sign as `%25`; param: q");
    assert_snapshot!(refused("/v1/trials/ISRCTN123").await, @"400 invalid_value: `ISRCTN123` is not an NCT id; hint: an NCT id is `NCT` and up to eight digits, such as NCT05665075; param: id");
    assert_snapshot!(refused("/v1/trials/%FF").await, @"400 malformed_request: the bytes of `id` are not UTF-8; hint: an NCT id is `NCT` and up to eight digits, such as NCT05665075; param: id");
    assert_snapshot!(refused("/v1/trials/NCT00000001").await, @"404 trial_not_found: no trial has the id `NCT00000001`; hint: it may be in the registry: https://clinicaltrials.gov/study/NCT00000001; param: id");
    assert_snapshot!(refused("/v1/trials/NCT05665075?q=x").await, @"400 unknown_parameter: unknown parameter `q`; hint: use one of lang; param: q");
    assert_snapshot!(refused("/v1/places?q=x&limit=51").await, @"400 invalid_value: `51` is no value for `limit`; hint: a whole number from 1 to 50; param: limit");
}

#[tokio::test]
async fn addresses_and_methods_are_checked() {
    let app = TestApp::new();
    assert_snapshot!(app.get("/v2/search").await.error(), @"404 not_found: there is nothing at `/v2/search`; hint: see `/docs` for the addresses; param: -");
    let reply = app.call(Method::DELETE, "/v1/search", &[]).await;
    assert_snapshot!(reply.error(), @"405 method_not_allowed: this address does not take this method; hint: use GET, or POST for `/v1/search` and `/v1/suggest`; param: -");
    assert_snapshot!(reply.header("allow"), @"GET,HEAD,POST");
    let reply = app.call(Method::POST, "/livez", &[]).await;
    assert_snapshot!(format!("{} allow: {}", reply.status, reply.header("allow")), @"405 allow: GET,HEAD");
    let long = format!("/v1/search?q={}", "a".repeat(20_000));
    assert_snapshot!(app.get(&long).await.error(), @"414 uri_too_long: the address has 20013 bytes; hint: at most 16384 bytes; send a long query to `/v1/search` by POST; param: -");
}

#[tokio::test]
async fn bodies_are_checked() {
    let app = TestApp::new();
    let send = async |content_type: &str, body: String| {
        let request = Request::post("/v1/search").header(header::CONTENT_TYPE, content_type);
        app.send(request.body(Body::from(body)).unwrap())
            .await
            .error()
    };
    assert_snapshot!(send("text/plain", "q=asthma".into()).await, @"415 unsupported_media_type: the body is `text/plain`; hint: send `Content-Type: application/json`, in UTF-8 and not compressed; param: -");
    assert_snapshot!(send("application/json", "{".into()).await, @r#"400 malformed_request: the body is not JSON: line 1, column 1; hint: send one object, such as `{"q": "asthma"}`; param: -"#);
    assert_snapshot!(send("application/json", format!(r#"{{"q":"{}"}}"#, "a".repeat(70_000))).await, @"413 body_too_large: the body has more than 65536 bytes; hint: at most 65536 bytes; param: -");
    assert_snapshot!(send("application/json", format!(r#"{{"q":"{}"}}"#, "癌".repeat(20_001))).await, @"400 query_too_long: the query has 20001 characters; hint: at most 20000 characters; param: q");
    assert_snapshot!(send("application/json", r#"{"q":"a\ud800"}"#.into()).await, @r#"400 malformed_request: the body is not JSON: line 1, column 14; hint: send one object, such as `{"q": "asthma"}`; param: -"#);
    let huge = format!(r#"{{"q":{}1{}}}"#, "[".repeat(500), "]".repeat(500));
    assert_snapshot!(send("application/json", huge).await, @r#"400 malformed_request: the body is not JSON: line 1, column 132; hint: send one object, such as `{"q": "asthma"}`; param: -"#);
}

#[tokio::test]
async fn a_server_without_an_index_says_so() {
    let app = TestApp::empty(|_| ());
    for uri in [
        "/readyz",
        "/v1/search?q=x",
        "/v1/facets",
        "/v1/places?q=x",
        "/v1/trials/NCT05665075",
    ] {
        let reply = app.get(uri).await;
        assert_eq!(
            (reply.status, reply.header("retry-after")),
            (503, "1"),
            "{uri}"
        );
        assert!(
            reply
                .error()
                .starts_with("503 not_ready: no index is loaded yet"),
            "{uri}"
        );
    }
    assert_eq!(app.get("/livez").await.status, 200);
    assert_eq!(app.get("/metrics").await.status, 200);
}
