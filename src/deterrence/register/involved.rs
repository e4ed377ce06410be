//! The register laid beside the crimes: which groups were part of which event, on a day, at a confidence.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::{Entry, GroupBook, Spelling, Standing, entry::same_reference};
use crate::{
    calendar::{Date, Zone},
    deterrence::{Attribution, Grading, GroupEvent, GroupId, Side, StatedLink, is_home},
    geodesy::GridPoint,
    incidents::{Geocode, Incident, Status, Tri, fold_events},
};

/// A group's part in one crime, as the register states it: what a line list shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Place of the crime among the incidents handed in.
    pub incident: usize,
    /// The group.
    pub group: GroupId,
    /// Its side.
    pub side: Side,
    /// How sure.
    pub attribution: Attribution,
    /// 3×5×2.
    pub grading: Grading,
    /// Somebody under 18 was part of it.
    pub under_18: Tri,
    /// Signs that children are exploited.
    pub exploitation: Tri,
    /// Day of the source.
    pub source_date: Date,
    /// The day it lapses.
    pub review: Date,
    /// False where the group has no row of its own for this crime: another group's row names it as the rival.
    pub own_row: bool,
}

/// A presence point in force.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PresenceAt {
    /// The group.
    pub group: GroupId,
    /// Day, counted from 1970-01-01.
    pub day: i32,
    /// Where.
    #[serde(skip)]
    pub at: GridPoint,
}

/// An entry that counts no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoLonger {
    /// Reference as written.
    pub reference: String,
    /// The group, by the name it is counted under.
    pub group: String,
    /// Lapsed or doubted.
    pub standing: Standing,
    /// The review date, or the day of the source that doubts it.
    pub since: Date,
}

/// What the register says of the crimes held, on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Involved {
    /// The day.
    pub on: Date,
    /// Entries less sure than this are left out.
    pub least: Attribution,
    /// Names of the groups; a [`GroupId`] is a place in it.
    pub groups: Vec<String>,
    /// Events, by day and then by incident: crimes of one place and time are one event under its first crime.
    #[serde(skip)]
    pub events: Vec<GroupEvent>,
    /// Every part in force, by incident, group and side.
    pub parts: Vec<Part>,
    /// Presence points in force, by group and day.
    pub presence: Vec<PresenceAt>,
    /// References of entries in force that no crime held has, as written.
    pub unmatched: Vec<String>,
    /// References that two sources hold, so that nobody can say which crime is meant.
    pub ambiguous: Vec<String>,
    /// References whose crime is cancelled, no crime or transferred: counted nowhere.
    pub withdrawn: Vec<(String, Status)>,
    /// What the register says of them, for the line that tells they are withdrawn.
    #[serde(skip)]
    pub withdrawn_links: Vec<StatedLink>,
    /// References of events with three groups or more.
    pub three_or_more: Vec<String>,
    /// Entries past their review date.
    pub lapsed: usize,
    /// The entries behind `lapsed` and `doubted`.
    #[serde(skip)]
    pub no_longer: Vec<NoLonger>,
    /// Entries in force that lapse within four weeks.
    pub lapsing: usize,
    /// Entries whose source is of a later day.
    pub later: usize,
    /// Entries graded E, suspected to be false.
    pub doubted: usize,
    /// Entries in force that are less sure than asked for.
    pub weaker: usize,
    /// Presence points past their review date.
    pub presence_lapsed: usize,
    /// Groups named only as a rival or by a presence point.
    pub without_entry: Vec<String>,
    /// Names that may be one group.
    pub spellings: Vec<Spelling>,
}

/// Days ahead that are soon.
const SOON_DAYS: i32 = 28;

