//! Explains the words of one page: each once in a section, where it is first met.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

use maud::{Markup, html};

use super::finder::Finder;
use crate::{
    pages::{Words, address},
    search::{NamedCondition, Names, Segment},
    trial::{NctId, Trial},
};

/// What a word of the page leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Meaning {
    /// A word of the glossary: its position among those of the language.
    Word(usize),
    /// A condition that the vocabulary knows: its position among those of the trial.
    Condition(usize),
    /// A name that is left as it is: of a treatment, or of a condition of which there is nothing to say.
    Plain,
}

/// Writes texts of one page with their words explained.
#[derive(Debug)]
pub struct Explainer<'a> {
    words: Words<'a>,
    keys: Vec<&'a str>,
    /// Conditions with something to say of them, and the word of the glossary that they are a kind of.
    conditions: Vec<(&'a NamedCondition, Option<Meaning>)>,
    finder: Finder<Meaning>,
    /// Whether the page is for paper, where nothing can be pressed.
    is_paper: bool,
    /// What was explained in the section that is being written.
    here: RefCell<HashSet<Meaning>>,
    /// What was explained on the page.
    used: RefCell<BTreeSet<Meaning>>,
}

impl<'a> Explainer<'a> {
    /// Returns an explainer for texts of `trial`, of which `names` are known.
    pub fn new(words: Words<'a>, trial: &Trial, names: &'a Names) -> Self {
        let glossary = &words.config.glossary;
        let english = glossary.words("en");
        let keys: Vec<&str> = english.iter().map(|(key, _)| *key).collect();
        let mut forms: BTreeMap<String, Meaning> = BTreeMap::new();
        for (position, key) in keys.iter().enumerate() {
            // Records are in English, or in the language of the reader.
            let own = glossary.word(words.lang(), key);
            let both = glossary.word("en", key).into_iter().chain(own);
            for form in both.flat_map(|word| word.forms()) {
                forms.insert(form.to_owned(), Meaning::Word(position));
            }
        }
        let known: HashMap<String, Meaning> = forms
            .iter()
            .map(|(form, meaning)| (form.to_lowercase(), *meaning))
            .collect();
        let is_new = |name: &str| !known.contains_key(&name.to_lowercase());
        let mut conditions = Vec::new();
        for condition in names
            .conditions
            .iter()
            .filter(|condition| is_new(&condition.written))
        {
            let kinds = condition.kinds.iter();
            let kind = kinds
                .filter_map(|kind| known.get(&kind.to_lowercase()))
                .copied()
                .next();
            let has_meaning = condition.usual.is_some() || kind.is_some();
            let meaning = match has_meaning {
                true => Meaning::Condition(conditions.len()),
                false => Meaning::Plain,
            };
            forms.insert(condition.written.clone(), meaning);
            if has_meaning {
                conditions.push((condition, kind));
            }
        }
        let own = trial.interventions.iter().flat_map(|intervention| {
            std::iter::once(&intervention.name).chain(&intervention.other_names)
        });
        for treatment in names.treatments.iter().chain(own) {
            if is_new(treatment) {
                forms.insert(treatment.clone(), Meaning::Plain);
            }
        }
        Explainer {
            words,
            keys,
            conditions,
            finder: Finder::new(forms.into_iter()),
            is_paper: false,
            here: RefCell::default(),
            used: RefCell::default(),
        }
    }

    /// Returns an explainer that only marks words; [`Self::meanings`] explains them.
    pub fn on_paper(self) -> Self {
        Explainer {
            is_paper: true,
            ..self
        }
    }

    /// Begins a section: words are explained once more.
    pub fn begin_section(&self) {
        self.here.borrow_mut().clear();
    }

