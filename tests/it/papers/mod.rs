//! The panel's papers: same bytes, right order, marked, accessible, and nothing in them a panel may not see.

mod fixture;

use fixture::{provenance, shortlist};
use harmspot::publish::{document::Brand, sites_document};

/// Writes what the tests make where it can be looked at, when asked to.
fn keep(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("HARMSPOT_PAPERS") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

#[test]
fn the_papers_are_a_front_page_and_a_page_a_site() {
    let document = sites_document(&shortlist(), &provenance(), &Brand::default());
    let typeset = document.typeset().unwrap();
    keep("papers.pdf", &typeset.pdf);
    keep("papers.html", document.html().as_bytes());
    assert_eq!(typeset.pages, 4);
}
