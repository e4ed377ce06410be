//! Groups, their ground and their conflicts for the map of the police view.
//!
//! No other profile has a way to one of these: the map is made from the police store alone.

use std::collections::BTreeMap;

use geo_types::{LineString, MultiPolygon};
use serde_json::{Map, Value, json};

use super::{
    Provenance, PublishError, findings, label_point, line_to_degrees, point_to_degrees, polygons_to_degrees,
    shapes::{ShapeKind, Shapes},
};
use crate::{
    calendar::Date,
    deterrence::{
        ContestedCell, Direction, GroupEvent, GroupId, GroupSpace, LinkKind, LinkedChain, Overlap,
        Retaliation, Timeline, register::Involved,
    },
    geodesy::GridPoint,
};

/// What is said of an incident: never a person, never a home.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupIncident {
    /// Its reference.
    pub reference: String,
    /// Local day.
    pub day: Date,
    /// Where, when it is mapped to a street or better and is no home.
    pub at: Option<GridPoint>,
    /// Where in words, as a pack has it; of a home the area alone.
    pub street: String,
    /// What it was.
    pub offence: String,
}

/// All of one day's picture.
#[derive(Debug, Clone)]
pub struct GroupMap {
    /// Force or county.
    pub area: String,
    /// First day of the twelve months.
    pub from: Date,
    /// The register laid beside the crimes.
    pub involved: Involved,
    /// Group events of the twelve months, their incident the first crime of the event they are.
    pub events: Vec<GroupEvent>,
    /// Every incident spoken of, by its place among those held.
    pub incidents: BTreeMap<usize, GroupIncident>,
    /// Set space, group by group.
    pub spaces: Vec<GroupSpace>,
    /// How far two grounds are one.
    pub overlaps: Vec<Overlap>,
    /// Squares two groups contest.
    pub contested: Vec<ContestedCell>,
    /// Linked incidents.
    pub chains: Vec<LinkedChain>,
    /// What can be said of near repeats.
    pub near_words: String,
    /// What of the week before the day is not known, in words.
    pub not_known: Option<String>,
    /// Pairs with incidents between them.
    pub pairs: Vec<Timeline>,
    /// What can be said of answers between them.
    pub retaliation: Vec<Retaliation>,
    /// Where it came from.
    pub provenance: Provenance,
}

type Box4 = Option<super::Bbox>;

impl GroupMap {
    fn name(&self, group: GroupId) -> &str {
        self.involved.groups.get(usize::from(group.0)).map_or("", String::as_str)
    }

    fn about(&self) -> Map<String, Value> {
        Map::from_iter([
            ("marking".to_owned(), self.provenance.marking.words().into()),
            ("from".to_owned(), self.from.to_string().into()),
            ("on".to_owned(), self.involved.on.to_string().into()),
            ("not_known".to_owned(), self.not_known.clone().into()),
            ("least".to_owned(), json!(self.involved.least)),
        ])
    }

    fn collection(&self, features: Vec<Value>) -> Value {
        let mut about = self.about();
        about.insert("type".to_owned(), "FeatureCollection".into());
        about.insert("features".to_owned(), features.into());
        about.into()
    }

