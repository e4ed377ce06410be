//! The cases of a method: where, when and how heavy, from a file of points or from the store.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use geo_types::{Geometry, MultiPolygon};

use super::{
    Mask, PointsFile, RunError, UnitChoice,
    frame::{self, Frame},
    points::{self, Tally},
};
use crate::{
    calendar::{DateTime, Instant, Month, Precision, Span, Zone},
    geodesy::{Crs, GridPoint, Projector},
    index::SpatialWeights,
    pipeline::{Evidence, Loaded, Question, Wanted, answer::settle},
    places::{Unit, UnitSet},
    publish::Provenance,
    sources::scan_csv,
    store::Store,
};

/// Where the cases of a method come from.
#[derive(Debug, Clone)]
pub enum CaseSource {
    /// A CSV of points.
    File(CaseFile),
    /// Events of a store: judged by a definition, folded, places of recording left out, inside the mask.
    Store(StoreCases),
}

/// A CSV of points with the other columns a method may need.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// Coordinates.
    pub points: PointsFile,
    /// Column of the time, or of the earliest time.
    pub time: Option<String>,
    /// Column of the latest time, for crimes known only within an interval.
    pub until: Option<String>,
    /// Column of a weight, such as harm.
    pub weight: Option<String>,
    /// Column of a class of case.
    pub class: Option<String>,
    /// Zone of times without an offset, such as `Europe/London`.
    pub zone: Zone,
}

/// Which events of a store.
#[derive(Debug, Clone, Default)]
pub struct StoreCases {
    /// Folder of the store.
    pub folder: PathBuf,
    /// Snapshot; `None` is the current one.
    pub snapshot: Option<String>,
    /// Definition id.
    pub definition: Option<String>,
    /// First month; the default is that of the ranked list.
    pub from: Option<Month>,
    /// Last month, inclusive.
    pub to: Option<Month>,
    /// CSP by name or code.
    pub csp: Option<String>,
    /// Unit whose mask decides what is inside; `None` is the default of the list.
    pub unit: Option<Unit>,
}

/// What a method cannot do without.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    /// A time for every case: cases without one are left out and counted, months alone are refused unless
    /// `months` is set.
    pub time: bool,
    /// A time known only to the month is enough.
    pub months: bool,
    /// A weight for every case: the column, or harm of the store's harm table.
    pub weight: bool,
}

/// What was read, in metres of one system, in the order of the file or of the store.
#[derive(Debug)]
pub struct Cases {
    /// Where, in metres of `work`.
    pub points: Vec<GridPoint>,
    /// 0-based record of the file, or position among the events of the store.
    pub rows: Vec<u64>,
    /// When; `None` when no time was asked for or there is none.
    pub spans: Option<Vec<Span>>,
    /// Weights, when asked for: finite, zero or more.
    pub weights: Option<Vec<f64>>,
    /// Classes, when a column was named.
    pub classes: Option<Vec<String>>,
    /// Zone of local times.
    pub zone: Zone,
    /// Metre system; `None` when planar.
    pub work: Option<Crs>,
    /// What became of the rows.
    pub tally: Tally,
    /// Cases left out because they have no time.
    pub without_time: u64,
    /// Sentences for the reader.
    pub notes: Vec<String>,
    /// Inputs, snapshot, definition, window, marking, transform: a method adds its parameters.
    pub provenance: Provenance,
    /// The store's ground and tables; `None` for a file.
    pub study: Option<Study>,
}

/// What a store knows beside its events.
pub struct Study {
    /// Snapshot, ground and tables.
    pub loaded: Arc<Loaded>,
    /// CSP asked for, as its position in the area pack.
    pub csp: Option<u16>,
    /// First and last month of the window.
    pub window: (Month, Month),
    /// Settled unit of analysis.
    pub unit: Unit,
    /// True when points are snapped: areas of concern only, h3:9 or LSOA at the finest.
    pub snapped: bool,
}

impl std::fmt::Debug for Study {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Study")
            .field("window", &self.window)
            .field("unit", &self.unit)
            .finish_non_exhaustive()
    }
}

/// Cases put into units, zeros included.
#[derive(Debug)]
pub struct UnitCases {
    /// The units with their counts, ascending by id.
    pub frame: Frame,
    /// Unit of every case; `None` outside the mask.
    pub unit_of: Vec<Option<u32>>,
    /// Ids of the units, in order.
    pub ids: Vec<String>,
}

