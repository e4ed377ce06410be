//! The group register: what is read, refused and kept, and what is said of it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use harmspot::{
    access::View,
    calendar::{Date, Instant, Month, Precision, Span, Zone},
    deterrence::{
        Attribution, Side,
        register::{
            Alias, GroupAliases, GroupBook, GroupRegister, Involved, PresencePoints, Reading, Standing,
            involve,
        },
    },
    geodesy::GridPoint,
    incidents::{Flags, Geocode, Incident, Injury, LocationClass, RecordKey, Status, Tri},
    pipeline::{
        PipelineError, Store,
        deterrence::{GroupFiles, PoliceStore, import_groups},
    },
};

use crate::county;

pub const HEADER: &str = "reference,group,rival,side,confidence,grading,source_date,review_date,under_18,exploitation,purpose,necessity,responsible_role,source_kind";

/// Imports files into the police store of a store, as the program does.
pub fn keep(store: &Path, entries: &Path, aliases: Option<&Path>, presence: Option<&Path>) {
    let key = View::Police.police_key().expect("the police view has the key");
    let files = GroupFiles {
        entries: Some(entries.to_owned()),
        aliases: aliases.map(Path::to_owned),
        presence: presence.map(Path::to_owned),
    };
    let police = PoliceStore::open_or_create(key, store).expect("a police store");
    import_groups(&police, &files, false).expect("the files are sound");
}

/// Copies a store, so that a test may change it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|e| e.expect("an entry")) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

pub fn cells(line: &str) -> Vec<String> {
    line.split(',').map(str::to_owned).collect()
}

/// A row's cells by the short form `reference,group,rival,side,confidence,grading,source,review`.
pub fn row(short: &str) -> Vec<String> {
    cells(&format!("{short},no,no,prevention,conflict,analyst,crime-record"))
}

fn read(rows: &[&str]) -> Reading<harmspot::deterrence::register::Entry> {
    let rows: Vec<(u64, Vec<String>)> = (2..).zip(rows.iter().map(|r| row(r))).collect();
    GroupRegister::parse(&cells(HEADER), &rows).expect("the template's columns")
}

pub fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// A crime in the street, `minutes` after noon of a day.
pub fn crime(reference: &str, day: &str, minutes: i64, at: (f64, f64)) -> Incident {
    let noon = Instant(i64::from(date(day).days()) * 86_400 + 12 * 3600 + minutes * 60);
    Incident {
        key: RecordKey { source: "rms:Test".to_owned(), reference: reference.to_owned() },
        status: Status::Current,
        outcome: None,
        committed: Span { from: noon, to: noon, precision: Precision::Minute },
        month: Month::new(2025, 6).expect("a month"),
        recorded: None,
        updated: None,
        point: GridPoint::new(at.0, at.1),
        geocode: Geocode::Exact,
        snapped: false,
        label: None,
        location: LocationClass::Street,
        offence: "5D".to_owned(),
        flags: Flags::default(),
        injury: Injury::Serious,
        victims: Vec::new(),
        suspects: Vec::new(),
        stated_lsoa: None,
        rows: 1,
    }
}

fn involved(rows: &[&str], aliases: &[(&str, &str)], crimes: &[Incident], on: &str) -> Involved {
    let reading = read(rows);
    assert_eq!(reading.refused, Vec::new());
    let alias = |(line, (alias, group)): (u64, &(&str, &str))| Alias {
        line,
        alias: (*alias).to_owned(),
        group: (*group).to_owned(),
    };
    let book = GroupBook {
        register: GroupRegister::of(reading.accepted),
        aliases: GroupAliases::of((1..).zip(aliases).map(alias)),
        presence: PresencePoints::default(),
    };
    involve(&book, crimes, &Zone::london(), date(on), Attribution::Possible)
}

pub const FINE: &str = "KT/1/25,Alpha,Beta,suspect,probable,2BP,2025-06-02,2026-06-02";

