//! `harmspot detect METHOD`: one statistic on a file, or on the store.

mod areas;
mod by_unit;
mod cases;
mod clusters;
mod emerging;
mod gi_star;
mod kde;
pub(super) mod meter;
mod near_repeat;
mod police_ae;
mod rates;
mod scan;
mod time;

use std::path::PathBuf;

use super::{Common, Exit, Failure};
use crate::pipeline::detect::{Crs, Plane, PointsFile, RunError};

/// Commands of `detect`.
#[derive(Debug, clap::Subcommand)]
pub enum DetectCommand {
    /// Where more happens than chance would put there: Getis-Ord Gi* with exact permutation p-values
    ///
    /// Use it to test a first map of counts before trusting it: each unit with its neighbours is set
    /// beside all the ways the counts could have fallen, exactly, and Benjamini-Hochberg keeps the share
    /// of false calls under --fdr. Not for ranked, named places (`harmspot hotspots`), not for how far
    /// repeats reach, and not for rates: with --expected the counts are set against numbers you give.
    ///
    /// Examples:
    ///   harmspot detect gi-star --points crimes.csv --x lon --y lat --crs EPSG:4326 --unit h3:9 -o gi.csv
    ///   harmspot detect gi-star --values columbus.csv --id POLYID --value CRIME --weights columbus.gal
    ///   harmspot detect gi-star --points crimes.csv --unit lsoa21.geojson --id LSOA21CD --weights queen
    ///   harmspot detect gi-star --points crimes.csv --weight harm -o harm.geojson
    ///   harmspot detect gi-star --csp Medway --null total -o medway.geojson
    #[command(verbatim_doc_comment)]
    GiStar(Box<gi_star::GiStarArgs>),
    /// Clusters and odd ones out: local Moran with exact permutation p-values, and Moran's I of the whole map
    ///
    /// Use it to tell busy places among busy ones (high-high) from a busy place among quiet ones (high-low) and a quiet
    /// one among busy ones (low-high). Both scales in use are written: moran_i (spdep) and moran_i_n_minus_1
    /// (esda, GeoDa). Not for where to act: a place that is itself the whole peak cannot be seen by this test;
    /// gi-star --null total and `harmspot hotspots` see it.
    ///
    /// Examples:
    ///   harmspot detect local-moran --points crimes.csv --x lon --y lat --crs EPSG:4326 --unit h3:9 -o moran.geojson
    ///   harmspot detect local-moran --values columbus.csv --id POLYID --value CRIME --weights columbus.gal
    ///   harmspot detect local-moran --csp Medway --unit lsoa --weights queen -o moran.csv
    #[command(verbatim_doc_comment)]
    LocalMoran(Box<by_unit::LikenessArgs>),
    /// What surrounds each unit: Getis-Ord Gi, the neighbours without the unit itself
    ///
    /// Use it to ask whether a place (a school, a station) lies in busy surroundings whatever happens at the place
    /// itself. Not for hotspots: use gi-star, which counts the place too.
    ///
    /// Example:
    ///   harmspot detect gi --points crimes.csv --x lon --y lat --crs EPSG:4326 --unit square:250 -o gi.csv
    #[command(verbatim_doc_comment)]
    Gi(Box<by_unit::LikenessArgs>),
    /// New, building, worsening, settled, easing, on-off: seventeen classes of emerging hot spots
    ///
    /// Use it each month or quarter to see which places change: Gi* of every unit in every calendar month or ISO week,
    /// exact, corrected over all of them, and one class a unit from its whole history (bins column: h hot, c cold).
    /// Needs ten steps or more of one steady supply, and units without cases are counted (give --mask). Not across a change
    /// of supply or of the recording rules: every place looks new. A partial first or last step is left out and said;
    /// with --from and --to you say what a file covers.
    ///
    /// Examples:
    ///   harmspot detect emerging --points crimes.csv --x lon --y lat --crs EPSG:4326 --time date --unit h3:8 -o new.geojson
    ///   harmspot detect emerging --csp Medway --step week -o medway.csv
    #[command(verbatim_doc_comment)]
    Emerging(Box<emerging::EmergingArgs>),
    /// When it happens: the week in hours, four bands, and the peak with its doubt
    ///
    /// Use it to set the hours of a patrol or a session: intervals are spread over the hours they cover (aoristic), the
    /// clock changes included, and the peak window comes with how far it moves in resamples. Under 20 known hours
    /// there is no peak, only bands. With school terms, term time and holidays are told apart. Not for records whose times are defaults: look at `harmspot quality` first.
    ///
    /// Examples:
    ///   harmspot detect time --points crimes.csv --x lon --y lat --crs EPSG:4326 --time from --until to -o week.csv
    ///   harmspot detect time --csp Thanet --police-day -o thanet.json
    ///   harmspot detect time --csp Thanet --terms terms.csv
    #[command(verbatim_doc_comment)]
    Time(Box<time::TimeArgs>),
    /// How few places hold how much, of events and of harm, and where the two disagree
    ///
    /// Use it to say how concentrated violence is, and which places are grave rather than busy. It tests nothing: with few
    /// events most places are empty by chance, so the share chance alone would need stands beside, and G' takes
    /// it off. A harmspot needs three incidents. Not for a list to act on: `harmspot hotspots`.
    ///
    /// Examples:
    ///   harmspot detect concentration --points crimes.csv --x lon --y lat --crs EPSG:4326 --unit h3:9 --weight harm
    ///   harmspot detect concentration --harm --unit lsoa -o shares.csv
    #[command(verbatim_doc_comment)]
    Concentration(Box<by_unit::ConcentrationArgs>),
    /// Rates of small places: intervals, shrinkage, funnel limits, location quotients, change without false percentages
    ///
    /// Use it to compare areas by residents and to say whether this period differs from the last: Byar intervals, gamma-Poisson
    /// shrunken rates to rank by, exact funnel limits, E-test, and no percentage on a base under 20. Not for the night
    /// economy: who is about there does not live there; use --all (location quotient) or a count.
    ///
    /// Examples:
    ///   harmspot detect rates --values lsoa.csv --id LSOA21CD --count violence --exposure residents --before last_year
    ///   harmspot detect rates --unit ward --ages 10-24 -o wards.geojson
    #[command(verbatim_doc_comment)]
    Rates(Box<rates::RatesArgs>),
    /// Is an event followed by others near it, soon? Knox's table, chains and alerts
    ///
    /// Use it before sending patrols after each event: it counts pairs near in space and time, shuffles the
    /// dates over the places, and says how far and how long repeats reach, or that there is no evidence of
    /// them. Needs dates to the day. Bands are left-closed and printed so: two events 100 m apart are in
    /// [100, 200). Not for where most happens (gi-star, kde), and not over a time in which a place came up or died
    /// away (a new estate, a closed club): that shows as repeats too. Snapped points make false ones.
    ///
    /// Examples:
    ///   harmspot detect near-repeat --points robberies.csv --x lon --y lat --crs EPSG:4326 --time date -o knox.csv
    ///   harmspot detect near-repeat --csp Medway --show alerts -o alerts.geojson
    #[command(verbatim_doc_comment)]
    NearRepeat(Box<near_repeat::NearRepeatArgs>),
    /// Where does A&E report more violence than the police hear of? Exact, area by area, within each catchment
    ///
    /// Use it after importing an A&E feed (`harmspot import ed.csv --as istv`) to find areas where people are hurt and
    /// the police are not told: each area's share of its department's attendances is set beside its share of the
    /// police events, over the months both supplied. Areas whose department supplied nothing are "not known", never
    /// "no hidden violence". Not for ranking places (`harmspot hotspots`, which never counts A&E), not for areas at the
    /// edge of the county, whose people go elsewhere, and not with hospital admissions: these are by residence, not by
    /// scene, and are never drawn as scenes.
    ///
    /// Examples:
    ///   harmspot detect police-ae --definition all-serious-violence --from 2024-01 -o police-ae.geojson
    ///   harmspot detect police-ae --unit ward --catchments catchments.csv -o wards.csv
    #[command(verbatim_doc_comment)]
    PoliceAe(Box<police_ae::PoliceAeArgs>),
    /// Where, and since when, more happens than chance would put anywhere: Kulldorff's scan statistics
    ///
    /// Use it to ask each week or month whether something new is going on: circles of every size, windows of
    /// every length, one p for all of them together, and how often chance alone would raise such an alarm.
    /// st-permutation needs cases only; the Poisson models need a population. Not for a map of where most
    /// happens (gi-star, kde), and not for streets: its clusters are circles. A season that differs between places can
    /// look like a cluster to st-permutation.
    ///
    /// Examples:
    ///   harmspot detect scan --points crimes.csv --time date --unit square:250 --max-radius 1000 -o scan.geojson
    ///   harmspot detect scan --cases cases.csv --coordinates places.csv --population people.csv --model st-poisson
    ///   harmspot detect scan --points violence.csv --class weapon --case knife --model bernoulli -o knives.geojson
    #[command(verbatim_doc_comment)]
    Scan(Box<scan::ScanArgs>),
    /// How many events (or how much harm) per square kilometre around every place: kernel density
    ///
    /// Use it for a picture of where events lie that no boundary cuts, for the least ground that holds half of
    /// them (isopleths), and, with --against, for where there are more than people or other events explain. The
    /// bandwidth decides the picture, the cell size hardly: choose it by `harmspot backtest`. Not to call a place
    /// a hotspot: a density tests nothing (gi-star, scan). Not over a few events, nor snapped points.
    ///
    /// Examples:
    ///   harmspot detect kde --points crimes.csv --bandwidth 300 --cell 100 -o density.csv
    ///   harmspot detect kde --points crimes.csv --x lon --y lat --crs EPSG:4326 --mask land.geojson --edge-correction -o half.geojson
    ///   harmspot detect kde --csp Medway --bandwidth 300 --against population -o per_resident.asc
    #[command(verbatim_doc_comment)]
    Kde(Box<kde::KdeArgs>),
    /// Clusters of points of any shape, by one radius: DBSCAN, exact
    ///
    /// Use it to turn points into places: every point with enough others (or enough harm, with --weight or
    /// --by-harm) within --eps is a core, cores within --eps of each other are one cluster, and its outline is
    /// all ground within half of --eps. Border points go to their nearest core. Not to call a place a hotspot (it
    /// tests nothing: gi-star, scan), and not where town and country need different radii: hdbscan.
    /// .csv has one row a record (row,cluster; -1 is noise), .geojson and .json one a cluster.
    ///
    /// Examples:
    ///   harmspot detect dbscan --points crimes.csv --eps 150 --min-points 15 -o clusters.geojson
    ///   harmspot detect dbscan --csp Medway --eps 100 --min-points 2000 --by-harm -o harm.geojson
    #[command(verbatim_doc_comment)]
    Dbscan(Box<clusters::DbscanArgs>),
    /// Clusters of points at every density at once: HDBSCAN
    ///
    /// Use it where one radius cannot suit a town centre and a village: it keeps the clusters that last longest as
    /// the radius shrinks. Not for snapped points (spots with many records each become clusters; --resolution
    /// helps), not when harm should decide (dbscan), and it tests nothing.
    /// .csv has one row a record (row,cluster; -1 is noise), .geojson and .json one a cluster.
    ///
    /// Example:
    ///   harmspot detect hdbscan --points crimes.csv --min-cluster-size 25 --min-samples 10 -o clusters.geojson
    #[command(verbatim_doc_comment)]
    Hdbscan(Box<clusters::HdbscanArgs>),
    /// How many points each H3 cell holds: cell,count
    ///
    /// Only cells with points, ascending; with --mask FILE every cell whose centre is inside, zeros too.
    /// A count says nothing of chance: for that use gi-star.
    ///
    /// Example:
    ///   harmspot detect h3-counts --points crimes.csv --x lon --y lat --crs EPSG:4326 --unit h3:9 -o cells.csv
    #[command(verbatim_doc_comment)]
    H3Counts(areas::CountArgs),
    /// Which polygon each point is in: row,area_id
    ///
    /// Every record of the file is there, 0-based, empty outside all areas or without coordinates.
    /// A point on a border belongs to one area (the one east of it or above a level border).
    ///
    /// Example:
    ///   harmspot detect assign-areas --points crimes.csv --areas lsoa21.geojson --id LSOA21CD -o areas.csv
    #[command(verbatim_doc_comment)]
    AssignAreas(areas::AssignArgs),
}

