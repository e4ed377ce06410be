//! Is this more than chance: Gi*, the ranked hotspot, its stability.

mod backtest;
mod cell;
mod cluster;
mod concentration;
mod describe;
mod disagreement;
mod emerging;
mod error;
mod event;
mod find;
mod gi_expected;
mod gi_star;
mod gi_total;
mod hotspot;
mod identity;
mod kde;
mod moran;
mod naming;
mod near_repeat;
mod rates;
mod recurrence;
mod region;
mod rhythm;
mod scan;
mod stability;

pub use backtest::{
    Accuracy, BANDWIDTHS_M, BackTest, CellAccuracy, Choice, Contestant, Entry, FOLDS_TO_CHOOSE, Fold,
    FoldPlan, HALF_LIVES_MONTHS, NAIVE_MONTHS, Pooled, Record, Reference, SHARES, Score, TEST_MONTHS, Ties,
    TopArea, Window, accuracy_at_cells, accuracy_at_share, back_test, choose, contestants, plan_folds, pool,
    shares_of, top_area,
};
pub use cell::CellStatistic;
pub use cluster::{
    ClusterError, ClusterPlace, Clustering, DbscanOptions, Hdbscan, HdbscanOptions, cluster_places, dbscan,
    hdbscan, hdbscan_repeated,
};
pub use concentration::{
    Concentration, ConcentrationOptions, HeldBy, MIN_INCIDENTS_FOR_HARM, Spread, Standing, concentration,
};
pub use describe::{EventFacts, MIN_TIMED_FOR_HOURS, peak, profile};
pub use disagreement::{
    AreaDisagreement, AreaReports, CatchmentReports, Disagreement, DisagreementOptions, DisagreementRun,
    disagreement,
};
pub use emerging::{
    Bin, BinState, DroppedStep, EmergingCell, EmergingClass, EmergingOptions, EmergingRun, MapClass,
    StepKind, Steps, Trend, TrendSeries, emerging, emerging_class,
};
pub use error::DetectError;
pub use event::{Event, EventIndex, ListSettings, MIN_EVENTS_TO_TEST, RankBy};
pub use find::{Found, Hot, Scene, find, shared_area_m2};
pub use gi_expected::{ExpectedRun, gi_star_expected};
pub use gi_star::{
    DEFAULT_DRAWS, GiStar, GiStarOptions, GiStarRun, Null, Permutations, Values, classify, gi_star,
    gi_star_with,
};
pub use gi_total::{TotalP, gi_star_total};
pub use hotspot::{
    Change, Class, Confidence, Dependence, ExcludedPlace, Hotspot, HotspotKind, HotspotList, Peak, Profile,
    TooFew,
};
pub use identity::{Identified, Identities, Remembered, RememberedList, identify};
pub use kde::{
    DUAL_FLOOR_OF_PEAK, Dual, EdgeWeights, Extent, ISOPLETH_SHARES, Isopleth, KdeError, Kernel, Lattice,
    Surface, dual, edge_weights, extent_of, isopleths_by_level, isopleths_by_volume, kde, kde_at,
    levels_of_volume, outline_of_cells,
};
pub use moran::{
    Gi, GiRun, GlobalMoran, LikenessRun, LocalClass, LocalMoran, LocalMoranRun, LocalOptions, Quadrant, gi,
    global_moran, local_moran,
};
pub use naming::{NameParts, name_places, small_s};
pub use near_repeat::{
    ACTIONABLE_P, ACTIONABLE_RATIO, Chain, Decay, KnoxCell, KnoxTable, Links, Metric, NearRepeatOptions,
    Role, Verdict, interval, link, near_repeat, verdict,
};
pub use rates::{Funnel, Rate, RateChange, RatesInput, RatesOptions, RatesRun, rates};
pub use recurrence::{Redraw, SAME_CLUSTER, most_shared};
pub use region::{Piece, cut_regions};
pub use rhythm::{
    Band, DAY_BANDS, DayStart, PeakWindow, Rhythm, RhythmOptions, Share, VIOLENCE_BANDS, peak_window, rhythm,
};
pub use scan::{
    Cluster, Direction, ScanData, ScanModel, ScanOptions, ScanRun, log_likelihood_ratio, scan, scan_clusters,
};
pub use stability::{Stability, stability};
