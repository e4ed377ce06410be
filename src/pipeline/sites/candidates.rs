//! Files of sites to candidates: each recognised by its content, never by its name.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{SitesFileError, headings};
use crate::{
    geodesy::{Crs, GridPoint, Projector},
    pipeline::PipelineError,
    places::{
        Ground, SiteKind,
        candidates::{
            CandidateColumn, CandidateOptions, CandidateRow, CandidateSet, LeftOut, Postcodes,
            check_candidates,
        },
        shape,
    },
    sources::{
        Budget, Fault, Feature, Geometry, GroundFile, Layout, PublishedTable, RawTable, SourceFile, read,
        read_features, walk,
    },
};

/// What the files hold.
#[derive(Default)]
struct Held {
    rows: Vec<CandidateRow>,
    /// Records that are no rows.
    left_out: Vec<LeftOut>,
    postcodes: Postcodes,
    said: Vec<String>,
}

/// Reads and checks files of sites, in any order and mixed: Active Places, EduBase, the register of school addresses,
/// a user's own table (CSV or workbook), GeoJSON; and Code-Point Open files, which place postcodes.
///
/// Of two rows for one site the one of the file named earlier stays. A folder stands for its files.
///
/// # Errors
/// [`PipelineError::SitesFile`] for a file that is none of these. Rows at fault are left out, with the reason.
pub fn read_candidates(
    paths: &[PathBuf],
    ground: &Ground,
    options: &CandidateOptions,
) -> Result<CandidateSet, PipelineError> {
    let mut held = Held::default();
    for (number, path) in walk(paths).map_err(SitesFileError::from)?.iter().enumerate() {
        held.read(path, number)?;
    }
    let mut set = check_candidates(&held.rows, ground, &held.postcodes, options);
    set.read += held.left_out.len();
    set.left_out.extend(held.left_out);
    set.left_out.sort();
    held.said.append(&mut set.notes);
    set.notes = held.said;
    Ok(set)
}

/// Candidates from the sites of the area pack itself: schools, parks and sports sites, without hours or costs.
#[must_use]
pub fn pack_candidates(ground: &Ground, options: &CandidateOptions) -> CandidateSet {
    let sport = |kind| matches!(kind, SiteKind::School | SiteKind::Park | SiteKind::Sport);
    let sites = ground.pack().sites.iter().zip(1_u64..).filter(|(site, _)| sport(site.kind));
    let row = |(site, line): (&crate::places::Site, u64)| {
        let cell = |text: &str| (String::new(), text.to_owned());
        let kind = match site.kind {
            SiteKind::Park => "park",
            SiteKind::School => "school",
            _ => "sport",
        };
        CandidateRow {
            file: "area pack".to_owned(),
            line,
            is_school: site.kind == SiteKind::School,
            cells: BTreeMap::from([
                (CandidateColumn::Name, cell(&site.name)),
                (CandidateColumn::Kind, cell(kind)),
            ]),
            at: Some(site.point),
            ..CandidateRow::default()
        }
    };
    let rows: Vec<CandidateRow> = sites.map(row).collect();
    check_candidates(&rows, ground, &Postcodes::default(), options)
}

impl Held {
    fn read(&mut self, path: &Path, number: usize) -> Result<(), SitesFileError> {
        let file = read(path, &Budget::default())?;
        let as_ground = |f: &SourceFile| GroundFile {
            name: f.name.clone(),
            sha256: f.sha256.clone(),
            bytes: f.bytes.clone(),
        };
        if looks_like_json(&file.bytes) {
            return self.features(&as_ground(&file), number);
        }
        if is_code_point(&file.bytes) {
            return self.code_point(&as_ground(&file));
        }
        self.table(file, number)
    }

    fn table(&mut self, file: SourceFile, number: usize) -> Result<(), SitesFileError> {
        let known = |names: &[String]| headings::columns(names).len();
        let table = RawTable::open(file, &Layout::default(), Budget::default(), &known)?;
        let columns = recognised(&table.name, &table.header)?;
        let is_school = headings::are_schools(&table.header);
        self.said.extend(table.notes.iter().map(|note| format!("{}: {note}", table.name)));
        for record in table.records().filter(|r| !r.is_blank()) {
            let mut row = CandidateRow {
                file: table.name.clone(),
                file_number: number,
                line: record.line,
                is_school,
                ..CandidateRow::default()
            };
            if let Some(fault) = &record.fault {
                self.left_out
                    .push(row.refuse_whole(words(fault), "export the file again, or correct the line"));
                continue;
            }
            let cell = |at: usize| record.fields.get(at).map(ToString::to_string).unwrap_or_default();
            row.cells = columns.iter().map(|(at, c)| (*c, (table.header[*at].clone(), cell(*at)))).collect();
            self.rows.push(row);
        }
        Ok(())
    }

