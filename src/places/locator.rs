//! Which polygon is a point in: a raster of cells wholly inside one polygon, edge tests elsewhere.

use geo_types::{Coord, MultiPolygon};

use super::Area;
use crate::geodesy::GridPoint;

const OUTSIDE: u32 = u32::MAX;
/// Set on a raster cell that needs edge tests; the rest of the value is its row in `candidates`.
const BORDER: u32 = 1 << 31;

/// Answers "which area is this point in" for a fixed set of areas.
///
/// A point is inside when a ray to the east crosses the outline an odd number of times; an edge is
/// crossed when exactly one of its ends is at or below the point and the crossing lies strictly
/// east. Shared borders are thereby half-open: a point on the border of two areas that use the same
/// vertices belongs to exactly one of them (the one to its east, or above a level border). Where
/// outlines overlap, the area that comes first in the list wins.
#[derive(Debug, Clone)]
pub struct AreaLocator {
    origin: Coord<f64>,
    cell_m: f64,
    columns: usize,
    rows: usize,
    raster: Vec<u32>,
    candidate_offsets: Vec<u32>,
    candidates: Vec<u32>,
    /// First raster row of each area, and where its rows begin in `row_offsets`.
    area_rows: Vec<(u32, u32)>,
    row_offsets: Vec<u32>,
    edges: Vec<Edge>,
}

/// An edge from its lower end to its higher one, so that both sides of a border compute the same.
#[derive(Debug, Clone, Copy)]
struct Edge {
    low: Coord<f64>,
    high: Coord<f64>,
}

impl Edge {
    fn new(a: Coord<f64>, b: Coord<f64>) -> Self {
        if (a.y, a.x) <= (b.y, b.x) { Self { low: a, high: b } } else { Self { low: b, high: a } }
    }

    fn x_at(&self, y: f64) -> f64 {
        self.low.x + (y - self.low.y) / (self.high.y - self.low.y) * (self.high.x - self.low.x)
    }

    fn crossed_by_ray_from(&self, p: Coord<f64>) -> bool {
        self.low.y <= p.y && p.y < self.high.y && self.x_at(p.y) > p.x
    }
}

fn edges_of(shape: &MultiPolygon<f64>) -> impl Iterator<Item = Edge> {
    shape
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .flat_map(|ring| ring.0.windows(2).map(|pair| Edge::new(pair[0], pair[1])))
}

/// The same question by testing every edge of every area: slow, and the meaning of the fast one.
#[must_use]
pub fn locate_by_every_edge(shapes: &[&MultiPolygon<f64>], point: GridPoint) -> Option<u32> {
    let p = Coord::from(point);
    let inside = |shape: &&&MultiPolygon<f64>| {
        edges_of(shape).filter(|edge| edge.crossed_by_ray_from(p)).count() % 2 == 1
    };
    shapes.iter().enumerate().find(|(_, shape)| inside(shape)).map(|(i, _)| i as u32)
}

impl AreaLocator {
    /// Prepares the look-up; some milliseconds for 100,000 vertices.
    #[must_use]
    pub fn new(areas: &[Area]) -> Self {
        Self::of_shapes(&areas.iter().map(|area| &area.shape).collect::<Vec<_>>())
    }

    /// The same for shapes without names. Shapes with a coordinate that is not finite are left out.
    #[must_use]
    pub fn of_shapes(shapes: &[&MultiPolygon<f64>]) -> Self {
        let lists: Vec<Vec<Edge>> = shapes.iter().map(|shape| finite_edges(shape)).collect();
        let mut locator = Self::empty_over(&lists);
        let mut touched: Vec<(u32, u32)> = Vec::new();
        for (area, list) in lists.iter().enumerate() {
            locator.add_edges(area as u32, list, &mut touched);
        }
        touched.sort_unstable();
        touched.dedup();
        for &(cell, _) in &touched {
            locator.raster[cell as usize] = BORDER;
        }
        for (area, list) in lists.iter().enumerate() {
            if !list.is_empty() {
                locator.fill(area as u32, &mut touched);
            }
        }
        touched.sort_unstable();
        touched.dedup();
        locator.candidate_offsets.push(0);
        for group in touched.chunk_by(|a, b| a.0 == b.0) {
            locator.raster[group[0].0 as usize] = BORDER | (locator.candidate_offsets.len() as u32 - 1);
            locator.candidates.extend(group.iter().map(|(_, area)| area));
            locator.candidate_offsets.push(locator.candidates.len() as u32);
        }
        locator
    }

