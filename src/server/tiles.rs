//! Vector tiles and their TileJSON.

use axum::{
    extract::{Path, RawQuery, State, rejection::PathRejection},
    http::{HeaderMap, header},
    response::Response,
};
use serde_json::{Value, json};

use super::{
    answer::Kept,
    api::{self, ours},
    params::{self, Params},
    problem::Problem,
    site::{Shared, problem},
};
use crate::{
    pipeline::{Ground, Named, Question, Spots, level_word},
    publish::{self, MAX_ZOOM, PublishError, Shapes, TileId},
};

pub(super) const MVT: &str = "application/vnd.mapbox-vector-tile";

/// Zoom from which single incidents are drawn: never raw points over a whole town.
pub(super) const INCIDENTS_FROM: u8 = 14;

/// The layers that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    Hotspots,
    Cells,
    Areas,
    Incidents,
    Ground,
    PanelGround,
}

impl Layer {
    pub(super) const ALL: [Self; 6] =
        [Self::Hotspots, Self::Cells, Self::Areas, Self::Incidents, Self::Ground, Self::PanelGround];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Hotspots => "hotspots",
            Self::Cells => "cells",
            Self::Areas => "areas",
            Self::Incidents => "incidents",
            Self::Ground => "ground",
            Self::PanelGround => "panel-ground",
        }
    }

    fn named(text: &str) -> Result<Self, Problem> {
        let found = Self::ALL.into_iter().find(|layer| layer.word() == text);
        found.ok_or_else(|| {
            Problem::not_found(
                "there is no such layer; there are hotspots, cells, areas, incidents, ground and panel-ground",
            )
        })
    }

    fn first_zoom(self) -> u8 {
        if self == Self::Incidents { INCIDENTS_FROM } else { 0 }
    }
}

type TilePath = Result<Path<(String, String, String, String)>, PathRejection>;

/// `GET /tiles/{layer}/{z}/{x}/{y}`
pub async fn tile(
    State(site): State<Shared>,
    path: TilePath,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path((layer, z, x, y)) = path.map_err(|_| off_the_map())?;
    answer(&site, &layer, &z, &x, &y, query.as_deref(), &headers).await
}

/// `GET /collections/{layer}/tiles/WebMercatorQuad/{z}/{y}/{x}`: the OGC order, row before column.
pub async fn ogc_tile(
    State(site): State<Shared>,
    path: TilePath,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path((layer, z, y, x)) = path.map_err(|_| off_the_map())?;
    answer(&site, &layer, &z, &x, &y, query.as_deref(), &headers).await
}

fn off_the_map() -> Problem {
    Problem::not_found("there is no such tile: zoom 0 to 16, column and row below 2 to the power of the zoom")
}

async fn answer(
    site: &Shared,
    layer: &str,
    z: &str,
    x: &str,
    y: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let layer = Layer::named(layer)?;
    let number = |text: &str| params::whole(text).ok_or_else(off_the_map);
    let z = u8::try_from(number(z)?).map_err(|_| off_the_map())?;
    let tile = TileId::new(z, number(x)?, number(y)?).ok_or_else(off_the_map)?;
    let mut params = Params::parse(query)?;
    let question = params.question(site.session().facts())?;
    params.finish()?;
    if z < layer.first_zoom() {
        return Err(Problem::not_found("single incidents are shown from zoom 14; above it there are cells"));
    }
    // Layers that do not depend on the question are kept once for all questions.
    let asked = match layer {
        Layer::Hotspots | Layer::Cells | Layer::Incidents => question,
        Layer::Areas | Layer::Ground | Layer::PanelGround => Question::default(),
    };
    let place = format!("{}/{}/{}/{}", layer.word(), tile.z(), tile.x(), tile.y());
    let key = api::key(&place, &asked);
    let salt = format!("{}|{key}", site.salt());
    let drawn = match layer {
        Layer::Hotspots | Layer::Cells => Some(site.picture(asked.clone()).await?),
        Layer::Areas | Layer::Incidents | Layer::Ground | Layer::PanelGround => None,
    };
    let body = site.body(key, move |site| {
        let bytes = match (layer, drawn) {
            (Layer::Hotspots, Some(p)) => publish::hotspots_tile(&p.answer.list, &p.hotspots, tile),
            (Layer::Cells, Some(p)) => publish::cells_tile(&p.answer.cells, &p.cells, p.cells_all_from, tile),
            (Layer::Incidents, _) => {
                let chosen = site.session().choose(&asked).map_err(|e| problem(&e))?;
                incidents(site.session().spots(), &chosen, tile)
            }
            (Layer::Areas, _) => site.session().ground().map_or(Ok(Vec::new()), |ground| areas(ground, tile)),
            (_, _) => site.session().ground().map_or(Ok(Vec::new()), |g| ground(g, tile, layer)),
        };
        Ok(Kept::new(MVT, bytes.map_err(ours)?, &salt))
    });
    Ok(body.await?.respond(headers))
}

fn incidents(spots: &Spots, chosen: &[bool], tile: TileId) -> Result<Vec<u8>, PublishError> {
    publish::encode_layer(
        "incidents",
        &spots.shapes,
        tile,
        |i| chosen[i],
        |i, tags| {
            let spot = &spots.rows[i];
            tags.text("month", &spot.month.to_string()).text("offence", &spot.offence);
            tags.text("location", &spot.location_word());
        },
    )
}

