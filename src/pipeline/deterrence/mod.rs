//! Group data in the police view: their own store, the register's files, and what they say of the crimes held.

mod files;
mod involved;
mod keep;
mod picture;
mod police;

pub use files::{GroupFiles, GroupReadings, read_group_files};
pub(in crate::pipeline) use involved::{day_meant, involve_known};
pub use involved::{involve_book, involved, usual_day};
pub use keep::{KeptGroups, group_book, import_groups};
pub use picture::{GroupAsk, group_map};
pub use police::PoliceStore;

pub use crate::{
    calendar::Date,
    deterrence::{
        Attribution, GroupEvent, GroupId, Side,
        register::{
            Entry, GroupBook, Involved, Reading, Refused, Sheet, Standing, near as near_names, template,
        },
    },
};
