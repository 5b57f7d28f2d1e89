//! Every address that a person types leads to a page in their language, and every page has its headers.

use axum::http::Method;

use super::*;
use crate::pages::assets;

#[tokio::test]
async fn an_address_without_a_language_leads_to_the_best_one() {
    let app = app();
    for (uri, accept, to) in [
        ("/", "", "/en/"),
        ("/", "es-MX,es;q=0.9", "/es/"),
        ("/", "zh-TW", "/en/"),
        (
            "/search?q=heart+attack&phase=PHASE2",
            "zh-CN",
            "/zh/search?q=heart+attack&phase=PHASE2",
        ),
        (
            "/trials/NCT05665075",
            "fr, es;q=0.2",
            "/es/trials/NCT05665075",
        ),
        ("/print?pick=NCT05665075", "", "/en/print?pick=NCT05665075"),
        ("/search/filters?q=a", "", "/en/search/filters?q=a"),
    ] {
        let reply = app
            .call(Method::GET, uri, &[("accept-language", accept)])
            .await;
        assert_eq!(
            (reply.status, reply.header("location")),
            (302, to),
            "{uri} {accept}"
        );
        assert_eq!(reply.header("vary"), "accept-language", "{uri}");
        assert_eq!(reply.header("cache-control"), "private, no-store", "{uri}");
        assert!(!reply.headers.contains_key("set-cookie"));
    }
    let reply = app.get("/es").await;
    assert_eq!((reply.status, reply.header("location")), (301, "/es/"));
}

#[tokio::test]
async fn every_page_is_guarded_and_says_its_language() {
    let app = app();
    for (code, tag, direction) in [
        ("en", "en", "ltr"),
        ("es", "es", "ltr"),
        ("zh", "zh-Hans", "ltr"),
        ("qps", "en-XA", "rtl"),
    ] {
        for path in ["", "search?q=asthma", "search/filters?q=asthma", "nowhere"] {
            let uri = format!("/{code}/{path}");
            let reply = app.get(&uri).await;
            assert_eq!(
                reply.status,
                if path == "nowhere" { 404 } else { 200 },
                "{uri}"
            );
            assert_eq!(
                reply.header("content-type"),
                "text/html; charset=utf-8",
                "{uri}"
            );
            let policy = reply.header("content-security-policy");
            for rule in [
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "connect-src 'self'",
                "form-action 'self'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
            ] {
                assert!(policy.contains(rule), "{uri} lacks {rule}");
            }
            assert!(!policy.contains("unsafe"), "{uri}");
            assert_eq!(reply.header("referrer-policy"), "no-referrer", "{uri}");
            assert_eq!(reply.header("content-language"), tag, "{uri}");
            assert!(!reply.headers.contains_key("set-cookie"), "{uri}");
            let html = format!("<html lang=\"{tag}\" dir=\"{direction}\">");
            assert!(reply.text().contains(&html), "{uri}");
        }
    }
}

#[tokio::test]
async fn words_are_never_kept_nor_listed() {
    let app = app();
    for (uri, kept, robots) in [
        ("/en/", "no-cache", ""),
        ("/qps/", "private, no-store", "noindex"),
        ("/en/search", "private, no-store", "noindex"),
        ("/en/search?q=asthma", "private, no-store", "noindex"),
        ("/en/search/filters", "private, no-store", "noindex"),
        ("/en/nowhere", "private, no-store", "noindex"),
    ] {
        let reply = app.get(uri).await;
        assert_eq!(
            (reply.header("cache-control"), reply.header("x-robots-tag")),
            (kept, robots),
            "{uri}"
        );
    }
}

#[tokio::test]
async fn files_are_kept_for_ever_and_named_by_their_text() {
    let app = app();
    let home = app.get("/en/").await;
    let trial = app.get("/en/trials/NCT05665075").await;
    for asset in assets::all() {
        let reply = app.get(&asset.address).await;
        assert_eq!(reply.text(), asset.text);
        assert_eq!(reply.header("content-type"), asset.media_type);
        assert_eq!(
            reply.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        let is_asked_for = |page: &Reply| page.text().contains(&asset.address);
        assert!(is_asked_for(&home) || is_asked_for(&trial));
    }
    assert_eq!(app.get("/assets/pages-000000000000.css").await.status, 404);
}

#[tokio::test]
async fn the_icon_that_browsers_ask_for_on_their_own_is_there() {
    let reply = app().get("/favicon.ico").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "image/svg+xml");
    assert_eq!(reply.header("cache-control"), "public, max-age=604800");
    assert_eq!(reply.text(), assets::ICON.text);
}

