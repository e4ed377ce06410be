//! Smooth noise over the plane: the shape of coasts, towns and crooked streets.

/// Value noise of one seed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise(pub(super) u64);

impl Noise {
    fn corner(self, col: i64, row: i64) -> f64 {
        let mut z = self.0
            ^ (col as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ (row as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    /// Noise in about -1 to 1, with bumps about `wavelength` across.
    pub(super) fn at(self, x: f64, y: f64, wavelength: f64) -> f64 {
        let (u, v) = (x / wavelength, y / wavelength);
        let (col, row) = (u.floor(), v.floor());
        let ease = |t: f64| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
        let (s, t) = (ease(u - col), ease(v - row));
        let (col, row) = (col as i64, row as i64);
        let low = self.corner(col, row) * (1.0 - s) + self.corner(col + 1, row) * s;
        let high = self.corner(col, row + 1) * (1.0 - s) + self.corner(col + 1, row + 1) * s;
        low * (1.0 - t) + high * t
    }

    /// Octaves of [`Noise::at`], each half as wide and half as strong; about -1 to 1.
    pub(super) fn fractal(self, x: f64, y: f64, wavelength: f64, octaves: u32) -> f64 {
        let (mut sum, mut strength, mut wave, mut total) = (0.0, 1.0, wavelength, 0.0);
        for octave in 0..octaves {
            let layer = Self(self.0.wrapping_add(u64::from(octave).wrapping_mul(0x51_7cc1_b727_220a)));
            sum += strength * layer.at(x + 37.7 * wave, y - 21.3 * wave, wave);
            total += strength;
            strength *= 0.5;
            wave *= 0.5;
        }
        sum / total
    }
}
