//! What must be said about a pack: missing, generalised, of another vintage.

use std::collections::{BTreeMap, BTreeSet};

use crate::places::{AreaPack, Level, PackNote, SiteKind};

/// What was seen while reading that the pack itself does not keep.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Year of the boundaries of each level.
    pub(super) years: BTreeMap<Level, String>,
    pub(super) population_year: Option<String>,
    pub(super) ward_lookup_year: Option<String>,
    pub(super) csp_year: Option<String>,
    /// LSOA 2021 by the change code their people came by.
    pub(super) by_change: BTreeMap<String, usize>,
    pub(super) population_lost: usize,
    pub(super) postcodes_elsewhere: usize,
    pub(super) postcodes_unplaced: usize,
    pub(super) sites_elsewhere: usize,
    pub(super) forces: BTreeSet<String>,
}

/// Attribution lines for published files, or the one of the made-up county.
pub(super) fn attribution(synthetic: bool) -> Vec<String> {
    let lines: &[&str] = if synthetic {
        &["Synthetic ground: no real place"]
    } else {
        &[
            "Contains public sector information licensed under the Open Government Licence v3.0",
            "Contains OS data © Crown copyright and database right",
            "Contains Royal Mail data © Royal Mail copyright and database right",
            "Contains National Statistics data © Crown copyright and database right",
        ]
    };
    lines.iter().map(|&line| line.to_owned()).collect()
}

struct Notes(Vec<PackNote>);

impl Notes {
    fn say(&mut self, topic: &str, text: String) {
        self.0.push(PackNote { topic: topic.to_owned(), text });
    }
}

/// The notes of a new pack.
pub(super) fn notes(pack: &AreaPack, seen: &Seen) -> Vec<PackNote> {
    let mut notes = Notes(Vec::new());
    outlines(pack, seen, &mut notes);
    vintages(pack, seen, &mut notes);
    names(pack, &mut notes);
    people(pack, seen, &mut notes);
    things(pack, seen, &mut notes);
    notes.0
}

fn outlines(pack: &AreaPack, seen: &Seen, notes: &mut Notes) {
    let mut sides: Vec<f64> = pack
        .lsoa
        .iter()
        .flat_map(|a| a.shape.iter())
        .flat_map(|p| p.exterior().0.windows(2))
        .map(|s| (s[0].x - s[1].x).hypot(s[0].y - s[1].y))
        .collect();
    sides.sort_unstable_by(f64::total_cmp);
    let median = sides.get(sides.len() / 2).copied().unwrap_or(0.0);
    if median > 10.0 && !pack.synthetic {
        notes.say("boundaries", format!(
            "the LSOA outlines are generalised: half of their sides are longer than {median:.0} m, so a point near a border can be given to the neighbour"
        ));
    }
    let parts: f64 = pack.lsoa.iter().map(|a| a.area_m2).sum();
    let whole: f64 = pack.district.iter().map(|a| a.area_m2).sum();
    let difference = (parts - whole).abs();
    if difference > 1.0 {
        notes.say("boundaries", format!(
            "LSOA outlines overlap or leave gaps: their areas differ from that of the districts dissolved from them by {:.2} ha; a point in an overlap goes to the first LSOA by code",
            difference / 10_000.0
        ));
    }
    for (level, areas) in [(Level::Msoa, &pack.msoa), (Level::Ward, &pack.ward)] {
        if areas.is_empty() {
            notes.say("missing", format!("no {} boundaries", level.word()));
        }
    }
    if seen.forces.len() > 1 {
        let forces: Vec<&str> = seen.forces.iter().map(String::as_str).collect();
        notes.say("districts", format!("the LSOAs belong to more than one force: {}", forces.join(", ")));
    }
}

fn vintages(pack: &AreaPack, seen: &Seen, notes: &mut Notes) {
    if let (Some(outline), Some(lookup)) = (seen.years.get(&Level::Ward), &seen.ward_lookup_year)
        && outline != lookup
    {
        let without = pack.lsoa_facts.iter().filter(|f| f.ward.is_none()).count();
        notes.say("vintage", format!(
            "ward boundaries are of 20{outline}, the look-up of LSOAs to wards of 20{lookup}: {without} of {} LSOAs have no best-fit ward; wards are taken from the outlines",
            pack.lsoa.len()
        ));
    }
    if pack.csp.is_empty() {
        notes.say(
            "missing",
            "no look-up from district to Community Safety Partnership: there will be no lists by CSP"
                .to_owned(),
        );
    } else if let Some(year) = &seen.csp_year {
        notes.say("vintage", format!("Community Safety Partnerships are as of 20{year}"));
    }
    let without = pack.district_csp.iter().filter(|c| c.is_none()).count();
    if without > 0 && !pack.csp.is_empty() {
        notes.say(
            "missing",
            format!("{without} districts have no Community Safety Partnership in the look-up"),
        );
    }
}

