//! What the areas are called.

use super::{
    area_files::csp_of,
    dice::Dice,
    mesh::Mesh,
    names,
    split::{Census, DISTRICTS},
    towns::{NONE, TownKind, Towns},
};

/// Names by level, in the order of the codes.
#[derive(Debug, Clone, Default)]
pub(super) struct AreaNames {
    pub(super) lsoa: Vec<String>,
    pub(super) msoa: Vec<String>,
    pub(super) ward: Vec<String>,
    pub(super) district: Vec<String>,
    pub(super) csp: Vec<String>,
}

impl AreaNames {
    pub(super) fn new(seed: u64, towns: &Towns, census: &Census) -> Self {
        let mut dice = Dice::new(seed, "area names");
        let plain: Vec<String> = (0..DISTRICTS)
            .map(|d| {
                let mut own = towns.list.iter().filter(|t| t.district == d && t.kind != TownKind::Village);
                own.next().map_or_else(|| format!("District {d}"), |t| t.name.clone())
            })
            .collect();
        let mut csp = vec![String::new(); DISTRICTS - 1];
        for (district, name) in plain.iter().enumerate() {
            let whole = &mut csp[csp_of(district)];
            *whole = if whole.is_empty() { name.clone() } else { format!("{whole} and {name}") };
        }
        let mut msoa = Vec::new();
        let mut lsoa = Vec::new();
        let mut in_district = [0; DISTRICTS];
        for (index, own) in census.msoa_of.iter().enumerate() {
            let district = usize::from(census.district_of[index]);
            if usize::from(*own) == msoa.len() {
                in_district[district] += 1;
                msoa.push(format!("{} {:03}", plain[district], in_district[district]));
            }
            let letter = census.msoa_of[..index].iter().rev().take_while(|m| *m == own).count();
            lsoa.push(format!("{}{}", msoa[usize::from(*own)], char::from(b'A' + letter as u8)));
        }
        let ward = wards(towns, census, &mut dice);
        let synthetic = |name: String| format!("{name} (synthetic)");
        Self {
            lsoa,
            msoa,
            ward,
            district: plain.into_iter().map(synthetic).collect(),
            csp: csp.into_iter().map(synthetic).collect(),
        }
    }
}

/// A ward is named after a part of its town, or after its villages.
fn wards(towns: &Towns, census: &Census, dice: &mut Dice) -> Vec<String> {
    let mut by_town = vec![std::collections::BTreeMap::<u16, f64>::new(); census.wards];
    for (cell, lsoa) in census.lsoa.iter().enumerate().filter(|(_, l)| **l != NONE) {
        let people = f64::from(census.people[cell]);
        *by_town[usize::from(census.ward_of[usize::from(*lsoa)])].entry(towns.of[cell]).or_default() +=
            people;
    }
    let mut centre_ward = vec![usize::MAX; towns.list.len()];
    for (index, town) in towns.list.iter().enumerate() {
        let lsoa = Mesh::locate(town.centre.0, town.centre.1).map_or(NONE, |c| census.lsoa[c]);
        if lsoa != NONE {
            centre_ward[index] = usize::from(census.ward_of[usize::from(lsoa)]);
        }
    }
    let mut used: std::collections::BTreeSet<(u16, String)> = std::collections::BTreeSet::new();
    let mut taken = std::collections::BTreeSet::new();
    (0..census.wards)
        .map(|ward| {
            let mut shares: Vec<(u16, f64)> =
                by_town[ward].iter().filter(|(t, _)| **t != NONE).map(|(t, p)| (*t, *p)).collect();
            shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let Some(&(town, _)) = shares.first() else { return format!("Rural {}", ward + 1) };
            let place = &towns.list[usize::from(town)];
            let name = if place.kind == TownKind::Village {
                let second = shares.get(1).filter(|s| towns.list[usize::from(s.0)].kind == TownKind::Village);
                match second {
                    Some((other, _)) => {
                        format!("{} and {}", place.name, towns.list[usize::from(*other)].name)
                    }
                    None => format!("{} and District", place.name),
                }
            } else if centre_ward[usize::from(town)] == ward {
                format!("{} Town", place.name)
            } else {
                (0..200)
                    .map(|_| (*dice.pick(names::WARD)).to_owned())
                    .find(|p| used.insert((town, p.clone())))
                    .unwrap_or_else(|| format!("Part {ward}"))
            };
            // The same part of two towns is two wards with one name, as in life; the district tells them apart.
            taken.insert(name.clone());
            name
        })
        .collect()
}
