//! One page a site: every figure safe for a panel before it leaves this file.

use std::collections::BTreeMap;

use geo::BoundingRect;
use geo_types::MultiPolygon;

use super::{
    hotspots::GUARDIAN_MIN,
    model::{LONGEST_WALK_MIN, yearly_cost},
    rerun::Stays,
    shortlist::Run,
    words::{cost_words, kind_words, pounds, risks},
};
use crate::{
    calendar::Date,
    inference::e_test,
    pipeline::PipelineError,
    places::{
        Availability, Candidate, Level,
        walking::{Reached, Walking},
    },
    publish::{line_to_degrees, point_to_degrees, polygons_to_degrees},
    sport::{
        CoverChoice, GrantCut, MapGround, MapStreet, NearProgramme, NextBest, Running, SafeCount, SiteLabel,
        SiteSheet, SlotLimits, Slots, SolveOptions, YouthEvent, next_best, slots,
    },
};

/// Walks a sheet speaks of, minutes.
const WALKS: [u32; 2] = [10, 15];
/// Streets are drawn this far round the sites, metres.
const MAP_MARGIN_M: f64 = 1_600.0;
/// Programmes this near a site run "here already": ten minutes' walk as the crow flies, metres.
const EXISTING_M: f64 = 615.0;
/// Incidents are counted within this walk whatever counts as near: two walks' counts could be subtracted.
const COUNTED_MIN: u32 = 10;
/// Ages sport is about.
const AGES: (u8, u8) = (10, 17);

pub(super) struct Sheets<'a> {
    pub(super) run: &'a Run<'a>,
    pub(super) walking: &'a Walking,
    pub(super) choice: Option<&'a CoverChoice>,
    pub(super) chosen: &'a [u32],
    pub(super) stays: &'a Stays,
    /// What half of the money would lose.
    pub(super) half: Option<&'a GrantCut>,
}

