//! Import as a whole: the law of conservation, identity, quarantine and back, real files.

use std::path::PathBuf;

use harmspot::{
    incidents::{Incident, ReadOptions, Status},
    pipeline::{
        ImportError, ImportReport, ImportRequest, Instant, Store, export_quarantine, import, quarantined,
    },
};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::shared::shared;

/// 2026-11-21T12:00:00Z: the clock every test is told.
pub const NOW: Instant = Instant(1_795_262_400);

pub const POLICE: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,\
                          LSOA name,Crime type,Last outcome category,Context";

/// A folder with a store and the files given to it.
pub struct Desk {
    pub folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn import(&self, paths: &[PathBuf], profile: &str) -> Result<ImportReport, ImportError> {
        self.import_with(paths, profile, ReadOptions::default())
    }

    pub fn import_with(
        &self,
        paths: &[PathBuf],
        profile: &str,
        options: ReadOptions,
    ) -> Result<ImportReport, ImportError> {
        let options = ReadOptions { now: Some(NOW), ..options };
        let request = ImportRequest { paths: paths.to_vec(), profile: profile.to_owned(), options };
        let result = import(&self.store(), &request, &());
        if let Ok(report) = &result {
            conserved(report);
        }
        result
    }

    /// Id of the current snapshot, or nothing.
    pub fn snapshot(&self) -> Option<String> {
        Store::open(self.store()).ok()?.current().unwrap().map(|s| s.id)
    }

    pub fn incidents(&self) -> Vec<Incident> {
        Store::open(self.store()).unwrap().load(None).unwrap()
    }
}

/// The law: read = accepted + folded + quarantined + blank, for every file and in all.
pub fn conserved(report: &ImportReport) {
    for c in report.files.iter().map(|f| &f.count).chain([&report.total]) {
        assert_eq!(c.read, c.accepted + c.folded + c.quarantined + c.blank, "{c:?}");
    }
}

fn police_row(id: &str, month: &str, lon: &str, lat: &str, kind: &str) -> String {
    format!(
        "{id},{month},Kent Police,Kent Police,{lon},{lat},On or near High Street,E01024001,Here 001A,{kind},,"
    )
}

#[test]
fn identical_rows_without_a_reference_are_separate_incidents_and_come_back_as_nothing_new() {
    let desk = Desk::new();
    let row = police_row("", "2025-01", "0.970011", "51.253133", "Anti-social behaviour");
    let file = desk.file("2025-01-kent-street.csv", format!("{POLICE}\n{row}\n{row}\n{row}\n").as_bytes());
    let first = desk.import(std::slice::from_ref(&file), "police-uk").unwrap();
    assert_eq!((first.added, first.total.accepted, first.total.duplicate), (3, 3, 0));
    let second = desk.import(&[file], "police-uk").unwrap();
    assert_eq!((second.added, second.outcome.unchanged, second.total.duplicate), (0, 3, 3));
    assert_eq!(first.outcome.snapshot, second.outcome.snapshot);
}

#[test]
fn a_crime_id_names_a_crime_within_its_month_only() {
    let desk = Desk::new();
    let rows = [
        police_row("abc", "2025-01", "0.97", "51.25", "Robbery"),
        police_row("abc", "2025-01", "0.97", "51.25", "Robbery"),
        police_row("abc", "2025-01", "", "", "Robbery"),
        police_row("abc", "2025-02", "0.97", "51.25", "Robbery"),
    ];
    let text = |order: &[usize]| {
        let lines: Vec<&str> = order.iter().map(|&i| rows[i].as_str()).collect();
        format!("{POLICE}\n{}\n", lines.join("\n"))
    };
    let file = desk.file("a-street.csv", text(&[0, 1, 2, 3]).as_bytes());
    let report = desk.import(&[file], "police-uk").unwrap();
    assert_eq!((report.total.accepted, report.total.duplicate, report.added), (4, 1, 3));
    // The same rows in another order and with other line ends are the same records.
    let other = desk.file("b-street.csv", text(&[3, 2, 0, 1]).replace('\n', "\r\n").as_bytes());
    assert_eq!(desk.import(&[other], "police-uk").unwrap().added, 0);
}

