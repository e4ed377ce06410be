//! `harmspot backtest`: which way of ranking says best where the next events happen, by area, and its choice kept.

mod kept;
mod ranking;
mod run;
mod table;

pub(super) use ranking::ranking;

pub use kept::{CHOICES, KeptChoice, keep_choices, read_choices};
pub use run::{AreaTest, BackTestAnswer, BackTestQuestion, TestArea, back_test_areas};
pub use table::back_test_findings;
