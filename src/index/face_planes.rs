//! Where H3's lattice is a rounding in a plane: the twenty faces of its icosahedron, seen from the middle of the earth.
//!
//! H3 lays a hexagon lattice on each face by gnomonic projection, so within one face a cell is two quotients of
//! sums of a point's direction, rounded. The planes are built from H3's own twelve pentagons, the corners of the faces,
//! and tried against H3's own cell centres; a face that does not fit is left to H3.
//!
//! Sahr, White and Kimerling, Geodesic discrete global grid systems, 2003.

use h3o::{CellIndex, LatLng, Resolution};

use crate::geodesy::LonLat;

type Vector = [f64; 3];

/// How near a cell's edge H3 is asked itself, in cells: far more than both roads' errors together, which are under 1e-5.
const EDGE: f64 = 1e-3;
/// Largest distance of H3's cell centres from whole numbers, in cells.
const MISFIT: f64 = 1e-5;
/// H3 measures from the middle of a face by an arc cosine, coarse within about 6 km of it (radians).
const MIDDLE: f64 = 1e-3;
/// Steps from the middle of a face to its corner at resolution 0, and their length in the plane.
const STEPS_TO_CORNER: f64 = 2.0;
const STEP: f64 = 0.381_966_011_250_105;

/// The planes of one resolution.
#[derive(Debug, Clone)]
pub(super) struct FacePlanes {
    faces: Vec<Face>,
    resolution: Resolution,
}

/// One face whose lattice is known.
#[derive(Debug, Clone)]
struct Face {
    middle: Vector,
    /// Inward normals of its three sides.
    sides: [Vector; 3],
    /// How far within its sides a point must be, so that its cell's centre is on the face too.
    within: f64,
    /// Lattice coordinates are these over `middle`, each times the direction.
    q: Vector,
    r: Vector,
    /// One lattice step along each axis, in the plane that touches the face's middle.
    step_q: Vector,
    step_r: Vector,
}

/// A cell by its place in a face's lattice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) face: u8,
    pub(super) q: i32,
    pub(super) r: i32,
}

impl FacePlanes {
    pub(super) fn new(resolution: Resolution) -> Self {
        let corners: Vec<Vector> = resolution.pentagons().map(|p| direction_of(LatLng::from(p))).collect();
        let mut faces = Vec::new();
        for (i, &a) in corners.iter().enumerate() {
            for (j, &b) in corners.iter().enumerate().skip(i + 1) {
                for &c in &corners[j + 1..] {
                    if near(a, b) && near(b, c) && near(a, c) {
                        faces.extend(Face::new([a, b, c], resolution));
                    }
                }
            }
        }
        Self { faces, resolution }
    }

    /// The cell of a point; `None` where H3 must be asked. `face` is where to look first, and is where it was found.
    pub(super) fn place(&self, point: LonLat, face: &mut u8) -> Option<Place> {
        let at = direction(point.lon_deg(), point.lat_deg());
        if !self.faces.get(usize::from(*face))?.holds(at) {
            *face = self.faces.iter().position(|f| f.holds(at))? as u8;
        }
        let (q, r) = self.faces[usize::from(*face)].whole(at)?;
        Some(Place { face: *face, q, r })
    }

    /// H3's name for a cell that [`Self::place`] found.
    pub(super) fn cell(&self, place: Place) -> Option<CellIndex> {
        let face = self.faces.get(usize::from(place.face))?;
        let (q, r) = (f64::from(place.q), f64::from(place.r));
        let at: Vector = std::array::from_fn(|i| face.middle[i] + q * face.step_q[i] + r * face.step_r[i]);
        Some(lat_lng(at)?.to_cell(self.resolution))
    }

    /// H3's own answer.
    pub(super) fn ask(&self, point: LonLat) -> Option<CellIndex> {
        Some(LatLng::new(point.lat_deg(), point.lon_deg()).ok()?.to_cell(self.resolution))
    }
}

impl Face {
    /// The face between three corners, with the lattice of a resolution; `None` if H3's centres do not fit it.
    fn new(corners: [Vector; 3], resolution: Resolution) -> Option<Self> {
        let [a, mut b, mut c] = corners;
        if dot(cross(a, b), c) < 0.0 {
            std::mem::swap(&mut b, &mut c);
        }
        let middle = unit(std::array::from_fn(|i| a[i] + b[i] + c[i]));
        let sides = [unit(cross(a, b)), unit(cross(b, c)), unit(cross(c, a))];
        let level = i32::from(u8::from(resolution));
        let finer = libm::pow(7.0, f64::from(level) / 2.0);
        // Odd resolutions are turned one way or the other by the angle whose sine is √(3/28).
        let turned = if level % 2 == 0 { 0.0 } else { libm::asin((3.0_f64 / 28.0).sqrt()) };
        let to_corner: Vector = std::array::from_fn(|i| a[i] / dot(a, middle) - middle[i]);
        let across = cross(middle, to_corner);
        let spun = |by: f64| -> Vector {
            let scale = 1.0 / (STEPS_TO_CORNER * finer);
            std::array::from_fn(|i| scale * (libm::cos(by) * to_corner[i] + libm::sin(by) * across[i]))
        };
        [turned, -turned].into_iter().find_map(|turn| {
            let (step_q, step_r) = (spun(turn), spun(turn + std::f64::consts::FRAC_PI_3));
            let size = dot(middle, cross(step_q, step_r));
            let face = Self {
                middle,
                sides,
                within: STEP / finer,
                q: cross(step_r, middle).map(|x| x / size),
                r: cross(middle, step_q).map(|x| x / size),
                step_q,
                step_r,
            };
            face.fits(resolution).then_some(face)
        })
    }

