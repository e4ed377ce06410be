//! Where two hours may be well spent: places of group incidents first, then contested ground, then places that got worse.

use super::{
    between::{Between, cell_name, name},
    places::Places,
    scene::{Happened, Scene},
};
use crate::{
    calendar::Date,
    deterrence::{
        EventHours, GroupEvent, GroupPart, MOST_SUGGESTIONS, NEAR_M, PlaceCase, Suggestion, groups_words,
        suggest, words,
    },
    geodesy::GridPoint,
    pipeline::PipelineError,
    places::place_name,
    publish::point_to_degrees,
};

/// Group incidents of so many days back are reasons to stand somewhere.
const RECENT_DAYS: i32 = 28;
const YEAR: i32 = 365;

/// At most three suggestions, and what must be said beside them.
pub(super) fn stand(
    scene: &Scene<'_>,
    between: &Between,
    places: &Places,
    parts: &dyn Fn(&Happened) -> Vec<GroupPart>,
) -> Result<(Vec<Suggestion>, String), PipelineError> {
    if scene.known_window().is_none() {
        let words =
            "No suggestion: nothing is known of these days, and what is older says nothing of this weekend.";
        return Ok((Vec::new(), words.to_owned()));
    }
    let mut cases = recent(scene, between, parts);
    cases.extend(contested(scene, between));
    cases.extend(places.found.iter().filter(|w| w.busy_still).map(|w| PlaceCase {
        name: w.row.name.clone(),
        at: w.at,
        basis: format!("{} by the months: {}", w.row.class, w.row.basis),
        holds: None,
        caveat: behind(w.linked, w.events),
        own: Vec::new(),
        near: near(scene, w.at),
    }));
    let mut found = suggest(&cases, scene.window.weekend());
    for suggestion in &mut found {
        let at = point_to_degrees(suggestion.point, "a suggestion")?;
        suggestion.at = Some(geo_types::Coord { x: at.lon_deg(), y: at.lat_deg() });
    }
    let said = match (found.len(), cases.is_empty()) {
        (0, true) => {
            "No suggestion: no group incident of the last four weeks in a public place, no contested ground and no worsening place points anywhere."
        }
        (0, false) => "No suggestion: nobody knows the hours of the incidents that would point to a place.",
        (n, _) if n < MOST_SUGGESTIONS => {
            "Suggestions from what was recorded, not tasking. Nothing else in this data points to a place and an hour."
        }
        _ => "Suggestions from what was recorded, not tasking: what the shift knows comes first.",
    };
    Ok((found, said.to_owned()))
}

/// What speaks against a place that got worse: whose it is, as far as the register says.
fn behind(linked: usize, events: usize) -> String {
    match linked {
        0 => "no group is behind it as far as the register says".to_owned(),
        n => format!("the register links {n} of its {events} events to groups, the others to none"),
    }
}

/// Public places of recent group incidents; those near each other are one, the latest speaks.
fn recent(
    scene: &Scene<'_>,
    between: &Between,
    parts: &dyn Fn(&Happened) -> Vec<GroupPart>,
) -> Vec<PlaceCase> {
    let mut taken: Vec<(GridPoint, Vec<&GroupEvent>)> = Vec::new();
    let recent = scene.groups.iter().rev().filter(|g| g.day >= scene.until() - RECENT_DAYS);
    for group in recent {
        let event = &scene.events[scene.event_of[&group.incident]];
        let Some(at) = event.ground() else { continue };
        match taken.iter_mut().find(|(place, _)| place.distance_m(at) <= NEAR_M) {
            Some((_, here)) => here.push(group),
            None => taken.push((at, vec![group])),
        }
    }
    // More than one incident at a place before one, then the latest.
    taken.sort_by_key(|(_, here)| std::cmp::Reverse((here.len(), here[0].day, here[0].incident)));
    taken
        .into_iter()
        .map(|(at, here)| {
            let last = &scene.events[scene.event_of[&here[0].incident]];
            let who = groups_words(&parts(last)).join("; ");
            let day = words::committed(&scene.incident(last.first()).committed, &scene.loaded.zone);
            let first = match here.len() {
                1 => format!("{who}, {day} ({})", scene.reference(last.first())),
                n => format!(
                    "{} group incidents within {NEAR_M:.0} m in four weeks, the last {who}, {day} ({})",
                    words::number(n),
                    scene.reference(last.first())
                ),
            };
            let alert = between.alerts.iter().find(|a| a.incident == last.first());
            let holds = alert.zip(between.near.reach()).map(|(alert, decay)| {
                let last = Date::from_days(alert.until - 1);
                let words = format!(
                    "repeats within {:.0} m are {:.1} times chance until {}",
                    decay.space_m,
                    decay.ratio,
                    words::short_day(last)
                );
                (last, words)
            });
            let caveat = match (here.len(), holds.is_none()) {
                (1, true) => "nothing says that the next is here".to_owned(),
                (n, true) => format!("{} incidents make no pattern", words::number(n)),
                _ => "most incidents have no repeat near them".to_owned(),
            };
            let own =
                here.iter().filter_map(|g| scene.events[scene.event_of[&g.incident]].hours.clone()).collect();
            PlaceCase {
                name: place_of(scene, last, at),
                at,
                basis: first,
                holds,
                caveat,
                own,
                near: near(scene, at),
            }
        })
        .collect()
}

/// The label the source gave the street, else the nearest.
fn place_of(scene: &Scene<'_>, event: &Happened, at: GridPoint) -> String {
    let label = scene.incident(event.first()).label.as_deref();
    let parts = crate::detect::NameParts { at, labels: label.into_iter().collect() };
    let named = crate::detect::name_places(&[parts], &scene.loaded.ground).pop();
    named.filter(|n| !n.is_empty()).unwrap_or_else(|| place_name(&scene.loaded.ground, at, []).to_string())
}

fn contested(scene: &Scene<'_>, between: &Between) -> Vec<PlaceCase> {
    let mut cells: Vec<_> = between.contested.iter().collect();
    cells.sort_by_key(|c| (std::cmp::Reverse((c.last_day, c.incidents.len())), c.a, c.b));
    cells
        .into_iter()
        .filter_map(|cell| {
            let last = cell.incidents.last()?;
            let event = &scene.events[*scene.event_of.get(last)?];
            let at = event.ground()?;
            let own = cell
                .incidents
                .iter()
                .filter_map(|at| scene.events[*scene.event_of.get(at)?].hours.clone())
                .collect();
            Some(PlaceCase {
                name: cell_name(scene, cell),
                at,
                basis: format!(
                    "contested by {} and {}: {} between them in 12 months, the last on {}",
                    name(scene, cell.a),
                    name(scene, cell.b),
                    words::counted(cell.incidents.len(), "incident"),
                    words::short_day(Date::from_days(cell.last_day))
                ),
                holds: None,
                caveat: "none of them may be this weekend's".to_owned(),
                own,
                near: near(scene, at),
            })
        })
        .collect()
}

/// Hours of every event near a place in twelve months.
fn near(scene: &Scene<'_>, at: GridPoint) -> Vec<EventHours> {
    let year = scene.until() - YEAR;
    scene
        .events
        .iter()
        .filter(|e| e.dated && e.day >= year && e.ground().is_some_and(|p| p.distance_m(at) <= NEAR_M))
        .filter_map(|e| e.hours.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_group_is_behind_a_place_only_where_none_is_linked() {
        assert_eq!(behind(0, 9), "no group is behind it as far as the register says");
        assert_eq!(behind(3, 9), "the register links 3 of its 9 events to groups, the others to none");
    }
}
