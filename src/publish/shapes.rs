//! The shapes of one layer, held flat: degrees for files, Web Mercator for tiles, boxes and a
//! small grid for "which of them touch this box".

use geo::Intersects;
use geo_types::{LineString, MultiPolygon, Polygon, Rect};

use super::box_index::BoxIndex;
use crate::geodesy::{LonLat, mercator};

/// West, south, east, north in degrees.
pub type Bbox = [f64; 4];

/// What every feature of a layer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapeKind {
    /// Polygons with holes, several to a feature.
    Polygon,
    /// One line to a feature.
    Line,
    /// One point to a feature.
    Point,
}

/// One ring, line or point of a feature.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) start: u32,
    pub(super) end: u32,
    /// False for the holes that follow their exterior ring.
    pub(super) exterior: bool,
}

/// The shapes of one layer. Feature numbers are positions in the order they were pushed.
///
/// Degrees are rounded to 1e-7 (about a centimetre) when pushed, so that files and tiles are drawn
/// from the same numbers on every platform.
#[derive(Debug, Clone)]
pub struct Shapes {
    kind: ShapeKind,
    degrees: Vec<[f64; 2]>,
    world: Vec<[f64; 2]>,
    parts: Vec<Part>,
    first_part: Vec<u32>,
    boxes: Vec<Bbox>,
    world_boxes: Vec<[f64; 4]>,
    index: BoxIndex,
}

const EMPTY_BOX: [f64; 4] = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

fn grow(b: &mut [f64; 4], p: [f64; 2]) {
    b[0] = b[0].min(p[0]);
    b[1] = b[1].min(p[1]);
    b[2] = b[2].max(p[0]);
    b[3] = b[3].max(p[1]);
}

/// Rounds to 1e-7 degrees.
fn tidy(deg: f64) -> f64 {
    (deg * 1e7).round() / 1e7
}

impl Shapes {
    /// An empty layer.
    #[must_use]
    pub fn new(kind: ShapeKind) -> Self {
        Self {
            kind,
            degrees: Vec::new(),
            world: Vec::new(),
            parts: Vec::new(),
            first_part: vec![0],
            boxes: Vec::new(),
            world_boxes: Vec::new(),
            index: BoxIndex::default(),
        }
    }

    fn push_part(&mut self, points: impl Iterator<Item = LonLat>, exterior: bool) {
        let start = self.degrees.len() as u32;
        for p in points {
            let p = LonLat::new(tidy(p.lon_deg()), tidy(p.lat_deg())).unwrap_or(p);
            self.degrees.push([p.lon_deg(), p.lat_deg()]);
            self.world.push(mercator::to_unit(p).into());
        }
        self.parts.push(Part { start, end: self.degrees.len() as u32, exterior });
    }

    fn end_feature(&mut self) {
        let from = self.first_part.last().map_or(0, |&p| p as usize);
        let (mut b, mut w) = (EMPTY_BOX, EMPTY_BOX);
        for part in &self.parts[from..] {
            for i in part.start as usize..part.end as usize {
                grow(&mut b, self.degrees[i]);
                grow(&mut w, self.world[i]);
            }
        }
        self.boxes.push(b);
        self.world_boxes.push(w);
        self.first_part.push(self.parts.len() as u32);
    }

    /// Adds a feature of polygons given in degrees. Rings are stored closed, exteriors
    /// counter-clockwise and holes clockwise (RFC 7946, section 3.1.6).
    pub fn push_polygons(&mut self, polygons: &MultiPolygon<f64>) {
        for polygon in polygons {
            self.push_ring(polygon.exterior(), true);
            for hole in polygon.interiors() {
                self.push_ring(hole, false);
            }
        }
        self.end_feature();
    }

    fn push_ring(&mut self, ring: &LineString<f64>, exterior: bool) {
        let twice_area: f64 = ring.0.windows(2).map(|w| w[0].x * w[1].y - w[1].x * w[0].y).sum();
        let points = ring.0.iter().filter_map(|c| LonLat::new(c.x, c.y));
        if (twice_area > 0.0) == exterior {
            self.push_part(points, exterior);
        } else {
            self.push_part(points.rev(), exterior);
        }
    }