    /// Whether H3's centres of cells all over the face lie on the lattice.
    fn fits(&self, resolution: Resolution) -> bool {
        let spots = (1..=9).map(|k| {
            let (side, far) = (self.sides[k % 3], 0.03 * k as f64);
            let other = self.sides[(k + 1) % 3];
            std::array::from_fn(|i| self.middle[i] + far * side[i] + 0.4 * far * other[i])
        });
        let mut tried = 0;
        for cell in spots.filter_map(lat_lng).map(|spot| spot.to_cell(resolution)) {
            let at = direction_of(LatLng::from(cell));
            if self.holds(at) {
                let (q, r) = self.lattice(at);
                if (q - round(q)).abs() > MISFIT || (r - round(r)).abs() > MISFIT {
                    return false;
                }
                tried += 1;
            }
        }
        tried >= 3
    }

    #[inline]
    fn holds(&self, at: Vector) -> bool {
        let [a, b, c] = &self.sides;
        dot(*a, at).min(dot(*b, at)).min(dot(*c, at)) > self.within
    }

    #[inline]
    fn lattice(&self, at: Vector) -> (f64, f64) {
        let over = 1.0 / dot(self.middle, at);
        (dot(self.q, at) * over, dot(self.r, at) * over)
    }

    /// The lattice point whose hexagon holds a direction; `None` near its edge and near the face's middle.
    #[inline]
    #[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch: a coin's throw here")]
    fn whole(&self, at: Vector) -> Option<(i32, i32)> {
        let (q, r) = self.lattice(at);
        let s = -q - r;
        let (near_q, near_r, near_s) = (round(q), round(r), round(s));
        let (off_q, off_r, off_s) = ((q - near_q).abs(), (r - near_r).abs(), (s - near_s).abs());
        // The three add up to 0: the one furthest off gives way. Chosen without a branch, which would be a coin's throw.
        let (q_worst, r_worse) = ((off_q > off_r) & (off_q > off_s), off_r > off_s);
        let whole_q = if q_worst { -near_r - near_s } else { near_q };
        let whole_r = if r_worse & !q_worst { -near_q - near_s } else { near_r };
        let (dq, dr) = (q - whole_q, r - whole_r);
        let ds = -dq - dr;
        let apart = (dq - dr).abs().max((dr - ds).abs()).max((ds - dq).abs());
        let off_middle = 1.0 - dot(self.middle, at);
        (apart < 1.0 - EDGE && off_middle > MIDDLE * MIDDLE / 2.0).then_some((whole_q as i32, whole_r as i32))
    }
}

/// Corners of one face are 63.4° apart, others 116.6° or more.
fn near(a: Vector, b: Vector) -> bool {
    dot(a, b) > 0.3
}

/// The direction of a longitude and latitude, to a few units in the last place, without a library call.
#[inline]
fn direction(lon_deg: f64, lat_deg: f64) -> Vector {
    let ((sin_lon, cos_lon), (sin_lat, cos_lat)) = (sin_cos(lon_deg), sin_cos(lat_deg));
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
}

fn direction_of(at: LatLng) -> Vector {
    direction(at.lng(), at.lat())
}

fn lat_lng(at: Vector) -> Option<LatLng> {
    let (lat, lon) = (libm::atan2(at[2], libm::hypot(at[0], at[1])), libm::atan2(at[1], at[0]));
    LatLng::from_radians(lat, lon).ok()
}

/// Sine and cosine of degrees within ±360: Taylor's sums on ±45°; what is left out is under 4e-13.
#[inline]
fn sin_cos(degrees: f64) -> (f64, f64) {
    let quarters = round(degrees * (1.0 / 90.0));
    let x = (degrees - 90.0 * quarters) * (std::f64::consts::PI / 180.0);
    let (y, y2) = (x * x, x * x * (x * x));
    // Two sums side by side, in powers of x⁴, so that one does not wait for the other.
    let sine = (1.0 + y2 * (1.0 / 120.0 + y2 * (1.0 / 362_880.0 + y2 * (1.0 / 6_227_020_800.0))))
        + y * (-1.0 / 6.0 + y2 * (-1.0 / 5_040.0 + y2 * (-1.0 / 39_916_800.0)));
    let cosine = (1.0 + y2 * (1.0 / 24.0 + y2 * (1.0 / 40_320.0 + y2 * (1.0 / 479_001_600.0))))
        + y * (-0.5 + y2 * (-1.0 / 720.0 + y2 * (-1.0 / 3_628_800.0)));
    let sine = x * sine;
    match quarters as i32 & 3 {
        0 => (sine, cosine),
        1 => (cosine, -sine),
        2 => (-sine, -cosine),
        _ => (-cosine, sine),
    }
}

/// Nearest whole number for |x| below 2^51, without a library call.
#[inline]
fn round(x: f64) -> f64 {
    const BIG: f64 = 6_755_399_441_055_744.0;
    (x + BIG) - BIG
}

#[inline]
fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn unit(a: Vector) -> Vector {
    let length = dot(a, a).sqrt();
    a.map(|x| x / length)
}
