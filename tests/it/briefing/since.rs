//! What came in between two packs is in the second: once, whatever dates the source gives it, with its year.

use std::sync::Arc;

use harmspot::{
    deterrence::Pack,
    pipeline::{
        Loaded, Store,
        briefing::{BriefingQuestion, briefing, keep_briefing, read_actions},
        deterrence::PoliceStore,
    },
};

use super::{
    printed,
    small::{KNIFE, PLAIN, Row, Small, entry, key, others, papers, register, year},
};
use crate::papers::look::pages;

const FAR: &str = "2026-11-30";

fn all() -> Vec<Row> {
    year().into_iter().chain(others()).collect()
}

/// Makes the pack of a day and remembers it.
fn made(small: &Small, until: &str, actions: Option<&str>) -> Pack {
    let papers = small.pack(until, actions);
    let police = PoliceStore::open_or_create(key(), &small.store()).expect("a police store");
    keep_briefing(&police, papers.logged, papers.actions.as_ref()).expect("kept");
    papers.pack
}

fn told(pack: &Pack) -> Vec<(String, String)> {
    pack.since.iter().map(|l| (l.reference.clone(), l.news.clone())).collect()
}

fn news(pack: &Pack, reference: &str) -> String {
    let found = told(pack).into_iter().find(|(r, _)| r.contains(reference));
    found.unwrap_or_else(|| panic!("{reference} is not told: {:?}", told(pack))).1
}

#[test]
fn what_counts_now_and_did_not_is_told_with_its_reason() {
    let at = |reference, from| Row { reference, from, east: 664_100, ..KNIFE };
    let was = [
        Row { location: "Dwelling", street: "Mill Lane", ..at("T/000801/25", "18/11/2025 18:00") },
        Row { status: "Cancelled", east: 663_500, ..at("T/000802/25", "18/11/2025 19:30") },
        Row { age: "40", east: 663_000, ..at("T/000803/25", "17/11/2025 20:00") },
    ];
    let changed = |row: &Row| Row { updated: "24/11/2025 10:00", ..row.clone() };
    let now = [
        Row { location: "Street", ..changed(&was[0]) },
        Row { status: "Undetected", ..changed(&was[1]) },
        Row { age: "16", ..changed(&was[2]) },
    ];
    let small = Small::new(&[all().into_iter().chain(was).collect()], &register());
    made(&small, "2025-11-21", None);
    small.and(&now);
    let pack = small.pack("2025-11-28", None).pack;
    assert_eq!(news(&pack, "T/000801/25"), "newly counts: the kind of place was a home or private place");
    assert_eq!(news(&pack, "T/000802/25"), "newly counts: live again (was: cancelled)");
    assert_eq!(news(&pack, "T/000803/25"), "newly counts: an age was put right");
    // Each is told once.
    made(&small, "2025-11-28", None);
    assert_eq!(told(&small.pack("2025-12-05", None).pack), []);
}

#[test]
fn a_link_stated_since_the_last_pack_is_told_by_the_next() {
    let stated = entry("T/000105/25", "Cedar Park", "Birch Row", "suspect", "probable", FAR)
        .replace(",2024-12-20,", ",2025-11-21,");
    let small = Small::new(&[all()], &register().into_iter().chain([stated]).collect::<Vec<_>>());
    made(&small, "2025-11-21", None);
    let pack = made(&small, "2025-11-28", None);
    assert_eq!(news(&pack, "T/000105/25"), "stated of it since: Cedar Park on Birch Row (probable)");
    assert!(!told(&small.pack("2025-12-05", None).pack).iter().any(|(r, _)| r == "T/000105/25"));
}

#[test]
fn a_back_fill_of_old_records_is_one_sentence_and_hides_no_late_report() {
    let small = Small::usual();
    made(&small, "2025-11-21", None);
    let days: Vec<String> =
        (0..40).map(|n| format!("{:02}/{:02}/2023 12:00", 1 + n % 28, 1 + n / 4)).collect();
    let mut rows: Vec<Row> = days
        .iter()
        .enumerate()
        .map(|(n, day)| Row {
            reference: format!("O/{n:06}/23").leak(),
            from: day.clone().leak(),
            east: 664_000 + 300 * n as u32,
            ..PLAIN
        })
        .collect();
    rows.push(Row {
        reference: "T/000811/25",
        from: "19/11/2025 16:00",
        recorded: "20/11/2025 18:00",
        east: 664_500,
        ..PLAIN
    });
    small.and(&rows);
    let pack = small.pack("2025-11-28", None).pack;
    let lines = told(&pack);
    assert_eq!(lines.iter().filter(|(r, _)| r.starts_with("O/")).count(), 0, "{lines:?}");
    assert_eq!(news(&pack, "T/000811/25"), "recorded Thu 20 Nov, not in the extract of the last pack");
    assert!(
        pack.since_more.starts_with("40 older records that the extract of the last pack lacked"),
        "{}",
        pack.since_more
    );
}

