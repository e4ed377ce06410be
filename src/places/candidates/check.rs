//! Rows to candidates.
#![expect(clippy::result_large_err, reason = "a row left out is told whole, and is rare")]

use std::collections::BTreeMap;

use super::{
    CandidateColumn, CandidateRow, KindWord, LeftOut, Postcodes,
    hours::{opening_hours, span},
    kind::{indoor_by_kind, kind_of, kind_of_name},
    naming::{made_id, plain_name, tell_apart},
    phase::phase_of,
    place::place_of,
};
use crate::places::{Availability, Candidate, CandidateKind, Ground, Opening, SchoolPhase};

/// Which sites are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CandidateOptions {
    /// Primary, infant, junior and nursery schools too; default no.
    pub primary_schools: bool,
    /// Facilities of private use too (Active Places); default no.
    pub private_use: bool,
}

/// Sites that can be chosen, and what became of every other row: read = candidates + joined + left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CandidateSet {
    /// Sites, sorted by id.
    pub candidates: Vec<Candidate>,
    /// Rows left out, with the reason; in the order of file and line.
    pub left_out: Vec<LeftOut>,
    /// Rows that are a further facility of a site already counted.
    pub joined: usize,
    /// Rows read.
    pub read: usize,
    /// What a reader must know.
    pub notes: Vec<String>,
}

struct Draft<'r> {
    row: &'r CandidateRow,
    site: Candidate,
    by_postcode: bool,
}

/// Two rows of one name this near are one site, metres.
const SAME_M: f64 = 100.0;

/// Checks rows into candidates.
///
/// Left out, each with file, line, column and value: rows without a place or outside the area, impossible hours,
/// costs and capacities, closed schools, primary schools (unless wanted), private use (unless wanted), kinds that
/// are no place for sport, and the second of two rows of one site. Same candidates for any order of the rows.
#[must_use]
pub fn check_candidates(
    rows: &[CandidateRow],
    ground: &Ground,
    postcodes: &Postcodes,
    options: &CandidateOptions,
) -> CandidateSet {
    let mut set = CandidateSet { read: rows.len(), ..CandidateSet::default() };
    let mut drafts = Vec::with_capacity(rows.len());
    for row in rows {
        match draft(row, ground, postcodes, *options) {
            Ok(draft) => drafts.push(draft),
            Err(left) => set.left_out.push(left),
        }
    }
    // By content, not by line: the order of rows in a file changes nothing.
    drafts.sort_by(|a, b| (a.row.file_number, &a.row.cells).cmp(&(b.row.file_number, &b.row.cells)));
    let (drafts, differing) = fold_facilities(drafts, &mut set.joined);
    let drafts = without_doubles(drafts, &mut set.left_out);
    set.notes = notes(&drafts);
    if differing > 0 {
        set.notes.push(format!(
            "{differing} further facilities give other places, hours or costs than the first of their site: the most places, all the hours and the dearest session are taken"
        ));
    }
    set.candidates = drafts.into_iter().map(|d| d.site).collect();
    set.candidates.sort_by(|a, b| a.id.cmp(&b.id));
    let renamed = tell_apart(&mut set.candidates, ground);
    if renamed > 0 {
        set.notes.push(format!(
            "{renamed} sites share their name with another: the ward is added to tell them apart"
        ));
    }
    set.left_out.sort();
    set
}

