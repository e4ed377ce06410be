//! Youth violence in units, and what is known of each unit: what every run and re-run is made from.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    calendar::Month,
    detect::{Event, EventFacts, ListSettings},
    incidents::{Definition, LocationClass},
    pipeline::{Evidence, Loaded, PipelineError, Wanted},
    places::{Level, Unit, UnitSet},
    sport::YouthEvent,
};

/// The definition that drives sport.
pub(super) const YOUTH: &str = "youth-10-17";
/// Months over which endurance is counted.
const ENDURANCE_MONTHS: i32 = 36;

/// Months of the window; a panel sees no shorter one.
const WINDOW_MONTHS: i32 = 12;
/// Unit need is kept in.
pub(super) const UNIT: Unit = Unit::H3(10);

/// The definition, and the last twelve complete months: what every question of sport is asked of.
///
/// # Errors
/// [`PipelineError`] without the definition or a complete month, and for snapped points, which know no ages.
pub(super) fn asked_of(loaded: &Loaded) -> Result<(&Definition, (Month, Month)), PipelineError> {
    let definition = loaded.definitions.get(YOUTH).ok_or_else(|| PipelineError::NoDefinition {
        id: YOUTH.to_owned(),
        known: loaded.definitions.keys().cloned().collect::<Vec<_>>().join(", "),
    })?;
    if loaded.snapped() {
        return Err(PipelineError::OnlyOpenData { id: YOUTH.to_owned() });
    }
    let to = loaded.complete_to().ok_or(PipelineError::Empty)?;
    Ok((definition, (to.plus(1 - WINDOW_MONTHS), to)))
}

/// One study area in one kind of unit.
pub(super) struct Scene {
    pub(super) units: std::sync::Arc<UnitSet>,
    /// Youth events of the window, night economy and unknown ages left out.
    pub(super) events: Vec<YouthEvent>,
    /// Months of the last 36 with one, by unit.
    pub(super) months_active: Vec<u32>,
    /// Residents aged 10 to 17, by unit.
    pub(super) young: Vec<f64>,
    /// Deprivation decile, by unit.
    pub(super) decile: Vec<Option<u8>>,
    /// CSP, by unit.
    pub(super) csp: Vec<u16>,
    /// The same, as the ranked list counts them.
    pub(super) listed: Vec<Event>,
    /// The same: kind of place.
    pub(super) classes: Vec<LocationClass>,
    /// Units of the events left out as night economy.
    pub(super) night_units: Vec<u32>,
    /// Left out because an age or place was not known.
    pub(super) unknown: u32,
    /// Left out as night economy.
    pub(super) night: u32,
    /// Last day of the window.
    pub(super) today: i32,
}

impl Scene {
    pub(super) fn gather(
        loaded: &Loaded,
        definition: &Definition,
        (from, to): (Month, Month),
        unit: Unit,
        csp: Option<u16>,
    ) -> Result<Self, PipelineError> {
        let (units, _) = loaded.lattice(unit, csp)?;
        let force = csp.map(|_| loaded.lattice(unit, None)).transpose()?;
        let early = to.plus(1 - ENDURANCE_MONTHS).min(from);
        let wanted = Wanted { definition, from: early, to, csp, fold: true };
        let evidence = Evidence::gather(loaded, &wanted, &units, force.as_ref().map(|f| &*f.0))?;
        let mut active: Vec<BTreeSet<Month>> = vec![BTreeSet::new(); units.ids.len()];
        let (mut events, mut listed, mut classes) = (Vec::new(), Vec::new(), Vec::new());
        let (mut night_units, mut unknown) = (Vec::new(), 0);
        for (event, facts) in evidence.events.iter().zip(&evidence.facts) {
            let month = facts.crimes[0].month;
            let inside = month >= from;
            if event.unknown {
                unknown += u32::from(inside);
                continue;
            }
            if night_economy(facts) {
                if inside {
                    night_units.push(event.unit);
                }
                continue;
            }
            active[event.unit as usize].insert(month);
            if inside {
                listed.push(event.clone());
                classes.push(facts.crimes[0].location);
                events.push(YouthEvent {
                    unit: event.unit,
                    day: loaded.zone.date(facts.crimes[0].committed.from).days(),
                    hours: facts.hours.clone(),
                    hurt: hurt(facts),
                });
            }
        }
        let (young, decile) = residents(loaded, &units);
        Ok(Self {
            csp: units.csp.iter().map(|c| c.unwrap_or(u16::MAX)).collect(),
            months_active: active.iter().map(|a| a.len() as u32).collect(),
            units,
            events,
            young,
            decile,
            listed,
            classes,
            night: night_units.len() as u32,
            night_units,
            unknown,
            today: loaded.zone.date(loaded.zone.month_bounds(to).1).days() - 1,
        })
    }
}

