//! The exact test of every area against its catchment.

use std::collections::BTreeMap;

use super::{Disagreement, DisagreementOptions};
use crate::{
    detect::DetectError,
    inference::{benjamini_yekutieli, binomial_tails, clopper_pearson},
};

/// What was reported in one area, over the months that its department and the police both supplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AreaReports {
    /// Its department's catchment; `None` where no department supplied figures.
    pub catchment: Option<u32>,
    /// A&E attendances.
    pub emergency: u64,
    /// Police events.
    pub police: u64,
}

/// What is found of one area. Figures of an area that was not tested are not numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaDisagreement {
    /// The answer.
    pub class: Disagreement,
    /// Attendances expected, were the area like its catchment: `(A_i + P_i) ΣA / (ΣA + ΣP)`.
    pub expected: f64,
    /// Attendances a police event, over that of the catchment: `(A_i / P_i) / (ΣA / ΣP)`; infinite without
    /// police events.
    pub ratio: f64,
    /// Exact interval of the ratio, given the catchment's totals: lower end.
    pub low: f64,
    /// Upper end; infinite without police events.
    pub high: f64,
    /// One-sided p of "A&E reports more": `P(X >= A_i)`.
    pub p_more: f64,
    /// One-sided p of "police report more": `P(X <= A_i)`.
    pub p_fewer: f64,
    /// Twice the smaller, at most one.
    pub p_two_sided: f64,
    /// `p_more` after Benjamini and Yekutieli over the areas tested.
    pub p_more_by: f64,
    /// `p_fewer` likewise, a family of its own.
    pub p_fewer_by: f64,
}

/// Totals of one catchment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CatchmentReports {
    /// Attendances.
    pub emergency: u64,
    /// Police events.
    pub police: u64,
    /// Areas.
    pub areas: u64,
    /// Areas tested.
    pub tested: u64,
}

/// Every area's answer, in the order given, with the catchments by number.
#[derive(Debug, Clone, PartialEq)]
pub struct DisagreementRun {
    /// Areas, in the order given.
    pub areas: Vec<AreaDisagreement>,
    /// Catchments.
    pub catchments: BTreeMap<u32, CatchmentReports>,
    /// Areas tested: the size of both families.
    pub tested: u64,
}

