//! What changed: equally mature windows, words, first-time places, hours.

use harmspot::deterrence::{
    Change, Dated, DayWindow, FirstTime, HourShift, PlacedEvent, change, first_time_places, hour_shift,
};

use super::at;
use crate::proof::{proof, prove};

const WEEK: i32 = 7_000;

fn week() -> DayWindow {
    DayWindow::new(WEEK, WEEK + 7).unwrap()
}

/// Counts of this week and the weeks before, all recorded at once.
fn counts(now: usize, earlier: &[usize]) -> Change {
    let mut dates = vec![Dated { day: WEEK + 2, recorded: WEEK + 2 }; now];
    for (back, &n) in (1..).zip(earlier) {
        let day = WEEK + 2 - 7 * back;
        dates.extend(vec![Dated { day, recorded: day }; n]);
    }
    change(&dates, week(), WEEK + 7, WEEK - 7 * earlier.len() as i32, 12)
}

#[test]
fn a_week_is_said_as_a_sergeant_would_say_it() {
    let said = |now, earlier: &[usize]| counts(now, earlier).words();
    assert_eq!(
        said(3, &[1, 2, 0, 1, 3, 1, 1, 2, 0, 2, 1, 2]),
        "three this week; 1.3 is usual; by chance about one week in six"
    );
    assert_eq!(said(1, &[1, 2, 0, 1, 3]), "one this week; 1.4 is usual; about as usual");
    // No more than chance gives, and five times of what is usual: the reader sees both numbers.
    let rare = [0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0];
    assert_eq!(said(1, &rare), "one this week; 0.2 is usual; by chance about one week in four");
    assert_eq!(
        said(0, &[4, 2, 3, 3, 5, 1, 2, 4]),
        "none this week; 3.0 is usual; by chance about one week in 17"
    );
    assert_eq!(
        said(9, &[0, 0, 1, 0]),
        "nine this week; 0.2 is usual; by chance less than one week in a thousand"
    );
    assert_eq!(said(1, &[0; 12]), "one this week; hardly any is usual; by chance about one week in 13");
    assert_eq!(said(2, &[0, 0, 0]), "two this week; too early to say what is usual");
    assert_eq!(
        said(12, &[0, 14, 0, 0, 13, 0, 0, 0, 12, 0, 0, 1]),
        "twelve this week; 3.3 is usual; three of the last 12 weeks had as many: they come in bursts"
    );
}

#[test]
fn late_reports_do_not_make_this_week_look_quiet() {
    // Two a week for ever; of each week one is recorded at once and one three weeks later.
    let mut dates = Vec::new();
    for back in 0..20 {
        let day = WEEK + 3 - 7 * back;
        dates.extend([Dated { day, recorded: day + 1 }, Dated { day, recorded: day + 21 }]);
    }
    let found = change(&dates, week(), WEEK + 9, 0, 12);
    assert_eq!(found.now, 1);
    assert_eq!(found.usual.unwrap().counts, [1; 12]);
    // A month on, both are in, and so they are for the weeks it is set beside.
    let later = change(&dates, week(), WEEK + 30, 0, 12);
    assert_eq!((later.now, later.usual.unwrap().counts), (2, vec![2; 12]));
}

#[test]
fn weeks_before_the_data_begins_are_not_weeks_without_events() {
    let dates = vec![Dated { day: WEEK - 3, recorded: WEEK - 3 }; 4];
    let found = change(&dates, week(), WEEK + 7, WEEK - 28, 12);
    assert_eq!(found.usual.as_ref().unwrap().counts, [4, 0, 0, 0]);
    assert!(change(&dates, week(), WEEK + 7, WEEK - 27, 12).usual.is_none());
}

#[test]
fn first_time_places_are_told_from_five_events_with_what_is_usual_beside() {
    let place = |incident: usize, day: i32, x: f64| PlacedEvent { incident, day, at: at(x, 0.0) };
    let mut events: Vec<PlacedEvent> = (0..500).map(|k| place(k, WEEK - 1 - k as i32, 0.0)).collect();
    events.extend((0..4).map(|k| place(900 + k, WEEK + 1, 0.0)));
    let told = |events: &[PlacedEvent], known| first_time_places(events, week(), known, 200.0, 365);
    assert_eq!(told(&events, 0), FirstTime::TooFew { got: 4, least: 5 });
    // 200 m off is the same place, a metre more is not; two at a new place are both new.
    events.extend([place(910, WEEK + 2, 200.0), place(912, WEEK + 3, 401.0), place(911, WEEK + 2, 401.0)]);
    assert_eq!(told(&events, WEEK - 300), FirstTime::TooEarly);
    let usual_share = Some(0.0);
    assert_eq!(told(&events, WEEK - 500), FirstTime::Told { incidents: vec![911, 912], of: 7, usual_share });
    assert_eq!(
        told(&events, WEEK - 365),
        FirstTime::Told { incidents: vec![911, 912], of: 7, usual_share: None }
    );
}

#[test]
fn hours_shift_only_where_chance_hardly_gives_it_and_never_under_five_events() {
    let before: Vec<u8> = (0..60).map(|k| [20, 21, 18, 23][k % 4]).collect();
    assert_eq!(hour_shift(&[15; 4], &before, 1), HourShift::TooFew { now: 4, before: 60, least: 5 });
    assert_eq!(hour_shift(&[15; 6], &before[..19], 1), HourShift::TooFew { now: 6, before: 19, least: 5 });
    let HourShift::Told { bands, p, shifted_to } = hour_shift(&[15, 15, 16, 15, 20, 14], &before, 1) else {
        panic!("told");
    };
    assert!(p < 0.001, "{p}");
    assert_eq!(shifted_to.as_deref(), Some("afternoon 12 to 17"));
    assert_eq!(
        bands.iter().map(|b| (b.now, b.before)).collect::<Vec<_>>(),
        [(0, 0), (5, 0), (1, 45), (0, 15)]
    );
    let HourShift::Told { shifted_to, p, .. } = hour_shift(&[20, 21, 18, 23, 23], &before, 1) else {
        panic!("told");
    };
    assert!(shifted_to.is_none() && p > 0.3, "{p}");
}

#[test]
fn a_steady_rate_is_called_rare_no_oftener_than_the_words_say() {
    use harmspot::inference::{poisson_tails, stream, uniform};
    let draw = |rng: &mut _, mean: f64| {
        let u = uniform(rng);
        (0..1_000).find(|&x| poisson_tails(x, mean).le >= u).unwrap() as usize
    };
    let seeds = if prove() { 20_000_u64 } else { 2_000 };
    for mean in [0.3, 1.3, 4.0] {
        let mut rng = stream(9, "steady", (mean * 10.0) as u64);
        let mut rare = [0_u64; 2];
        for _ in 0..seeds {
            let earlier: Vec<usize> = (0..12).map(|_| draw(&mut rng, mean)).collect();
            let usual = counts(draw(&mut rng, mean), &earlier).usual.unwrap();
            for (n, level) in rare.iter_mut().zip([0.05, 1.0 / 7.0]) {
                *n += u64::from(usual.as_many <= level);
            }
        }
        let share = |n: u64| n as f64 / seeds as f64;
        proof(&format!(
            "what changed, a steady {mean} a week, {seeds} weeks: called one in twenty or rarer {:.3}, one in seven or rarer {:.3}",
            share(rare[0]),
            share(rare[1])
        ));
        assert!(share(rare[0]) <= 0.055 && share(rare[1]) <= 0.15, "{rare:?}");
    }
}
