//! Police against A&E: the statistic, the health feed and what never leaves it, the gazetteer, the command, and
//! the planted silence of Lomea.

use std::{fmt::Write, sync::Arc};

use harmspot::{
    calendar::{Instant, Precision, Span},
    detect::{AreaReports, DetectError, Disagreement, DisagreementOptions, DisagreementRun, disagreement},
    geodesy::GridPoint,
    incidents::{
        AgeRange, BUILT_IN_PROFILES, Definition, Flags, Gazetteer, GazetteerTable, Geocode, Incident, Injury,
        LocationClass, Person, Profile, ReadOptions, RecordKey, Status, Tri, Verdict,
    },
    inference::{binomial_tails, stream, uniform},
    pipeline::{
        AreaRequest, DocumentKind, ImportError, ImportRequest, Level, Loaded, LomeaOrder, Question, Store,
        build_area,
        detect::{PoliceAeReport, PoliceAeRequest, compute_police_ae},
        export_quarantine, import, put_document, quality, quarantined, review_csv, write_lomea,
    },
    publish::Values,
};
use proptest::prelude::*;

use crate::{import::Desk, proof};

fn area(catchment: u32, emergency: u64, police: u64) -> AreaReports {
    AreaReports { catchment: Some(catchment), emergency, police }
}

fn run(areas: &[AreaReports]) -> DisagreementRun {
    disagreement(areas, &DisagreementOptions::default()).unwrap()
}

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a - b).abs() <= 1e-9 * a.abs().max(b.abs()) || (a.is_nan() && b.is_nan())
}

/// ln n! by the sum of logarithms.
fn ln_factorial(n: u64) -> f64 {
    (2..=n).map(|i| (i as f64).ln()).sum()
}

