//! A gangs team with little: three groups, fourteen group incidents in a year, two of them this week.

use std::{fmt::Write, path::Path, sync::Arc};

use harmspot::{
    access::{PoliceKey, View},
    incidents::ReadOptions,
    pipeline::{
        ImportRequest, Loaded, Store,
        briefing::{ActionBook, BriefingPapers, BriefingQuestion, briefing, read_actions},
        deterrence::{GroupFiles, PoliceStore, import_groups},
        import,
    },
};
use tempfile::TempDir;

use crate::county;

const HEADER: &str = "Crime Ref,Status,Offence Code,Offence,Committed From,Committed To,Recorded,Last Updated,Easting,Northing,\
Geocode,Location Type,Street,Town,Domestic,Public Place,Police Generated,Injury,Victim Ref,Victim Age,Suspect Ref,Suspect Age,\
Marker,Reporting Force";

/// One crime of the extract.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) reference: &'static str,
    pub(super) status: &'static str,
    pub(super) code: &'static str,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) recorded: &'static str,
    pub(super) updated: &'static str,
    pub(super) east: u32,
    pub(super) north: u32,
    pub(super) location: &'static str,
    pub(super) street: &'static str,
    pub(super) injury: &'static str,
    pub(super) marker: &'static str,
    /// Age of everybody in it; of the usual the suspect is a year older.
    pub(super) age: &'static str,
    /// "Y", "N", "-" for blank; by the location when empty.
    pub(super) public: &'static str,
}

/// A street assault of young people, recorded within hours.
pub(super) const PLAIN: Row = Row {
    reference: "",
    status: "Undetected",
    code: "8N",
    from: "",
    to: "",
    recorded: "",
    updated: "",
    east: 665_300,
    north: 221_000,
    location: "Street",
    street: "Edgehill Street",
    injury: "Minor",
    marker: "No weapon",
    age: "16",
    public: "",
};

/// Stabbed in the street.
pub(super) const KNIFE: Row = Row { code: "5D", injury: "Serious", marker: "Knife used", ..PLAIN };

pub(super) fn csv(rows: &[Row]) -> String {
    let mut out = format!("{HEADER}\r\n");
    for r in rows {
        // "-" is blank.
        let recorded = match r.recorded {
            "" => r.from,
            "-" => "",
            told => told,
        };
        let updated = if r.updated.is_empty() { recorded } else { r.updated };
        let public = match (r.public, r.location) {
            ("-", _) => "",
            ("", "Dwelling") => "N",
            ("", _) => "Y",
            (told, _) => told,
        };
        let suspect = if r.age == PLAIN.age { "17" } else { r.age };
        let n = r.reference.trim_start_matches(|c: char| !c.is_ascii_digit());
        let _ = write!(
            out,
            "{},{},{},Assault,{},{},{recorded},{updated},{},{},Exact,{},{},Oakenhurst,N,{public},N,{},V{n},{},S{n},{suspect},{},Lomea (synthetic)\r\n",
            r.reference,
            r.status,
            r.code,
            r.from,
            r.to,
            r.east,
            r.north,
            r.location,
            r.street,
            r.injury,
            r.age,
            r.marker
        );
    }
    out
}

/// The year's group incidents: reference, when, and who was on which side.
pub(super) fn year() -> Vec<Row> {
    let at = |reference, from| Row { reference, from, ..PLAIN };
    vec![
        at("T/000001/24", "03/12/2024 16:10"),
        Row { east: 665_900, ..at("T/000002/25", "18/01/2025 19:30") },
        at("T/000003/25", "09/02/2025 20:00"),
        Row { north: 221_600, ..at("T/000004/25", "22/03/2025 18:15") },
        at("T/000005/25", "27/04/2025 21:40"),
        Row { to: "31/05/2025 09:00", ..at("T/000006/25", "30/05/2025 18:00") },
        at("T/000007/25", "04/07/2025 22:05"),
        Row { east: 665_350, ..at("T/000008/25", "16/08/2025 17:20") },
        at("T/000009/25", "05/09/2025 15:45"),
        Row { east: 665_320, ..at("T/000010/25", "03/10/2025 16:30") },
        at("T/000011/25", "24/10/2025 20:20"),
        Row { from: "01/11/2025", ..at("T/000012/25", "") },
        Row {
            reference: "T/000013/25",
            from: "15/11/2025 21:40",
            to: "15/11/2025 21:50",
            recorded: "16/11/2025 00:10",
            ..KNIFE
        },
        Row {
            reference: "T/000014/25",
            from: "18/11/2025 23:10",
            recorded: "19/11/2025 08:30",
            location: "Dwelling",
            street: "12 Sorrel Close",
            east: 665_480,
            ..KNIFE
        },
    ]
}

