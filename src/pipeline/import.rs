//! Files into the store: read, judge, fold, classify, commit. All or nothing.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use rayon::prelude::*;
use serde::Serialize;

use super::{
    PlaceCounts, Progress, ReviewRow,
    placing::{gazetteer, place_all},
};
use crate::{
    incidents::{
        Field, FileRead, Incident, IncidentError, LocationTable, Note, Profile, QuarantinedRow, ReadOptions,
        RecordKey, load_profile, read_file,
    },
    sources::{self, Kind, SourceError, SourceFile},
    store::{Batch, CommitOutcome, FileCount, Store, StoreError, Verdict},
};

/// Times a location word must be seen before a report repeats it.
const WORD_SHOWN: u64 = 5;

/// What is to be imported, and how.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest {
    /// Files, folders, archives.
    pub paths: Vec<PathBuf>,
    /// Built-in profile id, or the path of a profile's TOML.
    pub profile: String,
    /// The caller's decisions; `now` is also the time of the commit.
    pub options: ReadOptions,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A file was refused, or a question must be answered. The store is unchanged.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The store failed. It is at the snapshot it was at before.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A table of the store cannot be used.
    #[error(transparent)]
    Table(#[from] IncidentError),
    /// No path was given, or nothing in them is for this profile.
    #[error("nothing to import: {reason}")]
    Nothing {
        /// Why.
        reason: String,
    },
}

/// One file of the report.
#[derive(Debug, Clone, Serialize)]
pub struct ImportedFile {
    /// Its counts.
    #[serde(flatten)]
    pub count: FileCount,
    /// Remarks by code and column.
    pub notes: Vec<Note>,
    /// Sentences about the file as a whole.
    pub remarks: Vec<String>,
}

/// Why rows went to quarantine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct QuarantineReason {
    /// Rule code.
    pub code: String,
    /// Column.
    pub column: Option<String>,
    /// Reason without line numbers.
    pub reason: String,
    /// Rows.
    pub count: u64,
    /// File of the first.
    pub first_file: String,
    /// Line of the first.
    pub first_line: u64,
}

/// What one import did.
#[derive(Debug, Clone, Serialize)]
pub struct ImportReport {
    /// By file, in the order read.
    pub files: Vec<ImportedFile>,
    /// Their sum; `file` is `total`, `sha256` empty.
    pub total: FileCount,
    /// Incidents never seen before.
    pub added: u64,
    /// New, changed, withdrawn, unchanged, the snapshot and what is in it.
    #[serde(flatten)]
    pub outcome: CommitOutcome,
    /// Why rows went to quarantine, most frequent first.
    pub quarantine: Vec<QuarantineReason>,
    /// Files and archive entries left out by the profile.
    pub skipped: Vec<String>,
    /// Location words the table does not know, most frequent first; only those seen five
    /// times or more, since a rarer one may be somebody's own words.
    pub unmatched_locations: Vec<(String, u64)>,
    /// How many rarer words there are.
    pub unmatched_locations_rarer: u64,
    /// How the places of a health feed were found; `None` for a source with coordinates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places: Option<PlaceCounts>,
    /// The words that were not matched as written: for [`review_csv`](super::review_csv) into a private file.
    #[serde(skip)]
    pub review: Vec<ReviewRow>,
}

/// Imports files in one commit.
///
/// Files are read side by side; the outcome does not depend on how many threads there are. Where two
/// files of one command hold the same record, the newer by its own "last updated" is kept, else the
/// one named later.
///
/// # Errors
/// [`ImportError`]; the store is then as it was, and not created if it was not there.
pub fn import(
    store: &Path,
    request: &ImportRequest,
    progress: &dyn Progress,
) -> Result<ImportReport, ImportError> {
    let profile = load_profile(&request.profile)?;
    let locations = locations(store)?;
    let (inputs, mut skipped) = inputs(request, &profile)?;
    let total = inputs.len() as u64;
    let done = AtomicU64::new(0);
    progress.step("reading", 0, total);
    let read: Vec<Result<Taken, SourceError>> = inputs
        .par_iter()
        .map(|path| {
            let result = read_path(path, &profile, &locations, &request.options);
            progress.step("reading", done.fetch_add(1, Ordering::Relaxed) + 1, total);
            result
        })
        .collect();
    let mut files = Vec::new();
    for one in read {
        let (mut part, mut left) = one?;
        files.append(&mut part);
        skipped.append(&mut left);
    }
    if files.is_empty() {
        return Err(ImportError::Nothing { reason: "no file is for this profile".to_owned() });
    }
    let placed = if profile.columns.contains_key(&Field::PlaceText) {
        progress.step("finding places", 0, 0);
        Some(place_all(&mut files, &gazetteer(store)?))
    } else {
        None
    };
    progress.step("storing", 0, 0);
    let mut merged = Merged::of(&mut files);
    let store = Store::open_or_create(store)?;
    let mut writer = store.writer()?;
    let mut verdicts = writer.classify(&merged.incidents)?;
    if merged.keep_apart(&verdicts) {
        verdicts = writer.classify(&merged.incidents)?;
    }
    for (at, verdict) in verdicts.iter().enumerate() {
        if matches!(verdict, Verdict::Unchanged | Verdict::Older) {
            for &(file, rows) in &merged.accepted_in[at] {
                files[file].counts.duplicate += rows;
            }
        }
    }
    let batch = Batch {
        files: files.iter().map(count).collect(),
        incidents: merged.incidents,
        quarantine: files.iter_mut().flat_map(|f| std::mem::take(&mut f.quarantine)).collect(),
        released: files.iter_mut().flat_map(|f| std::mem::take(&mut f.released)).collect(),
        at: request.options.now,
    };
    let outcome = writer.commit(&batch)?;
    progress.step("storing", 1, 1);
    let mut report = report(files, batch.files, &batch.quarantine, outcome, skipped);
    if let Some((counts, review)) = placed {
        (report.places, report.review) = (Some(counts), review);
    }
    Ok(report)
}

