//! What the force sends: a first delivery with everything so far, and a second one a month later with its
//! new, regraded, cancelled and unchanged crimes, each with the record of itself.

use std::fmt::Write;

use super::{
    area_files::File,
    clock::{self, DAY},
    crimes::Crime,
    dice::Dice,
    incidents::Incidents,
};

/// Columns of the extract.
const HEADER: &str = "Crime Ref,Status,Offence Code,Offence,Committed From,Committed To,Recorded,Last Updated,Easting,Northing,\
Geocode,Location Type,Street,Town,Domestic,Public Place,Police Generated,Injury,Victim Ref,Victim Age,Suspect Ref,Suspect Age,\
Marker,Reporting Force";

/// A delivery's own record of what is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// File name.
    pub file: String,
    /// Data rows, blank and bad ones included.
    pub rows: usize,
    /// Good crimes, tombstones included.
    pub crimes: usize,
    /// Good crimes never sent before that count.
    pub new: usize,
    /// Good crimes sent before whose content is different now, still counting.
    pub changed: usize,
    /// Good crimes that are tombstones now and were not before.
    pub withdrawn: usize,
    /// Good crimes sent before, the same.
    pub unchanged: usize,
    /// Rows without content.
    pub blank_rows: usize,
    /// Rows that no importer should accept.
    pub bad_rows: usize,
    /// Crimes (by reference) those rows belong to; rows without a reference are one each.
    pub quarantined_crimes: usize,
}

/// The two files and their records.
pub(super) fn deliveries(incidents: &Incidents, seed: u64) -> Vec<(File, Delivery)> {
    let mut dice = Dice::new(seed, "deliveries");
    let end = clock::month_start(incidents.months);
    let first_cut = (end + 5) * DAY;
    let second_cut = (clock::month_start(incidents.months + 1) + 5) * DAY;
    let mut first: Vec<Crime> = Vec::new();
    let mut second: Vec<Crime> = Vec::new();
    let mut record = Delivery::default();
    for crime in &incidents.crimes {
        let mut crime = crime.clone();
        if crime.recorded >= second_cut {
            continue;
        }
        let dead = match dice.unit() {
            draw if draw < 0.012 => Some("Cancelled"),
            draw if draw < 0.019 => Some("No Crime"),
            draw if draw < 0.022 => Some("Transferred"),
            _ => None,
        };
        let sent = crime.recorded < first_cut && crime.at_minute < end * DAY;
        crime.updated =
            crime.updated.min(if sent { first_cut - 1 } else { second_cut - 1 }).max(crime.recorded);
        if let Some(status) = dead {
            crime.status = status;
        }
        if !sent {
            if dead.is_some() {
                record.withdrawn += 1;
            } else {
                record.new += 1;
            }
            second.push(crime);
            continue;
        }
        first.push(crime.clone());
        let recent = first_cut - crime.recorded < 200 * DAY;
        let draw = dice.unit();
        if dead.is_none() && recent && draw < 0.012 {
            crime.status = "Cancelled";
            crime.updated = dice.whole(first_cut, second_cut - 1);
            record.withdrawn += 1;
            second.push(crime);
        } else if dead.is_none() && recent && draw < 0.06 {
            regrade(&mut crime, &mut dice);
            crime.updated = dice.whole(first_cut, second_cut - 1);
            record.changed += 1;
            second.push(crime);
        } else if first_cut - crime.recorded < 21 * DAY {
            record.unchanged += 1;
            second.push(crime);
        }
    }
    let live = first.iter().filter(|c| !tombstone(c)).count();
    let opening = Delivery { new: live, withdrawn: first.len() - live, ..Delivery::default() };
    let last = clock::date((end - 1).max(0));
    let next = clock::date(end);
    vec![
        file(
            &format!("rms-2023-01_{:04}-{:02}.csv", last.year(), last.month().number()),
            &first,
            opening,
            60,
            &mut dice,
        ),
        file(
            &format!("rms-{:04}-{:02}-delivery.csv", next.year(), next.month().number()),
            &second,
            record,
            8,
            &mut dice,
        ),
    ]
}

