//! The layers of the ground put together from what the files say.

use std::{collections::BTreeMap, path::PathBuf};

use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::{
    AreaError, boundaries, carry,
    check::{self, Seen},
    recognise::{self, FeatureKind, TableKind},
    tables::{Facts, Source},
};
use crate::{
    geodesy::GridPoint,
    pipeline::{Progress, sites::osm_streets},
    places::{Area, AreaLocator, AreaPack, Level, LsoaFacts, Street, shape},
    sources::{GroundFile, PublishedTable, is_osm_pbf, read_features, walk},
};

/// What to build.
#[derive(Debug, Clone, Default)]
pub struct AreaRequest {
    /// Files and folders, in any order.
    pub paths: Vec<PathBuf>,
    /// Name of the force area.
    pub name: String,
    /// True for a made-up county: every picture then says SYNTHETIC.
    pub synthetic: bool,
    /// Names to correct, old and new: areas of any level.
    pub renames: Vec<(String, String)>,
}

/// What was built, and how each file was read.
#[derive(Debug)]
pub struct AreaBuilt {
    /// The pack.
    pub pack: AreaPack,
    /// File name and what it was recognised as.
    pub recognised: Vec<(String, String)>,
    /// Files that are nothing known, left out.
    pub ignored: Vec<String>,
}

/// Everything read, before it is put together.
#[derive(Default)]
struct Read {
    facts: Facts,
    layers: BTreeMap<Level, Vec<(String, boundaries::Outline)>>,
    streets: Vec<Street>,
    mask_added: Vec<Area>,
    seen: Seen,
    inputs: Vec<(String, String)>,
}

/// Builds an area pack from published files, in any order; each is recognised by its content.
///
/// Districts are the dissolve of LSOA 2021 by look-up, CSPs that of their districts, the land their
/// union. Some seconds for a county.
///
/// # Errors
/// When LSOA boundaries or their look-up are missing, or a recognised file cannot be trusted.
pub fn build_area(request: &AreaRequest, progress: &dyn Progress) -> Result<AreaBuilt, AreaError> {
    let paths = walk(&request.paths)?;
    let (mut read, mut recognised, mut ignored) = (Read::default(), Vec::new(), Vec::new());
    for (n, path) in paths.iter().enumerate() {
        let file = GroundFile::read(path)?;
        progress.step(&file.name, n as u64, paths.len() as u64);
        match read_file(&file, &mut read)? {
            Some(words) => recognised.push((file.name, words)),
            None => ignored.push(file.name),
        }
    }
    progress.step("putting the layers together", paths.len() as u64, paths.len() as u64);
    let pack = assemble(request, read, recognised.len())?;
    Ok(AreaBuilt { pack, recognised, ignored })
}

fn read_file(file: &GroundFile, read: &mut Read) -> Result<Option<String>, AreaError> {
    let words = if is_osm_pbf(&file.bytes) {
        let osm = osm_streets(file)?;
        read.streets.extend(osm.streets);
        Some("streets of OpenStreetMap".to_owned())
    } else if file.looks_like_json() {
        read_json(file, read)?
    } else {
        read_table(file, read)?
    };
    if words.is_some() {
        read.inputs.push((file.name.clone(), file.sha256.clone()));
    }
    Ok(words)
}

fn read_json(file: &GroundFile, read: &mut Read) -> Result<Option<String>, AreaError> {
    let features = read_features(file)?;
    let Some(kind) = recognise::features(&features) else { return Ok(None) };
    match &kind {
        FeatureKind::Boundaries { level: Level::District, .. } => {
            return Ok(Some(
                "district boundaries: not used, districts are dissolved from LSOA 2021".to_owned(),
            ));
        }
        FeatureKind::Boundaries { level, year } => {
            let outlines = boundaries::read(&features, *level, &file.name)?;
            read.seen.years.insert(*level, year.clone());
            let named = outlines.into_iter().map(|outline| (file.name.clone(), outline));
            read.layers.entry(*level).or_default().extend(named);
        }
        FeatureKind::Streets => read.streets.extend(boundaries::streets(&features, &file.name)?),
        FeatureKind::MaskAdded => read.mask_added.extend(boundaries::unnamed(&features, &file.name)?),
        FeatureKind::NotUsed(_) => {}
    }
    Ok(Some(kind.to_string()))
}

