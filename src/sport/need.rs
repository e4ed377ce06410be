//! How much a place needs a session: the demand every choice of sites covers, with its parts kept.

use serde::{Deserialize, Serialize};

use super::SportError;

/// Bands of the day that need is kept by.
pub const BANDS: [NeedBand; 4] = [
    NeedBand { words: "in the school day (06:00 to 15:00)", from_hour: 6, to_hour: 15 },
    NeedBand { words: "after school (15:00 to 18:00)", from_hour: 15, to_hour: 18 },
    NeedBand { words: "in the evening (18:00 to 22:00)", from_hour: 18, to_hour: 22 },
    NeedBand { words: "at night (22:00 to 06:00)", from_hour: 22, to_hour: 30 },
];

/// Half-life of an event in the recent violence, days.
pub const HALF_LIFE_DAYS: f64 = 180.0;

/// A band of the day; hours past 24 belong to the next morning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NeedBand {
    /// In words.
    pub words: &'static str,
    /// First hour.
    pub from_hour: u8,
    /// Hour it ends.
    pub to_hour: u8,
}

impl NeedBand {
    /// The band an hour of the day (0 to 23) falls in.
    #[must_use]
    pub fn of_hour(hour: u8) -> usize {
        match hour {
            6..=14 => 0,
            15..=17 => 1,
            18..=21 => 2,
            _ => 3,
        }
    }
}

/// One youth event, as need counts it.
#[derive(Debug, Clone, PartialEq)]
pub struct YouthEvent {
    /// Position of its unit.
    pub unit: u32,
    /// Local day number.
    pub day: i32,
    /// Aoristic weights over the hours of the week (Monday 00 first), summing to one; `None` without a time.
    pub hours: Option<Vec<(u8, f64)>>,
    /// Youngest age band of its victims, in words.
    pub hurt: &'static str,
}

/// How the parts weigh. The parts are each scaled to sum to one over the study area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Recent youth violence.
    pub violence: f64,
    /// Endurance.
    pub endurance: f64,
    /// Residents aged 10 to 17.
    pub young: f64,
    /// Deprivation.
    pub deprivation: f64,
}

impl Weights {
    /// Violence decides; the others together weigh a thousandth, which breaks ties and no more.
    pub const VIOLENCE_FIRST: Self =
        Self { violence: 1.0, endurance: 0.000_4, young: 0.000_4, deprivation: 0.000_2 };
    /// The mixed objective: a coverage choice as much as one about violence.
    pub const MIXED: Self = Self { violence: 0.5, endurance: 0.2, young: 0.2, deprivation: 0.1 };

    /// Checks that the weights can be used.
    ///
    /// # Errors
    /// [`SportError::Number`] for a negative or unusable weight, or when all are zero.
    pub fn check(self) -> Result<Self, SportError> {
        let all = [
            ("violence", self.violence),
            ("endurance", self.endurance),
            ("young residents", self.young),
            ("deprivation", self.deprivation),
        ];
        let wrong = |what: &str, got: f64, rule| SportError::Number {
            what: format!("the weight of {what}"),
            got: got.to_string(),
            rule,
        };
        for (what, weight) in all {
            if !weight.is_finite() || weight < 0.0 {
                return Err(wrong(what, weight, "a weight is zero or more"));
            }
        }
        if all.iter().all(|w| w.1 == 0.0) {
            return Err(wrong("every part", 0.0, "at least one weight must be more than zero"));
        }
        Ok(self)
    }

    fn parts(self) -> [f64; 4] {
        [self.violence, self.endurance, self.young, self.deprivation]
    }
}

/// What is known of each unit beside its events; every column has one value a unit.
#[derive(Debug, Clone, Copy)]
pub struct UnitFacts<'a> {
    /// Months of the last 36 with a youth event.
    pub months_active: &'a [u32],
    /// Residents aged 10 to 17.
    pub young: &'a [f64],
    /// Deprivation decile, 1 most deprived; `None` where not known.
    pub decile: &'a [Option<u8>],
    /// Sessions a week that run already within reach, by band.
    pub sessions: &'a [[f64; 4]],
}

