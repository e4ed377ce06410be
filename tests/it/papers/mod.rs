//! The panel's papers: same bytes, right order, marked, accessible, and nothing in them a panel may not see.

mod fixture;
pub mod look;

use fixture::{provenance, shortlist, site};
use harmspot::{
    publish::{
        Marking, Provenance, SITES_DRAFT, SITES_WORDS,
        document::{Brand, Document},
        sites_csv, sites_document, sites_geojson, week_clock,
    },
    sport::{PanelShortlist, SafeCount},
};
use look::{pages, poppler, unbalanced};

fn papers(list: &PanelShortlist) -> Document {
    sites_document(list, &provenance(), &Brand::default())
}

/// Writes what a test made where it can be looked at, when asked to.
fn keep(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("HARMSPOT_PAPERS") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

#[test]
fn the_papers_are_a_front_page_and_a_page_a_site() {
    let document = papers(&shortlist());
    let typeset = document.typeset().unwrap();
    keep("papers.pdf", &typeset.pdf);
    keep("papers.html", document.html().as_bytes());
    assert_eq!(typeset.pages, 4);
}

#[test]
fn the_same_list_gives_the_same_bytes_for_any_number_of_threads() {
    let document = papers(&shortlist());
    let usual = document.typeset().unwrap().pdf;
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let again = pool.install(|| papers(&shortlist()).typeset().unwrap().pdf);
        assert!(usual == again, "{threads} threads give other bytes");
    }
    assert_eq!(document.html(), papers(&shortlist()).html());
    let geojson = |list| sites_geojson(list, &provenance()).unwrap().to_string();
    assert_eq!(geojson(&shortlist()), geojson(&shortlist()));
}

#[test]
fn a_page_answers_the_panels_questions_in_their_order() {
    let pdf = papers(&shortlist()).typeset().unwrap().pdf;
    let page = &pages(&pdf)[1];
    let mut from = 0;
    for question in [
        "1. Harbour Lane Sports Hall",
        "Why here",
        "Next best: Ropewalk Games Area",
        "Which nights?",
        "Friday 18:00 to 20:00",
        "How many young",
        "About 320",
        "within 10 minutes",
        "About 740",
        "Who is hurt?",
        "Fewer than 10",
        "What runs here",
        "Boxing, Tuesdays",
        "What could go wrong?",
        "railway",
        "What does it cost?",
        "£140",
        "What if we get half",
        "How will we know",
        "Baseline",
    ] {
        let at = page[from..]
            .find(question)
            .unwrap_or_else(|| panic!("{question} is not where it should be in {page}"));
        from += at;
    }
}

#[test]
fn a_site_asked_for_and_what_each_adds_are_told_on_both_pages() {
    let mut list = shortlist();
    list.sites[1].asked_for = true;
    let pdf = papers(&list).typeset().unwrap().pdf;
    let all = pages(&pdf);
    assert!(all[0].contains("Asked for by you") && all[2].contains("Asked for by you"), "{}", all[0]);
    assert!(!all[1].contains("Asked for by you"), "only the one that was");
    assert!(all[0].contains("Adds: what of that no site above it reaches"), "{}", all[0]);
    assert!(all[2].contains("adds 15% to the sites above it") && !all[1].contains("to the sites above it"));
    assert!(all[1].contains("Need by time of day: 60 %") && all[0].contains("Small numbers swing by chance"));
    assert!(
        sites_csv(&list, &provenance())
            .contains("after school (15:00 to 18:00) 60 % of the need, 0 % of it met")
    );
}

#[test]
fn nothing_near_the_site_never_contradicts_what_sessions_are_counted_to_meet() {
    let mut list = fixture::shortlist();
    list.sites.truncate(1);
    list.sites[0].existing.clear();
    let html = papers(&list).html();
    assert!(html.contains("run farther from it, within ten minutes"), "{html}");
    for band in &mut list.sites[0].need_bands {
        band.met_percent = 0;
    }
    let html = papers(&list).html();
    assert!(!html.contains("run farther from it") && html.contains("nor within ten minutes"));
    // Too few events for hours are too few to divide the need: said once.
    let site = &mut list.sites[0];
    site.need_bands.clear();
    "Need by time of day: too few".clone_into(&mut site.need_words);
    assert!(papers(&list).html().contains("Need by time of day: too few"));
    let site = &mut list.sites[0];
    site.slots.term.clear();
    site.slots.holidays.clear();
    assert!(!papers(&list).html().contains("Need by time of day: too few"));
}

