//! The groups' map beside the pack: the same places, the same events, the same marking, and made from what it says.

use std::sync::OnceLock;

use harmspot::{
    access::View,
    pipeline::{
        Loaded, Store,
        briefing::keep_briefing,
        deterrence::{Attribution, Date, GroupAsk, PoliceStore, group_map, usual_day},
        open_session,
    },
    publish::{GroupMap, Marking},
};

use super::small::{KNIFE, Row, Small, entry, key, others, register, year};

const FAR: &str = "2026-11-30";

fn ask() -> GroupAsk {
    GroupAsk { on: Date::new(2025, 11, 21).expect("a day"), least: Attribution::Possible }
}

/// The usual store with an address for a street, a brawl that ended in a home, and one that only a crime nobody linked holds
/// together; one record was changed on the day after the newest.
fn edges() -> &'static Small {
    static SMALL: OnceLock<Small> = OnceLock::new();
    SMALL.get_or_init(|| {
        let at = |reference, from| Row { reference, from, ..KNIFE };
        let mut rows: Vec<Row> = year().into_iter().chain(others()).collect();
        rows.extend([
            Row { street: "12 Quay Road", east: 664_600, ..at("T/000201/25", "17/11/2025 16:00") },
            Row { street: "Tallow Lane", east: 664_200, ..at("T/000202/25", "17/11/2025 20:00") },
            Row {
                location: "Dwelling",
                street: "Sorrel Close",
                east: 664_210,
                ..at("T/000203/25", "17/11/2025 20:20")
            },
            Row { street: "Mill Lane", north: 222_000, ..at("T/000204/25", "18/11/2025 18:00") },
            Row { north: 222_000, east: 665_260, ..at("T/000205/25", "18/11/2025 18:10") },
            Row { north: 222_000, east: 665_340, ..at("T/000206/25", "18/11/2025 18:20") },
            Row { updated: "25/11/2025 10:00", ..at("T/000207/25", "20/06/2025 18:20") },
        ]);
        let mut lines = register();
        for reference in ["T/000201/25", "T/000202/25", "T/000203/25", "T/000205/25", "T/000206/25"] {
            lines.push(entry(reference, "Ash Court", "Birch Row", "suspect", "probable", FAR));
        }
        Small::new(&[rows], &lines)
    })
}

fn opened(small: &Small) -> (Loaded, PoliceStore) {
    let store = Store::open(small.store()).expect("a store");
    let police = PoliceStore::open(key(), &small.store()).expect("readable").expect("kept");
    (Loaded::open(&store, None).expect("loaded"), police)
}

fn map(small: &Small) -> GroupMap {
    let (loaded, police) = opened(small);
    group_map(&loaded, &police, ask()).expect("a map")
}

#[test]
fn the_map_tells_a_place_as_the_pack_does_and_a_home_nowhere() {
    let map = map(edges());
    let pack = edges().pack("2025-11-21", None).pack;
    let mut compared = 0;
    for told in map.incidents.values() {
        assert!(!told.street.contains("12 ") && !told.street.contains("Sorrel"), "{}", told.street);
        let line = pack.lines.iter().find(|l| l.reference.starts_with(&told.reference));
        if let Some(line) = line {
            compared += 1;
            assert_eq!(
                (&told.street, told.at.is_some()),
                (&line.place, line.at.is_some()),
                "{}",
                line.reference
            );
        }
    }
    assert!(compared >= 5, "{compared}");
    // A home in any crime of an event: not on the map, and nobody's ground.
    for reference in ["T/000014/25", "T/000202/25"] {
        let (at, told) =
            map.incidents.iter().find(|(_, i)| i.reference == reference).expect("it is spoken of");
        assert!(told.at.is_none() && told.street.starts_with("a home"), "{reference}: {}", told.street);
        let event = map.events.iter().find(|e| e.incident == *at).expect("an event");
        assert_eq!(event.at, None, "{reference}");
    }
    let quay = map.incidents.values().find(|i| i.reference == "T/000201/25").expect("it is spoken of");
    assert!(quay.at.is_some() && !quay.street.is_empty());
}

#[test]
fn crimes_that_one_nobody_linked_holds_together_are_one_attack() {
    let map = map(edges());
    let on = Date::new(2025, 11, 18).expect("a day").days();
    let that_day: Vec<_> = map.events.iter().filter(|e| e.day == on && e.at.is_some()).collect();
    assert_eq!(that_day.len(), 1, "{that_day:?}");
    assert_eq!(map.incidents[&that_day[0].incident].reference, "T/000204/25");
    let mut seen: Vec<usize> = map.events.iter().map(|e| e.incident).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), map.events.len(), "each event once");
}

