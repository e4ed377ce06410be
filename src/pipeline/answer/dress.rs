//! Found places dressed for people: ids, names, ranks, words.

use super::{ENDURANCE_MONTHS, Settled, label, months_of, recurs};
use crate::{
    calendar::Month,
    detect::{
        CellStatistic, Class, Confidence, Dependence, EventFacts, Found, Hotspot, HotspotKind, HotspotList,
        NameParts, Scene, Stability, identify, name_places, peak, profile,
    },
    geodesy::GridPoint,
    pipeline::{Evidence, Loaded},
    places::shape::dissolve,
};

/// Everything the words are made from.
pub(super) struct Dressing<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) settled: &'a Settled<'a>,
    pub(super) evidence: &'a Evidence<'a>,
    pub(super) scene: &'a Scene<'a>,
    pub(super) cells: &'a [CellStatistic],
}

impl Dressing<'_> {
    /// Fills the list's places, in the order found.
    pub(super) fn dress(
        &self,
        list: &mut HotspotList,
        found: &[Found],
        doubt: &Stability,
        without: Option<&[Found]>,
    ) {
        let scope = self.scope();
        let old = self.loaded.identities.before(&scope, &list.to);
        let unit_id = |u: u32| self.scene.units.id_text(u as usize);
        let identified = identify(found, &unit_id, old, &scope, &list.to);
        let names = self.names(found);
        let regions = region_names(found, &names);
        let active = self.months_active(found);
        let first = self.settled.to.plus(1 - ENDURANCE_MONTHS);
        let missing = self.loaded.months_without_records(first, self.settled.to).len();
        let held = ENDURANCE_MONTHS as u32 - missing as u32;
        let months = months_of(self.settled);
        let (mut rank, mut rank_csp) = (0, std::collections::BTreeMap::<Option<u16>, u32>::new());
        for (i, place) in found.iter().enumerate() {
            let ranked = place.kind == self.scene.ranked_kind();
            let csp = self.csp_of(place);
            let number = ranked.then(|| {
                rank += 1;
                rank
            });
            let number_csp = ranked.then(|| {
                let n = rank_csp.entry(csp).or_insert(0);
                *n += 1;
                *n
            });
            let (id, change) = identified.places[i].clone();
            let members: Vec<u32> = self.events_of(place);
            let facts: Vec<&EventFacts<'_>> =
                members.iter().map(|&e| &self.evidence.facts[e as usize]).collect();
            let best = self.strongest(place);
            let stable_share = f64::from(doubt.times_listed[i]) / f64::from(doubt.resamples.max(1));
            let csp_area = csp.map(|c| &self.loaded.ground.pack().csp[usize::from(c)]);
            let total_area: f64 = self.scene.units.area_m2.iter().sum();
            let hit = f64::from(place.events) / self.scene.events.len().max(1) as f64;
            let mut described = profile(&facts, &months, place, (active[i], held), self.settled.definition);
            described.proactive = self.proactive_in(place);
            let mut hotspot = Hotspot {
                name: self.loaded.identities.names.get(&id).cloned().unwrap_or_else(|| names[i].clone()),
                kind: place.kind,
                rank: number,
                rank_csp: number_csp,
                csp: csp_area.map(|a| a.name.clone()).unwrap_or_default(),
                csp_code: csp_area.map(|a| a.code.clone()).unwrap_or_default(),
                parent: regions[i].clone(),
                units: place.units.iter().map(|&u| unit_id(u)).collect(),
                outline: self.outline(place),
                area_ha: place.area_m2 / 1e4,
                events: place.events,
                crimes: place.crimes,
                harm: self.loaded.harm.as_ref().map(|_| place.harm),
                expected: place.expected,
                excess: f64::from(place.events) - place.expected,
                p: best.p_two_sided,
                p_fdr: best.p_fdr,
                class: if place.kind == HotspotKind::PlaceToWatch { Class::NotTested } else { best.class },
                confidence: confidence(best.class, stable_share),
                pai_in_sample: hit / (place.area_m2 / total_area),
                stable_n: doubt.times_listed[i],
                stable_of: doubt.resamples,
                emerging: None,
                peak: peak(&facts),
                change,
                not_ranked_apart_from: Vec::new(),
                dependence: self.dependence(place, &members, without),
                profile: described,
                reason: String::new(),
                id,
            };
            hotspot.reason = reason(&hotspot, self.settled.list.top, self.settled.snapped);
            list.places.push(hotspot);
        }
        for i in 0..found.len() {
            list.places[i].not_ranked_apart_from = (0..found.len())
                .filter(|&j| {
                    j != i && found[i].kind == self.scene.ranked_kind() && found[j].kind == found[i].kind
                })
                .filter(|&j| doubt.not_apart(i, j))
                .map(|j| identified.places[j].0.clone())
                .collect();
        }
        list.gone = identified.gone.into_iter().map(|p| (p.id, p.name)).collect();
        if !found.iter().any(|f| f.kind == self.scene.ranked_kind()) {
            list.notes.extend(self.lone_unit());
        }
        if old.is_none() {
            list.notes.push("first list of this kind in the store: every place is new".to_owned());
        }
    }

    /// Lists are compared only within one definition, study area and unit.
    fn scope(&self) -> String {
        super::super::scope_of(self.loaded, &self.settled.definition.id, self.settled.csp, self.settled.unit)
    }

    fn events_of(&self, place: &Found) -> Vec<u32> {
        place.units.iter().flat_map(|&u| self.scene.index.in_unit(u)).copied().collect()
    }

    /// The unit of the place with the smallest p (ties by largest sum, then first).
    fn strongest(&self, place: &Found) -> &CellStatistic {
        place
            .units
            .iter()
            .map(|&u| &self.cells[u as usize])
            .reduce(|a, b| {
                if (b.p_two_sided, std::cmp::Reverse(b.neighbourhood))
                    < (a.p_two_sided, std::cmp::Reverse(a.neighbourhood))
                {
                    b
                } else {
                    a
                }
            })
            .expect("a place has units")
    }

    /// CSP of most of its events, ties by smallest.
    fn csp_of(&self, place: &Found) -> Option<u16> {
        let mut count = std::collections::BTreeMap::<Option<u16>, u32>::new();
        for e in self.events_of(place) {
            *count.entry(self.evidence.areas[e as usize].csp).or_default() += 1;
        }
        count.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).and_then(|(c, _)| c)
    }

    fn names(&self, found: &[Found]) -> Vec<String> {
        let parts: Vec<NameParts<'_>> = found
            .iter()
            .map(|place| {
                let events = self.events_of(place);
                NameParts {
                    at: busiest(events.iter().map(|&e| self.scene.events[e as usize].point)),
                    labels: events
                        .iter()
                        .filter_map(|&e| label(self.evidence.facts[e as usize].crimes[0]))
                        .collect(),
                }
            })
            .collect();
        name_places(&parts, &self.loaded.ground)
    }

    fn outline(&self, place: &Found) -> geo_types::MultiPolygon<f64> {
        let shapes: Vec<_> = place.units.iter().map(|&u| self.scene.units.outline(u as usize)).collect();
        dissolve(&shapes.iter().collect::<Vec<_>>())
    }

    /// Where nothing passed, the busiest unit is named: a busy unit that stands alone cannot be told from
    /// chance by a test that deals the same counts out again.
    fn lone_unit(&self) -> Option<String> {
        let cell = self.cells.iter().max_by(|a, b| a.value.cmp(&b.value).then(b.unit.cmp(&a.unit)))?;
        let events = self.scene.index.in_unit(cell.unit);
        if cell.value < self.scene.settings.min_events {
            return None;
        }
        let part = NameParts {
            at: busiest(events.iter().map(|&e| self.scene.events[e as usize].point)),
            labels: events.iter().filter_map(|&e| label(self.evidence.facts[e as usize].crimes[0])).collect(),
        };
        let name = name_places(&[part], &self.loaded.ground).pop()?;
        Some(format!(
            "the busiest unit holds {} events ({name}) but stands alone among quiet ones: this test looks for neighbours that are busy together, so look at that place by itself",
            cell.value
        ))
    }

    /// Months of the last 36 with at least one event of the definition in the place.
    fn months_active(&self, found: &[Found]) -> Vec<u32> {
        let first = self.settled.to.plus(1 - ENDURANCE_MONTHS);
        let mut owner = vec![usize::MAX; self.scene.units.ids.len()];
        for (i, place) in found.iter().enumerate() {
            for &u in &place.units {
                owner[u as usize] = i;
            }
        }
        let mut seen: Vec<Vec<Month>> = vec![Vec::new(); found.len()];
        for incident in self.loaded.incidents.iter() {
            if incident.month < first || incident.month > self.settled.to {
                continue;
            }
            let Some(unit) = incident.point.and_then(|p| self.scene.units.locate(p)) else { continue };
            if owner[unit] != usize::MAX && self.settled.definition.judge(incident).counted() {
                seen[owner[unit]].push(incident.month);
            }
        }
        seen.into_iter()
            .map(|mut months| {
                months.sort_unstable();
                months.dedup();
                months.len() as u32
            })
            .collect()
    }

    fn proactive_in(&self, place: &Found) -> u32 {
        let inside = |p: &&GridPoint| {
            self.scene.units.locate(**p).is_some_and(|u| place.units.binary_search(&(u as u32)).is_ok())
        };
        self.evidence.proactive.iter().filter(inside).count() as u32
    }

    fn dependence(&self, place: &Found, members: &[u32], without: Option<&[Found]>) -> Option<Dependence> {
        let unknown: Vec<u32> =
            members.iter().copied().filter(|&e| self.scene.events[e as usize].unknown).collect();
        if unknown.is_empty() {
            return None;
        }
        let mut rules: Vec<String> = unknown
            .iter()
            .flat_map(|&e| self.evidence.unknown_rules[e as usize].iter().map(|r| (*r).to_owned()))
            .collect();
        rules.sort_unstable();
        rules.dedup();
        let listed_without = without.is_some_and(|others| recurs(place, others, &self.scene.units.area_m2));
        Some(Dependence { unknown_events: unknown.len() as u32, listed_without, rules })
    }
}

