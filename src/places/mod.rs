//! The ground: boundaries, study mask, analysis units, polygon look-up, population, streets and
//! sites. Takes geometry and columns, never a path.

mod outline;
mod pack;
mod units;

pub use pack::{Area, AreaPack, AreaRef, Level, LsoaFacts, PackNote, Site, SiteKind, Street};
pub use units::{Unit, UnitSet};