#[test]
fn the_same_file_twice_in_one_command_counts_once() {
    let desk = Desk::new();
    let row = police_row("x", "2025-01", "0.97", "51.25", "Robbery");
    let a = desk.file("a-street.csv", format!("{POLICE}\n{row}\n").as_bytes());
    let b = desk.file("b-street.csv", format!("{POLICE}\n{row}\n").as_bytes());
    let report = desk.import(&[a, b], "police-uk").unwrap();
    assert_eq!((report.added, report.total.accepted, report.total.duplicate), (1, 2, 1));
}

#[test]
fn a_quarantined_row_goes_out_is_fixed_and_comes_back_once() {
    let desk = Desk::new();
    let good = police_row("good", "2025-01", "0.97", "51.25", "Robbery");
    let bad = police_row("bad", "2025-01", "0", "0", "Robbery");
    let file = desk.file("a-street.csv", format!("{POLICE}\n{good}\n{bad}\n").as_bytes());
    let report = desk.import(&[file], "police-uk").unwrap();
    assert_eq!((report.total.accepted, report.total.quarantined), (1, 1));
    let rows = quarantined(&desk.store(), Some("police-uk")).unwrap();
    assert_eq!((rows[0].line, rows[0].record, rows[0].code.as_str()), (3, 2, "P05"));
    assert_eq!(rows[0].raw, bad.as_bytes());
    assert_eq!(rows[0].column.as_deref(), Some("Longitude"));
    let exported = String::from_utf8(export_quarantine(&rows)).unwrap();
    let options = || ReadOptions { from_quarantine: true, ..ReadOptions::default() };
    let unfixed = desk.file("unfixed.csv", exported.as_bytes());
    let report = desk.import_with(&[unfixed], "police-uk", options()).unwrap();
    assert_eq!((report.added, report.total.quarantined), (0, 1));
    assert_eq!(quarantined(&desk.store(), None).unwrap().len(), 1);
    let fixed = exported.replace(",0,0,", ",0.97,51.25,");
    assert_ne!(fixed, exported);
    let fixed = desk.file("fixed.csv", fixed.as_bytes());
    let report = desk.import_with(std::slice::from_ref(&fixed), "police-uk", options()).unwrap();
    assert_eq!((report.added, report.total.quarantined), (1, 0));
    assert!(quarantined(&desk.store(), None).unwrap().is_empty());
    assert_eq!(desk.import_with(&[fixed], "police-uk", options()).unwrap().added, 0);
    assert_eq!(desk.incidents().len(), 2);
}

#[test]
fn a_row_corrected_out_of_quarantine_never_takes_the_place_of_another_record_of_its_crime_id() {
    let desk = Desk::new();
    let a = police_row("abc", "2025-01", "0.97", "51.25", "Robbery");
    let b = police_row("abc", "2025-01", "0", "0", "Violence and sexual offences");
    let c = b.replace("High Street", "Mill Lane");
    let file = desk.file("a-street.csv", format!("{POLICE}\n{a}\n{b}\n{c}\n").as_bytes());
    desk.import(std::slice::from_ref(&file), "police-uk").unwrap();
    let rows = quarantined(&desk.store(), None).unwrap();
    let fixed = String::from_utf8(export_quarantine(&rows)).unwrap().replace(",0,0,", ",0.98,51.26,");
    let one = desk.file("fixed.csv", fixed.as_bytes());
    // The same two rows, each in a file of its own, are the same two records.
    let lines: Vec<&str> = fixed.lines().collect();
    let two = [lines[1], lines[2]].map(|line| {
        let name = if line == lines[1] { "one.csv" } else { "two.csv" };
        desk.file(name, format!("{}\n{line}\n", lines[0]).as_bytes())
    });
    let options = || ReadOptions { from_quarantine: true, ..ReadOptions::default() };
    let outcome = desk.import_with(std::slice::from_ref(&one), "police-uk", options()).unwrap().outcome;
    assert_eq!((outcome.new, outcome.changed, outcome.total), (2, 0, 3));
    let again = desk.import_with(&[one], "police-uk", options()).unwrap().outcome;
    assert_eq!((again.new, again.changed, again.total), (0, 0, 3));
    let kinds: Vec<String> = desk.incidents().into_iter().map(|i| i.offence).collect();
    assert_eq!(kinds.iter().filter(|k| *k == "Robbery").count(), 1);
    let apart = Desk::new();
    apart.import(&[file], "police-uk").unwrap();
    let outcome = apart.import_with(&two, "police-uk", options()).unwrap().outcome;
    assert_eq!((outcome.new, outcome.changed, outcome.total), (2, 0, 3));
}

