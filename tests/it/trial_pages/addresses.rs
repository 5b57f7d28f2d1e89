//! Where pages are, and what search engines may do with them.

use trialseek::say::Words;

use super::{LANGUAGES, PUBLIC, get, html::Element, say, settings};

fn links<'e>(page: &'e Element, rel: &str) -> Vec<&'e Element> {
    let links = page.elements("link").into_iter();
    links
        .filter(|link| link.attribute("rel") == Some(rel))
        .collect()
}

#[test]
fn a_former_id_leads_to_the_trial_and_keeps_the_search() {
    // NCT99000047 has the alias NCT99000947.
    let trial = super::served_trials()
        .into_iter()
        .find(|trial| trial.nct_id.to_string() == "NCT99000047")
        .unwrap();
    let alias = &trial.nct_id_aliases[0];
    for lang in LANGUAGES {
        let reply = get(&format!("/{lang}/trials/{alias}?s=q%3Dlung%2Bcancer"));
        assert_eq!(reply.status, 301);
        assert_eq!(
            reply.header("location"),
            format!("/{lang}/trials/NCT99000047?s=q%3Dlung%2Bcancer")
        );
    }
    let reply = get(&format!("/en/trials/{alias}"));
    assert_eq!(
        (reply.status, reply.header("location")),
        (301, "/en/trials/NCT99000047")
    );
}

#[test]
fn an_id_written_otherwise_leads_to_the_one_address() {
    for written in ["nct05665075", "NCT5665075", "nct-5665075"] {
        let reply = get(&format!("/en/trials/{written}"));
        assert_eq!(
            (reply.status, reply.header("location")),
            (301, "/en/trials/NCT05665075"),
            "{written}"
        );
    }
}

#[test]
fn an_unknown_id_says_so_and_offers_the_box_and_the_registry() {
    for lang in LANGUAGES {
        let reply = get(&format!("/{lang}/trials/NCT12345678"));
        assert_eq!(reply.status, 404, "{lang}");
        let page = reply.page();
        let config = settings();
        let sentence =
            Words::new(&config, lang).say_with("error.no_trial", &[("id", "NCT12345678")]);
        assert!(page.text().contains(&sentence), "{lang}: {}", page.text());
        assert_eq!(page.elements("form")[0].attribute("role"), Some("search"));
        let to_registry = page.elements("a").into_iter().any(|link| {
            link.attribute("href") == Some("https://clinicaltrials.gov/study/NCT12345678")
        });
        assert!(to_registry, "{lang}");
    }
}

#[test]
fn what_is_no_id_is_a_page_with_the_box_as_well() {
    for written in [
        "XYZ",
        "NCT",
        "NCT00000000",
        "%3Cscript%3E",
        "NCT123456789",
        "乳腺癌",
    ] {
        let address = format!("/en/trials/{}", written.replace("乳腺癌", "%E4%B9%B3"));
        let reply = get(&address);
        assert_eq!(reply.status, 404, "{written}");
        let page = reply.page();
        assert!(
            page.text().contains(&say("en", "trial.not_an_id")),
            "{written}: {}",
            page.text()
        );
        assert_eq!(page.elements("form").len(), 1, "{written}");
        assert!(!reply.body.contains("<script>"), "{written}");
    }
}

#[test]
fn without_a_language_the_browser_decides() {
    let reply = get("/trials/NCT05665075");
    assert_eq!(
        (reply.status, reply.header("location")),
        (302, "/en/trials/NCT05665075")
    );
    assert_eq!(reply.header("vary"), "accept-language");
}

#[test]
fn the_way_back_is_a_link_to_the_same_results() {
    let back = |address: &str| -> Option<String> {
        let page = get(address).page();
        page.by_id("back")
            .and_then(|link| Some(link.attribute("href")?.to_owned()))
    };
    assert_eq!(back("/en/trials/NCT05665075"), None);
    assert_eq!(
        back("/es/trials/NCT05665075?s=q%3Dleukemia%26near%3DHangzhou%26page%3D2").as_deref(),
        Some("/es/search?q=leukemia&near=Hangzhou&page=2")
    );
    // What cannot be read is left out; the trial is still shown.
    let odd = get("/en/trials/NCT05665075?s=phase%3D9%26age%3Dx&t=%FF&s");
    assert_eq!(odd.status, 200);
    let unknown_place = get("/en/trials/NCT05665075?s=q%3Dleukemia%26near%3DNowhereville");
    assert_eq!(unknown_place.status, 200);
}

