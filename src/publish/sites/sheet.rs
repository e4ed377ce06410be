//! One page a site: nine questions in the order a panel asks them.

use super::{
    front::NAME,
    wording::{capital, months, sentence, word},
};
use crate::{
    publish::{
        chart::{Mark, PanelMap, panel_map, week_clock},
        document::{Align, Block, Brand, Cell, Picture, Run, Table, shortened},
    },
    sport::{NeedPart, PanelShortlist, SiteSheet, Slot},
};

/// Most lines of one list on a page; what is left out is said.
const LINES: usize = 7;

/// Parts of a site's page; `id` makes the names inside its pictures unique.
pub(super) fn blocks(list: &PanelShortlist, site: &SiteSheet, id: &str, brand: &Brand) -> Vec<Block> {
    let heading = |key: &str| Block::heading(2, word(brand, key));
    let name = shortened(&site.name, NAME);
    let mut out = vec![Block::heading(1, format!("{}. {name}", site.rank)), badges(site)];
    let mut why = vec![heading("why")];
    why.extend(why_here(list, site));
    side_by_side(&mut out, why, map(list, site, id, &name), 0.92);
    let mut nights = vec![heading("nights")];
    nights.extend(which_nights(site));
    side_by_side(&mut out, nights, clock(site, id, &name), 0.92);
    let figures = site.young_within.iter().map(|(minutes, count)| {
        (capital(&count.to_string()), format!("aged 10 to 17 within {minutes} minutes' walk"))
    });
    let young = vec![heading("young"), Block::Figures { figures: figures.collect() }];
    let mut hurt = vec![heading("hurt")];
    hurt.extend(who_is_hurt(list, site));
    let existing = vec![heading("existing"), lines(&site.existing, nothing_here(site))];
    out.push(Block::Columns { columns: vec![(1.1, young), (1.1, hurt), (0.9, existing)] });
    let risks = vec![heading("risks"), lines(&site.risks, "Nothing known. That is not the same as nothing.")];
    let unknown = "Not known yet: ask the owner for the hire and the provider for the staff.";
    side_by_side(&mut out, risks, vec![heading("cost"), lines(&site.cost, unknown)], 1.0);
    let half = vec![heading("half"), Block::text(sentence(&site.if_half))];
    let know = vec![heading("know"), lines(&site.baseline, "Not known yet.")];
    side_by_side(&mut out, half, know, 0.6);
    out
}

/// Nothing near the site is not nothing near the need: what is counted to meet some of it runs farther off.
fn nothing_here(site: &SiteSheet) -> &'static str {
    if site.need_bands.iter().any(|band| band.met_percent > 0) {
        "Nothing known within 600 m of the site in a straight line; the sessions that are counted to meet part of the need run \
         farther from it, within ten minutes' walk of where the need is. Ask before you commission."
    } else {
        "Nothing known within 600 m of the site in a straight line, nor within ten minutes' walk of where the need is. Ask \
         before you commission."
    }
}

fn side_by_side(out: &mut Vec<Block>, left: Vec<Block>, right: Vec<Block>, share: f64) {
    if right.is_empty() {
        out.extend(left);
    } else {
        out.push(Block::Columns { columns: vec![(share, left), (1.0, right)] });
    }
}

fn badges(site: &SiteSheet) -> Block {
    let mut runs = vec![Run::badge(capital(&site.label_words))];
    if site.possible {
        runs.extend([Run::plain("  "), Run::badge("Possible site: not confirmed by its owner")]);
    }
    if site.asked_for {
        runs.extend([Run::plain("  "), Run::badge("Asked for by you")]);
    }
    let place: Vec<&str> = [&site.kind, &site.ward, &site.csp]
        .into_iter()
        .map(String::as_str)
        .filter(|s| !s.is_empty())
        .collect();
    runs.push(Run::plain(format!("  {}", capital(&place.join(" · ")))));
    Block::Paragraph { runs }
}

fn why_here(list: &PanelShortlist, site: &SiteSheet) -> Vec<Block> {
    let reason: Vec<String> = site.reason.iter().map(|s| sentence(s)).filter(|s| !s.is_empty()).collect();
    let mut out = vec![Block::text(reason.join(" "))];
    if let Some(next) = &site.next_best {
        out.push(Block::Paragraph {
            runs: vec![
                Run::strong(format!("Next best: {}. ", shortened(&next.name, NAME))),
                Run::plain(sentence(&next.what_changes)),
            ],
        });
    }
    if !site.near_equal.is_empty() {
        out.push(Block::Paragraph {
            runs: vec![
                Run::strong("Nearly as good: "),
                Run::plain(sentence(&shortened(&site.near_equal.join("; "), 3 * NAME))),
            ],
        });
    }
    let sure = if site.stable_of == 0 {
        "nobody tried how it holds up against changed data.".to_owned()
    } else {
        format!("it stays on the list in {} of {} re-runs.", site.stable_n, site.stable_of)
    };
    let adds = match site.rank {
        1 => String::new(),
        _ => format!(" and adds {}% to the sites above it", site.adds_percent),
    };
    let covers = format!("{sure} It covers {}% of the need in {}{adds}.", site.covered_percent, list.csp);
    out.push(Block::Paragraph { runs: vec![Run::strong("How sure: "), Run::plain(covers)] });
    out.extend(parts(list, site));
    out
}

