//! The accept loop, attacked with raw sockets.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use harmspot::server::{Limits, ListenError, Serving, Site, run};

use crate::fabricated::{Running, session};

fn quick() -> Limits {
    Limits { header: Duration::from_millis(700), drain: Duration::from_secs(3), ..Limits::default() }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(8))).expect("a timeout");
    stream
}

/// Sends bytes and reads until the server closes.
fn exchange(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = connect(address);
    // The server may close while we still write: that is an answer too.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(address: SocketAddr, request: &str) -> Option<u16> {
    exchange(address, request.as_bytes()).get(9..12).and_then(|s| s.parse().ok())
}

const PLAIN: &str = "GET /conformance HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[test]
fn silent_and_half_header_connections_are_closed_while_others_are_served() {
    let server = Running::start(quick());
    let begin = Instant::now();
    let mut silent: Vec<TcpStream> = (0..100).map(|_| connect(server.address)).collect();
    let mut half: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = connect(server.address);
            stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").expect("sent");
            stream
        })
        .collect();
    for _ in 0..20 {
        let asked = Instant::now();
        assert_eq!(status(server.address, PLAIN), Some(200));
        assert!(asked.elapsed() < Duration::from_millis(500), "others wait for the silent ones");
    }
    for stream in silent.iter_mut().chain(&mut half) {
        let mut rest = Vec::new();
        // A reset is a close as well.
        let _ = stream.read_to_end(&mut rest);
    }
    let took = begin.elapsed();
    assert!((Duration::from_millis(600)..Duration::from_secs(5)).contains(&took), "closed after {took:?}");
}

#[test]
fn a_header_sent_a_byte_at_a_time_is_cut_off() {
    let server = Running::start(quick());
    let mut stream = connect(server.address);
    let begin = Instant::now();
    let mut refused = false;
    for byte in PLAIN.bytes().cycle().take(100) {
        if stream.write_all(&[byte]).is_err() {
            refused = true;
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
        if begin.elapsed() > Duration::from_secs(4) {
            break;
        }
    }
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(refused || !rest.starts_with(b"HTTP/1.1 200"), "a slow header was served");
}

#[test]
fn an_idle_kept_alive_connection_is_closed() {
    let server = Running::start(quick());
    let mut stream = connect(server.address);
    stream.write_all(b"GET /conformance HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    let begin = Instant::now();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("closed by the server");
    assert!(answer.starts_with(b"HTTP/1.1 200"));
    assert!(begin.elapsed() < Duration::from_secs(4));
}

#[test]
fn malformed_and_smuggled_requests_are_refused() {
    let server = Running::start(quick());
    let flood = (0..200).map(|n| format!("X-{n}: 1\r\n")).collect::<Vec<_>>().concat();
    let big = "x".repeat(1 << 20);
    for (what, request, allowed) in [
        ("two lengths", "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab".to_owned(), &[400][..]),
        ("length and chunks", "GET /conformance HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n".to_owned(), &[400, 200]),
        ("bad version", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n".to_owned(), &[400]),
        ("no request", "\0\x01\x02\r\n\r\n".to_owned(), &[400]),
        ("folded header", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n".to_owned(), &[400]),
        ("space before colon", "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n".to_owned(), &[400]),
        ("header flood", format!("GET / HTTP/1.1\r\nHost: localhost\r\n{flood}\r\n"), &[431]),
        ("one huge header", format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {big}\r\n\r\n"), &[431]),
        ("huge target", format!("GET /{big} HTTP/1.1\r\nHost: localhost\r\n\r\n"), &[414, 431]),
        ("long target", format!("GET /{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "x".repeat(5000)), &[414]),
        ("no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), &[400]),
        ("no host, old version", "GET / HTTP/1.0\r\n\r\n".to_owned(), &[400]),
        ("strange host", "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".to_owned(), &[421]),
        ("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), &[400, 505]),
        ("climbing path", "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_owned(), &[404]),
        ("other method", "DELETE /api/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_owned(), &[405]),
    ] {
        let answer = exchange(server.address, request.as_bytes());
        let got: Option<u16> = answer.get(9..12).and_then(|s| s.parse().ok());
        // Closing without a word is allowed to a server that is being attacked.
        assert!(got.is_none_or(|s| allowed.contains(&s)), "{what}: {answer:.200}");
        assert!(answer.matches("HTTP/1.1 ").count() <= 1 || what == "length and chunks", "{what}: two answers");
        assert!(!answer.contains("/evil"), "{what}");
    }
    assert_eq!(status(server.address, PLAIN), Some(200), "the server lives on");
}

#[test]
fn bare_line_feeds_are_read_as_the_parser_reads_them_and_never_split_a_request() {
    let server = Running::start(quick());
    let answer =
        exchange(server.address, b"GET /conformance HTTP/1.1\nHost: localhost\nConnection: close\n\n");
    assert!(answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 400"), "{answer:.100}");
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1);
}

#[test]
fn head_over_the_wire_has_a_length_and_no_body() {
    let server = Running::start(quick());
    let answer = exchange(
        server.address,
        b"HEAD /api/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    let (head, body) = answer.split_once("\r\n\r\n").expect("a header");
    assert!(head.to_lowercase().contains("content-length: ") && body.is_empty(), "{answer}");
}

#[test]
fn a_stop_is_graceful_and_soon_even_with_silent_clients() {
    let mut server = Running::start(Limits { header: Duration::from_mins(1), ..quick() });
    let _silent: Vec<TcpStream> = (0..20).map(|_| connect(server.address)).collect();
    assert_eq!(status(server.address, PLAIN), Some(200));
    let took = server.stop();
    assert!(took < Duration::from_secs(5), "stopping took {took:?}");
    assert!(TcpStream::connect(server.address).is_err(), "still listening");
}

#[test]
fn a_client_that_leaves_in_the_middle_harms_nobody() {
    let server = Running::start(quick());
    for _ in 0..200 {
        let mut stream = connect(server.address);
        stream.write_all(b"GET /api/hotspots HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
        drop(stream);
    }
    assert_eq!(status(server.address, PLAIN), Some(200));
}

#[test]
fn any_address_but_loopback_is_refused() {
    let address = std::net::Ipv4Addr::UNSPECIFIED.into();
    let refused = run(Site::new(session().0, None), Serving { address, ..Serving::default() }, |_| ());
    let error = refused.expect_err("0.0.0.0 is not loopback");
    assert!(matches!(error, ListenError::NotLoopback { .. }));
    assert!(error.to_string().contains("0.0.0.0 is not a loopback address"));
}