/// Lays the register beside the crimes.
///
/// An entry counts when it is in force on the day, at least as sure as asked for, and its reference is that of exactly
/// one crime, which is current and not committed after the day. References are compared without spaces and without regard
/// to capitals. Where an entry names a rival that has no row of its own for that crime, the rival is taken to be on the other
/// side, as surely; one that has a row is never more than that row says, and nothing where that row is doubted, lapsed or too weak. Nothing is inferred from who was with whom, from an address, or from being hurt.
#[must_use]
pub fn involve(
    book: &GroupBook,
    incidents: &[Incident],
    zone: &Zone,
    on: Date,
    least: Attribution,
) -> Involved {
    let mut by_reference: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, incident) in incidents.iter().enumerate() {
        by_reference.entry(same_reference(&incident.key.reference)).or_default().push(at);
    }
    let groups = book.groups();
    let mut out = Involved {
        on,
        least,
        events: Vec::new(),
        parts: Vec::new(),
        presence: Vec::new(),
        unmatched: Vec::new(),
        ambiguous: Vec::new(),
        withdrawn: Vec::new(),
        withdrawn_links: Vec::new(),
        three_or_more: Vec::new(),
        lapsed: 0,
        no_longer: Vec::new(),
        lapsing: 0,
        later: 0,
        doubted: 0,
        weaker: 0,
        presence_lapsed: 0,
        without_entry: book.without_entry(),
        spellings: book.spellings(),
        groups,
    };
    let day = |i: &Incident| zone.date(i.committed.from);
    let mut used: BTreeMap<usize, Vec<&Entry>> = BTreeMap::new();
    let mut own: BTreeMap<String, BTreeSet<GroupId>> = BTreeMap::new();
    for entry in book.register.entries() {
        let standing = entry.standing(on);
        // What its own row says of a group holds also where that row counts no more; only one of a later day was not known.
        if standing != Standing::Later {
            own.entry(same_reference(&entry.reference))
                .or_default()
                .extend(book.id(&out.groups, &entry.group));
        }
        match standing {
            Standing::Lapsed | Standing::Doubted => {
                let (count, since) = if standing == Standing::Lapsed {
                    (&mut out.lapsed, entry.review)
                } else {
                    (&mut out.doubted, entry.source_date)
                };
                *count += 1;
                let group = book.aliases.resolve(&entry.group).to_owned();
                out.no_longer.push(NoLonger { reference: entry.reference.clone(), group, standing, since });
            }
            Standing::Later => out.later += 1,
            Standing::InForce => {
                out.lapsing += usize::from(entry.review <= on.plus(SOON_DAYS));
                let found = by_reference.get(&same_reference(&entry.reference));
                match found.map(Vec::as_slice) {
                    None | Some([]) => out.unmatched.push(entry.reference.clone()),
                    Some([one]) => {
                        let incident = &incidents[*one];
                        if incident.status != Status::Current {
                            out.withdrawn.push((entry.reference.clone(), incident.status));
                            let rival = entry.rival.as_ref().map(|rival| (rival, opposite(entry.side)));
                            for (group, side) in std::iter::once((&entry.group, entry.side)).chain(rival) {
                                out.withdrawn_links.push(StatedLink {
                                    reference: incident.key.reference.clone(),
                                    group: book.aliases.resolve(group).to_owned(),
                                    side,
                                    attribution: entry.attribution,
                                });
                            }
                        } else if day(incident) > on {
                            out.later += 1;
                        } else if entry.attribution < least {
                            out.weaker += 1;
                        } else {
                            used.entry(*one).or_default().push(entry);
                        }
                    }
                    Some(_) => out.ambiguous.push(entry.reference.clone()),
                }
            }
        }
    }
    out.unmatched.dedup();
    out.ambiguous.dedup();
    out.withdrawn.dedup();
    for (incident, entries) in &used {
        let own = own.get(&same_reference(&incidents[*incident].key.reference));
        out.parts.extend(parts(book, &out.groups, *incident, entries, own));
    }
    let counted = |incident: usize, name: &String| {
        let id = book.id(&out.groups, name);
        out.parts.iter().any(|p| p.incident == incident && Some(p.group) == id)
    };
    let met: BTreeSet<usize> = used
        .iter()
        .filter(|(at, entries)| entries.iter().filter_map(|e| e.rival.as_ref()).any(|r| !counted(**at, r)))
        .map(|(at, _)| *at)
        .collect();
    out.events = events(&out.parts, &met, incidents, &|i| day(i).days());
    for event in out.events.iter().filter(|e| e.groups().len() > 2) {
        out.three_or_more.push(incidents[event.incident].key.reference.clone());
    }
    for point in book.presence.points() {
        match point.standing(on) {
            Standing::Lapsed => out.presence_lapsed += 1,
            Standing::InForce => {
                let group = book.id(&out.groups, &point.group);
                out.presence.extend(group.map(|group| PresenceAt {
                    group,
                    day: point.day.days(),
                    at: point.at,
                }));
            }
            Standing::Later | Standing::Doubted => {}
        }
    }
    out.presence.sort_by_key(|p| (p.group, p.day));
    out
}

