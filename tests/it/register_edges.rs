//! Edges of the register: own rows that do not count, children in the weaker row, and files added to what is kept.

use harmspot::{
    calendar::Zone,
    deterrence::{
        Attribution, EvidenceUse, GroupId, SetEvidence, is_home,
        register::{
            Alias, Entry, GroupAliases, GroupBook, GroupRegister, Involved, PresencePoint, PresencePoints,
            Reading, Standing, involve,
        },
    },
    incidents::{Incident, LocationClass, Tri},
    pipeline::deterrence::{GroupReadings, group_book},
};

use crate::register::{HEADER, cells, crime, date, row};

fn entries(rows: &[Vec<String>]) -> Vec<Entry> {
    let rows: Vec<(u64, Vec<String>)> = (2..).zip(rows.iter().cloned()).collect();
    let reading = GroupRegister::parse(&cells(HEADER), &rows).expect("the template's columns");
    assert_eq!(reading.refused, Vec::new());
    reading.accepted
}

fn laid(rows: &[Vec<String>], crimes: &[Incident], least: Attribution) -> Involved {
    let book = GroupBook { register: GroupRegister::of(entries(rows)), ..GroupBook::default() };
    involve(&book, crimes, &Zone::london(), date("2025-07-01"), least)
}

const ALPHA: &str = "KT/1/25,Alpha,Beta,suspect,confirmed,2BP,2025-06-02,2026-06-02";

#[test]
fn a_group_is_never_more_than_its_own_row_says_also_where_that_row_does_not_count() {
    let crimes = [crime("KT/1/25", "2025-06-01", 0, (600_000.0, 150_000.0))];
    let beta = GroupId(1);
    let of = |own: Option<&str>, least: Attribution| {
        let rows: Vec<Vec<String>> = [ALPHA].into_iter().chain(own).map(row).collect();
        laid(&rows, &crimes, least)
    };
    let all = Attribution::Possible;
    let stated = of(None, all);
    assert_eq!(stated.events[0].victims, [beta], "without a row of its own the rival counts");
    assert!(stated.events[0].at.is_some());
    for (own, least, why) in [
        ("KT/1/25,Beta,Alpha,victim,possible,2EP,2025-06-02,2026-06-02", all, "doubted"),
        ("KT/1/25,Beta,Alpha,victim,possible,2BP,2025-06-02,2025-06-20", all, "lapsed"),
        ("kt/1/ 25,Beta,Alpha,victim,possible,2BP,2025-06-02,2026-06-02", Attribution::Probable, "weaker"),
    ] {
        let found = of(Some(own), least);
        assert!(found.parts.iter().all(|p| p.group != beta), "{why}: {:?}", found.parts);
        let event = &found.events[0];
        assert_eq!((event.groups(), event.at), (vec![GroupId(0)], None), "{why}: nobody's own ground");
        let window = harmspot::deterrence::DayWindow::new(20_000, 20_500).expect("days");
        let drawn = SetEvidence::gather(&found.events, &[], window, EvidenceUse::default());
        assert!(window.holds(event.day) && drawn.points.is_empty(), "{why}");
    }
    let weak = of(Some("KT/1/25,Beta,Alpha,victim,possible,2BP,2025-06-02,2026-06-02"), all);
    let sure: Vec<_> = weak.parts.iter().filter(|p| p.group == beta).map(|p| p.attribution).collect();
    assert_eq!(sure, [Attribution::Possible]);
    // A row of a later day was not known: what was known is told.
    let later = of(Some("KT/1/25,Beta,Alpha,victim,possible,2BP,2025-08-02,2026-06-02"), all);
    assert_eq!(later.events[0].victims, [beta]);
}

#[test]
fn a_child_in_the_weaker_row_is_a_child_in_the_crime() {
    let crimes = [crime("KT/1/25", "2025-06-01", 0, (600_000.0, 150_000.0))];
    let mut rows =
        [row(ALPHA), row("KT/1/25,Beta,Alpha,victim,possible,2BP,2025-06-02,2026-06-02"), row(ALPHA)];
    rows[1][8] = "yes".to_owned();
    // The same group on an unclear side: its other row takes its place, and what it says of children stays.
    rows[2][3] = "unclear".to_owned();
    rows[2][9] = "yes".to_owned();
    let found = laid(&rows, &crimes, Attribution::Possible);
    assert_eq!(found.parts.len(), 2);
    assert!(found.parts.iter().all(|p| (p.under_18, p.exploitation) == (Tri::Yes, Tri::Yes)), "{found:?}");
    let none = laid(&rows[..1], &crimes, Attribution::Possible);
    assert!(none.parts.iter().all(|p| (p.under_18, p.exploitation) == (Tri::No, Tri::No)));
}

#[test]
fn an_event_with_a_home_in_any_crime_has_no_place() {
    let street = crime("KT/1/25", "2025-06-01", 0, (600_000.0, 150_000.0));
    let mut home = crime("KT/2/25", "2025-06-01", 20, (600_010.0, 150_000.0));
    let rows = [row(ALPHA), row(&ALPHA.replace("KT/1", "KT/2"))];
    let at = |home: &Incident| {
        let found = laid(&rows, &[street.clone(), home.clone()], Attribution::Possible);
        assert_eq!(found.events.len(), 1);
        found.events[0].at
    };
    assert!(at(&home).is_some());
    home.location = LocationClass::Dwelling;
    assert_eq!(at(&home), None);
}

