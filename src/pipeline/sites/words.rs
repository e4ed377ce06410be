//! Plain words of a sheet: what a site is, what could go wrong, what it costs.

use crate::{
    places::{Availability, Candidate, CandidateKind},
    sport::Slots,
};

/// Hour from which a session outdoors needs light for half of the year.
const DARK_HOUR: u8 = 16;

/// Such as "sports centre, indoor, lit".
pub(super) fn kind_words(candidate: &Candidate) -> String {
    let kind = match candidate.kind {
        CandidateKind::SportsCentre => "sports centre",
        CandidateKind::SportsGround => "sports ground",
        CandidateKind::Muga => "multi-use games area",
        CandidateKind::Park => "park",
        CandidateKind::YouthCentre => "youth centre",
        CandidateKind::CommunityHall => "community hall",
        CandidateKind::School => "school",
        CandidateKind::Mobile => "mobile session",
        CandidateKind::Other => "other place",
    };
    let roof = match candidate.indoor {
        Some(true) => ", indoor",
        Some(false) => ", outdoor",
        None => "",
    };
    let light = match candidate.lit {
        Some(true) if candidate.indoor != Some(true) => ", lit",
        Some(false) => ", not lit",
        _ => "",
    };
    format!("{kind}{roof}{light}")
}

/// What could go wrong, each a sentence.
pub(super) fn risks(candidate: &Candidate, slots: &Slots, barriers: Vec<String>) -> Vec<String> {
    let told = !barriers.is_empty();
    let mut risks = barriers;
    match candidate.availability {
        Availability::Confirmed => {}
        Availability::Asked => risks
            .push("The owner has been asked and has not said yes: a possible site until then.".to_owned()),
        Availability::Unknown => {
            risks.push("Nobody has asked the owner yet: a possible site until they say yes.".to_owned());
        }
    }
    let late = slots.term.iter().chain(&slots.holidays).any(|s| s.to_hour > u32::from(DARK_HOUR) as u8);
    if candidate.indoor != Some(true) && (late || slots.term.is_empty()) {
        match candidate.lit {
            Some(true) => {}
            Some(false) => risks
                .push("It is not lit: from October to March an evening session is in the dark.".to_owned()),
            None => risks.push("Whether it is lit is not known: look before winter.".to_owned()),
        }
    }
    if candidate.kind == CandidateKind::School {
        risks.push("It is a school: pupils of other schools and those out of school may not come, and it may close in the holidays.".to_owned());
    }
    if candidate.hours.is_empty() {
        risks.push("Its opening hours are not known: check them against the sessions proposed.".to_owned());
    }
    match candidate.capacity {
        None => risks.push("How many it can hold is not known.".to_owned()),
        Some(few) if few < 15 => {
            risks.push(format!("It holds {few} at a time, which is few for an open session."));
        }
        Some(_) => {}
    }
    risks.push(
        if told {
            "Walking times know streets and what is told above, no other loyalty: ask youth workers what else young people will not cross."
        } else {
            "Walking times know streets, not loyalties: ask youth workers which of them young people will not cross."
        }
        .to_owned(),
    );
    risks
}

/// Pounds with their thousands: "£13,200".
pub(super) fn pounds(amount: f64) -> String {
    let digits = format!("{:.0}", amount.abs());
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits are text"))
        .collect();
    format!("£{}", groups.join(","))
}