/// The parts in one crime: each group once a side, its surest row kept; a side that is known takes the place of unclear.
/// `own` are the groups with a row of their own for it, whether that row counts or not. A child in one row is a child in
/// the crime, whichever row is the surer.
fn parts(
    book: &GroupBook,
    groups: &[String],
    incident: usize,
    entries: &[&Entry],
    own: Option<&BTreeSet<GroupId>>,
) -> Vec<Part> {
    let id = |name: &str| book.id(groups, name);
    let any = |of: fn(&Entry) -> Tri| entries.iter().any(|e| of(e) == Tri::Yes).then_some(Tri::Yes);
    let (under_18, exploitation) = (any(|e| e.under_18), any(|e| e.exploitation));
    let mut found: BTreeMap<(GroupId, Side), Part> = BTreeMap::new();
    for entry in entries {
        let rival = entry.rival.as_deref().and_then(id).filter(|r| own.is_none_or(|own| !own.contains(r)));
        let stated = id(&entry.group).map(|g| (g, entry.side, true));
        for (group, side, own_row) in
            stated.into_iter().chain(rival.map(|r| (r, opposite(entry.side), false)))
        {
            let part = Part {
                incident,
                group,
                side,
                attribution: entry.attribution,
                grading: entry.grading,
                under_18: under_18.unwrap_or(entry.under_18),
                exploitation: exploitation.unwrap_or(entry.exploitation),
                source_date: entry.source_date,
                review: entry.review,
                own_row,
            };
            let kept = found.entry((group, side)).or_insert_with(|| part.clone());
            if part.attribution > kept.attribution {
                *kept = part;
            }
        }
    }
    let sided: BTreeSet<GroupId> =
        found.keys().filter(|(_, side)| *side != Side::Unclear).map(|(group, _)| *group).collect();
    found.retain(|(group, side), _| *side != Side::Unclear || !sided.contains(group));
    found.into_values().collect()
}

fn opposite(side: Side) -> Side {
    match side {
        Side::Suspect => Side::Victim,
        Side::Victim => Side::Suspect,
        Side::Unclear => Side::Unclear,
    }
}

/// `met` are crimes whose rows name a rival that does not count: they say of nobody that it was at home there.
fn events(
    parts: &[Part],
    met: &BTreeSet<usize>,
    incidents: &[Incident],
    day: &dyn Fn(&Incident) -> i32,
) -> Vec<GroupEvent> {
    let mut crimes: Vec<usize> = parts.iter().map(|p| p.incident).collect();
    crimes.dedup();
    let folded = fold_events(&crimes.iter().map(|at| &incidents[*at]).collect::<Vec<_>>());
    let mut together: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (crime, event) in crimes.iter().zip(folded) {
        together.entry(event).or_default().push(*crime);
    }
    let mut events: Vec<GroupEvent> = together
        .into_values()
        .filter_map(|crimes| {
            let first = *crimes.iter().min_by_key(|at| (incidents[**at].committed.from, **at))?;
            let of = || parts.iter().filter(|p| crimes.binary_search(&p.incident).is_ok());
            let side = |side: Side| -> Vec<GroupId> {
                of().filter(|p| p.side == side)
                    .map(|p| p.group)
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect()
            };
            let (suspects, victims) = (side(Side::Suspect), side(Side::Victim));
            let known = |g: &GroupId| suspects.contains(g) || victims.contains(g);
            let unclear = side(Side::Unclear).into_iter().filter(|g| !known(g)).collect();
            Some(GroupEvent {
                incident: first,
                day: day(&incidents[first]),
                // A home is nobody's ground: nothing is inferred from where somebody lives, whichever crime of the event was there.
                at: incidents[first].point.filter(|_| {
                    incidents[first].geocode < Geocode::Area
                        && !crimes.iter().any(|c| met.contains(c) || is_home(&incidents[*c]))
                }),
                suspects,
                victims,
                unclear,
                attribution: of().map(|p| p.attribution).min()?,
            })
        })
        .collect();
    events.sort_by_key(|e| (e.day, e.incident));
    events
}
