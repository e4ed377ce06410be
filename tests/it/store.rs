//! The store: nothing acknowledged is lost, nothing damaged is silent, old snapshots stay readable.

use std::{fs, path::Path};

use harmspot::{
    calendar::{Instant, Precision, Span},
    geodesy::GridPoint,
    incidents::{
        AgeRange, Flags, Geocode, Incident, Injury, LocationClass, Outcome, Person, QuarantinedRow,
        RecordKey, Status, Tri,
    },
    store::{Batch, FileCount, Store, StoreError, Verdict},
};

/// The `n`-th incident of a made-up source; every field depends on `n`.
pub fn incident(n: u64) -> Incident {
    let tri = |m: u64| [Tri::Yes, Tri::No, Tri::Unknown][(n / m % 3) as usize];
    let from = Instant(1_735_689_600 + i64::try_from(n).expect("small") * 61);
    let person = |age: u64| Person {
        age: Some(AgeRange { min: 10 + (age % 60) as u8, max: 12 + (age % 60) as u8 }),
        pseudonym: n.is_multiple_of(2).then(|| format!("V{age}")),
    };
    Incident {
        key: RecordKey { source: "rms:Lomea".to_owned(), reference: format!("{n:08}") },
        status: Status::Current,
        outcome: [None, Some(Outcome::Live), Some(Outcome::Undetected), Some(Outcome::Detected)]
            [(n / 3 % 4) as usize],
        committed: Span { from, to: Instant(from.0 + 60 * (n % 7) as i64), precision: Precision::Minute },
        month: "2025-01".parse().expect("a month"),
        recorded: n.is_multiple_of(3).then_some(Instant(from.0 + 3600)),
        updated: Some(Instant(from.0 + 7200)),
        point: (!n.is_multiple_of(11)).then(|| {
            GridPoint::new(650_000.5 + n as f64 / 7.0, 200_000.25 + n as f64 / 3.0).expect("on the grid")
        }),
        geocode: if n.is_multiple_of(11) { Geocode::None } else { Geocode::Street },
        snapped: n.is_multiple_of(5),
        label: (!n.is_multiple_of(4)).then(|| format!("Street “{}”", n % 90)),
        location: LocationClass::ALL[(n % 15) as usize],
        offence: ["8N", "5D", "34B", "008/01"][(n % 4) as usize].to_owned(),
        flags: Flags {
            knife: tri(1),
            knife_injury: tri(2),
            firearm: tri(3),
            domestic: tri(5),
            public_place: tri(7),
            proactive: tri(11),
        },
        injury: [Injury::Unknown, Injury::None, Injury::Minor, Injury::Serious, Injury::Fatal]
            [(n % 5) as usize],
        victims: (0..n % 3).map(person).collect(),
        suspects: (0..n % 2).map(person).collect(),
        stated_lsoa: n.is_multiple_of(2).then(|| "E01024000".to_owned()),
        rows: 1 + (n % 4) as u32,
    }
}

fn batch(range: std::ops::Range<u64>) -> Batch {
    Batch { incidents: range.map(incident).collect(), ..Batch::default() }
}

fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let store = Store::open_or_create(dir.path().join("store")).expect("a new store");
    (dir, store)
}

fn commit(store: &Store, batch: &Batch) -> harmspot::store::CommitOutcome {
    store.writer().expect("the lock").commit(batch).expect("a commit")
}

#[test]
fn what_was_committed_comes_back_field_by_field_sorted_by_key() {
    let (_dir, store) = store();
    let mut shuffled = batch(0..1000);
    shuffled.incidents.reverse();
    let outcome = commit(&store, &shuffled);
    assert_eq!((outcome.new, outcome.total), (1000, 1000));
    assert_eq!(store.load(None).expect("loads"), batch(0..1000).incidents);
}

#[test]
fn the_same_batch_again_adds_nothing_and_makes_no_new_snapshot() {
    let (_dir, store) = store();
    let first = commit(&store, &batch(0..100));
    let again = commit(&store, &batch(0..100));
    assert_eq!(again.snapshot, first.snapshot);
    assert_eq!(
        (again.new, again.changed, again.withdrawn, again.unchanged, again.total),
        (0, 0, 0, 100, 100)
    );
    assert_eq!(store.snapshots().expect("reads").len(), 1);
}

