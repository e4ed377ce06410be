//! Is the supply fit to use? Geocoding by CSP, source and month, stacks of coordinates, points
//! outside the force or the mask, midnight stacking, months supplied short or not at all,
//! incomplete last weeks, disagreement with stated LSOAs, unknown shares.

mod check;
mod geocoding;
mod lsoa;
mod outside;
mod report;
mod stacks;
mod supply;
mod timing;
mod unknowns;

pub use check::{Input, check};
pub use geocoding::{FAIL_BELOW, GeocodedShare, Geocoding, Grade, TOO_FEW_ROWS, WARN_BELOW};
pub use lsoa::LsoaAgreement;
pub use outside::{Outside, OutsidePoint};
pub use report::QualityReport;
pub use stacks::{Stack, StackList};
pub use supply::{ShortMonth, ShortOffence, Supply, supply};
pub use timing::{LastWeeks, MidnightShare, Week};
pub use unknowns::UnknownShare;
