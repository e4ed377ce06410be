//! Groups, their ground and their conflicts. Only a session of the police view has these routes.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    response::Response,
};
use serde_json::Value;

use super::{
    answer::Kept,
    api::{GEOJSON, JSON, ours},
    guard::MARKING,
    params::Params,
    problem::Problem,
    site::Shared,
};
use crate::{
    pipeline::{
        Instant,
        deterrence::{Attribution, Date, GroupAsk},
    },
    publish::{GroupMap, PublishError},
};

/// `GET /api/deterrence/groups`
pub async fn groups(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&site, query.as_deref(), &headers, ("groups", JSON), |map, site| {
        let mut value = map.groups_json()?;
        let facts = site.session().facts();
        value["program"] = facts.program.clone().into();
        value["synthetic"] = facts.synthetic.into();
        value["attribution"] = serde_json::json!(facts.attribution);
        value["csps"] = serde_json::json!(facts.csps);
        value["ground_bbox"] = serde_json::json!(facts.bbox);
        value["basemap"] = serde_json::json!(
            site.basemap().map(|b| serde_json::json!({"url": "/basemap.pmtiles", "kind": b.kind()}))
        );
        Ok(value)
    })
    .await
}

/// `GET /api/deterrence/pairs`
pub async fn pairs(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&site, query.as_deref(), &headers, ("pairs", JSON), |map, _| Ok(map.pairs_json())).await
}

/// `GET /api/deterrence/set-space`
pub async fn set_space(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&site, query.as_deref(), &headers, ("set-space", GEOJSON), |map, _| map.set_space_geojson()).await
}

/// `GET /api/deterrence/contested`
pub async fn contested(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&site, query.as_deref(), &headers, ("contested", GEOJSON), |map, _| map.contested_geojson()).await
}

/// `GET /api/deterrence/chains`
pub async fn chains(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&site, query.as_deref(), &headers, ("chains", GEOJSON), |map, _| map.chains_geojson()).await
}

/// One file of the picture of a day, kept by snapshot, register and question.
async fn answer(
    site: &Shared,
    query: Option<&str>,
    headers: &HeaderMap,
    (what, media): (&'static str, &'static str),
    write: impl FnOnce(&GroupMap, &Shared) -> Result<Value, PublishError> + Send + 'static,
) -> Result<Response, Problem> {
    let mut params = Params::parse(query)?;
    let until = params.read("until", "a day written YYYY-MM-DD", |text| text.parse::<Date>().ok())?;
    let least = params
        .read("least", "possible, probable or confirmed", |text| text.parse().ok())?
        .unwrap_or(Attribution::Possible);
    params.finish()?;
    let day = until.or_else(|| site.session().usual_day(now()));
    let on = day.ok_or_else(|| Problem::not_found("the store holds no incident"))?;
    let ask = GroupAsk { on, least };
    let (stamp, map) = site.group_map(ask).await?;
    let key = format!("deterrence/{what}|{stamp}|{}", serde_json::to_string(&ask).map_err(ours)?);
    let salt = format!("{}|{key}", site.salt());
    let here = std::sync::Arc::clone(site);
    let marking = map.provenance.marking.words();
    let body = site.body(key, move |_| {
        let value = write(&map, &here).map_err(ours)?;
        Ok(Kept::new(media, value.to_string(), &salt))
    });
    let mut response = body.await?.respond(headers);
    response.headers_mut().insert(HeaderName::from_static(MARKING), HeaderValue::from_static(marking));
    Ok(response)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place the server learns the day, passed down as a value"
)]
fn now() -> Option<Instant> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok().map(Instant)
}