pub(super) fn run(command: DetectCommand, common: &Common) -> Result<Exit, Failure> {
    match command {
        DetectCommand::GiStar(args) => gi_star::run(&args, common),
        DetectCommand::LocalMoran(args) => {
            by_unit::run_likeness(&args, by_unit::Likeness::LocalMoran, common)
        }
        DetectCommand::Gi(args) => by_unit::run_likeness(&args, by_unit::Likeness::Gi, common),
        DetectCommand::Emerging(args) => emerging::run(&args, common),
        DetectCommand::Time(args) => time::run(&args, common),
        DetectCommand::Concentration(args) => by_unit::run_concentration(&args, common),
        DetectCommand::Rates(args) => rates::run(&args, common),
        DetectCommand::NearRepeat(args) => near_repeat::run(&args, common),
        DetectCommand::PoliceAe(args) => police_ae::run(&args, common),
        DetectCommand::Scan(args) => scan::run(&args, common),
        DetectCommand::Kde(args) => kde::run(&args, common),
        DetectCommand::Dbscan(args) => clusters::run_dbscan(&args, common),
        DetectCommand::Hdbscan(args) => clusters::run_hdbscan(&args, common),
        DetectCommand::H3Counts(args) => areas::count(&args, common),
        DetectCommand::AssignAreas(args) => areas::assign(&args, common),
    }
}

