//! The gangs-team briefing: of use with little, in order, marked, the same bytes, no home and no name in it.

mod faults;
mod known;
mod map;
mod outcomes;
mod paper;
mod since;
mod small;

use std::{fmt::Write, path::Path, process::Output};

use harmspot::{
    deterrence::{Attribution, Pack},
    pipeline::briefing::{BriefingPapers, BriefingQuestion, keep_briefing},
    pipeline::deterrence::PoliceStore,
    publish::{self, BRIEFING_STATUS, MOST_PAGES, Marking, document::Brand},
};
use small::{ACTIONS, KNIFE, PLAIN, Row, Small, entry, key, others, papers, register, year};

use crate::{
    county,
    papers::look::{pages, poppler, unbalanced},
};

/// Writes what a test made where it can be looked at, when asked to.
fn keep(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("HARMSPOT_PAPERS") {
        std::fs::write(Path::new(&folder).join(name), bytes).expect("written");
    }
}

fn printed(papers: &BriefingPapers) -> (Vec<u8>, String, usize) {
    let (document, typeset) =
        publish::briefing(&papers.pack, &papers.ground, &papers.provenance, &Brand::default())
            .expect("typeset");
    (typeset.pdf, document.html(), typeset.pages)
}

fn in_order(text: &str, pieces: &[&str]) {
    let mut from = 0;
    for piece in pieces {
        let at = text[from..].find(piece);
        from += at.unwrap_or_else(|| panic!("\"{piece}\" is not where it should be in {text}"));
    }
}

fn harmspot(store: &Path, view: &str, args: &[&str]) -> Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_harmspot"))
        .args(["--store", &store.to_string_lossy(), "--view", view, "briefing"])
        .args(args)
        .output()
        .expect("the program runs")
}

#[test]
fn a_team_with_little_gets_a_pack_it_can_use() {
    let small = Small::usual();
    let papers = small.pack("2025-11-21", Some(ACTIONS));
    let (pdf, html, pages_n) = printed(&papers);
    keep("briefing-small.pdf", &pdf);
    keep("briefing-small.html", html.as_bytes());
    assert!((2..=4).contains(&pages_n), "few incidents need few pages: {pages_n}");
    let text = pages(&pdf);
    in_order(
        &text[0],
        &[
            "14 to 20 November 2025",
            "weekend of 21 to 23 November 2025",
            "What happened, linked to what",
            "under 18",
            "Ash Court and Birch Row: two attacks",
            "T/000014/25",
            "Birch Row on Ash Court (probable)",
            "T/000013/25, 3 days before",
            "T/000013/25",
            "Ash Court on Birch Row (confirmed)",
            "What is different",
            "Linked to groups: two this week",
            "All incidents that count: four this week",
            "Where two hours may be well spent",
            "Edgehill Street",
            "4 of 11 timed events within 300 m",
            "What was done",
            "knife found in a hedge",
            "3 actions still open, 1 past",
        ],
    );
    in_order(
        &text[1..].join(" "),
        &[
            "Line list",
            "T/000014/25",
            "a home",
            "T/000013/25",
            "Investigating officer",
            "T/000105/25",
            "Earlier incidents",
            "T/000106/25",
            "recorded Mon 17 Nov, 8 days late",
            "set space",
            "a set space needs 10",
            "Between the groups",
            "Too few to test",
            "Near repeats are not tested",
            "new or getting worse",
            "Actions still open",
            "A2",
            "18 Nov, past",
            "Before you rely on this",
            "Under 7 days old: may change",
            "past its review date",
            "T/999999/25",
            "T/000008/25",
            "Who has this pack",
        ],
    );
    // Every statistic that refuses does so in one line, and no place is told that nobody may know.
    let all = text.join(" ");
    for never in ["Sorrel", "T/000107/25", "NaN", "inf", "no threat of"] {
        assert!(!all.contains(never), "{never}");
        assert!(!html.contains(never), "{never}");
    }
    assert_eq!(papers.provenance.marking, Marking::OfficialSensitive, "group names that are not made up");
}

