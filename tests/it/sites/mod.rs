//! Community sport on the county that never was: sites with reasons, or the sentence that there is none.

mod asked;
mod files;
mod outputs;
mod planted;
mod register;

use std::{collections::BTreeSet, sync::OnceLock};

use harmspot::{
    pipeline::{
        Loaded, PanelPapers, SitesQuestion, Store,
        deterrence::{Attribution, PoliceStore, involved, usual_day},
        shortlist,
    },
    publish,
    sport::SiteLabel,
};
use serde_json::Value;

use crate::county;

fn open() -> Loaded {
    let store = Store::open(county::lomea().join("store")).expect("Lomea's store");
    Loaded::open(&store, None).expect("Lomea")
}

fn csps(loaded: &Loaded) -> Vec<String> {
    loaded.ground.pack().csp.iter().map(|c| c.code.clone()).collect()
}

/// The default run of every partnership, with a cut; without re-runs, which take most of the time.
fn every_csp() -> &'static Vec<PanelPapers> {
    static ALL: OnceLock<Vec<PanelPapers>> = OnceLock::new();
    ALL.get_or_init(|| {
        let loaded = open();
        csps(&loaded)
            .into_iter()
            .map(|csp| {
                let question = SitesQuestion {
                    csp: Some(csp),
                    cut_percent: Some(25),
                    reruns: 0,
                    ..SitesQuestion::default()
                };
                shortlist(&loaded, &question, &()).expect("a list or a sentence")
            })
            .collect()
    })
}

#[test]
fn every_partnership_gets_sites_with_reasons_or_the_sentence_that_the_data_support_none() {
    let all = every_csp();
    assert_eq!(all.len(), 12);
    for papers in all {
        let list = &papers.shortlist;
        assert!(list.sites.len() <= 3);
        assert!(list.sites.len() == 3 || list.sentence.is_some(), "{} says nothing", list.csp);
        for site in &list.sites {
            assert!(site.reason.iter().all(|r| r.ends_with('.') && r.len() > 40), "{:?}", site.reason);
            assert!(!site.label_words.is_empty() && !site.risks.is_empty() && !site.cost.is_empty());
            assert_eq!(site.label, SiteLabel::HotspotSite, "violence comes first: {}", site.name);
        }
    }
    assert!(all.iter().filter(|p| p.shortlist.sites.len() == 3).count() >= 6);
}

#[test]
fn every_part_of_need_is_shown_and_need_by_time_band_too() {
    let (mut divided, mut silent) = (0, 0);
    for papers in every_csp() {
        let list = &papers.shortlist;
        assert!(list.believed.contains("swing by chance"), "{}", list.believed);
        assert!(list.believed_percent.is_some_and(|p| p <= 100), "{:?}", list.believed_percent);
        let added: u32 = list.sites.iter().map(|s| s.adds_percent).sum();
        let together = format!("Together the list covers {added} %");
        assert!(
            list.sites.is_empty() || list.notes.iter().any(|n| n.contains(&together)),
            "{together}: {:?}",
            list.notes
        );
        for site in &list.sites {
            assert!(site.adds_percent <= site.covered_percent + 1, "{}", site.name);
            let parts: Vec<&str> = site.need_parts.iter().map(|p| p.part.as_str()).collect();
            assert_eq!(parts.len(), 4, "violence, endurance, young residents, deprivation: {parts:?}");
            let weights: f64 = site.need_parts.iter().map(|p| p.weight_percent).sum();
            assert!((weights - 100.0).abs() < 0.03, "{:?}", site.need_parts);
            assert!(site.need_parts.iter().all(|p| p.share_percent <= 100));
            if site.need_bands.is_empty() {
                silent += 1;
                assert!(site.need_words.contains("too few"), "{}", site.need_words);
                continue;
            }
            divided += 1;
            assert_eq!(
                site.need_bands.iter().map(|b| b.share_percent).sum::<u32>(),
                100,
                "{:?}",
                site.need_bands
            );
            for band in &site.need_bands {
                assert!(
                    band.share_percent.is_multiple_of(5) && band.met_percent.is_multiple_of(5),
                    "{band:?}"
                );
                assert!(site.need_words.contains(&band.words), "{}", site.need_words);
            }
            // The clock keeps quiet about a band of few events; need may name only those it could show.
            assert!(
                site.need_bands.len() == 4
                    || site.need_bands.last().is_some_and(|b| b.words == "at other times")
            );
        }
    }
    assert!(divided > 0 && silent + divided > 20, "{divided} divided, {silent} too few");
    let list = every_csp().iter().find(|p| !p.shortlist.sites.is_empty()).expect("a list");
    let csv = publish::sites_csv(&list.shortlist, &list.provenance);
    assert!(
        csv.lines().next().is_some_and(|h| h.contains("need_by_time,need_parts,believed_percent")),
        "{csv}"
    );
    assert!(csv.contains("how long it has lasted: "), "{csv}");
}