#[test]
fn a_session_of_both_times_of_year_shows_both_frames_and_the_key_fits_under_the_week() {
    let mut slots = fixture::shortlist().sites[0].slots.clone();
    slots.holidays = slots.term[..1].to_vec();
    let (width, height) = (250.0, 131.0);
    let svg = week_clock(&slots, "x", (width, height)).expect("a clock");
    let frames = |look: &str| -> Vec<[f64; 4]> {
        let boxes = svg.split("<rect ").filter(|r| r.contains(look));
        let number = |r: &str, name: &str| -> f64 {
            let from = r.split_once(&format!("{name}=\"")).expect("a box").1;
            from.split('"').next().and_then(|n| n.parse().ok()).expect("a number")
        };
        boxes.map(|r| [number(r, "x"), number(r, "y"), number(r, "width"), number(r, "height")]).collect()
    };
    let (term, holiday) = (frames("stroke-width=\"1.7\"")[0], frames("stroke-dasharray")[0]);
    // The dashed frame stands inside the whole one, with room between them.
    assert!(holiday[0] > term[0] + 2.0 && holiday[1] > term[1] + 2.0, "{term:?} {holiday:?}");
    assert!(holiday[0] + holiday[2] < term[0] + term[2] - 2.0 && holiday[3] < term[3] - 4.0);
    for words in ["little, or under 10", "session in term time", "session in the holidays"] {
        let before = svg.split(words).next().expect("it is there");
        let at = before.rsplit("<text ").next().and_then(|t| t.split("x=\"").nth(1)).expect("a place");
        let x: f64 = at.split('"').next().and_then(|n| n.parse().ok()).expect("a number");
        assert!(svg.contains(words) && x + 4.2 * words.len() as f64 <= width, "{words} at {x}");
    }
}

#[test]
fn the_pdf_is_tagged_and_holds_its_fonts() {
    let pdf = papers(&shortlist()).typeset().unwrap().pdf;
    let about = poppler("pdfinfo", &[], &pdf);
    assert!(about.lines().any(|l| l.starts_with("Tagged:") && l.ends_with("yes")), "{about}");
    assert!(about.contains("Community sport in Port Lomea"), "a title a reader can show: {about}");
    assert!(!about.contains("CreationDate"), "a clock: {about}");
    let fonts = poppler("pdffonts", &[], &pdf);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!rows.is_empty());
    for row in rows {
        // Columns from the right: generation, object, unicode, subset, embedded.
        assert_eq!(row.split_whitespace().rev().nth(4), Some("yes"), "{row}");
    }
}

#[test]
fn every_page_bears_the_marking_and_what_it_is_not() {
    for marking in [Marking::Synthetic, Marking::OfficialSensitive] {
        let document =
            sites_document(&shortlist(), &Provenance { marking, ..provenance() }, &Brand::default());
        let html = document.html();
        assert_eq!(html.matches("class=\"sheet\"").count(), 4);
        assert_eq!(html.matches(marking.words()).count(), 2 * 4 + 2, "head and foot of each printed page");
        for page in pages(&document.typeset().unwrap().pdf) {
            assert_eq!(page.matches(marking.words()).count(), 2, "head and foot: {page}");
            assert!(page.contains(SITES_DRAFT), "{page}");
        }
    }
}

#[test]
fn a_hostile_name_stays_a_name() {
    let names = [
        "#import \"@preview/x:1.0.0\": * $ x^2 $ *bold* _it_ `raw` <label> @ref \\ // /* ~ --- #eval(\"1\")",
        "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;\"'",
        "\u{202E}gnirts desrever \u{5E9}\u{5DC}\u{5D5}\u{5DD} \u{645}\u{631}\u{62D}\u{628}\u{627} 😀😀 \u{0}\u{7}\u{FFFE}",
        &"Pneumonoultramicroscopic".repeat(40),
        "=HYPERLINK(\"x\")",
        "",
    ];
    let mut list = shortlist();
    list.sites = names
        .iter()
        .zip(1..)
        .map(|(name, rank)| site(rank, name, (1.5, 51.7 + 0.004 * f64::from(rank))))
        .collect();
    for sheet in &mut list.sites {
        sheet.near_equal = vec![sheet.name.clone()];
        sheet.existing = vec![sheet.name.clone(); 12];
        sheet.ward = sheet.name.clone();
    }
    list.title = names[1].to_owned();
    list.ground.towns = names.iter().map(|name| ((*name).to_owned(), (1.5, 51.72))).collect();
    let document = papers(&list);
    let typeset = document.typeset().unwrap();
    keep("hostile.pdf", &typeset.pdf);
    keep("hostile.html", document.html().as_bytes());
    let text = pages(&typeset.pdf).join("\n");
    assert!(text.contains("#import") && text.contains("*bold*") && text.contains("<script>"), "{text}");
    assert!(!text.contains('\u{202E}'));
    assert!(typeset.pages <= 2 + names.len() * 2, "{} pages", typeset.pages);
    let html = document.html();
    assert!(!html.contains("<script") && !html.contains("<img"), "markup came through");
    assert_eq!(unbalanced(&html), None);
    let csv = sites_csv(&list, &provenance());
    assert!(csv.contains("'=HYPERLINK"), "{csv}");
    assert_eq!(csv.lines().count(), 1 + names.len(), "no name breaks a row");
}