/// "Chatham (Medway), 2 of 3" for the pieces of one region: the town or ward of its first piece, or
/// the first piece's whole name where another region has that one already.
fn region_names(found: &[Found], names: &[String]) -> Vec<Option<(String, u32, u32)>> {
    let mut named: Vec<(u32, String)> = Vec::new();
    found
        .iter()
        .enumerate()
        .map(|(i, place)| {
            if place.piece.1 < 2 || place.kind == HotspotKind::PlaceToWatch {
                return None;
            }
            let known =
                named.iter().find(|(region, _)| *region == place.region).map(|(_, name)| name.clone());
            let name = known.unwrap_or_else(|| {
                let whole = names[i].as_str();
                let short = whole.split_once(", ").map_or(whole, |(_, rest)| rest);
                let name = if named.iter().any(|(_, n)| n == short) { whole } else { short };
                named.push((place.region, name.to_owned()));
                name.to_owned()
            });
            Some((name, place.piece.0, place.piece.1))
        })
        .collect()
}

/// The point most events share, ties by easting then northing.
fn busiest(points: impl Iterator<Item = GridPoint>) -> GridPoint {
    let mut points: Vec<GridPoint> = points.collect();
    points.sort_by(|a, b| {
        a.easting_m().total_cmp(&b.easting_m()).then(a.northing_m().total_cmp(&b.northing_m()))
    });
    let most = points
        .chunk_by(|a, b| a == b)
        .reduce(|a, b| if b.len() > a.len() { b } else { a })
        .expect("a place has events");
    most[0]
}

