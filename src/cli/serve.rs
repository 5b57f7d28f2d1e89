//! `serve`: the live generation over HTTP, until a stop signal.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use serde::Serialize;
use tokio::{net::TcpListener, runtime::Runtime};

use super::{
    args::ServeArgs,
    error::CliError,
    opening::{self, Opened},
    output::Output,
    process,
    process::Exit,
    process::Interrupt,
    wording::{ago, grouped},
};
use crate::{
    config::Config,
    http::{self, AppState, Metrics},
    index::DataDir,
    say::Words,
    search::Engine,
};

/// Serves the live generation of a data directory.
pub fn run(arguments: &ServeArgs, config: Arc<Config>, output: &Output) -> Result<Exit, CliError> {
    let data = arguments.data.dir();
    let address = arguments
        .listen
        .clone()
        .unwrap_or_else(|| config.server.listen.clone());
    let interrupt = Interrupt::listen(output)?;
    let server = Server::open(config, data, output)?;
    let runtime = runtime()?;
    let listener = runtime.block_on(bind(&address))?;
    let local = listener.local_addr().map_err(CliError::Server)?;
    server.introduce(local, output)?;
    server.serve(&runtime, listener, interrupt)?;
    Ok(Exit::Done)
}

/// An engine with a generation, ready to be served.
pub struct Server {
    engine: Arc<Engine>,
    data: DataDir,
    pub opened: Opened,
    /// Whether it also serves what only a demo has.
    pub is_demo: bool,
}

/// What a server says when it begins, for programs.
#[derive(Debug, Serialize)]
struct Introduction<'a> {
    address: String,
    generation: u64,
    built_at: jiff::Timestamp,
    newest_record: Option<&'a str>,
    trials: u64,
    languages: Vec<&'a str>,
    query_log: bool,
    widget: WidgetFile,
}

/// The widget's file, and the hash by which pages pin it.
#[derive(Debug, Serialize)]
pub struct WidgetFile {
    pub url: String,
    pub integrity: &'static str,
}

impl WidgetFile {
    /// Returns where a server at `address` has the file.
    pub fn at(address: &str) -> Self {
        WidgetFile {
            url: format!("{address}{}", http::widget_path()),
            integrity: http::widget_integrity(),
        }
    }
}

impl Server {
    /// Opens the index, and says so loudly if it is not the live one.
    pub fn open(config: Arc<Config>, data: DataDir, output: &Output) -> Result<Self, CliError> {
        let engine = Arc::new(Engine::new(config)?);
        let opened = opening::open(&engine, &data)?;
        if let Some((live, error)) = &opened.damaged {
            output.warn(&format!(
                "GENERATION {live} CANNOT BE OPENED, generation {} answers in its place: {error}. \
                 Build the index again with `trialseek reindex SOURCE`, or make the older one live with `trialseek rollback`.",
                opened.number
            ));
        }
        if opened.manifest.config_hash != engine.config().index_hash() {
            output.warn("the index was built with other settings; `trialseek reindex SOURCE` brings them into it");
        }
        Ok(Server {
            engine,
            data,
            opened,
            is_demo: false,
        })
    }

    /// Says once what is served, and where.
    fn introduce(&self, address: SocketAddr, output: &Output) -> Result<(), CliError> {
        let manifest = &self.opened.manifest;
        let config = self.engine.config();
        let public_url = &self.engine.config().server.public_url;
        let local = format!("http://{address}");
        let widget = WidgetFile::at(public_url.as_deref().unwrap_or(&local));
        if output.json {
            return output.json(&Introduction {
                address: format!("http://{address}"),
                generation: manifest.generation,
                built_at: manifest.built_at,
                newest_record: manifest.newest_record.as_deref(),
                trials: manifest.indexed,
                languages: config.catalogue.languages().collect(),
                query_log: false,
                widget,
            });
        }
        let newest = manifest
            .newest_record
            .as_deref()
            .map(|day| format!(", newest record of {day}"))
            .unwrap_or_default();
        let codes = config.catalogue.languages();
        let languages: Vec<&str> = codes.map(|code| Words::new(config, code).name()).collect();
        output.words(&format!(
            "Listening  http://{address}, API described at http://{address}/docs"
        ));
        output.words(&format!(
            "Index      generation {}, built {}{newest}",
            manifest.generation,
            ago(manifest.built_at, process::now())
        ));
        output.words(&format!("Trials     {}", grouped(manifest.indexed)));
        output.words(&format!("Languages  {}", languages.join(", ")));
        output.words("Query log  off");
        output.words(&format!("Widget     {}", widget.url));
        output.words(&format!("           integrity=\"{}\"", widget.integrity));
        Ok(())
    }

    /// Serves until a stop signal, changing over to new generations as they come.
    pub fn serve(
        self,
        runtime: &Runtime,
        listener: TcpListener,
        interrupt: Interrupt,
    ) -> Result<(), CliError> {
        if !self.opened.is_checked {
            opening::check_behind(&self.data, self.opened.number);
        }
        http::install_panic_hook();
        let metrics = Arc::new(Metrics::new());
        let interval = Duration::from_millis(self.engine.config().server.generations.poll_ms);
        let state = AppState::new(
            Arc::clone(&self.engine),
            Arc::clone(&metrics),
            process::today,
        )
        .with_widget_demo(self.is_demo);
        runtime.block_on(async {
            let watching = tokio::spawn(http::watch(self.engine, self.data, interval, metrics));
            let served = http::serve(listener, state, interrupt.wait()).await;
            watching.abort();
            served.map_err(CliError::Server)
        })
    }
}

/// Returns the runtime that a server runs on.
pub fn runtime() -> Result<Runtime, CliError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(CliError::Server)
}

/// Listens on `HOST:PORT`.
pub async fn bind(address: &str) -> Result<TcpListener, CliError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| CliError::Listen {
            address: address.to_owned(),
            source,
        })
}
