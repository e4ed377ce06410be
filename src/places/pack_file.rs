//! The area pack as one file: a checked head, then compressed facts and outlines.
//!
//! Head: `harmarea`, the format version (u32, little-endian), the SHA-256 of the rest. The rest is a
//! zlib stream of the facts as JSON (its length first) and every coordinate in whole millimetres as
//! variable-length differences. Coordinates are rounded to the millimetre when a pack is built, so a
//! pack read back equals the pack written.

use std::io::{Read, Write};

use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use sha2::{Digest, Sha256};

use super::{AreaPack, PlacesError};
use crate::geodesy::GridPoint;

const MAGIC: &[u8; 8] = b"harmarea";
const HEAD: usize = 8 + 4 + 32;
/// A pack larger than this when unpacked is refused: the largest force needs a twentieth.
const MOST_BYTES: u64 = 1 << 30;

/// Rounds metres to whole millimetres, as a pack keeps them.
pub(super) fn to_millimetre(metres: f64) -> f64 {
    (metres * 1000.0).round() / 1000.0
}

impl AreaPack {
    /// The version this program writes and the newest it reads.
    pub const FORMAT: u32 = 1;

    /// The pack as the bytes of its file. Same pack, same bytes.
    ///
    /// # Errors
    /// [`PlacesError::PackNotWritable`] when a fact cannot be written as JSON (a number that is none).
    pub fn to_bytes(&self) -> Result<Vec<u8>, PlacesError> {
        let mut facts = self.clone();
        let mut lines = Writer::default();
        for shape in shapes(&mut facts) {
            lines.shape(&std::mem::replace(shape, MultiPolygon(Vec::new())));
        }
        for street in &mut facts.streets {
            lines.line(&std::mem::replace(&mut street.line, LineString(Vec::new())).0);
        }
        let postcodes: Vec<Coord<f64>> =
            std::mem::take(&mut facts.postcodes).into_iter().map(Coord::from).collect();
        lines.line(&postcodes);
        let bad = |e: String| PlacesError::PackNotWritable { reason: e };
        let json = serde_json::to_vec(&facts).map_err(|e| bad(e.to_string()))?;
        let mut payload = ZlibEncoder::new(Vec::new(), Compression::default());
        let written = payload
            .write_all(&(json.len() as u64).to_le_bytes())
            .and_then(|()| payload.write_all(&json))
            .and_then(|()| payload.write_all(&lines.bytes))
            .and_then(|()| payload.finish());
        let payload = written.map_err(|e| bad(e.to_string()))?;
        let mut out = Vec::with_capacity(HEAD + payload.len());
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&Self::FORMAT.to_le_bytes());
        out.extend_from_slice(&Sha256::digest(&payload));
        out.extend_from_slice(&payload);
        Ok(out)
    }

    /// Reads a pack from the bytes of its file.
    ///
    /// # Errors
    /// [`PlacesError::NotAPack`] for another file, [`PlacesError::NewerPack`] for a newer format,
    /// [`PlacesError::DamagedPack`] when the bytes were changed since they were written.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PlacesError> {
        if bytes.len() < HEAD || &bytes[..8] != MAGIC {
            return Err(PlacesError::NotAPack);
        }
        let format = bytes[8..12].iter().rev().fold(0, |n, b| n << 8 | u32::from(*b));
        if format != Self::FORMAT {
            return Err(PlacesError::NewerPack { found: format, known: Self::FORMAT });
        }
        let damaged = |what: &str| PlacesError::DamagedPack { what: what.to_owned() };
        let (head, payload) = bytes.split_at(HEAD);
        if Sha256::digest(payload).as_slice() != &head[12..] {
            return Err(damaged("its checksum does not match"));
        }
        let mut raw = Vec::new();
        ZlibDecoder::new(payload)
            .take(MOST_BYTES)
            .read_to_end(&mut raw)
            .map_err(|_| damaged("it does not decompress"))?;
        let mut lines = Reader { bytes: &raw };
        let short = || damaged("it ends too early");
        let length =
            lines.take(8).ok_or_else(short)?.iter().rev().fold(0, |n: usize, b| n << 8 | usize::from(*b));
        let json = lines.take(length).ok_or_else(short)?;
        let mut pack: Self = serde_json::from_slice(json).map_err(|e| damaged(&format!("its facts: {e}")))?;
        for shape in shapes(&mut pack) {
            *shape = lines.shape().ok_or_else(short)?;
        }
        for street in &mut pack.streets {
            street.line = LineString(lines.ring().ok_or_else(short)?);
        }
        for c in lines.ring().ok_or_else(short)? {
            pack.postcodes.push(GridPoint::new(c.x, c.y).ok_or_else(|| damaged("a postcode off the Earth"))?);
        }
        if !lines.bytes.is_empty() {
            return Err(damaged("it does not end where it should"));
        }
        pack.check_indices().map_err(|what| damaged(&what))?;
        Ok(pack)
    }

    /// The id of a pack: the SHA-256 of its file, in hex.
    #[must_use]
    pub fn id_of(bytes: &[u8]) -> String {
        hex::encode(Sha256::digest(bytes))
    }

    /// Every index points at something, so that nobody after this has to ask.
    fn check_indices(&self) -> Result<(), String> {
        if self.lsoa_facts.len() != self.lsoa.len()
            || self.ward_district.len() != self.ward.len()
            || self.district_csp.len() != self.district.len()
        {
            return Err("its tables have different lengths".to_owned());
        }
        let inside = |index: Option<u16>, length: usize| index.is_none_or(|i| usize::from(i) < length);
        let facts = self.lsoa_facts.iter().all(|f| {
            inside(f.msoa, self.msoa.len())
                && inside(f.ward, self.ward.len())
                && inside(f.district, self.district.len())
                && inside(f.csp, self.csp.len())
        });
        let wards = self.ward_district.iter().all(|d| inside(*d, self.district.len()));
        let districts = self.district_csp.iter().all(|c| inside(*c, self.csp.len()));
        if facts && wards && districts { Ok(()) } else { Err("it names an area it does not have".to_owned()) }
    }
}

