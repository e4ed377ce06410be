//! What one cell's points give to the cells around it, exactly: the heart of the speed.
//!
//! Quartic and Epanechnikov kernels are polynomials inside their disc. For a neighbouring cell whose centre is
//! within the bandwidth of every place of this cell, the sum over the points is a polynomial in the offset whose
//! coefficients are nine sums of powers of the points' places, made once. Only the rim of the disc, where the answer
//! depends on which points reach, is evaluated point by point, several at a time. Mirror images share their terms.

#![expect(clippy::inline_always, reason = "only inlined code is compiled for wider vectors")]

use super::{Kernel, moments::Moments, surface::Spread};

/// Points taken together at the rim.
const BLOCK: usize = 64;
/// Numbers in one step of the arithmetic.
pub(super) const LANES: usize = 4;
/// Steps in a block.
const STEPS: usize = BLOCK / LANES;
/// With fewer points in a cell, plain evaluation is cheaper.
const FEW: usize = 4;

/// One offset (column, row) of the quadrant of positive offsets, with its three mirror images.
struct Offset {
    column: usize,
    row: usize,
    /// 1 − (column² + row²)/r², r the bandwidth in cells.
    base: f64,
    /// 2 column / r.
    along: f64,
    /// 2 row / r.
    up: f64,
}

/// The offsets a kernel of one bandwidth can reach from one cell.
pub(super) struct Stencil {
    reach: usize,
    radius: f64,
    inner: Vec<Offset>,
    rim: Vec<Offset>,
    epanechnikov: bool,
}

impl Spread for Stencil {
    fn reach(&self) -> usize {
        self.reach
    }

    #[inline(always)]
    fn spread(&self, places: &[[f64; 2]], weights: Option<&[f64]>, out: &mut Patch) {
        match (self.epanechnikov, weights) {
            (false, None) => self.sum::<false, false>(places, &[], out),
            (false, Some(w)) => self.sum::<false, true>(places, w, out),
            (true, None) => self.sum::<true, false>(places, &[], out),
            (true, Some(w)) => self.sum::<true, true>(places, w, out),
        }
    }
}

impl Stencil {
    /// For the quartic and the Epanechnikov kernel with a bandwidth in cells.
    pub(super) fn new(kernel: Kernel, radius: f64) -> Self {
        let reach = (radius + 0.5).ceil() as usize - 1;
        let (mut inner, mut rim) = (Vec::new(), Vec::new());
        for row in 0..=reach {
            for column in 0..=reach {
                let (i, j) = (column as f64, row as f64);
                let square = |a: f64, b: f64| a * a + b * b;
                if square((i - 0.5).max(0.0), (j - 0.5).max(0.0)) >= radius * radius {
                    continue;
                }
                let offset = Offset {
                    column,
                    row,
                    base: 1.0 - square(i, j) / (radius * radius),
                    along: 2.0 * i / radius,
                    up: 2.0 * j / radius,
                };
                let all_reached = square(i + 0.5, j + 0.5) <= radius * radius;
                if all_reached { inner.push(offset) } else { rim.push(offset) }
            }
        }
        Self { reach, radius, inner, rim, epanechnikov: kernel == Kernel::Epanechnikov }
    }

    #[inline(always)]
    fn sum<const FLAT: bool, const WEIGHTED: bool>(
        &self,
        places: &[[f64; 2]],
        weights: &[f64],
        out: &mut Patch,
    ) {
        if places.len() < FEW {
            for (i, place) in places.iter().enumerate() {
                let weight = if WEIGHTED { weights[i] } else { 1.0 };
                if i == 0 {
                    self.one::<FLAT, true>(*place, weight, out);
                } else {
                    self.one::<FLAT, false>(*place, weight, out);
                }
            }
            return;
        }
        out.cells.fill([0.0; LANES]);
        let mut sums = [[0.0; LANES]; 9];
        let mut block = Block::empty();
        for (at, places) in places.chunks(BLOCK).enumerate() {
            let weights = if WEIGHTED { &weights[at * BLOCK..at * BLOCK + places.len()] } else { weights };
            block.fill::<WEIGHTED>(places, weights, 1.0 / self.radius);
            block.moments(&mut sums);
            for offset in &self.rim {
                self.put(out, offset, block.rim::<FLAT, WEIGHTED>(offset));
            }
        }
        let moments = Moments::from(sums.map(|lanes| lanes.iter().sum()));
        for offset in &self.inner {
            self.put(out, offset, moments.mirrored::<FLAT>(offset.base, offset.along, offset.up));
        }
    }

