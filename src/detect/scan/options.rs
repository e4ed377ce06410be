//! What a scan is asked.

use serde::Serialize;

use crate::{detect::DetectError, geodesy::GridPoint};

/// Where cases are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScanModel {
    /// Cases only: each place keeps its cases, each step its cases, which belongs to which is chance
    /// (Kulldorff et al. 2005). No population is needed and none can mislead.
    StPermutation,
    /// Cases in proportion to population × time (Kulldorff 2001).
    StPoisson,
    /// Cases in proportion to population, time ignored (Kulldorff 1997).
    Poisson,
    /// Cases among cases and controls, each as likely as the next to be one, time ignored (Kulldorff 1997). The
    /// population is cases and controls together, whole numbers.
    Bernoulli,
}

impl ScanModel {
    /// True where time plays no part.
    #[must_use]
    pub fn ignores_time(self) -> bool {
        matches!(self, Self::Poisson | Self::Bernoulli)
    }
}

/// Which windows of time are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Windows that end in the last step: what is going on now.
    #[default]
    Prospective,
    /// Every window.
    Retrospective,
}

/// Settings of [`scan`](super::scan).
#[derive(Debug, Clone, PartialEq)]
pub struct ScanOptions {
    /// Where cases are expected (default the space-time permutation model).
    pub model: ScanModel,
    /// Which windows (default prospective); ignored by the purely spatial model.
    pub direction: Direction,
    /// Replicates, 99 to 99,999 (default 999).
    pub replications: u32,
    /// Largest radius in metres (default 2,000).
    pub max_radius_m: Option<f64>,
    /// Most places of a zone, its centre included (default no limit).
    pub max_neighbours: Option<u32>,
    /// Largest share of all population (Poisson models) or of all cases (permutation) a zone may hold, over
    /// 0 to 0.5 (default 0.5).
    pub max_share: f64,
    /// Shortest window in steps (default 1).
    pub min_steps: u32,
    /// Longest window in steps (default half the period, at least 1).
    pub max_steps: Option<u32>,
    /// Clusters reported, none sharing a place with one before it (default 10).
    pub most_clusters: u32,
    /// Seed of the replicates (default 1).
    pub seed: u64,
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            model: ScanModel::StPermutation,
            direction: Direction::Prospective,
            replications: 999,
            max_radius_m: Some(2_000.0),
            max_neighbours: None,
            max_share: 0.5,
            min_steps: 1,
            max_steps: None,
            most_clusters: 10,
            seed: 1,
        }
    }
}

/// Cases by place and equal step of time.
#[derive(Debug, Clone, Copy)]
pub struct ScanData<'a> {
    /// Where the places are.
    pub places: &'a [GridPoint],
    /// Steps of time, all equally long; 1 when there is no time.
    pub steps: u32,
    /// Cases, step by step within place by place.
    pub cases: &'a [u32],
    /// Population of each place, for the Poisson models; cases and controls together for the Bernoulli model.
    pub population: Option<&'a [f64]>,
}

impl ScanOptions {
    /// Shortest and longest window of a period.
    pub(super) fn lengths(&self, steps: u32) -> (u32, u32) {
        if self.model.ignores_time() {
            return (1, 1);
        }
        (self.min_steps, self.max_steps.unwrap_or((steps / 2).max(1)).min(steps))
    }

    /// # Errors
    /// [`DetectError`] naming the first setting out of its range, or what the data lack.
    pub(super) fn check(&self, data: &ScanData<'_>) -> Result<(), DetectError> {
        let refuse = |setting, got: String, allowed| Err(DetectError::Setting { setting, got, allowed });
        if !(99..=99_999).contains(&self.replications) {
            return refuse("replications", self.replications.to_string(), "99 to 99,999");
        }
        if !(self.max_share > 0.0 && self.max_share <= 0.5) {
            return refuse("largest share of a zone", self.max_share.to_string(), "over 0, up to 0.5");
        }
        if let Some(radius) = self.max_radius_m.filter(|r| !(*r >= 0.0 && *r <= 1e7)) {
            return refuse("largest radius", radius.to_string(), "0 to 10,000,000 metres");
        }
        if self.max_neighbours == Some(0) {
            return refuse("most places of a zone", "0".into(), "1 or more (the centre counts)");
        }
        let (shortest, longest) = self.lengths(data.steps);
        if shortest == 0 || shortest > longest {
            return refuse("window", format!("{shortest} to {longest} steps"), "1 step to the whole period");
        }
        if self.model == ScanModel::StPermutation && data.steps < 2 {
            return Err(DetectError::TooFew { what: "steps of time", got: u64::from(data.steps), least: 2 });
        }
        if data.places.len() < 2 {
            return Err(DetectError::TooFew { what: "places", got: data.places.len() as u64, least: 2 });
        }
        let cells = data.places.len() * data.steps as usize;
        if data.cases.len() != cells {
            return Err(DetectError::Lengths { values: data.cases.len(), weights: cells });
        }
        Ok(())
    }
}