#[test]
fn a_second_copy_of_the_last_pack_takes_nothing_from_the_next() {
    let small = Small::usual();
    made(&small, "2025-11-21", None);
    small.and(&[Row {
        reference: "T/000821/25",
        from: "19/11/2025 16:00",
        recorded: "20/11/2025 18:00",
        east: 664_500,
        ..KNIFE
    }]);
    let draft = told(&small.pack("2025-11-28", None).pack);
    assert!(draft.iter().any(|(r, _)| r == "T/000821/25"), "{draft:?}");
    made(&small, "2025-11-21", None);
    assert_eq!(told(&small.pack("2025-11-28", None).pack), draft);
}

#[test]
fn an_extract_moved_by_metres_has_no_news_and_what_the_last_pack_told_is_not_told_again() {
    let small = Small::usual();
    made(&small, "2025-11-21", None);
    let moved: Vec<Row> =
        all().into_iter().map(|r| Row { east: r.east + 3, updated: "24/11/2025 10:00", ..r }).collect();
    small.and(&moved);
    let pack = made(&small, "2025-11-28", None);
    let late: Vec<(String, String)> = told(&pack);
    assert_eq!(late.iter().map(|(r, _)| r.as_str()).collect::<Vec<_>>(), ["T/000107/25"], "{late:?}");
    assert_eq!(pack.since_more, "", "nor is it counted");
    // An extract of the Friday morning itself: the pack of that Friday tells it, the next does not.
    let find = |reference: &str| moved.iter().find(|r| r.reference == reference).expect("a row").clone();
    small.and(&[
        Row { code: "1", injury: "Fatal", updated: "05/12/2025 08:00", ..find("T/000013/25") },
        Row { status: "Cancelled", updated: "05/12/2025 08:00", ..find("T/000101/25") },
    ]);
    let friday = made(&small, "2025-12-05", None);
    assert!(news(&friday, "T/000013/25").starts_with("regraded from"));
    assert!(news(&friday, "T/000101/25").starts_with("withdrawn: cancelled"));
    assert_eq!(told(&small.pack("2025-12-12", None).pack), []);
}

#[test]
fn a_pack_made_again_from_its_snapshot_by_the_beginning_of_its_id_is_the_same_pack() {
    let small = Small::usual();
    made(&small, "2025-11-14", None);
    let papers = small.pack("2025-11-21", None);
    let beginning = papers.provenance.snapshot.as_deref().expect("an id")[..12].to_owned();
    let find = |reference: &str| all().into_iter().find(|r| r.reference == reference).expect("a row");
    small.and(&[Row { status: "Cancelled", updated: "24/11/2025 10:00", ..find("T/000105/25") }]);
    let store = Store::open(small.store()).expect("a store");
    let loaded = Arc::new(Loaded::open(&store, Some(&beginning)).expect("loaded"));
    let police = PoliceStore::open(key(), &small.store()).expect("readable");
    let question = BriefingQuestion::until("2025-11-21".parse().expect("a day"));
    let again = briefing(&loaded, &store, police.as_ref(), &question, None, &()).expect("a pack");
    assert_eq!(again.pack, papers.pack);
    assert_eq!(again.provenance, papers.provenance);
    assert_ne!(small.pack("2025-11-21", None).pack.lines, papers.pack.lines, "the newest tells otherwise");
}