#[test]
fn a_window_with_no_incidents_is_a_sentence_and_the_pack_still_tells_what_stands() {
    let small = Small::usual();
    let papers = small.pack("2025-10-03", None);
    let pack = &papers.pack;
    assert!(pack.lines.is_empty() && pack.suggestions.len() <= 3);
    let (pdf, _, n) = printed(&papers);
    assert!(n <= 3);
    let text = pages(&pdf);
    in_order(
        &text[0],
        &[
            "No incident that counts was committed",
            "The last incident linked to a group was 28 days ago",
            "No actions are tracked",
        ],
    );
    // What was not known on that day is not told: neither later incidents nor the week of November.
    assert!(!text.join(" ").contains("T/000013/25"));
    in_order(
        &text[1..].join(" "),
        &["No incident that counts was committed in these days", "Nothing that counts was recorded late"],
    );
}

#[test]
fn without_a_register_nothing_is_linked_and_nothing_is_guessed() {
    let small = Small::new(&[year().into_iter().chain(others()).collect()], &[]);
    let papers = small.pack("2025-11-21", None);
    let pack = &papers.pack;
    assert_eq!((pack.linked(), pack.pairs.len(), pack.spaces.len()), (0, 0, 0));
    let text = pages(&printed(&papers).0).join(" ");
    for says in [
        "There is no register of groups",
        "The gravest of the window",
        "the register names no group",
        "No suggestion",
    ] {
        assert!(text.contains(says), "{says}: {text}");
    }
    assert!(!text.contains("T/000014/25"), "an incident at a home counts only where the register links it");
}

#[test]
fn what_came_in_since_is_told_apart_with_what_is_new() {
    let mut second: Vec<Row> = Vec::new();
    let find = |reference: &str| {
        year().into_iter().chain(others()).find(|r| r.reference == reference).expect("a row")
    };
    // Regraded, and withdrawn although the register names it.
    second.push(Row { code: "5D", injury: "Serious", updated: "18/11/2025 09:00", ..find("T/000101/25") });
    second.push(Row { status: "Cancelled", updated: "19/11/2025 12:00", ..find("T/000011/25") });
    let small = Small::new(&[year().into_iter().chain(others()).collect(), second], &register());
    let papers = small.pack("2025-11-21", None);
    let since: Vec<(&str, &str)> =
        papers.pack.since.iter().map(|l| (l.reference.as_str(), l.news.as_str())).collect();
    let news = |reference: &str| {
        since.iter().find(|(r, _)| *r == reference).map_or_else(|| panic!("{since:?}"), |(_, news)| *news)
    };
    assert_eq!(news("T/000101/25"), "regraded from assault with injury; serious injury (was: minor injury)");
    assert_eq!(news("T/000011/25"), "withdrawn: cancelled on Wed 19 Nov; the register still names it");
    assert_eq!(news("T/000106/25"), "recorded Mon 17 Nov, 8 days late");
    let text = pages(&printed(&papers).0).join(" ");
    assert!(text.contains(
        "Withdrawn by the source, counted nowhere and to be taken out of the register: T/000011/25 (cancelled)"
    ));
    let pair = papers
        .pack
        .pairs
        .iter()
        .find(|p| p.first == "Ash Court" && p.second == "Cedar Park")
        .expect("a pair");
    assert_eq!(pair.events.len(), 1, "a withdrawn attack is no attack: {pair:?}");
}

#[test]
fn the_next_pack_starts_where_the_last_ended_and_the_same_command_gives_the_same_bytes() {
    let small = Small::usual();
    let tracker = small.folder().join("actions.csv");
    std::fs::write(&tracker, ACTIONS).expect("written");
    let run = |until: &str, name: &str, more: &[&str]| -> Vec<u8> {
        let path = small.folder().join(name);
        let mut args = vec!["--until", until, "-o", path.to_str().expect("a path")];
        args.extend(more);
        let out = harmspot(&small.store(), "police", &args);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        std::fs::read(path).expect("the file")
    };
    let actions = ["--actions", tracker.to_str().expect("a path")];
    for ending in ["pdf", "html", "json"] {
        let first = run("2025-11-21", &format!("a.{ending}"), &actions);
        // The actions are kept, so that the second run needs no file.
        for more in [&actions[..], &[]] {
            assert!(first == run("2025-11-21", &format!("b.{ending}"), more), "{ending} differs");
        }
    }
    let next: serde_json::Value =
        serde_json::from_slice(&run("2025-11-26", "next.json", &["--draft"])).expect("json");
    let window = &next["briefing"]["window"];
    assert_eq!(
        (window["from"].as_str(), window["starts_at"].as_str()),
        (Some("2025-11-21"), Some("last-pack"))
    );
    let line = &next["briefing"]["since"][0];
    assert_eq!(line["reference"], "T/000107/25", "told now: nobody knew of it before");
    assert_eq!(next["briefing"]["actions"]["open"].as_array().map(Vec::len), Some(3), "carried over");
    assert_eq!(next["briefing"]["actions"]["closed"].as_array().map(Vec::len), Some(0), "told once");
    let text = next.to_string();
    for never in ["\"at\":", "easting", "Sorrel", "\"lon\"", "\"V0", "\"S0"] {
        assert!(!text.contains(never), "{never}");
    }
    assert!(text.contains(BRIEFING_STATUS) && text.contains("OFFICIAL-SENSITIVE"));
}

