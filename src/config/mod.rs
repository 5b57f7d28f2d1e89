//! Settings: what an operator or relevance engineer edits without Rust, read from `index_config/`.
//!
//! The folder is compiled into the binary; `--config DIR` replaces single files of it.
//! The files are the manual: every key stands in them with its unit, its range and the reason of its default, so there are no defaults in Rust.
//!
//! *Invariant:* nothing here reads the environment or the clock, and nothing of ours is imported.

mod catalogue;
mod file;
mod glossary;
mod help_lines;
mod index;
mod organisations;
mod ranking;
mod server;
mod stopwords;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use foldhash::HashSet;
use include_dir::{Dir, DirEntry, include_dir};
use sha2::{Digest, Sha256};

pub use catalogue::{AgeBound, Catalogue, Direction, Words};
pub use file::ConfigError;
pub use glossary::{Glossary, GlossaryWord};
pub use help_lines::{HelpLine, HelpLines};
pub use index::{
    BritishToAmerican, CatchAll, Guards, IndexConfig, RecordLimits, Retention, Smoke, TextRules,
    Writer,
};
pub use organisations::{OrganisationRole, Organisations, ShortName};
pub use ranking::{ConceptWeights, LongText, RankingConfig, SnippetSettings, WordWeights};
pub use server::{
    Cors, FacetSettings, GenerationWatch, HttpLimits, PageSettings, PlaceSettings, SearchLimits,
    ServerConfig, Shutdown,
};
pub use stopwords::Stopwords;

static COMPILED_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/index_config");

const SERVER: &str = "server.toml";
const INDEX: &str = "index.toml";
const RANKING: &str = "ranking.toml";
const ORGANISATIONS: &str = "organisations.toml";
const HELP_LINES: &str = "help_lines.toml";
const COUNTRIES: &str = "places/countries.toml";
const STATES: &str = "places/states.toml";
const CITIES: &str = "places/cities.toml";
const REGIONS: &str = "places/regions.toml";
const FOLDERS: [&str; 7] = [
    "glossary",
    "places",
    "read",
    "stopwords",
    "texts",
    "vocabulary",
    "words",
];
const VOCABULARY: &str = "vocabulary/";
/// The folders to which an operator may add files of their own: tables of names, and languages.
const OPEN_FOLDERS: [&str; 4] = [VOCABULARY, "texts/", "glossary/", "read/"];

/// All settings of one run.
#[derive(Debug, Clone)]
pub struct Config {
    pub index: IndexConfig,
    pub ranking: RankingConfig,
    pub server: ServerConfig,
    pub catalogue: Catalogue,
    pub glossary: Glossary,
    pub stopwords: Stopwords,
    pub help_lines: HelpLines,
    pub organisations: Organisations,
    pub places: PlacesText,
    /// The tables of the vocabulary, by their name in the folder, read by `vocabulary`.
    pub vocabulary: BTreeMap<String, String>,
    /// The words by which queries are read, by language, read by `read`.
    pub read: BTreeMap<String, String>,
    /// Ordinary words of all languages, folded: right as they are, and names of nothing.
    pub ordinary_words: HashSet<String>,
}

/// The text of the place tables, read by `places`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacesText {
    pub countries: String,
    pub states: String,
    pub cities: String,
    pub regions: String,
}

impl Config {
    /// Returns the settings that were compiled in.
    pub fn compiled_in() -> Result<Config, ConfigError> {
        Config::read(&compiled_in_texts())
    }

    /// Returns the settings compiled in, with each file that is present in `dir` in the place of the compiled-in file of the same relative name.
    ///
    /// A file replaces as a whole: its keys are not merged with ours. Tables of the vocabulary and languages of the interface with names of their own are added.
    /// Names that begin with a dot are passed over, since editors and mounted volumes leave them.
    pub fn load(dir: Option<&Path>) -> Result<Config, ConfigError> {
        let mut texts = compiled_in_texts();
        if let Some(dir) = dir {
            replace_texts(&mut texts, dir, "")?;
        }
        Config::read(&texts)
    }