    /// Index of the area the point is in.
    #[must_use]
    pub fn locate(&self, point: GridPoint) -> Option<u32> {
        let p = Coord::from(point);
        let (column, row) = (self.column(p.x)?, self.row(p.y)?);
        let value = self.raster[row * self.columns + column];
        if value == OUTSIDE {
            return None;
        }
        if value & BORDER == 0 {
            return Some(value);
        }
        let at = (value & !BORDER) as usize;
        let range = self.candidate_offsets[at] as usize..self.candidate_offsets[at + 1] as usize;
        self.candidates[range].iter().copied().find(|&area| self.contains(area, row, p))
    }

    fn contains(&self, area: u32, row: usize, p: Coord<f64>) -> bool {
        self.row_edges(area, row).iter().filter(|edge| edge.crossed_by_ray_from(p)).count() % 2 == 1
    }

    /// The area's edges that reach into a raster row.
    fn row_edges(&self, area: u32, row: usize) -> &[Edge] {
        let (first, start) = self.area_rows[area as usize];
        let end = self.area_rows[area as usize + 1].1 - 1;
        let at = start as usize + row.wrapping_sub(first as usize);
        if row < first as usize || at >= end as usize {
            return &[];
        }
        &self.edges[self.row_offsets[at] as usize..self.row_offsets[at + 1] as usize]
    }

    fn column(&self, x: f64) -> Option<usize> {
        let at = (x - self.origin.x) / self.cell_m;
        (at >= 0.0 && at < self.columns as f64).then_some(at as usize)
    }

    fn row(&self, y: f64) -> Option<usize> {
        let at = (y - self.origin.y) / self.cell_m;
        (at >= 0.0 && at < self.rows as f64).then_some(at as usize)
    }

    /// A raster over all edges, about four cells an edge, at most four million.
    fn empty_over(lists: &[Vec<Edge>]) -> Self {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for edge in lists.iter().flatten() {
            for c in [edge.low, edge.high] {
                low = [low[0].min(c.x), low[1].min(c.y)];
                high = [high[0].max(c.x), high[1].max(c.y)];
            }
        }
        let edges: usize = lists.iter().map(Vec::len).sum();
        let cells = (edges * 4).clamp(256, 1 << 22) as f64;
        let (width, height) = if edges == 0 {
            (1.0, 1.0)
        } else {
            ((high[0] - low[0]).max(1e-9), (high[1] - low[1]).max(1e-9))
        };
        // The longer side bounds the number of cells even when the box is a sliver.
        let cell_m = (width * height / cells).sqrt().max(width.max(height) / 16_384.0);
        let origin = if edges == 0 { Coord { x: 0.0, y: 0.0 } } else { Coord { x: low[0], y: low[1] } };
        // One row and column more than the box, for points on its far sides.
        let (columns, rows) = ((width / cell_m) as usize + 2, (height / cell_m) as usize + 2);
        Self {
            origin,
            cell_m,
            columns,
            rows,
            raster: vec![OUTSIDE; columns * rows],
            candidate_offsets: Vec::new(),
            candidates: Vec::new(),
            area_rows: vec![(0, 0)],
            row_offsets: Vec::new(),
            edges: Vec::new(),
        }
    }

