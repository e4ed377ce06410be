//! One snapshot with everything a question needs beside it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use super::{KeptChoice, Land, PipelineError, read_choices};
use crate::{
    calendar::{Instant, Month, Zone},
    detect::Identities,
    geodesy::GridPoint,
    incidents::{Definition, HarmTable, Incident, PlacesOfRecording, Status},
    index::SpatialWeights,
    places::{Ground, MaskRule, Unit, UnitSet},
    publish::Marking,
    quality::supply,
    store::Store,
};

/// Units and their neighbours, made once per unit kind and study area.
pub type Lattice = (Arc<UnitSet>, Arc<SpatialWeights>);

/// A snapshot, its ground and the tables in force.
pub struct Loaded {
    /// Snapshot id.
    pub snapshot: String,
    /// Incidents, tombstones included, sorted by key; A&E attendances are none of them.
    pub incidents: Arc<Vec<Incident>>,
    /// A&E attendances, tombstones included, sorted by key: compared with the police, never counted among them.
    pub emergency: Arc<Vec<Incident>>,
    /// The ground.
    pub ground: Arc<Ground>,
    /// SHA-256 of the area pack.
    pub pack_id: String,
    /// Shipped definitions and the store's own, by id.
    pub definitions: BTreeMap<String, Definition>,
    /// Places of recording in force.
    pub recording: PlacesOfRecording,
    /// Harm table, when one is loaded.
    pub harm: Option<HarmTable>,
    /// Kept lists and edited names.
    pub identities: Identities,
    /// Choices kept from back-tests, by definition, area and unit.
    pub choices: BTreeMap<String, KeptChoice>,
    /// SHA-256 of every document of the store but the area pack, by name.
    pub documents: BTreeMap<String, String>,
    /// Months supplied short as a whole, with their share of the usual, in order.
    pub short_months: Vec<(Month, String)>,
    /// The zone of clock times.
    pub zone: Zone,
    pub(super) land: Land,
    pub(super) sport: super::SportGround,
    lattices: Mutex<BTreeMap<(String, Option<u16>), Lattice>>,
}

/// Days a crime may take to be recorded: the weeks the default window leaves out.
pub const INCOMPLETE_DAYS: i32 = 42;

impl Loaded {
    /// Reads the current snapshot of a store, or the one named.
    ///
    /// # Errors
    /// [`PipelineError::Empty`] without a snapshot, [`PipelineError::NoGround`] without an area pack,
    /// and whatever the store or a document says.
    pub fn open(store: &Store, snapshot: Option<&str>) -> Result<Self, PipelineError> {
        let current = store.current()?.ok_or(PipelineError::Empty)?;
        // A beginning of an id is enough to ask with, and is no name to write down or to compare by.
        let snapshot = match snapshot {
            Some(beginning) => store.snapshot_id(beginning)?,
            None => current.id,
        };
        let pack = store.document("area-pack")?.ok_or(PipelineError::NoGround)?;
        let ground = Arc::new(Ground::from_bytes(&pack)?);
        let text = |name: &str| -> Result<Option<String>, PipelineError> {
            let bytes = store.document(name)?;
            bytes
                .map(String::from_utf8)
                .transpose()
                .map_err(|_| PipelineError::Document { name: name.to_owned() })
        };
        let mut definitions: BTreeMap<String, Definition> =
            Definition::shipped().iter().map(|d| (d.id.clone(), d.clone())).collect();
        for (name, _) in store.documents()? {
            if name.starts_with("definition:")
                && let Some(toml) = text(&name)?
            {
                let own = Definition::parse(&toml)?;
                definitions.insert(own.id.clone(), own);
            }
        }
        let recording = match text("places-of-recording")? {
            Some(csv) => PlacesOfRecording::parse(&csv)?,
            None => PlacesOfRecording::shipped(),
        };
        let identities = match store.document("hotspot-identities")? {
            Some(bytes) => serde_json::from_slice(&bytes)
                .map_err(|_| PipelineError::Document { name: "hotspot-identities".to_owned() })?,
            None => Identities::default(),
        };
        let choices = read_choices(store)?;
        let documents = store.documents()?.into_iter().filter(|(name, _)| name != "area-pack").collect();
        let (emergency, incidents): (Vec<Incident>, Vec<Incident>) =
            store.load(Some(&snapshot))?.into_iter().partition(|i| i.emergency_site().is_some());
        let (incidents, emergency) = (Arc::new(incidents), Arc::new(emergency));
        Ok(Self {
            documents,
            short_months: supply(&incidents)
                .short
                .into_iter()
                .filter(|m| m.whole)
                .map(|m| (m.month, format!("{:.0} % of usual from {}", 100.0 * m.ratio, m.source)))
                .collect(),
            incidents,
            emergency,
            snapshot,
            recording: recording.with_sites(&ground.pack().sites),
            harm: text("harm-table")?.map(|csv| HarmTable::parse(&csv)).transpose()?,
            pack_id: ground.id().to_owned(),
            ground,
            definitions,
            identities,
            choices,
            zone: Zone::london(),
            land: Land::default(),
            sport: super::SportGround::read(store)?,
            lattices: Mutex::default(),
        })
    }