#[test]
fn the_other_view_is_refused_in_plain_words_and_bad_files_leave_everything_as_it_was() {
    let small = Small::usual();
    let refused = |view: &str, args: &[&str], code: i32, says: &str| {
        let out = harmspot(&small.store(), view, args);
        let err = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(code), "{err}");
        assert!(err.contains(says), "{err}");
        assert!(out.stdout.is_empty());
    };
    let pack = small.folder().join("pack.pdf");
    let output = ["--until", "2025-11-21", "-o", pack.to_str().expect("a path")];
    refused("vru", &output, 6, "police view");
    assert!(!pack.exists());
    let bad = small.folder().join("bad.csv");
    std::fs::write(&bad, "id,action,owner,status\n1,Phone Jordan Example,Sgt,finished\n").expect("written");
    let with = [&output[..], &["--actions", bad.to_str().expect("a path")]].concat();
    refused("police", &with, 4, "line 2, column status");
    let out = harmspot(&small.store(), "police", &with);
    assert!(!String::from_utf8_lossy(&out.stderr).contains("Jordan"), "what stood there is not repeated");
    refused("police", &["--until", "2025-11-21", "-o", "pack.docx"], 2, "use .pdf, .html or .json");
    refused("police", &["--until", "2025-11-21", "--from", "2025-11-21"], 2, "ends before it starts");
    refused("police", &["--until", "21/11/2025"], 2, "--until");
    let long = "the window of a briefing is 2151 days long, from 2020-01-01 on; it must be 366 days at most";
    refused("police", &["--until", "2025-11-21", "--from", "2020-01-01"], 2, long);
    refused("police", &["--until", "2300-01-01"], 2, "it must be a day before 2243");
    assert!(!pack.exists());
}

/// A busy window: hundreds of incidents, long words, many actions.
fn busy() -> (Small, String) {
    let mut rows = year();
    let mut lines = register();
    let names: Vec<&'static str> =
        (0..240).map(|n| &*Box::leak(format!("B/{n:06}/25").into_boxed_str())).collect();
    for (n, reference) in names.iter().enumerate() {
        let when = format!("{}/11/2025 {:02}:15", 14 + n % 7, n % 24);
        let base = if n % 2 == 0 { KNIFE } else { PLAIN };
        rows.push(Row {
            reference,
            from: Box::leak(when.into_boxed_str()),
            recorded: "20/11/2025 23:50",
            east: 664_000 + 90 * (n as u32 % 31),
            north: 220_400 + 70 * (n as u32 % 23),
            street: "Lower Marketplace and Old Harbour Approach",
            ..base
        });
        if n < 60 {
            lines.push(entry(reference, "Ash Court", "Birch Row", "suspect", "probable", "2026-11-30"));
        }
    }
    let mut actions = ACTIONS.to_owned();
    for n in 0..60 {
        let words = "Ask every partner for what they saw and write it down ".repeat(6);
        let _ = writeln!(actions, "B{n},{words},Neighbourhood sergeant,2025-11-2{},open,,,,", n % 10);
        let _ = writeln!(actions, "C{n},{words},Neighbourhood sergeant,,done,2025-11-18,{words},,");
    }
    (Small::new(&[rows], &lines), actions)
}

