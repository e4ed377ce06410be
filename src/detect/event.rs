//! What the ranked list is made from: events placed in units, and the settings of the list.

use serde::{Deserialize, Serialize};

use crate::geodesy::GridPoint;

/// One event (one or more crimes at one place and time) inside the study mask.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Position of its unit in the unit set.
    pub unit: u32,
    /// Where.
    pub point: GridPoint,
    /// Local day number, or month number where only months are known: distinct values are "dates".
    pub date: i32,
    /// Crimes in it.
    pub crimes: u32,
    /// Harm of those crimes; 0 without a harm table.
    pub harm: f64,
    /// True when a rule of the definition was unknown for every crime in it.
    pub unknown: bool,
}

/// What the list is ranked by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RankBy {
    /// Observed minus expected under the stated null.
    #[default]
    Excess,
    /// Events.
    Count,
    /// Harm.
    Harm,
    /// Events a hectare.
    Density,
}

/// Floors and limits of the list; [`Default`] gives the defaults of the design.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ListSettings {
    /// False discovery rate at which a unit is called more than chance.
    pub fdr: f64,
    /// Largest place, hectares; one unit is always allowed.
    pub max_ha: f64,
    /// Fewest events of a hotspot.
    pub min_events: u32,
    /// Fewest distinct dates (months where only months are known).
    pub min_dates: u32,
    /// Fewest distinct points.
    pub min_points: u32,
    /// Share of events on one coordinate from which a place is a single address.
    pub single_address_share: f64,
    /// Places ranked.
    pub top: usize,
    /// Rank key.
    pub rank_by: RankBy,
    /// Bootstrap resamples behind the stability badge.
    pub resamples: u32,
    /// Their seed.
    pub seed: u64,
}

impl Default for ListSettings {
    fn default() -> Self {
        Self {
            fdr: 0.05,
            max_ha: 25.0,
            min_events: 10,
            min_dates: 5,
            min_points: 2,
            single_address_share: 0.6,
            top: 10,
            rank_by: RankBy::Excess,
            resamples: 200,
            seed: 1,
        }
    }
}

/// Fewest events, and fewest units with an event, for any test of significance.
pub const MIN_EVENTS_TO_TEST: usize = 30;

/// Events sorted into their units: compressed rows over the unit set.
#[derive(Debug, Clone)]
pub struct EventIndex {
    offsets: Vec<u32>,
    order: Vec<u32>,
}

impl EventIndex {
    /// Sorts `events` into `units` rows; within a row the order of the slice is kept.
    #[must_use]
    pub fn new(events: &[Event], units: usize) -> Self {
        let mut offsets = vec![0_u32; units + 1];
        for event in events {
            offsets[event.unit as usize + 1] += 1;
        }
        for i in 0..units {
            offsets[i + 1] += offsets[i];
        }
        let mut next = offsets.clone();
        let mut order = vec![0_u32; events.len()];
        for (i, event) in events.iter().enumerate() {
            let slot = &mut next[event.unit as usize];
            order[*slot as usize] = i as u32;
            *slot += 1;
        }
        Self { offsets, order }
    }

    /// Events of one unit.
    #[must_use]
    pub fn in_unit(&self, unit: u32) -> &[u32] {
        &self.order[self.offsets[unit as usize] as usize..self.offsets[unit as usize + 1] as usize]
    }
}
