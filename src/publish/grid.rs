//! A surface as a grid other programs open.

use std::fmt::Write;

/// What stands where there is no value.
const NO_DATA: &str = "-9999";

/// An ESRI ASCII grid (`.asc`): its south-west corner, cell side, columns and rows, and the value of each cell,
/// row-major from the south-west; written from the north, as the format wants.
#[must_use]
pub fn ascii_grid(
    corner: (f64, f64),
    cell: f64,
    (columns, rows): (usize, usize),
    value: impl Fn(usize) -> Option<f64>,
) -> String {
    let mut out = String::with_capacity(8 * columns * rows + 160);
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "ncols {columns}\nnrows {rows}\nxllcorner {}\nyllcorner {}\ncellsize {cell}\nNODATA_value {NO_DATA}\n",
        corner.0, corner.1
    );
    for row in (0..rows).rev() {
        for column in 0..columns {
            if column > 0 {
                out.push(' ');
            }
            match value(row * columns + column).filter(|v| v.is_finite()) {
                Some(v) => super::findings::csv_number(&mut out, v),
                None => out.push_str(NO_DATA),
            }
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::ascii_grid;

    #[test]
    fn rows_run_from_the_north_and_gaps_are_named() {
        let values = [Some(1.0), Some(2.5), None, Some(0.0)];
        let text = ascii_grid((100.0, -50.5), 25.0, (2, 2), |at| values[at]);
        assert_eq!(
            text,
            "ncols 2\nnrows 2\nxllcorner 100\nyllcorner -50.5\ncellsize 25\nNODATA_value -9999\n-9999 0\n1 2.5\n"
        );
    }
}
