//! How sure: the whole list made again from resampled events.

use rayon::prelude::*;

use super::{
    HotspotKind,
    find::{Found, Hot, Scene, find, shared_area_m2},
};
use crate::inference;

/// What the bootstrap says of each place of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Stability {
    /// Resampled lists whose top `k` held the place, by place.
    pub times_listed: Vec<u32>,
    /// Resampled lists.
    pub resamples: u32,
    /// Excess of each place's fixed units in each resample: `[place][resample]`.
    pub excess: Vec<Vec<f64>>,
}

/// Resamples the events with replacement and makes the list again, mask to rank, each time.
///
/// A place recurs when a top-`k` place of the resample shares at least half of its area (either
/// one's). `hot` turns unit counts into the hot units of that resample: the exact test and its
/// correction, run afresh. Resample `b` draws from its own stream, so the result does not depend on
/// threads.
#[must_use]
pub fn stability(scene: &Scene<'_>, places: &[Found], hot: &(dyn Fn(&[u32]) -> Hot + Sync)) -> Stability {
    let settings = scene.settings;
    let runs: Vec<(Vec<bool>, Vec<f64>)> = (0..settings.resamples)
        .into_par_iter()
        .map(|b| {
            let times = inference::resample_counts(
                &mut inference::stream(settings.seed, "stability", u64::from(b)),
                scene.events.len(),
            );
            let mut counts = vec![0_u32; scene.units.ids.len()];
            for (event, &n) in scene.events.iter().zip(&times) {
                counts[event.unit as usize] += n;
            }
            let again = find(scene, &counts, &hot(&counts), Some(&times));
            let top: Vec<&Found> = again
                .iter()
                .filter(|f| matches!(f.kind, HotspotKind::Hotspot | HotspotKind::AreaOfConcern))
                .take(settings.top)
                .collect();
            let listed = places
                .iter()
                .map(|place| {
                    top.iter().any(|other| {
                        let shared = shared_area_m2(&place.units, &other.units, &scene.units.area_m2);
                        shared >= 0.5 * place.area_m2.min(other.area_m2)
                    })
                })
                .collect();
            let excess = places
                .iter()
                .map(|p| {
                    let events: f64 = p.units.iter().map(|&u| f64::from(counts[u as usize])).sum();
                    events + scene.borrowed(&p.units) - p.expected
                })
                .collect();
            (listed, excess)
        })
        .collect();
    let times_listed = (0..places.len()).map(|i| runs.iter().filter(|r| r.0[i]).count() as u32).collect();
    let excess = (0..places.len()).map(|i| runs.iter().map(|r| r.1[i]).collect()).collect();
    Stability { times_listed, resamples: settings.resamples, excess }
}

impl Stability {
    /// True when the difference of two places is within the bootstrap: zero lies inside its central
    /// 90 % interval.
    #[must_use]
    pub fn not_apart(&self, a: usize, b: usize) -> bool {
        let mut difference: Vec<f64> =
            self.excess[a].iter().zip(&self.excess[b]).map(|(x, y)| x - y).collect();
        if difference.len() < 20 {
            return false;
        }
        difference.sort_by(f64::total_cmp);
        let at = |q: f64| difference[((difference.len() - 1) as f64 * q).round() as usize];
        at(0.05) <= 0.0 && at(0.95) >= 0.0
    }
}