pub(super) fn tombstone(crime: &Crime) -> bool {
    matches!(crime.status, "Cancelled" | "No Crime" | "Transferred")
}

/// A later decision: another offence, another injury, or only detected.
fn regrade(crime: &mut Crime, dice: &mut Dice) {
    match (crime.code, dice.below(3)) {
        ("8N", 0) => {
            (crime.code, crime.label, crime.injury) =
                ("5D", "Assault with intent to cause serious harm", "Serious");
        }
        ("5D", 0) => (crime.code, crime.label, crime.injury) = ("8N", "Assault with injury", "Minor"),
        _ => crime.status = if crime.status == "Detected" { "Live" } else { "Detected" },
    }
}

fn file(name: &str, crimes: &[Crime], mut record: Delivery, bad: usize, dice: &mut Dice) -> (File, Delivery) {
    let mut rows = Vec::new();
    for crime in crimes {
        crime.write(&mut rows);
    }
    record.crimes = crimes.len();
    record.blank_rows = bad * 2 / 3;
    let blank = ",".repeat(HEADER.split(',').count() - 1);
    for _ in 0..record.blank_rows {
        rows.insert(dice.below(rows.len()), blank.clone());
    }
    let worst = bad_rows(bad, crimes, dice);
    record.bad_rows = worst.iter().map(Vec::len).sum();
    record.quarantined_crimes = worst.len();
    for group in worst {
        let at = dice.below(rows.len());
        rows.splice(at..at, group);
    }
    record.rows = rows.len();
    name.clone_into(&mut record.file);
    let mut text = String::with_capacity(rows.len() * 220);
    let _ = write!(text, "{HEADER}\r\n");
    for row in rows {
        text.push_str(&row);
        text.push_str("\r\n");
    }
    (File::new(&format!("incidents/{name}"), text), record)
}

/// Crimes that must be refused, each under a reference of its own: an impossible date, no reference, rows
/// that contradict each other, codes a spreadsheet has eaten, an end before the beginning, a letter in a
/// coordinate.
fn bad_rows(count: usize, crimes: &[Crime], dice: &mut Dice) -> Vec<Vec<String>> {
    if crimes.is_empty() {
        return Vec::new();
    }
    (0..count)
        .map(|number| {
            let mut crime = dice.pick(crimes).clone();
            crime.reference = format!("LM/9{number:05}/99");
            crime.status = "Live";
            crime.victims.truncate(1);
            crime.suspects.truncate(1);
            crime.markers.truncate(1);
            match number % 6 {
                0 => "31/02/2024 12:00".clone_into(&mut crime.from),
                1 => crime.reference = String::new(),
                3 => crime.code = *dice.pick(&["5.00E+00", "Aug-01"]),
                4 => {
                    "14/05/2024 18:00".clone_into(&mut crime.from);
                    "13/05/2024 18:00".clone_into(&mut crime.to);
                }
                5 => crime.place = crime.place.or(Some((660_000.0, 210_000.0))),
                _ => {}
            }
            let mut rows = Vec::new();
            crime.write(&mut rows);
            if number % 6 == 2 {
                crime.code = if crime.code == "8N" { "5D" } else { "8N" };
                crime.write(&mut rows);
            }
            if number % 6 == 5 {
                // 660123 becomes 66O123: a letter where a nought was.
                let damaged = format!(",6O{:.0},", crime.place.map_or(0.0, |p| p.0 % 10_000.0));
                let stated = format!(",{:.0},", crime.place.map_or(0.0, |p| p.0));
                rows = rows.into_iter().map(|r| r.replacen(&stated, &damaged, 1)).collect();
            }
            rows
        })
        .collect()
}
