//! A shortlist as `pipeline` fills it, made up: nothing of it is a real place.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use harmspot::{
    publish::{Marking, Provenance},
    sport::{
        BandLevel, BandNeed, CoveragePoint, GrantCut, MapGround, MapStreet, NeedPart, NextBest,
        PanelShortlist, SafeCount, SiteLabel, SiteSheet, Slot, Slots,
    },
};

fn slot(weekday: u8, from_hour: u8, to_hour: u8, words: &str) -> Slot {
    Slot { weekday, from_hour, to_hour, words: words.to_owned() }
}

/// A round area with an uneven edge.
fn blot((lon, lat): (f64, f64), radius_m: f64, seed: u32) -> MultiPolygon<f64> {
    let ring: Vec<Coord<f64>> = (0..=72_u32)
        .map(|step| {
            let angle = f64::from(step % 72) / 72.0 * std::f64::consts::TAU;
            let dent = 1.0 + 0.16 * (3.0 * angle + f64::from(seed)).sin() + 0.07 * (7.0 * angle).cos();
            let r = radius_m * dent / 111_195.0;
            Coord { x: lon + r * angle.cos() / 0.62, y: lat + r * angle.sin() }
        })
        .collect();
    MultiPolygon(vec![Polygon::new(LineString(ring), vec![])])
}

fn streets(around: (f64, f64)) -> Vec<MapStreet> {
    let names = [
        "Mill Lane",
        "Harbour Road",
        "Station Approach",
        "Church Street",
        "Kiln Way",
        "Ropewalk",
        "Chalk Hill",
    ];
    let mut out = Vec::new();
    for i in 0..34_i32 {
        let shift = f64::from(i - 17) * 0.0011;
        let bend = f64::from(i % 5) * 0.0002;
        let name = if i % 3 == 0 { names[(i as usize / 3) % names.len()] } else { "" };
        let across =
            vec![(-0.022, shift * 0.62), (-0.004, shift * 0.62 + bend), (0.021, shift * 0.62 - bend)];
        let down = vec![(shift, -0.013), (shift + bend, 0.001), (shift - bend, 0.013)];
        for line in [across, down] {
            let line = line.into_iter().map(|(x, y)| Coord { x: around.0 + x, y: around.1 + y }).collect();
            let kind = if i == 9 { "rail" } else { "street" };
            out.push(MapStreet { name: name.to_owned(), kind: kind.to_owned(), line: LineString(line) });
        }
    }
    out
}

/// A site with everything a page can say; `at` moves it.
pub(super) fn site(rank: u32, name: &str, at: (f64, f64)) -> SiteSheet {
    let clock = (0..7)
        .map(|day| match day {
            4 | 5 => [BandLevel::Little, BandLevel::Little, BandLevel::Most, BandLevel::Most],
            1 | 3 => [BandLevel::Little, BandLevel::Some, BandLevel::Most, BandLevel::Some],
            _ => [BandLevel::Little, BandLevel::Some, BandLevel::Some, BandLevel::Little],
        })
        .collect();
    SiteSheet {
        rank,
        id: format!("lomea-site-{rank}"),
        name: name.to_owned(),
        kind: "sports centre, indoor, lit".to_owned(),
        csp: "Port Lomea".to_owned(),
        ward: "Harbour East".to_owned(),
        at,
        label: if rank == 3 { SiteLabel::CoverageSite } else { SiteLabel::HotspotSite },
        label_words: if rank == 3 { "coverage site" } else { "near a youth violence hotspot" }.to_owned(),
        possible: rank == 2,
        reason: [
            "The Harbour Road hotspot, where youth violence is clearly more than chance, is 4 minutes' walk away."
                .to_owned(),
            "It covers more of the need than any other site here and is open on the nights when it happens.".to_owned(),
        ],
        incidents: SafeCount::of(43),
        hurt: vec![
            ("10 to 13".to_owned(), SafeCount::of(7)),
            ("14 to 17".to_owned(), SafeCount::of(23)),
            ("18 to 25".to_owned(), SafeCount::of(16)),
        ],
        young_within: [(10, SafeCount::of(318)), (15, SafeCount::of(742))],
        slots: Slots {
            term: vec![
                slot(4, 18, 20, "Friday 18:00 to 20:00"),
                slot(5, 16, 18, "Saturday 16:00 to 18:00"),
                slot(3, 16, 18, "Thursday 16:00 to 18:00"),
            ],
            holidays: vec![slot(1, 14, 16, "Tuesday 14:00 to 16:00")],
            words: "Most youth violence here falls between school's end and eight in the evening, on Thursdays, \
                    Fridays and Saturdays"
                .to_owned(),
            clock,
        },
        covered_percent: 31,
        adds_percent: 15,
        asked_for: false,
        score_parts: [("violence", 64), ("endurance", 17), ("young residents", 12), ("deprivation", 7)]
            .map(|(part, share)| (part.to_owned(), share))
            .to_vec(),
        need_parts: [("recent youth violence", 34, 99.9), ("residents aged 10 to 17", 12, 0.0)]
            .map(|(part, share_percent, weight_percent)| NeedPart {
                part: part.to_owned(),
                share_percent,
                weight_percent,
            })
            .to_vec(),
        need_bands: vec![
            BandNeed { words: "after school (15:00 to 18:00)".to_owned(), share_percent: 60, met_percent: 0 },
            BandNeed { words: "at other times".to_owned(), share_percent: 40, met_percent: 25 },
        ],
        need_words: "Need by time of day: 60 % after school (15:00 to 18:00), 40 % at other times; sessions that run \
                     already are counted to meet 25 % of that at other times"
            .to_owned(),
        next_best: Some(NextBest {
            name: "Ropewalk Games Area".to_owned(),
            what_changes: "It is outdoors and unlit, and two minutes further from the hotspot".to_owned(),
            cost_change: Some(-4_200),
            coverage_change_points: -6,
        }),
        stable_n: 17,
        stable_of: 20,
        near_equal: vec!["Kiln Way Youth Centre".to_owned()],
        existing: vec![
            "Boxing, Tuesdays 18:00 to 20:00, Lomea Boxing Club, at this site".to_owned(),
            "Street football, Saturdays 11:00 to 13:00, Port Lomea Rangers, 600 m away".to_owned(),
        ],
        risks: vec![
            "The railway lies between the site and the northern part of the hotspot: one crossing, at Station Approach"
                .to_owned(),
            "The path from Mill Lane is not lit".to_owned(),
            "Nobody has asked the owner about Fridays".to_owned(),
        ],
        cost: vec![
            "£140 for a two-hour session; three sessions a week for 44 weeks come to £18,480 a year".to_owned(),
            "About £60 a young person reached, if 300 come in a year; published programmes lie between £50 and £400 \
             (source: area pack, 2026)"
                .to_owned(),
        ],
        if_half: "Keep Friday and Saturday and drop Thursday: about three quarters of the youth violence in reach \
                  falls in the hour of those two sessions or the one after"
            .to_owned(),
        baseline: vec![
            "Baseline: about 45 events of youth violence within 10 minutes' walk in the twelve months before".to_owned(),
            "Compare with Kiln Way, which is like it and gets no site".to_owned(),
            "To be told from chance, the count would have to fall to 30 or fewer in a year; a smaller fall may be \
             luck, and so may none"
                .to_owned(),
        ],
        reach: vec![(10, blot(at, 690.0, rank)), (15, blot(at, 1_050.0, rank))],
        hotspots: vec![blot((at.0 + 0.004, at.1 + 0.0015), 190.0, rank + 5)],
    }
}

