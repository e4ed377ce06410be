//! `harmspot programmes`: the register alone.

use std::process::{Command, Output};

use crate::county;

fn run(args: &[&std::ffi::OsStr]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_harmspot"))
        .arg("--store")
        .arg(county::lomea().join("store"))
        .arg("programmes")
        .args(args)
        .output()
        .expect("the program runs")
}

#[test]
fn the_register_alone_is_checked_against_the_rules_and_the_need() {
    let file = county::lomea().join("data/programmes.csv");
    let told = run(&[file.as_os_str()]);
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    assert!(
        said.contains("35 programmes, 32 with a place: 6 mentoring, 1 social skills, 27 sport, 1 staff"),
        "{said}"
    );
    assert!(said.contains("at least 20 % is asked") && said.contains("Averport"), "{said}");
    assert!(!said.contains("kept in the store"));
}

#[test]
fn a_kind_nobody_knows_stops_it_with_its_line() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("mine.csv");
    std::fs::write(&file, "name,kind,cost_per_year,starts\nFridays,Zumba-ish,1200,2025-01-01\n")
        .expect("written");
    let told = run(&[file.as_os_str()]);
    let said = String::from_utf8_lossy(&told.stderr).into_owned();
    assert_ne!(told.status.code(), Some(0));
    assert!(
        said.contains("line 2, column kind: \"Zumba-ish\"") && said.contains("other intervention"),
        "{said}"
    );
}
