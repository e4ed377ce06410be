//! `detect dbscan` and `detect hdbscan`, from cases to clusters as rows and as places.

use serde_json::{Map, json};

use super::{Again, CaseSource, Cases, Needs, Recurs, RunError, clusters_again, read_cases};
use crate::{
    detect::{
        ClusterError, ClusterPlace, Clustering, DbscanOptions, DetectError, HdbscanOptions, cluster_places,
        dbscan, hdbscan, hdbscan_repeated,
    },
    publish::{Column, Findings, Test},
};

/// What must be said over points moved to a few spots before they were published.
pub(super) const SNAPPED: &str = "these points were moved to a few spots before they were published: what is drawn are \
                                  those spots and their surroundings, areas of concern at best";

/// Which clusters are looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ClusterMethod {
    /// One radius.
    Dbscan(DbscanOptions),
    /// Every density at once.
    Hdbscan(HdbscanOptions),
}

impl ClusterMethod {
    fn word(self) -> &'static str {
        match self {
            Self::Dbscan(_) => "dbscan",
            Self::Hdbscan(_) => "hdbscan",
        }
    }
}

/// Everything `detect dbscan` and `detect hdbscan` can be asked.
#[derive(Debug, Clone)]
pub struct ClusterRequest {
    /// The cases.
    pub cases: CaseSource,
    /// Method and settings.
    pub method: ClusterMethod,
    /// Weights count: those of the file's column, or the store's harm, towards a core (DBSCAN); as repeated points,
    /// whole numbers only (HDBSCAN).
    pub weighted: bool,
    /// How often clusters come back.
    pub again: Again,
}

/// Clusters of cases, ready to be written.
#[derive(Debug)]
pub struct ClusterReport {
    cases: Cases,
    method: ClusterMethod,
    weighted: bool,
    /// Who belongs where, by case.
    pub clustering: Clustering,
    /// Reach of each cluster's points.
    reach_m: Vec<f64>,
    /// How often each cluster came back.
    pub recurs: Recurs,
    seed: u64,
    notes: Vec<String>,
}

/// Reads the cases.
///
/// # Errors
/// As [`read_cases`].
pub fn read_clusters(request: &ClusterRequest) -> Result<Cases, RunError> {
    read_cases(&request.cases, Needs { weight: request.weighted, ..Needs::default() })
}

/// Looks for clusters.
///
/// # Errors
/// Settings that make no sense.
pub fn compute_clusters(request: &ClusterRequest, cases: Cases) -> Result<ClusterReport, RunError> {
    let mut notes = Vec::new();
    if cases.study.as_ref().is_some_and(|s| s.snapped) {
        notes.push(SNAPPED.to_owned());
    }
    let weights = cases.weights.as_deref().filter(|_| request.weighted);
    let (clustering, reach_m) = match request.method {
        ClusterMethod::Dbscan(options) => {
            let found = dbscan(&cases.points, weights, &options).map_err(DetectError::from)?;
            let reach = vec![options.eps_m / 2.0; found.clusters];
            (found, reach)
        }
        ClusterMethod::Hdbscan(options) => {
            let found = match weights {
                Some(weights) => hdbscan_repeated(&cases.points, weights, &options),
                None => hdbscan(&cases.points, &options),
            };
            let found = found.map_err(|e| unfit(e, &cases))?;
            if found.stacks > 0 && options.resolution_m <= 0.0 {
                notes.push(format!(
                    "{} spots hold {} points or more each and are clusters by themselves: give --resolution METRES to \
                     tell apart no less than that",
                    found.stacks, options.min_cluster_size
                ));
            }
            (found.clustering, found.link_m.iter().map(|l| l / 2.0).collect())
        }
    };
    let recurs = clusters_again::recurs(request.method, &cases, weights, &clustering, request.again)?;
    Ok(ClusterReport {
        recurs,
        seed: request.again.seed,
        cases,
        method: request.method,
        weighted: request.weighted,
        clustering,
        reach_m,
        notes,
    })
}

/// Says which record of a file has a weight that is no number of points.
fn unfit(error: ClusterError, cases: &Cases) -> RunError {
    match error {
        ClusterError::NotWhole { position, weight } if cases.study.is_none() => RunError::Refused(format!(
            "record {} of the file (0-based) weighs {weight}: hdbscan takes a point as often as it weighs, so weights are whole \
             numbers; dbscan adds up weights of any size",
            cases.rows[position]
        )),
        other => DetectError::from(other).into(),
    }
}

/// The map's layer: DBSCAN of the store's events, 150 m and ten of them.
pub(super) fn cluster_layer(cases: Cases) -> Result<Findings, RunError> {
    let request = ClusterRequest {
        cases: CaseSource::Store(super::StoreCases::default()),
        method: ClusterMethod::Dbscan(DbscanOptions { eps_m: 150.0, min_weight: 10.0 }),
        weighted: false,
        again: Again { resamples: None, check: false, seed: 1 },
    };
    let report = compute_clusters(&request, cases)?;
    report.place_findings(&report.places())
}

