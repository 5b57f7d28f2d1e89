//! Where a trial runs, whom to call, and what is left of that when it takes nobody.

use trialseek::trial::{Status, StatusGroup};

use super::{LANGUAGES, html::Element, say, served_trials, trial_page, trial_page_from};

fn hrefs<'e>(page: &'e Element, start: &str) -> Vec<&'e str> {
    let links = page
        .elements("a")
        .into_iter()
        .filter_map(|link| link.attribute("href"));
    links.filter(|href| href.starts_with(start)).collect()
}

#[test]
fn a_trial_that_takes_nobody_shrinks() {
    let mut closed = 0;
    for trial in served_trials() {
        let takes_nobody = matches!(
            trial.status_group(),
            StatusGroup::Closed | StatusGroup::Stopped
        );
        let id = trial.nct_id.to_string();
        for lang in LANGUAGES {
            let page = trial_page(lang, &id);
            let contacts = page.by_id("contacts").unwrap().text();
            assert_eq!(
                contacts.contains(&say(lang, "trial.not_taking")),
                takes_nobody,
                "{lang} {id}"
            );
            assert_eq!(page.by_id("how").is_none(), takes_nobody, "{lang} {id}");
            if takes_nobody {
                assert_eq!(hrefs(&page, "tel:"), Vec::<&str>::new(), "{lang} {id}");
                assert_eq!(hrefs(&page, "mailto:"), Vec::<&str>::new(), "{lang} {id}");
                assert!(hrefs(&page, "#contacts").is_empty(), "{lang} {id}");
            }
        }
        closed += usize::from(takes_nobody);
    }
    assert!(closed >= 15, "{closed} fixtures take nobody");
}

#[test]
fn contacts_stand_for_sites_that_are_open_or_will_be() {
    let mut shown_people = 0;
    for trial in served_trials() {
        let id = trial.nct_id.to_string();
        let page = trial_page("en", &id);
        let text = page.by_id("contacts").unwrap().text();
        let may_open = |site: &trialseek::trial::Site| {
            let is_soon = trial
                .status_at(site)
                .is_some_and(|status| status.is(Status::NotYetRecruiting));
            let study_may = !matches!(
                trial.status_group(),
                StatusGroup::Closed | StatusGroup::Stopped | StatusGroup::Unknown
            );
            trial.is_recruiting_at(site) || is_soon && study_may
        };
        let (open, other): (Vec<_>, Vec<_>) = trial.sites.iter().partition(|site| may_open(site));
        let people = |sites: &[&trialseek::trial::Site]| -> Vec<String> {
            let contacts = sites.iter().flat_map(|site| &site.contacts);
            contacts
                .filter_map(|contact| contact.email.clone().or_else(|| contact.phone.clone()))
                .collect()
        };
        let central: Vec<String> = trial
            .central_contacts
            .iter()
            .filter_map(|contact| contact.email.clone().or_else(|| contact.phone.clone()))
            .collect();
        let (open, other) = (people(&open), people(&other));
        for person in &open {
            assert!(text.contains(person), "{id}: {person} is missing");
            shown_people += 1;
        }
        for person in other
            .iter()
            .filter(|person| !open.contains(person) && !central.contains(person))
        {
            assert!(
                !page.text().contains(person),
                "{id}: {person} is at a site that is closed"
            );
        }
    }
    assert!(shown_people >= 2, "{shown_people} people");
}

#[test]
fn a_mail_holds_the_number_of_the_trial_and_nothing_of_the_person() {
    let page = trial_page_from("en", "NCT99000001", "q=my mum is 62 near Hangzhou");
    let mails = hrefs(&page, "mailto:");
    assert!(!mails.is_empty());
    for mail in mails {
        let (_, query) = mail.split_once('?').unwrap();
        assert_eq!(query, "subject=Question%20about%20NCT99000001");
    }
    let calls = hrefs(&page, "tel:");
    assert!(
        calls
            .iter()
            .all(|call| call[4..].bytes().all(|b| b.is_ascii_digit() || b == b'+')),
        "{calls:?}"
    );
}

#[test]
fn without_a_contact_the_page_says_whom_to_ask() {
    let page = trial_page("en", "NCT05665075");
    let contacts = page.by_id("contacts").unwrap();
    assert!(contacts.text().contains(
        "Our copy of the record lists nobody to contact. Ask your doctor to reach the sponsor"
    ));
    // The first action promises no more than the section holds.
    let first_action = |id| {
        let page = trial_page("en", id);
        let actions = page.of_class("trial-actions")[0];
        let link = actions.elements("a")[0];
        (link.text(), link.attribute("href").map(str::to_owned))
    };
    let to_contacts = Some("#contacts".to_owned());
    assert_eq!(
        first_action("NCT05665075"),
        (
            "How to ask about this study".to_owned(),
            to_contacts.clone()
        )
    );
    assert_eq!(
        first_action("NCT99000001"),
        ("Contact the study".to_owned(), to_contacts)
    );
    assert_eq!(
        hrefs(contacts, "https://clinicaltrials.gov/"),
        ["https://clinicaltrials.gov/study/NCT05665075"]
    );
}

