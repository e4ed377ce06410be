//! Transverse Mercator on GRS80 by Krüger's series, sixth order in the third flattening.
//!
//! Karney, C. F. F. (2011), "Transverse Mercator with an accuracy of a few nanometers",
//! Journal of Geodesy 85. The functions come from `libm`, so the bytes do not depend on the
//! platform.

use std::f64::consts::PI;

const A: f64 = 6_378_137.0;
const F: f64 = 1.0 / 298.257_222_101;
const N: f64 = F / (2.0 - F);

/// National-grid projection constants (on GRS80, the ETRS89 side of OSTN15).
const K0: f64 = 0.999_601_271_7;
const LON0: f64 = -2.0 * PI / 180.0;
const LAT0: f64 = 49.0 * PI / 180.0;
const FALSE_EAST: f64 = 400_000.0;
const FALSE_NORTH: f64 = -100_000.0;

const N2: f64 = N * N;
const N3: f64 = N2 * N;
const N4: f64 = N3 * N;
const N5: f64 = N4 * N;
const N6: f64 = N5 * N;
/// Rectifying radius.
const RECTIFYING: f64 = A / (1.0 + N) * (1.0 + N2 / 4.0 + N4 / 64.0 + N6 / 256.0);

const ALPHA: [f64; 6] = [
    N / 2.0 - 2.0 / 3.0 * N2 + 5.0 / 16.0 * N3 + 41.0 / 180.0 * N4 - 127.0 / 288.0 * N5
        + 7891.0 / 37800.0 * N6,
    13.0 / 48.0 * N2 - 3.0 / 5.0 * N3 + 557.0 / 1440.0 * N4 + 281.0 / 630.0 * N5
        - 1_983_433.0 / 1_935_360.0 * N6,
    61.0 / 240.0 * N3 - 103.0 / 140.0 * N4 + 15061.0 / 26880.0 * N5 + 167_603.0 / 181_440.0 * N6,
    49561.0 / 161_280.0 * N4 - 179.0 / 168.0 * N5 + 6_601_661.0 / 7_257_600.0 * N6,
    34729.0 / 80640.0 * N5 - 3_418_889.0 / 1_995_840.0 * N6,
    212_378_941.0 / 319_334_400.0 * N6,
];

const BETA: [f64; 6] = [
    N / 2.0 - 2.0 / 3.0 * N2 + 37.0 / 96.0 * N3 - 1.0 / 360.0 * N4 - 81.0 / 512.0 * N5
        + 96199.0 / 604_800.0 * N6,
    1.0 / 48.0 * N2 + 1.0 / 15.0 * N3 - 437.0 / 1440.0 * N4 + 46.0 / 105.0 * N5
        - 1_118_711.0 / 3_870_720.0 * N6,
    17.0 / 480.0 * N3 - 37.0 / 840.0 * N4 - 209.0 / 4480.0 * N5 + 5569.0 / 90720.0 * N6,
    4397.0 / 161_280.0 * N4 - 11.0 / 504.0 * N5 - 830_251.0 / 7_257_600.0 * N6,
    4583.0 / 161_280.0 * N5 - 108_847.0 / 3_991_680.0 * N6,
    20_648_693.0 / 638_668_800.0 * N6,
];

/// First eccentricity.
fn eccentricity() -> f64 {
    (F * (2.0 - F)).sqrt()
}

/// Tangent of the conformal latitude from the tangent of the geographic one.
fn conformal(tau: f64, e: f64) -> f64 {
    let root = (1.0 + tau * tau).sqrt();
    let sigma = libm::sinh(e * libm::atanh(e * tau / root));
    tau * (1.0 + sigma * sigma).sqrt() - sigma * root
}

/// Adds the series: `(xi, eta)` plus the sum of `c_j sin 2j xi cosh 2j eta` and its conjugate.
/// The multiples come from angle addition, two sines and two exponentials in all.
fn series(xi: f64, eta: f64, coefficients: &[f64; 6], sign: f64) -> (f64, f64) {
    let (s1, c1) = libm::sincos(2.0 * xi);
    let (up, down) = (libm::exp(2.0 * eta), libm::exp(-2.0 * eta));
    let (sh1, ch1) = ((up - down) / 2.0, f64::midpoint(up, down));
    let (mut s, mut c, mut sh, mut ch) = (s1, c1, sh1, ch1);
    let (mut x, mut y) = (xi, eta);
    for k in coefficients {
        x += sign * k * s * ch;
        y += sign * k * c * sh;
        (s, c) = (s * c1 + c * s1, c * c1 - s * s1);
        (sh, ch) = (sh * ch1 + ch * sh1, ch * ch1 + sh * sh1);
    }
    (x, y)
}

/// Metres along the scaled meridian from the equator to the true origin.
fn origin_m() -> f64 {
    static ORIGIN: std::sync::OnceLock<f64> = std::sync::OnceLock::new();
    *ORIGIN.get_or_init(|| {
        let (xi, _) = series(libm::atan(conformal(libm::tan(LAT0), eccentricity())), 0.0, &ALPHA, 1.0);
        K0 * RECTIFYING * xi
    })
}

/// ETRS89 degrees to ETRS89 metres on the grid's projection.
pub(super) fn forward(lon_deg: f64, lat_deg: f64) -> (f64, f64) {
    let tau = conformal(libm::tan(lat_deg.to_radians()), eccentricity());
    let (sin, cos) = libm::sincos(lon_deg.to_radians() - LON0);
    let xi = libm::atan2(tau, cos);
    let eta = libm::asinh(sin / (tau * tau + cos * cos).sqrt());
    let (xi, eta) = series(xi, eta, &ALPHA, 1.0);
    (FALSE_EAST + K0 * RECTIFYING * eta, FALSE_NORTH + K0 * RECTIFYING * xi - origin_m())
}

/// ETRS89 metres on the grid's projection to ETRS89 degrees.
pub(super) fn inverse(x: f64, y: f64) -> (f64, f64) {
    let xi = (y - FALSE_NORTH + origin_m()) / (K0 * RECTIFYING);
    let eta = (x - FALSE_EAST) / (K0 * RECTIFYING);
    let (xi, eta) = series(xi, eta, &BETA, -1.0);
    let (sin, cos) = libm::sincos(xi);
    let sinh = libm::sinh(eta);
    let target = sin / (sinh * sinh + cos * cos).sqrt();
    let e = eccentricity();
    let mut tau = target / (1.0 - e * e);
    for _ in 0..5 {
        let now = conformal(tau, e);
        let step = (target - now) / (1.0 + now * now).sqrt() * (1.0 + (1.0 - e * e) * tau * tau)
            / ((1.0 - e * e) * (1.0 + tau * tau).sqrt());
        tau += step;
        if step.abs() < 1e-14 {
            break;
        }
    }
    ((LON0 + libm::atan2(sinh, cos)).to_degrees(), libm::atan(tau).to_degrees())
}