/// The rows in quarantine of one profile (all when `None`), for an export.
///
/// # Errors
/// The store cannot be read.
pub fn quarantined(store: &Path, profile: Option<&str>) -> Result<Vec<QuarantinedRow>, ImportError> {
    let rows = Store::open(store)?.quarantine()?;
    let id = match profile {
        Some(id) => Some(load_profile(id)?.id),
        None => None,
    };
    Ok(rows.into_iter().filter(|row| id.as_ref().is_none_or(|id| *id == row.profile)).collect())
}

/// What one path gave, and the names it left out.
type Taken = (Vec<FileRead>, Vec<String>);

/// The files to read, and those the profile leaves out.
fn inputs(request: &ImportRequest, profile: &Profile) -> Result<(Vec<PathBuf>, Vec<String>), ImportError> {
    if request.paths.is_empty() {
        return Err(ImportError::Nothing { reason: "no file was named".to_owned() });
    }
    let wanted = |path: &Path| {
        let name = sources::display_name(path).to_lowercase();
        let plain = name.strip_suffix(".gz").unwrap_or(&name);
        profile.files.is_empty()
            || Path::new(&name).extension().is_some_and(|e| e == "zip")
            || profile.files.iter().any(|e| plain.ends_with(e.as_str()))
    };
    let (mut inputs, mut skipped) = (Vec::new(), Vec::new());
    for path in &request.paths {
        let found = sources::expand(std::slice::from_ref(path))?;
        let folder = found.len() != 1 || found[0] != *path;
        let (take, leave): (Vec<PathBuf>, Vec<PathBuf>) =
            found.into_iter().partition(|p| !folder || wanted(p));
        inputs.extend(take);
        skipped.extend(leave.iter().map(|p| sources::display_name(p)));
    }
    Ok((inputs, skipped))
}

/// The store's own location classes, else those shipped.
fn locations(folder: &Path) -> Result<Cow<'static, LocationTable>, ImportError> {
    let held = match Store::open(folder) {
        Ok(store) => store.document("location-classes")?,
        Err(StoreError::NoStore { .. }) => None,
        Err(other) => return Err(other.into()),
    };
    Ok(match held {
        Some(bytes) => Cow::Owned(LocationTable::parse(&String::from_utf8_lossy(&bytes))?),
        None => Cow::Borrowed(LocationTable::shipped()),
    })
}

fn read_path(
    path: &Path,
    profile: &Profile,
    locations: &LocationTable,
    options: &ReadOptions,
) -> Result<Taken, SourceError> {
    let file = sources::read(path, &options.budget)?;
    let archive = sources::sniff(&file.bytes) == Kind::Zip && file.name.to_lowercase().ends_with(".zip");
    if !archive || profile.files.is_empty() {
        return Ok((vec![read_file(file, profile, locations, options)?], Vec::new()));
    }
    let endings: Vec<&str> = profile.files.iter().map(String::as_str).collect();
    let archive = sources::read_archive(&file, &endings, &options.budget)?;
    if archive.files.is_empty() {
        return Err(SourceError::Refused {
            file: file.name,
            code: "B08",
            reason: format!("no entry of the archive ends in {}", endings.join(" or ")),
            hint: "check that this is the publisher's archive".to_owned(),
        });
    }
    let read = |entry: SourceFile| read_file(entry, profile, locations, options);
    let files = archive.files.into_par_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok((files, archive.skipped))
}

/// The incidents of all files, at most one a key.
struct Merged {
    incidents: Vec<Incident>,
    /// Files that hold each incident as it was kept, and with how many accepted rows.
    accepted_in: Vec<Vec<(usize, u64)>>,
    /// Ending of each incident that comes from quarantine and may share its reference with another record.
    origins: Vec<Option<String>>,
}