#[test]
fn a_long_record_waits_in_quarantine_whole_and_comes_back_whole() {
    let desk = Desk::new();
    let place = "Long Lane ".repeat(20_000);
    let bad = police_row("bad", "2025-01", "0", "0", "Robbery").replace("High Street", place.trim());
    let file = desk.file("a-street.csv", format!("{POLICE}\n{bad}\n").as_bytes());
    desk.import(&[file], "police-uk").unwrap();
    let rows = quarantined(&desk.store(), None).unwrap();
    assert_eq!(rows[0].raw, bad.as_bytes());
    let fixed = String::from_utf8(export_quarantine(&rows)).unwrap().replace(",0,0,", ",0.97,51.25,");
    let fixed = desk.file("fixed.csv", fixed.as_bytes());
    let options = ReadOptions { from_quarantine: true, ..ReadOptions::default() };
    assert_eq!(desk.import_with(&[fixed], "police-uk", options).unwrap().added, 1);
    assert_eq!(desk.incidents()[0].offence, "Robbery");
}

#[test]
fn a_refused_file_leaves_no_store_behind_and_changes_none() {
    let desk = Desk::new();
    let bad = desk.file("bad.csv", b"");
    assert!(desk.import(std::slice::from_ref(&bad), "police-uk").is_err());
    assert!(!desk.store().exists());
    let row = police_row("x", "2025-01", "0.97", "51.25", "Robbery");
    let good = desk.file("a-street.csv", format!("{POLICE}\n{row}\n").as_bytes());
    desk.import(std::slice::from_ref(&good), "police-uk").unwrap();
    let before = desk.snapshot();
    // All or nothing: a good file beside a refused one is not imported either.
    let other = police_row("y", "2025-01", "0.97", "51.25", "Robbery");
    let second = desk.file("b-street.csv", format!("{POLICE}\n{other}\n").as_bytes());
    assert!(desk.import(&[second, bad], "police-uk").is_err());
    assert_eq!(desk.snapshot(), before);
}

