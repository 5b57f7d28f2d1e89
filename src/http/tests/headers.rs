//! Headers forbid what they should, and allow other sites what they may.

use axum::http::Method;

use super::*;

#[tokio::test]
async fn every_answer_is_guarded() {
    let app = TestApp::new();
    for uri in [
        "/v1/search?q=x",
        "/v1/search?foo=x",
        "/v1/trials/NCT05665075",
        "/docs",
        "/livez",
        "/nowhere",
    ] {
        let reply = app.get(uri).await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{uri}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{uri}");
        assert!(
            reply
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{uri}"
        );
        assert!(!reply.header("permissions-policy").is_empty(), "{uri}");
        assert!(!reply.header("x-request-id").is_empty(), "{uri}");
        assert!(!reply.headers.contains_key("set-cookie"), "{uri}");
    }
    let docs = app.get("/docs").await;
    assert_eq!(docs.header("x-frame-options"), "DENY");
    assert_eq!(docs.header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(
        app.get("/v1/search")
            .await
            .header("cross-origin-resource-policy"),
        "cross-origin"
    );
}

#[tokio::test]
async fn answers_to_words_are_not_kept() {
    let app = TestApp::new();
    for (uri, kept) in [
        ("/v1/search?q=x", "private, no-store"),
        ("/v1/search?foo=x", "private, no-store"),
        ("/v1/facets", "private, no-store"),
        ("/v1/facets?age=old", "private, no-store"),
        ("/v1/places?q=x", "private, no-store"),
        ("/v1/trials/NCT05665075", "public, max-age=300"),
        ("/v1/trials/NCT00000001", "no-store"),
        ("/openapi.json", "public, max-age=300"),
        ("/readyz", "no-store"),
        ("/nowhere", "no-store"),
    ] {
        assert_eq!(app.get(uri).await.header("cache-control"), kept, "{uri}");
    }
    assert_eq!(
        app.post("{").await.header("cache-control"),
        "private, no-store"
    );
}

#[tokio::test]
async fn pages_of_other_sites_may_search() {
    let app = TestApp::new();
    let preflight = [
        ("origin", "https://charity.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    for uri in ["/v1/search", "/v1/suggest"] {
        let reply = app.call(Method::OPTIONS, uri, &preflight).await;
        assert_eq!(reply.status, 200, "{uri}");
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{uri}");
        assert_eq!(reply.header("access-control-allow-methods"), "GET,POST");
        assert_eq!(reply.header("access-control-allow-headers"), "content-type");
        assert_eq!(reply.header("access-control-max-age"), "86400");
        assert!(
            !reply
                .headers
                .contains_key("access-control-allow-credentials")
        );
    }
    for uri in ["/v1/search", "/v1/search?foo=1", "/v1/trials/NCT05665075"] {
        let reply = app
            .call(Method::GET, uri, &[("origin", "https://charity.example")])
            .await;
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{uri}");
    }
    let reply = app
        .call(
            Method::GET,
            "/metrics",
            &[("origin", "https://charity.example")],
        )
        .await;
    assert!(!reply.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn an_operator_may_name_the_sites() {
    let app = TestApp::with(|config| {
        config.server.cors.origins = vec!["https://charity.example".to_owned()]
    });
    for (origin, allowed) in [
        ("https://charity.example", "https://charity.example"),
        ("https://other.example", ""),
    ] {
        let reply = app
            .call(Method::GET, "/v1/search", &[("origin", origin)])
            .await;
        assert_eq!(
            (reply.status, reply.header("access-control-allow-origin")),
            (200, allowed)
        );
    }
}

#[tokio::test]
async fn answers_are_compressed_when_wanted() {
    let app = TestApp::new();
    let plain = app.get("/v1/trials/NCT05665075").await;
    for encoding in ["gzip", "br"] {
        let reply = app
            .call(
                Method::GET,
                "/v1/trials/NCT05665075",
                &[("accept-encoding", encoding)],
            )
            .await;
        assert_eq!(reply.header("content-encoding"), encoding);
        assert!(reply.body.len() < plain.body.len() / 2);
        let vary: Vec<_> = reply
            .headers
            .get_all("vary")
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect();
        assert!(
            vary.join(",").contains("accept-encoding")
                && vary.join(",").contains("accept-language"),
            "{vary:?}"
        );
    }
}
