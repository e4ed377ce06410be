//! What may be asked beside a number of sites: barriers, limits, and every partnership at once.

use std::{collections::BTreeSet, fs, process::Command};

use harmspot::{
    geodesy::{self, LonLat},
    pipeline::{SitesQuestion, SportFiles, shortlist},
    sport::PanelShortlist,
};
use tempfile::TempDir;

use super::{every_csp, open};
use crate::county;

fn full_list() -> (&'static PanelShortlist, String) {
    let first = every_csp().iter().find(|p| p.shortlist.sites.len() == 3).expect("a full list");
    (&first.shortlist, first.provenance.parameters["csp"].as_str().expect("a code").to_owned())
}

#[test]
fn a_barrier_that_cuts_a_walk_is_a_risk_of_that_site_with_name_owner_and_date() {
    let (list, csp) = full_list();
    let site = &list.sites[0];
    let at = geodesy::to_grid(LonLat::new(site.at.0, site.at.1).expect("degrees")).expect("on the grid");
    let (e, n) = (at.easting_m(), at.northing_m());
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("barriers.csv");
    // One close by, and one on the far side of the county that changes no walk here.
    let line = |x: f64| format!("\"LINESTRING({x} {}, {x} {})\"", n - 700.0, n + 700.0);
    let rows = format!(
        "name,owner,date,effect,wkt\nThe Cut,Quay Youth Club,2025-09-01,closed,{}\nFar Line,Nobody,2025-09-01,closed,{}\n",
        line(e + 80.0),
        line(e + 30_000.0)
    );
    fs::write(&file, rows).expect("written");
    let files = SportFiles { barriers: Some(file), ..SportFiles::default() };
    let (loaded, _) = open().with_sport(&files).expect("the barriers");
    let question = SitesQuestion {
        csp: Some(csp),
        forced: vec![site.id.clone()],
        reruns: 0,
        ..SitesQuestion::default()
    };
    let with = shortlist(&loaded, &question, &()).expect("a list").shortlist;
    let sheet = with.sites.iter().find(|s| s.id == site.id).expect("it was asked for");
    assert!(sheet.asked_for && with.sites.iter().all(|s| s.asked_for == (s.id == site.id)));
    assert!(list.sites.iter().all(|s| !s.asked_for));
    let told: Vec<&String> = sheet.risks.iter().filter(|r| r.contains("The Cut")).collect();
    assert_eq!(told.len(), 1, "{:?}", sheet.risks);
    assert!(told[0].contains("(Quay Youth Club, 2025-09-01)") && told[0].contains('%'), "{}", told[0]);
    assert!(with.sites.iter().flat_map(|s| &s.risks).all(|r| !r.contains("Far Line")));
    assert!(list.sites.iter().flat_map(|s| &s.risks).all(|r| !r.contains("Quay Youth Club")));
}

#[test]
fn the_curve_of_further_sites_is_made_under_the_same_limits() {
    let (list, csp) = full_list();
    let loaded = open();
    let ask = |change: &dyn Fn(&mut SitesQuestion)| {
        let mut question = SitesQuestion { csp: Some(csp.clone()), reruns: 0, ..SitesQuestion::default() };
        change(&mut question);
        shortlist(&loaded, &question, &()).expect("a list").shortlist
    };
    let bound = |list: &PanelShortlist| {
        assert!(list.notes.iter().any(|n| n.contains("under the same conditions")), "{:?}", list.notes);
        let points: Vec<u32> = list.frontier.iter().map(|p| p.covered_percent).collect();
        assert!(points.is_sorted(), "{points:?}");
        list.frontier.clone()
    };
    let free = &list.frontier;
    // Sites ten kilometres apart: a second one is hard to find, and the curve knows it.
    let apart = bound(&ask(&|q| q.spacing_m = Some(10_000.0)));
    assert!(
        apart.last().map(|p| p.covered_percent) < free.last().map(|p| p.covered_percent),
        "{apart:?} {free:?}"
    );
    // A forced site takes one of the places, so one site covers no more than the best one.
    let forced = bound(&ask(&|q| q.forced = vec![list.sites[2].id.clone()]));
    assert!(forced[0].covered_percent <= free[0].covered_percent, "{forced:?}");
    // A budget for one site: more sites bring nothing.
    let cheapest = bound(&ask(&|q| q.budget = Some(9_000.0)));
    assert!(
        cheapest.last().map(|p| p.covered_percent) < free.last().map(|p| p.covered_percent),
        "{cheapest:?}"
    );
}

