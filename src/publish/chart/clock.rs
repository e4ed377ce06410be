//! The week: when violence falls in it, and when to hold sessions.

use super::svg::{Anchor, Svg, Type, hatch};
use crate::sport::{BANDS, BandLevel, Slot, Slots};

/// Days, Monday first.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// The day of the picture begins with the first band and ends with the last, in the next morning.
const FROM: f64 = BANDS[0].from_hour as f64;
const TO: f64 = BANDS[BANDS.len() - 1].to_hour as f64;

/// Draws the week by day and band of hours, slots framed; `None` where too few events have a time.
/// Levels are shown by lightness and by pattern, so that a grey print says the same.
#[must_use]
pub fn week_clock(slots: &Slots, id: &str, size: (f64, f64)) -> Option<String> {
    if slots.clock.len() != DAYS.len() {
        return None;
    }
    let (width, height) = size;
    let (left, top, foot) = (26.0, 12.0, 26.0);
    let across = (width - left - 2.0) / (TO - FROM);
    let down = (height - top - foot) / 7.0;
    let mut svg = Svg::new(width, height);
    let some = format!("{id}some");
    svg.define(&hatch(&some, "#41608c", 3.0, 1.0));
    for hour in BANDS.iter().map(|b| b.from_hour).chain([BANDS[BANDS.len() - 1].to_hour]) {
        let anchor = if f64::from(hour) < TO { Anchor::Middle } else { Anchor::End };
        let kind = Type { anchor, ..Type::of(8.0) };
        let x = left + (f64::from(hour) - FROM) * across;
        svg.text([x, top - 3.5], kind, &format!("{:02}:00", hour % 24));
    }
    for (day, levels) in slots.clock.iter().enumerate() {
        let y = top + day as f64 * down;
        svg.text([left - 4.0, y + down / 2.0 + 2.8], Type::of(8.4).end(), DAYS[day]);
        for (level, band) in levels.iter().zip(BANDS) {
            let (from, to) = (f64::from(band.from_hour), f64::from(band.to_hour));
            let place = [left + (from - FROM) * across, y, (to - from) * across, down];
            svg.rect(place, "fill=\"#fff\" stroke=\"#8d9297\" stroke-width=\"0.5\"");
            if let Some(look) = look_of(*level, &some) {
                svg.rect(place, &look);
            }
        }
    }
    for slot in &slots.term {
        frame(&mut svg, slot, [left, top], [across, down], 0.0, TERM);
    }
    // Inside the frame of term time: where both fall in the same hours both are seen.
    for slot in &slots.holidays {
        frame(&mut svg, slot, [left, top], [across, down], 2.7, HOLIDAYS);
    }
    legend(&mut svg, slots, &some, height - 14.0);
    Some(svg.finish())
}

fn look_of(level: BandLevel, some: &str) -> Option<String> {
    match level {
        BandLevel::Little => None,
        BandLevel::Some => Some(format!("fill=\"url(#{some})\" stroke=\"#8d9297\" stroke-width=\"0.5\"")),
        BandLevel::Most => Some("fill=\"#41608c\" stroke=\"#8d9297\" stroke-width=\"0.5\"".to_owned()),
    }
}

/// Lines round a session.
const TERM: &str = "fill=\"none\" stroke=\"#141414\" stroke-width=\"1.7\"";
const HOLIDAYS: &str = "fill=\"none\" stroke=\"#141414\" stroke-width=\"1.2\" stroke-dasharray=\"2.2 1.6\"";

fn frame(
    svg: &mut Svg,
    slot: &Slot,
    [left, top]: [f64; 2],
    [across, down]: [f64; 2],
    inset: f64,
    look: &str,
) {
    let (from, to) = (f64::from(slot.from_hour).max(FROM), f64::from(slot.to_hour).min(TO));
    if slot.weekday > 6 || to <= from {
        return;
    }
    let place = [
        left + (from - FROM) * across + inset,
        top + f64::from(slot.weekday) * down + 1.0 + inset,
        (to - from) * across - 2.0 * inset,
        down - 2.0 - 2.0 * inset,
    ];
    svg.rect(
        place,
        &format!("fill=\"none\" stroke=\"#fff\" stroke-width=\"{}\"", if inset > 0.0 { 2.6 } else { 3.4 }),
    );
    svg.rect(place, look);
}

/// Two rows: what the hours hold, and what is proposed. In one row the last words were cut.
fn legend(svg: &mut Svg, slots: &Slots, some: &str, mut y: f64) {
    let mut x = 1.0;
    let entry = |svg: &mut Svg, (x, y): (&mut f64, f64), look: &str, words: &str| {
        svg.rect([*x, y - 6.2, 11.0, 7.6], look);
        svg.text([*x + 14.0, y + 0.4], Type::of(8.0), words);
        *x += 20.0 + 3.9 * words.chars().count() as f64;
    };
    entry(svg, (&mut x, y), "fill=\"#41608c\"", "most");
    let little = "fill=\"#fff\" stroke=\"#8d9297\" stroke-width=\"0.5\"";
    entry(
        svg,
        (&mut x, y),
        &format!("fill=\"url(#{some})\" stroke=\"#8d9297\" stroke-width=\"0.5\""),
        "some",
    );
    entry(svg, (&mut x, y), little, "little, or under 10");
    (x, y) = (1.0, y + 10.0);
    if !slots.term.is_empty() {
        entry(svg, (&mut x, y), TERM, "session in term time");
    }
    if !slots.holidays.is_empty() {
        entry(svg, (&mut x, y), HOLIDAYS, "session in the holidays");
    }
}
