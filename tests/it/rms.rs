//! A force extract on day one, and its second delivery a month later.

use std::collections::BTreeMap;

use harmspot::{
    calendar::Precision,
    incidents::{AgeRange, BUILT_IN_PROFILES, Injury, LocationClass, Outcome, Status, Tri},
};

use crate::import::Desk;

pub const HEADER: &str = "Crime Ref,Status,Offence Code,Offence,Committed From,Committed To,Recorded,\
Last Updated,Easting,Northing,Geocode,Location Type,Street,Town,Domestic,Public Place,Police Generated,Injury,\
Victim Ref,Victim Age,Suspect Ref,Suspect Age,Marker,Reporting Force";

const DEFAULTS: [&str; 24] = [
    "C1",
    "Live",
    "5D",
    "Assault with intent",
    "14/03/2025 22:40",
    "",
    "15/03/2025 01:10",
    "20/03/2025 09:00",
    "570123",
    "160456",
    "Exact",
    "Street",
    "Mill Lane",
    "Eastwick",
    "N",
    "Y",
    "N",
    "Serious",
    "V1",
    "17",
    "S1",
    "19",
    "Knife used",
    "Lomea",
];

/// One row with the given columns changed.
pub fn row(changes: &[(&str, &str)]) -> String {
    let names: Vec<&str> = HEADER.split(',').collect();
    let mut cells = DEFAULTS.map(str::to_owned);
    for (column, value) in changes {
        let at = names.iter().position(|n| n == column).unwrap();
        (*value).clone_into(&mut cells[at]);
    }
    cells.join(",")
}

pub fn extract(rows: &[String]) -> String {
    format!("{HEADER}\r\n{}\r\n", rows.join("\r\n"))
}

/// Three crimes in six rows, for mutation.
pub fn small_extract() -> String {
    extract(&[
        row(&[]),
        row(&[("Suspect Ref", "S2"), ("Suspect Age", "18-25")]),
        row(&[("Victim Ref", "V2"), ("Marker", "Knife injury")]),
        row(&[("Crime Ref", "C2"), ("Offence Code", "8N"), ("Committed To", "15/03/2025 00:10")]),
        row(&[("Crime Ref", "C3"), ("Status", "Cancelled"), ("Easting", ""), ("Northing", "")]),
        row(&[
            ("Crime Ref", "C3"),
            ("Status", "Cancelled"),
            ("Easting", ""),
            ("Northing", ""),
            ("Marker", ""),
        ]),
    ])
}

#[test]
fn rows_of_one_crime_fold_people_become_lists_and_markers_are_ored() {
    let desk = Desk::new();
    let file = desk.file("rms.csv", small_extract().as_bytes());
    let report = desk.import(&[file], "rms").unwrap();
    let t = &report.total;
    assert_eq!((t.read, t.accepted, t.folded, t.quarantined), (6, 3, 3, 0), "{:?}", report.quarantine);
    assert_eq!((report.outcome.new, report.outcome.withdrawn), (2, 1));
    let all = desk.incidents();
    let crime = all.iter().find(|i| i.key.reference == "C1").unwrap();
    assert_eq!(crime.key.source, "rms:Lomea");
    assert_eq!((crime.victims.len(), crime.suspects.len(), crime.rows), (2, 2, 3));
    assert!(crime.suspects.iter().any(|s| s.age == Some(AgeRange { min: 18, max: 25 })));
    assert_eq!(
        (crime.flags.knife, crime.flags.knife_injury, crime.flags.firearm),
        (Tri::Yes, Tri::Yes, Tri::Unknown)
    );
    assert_eq!((crime.flags.domestic, crime.flags.public_place), (Tri::No, Tri::Yes));
    assert_eq!((crime.injury, crime.location), (Injury::Serious, LocationClass::Street));
    assert_eq!(crime.committed.precision, Precision::Minute);
    let cancelled = all.iter().find(|i| i.key.reference == "C3").unwrap();
    assert_eq!((cancelled.status, cancelled.point), (Status::Cancelled, None));
}