#[test]
fn every_row_is_accepted_or_refused_with_its_line_column_kind_and_hint_and_no_value() {
    let faults = [
        ("KT/2/25,,Beta,suspect,probable,2BP,2025-06-02,2026-06-02", "group"),
        ("KT/2/25,Alpha; Beta,,suspect,probable,2BP,2025-06-02,2026-06-02", "group"),
        ("KT/2/25,ring Zebedee 07700 900123,,suspect,probable,2BP,2025-06-02,2026-06-02", "group"),
        ("KT/2/25,Alpha,Alpha,suspect,probable,2BP,2025-06-02,2026-06-02", "rival"),
        ("KT/2/25,Alpha,,perpetrator Zebedee,probable,2BP,2025-06-02,2026-06-02", "side"),
        ("KT/2/25,Alpha,,suspect,high,2BP,2025-06-02,2026-06-02", "confidence"),
        ("KT/2/25,Alpha,,suspect,probable,B24,2025-06-02,2026-06-02", "grading"),
        ("KT/2/25,Alpha,,suspect,probable,2BP,31/02/2025,2026-06-02", "source_date"),
        ("KT/2/25,Alpha,,suspect,probable,2BP,2025-06-02,", "review_date"),
        ("KT/2/25,Alpha,,suspect,probable,2BP,2025-06-02,2025-06-01", "review_date"),
        ("KT/2/25,Alpha,,suspect,probable,2BP,2025-06-02,2199-06-01", "review_date"),
        ("Zebedee of Maple House,Alpha,,suspect,probable,2BP,2025-06-02,2026-06-02", "reference"),
        ("kt/1/25,Alpha,,suspect,probable,2BP,2025-06-02,2026-06-02", "reference"),
    ];
    let mut rows = vec![FINE];
    rows.extend(faults.iter().map(|f| f.0));
    let reading = read(&rows);
    assert_eq!((reading.read, reading.accepted.len(), reading.refused.len()), (14, 1, 13));
    for ((line, (short, column)), refused) in (3..).zip(faults).zip(&reading.refused) {
        assert_eq!((refused.line, refused.column.as_str()), (line, column), "{short}");
        assert!(!refused.hint.is_empty() && !refused.got.is_empty(), "{refused}");
        let said = format!("{refused} {}", refused.hint);
        for personal in ["Zebedee", "07700", "900123", "Maple"] {
            assert!(!said.contains(personal), "{said}");
        }
    }
    // The flags are flags, and the data-protection words are the lists' alone.
    let mut flags = row(FINE);
    "14/02/2009".clone_into(&mut flags[8]);
    let reading = GroupRegister::parse(&cells(HEADER), &[(2, flags)]).expect("the template's columns");
    assert_eq!(reading.refused[0].column, "under_18");
    assert!(
        reading.refused[0].got.contains("birth date") && !reading.refused[0].to_string().contains("2009")
    );
    let mut words = row(FINE);
    "because Zebedee".clone_into(&mut words[10]);
    let reading = GroupRegister::parse(&cells(HEADER), &[(2, words)]).expect("the template's columns");
    assert_eq!(reading.refused[0].column, "purpose");
    assert!(
        reading.refused[0].rule.contains("prevention") && !reading.refused[0].to_string().contains("Zebedee")
    );
    let short = GroupRegister::parse(&cells(HEADER), &[(2, Vec::new())]).expect("the template's columns");
    assert!(short.refused[0].rule.contains("a cell for each column"));
}

#[test]
fn an_entry_counts_from_its_source_to_the_day_before_its_review() {
    let entry = read(&[FINE]).accepted.remove(0);
    let on = |day: &str| entry.standing(date(day));
    assert_eq!(on("2025-06-01"), Standing::Later);
    assert_eq!(on("2025-06-02"), Standing::InForce);
    assert_eq!(on("2026-06-01"), Standing::InForce);
    assert_eq!(on("2026-06-02"), Standing::Lapsed);
    let doubted = read(&["KT/1/25,Alpha,,suspect,probable,3EC,2025-06-02,2026-06-02"]).accepted.remove(0);
    assert_eq!(doubted.standing(date("2025-07-01")), Standing::Doubted);
}

