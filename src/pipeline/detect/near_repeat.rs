//! `detect near-repeat`: from cases to the Knox table, to who followed whom, and to the alerts now running.

use geo_types::{LineString, MultiPolygon, Polygon};
use serde_json::{Map, Value, json};

use super::{Cases, RunError};
use crate::{
    calendar::Date,
    detect::{
        KnoxTable, Links, Metric, NearRepeatOptions, Role, Verdict, interval, link, near_repeat, verdict,
    },
    geodesy::GridPoint,
    publish::{Column, Findings, Test},
};

/// Which table is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NearRepeatShow {
    /// Space bands × time bands.
    #[default]
    Table,
    /// One row an event that has another near it: role and chain.
    Events,
    /// Discs around the events of the last days, with the time each runs out.
    Alerts,
}

/// Everything `detect near-repeat` can be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct NearRepeatRequest {
    /// Bands, permutations, metric, seed.
    pub options: NearRepeatOptions,
    /// Which table.
    pub show: NearRepeatShow,
    /// Distances of chains in metres and days, instead of the reach read off the table.
    pub chain: Option<(f64, u32)>,
}

/// The Knox table, what it says, and the findings asked for.
#[derive(Debug)]
pub struct NearRepeatReport {
    /// The table.
    pub table: KnoxTable,
    /// What it says.
    pub verdict: Verdict,
    /// The verdict in words.
    pub words: String,
    /// Files.
    pub findings: Findings,
}

/// Whole local dates of cases, days since 1970, and a note where they are a guess.
pub(super) fn local_days(cases: &mut Cases) -> Result<Vec<i32>, RunError> {
    let spans = cases.spans.as_ref().ok_or_else(|| RunError::Usage("this method needs times".into()))?;
    // The middle of the interval: noon of a day known as such.
    let days = spans
        .iter()
        .map(|s| cases.zone.date(crate::calendar::Instant(s.from.0 + (s.to.0 - s.from.0) / 2)).days())
        .collect();
    let wide = spans.iter().filter(|s| s.to.0 - s.from.0 > 25 * 3600).count();
    if wide > 0 {
        cases.notes.push(format!(
            "{wide} cases are known only to within more than a day: the middle of the time is used"
        ));
    }
    Ok(days)
}

/// Computes the table of cases that were read with times, and the findings asked for.
///
/// # Errors
/// [`RunError::Detect`] for settings out of range and too few cases; `Usage` for alerts or events without a reach.
pub fn compute_near_repeat(
    request: &NearRepeatRequest,
    mut cases: Cases,
) -> Result<NearRepeatReport, RunError> {
    let days = local_days(&mut cases)?;
    let o = &request.options;
    let table = near_repeat(&cases.points, &days, o)?;
    let verdict = verdict(&table);
    let words = said(&verdict, borderline(&table), table.permutations);
    let mut totals = Map::new();
    totals.insert("events".into(), table.events.into());
    totals.insert("pairs".into(), table.pairs.into());
    totals.insert("pairs_in_space".into(), json!(table.pairs_in_space));
    totals.insert("pairs_in_time".into(), json!(table.pairs_in_time));
    totals.insert("finding".into(), words.clone().into());
    totals.insert("reach".into(), json!(verdict));
    let mut findings = Findings {
        method: "near-repeat",
        columns: Vec::new(),
        shapes: None,
        test: test(&table),
        totals,
        notes: std::mem::take(&mut cases.notes),
        provenance: std::mem::take(&mut cases.provenance),
    };
    findings.totals.insert("borderline".into(), borderline(&table).into());
    findings.notes.extend(doubles(&cases, &days));
    parameters(request, &mut findings);
    match request.show {
        NearRepeatShow::Table => findings.columns = table_columns(&table),
        NearRepeatShow::Events => {
            let (space_m, apart) = distances(request, &verdict)?;
            events(&cases, &days, space_m, apart, o.metric, &mut findings)?;
        }
        NearRepeatShow::Alerts => alerts(&cases, &days, &verdict, &mut findings)?,
    }
    Ok(NearRepeatReport { table, verdict, words, findings })
}

