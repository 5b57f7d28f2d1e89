//! The analyzer: text in, terms out, the same for documents and for queries.
//!
//! Words are cut at anything that is neither letter nor digit; possessive `'s` is dropped; letters are folded (see [`super::fold()`]); British spellings become American ones by rule; English endings are stemmed (Snowball).
//! Runs of Han characters are simplified and cut into words by a dictionary (jieba), with the shorter words inside a long one beside it; scripts without blanks for which we have no dictionary (kana, Thai, Lao, Khmer, Burmese) become overlapping pairs of characters.
//! A code has one term however it is written: "MK-3475" and "MK 3475" give `mk3475` beside their parts, "α1" and "alpha-1" `alpha1`, "177Lu" and "Lu-177" `lu177`; "stage IV" is stage 4, "nonsmall" two words (see [`codes`]).
//! Words of other languages in the Latin script are stemmed by the English rules on both sides, which costs little precision and loses no match.
//!
//! *Invariant:* no stop word is removed here; a document keeps all its words.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    ops::Range,
    sync::Arc,
};

use frostem::{Algorithm, Stemmer};
use tantivy::tokenizer::{TokenStream, Tokenizer};
use tantivy_jieba::JiebaTokenizer;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{
    chinese::{is_han, simplified},
    codes,
    fold::{fold_char, is_apostrophe},
};

/// A longer word is no word of any language: it is left out of the index and of queries. In bytes.
pub const MAX_WORD_BYTES: usize = 120;

/// Distinct words remembered by one [`Analyzer`]; about 20 MB when full.
const CACHE_WORDS: usize = 200_000;

/// The spelling rules of the analyzer; each rule is a (British, American) pair of folded letters.
#[derive(Debug, Clone, Default)]
pub struct SpellingRules {
    /// Replaced at the beginning of a word: `oestr` → `estr`.
    pub beginnings: Vec<(String, String)>,
    /// Replaced anywhere in a word: `haem` → `hem`.
    pub anywhere: Vec<(String, String)>,
    /// Replaced at the end of a word, the first that fits alone: `isation` → `ization`.
    pub endings: Vec<(String, String)>,
    /// By these as well, the spelling corrector takes two words for one: `sulph` → `sulf`.
    pub corrector_anywhere: Vec<(String, String)>,
    /// The same at the end of a word: `gramme` → `gram`.
    pub corrector_endings: Vec<(String, String)>,
    /// Words to which no rule applies: `exercise`.
    pub exceptions: BTreeSet<String>,
    /// Whether a Greek letter standing alone is read by its name, so that `TNF-α` is `TNF-alpha`.
    pub greek_letters: bool,
}

impl SpellingRules {
    /// Returns the spelling under which the corrector compares words: all rules hold anywhere, its own among them, and there are no exceptions.
    pub(super) fn compared<'w>(&self, word: &'w str) -> Cow<'w, str> {
        let mut word = Cow::Borrowed(word);
        let anywhere = [&self.beginnings, &self.anywhere, &self.corrector_anywhere];
        for (british, american) in anywhere.into_iter().flatten() {
            if word.contains(british.as_str()) {
                word = Cow::Owned(word.replace(british.as_str(), american));
            }
        }
        for (british, american) in self.endings.iter().chain(&self.corrector_endings) {
            if let Some(stem) = word.strip_suffix(british.as_str()) {
                return Cow::Owned(format!("{stem}{american}"));
            }
        }
        word
    }

    fn apply(&self, word: &mut String) {
        if self.exceptions.contains(word.as_str()) {
            return;
        }
        for (british, american) in &self.beginnings {
            if let Some(rest) = word.strip_prefix(british.as_str()) {
                *word = format!("{american}{rest}");
                break;
            }
        }
        for (british, american) in &self.anywhere {
            if word.contains(british.as_str()) {
                *word = word.replace(british.as_str(), american);
            }
        }
        for (british, american) in &self.endings {
            if let Some(stem) = word
                .strip_suffix(british.as_str())
                .filter(|stem| stem.len() > 1)
            {
                *word = format!("{stem}{american}");
                break;
            }
        }
    }
}

/// The Greek letters from alpha to omega, without the final sigma, and their names.
const GREEK_LETTERS: [(char, &str); 24] = [
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('ο', "omicron"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
];

/// A term and the bytes of the text that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalyzedTerm {
    pub text: Arc<str>,
    pub span: Range<usize>,
}

