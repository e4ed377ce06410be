//! The front page: the shortlist at a glance, and what a panel asks of the list as a whole.

use super::{
    document::anchor,
    wording::{capital, months, sentence, word},
};
use crate::{
    publish::{
        chart::{Mark, PanelMap, frontier, panel_map},
        document::{Align, Block, Brand, Cell, Picture, Run, Table, shortened},
    },
    sport::{PanelShortlist, SiteSheet},
};

/// Longest name in a heading or a table.
pub(super) const NAME: usize = 90;

/// What two columns of the shortlist are.
const ADDS: &str = "Share of need: what the site reaches by itself. Adds: what of that no site above it reaches; the list stands in this order, and the column adds up to what all reach together.";

/// Parts of the front page.
pub(super) fn blocks(list: &PanelShortlist, brand: &Brand) -> Vec<Block> {
    let under = format!(
        "{}. Violence from {} to {}. {}",
        list.csp,
        months(&list.from),
        months(&list.to),
        sentence(&list.definition)
    );
    let mut out = vec![Block::Title { under }];
    out.extend(list.sentence.iter().map(|s| Block::Notice { runs: vec![Run::strong(sentence(s))] }));
    out.extend(list.changed.iter().map(|changed| Block::Notice {
        runs: vec![
            Run::strong("The weights of this run are not the usual ones: "),
            Run::plain(sentence(changed)),
        ],
    }));
    if !list.sites.is_empty() {
        out.push(Block::heading(1, word(brand, "shortlist")));
        out.push(Block::Table(shortlist(list)));
        if list.sites.len() > 1 {
            out.push(Block::small(ADDS));
        }
    }
    pictures(list, brand, &mut out);
    if let Some(cut) = &list.cut {
        out.push(Block::heading(1, word(brand, "cut")));
        out.push(Block::text(sentence(&cut.words)));
        if !cut.lost.is_empty() {
            out.push(Block::Paragraph {
                runs: vec![
                    Run::strong(format!("With {}% less: ", cut.cut_percent)),
                    Run::plain(format!("kept {}; lost {}.", names(&cut.kept), names(&cut.lost))),
                ],
            });
        }
    }
    let opinions: Vec<String> =
        list.fairness.iter().chain(&list.second_opinion).map(|words| sentence(words)).collect();
    if !opinions.is_empty() {
        out.push(Block::heading(1, word(brand, "fair")));
        out.push(Block::bullets(opinions));
    }
    out.push(Block::heading(1, word(brand, "method")));
    out.push(Block::bullets(method(list)));
    out
}

fn shortlist(list: &PanelShortlist) -> Table {
    let minutes = list.sites.first().map_or([10, 15], |s| s.young_within.map(|(minutes, _)| minutes));
    Table {
        caption: String::new(),
        widths: vec![0.35, 3.0, 1.8, 1.4, 1.3, 2.5, 0.9, 0.8, 1.2],
        aligns: [Align::Left; 9].to_vec(),
        head: [
            String::new(),
            "Site".to_owned(),
            "Why it is listed".to_owned(),
            format!("Aged 10 to 17 within {} min", minutes[0]),
            "Violence in reach".to_owned(),
            "Best sessions".to_owned(),
            "Share of need".to_owned(),
            "Adds".to_owned(),
            "Re-runs it stays in".to_owned(),
        ]
        .to_vec(),
        rows: list.sites.iter().enumerate().map(|(at, site)| row(at, site)).collect(),
    }
}

fn row(at: usize, site: &SiteSheet) -> Vec<Cell> {
    let mut under = vec![shortened(&site.ward, NAME)];
    if site.possible {
        under.push("Possible site: not confirmed".to_owned());
    }
    if site.asked_for {
        under.push("Asked for by you".to_owned());
    }
    let mut slots = site.slots.term.iter().map(|slot| slot.words.clone());
    let first = slots.next().unwrap_or_else(|| "too few timed events".to_owned());
    vec![
        Cell::strong(site.rank.to_string()),
        Cell::strong(shortened(&site.name, NAME))
            .to(anchor(at))
            .under(under.into_iter().filter(|u| !u.is_empty())),
        Cell::text(capital(&site.label_words)),
        Cell::text(site.young_within[0].1.to_string()),
        Cell::text(site.incidents.to_string()),
        Cell::text(first).under(slots),
        Cell::text(format!("{}%", site.covered_percent)),
        Cell::text(format!("{}%", site.adds_percent)),
        Cell::text(stays(site)),
    ]
}

/// In how many re-runs it stays.
fn stays(site: &SiteSheet) -> String {
    if site.stable_of == 0 {
        "none made".to_owned()
    } else {
        format!("{} of {}", site.stable_n, site.stable_of)
    }
}

/// Where the sites are beside what each further one brings.
fn pictures(list: &PanelShortlist, brand: &Brand, out: &mut Vec<Block>) {
    let marks: Vec<Mark> = list
        .sites
        .iter()
        .map(|s| Mark { sign: s.rank.to_string(), name: String::new(), at: s.at, main: true })
        .collect();
    let hotspots: Vec<_> = list.sites.iter().flat_map(|s| s.hotspots.iter().cloned()).collect();
    let map = PanelMap {
        id: "front",
        size: (270.0, 235.0),
        ground: &list.ground,
        reach: &[],
        hotspots: &hotspots,
        marks: &marks,
        whole: true,
    };
    let mut columns = Vec::new();
    if let Some(svg) = panel_map(&map).filter(|_| !marks.is_empty()) {
        let named: Vec<String> =
            list.sites.iter().map(|s| format!("{}, {}", s.rank, shortened(&s.name, NAME))).collect();
        let alt = format!("Map of {} with the sites of the shortlist: {}.", list.csp, named.join("; "));
        columns.push((
            1.15,
            vec![
                Block::heading(1, word(brand, "where")),
                Block::Picture(Picture { svg, alt, caption: String::new(), width_pt: 270.0 }),
            ],
        ));
    }
    let chosen = u32::try_from(list.sites.len()).unwrap_or(u32::MAX);
    if let Some(svg) = frontier(&list.frontier, chosen, (225.0, 185.0)) {
        let steps: Vec<String> =
            list.frontier.iter().map(|p| format!("{} sites {}%", p.sites, p.covered_percent)).collect();
        let alt = format!("Line of the share of need covered by number of sites: {}.", steps.join(", "));
        let caption =
            format!("Share of the need within {} minutes' walk of a site. Black: this list.", list.minutes);
        columns.push((
            1.0,
            vec![
                Block::heading(1, word(brand, "how-many")),
                Block::Picture(Picture { svg, alt, caption, width_pt: 225.0 }),
            ],
        ));
    }
    match columns.len() {
        0 => {}
        1 => out.extend(columns.into_iter().flat_map(|(_, blocks)| blocks)),
        _ => out.push(Block::Columns { columns }),
    }
}

fn method(list: &PanelShortlist) -> Vec<String> {
    let mut lines = vec![
        sentence(&capital(&list.objective)),
        sentence(&capital(&list.believed)),
        sentence(&capital(&list.walking)),
        sentence(&format!("Choice of sites: {}", list.solver)),
        sentence(&list.evidence),
        "Numbers of people and of events are rounded to the nearest five; under ten they are not shown."
            .to_owned(),
    ];
    lines.extend(list.notes.iter().map(|note| sentence(note)));
    lines.retain(|line| !line.is_empty());
    lines
}

fn names(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
