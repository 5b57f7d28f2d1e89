//! The status pill: text, icon and colour together, so that none of them carries the meaning alone.

use maud::{Markup, html};

use super::Words;
use crate::trial::{Coded, Status, StatusGroup};

/// Returns the icon of a group; it is for eyes only, the text says the same.
fn icon(group: StatusGroup) -> &'static str {
    match group {
        StatusGroup::Open => "●",
        StatusGroup::Soon => "◔",
        StatusGroup::Limited => "▲",
        StatusGroup::Closed => "■",
        StatusGroup::Stopped => "✕",
        StatusGroup::Unknown => "?",
    }
}

/// Returns the pill of a status; one that is absent or unknown to us is "Not stated".
pub fn status_pill(words: Words<'_>, status: Option<&Coded<Status>>) -> Markup {
    let label = match status {
        Some(status) => words.label_or_not_stated("status", status.as_str()),
        None => words.label_or_not_stated("fit", "not_stated"),
    };
    pill(StatusGroup::of(status), &label)
}

/// Returns a pill with words of its own, such as "Recruiting elsewhere".
pub fn pill(group: StatusGroup, label: &str) -> Markup {
    html! {
        span class={ "pill pill-" (group.as_str()) } {
            span class="pill-icon" aria-hidden="true" { (icon(group)) }
            " " (label)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn every_status_has_words_an_icon_and_a_class() {
        let config = Config::compiled_in().unwrap();
        for lang in ["en", "es", "zh"] {
            for status in Status::ALL {
                let coded = Coded::Known(*status);
                let pill = status_pill(Words::new(&config, lang), Some(&coded)).into_string();
                assert!(!pill.contains(status.as_str()), "{lang} {status}");
                assert!(pill.contains(&format!("pill-{}", StatusGroup::of(Some(&coded)).as_str())));
            }
        }
        let words = Words::new(&config, "en");
        let unknown = Coded::from_registry("PAUSED_BY_SPONSOR");
        assert_eq!(
            status_pill(words, Some(&unknown)).into_string(),
            "<span class=\"pill pill-unknown\"><span class=\"pill-icon\" aria-hidden=\"true\">?</span> Not stated</span>"
        );
        assert!(
            status_pill(words, None)
                .into_string()
                .contains("Not stated")
        );
    }
}
