//! The briefing as a document of at most six pages.

use super::{
    front, groups, lists, maps,
    rows::Rows,
    wording::{BRIEFING_STATUS, marking, word},
};
use crate::{
    deterrence::Pack,
    publish::{
        Provenance,
        document::{Block, Brand, Document, DocumentError, Fit, Sheet, Typeset},
    },
    sport::MapGround,
};

/// Pages of a briefing, at most.
pub const MOST_PAGES: usize = 6;

/// The briefing of one pack, and the same typeset: page 1 for the room, the rest for whoever asks why. It has at most six A4
/// pages: long tables are cut, and say by how much.
///
/// # Errors
/// [`DocumentError::Typeset`] when a picture or the logo is no image; [`DocumentError::TooLong`] when even the shortest
/// tables take more pages.
pub fn briefing(
    pack: &Pack,
    ground: &MapGround,
    provenance: &Provenance,
    brand: &Brand,
) -> Result<(Document, Typeset), DocumentError> {
    let at = |step: u32| -> Result<(Document, Typeset), DocumentError> {
        let document = document(pack, ground, provenance, brand, Rows::at(step));
        let typeset = document.typeset()?;
        Ok((document, typeset))
    };
    let whole = at(0)?;
    if whole.1.pages <= MOST_PAGES {
        return Ok(whole);
    }
    // The fewest steps that fit, by halving: pages only fall with rows.
    let (mut too_long, mut fits) = (0, Rows::STEPS);
    let mut best = at(fits)?;
    if best.1.pages > MOST_PAGES {
        return Err(DocumentError::TooLong { title: best.0.title, pages: best.1.pages, most: MOST_PAGES });
    }
    while fits - too_long > 1 {
        let middle = u32::midpoint(too_long, fits);
        let tried = at(middle)?;
        if tried.1.pages <= MOST_PAGES {
            (fits, best) = (middle, tried);
        } else {
            too_long = middle;
        }
    }
    Ok(best)
}

fn document(pack: &Pack, ground: &MapGround, provenance: &Provenance, brand: &Brand, rows: Rows) -> Document {
    let front =
        Sheet { anchor: "front".to_owned(), fit: Fit::OnePage, blocks: front::blocks(pack, brand, rows) };
    let mut rest = lists::lines(pack, brand, rows);
    rest.extend(lists::since(pack, brand, rows));
    rest.extend(maps::blocks(pack, ground, brand, rows));
    rest.extend(groups::blocks(pack, brand, rows));
    rest.extend(lists::places(pack, brand, rows));
    rest.extend(lists::actions(pack, brand, rows));
    rest.extend(last_words(pack, brand, rows));
    let rest = Sheet { anchor: "behind".to_owned(), fit: Fit::Dense, blocks: rest };
    Document {
        title: title(pack),
        marking: marking(brand, provenance.marking),
        status: BRIEFING_STATUS.to_owned(),
        circulation: circulation(brand),
        made_from: made_from(provenance),
        brand: brand.clone(),
        sheets: vec![front, rest],
    }
}

fn title(pack: &Pack) -> String {
    format!("Gangs-team briefing: {}", pack.days)
}

fn circulation(brand: &Brand) -> String {
    brand.circulation.clone().unwrap_or_else(|| word(brand, "circulation").to_owned())
}

fn last_words(pack: &Pack, brand: &Brand, rows: Rows) -> Vec<Block> {
    let mut out = vec![Block::heading(1, word(brand, "cautions"))];
    let all: Vec<String> = pack.cautions.iter().chain(&pack.register).cloned().collect();
    out.extend(super::rows::sentences(&all, rows.sentences + 6));
    out.push(Block::heading(1, word(brand, "who")));
    out.push(Block::text(circulation(brand)));
    out
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
