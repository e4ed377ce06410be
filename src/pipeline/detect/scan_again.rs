//! Whether the clusters of a scan come back.

use std::collections::BTreeMap;

use super::{Again, Recurs, RunError, ScanInput, UnitChoice};
use crate::{
    detect::{Cluster, Redraw, ScanData, ScanModel, ScanOptions, ScanRun, most_shared, scan_clusters},
    geodesy::{Crs, GridPoint, LonLat, Projector},
    index::{cell_of, h3_centre},
    places::Unit,
};

/// Cylinders above which a run is dear: one costs about as much as twenty replicates.
const DEAR_LOOKS: usize = 20_000_000;
/// Cases above which a run is dear.
const DEAR_CASES: usize = 1_000_000;
/// Side of the squares tried beside places that are single points.
const SIDE_M: u32 = 250;

/// One case: its place and step, and the entry of the input it is of.
struct Case {
    place: u32,
    step: u32,
    entry: usize,
}

/// What is scanned again.
pub(super) struct Scanned<'a> {
    pub(super) input: &'a ScanInput,
    pub(super) options: &'a ScanOptions,
    pub(super) steps: u32,
    /// Step of a day; `None` before the first whole step.
    pub(super) step_of: &'a dyn Fn(i32) -> Option<u32>,
}

/// Sets the clusters against those of half the cases, drawn again and again, and, where asked, of other units.
pub(super) fn recurs(scanned: &Scanned<'_>, run: &ScanRun, again: Again) -> Result<Recurs, RunError> {
    let Scanned { input, options, steps, step_of } = *scanned;
    let mut recurs = Recurs::new(run.clusters.len(), ("cluster", "cases"), Redraw::Half);
    if run.clusters.is_empty() {
        return Ok(recurs);
    }
    let all = input.cases.iter().map(|c| c.2 as usize).sum::<usize>();
    let looks = usize::try_from(run.zones.saturating_mul(run.windows)).unwrap_or(usize::MAX);
    let (resamples, mut said) = match all {
        _ if all > DEAR_CASES => again.resamples_of(all, DEAR_CASES),
        _ => again.resamples_of(looks, DEAR_LOOKS),
    };
    if let Some(said) = &mut said {
        let what = if all > DEAR_CASES { "cases" } else { "cylinders" };
        *said = said.replacen(" are over", &format!(" {what} are over"), 1);
    }
    let mut cases = Vec::with_capacity(all);
    for (entry, &(place, day, number)) in input.cases.iter().enumerate() {
        if let Some(step) = step_of(day) {
            cases.extend((0..number).map(|_| Case { place, step, entry }));
        }
    }
    let own = labels(&run.clusters, &cases, |c| c.place, input.places.len());
    let controls = controls(options.model, input, &cases);
    recurs.draw((resamples, said), (Redraw::Half, again.seed), &own, |times| {
        let mut counts = vec![0_u32; input.places.len() * steps as usize];
        let mut people = controls.clone().or_else(|| input.population.clone());
        for (case, &n) in cases.iter().zip(times) {
            counts[case.place as usize * steps as usize + case.step as usize] += n;
            if let (Some(people), true) = (&mut people, controls.is_some()) {
                people[case.place as usize] += f64::from(n);
            }
        }
        let data = ScanData { places: &input.places, steps, cases: &counts, population: people.as_deref() };
        let found = scan_clusters(&data, options)?;
        Ok(labels(&found, &cases, |c| c.place, input.places.len()))
    })?;
    if again.check {
        if options.model == ScanModel::StPermutation && input.points.len() == input.cases.len() {
            for (grouped, words) in others(input)? {
                match grouped.scan(&cases, options, steps) {
                    Ok(labels) => {
                        recurs.other(words, &most_shared(&own, &labels, None, run.clusters.len()));
                    }
                    Err(error) => recurs.say(format!("no check in {words}: {error}")),
                }
            }
        } else {
            recurs.say(
                "no check in other units: the places of these cases, or their population, are known in these units only",
            );
        }
    }
    Ok(recurs)
}

/// Controls by place, where the population is cases and controls together: they stay when cases are drawn.
fn controls(model: ScanModel, input: &ScanInput, cases: &[Case]) -> Option<Vec<f64>> {
    let mut controls = input.population.clone().filter(|_| model == ScanModel::Bernoulli)?;
    for case in cases {
        controls[case.place as usize] -= 1.0;
    }
    Some(controls)
}

/// The cluster of every case, by its place and step; -1 for none.
fn labels(clusters: &[Cluster], cases: &[Case], place_of: impl Fn(&Case) -> u32, places: usize) -> Vec<i32> {
    let mut cluster_of = vec![usize::MAX; places];
    for (i, cluster) in clusters.iter().enumerate() {
        for &place in &cluster.places {
            cluster_of[place as usize] = i;
        }
    }
    let label = |case: &Case| {
        let i = cluster_of[place_of(case) as usize];
        let inside = clusters.get(i).is_some_and(|c| (c.from_step..=c.to_step).contains(&case.step));
        if inside { i as i32 } else { -1 }
    };
    cases.iter().map(label).collect()
}

