//! The next best of a chosen site: what would change, and why it was not taken.

use super::{
    model::{covered, yearly_cost},
    sheet::Sheets,
    words::pounds,
};
use crate::{
    pipeline::PipelineError,
    places::Availability,
    sport::{NextBest, SolveOptions, next_best, whole_percent},
};

impl Sheets<'_> {
    /// Per cent of the need that `with` adds to the list without `without`: what the others reach already is not its own.
    fn beside_the_others(&self, without: u32, with: u32) -> u32 {
        let problem = &self.run.problem;
        let total = problem.total().max(f64::MIN_POSITIVE);
        let others: Vec<u32> = self.chosen.iter().copied().filter(|s| *s != without).collect();
        let whole: Vec<u32> = others.iter().copied().chain([with]).collect();
        whole_percent(100.0 * (covered(problem, &whole) - covered(problem, &others)) / total)
    }

    /// The site that would take its place, and why it does not: need decides, so a dear one nobody has agreed to yet can
    /// stand before a free one.
    pub(super) fn next_best(&self, site: u32) -> Result<Option<NextBest>, PipelineError> {
        let run = self.run;
        let Some(choice) = self.choice else { return Ok(None) };
        let options = SolveOptions { gap: 0.001, ..SolveOptions::default() };
        let Some(other) = next_best(&run.problem, choice, site, &options)? else { return Ok(None) };
        let total = run.problem.total().max(f64::MIN_POSITIVE);
        let coverage_change_points = (100.0 * other.covered_change / total).round() as i32;
        let Some(next) = other.with else {
            return Ok(Some(NextBest {
                name: "no other site".to_owned(),
                what_changes: format!(
                    "No other candidate would add anything in its place: without it the list covers {} % less of the need.",
                    -coverage_change_points
                ),
                cost_change: None,
                coverage_change_points,
            }));
        };
        let (out, new) = (&run.candidates[site as usize], &run.candidates[next as usize]);
        let per_year = run.question.sessions_a_year();
        let cost_change = yearly_cost(new, per_year)
            .zip(yearly_cost(out, per_year))
            .map(|(a, b)| ((a - b) / 10.0).round() as i64 * 10);
        let cost = match cost_change {
            None => "the change of cost is not known".to_owned(),
            Some(0) => "at the same cost".to_owned(),
            Some(more) if more > 0 => format!("for {} a year more", pounds(more as f64)),
            Some(less) => format!("for {} a year less", pounds(-less as f64)),
        };
        let cover = match coverage_change_points {
            0 => "the list would cover nearly as much of the need".to_owned(),
            points => {
                let word = if points.abs() == 1 { "point" } else { "points" };
                let way = if points < 0 { "less" } else { "more" };
                format!("the list would cover {} percentage {word} {way} of the need", points.abs())
            }
        };
        let instead = Instead {
            cheaper: cost_change.is_some_and(|change| change < 0),
            surer: out.availability != Availability::Confirmed && new.availability == Availability::Confirmed,
            adds: [site, next].map(|s| self.beside_the_others(site, s)),
            close: coverage_change_points == 0,
            counts: if run.question.budget.is_some() { "need within the budget" } else { "need alone" },
        };
        let asked = run.problem.limits.forced.contains(&site);
        let why = instead.words().filter(|_| !asked).map_or_else(String::new, |words| format!(" {words}"));
        Ok(Some(NextBest {
            name: new.name.clone(),
            what_changes: format!("With {} in its place {cover}, {cost}.{why}", new.name),
            cost_change,
            coverage_change_points,
        }))
    }
}

/// What a panel would hold for the next best.
struct Instead {
    cheaper: bool,
    surer: bool,
    /// What the chosen one and the next best add to the other sites of the list, per cent of the need.
    adds: [u32; 2],
    /// Under half a percentage point is between the two lists.
    close: bool,
    /// What the choice counts.
    counts: &'static str,
}

impl Instead {
    /// Why the chosen one stands there all the same; nothing where the next best is neither cheaper nor surer.
    fn words(&self) -> Option<String> {
        let better = match (self.cheaper, self.surer) {
            (false, false) => return None,
            (true, false) => "cheaper",
            (false, true) => "confirmed by its owner",
            (true, true) => "cheaper and confirmed by its owner",
        };
        let adds = match self.adds {
            [one, other] if one == other => {
                format!("beside the other sites of the list each adds about {one} % of it")
            }
            [one, other] => format!(
                "beside the other sites of the list this one adds {one} % of it and that one {other} %"
            ),
        };
        let then =
            if self.close { "; with so little between them a panel may fairly take that one" } else { "" };
        Some(format!(
            "That one is {better}, but the choice counts {}, not cost or consent: {adds}{then}.",
            self.counts
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dear_site_nobody_agreed_to_is_explained_and_a_cheap_one_is_not() {
        let close = Instead { cheaper: true, surer: true, adds: [3, 2], close: true, counts: "need alone" };
        let words = close.words().expect("it is cheaper");
        assert!(
            words.starts_with(
                "That one is cheaper and confirmed by its owner, but the choice counts need alone"
            ),
            "{words}"
        );
        assert!(
            words.contains("this one adds 3 % of it and that one 2 %; with so little between them"),
            "{words}"
        );
        let clear =
            Instead { surer: false, close: false, counts: "need within the budget", adds: [3, 3], ..close };
        let words = clear.words().expect("it is cheaper");
        assert!(
            words.contains("need within the budget") && words.ends_with("each adds about 3 % of it."),
            "{words}"
        );
        assert_eq!(Instead { cheaper: false, surer: false, ..clear }.words(), None);
    }
}
