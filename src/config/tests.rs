//! 1. The compiled-in files are valid and hold every key.
//! 2. A mistake is refused, and its message names file, key or line, value, and what is allowed.
//! 3. An operator's folder replaces single files and may hold no others.
//! 4. The index hash changes if and only if what an index contains changes.

use std::fs;

use serde::Serialize;
use tempfile::TempDir;

use super::*;

fn compiled_in() -> Config {
    Config::compiled_in().unwrap()
}

fn text_of(file: &str) -> &'static str {
    Config::compiled_in_files()
        .into_iter()
        .find(|(name, _)| *name == file)
        .unwrap()
        .1
}

/// Returns a folder that holds `file` alone.
fn folder_with(file: &str, text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    folder
}

/// Loads with `file` changed by replacing `from`, which must stand there once.
fn load_changed(file: &str, from: &str, to: &str) -> Result<Config, ConfigError> {
    let text = text_of(file);
    assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
    Config::load(Some(folder_with(file, &text.replace(from, to)).path()))
}

fn check_error(result: Result<Config, ConfigError>, message: &str, hint: Option<&str>) {
    let error = result.unwrap_err();
    assert_eq!(error.to_string(), message);
    assert_eq!(error.hint().as_deref(), hint, "hint of: {message}");
}

#[test]
fn the_compiled_in_files_hold_the_documented_defaults() {
    let config = compiled_in();
    assert_eq!(config.server.listen, "127.0.0.1:7171");
    assert_eq!(config.server.public_url, None);
    assert_eq!(config.server.search.deadline_ms, 500);
    assert_eq!(config.server.places.max_radius_km, 2000.0);
    assert_eq!(config.index.catch_all.brief_title, 8);
    assert_eq!(config.index.guards.max_skipped_percent, 0.1);
    assert_eq!(config.ranking.words.name, 1.0);
    assert!(
        config
            .places
            .countries
            .starts_with(|c: char| !c.is_whitespace())
    );
}

#[test]
fn the_files_hold_every_key() {
    let config = compiled_in();
    check_keys(INDEX, &config.index);
    check_keys(SERVER, &config.server);
    check_keys(RANKING, &config.ranking);
}

fn check_keys(file: &str, settings: &impl Serialize) {
    let written: toml::Table = toml::from_str(text_of(file)).unwrap();
    let known: toml::Table = toml::from_str(&toml::to_string(settings).unwrap()).unwrap();
    assert_eq!(key_paths("", &written), key_paths("", &known), "{file}");
}

fn key_paths(prefix: &str, table: &toml::Table) -> Vec<String> {
    let mut paths = Vec::new();
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => paths.extend(key_paths(&format!("{prefix}{key}."), inner)),
            _ => paths.push(format!("{prefix}{key}")),
        }
    }
    paths.sort_unstable();
    paths
}

#[test]
fn every_key_is_explained() {
    for file in [SERVER, INDEX, RANKING] {
        let text = text_of(file);
        let tables_explained_as_a_whole = [
            "catch_all",
            "second_stage.fields",
            "second_stage.field_sums",
        ];
        let (mut table, mut has_comment) = ("", false);
        for line in text.lines() {
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                table = name;
            }
            let is_key = line
                .split_once(" = ")
                .is_some_and(|(key, _)| !key.contains([' ', '#']));
            assert!(
                !is_key || has_comment || tables_explained_as_a_whole.contains(&table),
                "{file}: {line}"
            );
            has_comment = line.starts_with('#');
        }
        assert_eq!(
            text.lines().filter(|line| *line == "version = 1").count(),
            1,
            "{file}"
        );
    }
}

#[test]
fn a_wrong_key_is_refused_with_its_place_and_the_right_keys() {
    check_error(
        load_changed(SERVER, "poll_ms = 250", "pol_ms = 250"),
        &format!(
            "server.toml: line {}, column 1: unknown key `generations.pol_ms`",
            line_of(SERVER, "poll_ms = 250")
        ),
        Some("use one of `poll_ms`"),
    );
    check_error(
        load_changed(RANKING, "[fit]", "[fits]"),
        &format!(
            "ranking.toml: line {}, column 2: unknown key `fits`",
            line_of(RANKING, "[fit]")
        ),
        Some(
            "use one of `version`, `words`, `long_text`, `side_fields`, `feedback`, `second_stage`, `fit`, `near_equals`, `snippets`",
        ),
    );
}

