//! Columns, the point index and the counts equal the plain way of doing it.

use std::collections::BTreeMap;

use geo::{Contains, Intersects};
use geo_types::{MultiPolygon, Point, polygon};
use harmspot::{
    calendar::{Instant, Precision},
    geodesy::{GridPoint, LonLat, to_lon_lat},
    incidents::{Incident, LocationClass, Status, Tri},
    index::{Columns, Filter, Marker, PointIndex, UnitCounts, cell_of_grid, count_cells, count_grid_cells},
    places::{AreaRef, Level, Unit, UnitSet},
};
use proptest::prelude::*;

use crate::store::incident;

/// `n` incidents on a small lattice, so that stacks, ties and points on edges are common.
fn incidents(n: u64, seed: u64) -> Vec<Incident> {
    let at = |i: u64, k: u64| ((i + seed).wrapping_mul(0x9E37_79B9_7F4A_7C15 ^ k) >> 40) % 40;
    (0..n)
        .map(|i| {
            let mut one = incident(i);
            one.point = (!i.is_multiple_of(9)).then(|| {
                GridPoint::new(600_000.0 + 50.0 * at(i, 7) as f64, 150_000.0 + 50.0 * at(i, 0xABCD) as f64)
                    .expect("on the grid")
            });
            one.status = if i.is_multiple_of(17) { Status::Cancelled } else { Status::Current };
            one
        })
        .collect()
}

fn areas(incidents: &[Incident]) -> Vec<AreaRef> {
    let one = |i: usize| AreaRef {
        lsoa: (!i.is_multiple_of(5)).then_some((i % 1107) as u16),
        msoa: Some((i % 221) as u16),
        ward: Some((i % 279) as u16),
        district: Some((i % 13) as u16),
        csp: (!i.is_multiple_of(7)).then_some((i % 12) as u16),
    };
    (0..incidents.len()).map(one).collect()
}

#[test]
fn columns_give_back_what_the_incidents_say_in_33_bytes_each() {
    let incidents = incidents(5000, 1);
    let areas = areas(&incidents);
    let columns = Columns::build(&incidents, &areas).expect("fits");
    assert!(columns.bytes() <= 48 * incidents.len(), "{} bytes", columns.bytes());
    assert_eq!(columns.bytes(), Columns::BYTES_PER_INCIDENT * incidents.len());
    for (row, i) in incidents.iter().enumerate() {
        assert_eq!(columns.point(row), i.point);
        assert_eq!(columns.from(row), Instant(i.committed.from.0.div_euclid(60) * 60));
        assert_eq!(columns.duration_min(row), ((i.committed.to.0 - i.committed.from.0) / 60) as u32);
        assert_eq!((columns.precision(row), columns.month(row)), (Precision::Minute, i.month));
        assert_eq!((columns.offence(row), columns.source(row)), (&*i.offence, &*i.key.source));
        assert_eq!((columns.location(row), columns.injury(row)), (i.location, i.injury));
        assert_eq!((columns.geocode(row), columns.is_snapped(row)), (i.geocode, i.snapped));
        assert_eq!(columns.is_current(row), i.status == Status::Current);
        let f = &i.flags;
        for (marker, value) in [
            (Marker::Knife, f.knife),
            (Marker::KnifeInjury, f.knife_injury),
            (Marker::Firearm, f.firearm),
            (Marker::Domestic, f.domestic),
            (Marker::PublicPlace, f.public_place),
            (Marker::Proactive, f.proactive),
        ] {
            assert_eq!(columns.marker(row, marker), value);
        }
        let a = areas[row];
        let levels = Level::ALL.map(|level| columns.area(row, level));
        assert_eq!(levels, [a.lsoa, a.msoa, a.ward, a.district, a.csp]);
    }
}

#[test]
fn a_filter_keeps_exactly_the_rows_that_meet_every_condition() {
    let incidents = incidents(3000, 2);
    let areas = areas(&incidents);
    let columns = Columns::build(&incidents, &areas).expect("fits");
    let (from, to) = (incidents[500].committed.from, incidents[2500].committed.from);
    let filter = Filter {
        time: Some((from, to)),
        area: Some((Level::Csp, 5)),
        offences: vec!["5D".to_owned(), "8N".to_owned()],
        locations: vec![LocationClass::Transport, LocationClass::Education, LocationClass::Police],
        markers: vec![(Marker::Knife, Tri::Unknown)],
        mapped: true,
        ..Filter::default()
    };
    let plain: Vec<u32> = (0..3000_u32)
        .filter(|&row| {
            let (i, a) = (&incidents[row as usize], areas[row as usize]);
            i.status == Status::Current
                && (500..2500).contains(&row)
                && a.csp == Some(5)
                && ["5D", "8N"].contains(&&*i.offence)
                && filter.locations.contains(&i.location)
                && i.flags.knife == Tri::Unknown
                && i.point.is_some()
        })
        .collect();
    assert!(!plain.is_empty());
    assert_eq!(columns.select(&filter), plain);
}

