//! Is this more than chance: Gi*, the ranked hotspot, its stability.

mod hotspot;

pub use hotspot::{
    Change, Class, Confidence, Dependence, ExcludedPlace, Hotspot, HotspotKind, HotspotList, Peak, Profile,
};
