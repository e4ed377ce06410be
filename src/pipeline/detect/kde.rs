//! `detect kde`, from cases to a density surface, its ratio and its isopleths.

use serde_json::{Map, Value, json};

use super::{
    Again, Against, CaseSource, Cases, Needs, Recurs, RunError,
    kde_again::{self, Brush, Drawn, Outlined},
    kde_ground::{Below, Ground, MaskFile, below},
    kde_parameters::parameters,
    read_cases,
};
use crate::{
    detect::{
        DetectError, Dual, EdgeWeights, Extent, Isopleth, KdeError, Kernel, Lattice, Surface, dual,
        extent_of, isopleths_by_level, isopleths_by_volume,
    },
    geodesy::GridPoint,
    publish::{Column, Findings, Test},
};

/// Bandwidths in cells, where no bandwidth is told: a start, to be settled by a back-test.
const CELLS_IN_BANDWIDTH: f64 = 5.0;
/// Defaults of a one-off surface, in metres, and the most cells of the default size.
const BANDWIDTH_M: f64 = 300.0;
const CELL_M: f64 = 100.0;
const MOST_DEFAULT_CELLS: f64 = 4e6;

/// Everything `detect kde` can be asked.
#[derive(Debug, Clone)]
pub struct KdeRequest {
    /// The cases.
    pub cases: CaseSource,
    /// Weights count: those of the file's column, or the store's harm.
    pub weighted: bool,
    /// Kernel.
    pub kernel: Kernel,
    /// Bandwidth; `None` is five cells.
    pub bandwidth_m: Option<f64>,
    /// Cell size; `None` is the shorter side of the extent over 150, and at most a fifth of a bandwidth that is told.
    pub cell_m: Option<f64>,
    /// West, south, east, north in metres; `None` is that of the mask, else the points and one bandwidth around.
    pub extent: Option<Extent>,
    /// Polygons the surface is cut to (a file; a store has its own built-up mask).
    pub mask: MaskFile,
    /// Gives back what kernels lose over the edge of the mask.
    pub edge_correction: bool,
    /// Divide by this.
    pub against: Option<Against>,
    /// Least density to divide by; `None` is 1 % of its peak.
    pub floor_per_km2: Option<f64>,
    /// Shares of the volume to outline.
    pub shares: Vec<f64>,
    /// Densities to outline instead.
    pub levels_per_km2: Vec<f64>,
    /// How often isopleths and the peak come back.
    pub again: Again,
}

/// What was read, the lattice settled.
#[derive(Debug)]
pub struct KdeInput {
    cases: Cases,
    ground: Option<Ground>,
    below: Option<Below>,
    lattice: Lattice,
    bandwidth_m: f64,
    outside: usize,
}

/// A surface, ready to be written.
#[derive(Debug)]
pub struct KdeReport {
    cases: Cases,
    /// The surface.
    pub surface: Surface,
    /// Its ratio to another.
    pub dual: Option<Dual>,
    inside: Option<Vec<bool>>,
    edge: Option<EdgeWeights>,
    parameters: Map<String, Value>,
    shares: Vec<f64>,
    levels_per_km2: Vec<f64>,
    outside: usize,
    /// How often each isopleth came back.
    pub recurs: Recurs,
    /// Resamples whose peak lies within a bandwidth of the peak.
    pub peak_again: u32,
}

/// Reads cases, mask and denominator, and settles the lattice.
///
/// # Errors
/// [`RunError`]; a stray point, a grid too big, a bandwidth under two cells.
pub fn read_kde(request: &KdeRequest) -> Result<KdeInput, RunError> {
    let needs = Needs { weight: request.weighted, ..Needs::default() };
    prepare_kde(request, read_cases(&request.cases, needs)?)
}

