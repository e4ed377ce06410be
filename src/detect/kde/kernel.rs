//! The three kernels and their heights.

use std::{f64::consts::PI, str::FromStr};

use serde::Serialize;

/// How a point's weight is spread around it. Every kernel integrates to one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kernel {
    /// `3/(πh²) (1 − d²/h²)²` within the bandwidth h (Silverman 1986, eq. 4.5): the one of CrimeStat, ArcGIS and QGIS.
    #[default]
    Quartic,
    /// `2/(πh²) (1 − d²/h²)` within the bandwidth h (Epanechnikov 1969).
    Epanechnikov,
    /// A normal hill with the quartic's own spread, standard deviation h/√8, so that one bandwidth means one
    /// smoothness; taken out to nine standard deviations (3.18 h), where 3e-18 of its height is left.
    Gaussian,
}

impl Kernel {
    /// Height at the point itself, per square metre and unit of weight.
    #[must_use]
    pub fn height(self, bandwidth_m: f64) -> f64 {
        let h2 = bandwidth_m * bandwidth_m;
        match self {
            Self::Quartic => 3.0 / (PI * h2),
            Self::Epanechnikov => 2.0 / (PI * h2),
            // 1 / (2πσ²) with σ² = h²/8.
            Self::Gaussian => 4.0 / (PI * h2),
        }
    }

    /// Share of the height left at a squared distance given in bandwidths.
    #[must_use]
    pub fn shape(self, d2_in_bandwidths: f64) -> f64 {
        let t = (1.0 - d2_in_bandwidths).max(0.0);
        match self {
            Self::Quartic => t * t,
            Self::Epanechnikov => t,
            Self::Gaussian if d2_in_bandwidths < GAUSSIAN_REACH * GAUSSIAN_REACH => {
                libm::exp(-4.0 * d2_in_bandwidths)
            }
            Self::Gaussian => 0.0,
        }
    }

    /// How far the kernel reaches, in bandwidths.
    #[must_use]
    pub fn reach(self) -> f64 {
        if self == Self::Gaussian { GAUSSIAN_REACH } else { 1.0 }
    }

    /// Its word in files and flags.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Quartic => "quartic",
            Self::Epanechnikov => "epanechnikov",
            Self::Gaussian => "gaussian",
        }
    }
}

/// Nine standard deviations of h/√8.
const GAUSSIAN_REACH: f64 = 9.0 / (2.0 * std::f64::consts::SQRT_2);

impl FromStr for Kernel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Quartic, Self::Epanechnikov, Self::Gaussian]
            .into_iter()
            .find(|k| k.word() == text)
            .ok_or_else(|| format!("{text:?} is no kernel: give quartic, epanechnikov or gaussian"))
    }
}