/// All levels in one tile layer, told apart by `level`.
fn areas(ground: &Ground, tile: TileId) -> Result<Vec<u8>, PublishError> {
    let visible = ground.areas.iter().filter(|layer| tile.z() >= publish::level_from(layer.level));
    let layers: Vec<_> = visible.collect();
    let shapes: Vec<&Shapes> = layers.iter().map(|layer| &layer.shapes).collect();
    publish::encode_layers(
        "areas",
        &shapes,
        tile,
        |_, _| true,
        |which, i, tags| {
            let layer = layers[which];
            let (code, properties) = &layer.rows[i];
            tags.text("level", level_word(layer.level)).text("code", code);
            tags.text("name", properties["name"].as_str().unwrap_or_default());
        },
    )
}

/// A panel's ground has no street names that stand at the incidents' own points.
fn ground(ground: &Ground, tile: TileId, layer: Layer) -> Result<Vec<u8>, PublishError> {
    let from_incidents = |of: &str, row: &Named| of == "labels" && row.kind == "street";
    let mut out = Vec::new();
    for (name, shapes, rows) in [
        ("streets", &ground.streets, &ground.street_rows),
        ("sites", &ground.sites, &ground.site_rows),
        ("labels", &ground.labels, &ground.label_rows),
    ] {
        let shown = |row: &Named| layer == Layer::Ground || !from_incidents(name, row);
        let keep = |i: usize| (rows[i].from..=rows[i].to).contains(&tile.z()) && shown(&rows[i]);
        out.extend(publish::encode_layer(name, shapes, tile, keep, |i, tags| {
            let Named { name, kind, .. } = &rows[i];
            tags.text("name", name).text("kind", kind);
        })?);
    }
    Ok(out)
}

/// `GET /tiles/{layer}.json`
pub async fn tilejson(
    State(site): State<Shared>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let missing = || Problem::not_found("there is no such tile set; write /tiles/LAYER.json");
    let Path(file) = path.map_err(|_| missing())?;
    let layer = Layer::named(file.strip_suffix(".json").ok_or_else(missing)?)?;
    let mut params = Params::parse(query.as_deref())?;
    params.question(site.session().facts())?;
    params.finish()?;
    let facts = site.session().facts();
    let root = root(&headers);
    let question = query.filter(|q| !q.is_empty()).map_or_else(String::new, |q| format!("?{q}"));
    let value = json!({
        "tilejson": "3.0.0",
        "name": format!("{} - {}", layer.word(), facts.marking.words()),
        "description": description(layer),
        "attribution": facts.attribution.join("; "),
        "scheme": "xyz",
        "tiles": [format!("{root}/tiles/{}/{{z}}/{{x}}/{{y}}{question}", layer.word())],
        "minzoom": layer.first_zoom(),
        "maxzoom": if layer == Layer::Incidents { MAX_ZOOM } else { 14 },
        "bounds": facts.bbox.unwrap_or([-180.0, -85.0, 180.0, 85.0]),
        "vector_layers": vector_layers(layer),
    });
    Ok(api::document(api::JSON, &value, &headers))
}

/// `http://host` as the client wrote it; the guard has checked it.
pub(super) fn root(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("127.0.0.1");
    format!("http://{host}")
}

fn description(layer: Layer) -> &'static str {
    match layer {
        Layer::Hotspots => "Places of the ranked list",
        Layer::Cells => {
            "Units of the analysis. Every unit, zeros included, from the zoom where one is four pixels wide (256-pixel \
             tiles); below it only units that differ from chance at 90 % or better, at their own size"
        }
        Layer::Areas => "Partnerships and districts; wards from zoom 9, MSOAs from 10, LSOAs from 11",
        Layer::Incidents => "Single incidents, from zoom 14",
        Layer::Ground => "Streets, sites and labels of the area pack",
        Layer::PanelGround => "The ground without a name that stands at an incident's point",
    }
}

fn vector_layers(layer: Layer) -> Value {
    let one = |id: &str, fields: &[(&str, &str)]| {
        let fields: serde_json::Map<String, Value> =
            fields.iter().map(|&(name, kind)| (name.to_owned(), kind.into())).collect();
        json!({"id": id, "fields": fields})
    };
    match layer {
        Layer::Hotspots => json!([one(
            "hotspots",
            &[
                ("id", "String"),
                ("rank", "Number"),
                ("rank_csp", "Number"),
                ("name", "String"),
                ("kind", "String"),
                ("confidence", "String"),
                ("class", "String"),
                ("events", "Number"),
            ]
        )]),
        Layer::Cells => json!([one(
            "cells",
            &[
                ("id", "String"),
                ("value", "Number"),
                ("class", "String"),
                ("z", "Number"),
                ("p_fdr", "Number"),
                ("excess", "Number"),
            ]
        )]),
        Layer::Areas => json!([one("areas", &[("level", "String"), ("code", "String"), ("name", "String")])]),
        Layer::Incidents => {
            json!([one("incidents", &[("month", "String"), ("offence", "String"), ("location", "String")])])
        }
        Layer::Ground | Layer::PanelGround => {
            let fields = [("name", "String"), ("kind", "String")];
            json!([one("streets", &fields), one("sites", &fields), one("labels", &fields)])
        }
    }
}