/// Three sites in a town that is not there.
pub(super) fn shortlist() -> PanelShortlist {
    let places = [(1.52, 51.71), (1.556, 51.722), (1.49, 51.735)];
    let names = ["Harbour Lane Sports Hall", "Kiln Way Community Hall", "St Brannock's Recreation Ground"];
    PanelShortlist {
        title: "Community sport in Port Lomea: three sites".to_owned(),
        csp: "Port Lomea".to_owned(),
        from: "May 2024".to_owned(),
        to: "April 2025".to_owned(),
        definition: "Public-place violence with a victim or suspect aged 10 to 17 (youth-10-17, version 1, draft \
                     definition)"
            .to_owned(),
        objective: "Chosen to have as much as possible of the youth violence within ten minutes' walk of a site; \
                    endurance, young residents and deprivation break ties"
            .to_owned(),
        believed_percent: Some(80),
        believed: "Small numbers swing by chance: 80 % of the differences between places are believed".to_owned(),
        changed: None,
        walking: "Walking times along the street network at 4.8 km/h".to_owned(),
        minutes: 10,
        sites: (0..3).map(|i| site(i as u32 + 1, names[i], places[i])).collect(),
        sentence: None,
        frontier: [(1, 31), (2, 48), (3, 59), (4, 66), (5, 71), (6, 74), (7, 76), (8, 77)]
            .map(|(sites, covered_percent)| CoveragePoint { sites, covered_percent })
            .to_vec(),
        fairness: Some(
            "Giving every ward the best it can have would move one site and cover 4 percentage points less".to_owned(),
        ),
        second_opinion: Some(
            "A second method, least walking for everybody, picks two of the same three sites".to_owned(),
        ),
        cut: Some(GrantCut {
            cut_percent: 25,
            kept: vec!["Harbour Lane Sports Hall".to_owned(), "Kiln Way Community Hall".to_owned()],
            lost: vec!["St Brannock's Recreation Ground".to_owned()],
            words: "A quarter less would lose the site in the north; 11 percentage points of the need with it".to_owned(),
        }),
        solver: "proven best: no other three sites cover more".to_owned(),
        evidence: "Youth Endowment Fund Toolkit: sport programmes, high estimated impact on violence, low confidence \
                   in that estimate"
            .to_owned(),
        notes: vec!["A site marked possible has not been asked, or has not answered".to_owned()],
        marking: "OFFICIAL-SENSITIVE, working draft, not cleared for publication".to_owned(),
        ground: MapGround {
            boundary: blot((1.52, 51.722), 4_600.0, 1),
            streets: places.iter().flat_map(|at| streets(*at)).collect(),
            towns: vec![("Port Lomea".to_owned(), (1.522, 51.716)), ("Nether Kiln".to_owned(), (1.56, 51.735))],
            attribution: "Made-up ground: Lomea is no real place".to_owned(),
        },
    }
}

pub(super) fn provenance() -> Provenance {
    Provenance {
        program: "harmspot 0.1.0".to_owned(),
        snapshot: Some("5f1c0a9be07d44e2".to_owned()),
        definition: Some("youth-10-17 (draft)".to_owned()),
        marking: Marking::Synthetic,
        ..Provenance::default()
    }
}
