//! What can be asked, once: every criterion that restricts or describes trials, every parameter of a search, how both are read and how they are written.
//!
//! One row of [`table`] says all of a parameter: its name, its flag, what it means, an example, which criterion it gives, the labels of its values and its field in the form of the pages.
//! Words and parameters give the same [`Criterion`]; [`request::read`] is the one reader of parameters and [`address`] the one writer.
//!
//! *Invariant:* pure. No I/O, no clock; nothing here knows the index or reads sentences.

pub mod address;
pub mod criterion;
pub mod filters;
pub mod list;
pub mod request;
pub mod table;
pub mod values;

pub use criterion::{Ages, Criterion, Kind, Near, PlaceReading, Since};
pub use filters::Filters;
pub use request::{Page, ParamError, Person, Policy, SearchRequest, SitesScope, Sort};
pub use table::{Facet, Holds, Parameter, SEARCH, Sets};
pub use values::{AgeSpan, UpdatedWithin, YearRange};