impl Sheets<'_> {
    pub(super) fn all(&self) -> Result<Vec<SiteSheet>, PipelineError> {
        let from: Vec<_> = self.chosen.iter().map(|&s| self.run.candidates[s as usize].at).collect();
        let wide = self.run.wide();
        let targets = self.walking.targets(&wide.units.centre);
        let mut reached = self.walking.table(&from, &targets, f64::from(LONGEST_WALK_MIN));
        for walk in &mut reached {
            walk.sort_by_key(|r| r.target);
        }
        (0..self.chosen.len()).map(|rank| self.one(rank, &reached[rank])).collect()
    }

    fn units_within(&self, site: u32, minutes: f64) -> Vec<u32> {
        let walk = &self.run.walks[site as usize];
        walk.iter().filter(|r| r.minutes <= minutes).map(|r| r.target).collect()
    }

    fn one(&self, rank: usize, reached: &[Reached]) -> Result<SiteSheet, PipelineError> {
        let run = self.run;
        let site = self.chosen[rank];
        let candidate = &run.candidates[site as usize];
        let near = self.units_within(site, f64::from(run.question.minutes));
        // People are counted wherever they are, also across the partnership's border.
        let wide = run.wide();
        let within = |minutes: u32| -> Vec<u32> {
            reached.iter().filter(|r| r.minutes <= f64::from(minutes)).map(|r| r.target).collect()
        };
        let counted = within(COUNTED_MIN);
        let events: Vec<&YouthEvent> =
            wide.events.iter().filter(|e| counted.binary_search(&e.unit).is_ok()).collect();
        let parts = run.need.parts_of(&run.problem.sites[site as usize].covers);
        let score: f64 = parts.iter().sum();
        let label = self.label(site, parts[0], score);
        let terms = run.loaded.sport.terms();
        let today = Date::from_days(run.scene.today);
        let existing =
            run.loaded.sport.programmes().map_or_else(Vec::new, |r| r.near(candidate.at, EXISTING_M, today));
        let for_them =
            |p: &&NearProgramme<'_>| p.programme.ages.is_none_or(|(from, to)| from <= AGES.1 && to >= AGES.0);
        let running: Vec<Running> =
            existing.iter().filter(for_them).filter_map(|p| p.programme.running()).collect();
        let limits = SlotLimits { hours: &candidate.hours, running: &running };
        let slots = slots(&events, &limits, &|day| terms.holiday(day));
        let incidents = SafeCount::of(events.len() as u32);
        let young_within = WALKS.map(|minutes| {
            let young: f64 = within(minutes).iter().map(|&u| wide.young[u as usize]).sum();
            (minutes, SafeCount::of(young.round() as u32))
        });
        let total = run.problem.total().max(f64::MIN_POSITIVE);
        let place = run.loaded.ground.assign(candidate.at);
        let named =
            |level| run.loaded.ground.area_of(level, &place).map_or("", |a| a.name.as_str()).to_owned();
        let at = point_to_degrees(candidate.at, &candidate.name)?;
        let reach = WALKS
            .iter()
            .map(|&minutes| {
                let shape = self.walking.isochrone(candidate.at, f64::from(minutes));
                Ok((minutes, polygons_to_degrees(&shape, &candidate.name)?))
            })
            .collect::<Result<Vec<_>, PipelineError>>()?;
        let hotspots = run
            .hotspots
            .iter()
            .filter(|h| h.units.iter().any(|u| near.binary_search(u).is_ok()))
            .map(|h| Ok(polygons_to_degrees(&h.outline, &h.name)?))
            .collect::<Result<Vec<MultiPolygon<f64>>, PipelineError>>()?;
        Ok(SiteSheet {
            rank: rank as u32 + 1,
            id: candidate.id.clone(),
            name: candidate.name.clone(),
            kind: kind_words(candidate),
            csp: named(Level::Csp),
            ward: named(Level::Ward),
            at: (at.lon_deg(), at.lat_deg()),
            label,
            label_words: label_words(label).to_owned(),
            possible: candidate.availability != Availability::Confirmed,
            reason: self.reason(site, incidents, &slots, young_within[0].1),
            incidents,
            hurt: hurt(&events),
            young_within,
            covered_percent: (100.0 * score / total).round() as u32,
            score_parts: score_parts(parts),
            next_best: self.next_best(site)?,
            stable_n: self.stays.kept.get(rank).copied().unwrap_or(0),
            stable_of: self.stays.of,
            near_equal: self.stays.near_equal[rank]
                .iter()
                .map(|&other| run.candidates[other as usize].name.clone())
                .collect(),
            existing: existing.iter().map(NearProgramme::words).collect(),
            risks: risks(candidate, &slots),
            cost: cost_words(candidate, run.question),
            if_half: if_half(&slots, self.half, &candidate.name),
            baseline: self.baseline(site, &events),
            slots,
            reach,
            hotspots,
        })
    }

    fn label(&self, site: u32, violence: f64, score: f64) -> SiteLabel {
        let near = self.run.near[site as usize];
        match near {
            None if self.run.question.per_csp.is_some() => SiteLabel::FundingShare,
            Some(_) if violence >= 0.5 * score => SiteLabel::HotspotSite,
            _ => SiteLabel::CoverageSite,
        }
    }

    fn reason(&self, site: u32, incidents: SafeCount, slots: &Slots, young: SafeCount) -> [String; 2] {
        let run = self.run;
        let minutes = COUNTED_MIN;
        let why = match run.near[site as usize] {
            Some(near) if near.minutes <= GUARDIAN_MIN => format!(
                "It stands within 400 m on foot of the youth violence hotspot at {}, close enough for a session to keep an eye on the place itself",
                run.hotspots[near.hotspot].name
            ),
            Some(near) => format!(
                "It stands within ten minutes' walk of the youth violence hotspot at {}: another place to be for the young people there",
                run.hotspots[near.hotspot].name
            ),
            None => "No youth violence hotspot is within ten minutes' walk: it is here for the young people it reaches".to_owned(),
        };
        let when = match slots.term.first() {
            Some(slot) => format!("; the first session proposed is {}", slot.words),
            None => String::new(),
        };
        [
            format!("{why}."),
            format!(
                "In the last twelve months {incidents} violent incidents in public places involving 10 to 17 year olds happened within {minutes} minutes' walk, where {young} young people live{when}."
            ),
        ]
    }

    fn next_best(&self, site: u32) -> Result<Option<NextBest>, PipelineError> {
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
            points if points < 0 => {
                format!("the list would cover {} percentage points less of the need", -points)
            }
            points => format!("the list would cover {points} percentage points more of the need"),
        };
        Ok(Some(NextBest {
            name: new.name.clone(),
            what_changes: format!("With {} in its place {cover}, {cost}.", new.name),
            cost_change,
            coverage_change_points,
        }))
    }

    /// The honest sentence: what a fall would have to be to be told from chance.
    fn baseline(&self, site: u32, events: &[&YouthEvent]) -> Vec<String> {
        let safe = SafeCount::of(events.len() as u32);
        // Worked out from the rounded count: the percentage must not undo the rounding.
        let before = u64::from(safe.rounded().unwrap_or(0));
        let mut words = vec![format!(
            "Baseline: {safe} incidents in the twelve months to {}, within {} minutes' walk; count the same months again after a year.",
            self.run.window.1, COUNTED_MIN
        )];
        // The largest count a year later that the E-test at 5 % tells from no change.
        let fall = (0..before).rev().find(|&after| e_test(before, after, 1.0, 1.0) <= 0.05);
        words.push(match fall {
            Some(after) => {
                let percent = 100.0 * (before - after) as f64 / before as f64;
                let percent = ((percent / 5.0).ceil() * 5.0).min(100.0);
                format!("To be told from chance they would have to fall by about {percent:.0} % or more in one year; a smaller fall may be real, but these numbers could not show it.")
            }
            _ => "There are too few incidents here to show what a fall in one year would mean: judge the sessions by who comes and what they say.".to_owned(),
        });
        if let Some(place) = self.comparison(site) {
            words.push(format!("Compare with {place}, a youth violence hotspot that no chosen site reaches: if both fall alike, the sessions were not the reason."));
        }
        words
    }

    fn comparison(&self, site: u32) -> Option<&str> {
        let run = self.run;
        let reached: Vec<Vec<u32>> =
            self.chosen.iter().map(|&s| self.units_within(s, f64::from(LONGEST_WALK_MIN.min(15)))).collect();
        let free = |h: &&super::hotspots::YouthHotspot| {
            reached.iter().all(|units| !h.units.iter().any(|u| units.binary_search(u).is_ok()))
        };
        let count = |units: &[u32]| {
            run.scene.events.iter().filter(|e| units.binary_search(&e.unit).is_ok()).count() as i64
        };
        let own = count(&self.units_within(site, f64::from(run.question.minutes)));
        run.hotspots
            .iter()
            .filter(free)
            .min_by_key(|h| (count(&h.units) - own).abs())
            .map(|h| h.name.as_str())
    }
}