#[test]
fn a_second_delivery_is_split_into_new_changed_withdrawn_and_unchanged_and_the_first_stays_readable() {
    let (_dir, store) = store();
    let first = commit(&store, &batch(0..10));
    let mut second = batch(5..12);
    second.incidents[0].offence = "1".to_owned();
    second.incidents[1].status = Status::Cancelled;
    let verdicts = store.writer().expect("lock").classify(&second.incidents).expect("classifies");
    assert_eq!(verdicts[..3], [Verdict::Changed, Verdict::Withdrawn, Verdict::Unchanged]);
    let outcome = commit(&store, &second);
    assert_eq!(
        (outcome.new, outcome.changed, outcome.withdrawn, outcome.unchanged, outcome.total),
        (2, 1, 1, 3, 11)
    );
    let now = store.load(None).expect("loads");
    assert_eq!((now.len(), &now[5], &now[6]), (12, &second.incidents[0], &second.incidents[1]));
    assert_eq!(store.load(Some(&first.snapshot)).expect("loads"), batch(0..10).incidents);
    assert_eq!(store.load(Some(&first.snapshot[..12])).expect("a beginning is enough").len(), 10);
    let list = store.snapshots().expect("reads");
    assert_eq!((list[1].incidents, list[1].tombstones), (11, 1));
    let revived = Batch { incidents: vec![incident(6)], ..Batch::default() };
    assert_eq!(commit(&store, &revived).changed, 1);
    let current = store.current().expect("reads").expect("there is one");
    assert_eq!((current.incidents, current.tombstones), (12, 0));
    assert!(store.verify().expect("verifies").faults.is_empty());
}

#[test]
fn an_older_version_of_a_record_never_replaces_a_newer_one() {
    let (_dir, store) = store();
    commit(&store, &batch(0..1));
    let mut old = batch(0..1);
    old.incidents[0].updated = Some(Instant(0));
    old.incidents[0].offence = "1".to_owned();
    let outcome = commit(&store, &old);
    assert_eq!((outcome.unchanged, outcome.older), (0, 1));
    assert_eq!(store.load(None).expect("loads"), batch(0..1).incidents);
}

#[test]
fn the_snapshot_id_depends_on_the_rows_and_never_on_the_clock_or_their_order() {
    let ((_a, one), (_b, two)) = (store(), store());
    let mut other = batch(0..500);
    other.incidents.reverse();
    other.at = Some(Instant(1_800_000_000));
    assert_eq!(commit(&one, &batch(0..500)).snapshot, commit(&two, &other).snapshot);
    assert_eq!(files(&one.path().join("segments")), files(&two.path().join("segments")));
}

#[test]
fn records_without_an_outcome_are_the_segment_of_before_and_an_outcome_that_comes_is_a_new_version() {
    let (_dir, store) = store();
    let mut plain = batch(0..50);
    plain.incidents.iter_mut().for_each(|i| i.outcome = None);
    let first = commit(&store, &plain);
    let names_it = || {
        let segments = files(&store.path().join("segments"));
        segments.iter().filter(|(_, bytes)| bytes.windows(7).any(|w| w == b"outcome")).count()
    };
    assert_eq!(names_it(), 0, "the column is only where there is one");
    assert_eq!(store.load(None).expect("loads"), plain.incidents);
    let outcome = commit(&store, &batch(0..50));
    let with = batch(0..50).incidents.iter().filter(|i| i.outcome.is_some()).count() as u64;
    assert_eq!((outcome.changed, outcome.unchanged), (with, 50 - with));
    assert_eq!(names_it(), 1);
    assert_eq!(store.load(None).expect("both segments load"), batch(0..50).incidents);
    assert_eq!(store.load(Some(&first.snapshot)).expect("loads"), plain.incidents);
    assert!(store.verify().expect("verifies").faults.is_empty());
}

#[test]
fn a_record_named_twice_in_one_batch_is_refused_whole() {
    let (_dir, store) = store();
    let twice = Batch { incidents: vec![incident(1), incident(1)], ..Batch::default() };
    let error = store.writer().expect("lock").commit(&twice).expect_err("refused");
    assert!(matches!(error, StoreError::Twice { .. }), "{error}");
    assert_eq!(store.current().expect("reads"), None);
}

