//! Term time and holidays apart in `detect time`.

use std::fmt::Write as _;

use harmspot::{calendar::Date, inference::e_test};
use serde_json::Value;

use crate::program::{Said, detect};

fn days(from: &str, to: &str) -> std::ops::RangeInclusive<i32> {
    let day = |text| Date::parse(text, "yyyy-mm-dd").unwrap().days();
    day(from)..=day(to)
}

/// Two terms of 2025 with a month between them, one case a day at 15:30 in term and two at 12:10 between; two cases lie after
/// the last term.
fn year() -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = "x,y,time\n".to_owned();
    let mut add = |day: i32, clock: &str| {
        writeln!(rows, "575000,155000,{}T{clock}", Date::from_days(day)).unwrap();
    };
    days("2025-01-06", "2025-03-06").for_each(|d| add(d, "15:30"));
    days("2025-03-07", "2025-04-05").for_each(|d| (0..2).for_each(|_| add(d, "12:10")));
    days("2025-04-06", "2025-05-05").for_each(|d| add(d, "15:30"));
    days("2025-05-09", "2025-05-10").for_each(|d| add(d, "12:10"));
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    };
    let points = file("cases.csv", &rows);
    let terms =
        file("terms.csv", "term,from,to\nspring,2025-01-06,2025-03-06\nsummer,2025-04-06,2025-05-05\n");
    (folder, points, terms)
}

fn found(folder: &tempfile::TempDir, args: &[&str]) -> (Value, Said) {
    let out = folder.path().join("week.json").to_string_lossy().into_owned();
    let said = detect(&[&["time", "--resamples", "99", "-o", &out], args].concat()).well();
    (serde_json::from_str(&std::fs::read_to_string(out).unwrap()).unwrap(), said)
}

#[test]
fn term_time_and_holidays_have_their_own_days_hours_and_rate() {
    let (folder, points, terms) = year();
    let (told, said) = found(&folder, &["--points", &points, "--time", "time", "--terms", &terms]);
    let parts = &told["totals"]["parts"];
    let (term, holidays) = (&parts["term"], &parts["holidays"]);
    assert_eq!(
        (&term["cases"], &term["days_in_window"], &term["cases_per_day"]),
        (&90.into(), &90.into(), &1.0.into())
    );
    assert_eq!(
        (&holidays["cases"], &holidays["days_in_window"], &holidays["cases_per_day"]),
        (&60.into(), &30.into(), &2.0.into())
    );
    assert_eq!((&parts["days_not_known"], &parts["cases_not_known"]), (&5.into(), &2.into()));
    assert_eq!(parts["holidays_over_term"], 2.0);
    assert_eq!(parts["p_e_test"].as_f64(), Some(e_test(60, 90, 30.0, 90.0)));
    assert_eq!((&term["peak"]["from_hour"], &holidays["peak"]["from_hour"]), (&15.into(), &12.into()));
    let sum = |column: &str, hour: u64| -> f64 {
        let rows = told["rows"].as_array().unwrap().iter().filter(|r| r["hour"] == hour);
        rows.map(|r| r[column].as_f64().unwrap()).sum()
    };
    assert!((sum("term_weight", 15) - 90.0).abs() < 1e-9 && (sum("holiday_weight", 12) - 60.0).abs() < 1e-9);
    assert!((sum("weight", 12) - 62.0).abs() < 1e-9, "all of them, known or not");
    assert!(said.err.contains("term time: 90 cases on 90 days, 1.00 a day"), "{}", said.err);
    assert!(said.err.contains("2.00 times the cases of a day in term time"), "{}", said.err);
    assert!(
        said.err.contains("5 days and 2 cases lie before the first or after the last term"),
        "{}",
        said.err
    );
    assert!(told["provenance"]["inputs"]["terms.csv"].is_string());
    // A window that is told says which days there were, also those without a case.
    let window = ["--from", "2025-01-06", "--to", "2025-03-17"];
    let (told, _) =
        found(&folder, &[&["--points", &points, "--time", "time", "--terms", &terms], &window[..]].concat());
    assert_eq!(told["totals"]["parts"]["holidays"]["days_in_window"], 10);
}

#[test]
fn without_terms_nothing_is_parted_and_bad_or_foreign_terms_are_said() {
    let (folder, points, terms) = year();
    let (told, _) = found(&folder, &["--points", &points, "--time", "time"]);
    assert!(told["totals"].get("parts").is_none() && told["rows"][0].get("term_weight").is_none());
    std::fs::write(&terms, "term,from,to\nautumn,2019-09-02,2019-10-20\n").unwrap();
    let (told, said) = found(&folder, &["--points", &points, "--time", "time", "--terms", &terms]);
    assert!(
        told["totals"].get("parts").is_none() && said.err.contains("say nothing of this time"),
        "{}",
        said.err
    );
    std::fs::write(&terms, "term,from,to\nautumn,2019-10-20,2019-09-02\n").unwrap();
    let refused = detect(&["time", "--points", &points, "--time", "time", "--terms", &terms]);
    assert_eq!(refused.code, Some(4), "{}", refused.err);
    assert!(refused.err.contains("terms.csv: line 2, column to: \"2019-09-02\""), "{}", refused.err);
}

#[test]
fn lomea_has_its_school_afternoons_in_term_only() {
    let store = crate::county::lomea().join("store").to_string_lossy().into_owned();
    let folder = tempfile::tempdir().unwrap();
    let (told, said) = found(&folder, &["--store", &store]);
    let parts = &told["totals"]["parts"];
    let share = |part: &str| {
        let bands = parts[part]["violence_bands"].as_array().unwrap();
        let band = bands.iter().find(|b| b["band"].as_str().unwrap().starts_with("school release")).unwrap();
        band["share"].as_f64().unwrap()
    };
    assert!(share("term") > 1.2 * share("holidays"), "{} {}", share("term"), share("holidays"));
    let days = |part: &str| parts[part]["days_in_window"].as_u64().unwrap();
    let all = days("term") + days("holidays") + parts["days_not_known"].as_u64().unwrap();
    assert!((365..=366).contains(&all), "the store's window of twelve months: {all}");
    assert_eq!(told["provenance"]["parameters"]["terms"], "those kept in the store");
    assert!(said.err.contains("\nterm time\n") && said.err.contains("\nholidays\n"), "{}", said.err);
}
