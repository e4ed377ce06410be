//! The programme register: what is paid for, where it runs, and what the funding rules say of it.

mod funding;
mod kind;
mod near;
mod rating;
mod register;

pub use funding::{FundingCheck, FundingRules};
pub use kind::ProgrammeKind;
pub use near::{NearProgramme, NeedAndMoney};
pub use rating::{Confidence, Impact, Spend};
pub use register::{Programme, ProgrammeRegister, Session};