#[test]
fn quarantined_rows_are_kept_once_and_released_when_their_file_comes_again_without_them() {
    let (_dir, store) = store();
    let row = |record: u64| QuarantinedRow {
        profile: "rms".to_owned(),
        file: "a.csv".to_owned(),
        file_sha256: "ab".repeat(32),
        line: record + 1,
        record,
        column: Some("Easting".to_owned()),
        code: "P05".to_owned(),
        reason: "the easting is not a number".to_owned(),
        header: b"a,b".to_vec(),
        raw: vec![0xff, 0, b'x'],
    };
    let files = vec![FileCount {
        file: "a.csv".to_owned(),
        sha256: "ab".repeat(32),
        read: 3,
        ..FileCount::default()
    }];
    let first = Batch { files, quarantine: vec![row(1), row(2), row(3)], ..Batch::default() };
    commit(&store, &first);
    commit(&store, &first);
    assert_eq!(store.quarantine().expect("reads"), [row(1), row(2), row(3)]);
    let named = Batch { released: vec![("ab".repeat(32), 2)], ..Batch::default() };
    commit(&store, &named);
    assert_eq!(store.quarantine().expect("reads"), [row(1), row(3)]);
    let fixed = Batch { files: first.files.clone(), quarantine: vec![row(3)], ..Batch::default() };
    commit(&store, &fixed);
    assert_eq!(store.quarantine().expect("reads"), [row(3)]);
    let history = store.file_history().expect("reads");
    assert_eq!((history.len(), history[0].count.read), (3, 3));
}

#[test]
fn documents_are_replaced_by_name_and_checked_against_their_hash() {
    let (_dir, store) = store();
    assert_eq!(store.document("area-pack").expect("reads"), None);
    store.put_document("area-pack", b"one").expect("puts");
    store.put_document("definition:x", b"three").expect("puts");
    store.put_document("area-pack", b"two").expect("puts");
    assert_eq!(store.document("area-pack").expect("reads").as_deref(), Some(&b"two"[..]));
    let names: Vec<_> = store.documents().expect("lists").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["area-pack", "definition:x"]);
    drop(store.writer().expect("recovers"));
    assert!(store.verify().expect("verifies").left_over.is_empty());
}

#[test]
fn a_second_writer_is_refused_at_once_and_readers_are_not() {
    let (_dir, store) = store();
    commit(&store, &batch(0..3));
    let writer = store.writer().expect("lock");
    assert!(matches!(store.writer(), Err(StoreError::Locked { .. })));
    assert_eq!(store.load(None).expect("reads beside the writer").len(), 3);
    drop(writer);
    store.writer().expect("free again, although LOCK is still there");
}

#[test]
fn opening_a_folder_without_a_store_names_the_folder() {
    let dir = tempfile::tempdir().expect("a folder");
    let error = Store::open(dir.path()).expect_err("no store");
    assert!(matches!(error, StoreError::NoStore { .. }));
    assert!(error.to_string().contains(&dir.path().display().to_string()), "{error}");
}

#[test]
fn a_store_of_a_newer_format_is_refused_untouched() {
    let (_dir, store) = store();
    commit(&store, &batch(0..3));
    let path = store.path().join("catalogue.sqlite");
    let catalogue = rusqlite::Connection::open(&path).expect("opens");
    catalogue.execute("UPDATE meta SET format = 2", []).expect("updates");
    drop(catalogue);
    let before = fs::read(&path).expect("reads");
    let error = Store::open_or_create(store.path()).expect_err("refused");
    assert!(matches!(error, StoreError::NewerFormat { found: 2, known: 1, .. }), "{error}");
    assert_eq!(fs::read(&path).expect("reads"), before);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_enter_the_store() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, store) = store();
    commit(&store, &batch(0..3));
    for folder in ["", "segments", "tmp", "documents"] {
        let mode = fs::metadata(store.path().join(folder)).expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{folder}");
    }
}

#[test]
fn left_overs_of_an_interrupted_import_are_deleted_by_the_next_writer() {
    let (_dir, store) = store();
    commit(&store, &batch(0..3));
    let orphan = store.path().join("segments/ab").join(format!("{}.parquet", "ab".repeat(32)));
    fs::create_dir_all(orphan.parent().expect("a shelf")).expect("makes");
    fs::write(&orphan, b"half").expect("writes");
    fs::write(store.path().join("tmp/x"), b"half").expect("writes");
    assert_eq!(store.verify().expect("verifies").left_over.len(), 2);
    drop(store.writer().expect("recovers"));
    assert!(store.verify().expect("verifies").left_over.is_empty());
    assert_eq!(store.load(None).expect("loads").len(), 3);
}

