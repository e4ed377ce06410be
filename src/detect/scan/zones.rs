//! Zones: each place with its nearest, one ring of equally distant places after the other.

use std::collections::HashSet;

use rayon::prelude::*;

use super::ScanOptions;
use crate::{detect::DetectError, geodesy::GridPoint, index::NearestFirst};

/// The zones of one centre, smallest first: each holds the places up to an end.
#[derive(Debug, Clone, Default)]
pub(super) struct Centre {
    /// Places, nearest first (positions in the sorted order); the centre itself begins.
    pub(super) nearest: Vec<u32>,
    /// Zones.
    pub(super) zones: Vec<Zone>,
}

/// The first `places` of a centre's nearest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zone {
    pub(super) places: u32,
    pub(super) radius_m: f64,
    /// Cases expected over the whole period, or cases seen where only cases are known.
    pub(super) weight: f64,
    /// False where a centre before this one has the same places.
    pub(super) own: bool,
}

/// Most zones there may be.
const MOST_ZONES: u64 = 20_000_000;

/// Zones of all centres. `weight` is each place's share, summed in ascending order of place so that a zone
/// weighs the same from whichever centre it is seen.
pub(super) fn zones(
    places: &[GridPoint],
    weight: &[f64],
    options: &ScanOptions,
) -> Result<Vec<Centre>, DetectError> {
    let tree = NearestFirst::new(places);
    let total: f64 = weight.iter().sum();
    let most_weight = options.max_share * total * (1.0 + 1e-12);
    let most_places = options.max_neighbours.map_or(places.len(), |k| k as usize);
    let reach = options.max_radius_m.map_or(f64::INFINITY, |r| r * r);
    let limit = (MOST_ZONES as usize / places.len()).max(1_000);
    let of = |i: usize| -> Option<Centre> {
        let mut growing = Growing { centre: Centre::default(), rim: Vec::new(), d2: 0.0, held: 0.0 };
        let mut too_many = false;
        let mut whole = true;
        tree.visit(places[i], |place, d2| {
            if d2 > growing.d2 {
                // A circle holds every place on its rim: it is whole when the next lies beyond.
                whole = growing.close(weight, most_places, most_weight);
                growing.d2 = d2;
                too_many = growing.centre.zones.len() > limit;
            }
            growing.rim.push(place);
            whole && !too_many && d2 <= reach
        });
        if whole && growing.d2 <= reach {
            growing.close(weight, most_places, most_weight);
        }
        if too_many {
            return None;
        }
        let mut centre = growing.centre;
        let mut sorted: Vec<u32> = Vec::with_capacity(centre.nearest.len());
        let mut taken = 0;
        for zone in &mut centre.zones {
            for &q in &centre.nearest[taken..zone.places as usize] {
                let at = sorted.partition_point(|&s| s < q);
                sorted.insert(at, q);
            }
            taken = zone.places as usize;
            zone.weight = sorted.iter().map(|&q| weight[q as usize]).sum();
        }
        Some(centre)
    };
    let mut centres = (0..places.len()).into_par_iter().map(of).collect::<Option<Vec<_>>>().ok_or(
        DetectError::TooMuch { what: "zones around one place", got: limit as u64 + 1, limit: limit as u64 },
    )?;
    own_once(&mut centres);
    Ok(centres)
}

/// A circle growing from rim to rim.
struct Growing {
    centre: Centre,
    rim: Vec<u32>,
    d2: f64,
    held: f64,
}

impl Growing {
    /// Makes a zone of all places up to the rim; false when it is too large to be one.
    fn close(&mut self, weight: &[f64], most_places: usize, most_weight: f64) -> bool {
        self.rim.sort_unstable();
        self.held += self.rim.iter().map(|&q| weight[q as usize]).sum::<f64>();
        if self.centre.nearest.len() + self.rim.len() > most_places || self.held > most_weight {
            return false;
        }
        self.centre.nearest.append(&mut self.rim);
        let (places, radius_m) = (self.centre.nearest.len() as u32, libm::sqrt(self.d2));
        self.centre.zones.push(Zone { places, radius_m, weight: 0.0, own: true });
        true
    }
}

/// Marks the zones a centre before has.
fn own_once(centres: &mut [Centre]) {
    // A set of places is known by a 128-bit sum of its places' hashes.
    let hash = |place: u32, salt: u64| {
        let mut h = (u64::from(place) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt;
        h = (h ^ (h >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        h = (h ^ (h >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        h ^ (h >> 31)
    };
    let mut seen = HashSet::new();
    for centre in centres {
        let (mut key, mut taken) = ((0_u64, 0_u64), 0);
        for zone in &mut centre.zones {
            for &q in &centre.nearest[taken..zone.places as usize] {
                key = (key.0.wrapping_add(hash(q, 1)), key.1.wrapping_add(hash(q, 0x5bd1_e995)));
            }
            taken = zone.places as usize;
            zone.own = seen.insert(key);
        }
    }
}