fn label_words(label: SiteLabel) -> &'static str {
    match label {
        SiteLabel::HotspotSite => "hotspot site",
        SiteLabel::CoverageSite => "coverage site: violence is less than half of why it was chosen",
        SiteLabel::FundingShare => "funding share, not hotspot",
    }
}

fn score_parts(parts: [f64; 4]) -> Vec<(String, u32)> {
    let whole: f64 = parts.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    ["youth violence", "how long it has lasted", "young residents", "deprivation"]
        .into_iter()
        .zip(parts)
        .map(|(name, part)| (name.to_owned(), (100.0 * part / whole).round() as u32))
        .collect()
}

/// Bands a panel may see: those of ten or more; the rest stand together, with the smallest shown band when they would be
/// fewer than ten, so that no subtraction gives them away.
fn hurt(events: &[&YouthEvent]) -> Vec<(String, SafeCount)> {
    let mut bands: BTreeMap<&str, u32> = BTreeMap::new();
    for event in events {
        *bands.entry(event.hurt).or_default() += 1;
    }
    let mut shown: Vec<(&str, u32)> =
        bands.into_iter().filter(|(_, count)| *count >= SafeCount::LEAST).collect();
    shown.sort_by_key(|(band, count)| (std::cmp::Reverse(*count), *band));
    let mut rest = events.len() as u32 - shown.iter().map(|s| s.1).sum::<u32>();
    if (1..SafeCount::LEAST).contains(&rest)
        && let Some((_, count)) = shown.pop()
    {
        rest += count;
    }
    shown.sort_unstable();
    let word = if shown.is_empty() { "all ages" } else { "other ages or not known" };
    let mut rows: Vec<(String, SafeCount)> =
        shown.into_iter().map(|(band, count)| (band.to_owned(), SafeCount::of(count))).collect();
    if rest > 0 {
        rows.push((word.to_owned(), SafeCount::of(rest)));
    }
    rows
}

fn if_half(slots: &Slots, half: Option<&GrantCut>, name: &str) -> String {
    let stays = match half {
        Some(cut) if cut.lost.iter().any(|lost| lost == name) => {
            "If we get half, this site is among those to give up. If it is kept"
        }
        Some(_) => "If we get half, this site stays. Then",
        None => "If we get half",
    };
    let when = match slots.term.first() {
        Some(slot) => format!("one session a week in term time, {}", slot.words),
        None => "one session a week, at a time the young people themselves choose".to_owned(),
    };
    format!("{stays}: {when}, rather than several that cannot be kept up.")
}

/// Boundary, streets near the sites and town names, in degrees.
pub(super) fn map_ground(run: &Run<'_>, chosen: &[u32]) -> Result<MapGround, PipelineError> {
    let pack = run.loaded.ground.pack();
    let boundary = match run.csp {
        Some(csp) => polygons_to_degrees(&pack.csp[usize::from(csp)].shape, "the boundary")?,
        None => MultiPolygon(Vec::new()),
    };
    let sites: Vec<&Candidate> = chosen.iter().map(|&s| &run.candidates[s as usize]).collect();
    let near = |x: (f64, f64), y: (f64, f64)| {
        sites.iter().any(|s| {
            let (e, n) = (s.at.easting_m(), s.at.northing_m());
            x.0 - MAP_MARGIN_M <= e
                && e <= x.1 + MAP_MARGIN_M
                && y.0 - MAP_MARGIN_M <= n
                && n <= y.1 + MAP_MARGIN_M
        })
    };
    let mut streets = Vec::new();
    for street in &pack.streets {
        let Some(bounds) = street.line.bounding_rect() else { continue };
        if near((bounds.min().x, bounds.max().x), (bounds.min().y, bounds.max().y)) {
            streets.push(MapStreet {
                name: street.name.clone(),
                kind: street.kind.clone(),
                line: line_to_degrees(&street.line, "a street")?,
            });
        }
    }
    let mut towns = Vec::new();
    for town in pack.sites.iter().filter(|s| s.kind == crate::places::SiteKind::Town) {
        let at = point_to_degrees(town.point, &town.name)?;
        towns.push((town.name.clone(), (at.lon_deg(), at.lat_deg())));
    }
    Ok(MapGround { boundary, streets, towns, attribution: pack.attribution.join("; ") })
}