fn draft<'r>(
    row: &'r CandidateRow,
    ground: &Ground,
    postcodes: &Postcodes,
    options: CandidateOptions,
) -> Result<Draft<'r>, LeftOut> {
    let name = row.text(CandidateColumn::Name).map(plain_name).unwrap_or_default();
    if !name.chars().any(char::is_alphabetic) {
        return Err(row.refuse(CandidateColumn::Name, "no name a person would know", "give the site a name"));
    }
    closed(row)?;
    let kind = kind(row, &name)?;
    let phase = (kind == CandidateKind::School).then(|| phase_of(row, &name));
    if phase == Some(SchoolPhase::Primary) && !options.primary_schools {
        let column = [CandidateColumn::Phase, CandidateColumn::Name]
            .into_iter()
            .find(|c| row.text(*c).is_some())
            .unwrap_or(CandidateColumn::Name);
        return Err(row.refuse(column, "a primary school", "primary schools are off by default"));
    }
    let access = row.text(CandidateColumn::Access).unwrap_or_default().to_owned();
    if access.to_lowercase().starts_with("private") && !options.private_use {
        return Err(row.refuse(
            CandidateColumn::Access,
            "for private use only",
            "private use is off by default",
        ));
    }
    let found = place_of(row, ground, postcodes)?;
    let indoor = yes_no(row, CandidateColumn::Indoor)?.or_else(|| indoor_by_kind(kind));
    let lit = yes_no(row, CandidateColumn::Lit)?.or((indoor == Some(true)).then_some(true));
    let mut site = Candidate {
        id: row.text(CandidateColumn::Id).unwrap_or_default().to_owned(),
        name,
        kind,
        at: found.at,
        indoor,
        lit,
        capacity: capacity(row)?,
        hours: hours(row)?,
        cost_per_session: cost(row)?,
        owner: row.text(CandidateColumn::Owner).unwrap_or_default().to_owned(),
        availability: availability(row)?,
        phase,
        access,
        came_from: (row.file.clone(), row.line),
    };
    if site.id.is_empty() {
        site.id = made_id(&site);
    }
    Ok(Draft { row, site, by_postcode: found.by_postcode })
}

fn closed(row: &CandidateRow) -> Result<(), LeftOut> {
    if row.text(CandidateColumn::EndDate).is_some() {
        return Err(row.refuse(CandidateColumn::EndDate, "closed", "a closed school is no site"));
    }
    let status = row.text(CandidateColumn::Status).unwrap_or("open").to_lowercase();
    if status.starts_with("closed") || status.starts_with("proposed to open") {
        return Err(row.refuse(
            CandidateColumn::Status,
            "not open",
            "only open schools and sites are candidates",
        ));
    }
    Ok(())
}

fn kind(row: &CandidateRow, name: &str) -> Result<CandidateKind, LeftOut> {
    let column = if row.text(CandidateColumn::Facility).is_some() {
        CandidateColumn::Facility
    } else {
        CandidateColumn::Kind
    };
    if row.is_school {
        return Ok(CandidateKind::School);
    }
    match kind_of(row.text(column).unwrap_or_default()) {
        KindWord::Known(kind) => Ok(kind),
        KindWord::NotForSport => {
            Err(row.refuse(column, "not a place for sport", "give sports sites, schools, parks and halls"))
        }
        KindWord::Unknown => Ok(CandidateKind::Other),
        KindWord::Silent => Ok(kind_of_name(name)),
    }
}

fn yes_no(row: &CandidateRow, column: CandidateColumn) -> Result<Option<bool>, LeftOut> {
    let Some(text) = row.text(column) else { return Ok(None) };
    match text.to_lowercase().as_str() {
        "y" | "yes" | "true" | "1" | "indoor" | "lit" | "floodlit" => Ok(Some(true)),
        "n" | "no" | "false" | "0" | "outdoor" | "unlit" => Ok(Some(false)),
        "unknown" | "?" | "both" => Ok(None),
        _ => Err(row.refuse(column, "this is neither yes nor no", "write Y or N, or leave it empty")),
    }
}

fn capacity(row: &CandidateRow) -> Result<Option<u32>, LeftOut> {
    let column = CandidateColumn::Capacity;
    let Some(text) = row.text(column) else { return Ok(None) };
    let people = text.parse().ok().filter(|n| (1..=100_000).contains(n));
    let bad = || row.refuse(column, "this is no number of young people", "write a whole number from 1");
    people.ok_or_else(bad).map(Some)
}

