//! OpenStreetMap extracts (`.osm.pbf`): ways that are roads, railways or water, with their tags and positions.

use std::{
    cell::Cell,
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::Once,
};

use geo_types::{Coord, LineString};
use osmpbf::{BlobDecode, BlobReader, Element, PrimitiveBlock};

use super::{GroundFile, GroundFileError};

/// One way as it is in the file; nothing is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct OsmWay {
    /// Its number.
    pub id: i64,
    /// Its tags, sorted by key.
    pub tags: Vec<(String, String)>,
    /// Its positions in degrees (WGS84), at least two; split where a node is not in the extract.
    pub lines: Vec<LineString<f64>>,
}

/// The ways of an extract.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OsmWays {
    /// Ways with a `highway`, `railway` or `waterway` tag, by number.
    pub ways: Vec<OsmWay>,
    /// Nodes that ways name and the extract does not hold: where it was cut out.
    pub missing_nodes: usize,
}

const KEYS: [&str; 3] = ["highway", "railway", "waterway"];

/// True for a file that begins as an OpenStreetMap extract does.
#[must_use]
pub fn is_osm_pbf(bytes: &[u8]) -> bool {
    bytes.len() > 15
        && bytes[..2] == [0, 0]
        && bytes[4..bytes.len().min(64)].windows(9).any(|w| w == b"OSMHeader")
}

/// Id, tags and nodes of a way.
type RawWay = (i64, Vec<(String, String)>, Vec<i64>);

/// Reads the ways of an extract: once for the ways, once for the nodes they name.
///
/// # Errors
/// [`GroundFileError::NotOsm`] for a file that is damaged or none.
pub fn read_osm(file: &GroundFile) -> Result<OsmWays, GroundFileError> {
    let bad = |what: String| GroundFileError::NotOsm { file: file.name.clone(), what };
    if !is_osm_pbf(&file.bytes) {
        return Err(bad("it does not begin as an OpenStreetMap extract does".to_owned()));
    }
    let mut ways: Vec<RawWay> = Vec::new();
    each_block(&file.bytes, |block| {
        for way in block.groups().flat_map(|group| group.ways()) {
            if way.tags().any(|(key, _)| KEYS.contains(&key)) {
                let mut tags: Vec<(String, String)> =
                    way.tags().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
                tags.sort();
                ways.push((way.id(), tags, way.refs().collect()));
            }
        }
    })
    .map_err(bad)?;
    ways.sort_by_key(|way| way.0);
    let mut wanted: Vec<i64> = ways.iter().flat_map(|way| way.2.iter().copied()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found: Vec<Option<Coord<f64>>> = vec![None; wanted.len()];
    each_block(&file.bytes, |block| {
        block.for_each_element(|element| {
            let (id, x, y) = match &element {
                Element::DenseNode(node) => (node.id(), node.nano_lon(), node.nano_lat()),
                Element::Node(node) => (node.id(), node.nano_lon(), node.nano_lat()),
                _ => return,
            };
            // Nanodegrees divided, not multiplied: the nearest number to what is written.
            if let Ok(at) = wanted.binary_search(&id) {
                found[at] = Some(Coord { x: x as f64 / 1e9, y: y as f64 / 1e9 });
            }
        });
    })
    .map_err(bad)?;
    let missing_nodes = found.iter().filter(|f| f.is_none()).count();
    let place = |id: &i64| wanted.binary_search(id).ok().and_then(|at| found[at]);
    let lines = |refs: &[i64]| {
        let runs = refs.iter().map(place).collect::<Vec<_>>();
        let runs = runs.split(Option::is_none).map(|run| run.iter().flatten().copied().collect::<Vec<_>>());
        runs.filter(|run| run.len() > 1).map(LineString).collect::<Vec<_>>()
    };
    let ways = ways.into_iter().map(|(id, tags, refs)| OsmWay { id, tags, lines: lines(&refs) });
    Ok(OsmWays { ways: ways.filter(|way| !way.lines.is_empty()).collect(), missing_nodes })
}

/// Every block of data, in order.
fn each_block(bytes: &[u8], mut each: impl FnMut(&PrimitiveBlock)) -> Result<(), String> {
    for (number, blob) in (1_u64..).zip(BlobReader::new(Cursor::new(bytes))) {
        let blob = blob.map_err(|e| format!("block {number}: {e}"))?;
        // The decoder adds up differences without a check; where overflow is checked, damaged ones would end the
        // program. The state behind is only lists that are thrown away.
        let decoded = quietly(|| match blob.decode() {
            Ok(BlobDecode::OsmData(block)) => {
                each(&block);
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(e) => Err(format!("block {number}: {e}")),
        });
        decoded.map_err(|()| format!("block {number}: its numbers are damaged"))??;
    }
    Ok(())
}

thread_local! {
    /// True while a decoder whose panics are an answer runs on this thread.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs a decoder; a panic of it is `Err`, and nothing of it is printed. Other threads' panics are told as ever.
fn quietly<T>(decode: impl FnOnce() -> T) -> Result<T, ()> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let told = take_hook();
        set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                told(panic);
            }
        }));
    });
    let before = QUIET.replace(true);
    let decoded = catch_unwind(AssertUnwindSafe(decode));
    QUIET.set(before);
    decoded.map_err(|_| ())
}