impl ClusterReport {
    /// One row a record of the input: `row,cluster`, −1 noise, empty where a record has no coordinates.
    #[must_use]
    pub fn rows(&self) -> Findings {
        let records = match self.cases.study {
            None => self.cases.tally.rows as usize,
            Some(_) => self.cases.points.len(),
        };
        let mut cluster = vec![f64::NAN; records];
        for (&row, &label) in self.cases.rows.iter().zip(&self.clustering.labels) {
            if let Some(slot) = cluster.get_mut(row as usize) {
                *slot = f64::from(label);
            }
        }
        let columns = vec![Column::count("row", 0..records as u64), Column::number("cluster", cluster)];
        self.findings(columns)
    }

    /// The clusters as places, by their numbers.
    #[must_use]
    pub fn places(&self) -> Vec<ClusterPlace> {
        cluster_places(&self.cases.points, self.cases.weights.as_deref(), &self.clustering, &self.reach_m)
    }

    /// One row a cluster, with its ground.
    ///
    /// # Errors
    /// When an outline cannot be taken to degrees.
    pub fn place_findings(&self, places: &[ClusterPlace]) -> Result<Findings, RunError> {
        let of = |get: fn(&ClusterPlace) -> f64| places.iter().map(get);
        let mut columns = vec![
            Column::count("cluster", places.iter().map(|p| p.cluster as u64)),
            Column::count("points", places.iter().map(|p| p.points as u64)),
            Column::count("cores", places.iter().map(|p| p.cores as u64)),
            Column::number("area_km2", of(|p| p.area_km2)),
            Column::number("density_per_km2", of(|p| p.density_per_km2)),
            Column::number("centre_x", of(|p| p.centre.0)),
            Column::number("centre_y", of(|p| p.centre.1)),
        ];
        if self.cases.weights.is_some() {
            let name = if self.cases.study.is_some() { "harm" } else { "weight" };
            columns.insert(3, Column::number(name, of(|p| p.weight)));
        }
        columns.extend(self.recurs.columns());
        let outlines: Vec<_> = places.iter().map(|p| p.outline.clone()).collect();
        let mut found = self.findings(columns);
        found.shapes = self.cases.to_degrees(&outlines)?;
        Ok(found)
    }

    fn findings(&self, columns: Vec<Column>) -> Findings {
        let mut provenance = self.cases.provenance.clone();
        let mut put =
            |key: &str, value: serde_json::Value| provenance.parameters.insert(key.to_owned(), value);
        put("method", json!(self.method.word()));
        let outline = match self.method {
            ClusterMethod::Dbscan(options) => {
                put("eps_m", json!(options.eps_m));
                put("min_weight", json!(options.min_weight));
                let counted = if self.weighted { "weights" } else { "points, one each" };
                put("core", json!(format!("{counted}, within eps (<=), the point itself included")));
                put("border", json!("nearest core; ties by its easting, then northing"));
                "eps/2"
            }
            ClusterMethod::Hdbscan(options) => {
                put("min_cluster_size", json!(options.min_cluster_size));
                put("min_samples", json!(format!("{}, the point itself counted", options.min_samples)));
                put("resolution_m", json!(options.resolution_m));
                put(
                    "weights",
                    json!(if self.weighted { "each point as often as it weighs" } else { "one a point" }),
                );
                put(
                    "chosen_by",
                    json!("excess of mass; the whole is never a cluster; equal links cut together"),
                );
                "half the cluster's longest link"
            }
        };
        put("outline", json!(format!("all ground within {outline} of a point, in cells of a fifth of it")));
        put("numbering", json!("by the first row of each cluster; -1 is noise"));
        provenance.parameters.extend(self.recurs.parameters(self.seed));
        let none = || "none: clusters describe where points are close, they test nothing".to_owned();
        let test = Test {
            null: none(),
            alternative: "none".into(),
            p_values: "none".into(),
            seed: None,
            correction: "none".into(),
        };
        let n = self.cases.points.len();
        let noise = self.clustering.noise();
        let totals = Map::from_iter([
            ("n".to_owned(), json!(n)),
            ("clusters".to_owned(), json!(self.clustering.clusters)),
            ("noise".to_owned(), json!(noise)),
            ("in_clusters".to_owned(), json!(n - noise)),
        ]);
        let mut notes = self.cases.notes.clone();
        notes.extend(self.notes.iter().cloned());
        notes.extend(self.recurs.notes());
        Findings { method: self.method.word(), columns, shapes: None, test, totals, notes, provenance }
    }
}
