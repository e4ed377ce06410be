//! Numbers about chance with no geography: exact permutation, false discovery, exact tails and
//! intervals, seeded streams and resamples.
//!
//! Nothing here knows a place, a file or a clock. Every random number comes from [`stream`], so the
//! same seed gives the same bytes for any number of threads.

mod draws;
mod fdr;
mod gini;
mod gumbel;
mod interval;
mod mann_kendall;
mod normal;
mod permutation;
mod shrink;
mod stream;
mod tails;
mod two_counts;
mod wide;

pub use draws::{SharedDraws, permute_weighted};
pub use fdr::{
    benjamini_hochberg, benjamini_hochberg_grouped, benjamini_yekutieli, bonferroni, fewest_rejections, holm,
};
pub use gini::{gini, gini_sparse};
pub use gumbel::Gumbel;
pub use interval::{clopper_pearson, poisson_interval, poisson_interval_byar};
pub use mann_kendall::{EXACT_BELOW, MannKendall, mann_kendall, mann_kendall_tails};
pub use normal::{normal_quantile, normal_two_sided};
pub use permutation::{InferenceError, PermutationTable, Tails};
pub use shrink::{Shrunk, shrink_rates};
pub use stream::{Stream, below, resample_counts, resample_indices, shuffle, shuffle_short, stream, uniform};
pub use tails::{binomial_tails, poisson_tails};
pub use two_counts::{PERCENT_BASE, e_test, percent_change, poisson_z};
pub use wide::{WideWork, run_wide};
