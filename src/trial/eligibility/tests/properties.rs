//! What holds for every text, tried on generated ones (fixed seeds, so a failure repeats).
//!
//! 1. Every word is in exactly one heading or item, in order.
//! 2. Around planted headings, exactly the planted words come out, on the planted sides.
//! 3. Nothing panics: control characters, every Unicode plane, half markers.
//! 4. The time is linear: ten megabytes of the worst kinds stay within seconds even without optimisation.

use super::super::walk::{Piece, Side, walk};
use super::super::*;

/// A small fixed random sequence (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

const FRAGMENTS: &[&str] = &[
    "\n",
    "\n\n",
    "\n  ",
    "\n\t",
    "\r\n",
    " ",
    "  ",
    "* ",
    "- ",
    "-",
    "--",
    "•",
    "1. ",
    "2. ",
    "3) ",
    "(1) ",
    "a. ",
    "ii) ",
    ": ",
    ":",
    "; ",
    ". ",
    ", ",
    "(",
    ")",
    "**",
    "\\",
    "\\<",
    "：",
    "\u{0}",
    "\u{1b}[2J",
    "\u{feff}",
    "é",
    "纳入标准",
    "排除标准：",
    "😀",
    "Inclusion Criteria",
    "Exclusion Criteria:",
    "exclusion",
    "inclusion",
    "criteria",
    "EXCLUSION CRITERIA",
    "Eligibility criteria:",
    "for Cohort B:",
    "Patients must have:",
    "Excluded:",
    "will be excluded",
    "DISEASE CHARACTERISTICS:",
    "--Patient Characteristics--",
    "Hepatic:",
    "No prior",
    "Not pregnant",
    "Cohort A",
    "patients",
    "must",
    "are not eligible",
    "1.5 mg",
    "18-65",
    "OR",
    "the following:",
    "Age:",
    "see",
    "occlusion",
    "Criterios de inclusión",
    "Ausschlusskriterien:",
];

fn generated(random: &mut Random, parts: usize) -> String {
    let mut text = String::new();
    for part in 0..parts {
        if random.below(3) == 0 {
            text.push_str(&format!("word{part}x "));
        } else {
            text.push_str(random.pick(FRAGMENTS));
        }
    }
    text
}

/// The words that cannot be list marks: runs of letters and digits with at least four of them.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() || super::super::words::is_cjk(c))
        .filter(|word| word.chars().count() >= 4)
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_word_is_in_one_piece_in_order() {
    let mut random = Random(0x5eed);
    for _ in 0..if cfg!(debug_assertions) {
        4_000
    } else {
        20_000
    } {
        let parts = 1 + random.below(60);
        let text = generated(&mut random, parts);
        let plain = unescape_markdown(&text);
        let lines = lines::lines(&plain);
        let mut found = Vec::new();
        for piece in walk(&lines) {
            match piece {
                Piece::Heading(heading) => found.extend(words(heading)),
                Piece::Item(_, criterion) => found.extend(words(&criterion.text)),
            }
        }
        assert_eq!(found, words(&plain), "for {text:?}");
    }
}

#[test]
fn planted_words_come_out_on_the_planted_side() {
    const INCLUSION: &[&str] = &[
        "Inclusion Criteria:",
        "INCLUSION CRITERIA",
        "Key Inclusion Criteria:",
        "纳入标准：",
        "Criteria for inclusion:",
        "Inclusion:",
    ];
    const EXCLUSION: &[&str] = &[
        "Exclusion Criteria:",
        "EXCLUSION CRITERIA",
        "Main Exclusion Criteria:",
        "排除标准：",
        "Non-inclusion criteria:",
        "Exclusion:",
    ];
    const MARKS: &[&str] = &["* ", "- ", "  * ", "    - ", "• ", ""];
    let mut random = Random(77);
    for _ in 0..2_000 {
        let mut text = String::new();
        let mut planted: [Vec<String>; 2] = [Vec::new(), Vec::new()];
        for block in 0..1 + random.below(5) {
            let side = random.below(2);
            text.push_str(random.pick(if side == 0 { INCLUSION } else { EXCLUSION }));
            text.push('\n');
            for item in 0..1 + random.below(6) {
                let name = format!("item{block}n{item} of {} mg", random.below(100));
                text.push_str(&format!("{}{name}\n\n", random.pick(MARKS)));
                planted[side].push(name);
            }
        }
        let criteria = Criteria::split(&text);
        let texts = |items: &[Criterion]| {
            items
                .iter()
                .map(|item| item.text.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(&criteria.inclusion), planted[0], "for {text:?}");
        assert_eq!(texts(&criteria.exclusion), planted[1], "for {text:?}");
        assert!(criteria.unsplit.is_empty());
    }
}

#[test]
fn any_characters_are_survived() {
    let mut random = Random(99);
    for _ in 0..5_000 {
        let text: String = (0..random.below(80))
            .filter_map(|_| {
                let plane = [0x20, 0x80, 0x800, 0x1_0000, 0x11_0000][random.below(5)];
                char::from_u32(random.below(plane) as u32)
            })
            .collect();
        let criteria = Criteria::split(&text);
        assert!(
            criteria
                .inclusion
                .iter()
                .all(|item| !item.text.contains(char::is_control))
        );
    }
}

#[test]
fn time_is_linear() {
    const SIZE: usize = if cfg!(debug_assertions) {
        300_000
    } else {
        10_000_000
    };
    let repeated = |unit: &str| unit.repeat(SIZE / unit.len());
    let nested: String = (0..10_000)
        .map(|depth| format!("{}* item\n", " ".repeat(depth % 900)))
        .collect();
    let counted: String = (1..SIZE / 20)
        .map(|number| format!(" {number}. Item of a list"))
        .collect();
    let texts = [
        repeated("Inclusion Criteria: - a - b Exclusion Criteria: - c "),
        repeated("criteria for "),
        repeated("the exclusion criteria ("),
        repeated("Exclusion Criteria ("),
        repeated("Exclusion Criteria - a "),
        repeated("Inclusion criteria for x "),
        repeated("Inclusion criteria for x. "),
        repeated("Patients with inclusion are "),
        repeated("* item\n"),
        repeated("PATIENT CHARACTERISTICS: Age: 18 No prior x "),
        repeated("Patients must be excluded. "),
        repeated("\\<"),
        repeated("-"),
        repeated("a: "),
        repeated("1. "),
        repeated("inclusion "),
        repeated("Key "),
        repeated("纳入标准"),
        repeated("a sentence of more than fifty characters that goes on and on\n"),
        nested,
        counted,
    ];
    for text in texts {
        let start = std::time::Instant::now();
        let criteria = Criteria::split(&text);
        let took = start.elapsed();

        assert!(
            took.as_secs() < 10,
            "{took:?} for {:?}…",
            text.chars().take(40).collect::<String>()
        );
        assert!(
            criteria
                .inclusion
                .iter()
                .chain(&criteria.unsplit)
                .all(|item| item.depth <= 40)
        );
    }
}

#[test]
fn sides_cover_all_items() {
    let plain = "Inclusion:\n* a\nExclusion:\n* b";
    let lines = lines::lines(plain);
    let sides: Vec<Side> = walk(&lines)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Item(side, _) => Some(side),
            Piece::Heading(_) => None,
        })
        .collect();
    assert_eq!(sides, [Side::Inclusion, Side::Exclusion]);
}
