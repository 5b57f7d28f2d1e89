//! Whom to call, and how to take part. A trial that takes nobody says so in one line.
//!
//! *Invariant:* contacts stand only for sites that are open or will open; the address of a mail holds the trial's number and nothing of the reader.

use maud::{Markup, html};

use super::{
    TrialPage, from_registry,
    header::{registry_address, status_meaning},
    quoted, section,
    sites::{Access, Seen, all, by_distance, place_name},
};
use crate::{
    pages::Words,
    say::distance,
    trial::{Contact, NctId, Status, StatusGroup, StudyType},
};

/// Sites whose contacts are shown at once.
const SHOWN: usize = 10;

/// Returns whether there is anyone to ask: the section names people, or says how to reach them.
pub fn has_someone(page: &TrialPage<'_>) -> bool {
    is_open(page) || all(page).iter().any(|seen| seen.access != Access::Other)
}

/// Returns whether the section names people to call or to write to.
pub fn names_someone(page: &TrialPage<'_>) -> bool {
    let (central, sites) = named(page);
    page.may_take_people() && !(central.is_empty() && sites.is_empty())
}

/// Returns the contacts of the whole study, and the sites that have contacts of their own, nearest first.
fn named<'a>(page: &TrialPage<'a>) -> (&'a [Contact], Vec<Seen<'a>>) {
    let mut sites: Vec<Seen<'_>> = all(page)
        .into_iter()
        .filter(|seen| seen.access != Access::Other && !seen.site.contacts.is_empty())
        .collect();
    sites.sort_by(|a, b| by_distance(a, b).then(a.access.cmp(&b.access)));
    let central: &[Contact] = if is_open(page) || !sites.is_empty() {
        &page.trial.central_contacts
    } else {
        &[]
    };
    (central, sites)
}

/// Returns whether the study takes people, or will.
fn is_open(page: &TrialPage<'_>) -> bool {
    matches!(
        page.trial.status_group(),
        StatusGroup::Open | StatusGroup::Soon
    )
}

/// Returns the section.
pub fn contacts(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    let (central, sites) = named(page);
    section(page, "contacts", &words.say("trial.contacts"), || {
        html! {
            @if !page.may_take_people() {
                p { (words.say("trial.not_taking")) }
            } @else if !is_open(page) && sites.is_empty() {
                p { (status_meaning(words, trial.status.as_ref())) }
                p { a href=(registry_address(trial.nct_id)) { (words.say("trial.registry_record")) } }
            } @else if central.is_empty() && sites.is_empty() {
                p { (words.say("trial.no_contact")) }
                p { a href=(registry_address(trial.nct_id)) { (words.say("trial.registry_record")) } }
            } @else {
                p { (words.say("trial.no_commitment")) }
                (list(page, central, &sites))
                (from_registry(page))
            }
        }
    })
}

fn list(page: &TrialPage<'_>, central: &[Contact], sites: &[Seen<'_>]) -> Markup {
    let words = page.words;
    let (first, rest) = sites.split_at(sites.len().min(SHOWN));
    html! {
        div class="contact-list" {
            @if !central.is_empty() {
                div class="contact-site" {
                    h3 { (words.say("trial.whole_study")) }
                    (people(words, page.trial.nct_id, central))
                }
            }
            @for seen in first { (site(page, seen)) }
        }
        @if !rest.is_empty() {
            details {
                summary { (words.count("trial.more_contacts", rest.len() as u64)) }
                div class="contact-list" { @for seen in rest { (site(page, seen)) } }
            }
        }
    }
}

fn site(page: &TrialPage<'_>, seen: &Seen<'_>) -> Markup {
    let words = page.words;
    let place = place_name(seen.site);
    html! {
        div class="contact-site" {
            h3 {
                @match (&seen.site.facility, &place) {
                    (Some(facility), _) => { (quoted(facility)) }
                    (None, Some(place)) => { (quoted(place)) }
                    (None, None) => { (words.say("trial.facility_not_named")) }
                }
            }
            p class="hint" {
                @if let (Some(_), Some(place)) = (&seen.site.facility, &place) { (quoted(place)) }
                @if let Some(km) = seen.distance_km { " – " (distance::about(words, page.units(), km)) }
                @if seen.access == Access::Soon { " – " (words.label_or_not_stated("status", Status::NotYetRecruiting.as_str())) }
            }
            (people(words, page.trial.nct_id, &seen.site.contacts))
        }
    }
}

