//! Which share of the records has a position, per CSP, source and month.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check::Row;
use crate::{calendar::Month, places::Ground};

/// Under this share the map is warned about.
pub const WARN_BELOW: f64 = 0.95;
/// Under this share the map is not safe (Ratcliffe 2004: 85 % is the least that geocodes reliably).
pub const FAIL_BELOW: f64 = 0.85;
/// A cell with fewer records is not graded.
pub const TOO_FEW_ROWS: u64 = 20;

/// How a share of positions is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// At least 95 %.
    Good,
    /// Fewer than 20 records: no judgement.
    TooFew,
    /// At least 85 %.
    Warn,
    /// Less.
    Fail,
}

/// One cell of the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GeocodedShare {
    /// CSP code; `None` is the whole delivery, unmapped records of unknown CSP included.
    pub csp: Option<String>,
    /// Its name.
    pub csp_name: Option<String>,
    /// Source.
    pub source: String,
    /// Month.
    pub month: Month,
    /// Records.
    pub rows: u64,
    /// Records with a position.
    pub mapped: u64,
    /// Their share.
    pub share: f64,
    /// Judgement.
    pub grade: Grade,
}

/// The table and what it cannot say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Geocoding {
    /// Every source and month, force-wide first, then by CSP.
    pub cells: Vec<GeocodedShare>,
    /// Records without a position whose CSP is unknown for that reason: judged force-wide only.
    pub csp_unknown: u64,
    /// The worst judgement of any cell.
    pub worst: Grade,
}

type Cell<'a> = (Option<u16>, &'a str, Month);

pub(super) fn of(rows: &[Row], ground: Option<&Ground>) -> Geocoding {
    let by_lsoa: BTreeMap<&str, u16> = ground.map_or_else(BTreeMap::new, |g| {
        let pack = g.pack();
        let facts = pack.lsoa.iter().zip(&pack.lsoa_facts);
        facts.filter_map(|(area, facts)| Some((area.code.as_str(), facts.csp?))).collect()
    });
    let mut table: BTreeMap<Cell, (u64, u64)> = BTreeMap::new();
    let mut csp_unknown = 0;
    for row in rows {
        let mapped = u64::from(row.incident.point.is_some());
        let csp = if mapped == 1 {
            row.at.csp
        } else {
            // An unmapped record may still state its LSOA.
            row.incident.stated_lsoa.as_deref().and_then(|code| by_lsoa.get(code).copied())
        };
        csp_unknown += u64::from(mapped == 0 && csp.is_none());
        let (source, month) = (row.incident.key.source.as_str(), row.incident.month);
        for key in [Some(None), csp.map(Some)].into_iter().flatten() {
            let cell = table.entry((key, source, month)).or_default();
            cell.0 += 1;
            cell.1 += mapped;
        }
    }
    let cells: Vec<GeocodedShare> = table
        .into_iter()
        .map(|((csp, source, month), (rows, mapped))| {
            let area = csp.and_then(|i| ground.and_then(|g| g.pack().csp.get(usize::from(i))));
            let share = mapped as f64 / rows as f64;
            GeocodedShare {
                csp: area.map(|a| a.code.clone()),
                csp_name: area.map(|a| a.name.clone()),
                source: source.to_owned(),
                month,
                rows,
                mapped,
                share,
                grade: grade(rows, share),
            }
        })
        .collect();
    let worst = cells.iter().map(|c| c.grade).filter(|g| *g != Grade::TooFew).max().unwrap_or(Grade::Good);
    Geocoding { cells, csp_unknown, worst }
}

fn grade(rows: u64, share: f64) -> Grade {
    if rows < TOO_FEW_ROWS {
        Grade::TooFew
    } else if share < FAIL_BELOW {
        Grade::Fail
    } else if share < WARN_BELOW {
        Grade::Warn
    } else {
        Grade::Good
    }
}
