//! What a pack must not say: a street of a home, a forecast, an hour of the wrong day; and what it must not lose.

use harmspot::{
    deterrence::SpaceRow,
    pipeline::{
        briefing::{BriefingQuestion, keep_briefing, read_actions},
        deterrence::PoliceStore,
    },
    publish::{
        self, MOST_PAGES,
        document::{Brand, DocumentError},
    },
};

use super::small::{KNIFE, PLAIN, Row, Small, entry, key, others, papers, register, year};

const FAR: &str = "2026-11-30";

fn all() -> Vec<Row> {
    year().into_iter().chain(others()).collect()
}

fn news<'a>(pack: &'a harmspot::deterrence::Pack, reference: &str) -> &'a str {
    let line = pack.since.iter().find(|l| l.reference.contains(reference));
    line.map_or_else(
        || {
            panic!(
                "{reference} is not told: {:?}",
                pack.since.iter().map(|l| &l.reference).collect::<Vec<_>>()
            )
        },
        |l| l.news.as_str(),
    )
}

#[test]
fn a_regrade_of_the_second_crime_of_an_event_is_told_though_the_first_has_no_news() {
    let first = Row { reference: "T/000301/25", from: "14/03/2025 12:00", ..PLAIN };
    let second = Row { reference: "T/000302/25", from: "14/03/2025 12:10", ..PLAIN };
    let touched = |row: &Row| Row { updated: "18/11/2025 09:00", ..row.clone() };
    let regraded = Row { code: "1", injury: "Fatal", ..touched(&second) };
    let delivery = all().into_iter().chain([first.clone(), second]).collect();
    let small = Small::new(&[delivery, vec![touched(&first), regraded]], &register());
    let pack = small.pack("2025-11-21", None).pack;
    let told = news(&pack, "T/000301/25");
    assert!(told.contains("T/000302/25: regraded from assault with injury"), "{told}");
}

#[test]
fn what_the_extract_of_the_last_pack_lacked_is_in_the_next_pack_whatever_its_dates() {
    let small = Small::usual();
    let made = small.pack("2025-11-21", None);
    let police = PoliceStore::open(key(), &small.store()).expect("readable").expect("kept");
    keep_briefing(&police, made.logged, None).expect("kept");
    // Recorded, and changed, on the evening before the pack and after its extract was cut.
    let late = Row {
        reference: "T/000401/25",
        from: "19/11/2025 16:00",
        recorded: "20/11/2025 18:00",
        east: 664_500,
        ..PLAIN
    };
    let old = all().into_iter().find(|r| r.reference == "T/000101/25").expect("a row");
    let regraded = Row { code: "5D", injury: "Serious", updated: "20/11/2025 18:00", ..old };
    small.and(&[late, regraded]);
    let pack = small.pack("2025-11-28", None).pack;
    assert_eq!(pack.window.from.to_string(), "2025-11-21");
    assert_eq!(news(&pack, "T/000401/25"), "recorded Thu 20 Nov, not in the extract of the last pack");
    assert!(news(&pack, "T/000101/25").starts_with("regraded from assault with injury"));
    assert!(!pack.since.iter().any(|l| l.reference == "T/000102/25"), "nothing is new of it");
}

#[test]
fn what_counted_and_was_regraded_out_of_the_definition_is_said_to_count_no_more() {
    let old = all().into_iter().find(|r| r.reference == "T/000105/25").expect("a row");
    let out = Row { code: "125", injury: "None", updated: "24/11/2025 09:00", ..old };
    let small = Small::new(&[all(), vec![out]], &register());
    let mut question = BriefingQuestion::until("2025-11-28".parse().expect("a day"));
    question.from = Some("2025-11-21".parse().expect("a day"));
    let pack = papers(&small.store(), &question, None).pack;
    let told = news(&pack, "T/000105/25");
    assert!(told.starts_with("no longer counts: regraded from assault with injury"), "{told}");
}

#[test]
fn an_earlier_week_has_no_day_more_than_this_one_for_late_records() {
    // Every Thursday one incident that is recorded on the Friday: of this week's nobody knows yet.
    let dates: Vec<[String; 3]> = (0..13)
        .map(|week| {
            let day: harmspot::calendar::Date = "2025-11-20".parse().expect("a day");
            let said = |d: harmspot::calendar::Date, clock: &str| {
                format!("{:02}/{:02}/{} {clock}", d.day(), d.month().number(), d.year())
            };
            let day = day.plus(-7 * week);
            [format!("W/{week:06}/25"), said(day, "22:00"), said(day.plus(1), "09:00")]
        })
        .collect();
    let mut rows: Vec<Row> = dates
        .iter()
        .map(|[reference, from, recorded]| Row {
            reference: reference.clone().leak(),
            from: from.clone().leak(),
            recorded: recorded.clone().leak(),
            ..PLAIN
        })
        .collect();
    // The records begin before the twelve weeks.
    rows.push(Row { reference: "T/000900/25", from: "01/06/2025 12:00", ..PLAIN });
    let small = Small::new(&[rows], &[]);
    let pack = small.pack("2025-11-21", None).pack;
    let said = pack.changes.iter().find(|c| c.starts_with("All incidents")).expect("said");
    assert!(said.contains("none this week; hardly any is usual"), "{said}");
}