#[test]
fn the_nearest_open_sites_come_first() {
    // The near sites, Boston and Hamilton, are closed; Winnipeg, Denver and Anchorage recruit.
    let page = trial_page_from("en", "NCT99000027", "near=Boston");
    let section = page.by_id("where").unwrap();
    let nearest = section.of_class("nearest-sites")[0];
    let first = nearest.elements("li")[0].text();
    assert!(
        first.contains("Winnipeg")
            && first.contains("about 2,150 km")
            && first.contains("Recruiting now"),
        "{first}"
    );
    assert!(!nearest.text().contains("Boston"), "{}", nearest.text());
    assert!(
        trial_page("en", "NCT99000027")
            .by_id("where")
            .unwrap()
            .of_class("nearest-sites")
            .is_empty()
    );
}

#[test]
fn counts_of_sites_say_what_is_near() {
    let counts = |page: Element| page.of_class("site-counts")[0].text();
    assert_eq!(counts(trial_page("en", "NCT05665075")), "1 open site.");
    assert_eq!(
        counts(trial_page_from("en", "NCT99000013", "near=Boston")),
        "1 open site within 50 km, 7 within 500 km, 300 in all."
    );
    assert_eq!(
        counts(trial_page("en", "NCT99000032")),
        "1 site, none of them open."
    );
    let open = counts(trial_page("en", "NCT99000001"));
    assert_eq!(open, "2 open sites, 4 sites in all.");
}

#[test]
fn sites_are_grouped_by_country_the_own_first_and_many_are_folded() {
    let countries = |page: &Element| -> Vec<(String, bool)> {
        let groups = page.by_id("where").unwrap().of_class("country");
        let name = |group: &Element| group.elements("h3")[0].elements("span")[0].text();
        groups
            .iter()
            .map(|group| (name(group), group.name == "details"))
            .collect()
    };
    let all = countries(&trial_page("en", "NCT99000013"));
    assert_eq!(all.len(), 26);
    assert!(all.iter().all(|(_, is_folded)| *is_folded));
    let names: Vec<&String> = all.iter().map(|(name, _)| name).collect();
    assert!(names.is_sorted(), "{names:?}");
    let near = countries(&trial_page_from("en", "NCT99000013", "near=Boston"));
    assert_eq!(near[0], ("United States".to_owned(), false));
    assert!(near[1..].iter().all(|(_, is_folded)| *is_folded));
    // All 300 sites are on the page, each once below its country.
    let page = trial_page("en", "NCT99000013");
    assert_eq!(page.by_id("where").unwrap().of_class("site").len(), 300);
}

#[test]
fn each_site_says_its_own_status() {
    // The study recruits; its site in Hangzhou does not yet.
    let page = trial_page("en", "NCT99000001");
    let sites = page.by_id("where").unwrap().of_class("site");
    let pills: Vec<String> = sites
        .iter()
        .map(|site| site.of_class("pill")[0].text())
        .collect();
    assert!(
        pills.iter().any(|pill| pill.contains("Not open yet")),
        "{pills:?}"
    );
    assert!(
        pills.iter().any(|pill| pill.contains("Recruiting now")),
        "{pills:?}"
    );
    let nowhere = trial_page("en", "NCT99000070")
        .by_id("where")
        .unwrap()
        .text();
    assert!(nowhere.contains("Sites not listed yet"));
}

#[test]
fn similar_trials_are_open_others_and_few() {
    let mut with_similar = 0;
    for trial in served_trials() {
        let id = trial.nct_id.to_string();
        let page = trial_page("en", &id);
        let Some(similar) = page.of_class("similar").first().copied() else {
            continue;
        };
        let pills = similar.of_class("pill");
        assert!((1..=5).contains(&pills.len()), "{id}");
        assert!(
            pills
                .iter()
                .all(|pill| pill.text().contains("Recruiting now")),
            "{id}"
        );
        assert!(
            !hrefs(similar, "/en/trials/").contains(&format!("/en/trials/{id}").as_str()),
            "{id}"
        );
        with_similar += 1;
    }
    assert!(
        with_similar > 30,
        "{with_similar} fixtures have similar trials"
    );
    let leukemia = trial_page("en", "NCT05665075").of_class("similar")[0].text();
    assert!(leukemia.contains("AML"), "{leukemia}");
}
