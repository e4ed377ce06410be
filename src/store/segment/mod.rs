//! A segment: incidents as GeoParquet, sorted by key, the same bytes for the same rows.

mod decode;
mod encode;
mod geo;
mod words;

pub(super) use decode::decode;
pub(super) use encode::encode;

use crate::incidents::Incident;

/// Rows a segment holds at most: damage stays small and segments decode on every core.
pub(super) const MAX_ROWS: usize = 65_536;

/// One version of one incident; the highest version of a key counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Version {
    pub(super) version: u32,
    pub(super) incident: Incident,
}
