//! What changed since the last pack, in numbers a briefing may say aloud.

mod count;
mod hours;
mod places;
mod words;

pub use count::{CHANGE_LEAST_WINDOWS, Change, Dated, Usual, change};
pub use hours::{BandCount, HourShift, hour_shift};
pub use places::{FirstTime, PlacedEvent, first_time_places};

/// Events below which no first-time place and no shift of hours is told.
pub const CHANGE_LEAST_EVENTS: usize = 5;
