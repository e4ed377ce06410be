//! The funding rules, checked.

use std::fmt::Write;

use super::{Confidence, Impact, Programme, ProgrammeRegister, Spend};
use crate::{calendar::Date, sport::pounds};

/// What the grant asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FundingRules {
    /// Least share of all spending on interventions, per cent.
    pub interventions_percent: f64,
    /// Least share of the intervention spending on services with strong evidence, per cent.
    pub strong_percent: f64,
    /// Least Toolkit impact that counts as strong.
    pub least_impact: Impact,
    /// Least Toolkit confidence that counts as strong.
    pub least_confidence: Confidence,
}

/// 20 % and 40 %. The rule says "strong evidence" and no more: here that is an impact of moderate or high of which the Toolkit is at
/// least moderately sure. Impact alone is printed beside it; sport (high impact, low confidence) counts in the one and not in
/// the other.
impl Default for FundingRules {
    fn default() -> Self {
        Self {
            interventions_percent: 20.0,
            strong_percent: 40.0,
            least_impact: Impact::Moderate,
            least_confidence: Confidence::Moderate,
        }
    }
}

/// The register against the rules, over a time.
#[derive(Debug, Clone, PartialEq)]
pub struct FundingCheck {
    /// Pounds spent.
    pub total: f64,
    /// Of it, on interventions.
    pub interventions: f64,
    /// Of that, on services with strong evidence.
    pub strong: f64,
    /// The same when confidence is left aside.
    pub by_impact_alone: f64,
    /// Pounds of interventions without a rating.
    pub unrated: f64,
    /// Whether enough goes to interventions; `None` when nothing is spent.
    pub enough_interventions: Option<bool>,
    /// Whether enough of it goes to strong evidence; `None` when nothing is spent on interventions.
    pub enough_strong: Option<bool>,
    /// Each rule in a sentence with its figures, then what a reader must know.
    pub sentences: Vec<String>,
}

impl ProgrammeRegister {
    /// Checks the rules over the days from `from` to `to`, both included; cost is counted by the days a programme runs.
    #[must_use]
    pub fn check_funding(&self, rules: &FundingRules, from: Date, to: Date) -> FundingCheck {
        let sum = |wanted: &dyn Fn(&Programme) -> bool| -> f64 {
            self.all().iter().filter(|p| wanted(p)).map(|p| p.cost_between(from, to)).sum()
        };
        let work = |p: &Programme| p.spend == Spend::Intervention;
        let effect = |p: &Programme| work(p) && p.impact.is_some_and(|i| i >= rules.least_impact);
        let sure = |p: &Programme| p.confidence.is_some_and(|c| c >= rules.least_confidence);
        let (total, interventions) = (sum(&|_| true), sum(&work));
        let (strong, by_impact_alone) = (sum(&|p| effect(p) && sure(p)), sum(&effect));
        let unrated = sum(&|p| work(p) && (p.impact.is_none() || p.confidence.is_none()));
        let share = |part: f64, of: f64| (of > 0.0).then(|| 100.0 * part / of);
        let met = |share: Option<f64>, least: f64| share.map(|share| share + 1e-9 >= least);
        let (first, second) = (share(interventions, total), share(strong, interventions));
        let mut sentences = vec![
            sentence(
                "all spending",
                total,
                "interventions",
                interventions,
                first,
                rules.interventions_percent,
            ),
            sentence(
                "intervention spending",
                interventions,
                "services with strong evidence",
                strong,
                second,
                rules.strong_percent,
            ),
        ];
        if by_impact_alone > strong {
            let alone = share(by_impact_alone, interventions).unwrap_or(0.0);
            sentences.push(format!(
                "By estimated impact alone, however sure the Toolkit is of it, the second share would be {alone:.0} %; \
                 sport has a high estimate and low confidence"
            ));
        }
        if unrated > 0.0 {
            sentences.push(format!(
                "{} of intervention spending has no rating and counts as not strong",
                pounds(unrated)
            ));
        }
        FundingCheck {
            total,
            interventions,
            strong,
            by_impact_alone,
            unrated,
            enough_interventions: met(first, rules.interventions_percent),
            enough_strong: met(second, rules.strong_percent),
            sentences,
        }
    }
}

fn sentence(whole: &str, of: f64, part: &str, amount: f64, share: Option<f64>, least: f64) -> String {
    let Some(share) = share else {
        return format!("There is no {whole} in this time, so the share of {part} cannot be told");
    };
    let verdict = if share + 1e-9 >= least { "kept" } else { "not kept" };
    let mut words = format!(
        "{} of {} of {whole} goes to {part}: {share:.1} %, at least {least:.0} % is asked ({verdict})",
        pounds(amount),
        pounds(of)
    );
    if share + 1e-9 < least {
        let _ = write!(words, "; {} is missing", pounds(of * least / 100.0 - amount));
    }
    words
}
