//! Links to the other pages of results: first, last, current and its neighbours.

use maud::{Markup, html};

use super::Found;

/// Behind this page, a detail helps more than another page.
pub(super) const MAX_PAGES: usize = 50;

/// Returns the links; none for a single page.
pub(super) fn links(found: &Found<'_>) -> Markup {
    let words = found.words;
    let pages = found.results.pages;
    let shown = pages.min(MAX_PAGES);
    let page = found.page();
    if pages < 2 {
        return html! {};
    }
    let to = |number: usize| {
        found
            .address
            .with(|address| address.page = number)
            .results(found.lang())
    };
    html! {
        nav class="paging" aria-label=(words.say("search.pages")) {
            @if page > 1 {
                a class="paging-step" rel="prev" href=(to(page - 1)) {
                    span class="arrow" aria-hidden="true" { "‹" } " " (words.say("search.previous"))
                }
            }
            ol {
                @for number in numbers(page, shown) {
                    li {
                        @match number {
                            None => span class="paging-gap" aria-hidden="true" { "…" },
                            Some(number) => a class="paging-number" href=(to(number)) aria-current=[(number == page).then_some("page")]
                                aria-label=(words.say_with("search.page", &[("n", &number.to_string())])) { (number) },
                        }
                    }
                }
            }
            @if page < shown {
                a class="paging-step" rel="next" href=(to(page + 1)) {
                    (words.say("search.next")) " " span class="arrow" aria-hidden="true" { "›" }
                }
            }
        }
        @if pages > MAX_PAGES && page >= MAX_PAGES { p class="hint" { (words.say("search.too_many_pages")) } }
    }
}

/// Returns the numbers to show, with `None` for a gap.
fn numbers(page: usize, pages: usize) -> Vec<Option<usize>> {
    let is_shown = |number: &usize| *number == 1 || *number == pages || number.abs_diff(page) <= 1;
    let mut numbers: Vec<Option<usize>> = Vec::new();
    let mut last = 0;
    for number in (1..=pages).filter(is_shown) {
        match number - last {
            // A gap of one number is as long as the number itself.
            2 => numbers.push(Some(number - 1)),
            gap if gap > 2 => numbers.push(None),
            _ => {}
        }
        numbers.push(Some(number));
        last = number;
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_last_current_and_neighbours_are_shown() {
        let shown = |page, pages| {
            numbers(page, pages)
                .into_iter()
                .map(|number| number.map_or("…".to_owned(), |number| number.to_string()))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(shown(1, 2), "1 2");
        assert_eq!(shown(1, 10), "1 2 … 10");
        assert_eq!(shown(4, 10), "1 2 3 4 5 … 10");
        assert_eq!(shown(6, 10), "1 … 5 6 7 … 10");
        assert_eq!(shown(10, 10), "1 … 9 10");
    }
}
