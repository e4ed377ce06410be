//! Between the groups: chains, timelines of pairs, retaliation.

use super::{
    rows::{Rows, cell, more, sentences, stacked, strong},
    wording::word,
};
use crate::{
    calendar::Date,
    deterrence::{ChainRow, Pack, PairEvent, PairRow, words},
    publish::{
        chart::pair_timelines,
        document::{Align, Block, Brand, Cell, Picture, Table, shortened},
    },
};

/// Days of the timelines.
const YEAR: i32 = 365;
const WIDTH_PT: f64 = 500.0;

pub(super) fn blocks(pack: &Pack, brand: &Brand, rows: Rows) -> Vec<Block> {
    let mut out = vec![Block::heading(1, word(brand, "groups"))];
    let pairs = &pack.pairs[..rows.pairs.min(pack.pairs.len())];
    if !pairs.is_empty() {
        out.push(Block::heading(2, "Retaliation watch"));
        out.extend(timelines(pairs, pack.window.until));
        out.push(Block::Table(Table {
            caption: String::new(),
            widths: vec![2.0, 1.1, 1.3, 3.6],
            aligns: vec![Align::Left; 4],
            head: ["Groups", "Last", "Attacks in 12 months", "What can be said"].map(str::to_owned).to_vec(),
            rows: pairs.iter().map(|p| pair(p, pack.window.until)).collect(),
        }));
        out.extend(more(pack.pairs.len(), pairs.len(), "pairs"));
    }
    out.extend(sentences(&pack.pair_words, rows.sentences));
    if !pack.chains.is_empty() {
        let shown = rows.chains.min(pack.chains.len());
        out.push(Block::heading(2, "Linked chains, incident to incident"));
        out.push(Block::Table(Table {
            caption: String::new(),
            widths: vec![2.6, 1.4, 1.2, 2.0, 1.5],
            aligns: vec![Align::Left; 5],
            head: ["Incidents", "First to last", "Days since", "Place of the last, groups", "State"]
                .map(str::to_owned)
                .to_vec(),
            rows: pack.chains[..shown].iter().map(chain).collect(),
        }));
        out.extend(more(pack.chains.len(), shown, "chains"));
    }
    out.extend(sentences(&pack.chain_words, rows.sentences));
    out
}

fn timelines(pairs: &[PairRow], until: Date) -> Option<Block> {
    let from = until.plus(-YEAR);
    let svg = pair_timelines(pairs, from, until, WIDTH_PT)?;
    let said: Vec<String> = pairs
        .iter()
        .map(|p| {
            format!(
                "{} and {}: {}",
                p.first,
                p.second,
                words::counted(PairEvent::incidents(&p.events), "incident")
            )
        })
        .collect();
    Some(Block::Picture(Picture {
        svg,
        alt: format!("Twelve months of incidents between pairs of groups. {}.", said.join("; ")),
        caption: "A tick above the line: the upper group attacked; below: the lower one; across: not known who. Heavy: this window."
            .to_owned(),
        width_pt: WIDTH_PT,
    }))
}

fn pair(pair: &PairRow, until: Date) -> Vec<Cell> {
    let by = |first: bool| pair.events.iter().filter(|e| e.by_first == Some(first)).count();
    let unknown = pair.events.iter().filter(|e| e.by_first.is_none()).count();
    let last = pair.events.last().map_or_else(String::new, |e| words::short_day(e.day));
    let mut counts = vec![
        format!("{} by {}", by(true), shortened(&pair.first, 30)),
        format!("{} by {}", by(false), shortened(&pair.second, 30)),
    ];
    if unknown > 0 {
        counts.push(format!("{unknown}, not known who"));
    }
    let both = pair.events.iter().filter(|e| e.both_ways && e.by_first == Some(true)).count();
    if both > 0 {
        counts.push(format!("{both} of them each on the other"));
    }
    let ago = words::ago(until.plus(-pair.days_since), until);
    vec![
        strong(&pair.first).under([shortened(&pair.second, 60)]),
        cell(&last).under([ago]),
        stacked(counts),
        Cell::text(shortened(&pair.verdict, 330)),
    ]
}

fn chain(chain: &ChainRow) -> Vec<Cell> {
    let mut references: Vec<String> = chain.references.iter().rev().take(4).rev().cloned().collect();
    let left = chain.references.len() - references.len();
    if left > 0 {
        references.insert(0, format!("{left} earlier"));
    }
    let groups = if chain.groups.is_empty() { String::new() } else { chain.groups.join(", ") };
    vec![
        cell(&references.join(" > ")),
        stacked([words::dated(chain.first), format!("to {}", words::dated(chain.last))]),
        cell(&chain.days_since.to_string()),
        stacked([chain.place.clone(), groups]),
        cell(&chain.state),
    ]
}
