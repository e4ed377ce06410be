//! Candidate sites: files as published, a user's own, and what is wrong with them. Nothing is lost.

use std::path::PathBuf;

use geo_types::{LineString, MultiPolygon, Polygon};
use harmspot::{
    geodesy::GridPoint,
    pipeline::sites::{pack_candidates, read_candidates},
    places::{
        Area, AreaPack, Availability, CandidateKind, Ground, LsoaFacts, Opening, SchoolPhase, Site, SiteKind,
        candidates::{
            CandidateOptions, CandidateSet, HoursError, KindWord, kind_of, opening_hours, phase_of_name,
        },
        shape,
    },
};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::shared::shared;

/// One square of land, 100 km wide, in two wards.
pub fn ground() -> Ground {
    let area = |code: &str, name: &str, west: f64, east: f64| {
        let ring = vec![
            (west, 120_000.0),
            (east, 120_000.0),
            (east, 220_000.0),
            (west, 220_000.0),
            (west, 120_000.0),
        ];
        let shape = MultiPolygon(vec![Polygon::new(LineString::from(ring), vec![])]);
        Area { code: code.to_owned(), name: name.to_owned(), area_m2: shape::area(&shape), shape }
    };
    let whole = area("A", "Squareshire", 560_000.0, 660_000.0);
    let facts = LsoaFacts { district: Some(0), csp: Some(0), ..LsoaFacts::default() };
    Ground::new(AreaPack {
        format: 1,
        name: "Squareshire".to_owned(),
        synthetic: true,
        attribution: Vec::new(),
        lsoa: vec![whole.clone()],
        msoa: Vec::new(),
        ward: vec![
            area("W1", "West Ward", 560_000.0, 610_000.0),
            area("W2", "East Ward", 610_000.0, 660_000.0),
        ],
        district: vec![whole.clone()],
        csp: vec![whole],
        lsoa_facts: vec![facts],
        ward_district: vec![Some(0); 2],
        district_csp: vec![Some(0)],
        postcodes: Vec::new(),
        streets: Vec::new(),
        sites: vec![
            Site { kind: SiteKind::Prison, name: "HMP Square".to_owned(), point: at(600_000.0, 170_000.0) },
            Site {
                kind: SiteKind::School,
                name: "Hill Primary School".to_owned(),
                point: at(600_000.0, 170_000.0),
            },
            Site { kind: SiteKind::School, name: "Hill Academy".to_owned(), point: at(601_000.0, 170_000.0) },
            Site { kind: SiteKind::Park, name: "Long Meadow".to_owned(), point: at(602_000.0, 170_000.0) },
            Site {
                kind: SiteKind::Sport,
                name: "Lido Swimming Pool".to_owned(),
                point: at(603_000.0, 170_000.0),
            },
        ],
        mask_added: Vec::new(),
        notes: Vec::new(),
        inputs: Vec::new(),
    })
    .unwrap()
}

fn at(x: f64, y: f64) -> GridPoint {
    GridPoint::new(x, y).unwrap()
}

fn read_files(files: &[(&str, &[u8])]) -> Result<CandidateSet, String> {
    let folder = TempDir::new().unwrap();
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.path().join(name)).collect();
    for (path, (_, bytes)) in paths.iter().zip(files) {
        std::fs::write(path, bytes).unwrap();
    }
    read_candidates(&paths, &ground(), &CandidateOptions::default())
        .map_err(|e| format!("{e} / {}", e.hint().unwrap_or_default()))
}

fn read(text: &str) -> CandidateSet {
    let set = read_files(&[("mine.csv", text.as_bytes())]).unwrap();
    assert_eq!(set.read, set.candidates.len() + set.joined + set.left_out.len());
    set
}

fn messages(set: &CandidateSet) -> Vec<String> {
    set.left_out.iter().map(ToString::to_string).collect()
}