/// As [`read_kde`], of cases already read.
///
/// # Errors
/// As [`read_kde`].
pub fn prepare_kde(request: &KdeRequest, mut cases: Cases) -> Result<KdeInput, RunError> {
    let mut below = request.against.as_ref().map(|a| below(a, &mut cases)).transpose()?;
    let mut inputs = std::mem::take(&mut cases.provenance.inputs);
    let ground = match (&request.mask, &cases.study) {
        (Some(file), _) => Some(Ground::of_file(file, &cases, &mut inputs)?),
        (None, Some(study)) => Some(Ground::Units(study.loaded.lattice(study.unit, study.csp)?.0)),
        (None, None) => None,
    };
    cases.provenance.inputs = inputs;
    if request.edge_correction && ground.is_none() {
        return Err(RunError::Usage("--edge-correction needs an edge: give --mask FILE".into()));
    }
    let all = cases.len();
    let outside = ground.as_ref().map_or(0, |ground| leave_out(&mut cases, ground));
    if let (true, Some(Ground::Shapes { name, .. })) = (all > 0 && outside == all, &ground) {
        return Err(RunError::ElsewhereMask { file: name.clone(), points: outside });
    }
    if let (Some(below), Some(ground @ Ground::Shapes { .. })) = (&mut below, &ground) {
        below.keep(|p| ground.holds(p));
    }
    if request.bandwidth_m.is_none() {
        cases
            .notes
            .push("the bandwidth is the usual 300 m, a start only: choose it by a back-test".to_owned());
    }
    let (lattice, bandwidth_m) = settle(request, &cases, ground.as_ref())?;
    Ok(KdeInput { cases, ground, below, lattice, bandwidth_m, outside })
}

/// Cases outside the mask are none of its ground's.
fn leave_out(cases: &mut Cases, ground: &Ground) -> usize {
    if matches!(ground, Ground::Units(_)) {
        // A store's events were set against the same mask when they were gathered.
        return 0;
    }
    let held: Vec<bool> = cases.points.iter().map(|p| ground.holds(*p)).collect();
    let outside = held.iter().filter(|h| !**h).count();
    if outside > 0 {
        let mut held = held.iter().cycle();
        cases.points.retain(|_| held.next().is_none_or(|h| *h));
        cases.rows.retain(|_| held.next().is_none_or(|h| *h));
        if let Some(weights) = &mut cases.weights {
            weights.retain(|_| held.next().is_none_or(|h| *h));
        }
        cases.notes.push(format!("{outside} points lie outside the mask and are left out"));
    }
    outside
}

fn settle(request: &KdeRequest, cases: &Cases, ground: Option<&Ground>) -> Result<(Lattice, f64), RunError> {
    let told = request.extent.or_else(|| ground.and_then(Ground::extent));
    let extent = match told {
        Some(extent) => extent,
        None => extent_of(&cases.points).map_err(|e| stray(e, cases))?,
    };
    for (flag, metres) in [("--bandwidth", request.bandwidth_m), ("--cell", request.cell_m)] {
        if let Some(metres) = metres.filter(|m| !(*m > 0.0 && m.is_finite())) {
            return Err(RunError::Usage(format!("{flag} {metres} is no length: give metres above 0")));
        }
    }
    let fine = (extent[2] - extent[0]) * (extent[3] - extent[1]) <= MOST_DEFAULT_CELLS * CELL_M * CELL_M;
    let cell_m = match (request.cell_m, request.bandwidth_m, Lattice::usual_cell_m(extent)) {
        (Some(cell), _, _) => cell,
        (None, Some(h), _) if h < 2.0 * CELL_M => h / CELLS_IN_BANDWIDTH,
        (None, None, Some(usual)) if !fine => usual.max(CELL_M),
        (None, ..) => CELL_M,
    };
    let bandwidth_m = request.bandwidth_m.unwrap_or(BANDWIDTH_M.max(2.0 * cell_m));
    let around = if told.is_some() { 0.0 } else { bandwidth_m * request.kernel.reach() };
    let extent = [extent[0] - around, extent[1] - around, extent[2] + around, extent[3] + around];
    Ok((Lattice::over(extent, cell_m).map_err(DetectError::from)?, bandwidth_m))
}

/// Says which record of the file the stray is.
fn stray(error: KdeError, cases: &Cases) -> RunError {
    match error {
        KdeError::Stray { position, .. } if cases.study.is_none() => RunError::Refused(format!(
            "record {} of the file (0-based) is a stray: {error}; take it out, or say where to draw with --extent or --mask",
            cases.rows[position]
        )),
        other => DetectError::from(other).into(),
    }
}