fn read_table(file: &GroundFile, read: &mut Read) -> Result<Option<String>, AreaError> {
    // A file that is no table at all is simply not about the ground.
    let Ok(table) = PublishedTable::read(file, recognise::has_header) else { return Ok(None) };
    let Some(kind) = recognise::table(&table) else { return Ok(None) };
    let (facts, source) = (&mut read.facts, Source { file: &file.name, table: &table });
    match &kind {
        TableKind::Postcodes => facts.add_postcodes(&source)?,
        TableKind::LsoaWardDistrict { lsoa, ward, .. } if lsoa == "21" => {
            facts.ward_year = ward.clone().or(facts.ward_year.take());
            facts.add_lsoa_lookup(&source)?;
        }
        TableKind::DistrictCsp { csp, .. } => {
            facts.csp_year = Some(csp.clone());
            facts.add_csp_lookup(&source)?;
        }
        TableKind::Vintage => {
            facts.add_vintage(&source)?;
            facts.add_lsoa_lookup_if_new(&source);
        }
        TableKind::Population { lsoa } => {
            facts.population_year = Some(lsoa.clone());
            facts.add_population(&source)?;
        }
        TableKind::Deprivation => facts.add_deciles(&source)?,
        TableKind::Sites => facts.add_sites(&source)?,
        TableKind::Hospitals { name } => facts.add_hospitals(&source, *name)?,
        TableKind::Schools => facts.add_schools(&source)?,
        TableKind::LsoaWardDistrict { .. } | TableKind::NotUsed(_) => {}
    }
    Ok(Some(kind.to_string()))
}

fn index_of(areas: &[Area], code: &str) -> Option<u16> {
    areas.binary_search_by(|a| a.code.as_str().cmp(code)).ok().and_then(|i| u16::try_from(i).ok())
}

/// One area for each code of `codes` (one an LSOA), dissolved, sorted by code.
fn dissolved(lsoa: &[Area], codes: &[Option<String>], name: &BTreeMap<String, String>) -> Vec<Area> {
    let mut groups: BTreeMap<&String, Vec<&MultiPolygon<f64>>> = BTreeMap::new();
    for (area, code) in lsoa.iter().zip(codes) {
        if let Some(code) = code {
            groups.entry(code).or_default().push(&area.shape);
        }
    }
    let groups: Vec<_> = groups.into_iter().collect();
    let one = |(code, shapes): &(&String, Vec<&MultiPolygon<f64>>)| {
        let shape = shape::dissolve(shapes);
        let name = name.get(*code).unwrap_or(code).clone();
        Area { code: (*code).clone(), name, area_m2: shape::area(&shape), shape }
    };
    groups.par_iter().map(one).collect()
}

fn point_inside(area: &Area) -> Option<GridPoint> {
    shape::point_inside(&area.shape).and_then(|c| GridPoint::new(c.x, c.y))
}