#[test]
fn the_status_says_what_came_of_a_crime_and_any_row_detected_detects_it() {
    let desk = Desk::new();
    let of = |reference: &'static str, status: &'static str| {
        row(&[("Crime Ref", reference), ("Status", status), ("Suspect Ref", "")])
    };
    let text = extract(&[
        of("A", "Live"),
        of("B", "UNDETECTED"),
        of("C", "Live"),
        of("C", "Detected"),
        of("C", "Undetected"),
        of("D", "Undetected"),
        of("D", "Live"),
        of("E", "Current"),
        of("F", "Current"),
        of("F", "Undetected"),
        of("G", "No Crime"),
    ]);
    let report = desk.import(&[desk.file("rms.csv", text.as_bytes())], "rms").unwrap();
    assert_eq!((report.total.accepted, report.total.quarantined), (7, 0), "{:?}", report.quarantine);
    let got: Vec<_> = desk.incidents().iter().map(|i| (i.key.reference.clone(), i.outcome)).collect();
    let want = [
        ("A", Some(Outcome::Live)),
        ("B", Some(Outcome::Undetected)),
        ("C", Some(Outcome::Detected)),
        ("D", Some(Outcome::Live)),
        ("E", None),
        ("F", Some(Outcome::Undetected)),
        ("G", None),
    ];
    assert_eq!(got, want.map(|(reference, outcome)| (reference.to_owned(), outcome)));
    let mixed = extract(&[of("H", "Live"), of("H", "Cancelled")]);
    let report = desk.import(&[desk.file("mixed.csv", mixed.as_bytes())], "rms").unwrap();
    assert_eq!((report.total.accepted, report.total.quarantined), (0, 2), "counts or not: rows must agree");
}

/// What a program made of the small extract that knew of no outcomes.
const SNAPSHOT_WITHOUT_OUTCOMES: &str = "3a4761ea84da4b837344cc3d103b86c65cf6c26e46b81b030001207524788d46";

#[test]
fn a_profile_and_a_store_of_before_there_were_outcomes_still_work_and_know_none() {
    let desk = Desk::new();
    let (_, rms) = BUILT_IN_PROFILES.iter().find(|(id, _)| *id == "rms").unwrap();
    let words = [("live", "live"), ("detected", "detected"), ("undetected", "undetected")];
    let old = words.iter().fold((*rms).to_owned(), |text, (word, meaning)| {
        let new = format!("\"{word}\" = \"{meaning}\"");
        assert!(text.contains(&new), "{new}");
        text.replace(&new, &format!("\"{word}\" = \"current\""))
    });
    let old = desk.file("old.toml", old.as_bytes());
    let file = desk.file("rms.csv", small_extract().as_bytes());
    let report = desk.import(std::slice::from_ref(&file), old.to_str().unwrap()).unwrap();
    assert_eq!(report.outcome.snapshot, SNAPSHOT_WITHOUT_OUTCOMES, "byte for byte what it was");
    assert!(desk.incidents().iter().all(|i| i.outcome.is_none()));
    // The same file again tells what was not kept then; the withdrawn one has nothing to tell.
    let again = desk.import(&[file], "rms").unwrap().outcome;
    assert_eq!((again.changed, again.withdrawn, again.unchanged), (2, 0, 1));
    assert_eq!(desk.incidents().iter().filter(|i| i.outcome == Some(Outcome::Live)).count(), 2);
}

#[test]
fn a_last_updated_in_the_future_is_quarantined_beyond_a_day_and_an_older_version_is_told() {
    let desk = Desk::new();
    let file =
        |updated: &str, name: &str| desk.file(name, extract(&[row(&[("Last Updated", updated)])]).as_bytes());
    // The clock says noon of 21 November 2026.
    let report = desk.import(&[file("22/11/2026 13:00", "late.csv")], "rms").unwrap();
    assert_eq!((report.total.accepted, report.total.quarantined), (0, 1));
    let reason = &report.quarantine[0];
    assert_eq!((reason.code.as_str(), reason.column.as_deref()), ("T13", Some("Last Updated")));
    assert_eq!(desk.import(&[file("22/11/2026 11:00", "soon.csv")], "rms").unwrap().added, 1);
    let outcome = desk.import(&[file("20/03/2025 09:00", "old.csv")], "rms").unwrap().outcome;
    assert_eq!((outcome.changed, outcome.unchanged, outcome.older), (0, 0, 1));
}

