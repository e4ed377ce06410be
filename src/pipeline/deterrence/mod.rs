//! Group data in the police view: their own store, the register's files, and what they say of the crimes held.

mod files;
mod involved;
mod keep;
mod police;

pub use files::{GroupFiles, GroupReadings, read_group_files};
pub use involved::{involved, usual_day};
pub use keep::{KeptGroups, keep_groups};
pub use police::PoliceStore;