/// Other incidents of the year and of the week, none of any group.
pub(super) fn others() -> Vec<Row> {
    let mut rows = vec![
        Row { reference: "T/000101/25", from: "14/03/2025 15:40", ..PLAIN },
        Row {
            reference: "T/000102/25",
            from: "21/06/2025 23:30",
            east: 664_900,
            street: "Mill Lane",
            ..PLAIN
        },
        Row {
            reference: "T/000103/25",
            from: "11/10/2025 20:15",
            east: 664_900,
            street: "Mill Lane",
            ..PLAIN
        },
        Row {
            reference: "T/000104/25",
            from: "16/11/2025 01:20",
            east: 664_910,
            street: "Mill Lane",
            ..PLAIN
        },
        Row {
            reference: "T/000105/25",
            from: "19/11/2025 15:35",
            location: "Park/Open Space",
            street: "Mill Lane",
            ..PLAIN
        },
        // A late report, and one that nobody knew of on the day of the pack.
        Row { reference: "T/000106/25", from: "09/11/2025 17:00", recorded: "17/11/2025 10:00", ..PLAIN },
        Row { reference: "T/000107/25", from: "20/11/2025 22:00", recorded: "22/11/2025 09:00", ..PLAIN },
    ];
    rows[5].injury = "Serious";
    rows
}

const REGISTER_HEADER: &str = "reference,group,rival,side,confidence,grading,source_date,review_date,under_18,exploitation,purpose,necessity,\
responsible_role,source_kind";

/// A line of the register.
pub(super) fn entry(
    reference: &str,
    group: &str,
    rival: &str,
    side: &str,
    sure: &str,
    review: &str,
) -> String {
    let under = if reference == "T/000013/25" { "yes" } else { "unknown" };
    format!(
        "{reference},{group},{rival},{side},{sure},2BP,{},{review},{under},unknown,prevention,conflict,analyst,intelligence-report",
        // Stated a week after 2024 began, or on the day the pack was made.
        if review < "2025-11-01" { "2024-12-10" } else { "2024-12-20" }
    )
}

pub(super) fn register() -> Vec<String> {
    let far = "2026-11-30";
    vec![
        entry("T/000001/24", "Ash Court", "Birch Row", "suspect", "confirmed", far),
        entry("T/000002/25", "Birch Row", "Ash Court", "suspect", "probable", far),
        entry("T/000003/25", "Ash Court", "", "suspect", "probable", far),
        entry("T/000004/25", "Cedar Park", "Ash Court", "suspect", "possible", far),
        entry("T/000005/25", "Ash Court", "Birch Row", "suspect", "probable", far),
        entry("T/000006/25", "Cedar Park", "", "unclear", "possible", far),
        entry("T/000007/25", "Birch Row", "Ash Court", "suspect", "probable", far),
        // Three groups.
        entry("T/000008/25", "Ash Court", "Birch Row", "suspect", "probable", far),
        entry("T/000008/25", "Cedar Park", "Birch Row", "suspect", "possible", far),
        entry("T/000009/25", "Birch Row", "Cedar Park", "suspect", "possible", far),
        entry("T/000010/25", "Ash Court", "Birch Row", "suspect", "probable", far),
        entry("T/000011/25", "Ash Court", "Cedar Park", "suspect", "probable", far),
        entry("T/000012/25", "Birch Row", "Ash Court", "suspect", "probable", far),
        entry("T/000013/25", "Ash Court", "Birch Row", "suspect", "confirmed", far),
        entry("T/000014/25", "Birch Row", "Ash Court", "suspect", "probable", far),
        // Past its review date, and of a crime nobody holds.
        entry("T/000101/25", "Cedar Park", "", "suspect", "possible", "2025-10-01"),
        entry("T/999999/25", "Cedar Park", "", "suspect", "possible", far),
    ]
}

