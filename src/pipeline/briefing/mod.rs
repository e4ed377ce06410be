//! The gangs-team briefing: gathered, tested, put into words. Police view only.

mod between;
mod cautions;
mod changes;
mod keep;
mod lines;
mod make;
mod places;
mod question;
mod scene;
mod since;
mod stand;

pub use crate::deterrence::ActionBook;
pub use keep::{keep_briefing, read_actions};
pub use make::{BriefingPapers, briefing};
pub use question::BriefingQuestion;
