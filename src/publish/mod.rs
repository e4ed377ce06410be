//! Results to bytes: GeoJSON, CSV, vector tiles; provenance and marking.

mod box_index;
mod briefing;
mod chart;
mod csv;
mod degrees;
pub mod document;
mod error;
mod file;
mod findings;
mod geojson;
mod gi_star;
mod grid;
mod groups;
mod layers;
mod panel_answer;
mod parquet;
mod provenance;
mod shapes;
mod sites;
mod tile;

pub use briefing::{BRIEFING_STATUS, BRIEFING_WORDS, MOST_PAGES, briefing, briefing_json};
pub use chart::{Mark, PanelMap, frontier, panel_map, week_clock};
pub use csv::{cells_csv, hotspots_csv, provenance_beside, text_field};
pub use degrees::{line_to_degrees, point_to_degrees, polygons_to_degrees};
pub use error::PublishError;
pub use file::{write_file, write_file_in_folder, write_private_file};
pub use findings::{Column, Findings, Test, Values};
pub use geojson::{
    Properties, cell_excess, cell_properties, feature, geometry, hotspot_properties, hotspots_geojson,
    label_point, outlines,
};
pub use gi_star::class_word;
pub use grid::ascii_grid;
pub use groups::{GroupIncident, GroupMap};
pub use layers::{cells_all_from, cells_tile, hotspots_tile, level_from, street_from};
pub use panel_answer::panel_answer;
pub use parquet::findings_parquet;
pub use provenance::{Marking, Provenance};
pub use shapes::{Bbox, ShapeKind, Shapes};
pub use sites::{SITES_DRAFT, SITES_WORDS, sites_csv, sites_document, sites_geojson};
pub use tile::{MAX_ZOOM, Tags, TileId, encode_layer, encode_layers, gzip};