#[test]
fn what_needs_a_hand_is_said_in_words() {
    let mut crimes: Vec<Incident> = (1..=6)
        .map(|n| crime(&format!("KT/{n}/25"), "2025-06-01", 0, (600_000.0 + 500.0 * f64::from(n), 150_000.0)))
        .collect();
    crimes[1].status = Status::NoCrime;
    let mut twin = crimes[5].clone();
    "rms:Other".clone_into(&mut twin.key.source);
    crimes.push(twin);
    let rows = [
        "KT/1/25,Alpha,,suspect,probable,2BP,2025-06-02,2026-06-02",
        "kt / 1/25,Beta,,victim,confirmed,2BP,2025-06-02,2026-06-02",
        "KT/1/25,Gamma,,unclear,possible,2BP,2025-06-02,2025-07-20",
        "KT/2/25,Alpha,Beta,suspect,probable,2BP,2025-06-02,2026-06-02",
        "KT/3/25,Alpha,Beta,suspect,probable,2BP,2025-06-02,2025-06-30",
        "KT/4/25,Alpha,Delta,suspect,probable,3EC,2025-06-02,2026-06-02",
        "KT/5/25,alpha,Beta,suspect,probable,2BP,2025-06-02,2026-06-02",
        "KT/6/25,Alpha,Beta,suspect,probable,2BP,2025-06-02,2026-06-02",
        "KT/99/25,Alpha,Beta,suspect,probable,2BP,2025-06-02,2026-06-02",
    ];
    let found = involved(&rows, &[], &crimes, "2025-07-01");
    assert_eq!(found.groups, ["Alpha", "Beta", "Delta", "Gamma", "alpha"]);
    assert_eq!(found.unmatched, ["KT/99/25"]);
    assert_eq!(found.ambiguous, ["KT/6/25"]);
    assert_eq!(found.withdrawn, [("KT/2/25".to_owned(), Status::NoCrime)]);
    assert_eq!(found.three_or_more, ["KT/1/25"]);
    assert_eq!((found.lapsed, found.lapsing, found.doubted), (1, 1, 1));
    assert_eq!(found.without_entry, ["Delta"]);
    assert_eq!(found.events.len(), 2);
    let event = &found.events[0];
    assert_eq!((event.suspects.len(), event.victims.len(), event.unclear.len()), (1, 1, 1));
    assert_eq!(event.attribution, Attribution::Possible, "the least sure of the three");
    let said = found.says();
    for words in [
        "2 events of 4 groups on 1 July 2025",
        "1 reference is not among the crimes held: KT/99/25. See how",
        "1 reference is held by two sources",
        "1 reference is of a crime that was withdrawn: KT/2/25 (no crime)",
        "1 event has three groups or more: KT/1/25",
        "1 entry has passed the review date and no longer counts",
        "1 entry lapses within four weeks",
        "1 entry is graded E",
        "1 group has no entry of its own: Delta",
        "\"Alpha\" and \"alpha\" differ only in capitals, spaces or signs: they are counted as two groups",
    ] {
        assert!(said.iter().any(|s| s.contains(words)), "{words}: {said:#?}");
    }
    let joined = involved(&rows, &[("alpha", "Alpha")], &crimes, "2025-07-01");
    assert_eq!(joined.groups, ["Alpha", "Beta", "Delta", "Gamma"]);
    assert_eq!(joined.spellings, Vec::new());
    let empty = involved(&rows, &[], &crimes, "2024-01-01");
    assert!(empty.events.is_empty() && empty.says()[0].contains("No entry counts on 1 January 2024"));
}