/// Reads the cases a method needs.
///
/// # Errors
/// [`RunError`]: a file or column that is not there, a time or weight that cannot be read, a store that is empty.
pub fn read_cases(source: &CaseSource, needs: Needs) -> Result<Cases, RunError> {
    match source {
        CaseSource::File(file) => of_file(file, needs),
        CaseSource::Store(store) => of_store(store, needs),
    }
}

fn of_file(file: &CaseFile, needs: Needs) -> Result<Cases, RunError> {
    if needs.time && file.time.is_none() {
        return Err(RunError::Usage("this method needs times: name their column with --time".into()));
    }
    if needs.weight && file.weight.is_none() {
        return Err(RunError::Usage("this method needs weights: name their column with --weight".into()));
    }
    let mut inputs = BTreeMap::new();
    let (placed, work, tally) = points::in_metres(&file.points, &mut inputs)?;
    let read = Columns::read(file, needs)?;
    let mut kept: Vec<usize> = (0..placed.len()).filter(|&row| placed[row].is_some()).collect();
    let before = kept.len();
    if let (Some(spans), true) = (&read.spans, needs.time) {
        kept.retain(|&row| spans[row].is_some());
    }
    let without_time = (before - kept.len()) as u64;
    let mut notes = Vec::new();
    points::say_rows(&tally, &mut notes);
    if without_time > 0 {
        notes.push(format!("{without_time} points have no time and are left out"));
    }
    let mut parameters = BTreeMap::new();
    let mut put = |key: &str, value: Option<&str>| {
        value.map(|v| parameters.insert(key.to_owned(), v.into()));
    };
    put("time_column", file.time.as_deref());
    put("until_column", file.until.as_deref());
    put("weight_column", file.weight.as_deref());
    put("class_column", file.class.as_deref());
    put("zone", file.time.is_some().then(|| file.zone.name()));
    put("work_crs", work.map(|w| w.to_string()).as_deref());
    Ok(Cases {
        points: kept.iter().filter_map(|&row| placed[row]).collect(),
        rows: kept.iter().map(|&row| row as u64).collect(),
        spans: match read.spans {
            Some(spans) if needs.time => Some(kept.iter().filter_map(|&row| spans[row]).collect()),
            _ => None,
        },
        weights: read.weights.map(|all| kept.iter().map(|&row| all[row]).collect()),
        classes: read.classes.map(|mut all| kept.iter().map(|&row| std::mem::take(&mut all[row])).collect()),
        zone: file.zone.clone(),
        work,
        without_time,
        notes,
        provenance: Provenance {
            program: program(),
            inputs,
            parameters,
            transform: (!tally.transform.is_empty()).then(|| tally.transform.clone()),
            ..Provenance::default()
        },
        tally,
        study: None,
    })
}

fn program() -> String {
    concat!("harmspot ", env!("CARGO_PKG_VERSION")).to_owned()
}

/// The columns of a file that are not coordinates, by record.
#[derive(Default)]
struct Columns {
    spans: Option<Vec<Option<Span>>>,
    weights: Option<Vec<f64>>,
    classes: Option<Vec<String>>,
}

