//! Lomea holds together: its ground, its people, its incidents and its truth.

use harmspot::synth;

#[test]
fn the_known_county_is_decided_by_its_seed_and_keeps_its_promises() {
    let county = synth::truth(40_000, 7);
    assert_eq!(county, synth::truth(40_000, 7));
    assert_eq!(county.points.len(), 40_000);
    assert_eq!(county.planted.len(), 24);
    let planted: usize = county.planted.iter().map(|p| p.planted).sum();
    assert!(planted as f64 <= 0.08 * 40_000.0, "{planted} planted");
    let excess: f64 = county.planted.iter().map(|p| p.expected_excess).sum();
    let background: f64 = county.background.expected.iter().sum();
    assert!((excess + background - 40_000.0).abs() < 1e-6);
    assert!(county.points.iter().all(|(p, _)| county.background.density(*p) > 0.0));
    for circle in &county.planted {
        assert!((75.0..=250.0).contains(&circle.radius_m) && [3.0, 5.0, 10.0].contains(&circle.strength));
    }
}

#[test]
fn bulk_points_come_at_any_number_and_repeat() {
    assert_eq!(synth::points(1_000, 3), synth::points(1_000, 3));
    assert_ne!(synth::points(1_000, 3), synth::points(1_000, 4));
    assert!(synth::points(0, 3).is_empty());
}
