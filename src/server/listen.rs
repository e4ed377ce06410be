//! The accept loop: HTTP/1 only, a timer on every header, a cap on connections, a graceful stop.
//!
//! `axum::serve` installs no timer and keeps a silent connection for ever, so it is not used.

use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    pin::pin,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    sync::{Semaphore, watch},
};

use super::{router, site::Site, timed::Timed};

/// Bounds of the accept loop.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// A connection that has not sent a whole header by then is closed; also between requests.
    pub header: Duration,
    /// A client that takes no byte of its answer for so long is closed.
    pub write: Duration,
    /// Connections at once; more wait in the kernel's queue.
    pub connections: usize,
    /// How long answers under way may take after the signal to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header: Duration::from_secs(10),
            write: Duration::from_secs(30),
            connections: 4096,
            drain: Duration::from_secs(8),
        }
    }
}

/// Where to listen.
#[derive(Debug, Clone, Copy)]
pub struct Serving {
    /// Must be loopback.
    pub address: IpAddr,
    /// 0 lets the system choose.
    pub port: u16,
    /// Bounds.
    pub limits: Limits,
}

impl Default for Serving {
    fn default() -> Self {
        Self { address: Ipv4Addr::LOCALHOST.into(), port: 0, limits: Limits::default() }
    }
}

/// Why the server could not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListenError {
    /// The address is reachable from other machines.
    #[error("{address} is not a loopback address; until rights exist the server answers this machine only")]
    NotLoopback {
        /// The address asked for.
        address: IpAddr,
    },
    /// The port could not be opened.
    #[error("port {port} on {address} could not be opened: {source}")]
    Bind {
        /// Address.
        address: IpAddr,
        /// Port.
        port: u16,
        /// Why.
        source: io::Error,
    },
    /// The system refused threads or signals.
    #[error("the server could not be started: {source}")]
    Start {
        /// Why.
        source: io::Error,
    },
}

/// Serves until SIGTERM or SIGINT, then lets answers under way finish for at most `limits.drain`.
/// `listening` is told the address once connections are accepted.
///
/// # Errors
/// [`ListenError`] when it cannot start; a failing connection never ends the server.
pub fn run(site: Site, serving: Serving, listening: impl FnOnce(SocketAddr)) -> Result<(), ListenError> {
    run_until(site, serving, listening, async {
        let start = |source| ListenError::Start { source };
        let mut term = signal(SignalKind::terminate()).map_err(start)?;
        let mut int = signal(SignalKind::interrupt()).map_err(start)?;
        Ok(async move {
            tokio::select! { _ = term.recv() => (), _ = int.recv() => () }
        })
    })
}

/// As [`run`], until the future that `prepare` makes is done instead of a signal. `prepare` runs
/// before the first connection is accepted.
///
/// # Errors
/// As [`run`].
pub fn run_until<Stop: Future<Output = ()>>(
    site: Site,
    serving: Serving,
    listening: impl FnOnce(SocketAddr),
    prepare: impl Future<Output = Result<Stop, ListenError>>,
) -> Result<(), ListenError> {
    if !serving.address.is_loopback() {
        return Err(ListenError::NotLoopback { address: serving.address });
    }
    let start = |source| ListenError::Start { source };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(start)?;
    let outcome = runtime.block_on(async {
        let (address, port) = (serving.address, serving.port);
        let bind = |source| ListenError::Bind { address, port, source };
        let listener = TcpListener::bind((address, port)).await.map_err(bind)?;
        let stop = prepare.await?;
        listening(listener.local_addr().map_err(bind)?);
        accept(listener, router(Arc::new(site)), serving.limits, stop).await;
        Ok(())
    });
    // Work nobody waits for any more is abandoned, not awaited.
    runtime.shutdown_timeout(Duration::from_millis(500));
    outcome
}

async fn accept(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let room = Arc::new(Semaphore::new(limits.connections));
    let (stopping, _) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = &mut stop => break,
            next = next => next,
        };
        match (place, accepted) {
            (Ok(place), Ok((stream, _))) => {
                let (router, stopping) = (router.clone(), stopping.subscribe());
                tokio::spawn(async move {
                    converse(stream, router, limits, stopping).await;
                    drop(place);
                });
            }
            // Out of file handles, or the client left before we came: neither ends the server.
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    drop(listener);
    // Nobody listening any more is fine: then there is nothing to drain.
    let _ = stopping.send(true);
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(limits.drain, room.acquire_many(all)).await;
}

async fn converse(stream: TcpStream, router: Router, limits: Limits, mut stopping: watch::Receiver<bool>) {
    // Without it small answers wait for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header)
        .max_headers(64)
        .max_buf_size(16 << 10)
        .keep_alive(true)
        .serve_connection(TokioIo::new(Timed::new(stream, limits.write)), TowerToHyperService::new(router));
    let mut connection = pin!(connection);
    let finished = tokio::select! {
        _ = connection.as_mut() => true,
        _ = stopping.wait_for(|stop| *stop) => false,
    };
    if !finished {
        connection.as_mut().graceful_shutdown();
        // A broken connection at the end is the client's business.
        let _ = connection.await;
    }
}