#[test]
fn the_list_lives_in_the_address() {
    let page = get("/en/trials/NCT05665075?s=q%3Dleukemia%26pick%3DNCT99000001").page();
    let add = page.by_id("list").unwrap();
    assert_eq!(add.text(), "Add to my list");
    let href = add.attribute("href").unwrap();
    assert_eq!(
        href,
        "/en/trials/NCT05665075?s=q%3Dleukemia%26pick%3DNCT99000001%2CNCT05665075"
            .replace("%2C", ",")
    );
    let after = get(href).page();
    assert_eq!(after.by_id("list").unwrap().text(), "Remove from my list");
    assert!(after.text().contains("Print my list (2)"));
    let removed = get(after.by_id("list").unwrap().attribute("href").unwrap()).page();
    assert_eq!(removed.by_id("list").unwrap().text(), "Add to my list");
}

#[test]
fn search_engines_may_list_the_plain_page_only() {
    let plain = get("/en/trials/NCT05665075");
    assert_eq!(plain.header("x-robots-tag"), "");
    let page = plain.page();
    assert!(
        !page
            .elements("meta")
            .iter()
            .any(|meta| meta.attribute("name") == Some("robots"))
    );
    let canonical = links(&page, "canonical")[0].attribute("href").unwrap();
    assert_eq!(canonical, format!("{PUBLIC}/en/trials/NCT05665075"));
    let mut alternates: Vec<(&str, &str)> = links(&page, "alternate")
        .into_iter()
        .map(|link| {
            (
                link.attribute("hreflang").unwrap(),
                link.attribute("href").unwrap(),
            )
        })
        .collect();
    alternates.sort_unstable();
    let address = |path: &str| format!("{PUBLIC}{path}/trials/NCT05665075");
    assert_eq!(
        alternates,
        [
            ("en", &*address("/en")),
            ("es", &*address("/es")),
            ("x-default", &*address("")),
            ("zh-Hans", &*address("/zh"))
        ]
    );
    let searched = get("/en/trials/NCT05665075?s=q%3Dleukemia");
    assert_eq!(searched.header("x-robots-tag"), "noindex");
    assert_eq!(searched.header("cache-control"), "private, no-store");
    let page = searched.page();
    assert_eq!(
        links(&page, "canonical")[0].attribute("href"),
        Some(canonical)
    );
    for hidden in [
        "/en/print?pick=NCT05665075",
        "/en/trials/NCT12345678",
        "/qps/trials/NCT05665075",
    ] {
        assert_eq!(get(hidden).header("x-robots-tag"), "noindex", "{hidden}");
    }
    assert_eq!(get("/en/glossary").header("x-robots-tag"), "");
}

#[test]
fn pages_forbid_everything_from_elsewhere() {
    for address in [
        "/en/trials/NCT05665075",
        "/en/print?pick=NCT05665075",
        "/en/glossary",
    ] {
        let reply = get(address);
        let policy = reply.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'"),
            "{address}: {policy}"
        );
        assert_eq!(reply.header("set-cookie"), "");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        for element in reply.page().all() {
            let is_loaded = ["script", "link", "img"].contains(&element.name.as_str());
            let source = element.attribute("src").or(element.attribute("href"));
            let is_named =
                ["canonical", "alternate"].contains(&element.attribute("rel").unwrap_or_default());
            assert!(
                !is_loaded || is_named || source.is_none_or(|source| source.starts_with('/')),
                "{source:?}"
            );
        }
    }
}

#[test]
fn the_sitemap_lists_every_trial_open_ones_first() {
    let reply = get("/sitemap.xml");
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, "application/xml; charset=utf-8")
    );
    let addresses: Vec<&str> = reply
        .body
        .split("<loc>")
        .skip(1)
        .map(|rest| rest.split_once("</loc>").unwrap().0)
        .collect();
    assert_eq!(addresses.len(), (87 + 2) * 3);
    let path = |address: &str| address.strip_prefix(PUBLIC).unwrap().to_owned();
    for address in addresses.iter().step_by(17) {
        assert_eq!(get(&path(address)).status, 200, "{address}");
    }
    let trials = super::served_trials();
    let is_open = |address: &&str| {
        let trial = trials
            .iter()
            .find(|trial| address.ends_with(&trial.nct_id.to_string()));
        trial.map(|trial| trial.status_group() == trialseek::trial::StatusGroup::Open)
    };
    let openness: Vec<bool> = addresses.iter().filter_map(is_open).collect();
    assert!(openness.is_sorted_by(|before, after| before >= after));
    assert_eq!(get("/sitemap.xml?part=2").status, 404);
    assert_eq!(get("/sitemap.xml?part=x").status, 404);
    assert_eq!(
        get("/robots.txt").body,
        format!("User-agent: *\nAllow: /\nSitemap: {PUBLIC}/sitemap.xml\n")
    );
}