/// Flags that name a CSV of points.
#[derive(Debug, clap::Args)]
struct PointArgs {
    /// CSV file with one point a row
    #[arg(long, value_name = "FILE")]
    points: Option<PathBuf>,
    /// Column of eastings or longitudes
    #[arg(long, value_name = "COL", default_value = "x")]
    x: String,
    /// Column of northings or latitudes
    #[arg(long, value_name = "COL", default_value = "y")]
    y: String,
    /// System of the coordinates: EPSG:27700, EPSG:4326, any EPSG code, or planar (metres without a place)
    #[arg(long, value_name = "CRS", default_value = "EPSG:27700")]
    crs: Plane,
    /// Metre system of distances and squares [default: EPSG:27700 in Britain, else the UTM zone]
    #[arg(long, value_name = "EPSG:n")]
    work_crs: Option<Crs>,
}

impl PointArgs {
    fn file(&self) -> Option<PointsFile> {
        self.points.as_ref().map(|file| PointsFile {
            file: file.clone(),
            x: self.x.clone(),
            y: self.y.clone(),
            plane: self.crs,
            work_crs: self.work_crs,
        })
    }

    fn needed(&self) -> Result<PointsFile, Failure> {
        self.file().ok_or_else(|| Failure::new(Exit::Usage, "--points FILE is missing"))
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        let exit = match &error {
            RunError::Usage(_) | RunError::Detect(_) | RunError::Places(_) => Exit::Usage,
            RunError::Scan(crate::pipeline::detect::ScanError::Io { .. }) => Exit::Failed,
            _ => Exit::Refused,
        };
        let hint = error.hint();
        let failure = match error {
            RunError::Store(source) => return Self::from(*source),
            other => Self::new(exit, &other),
        };
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

/// Writes to `-o`, or to stdout without it.
fn deliver(bytes: &str, output: Option<&PathBuf>) -> Result<(), Failure> {
    match output {
        Some(path) => std::fs::write(path, bytes)
            .map_err(|e| Failure::new(Exit::Store, format!("cannot write {}: {e}", path.display()))),
        None => match std::io::Write::write_all(&mut std::io::stdout().lock(), bytes.as_bytes()) {
            // Whoever reads has seen enough, as `head` does.
            Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            written => {
                written.map_err(|e| Failure::new(Exit::Failed, format!("cannot write to stdout: {e}")))
            }
        },
    }
}