    /// Rows an edge reaches, a little too many rather than too few.
    fn rows_of(&self, edge: &Edge) -> (usize, usize) {
        let at = |y: f64| (y - self.origin.y) / self.cell_m;
        ((at(edge.low.y) - 1e-6).max(0.0) as usize, ((at(edge.high.y) + 1e-6) as usize).min(self.rows - 1))
    }

    /// Keeps an area's edges by raster row and notes the cells they touch.
    fn add_edges(&mut self, area: u32, list: &[Edge], touched: &mut Vec<(u32, u32)>) {
        let spans: Vec<(usize, usize)> = list.iter().map(|edge| self.rows_of(edge)).collect();
        let first = spans.iter().map(|s| s.0).min().unwrap_or(0);
        let last = spans.iter().map(|s| s.1).max().unwrap_or(0);
        let mut by_row: Vec<Vec<Edge>> = vec![Vec::new(); last + 1 - first];
        for (edge, &(from, to)) in list.iter().zip(&spans) {
            for row in from..=to {
                by_row[row - first].push(*edge);
                let bottom = self.origin.y + row as f64 * self.cell_m;
                let clamp = |y: f64| y.clamp(edge.low.y, edge.high.y);
                let ends = if edge.high.y > edge.low.y {
                    let pad = self.cell_m * 1e-6;
                    [edge.x_at(clamp(bottom - pad)), edge.x_at(clamp(bottom + self.cell_m + pad))]
                } else {
                    [edge.low.x, edge.high.x]
                };
                let at = |x: f64| (x - self.origin.x) / self.cell_m;
                let west = (at(ends[0].min(ends[1])) - 1e-6).max(0.0) as usize;
                let east = ((at(ends[0].max(ends[1])) + 1e-6) as usize).min(self.columns - 1);
                touched.extend((west..=east).map(|column| ((row * self.columns + column) as u32, area)));
            }
        }
        let start = self.row_offsets.len() as u32;
        self.area_rows[area as usize] = (first as u32, start);
        for row in by_row {
            self.row_offsets.push(self.edges.len() as u32);
            self.edges.extend(row);
        }
        self.row_offsets.push(self.edges.len() as u32);
        self.area_rows.push((0, self.row_offsets.len() as u32));
    }

    /// Marks the cells wholly inside an area. A cell no edge of it touches is wholly in or out, so
    /// its centre decides.
    fn fill(&mut self, area: u32, touched: &mut Vec<(u32, u32)>) {
        let (first, start) = self.area_rows[area as usize];
        let rows = self.area_rows[area as usize + 1].1 - 1 - start;
        // Rows without an edge lie between the parts of an area, or far inside it: go on past them.
        for row in first as usize..(first + rows) as usize {
            let edges = self.row_edges(area, row);
            let y = self.origin.y + (row as f64 + 0.5) * self.cell_m;
            let mut crossings: Vec<f64> =
                edges.iter().filter(|e| e.low.y <= y && y < e.high.y).map(|e| e.x_at(y)).collect();
            crossings.sort_unstable_by(f64::total_cmp);
            for pair in crossings.chunks_exact(2) {
                let at = |x: f64| (x - self.origin.x) / self.cell_m;
                let from = (at(pair[0]) - 0.5).ceil().max(0.0) as usize;
                let to = ((at(pair[1]) - 0.5).ceil().max(0.0) as usize).min(self.columns);
                for column in from..to {
                    let cell = row * self.columns + column;
                    match self.raster[cell] {
                        OUTSIDE => self.raster[cell] = area,
                        BORDER => touched.push((cell as u32, area)),
                        _ => {} // overlapping areas: the first wins
                    }
                }
            }
        }
    }
}

fn finite_edges(shape: &MultiPolygon<f64>) -> Vec<Edge> {
    let edges: Vec<Edge> = edges_of(shape).collect();
    let finite = |e: &Edge| [e.low.x, e.low.y, e.high.x, e.high.y].iter().all(|v| v.is_finite());
    if edges.iter().all(finite) { edges } else { Vec::new() }
}
