//! Is this more than chance: Gi*, the ranked hotspot, its stability.

mod cell;
mod error;
mod gi_expected;
mod gi_star;
mod gi_total;
mod hotspot;

pub use cell::CellStatistic;
pub use error::DetectError;
pub use gi_expected::{ExpectedRun, gi_star_expected};
pub use gi_star::{
    DEFAULT_DRAWS, GiStar, GiStarOptions, GiStarRun, Null, Permutations, Values, classify, gi_star,
    gi_star_with,
};
pub use gi_total::{TotalP, gi_star_total};
pub use hotspot::{
    Change, Class, Confidence, Dependence, ExcludedPlace, Hotspot, HotspotKind, HotspotList, Peak, Profile,
};