/// Cuts text into terms. Cloning is cheap but starts with an empty memory of words, so keep one per thread.
pub struct Analyzer {
    rules: Arc<SpellingRules>,
    stemmer: Stemmer,
    jieba: JiebaTokenizer,
    cache: HashMap<Box<str>, Arc<str>, foldhash::fast::RandomState>,
}

impl Clone for Analyzer {
    fn clone(&self) -> Self {
        Analyzer::new(Arc::clone(&self.rules))
    }
}

/// How a character takes part in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    /// A digit, which goes on a word of any letters.
    Digit,
    Greek,
    Han,
    /// Scripts written without blanks, cut into pairs.
    Paired,
    Apostrophe,
    Other,
}

fn class_of(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            'a'..='z' | 'A'..='Z' => Class::Word,
            '0'..='9' => Class::Digit,
            '\'' | '`' => Class::Apostrophe,
            _ => Class::Other,
        };
    }
    match c {
        _ if is_han(c) => Class::Han,
        '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}' => {
            Class::Paired
        }
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
            if c.is_alphanumeric() || is_combining_mark(c) =>
        {
            Class::Paired
        }
        '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}' if c.is_alphabetic() => Class::Greek,
        _ if is_apostrophe(c) => Class::Apostrophe,
        // Marks that a page uses to break a word are no part of it and part nothing.
        _ if codes::is_invisible(c) => Class::Word,
        _ if c.is_alphanumeric() || is_combining_mark(c) => Class::Word,
        _ => Class::Other,
    }
}

/// Returns the name of a Greek letter that stands alone or before digits: "α", "β2".
fn greek_letter(folded: &str) -> Option<(&'static str, &str)> {
    let first = folded.chars().next()?;
    let rest = &folded[first.len_utf8()..];
    let (_, name) = GREEK_LETTERS.iter().find(|(letter, _)| *letter == first)?;
    rest.bytes()
        .all(|b| b.is_ascii_digit())
        .then_some((*name, rest))
}

/// What is cut short before an apostrophe in French and Italian.
const ELISIONS: [&str; 11] = ["l", "d", "j", "n", "s", "t", "m", "c", "qu", "dell", "all"];

/// Whether letters before an apostrophe are a word of their own: `l'asthme`, `dell'asma`.
pub fn is_elision(letters: &str) -> bool {
    ELISIONS
        .iter()
        .any(|elision| letters.eq_ignore_ascii_case(elision))
}

/// Keeps of terms in the order of the analyzer those that are not inside another: of a long Chinese word with the shorter ones in it the long one, of a code with its parts the code.
pub fn keep_outer<T>(terms: &mut Vec<T>, span_of: impl Fn(&T) -> &Range<usize>) {
    let is_inside = |inner: &Range<usize>, outer: &Range<usize>| {
        inner != outer && outer.start <= inner.start && inner.end <= outer.end
    };
    let mut kept: Vec<T> = Vec::with_capacity(terms.len());
    for term in terms.drain(..) {
        // The words inside a long one stand right before or behind it, so only neighbours are compared.
        if kept
            .last()
            .is_some_and(|outer| is_inside(span_of(&term), span_of(outer)))
        {
            continue;
        }
        while kept
            .last()
            .is_some_and(|inner| is_inside(span_of(inner), span_of(&term)))
        {
            kept.pop();
        }
        kept.push(term);
    }
    *terms = kept;
}

impl Analyzer {
    /// Returns an analyzer with these spelling rules.
    pub fn new(rules: Arc<SpellingRules>) -> Self {
        let mut jieba = JiebaTokenizer::with_search_mode(true);
        // Guessing words that the dictionary lacks depends on the text around them, so a query and a document could disagree.
        jieba.set_hmm(false);
        Analyzer {
            rules,
            stemmer: Stemmer::new(Algorithm::English),
            jieba,
            cache: HashMap::default(),
        }
    }

    /// Returns the rules of spelling.
    pub fn rules(&self) -> &SpellingRules {
        &self.rules
    }