#[test]
fn a_rival_stands_on_the_other_side_unless_its_own_row_says_otherwise_and_a_victim_is_never_a_suspect() {
    let crimes = [
        crime("KT/1/25", "2025-06-01", 0, (600_000.0, 150_000.0)),
        crime("KT/2/25", "2025-06-03", 0, (600_000.0, 150_000.0)),
        crime("KT/3/25", "2025-06-05", 0, (600_000.0, 150_000.0)),
    ];
    let found = involved(
        &[
            "KT/1/25,Alpha,Beta,suspect,probable,2BP,2025-06-02,2026-06-02",
            "KT/2/25,Alpha,Beta,victim,confirmed,2BP,2025-06-04,2026-06-02",
            "KT/3/25,Alpha,Beta,suspect,probable,2BP,2025-06-05,2026-06-02",
            "KT/3/25,Beta,Alpha,unclear,possible,2BP,2025-06-05,2026-06-02",
        ],
        &[],
        &crimes,
        "2025-07-01",
    );
    let attacks: Vec<Vec<(u16, u16)>> =
        found.events.iter().map(|e| e.attacks().map(|(a, b)| (a.0, b.0)).collect()).collect();
    assert_eq!(attacks, [vec![(0, 1)], vec![(1, 0)], vec![]]);
    assert!(found.parts.iter().all(|p| p.own_row != (p.incident < 2 && p.group.0 == 1)));
    assert_eq!(found.parts.iter().filter(|p| p.side == Side::Unclear).count(), 1);
    // Only Alpha was ever stated as hurt in the second; nothing makes it a suspect there.
    assert!(!found.events[1].suspects.iter().any(|g| g.0 == 0));
}

#[test]
fn crimes_of_one_brawl_are_one_event_and_later_crimes_are_not_told_early() {
    let crimes = [
        crime("KT/1/25", "2025-06-01", 0, (600_000.0, 150_000.0)),
        crime("KT/2/25", "2025-06-01", 20, (600_010.0, 150_000.0)),
        crime("KT/3/25", "2025-06-20", 0, (600_000.0, 150_000.0)),
    ];
    let rows = [
        "KT/1/25,Alpha,Beta,suspect,probable,2BP,2025-06-02,2026-06-02",
        "KT/2/25,Alpha,Beta,suspect,confirmed,2BP,2025-06-02,2026-06-02",
        "KT/3/25,Alpha,Beta,suspect,confirmed,2BP,2025-06-02,2026-06-02",
    ];
    let found = involved(&rows, &[], &crimes, "2025-06-19");
    assert_eq!((found.events.len(), found.parts.len(), found.later), (1, 4, 1));
    assert_eq!(found.events[0].incident, 0);
    assert_eq!(involved(&rows, &[], &crimes, "2025-06-20").events.len(), 2);
    let under_18 = found.parts.iter().map(|p| p.under_18).collect::<Vec<_>>();
    assert_eq!(under_18, [Tri::No; 4]);
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::TempDir::new().expect("a folder");
        Store::open_or_create(folder.path().join("store")).expect("a store");
        Self { folder }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).expect("written");
        path
    }

    fn entries(&self, rows: &[&str]) -> PathBuf {
        let lines: Vec<String> = rows.iter().map(|r| row(r).join(",")).collect();
        self.file("register.csv", &format!("{HEADER}\n{}\n", lines.join("\n")))
    }

    fn run(&self, view: &str, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_harmspot"))
            .args(["--store", &self.folder.path().join("store").to_string_lossy(), "--view", view])
            .args(args)
            .output()
            .expect("it runs")
    }

    fn police(&self, args: &[&str]) -> (i32, String, String) {
        let out = self.run("police", args);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (out.status.code().expect("an exit"), text(&out.stdout), text(&out.stderr))
    }
}

#[test]
fn without_the_police_view_there_is_a_plain_refusal_and_nothing_is_made() {
    let desk = Desk::new();
    let file = desk.entries(&[FINE]);
    let file = file.to_string_lossy();
    for args in [
        &["register", "list"][..],
        &["register", "template"],
        &["register", "check", &file],
        &["register", "import", &file],
    ] {
        let out = desk.run("vru", args);
        assert_eq!(out.status.code(), Some(6), "{args:?}");
        assert!(out.stdout.is_empty());
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(said.contains("police view alone") && said.contains("hint: "), "{said}");
    }
    assert!(!desk.folder.path().join("store/police").exists());
}