fn line_of(file: &str, start: &str) -> usize {
    text_of(file)
        .lines()
        .position(|line| line.starts_with(start))
        .unwrap()
        + 1
}

#[test]
fn a_wrong_version_is_refused() {
    check_error(
        load_changed(INDEX, "\nversion = 1\n", "\nversion = 2\n"),
        "`index.toml` has version 2, this program reads version 1",
        Some(
            "the file was written for another release; start from the `index_config` folder of this one",
        ),
    );
    check_error(
        load_changed(INDEX, "\nversion = 1\n", "\n"),
        "index.toml: missing key `version`",
        Some("every settings file starts with `version = 1`"),
    );
    check_error(
        load_changed(INDEX, "\nversion = 1\n", "\nversion = \"1\"\n"),
        &format!(
            "index.toml: line {}, column 11: `version`: invalid type: string \"1\", expected u32",
            line_of(INDEX, "version")
        ),
        None,
    );
}

#[test]
fn a_value_out_of_range_is_refused() {
    for (file, from, to, message) in [
        (
            HELP_LINES,
            "tel = \"116123\"",
            "tel = \"116 123\"",
            "help_lines.toml: `line.tel` is `116 123`, allowed is digits, such as `116123`",
        ),
        (
            SERVER,
            "deadline_ms = 500",
            "deadline_ms = 0",
            "server.toml: `search.deadline_ms` is 0, allowed is 10 to 60000",
        ),
        (
            SERVER,
            "default_page_size = 10\n",
            "default_page_size = 200\n",
            "server.toml: `search.default_page_size` is 200, allowed is 1 to 100",
        ),
        (
            SERVER,
            "max_radius_km = 2000.0",
            "max_radius_km = 20041.0",
            "server.toml: `places.max_radius_km` is 20041, allowed is 1 to 20040",
        ),
        (
            SERVER,
            "max_radius_km = 2000.0",
            "max_radius_km = nan",
            "server.toml: `places.max_radius_km` is NaN, allowed is 1 to 20040",
        ),
        (
            SERVER,
            "listen = \"127.0.0.1:7171\"",
            "listen = \"7171\"",
            "server.toml: `listen` is `7171`, allowed is `HOST:PORT`, such as `127.0.0.1:7171`",
        ),
        (
            SERVER,
            "public_url = \"\"",
            "public_url = \"trials.example.org\"",
            "server.toml: `public_url` is `trials.example.org`, allowed is empty, or `https://…` without a slash at its end",
        ),
        (
            SERVER,
            "origins = [\"*\"]",
            "origins = [\"https://example.org/\"]",
            "server.toml: `cors.origins` is `https://example.org/`, allowed is `*`, or `https://HOST` without a path",
        ),
        (
            INDEX,
            "official_title = 4",
            "official_title = 17",
            "index.toml: `catch_all.official_title` is 17, allowed is 0 to 16",
        ),
        (
            INDEX,
            "docstore_compression = \"zstd\"",
            "docstore_compression = \"gzip\"",
            "index.toml: `writer.docstore_compression` is `gzip`, allowed is `zstd`, `lz4` or `none`",
        ),
        (
            INDEX,
            "[\"haem\", \"hem\"]",
            "[\"Hæm\", \"hem\"]",
            "index.toml: `text.british_to_american.infixes` is `Hæm`, allowed is letters a to z",
        ),
        (
            INDEX,
            "min_answered = 0",
            "min_answered = 7",
            "index.toml: `smoke.min_answered` is 7, allowed is 0 to 6",
        ),
        (
            RANKING,
            "sponsor = 0.3",
            "sponsor = -0.3",
            "ranking.toml: `side_fields.sponsor` is -0.3, allowed is 0 to 10",
        ),
    ] {
        check_error(load_changed(file, from, to), message, None);
    }
}

#[test]
fn a_value_of_the_wrong_type_is_refused_with_its_place() {
    let line = line_of(SERVER, "deadline_ms");
    check_error(
        load_changed(SERVER, "deadline_ms = 500", "deadline_ms = \"fast\""),
        &format!(
            "server.toml: line {line}, column 15: `search.deadline_ms`: invalid type: string \"fast\", expected u64"
        ),
        None,
    );
    check_error(
        load_changed(SERVER, "deadline_ms = 500", "deadline_ms = -1"),
        &format!(
            "server.toml: line {line}, column 15: `search.deadline_ms`: invalid value: integer `-1`, expected u64"
        ),
        None,
    );
}