impl Merged {
    fn of(files: &mut [FileRead]) -> Self {
        let mut merged = Self { incidents: Vec::new(), accepted_in: Vec::new(), origins: Vec::new() };
        let mut at: HashMap<RecordKey, usize> = HashMap::new();
        for (number, file) in files.iter_mut().enumerate() {
            for mut incident in std::mem::take(&mut file.incidents) {
                let mut origin = file.origins.remove(&incident.key);
                if let Some(&held) = at.get(&incident.key)
                    && merged.incidents[held] != incident
                    && merged.origins[held] != origin
                    && let Some(ending) = origin.take()
                {
                    set_apart(&mut incident.key, &ending);
                }
                match at.get(&incident.key) {
                    None => {
                        at.insert(incident.key.clone(), merged.incidents.len());
                        merged.accepted_in.push(vec![(number, 1)]);
                        merged.origins.push(origin);
                        merged.incidents.push(incident);
                    }
                    Some(&held) if merged.incidents[held] == incident => file.counts.duplicate += 1,
                    Some(&held) if incident.updated >= merged.incidents[held].updated => {
                        merged.accepted_in[held] = vec![(number, 1)];
                        merged.incidents[held] = incident;
                    }
                    Some(_) => {}
                }
            }
        }
        merged
    }

    /// A row corrected out of quarantine is never another version of a record the store holds under a
    /// reference that may stand several times in its month: it gets an ending of its own. True when any did.
    fn keep_apart(&mut self, verdicts: &[Verdict]) -> bool {
        let mut any = false;
        for ((incident, origin), verdict) in self.incidents.iter_mut().zip(&mut self.origins).zip(verdicts) {
            if matches!(verdict, Verdict::Changed | Verdict::Older)
                && let Some(ending) = origin.take()
            {
                set_apart(&mut incident.key, &ending);
                any = true;
            }
        }
        any
    }
}

fn set_apart(key: &mut RecordKey, ending: &str) {
    key.reference.push('#');
    key.reference.push_str(ending);
}

fn count(file: &FileRead) -> FileCount {
    FileCount {
        file: file.name.clone(),
        sha256: file.sha256.clone(),
        read: file.counts.read,
        accepted: file.counts.accepted,
        folded: file.counts.folded,
        quarantined: file.counts.quarantined,
        blank: file.counts.blank,
        duplicate: file.counts.duplicate,
    }
}

fn report(
    files: Vec<FileRead>,
    counts: Vec<FileCount>,
    quarantine: &[QuarantinedRow],
    outcome: CommitOutcome,
    mut skipped: Vec<String>,
) -> ImportReport {
    let mut total = FileCount { file: "total".to_owned(), ..FileCount::default() };
    for c in &counts {
        total.read += c.read;
        total.accepted += c.accepted;
        total.folded += c.folded;
        total.quarantined += c.quarantined;
        total.blank += c.blank;
        total.duplicate += c.duplicate;
    }
    let mut words: BTreeMap<String, u64> = BTreeMap::new();
    for (word, n) in files.iter().flat_map(|f| &f.unmatched_locations) {
        *words.entry(word.clone()).or_insert(0) += n;
    }
    let all = words.len();
    let mut unmatched: Vec<(String, u64)> = words.into_iter().filter(|(_, n)| *n >= WORD_SHOWN).collect();
    unmatched.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    skipped.sort();
    let files = files
        .into_iter()
        .zip(counts)
        .map(|(read, count)| ImportedFile { count, notes: read.notes, remarks: read.sentences })
        .collect();
    ImportReport {
        files,
        total,
        added: outcome.new,
        outcome,
        quarantine: reasons(quarantine),
        skipped,
        unmatched_locations_rarer: (all - unmatched.len()) as u64,
        unmatched_locations: unmatched,
        places: None,
        review: Vec::new(),
    }
}

fn reasons(rows: &[QuarantinedRow]) -> Vec<QuarantineReason> {
    let mut by = BTreeMap::new();
    for row in rows {
        // "another row of this crime (line 12) is refused" is one reason, whatever the line.
        let reason: String = row.reason.chars().filter(|c| !c.is_ascii_digit()).collect();
        let reason = reason.replace(" (line )", "").replace("on line  is", "is");
        let reason = if row.code == "C06" { row.reason.clone() } else { reason };
        let entry = by
            .entry((row.code.clone(), row.column.clone(), reason))
            .or_insert_with(|| (0, row.file.clone(), row.line));
        entry.0 += 1;
    }
    let mut list: Vec<QuarantineReason> = by
        .into_iter()
        .map(|((code, column, reason), (count, first_file, first_line))| QuarantineReason {
            code,
            column,
            reason,
            count,
            first_file,
            first_line,
        })
        .collect();
    list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.cmp(b)));
    list
}
