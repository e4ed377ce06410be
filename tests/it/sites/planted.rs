//! The planted truth, by land: outlines and circles, never names.

use std::sync::Arc;

use geo::{Contains, Distance, Euclidean, MapCoords};
use geo_types::{Coord, MultiPolygon, Point};
use harmspot::{
    geodesy::{self, GridPoint, LonLat},
    incidents::{Incident, Verdict},
    pipeline::{PanelPapers, SitesQuestion, shortlist},
    sport::{PanelShortlist, SiteSheet},
};
use serde_json::Value;

use super::{every_csp, open};
use crate::county;

/// Lattice on which land is compared, metres.
const STEP_M: f64 = 10.0;
/// Nothing recorded at the prison is farther from its point than this, metres.
const PRISON_M: f64 = 150.0;

/// A circle of the truth file, metres.
struct Circle {
    name: String,
    at: Point,
    radius_m: f64,
}

impl Circle {
    fn holds(&self, point: Point) -> bool {
        Euclidean.distance(self.at, point) <= self.radius_m
    }

    fn meets(&self, shape: &MultiPolygon) -> bool {
        shape.contains(&self.at) || Euclidean.distance(&self.at, shape) <= self.radius_m
    }

    /// Share of the circle's land that lies in a shape.
    fn share_in(&self, shape: &MultiPolygon) -> f64 {
        let inside: Vec<Point> = lattice(self.at, self.radius_m).filter(|p| self.holds(*p)).collect();
        inside.iter().filter(|p| shape.contains(*p)).count() as f64 / inside.len() as f64
    }
}

fn lattice(at: Point, radius_m: f64) -> impl Iterator<Item = Point> {
    let steps = (radius_m / STEP_M).ceil() as i32;
    let place = move |x: i32, y: i32| at + Point::new(f64::from(x) * STEP_M, f64::from(y) * STEP_M);
    (-steps..=steps).flat_map(move |x| (-steps..=steps).map(move |y| place(x, y)))
}

fn truth() -> Value {
    let file = county::lomea().join("data/truth.json");
    serde_json::from_slice(&std::fs::read(file).expect("truth")).expect("json")
}

/// Planted circles of a kind that last into the twelve months.
fn planted(kind: &str, least_strength: f64) -> Vec<Circle> {
    let truth = truth();
    let all = truth["hotspots"].as_array().expect("hotspots");
    let lasting = |h: &&Value| {
        h["kind"] == kind
            && h["to"].as_str() > Some("2025-12")
            && h["strength"].as_f64() >= Some(least_strength)
    };
    let metre = |h: &Value, key: &str| h[key].as_f64().expect("metres");
    all.iter()
        .filter(lasting)
        .map(|h| Circle {
            name: h["name"].as_str().expect("a name").to_owned(),
            at: Point::new(metre(h, "easting"), metre(h, "northing")),
            radius_m: metre(h, "radius_m"),
        })
        .collect()
}

fn in_metres(shape: &MultiPolygon) -> MultiPolygon {
    shape.map_coords(|c| {
        let at = geodesy::to_grid(LonLat::new(c.x, c.y).expect("degrees")).expect("on the grid");
        Coord { x: at.easting_m(), y: at.northing_m() }
    })
}

fn sheets(all: &[PanelPapers]) -> impl Iterator<Item = &SiteSheet> {
    all.iter().flat_map(|p| &p.shortlist.sites)
}

/// Every outline that is a reason for a site, each once.
fn reasons() -> Vec<MultiPolygon> {
    let mut all: Vec<MultiPolygon> = Vec::new();
    for shape in sheets(every_csp()).flat_map(|s| &s.hotspots) {
        let shape = in_metres(shape);
        if !all.contains(&shape) {
            all.push(shape);
        }
    }
    all
}

#[test]
fn every_lasting_youth_hotspot_is_a_reason_and_in_the_reach_of_a_chosen_site() {
    let planted = planted("youth", 5.0);
    assert!(planted.len() >= 3, "{} planted", planted.len());
    for circle in planted {
        let part = |site: &SiteSheet, walk: u32| {
            let reach = site.reach.iter().find(|(minutes, _)| *minutes == walk).expect("a walk");
            circle.share_in(&in_metres(&reach.1))
        };
        // Part of it within ten minutes, most of it within fifteen: there may be no hall nearer.
        let covered = sheets(every_csp()).any(|site| {
            let reason = site.hotspots.iter().any(|shape| in_metres(shape).contains(&circle.at));
            reason && part(site, 10) > 0.0 && part(site, 15) >= 0.5
        });
        assert!(covered, "{}: no site has it as a reason and in its reach", circle.name);
    }
}