    /// Adds the sums at (+,+), (−,+), (+,−), (−,−), each place once.
    #[inline(always)]
    fn put(&self, out: &mut Patch, offset: &Offset, sums: [f64; 4]) {
        let (side, reach) = (out.steps * LANES, self.reach);
        let (east, west) = (reach + offset.column, reach - offset.column);
        let (north, south) = ((reach + offset.row) * side, (reach - offset.row) * side);
        let out = out.cells.as_flattened_mut();
        out[north + east] += sums[0];
        if offset.column > 0 {
            out[north + west] += sums[1];
        }
        if offset.row > 0 {
            out[south + east] += sums[2];
            if offset.column > 0 {
                out[south + west] += sums[3];
            }
        }
    }

    /// One point, plainly; the first one overwrites. The usual widths are laid out at compile time.
    #[inline(always)]
    fn one<const FLAT: bool, const FIRST: bool>(&self, place: [f64; 2], weight: f64, out: &mut Patch) {
        match out.steps {
            1 => self.one_of::<FLAT, FIRST, 1>(place, weight, out),
            2 => self.one_of::<FLAT, FIRST, 2>(place, weight, out),
            3 => self.one_of::<FLAT, FIRST, 3>(place, weight, out),
            _ => self.one_of_any::<FLAT, FIRST>(place, weight, out),
        }
    }

    #[inline(always)]
    fn one_of<const FLAT: bool, const FIRST: bool, const STEPS: usize>(
        &self,
        [u, v]: [f64; 2],
        weight: f64,
        out: &mut Patch,
    ) {
        let (scale, mut dy) = (1.0 / self.radius, -(self.reach as f64) - v);
        let across: [Lanes; STEPS] =
            std::array::from_fn(|s| out.offsets[s].map(|i| (i - u) * scale * ((i - u) * scale)));
        let weight = halved::<FLAT>(weight);
        for line in out.cells.as_chunks_mut::<STEPS>().0 {
            let left = 1.0 - dy * scale * (dy * scale);
            dy += 1.0;
            for (to, across) in line.iter_mut().zip(&across) {
                *to = lifted::<FLAT, FIRST>(*to, across, left, weight);
            }
        }
    }

    #[inline(always)]
    fn one_of_any<const FLAT: bool, const FIRST: bool>(
        &self,
        [u, v]: [f64; 2],
        weight: f64,
        out: &mut Patch,
    ) {
        let scale = 1.0 / self.radius;
        for (across, offset) in out.across.iter_mut().zip(&out.offsets) {
            *across = offset.map(|i| (i - u) * scale * ((i - u) * scale));
        }
        let weight = halved::<FLAT>(weight);
        for (row, line) in out.cells.chunks_exact_mut(out.steps).enumerate() {
            let dy = (row as f64 - self.reach as f64 - v) * scale;
            for (to, across) in line.iter_mut().zip(&out.across) {
                *to = lifted::<FLAT, FIRST>(*to, across, 1.0 - dy * dy, weight);
            }
        }
    }
}

/// The weight of [`lifted`], which works with twice max(0, t).
#[inline(always)]
fn halved<const FLAT: bool>(weight: f64) -> f64 {
    if FLAT { 0.5 * weight } else { 0.25 * weight }
}

/// A few cells with one point's kernel added: max(0, left − across), squared unless flat.
#[inline(always)]
fn lifted<const FLAT: bool, const FIRST: bool>(to: Lanes, across: &Lanes, left: f64, weight: f64) -> Lanes {
    // Twice max(0, t), in two instructions where `max` takes care of NaN in four.
    let t = across.map(|x| left - x).map(|t| t + t.abs());
    let t = if FLAT { t } else { t.map(|t| t * t) };
    both(to, t, |to, t| if FIRST { weight * t } else { to + weight * t })
}

/// What one cell gives to the cells around it: rows from the south, each filled up with zeros to whole steps.
pub(super) struct Patch {
    pub(super) steps: usize,
    pub(super) rows: usize,
    pub(super) cells: Vec<Lanes>,
    /// Columns from the middle.
    pub(super) offsets: Vec<Lanes>,
    /// Room for one row's part of the kernel.
    pub(super) across: Vec<Lanes>,
}

impl Patch {
    pub(super) fn new(reach: usize) -> Self {
        let rows = 2 * reach + 1;
        let steps = rows.div_ceil(LANES);
        let column = |s: usize, l: usize| (s * LANES + l) as f64 - reach as f64;
        Self {
            steps,
            rows,
            cells: vec![[0.0; LANES]; steps * rows],
            offsets: (0..steps).map(|s| std::array::from_fn(|l| column(s, l))).collect(),
            across: vec![[0.0; LANES]; steps],
        }
    }
}