/// Need by unit, every part kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Recent violence, shrunk, summing to one over the area (or all zero).
    pub violence: Vec<f64>,
    /// Its shares by band; what has no time is spread over the bands as the timed part of the area is.
    pub by_band: Vec<[f64; 4]>,
    /// Endurance, summing to one.
    pub endurance: Vec<f64>,
    /// Young residents, summing to one.
    pub young: Vec<f64>,
    /// Deprivation, weighted by young residents, summing to one.
    pub deprivation: Vec<f64>,
    /// Part of each unit's need left over by what runs already, by band: 1 / (1 + sessions a week).
    pub left: Vec<[f64; 4]>,
    /// The weighted sum, what runs already taken off: the demand of the covering model, summing to one.
    pub score: Vec<f64>,
    /// Weights used.
    pub weights: Weights,
    /// How much of a unit's own difference from the mean was believed (0 none, 1 all).
    pub believed: f64,
}

impl Need {
    /// Weighted parts of a set of units: violence, endurance, young residents, deprivation; they sum to the
    /// units' score.
    #[must_use]
    pub fn parts_of(&self, units: &[u32]) -> [f64; 4] {
        let columns = [&self.violence, &self.endurance, &self.young, &self.deprivation];
        let mut parts = [0.0; 4];
        let whole = self.whole();
        for ((part, column), weight) in parts.iter_mut().zip(columns).zip(self.weights.parts()) {
            *part = weight * units.iter().map(|&u| column[u as usize] * self.kept(u as usize)).sum::<f64>();
            if whole > 0.0 {
                *part /= whole;
            }
        }
        parts
    }

    /// Shares of the area's violence, endurance, young residents and deprivation that lie in a set of units: plain,
    /// before weights and before what runs already.
    #[must_use]
    pub fn shares_of(&self, units: &[u32]) -> [f64; 4] {
        [&self.violence, &self.endurance, &self.young, &self.deprivation]
            .map(|column| units.iter().map(|&u| column[u as usize]).sum())
    }

    /// Violence of a set of units by band of the day: all of it, and what is left over by what runs already.
    #[must_use]
    pub fn bands_of(&self, units: &[u32]) -> [(f64, f64); 4] {
        std::array::from_fn(|band| {
            units.iter().map(|&u| u as usize).fold((0.0, 0.0), |(all, left), unit| {
                let here = self.violence[unit] * self.by_band[unit][band];
                (all + here, left + here * self.left[unit][band])
            })
        })
    }

    /// Share of a unit's need left over by what runs already, over the bands of its violence.
    fn kept(&self, unit: usize) -> f64 {
        self.by_band[unit].iter().zip(self.left[unit]).map(|(share, left)| share * left).sum()
    }

    fn raw(&self, unit: usize) -> f64 {
        let [v, e, y, d] = self.weights.parts();
        (v * self.violence[unit]
            + e * self.endurance[unit]
            + y * self.young[unit]
            + d * self.deprivation[unit])
            * self.kept(unit)
    }

    fn whole(&self) -> f64 {
        (0..self.violence.len()).map(|u| self.raw(u)).sum()
    }
}

/// Need of every unit of a study area.
///
/// Recent violence is the sum of 2^(-age / 180 days) over the youth events of the unit, drawn to the mean of the
/// area by empirical Bayes: with noise variance v (the mean sum of squared weights: that of a weighted Poisson count)
/// and variance s² between units, the difference from the mean is multiplied by max(0, s² - v) / s² (Marshall 1991,
/// equal exposure). `today` is the day ages are counted from: the last day of the window. `spread` is used for units
/// without a timed event: the shares of the bands over the whole area.
///
/// # Errors
/// [`SportError::Number`] for weights that cannot be used.
pub fn need(
    units: usize,
    events: &[YouthEvent],
    today: i32,
    facts: &UnitFacts<'_>,
    weights: Weights,
) -> Result<Need, SportError> {
    let weights = weights.check()?;
    let mut recent = vec![0.0; units];
    let mut squares = 0.0;
    let mut bands = vec![[0.0; 4]; units];
    let mut over_all = [0.0; 4];
    for event in events {
        let weight = libm::exp2(-f64::from((today - event.day).max(0)) / HALF_LIFE_DAYS);
        let unit = event.unit as usize;
        recent[unit] += weight;
        squares += weight * weight;
        for &(hour, part) in event.hours.iter().flatten() {
            let band = NeedBand::of_hour(hour % 24);
            bands[unit][band] += weight * part;
            over_all[band] += weight * part;
        }
    }
    let (shrunk, believed) = shrink(&recent, squares);
    let area = shares(over_all).unwrap_or([0.25; 4]);
    let left: Vec<[f64; 4]> = facts.sessions.iter().map(|s| s.map(|n| 1.0 / (1.0 + n.max(0.0)))).collect();
    let deprived: Vec<f64> = facts
        .decile
        .iter()
        .zip(facts.young)
        .map(|(decile, young)| decile.map_or(0.0, |d| f64::from(11 - d.clamp(1, 10)) / 10.0 * young))
        .collect();
    let mut found = Need {
        violence: scaled(&shrunk),
        by_band: bands.into_iter().map(|b| shares(b).unwrap_or(area)).collect(),
        endurance: scaled(&facts.months_active.iter().map(|&m| f64::from(m)).collect::<Vec<_>>()),
        young: scaled(facts.young),
        deprivation: scaled(&deprived),
        left,
        score: Vec::new(),
        weights,
        believed,
    };
    let raw: Vec<f64> = (0..units).map(|u| found.raw(u)).collect();
    found.score = scaled(&raw);
    Ok(found)
}

