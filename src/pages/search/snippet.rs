//! Why a trial was found: a piece of its own text, cut at word ends, with the words found marked, and the section it stands in.

use maud::{Markup, html};

use crate::{
    pages::Words,
    search::{Hit, Segment, Snippet},
};

/// Longest piece of text, in characters.
const MAX_CHARS: usize = 160;
/// Characters kept before the first word that was found.
const BEFORE: usize = 50;

/// Returns the snippets that say more than the card already does, one of each section, reasons not to join last.
pub(super) fn chosen(hit: &Hit) -> Vec<&Snippet> {
    let shown = hit.trial.display_title();
    let adds = |snippet: &Snippet| match snippet.field.as_str() {
        "title" => text_of(snippet) != shown,
        "sponsor" | "locations" | "ids" => false,
        _ => true,
    };
    let mut kept: Vec<&Snippet> = Vec::new();
    // Headings are names turned round ("Leukemia, Myeloid, Acute"): people's own words for the same come first.
    let by_reading = [false, true].into_iter().flat_map(|is_heading| {
        let snippets = hit.snippets.iter();
        snippets.filter(move |snippet| snippet.field.as_str().ends_with("_mesh") == is_heading)
    });
    for snippet in by_reading.filter(|snippet| adds(snippet)) {
        if !kept.iter().any(|known| section(known) == section(snippet)) {
            kept.push(snippet);
        }
    }
    kept.sort_by_key(|snippet| reading_order(section(snippet)));
    kept
}

/// Who can join tells most about whether a trial fits; why one cannot comes last.
fn reading_order(section: &str) -> usize {
    let order = [
        "card.in_join",
        "card.in_rules",
        "card.in_studies",
        "card.in_does",
        "card.in_title",
        "card.in_treatment",
        "card.in_other",
    ];
    order
        .iter()
        .position(|known| *known == section)
        .unwrap_or(order.len())
}

/// Returns the message that names the section in which a snippet stands.
fn section(snippet: &Snippet) -> &'static str {
    match snippet.field.as_str() {
        "title" | "official_title" => "card.in_title",
        "conditions" | "condition_mesh" | "keywords" => "card.in_studies",
        "summary" | "description" => "card.in_does",
        "inclusion" => "card.in_join",
        "exclusion" => "card.in_not_join",
        "unsplit" => "card.in_rules",
        "interventions" | "intervention_mesh" | "arms" => "card.in_treatment",
        _ => "card.in_other",
    }
}

fn text_of(snippet: &Snippet) -> String {
    snippet
        .segments
        .iter()
        .map(|segment| segment.text.as_str())
        .collect()
}

/// Returns one snippet with the name of its section in front.
pub(super) fn snippet(words: Words<'_>, snippet: &Snippet) -> Markup {
    let field = snippet.field.as_str();
    let is_exclusion = field == "exclusion";
    html! {
        p class={ "snippet" @if is_exclusion { " snippet-exclusion" } } {
            @if is_exclusion { span class="fit-icon" aria-hidden="true" { "✕ " } }
            span class="snippet-name" { (words.say(section(snippet))) } " "
            span lang=(super::text_lang(&text_of(snippet))) dir="auto" {
                @for segment in shorten(&snippet.segments) {
                    // A reason not to join is no find to be glad of.
                    @if segment.hit && !is_exclusion { mark { (segment.text) } } @else { (segment.text) }
                }
            }
        }
    }
}

/// Cuts segments to the piece around the first find.
fn shorten(segments: &[Segment]) -> Vec<Segment> {
    let total: usize = segments
        .iter()
        .map(|segment| segment.text.chars().count())
        .sum();
    if total <= MAX_CHARS {
        return segments.to_vec();
    }
    let before_find: usize = segments
        .iter()
        .take_while(|segment| !segment.hit)
        .map(|segment| segment.text.chars().count())
        .sum();
    let has_find = segments.iter().any(|segment| segment.hit);
    let mut skip = if has_find {
        before_find.saturating_sub(BEFORE)
    } else {
        0
    };
    let mut left = MAX_CHARS;
    let mut cut = Vec::new();
    let is_cut_before = skip > 0;
    for segment in segments {
        let length = segment.text.chars().count();
        if skip >= length {
            skip -= length;
            continue;
        }
        let rest: String = segment.text.chars().skip(skip).collect();
        let from_word = if skip > 0 {
            from_word_start(&rest)
        } else {
            rest
        };
        skip = 0;
        let length = from_word.chars().count();
        let text = if length > left {
            to_word_end(&from_word, left)
        } else {
            from_word
        };
        left -= length.min(left);
        cut.push(Segment {
            text,
            hit: segment.hit,
        });
        if left == 0 {
            break;
        }
    }
    if let Some(first) = cut.first_mut().filter(|_| is_cut_before) {
        first.text = format!("…{}", first.text.trim_start());
    }
    if let Some(last) = cut.last_mut().filter(|_| left == 0) {
        last.text = format!("{}…", last.text.trim_end().trim_end_matches('…'));
    }
    cut
}

/// Drops a word that was cut in two, unless the text has no spaces.
fn from_word_start(text: &str) -> String {
    match text.find(' ') {
        Some(at) if at < 30 => text[at + 1..].to_owned(),
        _ => text.to_owned(),
    }
}

fn to_word_end(text: &str, max_chars: usize) -> String {
    let head: String = text.chars().take(max_chars).collect();
    match head.rfind(' ') {
        Some(at) if at + 30 > head.len() => head[..at].to_owned(),
        _ => head,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(text: &str) -> Vec<Segment> {
        // Finds stand in brackets.
        let mut segments = Vec::new();
        for (at, part) in text.split(['[', ']']).enumerate() {
            if !part.is_empty() {
                segments.push(Segment {
                    text: part.to_owned(),
                    hit: at % 2 == 1,
                });
            }
        }
        segments
    }

    fn shown(text: &str) -> String {
        shorten(&segments(text))
            .iter()
            .map(|segment| match segment.hit {
                true => format!("[{}]", segment.text),
                false => segment.text.clone(),
            })
            .collect()
    }

    #[test]
    fn pieces_are_cut_at_word_ends_around_the_find() {
        assert_eq!(shown("a [leukemia] trial"), "a [leukemia] trial");
        let long = format!("{}[leukemia] {}", "word ".repeat(40), "more ".repeat(60));
        let cut = shown(&long);
        assert!(
            cut.starts_with("…word") && cut.contains("[leukemia]") && cut.ends_with("more…"),
            "{cut}"
        );
        assert!(cut.chars().count() <= MAX_CHARS + 4, "{cut}");
    }

    #[test]
    fn text_without_spaces_is_cut_as_well() {
        let long = format!("[癌]{}", "症".repeat(400));
        let cut = shown(&long);
        assert!(
            cut.chars().count() <= MAX_CHARS + 4 && cut.ends_with('…'),
            "{cut}"
        );
        let word = format!("{}[x]", "é".repeat(5_000));
        assert!(shown(&word).chars().count() <= MAX_CHARS + 4);
    }
}
