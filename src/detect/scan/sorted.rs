//! The data of a scan, its places in an order of their own.

use super::{ScanData, ScanModel, ScanOptions, likelihood::Law};
use crate::{detect::DetectError, geodesy::GridPoint};

/// The data with places in an order that does not depend on the order they came in.
pub(super) struct Sorted {
    pub(super) places: Vec<GridPoint>,
    pub(super) source: Vec<u32>,
    pub(super) steps: usize,
    pub(super) cases: Vec<u32>,
    /// Cases expected at each place over the period; cases seen under the permutation model.
    pub(super) weight: Vec<f64>,
    /// Cases and controls at each place under the Bernoulli model, else nothing.
    pub(super) people: Vec<u32>,
    pub(super) total: u32,
}

impl Sorted {
    pub(super) fn new(data: &ScanData<'_>, options: &ScanOptions) -> Result<Self, DetectError> {
        let steps = if options.model.ignores_time() { 1 } else { data.steps as usize };
        let key = |i: u32| (data.places[i as usize].easting_m(), data.places[i as usize].northing_m());
        let mut source: Vec<u32> = (0..data.places.len() as u32).collect();
        source.sort_by(|&a, &b| {
            let (a, b, i, j) = (key(a), key(b), a, b);
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(i.cmp(&j))
        });
        let whole = data.steps as usize;
        let mut cases: Vec<u32> = Vec::with_capacity(data.places.len() * steps);
        for &i in &source {
            let own = &data.cases[i as usize * whole..(i as usize + 1) * whole];
            if steps == 1 {
                let sum = own.iter().map(|&c| u64::from(c)).sum::<u64>();
                cases.push(u32::try_from(sum).unwrap_or(u32::MAX));
            } else {
                cases.extend(own);
            }
        }
        let total: u64 = cases.iter().map(|&c| u64::from(c)).sum();
        if total < 2 {
            return Err(DetectError::TooFew { what: "cases", got: total, least: 2 });
        }
        if total >= i32::MAX as u64 {
            return Err(DetectError::TooMuch { what: "cases", got: total, limit: i32::MAX as u64 - 1 });
        }
        let seen = |p: usize| cases[p * steps..(p + 1) * steps].iter().map(|&c| f64::from(c)).sum::<f64>();
        let weight = match options.model {
            ScanModel::StPermutation => (0..source.len()).map(seen).collect(),
            ScanModel::StPoisson | ScanModel::Poisson | ScanModel::Bernoulli => {
                let population = data.population.unwrap_or_default();
                if population.len() != source.len() {
                    return Err(DetectError::Lengths { values: population.len(), weights: source.len() });
                }
                let bad = |p: usize| {
                    let value = population[source[p] as usize];
                    !(value.is_finite() && value >= 0.0) || (value == 0.0 && seen(p) > 0.0)
                };
                if let Some(p) = (0..source.len()).find(|&p| bad(p)) {
                    let unit = source[p] as usize;
                    return Err(DetectError::BadExpected { unit, value: population[unit] });
                }
                let all: f64 = source.iter().map(|&i| population[i as usize]).sum();
                source.iter().map(|&i| population[i as usize] * total as f64 / all).collect()
            }
        };
        let people = if options.model == ScanModel::Bernoulli {
            people(data.population.unwrap_or_default(), &source, &cases)?
        } else {
            Vec::new()
        };
        let places = source.iter().map(|&i| data.places[i as usize]).collect();
        Ok(Self { places, source, steps, cases, weight, people, total: total as u32 })
    }

    pub(super) fn law(&self) -> Law {
        let people: u64 = self.people.iter().map(|&n| u64::from(n)).sum();
        Law { total: f64::from(self.total), people: (people > 0).then_some(people as f64) }
    }

    /// Makes the first `early + 1` steps one.
    pub(super) fn join(&mut self, early: usize) {
        if early > 0 {
            let join = |place: &[u32]| {
                let first = place[..=early].iter().sum::<u32>();
                std::iter::once(first).chain(place[early + 1..].to_vec())
            };
            self.cases = self.cases.chunks(self.steps).flat_map(join).collect();
            self.steps -= early;
        }
    }

    /// Share of all cases expected before each step.
    pub(super) fn before(&self, model: ScanModel) -> Vec<f64> {
        let mut sum = 0_u64;
        let mut before = vec![0.0];
        for step in 0..self.steps {
            sum += self.cases.iter().skip(step).step_by(self.steps).map(|&c| u64::from(c)).sum::<u64>();
            before.push(match model {
                ScanModel::StPermutation => sum as f64 / f64::from(self.total),
                _ => (step + 1) as f64 / self.steps as f64,
            });
        }
        before
    }
}

/// Most cases and controls together: each replicate draws among them.
const MOST_PEOPLE: u64 = 50_000_000;

/// Cases and controls by place: whole numbers, at least the cases, and some controls in all.
fn people(population: &[f64], source: &[u32], cases: &[u32]) -> Result<Vec<u32>, DetectError> {
    let of = |(&i, &cases): (&u32, &u32)| {
        let value = population[i as usize];
        let whole = value.fract() == 0.0 && value >= f64::from(cases) && value <= f64::from(u32::MAX);
        if whole { Ok(value as u32) } else { Err(DetectError::BadPeople { unit: i as usize, value, cases }) }
    };
    let people: Vec<u32> = source.iter().zip(cases).map(of).collect::<Result<_, _>>()?;
    let all: u64 = people.iter().map(|&n| u64::from(n)).sum();
    if all > MOST_PEOPLE {
        return Err(DetectError::TooMuch { what: "cases and controls", got: all, limit: MOST_PEOPLE });
    }
    let controls = all - cases.iter().map(|&c| u64::from(c)).sum::<u64>();
    if controls == 0 {
        return Err(DetectError::TooFew { what: "controls", got: 0, least: 1 });
    }
    Ok(people)
}
