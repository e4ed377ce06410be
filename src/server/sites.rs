//! Community sport in panel mode. Whatever leaves here is a `PanelShortlist`: safe by its type.
//!
//! The closed list of parameters is a partnership, a number of sites and minutes on foot. Months, definition and
//! weights cannot be chosen, so no two answers can be subtracted to get at a count behind the rounding.

use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use serde_json::{Value, json};

use super::{
    answer::Kept,
    api::{JSON, document, ours},
    params::Params,
    problem::Problem,
    site::Shared,
};
use crate::{
    pipeline::{PanelAsk, PanelPapers},
    publish::{self, PublishError},
};

/// Shown wherever panel mode shows anything.
pub(super) const DRAFT: &str = "working draft, not cleared for publication";

/// `GET /api/sites/choices`: what the page of panel mode needs to start, without a count of anything.
pub async fn choices(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::parse(query.as_deref())?.finish()?;
    let facts = site.session().facts();
    let basemap = site.basemap().map(|b| json!({"url": "/basemap.pmtiles", "kind": b.kind()}));
    let value = json!({
        "program": facts.program,
        "marking": facts.marking.words(),
        "draft": DRAFT,
        "synthetic": facts.synthetic,
        "force": facts.force,
        "csps": facts.csps,
        "bbox": facts.bbox,
        "basemap": basemap,
        "attribution": facts.attribution,
        "minutes": PanelAsk::MINUTES,
        "usual_minutes": PanelAsk::USUAL_MINUTES,
        "most_sites": PanelAsk::MOST_SITES,
        "usual_sites": PanelAsk::USUAL_SITES,
    });
    Ok(document(JSON, &value, &headers))
}

/// `GET /api/sites`
pub async fn shortlist(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    paper(&site, query.as_deref(), &headers, "sites", JSON, |papers, ask| {
        let mut value = publish::panel_answer(&papers.shortlist, &papers.provenance)?;
        value["papers"] = links(ask);
        Ok(value.to_string().into_bytes())
    })
    .await
}

/// `GET /api/sites/coverage`: need against what is funded, by partnership.
pub async fn coverage(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::parse(query.as_deref())?.finish()?;
    let found = site.coverage().await?;
    let facts = site.session().facts();
    let mut value = serde_json::to_value(found.as_ref()).map_err(ours)?;
    value["marking"] = format!("{DRAFT}. {}", facts.marking.words()).into();
    Ok(Kept::new(JSON, value.to_string(), &site.salt()).respond(&headers))
}

/// The same question asked of the other papers.
fn links(ask: &PanelAsk) -> Value {
    let csp = ask.csp().map_or_else(String::new, |code| format!("csp={}&", in_query(code)));
    let asked = format!("{csp}sites={}&minutes={}", ask.sites(), ask.minutes());
    let link = |file: &str| format!("/api/sites{file}?{asked}");
    json!({"geojson": link(".geojson"), "html": link("/sheet.html"), "pdf": link("/sheet.pdf")})
}

/// Text as it may stand in a query (RFC 3986, section 2.3).
fn in_query(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// One paper made from the shortlist, kept by snapshot and question.
async fn paper(
    site: &Shared,
    query: Option<&str>,
    headers: &HeaderMap,
    what: &str,
    media: &'static str,
    write: impl FnOnce(&PanelPapers, &PanelAsk) -> Result<Vec<u8>, PublishError> + Send + 'static,
) -> Result<Response, Problem> {
    let mut params = Params::parse(query)?;
    let ask = params.panel(site.session().facts())?;
    params.finish()?;
    let key = format!("{what}|{}", serde_json::to_string(&ask).map_err(ours)?);
    let salt = format!("{}|{key}", site.salt());
    let chosen = site.papers(ask.clone()).await?;
    let body = site.body(key, move |_| Ok(Kept::new(media, write(&chosen, &ask).map_err(ours)?, &salt)));
    Ok(body.await?.respond(headers))
}
