//! Places with a name: schools, hospitals, stations, parks, pubs and where crimes are recorded.

use super::{
    dice::Dice,
    ground::Lomea,
    mesh::Mesh,
    names,
    patches::{Patch, Use},
    towns::{NONE, TownKind, square},
};

/// A named place; `kind` as the area pack words it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Kind in kebab case, such as `pupil-referral-unit`.
    pub kind: &'static str,
    /// Name.
    pub name: String,
    /// Position in national grid metres, on land.
    pub at: (f64, f64),
    /// Settlement index, if any.
    pub town: Option<usize>,
}

/// Mean of a patch's corners after the streets around it were bent.
fn middle(patch: &Patch) -> (f64, f64) {
    let count = patch.ring.len().max(1) as f64;
    let sum = patch.ring.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
    (sum.0 / count, sum.1 / count)
}

pub(super) fn sites(lomea: &Lomea) -> Vec<Place> {
    let mut dice = Dice::new(lomea.seed, "sites");
    let list = &lomea.towns.list;
    let mut sites = Vec::new();
    let dry = |at: (f64, f64)| Mesh::locate(at.0, at.1).is_some_and(|c| lomea.coast.inland[c] > 1);
    for (index, town) in list.iter().enumerate() {
        sites.push(place("town", format!("{} (synthetic)", town.name), town.centre, index));
    }
    for (name, at) in &lomea.stations {
        sites.push(Place { kind: "station", name: format!("{name} station"), at: *at, town: None });
    }
    let large: Vec<usize> = by_size(lomea);
    let seats = [0, 1, 2, 3, 6, 7];
    let (mut hospitals, mut shops) = (0, 0);
    for (index, town) in list.iter().enumerate() {
        let mut own: Vec<&Patch> = lomea
            .patches
            .iter()
            .filter(|p| p.town == index as u16 && !p.ring.is_empty() && dry(middle(p)))
            .collect();
        own.sort_by(|a, b| a.out.total_cmp(&b.out));
        if own.is_empty() {
            continue;
        }
        let name = &town.name;
        let near = |patch: &Patch, dice: &mut Dice| {
            let (x, y) = middle(patch);
            let at = (x + dice.between(-40.0, 40.0), y + dice.between(-40.0, 40.0));
            if dry(at) { at } else { (x, y) }
        };
        let at_out = |out: f64| own[((own.len() - 1) as f64 * out) as usize];
        if town.kind == TownKind::Village {
            let at = near(at_out(0.5), &mut dice);
            sites.push(place("school", format!("{name} Primary School"), at, index));
            sites.push(place("licensed", format!("{}, {name}", dice.pick(names::INN)), town.centre, index));
            continue;
        }
        let thousands = town.population / 1_000.0;
        for _ in 0..(thousands / 4.5).round() as usize {
            let school = format!("{} Primary School, {name}", dice.pick(names::SCHOOL));
            let at = near(own[dice.below(own.len())], &mut dice);
            push_fresh(&mut sites, "school", school, at, index);
        }
        for number in 0..(thousands / 14.0).round().max(1.0) as usize {
            let tail = ["Academy", "School", "High School", "Community College"][number % 4];
            let at = near(at_out(dice.between(0.15, 0.9)), &mut dice);
            push_fresh(
                &mut sites,
                "school",
                format!("{} {tail}, {name}", dice.pick(names::SCHOOL)),
                at,
                index,
            );
        }
        if thousands > 40.0 {
            let at = near(at_out(dice.between(0.3, 0.8)), &mut dice);
            sites.push(place("pupil-referral-unit", format!("{name} Pupil Referral Unit"), at, index));
            sites.push(place("school", format!("{name} College"), near(at_out(0.1), &mut dice), index));
        }
        let seat = seats.contains(&index);
        if seat {
            hospitals += 1;
            let words =
                ["Royal Infirmary", "General Hospital", "Hospital", "Queen's Hospital"][hospitals % 4];
            sites.push(place("hospital", format!("{name} {words}"), near(at_out(0.45), &mut dice), index));
            sites.push(place("police", format!("{name} custody suite"), near(at_out(0.2), &mut dice), index));
        } else if thousands > 40.0 {
            sites.push(place(
                "police",
                format!("{name} police station"),
                near(at_out(0.05), &mut dice),
                index,
            ));
        }
        if [0, 1, 3, 7].contains(&index) {
            sites.push(place(
                "court",
                format!("{name} Magistrates' Court"),
                near(at_out(0.03), &mut dice),
                index,
            ));
        }
        if large.iter().take(7).any(|l| *l == index) {
            let label = [
                "The Quadrant",
                "Harbour Walk",
                "The Arcades",
                "Kingsgate Centre",
                "Tidewater",
                "The Mall",
                "Market Cross",
            ];
            let at = near(at_out(0.02), &mut dice);
            sites.push(place("shopping", format!("{} Shopping Centre, {name}", label[shops % 7]), at, index));
            shops += 1;
        }
        for patch in own.iter().filter(|p| p.used == Use::Park) {
            let park = format!(
                "{} {}, {name}",
                dice.pick(names::WARD),
                dice.pick(&["Park", "Recreation Ground", "Gardens", "Playing Fields"])
            );
            push_fresh(&mut sites, "park", park, middle(patch), index);
        }
        for number in 0..(thousands / 6.0).round().max(2.0) as usize {
            let what = [
                "Leisure Centre",
                "Sports Hall",
                "Boxing Club",
                "Multi-Use Games Area",
                "Football Ground",
                "Skate Park",
                "Youth Centre",
                "Swimming Pool",
            ];
            let at = near(own[dice.below(own.len())], &mut dice);
            let hall = format!("{} {}, {name}", dice.pick(names::WARD), what[number % what.len()]);
            push_fresh(&mut sites, "sport", hall, at, index);
        }
        let night = if town.kind == TownKind::Seaside { 1.5 } else { 1.0 };
        for _ in 0..(thousands / 2.6 * night).round() as usize {
            let inn = format!("{}, {name}", dice.pick(names::INN));
            let out = dice.unit() * dice.unit() * dice.unit() * if dice.chance(0.75) { 0.12 } else { 1.0 };
            let (x, y) = near(at_out(out), &mut dice);
            sites.push(place("licensed", inn, (x, y), index));
        }
        if index != 12 {
            let at =
                (town.centre.0 + dice.between(-220.0, 220.0), town.centre.1 + dice.between(-220.0, 220.0));
            if dry(at) {
                sites.push(place("station", format!("{name} bus station"), at, index));
            }
        }
    }
    let prison = prison(lomea, &mut dice);
    sites.push(Place {
        kind: "prison",
        name: "HMP Gorsemoor (synthetic)".to_owned(),
        at: prison,
        town: None,
    });
    sites
}

