//! Equal steps of the calendar: whole months, or whole ISO weeks. Never thirty days.

use serde::Serialize;

use crate::calendar::{Date, Month};

/// How time is cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// Calendar months.
    #[default]
    Month,
    /// ISO weeks, Monday to Sunday.
    Week,
}

impl StepKind {
    /// Number of the step a date is in.
    fn number(self, date: Date) -> i32 {
        match self {
            Self::Month => date.month().since(Month::new(1, 1).expect("January of the year 1 is a month")),
            Self::Week => (date.days() + 3).div_euclid(7),
        }
    }

    /// First date of a step.
    fn first_date(self, number: i32) -> Date {
        match self {
            Self::Month => {
                Date::first_of(Month::new(1, 1).expect("January of the year 1 is a month").plus(number))
            }
            Self::Week => Date::from_days(number * 7 - 3),
        }
    }

    /// One of them, in words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Month => "calendar month",
            Self::Week => "ISO week",
        }
    }
}

/// Steps one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    kind: StepKind,
    first: i32,
    len: usize,
}

/// A step that is not wholly covered by the data, and so left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DroppedStep {
    /// Such as `2025-11` or `2025-W46`.
    pub label: String,
    /// True for the newest, false for the oldest.
    pub newest: bool,
    /// Last day of the data, or first.
    pub data_edge: Date,
}

impl DroppedStep {
    /// The message.
    #[must_use]
    pub fn words(&self) -> String {
        let (which, verb) = if self.newest { ("newest", "end") } else { ("oldest", "begin") };
        format!(
            "the {which} step {} is not complete (the data {verb} on {}) and is left out",
            self.label, self.data_edge
        )
    }
}

impl Steps {
    /// The whole steps within `from..=to`, and the partial ones at its ends. `None` when not one is whole.
    #[must_use]
    pub fn within(kind: StepKind, from: Date, to: Date) -> (Option<Self>, Vec<DroppedStep>) {
        let mut dropped = Vec::new();
        let (mut first, mut last) = (kind.number(from), kind.number(to));
        let all = Self { kind, first, len: 1 };
        if to < from {
            return (None, dropped);
        }
        let partial_last = kind.first_date(last + 1).plus(-1) > to;
        if kind.first_date(first) < from {
            dropped.push(DroppedStep { label: all.label_of(first), newest: false, data_edge: from });
            first += 1;
        }
        if partial_last && last >= first {
            dropped.push(DroppedStep { label: all.label_of(last), newest: true, data_edge: to });
            last -= 1;
        }
        let len = usize::try_from(last - first + 1).unwrap_or(0);
        ((len > 0).then_some(Self { kind, first, len }), dropped)
    }

    /// Number of steps.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is at least one step")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Months or weeks.
    #[must_use]
    pub fn kind(&self) -> StepKind {
        self.kind
    }

    /// Position of the step a local date is in; `None` outside.
    #[must_use]
    pub fn position(&self, date: Date) -> Option<usize> {
        usize::try_from(self.kind.number(date) - self.first).ok().filter(|&at| at < self.len)
    }

    /// `2025-03` or `2025-W10`.
    #[must_use]
    pub fn label(&self, at: usize) -> String {
        self.label_of(self.first + at as i32)
    }

    /// First and last date of a step.
    #[must_use]
    pub fn dates(&self, at: usize) -> (Date, Date) {
        let number = self.first + at as i32;
        (self.kind.first_date(number), self.kind.first_date(number + 1).plus(-1))
    }

    fn label_of(&self, number: i32) -> String {
        let first = self.kind.first_date(number);
        match self.kind {
            StepKind::Month => first.month().to_string(),
            StepKind::Week => {
                // A week belongs to the year of its Thursday.
                let thursday = first.plus(3);
                let new_year = thursday.month().plus(1 - thursday.month().number() as i32);
                let week = (thursday.days() - Date::first_of(new_year).days()) / 7 + 1;
                format!("{:04}-W{week:02}", thursday.year())
            }
        }
    }
}
