//! The gangs-team briefing: gathered, tested, put into words. Police view only.

mod before;
mod between;
mod cautions;
mod chains;
mod changes;
mod headline;
mod keep;
mod known;
mod lines;
mod linked;
mod links;
mod make;
mod news;
mod places;
mod question;
mod scene;
mod since;
mod stand;
mod timing;

pub use crate::deterrence::ActionBook;
use between::YEAR;
pub(in crate::pipeline) use keep::is_input;
pub use keep::{keep_briefing, read_actions};
pub(in crate::pipeline) use linked::{Linked, linked};
pub use make::{BriefingPapers, briefing};
pub use question::BriefingQuestion;
