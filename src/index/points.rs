//! Which incidents are near: an R-tree over the distinct points, each with its rows.

use geo::{BoundingRect, Intersects};
use geo_types::{MultiPolygon, Point};
use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::{Columns, Filter};
use crate::geodesy::GridPoint;

/// A distinct position, in decimetres, and its place in the row lists.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Entry {
    x: i32,
    y: i32,
    place: u32,
}

impl Entry {
    fn metres(self) -> [f64; 2] {
        [f64::from(self.x) / 10.0, f64::from(self.y) / 10.0]
    }
}

impl RTreeObject for Entry {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.metres())
    }
}

impl PointDistance for Entry {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        let [x, y] = self.metres();
        (x - point[0]).powi(2) + (y - point[1]).powi(2)
    }
}

/// An R-tree over the distinct points of some columns. Rows at one point share one entry, so
/// snapped data and places of recording cost nothing extra.
#[derive(Debug, Clone)]
pub struct PointIndex {
    tree: RTree<Entry>,
    offsets: Vec<u32>,
    rows: Vec<u32>,
}

impl PointIndex {
    /// Builds the tree over every mapped row.
    #[must_use]
    pub fn build(columns: &Columns) -> Self {
        let mut rows: Vec<u32> =
            (0..columns.len()).filter(|&r| columns.is_mapped(r)).map(|r| r as u32).collect();
        let at = |row: u32| (columns.easting_dm[row as usize], columns.northing_dm[row as usize]);
        rows.sort_by_key(|&row| (at(row), row));
        let mut entries: Vec<Entry> = Vec::new();
        let mut offsets = Vec::new();
        for (i, &row) in rows.iter().enumerate() {
            let (x, y) = at(row);
            if entries.last().is_none_or(|e| (e.x, e.y) != (x, y)) {
                entries.push(Entry { x, y, place: entries.len() as u32 });
                offsets.push(i as u32);
            }
        }
        offsets.push(rows.len() as u32);
        Self { tree: RTree::bulk_load(entries), offsets, rows }
    }

    /// Distinct points.
    #[must_use]
    pub fn points(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Rows of each distinct point with more than `least - 1` rows: the stacks, most rows first,
    /// ties by position.
    #[must_use]
    pub fn stacks(&self, least: usize) -> Vec<&[u32]> {
        let mut found: Vec<&[u32]> = (0..self.points())
            .map(|place| self.at(place as u32))
            .filter(|rows| rows.len() >= least)
            .collect();
        found.sort_by_key(|rows| std::cmp::Reverse(rows.len()));
        found
    }

    /// Rows within `radius_m` of a point (inclusive) that pass, ascending.
    #[must_use]
    pub fn within(&self, columns: &Columns, centre: GridPoint, radius_m: f64, filter: &Filter) -> Vec<u32> {
        if radius_m.is_nan() || radius_m < 0.0 {
            return Vec::new();
        }
        let centre = [centre.easting_m(), centre.northing_m()];
        let found = self.tree.locate_within_distance(centre, radius_m * radius_m);
        self.passing(columns, found.map(|e| e.place), filter)
    }

    /// Rows in the box (edges included) that pass, ascending.
    #[must_use]
    pub fn in_box(&self, columns: &Columns, low: GridPoint, high: GridPoint, filter: &Filter) -> Vec<u32> {
        let corners = ([low.easting_m(), low.northing_m()], [high.easting_m(), high.northing_m()]);
        let envelope = AABB::from_corners(corners.0, corners.1);
        self.passing(columns, self.tree.locate_in_envelope(&envelope).map(|e| e.place), filter)
    }

    /// Rows in the polygon (border included) that pass, ascending.
    #[must_use]
    pub fn in_polygon(&self, columns: &Columns, shape: &MultiPolygon<f64>, filter: &Filter) -> Vec<u32> {
        let Some(bounds) = shape.bounding_rect() else { return Vec::new() };
        let envelope = AABB::from_corners([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
        let inside = self.tree.locate_in_envelope(&envelope).filter(|e| {
            let [x, y] = e.metres();
            shape.intersects(&Point::new(x, y))
        });
        self.passing(columns, inside.map(|e| e.place), filter)
    }

    /// The `k` nearest rows that pass with their distances in metres, nearest first, ties by row.
    #[must_use]
    pub fn nearest(
        &self,
        columns: &Columns,
        centre: GridPoint,
        k: usize,
        filter: &Filter,
    ) -> Vec<(u32, f64)> {
        let ready = filter.ready(columns);
        let centre = [centre.easting_m(), centre.northing_m()];
        let mut found: Vec<(u32, f64)> = Vec::new();
        for (entry, squared) in self.tree.nearest_neighbor_iter_with_distance_2(&centre) {
            // Points at the same distance as the k-th must all be seen before ties are cut by row.
            if found.len() >= k && found.last().is_none_or(|last| squared.sqrt() > last.1) {
                break;
            }
            let rows = self.at(entry.place).iter().filter(|&&row| ready.passes(columns, row as usize));
            found.extend(rows.map(|&row| (row, squared.sqrt())));
        }
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        found.truncate(k);
        found
    }

    fn at(&self, place: u32) -> &[u32] {
        &self.rows[self.offsets[place as usize] as usize..self.offsets[place as usize + 1] as usize]
    }

    fn passing(&self, columns: &Columns, places: impl Iterator<Item = u32>, filter: &Filter) -> Vec<u32> {
        let ready = filter.ready(columns);
        let mut rows: Vec<u32> = places
            .flat_map(|place| self.at(place).iter().copied())
            .filter(|&row| ready.passes(columns, row as usize))
            .collect();
        rows.sort_unstable();
        rows
    }
}
