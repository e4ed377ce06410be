//! Bytes to raw rows, geometries and tables with file and line; judges nothing.

mod archive;
mod budget;
mod delimited;
mod encoding;
mod error;
mod file;
mod polygons;
mod rows;
mod scan;
mod scan_parquet;
mod sniff;
mod table;
mod workbook;

pub use archive::{Archive, read_archive};
pub use budget::Budget;
pub use delimited::{Fault, Record};
pub use encoding::Encoding;
pub use error::SourceError;
pub use file::{SourceFile, display_name, expand, is_unsafe, read, read_text};
pub use polygons::{PolygonFile, read_polygons};
pub use rows::{Layout, RawTable, csv_line, split_line};
pub use scan::{Fields, Scan, ScanError, csv_header, parse_number, scan_csv};
pub use sniff::{Kind, sniff};
mod features;
mod ground_error;
mod ground_file;
mod osm;
mod published_table;
mod topology;

pub use features::{Feature, Features, Geometry, read_features};
pub use ground_error::GroundFileError;
pub use ground_file::{GroundFile, walk};
pub use osm::{OsmWay, OsmWays, is_osm_pbf, read_osm};
pub use published_table::PublishedTable;
pub use table::small_table;
