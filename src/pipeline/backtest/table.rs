//! The back-test as findings: one row an area, contestant and share of land.

use serde_json::json;

use super::{AreaTest, BackTestAnswer};
use crate::{
    detect::{Accuracy, BackTest, SHARES, Score},
    publish::{Column, Findings, Test},
};

/// One row a contestant and share of land, losers included, contestants in their own order.
#[must_use]
pub fn back_test_findings(answer: &BackTestAnswer) -> Findings {
    let rows: Vec<(&AreaTest, &BackTest, &Score, usize)> = answer
        .areas
        .iter()
        .filter_map(|area| area.test.as_ref().map(|test| (area, test)))
        .flat_map(|(area, test)| {
            test.scores
                .iter()
                .flat_map(move |score| (0..SHARES.len()).map(move |share| (area, test, score, share)))
        })
        .collect();
    let number = |name, of: &dyn Fn(&Score, usize) -> f64| {
        Column::number(name, rows.iter().map(|(_, _, score, share)| of(score, *share)).collect::<Vec<_>>())
    };
    let mean = |name, figure: fn(&Accuracy) -> f64| number(name, &|score, share| score.mean(share, figure));
    let pai = |a: &Accuracy| a.pai;
    let spread = |score: &Score, share: usize| {
        let mean = score.mean(share, pai);
        let n = score.folds.len() as f64;
        let square: f64 = score.folds.iter().map(|e| (e.at[share].pai - mean).powi(2)).sum();
        if n > 1.0 { libm::sqrt(square / (n - 1.0)) } else { f64::NAN }
    };
    let wins =
        |area: &AreaTest, score: &Score| area.choice.as_ref().is_some_and(|c| c.winner == score.contestant);
    let areas: Vec<_> = answer
        .areas
        .iter()
        .map(|a| {
            json!({
                "area": a.area, "csp": a.csp, "events": a.events, "choice": a.choice,
                "units": a.test.as_ref().map(|t| t.units),
                "land_km2": a.test.as_ref().map(|t| t.land_km2),
                "events_by_fold": a.test.as_ref().map(|t| &t.events),
            })
        })
        .collect();
    Findings {
        method: "backtest",
        columns: vec![
            Column::text("area", rows.iter().map(|r| r.0.area.clone())),
            Column::text("csp", rows.iter().map(|r| r.0.csp.clone().unwrap_or_default())),
            Column::text("method", rows.iter().map(|r| r.2.contestant.to_string())),
            number("share_of_land", &|_, share| SHARES[share]),
            Column::count("folds", rows.iter().map(|r| r.2.folds.len() as u64)),
            mean("units", |a| a.units),
            mean("hits", |a| a.hits),
            mean("hit_rate", |a| a.hit_rate),
            mean("pai", pai),
            number("pai_sd", &spread),
            number("pai_min", &|score, share| score.range(share, pai).0),
            number("pai_max", &|score, share| score.range(share, pai).1),
            mean("pai_possible", |a| a.best_pai),
            mean("pei", |a| a.pei),
            mean("rri", |a| a.rri),
            number("jaccard_1pct", &|score, _| score.steadiness()),
            number("chosen_mean", &|score, _| {
                let chosen: Vec<f64> = score.folds.iter().filter_map(|e| e.chosen).collect();
                chosen.iter().sum::<f64>() / chosen.len() as f64
            }),
            Column::flag("winner", rows.iter().map(|r| wins(r.0, r.2))),
        ],
        shapes: None,
        test: Test {
            null: "no way of ranking is better than the naive count".to_owned(),
            alternative: "better by more than two standard errors of the fold differences, overlapping folds accounted for, on three quarters of the folds".to_owned(),
            p_values: "none".to_owned(),
            seed: None,
            correction: "two standard errors instead of one, because many compete".to_owned(),
        },
        totals: [
            ("folds".to_owned(), json!(answer.plan.folds.len())),
            ("pooled_with".to_owned(), json!(answer.pooled_with)),
            ("areas".to_owned(), json!(areas)),
        ]
        .into_iter()
        .collect(),
        notes: answer.notes.clone(),
        provenance: answer.provenance.clone(),
    }
}
