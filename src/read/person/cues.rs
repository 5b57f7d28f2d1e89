//! The words of `[person]` in the files of `index_config/read/`, as the tables in which the readers of this folder look them up.
//!
//! Each table answers one question about one place of the query ("what stands before this number?"), so the longest phrase decides between its meanings.

use std::collections::{BTreeMap, HashMap};

pub(super) use super::meaning::{
    AfterNumber, AfterUnit, Anywhere, Before, Decade, Form, Group, Healthy, Join, Pregnancy, Unit,
    Verb, Word,
};
use super::{
    file::{LanguageWords, Words},
    numbers::NumberWords,
};
use crate::{
    read::{
        language::{Common, Language, LanguageError, wrong_value},
        phrases::PhraseTable,
        tokens::tokenize,
    },
    trial::Sex,
};

/// The cue words of age, sex, pregnancy and healthy volunteers, in all languages.
#[derive(Debug, Clone, Default)]
pub struct PersonCues {
    pub(super) numbers: NumberWords,
    pub(super) before: PhraseTable<Before>,
    pub(super) after_number: PhraseTable<AfterNumber>,
    pub(super) after_unit: PhraseTable<AfterUnit>,
    pub(super) joins: PhraseTable<Join>,
    pub(super) half: PhraseTable<()>,
    pub(super) measures: PhraseTable<()>,
    /// Things whose age is not that of a person.
    pub(super) things: PhraseTable<()>,
    pub(super) decades: PhraseTable<Decade>,
    pub(super) decade_before: PhraseTable<()>,
    pub(super) decade_of: PhraseTable<()>,
    pub(super) decade_mark: PhraseTable<()>,
    pub(super) goes_on: PhraseTable<()>,
    /// Words for people, groups, pregnancy.
    pub(super) words: PhraseTable<Word>,
    /// What stands before a person.
    pub(super) my: PhraseTable<()>,
    pub(super) theirs: PhraseTable<()>,
    pub(super) for_before: PhraseTable<()>,
    pub(super) self_is: PhraseTable<()>,
    pub(super) no_before: PhraseTable<()>,
    pub(super) unsure_before: PhraseTable<()>,
    pub(super) elder_before: PhraseTable<()>,
    pub(super) no_group_before: PhraseTable<()>,
    pub(super) once_before: PhraseTable<()>,
    /// What stands behind a person.
    pub(super) verbs: PhraseTable<Verb>,
    /// The same of a relative who has the disease too, at the end of a clause: "my father *does*".
    pub(super) family_last: PhraseTable<()>,
    /// Letters for months right behind the digits: "2y6m".
    pub(super) months_glued: PhraseTable<()>,
    pub(super) places: PhraseTable<()>,
    /// What stands anywhere in the sentence.
    pub(super) anywhere: PhraseTable<Anywhere>,
    pub(super) letters: HashMap<String, Sex>,
    pub(super) healthy: PhraseTable<Healthy>,
    pub(super) volunteers: PhraseTable<()>,
    pub(super) not_healthy: PhraseTable<()>,
    pub(super) stays_healthy: PhraseTable<()>,
    pub(super) volunteering: PhraseTable<()>,
    /// The bounds of the age groups that [`Word::group`] counts, and which is the one of the old.
    pub(super) groups: Vec<Group>,
    pub(super) senior: Option<usize>,
}

impl PersonCues {
    /// Returns whether a folded letter stands for a sex beside an age: "62F".
    pub fn is_sex_letter(&self, letter: &str) -> bool {
        self.letters.contains_key(letter)
    }

    /// Builds the tables from the files of all languages, by code.
    ///
    /// # Errors
    /// Names the key of a group that ends before it begins or that nobody knows, and of a number out of its range.
    pub(in crate::read) fn build(
        common: &Common,
        languages: &[(&str, Language)],
    ) -> Result<Self, LanguageError> {
        let mut cues = PersonCues::default();
        let mut group_numbers = HashMap::new();
        for (name, bounds) in &common.groups {
            let is_span = bounds.from >= 0.0 && bounds.to.is_none_or(|to| to >= bounds.from);
            if !is_span {
                let reason = format!(
                    "`groups.{name}` ends before it begins, use years from 0 with `to` not below `from`"
                );
                return Err(wrong_value("common", reason));
            }
            if name == "senior" {
                cues.senior = Some(cues.groups.len());
            }
            group_numbers.insert(name.as_str(), cues.groups.len());
            cues.groups.push(Group {
                from: bounds.from,
                to: bounds.to,
            });
        }
        // A word of two languages keeps the meaning that stands first here, whatever the language.
        for meaning in Before::ALL {
            for (_, language) in languages {
                add_all(
                    &mut cues.before,
                    meaning.phrases(&language.person),
                    *meaning,
                );
            }
        }
        let mut words = WordList::default();
        for (code, Language { person, .. }) in languages {
            let wrong = |reason| wrong_value(code, reason);
            cues.add_numbers(person).map_err(wrong)?;
            cues.add_around_numbers(person);
            cues.add_around_people(person);
            words.add_language(person);
            for (name, phrases) in &person.groups {
                let Some(&number) = group_numbers.get(name.as_str()) else {
                    let allowed: Vec<&str> = common.groups.keys().map(String::as_str).collect();
                    return Err(wrong(format!(
                        "`person.groups` has no group `{name}`, use one of {}",
                        allowed.join(", ")
                    )));
                };
                words.add(phrases, |word| word.group = word.group.or(Some(number)));
            }
        }
        for (_, language) in languages {
            words.add(&language.person.in_names, |word| word.in_names = true);
        }
        for (phrase, word) in words.by_phrase {
            cues.words.add(&phrase, word);
        }
        Ok(cues)
    }

