//! Killed at any moment, the store opens again by itself with every acknowledged batch whole and
//! every other batch whole or absent. The killed process is this test program run once more.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use harmspot::{
    incidents::{Incident, QuarantinedRow},
    store::{Batch, FileCount, Store, StoreError},
};

use crate::store::incident;

const FOLDER: &str = "HARMSPOT_CRASH_FOLDER";
const ROWS: u64 = 400;

/// Batch `n`: rows of its own, one row every batch changes, its file and one quarantined row.
fn batch(n: u64) -> Batch {
    let mut incidents: Vec<Incident> = (1 + n * ROWS..=(n + 1) * ROWS).map(incident).collect();
    let mut changing = incident(0);
    changing.updated = None;
    changing.offence = format!("version {n}");
    incidents.push(changing);
    let sha256 = format!("{n:064x}");
    let quarantined = QuarantinedRow {
        profile: "rms".to_owned(),
        file: format!("{n}.csv"),
        file_sha256: sha256.clone(),
        line: 2,
        record: 1,
        column: None,
        code: "P05".to_owned(),
        reason: "not a number".to_owned(),
        header: Vec::new(),
        raw: Vec::new(),
    };
    let file = FileCount { file: format!("{n}.csv"), sha256, read: ROWS + 1, ..FileCount::default() };
    Batch { files: vec![file], incidents, quarantine: vec![quarantined], ..Batch::default() }
}

/// How many whole batches the store holds; fails on a half one.
fn whole_batches(store: &Store) -> u64 {
    let rows = store.load(None).expect("an acknowledged snapshot loads");
    if rows.is_empty() {
        assert_eq!(store.file_history().expect("reads").len(), 0);
        return 0;
    }
    let n = (rows.len() as u64 - 1) / ROWS;
    assert_eq!(rows.len() as u64, 1 + n * ROWS, "half a batch");
    let mut last = incident(0);
    last.updated = None;
    last.offence = format!("version {}", n - 1);
    assert_eq!(rows[0], last, "the row every batch changes");
    assert!(rows[1..].iter().zip(1..).all(|(row, i)| *row == incident(i)), "a row is not the one written");
    assert_eq!(store.file_history().expect("reads").len() as u64, n);
    assert_eq!(store.quarantine().expect("reads").len() as u64, n);
    assert_eq!(store.snapshots().expect("reads").len() as u64, n);
    n
}

/// The child: imports batch after batch and acknowledges each on stdout. Does nothing in a normal run.
#[test]
fn child_imports_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let store = Store::open_or_create(Path::new(&folder)).expect("opens with no manual step");
    for n in whole_batches(&store).. {
        store.writer().expect("the lock died with its process").commit(&batch(n)).expect("commits");
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nacknowledged {n}").and_then(|()| out.flush()).expect("the parent listens");
    }
}

#[test]
fn killed_at_random_moments_the_store_never_loses_an_acknowledged_batch_nor_keeps_half_a_one() {
    let kills = if std::env::var_os("HARMSPOT_PROVE").is_some() { 200 } else { 20 };
    let dir = tempfile::tempdir().expect("a folder");
    let program = std::env::current_exe().expect("this test program");
    let (mut root, mut acknowledged, mut total, mut state) = (0, 0_u64, 0_u64, 0x1234_5678_9ABC_DEF1_u64);
    for kill in 0..kills {
        if kill % 20 == 0 {
            // A young store as often as an old one: creation is killed too.
            (root, acknowledged) = (kill, 0);
        }
        let folder = dir.path().join(format!("store {root}"));
        let mut child = Command::new(&program)
            .args(["crash::child_imports_until_it_is_killed", "--exact", "--nocapture"])
            .env(FOLDER, &folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the child starts");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let (send, receive) = mpsc::channel();
        let listener = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(n) = line.strip_prefix("acknowledged ").and_then(|n| n.parse::<u64>().ok()) {
                    send.send(n).expect("the parent waits");
                }
            }
        });
        // xorshift: the moments are the same in every run, what they hit is not.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        std::thread::sleep(Duration::from_micros(state % 150_000));
        child.kill().expect("SIGKILL");
        let status = child.wait().expect("it is dead");
        assert!(!status.success(), "the child ended by itself: {status}");
        listener.join().expect("the pipe closed");
        if let Some(n) = receive.iter().last() {
            total += n + 1 - acknowledged;
            acknowledged = n + 1;
        }
        match Store::open(&folder) {
            Ok(store) => {
                let held = whole_batches(&store);
                assert!(held >= acknowledged, "kill {kill}: {acknowledged} acknowledged, {held} held");
                assert!(held <= acknowledged + 1, "kill {kill}: {acknowledged} acknowledged, {held} held");
                let report = store.verify().expect("verifies");
                assert!(report.faults.is_empty(), "kill {kill}: {:?}", report.faults);
                acknowledged = held;
            }
            Err(StoreError::NoStore { .. }) => assert_eq!(acknowledged, 0, "kill {kill}: the store is gone"),
            Err(error) => panic!("kill {kill}: {error}"),
        }
    }
    assert!(total > 0, "no batch was ever acknowledged: the test proves nothing");
    eprintln!("{kills} kills, {total} batches acknowledged before them, none lost, none half");
}