impl Scene {
    /// Whether the floors of a hotspot hold without the night economy, and the night economy is not most of it: at least
    /// 10 events on 5 dates at 2 points, and under 60 % of them at one.
    pub(super) fn stands_without_night(&self, units: &[u32]) -> bool {
        let inside = |unit: &u32| units.binary_search(unit).is_ok();
        let mut dates = BTreeSet::new();
        let mut points: BTreeMap<(i64, i64), usize> = BTreeMap::new();
        let mut held = 0_usize;
        for event in self.listed.iter().filter(|e| inside(&e.unit)) {
            held += 1;
            dates.insert(event.date);
            let tenths = |m: f64| (m * 10.0) as i64;
            *points
                .entry((tenths(event.point.easting_m()), tenths(event.point.northing_m())))
                .or_default() += 1;
        }
        let floors = ListSettings::default();
        let busiest = points.values().copied().max().unwrap_or(0);
        let night = self.night_units.iter().filter(|u| inside(u)).count();
        held >= floors.min_events as usize
            && dates.len() >= floors.min_dates as usize
            && points.len() >= floors.min_points as usize
            && (busiest as f64) < floors.single_address_share * held as f64
            && night <= held
    }
}

/// A crime at licensed premises with an adult in it: never a reason for a youth session, whatever the hour.
fn night_economy(facts: &EventFacts<'_>) -> bool {
    facts.crimes.iter().all(|crime| {
        crime.location == LocationClass::LicensedPremises
            && crime.victims.iter().chain(&crime.suspects).filter_map(|p| p.age).any(|age| age.min >= 18)
    })
}

/// Age band of the youngest victim.
fn hurt(facts: &EventFacts<'_>) -> &'static str {
    let youngest = facts.crimes.iter().flat_map(|c| &c.victims).filter_map(|p| p.age).min();
    match youngest.map(|a| (a.min, a.max)) {
        Some((_, ..=9)) => "under 10",
        Some((10.., ..=17)) => "10 to 17",
        Some((18.., ..=24)) => "18 to 24",
        Some((25.., _)) => "25 and over",
        _ => "age not known",
    }
}

/// Residents aged 10 to 17 and deprivation decile by unit: those of the LSOA, spread over its units by their
/// postcodes, or evenly where it has none.
fn residents(loaded: &Loaded, units: &UnitSet) -> (Vec<f64>, Vec<Option<u8>>) {
    let pack = loaded.ground.pack();
    let mut weight = vec![0.0_f64; units.ids.len()];
    for postcode in &pack.postcodes {
        if let Some(unit) = units.locate(*postcode) {
            weight[unit] += 1.0;
        }
    }
    let lsoa: Vec<Option<usize>> =
        units.centre.iter().map(|c| loaded.ground.assign(*c).of(Level::Lsoa).map(usize::from)).collect();
    let mut held = vec![(0.0, 0_u32); pack.lsoa.len()];
    for (unit, at) in lsoa.iter().enumerate() {
        if let Some(at) = at {
            held[*at].0 += weight[unit];
            held[*at].1 += 1;
        }
    }
    let mut young = vec![0.0; units.ids.len()];
    let mut decile = vec![None; units.ids.len()];
    for (unit, at) in lsoa.iter().enumerate() {
        let Some(at) = *at else { continue };
        let facts = &pack.lsoa_facts[at];
        decile[unit] = facts.imd_decile;
        let here: f64 = facts.population.iter().skip(10).take(8).sum();
        let share = if held[at].0 > 0.0 { weight[unit] / held[at].0 } else { 1.0 / f64::from(held[at].1) };
        young[unit] = here * share;
    }
    (young, decile)
}
