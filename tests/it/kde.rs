//! Kernel density: against numpy and splancs, against the plain double loop, and where others go wrong.

use std::fmt::Write;

use harmspot::{
    detect::{
        KdeError, Kernel, Lattice, Surface, dual, edge_weights, extent_of, isopleths_by_level,
        isopleths_by_volume, kde, kde_at, outline_of_cells,
    },
    geodesy::GridPoint,
    inference::{stream, uniform},
};
use proptest::prelude::*;

use super::{goldens::column, program::detect};

fn at(x: f64, y: f64) -> GridPoint {
    GridPoint::new(x, y).unwrap()
}

const KERNELS: [Kernel; 3] = [Kernel::Quartic, Kernel::Epanechnikov, Kernel::Gaussian];

/// Heaps and scattered points with duplicates, by formula.
fn town(n: usize, seed: u64) -> Vec<GridPoint> {
    let mut rng = stream(seed, "town", 0);
    let mut draw = move || uniform(&mut rng);
    (0..n)
        .map(|i| {
            let (middle, spread) =
                if i % 3 == 0 { (0.0, 8_000.0) } else { (2_000.0 + (i % 5) as f64 * 700.0, 300.0) };
            let x = 560_000.0 + middle + spread * (draw() + draw());
            at((x * 10.0).round() / 10.0, (150_000.0 + 0.5 * middle + spread * draw()).round())
        })
        .collect()
}

/// The plain double loop.
fn plain(
    points: &[GridPoint],
    weights: Option<&[f64]>,
    lattice: &Lattice,
    kernel: Kernel,
    h: f64,
) -> Vec<f64> {
    (0..lattice.len())
        .map(|cell| {
            let (x, y) = lattice.centre(cell);
            let of = |(i, p): (usize, &GridPoint)| {
                let (dx, dy) = (x - p.easting_m(), y - p.northing_m());
                weights.map_or(1.0, |w| w[i]) * kernel.shape((dx * dx + dy * dy) / (h * h))
            };
            1e6 * kernel.height(h) * points.iter().enumerate().map(of).sum::<f64>()
        })
        .collect()
}

fn worst(got: &[f64], want: &[f64]) -> f64 {
    let most = want.iter().copied().fold(0.0, f64::max).max(1e-300);
    got.iter().zip(want).map(|(a, b)| (a - b).abs() / most).fold(0.0, f64::max)
}

fn golden() -> (Vec<GridPoint>, Vec<f64>, Lattice) {
    let xs = column("kde_quartic.input.csv", "x");
    let points = xs.into_iter().zip(column("kde_quartic.input.csv", "y")).map(|(x, y)| at(x, y)).collect();
    let lattice = Lattice::new(575_000.0, 155_000.0, 100.0, 40, 30).unwrap();
    (points, column("kde_quartic.input.csv", "weight"), lattice)
}

#[test]
fn the_quartic_surface_equals_numpy_and_splancs() {
    let (points, weights, lattice) = golden();
    let surface = kde(&points, Some(&weights), &lattice, Kernel::Quartic, 300.0).unwrap();
    let want = column("kde_quartic.expected_py.csv", "density_per_m2");
    assert_eq!(surface.density_per_km2.len(), want.len());
    let per_m2: Vec<f64> = surface.density_per_km2.iter().map(|d| d / 1e6).collect();
    assert!(worst(&per_m2, &want) < 1e-14, "{:e}", worst(&per_m2, &want));
    for (i, (got, want)) in per_m2.iter().zip(&want).enumerate() {
        assert!((got - want).abs() <= 1e-9 * want.abs().max(1e-12), "cell {i}: {got:e} against {want:e}");
    }
    let (x, y) = (column("kde_quartic.expected_py.csv", "x"), column("kde_quartic.expected_py.csv", "y"));
    assert!((0..lattice.len()).all(|i| lattice.centre(i) == (x[i], y[i])), "row-major from the south-west");
    // splancs ran on a wider box; cells are found by their centres.
    let splancs = column("kde_quartic.splancs.csv", "z");
    let (sx, sy) = (column("kde_quartic.splancs.csv", "x"), column("kde_quartic.splancs.csv", "y"));
    let mut of_splancs = vec![f64::NAN; lattice.len()];
    for ((x, y), z) in sx.into_iter().zip(sy).zip(splancs) {
        if let Some(cell) = lattice.locate(at(x, y)) {
            of_splancs[cell] = z;
        }
    }
    let ratio = of_splancs.iter().sum::<f64>() / per_m2.iter().sum::<f64>();
    let scaled: Vec<f64> = of_splancs.iter().map(|z| z / ratio).collect();
    assert!(worst(&per_m2, &scaled) < 1e-8, "{:e} (ratio {ratio})", worst(&per_m2, &scaled));
    assert!((surface.volume() - 147.706_054_450_378_76).abs() < 1e-9, "{}", surface.volume());
}