#[test]
fn what_one_crime_holds_together_keeps_the_sides_of_both_and_no_place_where_it_may_be_a_home() {
    let at = |reference, from| Row { reference, from, ..KNIFE };
    let mut rows: Vec<Row> = year().into_iter().chain(others()).collect();
    rows.extend([
        Row { north: 222_000, ..at("T/000211/25", "17/11/2025 18:00") },
        Row { north: 222_000, east: 665_260, ..at("T/000212/25", "17/11/2025 18:10") },
        Row { north: 222_000, east: 665_340, ..at("T/000213/25", "17/11/2025 18:20") },
        at("T/000214/25", "20/11/2025 12:00"),
        Row { location: "", public: "-", east: 665_310, ..at("T/000215/25", "20/11/2025 12:10") },
    ]);
    let mut lines = register();
    lines.push(entry("T/000212/25", "Ash Court", "", "suspect", "probable", FAR));
    lines.push(entry("T/000213/25", "Cedar Park", "", "victim", "probable", FAR));
    lines.push(entry("T/000214/25", "Ash Court", "", "suspect", "probable", FAR));
    let map = map(&Small::new(&[rows], &lines));
    let of = |day: u32| {
        let on = Date::new(2025, 11, day).expect("a day").days();
        let mut events = map.events.iter().filter(move |e| e.day == on);
        let event = events.next().expect("an event").clone();
        assert_eq!(events.next(), None);
        event
    };
    let brawl = of(17);
    assert_eq!((brawl.suspects.len(), brawl.victims.len(), brawl.at.is_some()), (1, 1, true), "{brawl:?}");
    let at_a_door = of(20);
    assert_eq!((at_a_door.suspects.len(), at_a_door.at), (1, None), "{at_a_door:?}");
}

#[test]
fn groups_that_are_not_made_up_are_not_served_as_made_up() {
    let (loaded, police) = opened(edges());
    assert_eq!(loaded.marking(), Marking::Synthetic, "the ground and the records are");
    let map = group_map(&loaded, &police, ask()).expect("a map");
    assert_eq!(map.provenance.marking, Marking::OfficialSensitive);
    assert_eq!(edges().pack("2025-11-21", None).provenance.marking, map.provenance.marking);
    let list = std::process::Command::new(env!("CARGO_BIN_EXE_harmspot"))
        .args(["--store", &edges().store().to_string_lossy(), "--view", "police", "register", "list"])
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&list.stdout);
    assert!(said.starts_with(Marking::OfficialSensitive.words()), "{said}");
}

#[test]
fn a_pack_that_was_made_changes_nothing_of_the_map() {
    let small = Small::usual();
    let session = open_session(&small.store(), View::Police).expect("opens");
    let (stamp, before) = session.group_map(&ask()).expect("a map");
    assert!(before.provenance.definition.is_some(), "near repeats are counted by a definition");
    assert!(before.provenance.inputs.contains_key("group-register"), "{:?}", before.provenance.inputs);
    let papers = small.pack("2025-11-21", Some(super::ACTIONS));
    let (_, police) = opened(&small);
    keep_briefing(&police, papers.logged, papers.actions.as_ref()).expect("kept");
    let (again, after) = session.group_map(&ask()).expect("a map");
    assert_eq!((stamp, &before.provenance), (again, &after.provenance));
    assert_eq!(map(&small).provenance, before.provenance);
}

#[test]
fn the_map_and_the_pack_mean_the_same_day() {
    let (loaded, _) = opened(edges());
    let session = open_session(&edges().store(), View::Police).expect("opens");
    let day = usual_day(&loaded, None);
    assert_eq!(day, Date::new(2025, 11, 25), "the newest day is that of a change");
    assert_eq!(session.usual_day(None), day);
}

/// Parts of groups that the map of a day has for a reference.
pub(super) fn parts_of(small: &Small, on: &str, reference: &str) -> usize {
    let (loaded, police) = opened(small);
    let ask = GroupAsk { on: on.parse().expect("a day"), least: Attribution::Possible };
    let map = group_map(&loaded, &police, ask).expect("a map");
    map.involved.parts.iter().filter(|p| loaded.incidents[p.incident].key.reference == reference).count()
}