#[test]
fn a_users_table_is_read_whole() {
    let set = read(
        "Name,Kind,Easting,Northing,Indoor,Lit,Capacity,Hours,Cost per session,Owner,Availability\n\
         Arch Boxing Club,boxing club,600000,170000,Y,,40,Mon-Fri 17:00-22:00; Sat 10-18,£45,Arch Trust,confirmed\n\
         Cage,MUGA,600500,170500,N,Y,,,0,,\n\
         Bus,mobile session,600900,170900,,,,,120.50,Detached team,asked\n",
    );
    let find = |name: &str| set.candidates.iter().find(|c| c.name == name).unwrap();
    let club = find("Arch Boxing Club");
    assert_eq!(
        (club.kind, club.at, club.indoor, club.lit),
        (CandidateKind::SportsCentre, at(600_000.0, 170_000.0), Some(true), Some(true))
    );
    assert_eq!(
        (club.capacity, club.cost_per_session, club.owner.as_str()),
        (Some(40), Some(45.0), "Arch Trust")
    );
    assert_eq!((club.hours.len(), club.availability), (6, Availability::Confirmed));
    assert_eq!(club.came_from, ("mine.csv".to_owned(), 2));
    let cage = find("Cage");
    assert_eq!(
        (cage.kind, cage.indoor, cage.lit, cage.cost_per_session),
        (CandidateKind::Muga, Some(false), Some(true), Some(0.0))
    );
    assert_eq!((cage.availability, cage.capacity, cage.hours.len()), (Availability::Unknown, None, 0));
    assert_eq!((find("Bus").kind, find("Bus").indoor), (CandidateKind::Mobile, None));
}

#[test]
fn bad_rows_are_left_out_with_file_line_column_value_and_a_hint() {
    let set = read(
        "name,easting,northing,opens,closes,cost_per_session,capacity,indoor,availability\n\
         Good,600000,170000,09:00,21:00,10,20,Y,asked\n\
         Far away,300000,170000,,,,,,\n\
         Degrees,0.52,51.38,,,,,,\n\
         Nowhere,,,,,,,,\n\
         Backwards,600100,170100,21:00,09:00,,,,\n\
         Late,600200,170200,09:00,31:00,,,,\n\
         Never closes,600300,170300,09:00,,,,,\n\
         Paid to come,600400,170400,,,-5,,,\n\
         Nobody,600500,170500,,,,0,,\n\
         Perhaps,600600,170600,,,,,perhaps,\n\
         Refused,600700,170700,,,,,,no\n\
         Good,600050,170000,,,,,,\n\
         12,600800,170800,,,,,,\n\
         Too,many,fields,1,2,3,4,5,6,7,8,9\n",
    );
    assert_eq!((set.read, set.candidates.len()), (14, 1));
    assert_eq!(
        messages(&set),
        [
            "mine.csv, line 3, column \"easting\", value \"300000\": easting 300000, northing 170000 is outside the area of Squareshire",
            "mine.csv, line 4, column \"easting\", value \"0.52\": this is no position in metres of the national grid",
            "mine.csv, line 5: no coordinates and no postcode",
            "mine.csv, line 6, column \"closes\", value \"09:00\": it closes at 09:00, which is not after it opens at 21:00",
            "mine.csv, line 7, column \"closes\", value \"31:00\": \"31:00\" is no time of day",
            "mine.csv, line 8, column \"opens\", value \"09:00\": it opens and never closes",
            "mine.csv, line 9, column \"cost_per_session\", value \"-5\": a cost below nothing",
            "mine.csv, line 10, column \"capacity\", value \"0\": this is no number of young people",
            "mine.csv, line 11, column \"indoor\", value \"perhaps\": this is neither yes nor no",
            "mine.csv, line 12, column \"availability\", value \"no\": the owner said no",
            "mine.csv, line 13, column \"name\", value \"Good\": the same name at the same place as line 2",
            "mine.csv, line 14, column \"name\", value \"12\": no name a person would know",
            "mine.csv, line 15: 12 fields where the header has 9",
        ]
    );
    assert!(set.left_out.iter().all(|l| !l.hint.is_empty()));
}

#[test]
fn sites_of_one_name_get_their_ward_and_a_number_where_that_is_not_enough() {
    let set = read(
        "name,easting,northing\nThe Rec,600000,170000\nThe Rec,640000,170000\nThe Rec,600000,180000\nOther,600000,175000\n",
    );
    let mut names: Vec<&str> = set.candidates.iter().map(|c| c.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names[0], "Other");
    assert_eq!(names[1], "The Rec (East Ward)");
    assert!(names[2].starts_with("The Rec (West Ward) no. ") && names[3] > names[2], "{names:?}");
    assert!(set.notes.iter().any(|n| n.contains("3 sites share their name")), "{:?}", set.notes);
    let again = read("name,id,easting,northing\nA,7,600000,170000\nB,7,600000,180000\n");
    assert_eq!(
        messages(&again),
        ["mine.csv, line 3, column \"id\", value \"7\": the id is that of line 2 already"]
    );
}

