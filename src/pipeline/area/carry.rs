//! Population of LSOA 2011 carried to LSOA 2021 by the published change code.

use std::collections::BTreeMap;

/// Counts by LSOA 2021 and the change codes that led there.
pub(super) struct Carried {
    /// Residents by single year of age, and whether the outline changed since 2011.
    pub(super) by_lsoa: BTreeMap<String, (Vec<f64>, bool)>,
    /// How many LSOA 2021 came by each change code.
    pub(super) by_change: BTreeMap<String, usize>,
    /// LSOA 2011 with people that the look-up does not know.
    pub(super) lost: Vec<String>,
}

/// Each LSOA 2011 gives all its people to the LSOA 2021 the look-up lists for it: unchanged (U) and
/// merged (M) ones have one successor; split (S) and irregular (X) ones share by the number of
/// postcodes in each, equally when none has any. The last successor takes what is left, so that the
/// total is kept.
pub(super) fn carry(
    population: &BTreeMap<String, Vec<f64>>,
    vintage: &[(String, String, String)],
    postcodes: &BTreeMap<String, u32>,
) -> Carried {
    let mut successors: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (old, new, change) in vintage {
        successors.entry(old).or_default().push((new, change));
    }
    let mut out = Carried { by_lsoa: BTreeMap::new(), by_change: BTreeMap::new(), lost: Vec::new() };
    let mut change_of: BTreeMap<&str, &str> = BTreeMap::new();
    for (old, counts) in population {
        let Some(heirs) = successors.get(old.as_str()) else {
            out.lost.push(old.clone());
            continue;
        };
        let weight = |new: &str| f64::from(postcodes.get(new).copied().unwrap_or(0));
        let total: f64 = heirs.iter().map(|(new, _)| weight(new)).sum();
        let share = |new: &str| if total > 0.0 { weight(new) / total } else { 1.0 / heirs.len() as f64 };
        let mut left = counts.clone();
        for (n, (new, change)) in heirs.iter().enumerate() {
            let last = n + 1 == heirs.len();
            let entry =
                out.by_lsoa.entry((*new).to_owned()).or_insert_with(|| (vec![0.0; counts.len()], false));
            for age in 0..counts.len() {
                let part = if last { left[age] } else { counts[age] * share(new) };
                left[age] -= part;
                entry.0[age] += part;
            }
            entry.1 |= *change != "U";
            change_of.insert(new, change);
        }
    }
    for change in change_of.values() {
        *out.by_change.entry((*change).to_owned()).or_default() += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_arrives_by_every_change_code() {
        let people = |n: f64| vec![n, 2.0 * n];
        let population: BTreeMap<String, Vec<f64>> =
            [("U1", 10.0), ("S1", 7.0), ("M1", 3.0), ("M2", 4.0), ("gone", 1.0)]
                .map(|(c, n)| (c.to_owned(), people(n)))
                .into();
        let row = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        let vintage = [
            row("U1", "u", "U"),
            row("S1", "s1", "S"),
            row("S1", "s2", "S"),
            row("M1", "m", "M"),
            row("M2", "m", "M"),
        ];
        let postcodes = [("s1".to_owned(), 1), ("s2".to_owned(), 3)].into();
        let got = carry(&population, &vintage, &postcodes);
        assert_eq!(got.by_lsoa["u"], (people(10.0), false));
        assert_eq!(got.by_lsoa["s1"], (people(1.75), true));
        assert_eq!(got.by_lsoa["m"], (people(7.0), true));
        assert_eq!(got.lost, ["gone"]);
        let total: f64 = got.by_lsoa.values().flat_map(|(c, _)| c).sum();
        assert!((total - 3.0 * 24.0).abs() < 1e-9);
    }
}
