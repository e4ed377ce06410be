//! The register of group-involved incidents: what an analyst states of groups, for how long, and on what ground.
//!
//! Nothing in it is a person. Words come from closed lists; names of people, homes and birth dates are refused before
//! a row is read. An entry counts until its review date and not a day longer.

mod alias;
mod book;
mod cells;
mod entry;
mod header;
mod involved;
mod presence;
mod refused;
mod says;
mod spelling;
mod template;
mod words;

pub use alias::{Alias, GroupAliases};
pub use book::{GroupBook, Standing};
pub use entry::{Entry, GroupRegister, same_reference};
pub use header::HeaderFault;
pub use involved::{Involved, NoLonger, Part, PresenceAt, involve};
pub use presence::{PRESENCE_DAYS, PresencePoint, PresencePoints};
pub use refused::{Reading, Refused};
pub use spelling::{Likeness, Spelling, near};
pub use template::{Sheet, template};
pub use words::{Necessity, Purpose, Responsible, SourceKind};
