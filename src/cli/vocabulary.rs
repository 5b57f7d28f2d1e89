//! `vocabulary`: importing names that others keep, and showing what is known by a name.

use std::{
    fs,
    io::BufRead,
    path::{Path, PathBuf},
};

use super::{
    args::{VocabularyFindArgs, VocabularyFormat, VocabularyImportArgs},
    error::CliError,
    indexing::IndexingError,
    output::Output,
    places::{decompress, write_atomically},
    process::Exit,
    terminal_text::harmless,
    wording::{counted, grouped},
};
use crate::{
    config::Config,
    index::{DataDir, Generation, Verify, analyzer},
    vocabulary::{
        Concept, ConceptId, Imported, Vocabulary,
        import::{self, Format},
        key_terms,
    },
};

/// Records that were left out, named one by one.
const NAMED: usize = 5;
/// Concepts that `find` lists.
const FOUND: usize = 20;

/// Reads a vocabulary file and keeps it for the next reindex.
pub fn import(arguments: &VocabularyImportArgs, output: &Output) -> Result<Exit, CliError> {
    let path = &arguments.file;
    let reader: Box<dyn BufRead> = decompress(path).map_err(CliError::io("read", path))?;
    let (format, name) = match arguments.format {
        VocabularyFormat::Mesh => (Format::Mesh, "mesh".to_owned()),
        VocabularyFormat::Obo => (Format::Obo, format!("obo-{}", stem(path))),
        VocabularyFormat::Tsv => (Format::Tsv, format!("tsv-{}", stem(path))),
    };
    let (imported, report) =
        import::read(format, reader).map_err(|source| CliError::Vocabulary {
            path: path.clone(),
            source,
        })?;
    for reason in report.faulty.iter().take(NAMED) {
        output.words(&format!("skipped: {}", harmless(reason)));
    }
    if report.faulty.len() > NAMED {
        output.words(&format!(
            "skipped {} more records",
            grouped((report.faulty.len() - NAMED) as u64)
        ));
    }
    if imported.concepts.is_empty() {
        output.problem("the file holds no concept", Some("nothing was changed"));
        return Ok(Exit::No);
    }
    let kept = arguments
        .data
        .dir()
        .vocabulary_dir()
        .join(format!("{name}.bin"));
    let bytes = postcard::to_stdvec(&imported)
        .map_err(|error| CliError::io("encode", &kept)(std::io::Error::other(error.to_string())))?;
    write_atomically(&kept, &bytes)?;
    if output.json {
        output.json(&serde_json::json!({
            "concepts": report.concepts, "names": report.names,
            "passed_over": report.passed_over, "skipped": report.faulty.len(), "file": kept,
        }))?;
    } else {
        output.data(&format!(
            "Imported {} with {} to {}\n",
            counted(report.concepts as u64, "concept", "concepts"),
            counted(report.names as u64, "name", "names"),
            kept.display()
        ))?;
    }
    if report.passed_over > 0 {
        output.words(&format!(
            "passed over {} (other subjects, or obsolete)",
            counted(report.passed_over as u64, "record", "records")
        ));
    }
    output.words("the next `trialseek reindex SOURCE` uses it");
    Ok(Exit::Done)
}

/// Returns the name of a file without its endings, as far as it can be one itself.
fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.split('.').next().unwrap_or_default();
    let kept = stem
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    kept.collect::<String>().to_lowercase()
}

/// Returns the vocabulary of the settings with what was imported.
pub fn of_settings(config: &Config, data: &DataDir) -> Result<Vocabulary, IndexingError> {
    let mut analyzer = analyzer(config);
    let files = config.vocabulary.iter();
    let mut starter = crate::vocabulary::Starter::parse(
        files.map(|(name, text)| (name.as_str(), text.as_str())),
    )?;
    starter.block(&config.ordinary_words);
    let mut builder = crate::vocabulary::Builder::new(&starter, &mut analyzer);
    let mut imports = read_imports(&data.vocabulary_dir())?;
    imports.sort_by_key(|(path, imported)| (imported.source, path.clone()));
    for (_, imported) in &imports {
        builder.add_import(imported, &mut analyzer);
    }
    Ok(builder.finish(&mut analyzer).0)
}

