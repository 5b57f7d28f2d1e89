//! Crisis: whether somebody says that they want to die. Help then comes before any trial.
//!
//! The phrases are what people say of themselves, whole: "no quiero vivir", "I want to end it all". Of some the rest of the sentence decides: "I can't go on" does, "I can't go on with chemo" does not.

use serde::Deserialize;

use super::{
    language::Language,
    phrases::PhraseTable,
    tokens::{Gap, Token},
};

/// The words of one language; every key may be left out.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct LanguageWords {
    phrases: Vec<String>,
    at_end: Vec<String>,
    none: Vec<String>,
}

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Crisis,
    /// Where its sentence ends.
    AtEnd,
    /// The contrary: "I don't want to die".
    None,
}

/// The phrases of all languages.
#[derive(Debug, Clone, Default)]
pub struct CrisisCues {
    phrases: PhraseTable<Says>,
}

impl CrisisCues {
    /// Builds the table from the files of all languages.
    pub(in crate::read) fn build(languages: &[(&str, Language)]) -> Self {
        let mut cues = CrisisCues::default();
        for (_, Language { crisis, .. }) in languages {
            for (phrases, says) in [
                (&crisis.none, Says::None),
                (&crisis.phrases, Says::Crisis),
                (&crisis.at_end, Says::AtEnd),
            ] {
                for phrase in phrases {
                    cues.phrases.add(phrase, says);
                }
            }
        }
        cues
    }
}

/// Returns whether a text says that its writer, or the person it is about, wants to die.
pub fn is_crisis(tokens: &[Token], cues: &CrisisCues) -> bool {
    let mut at = 0;
    while at < tokens.len() {
        let Some((length, says)) = cues.phrases.longest_at(tokens, at) else {
            at += 1;
            continue;
        };
        let behind = tokens.get(at + length);
        let ends = behind.is_none_or(|next| next.gap >= Gap::Comma);
        match says {
            Says::Crisis => return true,
            Says::AtEnd if ends => return true,
            // A longer phrase may begin inside: "can't go on anymore".
            Says::AtEnd => at += 1,
            Says::None => at += length,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Cues, tokens::tokenize};

    fn says(text: &str) -> bool {
        is_crisis(&tokenize(text), &Cues::compiled_in().crisis)
    }

    #[test]
    fn who_wants_to_die_is_heard_in_every_language() {
        for text in [
            "I want to die",
            "i wanna die",
            "I want to kill myself",
            "i am going to kill myself",
            "thinking of killing myself",
            "I don't want to live anymore",
            "i dont want to live any more",
            "I do not want to be alive",
            "I want to end it all",
            "want to end my life",
            "I'm thinking about ending my life",
            "no reason to live",
            "there is nothing to live for",
            "I can't go on",
            "i cant go on anymore",
            "cannot go on like this",
            "i wish i was dead",
            "I wish I were dead",
            "better off dead",
            "better off without me",
            "life is not worth living",
            "I am suicidal",
            "I feel suicidal",
            "i want to hurt myself",
            "depression, I want to die",
            "My depression is so bad I want to kill myself. Any trial?",
            "no quiero vivir",
            "no quiero seguir viviendo",
            "ya no quiero vivir",
            "no quiero vivir más",
            "quiero morir",
            "me quiero morir",
            "quiero suicidarme",
            "me quiero matar",
            "quiero matarme",
            "voy a suicidarme",
            "quiero acabar con mi vida",
            "no tengo ganas de vivir",
            "no puedo más",
            "ich will nicht mehr leben",
            "ich möchte sterben",
            "ich will sterben",
            "ich will mich umbringen",
            "ich bringe mich um",
            "ich habe keinen Lebenswillen mehr",
            "ich kann nicht mehr",
            "je veux mourir",
            "je ne veux plus vivre",
            "j'ai envie de mourir",
            "je vais me suicider",
            "je veux me tuer",
            "je veux en finir",
            "je n'en peux plus de vivre",
            "我不想活了",
            "不想活了",
            "我想死",
            "我想自杀",
            "活着没有意义",
            "活不下去了",
            "我想结束自己的生命",
            "我不想活下去",
        ] {
            assert!(says(text), "{text}");
        }
    }

    #[test]
    fn other_talk_of_death_and_of_ends_is_none() {
        for text in [
            "suicide gene therapy",
            "assisted dying study",
            "suicidal ideation trial",
            "killing cancer cells",
            "kill the tumor",
            "I want to end my treatment",
            "I can't go on with chemo",
            "i cannot go on holiday with dialysis",
            "I don't want to live near the hospital",
            "I want to live",
            "my dog died",
            "afraid to die of cancer",
            "do people die of ALS",
            "suicide prevention research",
            "will I die",
            "I don't want to live with this pain",
            "end of life care",
            "no quiero vivir en Madrid",
            "no quiero morir",
            "quiero vivir",
            "no puedo más de peso perder",
            "ich will nicht sterben",
            "ich kann nicht mehr laufen",
            "ich will leben",
            "je ne veux pas mourir",
            "je veux vivre",
            "je n'en peux plus de cette douleur",
            "我不想死",
            "想活下去",
            "自杀基因治疗",
            "dying cells apoptosis",
            "deadlift injury",
        ] {
            assert!(!says(text), "{text}");
        }
    }
}