/// Hire of two hours where the file gives the hour.
fn cost(row: &CandidateRow) -> Result<Option<f64>, LeftOut> {
    let pounds = |column| {
        let Some(text) = row.text(column) else { return Ok(None) };
        let number: Option<f64> = text.trim_start_matches('£').replace(',', "").trim().parse().ok();
        match number.filter(|n| n.is_finite()) {
            Some(n) if n < 0.0 => Err(row.refuse(column, "a cost below nothing", "write 0 for a free site")),
            Some(n) if n <= 100_000.0 => Ok(Some(n)),
            Some(_) => Err(row.refuse(column, "more than £100,000 a session", "write pounds, not pence")),
            None => Err(row.refuse(column, "this is no sum of money", "write pounds as a number")),
        }
    };
    let session = pounds(CandidateColumn::CostPerSession)?;
    Ok(session.or(pounds(CandidateColumn::CostPerHour)?.map(|hour| 2.0 * hour)))
}

fn hours(row: &CandidateRow) -> Result<Vec<Opening>, LeftOut> {
    const HINT: &str = "write hours such as Mon-Fri 09:00-22:00; Sat 10:00-18:00";
    if let Some(text) = row.text(CandidateColumn::Hours) {
        return opening_hours(text).map_err(|e| row.refuse(CandidateColumn::Hours, e.to_string(), HINT));
    }
    let (opens, closes) = (row.text(CandidateColumn::Opens), row.text(CandidateColumn::Closes));
    let (Some(opens), Some(closes)) = (opens, closes) else {
        return match (opens, closes) {
            (Some(_), None) => Err(row.refuse(CandidateColumn::Opens, "it opens and never closes", HINT)),
            (None, Some(_)) => Err(row.refuse(CandidateColumn::Closes, "it closes and never opens", HINT)),
            _ => Ok(Vec::new()),
        };
    };
    let (from_min, to_min) =
        span(opens, closes).map_err(|e| row.refuse(CandidateColumn::Closes, e.to_string(), HINT))?;
    let days = if yes_no(row, CandidateColumn::Weekend)? == Some(false) { 0..5 } else { 0..7 };
    Ok(days.map(|weekday| Opening { weekday, from_min, to_min }).collect())
}

fn availability(row: &CandidateRow) -> Result<Availability, LeftOut> {
    let column = CandidateColumn::Availability;
    match row.text(column).map(str::to_lowercase).as_deref() {
        Some("confirmed" | "yes" | "y") => Ok(Availability::Confirmed),
        Some("asked") => Ok(Availability::Asked),
        None | Some("unknown" | "no answer") => Ok(Availability::Unknown),
        Some("no" | "n" | "refused") => Err(row.refuse(column, "the owner said no", "leave it out")),
        Some(_) => Err(row.refuse(column, "not a known answer", "write confirmed, asked or unknown")),
    }
}

/// Active Places has a row a facility: rows of one site id in one file become one site. Nothing a later row says is lost; how
/// many say something else than the first comes with them.
fn fold_facilities<'r>(drafts: Vec<Draft<'r>>, joined: &mut usize) -> (Vec<Draft<'r>>, usize) {
    let mut at: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut out: Vec<Draft<'r>> = Vec::with_capacity(drafts.len());
    let mut differing = 0;
    for draft in drafts {
        if draft.row.text(CandidateColumn::Facility).is_none() {
            out.push(draft);
            continue;
        }
        match at.entry((draft.row.file_number, draft.site.id.clone())) {
            std::collections::btree_map::Entry::Vacant(slot) => {
                slot.insert(out.len());
                out.push(draft);
            }
            std::collections::btree_map::Entry::Occupied(slot) => {
                *joined += 1;
                differing += usize::from(fold(&mut out[*slot.get()].site, draft.site));
            }
        }
    }
    (out, differing)
}

