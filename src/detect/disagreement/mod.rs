//! Police against A&E: areas where an emergency department sees more violence than the police hear of.
//!
//! Within one department's catchment the two sources are different in size, and that says nothing: many hurt people
//! never come, many crimes hurt nobody. What can be compared is where: under the null an area's share of the
//! attendances equals its share of the police events.

mod compare;
mod options;

pub use compare::{AreaDisagreement, AreaReports, CatchmentReports, DisagreementRun, disagreement};
pub use options::{Disagreement, DisagreementOptions};
