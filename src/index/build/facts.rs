//! What is noted of a finished index: what sample searches find, and what changed since the one in use.

use crate::{
    config::Config,
    index::{
        Columns, Generation, IndexError,
        manifest::{Changes, Smoke},
    },
};

/// Returns the date of a day number.
pub(super) fn date_of(day: i32) -> jiff::civil::Date {
    jiff::civil::Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day)))
}

/// Counts what the sample searches of the settings find.
pub(super) fn smoke(config: &Config, generation: &Generation) -> Result<Vec<Smoke>, IndexError> {
    let mut analyzer = crate::index::analyzer(config);
    let queries = config.index.smoke.queries.iter();
    queries
        .map(|query| {
            Ok(Smoke {
                query: query.clone(),
                found: generation.count_with(&analyzer.terms(query))?,
            })
        })
        .collect()
}

/// Counts what is new, gone or of another status.
pub(super) fn changes(live: &Generation, new: &Generation) -> Changes {
    let (old_columns, new_columns) = (live.columns(), new.columns());
    let status_of = |columns: &Columns, doc| {
        columns
            .status
            .of(doc)
            .first()
            .map(|code| columns.status.names()[*code as usize].clone())
    };
    let mut changes = Changes::default();
    for (doc, nct) in (0..).zip(&new_columns.nct) {
        match old_columns.doc_of(*nct) {
            None => changes.new += 1,
            Some(old) if status_of(old_columns, old) != status_of(new_columns, doc) => {
                changes.status_changed += 1
            }
            Some(_) => {}
        }
    }
    changes.gone = old_columns
        .nct
        .iter()
        .filter(|nct| new_columns.doc_of(**nct).is_none())
        .count() as u64;
    changes
}