fn test(table: &KnoxTable) -> Test {
    Test {
        null: "dates and places as they are, which date belongs to which place by chance".into(),
        alternative: "more (p_ge, one-sided); p_two_sided for either direction".into(),
        p_values: format!("{} permutations of the dates; expected numbers exact", table.permutations),
        seed: Some(table.seed),
        correction: format!(
            "p_fdr: Benjamini-Hochberg over the {} cells of the table; actionable (ratio >= 1.2 and p_ge <= 0.05) is a convention without correction",
            table.cells.len()
        ),
    }
}

fn parameters(request: &NearRepeatRequest, findings: &mut Findings) {
    let o = &request.options;
    let mut put = |key: &str, value: Value| findings.provenance.parameters.insert(key.to_owned(), value);
    put("method", json!("near-repeat"));
    put("space_bands_m", json!(o.space_m));
    put("time_bands_days", json!(o.days));
    put("bands", json!("left-closed [from, to), from 0"));
    put("metric", json!(o.metric));
    put("permutations", json!(o.permutations));
    put("time", json!("whole local dates"));
    if let Some((space, days)) = request.chain {
        put("chain_m", json!(space));
        put("chain_days", json!(days));
    }
    findings.provenance.seed = Some(o.seed);
}

/// True when the nearest and soonest pairs stand or fall by the seed: their p after correction, with the doubt of so
/// many shuffles (two standard errors), lies on both sides of 0.05, and their ratio would make a verdict.
fn borderline(table: &KnoxTable) -> bool {
    let shuffles = f64::from(table.permutations);
    (0..table.space_bands.min(2)).map(|s| table.cell(s, 0)).any(|cell| {
        let doubt = 2.0 * libm::sqrt(cell.p_ge * (1.0 - cell.p_ge) / shuffles) + 1.0 / shuffles;
        // The correction multiplies p, and its doubt with it.
        let times = if cell.p_ge > 0.0 { cell.p_fdr / cell.p_ge } else { 1.0 };
        cell.ratio >= crate::detect::ACTIONABLE_RATIO && (cell.p_fdr - 0.05).abs() <= doubt * times
    })
}

/// A note on rows that are the same in place and day.
fn doubles(cases: &Cases, days: &[i32]) -> Option<String> {
    let place = |i: usize| (cases.points[i].easting_m().to_bits(), cases.points[i].northing_m().to_bits());
    let mut all: Vec<_> = (0..days.len()).map(|i| (place(i), days[i])).collect();
    all.sort_unstable();
    let same = all.windows(2).filter(|w| w[0] == w[1]).count();
    (same > 0).then(|| {
        format!(
            "{same} of {} rows have the very point and day of another: if these are one event recorded twice (a crime a victim, a file read twice), they make repeats at the same place",
            days.len()
        )
    })
}

/// The verdict as a sentence; on the border with what would settle it.
fn said(verdict: &Verdict, borderline: bool, permutations: u32) -> String {
    let words = said_plainly(verdict);
    if !borderline {
        return words;
    }
    let settles = if permutations < 9_999 {
        "run it with --permutations 9999"
    } else if permutations < 99_999 {
        "run it with --permutations 99999"
    } else {
        "more shuffles will hardly settle it: wait for more events"
    };
    format!(
        "on the border: with {permutations} shuffles p lies on both sides of 0.05 and another seed may say otherwise; {settles}: {words}"
    )
}