    /// Adds a feature of one line given in degrees.
    pub fn push_line(&mut self, line: &LineString<f64>) {
        self.push_part(line.0.iter().filter_map(|c| LonLat::new(c.x, c.y)), true);
        self.end_feature();
    }

    /// Adds a feature of one point.
    pub fn push_point(&mut self, point: LonLat) {
        self.push_part(std::iter::once(point), true);
        self.end_feature();
    }

    /// Builds the box index; call once after the last push.
    #[must_use]
    pub fn finish(mut self) -> Self {
        self.index = BoxIndex::build(&self.world_boxes);
        self
    }

    /// What the features are.
    #[must_use]
    pub fn kind(&self) -> ShapeKind {
        self.kind
    }

    /// How many features.
    #[must_use]
    pub fn len(&self) -> usize {
        self.boxes.len()
    }

    /// True without features.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.boxes.is_empty()
    }

    /// Box of one feature in degrees; `None` when it has no points.
    #[must_use]
    pub fn bbox(&self, feature: usize) -> Option<Bbox> {
        self.boxes.get(feature).copied().filter(|b| b[0] <= b[2])
    }

    /// Box of all features in degrees.
    #[must_use]
    pub fn extent(&self) -> Option<Bbox> {
        let mut all = EMPTY_BOX;
        for b in self.boxes.iter().filter(|b| b[0] <= b[2]) {
            grow(&mut all, [b[0], b[1]]);
            grow(&mut all, [b[2], b[3]]);
        }
        (all[0] <= all[2]).then_some(all)
    }

    /// Features whose world box touches `query` (x from the west, y from the north, both 0 to 1),
    /// ascending.
    #[must_use]
    pub fn touching(&self, query: [f64; 4]) -> Vec<u32> {
        self.index.touching(&self.world_boxes, query)
    }

    /// Features whose geometry meets a box given in degrees, ascending.
    #[must_use]
    pub fn intersecting(&self, query: Bbox) -> Vec<u32> {
        let rect = Rect::new((query[0], query[1]), (query[2], query[3]));
        (0..self.boxes.len() as u32)
            .filter(|&i| {
                let b = self.boxes[i as usize];
                let touches = b[0] <= query[2] && b[2] >= query[0] && b[1] <= query[3] && b[3] >= query[1];
                let within = b[0] >= query[0] && b[2] <= query[2] && b[1] >= query[1] && b[3] <= query[3];
                touches && (within || self.meets(i as usize, &rect))
            })
            .collect()
    }

    fn meets(&self, feature: usize, rect: &Rect<f64>) -> bool {
        match self.kind {
            ShapeKind::Point => true,
            ShapeKind::Line => {
                let mut parts = self.parts(feature).iter();
                parts.any(|&part| LineString::from(self.degrees(part).to_vec()).intersects(rect))
            }
            ShapeKind::Polygon => self.polygons(feature).intersects(rect),
        }
    }

    pub(super) fn world_box(&self, feature: usize) -> [f64; 4] {
        self.world_boxes[feature]
    }

    pub(super) fn parts(&self, feature: usize) -> &[Part] {
        &self.parts[self.first_part[feature] as usize..self.first_part[feature + 1] as usize]
    }

    pub(super) fn world(&self, part: Part) -> &[[f64; 2]] {
        &self.world[part.start as usize..part.end as usize]
    }

    pub(super) fn degrees(&self, part: Part) -> &[[f64; 2]] {
        &self.degrees[part.start as usize..part.end as usize]
    }

    /// One feature's polygons in degrees, for point-on-surface and other planar questions.
    #[must_use]
    pub fn polygons(&self, feature: usize) -> MultiPolygon<f64> {
        let ring = |part: Part| LineString::from(self.degrees(part).to_vec());
        let mut out: Vec<Polygon<f64>> = Vec::new();
        for &part in self.parts(feature) {
            match out.last_mut() {
                Some(last) if !part.exterior => last.interiors_push(ring(part)),
                _ => out.push(Polygon::new(ring(part), Vec::new())),
            }
        }
        MultiPolygon(out)
    }
}
