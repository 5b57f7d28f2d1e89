//! The clock, read here and passed down.

use jiff::{Timestamp, civil::Date, tz::Offset};

/// Returns the present moment.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Returns the present day, in UTC.
pub fn today() -> Date {
    Offset::UTC.to_datetime(now()).date()
}
