//! The one integration test program: one link step for every module below.

mod area;
mod bad_input;
mod calibration;
mod cli;
mod crash;
mod definitions;
mod gdal;
mod geodesy;
mod goldens;
mod hotspots;
mod http;
mod import;
mod index;
mod journey;
mod layering;
mod permutation;
mod quality;
mod rms;
mod shared;
mod store;
mod synth;
mod tiles;
