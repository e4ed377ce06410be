//! One layer of one tile.

use fast_mvt::{MvtCoord, MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtResult, MvtValueRef};

use super::{
    super::{
        PublishError, Shapes,
        shapes::{Part, ShapeKind},
    },
    TileId,
    clip::{self, Window},
};

/// Tile units a side.
const EXTENT: f64 = 4096.0;
/// Tile units drawn beyond each side, so that outlines do not show the tile's edge.
const BUFFER: f64 = 64.0;

/// Receives the properties of one feature.
pub struct Tags<'a> {
    feature: &'a mut MvtFeatureBuilder,
    failed: bool,
}

impl Tags<'_> {
    fn put(&mut self, key: &str, value: MvtValueRef<'_>) -> &mut Self {
        self.failed |= self.feature.tag_ref(key, value).is_err();
        self
    }

    /// Adds text.
    pub fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.put(key, MvtValueRef::String(value))
    }

    /// Adds a whole number.
    pub fn whole(&mut self, key: &str, value: u64) -> &mut Self {
        self.put(key, MvtValueRef::UInt(value))
    }

    /// Adds a number; not-a-number is left out, as an absent value is.
    pub fn number(&mut self, key: &str, value: f64) -> &mut Self {
        if value.is_nan() { self } else { self.put(key, MvtValueRef::Double(value)) }
    }
}

/// Working memory of one layer.
#[derive(Default)]
struct Cut {
    ring: Vec<[f64; 2]>,
    scratch: Vec<[f64; 2]>,
    done: Vec<(Vec<MvtCoord>, bool)>,
}