/// The cases in other units: only units that hold some, as the permutation model takes no others.
struct Grouped {
    places: Vec<GridPoint>,
    /// Place of every entry of the input.
    place_of: Vec<u32>,
}

impl Grouped {
    /// Groups points by a key, each group at the point `centre` says.
    fn by<K: Ord>(
        points: &[GridPoint],
        key: impl Fn(GridPoint) -> Option<K>,
        centre: impl Fn(&K) -> Option<GridPoint>,
    ) -> Option<Self> {
        let keys: Vec<K> = points.iter().map(|&p| key(p)).collect::<Option<_>>()?;
        let mut at: BTreeMap<&K, u32> = keys.iter().map(|k| (k, 0)).collect();
        let mut places = Vec::with_capacity(at.len());
        for (i, (key, place)) in at.iter_mut().enumerate() {
            *place = i as u32;
            places.push(centre(key)?);
        }
        let place_of = keys.iter().map(|k| at[k]).collect();
        Some(Self { places, place_of })
    }

    fn squares(points: &[GridPoint], side_m: u32, shift_m: f64) -> Option<Self> {
        let side = f64::from(side_m);
        let line = |v: f64| ((v + shift_m) / side).floor() as i64;
        let middle = |line: i64| (line as f64 + 0.5) * side - shift_m;
        Self::by(
            points,
            |p| Some((line(p.northing_m()), line(p.easting_m()))),
            |&(north, east)| GridPoint::new(middle(east), middle(north)),
        )
    }

    fn h3(points: &[GridPoint], resolution: u8, work: Crs) -> Result<Option<Self>, RunError> {
        let (out, back) = (Projector::new(work, Crs::WGS84)?, Projector::new(Crs::WGS84, work)?);
        Ok(Self::by(
            points,
            |p| {
                let (lon, lat) = out.convert(p.easting_m(), p.northing_m()).ok()?;
                LonLat::new(lon, lat).and_then(|l| cell_of(l, resolution))
            },
            |&cell| h3_centre(cell).and_then(|c| back.convert_point(c.lon_deg(), c.lat_deg()).ok()),
        ))
    }

    /// The cluster of every case in these units.
    fn scan(&self, cases: &[Case], options: &ScanOptions, steps: u32) -> Result<Vec<i32>, RunError> {
        let mut counts = vec![0_u32; self.places.len() * steps as usize];
        for case in cases {
            counts[self.place_of[case.entry] as usize * steps as usize + case.step as usize] += 1;
        }
        let data = ScanData { places: &self.places, steps, cases: &counts, population: None };
        let found = scan_clusters(&data, options)?;
        Ok(labels(&found, cases, |c| self.place_of[c.entry], self.places.len()))
    }
}

/// Units beside the ones asked for: a resolution coarser and finer, squares of about the same size, and those shifted by
/// half a side.
fn others(input: &ScanInput) -> Result<Vec<(Grouped, String)>, RunError> {
    let points = input.points.as_slice();
    let mut all = Vec::new();
    let side = match (&input.unit, input.work) {
        (Some(UnitChoice::Unit(Unit::H3(resolution))), Some(work)) => {
            for r in [resolution.saturating_sub(1), resolution + 1] {
                if (5..=12).contains(&r)
                    && let Some(grouped) = Grouped::h3(points, r, work)?
                {
                    all.push((grouped, format!("h3:{r}")));
                }
            }
            // Cells of resolution 9 are about 105,000 square metres, each resolution coarser seven times as large.
            let area = 105_333.0 * libm::pow(7.0, 9.0 - f64::from(*resolution));
            ((libm::sqrt(area) / 10.0).round() as u32).max(1) * 10
        }
        (Some(UnitChoice::Unit(Unit::Square(side))), _) => {
            for other in [side / 2, side * 2] {
                if let Some(grouped) = Grouped::squares(points, other.max(1), 0.0) {
                    all.push((grouped, format!("squares of {} m", other.max(1))));
                }
            }
            *side
        }
        _ => SIDE_M,
    };
    if !matches!(input.unit, Some(UnitChoice::Unit(Unit::Square(_))))
        && let Some(grouped) = Grouped::squares(points, side, 0.0)
    {
        all.push((grouped, format!("squares of {side} m")));
    }
    let half = f64::from(side) / 2.0;
    if let Some(grouped) = Grouped::squares(points, side, half) {
        all.push((grouped, format!("squares of {side} m shifted by {half} m")));
    }
    Ok(all)
}