#[test]
fn one_event_gives_the_printed_densities_and_integrates_to_its_weight() {
    let event = [at(500_000.0, 200_000.0)];
    let near = [at(500_000.0, 200_000.0), at(500_150.0, 200_000.0), at(500_300.0, 200_000.0)];
    let scores = kde_at(&event, None, &near, Kernel::Quartic, 300.0).unwrap();
    assert_eq!(scores.map_text(), ["10.6103", "5.9683", "0.0000"]);
    for kernel in KERNELS {
        let lattice = Lattice::new(498_900.0, 198_900.0, 4.0, 550, 550).unwrap();
        let surface = kde(&event, Some(&[7.5]), &lattice, kernel, 300.0).unwrap();
        assert!((surface.volume() - 7.5).abs() < 1e-3, "{kernel:?}: {}", surface.volume());
    }
}

trait Text {
    fn map_text(&self) -> Vec<String>;
}

impl Text for Vec<f64> {
    fn map_text(&self) -> Vec<String> {
        self.iter().map(|v| format!("{v:.4}")).collect()
    }
}

#[test]
fn many_points_whole_cells_and_rims_equal_the_plain_loop() {
    let points = town(4_000, 3);
    let weights: Vec<f64> = (0..points.len()).map(|i| [1.0, 0.0, 2.5, 0.1][i % 4]).collect();
    let lattice = Lattice::new(559_333.3, 149_777.7, 100.0, 71, 63).unwrap();
    for kernel in KERNELS {
        for h in [200.0, 300.0, 333.3, 1_050.0] {
            for weights in [None, Some(&weights[..])] {
                let surface = kde(&points, weights, &lattice, kernel, h).unwrap();
                let off = worst(&surface.density_per_km2, &plain(&points, weights, &lattice, kernel, h));
                assert!(off < 1e-12, "{kernel:?} {h} {}: {off:e}", weights.is_some());
            }
        }
    }
}

#[test]
fn scores_at_unit_centres_equal_the_plain_formula_at_every_bandwidth_of_the_back_test() {
    let points = town(3_000, 4);
    let targets = town(200, 5);
    for kernel in KERNELS {
        for h in [100.0, 150.0, 200.0, 300.0, 400.0, 600.0] {
            let got = kde_at(&points, None, &targets, kernel, h).unwrap();
            let of = |t: &GridPoint| {
                let d2 = |p: &GridPoint| {
                    (p.easting_m() - t.easting_m()).powi(2) + (p.northing_m() - t.northing_m()).powi(2)
                };
                1e6 * kernel.height(h) * points.iter().map(|p| kernel.shape(d2(p) / (h * h))).sum::<f64>()
            };
            let want: Vec<f64> = targets.iter().map(of).collect();
            assert!(worst(&got, &want) < 1e-12, "{kernel:?} {h}: {:e}", worst(&got, &want));
        }
    }
    // A far target changes the layout of the search and nothing else.
    let near = kde_at(&points, None, &targets, Kernel::Quartic, 100.0).unwrap();
    let mut far = targets.clone();
    far.push(at(0.0, 0.0));
    let with_far = kde_at(&points, None, &far, Kernel::Quartic, 100.0).unwrap();
    assert!(worst(&with_far[..200], &near) < 1e-12 && with_far[200] == 0.0);
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let points = town(20_000, 6);
    let lattice = Lattice::new(558_000.0, 148_000.0, 50.0, 420, 400).unwrap();
    let bits = |threads: usize| -> Vec<u64> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let surface = pool.install(|| kde(&points, None, &lattice, Kernel::Quartic, 300.0).unwrap());
        surface.density_per_km2.iter().map(|d| d.to_bits()).collect()
    };
    let one = bits(1);
    assert!(one == bits(2) && one == bits(5));
}

