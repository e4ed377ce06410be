//! Numbers about chance with no geography: exact permutation, false discovery, exact tails and
//! intervals, seeded streams and resamples.
//!
//! Nothing here knows a place, a file or a clock. Every random number comes from [`stream`], so the
//! same seed gives the same bytes for any number of threads.

mod draws;
mod fdr;
mod interval;
mod normal;
mod permutation;
mod stream;
mod tails;

pub use draws::{SharedDraws, permute_weighted};
pub use fdr::{benjamini_hochberg, benjamini_hochberg_grouped, fewest_rejections};
pub use interval::{clopper_pearson, poisson_interval, poisson_interval_byar};
pub use normal::{normal_quantile, normal_two_sided};
pub use permutation::{InferenceError, PermutationTable, Tails};
pub use stream::{Stream, below, resample_counts, resample_indices, shuffle, stream, uniform};
pub use tails::{binomial_tails, poisson_tails};
