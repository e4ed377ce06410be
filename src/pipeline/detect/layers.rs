//! Findings the map can show: one statistic each, made from the store with the defaults of its method.

use std::sync::Arc;

use super::RunError;
use crate::{
    pipeline::{Loaded, Question},
    publish::Findings,
};

/// A method the map can draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct MapLayer {
    /// Name, as on the command line.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// One sentence: what it shows, and what it does not.
    pub about: &'static str,
}

/// Every layer, in the order of the map's menu.
pub const LAYERS: &[MapLayer] = &[];

/// Makes one layer.
///
/// # Errors
/// [`RunError::Usage`] for a name that is none of [`LAYERS`], else whatever the method says.
pub fn layer(name: &str, _loaded: &Arc<Loaded>, _question: &Question) -> Result<Findings, RunError> {
    Err(RunError::Usage(format!("there is no layer {name:?}")))
}