#[test]
fn an_import_replaces_or_adds_and_a_refused_one_leaves_all_as_it_was() {
    let desk = Desk::new();
    let import = |rows: &[&str], more: &[&str]| {
        let file = desk.entries(rows).to_string_lossy().into_owned();
        desk.police(&[&["register", "import", &file], more].concat())
    };
    let count = || -> u64 {
        let (exit, out, _) = desk.police(&["store", "verify", "--json"]);
        assert_eq!(exit, 0);
        serde_json::from_str::<serde_json::Value>(&out).expect("json")["police"]["documents"]
            .as_u64()
            .expect("a count")
    };
    let held = || {
        let key = View::Police.police_key().expect("the key");
        let police =
            PoliceStore::open(key, &desk.folder.path().join("store")).expect("opens").expect("is there");
        police
            .book()
            .expect("reads")
            .register
            .entries()
            .iter()
            .map(|e| e.reference.clone())
            .collect::<Vec<_>>()
    };
    let (exit, out, err) = import(&[FINE], &[]);
    assert_eq!(exit, 0, "{out}{err}");
    assert!(
        out.contains("register: 1 row read, 1 accepted, 0 refused")
            && out.contains("Kept: 1 entry and 0 presence points of 2 groups, 0 other spellings."),
        "{out}"
    );
    assert_eq!((count(), held()), (3, vec!["KT/1/25".to_owned()]));
    let (exit, ..) = import(&["KT/2/25,Alpha,Beta,victim,probable,2BP,2025-06-02,2026-06-02"], &["--add"]);
    assert_eq!((exit, held().len()), (0, 2));
    let (exit, out, _) =
        import(&["KT/3/25,Alpha,,suspect,probable,2BP,2025-06-02,2026-06-02", "KT/4/25,,,,,,,"], &[]);
    assert_eq!((exit, held()), (3, vec!["KT/3/25".to_owned()]));
    assert!(out.contains("line 3, group (empty)") && out.contains("hint: "), "{out}");
    // Every row refused, a column for a person, a file that is no table: what was kept stands.
    let (exit, _, err) = import(&["KT/5/25,,,,,,,"], &[]);
    assert_eq!((exit, held()), (4, vec!["KT/3/25".to_owned()]));
    assert!(err.contains("what was kept before stands") && err.contains("line 2, group"), "{err}");
    let named = desk.file("named.csv", &format!("{HEADER},suspect name\n{},Zebedee\n", row(FINE).join(",")));
    let (exit, out, err) = desk.police(&["register", "import", &named.to_string_lossy()]);
    assert_eq!((exit, held()), (4, vec!["KT/3/25".to_owned()]));
    assert!(err.contains("column 15 is for a person") && !format!("{out}{err}").contains("Zebedee"), "{err}");
    let (exit, ..) = desk.police(&["register", "import", "/nowhere.csv"]);
    assert_eq!((exit, held().len()), (4, 1));
    // Presence points of a group nobody registered are refused with the name that was meant.
    let points = desk.file(
        "points.csv",
        "group,easting,northing,date,grading,review_date\nAlfa,600000,150000,2025-06-01,2BP,\nAlpha,600000,150000,2025-06-01,2BP,\n",
    );
    let points = points.to_string_lossy();
    let (exit, out, _) = desk.police(&["register", "import", "--presence", &points]);
    assert_eq!((exit, held().len()), (3, 1), "{out}");
    assert!(out.contains("presence points: 2 rows read, 1 accepted, 1 refused"), "{out}");
    assert!(out.contains("no entry of the register is about this group"), "{out}");
    // A check keeps nothing.
    let file = desk.entries(&["KT/9/25,Alpha,Beta,victim,probable,2BP,2025-06-02,2026-06-02"]);
    let (exit, out, _) = desk.police(&["register", "check", &file.to_string_lossy()]);
    assert_eq!((exit, held()), (0, vec!["KT/3/25".to_owned()]));
    assert!(out.contains("Nothing was kept"), "{out}");
}

