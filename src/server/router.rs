//! Every route of the server, in one table from which the router and the OpenAPI document are made.

use axum::{
    Router, middleware,
    routing::{MethodRouter, get},
};

use super::{
    api::{self, GEOJSON, JSON},
    assets, basemap, deterrence, features, guard,
    openapi::{self, GROUPS, PAGE, PANEL, QUESTION, Query},
    site::Shared,
    sites, tiles,
};

/// One route.
pub(super) struct Route {
    /// As the router matches it.
    pub(super) path: &'static str,
    /// As it is documented; differs only where a file ending is part of the name.
    pub(super) documented: &'static str,
    /// Operation id.
    pub(super) name: &'static str,
    /// One line about it.
    pub(super) summary: &'static str,
    /// Media type of a full answer.
    pub(super) media: &'static str,
    /// Its closed list of query parameters.
    pub(super) query: &'static [Query],
    handler: MethodRouter<Shared>,
}

fn route(
    path: &'static str,
    name: &'static str,
    summary: &'static str,
    media: &'static str,
    query: &'static [Query],
    handler: MethodRouter<Shared>,
) -> Route {
    Route { path, documented: path, name, summary, media, query, handler }
}

/// The groups' own routes: a process of any other view does not know them.
fn group_routes() -> Vec<Route> {
    vec![
        route(
            "/api/deterrence/groups",
            "groups",
            "Groups with their ground or why there is none, contested squares, and what the register says",
            JSON,
            GROUPS,
            get(deterrence::groups),
        ),
        route(
            "/api/deterrence/pairs",
            "groupPairs",
            "Pairs of groups in conflict: timelines, and what can be said of answers",
            JSON,
            GROUPS,
            get(deterrence::pairs),
        ),
        route(
            "/api/deterrence/set-space",
            "setSpace",
            "The 50 and 95 % isopleths of each group's ground",
            GEOJSON,
            GROUPS,
            get(deterrence::set_space),
        ),
        route(
            "/api/deterrence/contested",
            "contested",
            "Squares that two groups contest",
            GEOJSON,
            GROUPS,
            get(deterrence::contested),
        ),
        route(
            "/api/deterrence/chains",
            "groupChains",
            "Linked incidents with their days",
            GEOJSON,
            GROUPS,
            get(deterrence::chains),
        ),
    ]
}

/// All routes; those of the groups only where the session has them. Files of the web map (`/assets/*`) are answered by the fall-back.
pub(super) fn routes(with_groups: bool) -> Vec<Route> {
    const NONE: &[Query] = &[];
    let mut all = vec![
        route("/", "landing", "Landing page; the map for browsers", JSON, NONE, get(features::landing)),
        route("/conformance", "conformance", "What is implemented", JSON, NONE, get(features::conformance)),
        route("/collections", "collections", "The collections", JSON, NONE, get(features::collections)),
        route("/collections/{id}", "collection", "One collection", JSON, NONE, get(features::one)),
        route(
            "/collections/{id}/items",
            "items",
            "Features, page by page",
            GEOJSON,
            PAGE,
            get(features::items),
        ),
        route("/collections/{id}/items/{fid}", "item", "One feature", GEOJSON, QUESTION, get(features::item)),
        route(
            "/collections/{id}/tiles/WebMercatorQuad/{z}/{y}/{x}",
            "ogcTile",
            "A vector tile, row before column",
            tiles::MVT,
            QUESTION,
            get(tiles::ogc_tile),
        ),
        route("/tiles/{layer}/{z}/{x}/{y}", "tile", "A vector tile", tiles::MVT, QUESTION, get(tiles::tile)),
        route("/tiles/{layer}", "tilejson", "TileJSON 3 of a layer", JSON, QUESTION, get(tiles::tilejson)),
        route("/api/status", "status", "What is served", JSON, NONE, get(api::status)),
        route("/api/hotspots", "hotspots", "The ranked list", GEOJSON, QUESTION, get(api::hotspots)),
        route("/api/cells/{id}", "cell", "The raw statistic of one cell", JSON, QUESTION, get(api::cell)),
        route("/api/findings", "layers", "Methods the map can draw", JSON, NONE, get(api::layers)),
        route(
            "/api/findings/{method}",
            "findings",
            "What one method finds, with its test and provenance",
            GEOJSON,
            QUESTION,
            get(api::findings),
        ),
        route(
            "/api/sites/choices",
            "siteChoices",
            "What panel mode says of itself and lets one choose",
            JSON,
            NONE,
            get(sites::choices),
        ),
        route(
            "/api/sites",
            "sites",
            "Community sport: the shortlist in its panel-safe form, with areas as GeoJSON geometries",
            JSON,
            PANEL,
            get(sites::shortlist),
        ),
        route(
            "/api/sites.geojson",
            "sitesGeojson",
            "The shortlist as features: sites, walks, hotspots as areas",
            GEOJSON,
            PANEL,
            get(sites::geojson),
        ),
        route(
            "/api/sites/sheet.html",
            "sitesHtml",
            "The panel's papers as one page",
            sites::HTML,
            PANEL,
            get(sites::html),
        ),
        route(
            "/api/sites/sheet.pdf",
            "sitesPdf",
            "The panel's papers typeset",
            sites::PDF,
            PANEL,
            get(sites::pdf),
        ),
        route(
            "/api/sites/coverage",
            "siteCoverage",
            "Each partnership's share of the need beside its share of what is funded",
            JSON,
            NONE,
            get(sites::coverage),
        ),
        route("/api/openapi.json", "openapi", "This document", openapi::MEDIA, NONE, get(openapi::openapi)),
        route(
            "/basemap.pmtiles",
            "basemap",
            "The basemap given at the start, with byte ranges",
            "application/octet-stream",
            NONE,
            get(basemap::basemap),
        ),
    ];
    if with_groups {
        all.extend(group_routes());
    }
    for route in &mut all {
        if route.name == "tilejson" {
            route.documented = "/tiles/{layer}.json";
        }
    }
    all
}

/// The whole service. Tested by sending it requests, without a socket.
pub fn router(site: Shared) -> Router {
    let mut router = Router::new();
    for route in routes(site.session().has_groups()) {
        router = router.route(route.path, route.handler);
    }
    router
        .fallback(assets::file)
        .layer(middleware::from_fn_with_state(site.clone(), guard::guard))
        .with_state(site)
}