/// Where does A&E report more, or less, than the police hear of?
///
/// The conditional exact test of two Poisson counts (Przyborowski and Wilenski 1940), one area against its
/// catchment: given `A_i + P_i` and the catchment's totals, `A_i ~ Binomial(A_i + P_i, ΣA / (ΣA + ΣP))` when the
/// area's share of the attendances equals its share of the police events. The totals hold the area itself, so p is
/// a little too large, on the careful side. Both directions are corrected over the areas tested after Benjamini and
/// Yekutieli (2001), which holds under any dependence: areas of one catchment share its totals.
///
/// No test, only counts ([`Disagreement::TooFew`]), in a catchment with fewer than
/// [`DisagreementOptions::least_in_catchment`] attendances or police events or with one area only, and in an area with
/// fewer than [`DisagreementOptions::least_in_area`] of both together. An area without a catchment is
/// [`Disagreement::NotKnown`].
///
/// The order of the areas changes nothing but the order of the answers. Cost: about √n steps an area of n reports for
/// the tails, 280 times that for the interval.
///
/// Assumes that reports are independent events (fold brawls first), and that hurt people of the whole catchment are
/// equally likely to come to its department. Not for areas at the edge of a catchment, part of whose people go
/// elsewhere: there police seem to hear more.
///
/// # Errors
/// [`DetectError::Setting`] for an option out of range; [`DetectError::TooMuch`] above 10¹² reports.
///
/// # Examples
/// ```
/// # use harmspot::detect::{AreaReports, Disagreement, DisagreementOptions, disagreement};
/// let area = |emergency, police| AreaReports { catchment: Some(0), emergency, police };
/// let run = disagreement(&[area(30, 20), area(50, 200), area(50, 200)], &DisagreementOptions::default())?;
/// assert_eq!(run.areas[0].class, Disagreement::AeMore);
/// assert!((run.areas[0].expected - 50.0 * 130.0 / 550.0).abs() < 1e-12);
/// # Ok::<(), harmspot::detect::DetectError>(())
/// ```
pub fn disagreement(
    reports: &[AreaReports],
    options: &DisagreementOptions,
) -> Result<DisagreementRun, DetectError> {
    const LIMIT: u64 = 1_000_000_000_000;
    options.check()?;
    let mut catchments: BTreeMap<u32, CatchmentReports> = BTreeMap::new();
    for area in reports {
        let got = area.emergency.saturating_add(area.police);
        if got > LIMIT {
            return Err(DetectError::TooMuch { what: "reports in one area", got, limit: LIMIT });
        }
        let Some(catchment) = area.catchment else { continue };
        let total = catchments.entry(catchment).or_default();
        total.emergency = total.emergency.saturating_add(area.emergency);
        total.police = total.police.saturating_add(area.police);
        total.areas += 1;
    }
    let mut areas: Vec<AreaDisagreement> = reports
        .iter()
        .map(|area| match area.catchment.and_then(|c| catchments.get(&c)) {
            None => untested(Disagreement::NotKnown),
            Some(total) if testable(area, total, options) => test(area, total, options.confidence),
            Some(_) => untested(Disagreement::TooFew),
        })
        .collect();
    let more = benjamini_yekutieli(&areas.iter().map(|a| a.p_more).collect::<Vec<_>>());
    let fewer = benjamini_yekutieli(&areas.iter().map(|a| a.p_fewer).collect::<Vec<_>>());
    let mut tested = 0;
    for (((found, area), more), fewer) in areas.iter_mut().zip(reports).zip(more).zip(fewer) {
        if found.class != Disagreement::AsExpected {
            continue;
        }
        tested += 1;
        if let Some(total) = area.catchment.and_then(|c| catchments.get_mut(&c)) {
            total.tested += 1;
        }
        (found.p_more_by, found.p_fewer_by) = (more, fewer);
        if more <= options.level {
            found.class = Disagreement::AeMore;
        } else if fewer <= options.level {
            found.class = Disagreement::PoliceMore;
        }
    }
    Ok(DisagreementRun { areas, catchments, tested })
}

fn testable(area: &AreaReports, total: &CatchmentReports, options: &DisagreementOptions) -> bool {
    total.areas > 1
        && total.emergency.min(total.police) >= options.least_in_catchment
        && area.emergency + area.police >= options.least_in_area
}

fn untested(class: Disagreement) -> AreaDisagreement {
    let none = f64::NAN;
    AreaDisagreement {
        class,
        expected: none,
        ratio: none,
        low: none,
        high: none,
        p_more: none,
        p_fewer: none,
        p_two_sided: none,
        p_more_by: none,
        p_fewer_by: none,
    }
}

fn test(area: &AreaReports, total: &CatchmentReports, confidence: f64) -> AreaDisagreement {
    let both = area.emergency + area.police;
    let (ae, police) = (total.emergency as f64, total.police as f64);
    let share = ae / (ae + police);
    let tails = binomial_tails(area.emergency, both, share);
    let (low, high) = clopper_pearson(area.emergency, both, confidence);
    let ratio = |part: f64| part / (1.0 - part) * police / ae;
    AreaDisagreement {
        expected: both as f64 * share,
        ratio: area.emergency as f64 / area.police as f64 * police / ae,
        low: ratio(low),
        high: if area.police == 0 { f64::INFINITY } else { ratio(high) },
        p_more: tails.ge,
        p_fewer: tails.le,
        p_two_sided: tails.two_sided(),
        ..untested(Disagreement::AsExpected)
    }
}