    /// The groups with their ground or why there is none, what they contest, and what the register says of itself.
    ///
    /// # Errors
    /// [`PublishError::OffGrid`] where a ground lies outside OSTN15.
    pub fn groups_json(&self) -> Result<Value, PublishError> {
        let mut all: Box4 = None;
        let mut groups = Vec::new();
        for space in &self.spaces {
            let name = self.name(space.group);
            let events = self.events.iter().filter(|e| e.groups().contains(&space.group)).count();
            let mut row = json!({
                "id": space.group, "name": name, "events": events, "points": space.points,
                "presence": space.presence, "own_incidents": space.own_incidents,
            });
            match &space.space {
                Some(ground) => {
                    let bbox = shape(&ground.range.outline, name)?.bbox(0);
                    all = join(all, bbox);
                    row["bbox"] = json!(bbox);
                    row["set_space"] = json!({
                        "core_ha": tenth(ground.core_ha()), "range_ha": tenth(ground.range_ha()),
                        "hull_ha": tenth(ground.hull_ha), "bandwidth": ground.bandwidth,
                    });
                }
                None => row["refusal"] = json!(space.refusal.map(|r| r.to_string())),
            }
            groups.push(row);
        }
        for incident in self.incidents.values() {
            if let Some(at) = incident.at {
                let p = point_to_degrees(at, &incident.reference)?;
                let (x, y) = (p.lon_deg(), p.lat_deg());
                all = join(all, Some([x, y, x, y]));
            }
        }
        let mut contested = Vec::new();
        for (number, cell) in (1..).zip(&self.contested) {
            contested.push(json!({
                "number": number, "a": cell.a, "b": cell.b, "shared_ha": tenth(cell.shared_ha),
                "last": Date::from_days(cell.last_day).to_string(),
                "incidents": self.incidents_json(&cell.incidents), "bbox": self.cell(cell)?.bbox(0),
            }));
        }
        let mut out = self.about();
        out.insert("area".to_owned(), self.area.clone().into());
        out.insert("groups".to_owned(), groups.into());
        out.insert("contested".to_owned(), contested.into());
        let overlap = |o: &&Overlap| o.shared_ha > 0.0;
        let overlaps: Vec<Value> = self
            .overlaps
            .iter()
            .filter(overlap)
            .map(|o| json!({"a": o.a, "b": o.b, "affinity": (o.affinity * 1000.0).round() / 1000.0, "shared_ha": tenth(o.shared_ha)}))
            .collect();
        out.insert("overlaps".to_owned(), overlaps.into());
        out.insert("says".to_owned(), json!(self.involved.says()));
        out.insert("near".to_owned(), self.near_words.clone().into());
        out.insert("bbox".to_owned(), json!(all));
        out.insert("provenance".to_owned(), json!(self.provenance));
        Ok(out.into())
    }

    fn incidents_json(&self, at: &[usize]) -> Vec<Value> {
        at.iter().filter_map(|i| self.incident_json(*i)).collect()
    }

    /// What is said of an incident, and which groups the register names with it: the side of each as it stands there.
    fn incident_json(&self, at: usize) -> Option<Value> {
        let incident = self.incidents.get(&at)?;
        let event = self.events.iter().find(|e| e.incident == at);
        let side = |of: fn(&GroupEvent) -> &Vec<GroupId>| json!(event.map_or(&[][..], |e| of(e).as_slice()));
        Some(json!({
            "reference": incident.reference, "day": incident.day.to_string(), "street": incident.street,
            "offence": incident.offence, "mapped": incident.at.is_some(),
            "by": side(|e| &e.suspects), "on": side(|e| &e.victims), "unclear": side(|e| &e.unclear),
        }))
    }

    /// A point of the map for an incident that is mapped; `chain` is null for one that is in no chain.
    fn incident_feature(
        &self,
        at: usize,
        chain: Option<usize>,
    ) -> Result<Option<(Value, [f64; 2])>, PublishError> {
        let Some(incident) = self.incidents.get(&at) else { return Ok(None) };
        let Some(place) = incident.at else { return Ok(None) };
        let p = point_to_degrees(place, &incident.reference)?;
        let (x, y) = (p.lon_deg(), p.lat_deg());
        let properties = json!({
            "layer": "incident", "chain": chain, "reference": incident.reference, "day": incident.day.days(),
            "date": incident.day.to_string(), "street": incident.street,
            "marking": self.provenance.marking.words(),
        });
        let drawn = feature(&findings::geometry(&geo_types::Point::new(x, y).into()), properties);
        Ok(Some((drawn, [x, y])))
    }