/// Writes people with links that call or write to them.
pub fn people(words: Words<'_>, id: NctId, contacts: &[Contact]) -> Markup {
    html! {
        @if !contacts.is_empty() { ul class="people" {
            @for contact in contacts {
                li {
                    @if let Some(name) = &contact.name { p class="person" { (quoted(name)) } }
                    @if let Some(phone) = &contact.phone {
                        p {
                            (words.say("trial.phone")) ": " (call(phone, contact.phone_ext.as_deref()))
                            @if let Some(extension) = &contact.phone_ext {
                                ", " (words.say_with("trial.extension", &[("n", extension)]))
                            }
                        }
                    }
                    @if let Some(email) = &contact.email {
                        p { (words.say("trial.email")) ": " (write_to(words, id, email)) }
                    }
                }
            }
        } }
    }
}

/// A number as a link that calls it, if it can be dialled.
fn call(phone: &str, extension: Option<&str>) -> Markup {
    let shown = html! { bdi dir="ltr" { (phone) } };
    match dialled(phone, extension) {
        Some(number) => html! { a href={ "tel:" (number) } { (shown) } },
        None => shown,
    }
}

/// Returns what a phone dials: a leading plus, digits, and an extension.
fn dialled(phone: &str, extension: Option<&str>) -> Option<String> {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let number = digits(phone);
    if !(3..=20).contains(&number.len()) {
        return None;
    }
    let plus = if phone.trim_start().starts_with('+') {
        "+"
    } else {
        ""
    };
    let extension = extension.map(digits).filter(|digits| !digits.is_empty());
    let suffix = extension
        .map(|digits| format!(";ext={digits}"))
        .unwrap_or_default();
    Some(format!("{plus}{number}{suffix}"))
}

/// An address as a link that begins a mail, if it is one.
fn write_to(words: Words<'_>, id: NctId, email: &str) -> Markup {
    let shown = html! { bdi dir="ltr" { (email) } };
    if !is_mail_address(email) {
        return shown;
    }
    let subject = words.say_with("trial.mail_subject", &[("id", &id.to_string())]);
    html! { a href={ "mailto:" (email) "?subject=" (percent(&subject)) } { (shown) } }
}

/// Whether a text is a plain address, with nothing in it that a mail program could take for more.
fn is_mail_address(text: &str) -> bool {
    let is_plain = |text: &str, more: &[char]| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || more.contains(&c))
    };
    match text.split_once('@') {
        Some((name, host)) => {
            is_plain(name, &['.', '_', '+', '-', '\''])
                && is_plain(host, &['.', '-'])
                && host.contains('.')
        }
        None => false,
    }
}

fn percent(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte.is_ascii_alphanumeric() {
            true => encoded.push(char::from(byte)),
            false => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Returns how to take part, which is nothing for a trial that takes nobody.
pub fn how(page: &TrialPage<'_>) -> Markup {
    let words = page.words;
    if !page.may_take_people() {
        return html! {};
    }
    let is_programme = page
        .trial
        .study_type
        .as_ref()
        .is_some_and(|kind| kind.is(StudyType::ExpandedAccess));
    let last = if is_programme {
        "trial.step_programme"
    } else {
        "trial.step_site"
    };
    section(page, "how", &words.say("trial.how"), || {
        html! {
            ol class="steps" {
                @for key in ["trial.step_read", "trial.step_doctor", last] {
                    li { span { (words.say(key)) } }
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn only_what_can_be_dialled_is_a_link() {
        for (phone, extension, dials) in [
            ("+86 571 8723 6114", None, Some("+8657187236114")),
            ("(617) 555-0100", Some("22"), Some("6175550100;ext=22")),
            ("617-555-0100", Some("none"), Some("6175550100")),
            ("ask at the desk", None, None),
            ("javascript:alert(1)", None, None),
            ("12", None, None),
        ] {
            assert_eq!(dialled(phone, extension).as_deref(), dials, "{phone}");
        }
    }

    #[test]
    fn only_a_plain_address_is_a_link() {
        let config = Config::compiled_in().unwrap();
        let id = NctId::from_number(5_665_075).unwrap();
        let link = |email: &str| write_to(Words::new(&config, "en"), id, email).into_string();
        assert_eq!(
            link("trials@example.org"),
            "<a href=\"mailto:trials@example.org?subject=Question%20about%20NCT05665075\"><bdi dir=\"ltr\">trials@example.org</bdi></a>"
        );
        for text in [
            "a@b",
            "a@example.org?bcc=x@example.org",
            "a b@example.org",
            "<a>@example.org",
            "@example.org",
        ] {
            assert!(!link(text).contains("href"), "{text}");
        }
    }
}
