//! Sessions that run already, by unit and band: they take off part of the need they meet.

use super::scene::Scene;
use crate::{
    calendar::Date,
    places::walking::Walking,
    sport::{NeedBand, ProgrammeRegister},
};

/// Minutes on foot within which a session serves a unit.
const NEAR_MIN: f64 = 10.0;
/// Length of the session others are counted in, minutes.
const SESSION_MIN: f64 = 120.0;
/// Ages need is about.
const AGES: (u8, u8) = (10, 17);

/// Sessions a week within ten minutes' walk of each unit, by band of the day; one of two hours counts as one.
pub(super) fn sessions(
    scene: &Scene,
    walking: &Walking,
    register: Option<&ProgrammeRegister>,
) -> Vec<[f64; 4]> {
    let mut sessions = vec![[0.0; 4]; scene.units.ids.len()];
    let today = Date::from_days(scene.today);
    let running = register.map_or(&[][..], ProgrammeRegister::all).iter().filter(|p| p.runs_on(today));
    let placed: Vec<_> = running
        .filter(|p| p.ages.is_none_or(|(from, to)| from <= AGES.1 && to >= AGES.0))
        .filter_map(|p| p.at.zip(p.session))
        .collect();
    if placed.is_empty() {
        return sessions;
    }
    let targets = walking.targets(&scene.units.centre);
    let from: Vec<_> = placed.iter().map(|p| p.0).collect();
    for (reached, (_, session)) in walking.table(&from, &targets, NEAR_MIN).into_iter().zip(placed) {
        let mut bands = [0.0; 4];
        for minute in session.from_min..session.to_min {
            bands[NeedBand::of_hour((minute / 60 % 24) as u8)] += 1.0 / SESSION_MIN;
        }
        for place in reached {
            for (sum, part) in sessions[place.target as usize].iter_mut().zip(bands) {
                *sum += part;
            }
        }
    }
    sessions
}