    /// Writes a text with its words explained and trial numbers as links.
    pub fn text(&self, text: &str) -> Markup {
        let mut at = 0;
        html! {
            @for (span, meaning) in self.finder.find(text) {
                @if let Some(id) = self.first_met(meaning) {
                    @let (start, end) = (before(text, span.start).max(at), after(text, span.end));
                    (self.with_trials(&text[at..start]))
                    @let (opening, closing) = (&text[start..span.start], &text[span.end..end]);
                    @match opening.is_empty() && closing.is_empty() {
                        true => { (self.word(&text[span], &id)) }
                        // A bracket or a full stop stays beside its word when the line breaks.
                        false => { span class="together" { (opening) (self.word(&text[span], &id)) (closing) } }
                    }
                    @let () = at = end;
                }
            }
            (self.with_trials(&text[at..]))
        }
    }

    fn word(&self, word: &str, id: &str) -> Markup {
        html! {
            @if self.is_paper { span class="term" { (word) } }
            @else { button type="button" class="term" popovertarget=(id) { (word) } }
        }
    }

    /// Writes a text of which pieces are marked.
    pub fn segments(&self, segments: &[Segment]) -> Markup {
        html! {
            @for segment in segments {
                @if segment.hit { mark { (segment.text) } } @else { (self.text(&segment.text)) }
            }
        }
    }

    /// Writes what the words of the page mean; each is hidden until its button is pressed.
    pub fn popovers(&self) -> Markup {
        let words = self.words;
        html! {
            @for meaning in self.used.borrow().iter() {
                @if let Some((id, name, text)) = self.meaning(*meaning) {
                    div id=(id) class="popover" popover="auto" role="note" {
                        p class="popover-word" { dfn { (name) } }
                        p { (text) }
                        p class="popover-links" {
                            button type="button" class="link-button" popovertarget=(id) popovertargetaction="hide" { (words.say("filters.close")) }
                            " "
                            a href=(address::under(words.code(), "glossary", "")) { (words.say("glossary.all_words")) }
                        }
                    }
                }
            }
        }
    }

    /// Returns the words of the page and what they mean, for paper.
    pub fn meanings(&self) -> Vec<(String, String)> {
        let used = self.used.borrow();
        let meanings = used.iter().filter_map(|meaning| self.meaning(*meaning));
        meanings.map(|(_, name, text)| (name, text)).collect()
    }

    /// Notes that a word is met; returns its id if it is the first time in this section.
    fn first_met(&self, meaning: Meaning) -> Option<String> {
        let id = self.id_of(meaning)?;
        self.used.borrow_mut().insert(meaning);
        let is_first = self.here.borrow_mut().insert(meaning);
        is_first.then_some(id)
    }

    fn id_of(&self, meaning: Meaning) -> Option<String> {
        match meaning {
            Meaning::Word(position) => Some(format!("word-{}", self.keys[position])),
            Meaning::Condition(position) => Some(format!("name-{position}")),
            Meaning::Plain => None,
        }
    }

    /// Returns id, name and meaning.
    fn meaning(&self, meaning: Meaning) -> Option<(String, String, String)> {
        let words = self.words;
        let id = self.id_of(meaning)?;
        match meaning {
            Meaning::Word(position) => {
                let word = words
                    .config
                    .glossary
                    .word(words.lang(), self.keys[position])?;
                Some((id, words.changed(&word.name), words.changed(&word.meaning)))
            }
            Meaning::Condition(position) => {
                let (condition, kind) = self.conditions[position];
                let mut text = Vec::new();
                if let Some(usual) = &condition.usual {
                    text.push(words.say_with("glossary.also_called", &[("names", usual)]));
                }
                if let Some((_, name, meaning)) = kind.and_then(|kind| self.meaning(kind)) {
                    text.push(words.say_with("glossary.kind_of", &[("name", &name)]));
                    text.push(meaning);
                }
                Some((id, condition.written.clone(), text.join(" ")))
            }
            Meaning::Plain => None,
        }
    }

    /// Writes a text with trial numbers as links.
    fn with_trials(&self, text: &str) -> Markup {
        let mut at = 0;
        html! {
            @for (start, id) in trial_numbers(text) {
                (&text[at..start])
                a href=(address::under(self.words.code(), &format!("trials/{id}"), "")) { bdi { (id.to_string()) } }
                @let () = at = start + NCT_BYTES;
            }
            (&text[at..])
        }
    }
}

