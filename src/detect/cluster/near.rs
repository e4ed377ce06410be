//! Are any two points of two sets within a distance?

/// Sets whose product is under this are compared pair by pair.
const FEW_PAIRS: usize = 512;

type Place = [f64; 2];

/// True when some point of `a` and some point of `b` are at most the square root of `limit2` apart. Sets are cut in
/// half along their longer side until they are small, plainly far or plainly near, so that dense cells cost no more
/// than their borders. Reorders both.
pub(super) fn any_within(a: &mut [Place], b: &mut [Place], limit2: f64) -> bool {
    if a.is_empty() || b.is_empty() {
        return false;
    }
    if a.len() * b.len() <= FEW_PAIRS {
        return a.iter().any(|p| b.iter().any(|q| squared(*p, *q) <= limit2));
    }
    let (of_a, of_b) = (Bounds::of(a.iter().copied()), Bounds::of(b.iter().copied()));
    // Bounds are met by points up to rounding: the doubtful stay undecided until points are compared.
    if of_a.nearest2(&of_b) > limit2 * (1.0 + 1e-12) {
        return false;
    }
    if of_a.farthest2(&of_b) <= limit2 * (1.0 - 1e-12) {
        return true;
    }
    if squared(a[0], b[0]) <= limit2 {
        return true;
    }
    if of_a.side() <= 0.0 && of_b.side() <= 0.0 {
        return false;
    }
    let a_is_wider = of_a.side() >= of_b.side();
    let (long, short, bounds) = if a_is_wider || b.len() == 1 { (a, b, of_a) } else { (b, a, of_b) };
    let (long, short, bounds) = if long.len() == 1 {
        let bounds = Bounds::of(short.iter().copied());
        (short, long, bounds)
    } else {
        (long, short, bounds)
    };
    let axis = usize::from(bounds.high[1] - bounds.low[1] > bounds.high[0] - bounds.low[0]);
    let middle = long.len() / 2;
    long.select_nth_unstable_by(middle, |p, q| p[axis].total_cmp(&q[axis]));
    let (lower, upper) = long.split_at_mut(middle);
    any_within(lower, short, limit2) || any_within(upper, short, limit2)
}

/// Squared distance.
#[inline]
pub(super) fn squared(p: Place, q: Place) -> f64 {
    let (dx, dy) = (p[0] - q[0], p[1] - q[1]);
    dx * dx + dy * dy
}

/// Box around points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) low: Place,
    pub(super) high: Place,
}

impl Bounds {
    pub(super) fn of(points: impl Iterator<Item = Place>) -> Self {
        let mut bounds = Self { low: [f64::INFINITY; 2], high: [f64::NEG_INFINITY; 2] };
        for p in points {
            let smaller = |axis: usize| if p[axis] < bounds.low[axis] { p[axis] } else { bounds.low[axis] };
            let larger = |axis: usize| if p[axis] > bounds.high[axis] { p[axis] } else { bounds.high[axis] };
            bounds = Self { low: [smaller(0), smaller(1)], high: [larger(0), larger(1)] };
        }
        bounds
    }

    fn side(&self) -> f64 {
        (self.high[0] - self.low[0]).max(self.high[1] - self.low[1])
    }

    /// Squared distance of the nearest places of two boxes.
    #[inline]
    pub(super) fn nearest2(&self, other: &Self) -> f64 {
        let gap = |axis: usize| {
            let gap = (self.low[axis] - other.high[axis]).max(other.low[axis] - self.high[axis]);
            if gap > 0.0 { gap } else { 0.0 }
        };
        gap(0) * gap(0) + gap(1) * gap(1)
    }

    fn farthest2(&self, other: &Self) -> f64 {
        let far = |axis: usize| (self.high[axis] - other.low[axis]).max(other.high[axis] - self.low[axis]);
        far(0) * far(0) + far(1) * far(1)
    }

    /// Squared distance of a place to the box.
    #[inline]
    pub(super) fn to2(&self, p: Place) -> f64 {
        let gap = |axis: usize| {
            let gap = (self.low[axis] - p[axis]).max(p[axis] - self.high[axis]);
            if gap > 0.0 { gap } else { 0.0 }
        };
        gap(0) * gap(0) + gap(1) * gap(1)
    }
}