fn surface_of(points: &[GridPoint]) -> Surface {
    let lattice = Lattice::new(558_000.0, 148_000.0, 100.0, 210, 200).unwrap();
    kde(points, None, &lattice, Kernel::Quartic, 400.0).unwrap()
}

#[test]
fn isopleths_hold_the_volume_asked_for_in_the_least_ground_and_their_outlines_have_its_area() {
    let surface = surface_of(&town(1_500, 7));
    let found = isopleths_by_volume(&surface, &[0.5, 0.8, 0.95, 1.0]).unwrap();
    // Independently: densest first, until the share is reached.
    let mut sorted = surface.density_per_km2.clone();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let total: f64 = sorted.iter().sum();
    for isopleth in &found {
        let share = isopleth.share.unwrap();
        let mut sum = 0.0;
        let fewest = 1 + sorted
            .iter()
            .position(|d| {
                sum += d;
                sum >= share * total * (1.0 - 1e-12)
            })
            .unwrap();
        assert!(isopleth.cells >= fewest && isopleth.volume_share >= share - 1e-12, "{share}");
        assert!(
            isopleth.cells - fewest
                <= sorted.iter().filter(|d| d.total_cmp(&isopleth.level_per_km2).is_eq()).count()
        );
        let outline_km2 = geo::Area::unsigned_area(&isopleth.outline) / 1e6;
        assert!((outline_km2 - isopleth.area_km2).abs() < 1e-9 * isopleth.area_km2, "{share}: {outline_km2}");
        assert!((isopleth.area_km2 - isopleth.cells as f64 * 0.01).abs() < 1e-9);
    }
    assert!(found.windows(2).all(|w| w[0].cells < w[1].cells));
    assert_eq!(found[3].cells, surface.density_per_km2.iter().filter(|d| **d > 0.0).count());
    let level = found[1].level_per_km2;
    let by_level = isopleths_by_level(&surface, &[level]).unwrap();
    assert_eq!(by_level[0].outline, found[1].outline);
    assert_eq!(isopleths_by_volume(&surface, &[1.5]), Err(KdeError::BadShare { share: 1.5 }));
}

#[test]
fn a_single_hill_has_the_isopleth_areas_of_the_formula() {
    // The share of a quartic hill within d is 1 − (1 − d²/h²)³.
    let lattice = Lattice::new(0.0, 0.0, 2.0, 500, 500).unwrap();
    let surface = kde(&[at(500.0, 500.0)], None, &lattice, Kernel::Quartic, 400.0).unwrap();
    for isopleth in isopleths_by_volume(&surface, &[0.5, 0.8, 0.95]).unwrap() {
        let d2 = 400.0_f64.powi(2) * (1.0 - (1.0 - isopleth.share.unwrap()).cbrt());
        let want = std::f64::consts::PI * d2 / 1e6;
        assert!((isopleth.area_km2 / want - 1.0).abs() < 2e-3, "{} against {want}", isopleth.area_km2);
    }
}