/// Returns where opening brackets and quotes right before `at` begin.
fn before(text: &str, at: usize) -> usize {
    text[..at]
        .trim_end_matches(['(', '[', '“', '"', '‘', '（', '「', '《'])
        .len()
}

/// Returns where closing marks right after `at` end.
fn after(text: &str, at: usize) -> usize {
    let closing = [
        ')', ']', '”', '"', '’', ',', '.', ';', ':', '!', '?', '）', '」', '》', '，', '。', '；',
        '：', '、',
    ];
    let rest = text[at..].trim_start_matches(closing);
    text.len() - rest.len()
}

/// Bytes of a trial number as the registry prints it.
const NCT_BYTES: usize = 11;

/// Returns where complete trial numbers stand in a text.
fn trial_numbers(text: &str) -> Vec<(usize, NctId)> {
    let touches = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let found = text.match_indices("NCT").filter_map(|(at, _)| {
        let number = text.get(at..at + NCT_BYTES)?;
        let is_plain = number.bytes().skip(3).all(|byte| byte.is_ascii_digit());
        let is_whole = !touches(text[..at].chars().next_back())
            && !touches(text[at + NCT_BYTES..].chars().next());
        (is_plain && is_whole).then(|| number.parse().ok().map(|id| (at, id)))?
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, search::NamedCondition, trial::Intervention};

    fn trial() -> Trial {
        let mut trial = Trial::new(NctId::from_number(1).unwrap());
        trial.interventions.push(Intervention {
            kind: None,
            name: "Oral immunotherapy kit".to_owned(),
            description: None,
            other_names: vec!["Placebo".to_owned()],
        });
        trial
    }

    #[test]
    fn a_word_is_explained_once_a_section_and_names_of_treatments_never() {
        let config = Config::compiled_in().unwrap();
        let names = Names {
            conditions: vec![NamedCondition {
                written: "AML".to_owned(),
                usual: Some("Acute myeloid leukemia".to_owned()),
                kinds: vec!["Acute leukemia".to_owned(), "Leukemia".to_owned()],
            }],
            treatments: BTreeSet::new(),
        };
        let words = Words::new(&config, "en");
        let explainer = Explainer::new(words, &trial(), &names);
        explainer.begin_section();
        let text = explainer
            .text("Oral immunotherapy kit or placebo for AML, then placebo; see NCT05665075.");
        assert_eq!(
            text.into_string(),
            "Oral immunotherapy kit or <button type=\"button\" class=\"term\" popovertarget=\"word-placebo\">placebo</button> for \
             <span class=\"together\"><button type=\"button\" class=\"term\" popovertarget=\"name-0\">AML</button>,</span> then placebo; \
             see <a href=\"/en/trials/NCT05665075\"><bdi>NCT05665075</bdi></a>."
        );
        explainer.begin_section();
        assert!(
            explainer
                .text("A placebo")
                .into_string()
                .contains("word-placebo")
        );
        let popovers = explainer.popovers().into_string();
        assert_eq!(popovers.matches("id=\"word-placebo\"").count(), 1);
        assert!(popovers.contains(
            "Also called: Acute myeloid leukemia. A kind of: leukemia. A cancer of the blood."
        ));
        assert!(!popovers.contains("word-oral"));
    }

    #[test]
    fn text_stays_as_it_is() {
        let config = Config::compiled_in().unwrap();
        let names = Names::default();
        let explainer = Explainer::new(Words::new(&config, "en"), &trial(), &names);
        let text = "<script>alert(1)</script> & placebo";
        let written = explainer.text(text).into_string();
        assert!(
            written.starts_with("&lt;script&gt;alert(1)&lt;/script&gt; &amp; <button"),
            "{written}"
        );
        assert_eq!(
            trial_numbers("NCT0566507 XNCT05665075 NCT056650751 nct05665075"),
            []
        );
    }
}