/// One more facility of a site; true where its places, hours or costs are not those known already.
fn fold(site: &mut Candidate, more: Candidate) -> bool {
    let differs = |a: bool, b: bool, same: bool| a && b && !same;
    let differing = differs(site.capacity.is_some(), more.capacity.is_some(), site.capacity == more.capacity)
        || differs(!site.hours.is_empty(), !more.hours.is_empty(), site.hours == more.hours)
        || differs(
            site.cost_per_session.is_some(),
            more.cost_per_session.is_some(),
            site.cost_per_session == more.cost_per_session,
        );
    // A roof is worth more in winter: the hall names the site, whatever else it has.
    site.kind = site.kind.min(more.kind);
    site.indoor = site.indoor.max(more.indoor);
    site.lit = site.lit.max(more.lit);
    site.capacity = site.capacity.max(more.capacity);
    site.hours = all_hours(std::mem::take(&mut site.hours), more.hours);
    site.cost_per_session = match (site.cost_per_session, more.cost_per_session) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    };
    // The surest answer of its owner, who is one for the site.
    site.availability = site.availability.min(more.availability);
    if site.owner.is_empty() {
        site.owner = more.owner;
    }
    // The widest access of its facilities.
    if openness(&more.access) > openness(&site.access) {
        site.access = more.access;
    }
    site.came_from = (&site.came_from).min(&more.came_from).clone();
    differing
}

/// Hours in which any facility is open; overlapping ones joined.
fn all_hours(mut hours: Vec<Opening>, more: Vec<Opening>) -> Vec<Opening> {
    hours.extend(more);
    hours.sort_unstable();
    let mut out: Vec<Opening> = Vec::with_capacity(hours.len());
    for next in hours {
        match out.last_mut() {
            Some(last) if last.weekday == next.weekday && next.from_min <= last.to_min => {
                last.to_min = last.to_min.max(next.to_min);
            }
            _ => out.push(next),
        }
    }
    out
}

fn openness(access: &str) -> u8 {
    let access = access.to_lowercase();
    let has = |word: &str| access.contains(word);
    match () {
        () if has("free public") => 5,
        () if has("pay and play") => 4,
        () if has("sports club") || has("community") => 3,
        () if has("member") => 2,
        () => u8::from(!access.is_empty()),
    }
}

fn without_doubles<'r>(drafts: Vec<Draft<'r>>, left_out: &mut Vec<LeftOut>) -> Vec<Draft<'r>> {
    let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut out: Vec<Draft<'r>> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let row = draft.row;
        let whose = |first: &Draft| {
            let (file, line) = &first.site.came_from;
            let file = if *file == row.file { String::new() } else { format!("{file}, ") };
            format!("{file}{} {line}", if first.row.is_feature { "feature" } else { "line" })
        };
        let named = by_name.entry(draft.site.name.to_lowercase()).or_default();
        let near = named.iter().find(|i| out[**i].site.at.distance_m(draft.site.at) <= SAME_M);
        let left = if let Some(first) = near {
            let reason = format!("the same name at the same place as {}", whose(&out[*first]));
            Some(row.refuse(CandidateColumn::Name, reason, "keep one of the two rows"))
        } else if let Some(first) = by_id.get(&draft.site.id) {
            let reason = format!("the id is that of {} already", whose(&out[*first]));
            Some(row.refuse(CandidateColumn::Id, reason, "give every site an id of its own"))
        } else {
            None
        };
        if let Some(left) = left {
            left_out.push(left);
            continue;
        }
        named.push(out.len());
        by_id.insert(draft.site.id.clone(), out.len());
        out.push(draft);
    }
    out
}

fn notes(drafts: &[Draft]) -> Vec<String> {
    let mut notes = Vec::new();
    let mut say = |n: usize, words: &str| {
        if n > 0 {
            notes.push(format!("{n} of {} sites {words}", drafts.len()));
        }
    };
    let count = |yes: &dyn Fn(&Draft) -> bool| drafts.iter().filter(|d| yes(d)).count();
    say(count(&|d| d.by_postcode), "are placed by their postcode: up to some 100 m off");
    say(count(&|d| d.site.phase == Some(SchoolPhase::Unknown)), "are schools of unknown phase");
    let closing = |d: &Draft| {
        d.row.text(CandidateColumn::Status).is_some_and(|s| s.to_lowercase().contains("proposed to close"))
    };
    say(count(&closing), "are schools proposed to close");
    notes
}
