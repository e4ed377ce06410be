//! The seventeen classes, exclusive and complete.

use serde::Serialize;

/// What one step of one unit is, after the correction over all bins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BinState {
    /// Significantly more than chance.
    Hot,
    /// Significantly less.
    Cold,
    /// Neither.
    Neither,
}

/// A significant trend of the unit's series, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Trend {
    /// Rising.
    Rising,
    /// Falling.
    Falling,
    /// No significant trend.
    None,
}

/// The seventeen classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmergingClass {
    /// Hot in the last step and never before.
    NewHot,
    /// An unbroken run of two or more hot steps up to the last, nothing hot before it.
    ConsecutiveHot,
    /// Hot in at least 90 % of steps and the last, rising.
    IntensifyingHot,
    /// Hot in at least 90 % of steps and the last, no trend.
    PersistentHot,
    /// Hot in at least 90 % of steps and the last, falling.
    DiminishingHot,
    /// Hot in the last step, on and off before, never cold.
    SporadicHot,
    /// Hot in the last step, cold in some earlier one.
    OscillatingHot,
    /// Hot in at least 90 % of steps, not in the last.
    HistoricalHot,
    /// The mirror of new-hot.
    NewCold,
    /// The mirror of consecutive-hot.
    ConsecutiveCold,
    /// Cold in at least 90 % of steps and the last, and getting colder.
    IntensifyingCold,
    /// The mirror of persistent-hot.
    PersistentCold,
    /// Cold in at least 90 % of steps and the last, and getting less cold.
    DiminishingCold,
    /// The mirror of sporadic-hot.
    SporadicCold,
    /// The mirror of oscillating-hot.
    OscillatingCold,
    /// The mirror of historical-hot.
    HistoricalCold,
    /// None of these.
    NoPattern,
}

/// The five plain classes of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MapClass {
    /// New.
    New,
    /// Consecutive or intensifying.
    Growing,
    /// Persistent.
    Steady,
    /// Diminishing or historical.
    Easing,
    /// Sporadic or oscillating.
    OnOff,
}

impl MapClass {
    /// The word on the map.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Growing => "growing",
            Self::Steady => "steady",
            Self::Easing => "easing",
            Self::OnOff => "on-off",
        }
    }
}

use EmergingClass as C;

impl EmergingClass {
    /// All seventeen.
    pub const ALL: [Self; 17] = [
        C::NewHot,
        C::ConsecutiveHot,
        C::IntensifyingHot,
        C::PersistentHot,
        C::DiminishingHot,
        C::SporadicHot,
        C::OscillatingHot,
        C::HistoricalHot,
        C::NewCold,
        C::ConsecutiveCold,
        C::IntensifyingCold,
        C::PersistentCold,
        C::DiminishingCold,
        C::SporadicCold,
        C::OscillatingCold,
        C::HistoricalCold,
        C::NoPattern,
    ];

    /// The word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            C::NewHot => "new-hot",
            C::ConsecutiveHot => "consecutive-hot",
            C::IntensifyingHot => "intensifying-hot",
            C::PersistentHot => "persistent-hot",
            C::DiminishingHot => "diminishing-hot",
            C::SporadicHot => "sporadic-hot",
            C::OscillatingHot => "oscillating-hot",
            C::HistoricalHot => "historical-hot",
            C::NewCold => "new-cold",
            C::ConsecutiveCold => "consecutive-cold",
            C::IntensifyingCold => "intensifying-cold",
            C::PersistentCold => "persistent-cold",
            C::DiminishingCold => "diminishing-cold",
            C::SporadicCold => "sporadic-cold",
            C::OscillatingCold => "oscillating-cold",
            C::HistoricalCold => "historical-cold",
            C::NoPattern => "no-pattern",
        }
    }

    /// The word a partnership reads.
    #[must_use]
    pub fn plain(self) -> &'static str {
        match self {
            C::NewHot => "new",
            C::ConsecutiveHot => "building",
            C::IntensifyingHot => "worsening",
            C::PersistentHot => "settled",
            C::DiminishingHot => "easing",
            C::SporadicHot => "on-off",
            C::OscillatingHot => "swinging",
            C::HistoricalHot => "former",
            C::NewCold => "newly quiet",
            C::ConsecutiveCold => "quietening",
            C::IntensifyingCold => "ever quieter",
            C::PersistentCold => "settled quiet",
            C::DiminishingCold => "less quiet",
            C::SporadicCold => "quiet on and off",
            C::OscillatingCold => "swinging, now quiet",
            C::HistoricalCold => "formerly quiet",
            C::NoPattern => "no pattern",
        }
    }

    /// Its class on the map; `None` for cold ones and no pattern.
    #[must_use]
    pub fn on_map(self) -> Option<MapClass> {
        match self {
            C::NewHot => Some(MapClass::New),
            C::ConsecutiveHot | C::IntensifyingHot => Some(MapClass::Growing),
            C::PersistentHot => Some(MapClass::Steady),
            C::DiminishingHot | C::HistoricalHot => Some(MapClass::Easing),
            C::SporadicHot | C::OscillatingHot => Some(MapClass::OnOff),
            _ => None,
        }
    }

    /// Hot for cold and cold for hot.
    #[must_use]
    pub fn mirrored(self) -> Self {
        let at = Self::ALL.iter().position(|&c| c == self).unwrap_or(16);
        match at {
            16 => C::NoPattern,
            at => Self::ALL[(at + 8) % 16],
        }
    }
}