/// A few numbers worked on together.
pub(super) type Lanes = [f64; LANES];

#[inline(always)]
fn both(a: Lanes, b: Lanes, f: impl Fn(f64, f64) -> f64) -> Lanes {
    std::array::from_fn(|l| f(a[l], b[l]))
}

/// Up to [`BLOCK`] points, column by column, filled up with points nothing reaches.
struct Block {
    u: [Lanes; STEPS],
    v: [Lanes; STEPS],
    s: [Lanes; STEPS],
    w: [Lanes; STEPS],
    /// Steps in use.
    steps: usize,
}

impl Block {
    #[inline(always)]
    fn empty() -> Self {
        let zero = [[0.0; LANES]; STEPS];
        Self { u: zero, v: zero, s: zero, w: zero, steps: 0 }
    }

    #[inline(always)]
    fn fill<const WEIGHTED: bool>(&mut self, places: &[[f64; 2]], weights: &[f64], scale: f64) {
        self.steps = places.len().div_ceil(LANES);
        for (i, [u, v]) in places.iter().enumerate() {
            let (step, lane) = (i / LANES, i % LANES);
            let (u, v) = (u * scale, v * scale);
            self.u[step][lane] = u;
            self.v[step][lane] = v;
            self.s[step][lane] = u * u + v * v;
            self.w[step][lane] = if WEIGHTED { weights[i] } else { 1.0 };
        }
        for i in places.len()..self.steps * LANES {
            let (step, lane) = (i / LANES, i % LANES);
            // Far away and without weight, but finite: nought times it is nought.
            (self.u[step][lane], self.v[step][lane]) = (0.0, 0.0);
            (self.s[step][lane], self.w[step][lane]) = (1e9, 0.0);
        }
    }

    #[inline(always)]
    fn moments(&self, sums: &mut [Lanes; 9]) {
        for step in 0..self.steps {
            let (u, v, s, w) = (self.u[step], self.v[step], self.s[step], self.w[step]);
            let times = |a, b| both(a, b, |a, b| a * b);
            let (wu, wv) = (times(w, u), times(w, v));
            let terms = [w, wu, wv, times(wu, u), times(wu, v), times(wv, v), times(wu, s), times(wv, s)];
            let last = times(times(w, s), s);
            for (sum, term) in sums.iter_mut().zip(terms.into_iter().chain([last])) {
                *sum = both(*sum, term, |a, b| a + b);
            }
        }
    }

    /// Sums of max(0, t)² (or max(0, t)) at the four mirror images of an offset.
    #[inline(always)]
    fn rim<const FLAT: bool, const WEIGHTED: bool>(&self, offset: &Offset) -> [f64; 4] {
        // Each in a loop of its own: the compiler makes vectors of these, and of them all together it does not.
        let steps = self.steps;
        let (mut north, mut south, mut aside) =
            ([[0.0; LANES]; STEPS], [[0.0; LANES]; STEPS], [[0.0; LANES]; STEPS]);
        for step in 0..steps {
            let (base, b) = (self.s[step].map(|s| offset.base - s), self.v[step].map(|v| offset.up * v));
            north[step] = both(base, b, |x, y| x + y);
            south[step] = both(base, b, |x, y| x - y);
        }
        for (aside, u) in aside.iter_mut().zip(&self.u).take(steps) {
            *aside = u.map(|u| offset.along * u);
        }
        let sum = |of: &[Lanes; STEPS], way: fn(f64, f64) -> f64| -> Lanes {
            let mut sum = [0.0; LANES];
            for step in 0..steps {
                // Twice max(0, t), as in `lifted`.
                let t = both(of[step], aside[step], way).map(|t| t + t.abs());
                let t = if FLAT { t } else { both(t, t, |a, b| a * b) };
                let t = if WEIGHTED { both(t, self.w[step], |a, b| a * b) } else { t };
                sum = both(sum, t, |a, b| a + b);
            }
            sum
        };
        let sums = [
            sum(&north, |x, y| x + y),
            sum(&north, |x, y| x - y),
            sum(&south, |x, y| x + y),
            sum(&south, |x, y| x - y),
        ];
        let half = if FLAT { 0.5 } else { 0.25 };
        sums.map(|lanes| half * lanes.iter().sum::<f64>())
    }
}
