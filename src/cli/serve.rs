//! `harmspot serve`.

use std::{
    io::Write,
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
};

use super::{Common, Exit, Failure};
use crate::{
    access::View,
    pipeline,
    server::{self, Basemap, ListenError, Serving, Site},
};

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// Port to listen on; 0 lets the system choose
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Address to listen on; only loopback is accepted
    #[arg(long, default_value_t = Ipv4Addr::LOCALHOST.into())]
    bind: IpAddr,
    /// Street basemap from a PMTiles file on this machine
    #[arg(long, value_name = "FILE.pmtiles")]
    basemap: Option<PathBuf>,
}

pub(super) fn run(args: ServeArgs, common: &Common) -> Result<Exit, Failure> {
    // Refused before the store is read: nobody should wait for a usage error.
    refuse_others(args.bind)?;
    serve(&common.store, common.view, args.bind, args.port, args.basemap.as_deref())
}

fn refuse_others(address: IpAddr) -> Result<(), Failure> {
    if address.is_loopback() {
        return Ok(());
    }
    Err(Failure::new(Exit::Usage, ListenError::NotLoopback { address })
        .hint("leave --bind away, or use 127.0.0.1"))
}

/// Serves a store until the process is told to stop. Prints exactly one line on stdout.
pub(super) fn serve(
    store: &Path,
    view: View,
    address: IpAddr,
    port: u16,
    basemap: Option<&Path>,
) -> Result<Exit, Failure> {
    let basemap = match basemap {
        Some(path) => Some(Basemap::open(path).map_err(|e| {
            Failure::new(Exit::Refused, e).hint("OS Open Zoomstack and Protomaps publish files of this kind")
        })?),
        None => None,
    };
    let session = pipeline::open_session(store, view).map_err(Failure::from)?;
    let listening = |address| {
        let mut out = std::io::stdout().lock();
        // Whoever started us without a stdout cannot want the line.
        let _ = writeln!(out, "listening on http://{address}").and_then(|()| out.flush());
    };
    let serving = Serving { address, port, ..Serving::default() };
    server::run(Site::new(session, basemap), serving, listening).map_err(|e| match e {
        ListenError::Bind { .. } => Failure::new(Exit::Failed, e).hint("--port 0 takes any free port"),
        other => Failure::new(Exit::Failed, other),
    })?;
    Ok(Exit::Done)
}
