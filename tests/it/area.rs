//! Ground: look-ups against brute force, units, the pack file, and Kent from published files.

use std::{fs, path::Path};

use geo_types::{LineString, MultiPolygon, Polygon};
use harmspot::{
    geodesy::{GridPoint, LonLat, to_grid},
    places::{Area, AreaLocator, Unit, UnitSet, locate_by_every_edge, shape},
};
use proptest::prelude::*;

fn golden(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/goldens").join(name)).unwrap()
}

fn ring(points: &[(f64, f64)]) -> MultiPolygon<f64> {
    let mut points = points.to_vec();
    points.push(points[0]);
    MultiPolygon(vec![Polygon::new(LineString::from(points), vec![])])
}

fn point(x: f64, y: f64) -> GridPoint {
    GridPoint::new(x, y).unwrap()
}

/// A partition of 0..8 x 0..8 into wobbly quadrilaterals that share their corners.
fn wobbly(seed: u64) -> Vec<MultiPolygon<f64>> {
    let corner = |i: u64, j: u64| {
        let h = (i * 73_856_093 ^ j * 19_349_663 ^ seed * 83_492_791).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        // On a quarter raster, so that vertices and borders are often level with a tested point.
        let step = |bits: u64| (bits % 3) as f64 * 0.25 - 0.25;
        let inner = |k: u64, s: f64| if k == 0 || k == 8 { 0.0 } else { s };
        (i as f64 + inner(i, step(h >> 20)), j as f64 + inner(j, step(h >> 40)))
    };
    (0..64)
        .map(|n| (n % 8, n / 8))
        .map(|(i, j)| ring(&[corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)]))
        .collect()
}

proptest! {
    #[test]
    fn the_look_up_equals_testing_every_edge_of_every_area(seed in 0_u64..1000, at in prop::collection::vec((-1.0..9.0_f64, -1.0..9.0_f64), 200)) {
        let shapes = wobbly(seed);
        let shapes: Vec<_> = shapes.iter().collect();
        let locator = AreaLocator::of_shapes(&shapes);
        for (x, y) in at {
            let p = point(x, y);
            prop_assert_eq!(locator.locate(p), locate_by_every_edge(&shapes, p));
        }
    }

    #[test]
    fn every_point_of_a_partition_is_in_exactly_one_area_borders_and_corners_too(seed in 0_u64..1000) {
        let shapes = wobbly(seed);
        let alone: Vec<AreaLocator> = shapes.iter().map(|s| AreaLocator::of_shapes(&[s])).collect();
        let together = AreaLocator::of_shapes(&shapes.iter().collect::<Vec<_>>());
        for i in 0..32 {
            for j in 0..32 {
                let p = point(f64::from(i) * 0.25, f64::from(j) * 0.25);
                let owners: Vec<usize> = (0..64).filter(|&n| alone[n].locate(p).is_some()).collect();
                prop_assert_eq!(owners.len(), 1, "({}, {}) is in {:?}", p.easting_m(), p.northing_m(), owners);
                prop_assert_eq!(together.locate(p), Some(owners[0] as u32));
            }
        }
    }

    #[test]
    fn dissolving_keeps_the_area_and_every_point(seed in 0_u64..1000, keep in prop::collection::vec(any::<bool>(), 64)) {
        let shapes = wobbly(seed);
        let some: Vec<_> = shapes.iter().zip(&keep).filter(|(_, k)| **k).map(|(s, _)| s).collect();
        let whole = shape::dissolve(&some);
        let parts: f64 = some.iter().map(|s| shape::area(s)).sum();
        prop_assert!((shape::area(&whole) - parts).abs() < 1e-9, "{} {}", shape::area(&whole), parts);
        prop_assert!(shape::self_crossing(&whole).is_none());
        let one = AreaLocator::of_shapes(&[&whole]);
        let many = AreaLocator::of_shapes(&some);
        for n in 0..1000 {
            let p = point(f64::from(n % 32) * 0.25 + 0.0625, f64::from(n / 32) * 0.25 + 0.0625);
            prop_assert_eq!(one.locate(p).is_some(), many.locate(p).is_some());
        }
    }

    #[test]
    fn neighbours_are_mutual_and_never_oneself(seed in 0_u64..100, k in 1_u32..4) {
        let at = |n: u64| point(
            600_000.0 + (n.wrapping_mul(seed + 77) % 3001) as f64,
            150_000.0 + (n.wrapping_mul(seed * 31 + 17) % 2003) as f64,
        );
        let points: Vec<GridPoint> = (0..60).map(at).collect();
        let areas = wobbly(seed).into_iter().enumerate().map(|(i, shape)| Area {
            code: format!("{i:02}"), name: String::new(), area_m2: shape::area(&shape), shape,
        }).collect();
        for set in [
            UnitSet::occupied(&points, Unit::H3(10), 1, false).unwrap(),
            UnitSet::occupied(&points, Unit::Square(150), 1, true).unwrap(),
            UnitSet::of_areas(areas, true),
        ] {
            for lists in [set.kring(k), set.rook()] {
                for (i, list) in lists.iter().enumerate() {
                    prop_assert!(list.windows(2).all(|w| w[0] < w[1]));
                    for &j in list {
                        prop_assert!(j as usize != i);
                        prop_assert!(lists[j as usize].binary_search(&(i as u32)).is_ok());
                    }
                }
            }
            prop_assert_eq!(&set.kring(1)[3], &set.neighbours(3));
        }
    }
}

