//! Hotspots to fundable sites and session slots.

mod cover;
mod error;
mod need;
mod panel;
mod slots;
mod terms;

pub use cover::{
    Bound, CoverChoice, CoverProblem, CoverSite, Limits, Names, SolveOptions, maximal_cover,
    maximal_cover_by_mip,
};
pub use error::SportError;
pub use need::{BANDS, HALF_LIFE_DAYS, Need, NeedBand, UnitFacts, Weights, YouthEvent, need};
pub use panel::{
    BandLevel, CoveragePoint, GrantCut, MapGround, MapStreet, NextBest, PanelShortlist, SafeCount, SiteLabel,
    SiteSheet, Slot, Slots,
};
pub use slots::{MIN_TIMED_FOR_SLOTS, MOST_SLOTS, Running, SlotLimits, slots};
pub use terms::TermDates;
