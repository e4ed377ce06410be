//! Is this more than chance: Gi*, the ranked hotspot, its stability.

mod cell;
mod hotspot;

pub use cell::CellStatistic;
pub use hotspot::{
    Change, Class, Confidence, Dependence, ExcludedPlace, Hotspot, HotspotKind, HotspotList, Peak, Profile,
};
