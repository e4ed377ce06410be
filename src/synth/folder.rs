//! The whole folder: ground, deliveries, feeds, and the truth of it all.

use serde_json::{Value, json};

use super::{
    area_files::{FORCE, File},
    clock, delivery, emergency, feeds,
    ground::Lomea,
    groups,
    incidents::Incidents,
    offences::KINDS,
    sport,
};
pub use delivery::Delivery;

/// Every file of the county with the record of its deliveries.
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    /// Files, names relative to the folder.
    pub files: Vec<File>,
    /// The two deliveries, first then second.
    pub deliveries: Vec<Delivery>,
}

impl Lomea {
    /// All files of the county that never was.
    #[must_use]
    pub fn folder(&self, incidents: &Incidents) -> Folder {
        let seed = incidents.seed;
        let mut files = self.area_files();
        let mut deliveries = Vec::new();
        for (file, record) in delivery::deliveries(incidents, seed) {
            files.push(file);
            deliveries.push(record);
        }
        files.push(feeds::ambulance(self, incidents, seed));
        files.push(emergency::emergency(self, incidents, seed));
        let withdrawn = withdrawn(&files, incidents);
        files.push(groups::register(incidents, &withdrawn, seed));
        files.push(groups::aliases(incidents));
        files.push(groups::presence(self, incidents, seed));
        files.extend(groups::sparse(self, incidents, seed));
        files.push(feeds::programmes(self, seed));
        files.push(sport::sport_sites(self, seed));
        files.push(feeds::terms(incidents));
        files.push(feeds::recording(self));
        files.push(File::new("truth.json", format!("{:#}\n", truth(self, incidents, &deliveries))));
        files.push(File::new("README.txt", readme(self, incidents)));
        Folder { files, deliveries }
    }
}

/// References of two crimes recorded in the months before the sparse day and taken back in a delivery.
fn withdrawn(files: &[File], incidents: &Incidents) -> Vec<String> {
    let until = groups::sparse_day(incidents) * clock::DAY;
    let gone = |status: &str| matches!(status, "Cancelled" | "No Crime" | "Transferred");
    let mut found: Vec<String> = Vec::new();
    for file in files.iter().filter(|f| f.name.starts_with("incidents/rms")) {
        let text = String::from_utf8_lossy(&file.bytes);
        let rows = text.lines().filter_map(|line| line.split_once(','));
        let taken = rows.filter(|(_, rest)| rest.split(',').next().is_some_and(gone));
        found.extend(taken.map(|(reference, _)| reference.to_owned()));
    }
    let last: std::collections::BTreeSet<&str> = found.iter().map(String::as_str).collect();
    let crimes = incidents.crimes.iter().rev().filter(|c| c.recorded < until - 60 * clock::DAY);
    crimes.filter(|c| last.contains(c.reference.as_str())).take(2).map(|c| c.reference.clone()).collect()
}

fn readme(lomea: &Lomea, incidents: &Incidents) -> String {
    format!(
        "SYNTHETIC - NOT REAL PLACES OR EVENTS\n\n\
         {FORCE} is a county that never was, made by harmspot from seed {} (ground) and {} (incidents).\n\
         It lies on the sea bed off the Thames estuary, so that no real street can be read into it. Its {} towns,\n\
         its people, its groups and every crime in these files are invented; any likeness is chance.\n\n\
         area/       boundaries, look-ups, population, deprivation, postcodes, streets and sites (EPSG:27700)\n\
         incidents/  two deliveries of a police extract, ambulance calls, emergency-department assaults\n\
         groups.csv  group register with group-aliases.csv and group-presence.csv; the same for a force with little to\n\
         \x20           go on in groups-sparse.csv and group-presence-sparse.csv, made for {}\n\
         truth.json  what was planted, and each delivery's own record\n\n\
         harmspot area build area --name \"{FORCE}\" --synthetic -o lomea.area\n\
         harmspot area use lomea.area\n\
         harmspot import incidents/rms-2023-01_*.csv --as rms\n\
         harmspot import incidents/ed.csv --as istv\n\
         harmspot detect police-ae --definition all-serious-violence --from 2023-01\n\
         harmspot --view police register import groups.csv --aliases group-aliases.csv --presence group-presence.csv\n",
        lomea.seed,
        incidents.seed,
        feeds::towns(lomea),
        clock::iso(groups::sparse_day(incidents))
    )
}

