//! `harmspot serve` as a process: one line on stdout, byte ranges of a basemap, a stop that is a stop.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use crate::journey::journey;

struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    address: String,
}

impl Server {
    fn start(more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_harmspot"))
            .arg("--store")
            .arg(journey().store())
            .args(["serve", "--port", "0"])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        let address = line.trim_end().strip_prefix("listening on http://").expect("the address").to_owned();
        Self { child, out, address }
    }

    fn get(&self, target: &str, header: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).expect("connects");
        write!(
            stream,
            "GET {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{header}\r\n",
            self.address
        )
        .expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n").expect("a head");
        (String::from_utf8_lossy(&answer[..end]).to_lowercase(), answer.split_off(end + 4))
    }

    /// Tells it to stop and gives its exit code and what it had printed besides the one line.
    fn stop(mut self, signal: &str) -> (Option<i32>, String) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
        let since = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("its state") {
                break status;
            }
            if since.elapsed() > Duration::from_secs(20) {
                self.child.kill().expect("SIGKILL");
                panic!("{signal} did not stop the server in 20 s");
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).expect("text");
        (status.code(), rest)
    }
}

#[test]
fn serving_prints_one_line_and_ends_with_0_on_either_signal() {
    for signal in ["-TERM", "-INT"] {
        let server = Server::start(&[]);
        let (head, body) = server.get("/api/status", "");
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let status: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(status["synthetic"], true);
        let (code, rest) = server.stop(signal);
        assert_eq!((code, rest.as_str()), (Some(0), ""), "{signal}");
    }
}

#[test]
fn a_basemap_is_served_by_byte_ranges() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("base.pmtiles");
    let mut file = vec![0_u8; 127];
    file[..8].copy_from_slice(b"PMTiles\x03");
    file.extend((0..=255).cycle().take(10_000));
    std::fs::write(&path, &file).expect("written");
    let server = Server::start(&["--basemap", path.to_str().expect("plain text")]);
    let (head, body) = server.get("/basemap.pmtiles", "Range: bytes=100-1099\r\n");
    assert!(
        head.starts_with("http/1.1 206") && head.contains("content-range: bytes 100-1099/10127"),
        "{head}"
    );
    assert_eq!(body, &file[100..1100]);
    let (head, body) = server.get("/basemap.pmtiles", "Range: bytes=-27\r\n");
    assert!(head.starts_with("http/1.1 206"), "{head}");
    assert_eq!(body, &file[10_100..]);
    let (head, _) = server.get("/basemap.pmtiles", "Range: bytes=20000-\r\n");
    assert!(head.starts_with("http/1.1 416"), "{head}");
    let (head, body) = server.get("/api/status", "");
    assert!(head.contains("x-protective-marking:"), "{head}");
    assert!(String::from_utf8_lossy(&body).contains("\"raster\""), "the status names the kind of basemap");
    assert_eq!(server.stop("-TERM").0, Some(0));
}
