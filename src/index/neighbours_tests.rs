//! Neighbours against brute force and hand-made cases.

use geo_types::{MultiPolygon, polygon};

use super::*;
use crate::inference::{stream, uniform};

fn points(n: usize) -> Vec<GridPoint> {
    let mut rng = stream(1, "neighbours", 0);
    // Whole tens of metres, so that ties and exact distances occur.
    let mut at = || (uniform(&mut rng) * 200.0).floor() * 10.0;
    (0..n).map(|_| GridPoint::new(at(), at()).expect("in range")).collect()
}

#[test]
fn distance_bands_equal_brute_force_and_include_the_distance_itself() {
    let centres = points(300);
    let weights = within_distance(&centres, 130.0);
    for (i, c) in centres.iter().enumerate() {
        let near: Vec<u32> = (0..300_u32)
            .filter(|&j| j as usize != i && centres[j as usize].distance_m(*c) <= 130.0)
            .collect();
        assert_eq!(weights.neighbours(i), near);
    }
}

#[test]
fn nearest_neighbours_equal_brute_force_with_ties_by_position() {
    let centres = points(300);
    let weights = nearest(&centres, 8);
    for (i, c) in centres.iter().enumerate() {
        let d2 = |j: u32| {
            let (dx, dy) = (
                centres[j as usize].easting_m() - c.easting_m(),
                centres[j as usize].northing_m() - c.northing_m(),
            );
            dx * dx + dy * dy
        };
        let mut all: Vec<u32> = (0..300).filter(|&j| j as usize != i).collect();
        all.sort_by(|&a, &b| d2(a).total_cmp(&d2(b)).then(a.cmp(&b)));
        all.truncate(8);
        all.sort_unstable();
        assert_eq!(weights.neighbours(i), all);
    }
    assert_eq!(nearest(&centres[..3], 8).neighbours(0).len(), 2);
}

#[test]
fn squares_sharing_a_corner_are_queen_but_not_rook_neighbours() {
    let square = |x: f64, y: f64| {
        let (x1, y1) = (x + 1.0, y + 1.0);
        MultiPolygon(vec![polygon![(x: x, y: y), (x: x1, y: y), (x: x1, y: y1), (x: x, y: y1)]])
    };
    let outlines = [square(0.0, 0.0), square(1.0, 0.0), square(1.0, 1.0), square(5.0, 5.0)];
    let queen = contiguous(&outlines, Contiguity::Queen);
    assert_eq!((queen.neighbours(0), queen.neighbours(3)), (&[1, 2][..], &[][..]));
    assert_eq!(contiguous(&outlines, Contiguity::Rook).neighbours(0), [1]);
    let cells = [(0, 0), (1, 0), (1, 1), (5, 5)];
    assert_eq!(square_rings(&cells, 1, Contiguity::Queen), queen);
    assert_eq!(square_rings(&cells, 1, Contiguity::Rook).neighbours(0), [1]);
}

#[test]
fn rings_of_cells_are_the_six_around_even_beside_a_pentagon() {
    let centre = CellIndex::try_from(0x0891_94a8_2003_ffff_u64).expect("a cell");
    let cells = h3_with_rings(&[centre.into()], 2);
    assert_eq!(cells.len(), 19);
    let weights = h3_rings(&cells, 1);
    let at = cells.binary_search(&centre.into()).expect("inside");
    assert_eq!(weights.neighbours(at).len(), 6);
    assert_eq!(weights.links(), 2 * 42);
    let pentagon = h3o::Resolution::Nine.pentagons().next().expect("twelve of them");
    let around = h3_with_rings(&[pentagon.into()], 1);
    let at = around.binary_search(&pentagon.into()).expect("inside");
    assert_eq!(h3_rings(&around, 1).neighbours(at).len(), 5);
}

#[test]
fn a_gal_file_is_read_with_either_header_and_refused_with_its_line() {
    let position = |id: &str| ["a", "b", "c"].iter().position(|&k| k == id).map(|i| i as u32);
    for header in ["3", "0 3 towns id"] {
        let weights =
            parse_gal(&format!("{header}\na 2\nb c\nb 1\na\nc 0\n\n"), 3, position).expect("a GAL file");
        assert_eq!((weights.neighbours(0), weights.neighbours(1)), (&[1, 2][..], &[0][..]));
        assert!(weights.neighbours(2).is_empty());
    }
    let unknown = parse_gal("3\na 1\nz\n", 3, position);
    assert_eq!(unknown, Err(GalError::UnknownId { line: 3, id: "z".into(), units: 3 }));
    assert!(matches!(parse_gal("3\na x\n", 3, position), Err(GalError::Malformed { line: 2, .. })));
    assert!(matches!(parse_gal("3\na 2\nb\n", 3, position), Err(GalError::Malformed { .. })));
    assert!(parse_gal("", 3, position).is_err());
}