    /// Every question from now on is asked of this land: its mask in place of built-up land, its null area as
    /// the units drawn from, averaged and tested.
    #[must_use]
    pub fn on(self, land: Land) -> Self {
        Self { land, lattices: Mutex::default(), ..self }
    }

    /// Units of the mask and their k-ring 1, for the force or one CSP; made once and kept.
    ///
    /// # Errors
    /// Whatever the units say of an unknown resolution or layer.
    pub fn lattice(&self, unit: Unit, csp: Option<u16>) -> Result<Lattice, PipelineError> {
        let key = (unit.to_string(), csp);
        let mut kept = self.lattices.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = kept.get(&key) {
            return Ok(known.clone());
        }
        let rule = MaskRule { csp, built_up: self.land.mask.is_none(), ..MaskRule::default() };
        let mut units = UnitSet::build(&self.ground, unit, &rule)?;
        if let Some(mask) = &self.land.mask {
            units = units.inside(&mask.iter().collect::<Vec<_>>());
        }
        if let Some(area) = &self.land.null_area {
            let before = units.mask.clone();
            units = units.inside(&area.iter().collect::<Vec<_>>());
            units.mask = format!("{before}; only units whose centre is inside the null area file");
        }
        let units = Arc::new(units);
        let weights = Arc::new(SpatialWeights::binary(units.kring(1)));
        kept.insert(key, (units.clone(), weights.clone()));
        Ok((units, weights))
    }

    /// True when no incident has a real position: only areas of concern can be named.
    #[must_use]
    pub fn snapped(&self) -> bool {
        let mut live =
            self.incidents.iter().filter(|i| i.status == Status::Current && i.point.is_some()).peekable();
        live.peek().is_some() && live.all(|i| i.snapped)
    }

    /// True when a snap point counts under this definition in the window: the product is then an area of
    /// concern, whatever else is in the store.
    #[must_use]
    pub fn counts_snapped(&self, definition: &Definition, from: Month, to: Month) -> bool {
        self.incidents
            .iter()
            .any(|i| i.snapped && (from..=to).contains(&i.month) && definition.judge(i).counted())
    }

    /// Months of the window for which the store holds no record of any kind.
    #[must_use]
    pub fn months_without_records(&self, from: Month, to: Month) -> Vec<String> {
        let mut held: Vec<Month> = self.incidents.iter().map(|i| i.month).collect();
        held.sort_unstable();
        held.dedup();
        (0..=to.since(from))
            .map(|n| from.plus(n))
            .filter(|m| held.binary_search(m).is_err())
            .map(|m| m.to_string())
            .collect()
    }

    /// SYNTHETIC only when the ground is made up and so is every record on it.
    #[must_use]
    pub fn marking(&self) -> Marking {
        let made_up = |i: &Incident| i.key.source.contains("(synthetic)");
        if self.ground.pack().synthetic && self.incidents.iter().chain(self.emergency.iter()).all(made_up) {
            Marking::Synthetic
        } else {
            Marking::OfficialSensitive
        }
    }

    /// First and last month with an incident.
    #[must_use]
    pub fn months(&self) -> Option<(Month, Month)> {
        let months = || self.incidents.iter().filter(|i| i.status == Status::Current).map(|i| i.month);
        Some((months().min()?, months().max()?))
    }

    /// Last complete month: for snapped open data the last month published; otherwise the last month
    /// that ended six weeks before the newest date in the records.
    #[must_use]
    pub fn complete_to(&self) -> Option<Month> {
        let last = self.months()?.1;
        if self.snapped() {
            return Some(last);
        }
        let newest: Instant = self
            .incidents
            .iter()
            .flat_map(|i| [i.recorded, i.updated, Some(i.committed.from)])
            .flatten()
            .max()?;
        let cut = self.zone.date(newest).plus(-INCOMPLETE_DAYS);
        Some(cut.plus(1).month().plus(-1).min(last))
    }

    /// Residents of every postcode of the area pack, each LSOA's spread evenly over its postcodes.
    ///
    /// # Errors
    /// [`PipelineError::NoPopulation`] where the pack has no population or no postcodes.
    pub fn residents(&self) -> Result<(&[GridPoint], Vec<f64>), PipelineError> {
        let pack = self.ground.pack();
        let lsoa: Vec<Option<u16>> = pack.postcodes.iter().map(|p| self.ground.assign(*p).lsoa).collect();
        let mut postcodes = vec![0.0; pack.lsoa_facts.len()];
        for at in lsoa.iter().flatten() {
            postcodes[usize::from(*at)] += 1.0;
        }
        let of = |at: u16| {
            pack.lsoa_facts[usize::from(at)].population.iter().sum::<f64>() / postcodes[usize::from(at)]
        };
        let weights: Vec<f64> = lsoa.iter().map(|at| at.map_or(0.0, of)).collect();
        if weights.iter().sum::<f64>() > 0.0 {
            Ok((&pack.postcodes, weights))
        } else {
            Err(PipelineError::NoPopulation)
        }
    }

    /// The definition a question is answered with when it names none.
    #[must_use]
    pub fn default_definition(&self) -> &'static str {
        if self.snapped() { "police-uk-violence-snapped" } else { "kent-public-place-up-to-25" }
    }
}
