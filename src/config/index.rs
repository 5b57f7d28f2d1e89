//! `index.toml`: what a built index contains, and how it is built.

use std::collections::BTreeSet;

use super::{
    ConfigError,
    file::{Allowed, Ranged, Settings, settings},
};

settings! {
    /// The settings of an index. Each key is explained in `index_config/index.toml`.
    IndexConfig {
        version: u32,
        writer: Writer,
        catch_all: CatchAll,
        text: TextRules,
        limits: RecordLimits,
        generations: Retention,
        guards: Guards,
        smoke: Smoke,
    }

    /// What a build may use of the machine.
    Writer {
        /// 0 is one per core.
        threads: usize => 0..=64,
        /// For all threads together.
        heap_mb: usize => 64..=65_536,
        /// `zstd`, `lz4` or `none`.
        docstore_compression: String,
    }

    /// How often each part of a trial is repeated in the catch-all field.
    CatchAll {
        brief_title: usize => 0..=16,
        conditions: usize => 0..=16,
        official_title: usize => 0..=16,
        acronym: usize => 0..=16,
        condition_mesh: usize => 0..=16,
        keywords: usize => 0..=16,
        interventions: usize => 0..=16,
        intervention_mesh: usize => 0..=16,
        brief_summary: usize => 0..=16,
        detailed_description: usize => 0..=16,
        inclusion: usize => 0..=16,
        unsplit: usize => 0..=16,
    }

    /// How words are brought to one spelling, at index time and in queries alike.
    TextRules {
        greek_letters: bool,
        british_to_american: BritishToAmerican,
    }

    /// Rules `[from, to]` in the order in which they are tried.
    BritishToAmerican {
        /// Applied at the beginning of a word.
        prefixes: Vec<[String; 2]>,
        /// Applied wherever it stands in a word.
        infixes: Vec<[String; 2]>,
        /// Applied at the end of a word; the first that fits is the only one.
        suffixes: Vec<[String; 2]>,
        /// Infixes and suffixes by which the spelling corrector, and it alone, sees one word in two.
        corrector_infixes: Vec<[String; 2]>,
        corrector_suffixes: Vec<[String; 2]>,
        /// Words that no rule touches.
        exceptions: BTreeSet<String>,
    }

    /// The largest record that is read.
    RecordLimits {
        max_record_bytes: usize => 65_536..=1_073_741_824,
        max_text_chars: usize => 1_000..=10_000_000,
    }

    /// How many generations stay on disk.
    Retention {
        keep: usize => 1..=100,
    }

    /// When a finished generation is not published.
    Guards {
        max_skipped_percent: f64 => 0.0..=100.0,
        max_shrink_percent: f64 => 0.0..=100.0,
    }

    /// Sample searches run against a new generation before it is published.
    Smoke as smoke {
        queries: Vec<String>,
        /// How many of the queries must find a trial.
        min_answered: usize => 0..=smoke.queries.len(),
    }
}

impl IndexConfig {
    /// Returns, in one fixed writing, the settings that change what an index contains.
    pub(super) fn content_text(&self) -> String {
        let IndexConfig {
            writer,
            catch_all,
            text,
            limits,
            ..
        } = self;
        format!(
            "{:?}\n{catch_all:?}\n{text:?}\n{limits:?}",
            writer.docstore_compression
        )
    }
}

impl Settings for IndexConfig {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        self.check_ranges(allowed, "")?;
        let compression = self.writer.docstore_compression.as_str();
        let is_known = ["zstd", "lz4", "none"].contains(&compression);
        let (key, known) = ("writer.docstore_compression", "`zstd`, `lz4` or `none`");
        allowed.text(key, compression, is_known, known)?;
        self.text.british_to_american.validate(allowed)?;
        for query in &self.smoke.queries {
            let has_words = !query.trim().is_empty();
            allowed.text("smoke.queries", query, has_words, "a text with words")?;
        }
        Ok(())
    }
}

impl BritishToAmerican {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        let is_folded =
            |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
        for (kind, rules) in [
            ("prefixes", &self.prefixes),
            ("infixes", &self.infixes),
            ("suffixes", &self.suffixes),
            ("corrector_infixes", &self.corrector_infixes),
            ("corrector_suffixes", &self.corrector_suffixes),
        ] {
            let key = format!("text.british_to_american.{kind}");
            for word in rules.iter().flatten() {
                allowed.text(&key, word, is_folded(word), "letters a to z")?;
            }
        }
        for word in &self.exceptions {
            allowed.text(
                "text.british_to_american.exceptions",
                word,
                is_folded(word),
                "letters a to z",
            )?;
        }
        Ok(())
    }
}