#[test]
fn swapped_degrees_are_told() {
    let set = read("name,lon,lat\nHere,0.9,51.2\nSwapped,51.2,0.9\n");
    assert_eq!(set.candidates.len(), 1);
    assert_eq!(set.left_out[0].hint, "longitude and latitude look swapped");
}

#[test]
fn postcodes_are_placed_by_code_point_open_files_given_beside() {
    let schools = b"URN,Establishment name,Phase of education,Establishment status,Postcode\n\
        1,Hill Academy,Secondary,Open,ZZ1 1AA\n2,Dale School,Not applicable,\"Open, but proposed to close\",zz11ab\n\
        3,Old School,Secondary,Closed,ZZ1 1AA\n4,New School,Secondary,Proposed to open,ZZ1 1AA\n\
        5,Lost School,Secondary,Open,ZZ9 9ZZ\n6,Low School,Primary,Open,ZZ1 1AA\n7,No Place College,NA,Open,ZZ1 1AC\n";
    let points = b"\"ZZ1 1AA\",10,600000,170000,\"E9\",\"\",\"\",\"\",\"E07\",\"E05\"\n\
        \"ZZ1 1AB\",10,601000,171000,\"E9\",\"\",\"\",\"\",\"E07\",\"E05\"\n\"ZZ1 1AC\",90,0,0,\"E9\",\"\",\"\",\"\",\"\",\"\"\n";
    let set = read_files(&[("edubase.csv", schools), ("zz.csv", points)]).unwrap();
    let places: Vec<(&str, Option<SchoolPhase>)> =
        set.candidates.iter().map(|c| (c.name.as_str(), c.phase)).collect();
    assert_eq!(
        places,
        [("Hill Academy", Some(SchoolPhase::Secondary)), ("Dale School", Some(SchoolPhase::Unknown))]
    );
    assert_eq!(
        messages(&set),
        [
            "edubase.csv, line 4, column \"Establishment status\", value \"Closed\": not open",
            "edubase.csv, line 5, column \"Establishment status\", value \"Proposed to open\": not open",
            "edubase.csv, line 6, column \"Postcode\", value \"ZZ9 9ZZ\": not among the 3 postcodes of the Code-Point Open files given",
            "edubase.csv, line 7, column \"Phase of education\", value \"Primary\": a primary school",
            "edubase.csv, line 8, column \"Postcode\", value \"ZZ1 1AC\": Code-Point Open has no place for this postcode",
        ]
    );
    assert!(
        set.notes.iter().any(|n| n == "2 of 2 sites are placed by their postcode: up to some 100 m off"),
        "{:?}",
        set.notes
    );
    assert!(set.notes.iter().any(|n| n == "1 of 2 sites are schools proposed to close"), "{:?}", set.notes);
    let alone = read_files(&[("edubase.csv", schools)]).unwrap();
    assert!(alone.left_out[0].hint.contains("Code-Point Open"));
}

#[test]
fn a_file_that_is_no_list_of_sites_is_refused_with_its_columns() {
    let refused = read_files(&[("x.csv", b"colour,size\nred,4\n")]).unwrap_err();
    assert!(
        refused.starts_with("x.csv: no name among its columns (colour, size) / a file of sites needs"),
        "{refused}"
    );
    let refused = read_files(&[("x.csv", b"name,size\nred,4\n")]).unwrap_err();
    assert!(refused.starts_with("x.csv: no place among its columns"), "{refused}");
    assert!(
        read_files(&[("x.geojson", b"{\"type\":\"FeatureCollection\"")]).unwrap_err().contains("not JSON")
    );
}

