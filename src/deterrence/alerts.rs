//! Where a near repeat is still to be expected.

use serde::Serialize;

use super::ChainIncident;
use crate::{detect::Verdict, geodesy::GridPoint};

/// An incident after which others near it are still more frequent than usual.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NearRepeatAlert {
    /// Its place among the incidents the caller holds.
    pub incident: usize,
    /// Its day.
    pub day: i32,
    /// Where.
    pub at: GridPoint,
    /// Metres around it: read off the Knox table.
    pub radius_m: f64,
    /// First day on which it no longer holds: read off the Knox table.
    pub until: i32,
    /// Share of the surplus still to come, from 1 on its day to 0.
    pub remaining: f64,
}

/// The alerts that hold on the day `until`, the latest incident first; none where the table shows no repeats.
#[must_use]
pub fn near_repeat_alerts(incidents: &[ChainIncident], near: &Verdict, until: i32) -> Vec<NearRepeatAlert> {
    let Some(decay) = near.reach() else { return Vec::new() };
    let mut alerts: Vec<NearRepeatAlert> = incidents
        .iter()
        .filter_map(|i| {
            let since = u32::try_from(until.checked_sub(i.day)?).ok()?;
            (since < decay.days).then_some(())?;
            Some(NearRepeatAlert {
                incident: i.incident,
                day: i.day,
                at: i.at?,
                radius_m: decay.space_m,
                until: i.day.saturating_add_unsigned(decay.days),
                remaining: decay.remaining(f64::from(since)),
            })
        })
        .collect();
    alerts.sort_by_key(|a| (std::cmp::Reverse(a.day), a.incident));
    alerts
}
