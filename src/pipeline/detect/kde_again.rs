//! Whether the isopleths of a density, and its peak, come back.

use super::{Again, Recurs, RunError, kde_ground::Ground};
use crate::{
    detect::{
        DetectError, EdgeWeights, KdeError, Kernel, Lattice, Redraw, Surface, edge_weights, kde,
        levels_of_volume, most_shared,
    },
    geodesy::GridPoint,
    inference::stream,
};

/// Points, and cells, above which a surface is dear.
const DEAR_POINTS: usize = 200_000;
const DEAR_CELLS: usize = 1_000_000;
/// Bandwidths tried beside the one asked for.
const LESS: f64 = 0.8;
const MORE: f64 = 1.25;

/// What every surface of a run is drawn with.
pub(super) struct Brush<'a> {
    pub(super) ground: Option<&'a Ground>,
    pub(super) kernel: Kernel,
    pub(super) edge_correction: bool,
}

/// What is outlined.
pub(super) struct Outlined<'a> {
    pub(super) shares: &'a [f64],
    pub(super) levels_per_km2: &'a [f64],
}

pub(super) type Drawn = (Surface, Option<EdgeWeights>);

impl Brush<'_> {
    /// The surface of some points on a lattice, cut to the ground.
    pub(super) fn draw(
        &self,
        points: &[GridPoint],
        weights: Option<&[f64]>,
        lattice: &Lattice,
        inside: Option<&[bool]>,
        bandwidth_m: f64,
    ) -> Result<Drawn, KdeError> {
        let edge = match (inside, self.edge_correction) {
            (Some(inside), true) => {
                Some(edge_weights(points, weights, lattice, inside, self.kernel, bandwidth_m)?)
            }
            _ => None,
        };
        let used = edge.as_ref().map(|e| e.weights.as_slice()).or(weights);
        let mut surface = kde(points, used, lattice, self.kernel, bandwidth_m)?;
        surface.weight = weights.map_or(points.len() as f64, |w| w.iter().sum());
        if let Some(inside) = inside {
            surface.mask(inside)?;
        }
        Ok((surface, edge))
    }
}

impl Outlined<'_> {
    fn rows(&self) -> usize {
        if self.levels_per_km2.is_empty() { self.shares.len() } else { self.levels_per_km2.len() }
    }

    fn levels(&self, surface: &Surface) -> Result<Vec<f64>, KdeError> {
        if self.levels_per_km2.is_empty() {
            return levels_of_volume(surface, self.shares);
        }
        Ok(self.levels_per_km2.to_vec())
    }

    /// What each outline of `surface` shares with the same outline of another, over the cells of the first.
    fn shared(&self, surface: &Surface, other: &Surface) -> Result<Vec<f64>, KdeError> {
        let lattice = &surface.lattice;
        let there: Option<Vec<Option<usize>>> = (other.lattice != *lattice).then(|| {
            let at = |(x, y)| GridPoint::new(x, y).and_then(|p| other.lattice.locate(p));
            (0..lattice.len()).map(|cell| at(lattice.centre(cell))).collect()
        });
        let within = |level: f64, d: Option<f64>| if d.is_some_and(|d| d >= level) { 0 } else { -1 };
        let levels = self.levels(surface)?.into_iter().zip(self.levels(other)?);
        let one = |(mine, theirs): (f64, f64)| {
            let own: Vec<i32> = surface.density_per_km2.iter().map(|&d| within(mine, Some(d))).collect();
            let again: Vec<i32> = (0..lattice.len())
                .map(|cell| {
                    let cell = there.as_ref().map_or(Some(cell), |t| t[cell]);
                    within(theirs, cell.map(|c| other.density_per_km2[c]))
                })
                .collect();
            most_shared(&own, &again, None, 1)[0]
        };
        Ok(levels.map(one).collect())
    }
}

