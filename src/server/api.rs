//! The map's own API: status, hotspots, one cell.

use axum::{
    extract::{Path, RawQuery, State, rejection::PathRejection},
    http::HeaderMap,
    response::Response,
};
use serde_json::{Value, json};

use super::{answer::Kept, params::Params, problem::Problem, site::Shared};
use crate::{
    pipeline::{Question, detect::LAYERS},
    publish,
};

pub(super) const JSON: &str = "application/json";
pub(super) const GEOJSON: &str = "application/geo+json";

/// The question as part of a key or salt.
pub(super) fn key(what: &str, question: &Question) -> String {
    format!("{what}|{}", serde_json::to_string(question).unwrap_or_default())
}

/// A small document, made anew each time.
pub(super) fn document(media: &'static str, value: &Value, headers: &HeaderMap) -> Response {
    Kept::new(media, value.to_string(), "").respond(headers)
}

/// A failure while writing is ours.
pub(super) fn ours<E>(_: E) -> Problem {
    Problem::bug()
}

/// `GET /api/status`
pub async fn status(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::parse(query.as_deref())?.finish()?;
    let mut out = serde_json::to_value(site.session().facts()).map_err(ours)?;
    out["basemap"] = json!(site.basemap().map(|b| json!({"url": "/basemap.pmtiles", "kind": b.kind()})));
    Ok(document(JSON, &out, &headers))
}

/// `GET /api/hotspots`
pub async fn hotspots(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut params = Params::parse(query.as_deref())?;
    let question = params.question(site.session().facts())?;
    params.finish()?;
    let key = key("hotspots", &question);
    let picture = site.picture(question).await?;
    let salt = format!("{}|{key}", site.salt());
    let body = site.body(key, move |_| {
        let answer = &picture.answer;
        let value =
            publish::hotspots_geojson(&answer.list, &answer.provenance, &picture.hotspots).map_err(ours)?;
        Ok(Kept::new(GEOJSON, value.to_string(), &salt))
    });
    Ok(body.await?.respond(&headers))
}

/// `GET /api/findings`
pub async fn layers(RawQuery(query): RawQuery, headers: HeaderMap) -> Result<Response, Problem> {
    Params::parse(query.as_deref())?.finish()?;
    Ok(document(JSON, &json!({ "layers": LAYERS }), &headers))
}

/// `GET /api/findings/{method}`
pub async fn findings(
    State(site): State<Shared>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let missing = || Problem::not_found("there is no such layer");
    let Path(name) = path.map_err(|_| missing())?;
    let name = LAYERS.iter().find(|layer| layer.name == name).ok_or_else(missing)?.name;
    let mut params = Params::parse(query.as_deref())?;
    let question = params.question(site.session().facts())?;
    params.finish()?;
    let key = key(name, &question);
    let salt = format!("{}|{key}", site.salt());
    let found = site.findings(name, question).await?;
    let body = site.body(key, move |_| {
        let text = found.geojson().unwrap_or_else(|| found.json());
        Ok(Kept::new(GEOJSON, text, &salt))
    });
    Ok(body.await?.respond(&headers))
}

/// `GET /api/cells/{id}`
pub async fn cell(
    State(site): State<Shared>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let missing = || Problem::not_found("there is no such cell in the study area");
    let Path(id) = path.map_err(|_| missing())?;
    let mut params = Params::parse(query.as_deref())?;
    let question = params.question(site.session().facts())?;
    params.finish()?;
    let picture = site.picture(question).await?;
    let number = picture.cell(&id).ok_or_else(missing)?;
    let value = serde_json::to_value(&picture.answer.cells[number]).map_err(ours)?;
    Ok(document(JSON, &value, &headers))
}
