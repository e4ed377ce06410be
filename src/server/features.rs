//! OGC API - Features, Part 1 Core with GeoJSON: landing page, conformance, collections, items.

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State, rejection::PathRejection},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use serde_json::{Map, Value, json};

use super::{
    answer::Kept,
    api::{self, GEOJSON, JSON, ours},
    assets, openapi,
    params::{self, Params},
    problem::Problem,
    site::{Shared, Site},
    tiles::root,
};
use crate::{
    pipeline::{AreaLayer, Month, Picture, Question},
    publish::{self, Properties, Shapes},
};

const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
/// Features of a page when none is asked for.
const USUAL_LIMIT: u32 = 100;
/// Most features of a page; a larger limit is answered with this many, as the standard asks.
pub(super) const MOST: u32 = 10_000;

/// `GET /`: the map for browsers, the landing page for everyone else.
pub async fn landing(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let accept = headers.get(header::ACCEPT).and_then(|a| a.to_str().ok()).unwrap_or_default();
    let mut response = if accept.contains("text/html") {
        // The map keeps its state in the address; the server has no say in it.
        assets::index(&headers)
    } else {
        Params::parse(query.as_deref())?.finish()?;
        let root = root(&headers);
        let link = |rel: &str, path: &str, media: &str, title: &str| json!({"rel": rel, "href": format!("{root}{path}"), "type": media, "title": title});
        let facts = site.session().facts();
        let value = json!({
            "title": format!("harmspot - {}", facts.force.as_deref().unwrap_or("no area in use")),
            "description": format!("Places where serious violence concentrates. {}", facts.marking.words()),
            "links": [
                link("self", "/", JSON, "This page"),
                link("alternate", "/", "text/html", "The map"),
                link("service-desc", "/api/openapi.json", openapi::MEDIA, "The API as OpenAPI"),
                link("conformance", "/conformance", JSON, "What is implemented"),
                link("data", "/collections", JSON, "The collections"),
            ],
        });
        api::document(JSON, &value, &headers)
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
    Ok(response)
}

/// `GET /conformance`
pub async fn conformance(RawQuery(query): RawQuery, headers: HeaderMap) -> Result<Response, Problem> {
    Params::parse(query.as_deref())?.finish()?;
    let class = |name: &str| format!("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}");
    Ok(api::document(
        JSON,
        &json!({"conformsTo": [class("core"), class("geojson"), class("oas30")]}),
        &headers,
    ))
}

/// One collection.
enum Collection {
    Hotspots,
    Cells,
    Incidents,
    Areas(usize),
}

impl Collection {
    fn named(site: &Site, id: &str) -> Result<Self, Problem> {
        match id {
            "hotspots" => Ok(Self::Hotspots),
            "cells" => Ok(Self::Cells),
            "incidents" => Ok(Self::Incidents),
            _ => {
                let areas = site.session().ground().map_or(&[][..], |ground| &ground.areas);
                let at = areas.iter().position(|layer| layer.word == id);
                at.map(Self::Areas)
                    .ok_or_else(|| Problem::not_found("there is no such collection; see /collections"))
            }
        }
    }

    /// True when its features depend on a question.
    fn asks(&self) -> bool {
        !matches!(self, Self::Areas(_))
    }
}

fn described(id: &str) -> (&'static str, &'static str) {
    match id {
        "hotspots" => {
            ("Hotspots", "Places of the ranked list; what they are called and how sure we are is in each")
        }
        "cells" => ("Cells", "Every unit of the analysis with its exact p, zeros included"),
        "incidents" => {
            ("Incidents", "Single incidents by month, offence and class of location; nothing personal")
        }
        "csp" => ("Community Safety Partnerships", "As published, generalised"),
        "district" => ("Districts", "As published, generalised"),
        "ward" => ("Wards", "As published, generalised"),
        "msoa" => ("Middle-layer super output areas 2021", "As published, generalised"),
        _ => ("Lower-layer super output areas 2021", "As published, generalised"),
    }
}

fn collection(site: &Site, id: &str, root: &str) -> Value {
    let facts = site.session().facts();
    let (title, about) = described(id);
    let mut extent = Map::new();
    if let Some(bbox) = facts.bbox {
        extent.insert("spatial".into(), json!({"bbox": [bbox], "crs": CRS84}));
    }
    let month = |text: &Option<String>| text.as_deref().and_then(|t| t.parse::<Month>().ok());
    if let (true, Some(first), Some(last)) = (
        matches!(id, "hotspots" | "cells" | "incidents"),
        month(&facts.first_month),
        month(&facts.last_month),
    ) {
        let interval = [format!("{first}-01T00:00:00Z"), format!("{}-01T00:00:00Z", last.plus(1))];
        extent.insert("temporal".into(), json!({"interval": [interval]}));
    }
    json!({
        "id": id,
        "title": title,
        "description": format!("{about}. {}", facts.marking.words()),
        "extent": extent,
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            {"rel": "self", "href": format!("{root}/collections/{id}"), "type": JSON, "title": title},
            {"rel": "items", "href": format!("{root}/collections/{id}/items"), "type": GEOJSON, "title": title},
        ],
    })
}