fn shrink(recent: &[f64], squares: f64) -> (Vec<f64>, f64) {
    let n = recent.len() as f64;
    if recent.len() < 2 {
        return (recent.to_vec(), 1.0);
    }
    let mean = recent.iter().sum::<f64>() / n;
    let between = recent.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / (n - 1.0);
    let noise = squares / n;
    let believed = if between > 0.0 { ((between - noise) / between).max(0.0) } else { 0.0 };
    (recent.iter().map(|r| mean + believed * (r - mean)).collect(), believed)
}

fn scaled(column: &[f64]) -> Vec<f64> {
    let sum: f64 = column.iter().sum();
    if sum > 0.0 { column.iter().map(|v| v / sum).collect() } else { vec![0.0; column.len()] }
}

fn shares(bands: [f64; 4]) -> Option<[f64; 4]> {
    let sum: f64 = bands.iter().sum();
    (sum > 0.0).then(|| bands.map(|b| b / sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(unit: u32, day: i32) -> YouthEvent {
        YouthEvent { unit, day, hours: Some(vec![(16, 1.0)]), hurt: "10 to 17" }
    }

    type Columns = (Vec<u32>, Vec<f64>, Vec<Option<u8>>, Vec<[f64; 4]>);

    fn facts(n: usize) -> Columns {
        (vec![0; n], vec![1.0; n], vec![Some(5); n], vec![[0.0; 4]; n])
    }

    #[test]
    fn an_event_half_a_year_old_weighs_half() {
        let (months, young, decile, sessions) = facts(3);
        let facts = UnitFacts { months_active: &months, young: &young, decile: &decile, sessions: &sessions };
        let mut events = vec![event(0, 180); 40];
        events.extend(vec![event(1, 0); 40]);
        let need = need(3, &events, 180, &facts, Weights::VIOLENCE_FIRST).unwrap();
        assert!(need.believed > 0.9 && need.believed < 1.0);
        let background = need.violence[2];
        let ratio = (need.violence[0] - background) / (need.violence[1] - background);
        assert!((ratio - 2.0).abs() < 1e-9, "{ratio}");
        assert!((need.score.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_session_in_the_band_halves_what_is_left() {
        let (months, young, decile, mut sessions) = facts(2);
        sessions[0][1] = 1.0;
        let facts = UnitFacts { months_active: &months, young: &young, decile: &decile, sessions: &sessions };
        let events = vec![event(0, 0), event(0, 0), event(1, 0), event(1, 0)];
        let need = need(2, &events, 0, &facts, Weights::VIOLENCE_FIRST).unwrap();
        assert!((need.score[1] / need.score[0] - 2.0).abs() < 1e-9);
        let parts = need.parts_of(&[0, 1]);
        assert!((parts.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(parts[0] > 0.99);
    }

    #[test]
    fn weights_that_cannot_be_are_refused_by_name() {
        let wrong = Weights { young: -1.0, ..Weights::MIXED };
        assert!(wrong.check().unwrap_err().to_string().contains("young residents"));
        let none = Weights { violence: 0.0, endurance: 0.0, young: 0.0, deprivation: 0.0 };
        assert!(none.check().is_err());
    }
}