fn read_imports(folder: &Path) -> Result<Vec<(PathBuf, Imported)>, IndexingError> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut imports = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_none_or(|extension| extension != "bin") {
            continue;
        }
        let imported = fs::read(&path)
            .ok()
            .and_then(|bytes| postcard::from_bytes(&bytes).ok());
        match imported {
            Some(imported) => imports.push((path, imported)),
            None => return Err(IndexingError::Imported { path }),
        }
    }
    Ok(imports)
}

/// Lists concepts that a name means, or that stand in the words: from the live index or, where there is none, from the settings and imports.
pub fn find(
    arguments: &VocabularyFindArgs,
    config: &Config,
    output: &Output,
) -> Result<Exit, CliError> {
    let words = arguments.words.join(" ");
    let data = arguments.data.dir();
    let live = match data.current()? {
        Some(number) => Some(Generation::open(
            &data.generation_dir(number),
            Verify::Sizes,
        )?),
        None => None,
    };
    let built;
    let vocabulary = match &live {
        Some(generation) => generation.vocabulary(),
        None => {
            built = of_settings(config, &data)?;
            &built
        }
    };
    let found = find_concepts(vocabulary, &words, config);
    if output.json {
        let concepts: Vec<serde_json::Value> = found
            .iter()
            .map(|id| concept_json(vocabulary, *id))
            .collect();
        output.json(&serde_json::json!({ "concepts": concepts }))?;
    } else if found.is_empty() {
        output.words(&format!("nothing is called `{}`", harmless(&words)));
    } else {
        for id in &found {
            output.data(&concept_text(vocabulary, *id))?;
        }
    }
    Ok(if found.is_empty() {
        Exit::No
    } else {
        Exit::Done
    })
}

fn find_concepts(vocabulary: &Vocabulary, words: &str, config: &Config) -> Vec<ConceptId> {
    let mut analyzer = analyzer(config);
    let mut found = vocabulary.by_name(words, &mut analyzer);
    found.extend(vocabulary.by_id(words.trim()));
    let terms = key_terms(words, &mut analyzer);
    for mention in vocabulary.mentions(words, &terms) {
        found.push(mention.concept);
        found.extend(mention.others);
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|id| seen.insert(*id));
    found.truncate(FOUND);
    found
}

fn concept_json(vocabulary: &Vocabulary, id: ConceptId) -> serde_json::Value {
    let concept = vocabulary.concept(id);
    let labels = |ids: &[ConceptId]| -> Vec<&str> {
        ids.iter()
            .map(|id| vocabulary.concept(*id).label.as_str())
            .collect()
    };
    serde_json::json!({
        "id": concept.id, "kind": concept.kind.as_str(), "label": concept.label,
        "same_as": concept.same_as, "source": concept.source.as_str(),
        "broader": labels(&concept.parents), "all_broader": labels(vocabulary.ancestors(id)),
        "names": concept.names.iter().map(|name| serde_json::json!({
            "text": name.text, "language": name.language.as_deref().unwrap_or("en"),
            "source": name.source.as_str(), "ambiguous": name.is_ambiguous,
        })).collect::<Vec<_>>(),
    })
}

fn concept_text(vocabulary: &Vocabulary, id: ConceptId) -> String {
    let concept: &Concept = vocabulary.concept(id);
    let mut text = format!(
        "{}  ({}, {}, from {})\n",
        harmless(&concept.label),
        concept.id,
        concept.kind.as_str().replace('_', " "),
        concept.source.as_str()
    );
    let broader: Vec<String> = concept
        .parents
        .iter()
        .map(|parent| harmless(&vocabulary.concept(*parent).label))
        .collect();
    if !broader.is_empty() {
        text.push_str(&format!("  broader: {}\n", broader.join("; ")));
    }
    if !concept.same_as.is_empty() {
        text.push_str(&format!(
            "  same as: {}\n",
            harmless(&concept.same_as.join(", "))
        ));
    }
    for name in concept.names.iter().skip(1) {
        let language = name.language.as_deref().unwrap_or("en");
        let remark = if name.is_ambiguous {
            ", only in capitals or with support"
        } else {
            ""
        };
        text.push_str(&format!(
            "  {}  ({language}, {}{remark})\n",
            harmless(&name.text),
            name.source.as_str()
        ));
    }
    text
}