    /// Hands every term of `text` to `push`, in order.
    pub fn for_each_term(&mut self, text: &str, mut push: impl FnMut(&Arc<str>, Range<usize>)) {
        let mut rest = text.char_indices().peekable();
        let mut last: Option<Range<usize>> = None;
        while let Some((start, first)) = rest.next() {
            let mut class = class_of(first);
            if matches!(class, Class::Other | Class::Apostrophe) {
                continue;
            }
            let mut end = start + first.len_utf8();
            let mut apostrophe = None;
            if let Some(dotted) = codes::dotted_end(text, start) {
                end = dotted;
                while rest.next_if(|(at, _)| *at < dotted).is_some() {}
            }
            while let Some(&(at, c)) = rest.peek() {
                let next = class_of(c);
                // A digit takes the class of the letters that follow.
                if class == Class::Digit && matches!(next, Class::Word | Class::Greek) {
                    class = next;
                }
                let goes_on = next == Class::Digit && matches!(class, Class::Word | Class::Greek);
                if next == class || goes_on {
                    end = at + c.len_utf8();
                } else if class == Class::Word && next == Class::Apostrophe && apostrophe.is_none()
                {
                    apostrophe = Some(at);
                } else {
                    break;
                }
                rest.next();
            }
            match class {
                Class::Word | Class::Digit | Class::Greek => {
                    self.push_words(text, start..end, apostrophe, last.take(), &mut push);
                    last = Some(start..end);
                }
                Class::Han => self.push_han(text, start..end, &mut push),
                _ => self.push_pairs(text, start..end, &mut push),
            }
        }
    }

    /// Returns the terms of `text`, in order.
    pub fn terms(&mut self, text: &str) -> Vec<AnalyzedTerm> {
        let mut terms = Vec::new();
        self.for_each_term(text, |term, span| {
            terms.push(AnalyzedTerm {
                text: Arc::clone(term),
                span,
            })
        });
        terms
    }

    /// Returns the terms of a query: as [`Self::terms`], but of overlapping words only the longest, which is what the person typed.
    pub fn query_terms(&mut self, text: &str) -> Vec<AnalyzedTerm> {
        let mut terms = self.terms(text);
        keep_outer(&mut terms, |term| &term.span);
        terms
    }

    /// Pushes a word, the two that it is made of, or what it is called by behind the word at `last`; then the code that the two make.
    fn push_words(
        &mut self,
        text: &str,
        span: Range<usize>,
        apostrophe: Option<usize>,
        last: Option<Range<usize>>,
        push: &mut impl FnMut(&Arc<str>, Range<usize>),
    ) {
        let word = &text[span.clone()];
        if let Some(at) = codes::parts_at(word) {
            let middle = span.start + at;
            self.push_word(text, span.start..middle, None, push);
            return self.push_word(text, middle..span.end, apostrophe, push);
        }
        if let Some(number) = codes::numeral_before_han(word, &text[span.end..]) {
            let term = self.term_of(&number);
            return push(&term, span);
        }
        let Some(last) = last else {
            return self.push_word(text, span, apostrophe, push);
        };
        let between = &text[last.end..span.start];
        let before = &text[last.clone()];
        if codes::repeats_isotope(before, between, word) {
            return;
        }
        if let Some(number) = codes::numeral(before, between, word) {
            let term = self.term_of(&number);
            return push(&term, span);
        }
        self.push_word(text, span.clone(), apostrophe, push);
        if let Some(code) = codes::joined(before, between, word) {
            let term = self.term_of(&code);
            push(&term, last.start..span.end);
        }
    }

    fn push_word(
        &mut self,
        text: &str,
        span: Range<usize>,
        apostrophe: Option<usize>,
        push: &mut impl FnMut(&Arc<str>, Range<usize>),
    ) {
        // `Crohn's` is Crohn; `O'Brien` is one word; a closing quote belongs to no word.
        let is_possessive = apostrophe.is_some_and(|at| {
            let tail = text.get(at..span.end).unwrap_or_default();
            tail.chars().count() <= 2 && tail.ends_with(['s', 'S']) || at >= span.end
        });
        let span = match apostrophe {
            Some(at) if is_possessive => span.start..at.min(span.end),
            // `l'asthme` is asthme: the article says nothing.
            Some(at) if is_elision(&text[span.start..at]) => {
                let apostrophe = text[at..].chars().next().map_or(1, char::len_utf8);
                at + apostrophe..span.end
            }
            _ => span,
        };
        if span.len() > MAX_WORD_BYTES {
            return;
        }
        let term = self.term_of(&text[span.clone()]);
        if !term.is_empty() {
            push(&term, span);
        }
    }

    fn push_han(
        &mut self,
        text: &str,
        span: Range<usize>,
        push: &mut impl FnMut(&Arc<str>, Range<usize>),
    ) {
        let run = simplified(&text[span.clone()]);
        let mut found = Vec::new();
        let mut stream = self.jieba.token_stream(&run);
        while stream.advance() {
            let token = stream.token();
            found.push(token.offset_from..token.offset_to);
        }
        drop(stream);
        for word in found {
            let term = self.term_of(&run[word.clone()]);
            if !term.is_empty() {
                push(&term, span.start + word.start..span.start + word.end);
            }
        }
    }

