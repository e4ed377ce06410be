//! How a surface was drawn, for its provenance.

use serde_json::{Map, Value, json};

use super::{
    KdeRequest,
    kde_ground::{Below, Ground},
};
use crate::detect::{Dual, Surface};

pub(super) fn parameters(
    request: &KdeRequest,
    surface: &Surface,
    ground: Option<&Ground>,
    below: Option<&Below>,
    dual: Option<&Dual>,
) -> Map<String, Value> {
    let lattice = &surface.lattice;
    let (east, north) = (
        lattice.west_m() + lattice.columns() as f64 * lattice.cell_m(),
        lattice.south_m() + lattice.rows() as f64 * lattice.cell_m(),
    );
    let from = |told: bool, rule: &str| if told { "given".to_owned() } else { rule.to_owned() };
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    put("method", json!("kde"));
    put("kernel", json!(surface.kernel.word()));
    put("bandwidth_m", json!(surface.bandwidth_m));
    put(
        "bandwidth_from",
        json!(from(
            request.bandwidth_m.is_some(),
            "300 m, at least two cells: a start, not chosen by evidence"
        )),
    );
    put("cell_m", json!(lattice.cell_m()));
    let rule =
        "100 m; a fifth of a bandwidth under 200 m; over more than 40,000 km2 a 150th of the shorter side";
    put("cell_from", json!(from(request.cell_m.is_some(), rule)));
    put("extent", json!([lattice.west_m(), lattice.south_m(), east, north]));
    put("columns", json!(lattice.columns()));
    put("rows", json!(lattice.rows()));
    put("mask", json!(ground.map_or_else(|| "none".to_owned(), Ground::words)));
    let edge = "each point's weight over the share of its kernel inside the mask";
    put("edge_correction", json!(if request.edge_correction { edge } else { "none" }));
    put("weights", json!(if request.weighted { "as given" } else { "one a point" }));
    if let (Some(below), Some(dual)) = (below, dual) {
        put("against", json!(below.words));
        put("floor_per_km2", json!(dual.floor_per_km2));
    }
    out
}