#[test]
fn the_planted_prison_is_in_no_reason() {
    let truth = truth();
    let prisons: Vec<&Value> =
        truth["artefacts"].as_array().expect("artefacts").iter().filter(|a| a["kind"] == "prison").collect();
    assert!(!prisons.is_empty());
    for prison in prisons {
        let metre = |key: &str| prison[key].as_f64().expect("metres");
        let at = Point::new(metre("easting"), metre("northing"));
        let circle = Circle { name: "the prison".to_owned(), at, radius_m: PRISON_M };
        assert!(reasons().iter().all(|shape| !circle.meets(shape)), "a reason reaches the prison");
    }
    assert!(sheets(every_csp()).all(|s| !s.reason.join(" ").contains("HMP")));
}

/// A planted night-economy circle may lie in a town centre where young people are hurt too. It is no reason when its land,
/// planted at five times the usual and more, is hardly denser in certain youth violence than the whole outline, and when the same sites are chosen for the same
/// outlines after everything in the circle that is not certain youth violence is taken out of the records.
#[test]
fn no_planted_night_economy_is_why_a_site_is_chosen() {
    let mut loaded = open();
    let definition = loaded.definitions["youth-10-17"].clone();
    let list = &every_csp()[0].shortlist;
    let at = |i: &Incident| i.point.map(|p| Point::new(p.easting_m(), p.northing_m()));
    let certain = |i: &&Incident| definition.judge(i) == Verdict::Counts;
    let youth: Vec<Point> = loaded
        .incidents
        .iter()
        .filter(|i| (list.from.as_str()..=list.to.as_str()).contains(&i.month.to_string().as_str()))
        .filter(certain)
        .filter_map(at)
        .collect();
    let planted = planted("night-economy", 0.0);
    let reasons = reasons();
    assert!(
        planted.len() >= 3 && reasons.len() > 10,
        "{} planted, {} outlines",
        planted.len(),
        reasons.len()
    );
    let mut untouched = 0;
    for circle in &planted {
        let met: Vec<&MultiPolygon> = reasons.iter().filter(|shape| circle.meets(shape)).collect();
        untouched += usize::from(met.is_empty());
        for shape in met {
            let land: Vec<Point> = lattice(circle.at, 1_500.0).filter(|p| shape.contains(p)).collect();
            let share = |points: &[Point]| {
                points.iter().filter(|p| circle.holds(**p)).count() as f64 / points.len() as f64
            };
            let hurt: Vec<Point> = youth.iter().copied().filter(|p| shape.contains(p)).collect();
            assert!(
                share(&hurt) <= 1.5 * share(&land),
                "{}: {:.0} % of the youth violence on {:.0} % of the land",
                circle.name,
                100.0 * share(&hurt),
                100.0 * share(&land)
            );
        }
    }
    assert!(2 * untouched > planted.len(), "{untouched} of {} touch no reason", planted.len());
    let before = loaded.incidents.len();
    let night = |i: &Incident| at(i).is_some_and(|p| planted.iter().any(|c| c.holds(p)));
    let kept: Vec<Incident> = loaded.incidents.iter().filter(|i| certain(i) || !night(i)).cloned().collect();
    assert!(before - kept.len() > 100, "{} records taken out", before - kept.len());
    loaded.incidents = Arc::new(kept);
    for papers in every_csp() {
        let code = papers.provenance.parameters["csp"].as_str().expect("a code").to_owned();
        let csp = loaded.ground.csp(&code).expect("a partnership");
        let here = |c: &&Circle| {
            let at = GridPoint::new(c.at.x(), c.at.y()).expect("on the grid");
            loaded.ground.assign(at).csp == Some(csp)
        };
        if planted.iter().find(here).is_none() {
            continue;
        }
        let question = SitesQuestion { csp: Some(code), reruns: 0, ..SitesQuestion::default() };
        let without = shortlist(&loaded, &question, &()).expect("a list").shortlist;
        let chosen = |list: &PanelShortlist| -> Vec<(String, Vec<MultiPolygon>)> {
            list.sites.iter().map(|s| (s.id.clone(), s.hotspots.clone())).collect()
        };
        assert_eq!(chosen(&without), chosen(&papers.shortlist), "{}", papers.shortlist.csp);
    }
}
