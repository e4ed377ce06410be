//! The national grid against Ordnance Survey's own answers, and PROJ in a binary copied alone.

use std::{collections::BTreeMap, fs, path::Path};

use harmspot::geodesy::{Crs, GeodesyError, GridPoint, LonLat, Projector, to_grid, to_lon_lat};

fn fixture(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)).unwrap()
}

/// First field and the next two as numbers; rows without two numbers are left out.
fn rows(text: &str) -> BTreeMap<String, (f64, f64)> {
    text.lines()
        .filter_map(|line| {
            let mut field = line.trim_start_matches('\u{feff}').split(',');
            let id = field.next()?.to_owned();
            Some((id, (field.next()?.parse().ok()?, field.next()?.parse().ok()?)))
        })
        .collect()
}

#[test]
fn the_forty_points_of_ordnance_survey_agree_within_2_mm_to_the_grid() {
    let input = rows(&fixture("ostn15/OSTN15_OSGM15_TestInput_ETRStoOSGB.csv"));
    let expected = rows(&fixture("ostn15/OSTN15_OSGM15_TestOutput_ETRStoOSGB.csv"));
    assert_eq!((input.len(), expected.len()), (40, 40));
    let mut worst: f64 = 0.0;
    for (id, (lat, lon)) in &input {
        let got = to_grid(LonLat::new(*lon, *lat).unwrap()).unwrap();
        let off = got.distance_m(GridPoint::new(expected[id].0, expected[id].1).unwrap());
        assert!(off < 0.002, "{id} is {off} m off");
        worst = worst.max(off);
    }
    eprintln!("OSTN15 to the grid: worst of 40 points {:.2} mm", worst * 1000.0);
}

#[test]
fn the_forty_points_of_ordnance_survey_agree_within_10_mm_back() {
    let grid = rows(&fixture("ostn15/OSTN15_OSGM15_TestInput_OSGBtoETRS.csv"));
    let expected = rows(&fixture("ostn15/OSTN15_OSGM15_TestInput_ETRStoOSGB.csv"));
    assert_eq!(grid.len(), 40);
    let mut worst: f64 = 0.0;
    for (id, (easting, northing)) in &grid {
        let got = to_lon_lat(GridPoint::new(*easting, *northing).unwrap()).unwrap();
        let (lat, lon) = expected[id];
        let east = (got.lon_deg() - lon).to_radians() * 6_378_137.0 * lat.to_radians().cos();
        let north = (got.lat_deg() - lat).to_radians() * 6_371_000.0;
        let off = east.hypot(north);
        assert!(off < 0.010, "{id} is {off} m off");
        worst = worst.max(off);
    }
    eprintln!("OSTN15 back: worst of 40 points {:.2} mm", worst * 1000.0);
}

#[test]
fn every_postcode_round_trips_within_1_mm() {
    let Some(folder) = crate::shared::shared("data/postcodes") else { return };
    let (mut n, mut worst) = (0, 0.0_f64);
    for entry in fs::read_dir(folder).unwrap() {
        for line in fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
            let field: Vec<&str> = line.split(',').collect();
            let point = GridPoint::new(field[2].parse().unwrap(), field[3].parse().unwrap()).unwrap();
            let back = to_grid(to_lon_lat(point).unwrap()).unwrap();
            worst = worst.max(point.distance_m(back));
            n += 1;
        }
    }
    assert_eq!(n, 52_057);
    assert!(worst < 0.001, "worst {worst} m");
    eprintln!("{n} postcodes round-trip, worst {:.6} mm", worst * 1000.0);
}

#[test]
fn outside_the_model_is_an_error_and_never_a_helmert() {
    for (lon, lat) in [(2.35, 48.86), (-6.26, 53.35), (0.0, 0.0), (51.3, 0.5), (-87.6, 41.9), (180.0, 51.0)] {
        let got = to_grid(LonLat::new(lon, lat).unwrap());
        assert!(matches!(got, Err(GeodesyError::LonLatOutsideModel { .. })), "{lon} {lat} gave {got:?}");
    }
    for (e, n) in [(-500.0, 1000.0), (699_900.0, 1_249_900.0), (9e6, 9e6), (1e6, 5e5)] {
        let got = to_lon_lat(GridPoint::new(e, n).unwrap());
        assert!(matches!(got, Err(GeodesyError::GridOutsideModel { .. })), "{e} {n} gave {got:?}");
    }
}