#[test]
fn outlines_keep_holes_and_part_cells_that_only_touch_at_corners() {
    let lattice = Lattice::new(10.0, 20.0, 1.0, 5, 5).unwrap();
    let picture = ["XXX..", "X.X..", "XXX..", "...XX", "...XX"];
    let inside = |at: usize| picture[at / 5].as_bytes()[at % 5] == b'X';
    let outline = outline_of_cells(&lattice, inside);
    assert_eq!(outline.0.len(), 2);
    assert_eq!(outline.0[0].interiors().len(), 1);
    assert_eq!(outline.0[0].exterior().0.len(), 5, "corners on a line are left out");
    assert!((geo::Area::unsigned_area(&outline) - 12.0).abs() < 1e-12);
    assert!(outline_of_cells(&lattice, |_| false).0.is_empty());
}

#[test]
fn what_falls_over_the_edge_of_the_land_is_given_back() {
    let points: Vec<GridPoint> = town(800, 8).into_iter().filter(|p| p.easting_m() < 562_500.0).collect();
    let lattice = Lattice::new(558_000.0, 148_000.0, 100.0, 100, 130).unwrap();
    // Land is west of a slanting coast.
    let land: Vec<bool> = (0..lattice.len()).map(|i| lattice.centre(i).0 < 562_500.0).collect();
    let edge = edge_weights(&points, None, &lattice, &land, Kernel::Quartic, 500.0).unwrap();
    assert!(edge.raised > 20 && edge.left_out == 0, "{} {}", edge.raised, edge.left_out);
    let volume = |weights: Option<&[f64]>, masked: bool| {
        let mut surface = kde(&points, weights, &lattice, Kernel::Quartic, 500.0).unwrap();
        if masked {
            surface.mask(&land).unwrap();
        }
        surface.volume()
    };
    let (lost, whole, corrected) =
        (volume(None, true), volume(None, false), volume(Some(&edge.weights), true));
    assert!(lost < 0.98 * whole, "{lost} of {whole}");
    assert!((corrected / whole - 1.0).abs() < 1e-3, "{corrected} against {whole}");
    // Away from the coast nothing changes, to the last bit.
    for (p, w) in points.iter().zip(&edge.weights) {
        assert!(*w >= 1.0 && (p.easting_m() > 561_900.0 || *w <= 1.0), "{p:?} {w}");
    }
    // A point in the sea is left out, not blown up.
    let sea =
        edge_weights(&[at(564_000.0, 150_000.0)], None, &lattice, &land, Kernel::Quartic, 500.0).unwrap();
    assert_eq!((sea.left_out, sea.weights[0]), (1, 0.0));
}

#[test]
fn a_ratio_is_told_only_over_enough_of_its_denominator() {
    let people = surface_of(&town(3_000, 9));
    let crimes = surface_of(&town(3_000, 9)[..1_000]);
    let ratio = dual(&crimes, &people, None).unwrap();
    let floor = people.peak_per_km2() * 0.01;
    assert!((ratio.floor_per_km2 - floor).abs() < 1e-12);
    for (i, r) in ratio.ratio.iter().enumerate() {
        let below = people.density_per_km2[i];
        assert_eq!(r.is_nan(), below < floor, "cell {i}");
        assert!(r.is_nan() || (r * below - crimes.density_per_km2[i]).abs() < 1e-9);
    }
    assert_eq!(ratio.told, ratio.ratio.iter().filter(|r| !r.is_nan()).count());
    assert!((ratio.overall - 1.0 / 3.0).abs() < 0.01, "{}", ratio.overall);
    let same = dual(&people, &people, Some(2.0)).unwrap();
    assert!(same.ratio.iter().all(|r| r.is_nan() || (*r - 1.0).abs() < 1e-15));
    assert!(matches!(dual(&crimes, &people, Some(0.0)), Err(KdeError::BadNumber { .. })));
}

