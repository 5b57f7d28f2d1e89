//! Crisis: whether somebody says that they want to die. Help then comes before any trial.
//!
//! The phrases are what people say of themselves, whole: "no quiero vivir", "I want to end it all". Of some the rest of the sentence decides: "I can't go on" does, "I can't go on with chemo" does not.

use foldhash::{HashMap, HashSet};
use serde::Deserialize;

use super::{
    language::Language,
    phrases::PhraseTable,
    tokens::{Gap, Token, tokenize},
};

/// The words of one language; every key may be left out.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct LanguageWords {
    phrases: Vec<String>,
    at_end: Vec<String>,
    none: Vec<String>,
    topics: Vec<String>,
    about: Vec<String>,
    fillers: Vec<String>,
    goes_on: Vec<String>,
    joined: Vec<Joined>,
}

/// Phrases made of two: each of `first` with each of `then` behind it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Joined {
    says: Says,
    first: Vec<String>,
    then: Vec<String>,
    /// At most so many other words between the two.
    #[serde(default)]
    gap: usize,
}

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Says {
    Crisis,
    /// Where its sentence ends.
    AtEnd,
    /// The contrary: "I don't want to die".
    None,
    /// The matter itself, "suicidal thoughts": unless the text speaks about it, as of a field of research.
    Topic,
    /// Speaks about the matter: "prevention", "gene".
    About,
}

/// The phrases of all languages.
#[derive(Debug, Clone, Default)]
pub struct CrisisCues {
    phrases: PhraseTable<Says>,
    joined: Vec<JoinedCues>,
    /// By the first word of such a row: the rows, by their places.
    joined_by_first: HashMap<String, Vec<usize>>,
    /// Words that change nothing where they stand: "I just want to die".
    fillers: PhraseTable<()>,
    /// Words with which a sentence goes on that could have ended: "because".
    goes_on: PhraseTable<()>,
    /// The words of the phrases.
    words: HashSet<String>,
    /// The long ones by their first letter; in these a slip is passed over: "suicidle".
    long_words: HashMap<char, Vec<String>>,
}

/// A row of [`Joined`], for looking up.
#[derive(Debug, Clone, Default)]
struct JoinedCues {
    first: PhraseTable<()>,
    then: PhraseTable<Says>,
    gap: usize,
}

/// Letters from which on a word may be written with one slip.
const LONG: usize = 7;

impl CrisisCues {
    /// Builds the table from the files of all languages.
    pub(in crate::read) fn build(languages: &[(&str, Language)]) -> Self {
        let mut cues = CrisisCues::default();
        for word in languages
            .iter()
            .flat_map(|(_, words)| &words.crisis.fillers)
        {
            cues.fillers.add(word, ());
        }
        for (_, Language { crisis, .. }) in languages {
            for (phrases, says) in [
                (&crisis.none, Says::None),
                (&crisis.phrases, Says::Crisis),
                (&crisis.at_end, Says::AtEnd),
                (&crisis.topics, Says::Topic),
                (&crisis.about, Says::About),
            ] {
                for phrase in cues.spellings(phrases) {
                    cues.phrases.add(&phrase, says);
                    cues.add_words(&phrase);
                }
            }
            for row in &crisis.joined {
                let mut joined = JoinedCues {
                    gap: row.gap,
                    ..JoinedCues::default()
                };
                for phrase in cues.spellings(&row.first) {
                    joined.first.add(&phrase, ());
                    if let Some(first) = tokenize(&phrase).into_iter().next() {
                        let rows = cues.joined_by_first.entry(first.text).or_default();
                        // "Want to" and "want 2" begin alike, and are of one row.
                        if rows.last() != Some(&cues.joined.len()) {
                            rows.push(cues.joined.len());
                        }
                    }
                }
                for phrase in cues.spellings(&row.then) {
                    joined.then.add(&phrase, row.says);
                    cues.add_words(&phrase);
                }
                cues.joined.push(joined);
            }
            for word in &crisis.goes_on {
                cues.goes_on.add(word, ());
            }
        }
        cues
    }

    /// Returns phrases as they are looked up, and those with an umlaut also as they are written without one: "Brücke", "Bruecke".
    fn spellings(&self, phrases: &[String]) -> Vec<String> {
        let mut found = Vec::with_capacity(phrases.len());
        for phrase in phrases {
            let umlauts = ["ä", "ö", "ü"].into_iter().zip(["ae", "oe", "ue"]);
            let written_out = umlauts.fold(phrase.clone(), |text, (umlaut, letters)| {
                text.replace(umlaut, letters)
            });
            for spelling in [phrase, &written_out] {
                let tokens = self.without_fillers(&tokenize(spelling));
                let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
                found.push(words.join(" "));
            }
        }
        found.dedup();
        found
    }

