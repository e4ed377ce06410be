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
    let (left, top, foot) = (26.0, 12.0, 17.0);
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
    for (slot, dash) in slots
        .term
        .iter()
        .map(|s| (s, ""))
        .chain(slots.holidays.iter().map(|s| (s, " stroke-dasharray=\"2.4 1.8\"")))
    {
        frame(&mut svg, slot, [left, top], [across, down], dash);
    }
    legend(&mut svg, slots, &some, height - 5.0);
    Some(svg.finish())
}

fn look_of(level: BandLevel, some: &str) -> Option<String> {
    match level {
        BandLevel::Little => None,
        BandLevel::Some => Some(format!("fill=\"url(#{some})\" stroke=\"#8d9297\" stroke-width=\"0.5\"")),
        BandLevel::Most => Some("fill=\"#41608c\" stroke=\"#8d9297\" stroke-width=\"0.5\"".to_owned()),
    }
}

fn frame(svg: &mut Svg, slot: &Slot, [left, top]: [f64; 2], [across, down]: [f64; 2], dash: &str) {
    let (from, to) = (f64::from(slot.from_hour).max(FROM), f64::from(slot.to_hour).min(TO));
    if slot.weekday > 6 || to <= from {
        return;
    }
    let place = [
        left + (from - FROM) * across,
        top + f64::from(slot.weekday) * down + 1.0,
        (to - from) * across,
        down - 2.0,
    ];
    svg.rect(place, "fill=\"none\" stroke=\"#fff\" stroke-width=\"3.4\"");
    svg.rect(place, &format!("fill=\"none\" stroke=\"#141414\" stroke-width=\"1.7\"{dash}"));
}

fn legend(svg: &mut Svg, slots: &Slots, some: &str, y: f64) {
    let mut x = 1.0;
    let mut entry = |svg: &mut Svg, look: &str, words: &str| {
        svg.rect([x, y - 6.2, 11.0, 7.6], look);
        svg.text([x + 14.0, y + 0.4], Type::of(8.0), words);
        x += 20.0 + 3.9 * words.chars().count() as f64;
    };
    entry(svg, "fill=\"#41608c\"", "most");
    entry(svg, &format!("fill=\"url(#{some})\" stroke=\"#8d9297\" stroke-width=\"0.5\""), "some");
    entry(svg, "fill=\"#fff\" stroke=\"#8d9297\" stroke-width=\"0.5\"", "little, or under 10");
    if !slots.term.is_empty() {
        entry(svg, "fill=\"none\" stroke=\"#141414\" stroke-width=\"1.7\"", "session");
    }
    if !slots.holidays.is_empty() {
        entry(
            svg,
            "fill=\"none\" stroke=\"#141414\" stroke-width=\"1.7\" stroke-dasharray=\"2.4 1.8\"",
            "in holidays",
        );
    }
}
