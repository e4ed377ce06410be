//! Forward chaining: learn from some months, be tested on the next, one month on, again.

use crate::calendar::Month;

/// Months of each test.
pub const TEST_MONTHS: i32 = 3;

/// One fold: months learnt from and months tested on, all inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// First month learnt from.
    pub train_from: Month,
    /// Last month learnt from.
    pub train_to: Month,
    /// First month tested on: the one after `train_to`.
    pub test_from: Month,
    /// Last month tested on.
    pub test_to: Month,
}

/// The folds of a supply of months, and how they came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldPlan {
    /// Folds, oldest first.
    pub folds: Vec<Fold>,
    /// Months learnt from in each.
    pub train_months: i32,
    /// Months tested on in each.
    pub test_months: i32,
    /// The consecutive months used.
    pub from: Month,
    /// Last of them.
    pub to: Month,
    /// Sentences for the reader: why this length, and what broke the chain.
    pub notes: Vec<String>,
}

impl FoldPlan {
    /// Tests that share no month: what overlapping folds are worth together.
    #[must_use]
    pub fn separate_tests(&self) -> f64 {
        let months = self.folds.len() as i32 + self.test_months - 1;
        f64::from(months) / f64::from(self.test_months)
    }
}

/// Folds over the longest chain of consecutive sound months that gives the longest training window: 24 months where
/// 30 are consecutive (so that there are four folds), 12 where 15 are, else 6; test 3, step 1. Among chains of equal
/// worth the latest is used. `sound` are months supplied in full; a month that is not breaks the chain.
///
/// `train` fixes the length of the window instead. `None` when not even one fold can be made.
#[must_use]
pub fn plan_folds(sound: &[Month], train: Option<i32>) -> Option<FoldPlan> {
    let mut months = sound.to_vec();
    months.sort_unstable();
    months.dedup();
    let chains: Vec<&[Month]> = months.chunk_by(|a, b| b.since(*a) == 1).collect();
    let length = |chain: &[Month]| chain.len() as i32;
    let usual = |chain: &[Month]| match length(chain) {
        30.. => 24,
        15.. => 12,
        _ => 6,
    };
    let of = |chain: &[Month]| train.unwrap_or_else(|| usual(chain));
    let chain = *chains
        .iter()
        .enumerate()
        .filter(|(_, c)| length(c) >= of(c) + TEST_MONTHS)
        .max_by_key(|(at, c)| (of(c), if length(c) >= 30 { 30 } else { length(c) }, *at))?
        .1;
    let train_months = of(chain);
    let count = length(chain) - train_months - TEST_MONTHS + 1;
    let folds: Vec<Fold> = (0..count)
        .map(|n| Fold {
            train_from: chain[0].plus(n),
            train_to: chain[0].plus(n + train_months - 1),
            test_from: chain[0].plus(n + train_months),
            test_to: chain[0].plus(n + train_months + TEST_MONTHS - 1),
        })
        .collect();
    let (from, to) = (chain[0], chain[chain.len() - 1]);
    let mut notes = vec![format!(
        "{count} fold{}: learn from {train_months} months, test on the next {TEST_MONTHS}, one month on each time, over the {} consecutive months {from} to {to}",
        if count == 1 { "" } else { "s" },
        chain.len()
    )];
    if train.is_none() && train_months == 6 {
        notes.push(
            "fewer than 15 consecutive months are supplied in full, so each fold learns from only 6"
                .to_owned(),
        );
    }
    if count > 1 {
        notes.push(format!(
            "neighbouring folds share test months: {count} folds are worth {:.1} separate tests, and the noise is reckoned so",
            f64::from(count + TEST_MONTHS - 1) / f64::from(TEST_MONTHS)
        ));
    }
    if chains.len() > 1 {
        let others = months.len() - chain.len();
        notes.push(format!(
            "{others} other supplied months are not used: a month that is missing or short breaks the chain"
        ));
    }
    Some(FoldPlan { folds, train_months, test_months: TEST_MONTHS, from, to, notes })
}