#[test]
fn a_part_that_was_stated_on_the_day_itself_is_left_to_the_next_pack() {
    let stated = entry("T/000105/25", "Ash Court", "Birch Row", "suspect", "confirmed", FAR)
        .replace(",2024-12-20,", ",2025-11-21,");
    assert!(stated.contains("2025-11-21"));
    let small = Small::new(&[all()], &register().into_iter().chain([stated]).collect::<Vec<_>>());
    let linked = |until: &str| {
        let pack = small.pack(until, None).pack;
        let lines = pack.lines.iter().chain(&pack.since);
        lines.filter(|l| l.reference == "T/000105/25").any(|l| !l.groups.is_empty())
    };
    assert!(!linked("2025-11-21"), "nobody knew of it when the day began");
    assert!(linked("2025-11-22"));
}

#[test]
fn what_is_known_by_its_month_alone_is_no_date_of_anything() {
    let mut lines = register();
    let id = "LM000601";
    // An id of this source names a crime within its month.
    let reference = format!("2025-09/{id}");
    lines.push(entry(&reference, "Ash Court", "Birch Row", "suspect", "confirmed", FAR));
    let small = Small::new(&[all()], &lines);
    let month = format!(
        "{}\n{id},2025-09,Lomea (synthetic),Lomea (synthetic),1.3835,51.8400,On or near Edgehill Street,,,Violence and sexual offences,,\n",
        crate::import::POLICE.trim_end()
    );
    small.deliver("2025-09-lomea-street.csv", &month, "police-uk");
    let mut question = BriefingQuestion::until("2025-11-21".parse().expect("a day"));
    question.definition = Some("kent-public-place-up-to-25".to_owned());
    let pack = papers(&small.store(), &question, None).pack;
    let days: Vec<String> = pack.pairs.iter().flat_map(|p| &p.events).map(|e| e.day.to_string()).collect();
    assert!(days.iter().all(|d| d != "2025-09-01"), "no attack on the first of the month: {days:?}");
    assert!(pack.chains.iter().all(|c| c.references.iter().all(|r| *r != reference)));
    let said = pack.cautions.iter().find(|c| c.contains("known only by the month")).expect("said");
    assert!(said.starts_with("1 was"), "{said}");
}

#[test]
fn nobody_is_sent_to_stand_at_a_prison_and_it_is_no_groups_ground() {
    let prison = Row {
        reference: "T/000501/25",
        from: "17/11/2025 14:00",
        location: "Prison",
        street: "HMP Example",
        east: 664_200,
        north: 221_000,
        ..KNIFE
    };
    let mut lines = register();
    lines.push(entry("T/000501/25", "Cedar Park", "Birch Row", "suspect", "confirmed", FAR));
    let small = Small::new(&[all().into_iter().chain([prison]).collect()], &lines);
    let pack = small.pack("2025-11-21", None).pack;
    let line = pack.lines.iter().find(|l| l.reference == "T/000501/25").expect("in the line list");
    assert!(!line.groups.is_empty());
    for suggestion in &pack.suggestions {
        assert!(!suggestion.place.contains("HMP"), "{suggestion:?}");
        assert!(!suggestion.basis.contains("T/000501/25"), "{suggestion:?}");
    }
}

