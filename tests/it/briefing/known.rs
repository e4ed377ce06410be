//! Days of which the records held tell nothing are said to be unknown, and never read as a quiet week.

use harmspot::{
    deterrence::Pack,
    pipeline::briefing::{BriefingQuestion, read_actions},
};

use super::{
    printed,
    small::{KNIFE, Row, Small, csv, entry, others, papers, register, year},
};
use crate::{county, papers::look::pages};

fn lomea(from: Option<&str>, until: &str) -> Pack {
    let mut question = BriefingQuestion::until(until.parse().expect("a day"));
    question.from = from.map(|day| day.parse().expect("a day"));
    papers(&county::lomea_with_groups().join("store"), &question, None).pack
}

#[test]
fn a_window_after_the_last_record_is_unknown_and_not_quiet() {
    for (from, until) in [("2026-02-13", "2026-02-20"), ("2030-12-25", "2031-01-01")] {
        let pack = lomea(Some(from), until);
        assert!(
            pack.headline[0].starts_with(
                "Nothing is known of these days: the newest incident held was committed on Saturday 31 January 2026"
            ),
            "{:?}",
            pack.headline
        );
        assert_eq!(pack.changes, ["Nothing is compared with other weeks: of these days nothing is known."]);
        assert_eq!((pack.days_known, pack.lines.len(), pack.suggestions.len()), (0, 0, 0));
        let said = format!("{:?} {:?} {}", pack.headline, pack.cautions, pack.suggestion_words);
        assert_eq!(pack.place_words, ["Places are not told: nothing is known of these days."]);
        assert!(!pack.chain_words.join(" ").contains("hold today"), "{:?}", pack.chain_words);
        for never in ["No incident that counts", "usual", "no contested ground"] {
            assert!(!said.contains(never), "{never}: {said}");
        }
    }
}

#[test]
fn a_window_at_the_edge_of_the_extract_is_compared_by_the_days_that_are_known() {
    let pack = lomea(Some("2026-01-23"), "2026-02-06");
    assert_eq!((pack.window.days(), pack.days_known), (14, 9));
    assert!(
        pack.headline[0].starts_with(
            "The last five days of this window (1 to 5 February 2026) are not known: the newest incident held was committed on Saturday 31 January 2026"
        ),
        "{:?}",
        pack.headline
    );
    assert_eq!(pack.changes[0], "Compared are the days that are known: 23 to 31 January 2026.");
    let all = pack.changes.iter().find(|c| c.starts_with("All incidents that count")).expect("a count");
    assert!(all.contains("in these 9 days") && all.contains("about as usual"), "{all}");
}

#[test]
fn a_week_within_the_records_is_known_and_so_is_a_quiet_one_where_few_things_happen() {
    let pack = lomea(None, "2025-11-21");
    assert_eq!(pack.days_known, 7);
    let said = format!("{:?} {:?}", pack.headline, pack.cautions);
    assert!(!said.contains("known of these days") && !said.contains("newest incident held"), "{said}");
    // A gap of eight days is nothing new for a town with twenty incidents a year.
    let quiet = Small::usual().pack("2025-10-03", None).pack;
    assert_eq!(quiet.days_known, 7);
    assert!(quiet.headline[0].starts_with("No incident that counts"), "{:?}", quiet.headline);
    assert!(
        quiet.cautions[0].starts_with("The newest incident held was committed on"),
        "{:?}",
        quiet.cautions
    );
}

#[test]
fn an_attempt_on_a_life_that_is_linked_to_no_group_is_on_page_one() {
    let life = Row {
        reference: "T/000701/25",
        code: "2",
        injury: "Minor",
        marker: "No weapon",
        from: "17/11/2025 21:00",
        ..KNIFE
    };
    let small = Small::new(&[year().into_iter().chain(others()).chain([life]).collect()], &register());
    let papers = small.pack("2025-11-21", None);
    let page = pages(&printed(&papers).0)[0].split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        page.contains("Linked to no group, and of the gravest: attempted murder, Mon 17 Nov 21:00"),
        "{page}"
    );
    assert!(page.contains("(T/000701/25, number 3 of the line list)"), "{page}");
    assert_eq!(papers.pack.lines[2].reference, "T/000701/25", "after the two linked ones");
}