#[test]
fn the_template_is_a_register_that_waits_for_its_rows() {
    let desk = Desk::new();
    for (sheet, columns) in [("entries", 14), ("aliases", 2), ("presence", 8)] {
        let (exit, out, err) = desk.police(&["register", "template", sheet]);
        assert_eq!((exit, out.lines().next().map(|l| l.split(',').count())), (0, Some(columns)), "{sheet}");
        assert!(err.contains("group"), "each column is explained: {err}");
    }
    let file = desk.folder.path().join("mine.csv");
    let (exit, ..) = desk.police(&["register", "template", "-o", &file.to_string_lossy()]);
    assert_eq!(exit, 0);
    let (exit, _, err) = desk.police(&["register", "import", &file.to_string_lossy()]);
    assert_eq!(exit, 4);
    assert!(err.contains("the template's example") && err.contains("delete the row"), "{err}");
}

#[test]
fn the_examples_of_the_documentation_pass_the_check() {
    let desk = Desk::new();
    let text =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/deterrence.md")).expect("readable");
    let sheets: Vec<&str> =
        text.split("```csv\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let paths: Vec<String> = ["register.csv", "aliases.csv", "presence.csv"]
        .iter()
        .zip(&sheets)
        .map(|(name, sheet)| {
            let path = desk.folder.path().join(name);
            fs::write(&path, sheet).expect("written");
            path.to_string_lossy().into_owned()
        })
        .collect();
    assert_eq!((sheets.len(), paths.len()), (3, 3));
    let (exit, out, err) =
        desk.police(&["register", "check", &paths[0], "--aliases", &paths[1], "--presence", &paths[2]]);
    assert_eq!(exit, 0, "{out}{err}");
    assert!(!out.contains("not in the template"), "{out}");
}

#[test]
fn all_templates_in_one_folder_with_their_own_examples_pass_the_check_and_are_never_written_over() {
    let desk = Desk::new();
    let folder = desk.folder.path().join("sheets");
    let (exit, _, err) = desk.police(&["register", "template", "all", "-o", &folder.to_string_lossy()]);
    assert_eq!(exit, 0, "{err}");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (register, aliases, presence) = (path("register.csv"), path("aliases.csv"), path("presence.csv"));
    let check =
        || desk.police(&["register", "check", &register, "--aliases", &aliases, "--presence", &presence]);
    let (exit, out, _) = check();
    assert_eq!((exit, out.matches("the template's example").count()), (4, 3), "{out}");
    for (file, filled) in [(&register, "KT/9/25"), (&aliases, "Grp A"), (&presence, "Group A")] {
        let text = fs::read_to_string(file).expect("written");
        assert!(text.contains("EXAMPLE"), "{text}");
        let own = ["EXAMPLE/000001/25", "EXAMPLE Grp A", "EXAMPLE Group A"]
            .iter()
            .fold(text, |t, e| t.replace(e, filled));
        fs::write(file, own).expect("filled");
    }
    let (exit, out, err) = check();
    assert_eq!(exit, 0, "{out}{err}");
    let (exit, _, err) = desk.police(&["register", "template", "all", "-o", &folder.to_string_lossy()]);
    assert_eq!(exit, 4);
    assert!(err.contains("is there already and stays as it is"), "{err}");
    assert!(fs::read_to_string(&register).expect("there").contains("KT/9/25"), "a filled sheet is not lost");
    for (args, says) in [
        (&["register", "template", "all"][..], "give -o sheets/"),
        (&["register", "template", "all", "-o", "one.csv"], "give a folder"),
        (&["register", "template", "everything"], "there are entries, aliases, presence and all"),
    ] {
        let (exit, _, err) = desk.police(args);
        assert_eq!(exit, 2, "{args:?}");
        assert!(err.contains(says), "{args:?}: {err}");
    }
    let (_, _, err) = desk.police(&["register", "check", "--aliases", &presence]);
    assert!(err.contains("column alias is missing") && err.contains("template aliases"), "{err}");
}

#[test]
#[cfg(unix)]
fn the_police_store_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let (exit, ..) = desk.police(&["register", "import", &desk.entries(&[FINE]).to_string_lossy()]);
    assert_eq!(exit, 0);
    let mode = fs::metadata(desk.folder.path().join("store/police")).expect("there").permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[test]
fn a_damaged_register_is_told_in_the_police_view_and_unseen_in_the_other() {
    let desk = Desk::new();
    let (exit, ..) = desk.police(&["register", "import", &desk.entries(&[FINE]).to_string_lossy()]);
    assert_eq!(exit, 0);
    let shelf = fs::read_dir(desk.folder.path().join("store/police/documents")).expect("shelves");
    for shelf in shelf.map(|s| s.expect("a shelf").path()) {
        for file in fs::read_dir(shelf).expect("files").map(|f| f.expect("a file").path()) {
            fs::write(file, "not what was written").expect("written");
        }
    }
    let (exit, out, _) = desk.police(&["store", "verify"]);
    assert_eq!(exit, 5);
    assert!(out.contains("police store:") && out.contains("DAMAGED"), "{out}");
    let (exit, ..) = desk.police(&["register", "list"]);
    assert_eq!(exit, 5);
    let out = desk.run("vru", &["store", "verify"]);
    assert_eq!(out.status.code(), Some(0));
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(!said.contains("police") && said.contains("whole: every byte"), "{said}");
}

#[test]
fn lomeas_register_is_read_whole_but_for_what_was_planted_in_it() {
    let folder = county::lomea_with_groups();
    let key = View::Police.police_key().expect("the key");
    let police = PoliceStore::open(key, &folder.join("store")).expect("opens").expect("is there");
    let loaded = harmspot::pipeline::Loaded::open(&Store::open(folder.join("store")).expect("opens"), None)
        .expect("Lomea");
    let on = date("2025-11-21");
    let found =
        harmspot::pipeline::deterrence::involved(&loaded, &police, on, Attribution::Possible).expect("read");
    assert_eq!(found.groups.len(), 9, "{:?}", found.groups);
    assert_eq!(found.unmatched, ["LM/999001/25", "LM/999002/25"]);
    assert!(found.withdrawn.len() >= 2 && found.lapsed > 20 && found.presence_lapsed > 20);
    assert_eq!(found.three_or_more.len(), 1);
    assert_eq!((found.spellings.len(), found.without_entry.len()), (0, 0));
    let year = on.days() - 364;
    let points = |group: u16| found.presence.iter().filter(|p| p.group.0 == group && p.day >= year).count();
    let under_ten = (0..9).filter(|g| points(*g) < 10).count();
    assert_eq!(under_ten, 1, "one small group: {:?}", (0..9).map(points).collect::<Vec<_>>());
    // The sparse register: three groups, fourteen events in the year, two of them in its last week.
    let files = GroupFiles {
        entries: Some(folder.join("data/groups-sparse.csv")),
        aliases: None,
        presence: Some(folder.join("data/group-presence-sparse.csv")),
    };
    let place = tempfile::TempDir::new().expect("a folder");
    let sparse = PoliceStore::open_or_create(key, place.path()).expect("a police store");
    let (readings, kept) = import_groups(&sparse, &files, false).expect("kept");
    assert_eq!((readings.refused(), kept.groups, kept.presence), (0, 3, 5));
    let found =
        harmspot::pipeline::deterrence::involved(&loaded, &sparse, on, Attribution::Possible).expect("read");
    let days: Vec<i32> = found.events.iter().map(|e| on.days() - e.day).collect();
    assert_eq!(days.len(), 14, "{days:?}");
    assert_eq!(days.iter().filter(|d| **d < 7).count(), 2, "{days:?}");
    assert!(days.iter().all(|d| (0..365).contains(d)), "{days:?}");
}

#[test]
fn a_fault_of_the_store_is_no_header_fault() {
    let key = View::Police.police_key().expect("the key");
    let place = tempfile::TempDir::new().expect("a folder");
    assert!(PoliceStore::open(key, place.path()).expect("no store is no fault").is_none());
    let police = PoliceStore::open_or_create(key, place.path()).expect("made");
    let files = GroupFiles { entries: Some(place.path().join("absent.csv")), ..GroupFiles::default() };
    assert!(matches!(import_groups(&police, &files, false), Err(PipelineError::GroupSource(_))));
}