fn truth(lomea: &Lomea, incidents: &Incidents, deliveries: &[Delivery]) -> Value {
    let tenth = |m: f64| (m * 10.0).round() / 10.0;
    let hotspots: Vec<Value> = incidents
        .hotspots
        .iter()
        .map(|h| {
            json!({
                "id": h.id, "name": h.name, "easting": h.at.0, "northing": h.at.1, "radius_m": h.radius_m,
                "from": clock::iso(h.days.0), "to": clock::iso(h.days.1), "strength": h.strength,
                "expected_excess": tenth(h.expected_excess), "kind": h.kind.word(),
            })
        })
        .collect();
    let evenings: Vec<Value> = incidents
        .evenings
        .iter()
        .map(
            |e| json!({"date": clock::iso(e.day), "town": lomea.towns.list[e.town].name, "events": e.events}),
        )
        .collect();
    let groups: Vec<Value> = incidents
        .groups
        .iter()
        .map(|g| {
            json!({
                "name": g.name, "rival": incidents.groups[g.rival].name,
                "easting": tenth(g.at.0), "northing": tenth(g.at.1), "radius_m": g.radius_m,
                "retaliation": g.answers,
            })
        })
        .collect();
    let attacks: Vec<Value> = incidents
        .attributions
        .iter()
        .map(|a| {
            json!({
                "reference": incidents.crimes[a.crime].reference, "attacker": incidents.groups[a.attacker].name,
                "attacked": incidents.groups[a.attacked].name, "retaliation": a.retaliation,
            })
        })
        .collect();
    let artefacts: Vec<Value> = lomea
        .sites
        .iter()
        .filter(|s| matches!(s.kind, "prison" | "hospital" | "shopping") || s.name.ends_with("custody suite"))
        .map(|s| json!({"kind": s.kind, "name": s.name, "easting": s.at.0, "northing": s.at.1}))
        .collect();
    let sent: Vec<Value> = deliveries
        .iter()
        .map(|d| {
            json!({
                "file": d.file, "rows": d.rows, "crimes": d.crimes, "new": d.new, "changed": d.changed,
                "withdrawn": d.withdrawn, "unchanged": d.unchanged, "blank_rows": d.blank_rows,
                "bad_rows": d.bad_rows, "quarantined_crimes": d.quarantined_crimes,
            })
        })
        .collect();
    let mix: Vec<Value> = KINDS
        .iter()
        .map(|k| {
            json!({
                "code": k.code, "weight": k.weight, "theme": format!("{:?}", k.theme), "rhythm": format!("{:?}", k.rhythm),
                "domestic": k.domestic, "proactive": k.proactive,
            })
        })
        .collect();
    json!({
        "marking": "SYNTHETIC - NOT REAL PLACES OR EVENTS",
        "seed": incidents.seed, "ground_seed": lomea.seed, "n": incidents.n, "months": incidents.months,
        "events": incidents.events,
        "hotspots": hotspots,
        "near_repeat": {"share_of_street_events": 0.08, "within_m": 100, "within_days": 10, "events": incidents.near_repeats},
        "hot_evenings": evenings,
        "groups": groups,
        "group_attacks": attacks,
        "retaliation": {"chance": 0.45, "within_days": 14, "chance_of_the_first_pair": 0.8},
        "sparse_groups": {"until": clock::iso(groups::sparse_day(incidents)), "groups": 3, "events": 14, "last_week": 2},
        "artefacts": artefacts,
        "quiet_csp": lomea.area_names.csp[super::area_files::csp_of(12)],
        "deliveries": sent,
        "emergency": emergency::truth(lomea, incidents, incidents.seed),
        "background": {"events": incidents.background, "mix": mix},
    })
}
