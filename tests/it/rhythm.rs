//! When it happens: aoristic hours, bands, peak windows and their intervals, the police day, clock changes.

use std::io::Read;

use harmspot::{
    calendar::{DateTime, Instant, Precision, Span, Zone},
    detect::{DAY_BANDS, DayStart, DetectError, Rhythm, RhythmOptions, VIOLENCE_BANDS, peak_window, rhythm},
    inference::{shuffle, stream, uniform},
};
use proptest::prelude::*;

use crate::shared::shared;

const OPTIONS: RhythmOptions =
    RhythmOptions { day: DayStart::Midnight, share: 0.5, resamples: 200, confidence: 0.95, seed: 1 };

fn at(text: &str) -> Instant {
    let local = DateTime::parse(text, "yyyy-mm-dd HH:MM").expect("a time");
    Zone::london().instant(local).expect("it happened").instant
}

fn span(from: &str, to: &str) -> Span {
    Span::new(at(from), at(to), Precision::Minute).expect("in order")
}

fn find(spans: &[Span], options: &RhythmOptions) -> Rhythm {
    rhythm(spans, None, &Zone::london(), options).expect("sound")
}

fn evenings(n: usize) -> Vec<Span> {
    (0..n)
        .map(|i| {
            span(
                &format!("2025-06-{:02} {:02}:15", 1 + i % 28, 18 + i % 4),
                &format!("2025-06-{:02} {:02}:15", 1 + i % 28, 18 + i % 4),
            )
        })
        .collect()
}

#[test]
fn eight_hours_are_an_eighth_each() {
    let found = find(&[span("2025-01-06 08:00", "2025-01-06 16:00")], &OPTIONS);
    for hour in 0..24 {
        let want = if (8..16).contains(&hour) { 0.125 } else { 0.0 };
        assert!((found.grid[0][hour] - want).abs() < 1e-12, "{hour}");
    }
    assert_eq!((found.events, found.timed, found.weak), (1, 1, 0));
}

