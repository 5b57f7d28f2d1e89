//! The command line as typed: commands, flags and their help. What they mean is worked out in the module of each command.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};

use super::{eval::args::EvalArgs, output::Color, progress::ProgressMode, search_args::SearchArgs};
use crate::index::DataDir;

/// A self-hosted search engine for clinical trials
#[derive(Debug, Parser)]
#[command(
    name = "trialseek",
    version,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "Exit codes: 0 done, 1 ran but the answer is no (no hit, a problem found, not published), 2 could not run, 130 interrupted.\n\nBegin with `trialseek demo`."
)]
pub struct CommandLine {
    #[command(flatten)]
    pub global: GlobalArgs,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Folder with settings files; each replaces the compiled-in one of the same name
    #[arg(long, global = true, value_name = "DIR")]
    pub config: Option<PathBuf>,
    /// Print one JSON object on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// No words on standard error but warnings and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more; twice for even more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// When to use colours: auto (on a terminal, unless NO_COLOR is set), always, never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub color: Color,
    /// How to show progress: auto (bars on a terminal, elsewhere a line every 10 seconds), plain, none
    #[arg(
        long,
        global = true,
        value_name = "HOW",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub progress: ProgressMode,
}

/// Where the index is.
#[derive(Debug, Args)]
pub struct DataArgs {
    /// Folder of the index
    #[arg(
        long,
        value_name = "DIR",
        env = "TRIALSEEK_DATA",
        default_value = "./data"
    )]
    pub data: PathBuf,
}

impl DataArgs {
    /// Returns the data directory.
    pub fn dir(&self) -> DataDir {
        DataDir::new(&self.data)
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Try it: index the invented trials that are compiled in, and serve them
    Demo(DemoArgs),
    /// Build a new index from the registry's records, check it, and switch to it
    Reindex(ReindexArgs),
    /// Serve the index over HTTP
    Serve(ServeArgs),
    /// Search from the command line
    Search(Box<SearchArgs>),
    /// Measure how well the index answers judged topics
    Eval(Box<EvalArgs>),
    /// Say which index is live, how old it is and what it holds
    Status(DataArgs),
    /// Check every byte of the live index and of those kept to go back to
    Verify(DataArgs),
    /// Go back to the index before the live one
    Rollback(DataArgs),
    /// Import a gazetteer; look places up
    #[command(subcommand)]
    Places(PlacesCommand),
    /// Import medical names; show what a name means
    #[command(subcommand)]
    Vocabulary(VocabularyCommand),
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Address to listen on; without it the one of the settings, or the next free port
    #[arg(long, value_name = "HOST:PORT")]
    pub listen: Option<String>,
}

#[derive(Debug, Args)]
pub struct ReindexArgs {
    /// Files or folders of records (JSON, JSON Lines, .gz, .zst, .zip), or `-` for standard input
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<String>,
    #[command(flatten)]
    pub data: DataArgs,
    /// Folder of editorial files, one JSON file a trial
    #[arg(long, value_name = "DIR")]
    pub editorial: Option<PathBuf>,
    /// Publish although up to this share of the records was skipped [default: guards.max_skipped_percent of index.toml]
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub max_skipped: Option<f64>,
    /// Publish although the index has up to this share of trials fewer [default: guards.max_shrink_percent of index.toml]
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub allow_shrink: Option<f64>,
    /// Publish although a source could not be read to its end
    #[arg(long)]
    pub allow_unreadable: bool,
    /// Build and check, but do not publish
    #[arg(long)]
    pub dry_run: bool,
    /// Generations that stay on disk, the live one among them [default: generations.keep of index.toml]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub keep: Option<u32>,
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// Address to listen on [default: listen of server.toml]
    #[arg(long, value_name = "HOST:PORT")]
    pub listen: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum PlacesCommand {
    /// Import a gazetteer, used by the next reindex
    #[command(subcommand)]
    Import(ImportCommand),
    /// Find places by name
    Find(FindArgs),
}

#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Import files of GeoNames: cities*.txt, admin1CodesASCII.txt, countryInfo.txt
    Geonames(GeonamesArgs),
}

#[derive(Debug, Args)]
pub struct GeonamesArgs {
    /// Files as downloaded, plain or as .gz, .zst or .zip; which one is which is seen from the content
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub data: DataArgs,
}

#[derive(Debug, Args)]
pub struct FindArgs {
    /// Name of a city, state or country, or its beginning
    #[arg(required = true, value_name = "NAME")]
    pub name: Vec<String>,
    #[command(flatten)]
    pub data: DataArgs,
}

#[derive(Debug, Subcommand)]
pub enum VocabularyCommand {
    /// Import a vocabulary, used by the next reindex
    Import(VocabularyImportArgs),
    /// Show what is known by a name, and from where
    Find(VocabularyFindArgs),
}

#[derive(Debug, Args)]
pub struct VocabularyImportArgs {
    /// What the file is: descriptors of MeSH (XML), an ontology in OBO form, or a table of names
    #[arg(value_enum)]
    pub format: VocabularyFormat,
    /// The file, plain or as .gz, .zst or .zip
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub data: DataArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum VocabularyFormat {
    Mesh,
    Obo,
    Tsv,
}

#[derive(Debug, Args)]
pub struct VocabularyFindArgs {
    /// A name, an id such as MESH:D009203, or a whole sentence
    #[arg(required = true, value_name = "WORDS")]
    pub words: Vec<String>,
    #[command(flatten)]
    pub data: DataArgs,
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim_end();
    match number.parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("a percentage is a number from 0 to 100".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn flags_stand_anywhere_and_words_need_no_quotes() {
        let line = [
            "trialseek",
            "search",
            "leukemia",
            "--near",
            "Hangzhou",
            "relapsed",
            "--healthy",
            "--json",
        ];
        let parsed = CommandLine::try_parse_from(line).unwrap();
        let Command::Search(search) = parsed.command else {
            panic!("not a search")
        };
        assert_eq!(search.words, ["leukemia", "relapsed"]);
        assert!(parsed.global.json);
    }

    #[test]
    fn percentages_are_checked() {
        assert_eq!(percent("0.5 %"), Ok(0.5));
        assert!(percent("101").is_err() && percent("-1").is_err() && percent("NaN").is_err());
    }
}
