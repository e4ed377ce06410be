//! What the test of a pair answers.

use std::fmt;

use serde::Serialize;

use crate::deterrence::GroupId;

/// A day on which one group of a pair attacked the other, and only one of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttackDate {
    /// The day, counted from 1970-01-01.
    pub day: i32,
    /// Who attacked.
    pub from: GroupId,
    /// Whom.
    pub on: GroupId,
    /// Incidents of that day: positions among the incidents the caller holds.
    pub incidents: Vec<usize>,
    /// The attack it answers: a position among the dates of the pair.
    pub answers: Option<usize>,
}

/// How the chance was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// All ways to deal the sides to the dates, counted; no chance in it.
    ExactSides,
    /// All orders of the dates gone through; no chance in it.
    ExactOrders,
    /// This many random orders.
    Shuffled(u32),
}

/// What may be said of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum RetaliationVerdict {
    /// Too few dates to test: the dates themselves are the answer.
    TooFew {
        /// Dates of attacks whose direction is known.
        dates: usize,
        /// Dates it takes.
        least: usize,
    },
    /// All attacks go one way, so none is answered.
    OneWay {
        /// Who attacks.
        from: GroupId,
    },
    /// Attacks are answered more often than chance gives.
    Found,
    /// This data cannot show it. Never "no threat".
    NotShown,
}

impl fmt::Display for RetaliationVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew { dates: 1, least } => write!(f, "too few to test: 1 date, {least} are needed"),
            Self::TooFew { dates, least } => write!(f, "too few to test: {dates} dates, {least} are needed"),
            Self::OneWay { .. } => f.write_str("all attacks go one way: none is answered"),
            Self::Found => f.write_str("answered more often than chance gives"),
            Self::NotShown => f.write_str("this data cannot show it"),
        }
    }
}

/// One pair of groups, tested or with its dates only.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Retaliation {
    /// The group with the smaller number.
    pub a: GroupId,
    /// The other.
    pub b: GroupId,
    /// Dates of attacks whose direction is known, in order.
    pub dates: Vec<AttackDate>,
    /// Days on which each attacked the other, set aside: their order is not known.
    pub both_ways_days: usize,
    /// Incidents with both groups in which a side is not known: not used.
    pub unclear: usize,
    /// Dates of attacks by the first group that the second answered.
    pub answered_by_b: usize,
    /// Dates of attacks by the second group that the first answered.
    pub answered_by_a: usize,
    /// Their sum.
    pub answered: usize,
    /// Every attack set against every later one the other way within the days (and metres), incident by incident: the count
    /// that another computation can give without knowing what a date or an answer is. No sentence rests on it.
    pub ordered_pairs: usize,
    /// Answered dates that chance gives.
    pub expected: Option<f64>,
    /// Answered over expected.
    pub ratio: Option<f64>,
    /// Chance of answers as many and as soon.
    pub p: Option<f64>,
    /// The same after Benjamini and Yekutieli over the pairs tested.
    pub p_fdr: Option<f64>,
    /// How the chance was found.
    pub method: Option<Method>,
    /// What may be said.
    #[serde(flatten)]
    pub verdict: RetaliationVerdict,
}
