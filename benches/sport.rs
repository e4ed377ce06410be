//! Choosing sites: maximal covering by the search, the MIP solver beside it on the smaller problems.
//!
//! With `HARMSPOT_COVER_DIR=folder` it writes each problem as JSON for the peers (`benches/peers/cover.sh`) and prints what
//! the search takes in CPU seconds, instead of the criterion run.

use std::{fmt::Write as _, hint::black_box};

use criterion::{BenchmarkId, Criterion, criterion_group};
use harmspot::sport::{
    CoverProblem, CoverSite, Limits, SolveOptions, maximal_cover, maximal_cover_by_mip, p_median,
};

/// Numbers by formula (`SplitMix64`).
struct Draws(u64);

impl Draws {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Seven in ten near one of the towns, whole metres.
    fn place(&mut self, towns: &[(f64, f64)], side: f64) -> (f64, f64) {
        if self.unit() < 0.7 {
            let town = towns[(self.unit() * towns.len() as f64) as usize];
            let mut near = || (self.unit() + self.unit() + self.unit() - 1.5) * 2500.0;
            let (dx, dy) = (near(), near());
            ((town.0 + dx).round(), (town.1 + dy).round())
        } else {
            ((self.unit() * side).round(), (self.unit() * side).round())
        }
    }
}

/// What both sides are given.
struct County {
    demand: Vec<(f64, f64, f64)>,
    sites: Vec<(f64, f64)>,
    radius: f64,
}

const SIDE: f64 = 18_000.0;
const P: u32 = 12;

impl County {
    fn new(rows: usize, sites: usize, radius: f64, seed: u64) -> Self {
        let mut draws = Draws(seed);
        let towns: Vec<(f64, f64)> = (0..20).map(|_| (draws.unit() * SIDE, draws.unit() * SIDE)).collect();
        let demand = (0..rows)
            .map(|_| {
                let (x, y) = draws.place(&towns, SIDE);
                (x, y, 1.0 + (draws.unit() * 9.0).floor())
            })
            .collect();
        let sites = (0..sites).map(|_| draws.place(&towns, SIDE)).collect();
        Self { demand, sites, radius }
    }

    fn problem(&self) -> CoverProblem {
        let sites = self.sites.iter().map(|at| {
            let away = |d: u32| {
                let (x, y, _) = self.demand[d as usize];
                ((x - at.0).powi(2) + (y - at.1).powi(2)).sqrt()
            };
            let covers: Vec<u32> =
                (0..self.demand.len() as u32).filter(|d| away(*d) <= self.radius).collect();
            let minutes = covers.iter().map(|d| away(*d) / 80.0).collect();
            CoverSite { covers, minutes, cost: 0.0, capacity: f64::INFINITY, group: None, at: *at }
        });
        CoverProblem {
            demand: self.demand.iter().map(|d| d.2).collect(),
            sites: sites.collect(),
            limits: Limits { sites: Some(P), ..Limits::default() },
            ..CoverProblem::default()
        }
    }

    fn json(&self) -> String {
        let mut text = format!("{{\"p\":{P},\"radius\":{},\"demand\":[", self.radius);
        let rows: Vec<String> = self.demand.iter().map(|(x, y, w)| format!("[{x},{y},{w}]")).collect();
        let sites: Vec<String> = self.sites.iter().map(|(x, y)| format!("[{x},{y}]")).collect();
        let _ = write!(text, "{}],\"sites\":[{}]}}", rows.join(","), sites.join(","));
        text
    }
}

/// Rows, radius in metres, seed.
const COUNTIES: [(usize, f64, u64); 8] = [
    (2_000, 1_000.0, 1),
    (2_000, 1_000.0, 2),
    (2_000, 2_500.0, 1),
    (2_000, 2_500.0, 2),
    (2_000, 3_000.0, 1),
    (2_000, 3_000.0, 2),
    (20_000, 1_500.0, 1),
    (20_000, 1_500.0, 2),
];

fn covering(c: &mut Criterion) {
    let mut group = c.benchmark_group("sport/maximal_cover");
    group.sample_size(10);
    for (rows, radius, seed) in COUNTIES {
        let problem = County::new(rows, 300, radius, seed).problem();
        let id = format!("rows={rows},radius={radius},seed={seed}");
        group.bench_function(BenchmarkId::new("search", &id), |b| {
            b.iter(|| maximal_cover(black_box(&problem), &SolveOptions::default()));
        });
        if radius <= 1_000.0 {
            group.bench_function(BenchmarkId::new("mip", &id), |b| {
                b.iter(|| maximal_cover_by_mip(black_box(&problem)));
            });
        }
    }
    group.finish();
    let problem = County::new(500, 60, 3_000.0, 1).problem();
    c.bench_function("sport/p_median/rows=500,sites=60", |b| {
        b.iter(|| p_median(black_box(&problem), None, &SolveOptions::default()));
    });
}

/// User and system seconds of this process, in hundredths (Linux).
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> = text
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .map(|f| f.parse().unwrap_or(0.0))
        .collect();
    fields.get(11..13).map_or(0.0, |f| (f[0] + f[1]) / 100.0)
}

/// Writes the problems and what the search makes of them.
fn beside(folder: &std::path::Path) -> std::io::Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    for (rows, radius, seed) in COUNTIES {
        let county = County::new(rows, 300, radius, seed);
        let name = format!("{rows}-{radius}-{seed}");
        std::fs::write(folder.join(format!("{name}.json")), county.json())?;
        let problem = county.problem();
        let (before, mut runs) = (cpu(), 0);
        let mut choice = None;
        while runs < 3 || cpu() - before < 0.5 {
            choice = maximal_cover(&problem, &SolveOptions::default()).ok();
            runs += 1;
        }
        let each = (cpu() - before) / f64::from(runs);
        if let Some(choice) = choice {
            writeln!(out, "{name} harmspot covered={} gap={} cpu_s={each:.4}", choice.covered, choice.gap())?;
        }
    }
    Ok(())
}

criterion_group!(benches, covering);

fn main() -> std::io::Result<()> {
    if let Some(folder) = std::env::var_os("HARMSPOT_COVER_DIR") {
        return beside(std::path::Path::new(&folder));
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
    Ok(())
}