/// A month of the open data's shape with rows of its own.
fn month_of(n: u64, rows: u64) -> String {
    let mut lines = vec![crate::import::POLICE.to_owned()];
    lines.extend((0..rows).map(|row| {
        format!(
            "{:064x},{}-{:02},Kent Police,Kent Police,{:.6},51.2,On or near High Street,E01024001,Here 001A,Burglary,,",
            n * rows + row,
            2001 + n / 12,
            1 + n % 12,
            0.4 + row as f64 * 1e-6
        )
    }));
    lines.join("\n") + "\n"
}

/// What the program's own `import` leaves behind when a signal ends it at any moment: the store as it
/// was, or the whole file; the whole file if it was told of; and nothing to repair by hand.
#[test]
fn an_import_ended_by_a_signal_leaves_the_store_as_it_was_or_whole() {
    const ROWS: u64 = 3_000;
    let prove = crate::proof::prove();
    let ends = if prove { 200 } else { 24 };
    let dir = tempfile::tempdir().expect("a folder");
    let import = |store: &Path, file: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_harmspot"));
        command.arg("--store").arg(store).arg("import").arg(file).args(["--as", "police-uk"]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        command
    };
    let warm = dir.path().join("warm.csv");
    std::fs::write(&warm, month_of(0, ROWS)).expect("written");
    let started = std::time::Instant::now();
    assert!(import(&dir.path().join("warm"), &warm).status().expect("runs").success());
    let whole_run = started.elapsed().as_micros() as u64;
    let (mut state, mut cut, mut told, mut kept) = (0x9E37_79B9_7F4A_7C15_u64, 0, 0, 0);
    let (mut folder, mut months) = (dir.path().join("store 0"), 0);
    for end in 0..ends {
        if end % 12 == 0 {
            (folder, months) = (dir.path().join(format!("store {end}")), 0);
        }
        let file = dir.path().join(format!("{months}.csv"));
        std::fs::write(&file, month_of(months, ROWS)).expect("written");
        let mut child = import(&folder, &file).spawn().expect("runs");
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        std::thread::sleep(Duration::from_micros(state % (whole_run * 5 / 4)));
        // By turns the signal that cannot be caught, the service manager's and Ctrl-C.
        let signal = ["-KILL", "-TERM", "-KILL", "-INT"][end % 4];
        let sent =
            Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
        sent.expect("kill runs");
        let mut said = String::new();
        std::io::Read::read_to_string(&mut child.stdout.take().expect("piped"), &mut said).expect("text");
        let status = child.wait().expect("it ended");
        let acknowledged = said.contains(" new, ");
        assert!(acknowledged || !status.success(), "an import that is done says so");
        let (before, after) = (months * ROWS, (months + 1) * ROWS);
        let held = match Store::open(&folder) {
            Ok(store) => {
                let report = store.verify().expect("verifies");
                assert!(report.faults.is_empty(), "end {end}: {:?}", report.faults);
                store.load(None).expect("loads").len() as u64
            }
            Err(StoreError::NoStore { .. }) => 0,
            Err(error) => panic!("end {end} by {signal}: {error}"),
        };
        assert!(held == before || held == after, "end {end} by {signal}: {held}, not {before} or {after}");
        assert!(held == after || !acknowledged, "end {end} by {signal}: an acknowledged import is lost");
        cut += u64::from(held == before);
        kept += u64::from(held == after && !acknowledged);
        told += u64::from(acknowledged);
        // The same command again, with no manual step, makes it whole.
        let again = import(&folder, &file).output().expect("runs");
        assert!(again.status.success(), "end {end}: the import after it failed");
        let store = Store::open(&folder).expect("opens");
        assert_eq!(store.load(None).expect("loads").len() as u64, after);
        assert!(store.verify().expect("verifies").left_over.is_empty(), "end {end}: something lies about");
        months += 1;
    }
    assert!(cut > 0, "no import was cut short: the test proves nothing");
    crate::proof::proof(&format!(
        "{ends} imports ended by a signal: {cut} left the store as it was, {kept} whole and untold, {told} told and \
         kept; none lost, none half, none repaired by hand"
    ));
}
