//! Opening the live generation for a server, or the one before it when the live one is damaged.
//!
//! A generation of up to a gibibyte is checked byte by byte before it answers, which takes about half a second; a larger one is checked while it answers already.

use std::sync::Arc;

use super::error::CliError;
use crate::{
    index::{DataDir, Generation, IndexError, Manifest, Verify},
    search::{Engine, Snapshot},
};

/// A generation that answers.
pub struct Opened {
    pub number: u64,
    pub manifest: Manifest,
    /// Whether its bytes have been checked, not only the sizes of its files.
    pub is_checked: bool,
    /// The live generation, if it could not be opened and an older one stands in for it.
    pub damaged: Option<(u64, IndexError)>,
}

/// Generations larger than this are not read in full before they answer.
const CHECKED_AT_ONCE: u64 = 1 << 30;

/// Opens the live generation for `engine`; if that fails, the newest older one that can be opened.
pub fn open(engine: &Arc<Engine>, data: &DataDir) -> Result<Opened, CliError> {
    let live = data
        .current()?
        .ok_or_else(|| IndexError::NoIndex(data.root().to_owned()))?;
    let error = match install(engine, data, live) {
        Ok(opened) => return Ok(opened),
        Err(error) => error,
    };
    let older = data
        .generations()?
        .into_iter()
        .rev()
        .filter(|number| *number < live);
    for number in older {
        if let Ok(opened) = install(engine, data, number) {
            return Ok(Opened {
                damaged: Some((live, error)),
                ..opened
            });
        }
    }
    Err(error.into())
}

/// Opens the live generation for `engine` and no other one: a command that answers once says that it is damaged.
pub fn open_live(engine: &Engine, data: &DataDir) -> Result<(), CliError> {
    let live = data
        .current()?
        .ok_or_else(|| IndexError::NoIndex(data.root().to_owned()))?;
    let manifest = Manifest::read(&data.generation_dir(live))?;
    engine.load_current(data, verification(&manifest))?;
    Ok(())
}

/// Returns how much of a generation is checked before it is used: all of it, unless that would take more than a moment.
pub fn verification(manifest: &Manifest) -> Verify {
    if manifest.files.values().sum::<u64>() <= CHECKED_AT_ONCE {
        Verify::Full
    } else {
        Verify::Sizes
    }
}

fn install(engine: &Arc<Engine>, data: &DataDir, number: u64) -> Result<Opened, IndexError> {
    let dir = data.generation_dir(number);
    let manifest = Manifest::read(&dir)?;
    let verify = verification(&manifest);
    let is_checked = verify == Verify::Full;
    engine.install(Snapshot::new(
        Generation::open(&dir, verify)?,
        engine.config(),
    )?);
    Ok(Opened {
        number,
        manifest,
        is_checked,
        damaged: None,
    })
}

/// Checks every byte of a generation that answers already, in a thread of its own; damage goes to the log.
pub fn check_behind(data: &DataDir, number: u64) {
    let dir = data.generation_dir(number);
    std::thread::spawn(move || match Generation::open(&dir, Verify::Full) {
        Ok(_) => tracing::info!(
            generation = number,
            "every byte of the index has been checked"
        ),
        // It may have been replaced and removed meanwhile, which is no damage.
        Err(_) if !dir.exists() => {}
        Err(error) => {
            let hint = error.hint();
            let error = &error as &dyn std::error::Error;
            tracing::error!(
                generation = number,
                error,
                hint,
                "the index that answers is damaged"
            );
        }
    });
}
