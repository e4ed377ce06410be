//! Makes `src/geodesy/ostn15/table.bin` from Ordnance Survey's published grid.
//!
//! ```text
//! xz -dc OSTN15_OSGM15_DataFile.txt.xz | cargo run --example ostn15_table > src/geodesy/ostn15/table.bin
//! ```
//!
//! Each of the 701 x 1251 nodes becomes two millimetre offsets, 1 + shift - least shift, and 0
//! where the datum flag is 16 (outside the model). Each row is then differenced against the row
//! below and its own left neighbour, split into low and high bytes, and compressed with zlib.

use std::io::{BufRead, Write};

use flate2::{Compression, write::ZlibEncoder};

const COLUMNS: usize = 701;
const ROWS: usize = 1251;
const LEAST_EAST_MM: i64 = 82_140;
const LEAST_NORTH_MM: i64 = -84_180;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut east = vec![0_u16; COLUMNS * ROWS];
    let mut north = east.clone();
    for (number, line) in std::io::stdin().lock().lines().enumerate().skip(1) {
        let line = line?;
        let field: Vec<&str> = line.trim().split(',').collect();
        let (column, row): (usize, usize) = (field[1].parse()?, field[2].parse()?);
        let at = row / 1000 * COLUMNS + column / 1000;
        if at + 1 != number {
            return Err(format!("line {}: node out of order", number + 1).into());
        }
        if field[6] != "16" {
            east[at] = u16::try_from(millimetres(field[3])? - LEAST_EAST_MM + 1)?;
            north[at] = u16::try_from(millimetres(field[4])? - LEAST_NORTH_MM + 1)?;
        }
    }
    let mut out = ZlibEncoder::new(std::io::stdout().lock(), Compression::best());
    for plane in [&east, &north] {
        let residual: Vec<u16> = (0..plane.len())
            .map(|i| {
                let left = if i % COLUMNS > 0 { plane[i - 1] } else { 0 };
                let below = if i >= COLUMNS { plane[i - COLUMNS] } else { 0 };
                let corner = if i % COLUMNS > 0 && i >= COLUMNS { plane[i - COLUMNS - 1] } else { 0 };
                let r = plane[i].wrapping_sub(left).wrapping_sub(below).wrapping_add(corner).cast_signed();
                ((r << 1) ^ (r >> 15)).cast_unsigned()
            })
            .collect();
        out.write_all(&residual.iter().map(|r| r.to_le_bytes()[0]).collect::<Vec<u8>>())?;
        out.write_all(&residual.iter().map(|r| r.to_le_bytes()[1]).collect::<Vec<u8>>())?;
    }
    out.finish()?.flush()?;
    Ok(())
}

fn millimetres(text: &str) -> Result<i64, std::num::ParseFloatError> {
    Ok((text.parse::<f64>()? * 1000.0).round() as i64)
}
