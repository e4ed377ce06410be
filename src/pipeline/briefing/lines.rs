//! Lines of the pack: words of an event, its groups, what it is linked to, who has the action.

use std::collections::BTreeMap;

use super::scene::{Happened, Scene};
use crate::{
    deterrence::{
        ActionsThen, ChainLink, GroupPart, IncidentLine, LinkKind, LinkedChain, Timing, incident_line,
        injury_words, metres_words,
        register::{Part, same_reference},
    },
    geodesy::GridPoint,
    incidents::{Injury, Outcome},
    pipeline::PipelineError,
    publish::point_to_degrees,
};

/// What lines are made with.
pub(super) struct Lines<'a> {
    scene: &'a Scene<'a>,
    /// Links to earlier incidents, by the later one.
    links: BTreeMap<usize, Vec<&'a ChainLink>>,
    /// Owner of the action about a reference.
    owners: BTreeMap<String, &'a str>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(scene: &'a Scene<'a>, chains: &'a [LinkedChain], actions: &'a ActionsThen) -> Self {
        let mut links: BTreeMap<usize, Vec<&ChainLink>> = BTreeMap::new();
        for link in chains.iter().flat_map(|chain| &chain.links) {
            links.entry(link.later).or_default().push(link);
        }
        let mut owners = BTreeMap::new();
        // An open action's owner before that of one closed this week.
        for action in actions.closed.iter().chain(&actions.open) {
            owners.extend(action.references.iter().map(|r| (same_reference(r), action.owner.as_str())));
        }
        Self { scene, links, owners }
    }

    /// Events committed in the window, and those committed earlier that were recorded in it: linked ones first, then
    /// the gravest, then the newest.
    pub(super) fn of(&self, timing: Timing) -> Result<Vec<(usize, IncidentLine)>, PipelineError> {
        let events = self.scene.events.iter().enumerate().filter(|(_, e)| e.timing == timing);
        let mut lines = events
            .map(|(at, event)| Ok((at, self.line(event)?)))
            .collect::<Result<Vec<_>, PipelineError>>()?;
        lines.sort_by(|(a, x), (b, y)| {
            let key = |line: &IncidentLine| (line.groups.is_empty(), std::cmp::Reverse(line.gravity));
            key(x).cmp(&key(y)).then_with(|| {
                let start = |at: &usize| self.scene.incident(self.scene.events[*at].first()).committed.from;
                start(b).cmp(&start(a)).then(x.reference.cmp(&y.reference))
            })
        });
        Ok(lines)
    }

    /// One event as a line.
    pub(super) fn line(&self, event: &Happened) -> Result<IncidentLine, PipelineError> {
        let scene = self.scene;
        let loaded = scene.loaded;
        let words = |at: usize| {
            let definitions = std::iter::once(scene.definition).chain(loaded.definitions.values());
            incident_line(scene.incident(at), event.timing, &loaded.ground, definitions, &loaded.zone)
        };
        // The gravest crime of an event says what it was; the first says when and where.
        let mut line = words(event.first());
        for other in event.crimes.iter().skip(1).map(|at| words(*at)) {
            if other.gravity > line.gravity {
                (line.offence, line.gravity) = (other.offence, other.gravity);
            }
            if more_telling(&other.weapon, &line.weapon) {
                line.weapon = other.weapon;
            }
        }
        line.injury = self.worst_injury(event);
        if let Some(standing) = self.standing_together(event) {
            standing.clone_into(&mut line.status);
        }
        line.reference = self.references(event);
        line.crimes = event.crimes.iter().map(|at| scene.reference(*at).to_owned()).collect();
        line.groups = self.groups(event);
        line.links = self.links_of(event);
        let owner = event.crimes.iter().find_map(|at| self.owners.get(&same_reference(scene.reference(*at))));
        line.owner = owner.map_or_else(String::new, |owner| (*owner).to_owned());
        line.unknown = event.unknown;
        if event.home {
            (line.place, line.place_kind) = self.area_only(event);
        } else if let Some(point) = spot(event) {
            let at = point_to_degrees(point, "an incident")?;
            line.at = Some(geo_types::Coord { x: at.lon_deg(), y: at.lat_deg() });
        }
        Ok(line)
    }

    /// Where an event was, of a home only the area.
    pub(super) fn place(&self, event: &Happened) -> String {
        if event.home {
            return self.area_only(event).0;
        }
        let loaded = self.scene.loaded;
        incident_line(self.scene.incident(event.first()), event.timing, &loaded.ground, [], &loaded.zone)
            .place
    }

    /// "LM/1", "LM/1, LM/2", "LM/1 and 3 more crimes", "LM/1, LM/3 and 2 more crimes" where the register names the third.
    fn references(&self, event: &Happened) -> String {
        let named = |at: &usize| self.scene.involved.parts.iter().any(|p| p.incident == *at);
        let others = event.crimes.get(1..).unwrap_or_default();
        let mut shown = vec![self.scene.reference(event.first())];
        let all = others.len() == 1;
        shown.extend(others.iter().filter(|at| all || named(at)).map(|at| self.scene.reference(*at)));
        match event.crimes.len().saturating_sub(shown.len()) {
            0 => shown.join(", "),
            1 => format!("{} and 1 more crime", shown.join(", ")),
            n => format!("{} and {n} more crimes", shown.join(", ")),
        }
    }

    /// What came of an event whose crimes stand differently; an unknown one leaves open whether all are closed.
    fn standing_together(&self, event: &Happened) -> Option<&'static str> {
        let of = || event.crimes.iter().map(|at| self.scene.incident(*at).outcome);
        if of().all(|outcome| outcome == of().next().flatten()) {
            return None;
        }
        match of().max().flatten() {
            Some(Outcome::Detected) => Some("detected in part"),
            Some(Outcome::Live) => Some("live"),
            _ => Some("undetected in part"),
        }
    }

    fn worst_injury(&self, event: &Happened) -> String {
        let worst = event.crimes.iter().map(|at| self.scene.incident(*at)).max_by_key(|i| i.injury);
        let injury = worst.map_or(Injury::Unknown, |i| i.injury);
        injury_words(injury).to_owned()
    }

    /// Place and kind of an event with a home in it: no street is told.
    fn area_only(&self, event: &Happened) -> (String, String) {
        let home =
            event.crimes.iter().map(|at| self.scene.incident(*at)).find(|i| crate::deterrence::is_home(i));
        home.map_or_else(Default::default, |incident| {
            let ground = &self.scene.loaded.ground;
            let line = incident_line(incident, event.timing, ground, [], &self.scene.loaded.zone);
            (line.place, line.place_kind)
        })
    }

    pub(super) fn groups(&self, event: &Happened) -> Vec<GroupPart> {
        self.groups_where(event, |_| true)
    }

    /// Those of the parts that are asked for.
    pub(super) fn groups_where(&self, event: &Happened, keep: impl Fn(&Part) -> bool) -> Vec<GroupPart> {
        let involved = &self.scene.involved;
        let parts = involved.parts.iter().filter(|p| event.crimes.contains(&p.incident) && keep(p));
        surest(parts.map(|p| GroupPart {
            side: p.side,
            group: involved.groups.get(usize::from(p.group.0)).cloned().unwrap_or_default(),
            attribution: p.attribution,
        }))
    }

    /// The nearest links first: same groups before near repeats, the latest of each.
    fn links_of(&self, event: &Happened) -> Vec<String> {
        let scene = self.scene;
        let Some(links) = self.links.get(&event.first()) else { return Vec::new() };
        let mut links = links.clone();
        links.sort_by_key(|l| (matches!(l.kind, LinkKind::NearRepeat { .. }), l.days, l.earlier));
        let name = |g: crate::deterrence::GroupId| {
            scene.involved.groups.get(usize::from(g.0)).map_or("", String::as_str)
        };
        links
            .into_iter()
            .map(|link| {
                let before = match link.days {
                    0 => "same day".to_owned(),
                    1 => "the day before".to_owned(),
                    n => format!("{n} days before"),
                };
                let reference = scene.reference(link.earlier);
                match link.kind {
                    LinkKind::SamePair { a, b } => {
                        format!("{reference}, {before}: {} and {} again", name(a), name(b))
                    }
                    LinkKind::NearRepeat { .. } => {
                        let place = |at| scene.incident(at).point;
                        let far = match (place(link.earlier), place(link.later)) {
                            (Some(a), Some(b)) => metres_words(a, b),
                            _ => "near".to_owned(),
                        };
                        format!("{reference}, {before}, {far}")
                    }
                }
            })
            .collect()
    }
}

/// The surest statement of each group and side, in the order they are told.
pub(super) fn surest(parts: impl Iterator<Item = GroupPart>) -> Vec<GroupPart> {
    let mut out: Vec<GroupPart> = parts.collect();
    out.sort_by(|a, b| (a.side, &a.group).cmp(&(b.side, &b.group)).then(b.attribution.cmp(&a.attribution)));
    out.dedup_by(|later, kept| (later.side, &later.group) == (kept.side, &kept.group));
    out
}

/// Where an event may be shown on a map: never a home, and nothing coarser than a street.
pub(super) fn spot(event: &Happened) -> Option<GridPoint> {
    event.at.filter(|_| !event.home)
}

/// A weapon that was seen says more than one that was not.
fn more_telling(new: &str, held: &str) -> bool {
    const ORDER: [&str; 5] =
        ["weapon not recorded", "no knife or firearm", "knife", "knife, someone injured by it", "firearm"];
    let rank = |word: &str| ORDER.iter().position(|w| *w == word);
    rank(new) > rank(held)
}
