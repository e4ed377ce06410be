//! Postcodes: points along the streets, some forty thousand, of an area that does not exist (`LM`).

use super::{
    dice::Dice,
    ground::Lomea,
    mesh::Mesh,
    towns::{NONE, square},
};

/// Wanted number of postcodes.
const COUNT: f64 = 40_000.0;
const LETTERS: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";

/// A postcode and its point.
#[derive(Debug, Clone, PartialEq)]
pub struct Postcode {
    /// Such as `LM12 4AB`.
    pub code: String,
    /// National grid metres, whole.
    pub at: (f64, f64),
    /// LSOA, district by index.
    pub(super) lsoa: u16,
}

/// From, to, town and weight of a piece of street.
type Step = ((f64, f64), (f64, f64), usize, f64);

pub(super) fn postcodes(lomea: &Lomea) -> Vec<Postcode> {
    let mut dice = Dice::new(lomea.seed, "postcodes");
    // A step costs less where people are dense, so that points follow people, not asphalt.
    let mut steps: Vec<Step> = Vec::new();
    for line in lomea.net.lines.iter().filter(|l| l.kind == "street") {
        for pair in line.nodes.windows(2) {
            let (a, b) = (lomea.net.at[pair[0] as usize], lomea.net.at[pair[1] as usize]);
            let middle = (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1));
            let people = Mesh::locate(middle.0, middle.1).map_or(0.0, |c| f64::from(lomea.census.people[c]));
            let town = if line.town == NONE { usize::MAX } else { usize::from(line.town) };
            let weight = square(a, b).sqrt() * if town == usize::MAX { 0.12 } else { 0.35 + people / 60.0 };
            steps.push((a, b, town, weight));
        }
    }
    let total: f64 = steps.iter().map(|s| s.3).sum();
    let every = total / COUNT;
    let mut left = every * dice.unit();
    let mut found: Vec<(usize, (f64, f64))> = Vec::new();
    for (a, b, town, weight) in steps {
        let mut at = left;
        while at < weight {
            let t = at / weight;
            let point = (
                a.0 + t * (b.0 - a.0) + dice.between(-8.0, 8.0),
                a.1 + t * (b.1 - a.1) + dice.between(-8.0, 8.0),
            );
            let point = (point.0.round(), point.1.round());
            if Mesh::locate(point.0, point.1).is_some_and(|c| lomea.census.lsoa[c] != NONE) {
                found.push((nearest_town(lomea, town, point), point));
            }
            at += every;
        }
        left = at - weight;
    }
    found.sort_by_key(|f| f.0);
    let mut codes = Vec::with_capacity(found.len());
    let (mut outward, mut number, mut last) = (0, 0_usize, usize::MAX);
    for (town, at) in found {
        if town != last || number == 9 * 320 {
            (outward, number, last) = (outward + 1, 0, town);
        }
        let unit = number % 320;
        let inward = (LETTERS[unit / 20], LETTERS[unit % 20]);
        let code =
            format!("LM{outward} {}{}{}", number / 320 + 1, char::from(inward.0), char::from(inward.1));
        number += 1;
        let lsoa = Mesh::locate(at.0, at.1).map_or(NONE, |c| lomea.census.lsoa[c]);
        codes.push(Postcode { code, at, lsoa });
    }
    codes
}

/// The post town: the town of the street, else the nearest of the twenty.
fn nearest_town(lomea: &Lomea, town: usize, at: (f64, f64)) -> usize {
    if town < 20 {
        return town;
    }
    (0..20.min(lomea.towns.list.len()))
        .min_by(|a, b| {
            square(lomea.towns.list[*a].centre, at)
                .total_cmp(&square(lomea.towns.list[*b].centre, at))
                .then(a.cmp(b))
        })
        .unwrap_or(0)
}
