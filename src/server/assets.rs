//! The web map, embedded when the program was built.

use std::sync::LazyLock;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, Uri, header},
    response::Response,
};

use super::{answer::Kept, problem::Problem, site::Shared};

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/web_map.rs"));

static BODIES: LazyLock<Vec<(&'static str, Kept)>> = LazyLock::new(|| {
    FILES.iter().map(|&(name, bytes)| (name, Kept::new(media(name), bytes, name))).collect()
});

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>harmspot</title>\
    <h1>harmspot is running</h1><p>This program was built without its map. To have it: <code>cd web-map &amp;&amp; npm ci \
    &amp;&amp; npm run build</code>, then build harmspot again (<code>make run</code> does both).</p>\
    <p>The data are served all the same: <a href=\"/api/hotspots\">/api/hotspots</a>, \
    <a href=\"/collections\">/collections</a>, <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p></html>";

static NOT_BUILT_PAGE: LazyLock<Kept> = LazyLock::new(|| Kept::new(media("x.html"), NOT_BUILT, "not built"));

fn media(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The page at `/`, or one that says how to build it.
pub fn index(headers: &HeaderMap) -> Response {
    let page = BODIES.iter().find(|(name, _)| *name == "index.html").map(|(_, body)| body);
    page.unwrap_or(&NOT_BUILT_PAGE).respond(headers)
}

/// Any other address: a file of the map, or 404. Names are compared whole, never used as paths.
pub async fn file(State(_): State<Shared>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let name = uri.path().trim_start_matches('/');
    let (_, body) = BODIES
        .iter()
        .find(|(held, _)| *held == name)
        .ok_or_else(|| Problem::not_found("there is nothing at this address; see /api/openapi.json"))?;
    let mut response = body.respond(&headers);
    if name.starts_with("assets/") {
        // The builder puts a digest of the content into these names.
        let long = HeaderValue::from_static("private, max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, long);
    }
    Ok(response)
}
