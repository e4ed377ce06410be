//! Single incidents as points to draw, without anything that could hold free text.

use crate::{
    calendar::Month,
    incidents::{Incident, LocationClass, Status},
    publish::{self, ShapeKind, Shapes},
};

/// What the map may show of one incident.
#[derive(Debug, Clone)]
pub struct Spot {
    /// Local calendar month.
    pub month: Month,
    /// Offence code, or the source's own crime type.
    pub offence: String,
    /// Class of location.
    pub location: LocationClass,
    /// True for a snap point.
    pub snapped: bool,
}

impl Spot {
    /// The kebab-case word of its class of location.
    #[must_use]
    pub fn location_word(&self) -> String {
        match serde_json::to_value(self.location) {
            Ok(serde_json::Value::String(word)) => word,
            _ => String::new(),
        }
    }
}

/// Current incidents with a point, in the snapshot's order.
#[derive(Debug)]
pub struct Spots {
    /// Points.
    pub shapes: Shapes,
    /// Columns, in the same order.
    pub rows: Vec<Spot>,
    /// Position of each among the incidents it was taken from.
    pub(super) taken_from: Vec<u32>,
    /// Points the national grid's transform has no answer for; they are in counts, not on the map.
    pub off_grid: u64,
}

impl Spots {
    /// Takes what may be shown; references, people, labels and dates stay behind.
    pub(super) fn of(incidents: &[Incident]) -> Self {
        let mut out = Self {
            shapes: Shapes::new(ShapeKind::Point),
            rows: Vec::new(),
            taken_from: Vec::new(),
            off_grid: 0,
        };
        for (number, incident) in (0_u32..).zip(incidents).filter(|(_, i)| i.status == Status::Current) {
            let Some(point) = incident.point else { continue };
            let Ok(point) = publish::point_to_degrees(point, "an incident") else {
                out.off_grid += 1;
                continue;
            };
            out.shapes.push_point(point);
            out.taken_from.push(number);
            out.rows.push(Spot {
                month: incident.month,
                offence: incident.offence.clone(),
                location: incident.location,
                snapped: incident.snapped,
            });
        }
        out.shapes = std::mem::replace(&mut out.shapes, Shapes::new(ShapeKind::Point)).finish();
        out
    }
}