fn place(kind: &'static str, name: String, at: (f64, f64), town: usize) -> Place {
    Place { kind, name, at: ((at.0 * 10.0).round() / 10.0, (at.1 * 10.0).round() / 10.0), town: Some(town) }
}

fn push_fresh(sites: &mut Vec<Place>, kind: &'static str, name: String, at: (f64, f64), town: usize) {
    if !sites.iter().any(|s| s.kind == kind && s.name == name) {
        sites.push(place(kind, name, at, town));
    }
}

/// Towns by population, largest first.
pub(super) fn by_size(lomea: &Lomea) -> Vec<usize> {
    let list = &lomea.towns.list;
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by(|a, b| list[*b].population.total_cmp(&list[*a].population).then(a.cmp(b)));
    order
}

/// In the country, some 2.5 km from the new town.
fn prison(lomea: &Lomea, dice: &mut Dice) -> (f64, f64) {
    let centre = lomea.towns.list[7].centre;
    let wish = (centre.0 + dice.between(-3_500.0, 3_500.0), centre.1 - 4_500.0);
    let cell = (0..Mesh::LEN)
        .filter(|c| lomea.coast.inland[*c] > 8 && lomea.towns.of[*c] == NONE)
        .min_by(|a, b| square(Mesh::centre(*a), wish).total_cmp(&square(Mesh::centre(*b), wish)));
    cell.map_or(centre, Mesh::centre)
}
