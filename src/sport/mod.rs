//! Hotspots to fundable sites and session slots.

mod cover;
mod error;
mod panel;

pub use cover::{
    Bound, CoverChoice, CoverProblem, CoverSite, Limits, Names, SolveOptions, maximal_cover, maximal_cover_by_mip,
};
pub use error::SportError;
pub use panel::{
    BandLevel, CoveragePoint, GrantCut, MapGround, MapStreet, NextBest, PanelShortlist, SafeCount, SiteLabel,
    SiteSheet, Slot, Slots,
};
