//! Scan statistics: is there a circle of places, or such a circle for a time, with more cases than chance
//! would put there, wherever and whenever one looks?

mod likelihood;
mod options;
mod pass;
mod replicate;
mod run;
mod seen;
mod sorted;
mod zones;

pub use likelihood::log_likelihood_ratio;
pub use options::{Direction, ScanData, ScanModel, ScanOptions};
pub use run::{Cluster, ScanRun, scan, scan_clusters};
