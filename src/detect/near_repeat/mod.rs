//! Near repeats: Knox's table of pairs near in space and time, originators, chains and how long an alert holds.

mod decay;
mod knox;
mod lanes;
mod links;
mod options;
mod pairs;

pub use decay::{Decay, Verdict, verdict};
pub use knox::{ACTIONABLE_P, ACTIONABLE_RATIO, KnoxCell, KnoxTable, near_repeat};
pub use links::{Chain, Links, Role, link};
pub use options::{Metric, NearRepeatOptions, interval};
