//! The cases of a method: where, when and how heavy, from a file of points or from the store.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use geo_types::{Geometry, MultiPolygon};

use super::{
    Mask, PointsFile, RunError, UnitChoice,
    case_file::{of_file, program},
    frame::{self, Frame},
    points::{Tally, name_of},
    shapes,
    written_time::When,
};
use crate::{
    calendar::{Month, Precision, Span, Zone},
    geodesy::{Crs, GridPoint, Projector},
    index::SpatialWeights,
    pipeline::{Evidence, Loaded, Question, Wanted, answer::settle},
    places::{Unit, UnitSet},
    publish::Provenance,
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
    /// Only cases that begin in or after this month or day.
    pub from: Option<When>,
    /// Only cases that begin in or before this month, or before this day.
    pub to: Option<When>,
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
    pub from: Option<When>,
    /// Last month, inclusive.
    pub to: Option<When>,
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

fn of_store(wanted: &StoreCases, needs: Needs) -> Result<Cases, RunError> {
    let loaded = Arc::new(Loaded::open(&Store::open(&wanted.folder)?, wanted.snapshot.as_deref())?);
    let question = Question {
        definition: wanted.definition.clone(),
        from: wanted.from.map(When::month).transpose()?,
        to: wanted.to.map(When::month).transpose()?,
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
    let gather = Wanted {
        definition: settled.definition,
        from: settled.from,
        to: settled.to,
        csp: settled.csp,
        fold: settled.fold,
    };
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
    for (n, words) in [
        (evidence.not_mapped, "events have no position and are left out"),
        (evidence.out_of_force, "events lie outside the force area and are left out"),
        (evidence.outside_study, "events lie outside the partnership and are left out"),
        (evidence.unknown(), "events count although a rule of the definition is not known for them"),
    ] {
        if n > 0 {
            notes.push(format!("{n} {words}"));
        }
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
        if let (true, None, Mask::File(file)) = (outside == self.len(), &self.study, mask) {
            return Err(RunError::ElsewhereMask { file: name_of(file), points: outside });
        }
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
            .map(|s| shapes::project(s, &way).map(Geometry::MultiPolygon))
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
