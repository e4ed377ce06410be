//! When things happen: months, instants, the Europe/London zone, half-open windows, hour of week,
//! the police day, aoristic weights and school terms. Nothing here reads the clock.
//!
//! Zone rules come from the tz database built into the program, never from the machine.

mod aoristic;
mod date;
mod error;
mod month;
mod span;
mod terms;
mod zone;

pub use aoristic::{HOURS_OF_WEEK, aoristic};
pub use date::{Date, DateTime};
pub use error::CalendarError;
pub use month::Month;
pub use span::{Instant, Precision, Span};
pub use terms::TermDates;
pub use zone::{LocalInstant, Zone};
