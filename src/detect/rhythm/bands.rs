//! Named stretches of the day.

/// A stretch of the clock; `to` beyond 24 runs over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// Name in words.
    pub name: &'static str,
    /// First hour.
    pub from: usize,
    /// Hour it ends at.
    pub to: usize,
}

impl Band {
    const fn new(name: &'static str, from: usize, to: usize) -> Self {
        Self { name, from, to }
    }

    /// True when a clock hour is in it.
    #[must_use]
    pub fn holds(&self, hour: usize) -> bool {
        (self.from..self.to).contains(&hour) || (self.from..self.to).contains(&(hour + 24))
    }

    /// `evening 17 to 22`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} {:02} to {:02}", self.name, self.from, self.to % 24)
    }
}

/// The whole day in four: what is told where few times are known.
pub const DAY_BANDS: [Band; 4] = [
    Band::new("morning", 5, 12),
    Band::new("afternoon", 12, 17),
    Band::new("evening", 17, 22),
    Band::new("night", 22, 29),
];

/// The four stretches that serious violence in Kent gathers in; the rest of the day is in none.
pub const VIOLENCE_BANDS: [Band; 4] = [
    Band::new("school release", 15, 17),
    Band::new("early evening", 17, 20),
    Band::new("late evening", 20, 23),
    Band::new("night economy", 23, 27),
];