/// Sets the isopleths against those of resamples and, where asked, of a shifted and a finer grid and of other
/// bandwidths. The second figure is the number of resamples whose peak lies within a bandwidth of the peak.
pub(super) fn recurs(
    brush: &Brush<'_>,
    (points, weights): (&[GridPoint], Option<&[f64]>),
    (surface, edge): (&Surface, Option<&EdgeWeights>),
    inside: Option<&[bool]>,
    outlined: &Outlined<'_>,
    again: Again,
) -> Result<(Recurs, u32), RunError> {
    let failed = |e: KdeError| RunError::from(DetectError::from(e));
    let mut recurs = Recurs::new(outlined.rows(), ("isopleth", "points"), Redraw::Bootstrap);
    let lattice = &surface.lattice;
    let dear = if lattice.len() > DEAR_CELLS { 0 } else { DEAR_POINTS };
    let (resamples, said) = again.resamples_of(points.len(), dear);
    if let Some(said) = said {
        recurs.say(if dear == 0 {
            said.replace(" are over 0", &format!(" points on {} cells", lattice.len()))
        } else {
            said
        });
    }
    // What a point's kernel loses over the edge does not depend on which points are drawn.
    let used = edge.map(|e| e.weights.as_slice()).or(weights);
    let mut near = 0;
    for b in 0..resamples {
        let times =
            Redraw::Bootstrap.times(&mut stream(again.seed, "recurrence", u64::from(b)), points.len());
        let weight: Vec<f64> =
            times.iter().enumerate().map(|(i, &n)| f64::from(n) * used.map_or(1.0, |w| w[i])).collect();
        let mut other =
            kde(points, Some(&weight), lattice, surface.kernel, surface.bandwidth_m).map_err(failed)?;
        if let Some(inside) = inside {
            other.mask(inside).map_err(failed)?;
        }
        recurs.count(&outlined.shared(surface, &other).map_err(failed)?);
        near += u32::from(apart(surface, &other).is_some_and(|d| d <= surface.bandwidth_m));
    }
    if again.check {
        for (lattice, bandwidth_m, words) in others(surface) {
            let inside = brush.ground.map(|g| g.cells(&lattice));
            let (other, _) =
                brush.draw(points, weights, &lattice, inside.as_deref(), bandwidth_m).map_err(failed)?;
            recurs.other(words, &outlined.shared(surface, &other).map_err(failed)?);
        }
    }
    Ok((recurs, near))
}

/// Metres between the peaks of two surfaces of one lattice.
fn apart(a: &Surface, b: &Surface) -> Option<f64> {
    let ((ax, ay), (bx, by)) = (a.lattice.centre(peak(a)?), b.lattice.centre(peak(b)?));
    Some(libm::hypot(ax - bx, ay - by))
}

/// The densest cell, the first of equals.
pub(super) fn peak(surface: &Surface) -> Option<usize> {
    let most = surface.peak_per_km2();
    surface.density_per_km2.iter().position(|d| *d >= most && *d > 0.0)
}

/// The lattice shifted by half a cell, and with cells of half the side; then other bandwidths.
fn others(surface: &Surface) -> Vec<(Lattice, f64, String)> {
    let (l, h) = (&surface.lattice, surface.bandwidth_m);
    let (columns, rows) = (l.columns() as u32, l.rows() as u32);
    let mut all = Vec::new();
    let half = l.cell_m() / 2.0;
    if let Ok(shifted) =
        Lattice::new(l.west_m() - half, l.south_m() - half, l.cell_m(), columns + 1, rows + 1)
    {
        all.push((shifted, h, format!("grid shifted by {half} m")));
    }
    if l.len() <= DEAR_CELLS
        && let Ok(finer) = Lattice::new(l.west_m(), l.south_m(), half, 2 * columns, 2 * rows)
    {
        all.push((finer, h, format!("cells of {half} m")));
    }
    for by in [LESS, MORE] {
        let other = (h * by * 1e6).round() / 1e6;
        if other >= 2.0 * l.cell_m() {
            all.push((*l, other, format!("bandwidth {other} m")));
        }
    }
    all
}