#[test]
fn the_html_is_well_formed_and_fetches_nothing() {
    let html = papers(&shortlist()).html();
    assert_eq!(unbalanced(&html), None);
    for outside in ["http:", "https:", "//", "<script", "<link", "@import", "url(http", "<iframe", "<object"]
    {
        assert!(!html.contains(outside), "{outside}");
    }
    for needed in [
        "<html lang=\"en-GB\"",
        "<main",
        "<h1>",
        "<nav aria-label",
        "role=\"img\" aria-label",
        "@media print",
    ] {
        assert!(html.contains(needed), "{needed}");
    }
    let logo = "organisation = 'Lomea VRU'\nlogo = 'l.svg'\n[words]\nwhy = 'Why this one?'";
    let svg =
        b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><rect width='9' height='9'/></svg>";
    let brand = Brand::from_toml(logo, "brand.toml", SITES_WORDS, |_| Ok(svg.to_vec())).unwrap();
    let branded = sites_document(&shortlist(), &provenance(), &brand);
    assert!(branded.html().contains("src=\"data:image/svg+xml;base64,"));
    let text = pages(&branded.typeset().unwrap().pdf);
    assert!(text[1].contains("Why this one?") && text[3].contains("Lomea VRU"), "{}", text[1]);
}

/// Figures of the fixture that are no counts are taken out, so that 7 and 23 could come from counts only.
fn only_counts() -> PanelShortlist {
    let mut list = shortlist();
    list.sites.truncate(1);
    list.frontier.clear();
    let sheet = &mut list.sites[0];
    sheet.score_parts.clear();
    sheet.incidents = SafeCount::of(7);
    sheet.hurt = vec![("10 to 13".to_owned(), SafeCount::of(7)), ("14 to 17".to_owned(), SafeCount::of(23))];
    sheet.young_within = [(10, SafeCount::of(23)), (15, SafeCount::of(7_123))];
    list
}

#[test]
fn no_count_under_ten_and_no_unrounded_count_is_in_any_output() {
    let list = only_counts();
    let document = papers(&list);
    let text = pages(&document.typeset().unwrap().pdf).join("\n");
    let csv = sites_csv(&list, &provenance());
    let geojson = sites_geojson(&list, &provenance()).unwrap();
    let properties = geojson["features"][0]["properties"].to_string();
    let shortlist = geojson["shortlist"].to_string();
    let answer = harmspot::publish::panel_answer(&list, &provenance()).unwrap();
    assert_eq!(answer["sites"][0]["incidents"].to_string(), "{\"fewer_than\":10}");
    for (what, words) in [("pdf", &text), ("csv", &csv), ("geojson", &properties), ("geojson", &shortlist)] {
        for figure in ["7", "23", "7123"] {
            let alone = words.split(|c: char| !c.is_alphanumeric()).any(|token| token == figure);
            assert!(!alone, "{figure} is in the {what}: {words}");
        }
    }
    assert!(csv.contains("fewer than 10") && csv.contains("about 25") && csv.contains("about 7125"), "{csv}");
    let html = document.html();
    for figure in [">7<", " 7 ", ">23<", " 23 ", "7123"] {
        assert!(!html.contains(figure), "{figure} is in the HTML");
    }
}

#[test]
fn the_map_file_holds_venues_and_areas_and_no_other_point() {
    let geojson = sites_geojson(&shortlist(), &provenance()).unwrap();
    assert_eq!(geojson["marking"], Marking::Synthetic.words());
    assert_eq!(geojson["status"], SITES_DRAFT);
    let features = geojson["features"].as_array().unwrap();
    assert_eq!(features.len(), 3 * 4, "a venue, two reaches and a hotspot each");
    for feature in features {
        let kind = feature["geometry"]["type"].as_str().unwrap();
        match feature["properties"]["layer"].as_str().unwrap() {
            "site" => assert_eq!(kind, "Point"),
            "reach" | "hotspot" => assert_eq!(kind, "MultiPolygon"),
            other => panic!("{other}"),
        }
        assert_eq!(feature["properties"]["status"], SITES_DRAFT);
    }
}

#[test]
fn a_list_without_a_site_says_why_on_one_page() {
    let mut list = shortlist();
    list.sites.clear();
    list.frontier.clear();
    list.cut = None;
    list.sentence =
        Some("The data do not support a hotspot site here; money here would be a coverage choice".to_owned());
    let typeset = papers(&list).typeset().unwrap();
    assert_eq!(typeset.pages, 1);
    assert!(pages(&typeset.pdf)[0].replace('\n', " ").contains("money here would be a coverage choice."));
}
