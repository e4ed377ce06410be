//! The programme register: reading, the funding rules, what runs near a site, money against need.

use harmspot::{
    calendar::Date,
    geodesy::GridPoint,
    sport::{
        Confidence, FundingRules, GroupCover, Impact, ProgrammeKind, ProgrammeRegister, Session, Slot, Spend,
        SportError,
    },
    synth,
};

const HEADER: &str = "name,kind,spend,yef_impact,yef_confidence,site,easting,northing,weekday,from,to,age_from,age_to,places,cost,reached,starts,ends";

/// Cells between commas: no quoting in these small tables.
fn cells(line: &str) -> Vec<String> {
    line.split(',').map(|c| c.trim().to_owned()).collect()
}

fn read(lines: &[&str]) -> Result<ProgrammeRegister, SportError> {
    let rows: Vec<(u64, Vec<String>)> = (2_u64..).zip(lines.iter().map(|l| cells(l))).collect();
    ProgrammeRegister::parse(&cells(HEADER), &rows)
}

fn day(text: &str) -> Date {
    Date::parse(text, "yyyy-mm-dd").unwrap()
}

fn example() -> ProgrammeRegister {
    read(&[
        "Boxing,Boxing,,high,low,Dock Gym,650000,200000,Friday,17:00,19:00,10,17,20,10000,60,2025-01-01,",
        "Mentors,Mentoring,intervention,moderate,3,,,,,,,,,,\u{a3}20000,80,2025-01-01,2025-12-31",
        "Football,Football,,,,North Park,650300,200400,Mon,18:30,20:00,10,16,,6000,,2025-07-02,2025-12-31",
        "Analyst,Staff and analysis,,,,,,,,,,,,,44000,,2025-01-01,",
    ])
    .unwrap()
}

#[test]
fn a_register_is_read_by_its_columns() {
    let register = example();
    let boxing = &register.all()[0];
    assert_eq!((boxing.line, boxing.name.as_str(), boxing.cost_per_year), (2, "Boxing", 10_000.0));
    assert_eq!((boxing.impact, boxing.confidence), (Some(Impact::High), Some(Confidence::Low)));
    assert_eq!(boxing.session, Some(Session { weekday: 4, from_min: 1020, to_min: 1140 }));
    assert_eq!((boxing.ages, boxing.places, boxing.reached), (Some((10, 17)), Some(20), Some(60)));
    assert!((boxing.at.unwrap().easting_m() - 650_000.0).abs() < 1e-9);
    assert!(boxing.runs_on(day("2030-01-01")) && !boxing.runs_on(day("2024-12-31")));
    let kinds: Vec<ProgrammeKind> = register.all().iter().map(|p| p.class).collect();
    let [sport, mentoring, staff] = [ProgrammeKind::Sport, ProgrammeKind::Mentoring, ProgrammeKind::Staff];
    assert_eq!(kinds, [sport, mentoring, sport, staff]);
    let spends: Vec<Spend> = register.all().iter().map(|p| p.spend).collect();
    assert_eq!(spends, [Spend::Intervention, Spend::Intervention, Spend::Intervention, Spend::Other]);
    assert_eq!(register.all()[1].confidence, Some(Confidence::Moderate));
}

#[test]
fn the_funding_rules_are_checked_with_their_figures() {
    let check = example().check_funding(&FundingRules::default(), day("2025-01-01"), day("2025-12-31"));
    // Football runs 183 of 365 days.
    let football = 6_000.0 * 183.0 / 365.0;
    assert!((check.interventions - (30_000.0 + football)).abs() < 1e-9);
    assert!((check.total - check.interventions - 44_000.0).abs() < 1e-9);
    assert!((check.strong - 20_000.0).abs() < 1e-9 && (check.by_impact_alone - 30_000.0).abs() < 1e-9);
    assert!((check.unrated - football).abs() < 1e-9);
    assert_eq!((check.enough_interventions, check.enough_strong), (Some(true), Some(true)));
    assert_eq!(
        check.sentences,
        [
            "£33,008 of £77,008 of all spending goes to interventions: 42.9 %, at least 20 % is asked (kept)",
            "£20,000 of £33,008 of intervention spending goes to services with strong evidence: 60.6 %, at least 40 % is asked (kept)",
            "By estimated impact alone, however sure the Toolkit is of it, the second share would be 91 %; sport has a high estimate and low confidence",
            "£3,008 of intervention spending has no rating and counts as not strong",
        ]
    );
    let later = example().check_funding(&FundingRules::default(), day("2026-01-01"), day("2026-12-31"));
    assert_eq!((later.enough_interventions, later.enough_strong), (Some(false), Some(false)));
    assert!(later.sentences[1].ends_with("at least 40 % is asked (not kept); £4,000 is missing"));
    let before = example().check_funding(&FundingRules::default(), day("2020-01-01"), day("2020-12-31"));
    assert_eq!((before.enough_interventions, before.enough_strong), (None, None));
    assert!(before.sentences[0].contains("cannot be told"));
}

