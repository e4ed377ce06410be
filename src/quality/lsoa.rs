//! Does the LSOA a record states agree with the one its point lies in?

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::check::Row;
use crate::places::Ground;

/// Agreement in one year of one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LsoaAgreement {
    /// Source.
    pub source: String,
    /// Year.
    pub year: i32,
    /// Records that state an LSOA and have a point inside the force.
    pub stated: u64,
    /// Of these, codes the area pack does not know: another vintage (LSOA 2011), or a neighbouring
    /// force. They cannot be compared.
    pub not_comparable: u64,
    /// Distinct such codes.
    pub not_comparable_codes: u64,
    /// Comparable records whose point lies in another LSOA.
    pub disagree: u64,
    /// Their share of the comparable ones.
    pub share: f64,
}

#[derive(Default)]
struct Count<'a> {
    stated: u64,
    foreign: u64,
    foreign_codes: BTreeSet<&'a str>,
    disagree: u64,
}

pub(super) fn of(rows: &[Row], ground: &Ground) -> Vec<LsoaAgreement> {
    let layer = &ground.pack().lsoa;
    let known: BTreeSet<&str> = layer.iter().map(|area| area.code.as_str()).collect();
    let mut years: BTreeMap<(&str, i32), Count> = BTreeMap::new();
    for row in rows {
        let (Some(stated), Some(own)) = (row.incident.stated_lsoa.as_deref(), row.at.lsoa) else { continue };
        let count = years.entry((&row.incident.key.source, row.incident.month.year())).or_default();
        count.stated += 1;
        if !known.contains(stated) {
            count.foreign += 1;
            count.foreign_codes.insert(stated);
        } else if layer[usize::from(own)].code != stated {
            count.disagree += 1;
        }
    }
    years
        .into_iter()
        .map(|((source, year), c)| {
            let comparable = c.stated - c.foreign;
            LsoaAgreement {
                source: source.to_owned(),
                year,
                stated: c.stated,
                not_comparable: c.foreign,
                not_comparable_codes: c.foreign_codes.len() as u64,
                disagree: c.disagree,
                share: if comparable == 0 { 0.0 } else { c.disagree as f64 / comparable as f64 },
            }
        })
        .collect()
}
