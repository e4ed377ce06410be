//! When it happens: the week in hours, the hours it gathers in, and how sure both are.

mod bands;
mod clock;
mod window;

pub use bands::{Band, DAY_BANDS, VIOLENCE_BANDS};
pub use clock::{DayStart, Rhythm, RhythmOptions, Share, rhythm};
pub use window::{PeakWindow, peak_window};