/// `GET /collections`
pub async fn collections(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::parse(query.as_deref())?.finish()?;
    let root = root(&headers);
    let areas = site.session().ground().map_or(&[][..], |ground| &ground.areas);
    let ids =
        ["hotspots", "cells", "incidents"].into_iter().chain(areas.iter().rev().map(|layer| layer.word));
    let all: Vec<Value> = ids.map(|id| collection(&site, id, &root)).collect();
    let own = json!({"rel": "self", "href": format!("{root}/collections"), "type": JSON, "title": "The collections"});
    Ok(api::document(JSON, &json!({"links": [own], "collections": all}), &headers))
}

/// `GET /collections/{id}`
pub async fn one(
    State(site): State<Shared>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(id) = path.map_err(|_| no_such_feature())?;
    Collection::named(&site, &id)?;
    Params::parse(query.as_deref())?.finish()?;
    Ok(api::document(JSON, &collection(&site, &id, &root(&headers)), &headers))
}

/// The features of a collection: shapes, and what else is known of each.
enum Source {
    Hotspots(Arc<Picture>),
    Cells(Arc<Picture>),
    Incidents(Arc<Vec<bool>>),
    Areas(usize),
}

impl Source {
    async fn of(site: &Shared, collection: &Collection, question: Question) -> Result<Self, Problem> {
        Ok(match collection {
            Collection::Hotspots => Self::Hotspots(site.picture(question).await?),
            Collection::Cells => Self::Cells(site.picture(question).await?),
            Collection::Incidents => Self::Incidents(site.chosen(question).await?),
            Collection::Areas(at) => Self::Areas(*at),
        })
    }

    fn areas(site: &Site, at: usize) -> Result<&AreaLayer, Problem> {
        site.session().ground().and_then(|ground| ground.areas.get(at)).ok_or_else(Problem::bug)
    }

    fn shapes<'a>(&'a self, site: &'a Site) -> Result<&'a Shapes, Problem> {
        Ok(match self {
            Self::Hotspots(picture) => &picture.hotspots,
            Self::Cells(picture) => &picture.cells,
            Self::Incidents(_) => &site.session().spots().shapes,
            Self::Areas(at) => &Self::areas(site, *at)?.shapes,
        })
    }

    /// First and last month a feature speaks about; `None` when it has no time, and then every
    /// `datetime` selects it.
    fn months(&self, site: &Site, number: usize) -> Option<(Month, Month)> {
        match self {
            Self::Hotspots(p) | Self::Cells(p) => p.answer.question.from.zip(p.answer.question.to),
            Self::Incidents(_) => {
                let month = site.session().spots().rows[number].month;
                Some((month, month))
            }
            Self::Areas(_) => None,
        }
    }

    fn included(&self, number: usize) -> bool {
        !matches!(self, Self::Incidents(chosen) if !chosen[number])
    }

    fn feature(&self, site: &Site, number: usize) -> Result<Map<String, Value>, Problem> {
        let (id, properties): (Value, Properties) = match self {
            Self::Hotspots(p) => {
                let (answer, place) = (&p.answer, &p.answer.list.places[number]);
                let properties =
                    publish::hotspot_properties(place, &answer.list, &answer.provenance, &p.hotspots, number);
                (place.id.clone().into(), properties.map_err(ours)?)
            }
            Self::Cells(p) => {
                let cell = &p.answer.cells[number];
                (cell.id.clone().into(), publish::cell_properties(cell).map_err(ours)?)
            }
            Self::Incidents(_) => {
                let spot = &site.session().spots().rows[number];
                let mut properties = Properties::new();
                properties.insert("month".into(), spot.month.to_string().into());
                properties.insert("offence".into(), spot.offence.clone().into());
                properties.insert("location".into(), spot.location_word().into());
                properties.insert("snapped".into(), spot.snapped.into());
                ((number + 1).into(), properties)
            }
            Self::Areas(at) => {
                let (code, properties) = &Self::areas(site, *at)?.rows[number];
                (code.clone().into(), properties.clone())
            }
        };
        match publish::feature(id, self.shapes(site)?, number, properties) {
            Value::Object(feature) => Ok(feature),
            _ => Err(Problem::bug()),
        }
    }

    fn find(&self, site: &Site, id: &str) -> Option<usize> {
        match self {
            Self::Hotspots(p) => p.place(id),
            Self::Cells(p) => p.cell(id),
            Self::Incidents(chosen) => {
                let number = usize::try_from(params::whole(id)?).ok()?.checked_sub(1)?;
                chosen.get(number).is_some_and(|&shown| shown).then_some(number)
            }
            Self::Areas(at) => Self::areas(site, *at).ok()?.rows.iter().position(|(code, _)| code == id),
        }
    }
}

/// What one page is asked for.
struct Page {
    bbox: Option<[f64; 4]>,
    months: Option<(Option<Month>, Option<Month>)>,
    limit: u32,
    offset: u32,
}