#[test]
fn a_site_that_may_not_be_chosen_and_a_budget_for_none_are_told_with_the_reason() {
    let (list, csp) = full_list();
    let loaded = open();
    let ask = |change: &dyn Fn(&mut SitesQuestion)| {
        let mut question = SitesQuestion { csp: Some(csp.clone()), reruns: 0, ..SitesQuestion::default() };
        change(&mut question);
        shortlist(&loaded, &question, &()).map(|p| p.shortlist).map_err(|e| e.to_string())
    };
    let other = every_csp().iter().rev().find(|p| p.shortlist.sites.len() == 3).expect("a list");
    let theirs = other.shortlist.sites[0].name.clone();
    assert_ne!(other.shortlist.csp, list.csp);
    let refused = ask(&|q| q.forced = vec![theirs.clone()]).expect_err("not here");
    assert!(refused.contains(&theirs) && refused.contains("another partnership"), "{refused}");
    let possible = list.sites.iter().find(|s| s.possible).map(|s| s.name.clone());
    if let Some(name) = possible {
        let refused =
            ask(&|q| (q.forced, q.confirmed_only) = (vec![name.clone()], true)).expect_err("not confirmed");
        assert!(refused.contains("has not said yes"), "{refused}");
    }
    assert!(ask(&|q| q.forbidden = vec![theirs.clone()]).is_ok(), "it could not be chosen anyway");
    assert!(ask(&|q| q.spacing_m = Some(-5.0)).expect_err("metres").contains("the spacing is -5"));
    let free = |q: &mut SitesQuestion| {
        q.budget = Some(1.0);
        q.forbidden = loaded_free(&loaded, &csp);
    };
    let none = ask(&free).expect("a sentence");
    let said = none.sentence.expect("why there is none");
    assert!(
        none.sites.is_empty() && said.contains("the budget is £1 a year, and the cheapest site"),
        "{said}"
    );
}

/// Candidates of a partnership that cost nothing, by asking for a penny until none is left.
fn loaded_free(loaded: &harmspot::pipeline::Loaded, csp: &str) -> Vec<String> {
    let mut free: Vec<String> = Vec::new();
    loop {
        let question = SitesQuestion {
            csp: Some(csp.to_owned()),
            sites: 20,
            budget: Some(0.01),
            forbidden: free.clone(),
            reruns: 0,
            ..SitesQuestion::default()
        };
        let found = shortlist(loaded, &question, &()).expect("a list").shortlist.sites;
        if found.is_empty() {
            return free;
        }
        free.extend(found.into_iter().map(|s| s.id));
    }
}

#[test]
fn fairness_is_told_for_one_partnership_between_its_hotspots() {
    let mut ways = BTreeSet::new();
    for papers in every_csp() {
        let list = &papers.shortlist;
        match &list.fairness {
            None => assert!(list.sites.is_empty(), "{} says nothing of fairness", list.csp),
            Some(words) if words.contains("nothing to share out") => {
                ways.insert("alone");
            }
            Some(words) => {
                assert!(words.starts_with("Fairness: this list reaches "), "{words}");
                ways.insert("compared");
            }
        }
    }
    assert_eq!(ways.len(), 2, "one hotspot here and several there: {ways:?}");
}

#[test]
fn every_partnership_gets_a_file_of_its_own() {
    let folder = TempDir::new().expect("a folder");
    let run = Command::new(env!("CARGO_BIN_EXE_harmspot"))
        .arg("--store")
        .arg(county::lomea().join("store"))
        .args(["sites", "--every-csp", "--reruns", "0", "-o"])
        .arg(folder.path().join("sites.csv"))
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{said}");
    let mut files: Vec<String> = fs::read_dir(folder.path())
        .expect("a folder")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| std::path::Path::new(name).extension().is_some_and(|ending| ending == "csv"))
        .collect();
    files.sort();
    assert_eq!(files.len(), 12, "{files:?}");
    assert!(said.contains("Averport (synthetic): gathering youth violence"), "whose turn it is: {said}");
    assert!(files.contains(&"sites-averport.csv".to_owned()), "{files:?}");
    for papers in every_csp() {
        let name = papers.shortlist.csp.replace(" (synthetic)", "").to_lowercase().replace(' ', "-");
        let csv = fs::read_to_string(folder.path().join(format!("sites-{name}.csv"))).expect("its file");
        assert_eq!(csv.lines().count(), 1 + papers.shortlist.sites.len(), "{name}");
        assert!(said.contains(&format!("sites-{name}.csv")), "{said}");
    }
}
