//! How we will know whether it worked, and what half of the money would do.

use super::{
    hotspots::YouthHotspot,
    model::LONGEST_WALK_MIN,
    sheet::{COUNTED_MIN, Sheets},
};
use crate::{
    inference::e_test,
    sport::{GrantCut, SafeCount, Slots, YouthEvent},
};

/// Twelve months more, six weeks for late records, and the month they end in.
const MONTHS_TO_NEXT: i32 = 15;

impl Sheets<'_> {
    /// The honest sentence: what a fall would have to be to be told from chance.
    pub(super) fn baseline(&self, site: u32, events: &[&YouthEvent]) -> Vec<String> {
        let safe = SafeCount::of(events.len() as u32);
        // Worked out from the rounded count: the percentage must not undo the rounding.
        let before = u64::from(safe.rounded().unwrap_or(0));
        let mut words = vec![format!(
            "Baseline: {safe} incidents in the twelve months to {}, within {} minutes' walk. Count again when the sessions have run for a year, not before {}: then the next twelve months are complete.",
            self.run.window.1.words(),
            COUNTED_MIN,
            self.run.window.1.plus(MONTHS_TO_NEXT).words()
        )];
        // The largest count a year later that the E-test at 5 % tells from no change.
        let fall = (0..before).rev().find(|&after| e_test(before, after, 1.0, 1.0) <= 0.05);
        words.push(match fall {
            Some(after) => {
                let percent = 100.0 * (before - after) as f64 / before as f64;
                let percent = ((percent / 5.0).ceil() * 5.0).min(100.0);
                format!("To be told from chance they would have to fall by about {percent:.0} % or more in one year; a smaller fall may be real, but these numbers could not show it.")
            }
            _ => "There are too few incidents here to show what a fall in one year would mean: judge the sessions by who comes and what they say.".to_owned(),
        });
        if let Some(place) = self.comparison(site) {
            words.push(format!("Compare with {place}, a youth violence hotspot that no chosen site reaches: if both fall alike, the sessions were not the reason."));
        }
        words.push(attendance(self.run.candidates[site as usize].capacity));
        words
    }

    fn comparison(&self, site: u32) -> Option<&str> {
        let run = self.run;
        let reached: Vec<Vec<u32>> =
            self.chosen.iter().map(|&s| self.units_within(s, f64::from(LONGEST_WALK_MIN.min(15)))).collect();
        let free = |h: &&YouthHotspot| {
            reached.iter().all(|units| !h.units.iter().any(|u| units.binary_search(u).is_ok()))
        };
        let count = |units: &[u32]| {
            run.scene.events.iter().filter(|e| units.binary_search(&e.unit).is_ok()).count() as i64
        };
        let own = count(&self.units_within(site, f64::from(run.question.minutes)));
        run.hotspots
            .iter()
            .filter(free)
            .min_by_key(|h| (count(&h.units) - own).abs())
            .map(|h| h.name.as_str())
    }
}

/// What can be known first: who comes.
fn attendance(places: Option<u32>) -> String {
    let half = match places.filter(|p| *p > 1) {
        Some(places) => format!("under half of the {places} places are taken"),
        None => "fewer come than were hoped for".to_owned(),
    };
    format!(
        "Attendance: at every session write down how many come, their ages and whether they came before. If {half} twelve weeks after the start, ask the young people what to change."
    )
}

/// If half of the money comes.
pub(super) fn if_half(slots: &Slots, half: Option<&GrantCut>, name: &str) -> String {
    let stays = match half {
        Some(cut) if cut.lost.iter().any(|lost| lost == name) => {
            "If we get half, this site is among those to give up. If it is kept"
        }
        Some(_) => "If we get half, this site stays. Then",
        None => "If we get half",
    };
    let when = match slots.term.first() {
        Some(slot) => format!("one session a week in term time, {}", slot.words),
        None => "one session a week, at a time the young people themselves choose".to_owned(),
    };
    format!("{stays}: {when}, rather than several that cannot be kept up.")
}
