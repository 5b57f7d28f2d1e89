//! Which language an answer is in when the caller does not say: what the browser prefers and we have.

use axum::http::{HeaderMap, header};

use crate::config::Catalogue;

/// Returns the first language of `Accept-Language`, by weight, that we have; English without one.
pub fn preferred_language(headers: &HeaderMap, catalogue: &Catalogue) -> String {
    let header = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    choose(header, catalogue).to_owned()
}

fn choose<'l>(header: &str, catalogue: &'l Catalogue) -> &'l str {
    let mut wanted: Vec<(&str, f32)> = header.split(',').take(20).filter_map(read_range).collect();
    wanted.sort_by(|a, b| b.1.total_cmp(&a.1));
    let have = |range: &str| {
        let code = catalogue.resolve(range);
        let primary = |code: &str| {
            code.split(['-', '_'])
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        (primary(code) == primary(range)).then_some(code)
    };
    wanted
        .iter()
        .find_map(|(range, _)| have(range))
        .unwrap_or_else(|| catalogue.resolve("en"))
}

fn read_range(text: &str) -> Option<(&str, f32)> {
    let (range, weight) = match text.split_once(';') {
        Some((range, weight)) => (
            range,
            weight.trim().strip_prefix("q=")?.trim().parse().ok()?,
        ),
        None => (text, 1.0),
    };
    Some((range.trim(), weight)).filter(|(range, weight)| !range.is_empty() && *weight > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_first_language_that_we_have_is_taken() {
        let catalogue = Config::compiled_in().unwrap().catalogue;
        for (header, language) in [
            ("", "en"),
            ("es", "es"),
            ("es-MX,es;q=0.9,en;q=0.8", "es"),
            ("fr, es;q=0.5", "es"),
            ("en;q=0.2, zh-CN;q=0.9", "zh"),
            ("zh-TW, es;q=0.1", "es"),
            ("zh-Hant", "en"),
            ("es;q=0, zh", "zh"),
            ("*", "en"),
            ("es;q=much, zh;q=", "en"),
            (";;;,,,=", "en"),
        ] {
            assert_eq!(choose(header, &catalogue), language, "{header}");
        }
    }
}
