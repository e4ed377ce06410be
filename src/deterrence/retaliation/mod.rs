//! Is an attack answered more often than chance gives? By pair of groups, attack by attack, never person by person.

mod answer;
mod null;
mod run;

pub use answer::{AttackDate, Method, Retaliation, RetaliationVerdict};
pub use run::{RETALIATION_LEAST_DATES, RetaliationOptions, retaliation};
