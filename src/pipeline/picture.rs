//! An answer made ready to be drawn.

use std::sync::Arc;

use super::{Answer, SessionError};
use crate::{
    places::Unit,
    publish::{self, ShapeKind, Shapes},
};

/// An answer and its shapes in degrees; numbers of features are positions in the answer's lists.
#[derive(Debug)]
pub struct Picture {
    /// The answer drawn.
    pub answer: Arc<Answer>,
    /// Outlines, in the order of `answer.list.places`.
    pub hotspots: Shapes,
    /// Units, in the order of `answer.cells`.
    pub cells: Shapes,
    /// Zoom from which every cell is drawn.
    pub cells_all_from: u8,
}

impl Picture {
    /// Projects outlines and units once; cost is linear in their points.
    pub(super) fn of(answer: Arc<Answer>) -> Result<Self, SessionError> {
        let hotspots = publish::outlines(&answer.list)?;
        let mut cells = Shapes::new(ShapeKind::Polygon);
        for cell in &answer.cells {
            cells.push_polygons(&answer.units.outline_lonlat(cell.unit as usize));
        }
        let cells = cells.finish();
        let area: f64 = answer.units.area_m2.iter().sum::<f64>() / (answer.units.area_m2.len().max(1) as f64);
        let latitude = cells.extent().map_or(0.0, |b| f64::midpoint(b[1], b[3]));
        let cells_all_from = match answer.units.unit {
            Unit::Areas(level) => publish::level_from(level),
            Unit::H3(_) | Unit::Square(_) | Unit::Polygons => publish::cells_all_from(area, latitude),
        };
        Ok(Self { answer, hotspots, cells, cells_all_from })
    }

    /// Position of a unit in the answer, by its id as text.
    #[must_use]
    pub fn cell(&self, id: &str) -> Option<usize> {
        self.answer.cells.iter().position(|cell| cell.id == id)
    }

    /// Position of a place in the list, by its id.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<usize> {
        self.answer.list.places.iter().position(|place| place.id == id)
    }
}
