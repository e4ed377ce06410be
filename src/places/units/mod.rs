//! Analysis units: H3 cells, national-grid squares, published areas or the polygons of a file; the
//! study mask that says which of them exist; who neighbours whom.
//!
//! The mask never depends on the incidents: a unit inside it with no incident is data.

mod h3;
mod mask;
mod rings;
mod set;
mod square;
mod unit;

pub use mask::MaskRule;
pub use set::UnitSet;
pub use unit::Unit;
