//! Replicates under the null, thirty-two side by side.

use super::ScanModel;
use crate::inference::{Stream, below, shuffle_short, stream, uniform};

/// Replicates side by side.
pub(super) const LANES: usize = 32;

/// A count in a lane: 16 bits where all cases fit, else 32.
pub(super) trait Count: Copy + Ord + Send + Sync {
    const ZERO: Self;
    /// More than any count.
    const NEVER: Self;
    fn of(count: u32) -> Self;
    fn get(self) -> u32;
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
}

macro_rules! count {
    ($type:ty) => {
        impl Count for $type {
            const ZERO: Self = 0;
            const NEVER: Self = <$type>::MAX;
            #[inline(always)]
            fn of(count: u32) -> Self {
                <$type>::try_from(count).unwrap_or(<$type>::MAX)
            }
            #[inline(always)]
            fn get(self) -> u32 {
                self as u32
            }
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
        }
    };
}
count!(i16);
count!(i32);

/// Cases before each step, by place: `[place * (steps + 1) + step]`, in each lane.
pub(super) type Block<C> = Vec<[C; LANES]>;

/// How cases fall by chance.
#[derive(Debug)]
pub(super) struct Null {
    places: usize,
    steps: usize,
    /// Steps joined with the one after them, at the beginning.
    early: usize,
    how: How,
}

#[derive(Debug)]
enum How {
    /// Step and place of every case; steps are shuffled.
    Shuffle { steps: Vec<u32>, places: Vec<u32> },
    /// So many cases, each at a place by weight and at any step.
    Scatter { cases: u32, alias: Alias },
    /// So many cases, drawn without replacement from people who are each at a place.
    Draw { cases: usize, people: Vec<u32> },
}

impl Null {
    /// `cases` by place and step, `weight` by place; `people` by place where cases are drawn from them.
    pub(super) fn new(model: ScanModel, cases: &[u32], steps: usize, weight: &[f64], people: &[u32]) -> Self {
        let places = weight.len();
        let how = match model {
            ScanModel::StPermutation => {
                let each =
                    || cases.iter().enumerate().flat_map(|(at, &n)| std::iter::repeat_n(at, n as usize));
                How::Shuffle {
                    steps: each().map(|at| (at % steps) as u32).collect(),
                    places: each().map(|at| (at / steps) as u32).collect(),
                }
            }
            ScanModel::Bernoulli => How::Draw {
                cases: cases.iter().sum::<u32>() as usize,
                people: (0..).zip(people).flat_map(|(p, &n)| std::iter::repeat_n(p, n as usize)).collect(),
            },
            ScanModel::StPoisson | ScanModel::Poisson => {
                How::Scatter { cases: cases.iter().sum(), alias: Alias::new(weight) }
            }
        };
        Self { places, steps, early: 0, how }
    }

    /// The same replicates with the first `early + 1` steps made one.
    pub(super) fn joined(self, early: usize) -> Self {
        Self { early, ..self }
    }

    /// Replicates `first .. first + LANES`.
    pub(super) fn block<C: Count>(&self, seed: u64, first: u64) -> Block<C> {
        let row = self.steps - self.early + 1;
        let early = self.early as u32;
        let mut block = vec![[C::ZERO; LANES]; self.places * row];
        (0..LANES).for_each(|lane| {
            let mut rng = stream(seed, "scan", first + lane as u64);
            // One case later than its step: the counts become sums of all steps before.
            let mut add = |place: u32, step: u32| {
                let late = step.saturating_sub(early) as usize;
                let cell = &mut block[place as usize * row + late + 1][lane];
                *cell = cell.plus(C::of(1));
            };
            match &self.how {
                How::Shuffle { steps, places } => {
                    let mut shuffled = steps.clone();
                    shuffle_short(&mut rng, &mut shuffled);
                    for (&place, &step) in places.iter().zip(&shuffled) {
                        add(place, step);
                    }
                }
                How::Draw { cases, people } => {
                    let mut people = people.clone();
                    for i in 0..*cases {
                        let j = i + below(&mut rng, (people.len() - i) as u64) as usize;
                        people.swap(i, j);
                        add(people[i], 0);
                    }
                }
                How::Scatter { cases, alias } => {
                    for _ in 0..*cases {
                        let place = alias.draw(&mut rng);
                        add(
                            place,
                            if self.steps == 1 { 0 } else { below(&mut rng, self.steps as u64) as u32 },
                        );
                    }
                }
            }
        });
        for place in block.chunks_mut(row) {
            for step in 1..row {
                let before = place[step - 1];
                for (sum, b) in place[step].iter_mut().zip(before) {
                    *sum = sum.plus(b);
                }
            }
        }
        block
    }
}