#[test]
fn a_crime_whose_rows_disagree_is_quarantined_naming_the_column() {
    let desk = Desk::new();
    let text = extract(&[
        row(&[]),
        row(&[("Easting", "570999"), ("Victim Ref", "V2")]),
        row(&[("Crime Ref", "C2")]),
        row(&[("Crime Ref", "C4")]),
        row(&[("Crime Ref", "C4"), ("Town", "Westwick")]),
    ]);
    let report = desk.import(&[desk.file("rms.csv", text.as_bytes())], "rms").unwrap();
    let t = &report.total;
    assert_eq!((t.accepted, t.folded, t.quarantined), (1, 0, 4));
    let columns: Vec<_> = report.quarantine.iter().map(|q| (q.code.as_str(), q.column.as_deref())).collect();
    assert!(
        columns.contains(&("D12", Some("Easting"))) && columns.contains(&("D12", Some("Town"))),
        "{columns:?}"
    );
}

#[test]
fn one_bad_row_sets_the_whole_crime_aside_and_no_other() {
    let desk = Desk::new();
    let text = extract(&[
        row(&[]),
        row(&[("Victim Age", "14/03/2008")]),
        row(&[("Crime Ref", "C2"), ("Offence Code", "5.00E+00")]),
        row(&[("Crime Ref", "C3"), ("Offence Code", "Aug-01")]),
        row(&[("Crime Ref", "C5"), ("Offence Code", "008/01")]),
    ]);
    let report = desk.import(&[desk.file("rms.csv", text.as_bytes())], "rms").unwrap();
    assert_eq!((report.total.accepted, report.total.quarantined), (1, 4));
    assert_eq!(desk.incidents()[0].key.reference, "C5");
    let text = format!("{:?}", report.quarantine);
    assert!(!text.contains("2008") && !text.contains("E+00"), "a reason never shows a value: {text}");
}

/// A small force: what each delivery should do is written down while it is made.
struct Force {
    rows: Vec<Vec<String>>,
    bad_crimes: u64,
    seed: u64,
}