#[test]
fn intervals_are_flagged_over_twelve_hours_and_out_of_the_chart_over_twenty_four() {
    let day = Span::new(at("2025-06-02 00:00"), at("2025-06-03 00:00"), Precision::Day).expect("a day");
    let month = Span::new(at("2025-06-01 00:00"), at("2025-07-01 00:00"), Precision::Month).expect("a month");
    let spans = [
        span("2025-06-02 08:00", "2025-06-02 20:00"),
        span("2025-06-02 08:00", "2025-06-02 20:01"),
        span("2025-06-02 08:00", "2025-06-03 08:00"),
        span("2025-06-02 08:00", "2025-06-03 08:01"),
        day,
        month,
    ];
    let found = find(&spans, &OPTIONS);
    assert_eq!((found.events, found.timed, found.weak, found.too_long), (6, 3, 2, 1));
    assert_eq!((found.date_only, found.month_only), (1, 1));
    assert_eq!(found.events, found.timed + found.too_long + found.date_only + found.month_only);
    let sum: f64 = found.grid.iter().flatten().sum();
    assert!((sum - 3.0).abs() < 1e-12, "what is in the chart is what is timed: {sum}");
    let said = found.notes.join("\n");
    for words in [
        "2 of 6 events have an interval over 12 hours",
        "1 of 6 events have an interval over 24 hours",
        "only a month",
    ] {
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn the_nights_the_clock_changes_lose_and_gain_nothing() {
    let spring = find(&[span("2025-03-29 23:00", "2025-03-30 03:00")], &OPTIONS);
    assert!((spring.grid[6][1]).abs() < 1e-12, "the hour that never was");
    assert!((spring.grid[6][2] - 1.0 / 3.0).abs() < 1e-12);
    let autumn = find(&[span("2025-10-25 23:00", "2025-10-26 03:00")], &OPTIONS);
    assert!((autumn.grid[6][1] - 0.4).abs() < 1e-12, "the hour that came twice");
    for found in [spring, autumn] {
        assert!((found.grid.iter().flatten().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}

#[test]
fn the_police_day_gives_the_night_to_the_evening_before() {
    // Saturday 23:00 to Sunday 03:00.
    let night = [span("2025-06-07 23:00", "2025-06-08 03:00")];
    let plain = find(&night, &OPTIONS);
    assert!((plain.days[5].share - 0.25).abs() < 1e-12 && (plain.days[6].share - 0.75).abs() < 1e-12);
    let police = find(&night, &RhythmOptions { day: DayStart::Police, ..OPTIONS });
    assert!((police.days[5].share - 1.0).abs() < 1e-12 && (police.grid[5][2] - 0.25).abs() < 1e-12);
    // Monday before six is the Sunday before it.
    let monday = find(
        &[span("2025-06-02 05:30", "2025-06-02 05:30")],
        &RhythmOptions { day: DayStart::Police, ..OPTIONS },
    );
    assert!((monday.grid[6][5] - 1.0).abs() < 1e-12);
}

#[test]
fn under_twenty_timed_events_there_are_bands_and_no_peak() {
    let few = find(&evenings(19), &OPTIONS);
    assert!(few.peak.is_none() && few.notes[0].contains("no peak hour"), "{:?}", few.notes);
    let evening = few.day_bands.iter().find(|(b, _)| b.name == "evening").expect("a band");
    assert!((evening.1.share - 1.0).abs() < 1e-12);
    let enough = find(&evenings(20), &OPTIONS);
    let peak = enough.peak.expect("twenty are enough");
    assert_eq!((peak.hours, peak.share.to_bits()), (2, 0.5_f64.to_bits()));
    // Nineteen timed and many that are not are still nineteen.
    let mut mixed = evenings(19);
    mixed.extend(
        (0..50).map(|_| {
            Span::new(at("2025-06-02 00:00"), at("2025-06-03 00:00"), Precision::Day).expect("a day")
        }),
    );
    assert!(find(&mixed, &OPTIONS).peak.is_none());
    let nothing = find(&[], &OPTIONS);
    assert!(nothing.peak.is_none() && nothing.timed == 0 && nothing.resamples == 0);
    assert!(nothing.clock.iter().all(|s| s.share == 0.0));
}

#[test]
fn bands_cover_the_day_once_and_the_violence_bands_are_those_of_the_county() {
    for hour in 0..24 {
        assert_eq!(DAY_BANDS.iter().filter(|b| b.holds(hour)).count(), 1, "{hour}");
        assert!(VIOLENCE_BANDS.iter().filter(|b| b.holds(hour)).count() <= 1, "{hour}");
    }
    let words: Vec<String> = VIOLENCE_BANDS.iter().map(harmspot::detect::Band::words).collect();
    assert_eq!(
        words,
        [
            "school release 15 to 17",
            "early evening 17 to 20",
            "late evening 20 to 23",
            "night economy 23 to 03"
        ]
    );
    assert!(VIOLENCE_BANDS[3].holds(23) && VIOLENCE_BANDS[3].holds(2) && !VIOLENCE_BANDS[3].holds(3));
}

#[test]
fn the_peak_window_is_the_shortest_and_of_those_the_fullest() {
    let mut clock = [0.0; 24];
    (clock[9], clock[10], clock[20]) = (3.0, 3.0, 5.0);
    assert_eq!(peak_window(&clock, 0.5).map(|w| (w.0, w.1)), Some((9, 2)));
    clock[20] = 6.0;
    assert_eq!(peak_window(&clock, 0.5).map(|w| (w.0, w.1)), Some((20, 1)));
    assert_eq!(peak_window(&[1.0; 24], 0.5).map(|w| (w.0, w.1)), Some((0, 12)));
    assert_eq!(peak_window(&[0.0; 24], 0.5), None);
    assert_eq!(peak_window(&[f64::NAN; 24], 0.5), None);
}

#[test]
fn a_clear_peak_comes_back_in_every_resample_and_a_flat_day_does_not() {
    let mut sharp = evenings(200);
    sharp.extend((0..24).map(|h| span(&format!("2025-06-03 {h:02}:00"), &format!("2025-06-03 {h:02}:00"))));
    let peak = find(&sharp, &OPTIONS).peak.expect("timed");
    assert!((18..22).contains(&peak.from) && peak.hours <= 3, "{peak:?}");
    assert!(peak.share_interval.0 <= peak.share && peak.share <= peak.share_interval.1, "{peak:?}");
    assert!(peak.hour_in[19] > 0.9 || peak.hour_in[20] > 0.9, "{peak:?}");
    assert!(peak.hour_in[3] < 0.05);
    let mut rng = stream(5, "flat", 0);
    let flat: Vec<Span> = (0..240)
        .map(|_| {
            let second = Instant(at("2025-06-02 00:00").0 + (uniform(&mut rng) * 28.0 * 86_400.0) as i64);
            Span::new(second, second, Precision::Minute).expect("a point")
        })
        .collect();
    let peak = find(&flat, &OPTIONS).peak.expect("timed");
    assert!(peak.same < 0.5 && peak.from_shift.1 - peak.from_shift.0 > 4, "{peak:?}");
}

#[test]
fn intervals_of_a_share_hold_the_truth_about_as_often_as_they_say() {
    let mut held = 0;
    let rounds = 120;
    for round in 0..rounds {
        let mut rng = stream(round, "truth", 0);
        let spans: Vec<Span> = (0..150)
            .map(|_| {
                // Half of the events in the evening band (17 to 22), half in the morning.
                let hour = if uniform(&mut rng) < 0.5 {
                    17.0 + 5.0 * uniform(&mut rng)
                } else {
                    6.0 + 5.0 * uniform(&mut rng)
                };
                let second = Instant(at("2025-06-02 00:00").0 + (hour * 3600.0) as i64);
                Span::new(second, second, Precision::Minute).expect("a point")
            })
            .collect();
        let found = find(&spans, &RhythmOptions { seed: round, ..OPTIONS });
        let (low, high) = found.day_bands[2].1.interval;
        held += usize::from((low..=high).contains(&0.5));
    }
    assert!((104..=120).contains(&held), "{held} of {rounds}");
}

#[test]
fn harm_moves_the_peak_and_bad_weights_are_refused() {
    let mut spans = evenings(40);
    spans.push(span("2025-06-03 03:30", "2025-06-03 03:30"));
    let mut harm = vec![1.0; 40];
    harm.push(500.0);
    let found = rhythm(&spans, Some(&harm), &Zone::london(), &OPTIONS).expect("sound");
    assert_eq!(found.peak.map(|p| (p.from, p.hours)), Some((3, 1)));
    for bad in [f64::NAN, f64::INFINITY, -1.0] {
        harm[7] = bad;
        let refused = rhythm(&spans, Some(&harm), &Zone::london(), &OPTIONS);
        assert!(matches!(refused, Err(DetectError::NotFinite { unit: 7, .. })));
    }
    assert!(matches!(
        rhythm(&spans, Some(&[1.0]), &Zone::london(), &OPTIONS),
        Err(DetectError::Lengths { .. })
    ));
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let spans = evenings(300);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| format!("{:?}", find(&spans, &OPTIONS)))
    };
    assert_eq!(run(1), run(4));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_timed_event_is_in_the_chart_once_and_order_changes_nothing(
        starts in prop::collection::vec((0_i64..86_400 * 400, 0_i64..100_000), 1..60), seed in 0_u64..100,
    ) {
        let spans: Vec<Span> = starts
            .iter()
            .map(|&(from, length)| Span::new(Instant(1_735_689_600 + from), Instant(1_735_689_600 + from + length), Precision::Minute).unwrap())
            .collect();
        let few = RhythmOptions { resamples: 20, ..OPTIONS };
        let found = find(&spans, &few);
        prop_assert!((found.grid.iter().flatten().sum::<f64>() - found.timed as f64).abs() < 1e-9 * spans.len() as f64);
        prop_assert_eq!(found.timed + found.too_long, spans.len() as u64);
        let mut moved = spans.clone();
        shuffle(&mut stream(seed, "order", 0), &mut moved);
        let again = find(&moved, &few);
        for (a, b) in found.grid.iter().flatten().zip(again.grid.iter().flatten()) {
            prop_assert!((a - b).abs() < 1e-9);
        }
        // Fifty-two weeks later, with the clock where it was: the same chart.
        let shifted: Vec<Span> = spans
            .iter()
            .map(|s| Span::new(Instant(s.from.0 + 86_400 * 7), Instant(s.to.0 + 86_400 * 7), s.precision).unwrap())
            .collect();
        prop_assert_eq!(find(&shifted, &few).timed, found.timed);
    }
}

/// Start times of a published file; times are local, with no zone.
pub fn times(text: &str, pattern: &str, zone: &Zone) -> Vec<Span> {
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let field = line.split(',').find(|f| f.trim_matches('"').starts_with("20"))?.trim_matches('"');
            let at = zone.instant(DateTime::parse(field, pattern).ok()?).ok()?.instant;
            Span::new(at, at, Precision::Minute)
        })
        .collect()
}

#[test]
fn chicago_and_memphis_have_the_rhythm_of_their_nights() {
    let zone = Zone::named("America/Chicago").expect("a zone");
    if let Some(file) = shared("data/events_with_time/memphis_robberies_2019.csv") {
        let text = std::fs::read_to_string(file).expect("text");
        let spans = times(&text, "yyyy-mm-ddTHH:MM:SS", &zone);
        assert!(spans.len() > 2_200, "{}", spans.len());
        let found = rhythm(&spans, None, &zone, &OPTIONS).expect("sound");
        let peak = found.peak.expect("timed");
        println!("Memphis: {:02} to {:02}, {:.3}, {:?}", peak.from, peak.to, peak.share, peak.share_interval);
        assert!(peak.share >= 0.5 && peak.hours < 12);
    }
    if let Some(file) = shared("data/events_with_time/chicago_aggravated_assaults.csv.gz") {
        let mut text = String::new();
        flate2::read::GzDecoder::new(std::fs::File::open(file).expect("a file"))
            .read_to_string(&mut text)
            .expect("text");
        let spans = times(&text, "yyyy-mm-dd HH:MM", &zone);
        assert!(spans.len() > 148_000, "{}", spans.len());
        let found = rhythm(&spans, None, &zone, &RhythmOptions { resamples: 99, ..OPTIONS }).expect("sound");
        let peak = found.peak.expect("timed");
        println!("Chicago: {:02} to {:02}, {:.3}, {:?}", peak.from, peak.to, peak.share, peak.share_interval);
        assert!(peak.share >= 0.5 && peak.hours < 12);
    }
}
