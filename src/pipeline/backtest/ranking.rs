//! The kept winner of an area, brought into its list: it decides the order of places, never their significance.

use super::super::{Evidence, Loaded, PipelineError, Wanted, answer::Settled};
use super::{
    kept::{KeptChoice, scope},
    run::{common_class, records},
};
use crate::{
    detect::{Contestant, RankBy, Reference, Window},
    index::SpatialWeights,
    places::UnitSet,
};

/// What a kept choice does to a list.
pub(crate) struct Ranking {
    /// Events each unit is given beyond its own by the winner, or taken from it: its score, scaled to the events of
    /// the list, less the count. `None` where the naive count stays.
    pub(crate) borrowed: Option<Vec<f64>>,
    /// The sentence above the list.
    pub(crate) note: String,
    /// For the provenance.
    pub(crate) words: String,
}

/// The ranking an area's kept back-test asks for; `None` when none was kept for this definition, area and unit, or the
/// list is ranked by something else than excess.
///
/// # Errors
/// Whatever gathering the training window says.
pub(crate) fn ranking(
    loaded: &Loaded,
    settled: &Settled<'_>,
    units: &UnitSet,
    weights: &SpatialWeights,
    counts: &[u32],
) -> Result<Option<Ranking>, PipelineError> {
    let csp = settled.csp.map(|c| loaded.ground.pack().csp[usize::from(c)].code.as_str());
    let key = scope(&settled.definition.id, csp, settled.unit);
    // A choice holds for the land it was tested on, not for land of the user's own.
    let kept = loaded.choices.get(&key).filter(|k| {
        settled.list.rank_by == RankBy::Excess
            && k.definition == settled.definition.versioned_id()
            && loaded.land.inputs.is_empty()
    });
    let Some(kept) = kept else { return Ok(None) };
    let tested = format!("back-test over {} to {}, {} folds", kept.from, kept.to, kept.folds);
    if kept.choice.winner == Contestant::Naive {
        return Ok(Some(Ranking {
            borrowed: None,
            note: format!("ranked by plain counts; {tested}: {}", kept.choice.verdict),
            words: Contestant::Naive.to_string(),
        }));
    }
    let winner = kept.choice.winner;
    let (scores, first) = scored(loaded, settled, units, weights, kept)?;
    let events: f64 = counts.iter().map(|&c| f64::from(c)).sum();
    let all: f64 = scores.iter().map(|s| s.max(0.0)).sum();
    let usable = all > 0.0 && winner.predicts();
    Ok(Some(Ranking {
        borrowed: usable.then(|| {
            let scale = events / all;
            scores.iter().zip(counts).map(|(s, &c)| scale * s.max(0.0) - f64::from(c)).collect()
        }),
        note: if usable {
            format!(
                "places are ranked by \"{winner}\" (learnt from {first} to {}), which won the {tested}: {} Which places are on the list is still the exact test's alone",
                settled.to, kept.choice.verdict
            )
        } else {
            format!(
                "ranked by plain counts: {winner} won the {tested}, but gives no number of events to rank by"
            )
        },
        words: if usable { winner.to_string() } else { Contestant::Naive.to_string() },
    }))
}

/// The winner's scores, learnt from the list's window or from as many months as it was tested with, whichever reaches
/// further back.
fn scored(
    loaded: &Loaded,
    settled: &Settled<'_>,
    units: &UnitSet,
    weights: &SpatialWeights,
    kept: &KeptChoice,
) -> Result<(Vec<f64>, crate::calendar::Month), PipelineError> {
    let from = settled.to.plus(1 - kept.train_months).min(settled.from);
    let gather = |definition| {
        let wanted = Wanted { definition, from, to: settled.to, csp: settled.csp, fold: settled.fold };
        Evidence::gather(loaded, &wanted, units, None)
    };
    let evidence = gather(settled.definition)?;
    let own = records(&evidence, |_| true);
    let rest = match common_class(loaded, settled.definition) {
        Some(definition) => Some(super::run::rest_of(&gather(definition)?, &evidence)),
        None => None,
    };
    let common = rest.as_deref().map(|records| Reference { records });
    let window = Window { units, weights, own: &own, common, from, to: settled.to };
    Ok((kept.choice.winner.scores(&window).0, from))
}