#[test]
fn points_and_areas_of_geojson_are_sites_and_lines_are_not() {
    let text = br#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:27700"}},"features":[
      {"type":"Feature","properties":{"name":"Court","kind":"muga","lit":true},"geometry":{"type":"Point","coordinates":[600000,170000]}},
      {"type":"Feature","properties":{"name":"Green","kind":"park"},"geometry":{"type":"Polygon","coordinates":[[[600000,171000],[600200,171000],[600200,171200],[600000,171000]]]}},
      {"type":"Feature","properties":{"name":"Path"},"geometry":{"type":"LineString","coordinates":[[600000,170000],[600001,170001]]}},
      {"type":"Feature","properties":{"name":"Void"},"geometry":null}]}"#;
    let set = read_files(&[("s.geojson", text)]).unwrap();
    assert_eq!(set.read, 4);
    let mut found: Vec<(&str, CandidateKind, Option<bool>)> =
        set.candidates.iter().map(|c| (c.name.as_str(), c.kind, c.lit)).collect();
    found.sort_unstable();
    assert_eq!(found, [("Court", CandidateKind::Muga, Some(true)), ("Green", CandidateKind::Park, None)]);
    assert_eq!(
        messages(&set),
        [
            "s.geojson, feature 3: a line is no place for a session",
            "s.geojson, feature 4: no coordinates and no postcode"
        ]
    );
}

#[test]
fn the_area_packs_own_sites_are_candidates_but_for_prisons_and_primary_schools() {
    let set = pack_candidates(&ground(), &CandidateOptions::default());
    let mut names: Vec<(&str, CandidateKind)> =
        set.candidates.iter().map(|c| (c.name.as_str(), c.kind)).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            ("Hill Academy", CandidateKind::School),
            ("Lido Swimming Pool", CandidateKind::SportsCentre),
            ("Long Meadow", CandidateKind::Park),
        ]
    );
    let all = pack_candidates(
        &ground(),
        &CandidateOptions { primary_schools: true, ..CandidateOptions::default() },
    );
    assert_eq!(all.candidates.len(), 4);
}

#[test]
fn lomeas_own_list_is_read_without_a_row_at_fault() {
    let folder = crate::county::lomea();
    let store = harmspot::pipeline::Store::open(folder.join("store")).unwrap();
    let pack = store.document("area-pack").unwrap().unwrap();
    let ground = Ground::from_bytes(&pack).unwrap();
    let options = CandidateOptions::default();
    let set = read_candidates(&[folder.join("data/sport-sites.csv")], &ground, &options).unwrap();
    assert_eq!(messages(&set), Vec::<String>::new());
    assert_eq!((set.read, set.joined), (set.candidates.len(), 0));
    let kinds: std::collections::BTreeMap<CandidateKind, usize> =
        set.candidates.iter().fold(std::collections::BTreeMap::new(), |mut n, c| {
            *n.entry(c.kind).or_default() += 1;
            n
        });
    eprintln!("Lomea: {} sites, {kinds:?}", set.read);
    for kind in [
        CandidateKind::SportsCentre,
        CandidateKind::SportsGround,
        CandidateKind::Muga,
        CandidateKind::Park,
        CandidateKind::YouthCentre,
        CandidateKind::CommunityHall,
        CandidateKind::School,
    ] {
        assert!(kinds.get(&kind).copied().unwrap_or_default() >= 10, "{kind:?}: {kinds:?}");
    }
    assert!(
        set.candidates
            .iter()
            .all(|c| !c.hours.is_empty() && c.cost_per_session.is_some() && !c.owner.is_empty())
    );
    let sites = read_candidates(&[folder.join("data/area/sites.csv")], &ground, &options).unwrap();
    assert_eq!(sites.read, sites.candidates.len() + sites.left_out.len());
    assert!(
        sites
            .left_out
            .iter()
            .all(|l| ["not a place for sport", "a primary school"].contains(&l.reason.as_str())
                || l.reason.starts_with("the same name")),
        "{:?}",
        messages(&sites).first()
    );
}

