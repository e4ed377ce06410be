//! Who lives where: population by single year of age, and deprivation.

use super::{
    dice::Dice,
    ground::Lomea,
    mesh::Mesh,
    noise::Noise,
    towns::{NONE, TownKind},
};

/// People of one LSOA.
#[derive(Debug, Clone, PartialEq)]
pub struct Residents {
    /// By single year of age, 0 to 90 and over.
    pub by_age: Vec<u32>,
    /// Deprivation decile, 1 the most deprived.
    pub decile: u8,
}

pub(super) fn residents(lomea: &Lomea) -> Vec<Residents> {
    let mut dice = Dice::new(lomea.seed, "people");
    let poor = Noise(dice.next());
    let count = lomea.census.msoa_of.len();
    let mut people = vec![0.0; count];
    let mut need = vec![0.0; count];
    let mut kind = vec![[0.0; 4]; count];
    for (cell, lsoa) in lomea.census.lsoa.iter().enumerate().filter(|(_, l)| **l != NONE) {
        let index = usize::from(*lsoa);
        let here = f64::from(lomea.census.people[cell]).max(0.001);
        let (x, y) = Mesh::centre(cell);
        people[index] += here;
        let (base, slot) = match lomea.towns.of[cell] {
            NONE => (-0.5, 0),
            town => match lomea.towns.list[usize::from(town)].kind {
                TownKind::Seaside => (0.5, 1),
                TownKind::Port | TownKind::CityPort | TownKind::Works => (0.45, 2),
                TownKind::Commuter | TownKind::Village => (-0.7, 3),
                TownKind::Cathedral | TownKind::Market => (-0.15, 3),
                TownKind::NewTown => (0.25, 2),
            },
        };
        let inner = 0.8 * (0.5 - f64::from(lomea.towns.out[cell]));
        need[index] += here
            * (base
                + if lomea.towns.of[cell] == NONE { 0.0 } else { inner }
                + 2.2 * poor.fractal(x, y, 3_000.0, 3));
        kind[index][slot] += here;
    }
    for index in 0..count {
        need[index] = need[index] / people[index].max(1e-9) + 0.25 * dice.normal();
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| need[*b].total_cmp(&need[*a]).then(a.cmp(b)));
    let mut decile = vec![1_u8; count];
    for (rank, index) in order.into_iter().enumerate() {
        decile[index] = (rank * 10 / count) as u8 + 1;
    }
    (0..count)
        .map(|index| {
            let total = people[index].max(600.0);
            let seaside = kind[index][1] / people[index].max(1e-9);
            let young = f64::from(5 - i32::from(decile[index])) / 30.0;
            let weights: Vec<f64> = (0..=90).map(|age| age_weight(f64::from(age), seaside, young)).collect();
            let sum: f64 = weights.iter().sum();
            let by_age = weights
                .iter()
                .map(|w| {
                    let mean = total * w / sum;
                    (mean + mean.sqrt() * 0.6 * dice.normal()).round().max(0.0) as u32
                })
                .collect();
            Residents { by_age, decile: decile[index] }
        })
        .collect()
}

/// Shape of the age pyramid.
fn age_weight(age: f64, seaside: f64, young: f64) -> f64 {
    let bump = |at: f64, wide: f64| libm::exp(-(age - at) * (age - at) / (2.0 * wide * wide));
    let old = if age > 62.0 { libm::exp(-(age - 62.0) / 15.0) } else { 1.0 };
    let base = 1.0 + 0.25 * bump(34.0, 9.0) + 0.25 * bump(55.0, 8.0) - 0.18 * bump(20.0, 3.0);
    let shifted = 1.0 + young * 1.5 * bump(12.0, 14.0) + seaside * 0.9 * bump(70.0, 12.0);
    let top = if age >= 90.0 { 4.5 } else { 1.0 };
    base * shifted * old * top
}