    fn add_words(&mut self, phrase: &str) {
        let words = tokenize(phrase).into_iter().map(|token| token.text);
        for word in words {
            let is_long = word.chars().count() >= LONG;
            if self.words.insert(word.clone()) && is_long {
                let first = word.chars().next().unwrap_or_default();
                self.long_words.entry(first).or_default().push(word);
            }
        }
    }

    fn without_fillers(&self, tokens: &[Token]) -> Vec<Token> {
        let (mut kept, mut at) = (Vec::with_capacity(tokens.len()), 0);
        while let Some(token) = tokens.get(at) {
            match self.fillers.longest_at(tokens, at) {
                Some((length, ())) => at += length,
                None => {
                    kept.push(token.clone());
                    at += 1;
                }
            }
        }
        kept
    }

    /// Returns the tokens as they are looked up: without words that change nothing, and long words without their slips.
    fn plain(&self, tokens: &[Token]) -> Vec<Token> {
        let mut plain = self.without_fillers(tokens);
        for token in &mut plain {
            if let Some(meant) = self.meant_by(&token.text) {
                token.text = meant.to_owned();
            }
        }
        plain
    }

    /// Returns the long word that `word` is with one slip; the first letter is right.
    fn meant_by(&self, word: &str) -> Option<&str> {
        let length = word.chars().count();
        if length + 1 < LONG || self.words.contains(word) {
            return None;
        }
        let is_near = |known: &&String| {
            known.chars().count().abs_diff(length) <= 1 && strsim::osa_distance(known, word) == 1
        };
        let first = word.chars().next()?;
        let alike = self.long_words.get(&first)?;
        alike.iter().filter(is_near).min().map(String::as_str)
    }

    /// Returns the longest phrase that begins at token `at`, as its length in tokens and what it says.
    fn longest_at(&self, tokens: &[Token], at: usize) -> Option<(usize, Says)> {
        let whole = self.phrases.longest_at(tokens, at);
        let whole = whole.map(|(length, says)| (length, *says));
        let rows = self.joined_by_first.get(&tokens.get(at)?.text);
        let joined = rows.into_iter().flatten().filter_map(|row| {
            let row = &self.joined[*row];
            let (length, ()) = row.first.longest_at(tokens, at)?;
            let behind = at + length..=at + length + row.gap;
            let unbroken = behind.take_while(|next| {
                tokens
                    .get(*next)
                    .is_some_and(|token| token.gap < Gap::Comma)
            });
            let mut found = unbroken.filter_map(|next| {
                let (length, says) = row.then.longest_at(tokens, next)?;
                Some((next + length - at, *says))
            });
            found.next()
        });
        joined.chain(whole).max_by_key(|(length, _)| *length)
    }
}

