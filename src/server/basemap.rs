//! A street basemap from a PMTiles file on this machine, served with byte ranges.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use flate2::read::GzDecoder;
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::{problem::Problem, site::Shared};

/// Most bytes of metadata looked at.
const MOST_METADATA: u64 = 1 << 20;

/// Why a file is no basemap.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BasemapError {
    /// It could not be read.
    #[error("the basemap {} could not be read: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is something else.
    #[error("the basemap {} is not a PMTiles file of version 3", path.display())]
    NotPmtiles {
        /// Which file.
        path: PathBuf,
    },
}

/// A checked PMTiles file.
#[derive(Debug, Clone)]
pub struct Basemap {
    path: PathBuf,
    kind: &'static str,
}

impl Basemap {
    /// Checks the file's first bytes and looks up whose schema it follows.
    ///
    /// # Errors
    /// [`BasemapError`] when it is missing, unreadable or no PMTiles file.
    pub fn open(path: &Path) -> Result<Self, BasemapError> {
        let read = |source| BasemapError::Read { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(read)?;
        let mut head = [0_u8; 127];
        let whole = file.read_exact(&mut head).is_ok();
        if !whole || head[..7] != *b"PMTiles" || head[7] != 3 {
            return Err(BasemapError::NotPmtiles { path: path.to_owned() });
        }
        let number = |at: usize| head[at..at + 8].iter().rev().fold(0_u64, |n, &b| n << 8 | u64::from(b));
        let kind = if head[99] == 1 {
            schema(&mut file, number(24), number(32), head[97]).unwrap_or("vector")
        } else {
            "raster"
        };
        Ok(Self { path: path.to_owned(), kind })
    }

    /// `protomaps`, `zoomstack`, `vector` (unknown schema) or `raster`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind
    }
}

/// The schema by the names of the layers; 2 is PMTiles' number for gzip.
fn schema(file: &mut File, offset: u64, length: u64, compression: u8) -> Option<&'static str> {
    file.seek(SeekFrom::Start(offset)).ok()?;
    let bytes = file.take(length.min(MOST_METADATA));
    let mut text = String::new();
    if compression == 2 {
        GzDecoder::new(bytes).take(8 * MOST_METADATA).read_to_string(&mut text).ok()?;
    } else {
        { bytes }.read_to_string(&mut text).ok()?;
    }
    let metadata: serde_json::Value = serde_json::from_str(&text).ok()?;
    let layers = metadata.get("vector_layers")?.as_array()?;
    let has = |id: &str| layers.iter().any(|layer| layer["id"].as_str() == Some(id));
    if has("earth") && has("roads") {
        Some("protomaps")
    } else if has("surfacewater") || has("foreshore") || has("greenspace") {
        Some("zoomstack")
    } else {
        Some("vector")
    }
}

/// `GET /basemap.pmtiles`
pub async fn basemap(State(site): State<Shared>, request: Request) -> Result<Response, Problem> {
    let Some(basemap) = site.basemap() else {
        return Err(Problem::not_found("no basemap was given; start with --basemap FILE.pmtiles"));
    };
    match ServeFile::new(&basemap.path).oneshot(request).await {
        Ok(response) => Ok(response.map(axum::body::Body::new).into_response()),
        Err(never) => match never {},
    }
}
