//! The registry's prose: paragraphs and lists in plain markdown, and where its sentences end.

use maud::{Markup, html};

use super::TrialPage;

/// A piece of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Paragraph(String),
    /// Items with their depth, from 0.
    List(Vec<(usize, String)>),
}

/// Splits a text into paragraphs and lists. No word is lost.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            is_open = false;
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        match (item_of(trimmed), blocks.last_mut()) {
            (Some(item), Some(Block::List(items))) => {
                items.push((indent.div_ceil(3).min(3), item.to_owned()))
            }
            (Some(item), _) => blocks.push(Block::List(vec![(0, item.to_owned())])),
            (None, Some(Block::Paragraph(paragraph))) if is_open => push_line(paragraph, trimmed),
            (None, Some(Block::List(items))) if is_open => {
                if let Some((_, item)) = items.last_mut() {
                    push_line(item, trimmed);
                }
            }
            (None, _) => blocks.push(Block::Paragraph(trimmed.to_owned())),
        }
        is_open = true;
    }
    blocks
}

fn push_line(text: &mut String, line: &str) {
    text.push(' ');
    text.push_str(line);
}

/// Returns a list item without its mark.
fn item_of(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['*', '-', '•', '–'])?;
    let item = rest.trim_start();
    (rest.len() > item.len() || rest.is_empty()).then_some(item)
}

/// Writes blocks with the words explained.
pub fn write(page: &TrialPage<'_>, blocks: &[Block]) -> Markup {
    html! {
        @for block in blocks {
            @match block {
                Block::Paragraph(text) => p { (page.explainer.text(text)) }
                Block::List(items) => ul class="bullets" {
                    @for (depth, item) in items {
                        li class={ "depth-" (depth) } { (page.explainer.text(item)) }
                    }
                }
            }
        }
    }
}

/// Splits a text after its first `count` sentences: what is shown, and the rest, which may be empty.
pub fn split(blocks: Vec<Block>, count: usize) -> (Vec<Block>, Vec<Block>) {
    let mut shown = Vec::new();
    let mut rest = Vec::new();
    let mut left = count;
    for block in blocks {
        match block {
            block if left == 0 => rest.push(block),
            Block::List(items) => {
                shown.push(Block::List(items));
                left = 0;
            }
            Block::Paragraph(text) => {
                let ends = sentence_ends(&text);
                let at = ends.get(left - 1).copied().unwrap_or(text.len());
                left = left.saturating_sub(ends.len());
                let (first, second) = text.split_at(at);
                shown.push(Block::Paragraph(first.trim_end().to_owned()));
                if !second.trim().is_empty() {
                    left = 0;
                    rest.push(Block::Paragraph(second.trim_start().to_owned()));
                }
            }
        }
    }
    (shown, rest)
}

/// Returns where sentences end, in bytes; the last one ends with the text.
pub fn sentence_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    for (position, (at, c)) in letters.iter().enumerate() {
        let end = at + c.len_utf8();
        let ends_here = match c {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => {
                begins_sentence(&letters[position + 1..])
                    && !(*c == '.' && is_abbreviation(&text[..*at]))
            }
            _ => false,
        };
        if ends_here {
            ends.push(end);
        }
    }
    if ends.last() != Some(&text.len()) && !text.trim().is_empty() {
        ends.push(text.len());
    }
    ends
}

/// Whether blanks and then what begins a sentence follow.
fn begins_sentence(after: &[(usize, char)]) -> bool {
    let closing = |c: char| matches!(c, '"' | '”' | '’' | ')' | ']' | '»');
    let mut rest = after
        .iter()
        .map(|(_, c)| *c)
        .skip_while(|c| closing(*c))
        .peekable();
    match rest.peek() {
        None => true,
        Some(c) if !c.is_whitespace() => false,
        Some(_) => rest
            .find(|c| !c.is_whitespace())
            .is_none_or(|c| !c.is_lowercase()),
    }
}

/// Whether the full stop after this text belongs to an abbreviation: `e.g.`, `vs.`, `Dr.`, a single letter.
fn is_abbreviation(before: &str) -> bool {
    let start = before
        .rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“'))
        .map_or(0, |at| {
            at + before[at..].chars().next().map_or(1, char::len_utf8)
        });
    let word = &before[start..];
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let known = [
        "e.g", "i.e", "vs", "dr", "mr", "mrs", "ms", "prof", "st", "no", "approx", "ca", "cf",
        "fig", "incl", "resp", "al",
    ];
    is_initial || known.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prose_is_split_into_paragraphs_and_lists() {
        let text = "One line\nand its end.\n\nNew one:\n\n* first\n  goes on\n* second\n   * inner\n\nLast.\n- a dash\n-5 is no item";
        assert_eq!(
            blocks(text),
            [
                Block::Paragraph("One line and its end.".to_owned()),
                Block::Paragraph("New one:".to_owned()),
                Block::List(vec![
                    (0, "first goes on".to_owned()),
                    (0, "second".to_owned()),
                    (1, "inner".to_owned())
                ]),
                Block::Paragraph("Last.".to_owned()),
                Block::List(vec![(0, "a dash -5 is no item".to_owned())]),
            ]
        );
    }

    #[test]
    fn sentences_end_where_a_reader_stops() {
        for (text, sentences) in [
            ("One. Two! Three? Four", 4),
            ("Doses of 2.5 mg vs. 5 mg are given, e.g. at night.", 1),
            ("Led by Dr. J. Smith. It runs.", 2),
            ("It works (in mice). So far.", 2),
            ("第一句。第二句。", 2),
            ("approx. Three", 1),
            ("", 0),
        ] {
            assert_eq!(sentence_ends(text).len(), sentences, "{text:?}");
        }
    }

    #[test]
    fn the_first_sentences_are_shown_and_the_rest_is_kept() {
        let paragraph = |text: &str| Block::Paragraph(text.to_owned());
        let (shown, rest) = split(blocks("One. Two.\n\nThree. Four.\n\nFive."), 3);
        assert_eq!(shown, [paragraph("One. Two."), paragraph("Three.")]);
        assert_eq!(rest, [paragraph("Four."), paragraph("Five.")]);
        let (shown, rest) = split(blocks("One. Two."), 3);
        assert_eq!((shown.len(), rest.len()), (1, 0));
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "(\\PC|[a-z]+ |[.] |\n|\n\n|[*] |。){0,60}", count in 1usize..4) {
            let words = |blocks: &[Block]| -> String {
                let texts = blocks.iter().flat_map(|block| match block {
                    Block::Paragraph(text) => vec![text.as_str()],
                    Block::List(items) => items.iter().map(|(_, item)| item.as_str()).collect(),
                });
                texts.flat_map(str::split_whitespace).collect()
            };
            let all = blocks(&text);
            let whole = words(&all);
            let bare = |text: &str| text.replace(['*', '-', '•', '–'], "");
            prop_assert_eq!(bare(&whole), bare(&text.split_whitespace().collect::<String>()));
            let (shown, rest) = split(all, count);
            prop_assert_eq!(words(&shown) + &words(&rest), whole);
        }
    }
}
