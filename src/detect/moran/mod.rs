//! Are neighbours alike? Moran's I of the whole map and of each unit, and Gi without the unit itself.

mod conditional;
mod gi;
mod global;
mod local;
mod run;

pub use gi::{Gi, GiRun, gi};
pub use global::{GlobalMoran, global_moran};
pub use local::{LocalClass, LocalMoran, LocalMoranRun, LocalOptions, Quadrant, local_moran};
pub use run::LikenessRun;
