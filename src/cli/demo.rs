//! `demo`: the invented trials that are compiled in, indexed into a temporary folder and served. The folder goes with the process.

use std::{env, io::ErrorKind, path::Path, sync::Arc};

use include_dir::{Dir, include_dir};
use tokio::{net::TcpListener, runtime::Runtime};

use super::{
    args::DemoArgs,
    error::CliError,
    indexing::IndexingError,
    output::Output,
    process,
    process::Exit,
    process::Interrupt,
    progress::Reporter,
    reindex::{self, ReindexOptions, ReindexOutcome, Summary},
    serve::{self, Server, WidgetFile},
    wording::counted,
};
use crate::{config::Config, ctgov::Source, http, index::DataDir, trial::editorial::EditorialFile};

static TRIALS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/trials");
static EDITORIAL: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/editorial");

/// Ports behind the usual one that are tried before any free one is taken.
const NEXT_PORTS: u16 = 20;

/// A search that shows something: what it is about, as an address, as a command.
struct Example {
    about: &'static str,
    query: &'static str,
    flags: &'static str,
}

const EXAMPLES: [Example; 3] = [
    Example {
        about: "leukemia trials for someone aged 62 that recruit near Hangzhou",
        query: "q=leukemia&near=Hangzhou&status=RECRUITING&age=62",
        flags: "leukemia --near Hangzhou --status recruiting --age 62",
    },
    Example {
        about: "asthma trials for a child of 9, and where they run",
        query: "q=asthma&age=9&facets=country",
        flags: "asthma --age 9 --facets country",
    },
    Example {
        about: "in Chinese: breast cancer in Shanghai",
        query: "q=%E4%B9%B3%E8%85%BA%E7%99%8C&near=Shanghai&lang=zh",
        flags: "乳腺癌 --near Shanghai --lang zh",
    },
];

/// Indexes the compiled-in trials and serves them until a stop signal.
pub fn run(arguments: &DemoArgs, config: Arc<Config>, output: &Output) -> Result<Exit, CliError> {
    let interrupt = Interrupt::listen(output)?;
    let folder = tempfile::Builder::new().prefix("trialseek-demo-").tempdir();
    let folder = folder.map_err(CliError::io("create a folder in", env::temp_dir()))?;
    let data = DataDir::new(folder.path());
    let summary = index(&config, &data, interrupt.flag())?;
    let runtime = serve::runtime()?;
    let (listener, taken) = listen(&runtime, arguments.listen.as_deref(), &config.server.listen)?;
    let mut server = Server::open(with_pseudo_language(config), data, output)?;
    server.is_demo = true;
    let address = listener.local_addr().map_err(CliError::Server)?.to_string();
    let words = introduction(
        &summary,
        &address,
        taken.as_deref(),
        folder.path(),
        &program(),
    );
    match output.json {
        true => output.json(&serde_json::json!({
            "address": format!("http://{address}"),
            "data": folder.path(),
            "widget": WidgetFile::at(&format!("http://{address}")),
        }))?,
        false => output.data(&words)?,
    }
    server.serve(&runtime, listener, interrupt)?;
    drop(runtime);
    folder
        .close()
        .map_err(CliError::io("remove", env::temp_dir()))?;
    output.words("the demo has ended and its files are removed");
    Ok(Exit::Done)
}

/// A demo shows how the pages look in the language of tests as well.
fn with_pseudo_language(config: Arc<Config>) -> Arc<Config> {
    let mut config = Arc::unwrap_or_clone(config);
    config.server.pages.pseudo_language = true;
    Arc::new(config)
}

/// Indexes the compiled-in trials into `data`.
pub fn index(
    config: &Config,
    data: &DataDir,
    interrupted: &std::sync::atomic::AtomicBool,
) -> Result<Summary, CliError> {
    let mut options = ReindexOptions::new(config, data, process::now(), interrupted);
    options.sources = TRIALS
        .files()
        .map(|file| Source::Bytes {
            name: file.path().display().to_string(),
            bytes: file.contents().into(),
        })
        .collect();
    options.source_names = vec!["the compiled-in trials".to_owned()];
    options.editorial = EDITORIAL
        .files()
        .map(|file| read_editorial(file.path(), file.contents()))
        .collect::<Result<_, _>>()?;
    let summary = reindex::run(&options, &Reporter::silent())?;
    match summary.outcome {
        ReindexOutcome::Published => Ok(summary),
        // Only settings of the operator's own can do that.
        _ => Err(CliError::Usage {
            message: summary
                .refusals
                .iter()
                .map(|refusal| refusal.message())
                .collect::<Vec<_>>()
                .join("; "),
            hint: "try the demo without `--config`".to_owned(),
        }),
    }
}

fn read_editorial(path: &Path, json: &[u8]) -> Result<EditorialFile, CliError> {
    serde_json::from_slice(json).map_err(|error| {
        IndexingError::EditorialBad {
            path: path.to_owned(),
            reason: error.to_string(),
        }
        .into()
    })
}