impl Page {
    fn read(params: &mut Params) -> Result<Self, Problem> {
        let bbox = params.read(
            "bbox",
            "west,south,east,north in degrees, with a width and a height",
            params::bbox,
        )?;
        let months =
            params.read("datetime", "an RFC 3339 instant or an interval of two", params::datetime)?;
        let positive = |text: &str| params::whole(text).filter(|&n| n > 0);
        let limit = params.read("limit", "a whole number from 1", positive)?.unwrap_or(USUAL_LIMIT).min(MOST);
        let offset = params.read("offset", "a whole number from 0", params::whole)?.unwrap_or(0);
        Ok(Self { bbox, months, limit, offset })
    }

    /// Numbers of the features that match, ascending: the order of every page.
    fn matches(&self, source: &Source, site: &Site) -> Result<Vec<u32>, Problem> {
        let shapes = source.shapes(site)?;
        let mut numbers = match self.bbox {
            Some(bbox) => shapes.intersecting(bbox),
            None => (0..shapes.len() as u32).collect(),
        };
        let within = |number: u32| match (self.months, source.months(site, number as usize)) {
            (Some((from, to)), Some((first, last))) => {
                from.is_none_or(|from| last >= from) && to.is_none_or(|to| first <= to)
            }
            _ => true,
        };
        numbers.retain(|&number| source.included(number as usize) && within(number));
        Ok(numbers)
    }
}

fn no_such_feature() -> Problem {
    Problem::not_found("there is no such feature in this collection")
}

/// `GET /collections/{id}/items`
pub async fn items(
    State(site): State<Shared>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(id) = path.map_err(|_| no_such_feature())?;
    let collection = Collection::named(&site, &id)?;
    let mut params = Params::parse(query.as_deref())?;
    let page = Page::read(&mut params)?;
    let question =
        if collection.asks() { params.question(site.session().facts())? } else { Question::default() };
    params.finish()?;
    let source = Source::of(&site, &collection, question).await?;
    let query = query.unwrap_or_default();
    let base = format!("{}/collections/{id}", root(&headers));
    let key = format!("{base}/items?{query}");
    let salt = format!("{}|{key}", site.salt());
    let body = site.body(key, move |site| {
        let matched = page.matches(&source, site)?;
        let from = (page.offset as usize).min(matched.len());
        let to = (from + page.limit as usize).min(matched.len());
        let features: Result<Vec<_>, _> =
            matched[from..to].iter().map(|&n| source.feature(site, n as usize)).collect();
        let link = |rel: &str, offset: usize| {
            json!({"rel": rel, "type": GEOJSON, "href": format!("{base}/items?{}", turned(&query, offset, page.limit))})
        };
        let mut links = vec![
            json!({"rel": "self", "type": GEOJSON, "href": with_query(&format!("{base}/items"), &query)}),
            json!({"rel": "collection", "type": JSON, "href": base}),
        ];
        if to < matched.len() {
            links.push(link("next", to));
        }
        if from > 0 {
            links.push(link("prev", from.saturating_sub(page.limit as usize)));
        }
        let value = json!({
            "type": "FeatureCollection",
            "marking": site.session().facts().marking.words(),
            "numberMatched": matched.len(),
            "numberReturned": to - from,
            "links": links,
            "features": features?,
        });
        Ok(Kept::new(GEOJSON, value.to_string(), &salt))
    });
    Ok(body.await?.respond(&headers))
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The same query at another offset.
fn turned(query: &str, offset: usize, limit: u32) -> String {
    let kept =
        query.split('&').filter(|p| !p.is_empty() && !p.starts_with("offset=") && !p.starts_with("limit="));
    let mut out: Vec<String> = kept.map(str::to_owned).collect();
    out.push(format!("limit={limit}"));
    out.push(format!("offset={offset}"));
    out.join("&")
}

/// `GET /collections/{id}/items/{fid}`
pub async fn item(
    State(site): State<Shared>,
    path: Result<Path<(String, String)>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path((id, fid)) = path.map_err(|_| no_such_feature())?;
    let collection = Collection::named(&site, &id)?;
    let mut params = Params::parse(query.as_deref())?;
    let question =
        if collection.asks() { params.question(site.session().facts())? } else { Question::default() };
    params.finish()?;
    let source = Source::of(&site, &collection, question).await?;
    let number = source.find(&site, &fid).ok_or_else(no_such_feature)?;
    let mut feature = source.feature(&site, number)?;
    let base = format!("{}/collections/{id}", root(&headers));
    let own =
        feature.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), encoded)).unwrap_or_default();
    let own = with_query(&format!("{base}/items/{own}"), &query.unwrap_or_default());
    feature.insert(
        "links".into(),
        json!([
            {"rel": "self", "type": GEOJSON, "href": own},
            {"rel": "collection", "type": JSON, "href": base},
        ]),
    );
    Ok(api::document(GEOJSON, &Value::Object(feature), &headers))
}

/// Percent-encodes everything but unreserved characters.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}