fn ln_choose(n: u64, k: u64) -> f64 {
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

#[test]
fn an_area_with_twice_its_share_of_attendances_is_found_and_told_with_its_interval() {
    let found = run(&[area(0, 30, 20), area(0, 50, 200), area(0, 50, 200)]);
    let hot = found.areas[0];
    assert_eq!(hot.class, Disagreement::AeMore);
    assert!((hot.expected - 50.0 * 130.0 / 550.0).abs() < 1e-12);
    assert!((hot.ratio - 1.5 / (130.0 / 420.0)).abs() < 1e-12);
    assert!(hot.low > 1.0 && hot.low < hot.ratio && hot.ratio < hot.high);
    assert!(found.areas[1..].iter().all(|a| a.class == Disagreement::AsExpected));
    assert_eq!((found.tested, found.catchments[&0].tested), (3, 3));
    let without_police = run(&[area(0, 20, 0), area(0, 40, 200)]).areas[0];
    assert!(without_police.ratio.is_infinite() && without_police.high.is_infinite());
    assert!(without_police.low > 1.0);
}

#[test]
fn few_reports_are_counted_and_not_tested_and_no_supply_is_not_known() {
    let few = run(&[area(0, 29, 100), area(0, 0, 100), area(1, 40, 40), area(1, 2, 2), area(1, 40, 40)]);
    let class: Vec<Disagreement> = few.areas.iter().map(|a| a.class).collect();
    assert_eq!(class[..2], [Disagreement::TooFew; 2], "29 attendances in the whole catchment");
    assert_eq!(class[3], Disagreement::TooFew, "four reports in the area");
    assert!(few.areas[3].p_more.is_nan() && few.areas[3].ratio.is_nan());
    assert_eq!((few.tested, class[2]), (2, Disagreement::AsExpected));
    let alone = run(&[area(0, 100, 100)]);
    assert_eq!(alone.areas[0].class, Disagreement::TooFew, "a catchment of one area has nothing beside it");
    let unknown = AreaReports { catchment: None, emergency: 0, police: 500 };
    let found = run(&[unknown, area(0, 100, 90), area(0, 90, 100)]);
    assert_eq!(found.areas[0].class, Disagreement::NotKnown);
    assert_eq!(found.areas[0].class.word(), "not-known");
    assert_eq!(found.tested, 2, "an area that is not known is in no family");
}

#[test]
fn settings_out_of_range_and_counts_beyond_reason_are_refused() {
    let refused = |options| disagreement(&[area(0, 1, 1)], &options);
    let plain = DisagreementOptions::default();
    for bad in [
        DisagreementOptions { level: 0.0, ..plain },
        DisagreementOptions { confidence: 1.0, ..plain },
        DisagreementOptions { confidence: f64::NAN, ..plain },
        DisagreementOptions { least_in_area: 0, ..plain },
    ] {
        assert!(matches!(refused(bad), Err(DetectError::Setting { .. })));
    }
    let far = disagreement(&[area(0, u64::MAX, u64::MAX), area(0, 1, 1)], &plain);
    assert!(matches!(far, Err(DetectError::TooMuch { .. })));
    assert!(run(&[]).areas.is_empty());
}

proptest! {
    #[test]
    fn tails_are_those_of_the_sum_over_every_outcome(
        (a, p, b, q) in (0_u64..40, 0_u64..40, 30_u64..200, 30_u64..200)
    ) {
        prop_assume!(a + p >= 5);
        let found = run(&[area(0, a, p), area(0, b, q)]).areas[0];
        let share = (a + b) as f64 / (a + b + p + q) as f64;
        let n = a + p;
        let mass = |k: u64| (ln_choose(n, k) + k as f64 * share.ln() + (n - k) as f64 * (1.0 - share).ln()).exp();
        prop_assert!(same(found.p_more, (a..=n).map(mass).sum::<f64>().min(1.0)), "{found:?}");
        prop_assert!(same(found.p_fewer, (0..=a).map(mass).sum::<f64>().min(1.0)), "{found:?}");
    }

    #[test]
    fn the_order_of_the_areas_and_exchanging_the_sources_change_nothing_else(
        counts in prop::collection::vec((0_u32..3, 0_u64..60, 0_u64..60), 2..40), turn in 0_usize..40
    ) {
        let areas: Vec<AreaReports> = counts.iter().map(|&(c, a, p)| area(c, a, p)).collect();
        let found = run(&areas);
        let by = turn % areas.len();
        let mut turned = areas.clone();
        turned.rotate_left(by);
        turned.reverse();
        let mut back = run(&turned).areas;
        back.reverse();
        back.rotate_right(by);
        for (x, y) in found.areas.iter().zip(&back) {
            prop_assert!(x.class == y.class && same(x.p_more_by, y.p_more_by) && same(x.ratio, y.ratio));
        }
        let flipped: Vec<AreaReports> =
            areas.iter().map(|a| AreaReports { emergency: a.police, police: a.emergency, ..*a }).collect();
        for (x, y) in found.areas.iter().zip(run(&flipped).areas) {
            let class = match x.class {
                Disagreement::AeMore => Disagreement::PoliceMore,
                Disagreement::PoliceMore => Disagreement::AeMore,
                other => other,
            };
            prop_assert_eq!(class, y.class);
            prop_assert!(same(x.p_more, y.p_fewer) && same(x.p_two_sided, y.p_two_sided));
            prop_assert!(same(x.p_more_by, y.p_fewer_by) && same(1.0 / x.ratio, y.ratio), "{x:?} {y:?}");
        }
    }

    #[test]
    fn the_interval_leaves_one_out_exactly_when_the_two_sided_p_is_small(
        counts in prop::collection::vec((0_u64..80, 0_u64..80), 2..20)
    ) {
        let areas: Vec<AreaReports> = counts.iter().map(|&(a, p)| area(0, a, p)).collect();
        for found in run(&areas).areas.iter().filter(|a| !a.p_two_sided.is_nan()) {
            prop_assume!((found.p_two_sided - 0.05).abs() > 1e-9);
            let outside = found.low > 1.0 || found.high < 1.0;
            prop_assert_eq!(outside, found.p_two_sided < 0.05, "{:?}", found);
        }
    }

    /// With every total fixed the truth is the hypergeometric; the binomial asks for a little more.
    #[test]
    fn the_chance_of_a_small_p_under_the_null_is_no_more_than_it_says(
        (n, rest, ae) in (5_u64..60, 70_u64..400, 0.1_f64..0.9)
    ) {
        let total = n + rest;
        let all_ae = ((total as f64 * ae) as u64).clamp(30, total - 30);
        let share = all_ae as f64 / total as f64;
        for alpha in [0.001, 0.01, 0.05, 0.1] {
            let chance: f64 = (0..=n.min(all_ae))
                .filter(|&a| n - a <= total - all_ae && binomial_tails(a, n, share).ge <= alpha)
                .map(|a| {
                    (ln_choose(n, a) + ln_choose(rest, all_ae - a) - ln_choose(total, all_ae)).exp()
                })
                .sum();
            prop_assert!(chance <= alpha * (1.0 + 1e-9), "n {n} rest {rest} ae {all_ae}: {chance} > {alpha}");
        }
    }
}

/// One county under the null: every report is A&E's with one chance, whatever its area.
fn null_county(seed: u64) -> Vec<AreaReports> {
    let mut dice = stream(seed, "istv null", 0);
    (0..200_u32)
        .map(|i| {
            let n = 5 + (60.0 * uniform(&mut dice) * uniform(&mut dice)) as u64;
            let share = [0.2, 0.35, 0.5, 0.3][(i % 4) as usize];
            let emergency = (0..n).filter(|_| uniform(&mut dice) < share).count() as u64;
            area(i % 4, emergency, n - emergency)
        })
        .collect()
}

#[test]
fn under_the_null_small_p_are_as_rare_as_they_say_and_false_findings_rarer() {
    let seeds = if proof::prove() { 2_000 } else { 60 };
    let levels = [0.001, 0.01, 0.05, 0.1];
    let (mut small, mut tests, mut any) = ([0_u64; 4], 0_u64, 0_u64);
    let mut by_seed = vec![[0.0; 4]; seeds];
    for (seed, shares) in by_seed.iter_mut().enumerate() {
        let found = run(&null_county(seed as u64 + 1));
        tests += found.tested;
        for (i, level) in levels.iter().enumerate() {
            let hits = found.areas.iter().filter(|a| a.p_more <= *level).count() as u64;
            small[i] += hits;
            shares[i] = hits as f64 / found.tested as f64;
        }
        any += u64::from(
            found.areas.iter().any(|a| matches!(a.class, Disagreement::AeMore | Disagreement::PoliceMore)),
        );
    }
    for (i, level) in levels.iter().enumerate() {
        let share = small[i] as f64 / tests as f64;
        let spread =
            by_seed.iter().map(|s| (s[i] - share).powi(2)).sum::<f64>() / (seeds * (seeds - 1)) as f64;
        assert!(share <= level + 3.0 * spread.sqrt(), "{share} at {level}");
        proof::proof(&format!(
            "police against A&E, null, {seeds} seeds: share of p <= {level} is {share:.5} (se {:.5})",
            spread.sqrt()
        ));
    }
    assert!(any as f64 <= 0.1 * seeds as f64, "{any} of {seeds} null counties show a finding");
    proof::proof(&format!("police against A&E, null: {any} of {seeds} counties show any finding"));
}

const ED: &str = "attendance_id,arrival_datetime,assault_datetime,assault_method,assault_method_other,\
                  assault_location_type,assault_location_description,age_band,site";

/// Words that must be found nowhere after an import.
const SECRET: &str = "behind Quexingtons yard by the blue van";

fn feed(rows: &[&str]) -> String {
    format!("{ED}\n{}\n", rows.join("\n"))
}

fn desk_with(gazetteer: &str) -> Desk {
    let desk = Desk::new();
    put_document(&desk.store(), DocumentKind::Gazetteer, gazetteer).unwrap();
    desk
}

const PLACES: &str = "name,alternatives,easting,northing,kind,town\n\
                      Mill Lane,The Mill,570100,160200,street,Eastwick\n\
                      Mill Lane,,590100,170200,street,Northport\n\
                      Castle Road,Castle rd shops;The Parade,571000,161000,street,Eastwick\n\
                      Harbour Approach,,590900,170900,street,Northport\n\
                      Eastwick,E'wick,,,town,\n\
                      Northport,,,,town,\n\
                      Sandlow,,,,ward,\n";

#[test]
fn places_are_told_at_five_levels_and_the_same_words_always_say_the_same() {
    let table = GazetteerTable::parse(PLACES).unwrap();
    let gazetteer = Gazetteer::new(Some(&table), None);
    for (words, level, easting) in [
        ("Mill Lane, Eastwick", 1, Some(570_100.0)),
        ("NORTHPORT mill lane", 1, Some(590_100.0)),
        ("The Mill, Eastwick", 1, Some(570_100.0)),
        ("castle road", 2, Some(571_000.0)),
        ("The Parade!", 2, Some(571_000.0)),
        ("nr Castle Rd", 3, Some(571_000.0)),
        ("opp. harbour aproach, Northport", 3, Some(590_900.0)),
        ("mill ln e'wick", 3, Some(570_100.0)),
        ("mill lane", 5, None),
        ("eastwick", 4, None),
        ("Eastwick town centre", 4, None),
        ("some alley in Northport", 4, None),
        ("sandlow", 4, None),
        ("outside his house", 5, None),
        ("", 5, None),
        ("....", 5, None),
    ] {
        let placing = gazetteer.place(words);
        assert_eq!(placing.level.number(), level, "{words:?}: {placing:?}");
        assert_eq!(placing.point.map(GridPoint::easting_m), easting, "{words:?}");
        assert_eq!(placing, gazetteer.place(words));
    }
    let unsure = gazetteer.place("mill lane").guesses;
    assert_eq!(unsure.len(), 2, "both lanes are offered to a person: {unsure:?}");
}

#[test]
fn a_gazetteer_that_cannot_be_used_is_refused_by_record_and_without_its_words() {
    for (bad, why) in [
        ("name,easting,northing\nSecret Street,,\n", "easting and a northing"),
        ("name,easting,northing\nSecret Street,5,5\n", "national grid"),
        ("name,kind\nSecret Street,moon\n", "kind is none of"),
        ("name,kind\n...,town\n", "no letter"),
    ] {
        let error = GazetteerTable::parse(bad).unwrap_err().to_string();
        assert!(error.contains(why) && !error.contains("Secret"), "{error}");
    }
    let desk = Desk::new();
    assert!(put_document(&desk.store(), DocumentKind::Gazetteer, "name,kind\nA,moon\n").is_err());
    assert!(GazetteerTable::parse(GazetteerTable::EMPTY_CSV).is_ok());
}

#[test]
fn an_attendance_is_kept_with_its_place_and_interval_and_without_its_words() {
    let desk = desk_with(PLACES);
    let file = desk.file(
        "ed.csv",
        feed(&[
            "E1,14/03/2025 23:10,14/03/2025 22:30,Sharp object,,Street,\"Mill Lane, Eastwick\",18-25,Medway Maritime Hospital",
            &format!("E2,15/03/2025 10:00,,Body part,kicked,Home,{SECRET},26-39,Medway Maritime Hospital"),
            "E3,16/03/2025 01:00,15/03/2025,Unknown,,Pub,eastwick,40+,Darent Valley Hospital",
            "E4,16/03/2025 02:00,16/03/2025 00:30,Something new,,Moon,,,Darent Valley Hospital",
        ])
        .as_bytes(),
    );
    let report = desk.import(&[file], "istv").unwrap();
    let p = report.places.unwrap();
    assert_eq!((p.name_and_town, p.area_only, p.no_match, p.without_words), (1, 1, 1, 1));
    let held = desk.incidents();
    let one = |id: &str| held.iter().find(|i| i.key.reference == id).unwrap();
    assert_eq!(one("E1").key.source, "istv:Medway Maritime Hospital");
    assert_eq!(one("E1").emergency_site(), Some("Medway Maritime Hospital"));
    assert_eq!((one("E1").geocode, one("E1").flags.knife), (Geocode::Exact, Tri::Yes));
    assert_eq!(one("E1").point.map(GridPoint::easting_m), Some(570_100.0));
    assert_eq!(one("E1").victims[0].age, Some(AgeRange { min: 18, max: 25 }));
    let bounded = one("E2").committed;
    assert_eq!(bounded.to.0 - bounded.from.0, 24 * 3600, "a blank time lies in the day before the arrival");
    assert_eq!(Some(bounded.to), one("E2").recorded);
    assert_eq!((one("E2").location, one("E2").flags.knife), (LocationClass::Dwelling, Tri::No));
    let day = one("E3").committed;
    assert_eq!(Some(day.to), one("E3").recorded.map(|r| r.min(day.to)), "nothing happens after the arrival");
    assert_eq!((one("E3").geocode, one("E3").point), (Geocode::Area, None));
    assert_eq!((one("E4").location, one("E4").flags.knife), (LocationClass::Unknown, Tri::Unknown));
    assert!(held.iter().all(|i| i.label.is_none() && i.offence == "A&E assault"));
    let all = format!("{held:?} {report:?} {}", serde_json::to_string(&report).unwrap());
    assert!(!all.contains("Quexington") && !all.contains("blue van") && !all.contains("Moon"), "{all}");
    let review = review_csv(&report.review);
    assert!(review.contains(SECRET), "the list a person asked for is the one place: {review}");
    assert!(!review.contains("Mill Lane, Eastwick\""), "matched as written needs no look: {review}");
    for entry in walk(&desk.store()) {
        let bytes = std::fs::read(&entry).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("Quexington"), "{}", entry.display());
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn a_file_with_an_identifier_of_a_person_is_refused_whole() {
    let plain = "E1,14/03/2025 23:10,14/03/2025 22:30,Fist,,Street,high st,18-25,Medway";
    let with_column = |name: &str| format!("{ED},{name}\n{plain},x\n");
    let with_words = |words: &str| feed(&[plain, &plain.replace("high st", words).replace("E1", "E2")]);
    let cases = [
        (with_column("NHS number"), "NHS number"),
        (with_column("PatientSurname"), "name"),
        (with_column("date_of_birth"), "birth date"),
        (with_column("Postcode"), "postcode of residence"),
        (with_column("Home address"), "address"),
        (with_words("pt 943 476 5919 says by the river"), "NHS number"),
        (with_words("call 07700 900123"), "telephone number"),
        (with_words("mail jo@example.org"), "e-mail address"),
        (feed(&[plain, &plain.replace("18-25", "12/03/2009")]), "birth date"),
    ];
    for (text, kind) in cases {
        let desk = desk_with(PLACES);
        let before = desk.snapshot();
        let file = desk.file("ed.csv", text.as_bytes());
        let error = desk.import(&[file], "istv").unwrap_err();
        let ImportError::Source(source) = &error else { panic!("{error}") };
        assert_eq!(source.code(), Some("D04"), "{error}");
        let said = format!("{error} {:?}", source.hint());
        assert!(said.contains(kind), "{said}");
        assert!(["5919", "900123", "jo@", "2009", "river"].iter().all(|v| !said.contains(v)), "{said}");
        assert_eq!(desk.snapshot(), before);
    }
    let desk = desk_with(PLACES);
    let file = desk.file("ed.csv", format!("{plain}\n{plain}\n").as_bytes());
    let error = desk.import(&[file], "istv").unwrap_err().to_string();
    assert!(error.contains("missing columns") && !error.contains("high st"), "no header: {error}");
    let wordy = plain.replace("high st", "by the address of a friend");
    let file = desk.file("ed.csv", format!("{wordy}\n{wordy}\n").as_bytes());
    let error = desk.import(&[file], "istv").unwrap_err().to_string();
    assert!(!error.contains("friend"), "the first row of a file without a header is not repeated: {error}");
}

#[test]
fn a_row_set_aside_keeps_no_words_of_anybody() {
    let desk = desk_with(PLACES);
    let file = desk.file(
        "ed.csv",
        feed(&[
            "E1,14/03/2025 23:10,14/03/2025 22:30,Fist,,Street,castle road,18-25,Medway",
            &format!("E2,14/03/2025 23:10,15/03/2025 22:30,Fist,{SECRET},Street,{SECRET},18-25,Medway"),
            &format!("E3,14/03/2025 23:10,14/03/2025 22:30,Fist,,Street,{SECRET}, and, more,18-25,Medway"),
            &format!("E4,14/03/2025 23:10,14/03/2025 22:30,Fist,,Street,hall,{SECRET},Medway"),
            &format!("E5,14/03/2025 23:10,15/03/2025 22:30,{SECRET},,{SECRET},hall,18-25,Medway"),
            &format!("E6,14/03/2025 23:10,{SECRET},Fist,,Street,hall,18-25,Medway"),
        ])
        .as_bytes(),
    );
    let report = desk.import(&[file], "istv").unwrap();
    assert_eq!((report.total.accepted, report.total.quarantined), (1, 5));
    assert_eq!(
        report.quarantine.iter().filter(|q| q.code == "T14").map(|q| q.count).sum::<u64>(),
        2,
        "{:?}",
        report.quarantine
    );
    let rows = quarantined(&desk.store(), Some("istv")).unwrap();
    let exported = String::from_utf8(export_quarantine(&rows)).unwrap();
    assert!(exported.contains("15/03/2025 22:30") && exported.contains("E2"), "{exported}");
    assert!(!exported.contains("Quexington") && !format!("{rows:?}").contains("Quexington"), "{exported}");
    assert!(rows.iter().all(|r| !String::from_utf8_lossy(&r.raw).contains("Quexington")));
}

#[test]
fn profiles_that_would_keep_words_are_refused() {
    let text = BUILT_IN_PROFILES.iter().find(|p| p.0 == "istv").unwrap().1;
    assert!(Profile::parse(text).is_ok());
    for (from, to) in [
        ("deidentified = true", "deidentified = false"),
        ("source = \"istv\"", "source = \"rms\""),
        ("[columns]\n", "[columns]\nlabel = \"street\"\n"),
        ("arrival-hours = 24", "arrival-hours = 0"),
    ] {
        assert!(Profile::parse(&text.replace(from, to)).is_err(), "{to}");
    }
}

fn attendance(location: LocationClass, knife: Tri, age: Option<(u8, u8)>) -> Incident {
    let at = Instant(1_742_000_000);
    Incident {
        key: RecordKey { source: "istv:Medway".to_owned(), reference: "E1".to_owned() },
        status: Status::Current,
        outcome: None,
        committed: Span { from: at, to: at, precision: Precision::Minute },
        month: "2025-03".parse().unwrap(),
        recorded: Some(at),
        updated: None,
        point: None,
        geocode: Geocode::None,
        snapped: false,
        label: None,
        location,
        // Even an offence every definition counts.
        offence: "5D".to_owned(),
        flags: Flags { knife, ..Flags::default() },
        injury: Injury::Serious,
        victims: age
            .map(|(min, max)| Person { age: Some(AgeRange { min, max }), pseudonym: None })
            .into_iter()
            .collect(),
        suspects: Vec::new(),
        stated_lsoa: None,
        rows: 1,
    }
}

#[test]
fn no_definition_counts_an_attendance_among_police_records() {
    let patient = attendance(LocationClass::Street, Tri::Yes, Some((18, 25)));
    let police = Incident {
        key: RecordKey { source: "rms:Force".to_owned(), ..patient.key.clone() },
        ..patient.clone()
    };
    for definition in Definition::shipped() {
        assert_eq!(definition.judge(&patient), Verdict::No, "{}", definition.id);
        assert_eq!(definition.judge_attendance(&police), Verdict::No, "{}", definition.id);
    }
    let named = |id: &str| Definition::shipped().iter().find(|d| d.id == id).unwrap();
    let public = named("kent-public-place-up-to-25");
    assert_eq!(public.judge_attendance(&patient), Verdict::Counts);
    assert_eq!(
        public.judge_attendance(&attendance(LocationClass::Dwelling, Tri::No, Some((18, 25)))),
        Verdict::No
    );
    assert_eq!(
        public.judge_attendance(&attendance(LocationClass::Street, Tri::No, Some((26, 39)))),
        Verdict::No
    );
    let unknown = public.judge_attendance(&attendance(LocationClass::Unknown, Tri::No, Some((18, 25))));
    assert!(matches!(unknown, Verdict::CountsUnknown(_)));
    let knife = named("kpi-knife-victim-under-25");
    assert_eq!(
        knife.judge_attendance(&attendance(LocationClass::Street, Tri::No, Some((10, 17)))),
        Verdict::No
    );
    assert!(public.not_asked_of_attendances().iter().any(|w| w.contains("offence")));
}

/// Lomea's store as it is before an A&E feed comes, without the lists of the demo.
fn without_emergency() -> &'static std::path::Path {
    static BARE: std::sync::OnceLock<tempfile::TempDir> = std::sync::OnceLock::new();
    BARE.get_or_init(|| {
        let data = crate::county::lomea().join("data");
        let folder = tempfile::tempdir().unwrap();
        let request = AreaRequest {
            paths: vec![data.join("area")],
            name: "Lomea (synthetic)".to_owned(),
            synthetic: true,
            renames: Vec::new(),
        };
        let pack = build_area(&request, &()).unwrap().pack.to_bytes().unwrap();
        let store = Store::open_or_create(folder.path()).unwrap();
        store.put_document("area-pack", &pack).unwrap();
        let recording = std::fs::read(data.join("places-of-recording.csv")).unwrap();
        store.put_document("places-of-recording", &recording).unwrap();
        for file in ["rms-2023-01_2025-12.csv", "rms-2026-01-delivery.csv"] {
            let request = ImportRequest {
                paths: vec![data.join("incidents").join(file)],
                profile: "rms".to_owned(),
                options: ReadOptions::default(),
            };
            import(folder.path(), &request, &()).unwrap();
        }
        folder
    })
    .path()
}

/// A copy of Lomea's store with the A&E feed, as changed, imported.
fn lomea_with(feed: impl Fn(&str) -> Option<String>) -> (tempfile::TempDir, std::path::PathBuf) {
    let (lomea, bare) = (crate::county::lomea(), without_emergency());
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    for from in walk(bare) {
        let to = store.join(from.strip_prefix(bare).unwrap());
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(&from, &to).unwrap();
    }
    std::fs::create_dir_all(store.join("tmp")).unwrap();
    let text = std::fs::read_to_string(lomea.join("data/incidents/ed.csv")).unwrap();
    let kept: Vec<String> = text
        .lines()
        .enumerate()
        .filter_map(|(i, line)| if i == 0 { Some(line.to_owned()) } else { feed(line) })
        .collect();
    let file = folder.path().join("ed.csv");
    std::fs::write(&file, kept.join("\n") + "\n").unwrap();
    let request =
        ImportRequest { paths: vec![file], profile: "istv".to_owned(), options: ReadOptions::default() };
    let report = import(&store, &request, &()).unwrap();
    println!("Lomea's A&E: {:?}", report.places);
    (folder, store)
}

fn whole(store: &std::path::Path) -> (Arc<Loaded>, Question) {
    let loaded = Arc::new(Loaded::open(&Store::open(store).unwrap(), None).unwrap());
    let question = Question {
        definition: Some("all-serious-violence".to_owned()),
        from: "2023-01".parse().ok(),
        to: "2025-11".parse().ok(),
        ..Question::default()
    };
    (loaded, question)
}

fn column(report: &PoliceAeReport, name: &str) -> Vec<String> {
    let column = report.findings.columns.iter().find(|c| c.name == name).unwrap();
    match &column.values {
        Values::Text(words) => words.clone(),
        Values::Number(numbers) => numbers.iter().map(ToString::to_string).collect(),
        Values::Count(numbers) => numbers.iter().map(ToString::to_string).collect(),
        Values::Flag(flags) => flags.iter().map(ToString::to_string).collect(),
    }
}

/// What came of the planted areas.
#[derive(Debug)]
struct Score {
    found: usize,
    planted: usize,
    wrong: usize,
    others: usize,
}

fn score(report: &PoliceAeReport, data: &std::path::Path, seed: u64) -> Score {
    let truth = std::fs::read_to_string(data.join("truth.json")).unwrap();
    let truth: serde_json::Value = serde_json::from_str(&truth).unwrap();
    let planted: Vec<&str> = truth["emergency"]["planted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["msoa21_code"].as_str().unwrap())
        .collect();
    let (codes, classes) = (column(report, "code"), column(report, "class"));
    let more: Vec<&str> =
        codes.iter().zip(&classes).filter(|(_, c)| *c == "ae-more").map(|(c, _)| c.as_str()).collect();
    let tested = report.findings.totals["tested"].as_u64().unwrap() as usize;
    let score = Score {
        found: planted.iter().filter(|p| more.contains(p)).count(),
        planted: planted.len(),
        wrong: more.iter().filter(|m| !planted.contains(m)).count(),
        others: tested - planted.len(),
    };
    proof::proof(&format!(
        "police against A&E, Lomea seed {seed}, 35 months: {} of {} planted areas found, {} of {} others called A&E more",
        score.found, score.planted, score.wrong, score.others
    ));
    score
}

/// A county of another seed, without the lists of the demo.
fn another(seed: u64) -> Score {
    let folder = tempfile::tempdir().unwrap();
    let (data, store) = (folder.path().join("data"), folder.path().join("store"));
    write_lomea(&data, &LomeaOrder { seed, n: 40_000, months: 36 }, &()).unwrap();
    let request = AreaRequest {
        paths: vec![data.join("area")],
        name: "Lomea (synthetic)".to_owned(),
        synthetic: true,
        renames: Vec::new(),
    };
    let pack = build_area(&request, &()).unwrap().pack.to_bytes().unwrap();
    Store::open_or_create(&store).unwrap().put_document("area-pack", &pack).unwrap();
    for (file, profile) in [("rms-2023-01_2025-12.csv", "rms"), ("ed.csv", "istv")] {
        let request = ImportRequest {
            paths: vec![data.join("incidents").join(file)],
            profile: profile.to_owned(),
            options: ReadOptions::default(),
        };
        import(&store, &request, &()).unwrap();
    }
    let (loaded, question) = whole(&store);
    score(&compute_police_ae(&loaded, &question, &PoliceAeRequest::default()).unwrap(), &data, seed)
}

#[test]
fn over_other_seeds_most_planted_areas_are_found_and_few_others() {
    if !proof::prove() {
        return;
    }
    let threads: Vec<_> = (2..=4).map(|seed| std::thread::spawn(move || another(seed))).collect();
    let scores: Vec<Score> = threads.into_iter().map(|t| t.join().unwrap()).collect();
    let sum = |of: fn(&Score) -> usize| scores.iter().map(of).sum::<usize>() as f64;
    assert!(sum(|s| s.found) >= 0.6 * sum(|s| s.planted), "{scores:?}");
    assert!(sum(|s| s.wrong) <= 0.05 * sum(|s| s.others), "{scores:?}");
}

#[test]
fn the_demo_answers_where_a_and_e_reports_more_and_says_that_it_is_synthetic() {
    let store = crate::county::lomea().join("store");
    let loaded = Arc::new(Loaded::open(&Store::open(&store).unwrap(), None).unwrap());
    let bare = Loaded::open(&Store::open(without_emergency()).unwrap(), None).unwrap();
    assert!(loaded.emergency.len() > 3_000);
    assert_eq!(loaded.incidents, bare.incidents, "no list counts an attendance");
    let found = harmspot::pipeline::detect::layer("police-ae", &loaded, &Question::default()).unwrap();
    assert!(found.provenance.marking.words().starts_with("SYNTHETIC"));
    assert!(found.rows() > 0 && found.totals["tested"].as_u64().unwrap() > 20, "{:?}", found.totals);
}

#[test]
fn the_planted_silence_of_lomea_is_found_and_the_rest_is_left_in_peace() {
    let before = Loaded::open(&Store::open(without_emergency()).unwrap(), None).unwrap();
    let (_folder, store) = lomea_with(|line| Some(line.to_owned()));
    let (loaded, question) = whole(&store);
    assert_eq!(loaded.incidents, before.incidents, "no police record is added or changed");
    assert!(loaded.emergency.len() > 3_000 && loaded.marking() == before.marking());
    assert_eq!((loaded.months(), loaded.complete_to()), (before.months(), before.complete_to()));
    let words = quality(&Store::open(&store).unwrap(), None).unwrap().words;
    assert!(words.iter().any(|w| w.contains("A&E attendances are kept apart")), "{words:?}");
    let report = compute_police_ae(&loaded, &question, &PoliceAeRequest::default()).unwrap();
    println!(
        "{:?} {:?}\n{:#?}\n{:?}",
        report.classes, report.departments, report.findings.notes, report.more
    );
    // Every attendance is counted or left out for a reason that is told.
    let note = report
        .findings
        .notes
        .iter()
        .find(|n| n.starts_with("of ") && n.contains("attendances"))
        .expect("a note on all of them");
    let numbers: Vec<u64> = note.split_whitespace().filter_map(|w| w.parse().ok()).collect();
    assert_eq!(numbers[0], numbers[1..].iter().sum::<u64>(), "{note}");
    let tested = report.findings.totals["tested"].as_u64().unwrap();
    let score = score(&report, &crate::county::lomea().join("data"), 1);
    assert!(score.found * 3 >= score.planted * 2, "{score:?}");
    assert!(score.wrong as f64 <= 0.05 * score.others as f64, "{score:?}");
    assert!(report.findings.geojson().unwrap().contains("A&E reports more than police here"));
    let wards = PoliceAeRequest { level: Level::Ward, ..PoliceAeRequest::default() };
    assert!(compute_police_ae(&loaded, &question, &wards).unwrap().findings.rows() > 200);
    let one = Question { csp: Some(loaded.ground.pack().csp[0].code.clone()), ..question.clone() };
    let part = compute_police_ae(&loaded, &one, &PoliceAeRequest::default()).unwrap();
    assert!(part.findings.rows() < report.findings.rows());
    assert_eq!(part.findings.totals["tested"].as_u64(), Some(tested), "a part is shown, all is tested");
}

#[test]
fn an_arrival_on_the_first_without_an_assault_time_counts_in_its_own_month() {
    let desk = desk_with("name,town,easting,northing\nMill Lane,Eastwick,570100,160100\n");
    let file = desk.file(
        "ed.csv",
        feed(&[
            "E1,01/04/2025 10:00,,Body part,,Street,\"Mill Lane, Eastwick\",18-25,Medway Maritime Hospital",
            "E2,01/04/2025 00:20,31/03/2025 23:40,Body part,,Street,\"Mill Lane, Eastwick\",18-25,Medway Maritime Hospital",
        ])
        .as_bytes(),
    );
    desk.import(&[file], "istv").unwrap();
    let held = desk.incidents();
    let month = |id: &str| held.iter().find(|i| i.key.reference == id).unwrap().month.to_string();
    assert_eq!((month("E1").as_str(), month("E2").as_str()), ("2025-04", "2025-03"));
}

#[test]
fn a_department_without_figures_leaves_its_areas_not_known_and_short_months_are_left_out() {
    let hospital = |line: &str| line.rsplit(',').next().unwrap().to_owned();
    let text = std::fs::read_to_string(crate::county::lomea().join("data/incidents/ed.csv")).unwrap();
    let sites: std::collections::BTreeSet<String> = text.lines().skip(1).map(hospital).collect();
    let (silent, gap) = (sites.first().unwrap().clone(), sites.last().unwrap().clone());
    let (folder, store) = lomea_with(|line| {
        let site = hospital(line);
        let arrived_in_march = line.split(',').nth(1).unwrap().contains("/03/2024");
        (site != silent && !(site == gap && arrived_in_march)).then(|| line.to_owned())
    });
    let (loaded, question) = whole(&store);
    let mut list = String::from("site,easting,northing\n");
    for site in &sites {
        let name = site.trim_end_matches(" (synthetic)");
        let place = loaded.ground.pack().sites.iter().find(|s| s.name == name).unwrap();
        let (x, y) = (place.point.easting_m(), place.point.northing_m());
        writeln!(list, "{site},{x:.0},{y:.0}").unwrap();
    }
    let file = folder.path().join("departments.csv");
    std::fs::write(&file, &list).unwrap();
    let request = PoliceAeRequest { departments: Some(file.clone()), ..PoliceAeRequest::default() };
    let report = compute_police_ae(&loaded, &question, &request).unwrap();
    let (classes, departments) = (column(&report, "class"), column(&report, "department"));
    let own: Vec<&String> =
        classes.iter().zip(&departments).filter(|(_, d)| **d == silent).map(|(c, _)| c).collect();
    assert!(own.len() > 5 && own.iter().all(|c| *c == "not-known"), "{own:?}");
    assert!(column(&report, "words").iter().any(|w| w.starts_with("Not known: ") && w.contains(&silent)));
    assert!(classes.iter().zip(&departments).all(|(c, d)| *d == silent || c != "not-known"));
    let months = |name: &str| report.departments.iter().find(|d| d.name == name).unwrap().months;
    let most = report.departments.iter().map(|d| d.months).max().unwrap();
    assert_eq!((months(&silent), months(&gap)), (0, most - 1), "{:?}", report.departments);
    assert!(report.findings.notes.iter().any(|n| n.contains(&gap) && n.contains("left out")));
    // A file of catchments says otherwise; what it does not name is not known.
    let codes = column(&report, "code");
    let catchments = folder.path().join("catchments.csv");
    let lines: Vec<String> = codes[..40].iter().map(|c| format!("{c},{gap}")).collect();
    std::fs::write(&catchments, format!("area,site\n{}\n", lines.join("\n"))).unwrap();
    let request = PoliceAeRequest { catchments: Some(catchments.clone()), ..PoliceAeRequest::default() };
    let classes = column(&compute_police_ae(&loaded, &question, &request).unwrap(), "class");
    assert!(classes[40..].iter().all(|c| c == "not-known"));
    assert!(classes[..40].iter().all(|c| c != "not-known"));
    std::fs::write(&catchments, "area,site\nNOWHERE,x\n").unwrap();
    let error = compute_police_ae(&loaded, &question, &request).unwrap_err().to_string();
    assert!(error.contains("catchments.csv line 2") && error.contains("NOWHERE"), "{error}");
    // A department that supplies and is not on the list would lose its areas to another: refused.
    std::fs::write(&file, list.lines().take(3).collect::<Vec<_>>().join("\n") + "\n").unwrap();
    let request = PoliceAeRequest { departments: Some(file), ..PoliceAeRequest::default() };
    assert!(
        compute_police_ae(&loaded, &question, &request).unwrap_err().to_string().contains("not in the file")
    );
    // The command line: the list of words is private, findings are written, hospital admissions are warned of.
    let harmspot = |args: &[&str]| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_harmspot"))
            .args(["--store", store.to_str().unwrap()])
            .args(args)
            .output()
            .unwrap();
        (
            out.status.code(),
            String::from_utf8_lossy(&out.stdout).into_owned(),
            String::from_utf8_lossy(&out.stderr).into_owned(),
        )
    };
    let (ed, review) = (folder.path().join("ed.csv"), folder.path().join("review.csv"));
    let (code, said, _) = harmspot(&[
        "import",
        ed.to_str().unwrap(),
        "--as",
        "istv",
        "--review-list",
        review.to_str().unwrap(),
    ]);
    assert!(code == Some(0) && said.contains("by name and town"), "{said}");
    assert!(std::fs::read_to_string(&review).unwrap().starts_with("text,count,level,guess_1"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&review).unwrap().permissions().mode() & 0o077, 0);
    }
    let written = folder.path().join("found.geojson");
    let (code, _, said) = harmspot(&[
        "detect",
        "police-ae",
        "--definition",
        "all-serious-violence",
        "--from",
        "2023-01",
        "-o",
        written.to_str().unwrap(),
    ]);
    assert!(code == Some(0) && said.contains("Benjamini-Yekutieli") && said.contains("department"), "{said}");
    assert!(std::fs::read_to_string(&written).unwrap().contains("\"class\""));
    let (_, help, _) = harmspot(&["detect", "police-ae", "--help"]);
    assert!(help.contains("hospital admissions") && help.contains("not known"), "{help}");
    let (code, ..) = harmspot(&["import", "x.csv", "--as", "rms", "--review-list", "r.csv"]);
    assert_eq!(code, Some(2));
}

#[test]
fn without_attendances_the_comparison_is_refused_in_words() {
    let (loaded, question) = whole(without_emergency());
    let error = compute_police_ae(&loaded, &question, &PoliceAeRequest::default()).unwrap_err();
    assert!(error.to_string().contains("no A&E attendances"), "{error}");
}