impl Force {
    fn roll(&mut self, sides: u64) -> u64 {
        // SplitMix64 (Steele, Lea and Flood 2014): the same crimes on every machine.
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn crime(&mut self, n: u64, updated: &str, status: &str, offence: &str) -> Vec<String> {
        let day = format!("{:02}/{:02}/2025", 1 + self.roll(28), 1 + self.roll(11));
        let from = if self.roll(5) == 0 {
            day.clone()
        } else {
            format!("{day} {:02}:{:02}", self.roll(24), self.roll(60))
        };
        let (east, north) = (560_000 + self.roll(30_000), 150_000 + self.roll(20_000));
        let mapped = self.roll(40) > 0;
        let at = |v: u64| if mapped { v.to_string() } else { String::new() };
        let (east, north) = (at(east), at(north));
        let (reference, victims, suspects) = (format!("LM/{n:05}/25"), 1 + self.roll(3), 1 + self.roll(2));
        let recorded = "28/12/2025 10:00";
        let mut rows = Vec::new();
        for v in 0..victims {
            for s in 0..suspects {
                let (vr, sr) = (format!("V{n}-{v}"), format!("S{n}-{s}"));
                let (va, sa) = (
                    ["17", "18-25", "", "34"][(v as usize + n as usize) % 4],
                    ["19", "10-17", ""][s as usize % 3],
                );
                let marker = ["Knife used", "", "No weapon", "Firearm"][((v + s + n) % 4) as usize];
                rows.push(row(&[
                    ("Crime Ref", &reference),
                    ("Status", status),
                    ("Offence Code", offence),
                    ("Committed From", &from),
                    ("Recorded", recorded),
                    ("Last Updated", updated),
                    ("Easting", &east),
                    ("Northing", &north),
                    ("Victim Ref", &vr),
                    ("Victim Age", va),
                    ("Suspect Ref", &sr),
                    ("Suspect Age", sa),
                    ("Marker", marker),
                ]));
            }
        }
        rows
    }
}

#[test]
fn day_one_and_the_second_delivery_print_what_the_generator_wrote_down() {
    let mut force = Force { rows: Vec::new(), bad_crimes: 0, seed: 7 };
    let codes = ["5D", "8N", "34B", "1", "008/01", "37.2"];
    let (mut cancelled_first, mut bad_rows) = (0, 0);
    for n in 0..800 {
        let status =
            if n % 37 == 0 { "Cancelled" } else { ["Live", "Detected", "Undetected"][(n % 3) as usize] };
        let bad = n % 53 == 5;
        let code = if bad { ["5.00E+00", "Aug-01"][(n % 2) as usize] } else { codes[(n % 6) as usize] };
        let rows = force.crime(n, "30/12/2025 08:00", status, code);
        cancelled_first += u64::from(status == "Cancelled" && !bad);
        force.bad_crimes += u64::from(bad);
        bad_rows += if bad { rows.len() as u64 } else { 0 };
        force.rows.push(rows);
    }
    // Rows of a crime do not stand together in a real extract.
    let mut lines: Vec<String> = Vec::new();
    for round in 0..6 {
        lines.extend(force.rows.iter().filter_map(|rows| rows.get(round).cloned()));
    }
    let rows = lines.len() as u64;
    assert!((2.2..3.2).contains(&(rows as f64 / 800.0)), "{rows}");
    lines.insert(300, ",".repeat(23));
    let desk = Desk::new();
    let first = desk.import(&[desk.file("rms-1.csv", extract(&lines).as_bytes())], "rms").unwrap();
    assert_eq!((first.total.read, first.total.blank, first.total.quarantined), (rows + 1, 1, bad_rows));
    let good = 800 - force.bad_crimes;
    assert_eq!(first.total.accepted, good, "good crimes are not quarantined: {:?}", first.quarantine);
    assert_eq!((first.outcome.new, first.outcome.withdrawn), (good - cancelled_first, cancelled_first));

    let mut wanted: BTreeMap<&str, u64> = BTreeMap::new();
    let mut second = Vec::new();
    for n in 0..800_usize {
        if n % 53 == 5 || n % 37 == 0 || n % 4 != 0 {
            continue;
        }
        let edited: Vec<String> = match n % 12 {
            0 => {
                *wanted.entry("withdrawn").or_insert(0) += 1;
                force.rows[n].iter().map(|r| restatus(r, "No Crime")).collect()
            }
            4 => {
                *wanted.entry("changed").or_insert(0) += 1;
                force.rows[n].iter().map(|r| regrade(r)).collect()
            }
            _ => {
                *wanted.entry("unchanged").or_insert(0) += 1;
                force.rows[n].clone()
            }
        };
        second.extend(edited);
    }
    for n in 800..850 {
        *wanted.entry("new").or_insert(0) += 1;
        second.extend(force.crime(n, "30/01/2026 08:00", "Live", "5D"));
    }
    let report = desk.import(&[desk.file("rms-2.csv", extract(&second).as_bytes())], "rms").unwrap();
    let o = &report.outcome;
    let got = BTreeMap::from([
        ("new", o.new),
        ("changed", o.changed),
        ("withdrawn", o.withdrawn),
        ("unchanged", o.unchanged),
    ]);
    assert_eq!(got, wanted);
    assert_eq!(report.added, o.new);
}

fn cell(row: &str, column: &str, value: &str) -> String {
    let at = HEADER.split(',').position(|n| n == column).unwrap();
    let mut cells: Vec<&str> = row.split(',').collect();
    cells[at] = value;
    cells.join(",")
}

fn restatus(row: &str, status: &str) -> String {
    cell(&cell(row, "Status", status), "Last Updated", "20/01/2026 08:00")
}

fn regrade(row: &str) -> String {
    cell(&cell(row, "Offence Code", "62A"), "Last Updated", "20/01/2026 08:00")
}
