//! Hotspots to fundable sites and session slots.

mod cover;
mod coverage;
mod error;
mod need;
mod need_bands;
mod panel;
mod programme;
mod slots;

use cover::pounds;
pub use cover::{
    ALTERNATIVES, Bound, CoverChoice, CoverProblem, CoverSite, Cut, FairChoice, GroupCover, Limits,
    MedianChoice, NEAR_EQUAL, Names, Replacement, Sensitivity, SiteStability, SolveOptions, cover_by_group,
    cut, frontier, max_min, maximal_cover, maximal_cover_by_mip, next_best, p_median, sensitivity,
};
pub use coverage::{CoverageRow, PanelCoverage, whole_percent};
pub use error::SportError;
pub use need::{BANDS, HALF_LIFE_DAYS, Need, NeedBand, UnitFacts, Weights, YouthEvent, need};
pub use need_bands::{band_words, need_bands};
pub use panel::{
    BandLevel, BandNeed, CoveragePoint, GrantCut, MapGround, MapStreet, NeedPart, NextBest, PanelShortlist,
    SafeCount, SiteLabel, SiteSheet, Slot, Slots,
};
pub use programme::{
    Confidence, FundingCheck, FundingRules, Impact, NearProgramme, NeedAndMoney, Programme, ProgrammeKind,
    ProgrammeRegister, Session, Spend,
};
pub use slots::{MIN_TIMED_FOR_SLOTS, MOST_SLOTS, Running, SlotLimits, holds_a_session, slots};