#[test]
fn the_sea_off_the_thames_estuary_is_inside_the_model() {
    for (e, n) in
        [(645_000.0, 190_000.0), (690_000.0, 235_000.0), (645_000.0, 235_000.0), (690_000.0, 190_000.0)]
    {
        let point = GridPoint::new(e, n).unwrap();
        assert!(to_grid(to_lon_lat(point).unwrap()).unwrap().distance_m(point) < 1e-4);
    }
}

#[test]
fn web_mercator_is_the_published_square() {
    let to = Projector::new(Crs::WGS84, Crs::WEB_MERCATOR).unwrap();
    let (x, y) = to.convert(180.0, 0.0).unwrap();
    assert!((x - 20_037_508.342_789_244).abs() < 1e-6 && y.abs() < 1e-6);
    let back = Projector::new(Crs::WEB_MERCATOR, Crs::WGS84).unwrap();
    let (lon, lat) = back.convert(x / 3.0, x / 5.0).unwrap();
    let (x2, y2) = to.convert(lon, lat).unwrap();
    assert!((x2 - x / 3.0).abs() < 1e-6 && (y2 - x / 5.0).abs() < 1e-6);
}

#[cfg(feature = "proj")]
#[test]
fn irish_grid_and_utm_come_from_proj() {
    // EPSG:2157 natural origin 53.5 N 8 W is at 600000, 750000 by definition.
    let itm = Projector::new(Crs::from_epsg(2157), Crs::WGS84).unwrap();
    let (lon, lat) = itm.convert(600_000.0, 750_000.0).unwrap();
    assert!((lon + 8.0).abs() < 1e-8 && (lat - 53.5).abs() < 1e-8, "{lon} {lat}");
    assert!(itm.describe().contains("PROJ 9."), "{}", itm.describe());
    let utm = Projector::new(Crs::WGS84, Crs::from_epsg(32631)).unwrap();
    let (x, y) = utm.convert(3.0, 0.0).unwrap();
    assert!((x - 500_000.0).abs() < 1e-6 && y.abs() < 1e-6);
    let unknown = Projector::new(Crs::from_epsg(999_999), Crs::WGS84).unwrap_err();
    assert!(matches!(unknown, GeodesyError::NoTransformation { from: 999_999, .. }));
    let osgb36 = Projector::new(Crs::from_epsg(4277), Crs::GRID).unwrap_err();
    assert!(matches!(osgb36, GeodesyError::NeedsGrid { code: 4277 }));
}

/// Run by [`a_binary_copied_alone_still_transforms`] inside the copy; does nothing otherwise.
#[cfg(feature = "proj")]
#[test]
fn proj_in_a_copy() {
    if std::env::var_os("HARMSPOT_COPIED_ALONE").is_none() {
        return;
    }
    let itm = Projector::new(Crs::from_epsg(2157), Crs::WEB_MERCATOR).unwrap();
    let (x, y) = itm.convert(600_000.0, 750_000.0).unwrap();
    let (x0, y0) = Projector::new(Crs::WGS84, Crs::WEB_MERCATOR).unwrap().convert(-8.0, 53.5).unwrap();
    assert!((x - x0).abs() < 0.01 && (y - y0).abs() < 0.01, "{x} {y}");
    println!("transformed alone by {}", itm.describe());
}

#[cfg(all(feature = "proj", unix))]
#[test]
fn a_binary_copied_alone_still_transforms() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("alone");
    fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    // PROJ remembers the folder it was built in. Misspelling it in the copy puts it out of reach.
    let mut bytes = fs::read(&copy).unwrap();
    let (needle, mut at, mut found) = (b"proj-sys-".as_slice(), 0, 0);
    while let Some(next) = bytes[at..].windows(needle.len()).position(|w| w == needle) {
        bytes[at + next..at + next + needle.len()].copy_from_slice(b"proj-gone");
        at += next + needle.len();
        found += 1;
    }
    assert!(found > 0, "the build folder is named somewhere in the binary");
    fs::write(&copy, bytes).unwrap();
    let temp = folder.path().join("tmp");
    fs::create_dir(&temp).unwrap();
    let run = std::process::Command::new(&copy)
        .args(["geodesy::proj_in_a_copy", "--exact", "--nocapture"])
        .current_dir(folder.path())
        .env_clear()
        .env("HARMSPOT_COPIED_ALONE", "1")
        .env("TMPDIR", &temp)
        .env("HOME", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success() && said.contains("transformed alone by"), "{said}");
    assert_eq!(fs::read_dir(temp).unwrap().count(), 0, "the unpacked database is removed again");
}
