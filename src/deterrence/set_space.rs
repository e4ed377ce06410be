//! The ground a group is at home on: kernel isopleths of its points.

use geo::{Area, ConvexHull};
use geo_types::{MultiPoint, Point, Polygon};
use serde::Serialize;

use super::{
    DayWindow, DeterrenceError, GroupId, PointKind, SetEvidence, SetPoint,
    spread::{Bandwidth, Spread},
    trend::{Trend, trend},
};
use crate::{
    detect::{Isopleth, Kernel, Lattice, isopleths_by_volume, kde},
    geodesy::GridPoint,
};

/// Fewer points than this draw nothing.
pub const SET_SPACE_LEAST_POINTS: usize = 10;
/// Side of a cell of every group's surface, in metres. All surfaces lie on one lattice, its lines whole multiples
/// of this in the national grid, so that adding a group moves nobody else's ground.
pub const SET_SPACE_CELL_M: f64 = 20.0;
/// Most cells of one surface: 8,000 km², twice the county.
const MOST_CELLS: f64 = 20_000_000.0;
/// How far a surface is laid out around its points, in bandwidths: less than a millionth lies further along an axis.
const MARGIN: f64 = 5.0;
/// Shares of the volume.
const SHARES: [f64; 2] = [0.5, 0.95];

/// Why no set space was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum SetSpaceRefusal {
    /// Too few points.
    #[error("{got} {}: a set space needs {least}", if *got == 1 { "point" } else { "points" })]
    TooFewPoints {
        /// Points that count.
        got: usize,
        /// Points it takes.
        least: usize,
    },
    /// The points lie too far apart to be one group's ground.
    #[error(
        "the points lie up to {across_km:.0} km apart; a place may be wrong: no set space is drawn over so much land"
    )]
    TooFarApart {
        /// Longer side of their box in kilometres.
        across_km: f64,
    },
}

/// One group's set space.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetSpace {
    /// How widely each point was spread, and by which rule.
    pub bandwidth: Bandwidth,
    /// The densest ground that holds half of the volume. Its outline is in metres of the national grid.
    pub core: Isopleth,
    /// The densest ground that holds 95 % of it.
    pub range: Isopleth,
    /// Hectares of the 95 % minimum convex polygon: the plain comparator.
    pub hull_ha: f64,
    /// Its outline.
    #[serde(skip)]
    pub hull: Polygon<f64>,
    /// Mean of the points.
    pub centroid: GridPoint,
    /// The last year by quarters of 91 days.
    pub trend: Trend,
    /// Share of the volume of each cell.
    #[serde(skip)]
    pub(super) ground: Spread,
}

impl SetSpace {
    /// Hectares of the 50 % isopleth.
    #[must_use]
    pub fn core_ha(&self) -> f64 {
        self.core.area_km2 * 100.0
    }

    /// Hectares of the 95 % isopleth.
    #[must_use]
    pub fn range_ha(&self) -> f64 {
        self.range.area_km2 * 100.0
    }
}

/// A group with its set space, or why it has none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupSpace {
    /// The group.
    pub group: GroupId,
    /// Points that count.
    pub points: usize,
    /// Of them, where it was seen.
    pub presence: usize,
    /// Of them, incidents of its own.
    pub own_incidents: usize,
    /// Of them, incidents with other groups (0 unless asked for).
    pub encounters: usize,
    /// The set space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<Box<SetSpace>>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<SetSpaceRefusal>,
}

/// Where is each group at home? The 50 % and 95 % isopleths of a bivariate normal kernel over its points of the
/// window.
///
/// Bandwidth (standard deviation of the kernel) by the reference rule `h = √((var x + var y) / 2) · n^(−1/6)`
/// (Silverman 1986; Worton 1989), at most 400 m, for a group active in two towns would otherwise own the land between
/// them, and at least 50 m, for positions are no more exact than that and ten points at one shop are still not a
/// point. The isopleth of a share is the smallest set of 20 m cells that holds it. `groups` is the number of groups
/// in the register; each is answered, in order. Fewer than ten points are refused with their number.
///
/// Not a boundary anybody agreed on, and no statement about who lives there: people who pass through it are not
/// in it. A group that is watched more is drawn better, not larger. Cost: points times the cells under a kernel.
///
/// # Errors
/// [`DeterrenceError::Detect`] where the surface cannot be laid out.
pub fn set_spaces(
    groups: usize,
    evidence: &SetEvidence,
    window: DayWindow,
) -> Result<Vec<GroupSpace>, DeterrenceError> {
    (0..groups)
        .map(|g| {
            let group = GroupId(g as u16);
            let points = evidence.of(group);
            let of = |kind| points.iter().filter(|p| p.kind == kind).count();
            let mut answer = GroupSpace {
                group,
                points: points.len(),
                presence: of(PointKind::Presence),
                own_incidents: of(PointKind::OwnIncident),
                encounters: of(PointKind::Encounter),
                space: None,
                refusal: None,
            };
            match set_space(points, window)? {
                Ok(space) => answer.space = Some(Box::new(space)),
                Err(refusal) => answer.refusal = Some(refusal),
            }
            Ok(answer)
        })
        .collect()
}

