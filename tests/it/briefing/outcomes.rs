//! What came of investigations: told line by line where a group or a life is in it, counted otherwise.

use harmspot::{
    deterrence::Pack,
    pipeline::{briefing::keep_briefing, deterrence::PoliceStore},
};

use super::small::{KNIFE, PLAIN, Row, Small, key, others, register, year};

/// Nobody's, and the gravest there is.
const KILLED: Row = Row { code: "1", injury: "Fatal", status: "Live", ..KNIFE };

fn deliveries(touched: &str) -> [Vec<Row>; 2] {
    let killed = Row { reference: "T/000501/25", from: "14/06/2025 23:00", east: 664_200, ..KILLED };
    let first: Vec<Row> = year().into_iter().chain(others()).chain([killed]).collect();
    let find = |reference: &str| first.iter().find(|r| r.reference == reference).expect("a row").clone();
    let with = |reference, status| Row { status, updated: "18/11/2025 09:00", ..find(reference) };
    let mut second = vec![
        with("T/000009/25", "Detected"),
        with("T/000101/25", "Detected"),
        with("T/000102/25", "Live"),
        with("T/000103/25", "Detected"),
        with("T/000501/25", "Undetected"),
        Row { injury: "Serious", code: "5D", ..with("T/000106/25", "Detected") },
        with("T/000013/25", "Detected"),
        // Touched, and nothing is new.
        with("T/000010/25", "Undetected"),
    ];
    for row in &mut second {
        row.updated = if touched.is_empty() { row.updated } else { "20/11/2025 23:30" };
    }
    [first, second]
}

fn news<'a>(pack: &'a Pack, reference: &str) -> Option<&'a str> {
    pack.since.iter().find(|l| l.reference == reference).map(|l| l.news.as_str())
}

#[test]
fn an_outcome_of_a_group_or_a_death_has_a_line_and_the_others_are_counted() {
    let small = Small::new(&deliveries(""), &register());
    let pack = small.pack("2025-11-21", None).pack;
    assert_eq!(news(&pack, "T/000009/25"), Some("now detected (was: undetected)"));
    assert_eq!(news(&pack, "T/000501/25"), Some("now undetected (was: live)"), "a death, though of no group");
    for counted in ["T/000101/25", "T/000102/25", "T/000103/25"] {
        assert_eq!(news(&pack, counted), None, "{counted}");
    }
    assert_eq!(
        pack.since_more,
        "3 more records that no group is linked to had only a new outcome: 2 now detected, 1 now live. \
         1 more record was touched in these days without a change that this pack tells, or with one whose earlier version is not held."
    );
    assert_eq!(news(&pack, "T/000010/25"), None, "linked, and nothing is new");
    let line = |reference: &str| pack.lines.iter().find(|l| l.reference == reference).expect("a line");
    assert_eq!(
        (line("T/000013/25").status.as_str(), line("T/000104/25").status.as_str()),
        ("detected", "undetected")
    );
}

#[test]
fn an_outcome_that_the_extract_of_the_last_pack_told_otherwise_is_told_though_no_date_says_so() {
    let [first, second] = deliveries("later");
    let small = Small::new(&[first], &register());
    let made = small.pack("2025-11-21", None);
    let police = PoliceStore::open(key(), &small.store()).expect("readable").expect("kept");
    keep_briefing(&police, made.logged, None).expect("kept");
    small.and(&second);
    let pack = small.pack("2025-11-28", None).pack;
    assert_eq!(news(&pack, "T/000009/25"), Some("now detected (was: undetected)"));
    assert_eq!(news(&pack, "T/000010/25"), None, "the same as before");
    assert!(pack.since_more.starts_with("3 more records"), "{}", pack.since_more);
}

#[test]
fn an_outcome_that_was_not_kept_before_is_no_news_and_one_the_source_lacks_is_not_made_up() {
    let [first, second] = deliveries("");
    let unknown =
        |rows: &[Row]| rows.iter().map(|r| Row { status: "Current", ..r.clone() }).collect::<Vec<_>>();
    let pack = Small::new(&[unknown(&first), second], &register()).pack("2025-11-21", None).pack;
    assert_eq!(news(&pack, "T/000009/25"), None);
    assert!(pack.since_more.starts_with("6 more records were touched"), "{}", pack.since_more);
    let line = |reference: &str| pack.lines.iter().find(|l| l.reference == reference).expect("a line");
    assert_eq!(
        (line("T/000013/25").status.as_str(), line("T/000104/25").status.as_str()),
        ("detected", "current")
    );
}

#[test]
fn crimes_of_one_event_that_stand_differently_are_told_as_one() {
    let one = |reference, status| Row { reference, status, from: "17/11/2025 12:00", ..PLAIN };
    let status = |a, b| {
        let rows = [one("T/000601/25", a), one("T/000602/25", b)];
        let delivery = year().into_iter().chain(rows).collect();
        let pack = Small::new(&[delivery], &register()).pack("2025-11-21", None).pack;
        let line = pack.lines.iter().find(|l| l.reference.contains("T/000601/25")).expect("a line");
        assert_eq!(line.reference, "T/000601/25, T/000602/25");
        line.status.clone()
    };
    assert_eq!(status("Detected", "Detected"), "detected");
    assert_eq!(status("Live", "Detected"), "detected in part");
    assert_eq!(status("Undetected", "Live"), "live");
    assert_eq!(status("Current", "Undetected"), "undetected in part");
}