#[test]
fn an_action_about_a_reference_that_is_not_held_is_said_and_an_owner_is_found_however_it_is_written() {
    let tracker = "id,action,owner_role,due,status,done_date,result,references,raised
A1,Cameras,Investigating officer,2025-11-24,open,,,t/000013/25;T/777777/25,2025-11-19
";
    read_actions(tracker).expect("a tracker");
    let pack = Small::usual().pack("2025-11-21", Some(tracker)).pack;
    let line = pack.lines.iter().find(|l| l.reference == "T/000013/25").expect("in the list");
    assert_eq!(line.owner, "Investigating officer");
    assert!(
        pack.cautions
            .iter()
            .any(|c| c == "Actions name references that no incident held has: T/777777/25 (A1)."),
        "{:?}",
        pack.cautions
    );
}

#[test]
fn a_part_stated_on_the_day_itself_is_of_the_next_map_as_of_the_next_pack() {
    let mut lines = register();
    let late = entry("T/000105/25", "Dale End", "", "suspect", "confirmed", "2026-11-30");
    lines.push(late.replace("2024-12-20", "2025-11-21"));
    let small = Small::new(&[year().into_iter().chain(others()).collect()], &lines);
    let parts = |on: &str| super::map::parts_of(&small, on, "T/000105/25");
    assert_eq!((parts("2025-11-21"), parts("2025-11-22")), (0, 1));
}

#[test]
fn linked_incidents_for_which_there_is_no_map_are_named() {
    let mut rows: Vec<Row> = year().into_iter().chain(others()).collect();
    let mut lines = register();
    let towns = [
        (681_000, 226_000),
        (671_000, 221_000),
        (686_000, 211_000),
        (676_000, 216_000),
        (661_000, 211_000),
        (651_000, 221_000),
        (666_000, 201_000),
    ];
    for (n, (east, north)) in (0..).zip(towns) {
        let reference: &'static str = format!("T/00072{n}/25").leak();
        let from: &'static str = format!("{}/11/2025 18:00", 14 + n % 7).leak();
        rows.push(Row {
            reference,
            from,
            recorded: "20/11/2025 23:00",
            east: east + 130,
            north: north + 270,
            ..KNIFE
        });
        lines.push(entry(reference, "Ash Court", "Birch Row", "suspect", "confirmed", "2026-11-30"));
    }
    let papers = Small::new(&[rows], &lines).pack("2025-11-21", None);
    let (pdf, html, _) = printed(&papers);
    let said = html.split("On no map for want of room: linked incidents ").nth(1).expect("said");
    let named: Vec<&str> = said[..said.find('.').expect("an end")].split(", ").collect();
    // Each linked and mapped incident is on a map or named.
    let mapped = papers.pack.lines.iter().filter(|l| !l.groups.is_empty() && l.at.is_some()).count();
    assert!(named.len() >= 3 && named.len() < mapped, "{named:?} of {mapped}");
    assert!(pages(&pdf).join(" ").contains("On no map for want of room"));
}

#[test]
fn a_source_that_ends_is_named_though_another_goes_on() {
    let start: harmspot::calendar::Date = "2025-08-01".parse().expect("a day");
    let rows = |letter: &str, every: i32, days: i32| -> Vec<Row> {
        (0..days / every)
            .map(|n| {
                let day = start.plus(n * every);
                let from = format!("{:02}/{:02}/{} 12:00", day.day(), day.month().number(), day.year());
                let reference = format!("{letter}/{n:06}/25");
                Row { reference: reference.leak(), from: from.leak(), east: 664_100 + 40 * n as u32, ..KNIFE }
            })
            .collect()
    };
    let small = Small::new(&[rows("A", 1, 93)], &[]);
    // Every third day up to the eve of the pack: a quarter of all.
    let other = csv(&rows("B", 3, 112)).replace("Lomea (synthetic)", "Other (synthetic)");
    small.deliver("other.csv", &other, "rms");
    let pack = small.pack("2025-11-21", None).pack;
    assert!(
        pack.headline[0].contains(
            "the newest incident held of rms:Lomea (synthetic) was committed on Saturday 1 November 2025"
        ),
        "{:?}",
        pack.headline
    );
    assert!(pack.headline[0].contains("is a part"), "{:?}", pack.headline);
    assert!(!pack.lines.is_empty() && pack.days_known == 0);
}