#[test]
fn what_may_be_a_home_is_one_unless_it_is_public_or_nobodys_door() {
    let street = crime("KT/1/25", "2025-06-01", 0, (600_000.0, 150_000.0));
    let of = |location| Incident { location, ..street.clone() };
    assert!(!is_home(&street));
    assert!(is_home(&of(LocationClass::Dwelling)) && is_home(&of(LocationClass::Care)));
    let mut domestic = street.clone();
    domestic.flags.domestic = Tri::Yes;
    assert!(is_home(&domestic), "whatever the kind of place");
    let mut unknown = of(LocationClass::Unknown);
    for (public, home) in [(Tri::Unknown, true), (Tri::No, true), (Tri::Yes, false)] {
        unknown.flags.public_place = public;
        assert_eq!(is_home(&unknown), home, "{public:?}");
    }
    let open_data = Incident { snapped: true, ..of(LocationClass::Unknown) };
    assert!(!is_home(&open_data));
}

#[test]
fn of_two_rows_that_name_a_rival_the_surer_holds() {
    let crimes = [crime("KT/1/25", "2025-06-01", 0, (600_000.0, 150_000.0))];
    for (alpha, beta) in [("possible", "confirmed"), ("confirmed", "possible")] {
        let named = |group: &str, sure: &str| {
            row(&format!("KT/1/25,{group},Gamma,suspect,{sure},2BP,2025-06-02,2026-06-02"))
        };
        let found = laid(&[named("Alpha", alpha), named("Beta", beta)], &crimes, Attribution::Possible);
        let gamma: Vec<_> =
            found.parts.iter().filter(|p| p.group == GroupId(2)).map(|p| p.attribution).collect();
        assert_eq!(gamma, [Attribution::Confirmed], "{alpha}, {beta}");
    }
}

#[test]
fn a_side_known_in_one_crime_of_an_event_is_known_of_the_event() {
    let crimes = [
        crime("KT/1/25", "2025-06-01", 0, (600_000.0, 150_000.0)),
        crime("KT/2/25", "2025-06-01", 20, (600_010.0, 150_000.0)),
    ];
    let rows = ["KT/1/25,Alpha,,suspect", "KT/2/25,Alpha,,unclear"]
        .map(|r| row(&format!("{r},probable,2BP,2025-06-02,2026-06-02")));
    let found = laid(&rows, &crimes, Attribution::Possible);
    assert_eq!(found.events.len(), 1);
    assert_eq!((&found.events[0].suspects[..], &found.events[0].unclear[..]), (&[GroupId(0)][..], &[][..]));
}

fn points(rows: &[&str]) -> Vec<PresencePoint> {
    let header = cells("group,easting,northing,date,grading,review_date");
    let rows: Vec<(u64, Vec<String>)> = (2..).zip(rows.iter().map(|r| cells(r))).collect();
    let reading = PresencePoints::parse(&header, &rows).expect("its columns");
    assert_eq!(reading.refused, Vec::new());
    reading.accepted
}

fn reading<T>(accepted: Vec<T>) -> Reading<T> {
    Reading { read: accepted.len() as u64, accepted, refused: Vec::new(), notes: Vec::new() }
}

#[test]
fn an_added_point_takes_the_place_of_the_one_kept() {
    let held = GroupBook {
        register: GroupRegister::of(entries(&[row(ALPHA)])),
        presence: PresencePoints::of(points(&[
            "Alpha,600000,150000,2025-06-01,2BP,2025-09-01",
            "Alpha,600500,150000,2025-06-01,2BP,2025-09-01",
        ])),
        ..GroupBook::default()
    };
    let newer = points(&[
        "Alpha,600000,150000,2025-06-01,2BP,2026-06-01",
        "Alpha,600500,150000,2025-06-01,2EP,2026-06-01",
    ]);
    let mut readings = GroupReadings { presence: Some(reading(newer)), ..GroupReadings::default() };
    let book = group_book(&held, &mut readings, true);
    let standing: Vec<Standing> =
        book.presence.points().iter().map(|p| p.standing(date("2025-12-01"))).collect();
    assert_eq!(standing, [Standing::InForce, Standing::Doubted], "reviewed, and regraded");
}

#[test]
fn added_spellings_make_no_chain_with_those_kept() {
    let table = |pairs: &[(&str, &str)]| -> Vec<Alias> {
        let line = |(line, (alias, group)): (u64, &(&str, &str))| Alias {
            line,
            alias: (*alias).to_owned(),
            group: (*group).to_owned(),
        };
        (2..).zip(pairs).map(line).collect()
    };
    let held =
        GroupBook { aliases: GroupAliases::of(table(&[("A", "B"), ("Q", "R")])), ..GroupBook::default() };
    let add = |pairs: &[(&str, &str)], add: bool| {
        let mut readings = GroupReadings { aliases: Some(reading(table(pairs))), ..GroupReadings::default() };
        let book = group_book(&held, &mut readings, add);
        let lines: Vec<u64> =
            readings.aliases.expect("what was given").refused.iter().map(|r| r.line).collect();
        (book, lines)
    };
    // X stands for A, and A for B; and B would stand for C under A.
    let (book, refused) = add(&[("X", "A"), ("B", "C"), ("Y", "B")], true);
    assert_eq!(refused, [2, 3]);
    assert_eq!(
        (book.aliases.resolve("Y"), book.aliases.resolve("A"), book.aliases.resolve("X")),
        ("B", "B", "X")
    );
    // A line that takes the place of a held one is judged without that one, unless it is refused itself.
    let (book, refused) = add(&[("A", "D"), ("E", "B")], true);
    assert_eq!((refused.len(), book.aliases.resolve("A")), (0, "D"));
    let (book, refused) = add(&[("A", "Q"), ("X", "A")], true);
    assert_eq!((refused, book.aliases.resolve("A")), (vec![2, 3], "B"));
    // A table given whole takes the place of what was kept, so nothing of that can chain.
    let (book, refused) = add(&[("X", "A")], false);
    assert_eq!((refused.len(), book.aliases.resolve("X")), (0, "A"));
}