/// Listens where asked for; without a wish where the settings say or, when that port is taken, on the next free one. Returns the address that was taken, too.
fn listen(
    runtime: &Runtime,
    asked: Option<&str>,
    usual: &str,
) -> Result<(TcpListener, Option<String>), CliError> {
    let bind = |address: &str| runtime.block_on(serve::bind(address));
    if let Some(address) = asked {
        return Ok((bind(address)?, None));
    }
    let error = match bind(usual) {
        Ok(listener) => return Ok((listener, None)),
        Err(error) => error,
    };
    let is_taken =
        matches!(&error, CliError::Listen { source, .. } if source.kind() == ErrorKind::AddrInUse);
    let Some((host, port)) = usual.rsplit_once(':').filter(|_| is_taken) else {
        return Err(error);
    };
    let port: u16 = port.parse().unwrap_or(0);
    let next = (1..=NEXT_PORTS)
        .filter_map(|step| port.checked_add(step))
        .chain([0]);
    for port in next {
        if let Ok(listener) = bind(&format!("{host}:{port}")) {
            return Ok((listener, Some(usual.to_owned())));
        }
    }
    Err(error)
}

/// Returns the program as the person called it, so that the examples can be pasted.
fn program() -> String {
    env::args().next().unwrap_or_else(|| "trialseek".to_owned())
}

fn introduction(
    summary: &Summary,
    address: &str,
    taken: Option<&str>,
    folder: &Path,
    program: &str,
) -> String {
    let trials = counted(summary.manifest.indexed, "trial", "trials");
    let mut text = format!("Trialseek demo: {trials}, nearly all invented, at http://{address}\n");
    if let Some(taken) = taken {
        text.push_str(&format!(
            "(another program has {taken}, so the next free port was taken)\n"
        ));
    }
    text.push_str("\nTry these in another terminal, as JSON or as text:\n");
    for example in &EXAMPLES {
        text.push_str(&format!("\n  # {}\n", example.about));
        text.push_str(&format!(
            "  curl 'http://{address}/v1/search?{}'\n",
            example.query
        ));
        text.push_str(&format!(
            "  {program} search {} --data {}\n",
            example.flags,
            folder.display()
        ));
    }
    text.push_str(&format!(
        "\nThe API is described at http://{address}/docs\n\
         The widget for other sites: http://{address}/widget/, in a made-up charity's page: http://{address}/widget/demo\n\
         Its file is pinned by integrity=\"{}\"\n",
        http::widget_integrity()
    ));
    text.push_str(
        "Ctrl-C ends the demo and removes its files. Do not use it for medical decisions.\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::guards::tests::manifest;

    #[test]
    fn a_newcomer_is_told_what_to_paste() {
        let summary = Summary {
            outcome: ReindexOutcome::Published,
            refusals: Vec::new(),
            manifest: manifest(87, 0),
            previous: None,
            previous_kept: false,
            worse_searches: 0,
            skipped_records: Vec::new(),
            ignored_files: Vec::new(),
            rejects_file: "x".into(),
            size_bytes: 0,
            read_ms: 0,
            total_ms: 0,
            peak_memory_bytes: None,
        };
        let text = introduction(
            &summary,
            "127.0.0.1:7172",
            Some("127.0.0.1:7171"),
            Path::new("/tmp/d"),
            "trialseek",
        );
        let text = text.replace(http::widget_integrity(), "[hash]");
        insta::assert_snapshot!(text, @r#"
        Trialseek demo: 87 trials, nearly all invented, at http://127.0.0.1:7172
        (another program has 127.0.0.1:7171, so the next free port was taken)

        Try these in another terminal, as JSON or as text:

          # leukemia trials for someone aged 62 that recruit near Hangzhou
          curl 'http://127.0.0.1:7172/v1/search?q=leukemia&near=Hangzhou&status=RECRUITING&age=62'
          trialseek search leukemia --near Hangzhou --status recruiting --age 62 --data /tmp/d

          # asthma trials for a child of 9, and where they run
          curl 'http://127.0.0.1:7172/v1/search?q=asthma&age=9&facets=country'
          trialseek search asthma --age 9 --facets country --data /tmp/d

          # in Chinese: breast cancer in Shanghai
          curl 'http://127.0.0.1:7172/v1/search?q=%E4%B9%B3%E8%85%BA%E7%99%8C&near=Shanghai&lang=zh'
          trialseek search 乳腺癌 --near Shanghai --lang zh --data /tmp/d

        The API is described at http://127.0.0.1:7172/docs
        The widget for other sites: http://127.0.0.1:7172/widget/, in a made-up charity's page: http://127.0.0.1:7172/widget/demo
        Its file is pinned by integrity="[hash]"
        Ctrl-C ends the demo and removes its files. Do not use it for medical decisions.
        "#);
    }
}