fn said_plainly(verdict: &Verdict) -> String {
    match verdict {
        Verdict::NoEvidence => {
            "no evidence of repeats: the nearest and soonest pairs are under 1.2 times what shuffled dates give, or within chance"
                .into()
        }
        Verdict::SamePlace(d) => format!(
            "repeats at the same place, up to {} days: {:.2} times as many pairs as expected; around it under 1.2 times, or within chance",
            d.days, d.ratio
        ),
        Verdict::NearRepeat(d) => format!(
            "repeats nearer than {} m and sooner than {} days: {:.2} times as many pairs as expected, half of the surplus within {:.1} days",
            d.space_m, d.days, d.ratio, d.half_life_days
        ),
    }
}

fn table_columns(table: &KnoxTable) -> Vec<Column> {
    let cells = &table.cells;
    let number = |name, of: fn(&crate::detect::KnoxCell) -> f64| Column::number(name, cells.iter().map(of));
    vec![
        number("space_from_m", |c| c.space_from_m),
        number("space_to_m", |c| c.space_to_m),
        Column::count("days_from", cells.iter().map(|c| u64::from(c.days_from))),
        Column::count("days_to", cells.iter().map(|c| u64::from(c.days_to))),
        Column::count("observed", cells.iter().map(|c| c.observed)),
        number("expected", |c| c.expected),
        number("ratio", |c| c.ratio),
        number("p_ge", |c| c.p_ge),
        number("p_le", |c| c.p_le),
        number("p_two_sided", |c| c.p_two_sided),
        number("p_fdr", |c| c.p_fdr),
        number("mean_simulated", |c| c.mean_simulated),
        number("median_simulated", |c| c.median_simulated),
        number("ratio_mean", |c| c.ratio_mean),
        number("ratio_median", |c| c.ratio_median),
        Column::flag("actionable", cells.iter().map(|c| c.actionable)),
        Column::text("space", cells.iter().map(|c| format!("{} m", interval(c.space_from_m, c.space_to_m)))),
        Column::text(
            "time",
            cells.iter().map(|c| format!("{} days", interval(c.days_from.into(), c.days_to.into()))),
        ),
    ]
}

fn distances(request: &NearRepeatRequest, verdict: &Verdict) -> Result<(f64, u32), RunError> {
    match (request.chain, verdict.reach()) {
        (Some(chain), _) => Ok(chain),
        (None, Some(decay)) => Ok((decay.space_m, decay.days)),
        (None, None) => Err(RunError::Usage(
            "no evidence of repeats, so the table gives no reach for chains: give --chain-metres and --chain-days to see the pairs all the same".into(),
        )),
    }
}

fn events(
    cases: &Cases,
    days: &[i32],
    space_m: f64,
    apart: u32,
    metric: Metric,
    findings: &mut Findings,
) -> Result<(), RunError> {
    let links: Links = link(&cases.points, days, space_m, apart, metric)?;
    let mut linked: Vec<usize> = (0..days.len()).filter(|&i| links.chain_of[i].is_some()).collect();
    linked.sort_by_key(|&i| (links.chain_of[i], days[i], cases.rows[i]));
    let chain = |i: usize| links.chain_of[i].map(|c| links.chains[c as usize]);
    let word = |role: Role| match role {
        Role::Originator => "originator",
        Role::NearRepeat => "near-repeat",
        Role::Alone => "alone",
    };
    let each = || linked.iter().copied();
    findings.columns = vec![
        Column::count("row", each().map(|i| cases.rows[i])),
        Column::text("date", each().map(|i| Date::from_days(days[i]).to_string())),
        Column::text("role", each().map(|i| word(links.roles[i]).to_owned())),
        Column::count("chain", each().map(|i| u64::from(links.chain_of[i].unwrap_or(0)) + 1)),
        Column::count("chain_events", each().map(|i| chain(i).map_or(0, |c| u64::from(c.events)))),
        Column::flag("chain_open", each().map(|i| chain(i).is_some_and(|c| c.open))),
        Column::text("class", each().map(|i| word(links.roles[i]).to_owned())),
    ];
    let places: Vec<GridPoint> = each().map(|i| cases.points[i]).collect();
    findings.shapes = cases.points_to_degrees(&places)?;
    let count = |role| links.roles.iter().filter(|r| **r == role).count();
    let mut put = |key: &str, value: Value| findings.totals.insert(key.to_owned(), value);
    put("chain_m", json!(space_m));
    put("chain_days", json!(apart));
    put("originators", json!(count(Role::Originator)));
    put("near_repeats", json!(count(Role::NearRepeat)));
    put("alone", json!(count(Role::Alone)));
    put("chains", json!(links.chains.len()));
    put("chains_open", json!(links.chains.iter().filter(|c| c.open).count()));
    put("longest_chain", json!(links.chains.iter().map(|c| c.events).max().unwrap_or(0)));
    findings.notes.push(format!(
        "chains join events less than {space_m} m and {apart} days apart; in a busy place some are joined by chance"
    ));
    Ok(())
}

