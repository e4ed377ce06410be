//! The whole pack for a program: every row that a page may have cut.

use serde_json::Value;

use super::wording::BRIEFING_STATUS;
use crate::{
    deterrence::Pack,
    publish::{Provenance, PublishError},
};

/// The pack with its marking, its status and its provenance. No position of an incident is in it.
///
/// # Errors
/// [`PublishError::Json`] never for a pack made by `pipeline`.
pub fn briefing_json(pack: &Pack, provenance: &Provenance) -> Result<Value, PublishError> {
    let fault = |what| move |source| PublishError::Json { what, source };
    Ok(serde_json::json!({
        "marking": provenance.marking.words(),
        "status": BRIEFING_STATUS,
        "briefing": serde_json::to_value(pack).map_err(fault("the briefing"))?,
        "provenance": serde_json::to_value(provenance).map_err(fault("the provenance"))?,
    }))
}