/// A CSP is expected to share a word with one of its districts.
fn names(pack: &AreaPack, notes: &mut Notes) {
    let words = |name: &str| -> BTreeSet<String> {
        name.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 3).map(str::to_lowercase).collect()
    };
    for (i, csp) in pack.csp.iter().enumerate() {
        let mine = |c: &Option<u16>| c.map(usize::from) == Some(i);
        let districts: Vec<&str> = pack
            .district
            .iter()
            .zip(&pack.district_csp)
            .filter(|(_, c)| mine(c))
            .map(|(d, _)| d.name.as_str())
            .collect();
        if !districts.iter().any(|d| words(d).intersection(&words(&csp.name)).next().is_some()) {
            notes.say(
                "name",
                format!(
                    "the CSP of {} is named \"{}\" in the look-up; --rename \"{}={}\" corrects it",
                    districts.join(" and "),
                    csp.name,
                    csp.name,
                    districts.join(" and ")
                ),
            );
        }
        if districts.len() > 1 {
            notes.say("districts", format!("{} share the CSP \"{}\"", districts.join(" and "), csp.name));
        }
    }
}

fn people(pack: &AreaPack, seen: &Seen, notes: &mut Notes) {
    if pack.lsoa_facts.iter().all(|f| f.population.is_empty()) {
        notes.say("missing", "no population: rates are not available".to_owned());
    } else {
        let without = pack.lsoa_facts.iter().filter(|f| f.population.is_empty()).count();
        if without > 0 {
            notes.say(
                "population",
                format!("{without} LSOAs have no population: their rates are not available"),
            );
        }
        if seen.population_year.as_deref() == Some("11") {
            let words = |code: &str| match code {
                "U" => "unchanged and copied",
                "S" => "split, shared by postcodes",
                "M" => "merged",
                _ => "irregular, shared by postcodes",
            };
            let by: Vec<String> = seen.by_change.iter().map(|(c, n)| format!("{n} {}", words(c))).collect();
            notes.say(
                "vintage",
                format!("population is by LSOA 2011 and was carried to LSOA 2021: {}", by.join(", ")),
            );
        }
        if seen.population_lost > 0 {
            notes.say("population", format!("{} LSOAs of the population file are not in the look-up of vintages: their people are left out", seen.population_lost));
        }
    }
    let without = pack.lsoa_facts.iter().filter(|f| f.imd_decile.is_none()).count();
    match without {
        0 => {}
        n if n == pack.lsoa_facts.len() => notes.say("missing", "no deprivation by LSOA 2021".to_owned()),
        n => notes.say("deprivation", format!("{n} LSOAs have no deprivation decile")),
    }
}

fn things(pack: &AreaPack, seen: &Seen, notes: &mut Notes) {
    if pack.streets.is_empty() {
        notes.say("missing", "no street network: distances will be straight lines and street names come from the incidents' own labels".to_owned());
    }
    if pack.postcodes.is_empty() {
        notes.say("missing", "no postcodes: there is no built-up mask, all land will be used".to_owned());
    }
    if seen.postcodes_elsewhere > 0 {
        notes.say(
            "postcodes",
            format!("{} postcodes lie outside the land and were left out", seen.postcodes_elsewhere),
        );
    }
    if seen.postcodes_unplaced > 0 {
        notes.say(
            "postcodes",
            format!(
                "{} postcodes have no district or place in Code-Point Open and were left out",
                seen.postcodes_unplaced
            ),
        );
    }
    if seen.sites_elsewhere > 0 {
        notes.say("sites", format!("{} sites lie outside the land and were left out", seen.sites_elsewhere));
    }
    for (kind, words) in [
        (SiteKind::School, "schools"),
        (SiteKind::Hospital, "hospitals"),
        (SiteKind::Prison, "prisons"),
        (SiteKind::Police, "police stations or custody suites"),
    ] {
        if !pack.sites.iter().any(|s| s.kind == kind) {
            notes.say("missing", format!("no {words}"));
        }
    }
}

/// What a pack holds, one line each, for `area check` and the end of `area build`.
#[must_use]
pub fn describe_area(pack: &AreaPack) -> Vec<String> {
    let people: f64 = pack.lsoa_facts.iter().flat_map(|f| &f.population).fold(0.0, |sum, n| sum + n);
    let land: f64 = pack.lsoa.iter().map(|a| a.area_m2).sum::<f64>() / 1e6;
    let mut lines = vec![
        format!("{}{}", pack.name, if pack.synthetic { " (SYNTHETIC)" } else { "" }),
        format!("{} districts, {} Community Safety Partnerships", pack.district.len(), pack.csp.len()),
        format!(
            "{} wards, {} MSOAs, {} LSOAs, {land:.1} square kilometres of land",
            pack.ward.len(),
            pack.msoa.len(),
            pack.lsoa.len()
        ),
        format!("{people:.0} residents"),
        format!(
            "{} postcodes, {} streets, {} sites",
            pack.postcodes.len(),
            pack.streets.len(),
            pack.sites.len()
        ),
    ];
    let mut csp: Vec<&str> = pack.csp.iter().map(|c| c.name.as_str()).collect();
    csp.sort_unstable();
    lines.push(format!("CSPs: {}", csp.join("; ")));
    lines.extend(pack.notes.iter().map(|note| format!("{}: {}", note.topic, note.text)));
    lines
}
