//! Days from one to another.

use serde::Serialize;

/// Whole local days [from, to), each counted from 1970-01-01. A value that exists holds at least one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct DayWindow {
    from: i32,
    to: i32,
}

impl DayWindow {
    /// `None` unless `from` is before `to` and both are within a hundred thousand days of 1970.
    #[must_use]
    pub fn new(from: i32, to: i32) -> Option<Self> {
        let known = -100_000..=100_000;
        (from < to && known.contains(&from) && known.contains(&to)).then_some(Self { from, to })
    }

    /// First day.
    #[must_use]
    pub fn from(self) -> i32 {
        self.from
    }

    /// The day after its last.
    #[must_use]
    pub fn to(self) -> i32 {
        self.to
    }

    /// Number of days, at least 1.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a window holds at least one day")]
    pub fn len(self) -> i32 {
        self.to - self.from
    }

    /// True for its days.
    #[must_use]
    pub fn holds(self, day: i32) -> bool {
        (self.from..self.to).contains(&day)
    }

    /// The window of the same length that ends where the `back`-th one before it begins; itself for 0. `None` before
    /// the days that are known.
    #[must_use]
    pub fn earlier(self, back: u32) -> Option<Self> {
        let by = i32::try_from(back).ok()?.checked_mul(self.len())?;
        Self::new(self.from.checked_sub(by)?, self.to.checked_sub(by)?)
    }
}

#[cfg(test)]
mod tests {
    use super::DayWindow;

    #[test]
    fn earlier_windows_follow_each_other_without_a_gap_and_without_sharing_a_day() {
        let week = DayWindow::new(70, 77).unwrap();
        let before = week.earlier(1).unwrap();
        assert_eq!((before.from(), before.to(), before.len()), (63, 70, 7));
        assert!(before.holds(69) && !before.holds(70) && week.holds(70) && !week.holds(77));
        assert_eq!((week.earlier(0), week.earlier(u32::MAX), DayWindow::new(5, 5)), (Some(week), None, None));
    }
}
