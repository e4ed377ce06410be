//! Where a density surface may lie, and what it is set against.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use geo_types::MultiPolygon;

use super::{CaseFile, CaseSource, Cases, Needs, PointsFile, RunError, UnitCases, read_cases, shapes};
use crate::{
    calendar::Zone,
    detect::{Extent, Lattice},
    geodesy::GridPoint,
    places::{AreaLocator, UnitSet},
};

/// What the density is divided by.
#[derive(Debug, Clone)]
pub enum Against {
    /// Cases of one class over those of another, of the file's class column.
    Class {
        /// Class above.
        of: String,
        /// Class below.
        against: String,
    },
    /// A file of points, with a weight column where each counts for more than one.
    Points {
        /// The points.
        points: PointsFile,
        /// Such as residents.
        weight: Option<String>,
    },
    /// Residents, spread evenly over the postcodes of each LSOA (a store's area pack).
    Population,
}

/// Points below the line.
#[derive(Debug)]
pub(super) struct Below {
    pub(super) points: Vec<GridPoint>,
    pub(super) weights: Option<Vec<f64>>,
    pub(super) words: String,
}

impl Below {
    /// Leaves the points for which `holds` is true.
    pub(super) fn keep(&mut self, holds: impl Fn(GridPoint) -> bool) {
        let held: Vec<usize> = (0..self.points.len()).filter(|&i| holds(self.points[i])).collect();
        self.points = held.iter().map(|&i| self.points[i]).collect();
        self.weights = self.weights.take().map(|w| held.iter().map(|&i| w[i]).collect());
    }
}

/// Ground a surface is cut to.
pub(super) enum Ground {
    Shapes { locator: Box<AreaLocator>, extent: Extent, name: String },
    Units(Arc<UnitSet>),
}

impl std::fmt::Debug for Ground {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words())
    }
}

impl Ground {
    /// The mask of a file, in the metres of the cases.
    pub(super) fn of_file(
        file: &std::path::Path,
        cases: &Cases,
        inputs: &mut BTreeMap<String, String>,
    ) -> Result<Self, RunError> {
        let (shapes, _) = shapes::shapes_in(file, cases.work, inputs)?;
        let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let extent = extent_of_shapes(&shapes)
            .ok_or_else(|| RunError::Refused(format!("{name}: there is no polygon to use as a mask")))?;
        let locator = Box::new(AreaLocator::of_shapes(&shapes.iter().collect::<Vec<_>>()));
        Ok(Self::Shapes { locator, extent, name })
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Shapes { name, .. } => format!("inside {name}"),
            Self::Units(units) => units.mask.clone(),
        }
    }

    pub(super) fn holds(&self, point: GridPoint) -> bool {
        match self {
            Self::Shapes { locator, .. } => locator.locate(point).is_some(),
            Self::Units(units) => units.locate(point).is_some(),
        }
    }

    pub(super) fn extent(&self) -> Option<Extent> {
        match self {
            Self::Shapes { extent, .. } => Some(*extent),
            Self::Units(units) => {
                let mut found: Option<Extent> = None;
                for (centre, area) in units.centre.iter().zip(&units.area_m2) {
                    // A unit's width, and something more.
                    let (x, y, r) = (centre.easting_m(), centre.northing_m(), libm::sqrt(*area));
                    let e = found.unwrap_or([x, y, x, y]);
                    found = Some([e[0].min(x - r), e[1].min(y - r), e[2].max(x + r), e[3].max(y + r)]);
                }
                found
            }
        }
    }

    /// Which cells of a lattice have their centre inside.
    pub(super) fn cells(&self, lattice: &Lattice) -> Vec<bool> {
        use rayon::prelude::*;
        let inside = |at: usize| {
            let (x, y) = lattice.centre(at);
            GridPoint::new(x, y).is_some_and(|p| self.holds(p))
        };
        (0..lattice.len()).into_par_iter().with_min_len(4096).map(inside).collect()
    }
}