#[test]
fn what_is_not_toml_or_lacks_a_key_is_refused() {
    let line = line_of(SERVER, "deadline_ms");
    let error = load_changed(SERVER, "deadline_ms = 500", "deadline_ms 500")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with(&format!("server.toml: line {line}, column 13: ")),
        "{error}"
    );
    check_error(
        load_changed(SERVER, "deadline_ms = 500", ""),
        "server.toml: missing key `search.deadline_ms`",
        Some(
            "a file replaces the compiled-in one as a whole; copy that one and change what you need",
        ),
    );
    check_error(
        Config::load(Some(folder_with(RANKING, "version = 1\n").path())),
        "ranking.toml: missing key `words`",
        Some(
            "a file replaces the compiled-in one as a whole; copy that one and change what you need",
        ),
    );
}

#[test]
fn one_file_of_a_folder_replaces_one_file() {
    let changed = load_changed(SERVER, "deadline_ms = 500", "deadline_ms = 900").unwrap();
    assert_eq!(changed.server.search.deadline_ms, 900);
    let stock = compiled_in();
    assert_eq!(changed.index, stock.index);
    assert_eq!(changed.ranking, stock.ranking);

    let changed = Config::load(Some(folder_with("stopwords/fr.txt", "le\n").path())).unwrap();
    assert!(
        changed.stopwords.contains(Some("fr"), "le")
            && !changed.stopwords.contains(Some("fr"), "la")
    );
    let changed = Config::load(Some(folder_with(COUNTRIES, "mine").path())).unwrap();
    assert_eq!(changed.places.countries, "mine");
    assert_eq!(changed.places.states, stock.places.states);
    assert_eq!(Config::load(None).unwrap().server, stock.server);
}

#[test]
fn an_unknown_file_or_folder_is_refused() {
    let known = Config::compiled_in_files();
    let names: Vec<_> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
    let hint = format!("use one of {}", names.join(", "));
    for file in ["serve.toml", "read/xx.txt", "places/zips.toml"] {
        let result = Config::load(Some(folder_with(file, "version = 1").path()));
        check_error(result, &format!("unknown file `{file}`"), Some(&hint));
    }
    let result = Config::load(Some(folder_with("extra/server.toml", "").path()));
    check_error(result, "unknown file `extra`", Some(&hint));
}

#[test]
fn what_editors_and_mounted_volumes_leave_is_passed_over() {
    let folder = folder_with(".git/config", "");
    fs::write(folder.path().join(".server.toml.swp"), "").unwrap();
    Config::load(Some(folder.path())).unwrap();
}

#[test]
fn a_folder_that_cannot_be_read_is_refused() {
    let folder = folder_with("server.toml", "");
    let missing = folder.path().join("none");
    check_error(
        Config::load(Some(&missing)),
        &format!("cannot read `{}`", missing.display()),
        Some("`--config` takes a folder of settings files that can be read"),
    );
    let path = folder.path().join("server.toml");
    fs::write(&path, b"\xff\xfe").unwrap();
    check_error(
        Config::load(Some(folder.path())),
        &format!("cannot read `{}`", path.display()),
        Some("write the file in UTF-8"),
    );
}

#[test]
fn a_word_list_takes_folded_words_only() {
    for (text, message) in [
        (
            "# x\nfür\n",
            "stopwords/de.txt: line 2, column 1: `für` is not a folded word, it holds `ü`",
        ),
        (
            "Der\n",
            "stopwords/de.txt: line 1, column 1: `Der` is not a folded word, it holds `D`",
        ),
        (
            "zum teil\n",
            "stopwords/de.txt: line 1, column 1: `zum teil` is not a folded word, it holds ` `",
        ),
    ] {
        let result = Config::load(Some(folder_with("stopwords/de.txt", text).path()));
        check_error(
            result,
            message,
            Some("write one word a line, in lower case, without accents: `fur` for `für`"),
        );
    }
}

