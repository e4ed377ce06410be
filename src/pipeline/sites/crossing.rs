//! What the user's barriers change for one site: named with who says so and when, and how much ground they take.

use std::collections::BTreeMap;

use geo::BoundingRect;
use geo_types::{Coord, LineString, Rect};

use super::{ground::SportGround, scene::Scene};
use crate::{
    calendar::Date,
    geodesy::GridPoint,
    places::{
        Ground, Street,
        walking::{Barrier, BarrierEffect, Walking, WalkingOptions},
    },
};

/// Walk that is compared, minutes; no way of it leaves the square of this half side, metres.
const WALK_MIN: f64 = 10.0;
const SQUARE_M: f64 = 1_200.0;
/// A walk is longer when it takes this much more, minutes.
const LONGER_MIN: f64 = 0.5;
/// What young people said longer ago than this is asked again, days.
const OLD_DAYS: i32 = 365;

/// One sentence for each barrier of the file that alone changes a ten minutes' walk to or from `site`, in the order of the
/// file. Each is compared with a map without any barrier, so that two that close the same way are both told.
pub(super) fn barrier_risks(
    sport: &SportGround,
    ground: &Ground,
    scene: &Scene,
    site: GridPoint,
) -> Vec<String> {
    let square = around(site);
    let near = |lines: &[LineString<f64>]| lines.iter().any(|line| meets(line, square));
    let barriers: Vec<&Barrier> = sport.barriers().iter().filter(|b| near(&b.lines)).collect();
    if barriers.is_empty() {
        return Vec::new();
    }
    let streets: Vec<Street> =
        sport.streets(ground).iter().filter(|s| meets(&s.line, square)).cloned().collect();
    let inside = |p: &&GridPoint| {
        let (min, max) = (square.min(), square.max());
        (min.x..=max.x).contains(&p.easting_m()) && (min.y..=max.y).contains(&p.northing_m())
    };
    let places: Vec<GridPoint> = scene.units.centre.iter().filter(inside).copied().collect();
    let reach = |barriers: &[Barrier]| -> BTreeMap<u32, f64> {
        let walking = Walking::from_streets(&streets, barriers, WalkingOptions::default());
        let reached = walking.reach(site, &walking.targets(&places), WALK_MIN);
        reached.into_iter().map(|r| (r.target, r.minutes)).collect()
    };
    let open = reach(&[]);
    barriers
        .into_iter()
        .filter_map(|barrier| {
            let with = reach(std::slice::from_ref(barrier));
            let gone = open.keys().filter(|place| !with.contains_key(place)).count();
            let longer = open
                .iter()
                .filter(|(place, minutes)| with.get(place).is_some_and(|w| *w > **minutes + LONGER_MIN))
                .count();
            (gone + longer > 0).then(|| sentence(barrier, (gone, longer, open.len()), scene.today))
        })
        .collect()
}

fn around(site: GridPoint) -> Rect<f64> {
    let (x, y) = (site.easting_m(), site.northing_m());
    Rect::new(Coord { x: x - SQUARE_M, y: y - SQUARE_M }, Coord { x: x + SQUARE_M, y: y + SQUARE_M })
}

fn meets(line: &LineString<f64>, square: Rect<f64>) -> bool {
    line.bounding_rect().is_some_and(|b| {
        b.min().x <= square.max().x
            && square.min().x <= b.max().x
            && b.min().y <= square.max().y
            && square.min().y <= b.max().y
    })
}

fn sentence(barrier: &Barrier, (gone, longer, of): (usize, usize, usize), today: i32) -> String {
    let name =
        if barrier.name.trim().is_empty() { "a line of the barriers file" } else { barrier.name.trim() };
    let who = match (barrier.owner.trim(), barrier.date.trim()) {
        ("", "") => "nobody is named and no day: ask who says so".to_owned(),
        ("", date) => format!("nobody is named, {date}"),
        (owner, "") => format!("{owner}, no day given"),
        (owner, date) => format!("{owner}, {date}"),
    };
    let said = match barrier.effect {
        BarrierEffect::Closed => format!("Young people say they will not cross \"{name}\" ({who})"),
        BarrierEffect::Penalty(minutes) => {
            format!("Young people avoid crossing \"{name}\", counted as {minutes:.0} minutes more ({who})")
        }
    };
    let share = |n: usize| match (20.0 * n as f64 / of.max(1) as f64).round() * 5.0 {
        0.0 => "under 5 %".to_owned(),
        percent => format!("about {percent} %"),
    };
    let effect = match (gone, longer) {
        (0, longer) => format!("walks to {} of the ground within ten minutes take longer", share(longer)),
        (gone, 0) => format!("{} of the ground within ten minutes is out of reach", share(gone)),
        (gone, longer) => format!(
            "{} of the ground within ten minutes is out of reach, and walks to {} take longer",
            share(gone),
            share(longer)
        ),
    };
    let old = Date::parse(barrier.date.trim(), "yyyy-mm-dd").is_ok_and(|d| today - d.days() > OLD_DAYS);
    let again = if old { "; that was more than a year ago, so ask again" } else { "" };
    format!("{said}: {effect}{again}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn barrier(owner: &str, date: &str, effect: BarrierEffect) -> Barrier {
        Barrier {
            name: "Dock Road".to_owned(),
            owner: owner.to_owned(),
            date: date.to_owned(),
            effect,
            lines: Vec::new(),
        }
    }

    #[test]
    fn a_barrier_is_told_with_who_when_and_how_much() {
        let today = Date::parse("2025-11-30", "yyyy-mm-dd").unwrap().days();
        let new =
            sentence(&barrier("Quay Youth Club", "2025-09-01", BarrierEffect::Closed), (30, 4, 100), today);
        assert_eq!(
            new,
            "Young people say they will not cross \"Dock Road\" (Quay Youth Club, 2025-09-01): about 30 % of the ground within ten minutes is out of reach, and walks to about 5 % take longer."
        );
        let old = sentence(&barrier("", "2023-09-01", BarrierEffect::Penalty(10.0)), (0, 2, 100), today);
        assert!(old.contains("10 minutes more (nobody is named, 2023-09-01)"), "{old}");
        assert!(old.ends_with("under 5 % of the ground within ten minutes take longer; that was more than a year ago, so ask again."), "{old}");
    }
}
