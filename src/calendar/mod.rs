//! When things happen: months, instants, the Europe/London zone, half-open windows, hour of week,
//! the police day and aoristic weights. Nothing here reads the clock.

mod month;
mod span;

pub use month::Month;
pub use span::{Instant, Precision, Span};
