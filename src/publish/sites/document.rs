//! The papers as a document: a front page, then a page a site.

use super::{
    front, sheet,
    wording::{SITES_DRAFT, word},
};
use crate::{
    publish::{
        Provenance,
        document::{Brand, Document, Fit, Sheet},
    },
    sport::PanelShortlist,
};

/// The papers of one run: a front page with the shortlist, then one page for each site.
#[must_use]
pub fn sites_document(list: &PanelShortlist, provenance: &Provenance, brand: &Brand) -> Document {
    let front =
        Sheet { anchor: "shortlist".to_owned(), fit: Fit::OnePage, blocks: front::blocks(list, brand) };
    let pages = list.sites.iter().enumerate().map(|(at, site)| Sheet {
        anchor: anchor(at),
        fit: Fit::OnePage,
        blocks: sheet::blocks(list, site, &format!("s{at}"), brand),
    });
    Document {
        title: list.title.clone(),
        marking: brand.marking(provenance.marking),
        status: SITES_DRAFT.to_owned(),
        circulation: brand.circulation.clone().unwrap_or_else(|| word(brand, "circulation").to_owned()),
        made_from: made_from(provenance),
        brand: brand.clone(),
        sheets: std::iter::once(front).chain(pages).collect(),
    }
}

/// Anchor of a site's page, by its position.
pub(super) fn anchor(at: usize) -> String {
    format!("site-{}", at + 1)
}

/// Enough to find the run again: program, snapshot, definition.
fn made_from(provenance: &Provenance) -> String {
    let short = |id: &str| id.chars().take(12).collect::<String>();
    let mut words = vec![provenance.program.clone()];
    words.extend(provenance.snapshot.as_deref().map(|id| format!("snapshot {}", short(id))));
    words.extend(provenance.definition.clone());
    words.retain(|part| !part.is_empty());
    words.join(", ")
}
