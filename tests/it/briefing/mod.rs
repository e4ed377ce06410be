//! The gangs-team briefing: of use with little, in order, marked, the same bytes, no home and no name in it.

mod small;

use std::{path::Path, process::Output};

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
            "Where two hours may be well spent",
            "Edgehill Street",
            "says little",
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