#[test]
fn a_tiny_bandwidth_is_refused_where_a_peer_silently_draws_zeros() {
    let lattice = Lattice::new(0.0, 0.0, 100.0, 10, 10).unwrap();
    let refused = kde(&[at(500.0, 500.0)], None, &lattice, Kernel::Quartic, 60.0).unwrap_err();
    assert_eq!(refused, KdeError::BandwidthTooSmall { bandwidth_m: 60.0, cell_m: 100.0 });
    assert!(refused.to_string().contains("200 m"), "{refused}");
    assert!(kde(&[at(500.0, 500.0)], None, &lattice, Kernel::Quartic, 200.0).is_ok());
}

#[test]
fn a_stray_point_is_named_and_blows_up_no_grid() {
    let mut points = town(2_000, 10);
    let box_of_town = extent_of(&points).unwrap();
    points.insert(1_234, GridPoint::origin());
    let refused = extent_of(&points).unwrap_err();
    let KdeError::Stray { position, x, y, strays, .. } = refused else { panic!("{refused}") };
    assert_eq!((position, x, y, strays), (1_234, 0.0, 0.0, 1));
    assert!(refused.to_string().contains("point 1234 (0-based) at (0, 0)"), "{refused}");
    // A grid that is told is not stretched: the stray is counted as beyond it.
    let lattice = Lattice::over(box_of_town, 100.0).unwrap();
    let surface = kde(&points, None, &lattice, Kernel::Quartic, 300.0).unwrap();
    assert_eq!(surface.beyond, 1);
    points.remove(1_234);
    let without = kde(&points, None, &lattice, Kernel::Quartic, 300.0).unwrap();
    assert_eq!(surface.density_per_km2, without.density_per_km2);
    // And no grid is laid out that cannot be held.
    let huge = Lattice::over([0.0, 0.0, 660_000.0, 1_250_000.0], 10.0);
    assert!(matches!(huge, Err(KdeError::TooManyCells { .. })), "{huge:?}");
}

#[test]
fn the_grid_is_what_was_asked_for_not_the_hull_of_the_points() {
    // Two points in a corner of the jurisdiction: the rest of it is there, with zeros.
    let lattice = Lattice::over([0.0, 0.0, 5_000.0, 3_000.0], 100.0).unwrap();
    assert_eq!((lattice.columns(), lattice.rows()), (50, 30));
    let surface = kde(&[at(150.0, 150.0), at(180.0, 120.0)], None, &lattice, Kernel::Quartic, 200.0).unwrap();
    assert_eq!(surface.density_per_km2.len(), 1_500);
    assert!(surface.density_per_km2[1_499] == 0.0 && surface.peak_per_km2() > 0.0);
}