    fn add_numbers(&mut self, language: &LanguageWords) -> Result<(), String> {
        let tables = [
            ("numbers", &language.numbers, 1),
            ("tens", &language.tens, 10),
            ("decades", &language.decades, 1),
            ("decades_alone", &language.decades_alone, 10),
        ];
        for (key, table, step) in tables {
            if let Some((word, number)) = table
                .iter()
                .find(|(_, number)| **number > 110 || **number % step != 0)
            {
                let tens = if step == 10 { " in tens" } else { "" };
                return Err(format!(
                    "`person.{key}` has `{word} = {number}`, use 0 to 110{tens}"
                ));
            }
        }
        self.numbers.add(
            &language.numbers,
            &language.tens,
            &language.tens_join,
            language.ones_first,
            &language.years_old,
        );
        for (table, is_alone) in [(&language.decades_alone, true), (&language.decades, false)] {
            for (word, from) in table {
                let from = *from;
                for spelling in spellings(word) {
                    self.decades.add(&spelling, Decade { from, is_alone });
                }
            }
        }
        Ok(())
    }

    fn add_around_numbers(&mut self, language: &LanguageWords) {
        for (unit, sex, phrases) in [
            (Unit::Years, None, &language.years_old),
            (Unit::Years, Some(Sex::Female), &language.years_old_female),
            (Unit::Years, Some(Sex::Male), &language.years_old_male),
            (Unit::Months, None, &language.months_old),
        ] {
            add_all(
                &mut self.after_number,
                phrases,
                AfterNumber::Old { unit, sex },
            );
        }
        for (unit, names) in [
            (Unit::Years, &language.years),
            (Unit::Months, &language.months),
            (Unit::Weeks, &language.weeks),
            (Unit::Days, &language.days),
        ] {
            let alone = language.years_alone && unit == Unit::Years;
            add_all(
                &mut self.after_number,
                names,
                AfterNumber::Unit { unit, alone },
            );
            for name in names {
                let old: Words = language
                    .old
                    .iter()
                    .map(|old| format!("{name} {old}"))
                    .collect();
                add_all(
                    &mut self.after_number,
                    &old,
                    AfterNumber::Old { unit, sex: None },
                );
            }
        }
        add_all(
            &mut self.after_number,
            &language.years_glued,
            AfterNumber::Glued,
        );
        add_all(
            &mut self.after_number,
            &language.older_after,
            AfterNumber::Older,
        );
        add_all(
            &mut self.after_number,
            &language.younger_after,
            AfterNumber::Younger,
        );
        add_all(
            &mut self.after_number,
            &language.other_after,
            AfterNumber::Other,
        );
        add_all(
            &mut self.after_unit,
            &language.older_after,
            AfterUnit::Older,
        );
        add_all(
            &mut self.after_unit,
            &language.younger_after,
            AfterUnit::Younger,
        );
        add_all(&mut self.after_unit, &language.past_after, AfterUnit::Past);
        add_all(
            &mut self.after_unit,
            &language.lapse_after,
            AfterUnit::Lapse,
        );
        for phrase in language.span_join.iter().chain(&language.and_join) {
            let join = Join {
                is_span: language.span_join.contains(phrase),
                is_and: language.and_join.contains(phrase),
            };
            add_all(&mut self.joins, std::slice::from_ref(phrase), join);
        }
        for (table, phrases) in [
            (&mut self.half, &language.half),
            (&mut self.family_last, &language.family_last),
            (&mut self.months_glued, &language.months_glued),
            (&mut self.measures, &language.measures),
            (&mut self.things, &language.things),
            (&mut self.decade_before, &language.decade_before),
            (&mut self.decade_of, &language.decade_of),
            (&mut self.decade_mark, &language.decade_mark),
            (&mut self.goes_on, &language.goes_on),
        ] {
            add_all(table, phrases, ());
        }
    }

