//! The ground in the shapes in which boundaries, look-ups and counts are published.

use std::fmt::Write;

use super::{Lomea, mesh::ring_area, split::DISTRICTS, towns::NONE};

/// One file of the county: a name relative to its folder, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Name with forward slashes, such as `area/lsoa21.geojson`.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl File {
    pub(super) fn new(name: &str, text: String) -> Self {
        Self { name: name.to_owned(), bytes: text.into_bytes() }
    }
}

/// The legacy member that says the coordinates are national grid metres.
pub(super) const HEAD: &str = "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\
     \"urn:ogc:def:crs:EPSG::27700\"}},\"features\":[";

type Rings = Vec<Vec<(f64, f64)>>;

fn ring_text(out: &mut String, ring: &[(f64, f64)]) {
    out.push('[');
    for (index, (x, y)) in ring.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(out, "{comma}[{x:.1},{y:.1}]");
    }
    out.push(']');
}

/// Rings with their holes, as a MultiPolygon.
fn geometry(rings: &Rings) -> String {
    let mut out = String::from("{\"type\":\"MultiPolygon\",\"coordinates\":[");
    let outers: Vec<&Vec<(f64, f64)>> = rings.iter().filter(|r| ring_area(r) > 0.0).collect();
    for (index, outer) in outers.iter().enumerate() {
        out.push_str(if index > 0 { ",[" } else { "[" });
        ring_text(&mut out, outer);
        for hole in rings.iter().filter(|r| ring_area(r) < 0.0) {
            let home = outers
                .iter()
                .filter(|o| holds(o, hole[0]))
                .min_by(|a, b| ring_area(a).total_cmp(&ring_area(b)));
            if home.is_some_and(|h| std::ptr::eq(*h, *outer)) {
                out.push(',');
                ring_text(&mut out, hole);
            }
        }
        out.push(']');
    }
    out.push_str("]}");
    out
}

fn holds(ring: &[(f64, f64)], p: (f64, f64)) -> bool {
    ring.windows(2).fold(false, |inside, w| {
        let (a, b) = (w[0], w[1]);
        inside != ((a.1 > p.1) != (b.1 > p.1) && p.0 < (b.0 - a.0) * (p.1 - a.1) / (b.1 - a.1) + a.0)
    })
}

impl Lomea {
    /// Area by cell of one level, from the level of each LSOA.
    fn label(&self, of: impl Fn(usize) -> u16) -> Vec<u16> {
        self.census.lsoa.iter().map(|l| if *l == NONE { NONE } else { of(usize::from(*l)) }).collect()
    }

    fn layer(&self, file: &str, label: &[u16], count: usize, properties: impl Fn(usize) -> String) -> File {
        let mut out = String::from(HEAD);
        for (index, rings) in self.corners.rings(label, count).iter().enumerate() {
            let comma = if index > 0 { ",\n" } else { "\n" };
            let _ = write!(
                out,
                "{comma}{{\"type\":\"Feature\",\"properties\":{{{}}},\"geometry\":{}}}",
                properties(index),
                geometry(rings)
            );
        }
        out.push_str("\n]}\n");
        File::new(file, out)
    }

    /// Streets, paths, railway, motorway and rivers.
    pub(super) fn streets_file(&self) -> File {
        let mut out = String::from(HEAD);
        for (index, line) in self.net.lines.iter().enumerate() {
            let comma = if index > 0 { ",\n" } else { "\n" };
            let _ = write!(
                out,
                "{comma}{{\"type\":\"Feature\",\"properties\":{{\"kind\":\"{}\",\"name\":\"{}\"}},\
                 \"geometry\":{{\"type\":\"LineString\",\"coordinates\":",
                line.kind, line.name
            );
            let points: Vec<(f64, f64)> = line.nodes.iter().map(|n| self.net.at[*n as usize]).collect();
            ring_text(&mut out, &points);
            out.push_str("}}");
        }
        out.push_str("\n]}\n");
        File::new("area/streets.geojson", out)
    }

