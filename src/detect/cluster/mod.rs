//! Clusters of points: DBSCAN and HDBSCAN, and the ground they cover.

mod cells;
mod dbscan;
mod error;
mod ground;
mod hdbscan;
mod hierarchy;
mod labels;
mod near;
mod repeated;
mod spanning;
mod tree;
mod weights;

pub use dbscan::{DbscanOptions, dbscan};
pub use error::ClusterError;
pub use ground::{ClusterPlace, cluster_places};
pub use hdbscan::{Hdbscan, HdbscanOptions, hdbscan};
pub use labels::Clustering;
pub use repeated::hdbscan_repeated;

use weights::check_weights;