#[test]
fn what_runs_near_a_site_is_told_with_day_and_distance() {
    let register = example();
    let at = GridPoint::new(650_000.0, 200_000.0).unwrap();
    let near = register.near(at, 600.0, day("2025-08-01"));
    let words: Vec<String> = near.iter().map(harmspot::sport::NearProgramme::words).collect();
    assert_eq!(
        words,
        [
            "Boxing (Dock Gym), Fridays 17:00 to 19:00, ages 10 to 17, here",
            "Football (North Park), Mondays 18:30 to 20:00, ages 10 to 16, 500 m away",
        ]
    );
    assert_eq!(register.near(at, 600.0, day("2026-08-01")).len(), 1, "football has ended");
    assert_eq!(register.near(at, 400.0, day("2025-08-01")).len(), 1);
    let slot = |weekday, from_hour, to_hour| Slot { weekday, from_hour, to_hour, words: String::new() };
    let football = &register.all()[2];
    assert!(football.meets_during(&slot(0, 19, 21)) && !football.meets_during(&slot(0, 20, 22)));
    assert!(!football.meets_during(&slot(1, 18, 20)));
    let running = football.running().unwrap();
    assert_eq!((running.weekday, running.from_hour, running.to_hour), (0, 18, 20));
}

#[test]
fn money_stands_against_need_by_group() {
    let cover = [
        GroupCover { group: 0, need: 30.0, covered: 15.0 },
        GroupCover { group: 1, need: 10.0, covered: 0.0 },
    ];
    let group_of = |p: GridPoint| (p.northing_m() < 200_200.0).then_some(0);
    let rows = example().against_need(&cover, &group_of, day("2025-08-01"));
    assert_eq!(rows.len(), 3);
    assert_eq!(
        (rows[0].group, rows[0].programmes, rows[0].money, rows[0].reached),
        (Some(0), 1, 10_000.0, 60)
    );
    assert_eq!((rows[0].need_percent, rows[0].covered_percent, rows[0].money_percent), (75.0, 50.0, 12.5));
    assert_eq!((rows[1].need_percent, rows[1].programmes), (25.0, 0));
    assert_eq!((rows[2].group, rows[2].programmes, rows[2].money), (None, 3, 70_000.0));
}

#[test]
fn a_row_that_cannot_be_is_named_by_line_and_column() {
    let good = "Boxing,Boxing,,high,low,Dock Gym,650000,200000,Fri,17:00,19:00,10,17,20,10000,60,2025-01-01,";
    let with = |at: usize, text: &str| {
        let mut row = cells(good);
        row[at] = text.to_owned();
        read(&[good.replace("Boxing,B", "Other,B").as_str(), &row.join(",")]).unwrap_err().to_string()
    };
    for (at, text, wanted) in [
        (0, "", "line 3, column name: \"\" cannot be used; a programme needs one"),
        (
            1,
            "Zumba-ish",
            "line 3, column kind: \"Zumba-ish\" cannot be used; write what it is: sport (or which: boxing",
        ),
        (2, "perhaps", "line 3, column spend: \"perhaps\" cannot be used; write intervention or other"),
        (3, "superb", "line 3, column yef_impact: \"superb\""),
        (4, "7", "line 3, column yef_confidence: \"7\""),
        (6, "", "line 3, column easting: \"\" cannot be used; metres of the national grid, both or none"),
        (8, "Someday", "line 3, column weekday: \"Someday\""),
        (9, "25:00", "line 3, column from: \"25:00\" cannot be used; a time is written 18:00"),
        (10, "16:00", "line 3, column to: \"16:00\" cannot be used; a session ends after it begins"),
        (12, "9", "line 3, column age_to: \"9\""),
        (13, "-4", "line 3, column places: \"-4\""),
        (14, "-10", "line 3, column cost_per_year: \"-10\" cannot be used; pounds a year, 0 or more"),
        (14, "", "line 3, column cost_per_year: \"\" cannot be used; a programme needs its cost"),
        (
            16,
            "01/02/2025",
            "line 3, column starts: \"01/02/2025\" cannot be used; a date is written 2026-09-01",
        ),
        (
            17,
            "2024-01-01",
            "line 3, column ends: \"2024-01-01\" cannot be used; it ends on or after its first day",
        ),
    ] {
        let got = with(at, text);
        assert!(got.starts_with(wanted), "{got}\n  is not\n{wanted}");
    }
    let twice = read(&[good, good]).unwrap_err().to_string();
    assert!(twice.starts_with("line 3, column name: \"Boxing\""), "{twice}");
    let header = cells("name,kind,starts");
    let missing = ProgrammeRegister::parse(&header, &[]).unwrap_err().to_string();
    assert!(missing.starts_with("line 1, column cost_per_year"), "{missing}");
}

#[test]
fn lomeas_register_is_read_whole_and_keeps_the_rules() {
    let lomea = synth::Lomea::generate(1);
    let incidents = lomea.incidents(2_000, 1, 12);
    let folder = lomea.folder(&incidents);
    let file = folder.files.iter().find(|f| f.name == "programmes.csv").unwrap();
    let mut table = csv::Reader::from_reader(file.bytes.as_slice());
    let header: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<(u64, Vec<String>)> =
        (2_u64..).zip(table.records().map(|r| r.unwrap().iter().map(str::to_owned).collect())).collect();
    let register = ProgrammeRegister::parse(&header, &rows).unwrap();
    assert_eq!(register.all().len(), rows.len());
    assert!(rows.len() > 10, "{} programmes", rows.len());
    let check = register.check_funding(&FundingRules::default(), day("2025-04-01"), day("2026-03-31"));
    assert_eq!((check.enough_interventions, check.enough_strong), (Some(true), Some(true)), "{check:?}");
    let sport = register.all().iter().find(|p| p.at.is_some()).unwrap();
    let here = register.near(sport.at.unwrap(), 10.0, day("2025-06-01"));
    assert!(here.iter().any(|n| n.programme.name == sport.name));
}