#[test]
fn what_may_be_of_another_year_has_its_year() {
    let old = Row { reference: "T/000831/24", from: "18/01/2024 19:30", east: 664_300, ..PLAIN };
    let regraded = Row { code: "5D", injury: "Serious", updated: "24/11/2025 10:00", ..old.clone() };
    let small = Small::new(&[all().into_iter().chain([old]).collect()], &register());
    made(&small, "2025-11-21", None);
    small.and(&[regraded]);
    let pack = small.pack("2025-11-28", None).pack;
    let line = pack.since.iter().find(|l| l.reference == "T/000831/24").expect("told");
    assert_eq!(line.when, "Thu 18 Jan 2024 19:30");
}

#[test]
fn an_event_over_midnight_is_of_the_day_it_began_on() {
    let small = Small::usual();
    small.and(&[
        Row { reference: "T/000841/25", from: "27/11/2025 23:50", recorded: "27/11/2025 23:59", ..KNIFE },
        Row { reference: "T/000842/25", from: "28/11/2025 00:10", recorded: "28/11/2025 09:00", ..KNIFE },
    ]);
    let first = made(&small, "2025-11-28", None);
    assert!(first.lines.iter().any(|l| l.reference == "T/000841/25"));
    let pack = small.pack("2025-12-05", None).pack;
    assert!(!pack.lines.iter().any(|l| l.reference.contains("T/000841/25")), "listed by the pack before");
    assert_eq!(news(&pack, "T/000841/25"), "T/000842/25 added to it on Fri 28 Nov");
    let all = pack.changes.iter().find(|c| c.starts_with("All incidents")).expect("a count");
    assert!(pack.lines.is_empty() && all.contains("none this week"), "{all}");
}

