//! The one integration test program: one link step for every module below.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test that fails should fail loudly, and the long proofs print what they saw"
)]

mod area;
mod backtest;
mod bad_input;
mod briefing;
mod calibration;
mod canary;
mod candidates;
mod cases;
mod cli;
mod clusters;
mod concentration;
mod county;
mod covering;
mod covering_answers;
mod crash;
mod definitions;
mod deterrence;
mod documents;
mod emerging;
mod fabricated;
mod gdal;
mod geodesy;
mod goldens;
mod hotspots;
mod http;
mod import;
mod index;
mod istv;
mod journey;
mod kde;
mod layering;
mod moran;
mod near_repeat;
mod panel_api;
mod papers;
mod permutation;
mod power;
mod program;
mod programmes;
mod proof;
mod quality;
mod rates;
mod recurrence;
mod register;
mod register_edges;
mod rhythm;
mod rms;
mod scan;
mod serve;
mod shared;
mod sites;
mod sockets;
mod store;
mod synth;
mod tables;
mod terms;
mod tiles;
mod towns;
mod units_cli;
mod walking;
