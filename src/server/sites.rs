//! Community sport in panel mode. Whatever leaves here is a `PanelShortlist`: safe by its type.
//!
//! The closed list of parameters is a partnership, a number of sites and minutes on foot. Months, definition and
//! weights cannot be chosen, so no two answers can be subtracted to get at a count behind the rounding.

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use serde_json::{Value, json};

use super::{
    answer::Kept,
    api::{GEOJSON, JSON, document, ours},
    params::Params,
    problem::Problem,
    site::Shared,
};
use crate::{
    pipeline::{PanelAsk, PanelPapers},
    publish::{self, SITES_DRAFT, document::Brand},
};

pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const PDF: &str = "application/pdf";

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
        "draft": SITES_DRAFT,
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
        let mut value = publish::panel_answer(&papers.shortlist, &papers.provenance).map_err(ours)?;
        value["papers"] = links(ask);
        Ok(value.to_string().into_bytes())
    })
    .await
}

/// `GET /api/sites.geojson`: sites, walks and hotspots as features.
pub async fn geojson(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    paper(&site, query.as_deref(), &headers, "sites.geojson", GEOJSON, |papers, _| {
        Ok(publish::sites_geojson(&papers.shortlist, &papers.provenance)
            .map_err(ours)?
            .to_string()
            .into_bytes())
    })
    .await
}

/// `GET /api/sites/sheet.html`: the papers as one page that needs nothing else.
pub async fn html(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    paper(&site, query.as_deref(), &headers, "sheet.html", HTML, |papers, _| {
        Ok(publish::sites_document(&papers.shortlist, &papers.provenance, &Brand::default())
            .html()
            .into_bytes())
    })
    .await
}

/// `GET /api/sites/sheet.pdf`: the papers typeset, a front page and a page a site.
pub async fn pdf(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut response = paper(&site, query.as_deref(), &headers, "sheet.pdf", PDF, |papers, _| {
        let document = publish::sites_document(&papers.shortlist, &papers.provenance, &Brand::default());
        Ok(document.typeset().map_err(ours)?.pdf)
    })
    .await?;
    let name = HeaderValue::from_static("inline; filename=\"community-sport-working-draft.pdf\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
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
    value["marking"] = format!("{SITES_DRAFT}. {}", facts.marking.words()).into();
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
    write: impl FnOnce(&PanelPapers, &PanelAsk) -> Result<Vec<u8>, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let mut params = Params::parse(query)?;
    let ask = params.panel(site.session().facts())?;
    params.finish()?;
    let key = format!("{what}|{}", serde_json::to_string(&ask).map_err(ours)?);
    let salt = format!("{}|{key}", site.salt());
    let chosen = site.papers(ask.clone()).await?;
    let body = site.body(key, move |_| Ok(Kept::new(media, write(&chosen, &ask)?, &salt)));
    Ok(body.await?.respond(headers))
}