impl Columns {
    fn read(file: &CaseFile, needs: Needs) -> Result<Self, RunError> {
        let named = [&file.time, &file.until, &file.weight, &file.class];
        let wanted: Vec<&str> = named.iter().filter_map(|c| c.as_deref()).collect();
        if wanted.is_empty() {
            return Ok(Self::default());
        }
        if file.until.is_some() && file.time.is_none() {
            return Err(RunError::Usage("--until needs --time, the earliest time".into()));
        }
        let mut next = 0..;
        let [time, until, weight, class] = named.map(|c| c.is_some().then(|| next.next().unwrap_or(0)));
        let name = points::name_of(&file.points.file);
        let (mut spans, mut weights, mut classes) = (Vec::new(), Vec::new(), Vec::new());
        let mut wrong: Option<RunError> = None;
        scan_csv(&file.points.file, &wanted, |_, line, fields| {
            if wrong.is_some() {
                return;
            }
            let text = |at: usize| String::from_utf8_lossy(fields.get(at).trim_ascii()).into_owned();
            if let Some(at) = time {
                let end = until.map(&text);
                match span(&text(at), end.as_deref(), &file.zone) {
                    Ok(Some(span)) if span.precision == Precision::Month && needs.time && !needs.months => {
                        wrong = Some(RunError::Refused(format!(
                            "{name} line {line}: {:?} is only a month, and this method needs days",
                            shown(&text(at))
                        )));
                    }
                    Ok(span) => spans.push(span),
                    Err(bad) => {
                        let column = if bad == text(at) { &file.time } else { &file.until };
                        wrong = Some(RunError::Time {
                            file: name.clone(),
                            line,
                            column: column.clone().unwrap_or_default(),
                            text: shown(&bad),
                        });
                    }
                }
            }
            if let Some(at) = weight {
                match fields.number(at).filter(|w| w.is_finite() && *w >= 0.0) {
                    Some(number) => weights.push(number),
                    None => {
                        wrong = Some(RunError::Refused(format!(
                            "{name} line {line}: {:?} in column {} is no weight (a number of 0 or more)",
                            shown(&text(at)),
                            file.weight.as_deref().unwrap_or_default()
                        )));
                    }
                }
            }
            if let Some(at) = class {
                classes.push(text(at));
            }
        })?;
        match wrong {
            Some(error) => Err(error),
            None => Ok(Self {
                spans: time.map(|_| spans),
                weights: weight.map(|_| weights),
                classes: class.map(|_| classes),
            }),
        }
    }
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A time and, where given, the latest time; `None` when empty or in the hour a clock skips.
fn span(text: &str, until: Option<&str>, zone: &Zone) -> Result<Option<Span>, String> {
    let Some(first) = moment(text, zone)? else { return Ok(None) };
    match until.map(|u| moment(u, zone).map(|m| (u, m))).transpose()? {
        Some((_, Some(last))) => Span::new(first.from, last.to, first.precision.max(last.precision))
            .map(Some)
            .ok_or_else(|| until.unwrap_or_default().to_owned()),
        _ => Ok(Some(first)),
    }
}

const CLOCK: [&str; 4] =
    ["yyyy-mm-ddTHH:MM:SS", "yyyy-mm-dd HH:MM:SS", "yyyy-mm-ddTHH:MM", "yyyy-mm-dd HH:MM"];

/// One written time. An offset at its end wins over the zone.
fn moment(text: &str, zone: &Zone) -> Result<Option<Span>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = |pattern| DateTime::parse(text, pattern).ok().map(|t| t.date);
    if let Some(date) = day("yyyy-mm-dd") {
        let (from, to) = zone.day_bounds(date);
        return Ok(Span::new(from, to, Precision::Day));
    }
    if let Some(date) = day("yyyy-mm") {
        let (from, to) = zone.month_bounds(date.month());
        return Ok(Span::new(from, to, Precision::Month));
    }
    let (clock, offset) = offset(text);
    // Fractions of a second are not kept.
    let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let Some(local) = CLOCK.iter().find_map(|p| DateTime::parse(clock, p).ok()) else {
        return Err(text.to_owned());
    };
    let at = match offset {
        Some(seconds) => {
            let of_day = i64::from(local.hour() * 3600 + local.minute() * 60 + local.second());
            Instant(i64::from(local.date.days()) * 86_400 + of_day - seconds)
        }
        None => match zone.instant(local) {
            Ok(found) => found.instant,
            Err(_) => return Ok(None),
        },
    };
    Ok(Span::new(at, at, Precision::Minute))
}

/// Splits `Z`, `+01:00` or `-0500` off the end, in seconds east of Greenwich.
fn offset(text: &str) -> (&str, Option<i64>) {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return (clock, Some(0));
    }
    let Some(at) = text.get(11..).and_then(|rest| rest.rfind(['+', '-'])).map(|i| i + 11) else {
        return (text, None);
    };
    let digits: String = text[at + 1..].chars().filter(|&c| c != ':').collect();
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|d| d.parse::<i64>().ok());
    match (digits.len(), number(0..2), number(2..4)) {
        (4, Some(hours), Some(minutes)) => {
            let sign = if text.as_bytes()[at] == b'-' { -1 } else { 1 };
            (&text[..at], Some(sign * (hours * 3600 + minutes * 60)))
        }
        _ => (text, None),
    }
}

fn of_store(wanted: &StoreCases, needs: Needs) -> Result<Cases, RunError> {
    let loaded = Arc::new(Loaded::open(&Store::open(&wanted.folder)?, wanted.snapshot.as_deref())?);
    let question = Question {
        definition: wanted.definition.clone(),
        from: wanted.from,
        to: wanted.to,
        csp: wanted.csp.clone(),
        unit: wanted.unit,
        ..Question::default()
    };
    cases_of(&loaded, &question, needs)
}