/// Every polygon of a pack in the order of the file.
fn shapes(pack: &mut AreaPack) -> impl Iterator<Item = &mut MultiPolygon<f64>> {
    [&mut pack.lsoa, &mut pack.msoa, &mut pack.ward, &mut pack.district, &mut pack.csp, &mut pack.mask_added]
        .into_iter()
        .flat_map(|layer| layer.iter_mut())
        .map(|area| &mut area.shape)
}

#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    last: [i64; 2],
}

impl Writer {
    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    fn line(&mut self, line: &[Coord<f64>]) {
        self.last = [0, 0];
        self.ring(line);
        self.last = [0, 0];
    }

    fn ring(&mut self, ring: &[Coord<f64>]) {
        self.number(ring.len() as u64);
        for c in ring {
            for (axis, metres) in [c.x, c.y].into_iter().enumerate() {
                let mm = (metres * 1000.0).round() as i64;
                let step = mm.wrapping_sub(self.last[axis]);
                self.number(((step << 1) ^ (step >> 63)).cast_unsigned());
                self.last[axis] = mm;
            }
        }
    }

    fn shape(&mut self, shape: &MultiPolygon<f64>) {
        self.number(shape.0.len() as u64);
        for polygon in shape {
            self.number(polygon.interiors().len() as u64 + 1);
            self.ring(&polygon.exterior().0);
            for hole in polygon.interiors() {
                self.ring(&hole.0);
            }
        }
        // Each shape stands alone, so that a change in one does not move all that follow.
        self.last = [0, 0];
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.bytes.split_at_checked(n)?;
        self.bytes = rest;
        Some(head)
    }

    fn number(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    /// A count of things that take at least `bytes` each, so a damaged file cannot ask for the moon.
    fn count(&mut self, bytes: usize) -> Option<usize> {
        let n = usize::try_from(self.number()?).ok()?;
        (n <= self.bytes.len() / bytes).then_some(n)
    }

    fn ring_after(&mut self, last: &mut [i64; 2]) -> Option<Vec<Coord<f64>>> {
        let n = self.count(2)?;
        let mut ring = Vec::with_capacity(n);
        for _ in 0..n {
            for axis in last.iter_mut() {
                let z = self.number()?;
                *axis = axis.wrapping_add((z >> 1).cast_signed() ^ -(z & 1).cast_signed());
            }
            ring.push(Coord { x: last[0] as f64 / 1000.0, y: last[1] as f64 / 1000.0 });
        }
        Some(ring)
    }

    fn ring(&mut self) -> Option<Vec<Coord<f64>>> {
        self.ring_after(&mut [0, 0])
    }

    fn shape(&mut self) -> Option<MultiPolygon<f64>> {
        let mut last = [0, 0];
        let polygons = self.count(2)?;
        let mut shape = Vec::with_capacity(polygons);
        for _ in 0..polygons {
            let rings = self.count(1)?;
            let mut all = Vec::with_capacity(rings);
            for _ in 0..rings {
                all.push(LineString(self.ring_after(&mut last)?));
            }
            let mut all = all.into_iter();
            let exterior = all.next()?;
            shape.push(Polygon::new(exterior, all.collect()));
        }
        Some(MultiPolygon(shape))
    }
}
