//! What stands on the paper of a pack: numbers of the map that are in the line list, contested ground, its order.

use geo_types::{MultiPolygon, Rect};
use harmspot::{
    deterrence::SpaceRow,
    pipeline::briefing::BriefingPapers,
    publish::{
        self,
        document::{Block, Brand, Document, Picture, Table},
    },
};

use super::{
    busy,
    small::{Small, others, register, year},
};

fn document(papers: &BriefingPapers) -> Document {
    publish::briefing(&papers.pack, &papers.ground, &papers.provenance, &Brand::default()).expect("typeset").0
}

fn blocks(document: &Document) -> Vec<&Block> {
    let mut out = Vec::new();
    let mut open: Vec<&Block> = document.sheets.iter().flat_map(|s| &s.blocks).collect();
    while let Some(block) = open.pop() {
        if let Block::Columns { columns } = block {
            open.extend(columns.iter().flat_map(|(_, inner)| inner));
        }
        out.push(block);
    }
    out
}

fn maps(document: &Document) -> Vec<&Picture> {
    let pictures = blocks(document).into_iter().filter_map(|b| match b {
        Block::Picture(picture) if picture.alt.starts_with("Map ") => Some(picture),
        _ => None,
    });
    pictures.collect()
}

fn line_list(document: &Document) -> &Table {
    let tables = blocks(document).into_iter().filter_map(|b| match b {
        Block::Table(table) if table.head.iter().any(|h| h == "When, reference") => Some(table),
        _ => None,
    });
    tables.into_iter().next().expect("a line list")
}

/// Numbers written on a map.
fn numbers(picture: &Picture) -> Vec<usize> {
    picture.svg.split("</text>").filter_map(|t| t.rsplit('>').next()?.parse().ok()).collect()
}

#[test]
fn a_map_numbers_only_lines_that_are_printed_and_says_how_many_it_does_not() {
    let (small, actions) = busy();
    let document = document(&small.pack("2025-11-21", Some(&actions)));
    let printed = line_list(&document).rows.len();
    let shown: Vec<usize> = maps(&document).into_iter().flat_map(numbers).collect();
    assert!(shown.len() > 5, "{shown:?}");
    assert!(shown.iter().all(|n| *n <= printed), "{printed} lines are printed, numbers are {shown:?}");
    let marks: usize = maps(&document).iter().map(|m| m.svg.matches(" r=\"2\"").count()).sum();
    assert!(marks > 20, "{marks}");
    let html = document.html();
    let says = format!("the {marks} small circles without a number are incidents further down the list");
    assert!(html.contains(&says), "{marks} circles");
    assert!(
        html.contains("Order: those linked to a group first, then the gravest (a life taken or attempted;")
    );
}

#[test]
fn contested_ground_is_crossed_and_outlined_on_the_map_and_the_caption_says_so() {
    let small = Small::new(&[year().into_iter().chain(others()).collect()], &register());
    let mut papers = small.pack("2025-11-21", None);
    let at = papers.pack.lines.iter().find_map(|l| l.at).expect("a line on the map");
    let square = |x: f64, half: f64| -> MultiPolygon<f64> {
        let (low, high) = ((at.x + x - half, at.y - half), (at.x + x + half, at.y + half));
        MultiPolygon(vec![Rect::new(low, high).to_polygon()])
    };
    let ground = |name: &str, x: f64| SpaceRow {
        group: name.to_owned(),
        points: 12,
        core_ha: 9.0,
        whole_ha: 40.0,
        trend: String::new(),
        core: square(x, 0.001),
        whole: square(x, 0.004),
    };
    papers.pack.spaces = vec![ground("Ash Court", -0.003), ground("Birch Row", 0.003)];
    let without = document(&papers);
    papers.pack.contested = vec![square(0.0, 0.001)];
    let with = document(&papers);
    let drawn = |d: &Document| maps(d).iter().map(|m| m.svg.matches("contested").count()).sum::<usize>();
    assert_eq!(drawn(&without), 0);
    assert_eq!(drawn(&with), 2, "one clipping, used once");
    let outline =
        |d: &Document| maps(d).iter().any(|m| m.svg.contains("stroke=\"#141414\" stroke-width=\"2\""));
    assert!(outline(&with) && !outline(&without));
    assert!(
        with.html().contains("ground two groups contest")
            && !without.html().contains("ground two groups contest")
    );
    // No group has a trend: a sentence, and no column of the same words.
    assert_eq!(with.html().matches("too few points to say").count(), 1);
    papers.pack.spaces[0].trend = "moved 200 m".to_owned();
    assert!(document(&papers).html().contains("Against the months before</th>"));
    super::keep("briefing-contested.html", with.html().as_bytes());
}

#[test]
fn a_printed_page_of_the_html_carries_the_marking_whatever_page_it_is() {
    let small = Small::new(&[year().into_iter().chain(others()).collect()], &register());
    let html = document(&small.pack("2025-11-21", None)).html();
    // Head and foot of the long sheet are those of a table: a browser sets them again on every page.
    for rule in [
        ".sheet{display:table",
        "first-child{display:table-header-group",
        "last-child{display:table-footer-group",
    ] {
        assert!(html.contains(rule), "{rule}");
    }
    let long = html.split("class=\"sheet dense\"").nth(1).expect("the long sheet");
    let inner = long.split_once('>').expect("open").1;
    assert!(inner.starts_with("<div class=\"paper\"><p class=\"marking\">"), "{}", &inner[..80]);
}