#[test]
fn nothing_a_panel_gets_holds_a_small_or_unrounded_count_a_point_or_a_group() {
    for papers in every_csp() {
        let value = publish::panel_answer(&papers.shortlist, &papers.provenance).expect("json");
        counts_are_safe(&value);
        let text = value.to_string().to_lowercase();
        for word in ["pseudonym", "\"group\"", "suspect_id", "victim_id"] {
            assert!(!text.contains(word), "{word}");
        }
        for site in value["sites"].as_array().expect("sites") {
            let kinds: BTreeSet<&str> = site["hotspots"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|h| h["type"].as_str())
                .collect();
            assert!(kinds.iter().all(|k| *k == "MultiPolygon" || *k == "Polygon"), "{kinds:?}");
        }
    }
}

/// Every `about` is at least ten and a multiple of five; every `fewer_than` is ten.
fn counts_are_safe(value: &Value) {
    match value {
        Value::Object(map) => {
            if let Some(about) = map.get("about") {
                let about = about.as_u64().expect("a whole number");
                assert!(about >= 10 && about.is_multiple_of(5), "{about}");
            }
            if let Some(few) = map.get("fewer_than") {
                assert_eq!(few, 10);
            }
            map.values().for_each(counts_are_safe);
        }
        Value::Array(list) => list.iter().for_each(counts_are_safe),
        _ => {}
    }
}

#[test]
fn forbidding_the_best_site_never_covers_more_and_the_list_names_it_no_longer() {
    let loaded = open();
    let first = every_csp().iter().find(|p| p.shortlist.sites.len() == 3).expect("a full list");
    let list = &first.shortlist;
    let csp = first.provenance.parameters["csp"].as_str().expect("a code").to_owned();
    let question = SitesQuestion {
        csp: Some(csp),
        forbidden: vec![list.sites[0].name.clone()],
        reruns: 0,
        ..SitesQuestion::default()
    };
    let without = shortlist(&loaded, &question, &()).expect("a list").shortlist;
    assert!(without.sites.iter().all(|s| s.id != list.sites[0].id));
    let whole = |l: &harmspot::sport::PanelShortlist| l.frontier.iter().map(|p| p.covered_percent).max();
    assert!(whole(&without) <= whole(list));
}

#[test]
fn the_same_question_gives_the_same_papers_for_any_number_of_threads() {
    let loaded = open();
    let first = every_csp().iter().find(|p| p.shortlist.sites.len() == 3).expect("a full list");
    let question = SitesQuestion {
        csp: first.provenance.parameters["csp"].as_str().map(str::to_owned),
        reruns: 12,
        ..SitesQuestion::default()
    };
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| shortlist(&loaded, &question, &()).expect("a list"))
    };
    let (one, two) = (run(1), run(2));
    assert_eq!(one, two);
    assert!(one.shortlist.sites.iter().all(|s| s.stable_of == 12 && s.stable_n <= 12));
}

#[test]
fn what_cannot_be_asked_is_refused_by_name() {
    let loaded = open();
    let csp = csps(&loaded).remove(0);
    let ask = |change: &dyn Fn(&mut SitesQuestion)| {
        let mut question = SitesQuestion { csp: Some(csp.clone()), reruns: 0, ..SitesQuestion::default() };
        change(&mut question);
        shortlist(&loaded, &question, &()).expect_err("it cannot be").to_string()
    };
    assert!(ask(&|q| q.sites = 0).contains("number of sites"));
    assert!(ask(&|q| q.minutes = 99).contains("99 minutes"));
    assert!(ask(&|q| q.budget = Some(-5.0)).contains("budget"));
    assert!(ask(&|q| q.forced = vec!["No Such Hall".to_owned()]).contains("No Such Hall"));
    assert!(ask(&|q| q.weights = Some(harmspot::sport::Weights::MIXED)).contains("by whom"));
    assert!(ask(&|q| q.csp = Some("Atlantis".to_owned())).contains("Atlantis"));
}