    /// Every pair of groups with incidents between them: its timeline and what can be said of answers.
    #[must_use]
    pub fn pairs_json(&self) -> Value {
        let pairs: Vec<Value> = self
            .pairs
            .iter()
            .map(|pair| {
                let found = self.retaliation.iter().find(|r| (r.a, r.b) == (pair.a, pair.b));
                let encounters: Vec<Value> = pair
                    .encounters
                    .iter()
                    .filter_map(|e| Some((e, self.incidents.get(&e.incident)?)))
                    .map(|(e, i)| {
                        let direction = match e.direction {
                            Direction::AOnB => "a-on-b",
                            Direction::BOnA => "b-on-a",
                            Direction::Both => "both",
                            Direction::Unknown => "unknown",
                        };
                        json!({"reference": i.reference, "day": i.day.to_string(), "street": i.street,
                               "offence": i.offence, "direction": direction})
                    })
                    .collect();
                json!({
                    "a": pair.a, "b": pair.b, "a_on_b": pair.a_on_b, "b_on_a": pair.b_on_a,
                    "days_since": pair.days_since, "encounters": encounters,
                    "verdict": found.map(|r| r.verdict.to_string()),
                    "dates": found.map(|r| r.dates.len()),
                    "since": found.and_then(|r| r.dates.first()).map(|d| Date::from_days(d.day).to_string()),
                    "answered": found.map(|r| r.answered),
                    "expected": found.and_then(|r| r.expected).map(tenth),
                    "ratio": found.and_then(|r| r.ratio).map(tenth),
                    "p": found.and_then(|r| r.p_fdr),
                })
            })
            .collect();
        let mut out = self.about();
        out.insert("groups".to_owned(), json!(self.involved.groups));
        out.insert("pairs".to_owned(), pairs.into());
        out.into()
    }

    /// The isopleths: two features a group, the wide one first.
    ///
    /// # Errors
    /// As [`GroupMap::groups_json`].
    pub fn set_space_geojson(&self) -> Result<Value, PublishError> {
        let mut features = Vec::new();
        for space in &self.spaces {
            let Some(ground) = &space.space else { continue };
            let name = self.name(space.group);
            for (percent, isopleth) in [(95, &ground.range), (50, &ground.core)] {
                let drawn = polygons_to_degrees(&isopleth.outline, name)?;
                let label = (percent == 50).then(|| shape(&isopleth.outline, name)).transpose()?;
                let properties = json!({
                    "group": space.group, "name": name, "percent": percent,
                    "hectares": tenth(isopleth.area_km2 * 100.0),
                    "label_point": label.and_then(|s| label_point(&s, 0)),
                    "marking": self.provenance.marking.words(),
                });
                features.push(feature(&findings::geometry(&drawn.into()), properties));
            }
        }
        Ok(self.collection(features))
    }

    fn cell(&self, cell: &ContestedCell) -> Result<Shapes, PublishError> {
        shape(&MultiPolygon(vec![cell.outline()]), self.name(cell.a))
    }

    /// The contested squares.
    ///
    /// # Errors
    /// As [`GroupMap::groups_json`].
    pub fn contested_geojson(&self) -> Result<Value, PublishError> {
        let mut features = Vec::new();
        for (number, cell) in (1..).zip(&self.contested) {
            let drawn = polygons_to_degrees(&MultiPolygon(vec![cell.outline()]), self.name(cell.a))?;
            let properties = json!({
                "number": number, "a": self.name(cell.a), "b": self.name(cell.b),
                "incidents": cell.incidents.len(), "marking": self.provenance.marking.words(),
            });
            features.push(feature(&findings::geometry(&drawn.into()), properties));
        }
        Ok(self.collection(features))
    }

