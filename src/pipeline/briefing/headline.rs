//! The first sentences of a pack: what happened, in the order a room asks.

use super::{between::PAIR_DAYS, cautions, scene::Scene, since::Since};
use crate::{
    calendar::Date,
    deterrence::{GRAVE, GRAVEST, IncidentLine, PairEvent, PairRow, StartsAt, Timing, groups_words, words},
};

/// What happened, in the order a room asks.
pub(super) fn headline(
    scene: &Scene<'_>,
    lines: &[IncidentLine],
    since: &Since,
    pairs: &[PairRow],
) -> Vec<String> {
    let mut out: Vec<String> = scene.not_known().into_iter().collect();
    let linked: Vec<&IncidentLine> = lines.iter().filter(|line| !line.groups.is_empty()).collect();
    out.extend(counted(scene, lines, linked.len()));
    out.extend(gravest(lines).filter(|_| !linked.is_empty()));
    out.extend(grave_since(&since.lines, since_when(scene)));
    out.extend(cautions::children(scene));
    out.extend(pairs.iter().filter_map(again).take(2));
    let open =
        |pair: &PairRow| pair.last_known.and_then(|last| Some((last, still_open(last, scene.window.until)?)));
    let answered =
        pairs.iter().filter(|p| p.answered).filter_map(|p| open(p).map(|(last, ends)| (p, last, ends)));
    for (pair, last, ends) in answered.take(2) {
        out.push(format!(
            "{} and {} have answered each other more often than chance gives. The last attack whose direction is known was on {}; {PAIR_DAYS} days end on {}.",
            pair.first,
            pair.second,
            words::short_day(last),
            words::short_day(ends)
        ));
    }
    if let Some(last) = scene.groups.last() {
        let day = Date::from_days(last.day);
        let between = scene.incident(last.incident);
        if linked.is_empty() {
            out.push(format!(
                "The last incident linked to a group was {} on {} ({}).",
                words::ago(day, scene.window.until),
                words::short_day(day),
                between.key.reference
            ));
        }
    }
    let mut came = Vec::new();
    for (n, what) in
        [(since.late, "recorded late"), (since.changed, "changed"), (since.withdrawn, "withdrawn")]
    {
        if n > 0 {
            came.push(format!("{n} {what}"));
        }
    }
    if !came.is_empty() {
        let linked = match since.linked {
            0 => "none of them linked to a group".to_owned(),
            1 => "one of them linked to a group".to_owned(),
            n => format!("{} of them linked to groups", words::number(n)),
        };
        out.push(format!("Besides, {} {}: {linked}.", came.join(", "), since_when(scene)));
    }
    out
}

/// How many there were, and how many of them the register links to a group; nothing where nothing is known.
fn counted(scene: &Scene<'_>, lines: &[IncidentLine], linked: usize) -> Option<String> {
    let crimes: usize =
        scene.events.iter().filter(|e| e.timing == Timing::Committed).map(|e| e.crimes.len()).sum();
    let in_crimes = if crimes > lines.len() { format!(" ({crimes} crimes)") } else { String::new() };
    Some(match (lines.len(), linked) {
        (0, _) if scene.known_window().is_none() => return None,
        (0, _) => "No incident that counts was committed in these days, and none that the register links to a group.".to_owned(),
        (n, 0) if scene.involved.groups.is_empty() => format!(
            "{}{in_crimes}. There is no register of groups, so none is linked to one.",
            incidents(n)
        ),
        (n, 0) => format!("{}{in_crimes}, none linked to a group by the register.", incidents(n)),
        (n, m) => format!(
            "{}{in_crimes}; the register links {} to groups.",
            incidents(n),
            if m == n { "all of them".to_owned() } else { words::number(m) }
        ),
    })
}

/// Deaths and attempts on a life that the register links to no group: the table of page 1 is of those it does.
fn gravest(lines: &[IncidentLine]) -> Option<String> {
    let of_life = (1..).zip(lines).filter(|(_, line)| line.groups.is_empty() && line.gravity >= GRAVEST);
    let told: Vec<String> = of_life
        .map(|(number, line)| {
            let offence = words::uncapital(&line.offence);
            format!(
                "{offence}, {}, {} ({}, number {number} of the line list)",
                line.when, line.place, line.reference
            )
        })
        .collect();
    let more = match told.len() {
        0 => return None,
        1 | 2 => String::new(),
        n => format!("; and {} more", n - 2),
    };
    Some(format!("Linked to no group, and of the gravest: {}{more}.", told[..told.len().min(2)].join("; ")))
}

fn since_when(scene: &Scene<'_>) -> &'static str {
    if scene.window.starts_at == StartsAt::LastPack { "since the last pack" } else { "in these days" }
}

/// Grave incidents of groups, and deaths and attempts on a life, that came in or changed since: too much for a later page alone.
fn grave_since(since: &[IncidentLine], when: &str) -> Option<String> {
    let grave: Vec<&IncidentLine> = since
        .iter()
        .filter(|line| line.gravity >= if line.groups.is_empty() { GRAVEST } else { GRAVE })
        .collect();
    let told: Vec<String> = grave
        .iter()
        .take(2)
        .map(|line| {
            let mut about = vec![words::uncapital(&line.offence), line.when.clone()];
            about.extend(groups_words(&line.groups));
            format!("{} ({}): {}", line.reference, about.join(", "), line.news)
        })
        .collect();
    let more = match grave.len() {
        0 => return None,
        1 | 2 => String::new(),
        n => format!("; and {} more", n - 2),
    };
    Some(format!("Grave, and new {when}: {}{more}.", told.join("; ")))
}

/// The day on which the 28 days after an attack end, unless that was before the pack's day.
fn still_open(last: Date, until: Date) -> Option<Date> {
    Some(last.plus(PAIR_DAYS.cast_signed())).filter(|ends| *ends >= until)
}

fn incidents(n: usize) -> String {
    if n == 1 {
        "One incident that counts was committed".to_owned()
    } else {
        format!("{n} incidents that count were committed")
    }
}

/// How a pair that met in the window stood before: "15 in 12 months, the last before it 48 days earlier".
fn again(pair: &PairRow) -> Option<String> {
    let now: Vec<&PairEvent> = pair.events.iter().filter(|e| e.now).collect();
    let first_now = now.first()?;
    let times = PairEvent::incidents(now.iter().copied());
    let before = pair.events.iter().rev().find(|e| !e.now);
    let now_words = if times == 1 { "it" } else { "them" };
    let gap = before.map_or_else(
        || "none in the 12 months before".to_owned(),
        |b| {
            let days = usize::try_from(first_now.day.days() - b.day.days()).unwrap_or(0);
            format!(
                "{} in 12 months, the last before {now_words} {} earlier",
                PairEvent::incidents(&pair.events),
                words::counted(days, "day")
            )
        },
    );
    // Of an incident with a side not known, and of one both ways, nobody can say that one attacked the other.
    let attacks = now.iter().all(|e| e.by_first.is_some() && !e.both_ways);
    let what = if attacks { "attack" } else { "incident" };
    let times = if times == 1 { format!("one {what}") } else { format!("{} {what}s", words::number(times)) };
    Some(format!("Between {} and {}: {times} in this window; {gap}.", pair.first, pair.second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_an_answer_end_on_the_twenty_eighth() {
        let day = |text: &str| -> Date { text.parse().expect("a day") };
        let ends = day("2025-11-21");
        assert_eq!(still_open(day("2025-10-24"), ends), Some(ends));
        assert_eq!(still_open(day("2025-10-23"), ends), None);
    }
}
