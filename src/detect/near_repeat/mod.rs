//! Near repeats: Knox's table of pairs near in space and time, originators, chains and how long an alert holds.

mod knox;
mod lanes;
mod options;
mod pairs;

pub use knox::{ACTIONABLE_P, ACTIONABLE_RATIO, KnoxCell, KnoxTable, near_repeat};
pub use options::{Metric, NearRepeatOptions, interval};
