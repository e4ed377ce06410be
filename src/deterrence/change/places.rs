//! Places where it happened for the first time in a year.

use serde::Serialize;

use super::CHANGE_LEAST_EVENTS;
use crate::{deterrence::DayWindow, geodesy::GridPoint};

/// An event at a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedEvent {
    /// Its place among the incidents the caller holds.
    pub incident: usize,
    /// Local calendar day, counted from 1970-01-01.
    pub day: i32,
    /// Where.
    pub at: GridPoint,
}

/// Events where none had been near in the days before.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum FirstTime {
    /// Too few mapped events in the window to tell.
    TooFew {
        /// Mapped events.
        got: usize,
        /// It takes.
        least: usize,
    },
    /// The days before are not all known.
    TooEarly,
    /// Told.
    Told {
        /// Incidents at a place new in the look-back.
        incidents: Vec<usize>,
        /// Mapped events in the window.
        of: usize,
        /// Share of such events in the earlier windows, where known.
        usual_share: Option<f64>,
    },
}

/// Which events of the window lie where none had been within `radius_m` (200 m is usual) in the `look_back` days
/// (365) before the window? Told only from five mapped events. Beside it the share of the up to twelve earlier
/// windows whose look-back is known too: when half of all events are always somewhere new, three of five are no news.
#[must_use]
pub fn first_time_places(
    events: &[PlacedEvent],
    window: DayWindow,
    known_from: i32,
    radius_m: f64,
    look_back: u32,
) -> FirstTime {
    let known =
        |w: DayWindow| w.from().checked_sub_unsigned(look_back).is_some_and(|first| first >= known_from);
    let new_in = |w: DayWindow| -> (Vec<usize>, usize) {
        let inside: Vec<&PlacedEvent> = events.iter().filter(|e| w.holds(e.day)).collect();
        let before = |e: &&PlacedEvent| e.day < w.from() && w.from().abs_diff(e.day) <= look_back;
        let new = inside
            .iter()
            .filter(|now| !events.iter().filter(before).any(|e| e.at.distance_m(now.at) <= radius_m));
        (new.map(|e| e.incident).collect(), inside.len())
    };
    let (mut incidents, of) = new_in(window);
    if of < CHANGE_LEAST_EVENTS {
        return FirstTime::TooFew { got: of, least: CHANGE_LEAST_EVENTS };
    }
    if !known(window) {
        return FirstTime::TooEarly;
    }
    let earlier = (1..=12).map_while(|back| window.earlier(back).filter(|w| known(*w)));
    let (new, all) = earlier.map(new_in).fold((0, 0), |sum, w| (sum.0 + w.0.len(), sum.1 + w.1));
    incidents.sort_unstable();
    FirstTime::Told {
        incidents,
        of,
        usual_share: (all > 0).then(|| f64::from(new as u32) / f64::from(all as u32)),
    }
}
