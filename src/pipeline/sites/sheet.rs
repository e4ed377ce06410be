//! One page a site: every figure safe for a panel before it leaves this file.

use std::collections::BTreeMap;

use geo_types::MultiPolygon;

use super::{
    cost::cost_words,
    crossing::barrier_risks,
    hotspots::GUARDIAN_MIN,
    knowing::if_half,
    model::{LONGEST_WALK_MIN, covered},
    rerun::Stays,
    shortlist::Run,
    words::{kind_words, risks},
};
use crate::{
    calendar::Date,
    pipeline::PipelineError,
    places::{
        Availability, Level,
        walking::{Reached, Walking},
    },
    publish::{point_to_degrees, polygons_to_degrees},
    sport::{
        BandNeed, CoverChoice, GrantCut, NearProgramme, NeedBand, NeedPart, Running, SafeCount, SiteLabel,
        SiteSheet, SlotLimits, Slots, Weights, YouthEvent, band_words, need_bands, slots, whole_percent,
    },
};

/// Walks a sheet speaks of, minutes.
const WALKS: [u32; 2] = [10, 15];
/// Programmes this near a site run "here already": ten minutes' walk as the crow flies, metres.
const EXISTING_M: f64 = 615.0;
/// Incidents are counted within this walk whatever counts as near: two walks' counts could be subtracted.
pub(super) const COUNTED_MIN: u32 = 10;
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

    pub(super) fn units_within(&self, site: u32, minutes: f64) -> Vec<u32> {
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
        let bands = self.bands(site);
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
            adds_percent: self.adds(rank),
            asked_for: run.problem.limits.forced.contains(&site),
            score_parts: score_parts(parts),
            need_parts: need_parts(run.need.shares_of(&near), run.need.weights),
            need_words: band_words(&bands),
            need_bands: bands,
            next_best: self.next_best(site)?,
            stable_n: self.stays.kept.get(rank).copied().unwrap_or(0),
            stable_of: self.stays.of,
            near_equal: self.stays.near_equal[rank].iter().map(|&other| self.alternative(other)).collect(),
            existing: existing.iter().map(NearProgramme::words).collect(),
            risks: risks(
                candidate,
                &slots,
                barrier_risks(&run.loaded.sport, &run.loaded.ground, wide, candidate.at),
            ),
            cost: cost_words(candidate, run.question),
            if_half: if_half(&slots, self.half, &candidate.name),
            baseline: self.baseline(site, &events),
            slots,
            reach,
            hotspots,
        })
    }

    /// What a site reaches that none above it does: rounded so that the column adds up to what they cover together.
    fn adds(&self, rank: usize) -> u32 {
        let problem = &self.run.problem;
        let total = problem.total().max(f64::MIN_POSITIVE);
        let percent = |sites: &[u32]| whole_percent(100.0 * covered(problem, sites) / total);
        percent(&self.chosen[..=rank]).saturating_sub(percent(&self.chosen[..rank]))
    }

    /// Need by time band within ten minutes' walk whatever counts as near: two walks' shares could be subtracted.
    fn bands(&self, site: u32) -> Vec<BandNeed> {
        let run = self.run;
        let units = self.units_within(site, f64::from(COUNTED_MIN));
        let mut timed = [0.0; 4];
        for event in run.scene.events.iter().filter(|e| units.binary_search(&e.unit).is_ok()) {
            for &(hour, part) in event.hours.iter().flatten() {
                timed[NeedBand::of_hour(hour % 24)] += part;
            }
        }
        need_bands(&run.need.bands_of(&units), &timed)
    }

    /// A site nearly as good, with what a panel must know of it.
    fn alternative(&self, site: u32) -> String {
        let candidate = &self.run.candidates[site as usize];
        let mut about = Vec::new();
        if self.run.near[site as usize].is_none() {
            about.push("not near a hotspot");
        }
        if candidate.availability != Availability::Confirmed {
            about.push("possible site");
        }
        if about.is_empty() {
            candidate.name.clone()
        } else {
            format!("{} ({})", candidate.name, about.join(", "))
        }
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

/// Every part of need with its share in reach and its weight.
fn need_parts(shares: [f64; 4], weights: Weights) -> Vec<NeedPart> {
    let weights = [weights.violence, weights.endurance, weights.young, weights.deprivation];
    let whole: f64 = weights.iter().sum();
    [
        "recent youth violence",
        "how long it has lasted",
        "residents aged 10 to 17",
        "deprivation where they live",
    ]
    .into_iter()
    .zip(shares)
    .zip(weights)
    .map(|((part, share), weight)| NeedPart {
        part: part.to_owned(),
        share_percent: whole_percent(100.0 * share),
        weight_percent: (10_000.0 * weight / whole).round() / 100.0,
    })
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
