//! Stands in for PROJ in a build without it: every foreign code is refused.

use super::GeodesyError;

#[derive(Debug)]
pub(super) enum Other {}

impl Other {
    pub(super) fn new(code: u32) -> Result<Self, GeodesyError> {
        let reason = "this build has no PROJ; it knows EPSG:4326, EPSG:3857 and EPSG:27700".to_owned();
        Err(GeodesyError::NoTransformation { from: code, to: 4326, reason })
    }

    pub(super) fn describe(&self) -> String {
        match *self {}
    }

    pub(super) fn unproject(&self, _x: f64, _y: f64) -> Result<(f64, f64), String> {
        match *self {}
    }

    pub(super) fn project(&self, _lon: f64, _lat: f64) -> Result<(f64, f64), String> {
        match *self {}
    }
}