#[test]
fn the_index_hash_changes_with_what_an_index_contains() {
    let stock = compiled_in().index_hash();
    assert_eq!(stock.len(), 64);
    assert_eq!(compiled_in().index_hash(), stock);
    for (file, from, to) in [
        (INDEX, "official_title = 4", "official_title = 5"),
        (INDEX, "greek_letters = true", "greek_letters = false"),
        (INDEX, "[\"haem\", \"hem\"], # haemophilia\n", ""),
        (INDEX, "max_text_chars = 200000", "max_text_chars = 100000"),
        (
            INDEX,
            "docstore_compression = \"zstd\"",
            "docstore_compression = \"none\"",
        ),
        ("stopwords/de.txt", "\nstudie\n", "\n"),
    ] {
        assert_ne!(
            load_changed(file, from, to).unwrap().index_hash(),
            stock,
            "{file}: {from}"
        );
    }
    for file in [COUNTRIES, STATES, CITIES] {
        let text = format!("{}\n# one more line\n", text_of(file));
        let changed = Config::load(Some(folder_with(file, &text).path())).unwrap();
        assert_ne!(changed.index_hash(), stock, "{file}");
    }
}

#[test]
fn the_index_hash_holds_through_everything_else() {
    let stock = compiled_in().index_hash();
    for (file, from, to) in [
        (
            INDEX,
            "# Version of this file's layout. Always 1.",
            "# Another comment.",
        ),
        (INDEX, "heap_mb = 512", "heap_mb = 1024"),
        (INDEX, "keep = 2", "keep = 3"),
        (INDEX, "min_answered = 0", "min_answered = 2"),
        (
            INDEX,
            "max_shrink_percent = 5.0",
            "max_shrink_percent = 50.0",
        ),
        (SERVER, "deadline_ms = 500", "deadline_ms = 900"),
        (RANKING, "sponsor = 0.3", "sponsor = 0.4"),
        ("texts/en.toml", "\"Recruiting now\"", "\"Open now\""),
        ("stopwords/de.txt", "\nstudie\n", "\n# comment\nstudie\n"),
    ] {
        assert_eq!(
            load_changed(file, from, to).unwrap().index_hash(),
            stock,
            "{file}: {from}"
        );
    }
}

#[test]
fn a_language_follows_the_english_one() {
    let line = line_of("texts/es.toml", "TERMINATED = \"Detenido");
    let statuses = "`ACTIVE_NOT_RECRUITING`, `APPROVED_FOR_MARKETING`, `AVAILABLE`, `COMPLETED`, `ENROLLING_BY_INVITATION`, `NOT_YET_RECRUITING`, `NO_LONGER_AVAILABLE`, `RECRUITING`, `SUSPENDED`, `TEMPORARILY_NOT_AVAILABLE`, `TERMINATED`, `UNKNOWN`, `WITHDRAWN`, `WITHHELD`";
    check_error(
        load_changed(
            "texts/es.toml",
            "TERMINATED = \"Detenido",
            "TERMINTAED = \"Detenido",
        ),
        &format!("texts/es.toml: line {line}, column 1: unknown key `labels.status.TERMINTAED`"),
        Some(&format!("use one of {statuses}")),
    );
    check_error(
        load_changed(
            "texts/es.toml",
            "far = \"a unos {distance}\"",
            "far = \"a unos {km}\"",
        ),
        "texts/es.toml: `texts.reasons.far` is `a unos {km}`, allowed is a text with `{distance}`",
        None,
    );
    check_error(
        load_changed("texts/es.toml", "\"Busca participantes\"", "\"Busca {n}\""),
        "texts/es.toml: `labels.status.RECRUITING` is `Busca {n}`, allowed is a text without placeholders",
        None,
    );
    check_error(
        load_changed("texts/es.toml", "skip = \"Ir a la parte principal\"\n", ""),
        "texts/es.toml: missing key `texts.layout.skip`",
        Some(
            "a file replaces the compiled-in one as a whole; copy that one and change what you need",
        ),
    );
    check_error(
        load_changed("texts/zh.toml", "name = \"中文\"\n", ""),
        "texts/zh.toml: missing key `language.name`",
        Some(
            "a file replaces the compiled-in one as a whole; copy that one and change what you need",
        ),
    );
}

#[test]
fn a_cell_that_a_language_lacks_is_english() {
    let config = load_changed(
        "texts/es.toml",
        "TERMINATED = \"Detenido antes de tiempo\"\n",
        "",
    )
    .unwrap();
    assert_eq!(
        Words::new(&config, "es").label("status", "TERMINATED"),
        "Stopped early"
    );
    let config = load_changed("texts/en.toml", "TERMINATED = \"Stopped early\"\n", "").unwrap();
    assert_eq!(
        Words::new(&config, "en").label("status", "TERMINATED"),
        "Terminated"
    );
}