#[test]
fn active_places_rows_become_sites() {
    let Some(path) = shared("data/sites/trafford_active_places_sports_facilities.csv") else { return };
    // Trafford is not in Squareshire: move the land there.
    let mut pack = ground().pack().clone();
    for area in [&mut pack.lsoa, &mut pack.ward, &mut pack.district, &mut pack.csp].into_iter().flatten() {
        for polygon in &mut area.shape.0 {
            polygon.exterior_mut(|ring| {
                ring.0.iter_mut().for_each(|c| {
                    c.x -= 240_000.0;
                    c.y += 230_000.0;
                });
            });
        }
    }
    let ground = Ground::new(pack).unwrap();
    let set = read_candidates(std::slice::from_ref(&path), &ground, &CandidateOptions::default()).unwrap();
    assert_eq!(set.read, 314);
    assert_eq!(set.read, set.candidates.len() + set.joined + set.left_out.len());
    let private = set.left_out.iter().filter(|l| l.reason == "for private use only").count();
    eprintln!(
        "Trafford: {} sites, {} joined, {private} of {} left out private",
        set.candidates.len(),
        set.joined,
        set.left_out.len()
    );
    assert_eq!(private, 82);
    assert!(set.candidates.iter().all(|c| !c.access.is_empty()));
    let every = read_candidates(
        &[path],
        &ground,
        &CandidateOptions { private_use: true, ..CandidateOptions::default() },
    )
    .unwrap();
    // 171 site ids in the file; some share name and place.
    assert!((165..=171).contains(&every.candidates.len()), "{}", every.candidates.len());
}

#[test]
fn kents_school_files_are_read_with_every_row_accounted_for() {
    let (Some(addresses), Some(edubase), Some(postcodes)) = (
        shared("data/sites/kent_school_addresses.tsv"),
        shared("data/sites/kent_edubase_2017_postcode_only.csv"),
        shared("data/postcodes"),
    ) else {
        return;
    };
    let ground = ground();
    let set =
        read_candidates(std::slice::from_ref(&addresses), &ground, &CandidateOptions::default()).unwrap();
    assert_eq!(set.read, 807);
    assert_eq!(set.read, set.candidates.len() + set.joined + set.left_out.len());
    let closed = set.left_out.iter().filter(|l| l.reason == "closed").count();
    assert!((20..=27).contains(&closed), "{closed}");
    let set = read_candidates(&[edubase, postcodes], &ground, &CandidateOptions::default()).unwrap();
    assert_eq!(set.read, 219);
    assert_eq!(set.read, set.candidates.len() + set.left_out.len());
    let lost: Vec<String> = messages(&set).into_iter().filter(|m| !m.ends_with("a primary school")).collect();
    eprintln!(
        "EduBase: {} schools, {} left out, not primary: {lost:#?}",
        set.candidates.len(),
        set.left_out.len()
    );
    assert!(set.candidates.len() > 60, "{}", set.candidates.len());
    assert!(set.notes.iter().any(|n| n.contains("proposed to close")), "{:?}", set.notes);
}

#[test]
fn hours_are_read_as_people_write_them() {
    let one = |weekday, from_min, to_min| Opening { weekday, from_min, to_min };
    assert_eq!(opening_hours("Sat 10-18").unwrap(), [one(5, 600, 1080)]);
    assert_eq!(
        opening_hours("Fri–Sun 8pm-2am").unwrap(),
        [one(4, 1200, 1560), one(5, 1200, 1560), one(6, 1200, 1560)]
    );
    assert_eq!(opening_hours("Sun-Mon 09.30 to 12:00").unwrap(), [one(0, 570, 720), one(6, 570, 720)]);
    assert_eq!(opening_hours("weekdays: 16:00-20:00").unwrap().len(), 5);
    assert_eq!(opening_hours("closed"), Err(HoursError::Never));
    assert_eq!(opening_hours("25:00-27:00"), Err(HoursError::NotATime("25:00".to_owned())));
    assert_eq!(
        opening_hours("Mon 10:00-12:00, 14:00-16:00; Tue closed").unwrap(),
        [one(0, 600, 720), one(0, 840, 960)]
    );
    assert_eq!(opening_hours("Mon to Fri 9:00-17:00").unwrap().len(), 5);
    assert_eq!(opening_hours("daily 00:00-24:00").unwrap()[0], one(0, 0, 1440));
    assert_eq!(opening_hours("").unwrap(), []);
    assert_eq!(opening_hours("Moonday 9-12"), Err(HoursError::NotADay("moonday".to_owned())));
    assert_eq!(opening_hours("Mon 25:61-26:00"), Err(HoursError::NotATime("25:61".to_owned())));
    assert_eq!(
        opening_hours("Mon 18:00-10:00"),
        Err(HoursError::Backwards("18:00".to_owned(), "10:00".to_owned()))
    );
    assert!(opening_hours("Mon 10:00-10:00").is_err());
    assert!(opening_hours("always").is_err());
}

