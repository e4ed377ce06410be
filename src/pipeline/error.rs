//! Why a question could not be answered.

use super::sites::SitesFileError;
use crate::{
    detect::DetectError, incidents::IncidentError, places::PlacesError, publish::PublishError,
    store::StoreError,
};

/// Everything that can go wrong between a store and an answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// Nothing was imported yet.
    #[error("the store holds no incidents yet")]
    Empty,
    /// No area pack.
    #[error("the store has no area pack, so nobody can say where places are")]
    NoGround,
    /// A document of the store is not what its name says.
    #[error("the store's document \"{name}\" cannot be read")]
    Document {
        /// Its name.
        name: String,
    },
    /// No such definition.
    #[error("no definition is called \"{id}\"; there are {known}")]
    NoDefinition {
        /// What was asked for.
        id: String,
        /// Ids there are.
        known: String,
    },
    /// A window that ends before it starts.
    #[error("the window runs from {from} to {to}, which ends before it starts")]
    Reversed {
        /// First month.
        from: String,
        /// Last month.
        to: String,
    },
    /// The area pack has no postcodes, so there is no built-up land to lay a grid on.
    #[error("the area pack has no built-up land for units of {unit}: it was built without postcodes")]
    NoMask {
        /// The unit asked for.
        unit: String,
    },
    /// The store holds only open data and the definition asks for what they do not say.
    #[error("this store holds only open, snapped data, which cannot say what \"{id}\" asks")]
    OnlyOpenData {
        /// The definition asked for.
        id: String,
    },
    /// The mask of a file holds no unit of the ground.
    #[error("no unit of {unit} has its centre inside the mask: it lies elsewhere, or is smaller than a unit")]
    EmptyMask {
        /// The unit asked for.
        unit: String,
    },
    /// A file of expected numbers leaves a unit out.
    #[error("{file}: no expected number for the unit \"{unit}\"")]
    NotExpected {
        /// The unit.
        unit: String,
        /// The file.
        file: String,
    },
    /// The area pack has no residents to expect events by.
    #[error("the area pack has no population or no postcodes")]
    NoPopulation,
    /// Not one record in the window.
    #[error("the store holds records of {first} to {last}, and none of {from} to {to}")]
    NothingThen {
        /// First month asked for.
        from: String,
        /// Last month asked for.
        to: String,
        /// First month held.
        first: String,
        /// Last month held.
        last: String,
    },
    /// Ranked by harm without a table of harm.
    #[error("the list cannot be ranked by harm: the store has no harm table")]
    NoHarmTable,
    /// Not enough consecutive months for a single fold.
    #[error(
        "a back-test needs {needed} consecutive months supplied in full; the longest run is {longest}, of {sound} such months"
    )]
    TooFewMonths {
        /// Months supplied in full.
        sound: usize,
        /// The longest run of them.
        longest: usize,
        /// What is needed.
        needed: i32,
    },
    /// A number outside its range.
    #[error("{name} is {value}; it must be {range}")]
    OutOfRange {
        /// Name of the setting.
        name: &'static str,
        /// What was given.
        value: String,
        /// What is allowed.
        range: &'static str,
    },
    /// The ground or the points cannot be drawn.
    #[error("the map cannot be drawn: {reason}")]
    Drawing {
        /// Why.
        reason: String,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A definition, table or incident.
    #[error(transparent)]
    Incident(#[from] IncidentError),
    /// The ground.
    #[error(transparent)]
    Places(#[from] PlacesError),
    /// A statistic.
    #[error(transparent)]
    Detect(#[from] DetectError),
    /// A shape that cannot be drawn.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// A written time, or dates of terms.
    #[error(transparent)]
    Calendar(#[from] crate::calendar::CalendarError),
    /// The choice of sites.
    #[error(transparent)]
    Sport(#[from] crate::sport::SportError),
    /// A tracker of actions.
    #[error(transparent)]
    Actions(#[from] crate::deterrence::ActionsFault),
    /// A file of sites, streets or barriers.
    #[error(transparent)]
    SitesFile(#[from] SitesFileError),
    /// A statistic of groups.
    #[error(transparent)]
    Deterrence(#[from] crate::deterrence::DeterrenceError),
    /// A file of the group register that is refused as a whole.
    #[error("{file}: {fault}")]
    GroupFile {
        /// The file.
        file: String,
        /// Why.
        fault: crate::deterrence::register::HeaderFault,
    },
    /// A file of the group register that cannot be read.
    #[error(transparent)]
    GroupSource(Box<crate::sources::SourceError>),
    /// Every row of a file of the group register was refused.
    #[error("every row was refused, so nothing was kept; what was kept before stands")]
    NothingAccepted(Box<super::deterrence::GroupReadings>),
}

impl PipelineError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::TooFewMonths { .. } => Some("import the months between, or learn from fewer with --train"),
            Self::Actions(_) => Some("correct the line and give the file again; nothing was kept"),
            Self::Empty => Some("bring in a file with `harmspot import FILE --as PROFILE`"),
            Self::EmptyMask { .. } => {
                Some("look at the mask's coordinate system and place, or take smaller units")
            }
            Self::NotExpected { .. } => Some("write a row for every unit, 0 where nothing is expected"),
            Self::NoMask { .. } => Some("use --unit lsoa, or build the pack again with Code-Point Open"),
            Self::OnlyOpenData { .. } => {
                Some("leave --definition away: police-uk-violence-snapped is what they can answer")
            }
            Self::NoGround => {
                Some("build one with `harmspot area build`, then `harmspot area use FILE.area`")
            }
            Self::Store(e) => e.hint(),
            Self::Places(e) => Some(e.hint()),
            Self::SitesFile(e) => Some(e.hint()),
            Self::GroupFile { fault, .. } => Some(fault.hint()),
            Self::Calendar(e) => Some(e.hint()),
            Self::GroupSource(e) => Some(e.hint()),
            Self::NothingAccepted(_) => Some(
                "mend the rows that are listed; `harmspot --view police register template all` says what each column takes",
            ),
            _ => None,
        }
    }
}