pub(super) const ACTIONS: &str = "id,action,owner_role,due,status,done_date,result,references,raised
A1,Patrol at Edgehill Street from 16:00 to 18:00 on school days,Neighbourhood sergeant,2025-11-20,done,2025-11-19,\"Four patrols, one knife found in a hedge\",,2025-11-10
A2,Ask the school about the fight of October,Schools officer,2025-11-18,open,,,,2025-11-12
A3,Cameras of the bus station,Investigating officer,2025-11-24,open,,,T/000013/25,2025-11-19
A4,Offer of support to two families who asked for help,Youth service lead,2025-11-25,open,,,,2025-11-13
A5,Close the gap in the park fence,Parks manager,,dropped,2025-11-17,The council replaces the fence in January,,2025-10-30
";

/// A store of its own on Lomea's ground.
pub(super) struct Small {
    folder: TempDir,
}

impl Small {
    /// With these deliveries, one after the other, and a register.
    pub(super) fn new(deliveries: &[Vec<Row>], register: &[String]) -> Self {
        let small = Self { folder: TempDir::new().expect("a temporary folder") };
        let lomea = Store::open(county::lomea().join("store")).expect("Lomea's store");
        let pack = lomea.document("area-pack").expect("readable").expect("Lomea's ground");
        let store = Store::open_or_create(small.store()).expect("a store");
        store.put_document("area-pack", &pack).expect("kept");
        for (number, rows) in deliveries.iter().enumerate() {
            small.deliver(&format!("rms-{number}.csv"), &csv(rows), "rms");
        }
        if !register.is_empty() {
            small.register(register);
        }
        small
    }

    /// Takes a register in place of the one held.
    pub(super) fn register(&self, lines: &[String]) {
        let path = self.folder.path().join("register.csv");
        std::fs::write(&path, format!("{REGISTER_HEADER}\n{}\n", lines.join("\n"))).expect("written");
        let police = PoliceStore::open_or_create(key(), &self.store()).expect("a police store");
        let files = GroupFiles { entries: Some(path), ..GroupFiles::default() };
        let (readings, _) = import_groups(&police, &files, false).expect("kept");
        assert_eq!(readings.refused(), 0, "{:?}", readings.entries.map(|r| r.refused));
    }

    /// One more delivery of crimes.
    pub(super) fn and(&self, rows: &[Row]) {
        self.deliver("later.csv", &csv(rows), "rms");
    }

    /// Imports a file.
    pub(super) fn deliver(&self, name: &str, text: &str, profile: &str) {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        let options = ReadOptions::default();
        let request = ImportRequest { paths: vec![path], profile: profile.to_owned(), options };
        import(&self.store(), &request, &()).expect("imported");
    }

    /// The year, the week and the register.
    pub(super) fn usual() -> Self {
        Self::new(&[year().into_iter().chain(others()).collect()], &register())
    }

    pub(super) fn store(&self) -> std::path::PathBuf {
        self.folder.path().join("store")
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn pack(&self, until: &str, actions: Option<&str>) -> BriefingPapers {
        let actions: Option<ActionBook> = actions.map(|csv| read_actions(csv).expect("a tracker"));
        papers(&self.store(), &BriefingQuestion::until(until.parse().expect("a day")), actions)
    }
}

pub(super) fn key() -> PoliceKey {
    View::Police.police_key().expect("the police view has the key")
}

/// The pack of a store.
pub(super) fn papers(
    folder: &Path,
    question: &BriefingQuestion,
    actions: Option<ActionBook>,
) -> BriefingPapers {
    let store = Store::open(folder).expect("a store");
    let loaded = Arc::new(Loaded::open(&store, None).expect("loaded"));
    let police = PoliceStore::open(key(), folder).expect("readable");
    briefing(&loaded, &store, police.as_ref(), question, actions, &()).expect("a pack")
}