#[test]
fn changed_weights_are_signed_on_the_paper() {
    let loaded = open();
    let question = SitesQuestion {
        csp: Some(csps(&loaded).remove(0)),
        weights: Some(harmspot::sport::Weights::MIXED),
        changed_by: Some(("A. Officer".to_owned(), "the council asked for coverage".to_owned())),
        reruns: 0,
        ..SitesQuestion::default()
    };
    let list = shortlist(&loaded, &question, &()).expect("a list").shortlist;
    assert_eq!(
        list.changed.as_deref(),
        Some("changed by A. Officer, because the council asked for coverage")
    );
}

#[test]
fn ages_of_a_sheet_cannot_be_subtracted_to_a_small_count() {
    let mut tables = 0;
    for site in every_csp().iter().flat_map(|p| &p.shortlist.sites) {
        // Whatever is told of who is hurt is told of ten or more, unless the whole is fewer.
        let small = site.hurt.iter().filter(|(_, count)| count.rounded().is_none()).count();
        assert!(small == 0 || site.hurt.len() == 1, "{}: {:?}", site.name, site.hurt);
        tables += usize::from(site.hurt.len() > 1);
    }
    assert!(tables > 0, "no sheet shows more than one age band, so nothing was checked");
}

#[test]
fn the_clock_of_a_sheet_knows_weekdays_and_weekends_and_no_single_day() {
    let mut clocks = 0;
    for site in every_csp().iter().flat_map(|p| &p.shortlist.sites) {
        if let [first, rest @ ..] = site.slots.clock.as_slice() {
            clocks += 1;
            assert!(rest[..4].iter().all(|day| day == first), "{:?}", site.slots.clock);
            assert_eq!(site.slots.clock[5], site.slots.clock[6]);
            assert!(site.slots.words.contains("Over the year as a whole"), "{}", site.slots.words);
        }
    }
    assert!(clocks > 5, "{clocks} clocks");
}

#[test]
fn provenance_names_the_documents_an_answer_was_made_from_and_no_other() {
    let held = open().documents;
    assert!(held.contains_key("hotspot-identities"), "the store holds more than this answer reads: {held:?}");
    for papers in every_csp() {
        let named: Vec<&str> = papers.provenance.inputs.keys().map(String::as_str).collect();
        for name in &named {
            let read = ["candidate-sites", "places-of-recording", "programme-register", "term-dates"];
            assert!(read.contains(name), "{name} is nobody's business here: {named:?}");
        }
        assert!(named.contains(&"candidate-sites") && named.contains(&"programme-register"), "{named:?}");
    }
}

#[test]
fn a_group_register_in_the_store_changes_no_byte_of_the_papers() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let copied = folder.path().join("store");
    crate::register::copy(&county::lomea().join("store"), &copied);
    // The copy may come after another test put a register there.
    drop(std::fs::remove_dir_all(copied.join("police")));
    let csp = csps(&open()).remove(0);
    let papers = || {
        let loaded = Loaded::open(&Store::open(&copied).expect("the copy"), None).expect("Lomea");
        let question = SitesQuestion { csp: Some(csp.clone()), reruns: 0, ..SitesQuestion::default() };
        let papers = shortlist(&loaded, &question, &()).expect("a list");
        publish::panel_answer(&papers.shortlist, &papers.provenance).expect("json").to_string()
    };
    let before = papers();
    // The names of real groups on real crimes of this store, and where they meet.
    let data = county::lomea().join("data");
    let real = |name: &str| {
        let text =
            std::fs::read_to_string(data.join(name)).expect("the feed").replace(" (synthetic)", " Boys");
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    };
    crate::register::keep(&copied, &real("groups.csv"), None, Some(&real("group-presence.csv")));
    let key = harmspot::access::View::Police.police_key().expect("the key");
    let police = PoliceStore::open(key, &copied).expect("opens").expect("is there");
    let loaded = Loaded::open(&Store::open(&copied).expect("the copy"), None).expect("Lomea");
    let day = usual_day(&loaded, None).expect("a day");
    let known = involved(&loaded, &police, day, Attribution::Possible).expect("read");
    assert!(
        known.events.len() > 100 && known.groups.iter().all(|g| !g.contains("(synthetic)")),
        "{}",
        known.events.len()
    );
    let after = papers();
    assert_eq!(before, after);
    assert!(!after.contains("Quay Road") && !after.contains("group-register"));
}