#[test]
fn a_stack_is_every_row_on_one_point_most_rows_first() {
    let incidents = incidents(2000, 3);
    let columns = Columns::build(&incidents, &[]).expect("fits");
    let index = PointIndex::build(&columns);
    let stacks = index.stacks(2);
    let mut seen: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for p in incidents.iter().filter_map(|i| i.point) {
        *seen.entry((p.easting_m() as i64, p.northing_m() as i64)).or_default() += 1;
    }
    assert_eq!(index.points(), seen.len());
    assert_eq!(stacks[0].len(), *seen.values().max().expect("some"));
    assert_eq!(stacks.len(), seen.values().filter(|&&n| n >= 2).count());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn radius_box_polygon_and_nearest_equal_brute_force(
        seed in 0_u64..1000, n in 0_u64..600, x in 0_i32..42, y in 0_i32..42, r in 0_i32..14, k in 0_usize..30,
        csp in 0_u16..12, filtered: bool,
    ) {
        let incidents = incidents(n, seed);
        let columns = Columns::build(&incidents, &areas(&incidents)).expect("fits");
        let index = PointIndex::build(&columns);
        let filter = if filtered {
            Filter { area: Some((Level::Csp, csp)), ..Filter::default() }
        } else {
            Filter { tombstones: true, ..Filter::default() }
        };
        let ready = filter.ready(&columns);
        let centre = GridPoint::new(600_000.0 + 50.0 * f64::from(x), 150_000.0 + 50.0 * f64::from(y)).expect("finite");
        let radius = 50.0 * f64::from(r);
        let rows = |keep: &dyn Fn(GridPoint) -> bool| -> Vec<u32> {
            (0..columns.len())
                .filter(|&row| ready.passes(&columns, row) && incidents[row].point.is_some_and(keep))
                .map(|row| row as u32)
                .collect()
        };
        let near = rows(&|p| p.distance_m(centre) <= radius);
        prop_assert_eq!(index.within(&columns, centre, radius, &filter), near);

        let high = GridPoint::new(centre.easting_m() + radius, centre.northing_m() + 2.0 * radius).expect("finite");
        let boxed = rows(&|p| {
            (centre.easting_m()..=high.easting_m()).contains(&p.easting_m())
                && (centre.northing_m()..=high.northing_m()).contains(&p.northing_m())
        });
        prop_assert_eq!(index.in_box(&columns, centre, high, &filter), boxed);

        let (e, n) = (centre.easting_m(), centre.northing_m());
        let shape = MultiPolygon::new(vec![
            polygon![(x: e, y: n), (x: e + 2.0 * radius, y: n), (x: e, y: n + radius)],
        ]);
        let inside = rows(&|p| shape.intersects(&Point::new(p.easting_m(), p.northing_m())));
        prop_assert_eq!(index.in_polygon(&columns, &shape, &filter), inside);

        let mut nearest: Vec<(u32, f64)> = rows(&|_| true)
            .into_iter()
            .map(|row| (row, incidents[row as usize].point.expect("mapped").distance_m(centre)))
            .collect();
        nearest.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        nearest.truncate(k);
        let found = index.nearest(&columns, centre, k, &filter);
        prop_assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), nearest.iter().map(|f| f.0).collect::<Vec<_>>());
    }
}

#[test]
fn a_polygon_with_its_border_holds_at_least_what_is_strictly_inside() {
    let shape = MultiPolygon::new(vec![polygon![(x: 0., y: 0.), (x: 10., y: 0.), (x: 0., y: 10.)]]);
    assert!(shape.intersects(&Point::new(0.0, 0.0)) && !shape.contains(&Point::new(0.0, 0.0)));
}

/// Points over half a degree, every tenth one repeated.
fn lon_lats(n: u32) -> Vec<LonLat> {
    let step = |i: u32, k: u64| (u64::from(i).wrapping_mul(k) >> 20 & 0xFFFF) as f64 / 65_536.0 / 2.0;
    (0..n)
        .map(|i| i - i % 10 / 9)
        .map(|i| {
            LonLat::new(0.3 + step(i, 0x9E37_79B9_7F4A_7C15), 51.1 + step(i, 0xC2B2_AE3D_27D4_EB4F))
                .expect("in range")
        })
        .collect()
}

#[test]
fn cell_counts_equal_counting_one_by_one_for_any_number_of_threads() {
    let points = lon_lats(100_000);
    for resolution in [8, 9, 10, 11] {
        let mut plain: BTreeMap<u64, u32> = BTreeMap::new();
        let level = h3o::Resolution::try_from(resolution).expect("0 to 15");
        for p in &points {
            let cell = h3o::LatLng::new(p.lat_deg(), p.lon_deg()).expect("finite").to_cell(level);
            *plain.entry(cell.into()).or_default() += 1;
        }
        let plain: Vec<(u64, u32)> = plain.into_iter().collect();
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            assert_eq!(pool.install(|| count_cells(&points, resolution)), plain);
        }
    }
    assert!(count_cells(&points, 16).is_empty());
}

#[test]
fn counts_by_unit_keep_the_zeros_and_the_points_outside() {
    let points: Vec<GridPoint> = incidents(2000, 4).iter().filter_map(|i| i.point).collect();
    let (cells, lost) = count_grid_cells(&points, 10);
    assert_eq!((lost, cells.iter().map(|c| u64::from(c.1)).sum::<u64>()), (0, points.len() as u64));
    let empty = cell_of_grid(GridPoint::new(530_000.0, 180_000.0).expect("London"), 10).expect("on the grid");
    let mut ids: Vec<u64> = cells.iter().skip(1).map(|c| c.0).chain([empty]).collect();
    ids.sort_unstable();
    let units = UnitSet::of_cells(Unit::H3(10), ids, false, "for this test".to_owned());
    let counts = UnitCounts::in_cells(&units, &points).expect("H3 units");
    assert_eq!(counts.outside, u64::from(cells[0].1));
    let at = units.ids.binary_search(&empty).expect("it is there");
    assert_eq!(counts.counts[at], 0);
    let total: u64 = counts.counts.iter().map(|&c| u64::from(c)).sum();
    assert_eq!(total + counts.outside, points.len() as u64);
    assert!(to_lon_lat(points[0]).is_ok());
}