/// Every file below a folder with its bytes, sorted by path relative to it.
pub fn files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("lists") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).expect("below").display().to_string();
                found.push((name, fs::read(&path).expect("reads")));
            }
        }
    }
    found.sort();
    found
}

/// A store with two segments, a document and a quarantined row; and what it answers.
fn full_store() -> (tempfile::TempDir, Store) {
    let (dir, store) = store();
    commit(&store, &batch(0..300));
    commit(&store, &batch(300..400));
    store.put_document("area-pack", &b"the ground ".repeat(500)).expect("puts");
    (dir, store)
}

/// Everything a reader can ask, as text; an error is its message.
fn answers(folder: &Path) -> Result<String, StoreError> {
    let store = Store::open(folder)?;
    Ok(format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        store.snapshots()?,
        store.load(None)?,
        store.quarantine()?,
        store.file_history()?,
        store.documents()?,
        store.document("area-pack")?
    ))
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().expect("below")).expect("makes");
        fs::write(path, bytes).expect("writes");
    }
}

#[test]
fn a_flipped_bit_a_zeroed_block_or_a_cut_anywhere_is_named_or_changes_no_answer() {
    let (_dir, store) = full_store();
    let whole = answers(&store.path()).expect("whole");
    let scratch = tempfile::tempdir().expect("a folder");
    let flips = if std::env::var_os("HARMSPOT_PROVE").is_some() { 2000 } else { 60 };
    let (mut state, mut caught) = (0x9E37_79B9_7F4A_7C15_u64, 0);
    for (name, bytes) in files(&store.path()).into_iter().filter(|(_, bytes)| !bytes.is_empty()) {
        for n in 0..flips {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let at = (state >> 8) as usize % bytes.len();
            let mut damaged = bytes.clone();
            match n % 10 {
                8 => damaged[at & !511..].iter_mut().take(512).for_each(|b| *b = 0),
                9 => damaged.truncate(at),
                _ => damaged[at] ^= 1 << (state & 7),
            }
            let folder = scratch.path().join(format!("{name}-{n}").replace('/', "_"));
            copy(&store.path(), &folder);
            fs::write(folder.join(&name), &damaged).expect("writes");
            match answers(&folder) {
                Ok(same) => assert_eq!(same, whole, "{name}: silent change at byte {at}"),
                Err(error) => {
                    caught += 1;
                    let file = Path::new(&name).file_name().expect("a file").to_string_lossy().into_owned();
                    assert!(
                        error.to_string().contains(&file) || matches!(error, StoreError::NewerFormat { .. }),
                        "{name} at byte {at}: \"{error}\" does not name it"
                    );
                }
            }
            fs::remove_dir_all(&folder).expect("removes");
        }
    }
    assert!(caught > flips, "only {caught} noticed");
}

#[test]
fn a_missing_swapped_or_emptied_file_is_named_and_nothing_is_deleted_for_it() {
    let (_dir, store) = full_store();
    let scratch = tempfile::tempdir().expect("a folder");
    let segments: Vec<_> =
        files(&store.path()).into_iter().filter(|(name, _)| name.ends_with(".parquet")).collect();
    let missing = scratch.path().join("missing");
    copy(&store.path(), &missing);
    fs::remove_file(missing.join(&segments[0].0)).expect("removes");
    let damaged = Store::open(&missing).expect("the catalogue is whole");
    let report = damaged.verify().expect("verifies");
    assert_eq!(report.faults.len(), 1);
    assert!(report.faults[0].file.ends_with(&segments[0].0));
    assert!(matches!(damaged.writer(), Err(StoreError::Damaged { .. })), "no import into a damaged store");
    assert!(missing.join(&segments[1].0).is_file());

    let swapped = scratch.path().join("swapped");
    copy(&store.path(), &swapped);
    fs::write(swapped.join(&segments[0].0), &segments[1].1).expect("writes");
    assert!(answers(&swapped).is_err());

    for (name, cut) in [("gone", None), ("empty", Some(&b""[..]))] {
        let folder = scratch.path().join(name);
        copy(&store.path(), &folder);
        let catalogue = folder.join("catalogue.sqlite");
        fs::remove_file(&catalogue).expect("removes");
        if let Some(bytes) = cut {
            fs::write(&catalogue, bytes).expect("writes");
        }
        let error = Store::open_or_create(&folder).expect_err("never a new store over old segments");
        assert!(error.to_string().contains("catalogue.sqlite"), "{error}");
        assert!(folder.join(&segments[0].0).is_file());
    }
}

