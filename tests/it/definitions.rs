//! Definitions, events, places of recording, location words and harm tables.

use harmspot::{
    calendar::{Instant, Month, Precision, Span},
    geodesy::GridPoint,
    incidents::{
        Action, AgeRange, Definition, Flags, Geocode, HarmTable, Incident, Injury, LocationClass,
        LocationTable, Person, PlacesOfRecording, RecordKey, Rule, Status, Tri, Verdict, fold_events,
    },
};
use proptest::prelude::*;

fn crime() -> Incident {
    Incident {
        key: RecordKey { source: "rms:Test".into(), reference: "1".into() },
        status: Status::Current,
        outcome: None,
        committed: Span { from: Instant(1_000_000), to: Instant(1_000_000), precision: Precision::Minute },
        month: Month::new(2025, 3).unwrap(),
        recorded: None,
        updated: None,
        point: GridPoint::new(570_000.0, 160_000.0),
        geocode: Geocode::Exact,
        snapped: false,
        label: None,
        location: LocationClass::Street,
        offence: "5D".into(),
        flags: Flags { domestic: Tri::No, public_place: Tri::Yes, ..Flags::default() },
        injury: Injury::Serious,
        victims: vec![aged(16, 16)],
        suspects: vec![],
        stated_lsoa: None,
        rows: 1,
    }
}

fn aged(min: u8, max: u8) -> Person {
    Person { age: Some(AgeRange { min, max }), pseudonym: None }
}

fn kent() -> &'static Definition {
    Definition::shipped_by_id("kent-public-place-up-to-25").unwrap()
}

#[test]
fn the_six_shipped_definitions_parse_are_drafts_and_the_open_one_says_what_it_is_not() {
    let shipped = Definition::shipped();
    assert_eq!(shipped.len(), 6);
    assert!(shipped.iter().all(|d| !d.signed));
    let open = Definition::shipped_by_id("police-uk-violence-snapped").unwrap();
    assert!(open.snapped);
    assert_eq!(open.title, "All recorded violence, open data, snapped, not serious violence");
}

#[test]
fn a_band_inside_is_a_yes_outside_a_no_and_straddling_is_unknown() {
    let with = |person: Person| kent().judge(&Incident { victims: vec![person], ..crime() });
    assert_eq!(with(aged(10, 10)), Verdict::Counts);
    assert_eq!(with(aged(25, 25)), Verdict::Counts);
    assert_eq!(with(aged(18, 25)), Verdict::Counts);
    assert_eq!(with(aged(26, 34)), Verdict::No);
    assert_eq!(with(aged(25, 34)), Verdict::CountsUnknown(vec![Rule::Age]));
    assert_eq!(with(Person::default()), Verdict::CountsUnknown(vec![Rule::Age]));
}

#[test]
fn an_adult_victim_counts_when_a_suspect_is_young_and_a_known_yes_beats_an_unknown() {
    let adult = Incident { victims: vec![aged(40, 40)], ..crime() };
    assert_eq!(kent().judge(&adult), Verdict::No);
    let young = Incident { suspects: vec![Person::default(), aged(19, 19)], ..adult };
    assert_eq!(kent().judge(&young), Verdict::Counts);
    let nobody = Incident { victims: vec![], ..crime() };
    assert_eq!(kent().judge(&nobody), Verdict::CountsUnknown(vec![Rule::Age]));
}

#[test]
fn unknown_does_what_the_rule_file_says() {
    let blank = Incident { flags: Flags { public_place: Tri::Yes, ..Flags::default() }, ..crime() };
    assert_eq!(kent().judge(&blank), Verdict::CountsUnknown(vec![Rule::Domestic]));
    let mut definition = kent().clone();
    definition.domestic.as_mut().unwrap().unknown = harmspot::incidents::OnUnknown::Include;
    assert_eq!(definition.judge(&blank), Verdict::Counts);
    definition.domestic.as_mut().unwrap().unknown = harmspot::incidents::OnUnknown::Exclude;
    assert_eq!(definition.judge(&blank), Verdict::No);
}

