//! CSV for spreadsheets: the header is the first line, every row carries the marking, text is safe from being
//! taken for a formula, CRLF line ends (RFC 4180), numbers as numbers. Provenance lies beside the file.

use std::fmt::Write;

use serde::Serialize;

use super::{Marking, Provenance, PublishError, Shapes, findings::csv_number, geojson};
use crate::detect::{CellStatistic, Class, HotspotList};

/// Text as one field: quoted where needed, and led by `'` where a spreadsheet would run it as a
/// formula (`=`, `+`, `-`, `@`, tab, CR, NUL).
#[must_use]
pub fn text_field(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
    let guarded = if risky { format!("'{text}") } else { text.to_owned() };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

/// The kebab-case word of a class, kind or confidence.
fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn some<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

/// A number in its shortest exact form, `1e-9` where it is small; empty where there is none.
fn number(value: f64) -> String {
    let mut out = String::new();
    csv_number(&mut out, value);
    out
}

/// The file that lies beside a CSV and says where it came from.
///
/// # Errors
/// [`PublishError::Json`] when the provenance does not serialise.
pub fn provenance_beside(provenance: &Provenance) -> Result<String, PublishError> {
    let json = serde_json::to_string_pretty(provenance)
        .map_err(|source| PublishError::Json { what: "the provenance", source })?;
    Ok(json + "\n")
}

/// The list, one place a row, in the list's order; `lon` and `lat` are a point inside the outline.
#[must_use]
pub fn hotspots_csv(list: &HotspotList, marking: Marking, shapes: &Shapes) -> String {
    let mut out = String::from(
        "rank,rank_csp,id,kind,csp,csp_code,name,area_ha,events,crimes,harm,expected,excess,p,p_fdr,class,\
         confidence,pai_in_sample,stable_n,stable_of,emerging,peak,change,lon,lat,reason,null,marking\r\n",
    );
    for (at, place) in list.places.iter().enumerate() {
        let point = geojson::label_point(shapes, at);
        let fields = [
            some(place.rank),
            some(place.rank_csp),
            text_field(&place.id),
            word(place.kind),
            text_field(&place.csp),
            text_field(&place.csp_code),
            text_field(&place.name),
            place.area_ha.to_string(),
            place.events.to_string(),
            place.crimes.to_string(),
            some(place.harm),
            place.expected.to_string(),
            place.excess.to_string(),
            number(place.p),
            number(place.p_fdr),
            word(place.class),
            word(place.confidence),
            place.pai_in_sample.to_string(),
            place.stable_n.to_string(),
            place.stable_of.to_string(),
            text_field(place.emerging.as_deref().unwrap_or_default()),
            text_field(place.peak.as_ref().map(|p| p.words.as_str()).unwrap_or_default()),
            word(place.change),
            some(point.map(|p| p[0])),
            some(point.map(|p| p[1])),
            text_field(&place.reason),
            text_field(&list.null),
            text_field(marking.words()),
        ];
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    out
}

/// Every unit of the mask, ascending by id, zeros included.
/// A unit that was not tested has no z and no p.
#[must_use]
pub fn cells_csv(cells: &[CellStatistic], marking: Marking) -> String {
    let mut out = String::from(
        "id,value,neighbourhood,expected,excess,gi_star_z,p_total_ge,p_two_sided,p_fdr,class,marking\r\n",
    );
    for cell in cells {
        let tested = |v: f64| if cell.class == Class::NotTested { String::new() } else { number(v) };
        // Writing into a string cannot fail.
        let _ = write!(
            out,
            "{},{},{},{},{},{},{},{},{},{},{}\r\n",
            text_field(&cell.id),
            cell.value,
            cell.neighbourhood,
            cell.expected,
            geojson::cell_excess(cell),
            tested(cell.gi_star_z),
            tested(cell.p_total_ge),
            tested(cell.p_two_sided),
            tested(cell.p_fdr),
            word(cell.class),
            text_field(marking.words()),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::text_field;

    #[test]
    fn text_that_a_spreadsheet_would_run_is_led_by_an_apostrophe() {
        assert_eq!(text_field("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
        for start in ["+1", "-1", "@a", "\tx", "\0x"] {
            assert_eq!(text_field(start), format!("'{start}"));
        }
        assert_eq!(text_field("\rx"), "\"'\rx\"");
        assert_eq!(text_field("High Street, Chatham"), "\"High Street, Chatham\"");
        assert_eq!(text_field("High Street"), "High Street");
    }
}
