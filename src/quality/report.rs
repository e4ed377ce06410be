//! The report: plain words first, figures beside. The shape of `GET /api/quality`.

use serde::{Deserialize, Serialize};

use super::{
    Geocoding, Grade, LastWeeks, LsoaAgreement, MidnightShare, Outside, StackList, Supply, UnknownShare,
};

/// Is the supply fit to use?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QualityReport {
    /// What to know before trusting the map, one sentence each, worst first.
    pub words: Vec<String>,
    /// Incidents that count.
    pub incidents: u64,
    /// Withdrawn ones, left out of everything below.
    pub tombstones: u64,
    /// Incidents without a position.
    pub not_mapped: u64,
    /// Name of the area pack; `None` leaves out everything about areas.
    pub area_pack: Option<String>,
    /// Positions by CSP, source and month.
    pub geocoding: Geocoding,
    /// Many records on one coordinate: all offences, then the most frequent one.
    pub stacks: Vec<StackList>,
    /// Lines for the places-of-recording file.
    pub proposal: Vec<String>,
    /// Positions outside the force; `None` without an area pack.
    pub out_of_force: Option<Outside>,
    /// Positions inside the force and outside the study mask; `None` without a mask.
    pub outside_mask: Option<Outside>,
    /// Midnight stacking by source.
    pub midnight: Vec<MidnightShare>,
    /// Months short or missing.
    pub supply: Supply,
    /// The end of the data, for sources with days.
    pub last_weeks: Vec<LastWeeks>,
    /// Stated LSOA against ours, by year.
    pub lsoa_agreement: Vec<LsoaAgreement>,
    /// Unknown shares by source and field.
    pub unknown: Vec<UnknownShare>,
}

/// `3.6 %`.
fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

impl QualityReport {
    /// True when some CSP, source and month has fewer than 85 % of its records on the map.
    #[must_use]
    pub fn fails_gate(&self) -> bool {
        self.geocoding.worst == Grade::Fail
    }

    pub(super) fn sentences(&self) -> Vec<String> {
        let mut words = Vec::new();
        self.say_supply(&mut words);
        self.say_places(&mut words);
        self.say_times(&mut words);
        words
    }

    fn say_supply(&self, words: &mut Vec<String>) {
        for m in &self.supply.short {
            let low: Vec<String> = m
                .offences
                .iter()
                .filter(|o| o.short)
                .take(3)
                .map(|o| format!("{} at {:.0} %", o.offence, 100.0 * o.ratio))
                .collect();
            let level = m.offences.iter().rev().find(|o| (0.9..1.15).contains(&o.ratio));
            let mut text = if m.whole {
                format!(
                    "{} of {} was supplied short: {} records where {:.0} are usual ({:.0} %)",
                    m.month,
                    m.source,
                    m.rows,
                    m.usual,
                    100.0 * m.ratio
                )
            } else {
                format!("{} of {} lacks some offences", m.month, m.source)
            };
            if !low.is_empty() {
                text.extend(["; ", &low.join(", ")]);
            }
            if let Some(o) = level.filter(|_| m.whole) {
                text.extend([", while ", &o.offence, " stays level"]);
            }
            words.push(text + ". Read it as missing data, not as a fall");
        }
        let missing = &self.supply.not_supplied;
        if let (Some((_, first)), Some((_, last))) = (missing.first(), missing.last()) {
            words.push(format!("{} months were not supplied, from {first} to {last}", missing.len()));
        }
    }

    fn say_places(&self, words: &mut Vec<String>) {
        let graded = |grade| self.geocoding.cells.iter().filter(|c| c.grade == grade).count();
        let share = 1.0 - self.not_mapped as f64 / self.incidents.max(1) as f64;
        words.push(format!(
            "{} of {} records are on the map; {} CSP, source and months are under 95 %, {} under 85 %",
            percent(share),
            self.incidents,
            graded(Grade::Warn),
            graded(Grade::Fail)
        ));
        if let Some((list, stack)) = self.stacks.first().and_then(|l| Some((l, l.top.first()?))) {
            let all: f64 = list.top.iter().map(|s| s.share).sum();
            let name = stack.site.as_deref().or(stack.place.as_deref()).or(stack.label.as_deref());
            words.push(format!(
                "The {} busiest coordinates hold {} of all records; the first is {} with {} records",
                list.top.len(),
                percent(all),
                name.unwrap_or("without a name"),
                stack.rows
            ));
        }
        if let Some(out) = self.out_of_force.as_ref().filter(|out| out.rows > 0) {
            words.push(format!("{} records lie outside the force area, at {} points", out.rows, out.points));
        }
        if let Some(out) = self.outside_mask.as_ref().filter(|out| out.rows > 0) {
            words.push(format!("{} records lie outside the study mask, at {} points", out.rows, out.points));
        }
        for year in self.lsoa_agreement.iter().filter(|y| y.stated > 0) {
            let mut text = format!(
                "In {} the LSOA that {} states is not the one the point lies in for {} of the records that can be compared",
                year.year,
                year.source,
                percent(year.share)
            );
            if year.not_comparable > 0 {
                let more = format!(
                    "; {} records state {} codes this area pack does not know (another vintage, or a neighbour)",
                    year.not_comparable, year.not_comparable_codes
                );
                text.push_str(&more);
            }
            words.push(text);
        }
        if self.area_pack.is_none() {
            words.push(
                "No area pack is in use: nothing can be said by CSP or about the force area".to_owned(),
            );
        }
    }

    fn say_times(&self, words: &mut Vec<String>) {
        for m in self.midnight.iter().filter(|m| m.stacked) {
            words.push(format!(
                "{} of the clock times of {} are midnight: defaults, not times",
                percent(m.share),
                m.source
            ));
        }
        for end in &self.last_weeks {
            words.push(format!(
                "{} ends on {}; its last six weeks are not complete yet and are left out by default (complete to {})",
                end.source, end.last_day, end.complete_to
            ));
        }
    }
}
