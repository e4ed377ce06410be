//! The only place that knows the order and the defaults.

mod progress;
mod question;

pub use progress::Progress;
pub use question::{Answer, Question, RankBy};

pub use crate::detect::CellStatistic;