/// Walker's alias table: a place by its weight in one draw.
#[derive(Debug)]
struct Alias {
    keep: Vec<f64>,
    other: Vec<u32>,
}

impl Alias {
    fn new(weight: &[f64]) -> Self {
        let n = weight.len();
        let total: f64 = weight.iter().sum();
        let mut keep: Vec<f64> = weight.iter().map(|w| w / total * n as f64).collect();
        let mut other: Vec<u32> = (0..n as u32).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..n).partition(|&i| keep[i] < 1.0);
        while let (Some(&s), Some(&l)) = (small.last(), large.last()) {
            small.pop();
            other[s] = l as u32;
            keep[l] -= 1.0 - keep[s];
            if keep[l] < 1.0 {
                large.pop();
                small.push(l);
            }
        }
        // What rounding leaves over keeps its own.
        for i in small.into_iter().chain(large) {
            keep[i] = 1.0;
        }
        Self { keep, other }
    }

    #[inline]
    fn draw(&self, rng: &mut Stream) -> u32 {
        let at = uniform(rng) * self.keep.len() as f64;
        let slot = (at as usize).min(self.keep.len() - 1);
        if at - (slot as f64) < self.keep[slot] { slot as u32 } else { self.other[slot] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_drawn_by_weight() {
        let alias = Alias::new(&[1.0, 0.0, 3.0, 6.0]);
        let mut rng = stream(3, "alias", 0);
        let mut counts = [0_u32; 4];
        for _ in 0..100_000 {
            counts[alias.draw(&mut rng) as usize] += 1;
        }
        assert_eq!(counts[1], 0);
        for (count, want) in counts.iter().zip([10_000, 0, 30_000, 60_000]) {
            assert!(count.abs_diff(want) < 700, "{counts:?}");
        }
    }

    #[test]
    fn cases_are_drawn_from_people_and_nobody_twice() {
        let null = Null::new(ScanModel::Bernoulli, &[4, 0, 3], 1, &[1.0, 1.0, 5.0], &[5, 1, 2]);
        let block: Block<i16> = null.block(1, 0);
        let mut first = 0;
        (0..LANES).for_each(|lane| {
            let at: Vec<i16> = (0..3).map(|place| block[place * 2 + 1][lane]).collect();
            assert_eq!(at.iter().sum::<i16>(), 7, "{at:?}");
            assert!(at[0] <= 5 && at[1] <= 1 && at[2] <= 2, "{at:?}");
            first += i32::from(at[0]);
        });
        assert!((4 * LANES as i32..=5 * LANES as i32).contains(&first), "{first}");
    }

    #[test]
    fn a_shuffle_keeps_the_cases_of_places_and_of_steps() {
        let cases = [3, 0, 2, 1, 5, 0];
        let null = Null::new(ScanModel::StPermutation, &cases, 3, &[5.0, 6.0], &[]);
        let block: Block<i16> = null.block(1, 0);
        (0..LANES).for_each(|lane| {
            let at = |place: usize, step: usize| block[place * 4 + step][lane];
            assert_eq!((at(0, 3), at(1, 3)), (5, 6));
            let step = |s: usize| at(0, s + 1) - at(0, s) + at(1, s + 1) - at(1, s);
            assert_eq!((step(0), step(1), step(2)), (4, 5, 2));
        });
    }
}
