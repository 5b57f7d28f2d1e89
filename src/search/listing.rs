//! All trials of the index by number, for lists that machines read.

use super::{Engine, SearchError};
use crate::trial::NctId;

impl Engine {
    /// Returns the ids of all trials, those that take people first, each group by number.
    pub fn ids_open_first(&self) -> Result<Vec<NctId>, SearchError> {
        let snapshot = self.current().ok_or(SearchError::NotReady)?;
        let numbers = snapshot.generation.columns().nct.iter().zip(0..);
        let (open, other): (Vec<_>, Vec<_>) = numbers
            .filter_map(|(number, doc)| Some((NctId::from_number(*number)?, snapshot.is_open(doc))))
            .partition(|(_, is_open)| *is_open);
        Ok(open.into_iter().chain(other).map(|(id, _)| id).collect())
    }
}
