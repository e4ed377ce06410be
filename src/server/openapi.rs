//! The API described as OpenAPI, made from the same table the router is made from.

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, header},
    response::Response,
};
use serde_json::{Map, Value, json};

use super::{api, features, params::Params, problem::Problem, router::Route, site::Shared};
use crate::pipeline::PanelAsk;

/// Media type of the document.
pub(super) const MEDIA: &str = "application/vnd.oai.openapi+json;version=3.1";
const MEDIA_30: &str = "application/vnd.oai.openapi+json;version=3.0";

/// Query parameters by name. The set of an operation is closed: anything else is a 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Query {
    /// Study area.
    Csp,
    /// First month.
    From,
    /// Last month.
    To,
    /// Definition id.
    Definition,
    /// Rank key.
    RankBy,
    /// Box in degrees.
    Bbox,
    /// Instant or interval.
    Datetime,
    /// Page length.
    Limit,
    /// Page start.
    Offset,
    /// Number of sites.
    Sites,
    /// Minutes on foot.
    Minutes,
    /// The day a picture of groups is for.
    Until,
    /// How sure an entry must be.
    Least,
}

/// Parameters of a question.
pub const QUESTION: &[Query] = &[Query::Csp, Query::From, Query::To, Query::Definition, Query::RankBy];
/// Parameters of a picture of groups.
pub const GROUPS: &[Query] = &[Query::Until, Query::Least];
/// All that may vary in panel mode.
pub const PANEL: &[Query] = &[Query::Csp, Query::Sites, Query::Minutes];
/// Parameters of a page of features that depend on a question.
pub const PAGE: &[Query] = &[
    Query::Bbox,
    Query::Datetime,
    Query::Limit,
    Query::Offset,
    Query::Csp,
    Query::From,
    Query::To,
    Query::Definition,
    Query::RankBy,
];

impl Query {
    fn describe(self) -> Value {
        let month = json!({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"});
        let (name, about, schema) = match self {
            Self::Csp => (
                "csp",
                "Code or name of the partnership that is the study area and the null",
                json!({"type": "string"}),
            ),
            Self::From => ("from", "First month", month),
            Self::To => ("to", "Last month, inclusive", month),
            Self::Definition => {
                ("definition", "Id of a definition listed in /api/status", json!({"type": "string"}))
            }
            Self::RankBy => (
                "rank_by",
                "Rank key",
                json!({"type": "string", "enum": ["excess", "count", "harm", "density"], "default": "excess"}),
            ),
            Self::Bbox => {
                let items = json!({"type": "number"});
                (
                    "bbox",
                    "West, south, east, north in degrees (CRS84)",
                    json!({"type": "array", "minItems": 4, "maxItems": 6, "items": items}),
                )
            }
            Self::Datetime => {
                ("datetime", "RFC 3339 instant or interval; open ends as ..", json!({"type": "string"}))
            }
            Self::Limit => (
                "limit",
                "Features of a page; more than the most is answered with the most",
                json!({"type": "integer", "minimum": 1, "maximum": features::MOST, "default": 100}),
            ),
            Self::Sites => (
                "sites",
                "How many sites to choose",
                json!({"type": "integer", "minimum": 1, "maximum": PanelAsk::MOST_SITES, "default": PanelAsk::USUAL_SITES}),
            ),
            Self::Minutes => (
                "minutes",
                "Minutes on foot that count as near",
                json!({"type": "integer", "enum": PanelAsk::MINUTES, "default": PanelAsk::USUAL_MINUTES}),
            ),
            Self::Until => (
                "until",
                "The day it is for: entries must not have lapsed by then",
                json!({"type": "string", "format": "date"}),
            ),
            Self::Least => (
                "least",
                "Entries less sure are left out",
                json!({"type": "string", "enum": ["possible", "probable", "confirmed"], "default": "possible"}),
            ),
            Self::Offset => (
                "offset",
                "Features left out before the page",
                json!({"type": "integer", "minimum": 0, "maximum": 999_999_999, "default": 0}),
            ),
        };
        let mut out =
            json!({"name": name, "in": "query", "required": false, "description": about, "schema": schema});
        if self == Self::Bbox {
            out["style"] = "form".into();
            out["explode"] = false.into();
        }
        out
    }
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    names
        .map(|name| {
            let schema = match name {
                "z" => json!({"type": "integer", "minimum": 0, "maximum": crate::publish::MAX_ZOOM}),
                "x" | "y" => json!({"type": "integer", "minimum": 0}),
                _ => json!({"type": "string"}),
            };
            json!({"name": name, "in": "path", "required": true, "schema": schema})
        })
        .collect()
}

fn operation(route: &Route) -> Value {
    let mut parameters = path_parameters(route.documented);
    parameters.extend(route.query.iter().map(|q| q.describe()));
    let schema = match route.media {
        api::JSON | api::GEOJSON => json!({"type": "object"}),
        _ => json!({"type": "string", "format": "binary"}),
    };
    let mut content = Map::new();
    content.insert(route.media.to_owned(), json!({"schema": schema}));
    let problem = |about: &str| json!({"description": about, "content": {"application/problem+json": {"schema": {"type": "object"}}}});
    let mut responses = json!({
        "200": {"description": route.summary, "content": content},
        "304": {"description": "The client holds it already"},
        "400": problem("A parameter is unknown, repeated or malformed"),
        "404": problem("There is no such thing"),
        "422": problem("The question cannot be answered from this store"),
        "503": problem("Busy; see Retry-After"),
        "default": problem("RFC 9457"),
    });
    if route.documented.starts_with("/api/sites") {
        responses["202"] = problem("Begun and still being worked out: ask again, see Retry-After");
    }
    if route.media == super::tiles::MVT {
        responses["204"] = json!({"description": "An empty tile"});
    }
    if route.documented == "/basemap.pmtiles" {
        responses["206"] = json!({"description": "A byte range"});
        responses["416"] = json!({"description": "No such byte range"});
    }
    json!({"operationId": route.name, "summary": route.summary, "parameters": parameters, "responses": responses})
}

/// The whole document, version 3.1; nothing in it refers to another document.
pub(super) fn document(routes: &[Route]) -> Value {
    let mut paths = Map::new();
    for route in routes {
        paths.insert(route.documented.to_owned(), json!({"get": operation(route)}));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "harmspot",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Places where serious violence concentrates. Answers this machine only; every answer is marked.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
    })
}

/// `GET /api/openapi.json`. The document keeps to what versions 3.0 and 3.1 share, so a client that
/// asks for 3.0 (GDAL does) is told 3.0.
pub async fn openapi(
    State(site): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::parse(query.as_deref())?.finish()?;
    let mut value = document(&super::router::routes(site.session().has_groups()));
    let accept = headers.get(header::ACCEPT).and_then(|a| a.to_str().ok()).unwrap_or_default();
    let old = accept.contains("version=3.0");
    if old {
        value["openapi"] = "3.0.3".into();
    }
    Ok(api::document(if old { MEDIA_30 } else { MEDIA }, &value, &headers))
}
