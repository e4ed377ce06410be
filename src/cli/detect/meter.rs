//! Seconds, CPU seconds and peak memory of this process.

use std::time::Instant;

/// Measures stages one after the other.
pub(in crate::cli) struct Meter {
    wall: Instant,
    cpu: f64,
}

impl Meter {
    pub(in crate::cli) fn start() -> Self {
        Self { wall: Instant::now(), cpu: cpu_seconds() }
    }

    /// Wall and CPU seconds (user and system, all threads) since the last call.
    pub(in crate::cli) fn lap(&mut self) -> (f64, f64) {
        let now = Self::start();
        let lap = ((now.wall - self.wall).as_secs_f64(), (now.cpu - self.cpu).max(0.0));
        *self = now;
        lap
    }
}

/// From the kernel's nanosecond counter of each thread; zero where there is none.
fn cpu_seconds() -> f64 {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return 0.0 };
    let of = |thread: std::fs::DirEntry| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    };
    threads.flatten().filter_map(of).sum::<f64>() / 1e9
}

/// Largest resident size so far in MB (10^6 bytes); zero where the system does not tell.
pub(in crate::cli) fn peak_rss_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kib = line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kib.unwrap_or(0.0) * 1024.0 / 1e6
}
