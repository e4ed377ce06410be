//! Rows that name a place for a session of sport, checked into candidates. Nothing is lost: every row is a
//! candidate, part of one, or left out with its reason.

mod check;
mod hours;
mod kind;
mod naming;
mod phase;
mod place;
mod row;

pub use check::{CandidateOptions, CandidateSet, check_candidates};
pub use hours::{HoursError, opening_hours};
pub use kind::{KindWord, kind_of};
pub use naming::plain_name;
pub use phase::phase_of_name;
pub use place::Postcodes;
pub use row::{CandidateColumn, CandidateRow, LeftOut};
