//! Files of sites: facilities of one site.

use harmspot::{
    pipeline::sites::read_candidates,
    places::candidates::{CandidateOptions, CandidateSet},
};
use tempfile::TempDir;

use crate::candidates::ground;

fn facilities(rows: &[&str]) -> CandidateSet {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("sites.csv");
    let head =
        "site_id,site_name,facility_type,access_type,easting,northing,capacity,hours,cost_per_session,owner";
    std::fs::write(&file, format!("{head}\n{}\n", rows.join("\n"))).expect("written");
    read_candidates(&[file], &ground(), &CandidateOptions::default()).expect("sites")
}

/// A field of a protocol buffer with bytes in it, short enough for one byte of length.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![number << 3 | 2, u8::try_from(bytes.len()).expect("short")];
    out.extend(bytes);
    out
}

/// A block of an extract: its length, its head, its bytes as they are.
fn blob(kind: &str, data: &[u8]) -> Vec<u8> {
    let body = field(1, data);
    let mut head = field(1, kind.as_bytes());
    head.extend([3 << 3, u8::try_from(body.len()).expect("short")]);
    let mut out = u32::try_from(head.len()).expect("short").to_be_bytes().to_vec();
    out.extend(head);
    out.extend(body);
    out
}

#[test]
fn a_street_extract_with_damaged_numbers_is_refused_by_name_and_nothing_else_is_printed() {
    // Two nodes whose numbers add up to more than a number can hold: each the largest there is.
    let largest: Vec<u8> = [[0xfe].as_slice(), &[0xff; 8], &[0x01]].concat();
    let twice = largest.repeat(2);
    let nodes = [field(1, &twice), field(8, &[0, 0]), field(9, &[0, 0])].concat();
    let block = [field(1, &field(1, b"")), field(2, &field(2, &nodes))].concat();
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("damaged.osm.pbf");
    std::fs::write(&file, [blob("OSMHeader", b""), blob("OSMData", &block)].concat()).expect("written");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_harmspot"))
        .arg("--store")
        .arg(crate::county::lomea().join("store"))
        .args(["sites", "--reruns", "0", "--streets"])
        .arg(&file)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(4), "{said}");
    assert!(said.contains("damaged.osm.pbf") && said.contains("block 2: its numbers are damaged"), "{said}");
    assert!(!said.contains("panicked") && !said.contains("osmpbf"), "{said}");
}

#[test]
fn nothing_a_later_facility_of_a_site_says_is_lost() {
    let rows = [
        "7,Lido,Swimming Pool,Pay and Play,600100,160100,20,Mon-Fri 09:00-17:00,60,",
        "7,Lido,Sports Hall,Pay and Play,600100,160100,45,Mon-Fri 16:00-22:00,110,The Council",
        "8,Green,Grass Pitches,Free Public Access,601000,160100,,,,",
        "8,Green,Artificial Grass Pitch,Pay and Play,601000,160100,30,Sat 10:00-18:00,,",
    ];
    let set = facilities(&rows);
    assert_eq!((set.read, set.candidates.len(), set.joined), (4, 2, 2));
    let site = |name: &str| set.candidates.iter().find(|c| c.name == name).expect("a site");
    let lido = site("Lido");
    assert_eq!(
        (lido.capacity, lido.cost_per_session, lido.owner.as_str()),
        (Some(45), Some(110.0), "The Council")
    );
    let monday: Vec<(u16, u16)> =
        lido.hours.iter().filter(|o| o.weekday == 0).map(|o| (o.from_min, o.to_min)).collect();
    assert_eq!(monday, [(540, 1_320)], "open from the first door to the last");
    assert_eq!(
        (site("Green").capacity, site("Green").hours.len()),
        (Some(30), 1),
        "what was not known is filled"
    );
    assert!(
        set.notes.iter().any(|n| n.starts_with("1 further facilities give other places")),
        "{:?}",
        set.notes
    );
    let turned: Vec<&str> = rows.into_iter().rev().collect();
    let sites = |set: CandidateSet| {
        set.candidates.into_iter().map(|mut c| {
            c.came_from = (String::new(), 0);
            c
        })
    };
    assert!(sites(set).eq(sites(facilities(&turned))), "the order of rows changes nothing");
}