#[test]
fn a_blank_public_place_is_answered_by_the_class_of_location() {
    let at = |location| {
        let flags = Flags { domestic: Tri::No, ..Flags::default() };
        kent().judge(&Incident { flags, location, ..crime() })
    };
    assert_eq!(at(LocationClass::OpenSpace), Verdict::Counts);
    assert_eq!(at(LocationClass::Dwelling), Verdict::No);
    assert_eq!(at(LocationClass::Unknown), Verdict::CountsUnknown(vec![Rule::PublicPlace]));
}

#[test]
fn bodily_harm_has_its_own_switch() {
    let assault = |injury| Incident { offence: "8n ".into(), injury, ..crime() };
    assert_eq!(kent().judge(&assault(Injury::Minor)), Verdict::Counts);
    let without = Definition { abh: false, ..kent().clone() };
    assert_eq!(without.judge(&assault(Injury::Minor)), Verdict::No);
    assert_eq!(without.judge(&assault(Injury::Serious)), Verdict::Counts);
    assert_eq!(without.judge(&assault(Injury::Unknown)), Verdict::CountsUnknown(vec![Rule::Offence]));
}

#[test]
fn threats_need_a_weapon_and_possession_never_counts() {
    let threat = |knife| {
        let flags = Flags { knife, firearm: Tri::No, ..crime().flags };
        kent().judge(&Incident { offence: "3B".into(), flags, ..crime() })
    };
    assert_eq!(threat(Tri::Yes), Verdict::Counts);
    assert_eq!(threat(Tri::No), Verdict::No);
    assert_eq!(threat(Tri::Unknown), Verdict::CountsUnknown(vec![Rule::Offence]));
    let possession = Incident { offence: "10D".into(), ..crime() };
    assert_eq!(kent().judge(&possession), Verdict::Proactive);
    let flagged = Incident { flags: Flags { proactive: Tri::Yes, ..crime().flags }, ..crime() };
    assert_eq!(kent().judge(&flagged), Verdict::Proactive);
    let theft = Incident { offence: "39".into(), ..flagged };
    assert_eq!(kent().judge(&theft), Verdict::No);
}

#[test]
fn a_tombstone_never_counts() {
    for status in [Status::Cancelled, Status::NoCrime, Status::Transferred] {
        assert_eq!(kent().judge(&Incident { status, ..crime() }), Verdict::No);
    }
}

#[test]
fn the_knife_indicator_asks_for_victims_under_25_only() {
    let kpi = Definition::shipped_by_id("kpi-knife-victim-under-25").unwrap();
    let knife = Flags { knife: Tri::Yes, ..Flags::default() };
    let with = |victims, suspects| kpi.judge(&Incident { flags: knife, victims, suspects, ..crime() });
    assert_eq!(with(vec![aged(24, 24)], vec![]), Verdict::Counts);
    assert_eq!(with(vec![aged(25, 25)], vec![aged(16, 16)]), Verdict::No);
}

#[test]
fn a_definition_file_with_a_misspelt_rule_is_refused() {
    let text = harmspot::incidents::SHIPPED_TOML[0].replace("[domestic]", "[domestik]");
    assert!(Definition::parse(&text).is_err());
    assert!(Definition::parse("id = \"x\"").is_err());
}

fn at(minute: i64, east: f64) -> Incident {
    let from = Instant(1_000_000 + minute * 60);
    let mut one = crime();
    one.committed = Span { from, to: from, precision: Precision::Minute };
    one.point = GridPoint::new(570_000.0 + east, 160_000.0);
    one.key.reference = format!("{minute}/{east}");
    one
}

fn events(crimes: &[Incident]) -> Vec<u32> {
    fold_events(&crimes.iter().collect::<Vec<_>>())
}

#[test]
fn one_brawl_is_one_event_and_both_limits_are_inclusive() {
    assert_eq!(events(&[at(0, 0.0), at(120, 50.0), at(121, 0.0), at(0, 50.1)]), [0, 0, 1, 2]);
}

#[test]
fn a_chain_of_small_steps_does_not_swallow_the_night() {
    assert_eq!(events(&[at(0, 0.0), at(90, 0.0), at(180, 0.0), at(270, 0.0)]), [0, 0, 1, 1]);
}

