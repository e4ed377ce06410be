//! Which places are becoming hot, staying hot or cooling: seventeen classes of a cube of units and calendar steps.

mod class;
mod cube;
mod steps;

pub use class::{BinState, EmergingClass, MapClass, Trend, emerging_class};
pub use cube::{Bin, EmergingCell, EmergingOptions, EmergingRun, TrendSeries, emerging};
pub use steps::{DroppedStep, StepKind, Steps};