#[tokio::test]
async fn a_page_names_no_other_host_to_load_from() {
    let app = app();
    for uri in [
        "/en/",
        "/en/search?status=any",
        "/zh/search?q=asthma",
        "/en/nowhere",
    ] {
        let reply = app.get(uri).await;
        for (name, attribute) in [
            ("script", "src"),
            ("link", "href"),
            ("img", "src"),
            ("form", "action"),
        ] {
            for (attributes, _) in tags(reply.text(), name) {
                let target = &attributes[attribute];
                assert!(target.starts_with('/'), "{uri}: {name} {target}");
            }
        }
        assert!(
            !reply.text().contains(" style="),
            "{uri} has a style of its own"
        );
        for name in [
            "input", "a", "button", "form", "svg", "body", "section", "details",
        ] {
            for (attributes, _) in tags(reply.text(), name) {
                let handler = attributes
                    .keys()
                    .find(|attribute| attribute.starts_with("on"));
                assert_eq!(handler, None, "{uri}: {name}");
            }
        }
    }
}

#[tokio::test]
async fn the_same_search_has_one_address() {
    let app = app();
    for (uri, to) in [
        ("/en/search?phase=&q=asthma&page=1", "/en/search?q=asthma"),
        (
            "/en/search?phase=PHASE3&phase=PHASE2&q=asthma",
            "/en/search?q=asthma&phase=PHASE2,PHASE3",
        ),
        (
            "/en/search?q=asthma&status=any&status=COMPLETED",
            "/en/search?q=asthma&status=COMPLETED",
        ),
        (
            "/en/search?q=+asthma+&sort=relevance&lang=zh&size=3",
            "/en/search?q=asthma",
        ),
        ("/en/search?q=asthma&page=999", "/en/search?q=asthma"),
        (
            "/en/search?q=asthma&page=99999999999999999999",
            "/en/search?q=asthma",
        ),
        ("/en/search?place=Boston&q=asthma", "/en/search?q=asthma"),
        (
            "/en/search?place=Boston&q=asthma&radius=50km",
            "/en/search?q=asthma&near=Boston&radius=50km",
        ),
        (
            "/en/search/filters?phase=&q=asthma",
            "/en/search/filters?q=asthma",
        ),
    ] {
        let reply = app.get(uri).await;
        assert_eq!((reply.status, reply.header("location")), (302, to), "{uri}");
        assert_eq!(app.get(to).await.status, 200, "{to}");
    }
}

#[tokio::test]
async fn languages_keep_the_search() {
    let app = app();
    let reply = app.get("/en/search?q=heart+attack&phase=PHASE2").await;
    for code in ["es", "zh"] {
        let link = format!("href=\"/{code}/search?q=heart+attack&amp;phase=PHASE2\"");
        assert!(reply.text().contains(&link), "{code}");
        let there = app
            .get(&format!("/{code}/search?q=heart+attack&phase=PHASE2"))
            .await;
        assert_eq!(words_in_the_box(&there), "heart attack", "{code}");
        let heading = text_of(there.text().split("<h1").nth(1).unwrap());
        let trials = if code == "es" { "ensayo" } else { "项试验" };
        assert!(heading.contains(trials), "{code}: {heading}");
    }
    assert!(
        !reply.text().contains("/qps/"),
        "nobody is shown the language of tests"
    );
    let canonical = "<link rel=\"canonical\" href=\"/en/search?q=heart+attack&amp;phase=PHASE2\">";
    assert!(reply.text().contains(canonical));
}

#[tokio::test]
async fn an_operator_may_name_the_site_and_its_address() {
    let app = TestApp::with(|config| {
        config.server.pages.site_name = "Trials <of> Us".to_owned();
        config.server.public_url = Some("https://trials.example".to_owned());
    });
    let home = app.get("/en/").await;
    assert!(
        home.text()
            .contains("<title>Find a clinical trial – Trials &lt;of&gt; Us</title>")
    );
    for link in [
        "<link rel=\"canonical\" href=\"https://trials.example/en/\">",
        "<link rel=\"alternate\" hreflang=\"zh-Hans\" href=\"https://trials.example/zh/\">",
        "<link rel=\"alternate\" hreflang=\"x-default\" href=\"https://trials.example/\">",
    ] {
        assert!(home.text().contains(link), "{link}");
    }
    assert_eq!(
        app.get("/qps/").await.status,
        404,
        "the language of tests is off"
    );
}
