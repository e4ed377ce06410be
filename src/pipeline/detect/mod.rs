//! One statistic on a file of points or on the store: what `harmspot detect` asks for.
//!
//! Each is told in two steps, reading and computing, so that the caller can time them.

mod areas;
mod case_file;
mod cases;
mod clusters;
mod error;
mod frame;
mod gi_star;
mod kde;
mod kde_ground;
mod layers;
mod near_repeat;
mod points;
mod request;
mod scan;
mod scan_files;
mod values;
mod weights;
mod written_time;

pub use areas::{AreaRow, CellCounts, assign_areas, cell_counts};
pub use cases::{CaseFile, CaseSource, Cases, Needs, StoreCases, Study, UnitCases, cases_of, read_cases};
pub use clusters::{ClusterMethod, ClusterReport, ClusterRequest, compute_clusters, read_clusters};
pub use error::RunError;
pub use frame::Frame;
pub use gi_star::{Input, Report, compute_gi_star, read_gi_star};
pub use kde::{KdeInput, KdeReport, KdeRequest, compute_kde, read_kde};
pub use kde_ground::Against;
pub use layers::{LAYERS, MapLayer, layer};
pub use near_repeat::{NearRepeatReport, NearRepeatRequest, NearRepeatShow, compute_near_repeat};
pub use points::Tally;
pub use request::{
    Expected, GiStarRequest, Mask, Plane, PointsFile, UnitChoice, ValuesFile, WeightsBy, WeightsChoice,
};
pub use scan::{ScanInput, ScanRequest, ScanSource, compute_scan, read_scan};
pub use scan_files::ScanFiles;

pub use crate::{
    calendar::Zone,
    detect::{
        Class, ClusterPlace, DbscanOptions, Direction, HdbscanOptions, Isopleth, Kernel, Metric,
        NearRepeatOptions, Null, Permutations, ScanModel, ScanOptions, ScanRun, interval,
    },
    geodesy::Crs,
    sources::ScanError,
};
pub use written_time::When;