fn assemble(request: &AreaRequest, mut read: Read, files: usize) -> Result<AreaPack, AreaError> {
    let mut layer =
        |level: Level| boundaries::by_code(read.layers.remove(&level).unwrap_or_default(), level.word());
    let lsoa: Vec<Area> = layer(Level::Lsoa)?.into_iter().map(|o| o.area).collect();
    let (msoa, wards) = (layer(Level::Msoa)?, layer(Level::Ward)?);
    let mut facts = read.facts;
    if lsoa.is_empty() {
        return Err(AreaError::Missing { layer: "LSOA 2021 boundaries", files });
    }
    if facts.lsoa.is_empty() {
        return Err(AreaError::Missing { layer: "look-up from LSOA 2021 to district", files });
    }
    let missing: Vec<&Area> = lsoa.iter().filter(|a| !facts.lsoa.contains_key(&a.code)).collect();
    if let Some(first) = missing.first() {
        let (found, first) = (lsoa.len() - missing.len(), first.code.clone());
        return Err(AreaError::VintageMismatch { found, wanted: lsoa.len(), first });
    }
    let district_of: Vec<Option<String>> = lsoa.iter().map(|a| Some(facts.lsoa[&a.code].1.clone())).collect();
    let csp_of_district = |d: &String| facts.csp.get(d).map(|(csp, _)| csp.clone());
    let csp_of: Vec<Option<String>> =
        district_of.iter().map(|d| d.as_ref().and_then(csp_of_district)).collect();
    let district = dissolved(&lsoa, &district_of, &facts.name);
    let csp = dissolved(&lsoa, &csp_of, &facts.name);
    let land = AreaLocator::new(&lsoa);
    let on_land = |p: &GridPoint| land.locate(*p).is_some();
    let all = facts.postcodes.len();
    facts.postcodes.retain(on_land);
    facts.postcodes.sort_by(|a, b| {
        a.northing_m().total_cmp(&b.northing_m()).then(a.easting_m().total_cmp(&b.easting_m()))
    });
    read.seen.postcodes_elsewhere = all - facts.postcodes.len();
    read.seen.postcodes_unplaced = facts.postcodes_unplaced;
    let all = facts.sites.len();
    facts.sites.retain(|site| on_land(&site.point));
    facts.sites.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    read.seen.sites_elsewhere = all - facts.sites.len();
    let inside = |o: &boundaries::Outline| point_inside(&o.area).is_some_and(|p| on_land(&p));
    let msoa: Vec<Area> = msoa.into_iter().filter(inside).map(|o| o.area).collect();
    let wards: Vec<boundaries::Outline> = wards.into_iter().filter(inside).collect();
    let district_of_ward = |o: &boundaries::Outline| {
        let stated = o.district.as_ref().and_then(|code| index_of(&district, code));
        stated.or_else(|| {
            let at = land.locate(point_inside(&o.area)?)?;
            index_of(&district, district_of[at as usize].as_ref()?)
        })
    };
    let ward_district: Vec<Option<u16>> = wards.iter().map(district_of_ward).collect();
    let ward: Vec<Area> = wards.into_iter().map(|o| o.area).collect();
    let district_csp = district.iter().map(|d| index_of(&csp, &csp_of_district(&d.code)?)).collect();
    let population = population(&facts, &lsoa, &land, &mut read.seen);
    let msoa_locator = AreaLocator::new(&msoa);
    let lsoa_facts = lsoa.iter().enumerate().map(|(i, area)| {
        let people = population.get(&area.code);
        let ward_code = facts.lsoa[&area.code].0.as_ref();
        LsoaFacts {
            population: people.map(|(counts, _)| counts.clone()).unwrap_or_default(),
            population_carried: people.is_some_and(|(_, changed)| *changed),
            imd_decile: facts.decile.get(&area.code).copied(),
            msoa: point_inside(area).and_then(|p| msoa_locator.locate(p)).and_then(|m| u16::try_from(m).ok()),
            ward: ward_code.and_then(|code| index_of(&ward, code)),
            district: district_of[i].as_ref().and_then(|code| index_of(&district, code)),
            csp: csp_of[i].as_ref().and_then(|code| index_of(&csp, code)),
        }
    });
    let lsoa_facts: Vec<LsoaFacts> = lsoa_facts.collect();
    read.seen.population_year.clone_from(&facts.population_year);
    read.seen.ward_lookup_year.clone_from(&facts.ward_year);
    read.seen.csp_year.clone_from(&facts.csp_year);
    read.seen.forces = district.iter().filter_map(|d| facts.csp.get(&d.code)?.1.clone()).collect();
    read.inputs.sort();
    let mut pack = AreaPack {
        format: AreaPack::FORMAT,
        name: request.name.clone(),
        synthetic: request.synthetic,
        attribution: check::attribution(request.synthetic),
        lsoa,
        msoa,
        ward,
        district,
        csp,
        lsoa_facts,
        ward_district,
        district_csp,
        postcodes: facts.postcodes,
        streets: read.streets,
        sites: facts.sites,
        mask_added: read.mask_added,
        notes: Vec::new(),
        inputs: read.inputs,
    };
    rename(&mut pack, &request.renames)?;
    pack.notes = check::notes(&pack, &read.seen);
    Ok(pack)
}

/// Population by LSOA 2021: as given, or carried from 2011.
fn population(
    facts: &Facts,
    lsoa: &[Area],
    land: &AreaLocator,
    seen: &mut Seen,
) -> BTreeMap<String, (Vec<f64>, bool)> {
    if facts.population_year.as_deref() != Some("11") {
        return facts
            .population
            .iter()
            .map(|(code, counts)| (code.clone(), (counts.clone(), false)))
            .collect();
    }
    let mut postcodes: BTreeMap<String, u32> = BTreeMap::new();
    for at in facts.postcodes.iter().filter_map(|p| land.locate(*p)) {
        *postcodes.entry(lsoa[at as usize].code.clone()).or_default() += 1;
    }
    let carried = carry::carry(&facts.population, &facts.vintage, &postcodes);
    seen.by_change = carried.by_change;
    seen.population_lost = carried.lost.len();
    carried.by_lsoa
}

fn rename(pack: &mut AreaPack, renames: &[(String, String)]) -> Result<(), AreaError> {
    for (old, new) in renames {
        let layers = [&mut pack.csp, &mut pack.district, &mut pack.ward, &mut pack.msoa, &mut pack.lsoa];
        let mut found = false;
        for area in layers.into_iter().flatten().filter(|a| a.name.eq_ignore_ascii_case(old)) {
            area.name.clone_from(new);
            found = true;
        }
        if !found {
            return Err(AreaError::NothingToRename { old: old.clone() });
        }
    }
    Ok(())
}
