//! Several answers as one file: the force list and the list of every CSP.

use serde_json::{Value, json};

use super::{Answer, PipelineError};
use crate::publish;

/// One feature collection with the places of every answer. In the lists of single CSPs `rank` is left
/// empty and `rank_csp` speaks; each feature's `null` says what it was compared with.
///
/// # Errors
/// [`PipelineError::Publish`] for a shape that cannot be drawn.
pub fn lists_geojson(answers: &[Answer]) -> Result<Vec<u8>, PipelineError> {
    let mut whole: Option<Value> = None;
    for answer in answers {
        let shapes = publish::outlines(&answer.list)?;
        let mut one = publish::hotspots_geojson(&answer.list, &answer.provenance, &shapes)?;
        match &mut whole {
            None => {
                if answers.len() > 1 {
                    one["lists"] = json!([one["list"]]);
                }
                whole = Some(one);
            }
            Some(whole) => {
                let list = one["list"].take();
                if let Some(lists) = whole["lists"].as_array_mut() {
                    lists.push(list);
                }
                if let (Some(all), Some(features)) =
                    (whole["features"].as_array_mut(), one["features"].as_array_mut())
                {
                    for mut feature in features.drain(..) {
                        feature["properties"]["rank"] = Value::Null;
                        all.push(feature);
                    }
                }
            }
        }
    }
    serde_json::to_vec(&whole).map_err(|_| PipelineError::Document { name: "the lists".to_owned() })
}