/// Draws the surface.
///
/// # Errors
/// A bandwidth under two cells, weights below zero.
pub fn compute_kde(request: &KdeRequest, input: KdeInput) -> Result<KdeReport, RunError> {
    let KdeInput { cases, ground, below, lattice, bandwidth_m, outside } = input;
    let failed = |e: KdeError| RunError::from(DetectError::from(e));
    let weights = cases.weights.as_deref().filter(|_| request.weighted);
    let inside = ground.as_ref().map(|g| g.cells(&lattice));
    // Both surfaces of a ratio are made in one way.
    let brush =
        Brush { ground: ground.as_ref(), kernel: request.kernel, edge_correction: request.edge_correction };
    let draw = |points: &[GridPoint], weights: Option<&[f64]>| -> Result<Drawn, RunError> {
        brush.draw(points, weights, &lattice, inside.as_deref(), bandwidth_m).map_err(failed)
    };
    let (surface, edge) = draw(&cases.points, weights)?;
    let under = below.as_ref().map(|b| draw(&b.points, b.weights.as_deref())).transpose()?;
    let dual = under.map(|u| dual(&surface, &u.0, request.floor_per_km2)).transpose().map_err(failed)?;
    let outlined = Outlined { shares: &request.shares, levels_per_km2: &request.levels_per_km2 };
    let (recurs, peak_again) = kde_again::recurs(
        &brush,
        (&cases.points, weights),
        (&surface, edge.as_ref()),
        inside.as_deref(),
        &outlined,
        request.again,
    )?;
    let mut parameters = parameters(request, &surface, ground.as_ref(), below.as_ref(), dual.as_ref());
    parameters.extend(recurs.parameters(request.again.seed));
    let (shares, levels_per_km2) = (request.shares.clone(), request.levels_per_km2.clone());
    Ok(KdeReport {
        cases,
        surface,
        dual,
        inside,
        edge,
        parameters,
        shares,
        levels_per_km2,
        outside,
        recurs,
        peak_again,
    })
}

/// The map's layer: isopleths of the store's events, 300 m, on cells of 50 m for a CSP and 100 m for the force.
pub(super) fn density_layer(cases: Cases) -> Result<Findings, RunError> {
    let request = KdeRequest {
        cases: CaseSource::Store(super::StoreCases::default()),
        weighted: false,
        kernel: Kernel::Quartic,
        bandwidth_m: Some(300.0),
        cell_m: Some(if cases.study.as_ref().is_some_and(|s| s.csp.is_some()) { 50.0 } else { 100.0 }),
        extent: None,
        mask: None,
        edge_correction: true,
        against: None,
        floor_per_km2: None,
        shares: crate::detect::ISOPLETH_SHARES.to_vec(),
        levels_per_km2: Vec::new(),
        again: Again { resamples: None, check: false, seed: 1 },
    };
    let report = compute_kde(&request, prepare_kde(&request, cases)?)?;
    report.isopleth_findings(&report.isopleths()?)
}

impl KdeReport {
    /// The metre system of the surface's coordinates.
    #[must_use]
    pub fn crs(&self) -> String {
        self.cases.work.map_or_else(|| "planar metres".to_owned(), |crs| crs.to_string())
    }

    /// Number of points drawn.
    #[must_use]
    pub fn points(&self) -> usize {
        self.cases.points.len()
    }

    /// One row a cell: `x,y,density_per_km2` (and `ratio`), row-major from the south-west; empty outside the mask.
    #[must_use]
    pub fn cells(&self) -> Findings {
        let lattice = &self.surface.lattice;
        let told = |at: usize, value: f64| {
            if self.inside.as_ref().is_none_or(|inside| inside[at]) { value } else { f64::NAN }
        };
        let density = self.surface.density_per_km2.iter().enumerate().map(|(at, d)| told(at, *d));
        let mut columns = vec![
            Column::number("x", (0..lattice.len()).map(|at| lattice.centre(at).0)),
            Column::number("y", (0..lattice.len()).map(|at| lattice.centre(at).1)),
            Column::number("density_per_km2", density),
        ];
        if let Some(dual) = &self.dual {
            columns.push(Column::number("ratio", dual.ratio.iter().copied()));
        }
        self.findings(columns)
    }