#[test]
fn a_full_disk_fails_cleanly_and_works_again_without_repair() {
    let dir = tempfile::tempdir().expect("a folder");
    let mount = |args: &[&str]| {
        std::process::Command::new("mount")
            .args(args)
            .arg(dir.path())
            .output()
            .is_ok_and(|o| o.status.success())
    };
    if !mount(&["-t", "tmpfs", "-o", "size=512k", "none"]) {
        eprintln!("SKIPPED: a small tmpfs needs root; the full disk is not tested here");
        return;
    }
    let outcome = std::panic::catch_unwind(|| {
        let store = Store::open_or_create(dir.path().join("store")).expect("fits");
        commit(&store, &batch(0..50));
        let before = answers(&store.path()).expect("reads");
        fs::write(dir.path().join("filler"), vec![7; 320 << 10]).expect("fits");
        let error = store.writer().expect("lock").commit(&batch(50..8000)).expect_err("no room");
        assert!(matches!(error, StoreError::Io { .. } | StoreError::Catalogue { .. }), "{error}");
        assert_eq!(answers(&store.path()).expect("still readable"), before);
        fs::remove_file(dir.path().join("filler")).expect("frees");
        assert_eq!(commit(&store, &batch(50..1000)).new, 950);
    });
    let freed = std::process::Command::new("umount").arg(dir.path()).status();
    assert!(freed.is_ok_and(|s| s.success()), "the tmpfs is unmounted");
    assert!(outcome.is_ok(), "see above");
}

#[test]
fn a_segment_is_a_geoparquet_file_others_can_open() {
    let (_dir, store) = full_store();
    let segment =
        files(&store.path()).into_iter().find(|(name, _)| name.ends_with(".parquet")).expect("one").0;
    let path = store.path().join(segment);
    let Ok(out) = std::process::Command::new("ogrinfo").args(["-so", "-al"]).arg(&path).output() else {
        eprintln!("SKIPPED: ogrinfo is not installed; GeoParquet is not opened by GDAL here");
        return;
    };
    let text = String::from_utf8_lossy(&out.stdout);
    if !out.status.success() {
        eprintln!(
            "SKIPPED: this GDAL has no Parquet driver: {}",
            String::from_utf8_lossy(&out.stderr).trim()
        );
        return;
    }
    for expected in ["Geometry: Point", "27700", "offence", "committed_from"] {
        assert!(text.contains(expected), "{expected} not in\n{text}");
    }
}

#[test]
fn the_command_line_lists_snapshots_and_verifies_and_a_missing_store_is_exit_5() {
    let (_dir, store) = full_store();
    let run = |command: &str, folder: &Path| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_harmspot"))
            .args(["store", command, "--store"])
            .arg(folder)
            .output()
            .expect("runs");
        let text = [out.stdout, out.stderr].concat();
        (out.status.code(), String::from_utf8(text).expect("text"))
    };
    let (code, text) = run("snapshots", &store.path());
    assert_eq!((code, text.lines().count()), (Some(0), 2), "{text}");
    let (code, text) = run("verify", &store.path());
    assert!(code == Some(0) && text.contains("whole"), "{text}");
    let (code, text) = run("documents", &store.path());
    assert!(code == Some(0) && text.contains("area-pack"), "{text}");
    let segment = files(&store.path()).into_iter().find(|(name, _)| name.ends_with(".parquet")).expect("one");
    fs::write(store.path().join(&segment.0), &segment.1[1..]).expect("writes");
    let (code, text) = run("verify", &store.path());
    assert!(code == Some(5) && text.contains(&segment.0), "{text}");
    let (code, text) = run("verify", Path::new("no/such/store"));
    assert!(code == Some(5) && text.contains("no store in no/such/store"), "{text}");
}