#[test]
fn the_publishers_archive_gives_its_street_files_and_names_the_rest() {
    use std::io::Write;
    let desk = Desk::new();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let row = police_row("x", "2025-01", "0.97", "51.25", "Robbery");
    for (name, text) in [
        ("2025-01/2025-01-kent-street.csv", format!("{POLICE}\n{row}\n")),
        ("2025-01/2025-01-kent-outcomes.csv", "a,b\n".to_owned()),
        ("2025-01/2025-01-kent-stop-and-search.csv", "a,b\n".to_owned()),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let report = desk.import(&[desk.file("archive.zip", &bytes)], "police-uk").unwrap();
    assert_eq!((report.files.len(), report.added, report.skipped.len()), (1, 1, 2));
    assert_eq!(report.files[0].count.file, "2025-01-kent-street.csv");
}

#[test]
fn a_folder_and_gzip_are_read_like_the_file_itself() {
    use std::io::Write;
    let desk = Desk::new();
    let row = police_row("x", "2025-01", "0.97", "51.25", "Robbery");
    let text = format!("{POLICE}\n{row}\n");
    let folder = desk.folder.path().join("months");
    std::fs::create_dir(&folder).unwrap();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(text.as_bytes()).unwrap();
    std::fs::write(folder.join("2025-01-kent-street.csv.gz"), gz.finish().unwrap()).unwrap();
    std::fs::write(folder.join("2025-01-kent-outcomes.csv"), "a,b\n").unwrap();
    let report = desk.import(&[folder], "police-uk").unwrap();
    assert_eq!((report.added, report.skipped.len()), (1, 1));
}

#[test]
fn all_21_real_files_import_in_one_command_and_again_add_nothing() {
    let Some(folder) = shared("data/police_uk_street") else { return };
    let desk = Desk::new();
    let report = desk.import(std::slice::from_ref(&folder), "police-uk").unwrap();
    assert_eq!(report.files.len(), 21);
    assert_eq!(report.total.read, 302_791);
    assert_eq!((report.total.quarantined, report.total.blank, report.total.folded), (0, 0, 0));
    assert_eq!(report.added, report.total.accepted - report.total.duplicate);
    let social = desk.incidents().iter().filter(|i| i.offence == "Anti-social behaviour").count();
    let again = desk.import(&[folder], "police-uk").unwrap();
    assert_eq!((again.added, again.outcome.changed, again.outcome.withdrawn), (0, 0, 0));
    assert_eq!(again.total.duplicate, again.total.accepted);
    assert_eq!(again.outcome.snapshot, report.outcome.snapshot);
    assert!(social > 20_000, "{social}");
    assert!(desk.incidents().iter().all(|i| i.snapped && i.status == Status::Current));
}

fn mutate(text: &[u8], edits: &[(usize, u8)]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for &(at, value) in edits {
        let at = at % bytes.len();
        match value % 4 {
            0 => bytes[at] = value,
            1 => bytes.insert(at, b"\",\n\r;\0\xff'"[usize::from(value / 4) % 8]),
            2 => {
                bytes.remove(at);
            }
            _ => bytes[at] ^= 1 << (value % 8),
        }
        if bytes.is_empty() {
            bytes.push(b'x');
        }
    }
    bytes
}

fn survives(bytes: &[u8], profile: &str) {
    let profile = harmspot::incidents::Profile::built_in(profile).unwrap();
    let file =
        harmspot::sources::SourceFile { name: "f.csv".into(), bytes: bytes.to_vec(), sha256: "0".into() };
    let options = ReadOptions {
        allow_partial: bytes.len().is_multiple_of(2),
        now: Some(NOW),
        ..ReadOptions::default()
    };
    let locations = harmspot::incidents::LocationTable::shipped();
    if let Ok(read) = harmspot::incidents::read_file(file, &profile, locations, &options) {
        let c = read.counts;
        assert_eq!(c.read, c.accepted + c.folded + c.quarantined + c.blank);
        assert_eq!(c.quarantined, read.quarantine.len() as u64);
        let mut keys: Vec<_> = read.incidents.iter().map(|i| &i.key).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), read.incidents.len());
        assert!(read.incidents.len() as u64 <= c.accepted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_crash_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        survives(&bytes, "police-uk");
    }

    #[test]
    fn a_damaged_extract_never_crashes_and_every_row_is_counted(
        edits in prop::collection::vec((any::<usize>(), any::<u8>()), 1..40),
    ) {
        let text = crate::rms::small_extract();
        survives(&mutate(text.as_bytes(), &edits), "rms");
        let row = police_row("x", "2025-01", "0.97", "51.25", "Robbery");
        let open = format!("{POLICE}\n{row}\n\"{row}\n{row}\n");
        survives(&mutate(open.as_bytes(), &edits), "police-uk");
    }
}