#[test]
fn points_in_polygons_agree_with_geos() {
    let json: serde_json::Value = serde_json::from_str(&golden("pip.polygons.geojson")).unwrap();
    let read = |value: &serde_json::Value| {
        let pair = |c: &serde_json::Value| (c[0].as_f64().unwrap(), c[1].as_f64().unwrap());
        let line = |r: &serde_json::Value| {
            LineString::from(r.as_array().unwrap().iter().map(pair).collect::<Vec<_>>())
        };
        let mut rings: Vec<_> = value.as_array().unwrap().iter().map(line).collect();
        let outer = rings.remove(0);
        MultiPolygon(vec![Polygon::new(outer, rings)])
    };
    let shapes: Vec<_> =
        json["features"].as_array().unwrap().iter().map(|f| read(&f["geometry"]["coordinates"])).collect();
    let locator = AreaLocator::of_shapes(&shapes.iter().collect::<Vec<_>>());
    let mut n = 0;
    for line in golden("pip.points.csv").lines().skip(1) {
        let field: Vec<f64> = line.split(',').map(|f| f.parse().unwrap()).collect();
        let expected = if field[2] < 0.0 { None } else { Some(field[2] as u32) };
        assert_eq!(locator.locate(point(field[0], field[1])), expected, "{line}");
        n += 1;
    }
    assert!(shapes.len() == 30 && n > 100);
}

#[test]
fn h3_cells_agree_with_the_reference_library_where_the_grid_reaches() {
    let mut n = 0;
    for line in golden("h3index.csv").lines().skip(1) {
        let field: Vec<&str> = line.split(',').collect();
        let at = LonLat::new(field[1].parse().unwrap(), field[0].parse().unwrap()).unwrap();
        let Ok(point) = to_grid(at) else { continue };
        for resolution in 5..=11_u8 {
            let set = UnitSet::occupied(&[point], Unit::H3(resolution), 0, false).unwrap();
            // A large cell whose centre is off the model cannot be placed and is left out.
            if set.is_empty() && resolution < 7 {
                continue;
            }
            assert_eq!(set.id_text(0), field[usize::from(resolution) - 3], "{line}");
        }
        let ring = UnitSet::occupied(&[point], Unit::H3(9), 1, false).unwrap();
        let ids: Vec<String> = (0..ring.len()).map(|i| ring.id_text(i)).collect();
        let mut expected: Vec<&str> = field[9].split(' ').collect();
        expected.sort_unstable();
        assert_eq!(ids, expected);
        n += 1;
    }
    assert!(n >= 2, "only {n} of the points are in Britain");
}
