//! How good a map of hotspots is at saying where the next events happen, and which way of making it is best here.

mod accuracy;
mod choice;
mod contestant;
mod folds;
mod pooled;
mod run;

pub use accuracy::{Accuracy, CellAccuracy, Ties, TopArea, accuracy_at_cells, accuracy_at_share, top_area};
pub use choice::{Choice, FOLDS_TO_CHOOSE, choose};
pub use contestant::{
    BANDWIDTHS_M, Contestant, HALF_LIVES_MONTHS, NAIVE_MONTHS, Record, Reference, Window, contestants,
};
pub use folds::{Fold, FoldPlan, TEST_MONTHS, plan_folds};
pub use pooled::{Pooled, pool, shares_of};
pub use run::{BackTest, Entry, SHARES, Score, back_test};