fn alerts(cases: &Cases, days: &[i32], verdict: &Verdict, findings: &mut Findings) -> Result<(), RunError> {
    let Some(decay) = verdict.reach() else {
        findings.columns = alert_columns(cases, days, &[], 0, 0.0, |_| 0.0);
        findings.shapes = Some(Vec::new());
        findings.notes.push("no evidence of repeats, so there is nothing to be alert about".into());
        return Ok(());
    };
    let last = days.iter().copied().max().unwrap_or(0);
    let mut recent: Vec<usize> = (0..days.len()).filter(|&i| last.abs_diff(days[i]) < decay.days).collect();
    recent.sort_by_key(|&i| (std::cmp::Reverse(days[i]), cases.rows[i]));
    let left = |i: usize| decay.remaining(f64::from(last - days[i]));
    findings.columns = alert_columns(cases, days, &recent, decay.days, decay.half_life_days, left);
    let discs: Vec<MultiPolygon<f64>> =
        recent.iter().map(|&i| disc(cases.points[i], decay.space_m.max(25.0))).collect();
    findings.shapes = cases.to_degrees(&discs)?;
    let as_of = Date::from_days(last).to_string();
    findings.totals.insert("alerts_as_of".into(), as_of.clone().into());
    findings.notes.push(format!(
        "alerts as of {as_of}, the last date of the data; each holds {} days and has lost half of its weight after {:.1}",
        decay.days, decay.half_life_days
    ));
    Ok(())
}

fn alert_columns(
    cases: &Cases,
    days: &[i32],
    recent: &[usize],
    holds: u32,
    half_life: f64,
    left: impl Fn(usize) -> f64,
) -> Vec<Column> {
    let each = || recent.iter().copied();
    vec![
        Column::count("row", each().map(|i| cases.rows[i])),
        Column::text("date", each().map(|i| Date::from_days(days[i]).to_string())),
        Column::text("until", each().map(|i| Date::from_days(days[i]).plus(holds as i32 - 1).to_string())),
        Column::number("weight", each().map(left)),
        Column::number("half_life_days", each().map(|_| half_life)),
        Column::text("class", each().map(|_| "alert".to_owned())),
    ]
}

/// The alerts of a map's layer.
pub(super) fn alert_layer(cases: Cases) -> Result<Findings, RunError> {
    let request = NearRepeatRequest {
        options: NearRepeatOptions::default(),
        show: NearRepeatShow::Alerts,
        chain: None,
    };
    Ok(compute_near_repeat(&request, cases)?.findings)
}

/// A disc of 64 corners, in metres.
pub(super) fn disc(centre: GridPoint, radius_m: f64) -> MultiPolygon<f64> {
    let corner = |k: i32| {
        let turn = f64::from(k) * std::f64::consts::TAU / 64.0;
        geo_types::Coord {
            x: centre.easting_m() + radius_m * libm::cos(turn),
            y: centre.northing_m() + radius_m * libm::sin(turn),
        }
    };
    let ring: Vec<_> = (0..=64).map(|k| corner(k % 64)).collect();
    MultiPolygon(vec![Polygon::new(LineString(ring), Vec::new())])
}
