//! The ranked list, and its stability check, as people read them on a terminal.

use std::io::{IsTerminal, Write};

use crate::pipeline::{Answer, Confidence, Hotspot, HotspotKind, StabilityCheck};

/// One list as people read it.
pub(super) fn print_list(out: &mut impl Write, answer: &Answer) -> std::io::Result<()> {
    let list = &answer.list;
    let bold = |text: &str| {
        if std::io::stdout().is_terminal() { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    };
    writeln!(out, "\n{}", answer.provenance.marking.words())?;
    writeln!(out, "{}", bold(&list.title))?;
    writeln!(
        out,
        "{} crimes in {} events, {} units of {}; compared with {}",
        list.crimes, list.events, list.tested, list.unit, list.null
    )?;
    let ranked: Vec<&Hotspot> = list.places.iter().filter(|p| p.rank.is_some()).collect();
    if ranked.is_empty() {
        writeln!(out, "\nNo {} on this list.", list.noun)?;
    } else {
        writeln!(
            out,
            "\n{:>4}  {:<9} {:<10} {:>6} {:>8} {:>5}  place",
            "rank", "how sure", "listed in", "events", "usual", "ha"
        )?;
    }
    for place in &ranked {
        let parent =
            place.parent.as_ref().map_or(String::new(), |(p, n, of)| format!(" [part {n} of {of} of {p}]"));
        writeln!(
            out,
            "{:>4}  {:<9} {:<10} {:>6} {:>8.1} {:>5.1}  {}{parent}",
            place.rank.unwrap_or(0),
            sure(place.confidence),
            format!("{} of {}", place.stable_n, place.stable_of),
            place.events,
            place.expected,
            place.area_ha,
            place.name
        )?;
        if let Some(peak) = &place.peak {
            writeln!(out, "{:>43}  {}", "", peak.words)?;
        }
        let apart: Vec<u32> = (ranked.iter())
            .filter(|other| place.not_ranked_apart_from.contains(&other.id))
            .filter_map(|other| other.rank)
            .collect();
        let ranks = match apart.as_slice() {
            [] => None,
            [one] => Some(format!("rank {one}")),
            [first, .., last] => Some(format!("ranks {first} to {last}")),
        };
        if let Some(ranks) = ranks {
            writeln!(out, "{:>43}  cannot be told apart from {ranks}", "")?;
        }
        if let Some(d) = place.dependence.as_ref().filter(|d| !d.listed_without) {
            writeln!(
                out,
                "{:>43}  on the list only because unknowns are counted ({})",
                "",
                d.rules.join(", ")
            )?;
        }
    }
    let apart = if list.noun == "hotspots" {
        "At one address, listed apart"
    } else {
        "At one map point (a snap point, not an address), listed apart"
    };
    for (kind, words) in [
        (HotspotKind::SingleAddress, apart),
        (HotspotKind::PlaceToWatch, "Places to watch, no rank and no claim"),
    ] {
        let places: Vec<&Hotspot> = list.places.iter().filter(|p| p.kind == kind).collect();
        if !places.is_empty() {
            writeln!(out, "\n{words}:")?;
        }
        for place in places.iter().take(10) {
            writeln!(out, "  {:>4} events  {}", place.events, place.name)?;
        }
        if places.len() > 10 {
            writeln!(out, "  and {} more", places.len() - 10)?;
        }
    }
    for csp in &list.too_few {
        writeln!(out, "\n{}: {} events, too few for {}.", csp.csp, csp.events, list.noun)?;
    }
    let excluded: u32 = list.excluded.iter().map(|e| e.events).sum();
    writeln!(
        out,
        "\nLeft out and counted: {excluded} events at places of recording, {} outside the mask at {} points, {} without a position, {} out of force, {} proactive records.",
        list.outside_mask.0, list.outside_mask.1, list.not_mapped, list.out_of_force, list.proactive
    )?;
    if answer.question.csp.is_some() {
        writeln!(
            out,
            "(Those without a position cannot be given to one partnership: that figure is the whole force's.)"
        )?;
    }
    if list.unknown > 0 {
        writeln!(out, "{} of the events count only because an unknown was counted.", list.unknown)?;
    }
    for place in list.excluded.iter().take(12) {
        writeln!(out, "  {:>5}  {} ({})", place.events, place.name, place.class)?;
    }
    for place in &list.review {
        writeln!(
            out,
            "  {:>5}  {} ({}): counted, somebody should look at it",
            place.events, place.name, place.class
        )?;
    }
    for note in &list.notes {
        writeln!(out, "note: {note}")?;
    }
    Ok(())
}

/// In how many other units each place recurs, and how much of the land neighbouring windows share.
pub(super) fn print_check(out: &mut impl Write, check: &StabilityCheck) -> std::io::Result<()> {
    writeln!(out, "\nMade again in {}:", check.units.join(", "))?;
    for (rank, name, recurs) in &check.places {
        let n = recurs.iter().filter(|r| **r).count();
        let missing: Vec<&str> =
            check.units.iter().zip(recurs).filter(|(_, r)| !**r).map(|(u, _)| u.as_str()).collect();
        let not = if missing.is_empty() { String::new() } else { format!("; not in {}", missing.join(", ")) };
        writeln!(out, "{rank:>4}  listed again in {n} of {}{not}  {name}", recurs.len())?;
    }
    if check.windows.is_empty() {
        writeln!(out, "      no earlier window is held in full, so none is set beside this one")?;
    }
    for (earlier, later, shared) in &check.windows {
        writeln!(
            out,
            "      windows to {earlier} and to {later}: {:.0} % of the listed land is shared",
            100.0 * shared
        )?;
    }
    Ok(())
}

fn sure(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Clear => "clear",
        Confidence::Likely => "likely",
        Confidence::NotSure => "not sure",
    }
}
