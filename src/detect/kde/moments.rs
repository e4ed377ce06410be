//! Sums of powers of a cell's points: all that is needed wherever the kernel reaches every one of them.

#![expect(clippy::inline_always, reason = "only inlined code is compiled for wider vectors")]

/// With `u` east and `v` north of the cell's middle, in bandwidths, and `s = u² + v²`: the weighted sums of
/// 1, u, v, u², uv, v², us, vs and s².
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moments {
    one: f64,
    u: f64,
    v: f64,
    uu: f64,
    uv: f64,
    vv: f64,
    us: f64,
    vs: f64,
    ss: f64,
}

impl From<[f64; 9]> for Moments {
    fn from([one, u, v, uu, uv, vv, us, vs, ss]: [f64; 9]) -> Self {
        Self { one, u, v, uu, uv, vv, us, vs, ss }
    }
}

impl Moments {
    /// Of points told in bandwidths from the cell's middle.
    pub(super) fn of(points: impl Iterator<Item = ([f64; 2], f64)>) -> Self {
        let mut m = Self::default();
        for ([u, v], w) in points {
            let (s, wu, wv) = (u * u + v * v, w * u, w * v);
            m.one += w;
            m.u += wu;
            m.v += wv;
            m.uu += wu * u;
            m.uv += wu * v;
            m.vv += wv * v;
            m.us += wu * s;
            m.vs += wv * s;
            m.ss += w * s * s;
        }
        m
    }

    /// `Σ w t²` (or `Σ w t`, flat) with `t = base + along u + up v − s`, and the same with `along`, `up` and both
    /// turned round.
    #[inline(always)]
    pub(super) fn mirrored<const FLAT: bool>(&self, base: f64, along: f64, up: f64) -> [f64; 4] {
        let s = self.uu + self.vv;
        let (middle, a, b, both) = if FLAT {
            (base * self.one - s, along * self.u, up * self.v, 0.0)
        } else {
            (
                base * (base * self.one - 2.0 * s) + along * along * self.uu + up * up * self.vv + self.ss,
                2.0 * along * (base * self.u - self.us),
                2.0 * up * (base * self.v - self.vs),
                2.0 * along * up * self.uv,
            )
        };
        // Rounding may leave a trace below zero where all points lie at the far corner.
        [middle + a + b + both, middle - a + b - both, middle + a - b - both, middle - a - b + both]
            .map(|sum| sum.max(0.0))
    }
}