fn extent_of_shapes(shapes: &[MultiPolygon<f64>]) -> Option<Extent> {
    let mut extent = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for c in shapes.iter().flatten().flat_map(|p| &p.exterior().0) {
        extent = [extent[0].min(c.x), extent[1].min(c.y), extent[2].max(c.x), extent[3].max(c.y)];
    }
    (extent[0] < extent[2] && extent[1] < extent[3]).then_some(extent)
}

/// Parts the cases, or reads what they are set against.
pub(super) fn below(against: &Against, cases: &mut Cases) -> Result<Below, RunError> {
    match against {
        Against::Class { of, against } => by_class(of, against, cases),
        Against::Points { points, weight } => {
            let points = PointsFile { work_crs: points.work_crs.or(cases.work), ..points.clone() };
            let file = CaseFile {
                points,
                time: None,
                until: None,
                weight: weight.clone(),
                class: None,
                from: None,
                to: None,
                zone: Zone::london(),
            };
            let read = read_cases(&CaseSource::File(file), Needs::default())?;
            let words = read.provenance.inputs.keys().cloned().collect::<Vec<_>>().join(", ");
            cases.provenance.inputs.extend(read.provenance.inputs);
            cases.notes.extend(read.notes);
            Ok(Below { points: read.points, weights: read.weights, words })
        }
        Against::Population => {
            let study = cases.study.as_ref().ok_or_else(|| {
                RunError::Usage(
                    "--against population needs the area pack of a store: give --against FILE".into(),
                )
            })?;
            let (postcodes, weights) = study.loaded.residents()?;
            let words = "residents, spread evenly over the postcodes of each LSOA".to_owned();
            let mut below = Below { points: postcodes.to_vec(), weights: Some(weights), words };
            if let Some(csp) = study.csp {
                // Events beyond the border are not counted: nor are those who live there.
                below.keep(|p| study.loaded.ground.assign(p).csp == Some(csp));
            }
            Ok(below)
        }
    }
}

/// Residents of each unit of a store's cases.
pub(super) fn residents(cases: &Cases, placed: &UnitCases) -> Result<Vec<f64>, RunError> {
    let study = cases.study.as_ref().ok_or_else(|| {
        RunError::Usage(
            "--expected population needs the area pack of a store: give --expected FILE.csv".into(),
        )
    })?;
    let (postcodes, weights) = study.loaded.residents()?;
    let mut sums = vec![0.0; placed.frame.len()];
    for (unit, weight) in placed.frame.locate(postcodes)?.into_iter().zip(weights) {
        if let Some(unit) = unit {
            sums[unit as usize] += weight;
        }
    }
    Ok(sums)
}

/// Leaves the cases of one class and hands out those of another.
fn by_class(of: &str, against: &str, cases: &mut Cases) -> Result<Below, RunError> {
    let classes = cases.classes.take().ok_or_else(|| {
        RunError::Usage("--of and --against CLASS need the column of classes: name it with --class".into())
    })?;
    let keep =
        |wanted: &str| -> Vec<usize> { (0..classes.len()).filter(|&i| classes[i] == wanted).collect() };
    let (above, under) = (keep(of), keep(against));
    for (class, found) in [(of, &above), (against, &under)] {
        if found.is_empty() {
            let mut known: Vec<&str> = classes.iter().map(String::as_str).collect();
            known.sort_unstable();
            known.dedup();
            let known = known.into_iter().take(12).collect::<Vec<_>>().join(", ");
            return Err(RunError::Refused(format!("no case has the class {class:?}; there are {known}")));
        }
    }
    let points = |at: &[usize]| at.iter().map(|&i| cases.points[i]).collect::<Vec<_>>();
    let weights = |at: &[usize]| cases.weights.as_ref().map(|w| at.iter().map(|&i| w[i]).collect::<Vec<_>>());
    let below =
        Below { points: points(&under), weights: weights(&under), words: format!("class {against:?}") };
    let (points, weights) = (points(&above), weights(&above));
    cases.rows = above.iter().map(|&i| cases.rows[i]).collect();
    (cases.points, cases.weights) = (points, weights);
    Ok(below)
}

/// Where the mask file of a request lies.
pub(super) type MaskFile = Option<PathBuf>;