/// The events of a loaded snapshot that a question is about: its definition, window, CSP and unit, with the
/// defaults of the ranked list.
///
/// # Errors
/// [`RunError`] as for [`read_cases`].
pub fn cases_of(loaded: &Arc<Loaded>, question: &Question, needs: Needs) -> Result<Cases, RunError> {
    let settled = settle(loaded, question)?;
    if needs.weight && loaded.harm.is_none() {
        return Err(crate::pipeline::PipelineError::NoHarmTable.into());
    }
    let (units, _) = loaded.lattice(settled.unit, settled.csp)?;
    let force = settled.csp.map(|_| loaded.lattice(settled.unit, None)).transpose()?;
    let gather =
        Wanted { definition: settled.definition, from: settled.from, to: settled.to, csp: settled.csp };
    let evidence = Evidence::gather(loaded, &gather, &units, force.as_ref().map(|f| &*f.0))?;
    let span_of = |i: usize| evidence.facts[i].crimes.first().map(|crime| crime.committed);
    let precise = |span: &Span| needs.months || span.precision != Precision::Month;
    let kept: Vec<usize> = (0..evidence.events.len())
        .filter(|&i| !needs.time || span_of(i).as_ref().is_some_and(precise))
        .collect();
    let without_time = (evidence.events.len() - kept.len()) as u64;
    if needs.time && kept.is_empty() && without_time > 0 {
        return Err(RunError::Refused(
            "these records say only the month, and this method needs days: bring a police extract with times"
                .into(),
        ));
    }
    let mut notes = settled.notes.clone();
    if without_time > 0 {
        notes.push(format!("{without_time} events are known only to the month and are left out"));
    }
    let left_out: u32 = evidence.excluded.iter().map(|e| e.events).sum();
    if left_out > 0 {
        notes.push(format!(
            "{left_out} events at places of recording (prison, hospital, police) are left out"
        ));
    }
    if evidence.outside_mask.0 > 0 {
        notes.push(format!("{} events outside built-up land are left out", evidence.outside_mask.0));
    }
    let parameters = BTreeMap::from([
        ("window".to_owned(), format!("{} to {}", settled.from, settled.to).into()),
        ("study_area".to_owned(), question.csp.clone().unwrap_or_else(|| "force".into()).into()),
        ("mask".to_owned(), units.mask.clone().into()),
    ]);
    let draft = if settled.definition.signed { "" } else { " (draft)" };
    let provenance = Provenance {
        program: program(),
        snapshot: Some(loaded.snapshot.clone()),
        area_pack: Some(loaded.pack_id.clone()),
        definition: Some(format!("{}{draft}", settled.definition.id)),
        parameters,
        marking: loaded.marking(),
        ..Provenance::default()
    };
    let cases = Cases {
        points: kept.iter().map(|&i| evidence.events[i].point).collect(),
        rows: kept.iter().map(|&i| i as u64).collect(),
        spans: needs.time.then(|| kept.iter().filter_map(|&i| span_of(i)).collect()),
        weights: loaded.harm.as_ref().map(|_| kept.iter().map(|&i| evidence.events[i].harm).collect()),
        classes: None,
        zone: loaded.zone.clone(),
        work: Some(Crs::GRID),
        tally: Tally { rows: u64::from(evidence.judged), ..Tally::default() },
        without_time,
        notes,
        provenance,
        study: None,
    };
    let study = Study {
        csp: settled.csp,
        window: (settled.from, settled.to),
        unit: settled.unit,
        snapped: settled.snapped,
        loaded: Arc::clone(loaded),
    };
    drop(evidence);
    Ok(Cases { study: Some(study), ..cases })
}