#[test]
fn crimes_without_a_time_of_day_a_point_or_a_count_stay_alone() {
    let day =
        Incident { committed: Span { precision: Precision::Day, ..at(0, 0.0).committed }, ..at(0, 0.0) };
    let unmapped = Incident { point: None, ..at(0, 0.0) };
    let cancelled = Incident { status: Status::Cancelled, ..at(0, 0.0) };
    let area = Incident { geocode: Geocode::Area, ..at(0, 0.0) };
    assert_eq!(events(&[at(0, 0.0), day, unmapped, cancelled, area, at(1, 1.0)]), [0, 1, 2, 3, 4, 0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_partition_into_events_does_not_depend_on_the_order(
        spots in prop::collection::vec((0i64..400, 0u32..200), 1..60),
        turn in 0usize..60,
    ) {
        let crimes: Vec<Incident> = spots
            .iter()
            .enumerate()
            .map(|(n, (m, e))| {
                let mut one = at(*m, f64::from(*e));
                one.key.reference = n.to_string();
                one
            })
            .collect();
        let forward = events(&crimes);
        let mut turned: Vec<Incident> = crimes.iter().rev().cloned().collect();
        let by = turn % turned.len();
        turned.rotate_left(by);
        let other = events(&turned);
        let place = |c: &Incident| turned.iter().position(|t| t.key == c.key).unwrap();
        for (i, a) in crimes.iter().enumerate() {
            for (j, b) in crimes.iter().enumerate() {
                prop_assert_eq!(forward[i] == forward[j], other[place(a)] == other[place(b)]);
            }
        }
    }
}

#[test]
fn places_of_recording_match_by_radius_and_class_never_by_label() {
    let text = "kind,name,easting,northing,radius_m,action,reason\n\
                hospital,General,570000,160000,100,exclude,arrivals\n\
                prison,any,,,,review,inside\n";
    let places = PlacesOfRecording::parse(text).unwrap();
    let inside = Incident { location: LocationClass::Hospital, ..crime() };
    assert_eq!(places.judge(&inside).map(|p| p.action), Some(Action::Exclude));
    let frontage = Incident { location: LocationClass::Street, ..crime() };
    assert!(places.judge(&frontage).is_none());
    let snapped = Incident { location: LocationClass::Unknown, ..crime() };
    assert!(places.judge(&snapped).is_some());
    let named = Incident { label: Some("General Hospital".into()), point: None, ..snapped };
    assert!(places.judge(&named).is_none());
    let prison = Incident { location: LocationClass::Prison, point: None, ..crime() };
    assert_eq!(places.judge(&prison).map(|p| p.action), Some(Action::Review));
    assert!(!PlacesOfRecording::shipped().places().is_empty());
}

#[test]
fn a_bad_line_of_a_table_is_named_without_its_value() {
    let head = "kind,name,easting,northing,radius_m,action,reason\n";
    for bad in [
        "zoo,Secret Name,1,2,,exclude,x\n",
        "prison,Secret Name,1,,,exclude,x\n",
        "prison,Secret Name,1,2,9999,exclude,x\n",
        "prison,Secret Name,1,2,5,drop,x\n",
    ] {
        let error = PlacesOfRecording::parse(&format!("{head}{bad}")).unwrap_err().to_string();
        assert!(error.contains("record 1") && !error.contains("Secret"), "{error}");
    }
}

#[test]
fn location_words_are_compared_without_case_or_extra_spaces() {
    let table = LocationTable::shipped();
    assert_eq!(table.class("  Public   HOUSE "), Some(LocationClass::LicensedPremises));
    assert_eq!(table.class("moon base"), None);
    assert!(LocationTable::parse("word,class\npub,shop\nPub,street\n").is_err());
}

#[test]
fn harm_weights_are_range_checked_and_the_example_says_it_is_one() {
    let example = HarmTable::parse(HarmTable::EXAMPLE_CSV).unwrap();
    assert!(example.id().starts_with("EXAMPLE"));
    assert_eq!(example.weight(" 5d"), Some(300.0));
    assert_eq!(example.weight("99"), None);
    let head = "# name: a\n# version: 1\n# source: b\noffence,weight\n";
    for bad in ["5D,-1\n", "5D,1e300\n", "5D,NaN\n", "5D,1\n5d,2\n", ""] {
        assert!(HarmTable::parse(&format!("{head}{bad}")).is_err(), "{bad}");
    }
    assert!(HarmTable::parse("offence,weight\n5D,1\n").is_err());
}
