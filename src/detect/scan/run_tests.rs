//! Replicates: every largest ratio is that of all cylinders, whatever the level it was found with.

use super::*;
use crate::{
    detect::ScanModel,
    geodesy::GridPoint,
    inference::{below, stream},
};

#[test]
fn largest_ratios_of_replicates_are_those_of_all_cylinders() {
    let mut rng = stream(1, "scan run test", 0);
    let places: Vec<GridPoint> = (0..14)
        .filter_map(|_| GridPoint::new(below(&mut rng, 900) as f64, below(&mut rng, 900) as f64))
        .collect();
    for (times, model) in [
        (1, ScanModel::StPermutation),
        (1, ScanModel::StPoisson),
        (1, ScanModel::Poisson),
        (1, ScanModel::Bernoulli),
        (900, ScanModel::StPermutation),
    ] {
        let cases: Vec<u32> = (0..places.len() * 6).map(|_| times * below(&mut rng, 5) as u32).collect();
        let population: Vec<f64> = (0..places.len()).map(|_| 30.0 + below(&mut rng, 90) as f64).collect();
        let data = ScanData { places: &places, steps: 6, cases: &cases, population: Some(&population) };
        let options = ScanOptions {
            model,
            direction: if times == 1 { Direction::Retrospective } else { Direction::Prospective },
            replications: 130,
            ..ScanOptions::default()
        };
        let run = scan(&data, &options).expect("a small problem");
        let sorted = Sorted::new(&data, &options).expect("the same");
        let centres = zones(&sorted.places, &sorted.weight, &options).expect("the same");
        let windows =
            Windows::new(&sorted.before(model), run.steps.0, run.steps.1, times > 1 || model.ignores_time());
        let null = Null::new(model, &sorted.cases, sorted.steps, &sorted.weight, &sorted.people);
        let row = sorted.steps + 1;
        for block in 0..run.maxima.len().div_ceil(LANES) {
            let made: Block<i32> = null.block(options.seed, (block * LANES) as u64);
            for (lane, got) in run.maxima[block * LANES..].iter().take(LANES).enumerate() {
                let mut best = 0.0_f64;
                for centre in &centres {
                    for zone in &centre.zones {
                        for (&(from, end), share) in windows.spans.iter().zip(&windows.shares) {
                            let count: i32 = centre.nearest[..zone.places as usize]
                                .iter()
                                .map(|&p| {
                                    made[p as usize * row + end as usize][lane]
                                        - made[p as usize * row + from as usize][lane]
                                })
                                .sum();
                            best = best.max(sorted.law().ratio(f64::from(count), zone.weight * share));
                        }
                    }
                }
                assert!((got - best).abs() <= 1e-12 * best, "{model:?}: {got} against {best}");
            }
        }
    }
}