    fn push_pairs(
        &mut self,
        text: &str,
        span: Range<usize>,
        push: &mut impl FnMut(&Arc<str>, Range<usize>),
    ) {
        let starts: Vec<usize> = text[span.clone()]
            .char_indices()
            .map(|(at, _)| span.start + at)
            .collect();
        let ends = |index: usize| starts.get(index).copied().unwrap_or(span.end);
        for (index, &start) in starts.iter().enumerate() {
            let is_last = index + 1 == starts.len();
            if is_last && starts.len() > 1 {
                break;
            }
            let pair = start..ends(index + 2);
            let term = self.term_of(&text[pair.clone()]);
            if !term.is_empty() {
                push(&term, pair);
            }
        }
    }

    fn term_of(&mut self, word: &str) -> Arc<str> {
        if let Some(term) = self.cache.get(word) {
            return Arc::clone(term);
        }
        let mut folded = String::with_capacity(word.len());
        if word.is_ascii() {
            folded.extend(
                word.bytes()
                    .filter(u8::is_ascii_alphanumeric)
                    .map(|b| b.to_ascii_lowercase() as char),
            );
        } else {
            let mut decomposed = String::with_capacity(word.len());
            // Some characters decompose into a blank or a bracket and a letter.
            for c in word
                .nfkd()
                .filter(|c| c.is_alphanumeric() || is_combining_mark(*c))
            {
                fold_char(c, |c| decomposed.push(c));
            }
            folded.extend(decomposed.nfc());
        }
        if self.rules.greek_letters
            && let Some((name, rest)) = greek_letter(&folded)
        {
            folded = format!("{name}{rest}");
        }
        codes::write_isotope(&mut folded);
        // Endings belong to words; `EGFR`, `V600E` and `HbA1c` are names, and digits mark most of them.
        if folded.bytes().all(|b| b.is_ascii_lowercase()) {
            self.rules.apply(&mut folded);
            folded = self.stemmer.stem(&folded).into_owned();
        }
        let term: Arc<str> = folded.into();
        if self.cache.len() >= CACHE_WORDS {
            self.cache.clear();
        }
        self.cache.insert(word.into(), Arc::clone(&term));
        term
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn analyzer() -> Analyzer {
        let pairs = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(a, b)| (a.to_string(), b.to_string()))
                .collect()
        };
        Analyzer::new(Arc::new(SpellingRules {
            beginnings: pairs(&[("oestr", "estr")]),
            anywhere: pairs(&[("haem", "hem"), ("aemi", "emi"), ("tumour", "tumor")]),
            endings: pairs(&[("isation", "ization"), ("ised", "ized")]),
            exceptions: BTreeSet::from(["exercised".to_owned()]),
            greek_letters: true,
            ..SpellingRules::default()
        }))
    }

    fn check(text: &str, expected: &[&str]) {
        let terms = analyzer().terms(text);
        let texts: Vec<&str> = terms.iter().map(|term| &*term.text).collect();
        assert_eq!(texts, expected, "{text:?}");
    }

    #[test]
    fn english_words_are_folded_and_stemmed() {
        check("Patients with Leukemias", &["patient", "with", "leukemia"]);
        check("Crohn's disease, Crohn’s", &["crohn", "diseas", "crohn"]);
        check("O'Brien 'quoted' dogs'", &["obrien", "quot", "dog"]);
        check("l'asthme, d’asthme", &["asthm", "asthm"]);
        check(
            "COVID-19 (non-small)",
            &["covid", "19", "covid19", "non", "small"],
        );
        check(
            "V600E HbA1c CD33-positive",
            &["v600e", "hba1c", "cd33", "posit"],
        );
        check("Sjögren ＦＵＬＬ", &["sjogren", "full"]);
        check("", &[]);
        check(" ,;-' ", &[]);
    }

    #[test]
    fn a_code_has_one_term_however_it_is_written() {
        let terms_of = |text: &str| -> Vec<String> {
            let terms = analyzer().query_terms(text);
            terms.iter().map(|term| term.text.to_string()).collect()
        };
        for (spellings, expected) in [
            (
                &["MK-3475", "MK3475", "MK 3475", "mk-3475"][..],
                &["mk3475"][..],
            ),
            (&["AMG 510", "AMG510", "AMG-510"], &["amg510"]),
            (&["IL-6", "IL6", "IL 6", "il-6"], &["il6"]),
            (&["mRNA-1273", "mRNA1273"], &["mrna1273"]),
            (
                &[
                    "α1-antitrypsin",
                    "alpha-1 antitrypsin",
                    "alpha 1-antitrypsin",
                ],
                &["alpha1", "antitrypsin"],
            ),
            (
                &["TGF-β1", "TGFβ1", "TGF-beta1", "TGF-beta 1"],
                &["tgf", "beta1"],
            ),
            (&["PD-L1", "PDL1"], &["pdl1"]),
            (&["5-FU", "5FU"], &["5fu"]),
            (
                &[
                    "177Lu-PSMA-617",
                    "[177Lu]-PSMA-617",
                    "¹⁷⁷Lu-PSMA-617",
                    "Lu-177 PSMA-617",
                ],
                &["lu177", "psma617"],
            ),
            (&["99mTc", "Tc99m", "Tc-99m"], &["tc99m"]),
            (
                &["nonsmall cell", "non-small cell", "non small cell"],
                &["non", "small", "cell"],
            ),
            (&["Tcell", "T-cell", "T cell"], &["t", "cell"]),
            (
                &["stage IV", "stage 4", "Stage four", "stage-4"],
                &["stage", "4"],
            ),
            (&["stage IIIb", "stage 3b", "STAGE IIIB"], &["stage", "3b"]),
            (
                &["breast can\u{AD}cer", "breast can\u{200B}cer"],
                &["breast", "cancer"],
            ),
            (
                &["type 2 diabetes", "type-2 diabetes"],
                &["type", "2", "diabet"],
            ),
            (&["aged 18", "aged-18"], &["age", "18"]),
            (&["covid 19"], &["covid", "19"]),
            (&["her 2 children"], &["her", "2", "children"]),
            (&["24 mg, 7 days"], &["24", "mg", "7", "day"]),
            (&["none"], &["none"]),
            (&["MS-DOS"], &["ms", "dos"]),
        ] {
            for text in spellings {
                assert_eq!(terms_of(text), expected, "{text}");
            }
        }
    }

    #[test]
    fn british_spellings_meet_american_ones() {
        check(
            "leukaemia haemophilia tumours oestrogen",
            &["leukemia", "hemophilia", "tumor", "estrogen"],
        );
        check("randomised hospitalisation", &["random", "hospit"]);
        check("randomized hospitalization", &["random", "hospit"]);
        check("exercised", &["exercis"]);
    }

    #[test]
    fn greek_letters_have_names() {
        check("TNF-α", &["tnf", "alpha"]);
    }

    #[test]
    fn chinese_is_cut_by_a_dictionary() {
        check("乳腺癌患者", &["乳腺", "腺癌", "乳腺癌", "患者"]);
        check("白血病 NK细胞", &["白血", "白血病", "nk", "细胞"]);
        check("臨床試驗", &["临床", "试验", "临床试验"]);
        check("临床试验", &["临床", "试验", "临床试验"]);
    }

    #[test]
    fn a_query_keeps_the_longest_of_overlapping_words() {
        let texts: Vec<_> = analyzer()
            .query_terms("上海乳腺癌")
            .iter()
            .map(|term| term.text.to_string())
            .collect();
        assert_eq!(texts, ["上海", "乳腺癌"]);
    }

    #[test]
    fn other_scripts_are_treated_sanely() {
        check("がんの治療", &["がん", "んの", "治疗"]);
        check("유방암 임상시험", &["유방암", "임상시험"]);
        check("มะเร็ง", &["มะ", "ะเ", "เร", "ร็", "็ง"]);
        check("рак груди", &["рак", "груди"]);
        check("Müller Straße naïve", &["muller", "strass", "naiv"]);
    }

    #[test]
    fn endless_words_are_left_out() {
        check(&"x".repeat(5_000), &[]);
    }

    proptest! {
        #[test]
        fn spans_lie_on_character_boundaries_and_terms_are_never_empty(text in "\\PC{0,60}") {
            for term in analyzer().terms(&text) {
                prop_assert!(text.get(term.span.clone()).is_some_and(|word| !word.is_empty()));
                prop_assert!(!term.text.is_empty());
                prop_assert!(!term.text.contains(' '));
            }
        }

        #[test]
        fn capitals_do_not_matter(text in "[a-zA-Zéü' -]{0,40}") {
            let texts = |text: &str| analyzer().terms(text).into_iter().map(|term| term.text).collect::<Vec<_>>();
            prop_assert_eq!(texts(&text.to_uppercase()), texts(&text.to_lowercase()));
        }
    }
}
