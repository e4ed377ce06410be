//! The OSTN15 shift grid of Ordnance Survey, embedded (`ostn15/LICENCE.txt` travels with it).
//!
//! `ostn15/table.bin` is made by `examples/ostn15_table.rs`, which describes its layout. Datum flag
//! 15 (offshore) is valid; flag 16 (outside the model) is stored as 0 and refused.

use std::{io::Read, sync::OnceLock};

const COLUMNS: usize = 701;
const ROWS: usize = 1251;
const LEAST_EAST_MM: f64 = 82_140.0;
const LEAST_NORTH_MM: f64 = -84_180.0;

static TABLE: &[u8] = include_bytes!("ostn15/table.bin");

/// Offsets in millimetres above the least, plus one; 0 is outside the model.
fn nodes() -> &'static [[u16; 2]] {
    static NODES: OnceLock<Vec<[u16; 2]>> = OnceLock::new();
    NODES.get_or_init(|| {
        let size = COLUMNS * ROWS;
        let mut bytes = Vec::with_capacity(size * 4);
        flate2::read::ZlibDecoder::new(TABLE)
            .read_to_end(&mut bytes)
            .expect("the embedded OSTN15 table decompresses");
        assert!(bytes.len() == size * 4, "the embedded OSTN15 table is whole");
        let mut nodes = vec![[0; 2]; size];
        for plane in 0..2 {
            let (low, high) = bytes[plane * size * 2..][..size * 2].split_at(size);
            for i in 0..size {
                let zigzag = u16::from_le_bytes([low[i], high[i]]);
                let residual = (zigzag >> 1) ^ (zigzag & 1).wrapping_neg();
                let inner = i % COLUMNS > 0;
                let left = if inner { nodes[i - 1][plane] } else { 0 };
                let below = if i >= COLUMNS { nodes[i - COLUMNS][plane] } else { 0 };
                let corner = if inner && i >= COLUMNS { nodes[i - COLUMNS - 1][plane] } else { 0 };
                nodes[i][plane] = residual.wrapping_add(left).wrapping_add(below).wrapping_sub(corner);
            }
        }
        nodes
    })
}

/// Shift in metres from ETRS89 to OSGB36 at ETRS89 grid metres, bilinear over the kilometre cell.
/// `None` outside the table or where a node with weight is outside the model.
pub(super) fn shift_m(x: f64, y: f64) -> Option<(f64, f64)> {
    if !((0.0..=700_000.0).contains(&x) && (0.0..=1_250_000.0).contains(&y)) {
        return None;
    }
    let (column, row) = (((x / 1000.0) as usize).min(COLUMNS - 2), ((y / 1000.0) as usize).min(ROWS - 2));
    let (t, u) = (x / 1000.0 - column as f64, y / 1000.0 - row as f64);
    let nodes = nodes();
    let at = row * COLUMNS + column;
    let weights = [(1.0 - t) * (1.0 - u), t * (1.0 - u), (1.0 - t) * u, t * u];
    let (mut east, mut north) = (0.0, 0.0);
    for (node, weight) in [at, at + 1, at + COLUMNS, at + COLUMNS + 1].into_iter().zip(weights) {
        let [e, n] = nodes[node];
        if e == 0 {
            if weight > 0.0 {
                return None;
            }
            continue;
        }
        east += weight * f64::from(e);
        north += weight * f64::from(n);
    }
    Some(((east - 1.0 + LEAST_EAST_MM) / 1000.0, (north - 1.0 + LEAST_NORTH_MM) / 1000.0))
}
