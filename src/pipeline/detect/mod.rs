//! One statistic on a file of points or on the store: what `harmspot detect` asks for.
//!
//! Each is told in two steps, reading and computing, so that the caller can time them.

mod again;
mod areas;
mod by_unit;
mod case_file;
mod cases;
mod clusters;
mod clusters_again;
mod concentration;
mod departments;
mod emerging;
mod error;
mod frame;
mod gi_star;
mod kde;
mod kde_again;
mod kde_ground;
mod kde_parameters;
mod layers;
mod likeness;
mod near_repeat;
mod points;
mod police_ae;
mod police_ae_counts;
mod rates;
mod request;
mod scan;
mod scan_again;
mod scan_files;
mod scan_input;
mod shapes;
mod time;
mod time_parts;
mod values;
mod weights;
mod written_time;

pub use again::{Again, RESAMPLES, Recurs};
pub use areas::{AreaInput, AreaRow, CellCounts, assign_areas, cell_counts, read_areas};
pub use by_unit::{UnitQuery, UnitTable, read_units};
pub use cases::{CaseFile, CaseSource, Cases, Needs, StoreCases, Study, UnitCases, cases_of, read_cases};
pub use clusters::{ClusterMethod, ClusterReport, ClusterRequest, compute_clusters, read_clusters};
pub use concentration::find_concentration;
pub use emerging::{EmergingQuery, find_emerging, read_emerging};
pub use error::RunError;
pub use frame::Frame;
pub use gi_star::find_gi_star;
pub use kde::{KdeInput, KdeReport, KdeRequest, compute_kde, read_kde};
pub use kde_ground::Against;
pub use layers::{LAYERS, MapLayer, layer};
pub use likeness::{LikenessOptions, find_gi, find_local_moran, local_word};
pub use near_repeat::{NearRepeatReport, NearRepeatRequest, NearRepeatShow, compute_near_repeat};
pub use points::Tally;
pub use police_ae::{DepartmentSummary, PoliceAeReport, PoliceAeRequest, compute_police_ae};
pub use rates::{RatesFile, RatesSource, RatesTable, find_rates, read_rates};
pub use request::{Expected, Mask, Plane, PointsFile, UnitChoice, ValuesFile, WeightsBy, WeightsChoice};
pub use scan::{ScanReport, ScanRequest, ScanSource, compute_scan};
pub use scan_files::ScanFiles;
pub use scan_input::{ScanInput, read_scan};
pub(super) use shapes::shapes_in;
pub use time::{TimeInput, TimeReport, TimeRequest, find_time, read_time};
pub use time_parts::{TimePart, TimeParts};
pub(super) use values::expected_table;

pub use crate::{
    calendar::{Date, Zone},
    detect::{
        Band, Class, ClusterPlace, Concentration, ConcentrationOptions, DayStart, DbscanOptions, Direction,
        DisagreementOptions, EmergingOptions, HdbscanOptions, Isopleth, Kernel, Metric, NearRepeatOptions,
        Null, Permutations, RatesOptions, Rhythm, RhythmOptions, ScanModel, ScanOptions, ScanRun, Share,
        Spread, StepKind, TrendSeries, interval,
    },
    geodesy::Crs,
    places::Level,
    sources::ScanError,
};
pub use written_time::When;