    /// Returns the SHA-256, in hex, of everything that changes what a built index contains: part of `index.toml`, the stop words, the place tables and the vocabulary.
    ///
    /// Values count, not their writing: comments, the order of keys, and settings of the build alone (threads, memory, guards) change nothing.
    /// The place tables and the vocabulary are not parsed here, so every byte of them counts.
    pub fn index_hash(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |name: &str, text: &str| {
            // With its length in front, no text can run into the next one.
            hash.update(format!("{name} {}\n", text.len()));
            hash.update(text);
        };
        add(INDEX, &self.index.content_text());
        for (language, words) in self.stopwords.lists() {
            add(
                language,
                &words
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join("\n"),
            );
        }
        add(COUNTRIES, &self.places.countries);
        add(STATES, &self.places.states);
        add(CITIES, &self.places.cities);
        add(REGIONS, &self.places.regions);
        for (name, text) in &self.vocabulary {
            add(name, text);
        }
        let mut ordinary: Vec<&String> = self.ordinary_words.iter().collect();
        ordinary.sort_unstable();
        for word in ordinary {
            add("word", word);
        }
        hash.finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Returns the compiled-in files that an operator may replace, as (relative name, text), sorted by name.
    pub fn compiled_in_files() -> Vec<(&'static str, &'static str)> {
        let mut files = Vec::new();
        collect_files(&COMPILED_IN, &mut files);
        files.retain(|(name, _)| is_read(name));
        files.sort_unstable();
        files
    }

    fn read(texts: &Texts) -> Result<Config, ConfigError> {
        let text = |file: &str| match texts.get(file) {
            Some(text) => Ok(text.as_ref()),
            None => Err(ConfigError::MissingFile {
                file: file.to_owned(),
            }),
        };
        let owned = |(name, _, text): (&str, &str, &str)| (name.to_owned(), text.to_owned());
        let table = |(_, file, text): (&str, &str, &str)| {
            (file[VOCABULARY.len()..].to_owned(), text.to_owned())
        };
        Ok(Config {
            vocabulary: in_folder(texts, VOCABULARY, ".toml").map(table).collect(),
            read: in_folder(texts, "read/", ".toml").map(owned).collect(),
            ordinary_words: in_folder(texts, "words/", ".txt")
                .flat_map(|(_, _, text)| text.lines())
                .filter_map(|line| line.split('#').next())
                .flat_map(str::split_whitespace)
                .map(str::to_owned)
                .collect(),
            index: file::read_settings(INDEX, text(INDEX)?)?,
            ranking: file::read_settings(RANKING, text(RANKING)?)?,
            server: file::read_settings(SERVER, text(SERVER)?)?,
            catalogue: Catalogue::read(
                in_folder(texts, "texts/", ".toml"),
                english(catalogue::ENGLISH_FILE)?,
            )?,
            glossary: Glossary::read(in_folder(texts, "glossary/", ".toml"))?,
            organisations: file::read_settings(ORGANISATIONS, text(ORGANISATIONS)?)?,
            help_lines: file::read_settings(HELP_LINES, text(HELP_LINES)?)?,
            stopwords: Stopwords::read(in_folder(texts, "stopwords/", ".txt"))?,
            places: PlacesText {
                countries: text(COUNTRIES)?.to_owned(),
                states: text(STATES)?.to_owned(),
                cities: text(CITIES)?.to_owned(),
                regions: text(REGIONS)?.to_owned(),
            },
        })
    }
}

/// The text of every settings file by its relative name.
type Texts = BTreeMap<String, Cow<'static, str>>;

fn compiled_in_texts() -> Texts {
    Config::compiled_in_files()
        .into_iter()
        .map(|(name, text)| (name.to_owned(), Cow::Borrowed(text)))
        .collect()
}

/// Returns the compiled-in English of a file, whose keys every language must follow.
fn english(file: &str) -> Result<&'static str, ConfigError> {
    let text = COMPILED_IN
        .get_file(file)
        .and_then(|file| file.contents_utf8());
    text.ok_or_else(|| ConfigError::MissingFile {
        file: file.to_owned(),
    })
}

fn collect_files(dir: &'static Dir<'static>, files: &mut Vec<(&'static str, &'static str)>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(inner) => collect_files(inner, files),
            DirEntry::File(file) => {
                if let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
                    files.push((name, text));
                }
            }
        }
    }
}

/// Whether [`Config`] reads a file of this relative name.
fn is_read(name: &str) -> bool {
    [
        SERVER,
        INDEX,
        RANKING,
        HELP_LINES,
        ORGANISATIONS,
        COUNTRIES,
        STATES,
        CITIES,
        REGIONS,
    ]
    .contains(&name)
        || name.starts_with("texts/") && name.ends_with(".toml")
        || name.starts_with("glossary/") && name.ends_with(".toml")
        || name.starts_with("read/") && name.ends_with(".toml")
        || name.starts_with("words/") && name.ends_with(".txt")
        || name.starts_with(VOCABULARY) && name.ends_with(".toml")
        || name.starts_with("stopwords/") && name.ends_with(".txt")
}

/// Returns (language, file, text) of each file of a folder.
fn in_folder<'a>(
    texts: &'a Texts,
    folder: &'a str,
    ending: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
    texts.iter().filter_map(move |(file, text)| {
        let language = file.strip_prefix(folder)?.strip_suffix(ending)?;
        Some((language, file.as_str(), text.as_ref()))
    })
}

/// Replaces texts by the files of the same relative name under `dir`; `prefix` is empty, or the folder with its slash.
fn replace_texts(texts: &mut Texts, dir: &Path, prefix: &str) -> Result<(), ConfigError> {
    for path in sorted_entries(dir)? {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if name.starts_with('.') {
            continue;
        }
        let file = format!("{prefix}{name}");
        if path.is_dir() && FOLDERS.contains(&file.as_str()) {
            replace_texts(texts, &path, &format!("{file}/"))?;
            continue;
        }
        let is_open = OPEN_FOLDERS.iter().any(|open| file.starts_with(open));
        let is_addition = is_open && file.ends_with(".toml");
        if !is_addition && !texts.contains_key(&file) {
            let known = texts.keys().cloned().collect();
            return Err(ConfigError::UnknownFile { file, known });
        }
        let replacement =
            fs::read_to_string(&path).map_err(|source| ConfigError::Read { path, source })?;
        texts.insert(file, Cow::Owned(replacement));
    }
    Ok(())
}

fn sorted_entries(dir: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    let unreadable = |source| ConfigError::Read {
        path: dir.to_owned(),
        source,
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort_unstable();
    Ok(paths)
}

#[cfg(test)]
mod tests;