    /// The isopleths asked for.
    ///
    /// # Errors
    /// A share or level that makes no sense.
    pub fn isopleths(&self) -> Result<Vec<Isopleth>, RunError> {
        let found = if self.levels_per_km2.is_empty() {
            isopleths_by_volume(&self.surface, &self.shares)
        } else {
            isopleths_by_level(&self.surface, &self.levels_per_km2)
        };
        Ok(found.map_err(DetectError::from)?)
    }

    /// One row an isopleth, with its outline.
    ///
    /// # Errors
    /// When an outline cannot be taken to degrees.
    pub fn isopleth_findings(&self, isopleths: &[Isopleth]) -> Result<Findings, RunError> {
        let of = |get: fn(&Isopleth) -> f64| isopleths.iter().map(get);
        let mut columns = vec![
            Column::number("share", of(|i| i.share.unwrap_or(f64::NAN))),
            Column::number("level_per_km2", of(|i| i.level_per_km2)),
            Column::number("volume_share", of(|i| i.volume_share)),
            Column::count("cells", isopleths.iter().map(|i| i.cells as u64)),
            Column::number("area_km2", of(|i| i.area_km2)),
        ];
        columns.extend(self.recurs.columns());
        let outlines: Vec<_> = isopleths.iter().map(|i| i.outline.clone()).collect();
        let mut found = self.findings(columns);
        found.shapes = self.cases.to_degrees(&outlines)?;
        Ok(found)
    }

    /// The surface as an ESRI ASCII grid, rows from the north; −9999 outside the mask.
    #[must_use]
    pub fn ascii_grid(&self) -> String {
        let lattice = &self.surface.lattice;
        let corner = (lattice.west_m(), lattice.south_m());
        let value =
            |at: usize| self.inside.as_ref().is_none_or(|i| i[at]).then(|| self.surface.density_per_km2[at]);
        crate::publish::ascii_grid(corner, lattice.cell_m(), (lattice.columns(), lattice.rows()), value)
    }

    fn findings(&self, columns: Vec<Column>) -> Findings {
        let mut provenance = self.cases.provenance.clone();
        provenance.parameters.extend(self.parameters.clone());
        let surface = &self.surface;
        let mut totals = Map::from_iter([
            ("n".to_owned(), json!(self.cases.points.len())),
            ("cells".to_owned(), json!(surface.lattice.len())),
            ("weight".to_owned(), json!(surface.weight)),
            ("volume".to_owned(), json!(surface.volume())),
            ("peak_per_km2".to_owned(), json!(surface.peak_per_km2())),
            ("beyond".to_owned(), json!(surface.beyond)),
            ("outside".to_owned(), json!(self.outside)),
        ]);
        if self.recurs.resamples > 0 {
            totals.insert("peak_stable_n".to_owned(), json!(self.peak_again));
        }
        let mut notes = self.cases.notes.clone();
        notes.extend(self.recurs.notes());
        if self.cases.study.as_ref().is_some_and(|s| s.snapped) {
            notes.push(super::clusters::SNAPPED.to_owned());
        }
        if surface.beyond > 0 {
            notes.push(format!("{} points lie too far outside the grid to reach any cell", surface.beyond));
        }
        if self.cases.points.len() < 30 {
            notes.push(
                "fewer than 30 points: a surface over so few shows their places, not a pattern".to_owned(),
            );
        }
        if let Some(edge) = &self.edge {
            totals.insert("raised_at_edge".to_owned(), json!(edge.raised));
            if edge.left_out > 0 {
                notes.push(format!(
                    "{} points have under 5 % of their kernel inside and are left out",
                    edge.left_out
                ));
            }
        }
        if let Some(dual) = &self.dual {
            totals.insert("ratio_overall".to_owned(), json!(dual.overall));
            totals.insert("ratio_cells".to_owned(), json!(dual.told));
            notes.push(format!(
                "no ratio where the denominator is under {} per km2: {} of {} cells have one",
                dual.floor_per_km2,
                dual.told,
                surface.lattice.len()
            ));
        }
        let test = Test {
            null: "none: a density describes where points lie, it tests nothing".into(),
            alternative: "none".into(),
            p_values: "none".into(),
            seed: None,
            correction: "none".into(),
        };
        Findings { method: "kde", columns, shapes: None, test, totals, notes, provenance }
    }
}