impl Cases {
    /// Number of cases.
    #[must_use]
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// True without cases.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Puts the cases into units. A file's units follow from `choice` and `mask`; a store's are those of its
    /// built-up mask, zeros included, whatever `mask` says.
    ///
    /// # Errors
    /// Units that cannot be made, or are too many.
    pub fn in_units(
        &mut self,
        choice: &UnitChoice,
        unit_id: &str,
        mask: &Mask,
    ) -> Result<UnitCases, RunError> {
        let mut frame = match (&self.study, choice) {
            (Some(study), UnitChoice::Unit(unit)) => {
                let units: Arc<UnitSet> = study.loaded.lattice(*unit, study.csp)?.0;
                Frame::of_set(UnitSet::clone(&units), Some(Crs::GRID))
            }
            (Some(_), UnitChoice::File(_)) => {
                return Err(RunError::Usage(
                    "units of a store are h3:N, square:METRES, lsoa, msoa or ward".into(),
                ));
            }
            (None, _) => {
                frame::of_points(&self.points, self.work, choice, unit_id, mask, &mut self.provenance.inputs)?
            }
        };
        let unit_of = frame.locate(&self.points)?;
        frame.counts = vec![0; frame.len()];
        for unit in unit_of.iter().flatten() {
            frame.counts[*unit as usize] += 1;
        }
        let outside = unit_of.iter().filter(|u| u.is_none()).count();
        if outside > 0 {
            self.tally.outside += outside as u64;
            self.notes.push(format!("{outside} points lie outside the units and are not counted"));
        }
        let ids = (0..frame.len()).map(|i| frame.id_text(i)).collect();
        Ok(UnitCases { frame, unit_of, ids })
    }

    /// Shapes in metres of the work system taken to degrees; `None` when planar.
    ///
    /// # Errors
    /// A shape outside the range of the transform.
    pub fn to_degrees(&self, shapes: &[MultiPolygon<f64>]) -> Result<Option<Vec<Geometry<f64>>>, RunError> {
        let Some(work) = self.work else { return Ok(None) };
        let way = Projector::new(work, Crs::WGS84)?;
        shapes
            .iter()
            .map(|s| frame::project(s, &way).map(Geometry::MultiPolygon))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// Points in metres taken to degrees; `None` when planar.
    ///
    /// # Errors
    /// A point outside the range of the transform.
    pub fn points_to_degrees(&self, points: &[GridPoint]) -> Result<Option<Vec<Geometry<f64>>>, RunError> {
        let Some(work) = self.work else { return Ok(None) };
        let way = Projector::new(work, Crs::WGS84)?;
        let place = |p: &GridPoint| {
            let (lon, lat) = way.convert(p.easting_m(), p.northing_m())?;
            Ok(Geometry::Point(geo_types::Point::new(lon, lat)))
        };
        points.iter().map(place).collect::<Result<_, RunError>>().map(Some)
    }
}

impl UnitCases {
    /// Neighbours of the units.
    ///
    /// # Errors
    /// A weights file that cannot be read or names unknown units.
    pub fn weights(
        &self,
        choice: &super::WeightsChoice,
        by: super::WeightsBy,
        inputs: &mut BTreeMap<String, String>,
    ) -> Result<SpatialWeights, RunError> {
        super::weights::of_frame(choice, by, &self.frame, &self.ids, inputs)
    }

    /// Outlines in degrees; `None` for planar units.
    ///
    /// # Errors
    /// When an outline cannot be taken to degrees.
    pub fn outlines(&self) -> Result<Option<Vec<Geometry<f64>>>, RunError> {
        Ok(self.frame.outlines()?.map(|all| all.into_iter().map(Geometry::MultiPolygon).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(text: &str) -> Option<i64> {
        moment(text, &Zone::london()).expect(text).map(|s| s.from.0)
    }

    #[test]
    fn times_are_read_with_and_without_an_offset() {
        let noon = start("2025-06-01T12:00:00");
        assert_eq!(noon, start("2025-06-01 12:00"));
        assert_eq!(noon, start("2025-06-01T11:00:00Z"));
        assert_eq!(noon, start("2025-06-01T07:00:00.000-04:00"));
        assert_eq!(noon, start("2025-06-01T12:00:00+0100"));
        assert!(
            moment("01/06/2025", &Zone::london()).is_err()
                && moment("2025-06-01T25:00", &Zone::london()).is_err()
        );
        assert_eq!(start(""), None);
    }

    #[test]
    fn a_day_is_known_to_the_day_and_an_end_before_its_start_is_refused() {
        let zone = Zone::london();
        let day = span("2025-03-30", None, &zone).expect("a day").expect("there");
        assert_eq!((day.precision, day.to.0 - day.from.0), (Precision::Day, 23 * 3600));
        assert!(span("2025-03-30T10:00", Some("2025-03-30T09:00"), &zone).is_err());
        let between = span("2025-03-29T22:00", Some("2025-03-30T09:00"), &zone).expect("an interval");
        assert_eq!(between.map(|s| s.to.0 - s.from.0), Some(10 * 3600));
    }
}
