//! Which language a text is in, where that can be told.
//!
//! Scripts decide where a script belongs to one language. For letters that many languages share, whatlang is asked, but only about text long enough: on two to five words it is right about half of the time, and a wrong guess is worse than none.

use whatlang::{Detector, Lang};

/// Letters below which the language of a Latin text is not guessed.
const MIN_LETTERS: usize = 40;

/// Languages worth telling apart, as ISO 639-1 codes.
const LANGUAGES: [(Lang, &str); 10] = [
    (Lang::Eng, "en"),
    (Lang::Spa, "es"),
    (Lang::Deu, "de"),
    (Lang::Fra, "fr"),
    (Lang::Por, "pt"),
    (Lang::Ita, "it"),
    (Lang::Nld, "nl"),
    (Lang::Rus, "ru"),
    (Lang::Ara, "ar"),
    (Lang::Tur, "tr"),
];

/// Returns the ISO 639-1 code of the language of `text`, or `None` where it is not plain.
///
/// ```
/// use trialseek::text::language::detect;
/// assert_eq!(detect("乳腺癌 上海"), Some("zh"));
/// assert_eq!(detect("diabetes madrid"), None);
/// ```
pub fn detect(text: &str) -> Option<&'static str> {
    let count = |is_of: fn(char) -> bool| text.chars().filter(|c| is_of(*c)).count();
    let kana = count(|c| ('\u{3040}'..='\u{30FF}').contains(&c));
    let hangul = count(|c| ('\u{AC00}'..='\u{D7AF}').contains(&c));
    let han = count(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let letters = count(char::is_alphabetic);
    match () {
        () if kana > 0 && (kana + han) * 2 > letters => return Some("ja"),
        () if hangul * 2 > letters => return Some("ko"),
        () if han > 0 && han * 2 >= letters => return Some("zh"),
        () if letters < MIN_LETTERS => return None,
        () => {}
    }
    let allowed = LANGUAGES.iter().map(|(lang, _)| *lang).collect();
    let info = Detector::with_allowlist(allowed)
        .detect(text)
        .filter(whatlang::Info::is_reliable)?;
    LANGUAGES
        .iter()
        .find(|(lang, _)| *lang == info.lang())
        .map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_tell_at_once_and_letters_only_in_long_text() {
        for (text, language) in [
            ("", None),
            ("leukemia", None),
            ("diabetes tipo 2", None),
            ("乳腺癌", Some("zh")),
            ("がんの治験", Some("ja")),
            ("유방암 임상시험", Some("ko")),
            ("NK 细胞", Some("zh")),
            ("CD33 CAR-NK 癌", None),
            (
                "my eight year old son has asthma and we live near Boston, is there any trial he could join",
                Some("en"),
            ),
            (
                "mi hijo tiene ocho años y padece asma, vivimos cerca de Madrid y buscamos un ensayo clínico",
                Some("es"),
            ),
            (
                "meine Mutter hat Brustkrebs und wir suchen eine Studie in der Nähe von München für sie",
                Some("de"),
            ),
        ] {
            assert_eq!(detect(text), language, "{text:?}");
        }
    }
}