#[test]
fn a_busy_window_still_has_six_pages_at_most_and_says_what_was_cut() {
    let (small, actions) = busy();
    let papers = small.pack("2025-11-21", Some(&actions));
    let (pdf, html, n) = printed(&papers);
    keep("briefing-busy.pdf", &pdf);
    keep("briefing-busy.html", html.as_bytes());
    assert_eq!(n, MOST_PAGES, "as much as fits");
    let text = pages(&pdf).join(" ");
    for says in
        ["more incidents, the less grave", "more open actions in the .json", "more closed in the .json"]
    {
        assert!(text.contains(says), "{says}");
    }
    assert_eq!(unbalanced(&html), None);
    let first = papers.pack.lines.iter().position(|l| l.groups.is_empty()).expect("one without a group");
    assert!(papers.pack.lines[first..].iter().all(|l| l.groups.is_empty()), "linked ones come first");
}

#[test]
fn lomeas_pack_is_tagged_marked_made_up_and_the_same_for_any_number_of_threads() {
    let store = county::lomea_with_groups().join("store");
    let question = BriefingQuestion::until("2025-11-21".parse().expect("a day"));
    let made = papers(&store, &question, None);
    let (pdf, html, n) = printed(&made);
    keep("briefing-lomea.pdf", &pdf);
    assert!(n <= MOST_PAGES);
    assert_eq!(made.provenance.marking, Marking::Synthetic);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    let (again, html_again, _) = pool.install(|| printed(&papers(&store, &question, None)));
    assert!(pdf == again && html == html_again, "one thread gives other bytes");
    let about = poppler("pdfinfo", &[], &pdf);
    assert!(about.lines().any(|l| l.starts_with("Tagged:") && l.ends_with("yes")), "{about}");
    assert!(!about.contains("CreationDate"), "a clock: {about}");
    for row in poppler("pdffonts", &[], &pdf).lines().skip(2) {
        assert_eq!(row.split_whitespace().rev().nth(4), Some("yes"), "not embedded: {row}");
    }
    for page in pages(&pdf) {
        assert_eq!(page.matches(Marking::Synthetic.words()).count(), 2, "head and foot: {page}");
        assert!(page.contains(BRIEFING_STATUS), "{page}");
    }
    assert_eq!(unbalanced(&html), None);
    for outside in ["http:", "https:", "<script", "<link", "@import", "url(http"] {
        assert!(!html.contains(outside), "{outside}");
    }
    let pack = &made.pack;
    assert!(pack.spaces.len() >= 6 && !pack.pairs.is_empty(), "planted groups have their ground");
    assert!(pack.suggestions.iter().all(|s| !s.basis.is_empty() && !s.caveat.is_empty()));
    no_home_is_told(pack);
}

/// A line of a home tells an area and no street; only other lines are on the map.
fn no_home_is_told(pack: &Pack) {
    let lines = pack.lines.iter().chain(&pack.since);
    for line in lines.filter(|l| l.place_kind.contains("home")) {
        assert!(
            ["a home,", "a care home,", "perhaps a home,"].iter().any(|w| line.place.starts_with(w)),
            "{}",
            line.place
        );
        assert!(line.at.is_none());
    }
}

#[test]
fn parts_that_are_less_sure_are_left_out_on_request_and_a_force_cannot_mark_it_lower() {
    let small = Small::usual();
    let until = "2025-11-21".parse().expect("a day");
    let sure = BriefingQuestion { least: Attribution::Confirmed, ..BriefingQuestion::until(until) };
    let made = papers(&small.store(), &sure, None);
    assert_eq!(made.pack.linked(), 1, "only one of the two is confirmed");
    assert!(made.pack.register.iter().any(|l| l.contains("less sure")));
    let brand = Brand { marking: Some("OFFICIAL".to_owned()), ..Brand::default() };
    let (document, _) =
        publish::briefing(&made.pack, &made.ground, &made.provenance, &brand).expect("typeset");
    assert_eq!(document.marking, "OFFICIAL-SENSITIVE - OFFICIAL");
    let police = PoliceStore::open(key(), &small.store()).expect("readable").expect("kept");
    keep_briefing(&police, made.logged.clone(), None).expect("kept");
    let again = papers(&small.store(), &sure, None);
    assert_eq!(made.pack, again.pack, "a pack is not its own last pack");
    assert_eq!(made.provenance, again.provenance, "that it was made is no input of it");
}