    fn code_point(&mut self, file: &GroundFile) -> Result<(), SitesFileError> {
        let table = PublishedTable::read(file, |_| false)?;
        for (_, row) in &table.rows {
            let metres = |i: usize| row.get(i).and_then(|t| t.parse::<f64>().ok());
            let placed = |(e, n): (f64, f64)| (e != 0.0 || n != 0.0).then(|| GridPoint::new(e, n)).flatten();
            self.postcodes.add(&row[0], metres(2).zip(metres(3)).and_then(placed));
        }
        self.said.push(format!("{}: {} postcodes to place sites by", file.name, table.rows.len()));
        Ok(())
    }

    fn features(&mut self, file: &GroundFile, number: usize) -> Result<(), SitesFileError> {
        let features = read_features(file)?;
        let mut keys: Vec<String> =
            features.features.iter().flat_map(|f| f.properties.keys().cloned()).collect();
        keys.sort();
        keys.dedup();
        let columns: Vec<(String, CandidateColumn)> =
            headings::columns(&keys).into_iter().map(|(at, c)| (keys[at].clone(), c)).collect();
        let off = |feature: u64, reason| SitesFileError::OffGrid { file: file.name.clone(), feature, reason };
        let crs = match &features.crs {
            None => Crs::WGS84,
            Some(name) => name.parse().map_err(|reason| off(1, reason))?,
        };
        let projector = Projector::new(crs, Crs::GRID).map_err(|reason| off(1, reason))?;
        for feature in &features.features {
            let cells = columns.iter().filter_map(|(key, c)| Some((*c, (key.clone(), text(feature, key)?))));
            let mut row = CandidateRow {
                file: file.name.clone(),
                file_number: number,
                line: feature.number,
                is_feature: true,
                is_school: headings::are_schools(&keys),
                cells: cells.collect(),
                at: None,
            };
            let middle = match &feature.geometry {
                None => None,
                Some(Geometry::Points(points)) => points.first().copied(),
                Some(Geometry::Polygons(shape)) => shape::point_inside(shape),
                Some(Geometry::Lines(_)) => {
                    let left =
                        row.refuse_whole("a line is no place for a session", "draw it as a point or an area");
                    self.left_out.push(left);
                    continue;
                }
            };
            if let Some(c) = middle {
                match projector.convert_point(c.x, c.y) {
                    Ok(at) => row.at = Some(at),
                    Err(reason) => {
                        self.left_out.push(row.refuse_whole(reason.to_string(), reason.hint()));
                        continue;
                    }
                }
            }
            self.rows.push(row);
        }
        Ok(())
    }
}

fn text(feature: &Feature, key: &str) -> Option<String> {
    match feature.properties.get(key)? {
        serde_json::Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        _ => feature.text(key),
    }
}

fn recognised(file: &str, header: &[String]) -> Result<Vec<(usize, CandidateColumn)>, SitesFileError> {
    use CandidateColumn::{Easting, Latitude, Longitude, Name, Northing, Point, Postcode};
    let columns = headings::columns(header);
    let has = |column| columns.iter().any(|(_, c)| *c == column);
    let place =
        (has(Easting) && has(Northing)) || (has(Longitude) && has(Latitude)) || has(Point) || has(Postcode);
    let missing = if !has(Name) {
        "name"
    } else if !place {
        "place"
    } else {
        return Ok(columns);
    };
    let shown: Vec<String> =
        header.iter().take(12).map(|h| h.chars().filter(|c| !c.is_control()).take(40).collect()).collect();
    Err(SitesFileError::NotSites { file: file.to_owned(), missing, found: shown.join(", ") })
}

fn looks_like_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{')
}

/// Code-Point Open has no header: a postcode, its quality, metres east and north, six codes.
fn is_code_point(bytes: &[u8]) -> bool {
    let line = bytes.split(|b| matches!(b, b'\n' | b'\r')).next().unwrap_or_default();
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let fields: Vec<&str> = line.split(',').collect();
    fields.len() == 10 && (1..4).all(|i| fields[i].trim().parse::<u32>().is_ok())
}

fn words(fault: &Fault) -> String {
    match fault {
        Fault::Ragged { expected, found } => format!("{found} fields where the header has {expected}"),
        Fault::Undecodable => "bytes that are no text".to_owned(),
        Fault::Nul => "a NUL byte".to_owned(),
        Fault::Quote => "a quote that is never closed".to_owned(),
        Fault::TooLong => "a field or record that is too long".to_owned(),
        Fault::Cut => "the file ends inside this record".to_owned(),
        Fault::Hopeless => "too many unbalanced quotes to read on".to_owned(),
    }
}
