//! CSV for spreadsheets: the marking and provenance in a comment line, text safe from being taken
//! for a formula, CRLF line ends (RFC 4180), numbers as numbers.

use std::fmt::Write;

use serde::Serialize;

use super::{Provenance, PublishError, Shapes, geojson};
use crate::detect::{CellStatistic, HotspotList};

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

fn comment(provenance: &Provenance) -> Result<String, PublishError> {
    let json = serde_json::to_string(provenance)
        .map_err(|source| PublishError::Json { what: "the provenance", source })?;
    Ok(format!("# {}; provenance {json}\r\n", provenance.marking.words()))
}

/// The list, one place a row, in the list's order; `lon` and `lat` are a point inside the outline.
///
/// # Errors
/// [`PublishError::Json`] when the provenance does not serialise.
pub fn hotspots_csv(
    list: &HotspotList,
    provenance: &Provenance,
    shapes: &Shapes,
) -> Result<String, PublishError> {
    let mut out = comment(provenance)?;
    out.push_str(
        "rank,rank_csp,id,kind,csp,csp_code,name,area_ha,events,crimes,harm,expected,excess,p,p_fdr,class,\
         confidence,pai_in_sample,stable_n,stable_of,emerging,peak,change,lon,lat,reason,null,marking\r\n",
    );
    for (number, place) in list.places.iter().enumerate() {
        let point = geojson::label_point(shapes, number);
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
            place.p.to_string(),
            place.p_fdr.to_string(),
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
            text_field(provenance.marking.words()),
        ];
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    Ok(out)
}

/// Every unit of the mask, ascending by id, zeros included.
///
/// # Errors
/// [`PublishError::Json`] when the provenance does not serialise.
pub fn cells_csv(cells: &[CellStatistic], provenance: &Provenance) -> Result<String, PublishError> {
    let mut out = comment(provenance)?;
    out.push_str("id,value,neighbourhood,expected,excess,gi_star_z,p_total_ge,p_two_sided,p_fdr,class\r\n");
    for cell in cells {
        // Writing into a string cannot fail.
        let _ = write!(
            out,
            "{},{},{},{},{},{},{},{},{},{}\r\n",
            text_field(&cell.id),
            cell.value,
            cell.neighbourhood,
            cell.expected,
            geojson::cell_excess(cell),
            if cell.gi_star_z.is_finite() { cell.gi_star_z.to_string() } else { String::new() },
            cell.p_total_ge,
            cell.p_two_sided,
            cell.p_fdr,
            word(cell.class),
        );
    }
    Ok(out)
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