#[test]
fn a_name_says_the_kind_where_the_column_does_not() {
    let set = read(
        "name,easting,northing\nCollege Road Recreation Ground,600000,170000\nPark School,600000,171000\n\
         Skate Park,600000,172000\nYouth Centre - Hill,600000,173000\nThe Barn,600000,174000\n",
    );
    let mut kinds: Vec<(&str, CandidateKind)> =
        set.candidates.iter().map(|c| (c.name.as_str(), c.kind)).collect();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        [
            ("College Road Recreation Ground", CandidateKind::Park),
            ("Park School", CandidateKind::School),
            ("Skate Park", CandidateKind::SportsGround),
            ("The Barn", CandidateKind::Other),
            ("Youth Centre - Hill", CandidateKind::YouthCentre),
        ]
    );
}

#[test]
fn phase_and_kind_are_told_by_whole_words() {
    for (name, phase) in [
        ("HALLING PRIMARY SCHOOL", SchoolPhase::Primary),
        ("Balfour Infant School", SchoolPhase::Primary),
        ("Phoenix Junior Academy", SchoolPhase::Primary),
        ("LITTLE ACORNS PRE SCHOOL", SchoolPhase::Primary),
        ("ROCHESTER GRAMMAR SCHOOL FOR GIRLS", SchoolPhase::Secondary),
        ("All Saints Primary and Secondary School", SchoolPhase::Secondary),
        ("Oakwood High School", SchoolPhase::Secondary),
        ("Primrose School", SchoolPhase::Unknown),
        ("The Victory Academy", SchoolPhase::Unknown),
    ] {
        assert_eq!(phase_of_name(name), phase, "{name}");
    }
    assert_eq!(kind_of("Sports halls"), KindWord::Known(CandidateKind::SportsCentre));
    assert_eq!(kind_of("Grass pitches"), KindWord::Known(CandidateKind::SportsGround));
    assert_eq!(kind_of("church hall"), KindWord::Known(CandidateKind::CommunityHall));
    assert_eq!(kind_of("prison"), KindWord::NotForSport);
    assert_eq!(kind_of("sport"), KindWord::Silent);
    assert_eq!(kind_of("zorb"), KindWord::Unknown);
}

const TABLE: &str = "name,kind,easting,northing,hours,cost\nA,park,600000,170000,Mon 9-12,1\nB,\"hall, village\",600500,170000,,2\n\
    C,school,600900,171000,Sat 10:00-18:00,\nA,muga,640000,170000,,\nA,muga,640010,170000,,\n";

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_and_nothing_is_lost(changes in prop::collection::vec((0_usize..400, 0_u8..), 0..12),
        bytes in prop::collection::vec(0_u8.., 0..200), geojson in "\\PC{0,60}") {
        let mut table = TABLE.as_bytes().to_vec();
        for (place, byte) in changes {
            let place = place % table.len();
            table[place] = byte;
        }
        let features = format!("{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"name\":{}}},\"geometry\":null}}]}}", serde_json::Value::from(geojson));
        for content in [&table[..], &bytes, features.as_bytes()] {
            if let Ok(set) = read_files(&[("x.csv", content)]) {
                prop_assert_eq!(set.read, set.candidates.len() + set.joined + set.left_out.len());
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_no_candidate(turn in 0_usize..5, reverse: bool) {
        let mut lines: Vec<&str> = TABLE.lines().skip(1).collect();
        lines.rotate_left(turn);
        if reverse {
            lines.reverse();
        }
        let plain = |set: CandidateSet| {
            set.candidates.into_iter().map(|mut c| { c.came_from = Default::default(); c }).collect::<Vec<_>>()
        };
        let turned = format!("{}\n{}\n", TABLE.lines().next().unwrap(), lines.join("\n"));
        prop_assert_eq!(plain(read(&turned)), plain(read(TABLE)));
    }

    #[test]
    fn any_text_as_hours_is_read_or_refused(text in "\\PC{0,40}", near in "(mon|tue-fri|daily|)[ :]{0,2}[0-9]{0,3}[:.]?[0-9]{0,3}(am|pm|)-[0-9]{1,2}(:[0-9]{2}|)") {
        for text in [text, near] {
            if let Ok(hours) = opening_hours(&text) {
                prop_assert!(hours.iter().all(|h| h.weekday < 7 && h.from_min < h.to_min && h.to_min <= 1800));
            }
        }
    }
}