/// Returns whether a text says that its writer, or the person it is about, wants to die.
pub fn is_crisis(tokens: &[Token], cues: &CrisisCues) -> bool {
    let tokens = cues.plain(tokens);
    let (mut at, mut is_topic, mut is_about) = (0, false, false);
    while at < tokens.len() {
        let Some((length, says)) = cues.longest_at(&tokens, at) else {
            at += 1;
            continue;
        };
        let behind = tokens.get(at + length);
        let ends = behind.is_none_or(|next| next.gap >= Gap::Comma)
            || cues.goes_on.longest_at(&tokens, at + length).is_some();
        match says {
            Says::Crisis => return true,
            Says::AtEnd if ends => return true,
            // A longer phrase may begin inside: "can't go on anymore".
            Says::AtEnd => at += 1,
            Says::None => at += length,
            Says::Topic => {
                is_topic = true;
                at += length;
            }
            Says::About => {
                is_about = true;
                at += length;
            }
        }
    }
    is_topic && !is_about
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::LazyLock};

    use super::*;
    use crate::read::Cues;

    static CUES: LazyLock<CrisisCues> = LazyLock::new(|| Cues::compiled_in().crisis.clone());

    #[track_caller]
    fn check(says: bool, texts: &[&str]) {
        let texts = texts.iter();
        let wrong: Vec<&&str> = texts
            .filter(|text| is_crisis(&tokenize(text), &CUES) != says)
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn who_wants_to_die_is_heard_in_every_language() {
        check(
            true,
            &[
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
                "i dont want to live",
                "I don't wanna live anymore",
                "don't want to be here anymore",
                "i dont want to be here any more",
                "I don't want to exist anymore",
                "I want to disappear forever",
                "I want my life to end",
                "i want it all to end",
                "i just want it to end",
                "end it all",
                "I'm going to end it all",
                "thinking about ending it all",
                "I want to commit suicide",
                "thinking about suicide",
                "i'm thinking of suicide",
                "im suicidal",
                "i feel like killing myself",
                "want to unalive myself",
                "I have no reason to live",
                "no point in living",
                "there's no point living anymore",
                "life isn't worth living anymore",
                "I have nothing left to live for",
                "I can't go on living",
                "i can't go on any longer",
                "i can't do this anymore",
                "can't live like this anymore",
                "I'd rather be dead",
                "i would rather die",
                "I wish I was never born",
                "i wish i could just die",
                "I want to die because of the pain",
                "I no longer want to live",
                "tired of living",
                "tired of life",
                "ready to die",
                "i am going to take my own life",
                "I tried to end my life",
                "my daughter wants to die",
                "my husband wants to kill himself",
                "my son tried to kill himself",
                "she wants to end her life",
                "I took an overdose",
                "I want to overdose",
                "I want to jump off a bridge",
                "everyone would be better off without me",
                "I'm done with life",
                "i have cancer and i don't want to live anymore",
                "want 2 die",
                "I don’t want to live anymore",
                "No quiero vivir más",
                "ya no quiero seguir viviendo",
                "no deseo vivir",
                "quiero quitarme la vida",
                "me voy a matar",
                "quiero terminar con todo",
                "quiero acabar con todo",
                "no tengo razones para vivir",
                "no tengo motivos para vivir",
                "no le encuentro sentido a la vida",
                "estoy cansado de vivir",
                "estoy cansada de vivir",
                "pienso en el suicidio",
                "pienso en suicidarme",
                "pensamientos suicidas",
                "ojalá estuviera muerto",
                "preferiría estar muerta",
                "mi hijo quiere suicidarse",
                "mi hija quiere morir",
                "mi hermano se quiere matar",
                "no puedo seguir así",
                "no puedo mas",
                "ya no aguanto más",
                "tengo cáncer y no quiero vivir",
                "deseo morir",
                "hacerme daño",
                "je veux plus vivre",
                "je n'ai plus envie de vivre",
                "j’ai plus envie de vivre",
                "je veux en finir avec la vie",
                "je pense au suicide",
                "je pense à me suicider",
                "j'ai des idées suicidaires",
                "je veux me suicider",
                "je vais me tuer",
                "je souhaite mourir",
                "je voudrais mourir",
                "à quoi bon vivre",
                "la vie ne vaut plus la peine",
                "je n'ai plus de raison de vivre",
                "fatigué de vivre",
                "mon fils veut mourir",
                "ma fille veut se suicider",
                "je veux mettre fin à mes jours",
                "ich will nicht mehr",
                "ich möchte nicht mehr leben",
                "ich will tot sein",
                "ich wäre lieber tot",
                "ich wünschte ich wäre tot",
                "ich will mir das leben nehmen",
                "ich denke an selbstmord",
                "ich denke an Suizid",
                "ich habe suizidgedanken",
                "ich habe selbstmordgedanken",
                "keinen Grund zu leben",
                "ich habe keinen lebenswillen mehr",
                "ich will meinem leben ein ende setzen",
                "ich will schluss machen mit dem leben",
                "ich halte es nicht mehr aus",
                "ich bin lebensmüde",
                "mein sohn will sich umbringen",
                "meine tochter will sterben",
                "mein Leben hat keinen Sinn mehr",
                "ich mag nicht mehr leben",
                "不想活",
                "想自杀",
                "想死",
                "我要死",
                "我想去死",
                "不想活下去了",
                "我不想再活下去了",
                "活着没意思",
                "活着太累了",
                "活够了",
                "没有活下去的理由",
                "想结束生命",
                "我想轻生",
                "我想跳楼",
                "我想自殺",
                "生无可恋",
                "我儿子想自杀",
                "想自我了断",
                "想死的心都有",
                "得了癌症不想活了",
                "i do not want to live any more",
                "my wife says she wants to die",
                "I want to be dead",
                "I have been thinking about killing myself",
                "what is the point of living",
                "I do not see a reason to live",
                "i feel like ending my life",
                "I cannot live any more",
                "i hate my life and want to die",
                "nobody would miss me if i died",
                "I want to go to sleep and never wake up",
                "there is no reason for me to live",
                "i am planning to kill myself tonight",
                "life has no meaning anymore",
                "I'm going to hang myself",
                "depressed and suicidal",
                "ya no tengo ganas de vivir",
                "quisiera estar muerto",
                "mi madre ya no quiere vivir",
                "quiero dejar de vivir",
                "quiero dejar de existir",
                "no quiero estar aquí",
                "estoy pensando en quitarme la vida",
                "la vida no vale nada",
                "me quiero quitar la vida",
                "j'en ai marre de vivre",
                "je ne veux plus être là",
                "je n'ai plus aucune raison de vivre",
                "mon mari veut mourir",
                "je veux disparaître",
                "je suis fatigué de vivre",
                "ich möchte tot sein",
                "ich habe keine Lust mehr zu leben",
                "ich will nicht mehr aufwachen",
                "ich sehe keinen Sinn mehr im Leben",
                "mein Mann will nicht mehr leben",
                "ich will mich erhängen",
                "am liebsten wäre ich tot",
                "ich möchte mein Leben beenden",
                "不想再活下去",
                "我活着没意义",
                "想死怎么办",
                "我妈妈想自杀",
                "真的不想活了",
                "想跳楼",
                "不如死了算了",
                "我有自杀的念头",
                "活得好累不想活了",
                "我想结束这一切",
            ],
        );
    }

    #[test]
    fn other_talk_of_death_and_of_ends_is_none() {
        check(
            false,
            &[
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
                "natural killer cells",
                "kill switch CAR-T",
                "I don't want to die",
                "I do not want to die of cancer",
                "don't want to live in pain",
                "i want to live longer",
                "living donor kidney",
                "end stage renal disease",
                "end of life care cancer",
                "programmed cell death",
                "sudden infant death syndrome",
                "sudden cardiac death",
                "hurt my back",
                "cut myself off sugar",
                "I cut myself off from gluten, celiac",
                "take my life back from migraine",
                "suicide inhibitor",
                "not worth living with this itch any more",
                "self-harm prevention study teenagers",
                "medical aid in dying",
                "death anxiety",
                "overdose prevention naloxone",
                "life-threatening asthma",
                "I want to end my insulin",
                "my mother died of breast cancer",
                "is it worth living with a colostomy",
                "quality of life not worth living study",
                "better off without chemo",
                "I am better off without metformin",
                "better off without meat, diabetes",
                "suicidality in adolescents trial",
                "I lost my husband to suicide, grief study",
                "suicide loss bereavement",
                "terapia génica suicida",
                "prevención del suicidio estudio",
                "no quiero vivir con dolor",
                "no quiero vivir con este dolor",
                "cuidados al final de la vida",
                "no puedo más que caminar",
                "muerte súbita",
                "células asesinas naturales",
                "thérapie génique suicide",
                "prévention du suicide étude",
                "fin de vie soins palliatifs",
                "mort subite",
                "Suizidprävention Studie",
                "plötzlicher Herztod",
                "natürliche Killerzellen",
                "Sterbehilfe Studie",
                "自杀预防研究",
                "猝死",
                "自然杀伤细胞",
                "安乐死研究",
                "细胞死亡",
                "suicide gene HSV-tk glioma",
                "I do not want to die from ALS",
                "physician-assisted suicide attitudes",
                "CAR-T safety switch suicide gene",
                "apoptosis of tumour cells",
                "I am dying of pancreatic cancer",
                "end stage liver disease",
                "my father died by suicide, prolonged grief",
                "I want to end chemo early",
                "i can't go on statins because of muscle pain",
                "I can't go on long walks with COPD",
                "life expectancy less than six months",
                "I want to live with lupus as long as possible",
                "I don't want to live in a nursing home",
                "I cut myself, wound healing",
                "I hurt myself running",
                "kill bacteria biofilm",
                "do I have to die of this",
                "will my child die of DIPG",
                "no reason to stop treatment",
                "quiero vivir más tiempo con cáncer",
                "no quiero quimioterapia",
                "me voy a morir de cáncer",
                "voy a morir por ELA",
                "quiero acabar con mi tratamiento",
                "muerte celular programada",
                "no puedo más de dos pastillas",
                "je vais mourir de mon cancer",
                "je ne peux plus marcher",
                "je veux arrêter la chimio",
                "mourir à domicile soins palliatifs",
                "ich kann nicht mehr schlafen",
                "ich muss sterben Krebs",
                "will nicht mehr Chemotherapie",
                "Sterben zu Hause Palliativ",
                "ich will nicht mehr rauchen",
                "死亡率",
                "我不想化疗",
                "我快要死了癌症晚期",
                "细胞自噬",
            ],
        );
    }

    /// The lines of `fixtures/crisis`, by language: what people in a crisis say, and what only sounds so.
    #[test]
    fn lines_of_people_are_told_apart() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/crisis");
        for language in ["en", "es", "de", "fr", "zh"] {
            for (name, says) in [("heard", true), ("quiet", false)] {
                let file = folder.join(format!("{name}_{language}.txt"));
                let text = std::fs::read_to_string(&file).unwrap();
                check(says, &text.lines().collect::<Vec<&str>>());
            }
        }
    }
}