#[test]
fn bad_numbers_are_refused_and_empty_input_is_an_empty_map() {
    let lattice = Lattice::new(0.0, 0.0, 100.0, 10, 10).unwrap();
    let one = [at(500.0, 500.0)];
    for h in [f64::NAN, f64::INFINITY, 0.0, -300.0] {
        assert!(matches!(kde(&one, None, &lattice, Kernel::Quartic, h), Err(KdeError::BadNumber { .. })));
        assert!(kde_at(&one, None, &one, Kernel::Quartic, h).is_err());
    }
    let wide = kde(&one, None, &lattice, Kernel::Quartic, 100_001.0).unwrap_err();
    assert!(matches!(wide, KdeError::BadNumber { .. }), "over 1,000 cells of 100 m: {wide}");
    for w in [f64::NAN, f64::INFINITY, -1.0] {
        let refused = kde(&one, Some(&[w]), &lattice, Kernel::Quartic, 300.0).unwrap_err();
        assert!(matches!(refused, KdeError::BadWeight { position: 0, .. }), "{refused}");
    }
    assert!(kde(&one, Some(&[]), &lattice, Kernel::Quartic, 300.0).is_err());
    for (west, cell, columns) in [(f64::NAN, 1.0, 1), (0.0, 0.0, 1), (0.0, f64::NAN, 1), (0.0, 1.0, 0)] {
        assert!(Lattice::new(west, 0.0, cell, columns, 1).is_err());
    }
    assert_eq!(extent_of(&[]), Err(KdeError::NoPoints));
    assert_eq!(Lattice::usual_cell_m(extent_of(&vec![one[0]; 50]).unwrap()), None);
    let nothing = kde(&[], None, &lattice, Kernel::Gaussian, 300.0).unwrap();
    assert!(nothing.density_per_km2.iter().all(|d| *d == 0.0));
    assert!(isopleths_by_volume(&nothing, &[0.5]).unwrap()[0].outline.0.is_empty());
    let far = kde(&[at(-9e6, 9e6)], None, &lattice, Kernel::Quartic, 300.0).unwrap();
    assert_eq!((far.beyond, far.peak_per_km2()), (1, 0.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_points_on_any_lattice_equal_the_plain_loop(
        places in prop::collection::vec((-30_i32..130, -30_i32..130, 0_u8..4), 0..60),
        scale in prop::sample::select(vec![1.0, 0.37, 10.0]),
        bandwidth in 2.0_f64..9.0,
        which in 0_usize..3,
    ) {
        let points: Vec<GridPoint> = places.iter().map(|p| at(f64::from(p.0) * 0.25, f64::from(p.1) * 0.25)).collect();
        let weights: Vec<f64> = places.iter().map(|p| f64::from(p.2)).collect();
        let lattice = Lattice::new(0.1, -0.2, scale, 17, 13).unwrap();
        let h = bandwidth * scale;
        let surface = kde(&points, Some(&weights), &lattice, KERNELS[which], h).unwrap();
        let want = plain(&points, Some(&weights), &lattice, KERNELS[which], h);
        // The normal hill is cut where 3e-18 of its height is left, by rows here and by a circle there.
        let cut = 1e-17 * 1e6 * KERNELS[which].height(h) * weights.iter().sum::<f64>();
        let most = want.iter().copied().fold(0.0, f64::max);
        for (got, want) in surface.density_per_km2.iter().zip(&want) {
            prop_assert!((got - want).abs() <= 1e-11 * most + cut, "{} against {}", got, want);
        }
    }

    #[test]
    fn a_surface_moves_with_its_points_and_does_not_know_their_order(seed in 0_u64..1_000, turn in 1_usize..500) {
        let points = town(500, seed);
        let lattice = Lattice::new(559_000.0, 149_000.0, 100.0, 80, 60).unwrap();
        let base = kde(&points, None, &lattice, Kernel::Quartic, 300.0).unwrap();
        let moved: Vec<GridPoint> = points.iter().map(|p| at(p.easting_m() - 250_000.0, p.northing_m() + 64_000.0)).collect();
        let there = Lattice::new(309_000.0, 213_000.0, 100.0, 80, 60).unwrap();
        let shifted = kde(&moved, None, &there, Kernel::Quartic, 300.0).unwrap();
        prop_assert!(worst(&shifted.density_per_km2, &base.density_per_km2) < 1e-11);
        let mut turned = points.clone();
        turned.rotate_left(turn);
        let turned = kde(&turned, None, &lattice, Kernel::Quartic, 300.0).unwrap();
        prop_assert!(worst(&turned.density_per_km2, &base.density_per_km2) < 1e-13);
    }
}

#[test]
fn the_command_line_gives_the_golden_surface_as_csv_grid_and_isopleths() {
    let input = super::goldens::golden("kde_quartic.input.csv");
    let folder = tempfile::tempdir().unwrap();
    let draw = |ending: &str| -> String {
        let out = folder.path().join(format!("kde.{ending}"));
        let ran = detect(&[
            "kde",
            "--points",
            &input.to_string_lossy(),
            "--weight",
            "weight",
            "--bandwidth",
            "300",
            "--cell",
            "100",
            "--extent",
            "575000,155000,579000,158000",
            "-o",
            &out.to_string_lossy(),
        ]);
        ran.well();
        std::fs::read_to_string(out).unwrap()
    };
    let want: Vec<f64> =
        column("kde_quartic.expected_py.csv", "density_per_m2").iter().map(|d| d * 1e6).collect();
    let csv = draw("csv");
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("x,y,density_per_km2"));
    let rows: Vec<Vec<f64>> = lines.map(|l| l.split(',').map(|f| f.parse().unwrap()).collect()).collect();
    assert_eq!((rows.len(), rows[0][0], rows[0][1], rows[1][0]), (1_200, 575_050.0, 155_050.0, 575_150.0));
    let got: Vec<f64> = rows.iter().map(|r| r[2]).collect();
    assert!(worst(&got, &want) < 1e-12);
    let asc = draw("asc");
    assert!(
        asc.starts_with("ncols 40\nnrows 30\nxllcorner 575000\nyllcorner 155000\ncellsize 100\n"),
        "{asc:.99}"
    );
    let last: Vec<f64> = asc.lines().last().unwrap().split(' ').map(|f| f.parse().unwrap()).collect();
    assert!(worst(&last, &want[..40]) < 1e-12, "the last line is the southernmost row");
    let geojson: serde_json::Value = serde_json::from_str(&draw("geojson")).unwrap();
    assert_eq!(geojson["features"].as_array().unwrap().len(), 3);
    assert_eq!(geojson["features"][0]["properties"]["share"], 0.5);
    assert_eq!(geojson["provenance"]["parameters"]["bandwidth_m"], 300.0);
    assert!(geojson["test"]["null"].as_str().unwrap().starts_with("none"));
}

#[test]
fn the_command_line_names_strays_tiny_bandwidths_and_its_own_choices() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("points.csv");
    let mut text = String::from("x,y,kind\n");
    for p in town(300, 11) {
        let kind = if p.northing_m() > 151_500.0 { "a" } else { "b" };
        writeln!(text, "{},{},{kind}", p.easting_m(), p.northing_m()).unwrap();
    }
    std::fs::write(&file, &text).unwrap();
    let points = file.to_string_lossy().into_owned();
    // Automatic choices are told as they were used.
    let ran = detect(&["kde", "--points", &points, "--json"]);
    let told = ran.json();
    let of = |name: &str| told["provenance"]["parameters"][name].as_f64().unwrap();
    assert!((of("bandwidth_m"), of("cell_m")) == (300.0, 100.0), "{told}");
    assert!(
        told["provenance"]["parameters"]["bandwidth_from"]
            .as_str()
            .unwrap()
            .contains("not chosen by evidence")
    );
    let ran = detect(&["kde", "--points", &points, "--bandwidth", "-5"]);
    assert!(ran.code == Some(2) && ran.err.contains("--bandwidth -5 is no length"), "{}", ran.err);
    // One class over another.
    let ran = detect(&[
        "kde",
        "--points",
        &points,
        "--class",
        "kind",
        "--of",
        "a",
        "--against",
        "b",
        "--bandwidth",
        "500",
        "--cell",
        "100",
    ]);
    assert!(ran.well().out.starts_with("x,y,density_per_km2,ratio\n"));
    let ran = detect(&["kde", "--points", &points, "--class", "kind", "--of", "a", "--against", "c"]);
    assert!(ran.err.contains("there are a, b"), "{}", ran.err);
    // A bandwidth under two cells.
    let ran = detect(&["kde", "--points", &points, "--bandwidth", "50", "--cell", "100"]);
    assert!(ran.code == Some(2) && ran.err.contains("at least 2 cells"), "{}", ran.err);
    // A stray: refused by its record, not drawn in coarse cells; planar (0, 0) is a place like any other.
    std::fs::write(&file, text + "0,0,a\n").unwrap();
    let ran = detect(&["kde", "--points", &points, "--crs", "planar"]);
    assert_eq!(ran.code, Some(4));
    let said = ran.err;
    assert!(said.contains("record 300") && said.contains("(0, 0)") && said.contains("--extent"), "{said}");
    // As national grid it is an unknown place, and said so.
    let ran = detect(&["kde", "--points", &points]);
    assert!(ran.well().err.contains("no usable coordinates"));
}