fn confidence(class: Class, stable_share: f64) -> Confidence {
    match class {
        Class::Hot99 if stable_share >= 0.9 => Confidence::Clear,
        Class::Hot99 | Class::Hot95 if stable_share >= 0.5 => Confidence::Likely,
        _ => Confidence::NotSure,
    }
}

/// Two plain sentences: how much more than usual and how sure; when and who.
fn reason(place: &Hotspot, top: usize, snapped: bool) -> String {
    let months = place.profile.months.len();
    let expected = if place.expected < 10.0 {
        format!("{:.1}", place.expected)
    } else {
        format!("{:.0}", place.expected)
    };
    let crimes =
        if place.crimes == place.events { String::new() } else { format!(" ({} crimes)", place.crimes) };
    let first = match place.kind {
        HotspotKind::PlaceToWatch => format!(
            "{} events{crimes} in {months} months: too few, on too few dates or at too few points to call it a hotspot.",
            place.events
        ),
        HotspotKind::SingleAddress => format!(
            "{} events{crimes} in {months} months, {} of them at one {}: a matter for that place, listed apart.",
            place.events,
            place.profile.busiest_point,
            if snapped { "map point" } else { "address" }
        ),
        _ => format!(
            "{} events{crimes} in {months} months where {expected} would be usual if they fell evenly; in the top {} in {} of {} resampled lists.",
            place.events, top, place.stable_n, place.stable_of
        ),
    };
    let when = place.peak.as_ref().map(|p| p.words.clone());
    let who = place
        .profile
        .ages
        .iter()
        .find(|(w, _)| w != "not known" && w != "band too wide to say")
        .map(|(w, n)| format!("the youngest person known is {w} in {n} of {}", place.events));
    let mut second = [when, who].into_iter().flatten().collect::<Vec<_>>().join("; ");
    if second.is_empty() {
        return first;
    }
    if let Some(start) = second.get(..1).map(str::to_uppercase) {
        second.replace_range(..1, &start);
    }
    format!("{first} {second}.")
}