    /// Population, deprivation, postcodes and named places.
    pub(super) fn table_files(&self) -> Vec<File> {
        let census = &self.census;
        let mut population = String::from("lsoa21_code,total_population");
        for age in 0..90 {
            let _ = write!(population, ",{age}");
        }
        population.push_str(",90+\n");
        let mut need = String::from("lsoa21_code,IMD_decile\n");
        for (index, own) in self.residents.iter().enumerate() {
            let _ = write!(population, "{},{}", lsoa_code(index), own.by_age.iter().sum::<u32>());
            for count in &own.by_age {
                let _ = write!(population, ",{count}");
            }
            population.push('\n');
            let _ = writeln!(need, "{},{}", lsoa_code(index), own.decile);
        }
        let mut postcodes = String::new();
        for own in &self.postcodes {
            let lsoa = usize::from(own.lsoa);
            let _ = writeln!(
                postcodes,
                "\"{}\",10,{:.0},{:.0},\"L92000001\",\"\",\"\",\"\",\"{}\",\"{}\"",
                own.code,
                own.at.0,
                own.at.1,
                district_code(usize::from(census.district_of[lsoa])),
                ward_code(usize::from(census.ward_of[lsoa]))
            );
        }
        let mut sites = String::from("kind,name,easting,northing\n");
        for site in &self.sites {
            let _ = writeln!(sites, "{},\"{}\",{:.1},{:.1}", site.kind, site.name, site.at.0, site.at.1);
        }
        vec![
            File::new("area/population_lsoa21.csv", population),
            File::new("area/imd_lsoa21.csv", need),
            File::new("area/postcodes.csv", postcodes),
            File::new("area/sites.csv", sites),
        ]
    }

    /// Boundaries and look-ups.
    pub(super) fn boundary_files(&self) -> Vec<File> {
        let census = &self.census;
        let names = &self.area_names;
        let lsoas = census.msoa_of.len();
        let mut files = vec![
            self.layer("area/lsoa21.geojson", &census.lsoa, lsoas, |i| {
                format!("\"LSOA21CD\":\"{}\",\"LSOA21NM\":\"{}\"", lsoa_code(i), names.lsoa[i])
            }),
            self.layer("area/msoa21.geojson", &self.label(|l| census.msoa_of[l]), census.msoas, |i| {
                format!("\"MSOA21CD\":\"{}\",\"MSOA21NM\":\"{}\"", msoa_code(i), names.msoa[i])
            }),
        ];
        let mut ward_district = vec![0_usize; census.wards];
        for (lsoa, ward) in census.ward_of.iter().enumerate() {
            ward_district[usize::from(*ward)] = usize::from(census.district_of[lsoa]);
        }
        files.push(self.layer("area/ward.geojson", &self.label(|l| census.ward_of[l]), census.wards, |i| {
            let district = ward_district[i];
            format!(
                "\"WD24CD\":\"{}\",\"WD24NM\":\"{}\",\"LAD24CD\":\"{}\",\"LAD24NM\":\"{}\"",
                ward_code(i),
                names.ward[i],
                district_code(district),
                names.district[district]
            )
        }));
        let mut look_up = String::from(
            "lsoa21_code,lsoa21_name,msoa21_code,ward24_code,ward24_name,ltla24_code,ltla24_name\n",
        );
        for i in 0..lsoas {
            let (msoa, ward) = (usize::from(census.msoa_of[i]), usize::from(census.ward_of[i]));
            let district = usize::from(census.district_of[i]);
            let _ = writeln!(
                look_up,
                "{},{},{},{},{},{},{}",
                lsoa_code(i),
                names.lsoa[i],
                msoa_code(msoa),
                ward_code(ward),
                names.ward[ward],
                district_code(district),
                names.district[district]
            );
        }
        files.push(File::new("area/lsoa_ward_lad.csv", look_up));
        let mut csp = String::from("ltla24_code,ltla24_name,csp24_code,csp24_name,pfa24_code,pfa24_name\n");
        for district in 0..DISTRICTS {
            let number = csp_of(district);
            let _ = writeln!(
                csp,
                "{},{},{},{},L23000001,{FORCE}",
                district_code(district),
                names.district[district],
                csp_code(number),
                names.csp[number]
            );
        }
        files.push(File::new("area/lad_csp_pfa.csv", csp));
        files
    }
}

/// The force, as every picture shows it.
pub(super) const FORCE: &str = "Lomea (synthetic)";

/// The partnership of a district: 8 and 9 share one.
pub(super) fn csp_of(district: usize) -> usize {
    if district > 8 { district - 1 } else { district }
}

pub(super) fn lsoa_code(index: usize) -> String {
    format!("L01{:06}", index + 1)
}
pub(super) fn msoa_code(index: usize) -> String {
    format!("L02{:06}", index + 1)
}
pub(super) fn ward_code(index: usize) -> String {
    format!("L05{:06}", index + 1)
}
pub(super) fn district_code(index: usize) -> String {
    format!("L07{:06}", index + 1)
}
pub(super) fn csp_code(index: usize) -> String {
    format!("L22{:06}", index + 1)
}
