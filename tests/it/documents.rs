//! The user's own definitions and tables: put, printed, refused, and used at import.

use std::{path::Path, process::Command};

use harmspot::incidents::{Definition, LocationClass, LocationTable};

use crate::{import::Desk, rms};

pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub fn harmspot(store: &Path, args: &[&str]) -> Said {
    let out = Command::new(env!("CARGO_BIN_EXE_harmspot"))
        .arg("--store")
        .arg(store)
        .args(args)
        .output()
        .expect("the program runs");
    Said {
        code: out.status.code().unwrap(),
        out: String::from_utf8(out.stdout).unwrap(),
        err: String::from_utf8(out.stderr).unwrap(),
    }
}

#[test]
fn the_shipped_documents_are_printed_edited_put_and_printed_again() {
    let desk = Desk::new();
    for (kind, id, old, new) in [
        ("definition", Some("youth-10-17"), "youth-10-17", "ours"),
        ("location-classes", None, "alleyway,street", "alleyway,street\ntwitten,street"),
        ("places-of-recording", None, "\n", "\n"),
        ("harm-table", None, "# version: ", "# version: 7"),
    ] {
        let get = |id: Option<&'static str>| {
            harmspot(&desk.store(), &[&["store", "get", kind], id.as_slice()].concat())
        };
        let shipped = get(id);
        assert_eq!(shipped.code, 0, "{kind}: {}", shipped.err);
        let own = shipped.out.replace(old, new);
        let file = desk.file("own", own.as_bytes());
        let put = harmspot(&desk.store(), &["store", "put", kind, &file.to_string_lossy()]);
        assert_eq!(put.code, 0, "{kind}: {}", put.err);
        assert_eq!(get(id.map(|_| "ours")).out, own, "{kind}");
    }
    let listed = harmspot(&desk.store(), &["store", "documents"]).out;
    for name in ["definition:ours", "harm-table", "location-classes", "places-of-recording"] {
        assert!(listed.contains(name), "{listed}");
    }
    let which = harmspot(&desk.store(), &["store", "get", "definition"]);
    assert_eq!(which.code, 2);
    assert!(
        which
            .err
            .contains("ours, police-uk-robbery-weapons-snapped, police-uk-violence-snapped, youth-10-17"),
        "{}",
        which.err
    );
    assert!(Definition::shipped_by_id("ours").is_none());
}

#[test]
fn a_document_that_cannot_be_read_as_its_kind_is_refused_and_the_store_is_as_it_was() {
    let desk = Desk::new();
    for (kind, bytes, word) in [
        ("definition", &b"id = \"Not An Id\""[..], "definition"),
        ("location-classes", b"word,class\nlane,swamp\n", "record 1"),
        ("location-classes", b"word,class\n", "no line"),
        (
            "places-of-recording",
            b"kind,name,easting,northing,radius_m,action,reason\nprison,X,1,,,exclude,\n",
            "record 1",
        ),
        ("harm-table", b"offence,weight\n5D,3\n", "# name"),
        ("harm-table", b"\xff\xfe\x00", "UTF-8"),
    ] {
        let file = desk.file("bad", bytes);
        let said = harmspot(&desk.store(), &["store", "put", kind, &file.to_string_lossy()]);
        assert_eq!(said.code, 4, "{kind}: {}", said.err);
        assert!(said.err.contains(word), "{kind}: {}", said.err);
        assert!(!desk.store().exists());
    }
    assert_eq!(harmspot(&desk.store(), &["store", "put", "harm-table", "nowhere.csv"]).code, 4);
}

#[test]
fn location_classes_of_the_store_are_read_at_import() {
    let desk = Desk::new();
    let text = rms::extract(&[rms::row(&[("Location Type", "Twitten")])]);
    let file = desk.file("rms.csv", text.as_bytes());
    desk.import(std::slice::from_ref(&file), "rms").unwrap();
    assert_eq!(desk.incidents()[0].location, LocationClass::Unknown);
    let own = desk.file("words.csv", format!("{}\ntwitten,street\n", LocationTable::SHIPPED_CSV).as_bytes());
    let said = harmspot(&desk.store(), &["store", "put", "location-classes", &own.to_string_lossy()]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(desk.import(&[file], "rms").unwrap().outcome.changed, 1);
    assert_eq!(desk.incidents()[0].location, LocationClass::Street);
}

#[test]
fn what_import_and_quality_print_is_marked_and_an_export_is_for_its_owner_alone() {
    let desk = Desk::new();
    let text = rms::extract(&[
        rms::row(&[]),
        rms::row(&[("Crime Ref", "C2"), ("Easting", "1"), ("Location Type", "Behind Ann's")]),
    ]);
    let file = desk.file("rms.csv", text.as_bytes());
    let import = |json: &[&str]| {
        let said =
            harmspot(&desk.store(), &[&["import", &file.to_string_lossy(), "--as", "rms"], json].concat());
        assert_eq!(said.code, 3, "{}", said.err);
        assert!(!said.out.to_lowercase().contains("ann's"), "{}", said.out);
        said.out
    };
    let printed = import(&[]);
    assert_eq!(printed.lines().next(), Some("OFFICIAL-SENSITIVE"));
    assert!(printed.contains("1 rarer location words"), "{printed}");
    let summary: serde_json::Value = serde_json::from_str(&import(&["--json"])).unwrap();
    assert_eq!(summary["marking"], "OFFICIAL-SENSITIVE");
    assert_eq!(summary["unmatched_locations_rarer"], 1);
    let quality = harmspot(&desk.store(), &["quality"]);
    assert_eq!(quality.out.lines().next(), Some("OFFICIAL-SENSITIVE"), "{}", quality.err);
    let quality = harmspot(&desk.store(), &["quality", "--json"]);
    let quality: serde_json::Value = serde_json::from_str(&quality.out).unwrap();
    assert_eq!(quality["marking"], "OFFICIAL-SENSITIVE");

    let export = desk.file("fix-me.csv", b"from last time");
    let said =
        harmspot(&desk.store(), &["import", "--quarantine-export", &export.to_string_lossy(), "--as", "rms"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.starts_with("OFFICIAL-SENSITIVE: "), "{}", said.err);
    assert!(std::fs::read_to_string(&export).unwrap().starts_with("harmspot file,"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&export).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