    fn add_around_people(&mut self, language: &LanguageWords) {
        for (table, phrases) in [
            (&mut self.my, &language.my),
            (&mut self.theirs, &language.theirs),
            (&mut self.for_before, &language.for_before),
            (&mut self.self_is, &language.self_is),
            (&mut self.no_before, &language.no_before),
            (&mut self.unsure_before, &language.unsure_before),
            (&mut self.elder_before, &language.elder_before),
            (&mut self.no_group_before, &language.no_group_before),
            (&mut self.once_before, &language.once_before),
            (&mut self.places, &language.places),
            (&mut self.volunteers, &language.volunteers),
            (&mut self.not_healthy, &language.not_healthy),
            (&mut self.stays_healthy, &language.stays_healthy),
            (&mut self.volunteering, &language.volunteering),
        ] {
            add_all(table, phrases, ());
        }
        for (phrases, verb) in [
            (&language.helper_verbs, Verb::IsHelper),
            (&language.family_verbs, Verb::IsFamily),
            (&language.and_me, Verb::AndMe),
            (&language.subject_after, Verb::IsPatient),
        ] {
            add_all(&mut self.verbs, phrases, verb);
        }
        for (phrases, meaning) in [
            (&language.family_around, Anywhere::FamilyAround),
            (&language.family_after, Anywhere::FamilyAfter),
            (&language.self_has, Anywhere::SelfHas),
            (&language.carers, Anywhere::Carer),
            (&language.neither_sex, Anywhere::NeitherSex),
        ] {
            add_all(&mut self.anywhere, phrases, meaning);
        }
        for (sex, letters) in [
            (Sex::Female, &language.female_letter),
            (Sex::Male, &language.male_letter),
        ] {
            for letter in letters {
                self.letters.insert(letter.to_lowercase(), sex);
            }
        }
        let side = if language.healthy_first {
            Healthy::First
        } else {
            Healthy::Last
        };
        add_all(
            &mut self.healthy,
            &language.healthy_phrases,
            Healthy::Phrase,
        );
        add_all(&mut self.healthy, &language.healthy, side);
    }
}

/// The words for people by phrase, while they are put together from several keys.
#[derive(Default)]
struct WordList {
    by_phrase: BTreeMap<String, Word>,
}

impl WordList {
    fn add(&mut self, phrases: &[String], set: impl Fn(&mut Word)) {
        for spelling in phrases.iter().flat_map(|phrase| spellings(phrase)) {
            let words: Words = tokenize(&spelling)
                .into_iter()
                .map(|token| token.text)
                .collect();
            set(self.by_phrase.entry(words.join(" ")).or_default());
        }
    }

    fn add_language(&mut self, language: &LanguageWords) {
        self.add(&language.nothing, |_| {});
        self.add(&language.not_pregnant, |_| {});
        for (phrases, sex, form) in [
            (&language.female_one, Sex::Female, Form::One),
            (&language.female_many, Sex::Female, Form::Many),
            (&language.female_kin, Sex::Female, Form::Kin),
            (&language.female_title, Sex::Female, Form::Title),
            (&language.female_pronoun, Sex::Female, Form::Pronoun),
            (&language.male_one, Sex::Male, Form::One),
            (&language.male_many, Sex::Male, Form::Many),
            (&language.male_kin, Sex::Male, Form::Kin),
            (&language.male_title, Sex::Male, Form::Title),
            (&language.male_pronoun, Sex::Male, Form::Pronoun),
        ] {
            self.add(phrases, |word| word.sex = word.sex.or(Some((sex, form))));
        }
        for (phrases, sex) in [
            (&language.female_kin_last, Sex::Female),
            (&language.male_kin_last, Sex::Male),
        ] {
            self.add(phrases, |word| {
                word.sex = Some((sex, Form::Kin));
                word.is_last = true;
            });
        }
        self.add(&language.people, |word| word.is_person = true);
        for (phrases, pregnancy) in [
            (&language.pregnant, Pregnancy::Now),
            (&language.pregnancy, Pregnancy::Related),
        ] {
            self.add(phrases, |word| {
                word.pregnancy = word.pregnancy.or(Some(pregnancy));
            });
        }
    }
}

fn add_all<T: Clone>(table: &mut PhraseTable<T>, phrases: &[String], value: T) {
    for spelling in phrases.iter().flat_map(|phrase| spellings(phrase)) {
        table.add(&spelling, value.clone());
    }
}

/// The ways to write a phrase: German vowels with dots, or with an `e` behind where the keyboard has no dots.
pub(super) fn spellings(phrase: &str) -> Vec<String> {
    let mut all = vec![phrase.to_owned()];
    if phrase.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü']) {
        let mut spelled = phrase.to_owned();
        for (dotted, plain) in [
            ("ä", "ae"),
            ("ö", "oe"),
            ("ü", "ue"),
            ("Ä", "Ae"),
            ("Ö", "Oe"),
            ("Ü", "Ue"),
        ] {
            spelled = spelled.replace(dotted, plain);
        }
        all.push(spelled);
    }
    all
}
