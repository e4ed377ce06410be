//! Ids that stay, and names that tell sites apart.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::places::{Candidate, Ground, Level};

/// An id made from name and place: the same for the same site in any file.
pub(super) fn made_id(site: &Candidate) -> String {
    let text = format!("{}|{:.0}|{:.0}", site.name.to_lowercase(), site.at.easting_m(), site.at.northing_m());
    let digest = hex::encode(Sha256::digest(text.as_bytes()));
    format!("site-{}", &digest[..12])
}

/// "HALLING PRIMARY SCHOOL" to "Halling Primary School"; names in mixed case stay.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let one: Vec<&str> = name.split_whitespace().collect();
    let name = one.join(" ");
    if name.chars().any(char::is_lowercase) {
        return name;
    }
    let mut start = true;
    let letter = |c: char| {
        let out = if start { c } else { c.to_ascii_lowercase() };
        start = !(c.is_alphanumeric() || c == '\'');
        out
    };
    name.chars().map(letter).collect()
}

/// Sites of one name get their ward, and a number where that is not enough. Returns how many did.
pub(super) fn tell_apart(sites: &mut [Candidate], ground: &Ground) -> usize {
    let mut changed = 0;
    for numbered in [false, true] {
        let mut same: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, site) in sites.iter().enumerate() {
            same.entry(site.name.to_lowercase()).or_default().push(i);
        }
        for group in same.into_values().filter(|group| group.len() > 1) {
            for (n, i) in group.into_iter().enumerate() {
                let site = &mut sites[i];
                if numbered {
                    site.name = format!("{} no. {}", site.name, n + 1);
                } else {
                    changed += 1;
                    if let Some(ward) = ground.area_of(Level::Ward, &ground.assign(site.at)) {
                        site.name = format!("{} ({})", site.name, ward.name);
                    }
                }
            }
        }
    }
    changed
}
