//! What a pack leaves behind for the next one: that it was made, and the actions.

use crate::{
    deterrence::{ActionBook, BriefingLog, LoggedPack},
    pipeline::{PipelineError, deterrence::PoliceStore},
    sources::split_line,
};

/// Names of the documents of the police store.
const LOG: &str = "briefing-log";
const ACTIONS: &str = "briefing-actions";

/// Reads a tracker's CSV text. Blank lines are passed over, and lines starting with `#` above the header are comments; under it
/// they are actions, for `#12` is an id.
///
/// # Errors
/// [`PipelineError::Actions`] naming line and column.
pub fn read_actions(csv: &str) -> Result<ActionBook, PipelineError> {
    let lines = (1_u64..).zip(csv.trim_start_matches('\u{feff}').lines());
    let mut lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let header = lines
        .find(|(_, line)| !line.trim_start().starts_with('#'))
        .map(|(_, line)| split_line(line.as_bytes()))
        .unwrap_or_default();
    let rows: Vec<(u64, Vec<String>)> = lines.map(|(n, line)| (n, split_line(line.as_bytes()))).collect();
    Ok(ActionBook::parse(&header, &rows)?)
}

/// The actions kept, if any ever were.
pub(super) fn kept_actions(police: Option<&PoliceStore>) -> Result<Option<ActionBook>, PipelineError> {
    let fault = || PipelineError::Document { name: ACTIONS.to_owned() };
    let Some(text) = police.map(|p| p.json::<String>(ACTIONS)).transpose()?.flatten() else {
        return Ok(None);
    };
    read_actions(&text).map(Some).map_err(|_| fault())
}

/// The packs made so far.
pub(super) fn kept_log(police: Option<&PoliceStore>) -> Result<BriefingLog, PipelineError> {
    Ok(police.map(|p| p.json(LOG)).transpose()?.flatten().unwrap_or_default())
}

/// Remembers a pack and its actions, so that the next one starts where it ended.
///
/// # Errors
/// Whatever the store says.
pub fn keep_briefing(
    police: &PoliceStore,
    pack: LoggedPack,
    actions: Option<&ActionBook>,
) -> Result<(), PipelineError> {
    let mut log = kept_log(Some(police))?;
    log.keep(pack);
    police.put_json(LOG, &log)?;
    actions.map_or(Ok(()), |book| police.put_json(ACTIONS, &book.csv()))
}

/// Documents of the police store a pack or a map is made from; the log is not one of them, for making a pack changes it.
pub(in crate::pipeline) fn is_input(name: &str) -> bool {
    name != LOG && name != ACTIONS
}