    /// The chains with a group in them and every other incident of a group: incidents as points, links as lines, each with
    /// its day counted from 1970-01-01, so that a slider can walk through them; `chains` tells each chain in order,
    /// `incidents` every incident, the newest first.
    ///
    /// # Errors
    /// As [`GroupMap::groups_json`].
    pub fn chains_geojson(&self) -> Result<Value, PublishError> {
        let (mut features, mut told) = (Vec::new(), Vec::new());
        let mut chain_of = BTreeMap::new();
        let shown = |c: &&LinkedChain| c.with_groups && c.last_day >= self.from.days();
        for (number, chain) in (1_usize..).zip(self.chains.iter().filter(shown)) {
            let mut all: Box4 = None;
            for at in &chain.incidents {
                chain_of.insert(*at, number);
                if let Some((drawn, [x, y])) = self.incident_feature(*at, Some(number))? {
                    all = join(all, Some([x, y, x, y]));
                    features.push(drawn);
                }
            }
            for link in &chain.links {
                let ends = (self.incidents.get(&link.earlier), self.incidents.get(&link.later));
                let (Some(a), Some(b)) = ends else { continue };
                let (Some(from), Some(to)) = (a.at, b.at) else { continue };
                let line = LineString(vec![from.into(), to.into()]);
                let geometry = findings::geometry(&line_to_degrees(&line, &a.reference)?.into());
                let kind = match link.kind {
                    LinkKind::SamePair { .. } => "same-pair",
                    LinkKind::NearRepeat { .. } => "near-repeat",
                };
                let properties = json!({
                    "layer": "link", "chain": number, "kind": kind, "days": link.days, "from_day": a.day.days(),
                    "day": b.day.days(), "marking": self.provenance.marking.words(),
                });
                features.push(feature(&geometry, properties));
            }
            let groups: Vec<&str> = {
                let events = self.events.iter().filter(|e| chain.incidents.contains(&e.incident));
                let ids: std::collections::BTreeSet<GroupId> = events.flat_map(GroupEvent::groups).collect();
                ids.into_iter().map(|g| self.name(g)).collect()
            };
            told.push(json!({
                "number": number, "first": Date::from_days(chain.first_day).to_string(),
                "last": Date::from_days(chain.last_day).to_string(), "days_since": chain.days_since,
                "groups": groups, "incidents": self.incidents_json(&chain.incidents), "bbox": all,
            }));
        }
        let mut spoken: Vec<(Date, usize)> = Vec::new();
        for at in self.events.iter().map(|e| e.incident).chain(chain_of.keys().copied()) {
            let Some(incident) = self.incidents.get(&at) else { continue };
            spoken.push((incident.day, at));
        }
        spoken.sort_unstable_by(|a, b| b.cmp(a));
        spoken.dedup();
        let mut incidents = Vec::new();
        for (_, at) in spoken {
            let chain = chain_of.get(&at).copied();
            if chain.is_none() {
                features.extend(self.incident_feature(at, None)?.map(|(drawn, _)| drawn));
            }
            if let Some(mut row) = self.incident_json(at) {
                row["chain"] = json!(chain);
                incidents.push(row);
            }
        }
        let mut out = self.collection(features);
        out["chains"] = told.into();
        out["incidents"] = incidents.into();
        out["first_day"] = self.from.days().into();
        out["last_day"] = (self.involved.on.days() - 1).into();
        Ok(out)
    }
}

fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

fn shape(outline: &MultiPolygon<f64>, owner: &str) -> Result<Shapes, PublishError> {
    let mut shapes = Shapes::new(ShapeKind::Polygon);
    shapes.push_polygons(&polygons_to_degrees(outline, owner)?);
    Ok(shapes.finish())
}

fn feature(geometry: &Value, properties: Value) -> Value {
    json!({"type": "Feature", "geometry": geometry, "properties": properties})
}

fn join(a: Box4, b: Box4) -> Box4 {
    match (a, b) {
        (Some(a), Some(b)) => Some([a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]),
        (a, b) => a.or(b),
    }
}
