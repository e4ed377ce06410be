//! The tables people open in a spreadsheet, whole.

use harmspot::{
    pipeline::Question,
    publish::{cells_csv, hotspots_csv, outlines},
};

use crate::fabricated::answer;

/// Compares with the file under `fixtures/tables`, byte for byte; HARMSPOT_BLESS=1 writes it anew, to be read
/// before it is committed.
fn same_as_the_fixture(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tables").join(name);
    if std::env::var_os("HARMSPOT_BLESS").is_some() {
        std::fs::write(&path, text).expect("written");
    }
    assert_eq!(text, std::fs::read_to_string(&path).expect("a fixture"), "{name}");
}

#[test]
fn the_list_as_csv_is_the_fixture_byte_for_byte() {
    let mut answer = answer(&Question::default());
    answer.list.places[1].harm = Some(1_234.5);
    answer.list.places[1].emerging = Some("new".to_owned());
    answer.list.places[2].rank = None;
    answer.list.places[2].name = "+1 \"Quoted\", Lane".to_owned();
    let shapes = outlines(&answer.list).expect("outlines in range");
    same_as_the_fixture("hotspots.csv", &hotspots_csv(&answer.list, answer.provenance.marking, &shapes));
}

#[test]
fn the_cells_as_csv_are_the_fixture_byte_for_byte() {
    let mut answer = answer(&Question::default());
    answer.cells.truncate(12);
    answer.cells[3].gi_star_z = f64::NAN;
    answer.cells[4].p_fdr = 1e-300;
    same_as_the_fixture("cells.csv", &cells_csv(&answer.cells, answer.provenance.marking));
}
