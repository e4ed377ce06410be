//! The clusters seen.

use rayon::prelude::*;

use super::{Cluster, pass::Field, sorted::Sorted, zones::Centre};
use crate::inference::Gumbel;

/// The strongest window of a zone.
#[derive(Debug, Clone, Copy)]
struct Strong {
    llr: f64,
    centre: u32,
    zone: u32,
    window: u32,
    observed: u32,
}

/// The clusters seen: strongest first, each without a place of one before it.
pub(super) fn seen(
    sorted: &Sorted,
    centres: &[Centre],
    field: Field<'_>,
    most: u32,
    maxima: &[f64],
) -> Vec<Cluster> {
    let total = f64::from(sorted.total);
    let mut strong: Vec<Strong> =
        (0..centres.len()).into_par_iter().flat_map_iter(|c| of_centre(sorted, centres, field, c)).collect();
    let size = |s: &Strong| centres[s.centre as usize].zones[s.zone as usize].places;
    strong.sort_by(|a, b| {
        b.llr.total_cmp(&a.llr).then(size(a).cmp(&size(b))).then((a.centre, a.zone).cmp(&(b.centre, b.zone)))
    });
    let law = Gumbel::fit(maxima);
    let mut taken = vec![false; sorted.places.len()];
    let mut clusters = Vec::new();
    for s in strong {
        if clusters.len() >= most as usize {
            break;
        }
        let centre = &centres[s.centre as usize];
        let zone = centre.zones[s.zone as usize];
        let places = &centre.nearest[..zone.places as usize];
        if places.iter().any(|&p| taken[p as usize]) {
            continue;
        }
        for &p in places {
            taken[p as usize] = true;
        }
        let expected = zone.weight * field.windows.shares[s.window as usize];
        let observed = f64::from(s.observed);
        let (from, end) = field.windows.spans[s.window as usize];
        // Equal ratios may differ in their last digit: they are equal here.
        let reached = maxima.iter().filter(|m| **m >= s.llr * (1.0 - 1e-12)).count();
        clusters.push(Cluster {
            llr: s.llr,
            places: places.iter().map(|&p| sorted.source[p as usize]).collect(),
            radius_m: zone.radius_m,
            from_step: from,
            to_step: end - 1,
            observed: u64::from(s.observed),
            expected,
            relative_risk: (observed / expected) / ((total - observed) / (total - expected)),
            p: (reached + 1) as f64 / (maxima.len() + 1) as f64,
            p_gumbel: law.map_or(1.0, |l| l.p_ge(s.llr)),
        });
    }
    clusters
}

/// The strongest window of each zone of a centre, where it is above nothing.
fn of_centre(sorted: &Sorted, centres: &[Centre], field: Field<'_>, c: usize) -> Vec<Strong> {
    let (centre, steps, law) = (&centres[c], field.steps, field.law);
    let mut before = vec![0_u32; steps + 1];
    let mut found = Vec::new();
    let mut taken = 0;
    for (z, zone) in centre.zones.iter().enumerate() {
        for &place in &centre.nearest[taken..zone.places as usize] {
            let mut sum = 0;
            for (step, &cases) in sorted.cases[place as usize * steps..][..steps].iter().enumerate() {
                sum += cases;
                before[step + 1] += sum;
            }
        }
        taken = zone.places as usize;
        if !zone.own {
            continue;
        }
        let mut best = Strong { llr: 0.0, centre: c as u32, zone: z as u32, window: 0, observed: 0 };
        for (w, (&(from, end), &share)) in field.windows.spans.iter().zip(&field.windows.shares).enumerate() {
            let count = before[end as usize] - before[from as usize];
            let (observed, expected) = (f64::from(count), zone.weight * share);
            if observed <= expected
                || (observed < law.total && law.bound(observed, expected) * (1.0 + 1e-9) < best.llr)
            {
                continue;
            }
            let llr = law.ratio(observed, expected);
            // Of equally strong windows the shorter, then the later.
            let length = |w: usize| field.windows.spans[w].1 - field.windows.spans[w].0;
            if llr > best.llr || (llr > 0.0 && llr >= best.llr && length(w) <= length(best.window as usize)) {
                best = Strong { llr, window: w as u32, observed: count, ..best };
            }
        }
        if best.llr > 0.0 {
            found.push(best);
        }
    }
    found
}
