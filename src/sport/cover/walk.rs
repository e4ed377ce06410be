//! Where to try the prices next.

/// Steps of the plain method at the root before the steadier one takes over.
const PLAIN: usize = 80;

/// What is known after a step.
pub(super) struct At<'a> {
    /// Bound at the prices just tried.
    pub(super) upper: f64,
    /// Best bound so far.
    pub(super) best: f64,
    /// Worth of the best set known: no bound can go below it.
    pub(super) target: f64,
    /// Whether the last step gave the best bound.
    pub(super) better: bool,
    /// Prices of the best bound.
    pub(super) centre: &'a [f64],
    /// No price needs to be lower.
    pub(super) floor: &'a [f64],
    /// No price needs to be higher.
    pub(super) most: &'a [f64],
}

/// Steps towards lower bounds: first a deflected subgradient from wherever it is, quick and rough; then the volume method
/// (Barahona and Anbil 2000), which averages slopes and steps from the best prices, and comes near the bound of the linear
/// relaxation. Prices of large classes move further than those of small ones.
pub(super) struct Walk {
    direction: Vec<f64>,
    steps: usize,
    plain: bool,
    length: f64,
    vain: usize,
}

impl Walk {
    pub(super) fn new(classes: usize, root: bool) -> Self {
        let length = if root { 1.0 } else { 0.05 };
        Self { direction: vec![0.0; classes], steps: 0, plain: root, length, vain: 0 }
    }

    /// Writes the prices to try next. `false` when a further step would not tell anything.
    pub(super) fn step(&mut self, at: &At<'_>, slope: &[f64], price: &mut [f64]) -> bool {
        self.steps += 1;
        if self.plain && self.steps > PLAIN {
            *self = Self::new(slope.len(), false);
            price.copy_from_slice(at.centre);
            self.direction.copy_from_slice(slope);
            return true;
        }
        if self.plain { self.plain_step(at, slope, price) } else { self.volume_step(at, slope, price) }
    }

    fn plain_step(&mut self, at: &At<'_>, slope: &[f64], price: &mut [f64]) -> bool {
        self.vain = if at.better { 0 } else { self.vain + 1 };
        if self.vain >= 12 {
            self.length *= 0.6;
            self.vain = 0;
            price.copy_from_slice(at.centre);
            self.direction.fill(0.0);
            return true;
        }
        let mut norm = 0.0;
        for (class, price) in price.iter().enumerate() {
            let mut d = slope[class] * at.most[class] + 0.6 * self.direction[class];
            if (d > 0.0 && *price <= at.floor[class]) || (d < 0.0 && *price >= at.most[class]) {
                d = 0.0;
            }
            self.direction[class] = d;
            norm += d * slope[class];
        }
        if norm <= 1e-12 {
            self.direction.fill(0.0);
            self.vain += 1;
            return slope.iter().any(|s| *s != 0.0);
        }
        let size = self.length * (at.upper - at.target).max(1e-6 * at.upper) / norm;
        let bounds = at.floor.iter().zip(at.most.iter());
        for ((price, step), (floor, most)) in price.iter_mut().zip(&self.direction).zip(bounds) {
            *price = (*price - size * step).clamp(*floor, *most);
        }
        true
    }

    fn volume_step(&mut self, at: &At<'_>, slope: &[f64], price: &mut [f64]) -> bool {
        if self.steps == 1 {
            self.direction.copy_from_slice(slope);
        } else {
            let (mut new, mut old, mut both) = (0.0, 0.0, 0.0);
            for ((v, u), w) in slope.iter().zip(&self.direction).zip(at.most) {
                new += w * v * v;
                old += w * u * u;
                both += w * u * v;
            }
            let spread = new + old - 2.0 * both;
            let share = if spread > 1e-12 { (old - both) / spread } else { 1.0 };
            let share = share.clamp(0.01, 0.1);
            for (d, v) in self.direction.iter_mut().zip(slope) {
                *d = share * v + (1.0 - share) * *d;
            }
            if at.better {
                self.vain = 0;
                if both > 0.0 {
                    self.length *= 1.3;
                }
            } else {
                self.vain += 1;
                if self.vain >= 3 {
                    self.length *= 0.8;
                    self.vain = 0;
                }
            }
            if self.length < 1e-3 {
                return false;
            }
        }
        let mut norm = 0.0;
        for class in 0..price.len() {
            let d = self.direction[class];
            let stuck = (d > 0.0 && at.centre[class] <= at.floor[class])
                || (d < 0.0 && at.centre[class] >= at.most[class]);
            norm += if stuck { 0.0 } else { at.most[class] * d * d };
        }
        if norm <= 1e-12 {
            return false;
        }
        let size = self.length * (at.best - at.target).max(1e-6 * at.best) / norm;
        for (class, price) in price.iter_mut().enumerate() {
            let next = at.centre[class] - size * at.most[class] * self.direction[class];
            *price = next.clamp(at.floor[class], at.most[class]);
        }
        true
    }
}