/// Every part of need: what of it is in reach, and what it weighs.
fn parts(list: &PanelShortlist, site: &SiteSheet) -> Option<Block> {
    let part = |p: &NeedPart| match p.weight_percent {
        w if w < 1.0 => format!("{} {}% (breaks ties)", p.part, p.share_percent),
        w => format!("{} {}% (weighs {w:.0}%)", p.part, p.share_percent),
    };
    let parts: Vec<String> = site.need_parts.iter().map(part).collect();
    (!parts.is_empty())
        .then(|| Block::small(format!("In reach, of all there is in {}: {}.", list.csp, parts.join(", "))))
}

fn map(list: &PanelShortlist, site: &SiteSheet, id: &str, name: &str) -> Vec<Block> {
    let mut marks = vec![Mark { sign: site.rank.to_string(), name: String::new(), at: site.at, main: true }];
    let others = list.sites.iter().filter(|s| s.id != site.id);
    marks.extend(others.map(|s| Mark {
        sign: s.rank.to_string(),
        name: String::new(),
        at: s.at,
        main: false,
    }));
    let size = (250.0, 222.0);
    let map = PanelMap {
        id: &format!("{id}map"),
        size,
        ground: &list.ground,
        reach: &site.reach,
        hotspots: &site.hotspots,
        marks: &marks,
        whole: false,
    };
    let Some(svg) = panel_map(&map) else { return Vec::new() };
    let near = if site.hotspots.is_empty() {
        "no violence hotspot in reach"
    } else {
        "the violence hotspots in reach"
    };
    let alt = format!(
        "Map of {name} and of what can be reached on foot in {} and {} minutes, with {near}.",
        site.young_within[0].0, site.young_within[1].0
    );
    vec![Block::Picture(Picture { svg, alt, caption: String::new(), width_pt: size.0 })]
}

fn which_nights(site: &SiteSheet) -> Vec<Block> {
    let mut out = vec![Block::text(sentence(&site.slots.words))];
    for (when, slots) in [("In term: ", &site.slots.term), ("In the holidays: ", &site.slots.holidays)] {
        // Not twice, where the sentence says it already.
        if slots.iter().any(|slot| !site.slots.words.contains(&slot.words)) {
            let all: Vec<&str> = slots.iter().map(|slot: &Slot| slot.words.as_str()).collect();
            out.push(Block::Paragraph {
                runs: vec![Run::strong(when), Run::plain(sentence(&all.join("; ")))],
            });
        }
    }
    // Too few for hours is too few for this as well: not said twice.
    let told = !site.need_bands.is_empty() || !site.slots.term.is_empty() || !site.slots.holidays.is_empty();
    if !site.need_words.is_empty() && told {
        out.push(Block::text(sentence(&site.need_words)));
    }
    out
}

fn clock(site: &SiteSheet, id: &str, name: &str) -> Vec<Block> {
    let size = (250.0, 131.0);
    let Some(svg) = week_clock(&site.slots, &format!("{id}clock"), size) else { return Vec::new() };
    let alt = format!(
        "The week around {name}: how much youth violence falls on each day and band of hours, with the sessions \
         framed. {}",
        sentence(&site.slots.words)
    );
    vec![Block::Picture(Picture { svg, alt, caption: String::new(), width_pt: size.0 })]
}

fn who_is_hurt(list: &PanelShortlist, site: &SiteSheet) -> Vec<Block> {
    let mut out = vec![Block::text(format!(
        "{} events of youth violence within {} minutes' walk, {} to {}.",
        capital(&site.incidents.to_string()),
        list.minutes,
        months(&list.from),
        months(&list.to)
    ))];
    if !site.hurt.is_empty() {
        out.push(Block::Table(Table {
            caption: String::new(),
            widths: vec![1.0, 1.0],
            aligns: vec![Align::Left, Align::Left],
            head: vec!["Age".to_owned(), "Incidents".to_owned()],
            rows: site
                .hurt
                .iter()
                .map(|(age, count)| vec![Cell::text(capital(age)), Cell::text(capital(&count.to_string()))])
                .collect(),
        }));
    }
    out
}

/// A list that fits; what is left out is said.
fn lines(all: &[String], none: &str) -> Block {
    match all {
        [] => return Block::text(none),
        [only] => return Block::text(sentence(only)),
        _ => {}
    }
    let kept = if all.len() > LINES { LINES - 1 } else { all.len() };
    let mut items: Vec<String> = all[..kept].iter().map(|line| sentence(line)).collect();
    if kept < all.len() {
        items.push(format!("And {} more, in the files beside these papers.", all.len() - kept));
    }
    Block::Bullets { items }
}
