//! The only place that knows the order and the defaults.

mod facts;
mod ground;
mod kept;
mod picture;
mod progress;
mod question;
mod session;
mod spots;

pub use facts::{CspFact, DefinitionFact, Facts};
pub use ground::{AreaLayer, Ground, Named, level_word};
pub use kept::Kept;
pub use picture::Picture;
pub use progress::Progress;
pub use question::{Answer, Question};
pub use session::{Session, SessionError, SessionParts, Solve};
pub use spots::{Spot, Spots};

pub use crate::{
    calendar::Month,
    detect::{CellStatistic, RankBy},
    geodesy::LonLat,
    places::Level,
    store::{SnapshotInfo, Store, StoreError, VerifyReport},
};
