//! The statistics of the gangs-team briefing: where groups are at home, who answers whom, what changed.

mod changes;
mod feuds;
mod golden;
mod lomea;
mod set_space;
mod together;

use harmspot::{
    deterrence::{Attribution, GroupEvent, GroupId},
    geodesy::GridPoint,
};

/// A place in metres.
pub fn at(easting_m: f64, northing_m: f64) -> GridPoint {
    GridPoint::new(easting_m, northing_m).unwrap()
}

/// Groups by number.
pub fn groups(of: &[u16]) -> Vec<GroupId> {
    of.iter().copied().map(GroupId).collect()
}

/// An incident with suspects, victims and groups on an unclear side.
pub fn event(incident: usize, day: i32, place: Option<GridPoint>, sides: [&[u16]; 3]) -> GroupEvent {
    GroupEvent {
        incident,
        day,
        at: place,
        suspects: groups(sides[0]),
        victims: groups(sides[1]),
        unclear: groups(sides[2]),
        attribution: Attribution::Probable,
    }
}

/// One group attacks another on a day.
pub fn attack(incident: usize, day: i32, from: u16, on: u16) -> GroupEvent {
    event(incident, day, None, [&[from], &[on], &[]])
}
