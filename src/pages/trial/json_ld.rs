//! What the page says to machines, in the words of schema.org.
//!
//! A data block, which no policy for scripts forbids. `<` and its like are written as escapes, so that no text can end the block.
//!
//! *Invariant:* no contact of a person is in it.

use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value, json};

use super::{TrialPage, header::registry_address, studies};
use crate::trial::{Allocation, Coded, Masking, Site, Status, StudyType, Trial};

/// Sites that are named, at most.
const MAX_SITES: usize = 50;
const SCHEMA: &str = "https://schema.org/";

/// Returns the data block of a trial's page.
pub fn json_ld(page: &TrialPage<'_>) -> Markup {
    let text = escape(&data(page).to_string());
    html! { script type="application/ld+json" { (PreEscaped(text)) } }
}

/// Writes what HTML might read as markup as escapes of JSON.
fn escape(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

fn data(page: &TrialPage<'_>) -> Value {
    let trial = page.trial;
    let mut data = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            data.insert(name.to_owned(), value);
        }
    };
    let path = format!("/{}/trials/{}", page.words.code(), trial.nct_id);
    let address = page
        .site
        .public_url
        .as_ref()
        .map(|base| format!("{base}{path}"));
    let title = trial.display_title();
    let other = |text: &Option<String>| text.clone().filter(|text| *text != title);
    let mut names: Vec<String> = [&trial.brief_title, &trial.official_title, &trial.acronym]
        .into_iter()
        .filter_map(other)
        .collect();
    names.dedup();
    let description = studies::first_sentence(trial);
    let kind = trial.study_type.as_ref().and_then(Coded::known);
    put("@context", Some(json!("https://schema.org")));
    put("@type", Some(json!(type_of(kind))));
    put("name", Some(json!(title)));
    put("alternateName", (!names.is_empty()).then(|| json!(names)));
    put(
        "description",
        (!description.is_empty()).then(|| json!(description)),
    );
    put("url", address.as_ref().map(|address| json!(address)));
    put("sameAs", Some(json!(registry_address(trial.nct_id))));
    put(
        "code",
        Some(
            json!({"@type": "MedicalCode", "codeValue": trial.nct_id.to_string(), "codingSystem": "NCT"}),
        ),
    );
    put("healthCondition", conditions(trial));
    put("studySubject", conditions(trial));
    put(
        "sponsor",
        trial
            .sponsor
            .as_ref()
            .map(|sponsor| json!({"@type": "Organization", "name": sponsor.name})),
    );
    put("studyLocation", locations(trial));
    if kind == Some(StudyType::Interventional) {
        put("trialDesign", design(trial));
    }
    put(
        "status",
        trial
            .status
            .as_ref()
            .and_then(Coded::known)
            .and_then(status)
            .map(|status| json!(status)),
    );
    let reviewed = trial
        .editorial
        .as_ref()
        .map(|editorial| editorial.reviewed_on.to_string());
    let modified = trial.last_update_posted.map(|date| date.to_string());
    let mut web_page = json!({"@type": "WebPage", "inLanguage": page.words.tag()});
    for (name, value) in [
        ("url", address),
        ("lastReviewed", reviewed),
        ("dateModified", modified),
    ] {
        if let Some(value) = value {
            web_page[name] = json!(value);
        }
    }
    put("mainEntityOfPage", Some(web_page));
    Value::Object(data)
}

fn type_of(kind: Option<StudyType>) -> &'static str {
    match kind {
        Some(StudyType::Interventional) => "MedicalTrial",
        Some(StudyType::Observational) => "MedicalObservationalStudy",
        _ => "MedicalStudy",
    }
}

fn conditions(trial: &Trial) -> Option<Value> {
    let conditions = trial.conditions.iter().take(MAX_SITES);
    let conditions: Vec<Value> = conditions
        .map(|name| json!({"@type": "MedicalCondition", "name": name}))
        .collect();
    (!conditions.is_empty()).then_some(Value::Array(conditions))
}

fn locations(trial: &Trial) -> Option<Value> {
    let sites = trial.sites.iter().filter_map(location).take(MAX_SITES);
    let sites: Vec<Value> = sites.collect();
    (!sites.is_empty()).then_some(Value::Array(sites))
}

fn location(site: &Site) -> Option<Value> {
    let mut address = Map::new();
    for (name, value) in [
        ("addressLocality", &site.city),
        ("addressRegion", &site.state),
        ("postalCode", &site.zip),
        ("addressCountry", &site.country),
    ] {
        if let Some(value) = value {
            address.insert(name.to_owned(), json!(value));
        }
    }
    if address.is_empty() && site.facility.is_none() {
        return None;
    }
    let mut location = json!({"@type": "AdministrativeArea"});
    if let Some(facility) = &site.facility {
        location["@type"] = json!("Hospital");
        location["name"] = json!(facility);
    }
    if !address.is_empty() {
        address.insert("@type".to_owned(), json!("PostalAddress"));
        location["address"] = Value::Object(address);
    }
    Some(location)
}

/// Returns what schema.org calls the design.
fn design(trial: &Trial) -> Option<Value> {
    let design = &trial.design;
    let mut designs: Vec<&str> = Vec::new();
    match design.allocation.as_ref().and_then(Coded::known) {
        Some(Allocation::Randomized) => designs.push("RandomizedTrial"),
        Some(Allocation::NonRandomized | Allocation::Na) | None => {}
    }
    match design.masking.as_ref().and_then(Coded::known) {
        Some(Masking::None) => designs.push("OpenTrial"),
        Some(Masking::Single) => designs.push("SingleBlindedTrial"),
        Some(Masking::Double) => designs.push("DoubleBlindedTrial"),
        Some(Masking::Triple) => designs.push("TripleBlindedTrial"),
        Some(Masking::Quadruple) | None => {}
    }
    match trial.sites.len() {
        0 => {}
        1 => designs.push("SingleCenterTrial"),
        _ => designs.push("MultiCenterTrial"),
    }
    let designs: Vec<String> = designs
        .iter()
        .map(|design| format!("{SCHEMA}{design}"))
        .collect();
    (!designs.is_empty()).then(|| json!(designs))
}

/// Returns the status, if it is one that schema.org knows.
fn status(status: Status) -> Option<String> {
    let name = match status {
        Status::Recruiting => "Recruiting",
        Status::NotYetRecruiting => "NotYetRecruiting",
        Status::EnrollingByInvitation => "EnrollingByInvitation",
        Status::ActiveNotRecruiting => "ActiveNotRecruiting",
        Status::Completed => "Completed",
        Status::Suspended => "Suspended",
        Status::Terminated => "Terminated",
        Status::Withdrawn => "Withdrawn",
        _ => return None,
    };
    Some(format!("{SCHEMA}{name}"))
}