/// One group's.
fn set_space(
    points: &[SetPoint],
    window: DayWindow,
) -> Result<Result<SetSpace, SetSpaceRefusal>, DeterrenceError> {
    let (got, least) = (points.len(), SET_SPACE_LEAST_POINTS);
    if got < least {
        return Ok(Err(SetSpaceRefusal::TooFewPoints { got, least }));
    }
    let places: Vec<GridPoint> = points.iter().map(|p| p.at).collect();
    let bandwidth = Bandwidth::reference(&places);
    let drawn = match draw(&places, bandwidth)? {
        Ok(drawn) => drawn,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let hull = convex_95(&places);
    Ok(Ok(SetSpace {
        bandwidth,
        hull_ha: hull.unsigned_area() / 10_000.0,
        hull,
        centroid: mean(&places),
        trend: trend(points, window, bandwidth)?,
        core: drawn.core,
        range: drawn.range,
        ground: drawn.ground,
    }))
}

/// A surface's isopleths and the surface.
pub(super) struct Drawn {
    pub(super) core: Isopleth,
    pub(super) range: Isopleth,
    pub(super) ground: Spread,
}

/// Draws places with a bandwidth.
pub(super) fn draw(
    places: &[GridPoint],
    bandwidth: Bandwidth,
) -> Result<Result<Drawn, SetSpaceRefusal>, DeterrenceError> {
    let side = |of: fn(&GridPoint) -> f64| {
        let low = places.iter().map(of).fold(f64::INFINITY, f64::min);
        let high = places.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let cell = |m: f64| (m / SET_SPACE_CELL_M).floor();
        let first = cell(low - MARGIN * bandwidth.metres);
        (first, cell(high + MARGIN * bandwidth.metres) - first + 1.0, high - low)
    };
    let (west, columns, wide) = side(|p| p.easting_m());
    let (south, rows, high) = side(|p| p.northing_m());
    if columns * rows > MOST_CELLS {
        return Ok(Err(SetSpaceRefusal::TooFarApart { across_km: wide.max(high) / 1_000.0 }));
    }
    let corner = |cell: f64| cell * SET_SPACE_CELL_M;
    let lattice = Lattice::new(corner(west), corner(south), SET_SPACE_CELL_M, columns as u32, rows as u32)?;
    // The house's normal kernel has a standard deviation of its bandwidth over √8.
    let surface = kde(places, None, &lattice, Kernel::Gaussian, bandwidth.metres * libm::sqrt(8.0))?;
    let mut isopleths = isopleths_by_volume(&surface, &SHARES)?.into_iter();
    let (Some(core), Some(range)) = (isopleths.next(), isopleths.next()) else {
        return Err(crate::detect::KdeError::NoPoints.into());
    };
    let ground = Spread::of(&surface, (west as i32, south as i32), range.level_per_km2);
    Ok(Ok(Drawn { core, range, ground }))
}

/// Mean of places; the false origin for none.
pub(super) fn mean(places: &[GridPoint]) -> GridPoint {
    let n = places.len().max(1) as f64;
    let sum = |of: fn(&GridPoint) -> f64| places.iter().map(of).sum::<f64>();
    let (x, y) = (sum(|p| p.easting_m()) / n, sum(|p| p.northing_m()) / n);
    GridPoint::new(x, y).unwrap_or_else(GridPoint::origin)
}

/// The hull of the points within the 95 % quantile (interpolated) of distance from their mean: as adehabitatHR's `mcp`.
fn convex_95(places: &[GridPoint]) -> Polygon<f64> {
    let centre = mean(places);
    let mut away: Vec<f64> = places.iter().map(|p| p.distance_m(centre)).collect();
    away.sort_unstable_by(f64::total_cmp);
    let rank = 0.95 * (away.len() - 1) as f64;
    let (low, part) = (rank.floor() as usize, rank.fract());
    let next = away[(low + 1).min(away.len() - 1)];
    let most = away[low] + part * (next - away[low]);
    let near = places.iter().filter(|p| p.distance_m(centre) <= most);
    MultiPoint(near.map(|p| Point::new(p.easting_m(), p.northing_m())).collect()).convex_hull()
}