#[test]
fn a_child_in_what_came_in_late_and_a_grave_one_of_groups_are_on_page_one() {
    let mut lines = register();
    let late = entry("T/000851/25", "Ash Court", "Birch Row", "suspect", "confirmed", FAR);
    lines.push(late.replace(",unknown,unknown,", ",yes,yes,"));
    let small = Small::new(&[all()], &lines);
    made(&small, "2025-11-21", None);
    small.and(&[Row {
        reference: "T/000851/25",
        from: "13/11/2025 21:00",
        recorded: "24/11/2025 09:00",
        east: 664_400,
        ..KNIFE
    }]);
    let papers = small.pack("2025-11-28", None);
    let page = pages(&printed(&papers).0)[0].split_whitespace().collect::<Vec<_>>().join(" ");
    for says in [
        "Somebody under 18 was part of one linked incident told here (T/000851/25); there are signs that children are exploited in one linked incident told here (T/000851/25)",
        "Grave, and new since the last pack: T/000851/25",
        "recorded Mon 24 Nov, 11 days late",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
}

#[test]
fn an_action_whose_end_came_to_light_late_is_told_once() {
    let small = Small::usual();
    let open =
        "id,action,owner,due,status,done,result\nA2,Ask the school,Schools officer,2025-11-24,open,,\n";
    let done = "id,action,owner,due,status,done,result\nA2,Ask the school,Schools officer,2025-11-24,done,2025-11-20,Two boys named a place\n";
    read_actions(done).expect("a tracker");
    let first = made(&small, "2025-11-21", Some(open));
    assert_eq!(first.actions.open.len(), 1);
    let second = made(&small, "2025-11-28", Some(done));
    assert_eq!((second.actions.closed.len(), second.actions.open.len()), (1, 0));
    // The same command again is the same pack, and the next is silent of it.
    assert_eq!(small.pack("2025-11-28", None).pack.actions, second.actions);
    assert_eq!(small.pack("2025-12-05", None).pack.actions.closed.len(), 0);
}

#[test]
fn a_register_made_as_a_whole_says_nothing_of_what_is_usual() {
    let start: harmspot::calendar::Date = "2025-11-20".parse().expect("a day");
    let mut rows = Vec::new();
    let mut lines = |day: &str| -> Vec<String> {
        (0..52)
            .map(|week| {
                let on = start.plus(-7 * week);
                let reference: &'static str = format!("G/{week:06}/25").leak();
                let from = format!("{:02}/{:02}/{} 12:00", on.day(), on.month().number(), on.year());
                rows.push(Row { reference, from: from.leak(), ..PLAIN });
                entry(reference, "Ash Court", "", "suspect", "probable", FAR).replace("2024-12-20", day)
            })
            .collect()
    };
    let (new, old) = (lines("2025-11-10"), lines("2024-11-10"));
    rows.truncate(52);
    let said = |register: &[String]| {
        let pack = Small::new(&[rows.clone()], register).pack("2025-11-21", None).pack;
        pack.changes.iter().find(|c| c.starts_with("Linked to groups")).expect("said").clone()
    };
    assert_eq!(
        said(&new),
        "Linked to groups: one this week; too early to say what is usual, for most earlier links were stated over four weeks after the incident was recorded."
    );
    assert_eq!(
        said(&old),
        "Linked to groups: one this week; 1.0 is usual; about as usual; earlier weeks with what had been stated by their end."
    );
}

#[test]
fn a_place_of_which_nothing_is_recorded_may_be_a_home() {
    let bare = Row {
        reference: "T/000861/25",
        from: "17/11/2025 16:00",
        location: "",
        public: "-",
        street: "Rose Cottage",
        east: 664_300,
        ..KNIFE
    };
    let mut lines = register();
    lines.push(entry("T/000861/25", "Ash Court", "Birch Row", "suspect", "confirmed", FAR));
    let small = Small::new(&[all().into_iter().chain([bare]).collect()], &lines);
    let pack =
        papers(&small.store(), &BriefingQuestion::until("2025-11-21".parse().expect("a day")), None).pack;
    let line = pack.lines.iter().find(|l| l.reference == "T/000861/25").expect("listed");
    assert!(line.place.starts_with("perhaps a home, ") && line.at.is_none(), "{line:?}");
    assert!(!format!("{pack:?}").contains("Rose Cottage"));
}

#[test]
fn an_entry_that_lapsed_or_was_doubted_since_the_last_pack_is_named() {
    let lapsing = entry("T/000105/25", "Ash Court", "", "suspect", "probable", "2025-11-25");
    let doubted = entry("T/000104/25", "Birch Row", "", "suspect", "probable", FAR)
        .replace("2BP,2024-12-20", "2EP,2025-11-24");
    let lines: Vec<String> = register().into_iter().chain([lapsing, doubted]).collect();
    let small = Small::new(&[all()], &lines);
    let said = |until: &str| {
        let mut question = BriefingQuestion::until(until.parse().expect("a day"));
        question.from = Some(question.until.plus(-7));
        let pack = papers(&small.store(), &question, None).pack;
        pack.register.into_iter().find(|s| s.starts_with("Links that ended"))
    };
    assert_eq!(said("2025-11-21"), None);
    assert_eq!(
        said("2025-11-28").as_deref(),
        Some(
            "Links that ended in these days: T/000104/25 (Birch Row, graded E), T/000105/25 (Ash Court, review date passed)."
        )
    );
    assert_eq!(said("2025-12-05"), None, "told once");
}

#[test]
fn a_record_is_young_under_seven_days_and_what_draws_no_set_space_is_said() {
    let row = |reference, day| Row { reference, from: day, ..PLAIN };
    let rows = vec![
        row("T/000901/25", "14/11/2025 10:00"),
        Row { east: 663_000, ..row("T/000902/25", "15/11/2025 10:00") },
        row("T/000903/25", "01/06/2025 10:00"),
    ];
    let lines = [entry("T/000903/25", "Ash Court", "Birch Row", "suspect", "confirmed", FAR)];
    let pack = Small::new(&[rows], &lines).pack("2025-11-21", None).pack;
    let young = "Under 7 days old: may change. 1 of 2";
    assert!(pack.cautions.iter().any(|c| c.starts_with(young)), "{:?}", pack.cautions);
    let left_out = "Of the groups' incidents these draw no set space: 1 in which the group was the victim; 1 with another group.";
    assert!(pack.space_words.iter().any(|w| w == left_out), "{:?}", pack.space_words);
    let usual = Small::usual().pack("2025-11-21", None).pack;
    let lapsed = "; one entry has lapsed and is in no week, so that \"usual\" may be too low.";
    assert!(usual.changes[0].ends_with(lapsed), "{:?}", usual.changes);
}

#[test]
fn a_withdrawn_record_is_told_as_withdrawn_though_the_snapshot_before_had_it_so_already() {
    let row = Row { reference: "T/000911/25", from: "10/10/2025 18:00", east: 664_100, ..KNIFE };
    let gone = Row { status: "Transferred", updated: "17/11/2025 10:00", ..row.clone() };
    let small = Small::new(&[all().into_iter().chain([row]).collect(), vec![gone]], &register());
    // One more delivery: in the snapshot before the present one it was withdrawn already.
    small.and(&[Row { reference: "T/000912/25", from: "19/11/2025 18:00", east: 663_100, ..PLAIN }]);
    let pack = small.pack("2025-11-21", None).pack;
    assert_eq!(news(&pack, "T/000911/25"), "withdrawn: transferred to another force on Mon 17 Nov");
}

#[test]
fn a_late_death_of_no_group_and_the_withdrawal_of_last_weeks_first_line_are_on_page_one() {
    let small = Small::usual();
    let first = made(&small, "2025-11-21", None);
    assert_eq!(first.lines[1].reference, "T/000013/25");
    let find = |reference: &str| all().into_iter().find(|r| r.reference == reference).expect("a row");
    small.and(&[
        Row { status: "Cancelled", updated: "24/11/2025 10:00", ..find("T/000013/25") },
        Row {
            reference: "T/000921/25",
            code: "1",
            injury: "Fatal",
            from: "09/11/2025 21:00",
            recorded: "24/11/2025 09:00",
            east: 664_100,
            ..KNIFE
        },
    ]);
    let papers = small.pack("2025-11-28", None);
    let page = pages(&printed(&papers).0)[0].split_whitespace().collect::<Vec<_>>().join(" ");
    for says in [
        "T/000013/25 (assault with intent to cause serious harm, Sat 15 Nov 2025 21:40 to 21:50, Ash Court on Birch Row (confirmed))",
        "withdrawn: cancelled on Mon 24 Nov; the register still names it",
        "T/000921/25 (homicide, Sun 9 Nov 2025 21:00): recorded Mon 24 Nov, 15 days late",
        "1 withdrawn since the last pack: one of them linked to a group",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
}

#[test]
fn a_reference_that_the_register_names_stands_in_the_line_and_all_of_them_in_the_rows() {
    let at = |reference, from| Row { reference, from, east: 664_100, ..PLAIN };
    let rows = [
        at("T/000931/25", "17/11/2025 12:00"),
        at("T/000932/25", "17/11/2025 12:05"),
        at("T/000933/25", "17/11/2025 12:10"),
        at("T/000934/25", "17/11/2025 12:15"),
    ];
    let mut lines = register();
    lines.push(entry("T/000933/25", "Ash Court", "Birch Row", "suspect", "confirmed", FAR));
    let small = Small::new(&[all().into_iter().chain(rows).collect()], &lines);
    let pack = small.pack("2025-11-21", None).pack;
    let line = pack.lines.iter().find(|l| l.crimes.len() == 4).expect("an event");
    assert_eq!(line.reference, "T/000931/25, T/000933/25 and 2 more crimes");
    assert_eq!(line.crimes, ["T/000931/25", "T/000932/25", "T/000933/25", "T/000934/25"]);
}

#[test]
fn where_groups_leave_room_on_page_one_the_gravest_of_the_others_stand_below() {
    let knife = Row { reference: "T/000941/25", from: "14/11/2025 12:00", east: 664_100, ..KNIFE };
    let hurt =
        Row { reference: "T/000942/25", injury: "Serious", from: "20/11/2025 12:00", east: 663_100, ..PLAIN };
    let small = Small::new(&[all().into_iter().chain([knife, hurt]).collect()], &register());
    let papers = small.pack("2025-11-21", None);
    let page = pages(&printed(&papers).0)[0].split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("Those linked to groups, then the gravest of the others."), "{page}");
    assert!(page.contains("T/000941/25"), "{page}");
    // A stabbing with a serious injury before a serious injury without a weapon, though it is older.
    let place =
        |reference: &str| papers.pack.lines.iter().position(|l| l.reference == reference).expect("listed");
    assert!(place("T/000941/25") < place("T/000942/25"));
}

#[test]
fn an_old_record_of_a_group_that_the_last_extract_lacked_has_a_line() {
    let lines = register()
        .into_iter()
        .chain([entry("T/000921/25", "Ash Court", "Birch Row", "suspect", "probable", FAR)])
        .collect::<Vec<_>>();
    let small = Small::new(&[all()], &lines);
    made(&small, "2025-11-21", None);
    let old = |reference, east| Row { reference, from: "14/06/2025 18:00", east, ..PLAIN };
    small.and(&[old("T/000921/25", 664_100), old("T/000922/25", 662_100)]);
    let pack = small.pack("2025-11-28", None).pack;
    assert_eq!(news(&pack, "T/000921/25"), "recorded Sat 14 Jun, not in the extract of the last pack");
    assert!(!told(&pack).iter().any(|(r, _)| r == "T/000922/25"), "of no group: it came with a back-fill");
    assert!(pack.since_more.starts_with("1 older record that"), "{}", pack.since_more);
}

#[test]
fn a_withdrawn_record_that_the_register_names_stands_before_what_it_does_not_name() {
    let grave = Row { reference: "T/000925/25", from: "10/10/2025 18:00", east: 664_100, ..KNIFE };
    let worse = Row { reference: "T/000926/25", east: 662_100, ..grave.clone() };
    let first: Vec<Row> = all().into_iter().chain([grave, worse.clone()]).collect();
    let gone = |reference: &str| {
        let row = first.iter().find(|r| r.reference == reference).expect("a row").clone();
        Row { status: "Cancelled", updated: "19/11/2025 12:00", ..row }
    };
    let killed = Row { code: "1", injury: "Fatal", updated: "19/11/2025 12:00", ..worse };
    let second = vec![killed, gone("T/000011/25"), gone("T/000925/25")];
    let pack = Small::new(&[first, second], &register()).pack("2025-11-21", None).pack;
    let order: Vec<&str> = pack.since.iter().map(|l| l.reference.as_str()).collect();
    assert_eq!(order, ["T/000011/25", "T/000106/25", "T/000925/25", "T/000926/25"]);
}

#[test]
fn a_child_is_told_on_page_one_by_the_pack_that_first_hears_of_it() {
    let stated = entry("T/000105/25", "Cedar Park", "Birch Row", "suspect", "probable", FAR)
        .replace(",2024-12-20,", ",2025-11-21,")
        .replace(",unknown,unknown,", ",yes,unknown,");
    let small = Small::new(&[all()], &register().into_iter().chain([stated]).collect::<Vec<_>>());
    let said = |until: &str| {
        let pack = made(&small, until, None);
        pack.headline.into_iter().filter(|s| s.contains("under 18")).collect::<Vec<_>>()
    };
    for (until, reference) in [("2025-11-21", "(T/000013/25)"), ("2025-11-28", "(T/000105/25)")] {
        let told = said(until);
        assert!(told.len() == 1 && told[0].contains(reference), "{until}: {told:?}");
    }
    assert_eq!(said("2025-12-05"), [""; 0], "told once");
}

#[test]
fn what_ends_on_the_day_of_a_pack_is_of_that_pack_and_what_never_was_a_link_ends_in_none() {
    let lapsing = entry("T/000105/25", "Ash Court", "", "suspect", "probable", "2025-11-21");
    let doubted = entry("T/000104/25", "Birch Row", "", "suspect", "probable", FAR)
        .replace("2BP,2024-12-20", "2EP,2025-11-21");
    let lines: Vec<String> = register().into_iter().chain([lapsing, doubted]).collect();
    let small = Small::new(&[all()], &lines);
    let said = |until: &str| {
        let pack = made(&small, until, None);
        pack.register.into_iter().find(|s| s.starts_with("Links that ended")).unwrap_or_default()
    };
    assert_eq!(
        said("2025-11-21"),
        "Links that ended in these days: T/000105/25 (Ash Court, review date passed)."
    );
    // Doubted from the day it was stated: no pack ever told it as a link.
    assert_eq!((said("2025-11-28"), said("2025-12-05")), (String::new(), String::new()));
}

#[test]
fn more_new_links_than_twelve_are_one_sentence() {
    let start: harmspot::calendar::Date = "2025-10-20".parse().expect("a day");
    let (mut rows, mut lines) = (all(), register());
    for n in 0..13 {
        let on = start.plus(-7 * n);
        let reference: &'static str = format!("T/{:06}/25", 940 + n).leak();
        let from = format!("{:02}/{:02}/{} 12:00", on.day(), on.month().number(), on.year());
        rows.push(Row { reference, from: from.leak(), east: 663_000, ..PLAIN });
        let stated = entry(reference, "Cedar Park", "", "suspect", "probable", FAR);
        lines.push(stated.replace(",2024-12-20,", ",2025-11-18,"));
    }
    let pack = |lines: &[String]| Small::new(&[rows.clone()], lines).pack("2025-11-21", None).pack;
    let links = |pack: &Pack| told(pack).iter().filter(|(_, n)| n.starts_with("stated of it since")).count();
    let (all, twelve) = (pack(&lines), pack(&lines[..lines.len() - 1]));
    assert_eq!((links(&all), links(&twelve)), (0, 12));
    let says = "The register speaks for the first time, or again after a review, of 13 earlier incidents: too many to list.";
    assert!(all.since_more.contains(says) && !twelve.since_more.contains("speaks"), "{}", all.since_more);
}

#[test]
fn a_changed_record_of_a_group_whose_earlier_version_nobody_has_is_told_as_that() {
    let changed = |r: Row| match r.reference {
        "T/000009/25" | "T/000101/25" => Row { updated: "18/11/2025 09:00", ..r },
        _ => r,
    };
    let small = Small::new(&[all().into_iter().map(changed).collect()], &register());
    let pack = small.pack("2025-11-21", None).pack;
    assert_eq!(news(&pack, "T/000009/25"), "changed on Tue 18 Nov; what it said before is not held");
    assert!(!told(&pack).iter().any(|(r, _)| r == "T/000101/25"), "of no group");
    assert!(pack.since_more.contains("1 more record was touched"), "{}", pack.since_more);
}

#[test]
fn an_incident_recorded_after_a_pack_is_told_by_no_link_of_it() {
    let stated = entry("T/000107/25", "Ash Court", "Birch Row", "suspect", "probable", FAR)
        .replace(",2024-12-20,", ",2025-11-20,");
    let small = Small::new(&[all()], &register().into_iter().chain([stated]).collect::<Vec<_>>());
    let first = made(&small, "2025-11-21", None);
    assert!(!format!("{first:?}").contains("T/000107/25"), "nobody knew of it");
    let next = small.pack("2025-11-28", None).pack;
    assert_eq!(news(&next, "T/000107/25"), "recorded Sat 22 Nov, 2 days late");
}

#[test]
fn earlier_weeks_are_compared_by_the_links_that_were_stated_then() {
    let start: harmspot::calendar::Date = "2025-11-20".parse().expect("a day");
    let said = |days: i32| {
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        for week in 0..52 {
            let on = start.plus(-7 * week);
            let reference: &'static str = format!("G/{week:06}/25").leak();
            let from = format!("{:02}/{:02}/{} 12:00", on.day(), on.month().number(), on.year());
            rows.push(Row { reference, from: from.leak(), ..PLAIN });
            let stated = if week == 0 { on } else { on.plus(days) };
            let line = entry(reference, "Ash Court", "", "suspect", "probable", FAR);
            lines.push(line.replace("2024-12-20", &stated.to_string()));
        }
        let pack = Small::new(&[rows], &lines).pack("2025-11-21", None).pack;
        pack.changes.iter().find(|c| c.starts_with("Linked to groups")).expect("said").clone()
    };
    for (days, usual) in [(0, "1.0 is usual"), (10, "hardly any is usual")] {
        let told = said(days);
        assert!(told.starts_with(&format!("Linked to groups: one this week; {usual};")), "{told}");
    }
}

#[test]
fn what_the_last_extract_lacked_is_told_though_it_was_changed_or_bears_no_day_of_recording() {
    let small = Small::usual();
    made(&small, "2025-11-21", None);
    small.and(&[
        // Recorded before the pack and after its extract, and touched since.
        Row {
            reference: "T/000951/25",
            from: "19/11/2025 16:00",
            recorded: "20/11/2025 18:00",
            updated: "24/11/2025 10:00",
            east: 664_500,
            ..KNIFE
        },
        Row { reference: "T/000952/25", from: "10/09/2025 16:00", recorded: "-", east: 663_500, ..KNIFE },
    ]);
    let pack = small.pack("2025-11-28", None).pack;
    assert_eq!(news(&pack, "T/000951/25"), "recorded Thu 20 Nov, not in the extract of the last pack");
    assert_eq!(news(&pack, "T/000952/25"), "new since the last pack; no day of recording is given");
}

#[test]
fn packs_made_afterwards_from_one_extract_lose_no_withdrawal() {
    let find = |reference: &str| all().into_iter().find(|r| r.reference == reference).expect("a row");
    let gone = Row { status: "Cancelled", updated: "17/11/2025 10:00", ..find("T/000103/25") };
    let small = Small::new(&[all(), vec![gone]], &register());
    made(&small, "2025-11-14", None);
    let pack = made(&small, "2025-11-21", None);
    assert_eq!(news(&pack, "T/000103/25"), "withdrawn: cancelled on Mon 17 Nov");
    assert!(!told(&small.pack("2025-11-28", None).pack).iter().any(|(r, _)| r == "T/000103/25"));
    // A longer look back by --from is compared with what was told before it began: here, with nothing.
    let mut question = BriefingQuestion::until("2025-11-28".parse().expect("a day"));
    question.from = Some("2025-11-10".parse().expect("a day"));
    let long = papers(&small.store(), &question, None).pack;
    assert!(told(&long).iter().any(|(r, _)| r == "T/000103/25"), "{:?}", told(&long));
}

#[test]
fn a_link_written_down_after_the_pack_is_told_however_old_its_source() {
    let small = Small::usual();
    made(&small, "2025-11-21", None);
    let late = entry("T/000105/25", "Cedar Park", "Birch Row", "suspect", "probable", FAR);
    let still = register()
        .into_iter()
        .filter(|l| !l.starts_with("T/000104"))
        .chain([late.replace(",unknown,unknown,", ",yes,unknown,")]);
    small.register(&still.filter(|l| !l.starts_with("T/000005")).collect::<Vec<_>>());
    let pack = small.pack("2025-11-28", None).pack;
    assert_eq!(news(&pack, "T/000105/25"), "stated of it since: Cedar Park on Birch Row (probable)");
    assert!(
        pack.headline.iter().any(|h| h.contains("under 18") && h.contains("T/000105/25")),
        "{:?}",
        pack.headline
    );
    let ended = pack.register.iter().find(|s| s.starts_with("Links that ended")).expect("said");
    assert!(ended.contains("T/000005/25 (Ash Court, no longer in the register"), "{ended}");
    assert!(!ended.contains("T/000101/25"), "it had lapsed for the last pack: {ended}");
}

#[test]
fn a_record_corrected_from_a_home_does_not_tell_how_far_the_home_lies() {
    let was = Row { reference: "T/000961/25", from: "13/11/2025 18:00", east: 664_100, ..KNIFE };
    let moved = |row: &Row| Row { east: row.east + 300, updated: "24/11/2025 10:00", ..row.clone() };
    let told = |was: Row, now: Row| {
        let mut lines = register();
        lines.push(entry("T/000961/25", "Ash Court", "Birch Row", "suspect", "confirmed", FAR));
        let small = Small::new(&[all().into_iter().chain([was]).collect()], &lines);
        made(&small, "2025-11-21", None);
        small.and(&[now]);
        news(&small.pack("2025-11-28", None).pack, "T/000961/25")
    };
    assert_eq!(told(was.clone(), moved(&was)), "place moved, it was 300 m away");
    let home = Row { location: "Dwelling", street: "Sorrel Close", ..was.clone() };
    let said = told(home, moved(&was));
    assert!(said.contains("place moved") && !said.contains("away"), "{said}");
}

#[test]
fn safeguarding_names_the_crime_whose_entry_says_so_and_no_link_ends_while_another_row_stands() {
    let at = |reference, from| Row { reference, from, east: 664_100, ..PLAIN };
    let rows = [at("T/000971/25", "17/11/2025 12:00"), at("T/000972/25", "17/11/2025 12:05")];
    let mut lines = register();
    let child = entry("T/000972/25", "Ash Court", "Birch Row", "suspect", "confirmed", FAR);
    lines.push(child.replace(",unknown,unknown,", ",yes,unknown,"));
    // A doubtful row of the same group lapses beside the one that stands.
    lines.push(entry("T/000972/25", "Ash Court", "", "unclear", "possible", "2025-11-18"));
    let small = Small::new(&[all().into_iter().chain(rows).collect()], &lines);
    let pack = small.pack("2025-11-21", None).pack;
    let child = pack.headline.iter().find(|h| h.contains("under 18")).expect("said");
    assert!(child.contains("T/000972/25") && !child.contains("T/000971/25"), "{child}");
    assert!(!pack.register.iter().any(|s| s.starts_with("Links that ended")), "{:?}", pack.register);
}
