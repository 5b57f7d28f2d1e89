//! What the trial studies: in the editors' words, or in those of the study team.

use maud::{Markup, html};

use super::{TrialPage, from_editors, from_team, lang_of, prose, section};
use crate::trial::Trial;

/// Sentences of the registry's summary that are open.
const OPEN_SENTENCES: usize = 3;
/// Longest text that is open, in characters: a summary may be a single endless sentence.
const OPEN_CHARS: usize = 700;

/// Returns the section.
pub fn studies(page: &TrialPage<'_>) -> Markup {
    let (words, trial) = (page.words, page.trial);
    let editorial = trial.editorial.as_ref();
    let plain = editorial
        .and_then(|editorial| Some((editorial.plain_summary.as_deref()?, editorial.reviewed_on)));
    let summary = trial.brief_summary.as_deref();
    section(page, "studies", &words.say("trial.studies"), || {
        html! {
            @match (plain, summary) {
                (Some((plain, reviewed_on)), _) => {
                    div class="prose editors" lang=(lang_of(plain)) dir="auto" { (prose::write(page, &prose::blocks(plain))) }
                    (from_editors(page, reviewed_on))
                    @if let Some(summary) = summary {
                        details class="registry-text" {
                            summary { (words.say("trial.registry_summary")) }
                            div class="prose" lang=(lang_of(summary)) dir="auto" { (prose::write(page, &prose::blocks(summary))) }
                            (from_team(page))
                        }
                    }
                }
                (None, Some(summary)) => { (open_summary(page, summary)) }
                (None, None) => { p { (words.say("trial.no_summary")) } }
            }
            @if let Some(description) = &trial.detailed_description {
                details class="registry-text" {
                    summary { (words.say("trial.description")) }
                    div class="prose" lang=(lang_of(description)) dir="auto" { (prose::write(page, &prose::blocks(description))) }
                    (from_team(page))
                }
            }
        }
    })
}

/// The first sentences of the summary, and the rest behind a fold.
fn open_summary(page: &TrialPage<'_>, summary: &str) -> Markup {
    let (mut shown, mut rest) = prose::split(prose::blocks(summary), OPEN_SENTENCES);
    if length(&shown) > OPEN_CHARS {
        rest = prose::blocks(summary);
        shown = vec![prose::Block::Paragraph(cut(summary, OPEN_CHARS))];
    }
    html! {
        div class="prose" lang=(lang_of(summary)) dir="auto" { (prose::write(page, &shown)) }
        (from_team(page))
        @if !rest.is_empty() {
            details class="registry-text" {
                summary { (page.words.say("trial.rest_of_summary")) }
                div class="prose" lang=(lang_of(summary)) dir="auto" { (prose::write(page, &rest)) }
            }
        }
    }
}

fn length(blocks: &[prose::Block]) -> usize {
    let texts = blocks.iter().map(|block| match block {
        prose::Block::Paragraph(text) => text.chars().count(),
        prose::Block::List(items) => items.iter().map(|(_, item)| item.chars().count()).sum(),
    });
    texts.sum()
}

/// Returns at most `max_chars` characters, cut between words where there are any, with an ellipsis.
fn cut(text: &str, max_chars: usize) -> String {
    let end = text
        .char_indices()
        .nth(max_chars)
        .map_or(text.len(), |(at, _)| at);
    let blank = text[..end]
        .rfind(char::is_whitespace)
        .filter(|at| *at > end / 2);
    format!("{} …", text[..blank.unwrap_or(end)].trim_end())
}

/// Longest description for search engines, in characters.
const DESCRIPTION_CHARS: usize = 300;

/// Returns the first sentence of the section, for search engines.
pub fn first_sentence(trial: &Trial) -> String {
    let editorial = trial.editorial.as_ref();
    let text = editorial
        .and_then(|editorial| editorial.plain_summary.as_deref())
        .or(trial.brief_summary.as_deref())
        .unwrap_or_default();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = prose::sentence_ends(&text)
        .first()
        .copied()
        .unwrap_or_default();
    match text[..end].chars().count() <= DESCRIPTION_CHARS {
        true => text[..end].trim().to_owned(),
        false => cut(&text, DESCRIPTION_CHARS),
    }
}