/// Two groups on one ground, three fights between them there, one of them at a home.
#[test]
fn contested_ground_is_neither_counted_from_a_home_nor_named_after_one() {
    let mut rows = Vec::new();
    let mut lines = Vec::new();
    for n in 0..24_u32 {
        let reference: &'static str = format!("C/{n:06}/25").leak();
        let from: &'static str = format!("{:02}/{:02}/2025 20:00", 1 + n, 1 + n % 10).leak();
        let group = if n % 2 == 0 { "Ash Court" } else { "Birch Row" };
        rows.push(Row {
            reference,
            from,
            east: 665_020 + 30 * (n % 6),
            north: 221_020 + 40 * (n % 4),
            ..PLAIN
        });
        lines.push(entry(reference, group, "", "suspect", "confirmed", FAR));
    }
    for (n, (from, location)) in [
        ("02/09/2025 21:00", "Street"),
        ("20/09/2025 21:00", "Street"),
        ("11/10/2025 21:00", "Street"),
        ("08/11/2025 21:00", "Street"),
    ]
    .into_iter()
    .enumerate()
    {
        let reference: &'static str = format!("D/{n:06}/25").leak();
        rows.push(Row { reference, from, location, east: 665_080, north: 221_080, ..PLAIN });
        lines.push(entry(reference, "Ash Court", "Birch Row", "suspect", "confirmed", FAR));
    }
    // A crime of the last fight was in somebody's home.
    rows.push(Row {
        reference: "D/000009/25",
        from: "08/11/2025 21:05",
        location: "Dwelling",
        street: "12 Sorrel Close",
        east: 665_085,
        north: 221_080,
        ..KNIFE
    });
    lines.push(entry("D/000009/25", "Ash Court", "Birch Row", "suspect", "confirmed", FAR));
    let small = Small::new(&[rows], &lines);
    let pack = small.pack("2025-11-21", None).pack;
    let said = pack.space_words.iter().find(|w| w.starts_with("Contested by"));
    let said = said.unwrap_or_else(|| panic!("{:?}", pack.space_words));
    assert!(said.contains("3 incidents between them"), "the one at a home is nobody's ground: {said}");
    assert!(said.contains("11 Oct"), "{said}");
    assert_eq!(pack.contested.len(), 1, "a square for the map");
    let told: String = pack
        .space_words
        .iter()
        .cloned()
        .chain(pack.suggestions.iter().flat_map(|s| [s.place.clone(), s.basis.clone(), s.caveat.clone()]))
        .collect::<Vec<_>>()
        .join(" ");
    for never in ["Sorrel", "D/000003/25", "D/000009/25"] {
        assert!(!told.contains(never), "{never}: {told}");
    }
}

#[test]
fn an_id_that_starts_with_a_hash_is_an_action_and_what_names_a_person_is_refused() {
    let header = "# agreed on Friday\nid,action,owner,status\n";
    let book = read_actions(&format!("{header}#12,Patrol,Sergeant,open\n")).expect("a tracker");
    assert_eq!(book.all().iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["#12"]);
    let fault = read_actions(&format!("{header}1,Write to ann@example.org,Sergeant,open\n"));
    let fault = fault.expect_err("an address").to_string();
    assert!(fault.contains("column action") && !fault.contains("ann@"), "{fault}");
}

#[test]
fn an_incident_both_ways_is_one_and_one_with_a_side_not_known_is_no_attack() {
    let said = |lines: &[String]| -> (String, usize, String) {
        let pack = Small::new(&[all()], lines).pack("2025-11-21", None).pack;
        let again = pack.headline.iter().find(|h| h.starts_with("Between Ash Court and Birch Row"));
        let again = again.unwrap_or_else(|| panic!("{:?}", pack.headline)).clone();
        (again, pack.pairs[0].events.len(), pack.pairs[0].verdict.clone())
    };
    let part = |group: &str, side: &str| entry("T/000105/25", group, "", side, "confirmed", FAR);
    let both: Vec<String> = ["Ash Court", "Birch Row"]
        .iter()
        .flat_map(|group| ["suspect", "victim"].map(|side| part(group, side)))
        .collect();
    let (words, events, verdict) = said(&both);
    assert!(words.contains("one incident in this window"), "{words}");
    assert_eq!(events, 2, "a tick for each direction");
    assert!(verdict.ends_with("Set aside: 1 day on which each attacked the other."), "{verdict}");
    let (words, ..) = said(&[entry("T/000105/25", "Ash Court", "Birch Row", "unclear", "possible", FAR)]);
    assert!(words.contains("one incident in this window"), "{words}");
}

#[test]
fn forty_set_spaces_are_cut_to_six_pages_and_what_cannot_be_cut_is_an_error() {
    let small = Small::usual();
    let mut made = small.pack("2025-11-21", None);
    let space = |n: usize| SpaceRow {
        group: format!("Group {n} of a name that takes more than one line of its cell"),
        points: 12,
        core_ha: 3.0,
        whole_ha: 11.0,
        trend: "its middle moved 210 m, as chance gives; ".repeat(5),
        core: geo_types::MultiPolygon(Vec::new()),
        whole: geo_types::MultiPolygon(Vec::new()),
    };
    made.pack.spaces = (0..40).map(space).collect();
    let (document, typeset) =
        publish::briefing(&made.pack, &made.ground, &made.provenance, &Brand::default()).expect("typeset");
    assert!(typeset.pages <= MOST_PAGES);
    assert!(document.html().contains("more set spaces in the .json file"));
    let long = "Nobody may hand this on without asking. ".repeat(1_500);
    let brand = Brand { circulation: Some(long), ..Brand::default() };
    let error = publish::briefing(&made.pack, &made.ground, &made.provenance, &brand).expect_err("too long");
    assert!(matches!(error, DocumentError::TooLong { .. }), "{error}");
}