/// The bytes of one layer of one tile; empty when nothing of it is there. Layers of a tile are
/// joined by putting their bytes one after the other.
///
/// `keep` says which features are in this tile at all; `tags` writes their properties. A feature's
/// id is its number in `shapes` plus one. Points on a tile's edge belong to the tile east and south
/// of it, so each point is in one tile only.
///
/// # Errors
/// [`PublishError::Tile`] when the encoder refuses a value (more than 2^29 points in one feature).
pub fn encode_layer(
    name: &str,
    shapes: &Shapes,
    tile: TileId,
    mut keep: impl FnMut(usize) -> bool,
    mut tags: impl FnMut(usize, &mut Tags<'_>),
) -> Result<Vec<u8>, PublishError> {
    encode_layers(name, &[shapes], tile, |_, i| keep(i), |_, i, t| tags(i, t))
}

/// As [`encode_layer`], for one tile layer drawn from several sets of shapes; both closures are told
/// which set first. Feature ids go on counting from set to set.
///
/// # Errors
/// As [`encode_layer`].
pub fn encode_layers(
    name: &str,
    sets: &[&Shapes],
    tile: TileId,
    mut keep: impl FnMut(usize, usize) -> bool,
    mut tags: impl FnMut(usize, usize, &mut Tags<'_>),
) -> Result<Vec<u8>, PublishError> {
    let refuse = |_| PublishError::Tile { layer: name.to_owned() };
    let mut layer = MvtLayerBuilder::new(name).map_err(refuse)?;
    let mut cut = Cut::default();
    let mut first_id = 1;
    for (set, shapes) in sets.iter().enumerate() {
        let buffer = if shapes.kind() == ShapeKind::Point { 0.0 } else { BUFFER / EXTENT };
        for feature in shapes.touching(tile.world_box(buffer)) {
            let feature = feature as usize;
            if !keep(set, feature) {
                continue;
            }
            cut.feature(shapes, feature, tile);
            if cut.done.is_empty() {
                continue;
            }
            let mut out = layer.feature_of(match shapes.kind() {
                ShapeKind::Polygon => MvtGeomType::Polygon,
                ShapeKind::Line => MvtGeomType::LineString,
                ShapeKind::Point => MvtGeomType::Point,
            });
            out.id(Some(first_id + feature as u64));
            cut.write(shapes.kind(), &mut out).map_err(refuse)?;
            let mut sink = Tags { feature: &mut out, failed: false };
            tags(set, feature, &mut sink);
            if sink.failed {
                return Err(PublishError::Tile { layer: name.to_owned() });
            }
            layer = out.end();
        }
        first_id += shapes.len() as u64;
    }
    Ok(if layer.num_features() == 0 { Vec::new() } else { layer.encode() })
}

fn whole(p: [f64; 2]) -> MvtCoord {
    MvtCoord { x: p[0].round() as i32, y: p[1].round() as i32 }
}

/// Rounds to tile units and drops repeated points.
fn round(points: &[[f64; 2]]) -> Vec<MvtCoord> {
    let mut out: Vec<MvtCoord> = points.iter().map(|&p| whole(p)).collect();
    out.dedup();
    out
}

fn has_area(ring: &[MvtCoord]) -> bool {
    let wide = |c: MvtCoord| (i64::from(c.x), i64::from(c.y));
    let last = ring.last().copied().map(wide);
    let Some(mut a) = last else { return false };
    let mut twice = 0_i64;
    for &c in ring {
        let b = wide(c);
        twice += a.0 * b.1 - b.0 * a.1;
        a = b;
    }
    twice != 0
}

impl Cut {
    fn feature(&mut self, shapes: &Shapes, feature: usize, tile: TileId) {
        self.done.clear();
        let window = Window { low: -BUFFER, high: EXTENT + BUFFER };
        let (x0, y0, side) = (f64::from(tile.x()), f64::from(tile.y()), tile.side());
        let local = |p: [f64; 2]| [(p[0] * side - x0) * EXTENT, (p[1] * side - y0) * EXTENT];
        match shapes.kind() {
            ShapeKind::Polygon => {
                self.polygons(shapes, shapes.parts(feature), local, window);
                if self.done.is_empty() {
                    self.unit_square(shapes.world_box(feature), local);
                }
            }
            ShapeKind::Line => {
                for &part in shapes.parts(feature) {
                    let points: Vec<_> = shapes.world(part).iter().map(|&p| local(p)).collect();
                    for piece in clip::line(&points, window) {
                        let piece = round(&piece);
                        if piece.len() >= 2 {
                            self.done.push((piece, true));
                        }
                    }
                }
            }
            ShapeKind::Point => {
                for &part in shapes.parts(feature) {
                    let inside = |v: f64| (0.0..EXTENT).contains(&v);
                    let points = shapes.world(part).iter().map(|&p| local(p));
                    let kept: Vec<_> = points.filter(|p| inside(p[0]) && inside(p[1])).map(whole).collect();
                    if !kept.is_empty() {
                        self.done.push((kept, true));
                    }
                }
            }
        }
    }

    fn polygons(
        &mut self,
        shapes: &Shapes,
        parts: &[Part],
        local: impl Fn([f64; 2]) -> [f64; 2],
        window: Window,
    ) {
        let mut exterior_kept = false;
        for &part in parts {
            if !part.exterior && !exterior_kept {
                continue;
            }
            let world = shapes.world(part);
            self.ring.clear();
            // Stored rings are closed; the encoder closes them itself.
            self.ring.extend(world[..world.len().saturating_sub(1)].iter().map(|&p| local(p)));
            clip::ring(&mut self.ring, &mut self.scratch, window);
            let ring = round(&self.ring);
            let kept = has_area(&ring);
            if part.exterior {
                exterior_kept = kept;
            }
            if kept {
                self.done.push((ring, part.exterior));
            }
        }
    }

    /// A polygon that rounds to nothing is drawn as one unit square in the tile that holds its
    /// middle; one that was only cut away is not.
    fn unit_square(&mut self, world_box: [f64; 4], local: impl Fn([f64; 2]) -> [f64; 2]) {
        let (low, high) = (local([world_box[0], world_box[1]]), local([world_box[2], world_box[3]]));
        let middle = [f64::midpoint(low[0], high[0]), f64::midpoint(low[1], high[1])];
        let small = high[0] - low[0] < 2.0 || high[1] - low[1] < 2.0;
        if small && middle.iter().all(|v| (0.0..EXTENT).contains(v)) {
            let (x, y) = (middle[0] as i32, middle[1] as i32);
            let corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)];
            self.done.push((corners.map(|(x, y)| MvtCoord { x, y }).to_vec(), true));
        }
    }

    fn write(&mut self, kind: ShapeKind, out: &mut MvtFeatureBuilder) -> MvtResult<()> {
        for (points, exterior) in self.done.drain(..) {
            match kind {
                ShapeKind::Polygon => out.ring(points, exterior)?,
                ShapeKind::Line => out.line(points)?,
                ShapeKind::Point => out.points(points)?,
            };
        }
        Ok(())
    }
}