/// The class of one unit from its steps, oldest first, and its trend.
///
/// The families are tried in this order, so that every series has exactly one class: at least 90 % of steps hot, or
/// cold; then new, consecutive, oscillating, sporadic, by the state of the last step. Only the state after correction
/// counts, never the sign of a score. With `legacy` a series that is not hot in its last step may be sporadic too, as in the
/// older wording of the definition (never cold, hot at least once).
///
/// ```
/// use harmspot::detect::{BinState::{Cold, Hot, Neither}, EmergingClass, Trend, emerging_class};
/// // Nine of ten hot, one cold: the 90 % rule comes first.
/// let mut steps = vec![Hot; 10];
/// steps[3] = Cold;
/// assert_eq!(emerging_class(&steps, Trend::None, false), EmergingClass::PersistentHot);
/// assert_eq!(emerging_class(&[Cold, Hot, Neither, Hot], Trend::Rising, false), EmergingClass::OscillatingHot);
/// ```
#[must_use]
pub fn emerging_class(steps: &[BinState], trend: Trend, legacy: bool) -> EmergingClass {
    let Some(&last) = steps.last() else { return C::NoPattern };
    let of = |state| steps.iter().filter(|&&s| s == state).count();
    let (hot, cold) = (of(BinState::Hot), of(BinState::Cold));
    let most = |n: usize| 10 * n >= 9 * steps.len();
    let found = if most(hot) {
        Some((BinState::Hot, often(last == BinState::Hot, trend)))
    } else if most(cold) {
        let turned = match trend {
            Trend::Rising => Trend::Falling,
            Trend::Falling => Trend::Rising,
            Trend::None => Trend::None,
        };
        Some((BinState::Cold, often(last == BinState::Cold, turned)))
    } else {
        match last {
            BinState::Hot => Some((BinState::Hot, now(steps, BinState::Hot, hot, cold))),
            BinState::Cold => Some((BinState::Cold, now(steps, BinState::Cold, cold, hot))),
            BinState::Neither if legacy && hot > 0 && cold == 0 => Some((BinState::Hot, C::SporadicHot)),
            BinState::Neither if legacy && cold > 0 && hot == 0 => Some((BinState::Cold, C::SporadicHot)),
            BinState::Neither => None,
        }
    };
    match found {
        Some((BinState::Cold, class)) => class.mirrored(),
        Some((_, class)) => class,
        None => C::NoPattern,
    }
}

/// In the state for at least 90 % of steps, told as hot.
fn often(still: bool, trend: Trend) -> EmergingClass {
    match (still, trend) {
        (false, _) => C::HistoricalHot,
        (true, Trend::Rising) => C::IntensifyingHot,
        (true, Trend::Falling) => C::DiminishingHot,
        (true, Trend::None) => C::PersistentHot,
    }
}

/// In the state in the last step but not 90 % of steps, told as hot.
fn now(steps: &[BinState], state: BinState, times: usize, opposite: usize) -> EmergingClass {
    let run = steps.iter().rev().take_while(|&&s| s == state).count();
    match (times, run) {
        (1, _) => C::NewHot,
        (times, run) if times == run => C::ConsecutiveHot,
        _ if opposite > 0 => C::OscillatingHot,
        _ => C::SporadicHot,
    }
}
