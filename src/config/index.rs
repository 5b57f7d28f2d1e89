//! `index.toml`: what a built index contains, and how it is built.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    ConfigError,
    file::{Allowed, Settings},
};

/// The settings of an index. Each key is explained in `index_config/index.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexConfig {
    pub version: u32,
    pub writer: Writer,
    pub catch_all: CatchAll,
    pub text: TextRules,
    pub limits: RecordLimits,
    pub generations: Retention,
    pub guards: Guards,
    pub smoke: Smoke,
}

/// What a build may use of the machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Writer {
    /// 0 is one per core.
    pub threads: usize,
    /// For all threads together.
    pub heap_mb: usize,
    /// `zstd`, `lz4` or `none`.
    pub docstore_compression: String,
}

/// How often each part of a trial is repeated in the catch-all field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatchAll {
    pub brief_title: usize,
    pub conditions: usize,
    pub official_title: usize,
    pub acronym: usize,
    pub condition_mesh: usize,
    pub keywords: usize,
    pub interventions: usize,
    pub intervention_mesh: usize,
    pub brief_summary: usize,
    pub detailed_description: usize,
    pub inclusion: usize,
    pub unsplit: usize,
}

/// How words are brought to one spelling, at index time and in queries alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextRules {
    pub greek_letters: bool,
    pub british_to_american: BritishToAmerican,
}

/// Rules `[from, to]` in the order in which they are tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BritishToAmerican {
    /// Applied at the beginning of a word.
    pub prefixes: Vec<[String; 2]>,
    /// Applied wherever it stands in a word.
    pub infixes: Vec<[String; 2]>,
    /// Applied at the end of a word; the first that fits is the only one.
    pub suffixes: Vec<[String; 2]>,
    /// Words that no rule touches.
    pub exceptions: BTreeSet<String>,
}

/// The largest record that is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordLimits {
    pub max_record_bytes: usize,
    pub max_text_chars: usize,
}

/// How many generations stay on disk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    pub keep: usize,
}

/// When a finished generation is not published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guards {
    pub max_skipped_percent: f64,
    pub max_shrink_percent: f64,
}

/// Sample searches run against a new generation before it is published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smoke {
    pub queries: Vec<String>,
    /// How many of the queries must find a trial.
    pub min_answered: usize,
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
        allowed.range("writer.threads", self.writer.threads, 0..=64)?;
        allowed.range("writer.heap_mb", self.writer.heap_mb, 64..=65_536)?;
        let compression = self.writer.docstore_compression.as_str();
        let is_known = ["zstd", "lz4", "none"].contains(&compression);
        allowed.text(
            "writer.docstore_compression",
            compression,
            is_known,
            "`zstd`, `lz4` or `none`",
        )?;
        self.catch_all.validate(allowed)?;
        self.text.british_to_american.validate(allowed)?;
        allowed.range(
            "limits.max_record_bytes",
            self.limits.max_record_bytes,
            65_536..=1_073_741_824,
        )?;
        allowed.range(
            "limits.max_text_chars",
            self.limits.max_text_chars,
            1_000..=10_000_000,
        )?;
        allowed.range("generations.keep", self.generations.keep, 1..=100)?;
        allowed.range(
            "guards.max_skipped_percent",
            self.guards.max_skipped_percent,
            0.0..=100.0,
        )?;
        allowed.range(
            "guards.max_shrink_percent",
            self.guards.max_shrink_percent,
            0.0..=100.0,
        )?;
        for query in &self.smoke.queries {
            allowed.text(
                "smoke.queries",
                query,
                !query.trim().is_empty(),
                "a text with words",
            )?;
        }
        allowed.range(
            "smoke.min_answered",
            self.smoke.min_answered,
            0..=self.smoke.queries.len(),
        )
    }
}

impl CatchAll {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        for (key, repeats) in [
            ("catch_all.brief_title", self.brief_title),
            ("catch_all.conditions", self.conditions),
            ("catch_all.official_title", self.official_title),
            ("catch_all.acronym", self.acronym),
            ("catch_all.condition_mesh", self.condition_mesh),
            ("catch_all.keywords", self.keywords),
            ("catch_all.interventions", self.interventions),
            ("catch_all.intervention_mesh", self.intervention_mesh),
            ("catch_all.brief_summary", self.brief_summary),
            ("catch_all.detailed_description", self.detailed_description),
            ("catch_all.inclusion", self.inclusion),
            ("catch_all.unsplit", self.unsplit),
        ] {
            allowed.range(key, repeats, 0..=16)?;
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
