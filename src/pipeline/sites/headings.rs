//! Which column is which, by its heading.

use crate::places::candidates::CandidateColumn;

/// Headings, plain, and what they say; of two for one column the first here is taken.
const HEADINGS: [(&str, CandidateColumn); 62] = {
    use CandidateColumn as C;
    [
        ("name", C::Name),
        ("site_name", C::Name),
        ("establishment_name", C::Name),
        ("establishmentname", C::Name),
        ("site", C::Name),
        ("venue", C::Name),
        ("id", C::Id),
        ("site_id", C::Id),
        ("urn", C::Id),
        ("kind", C::Kind),
        ("type", C::Kind),
        ("easting", C::Easting),
        ("easting_m", C::Easting),
        ("x", C::Easting),
        ("northing", C::Northing),
        ("northing_m", C::Northing),
        ("y", C::Northing),
        ("longitude", C::Longitude),
        ("lon", C::Longitude),
        ("lng", C::Longitude),
        ("long", C::Longitude),
        ("latitude", C::Latitude),
        ("lat", C::Latitude),
        ("point", C::Point),
        ("postcode", C::Postcode),
        ("post_code", C::Postcode),
        ("indoor", C::Indoor),
        ("indoors", C::Indoor),
        ("lit", C::Lit),
        ("floodlit", C::Lit),
        ("floodlights", C::Lit),
        ("lighting", C::Lit),
        ("capacity", C::Capacity),
        ("places", C::Capacity),
        ("hours", C::Hours),
        ("opening_hours", C::Hours),
        ("opens", C::Opens),
        ("open_from", C::Opens),
        ("closes", C::Closes),
        ("open_to", C::Closes),
        ("weekend", C::Weekend),
        ("cost_per_hour", C::CostPerHour),
        ("hourly_cost", C::CostPerHour),
        ("cost_per_session", C::CostPerSession),
        ("cost_a_session", C::CostPerSession),
        ("cost", C::CostPerSession),
        ("owner", C::Owner),
        ("ownership_type", C::Owner),
        ("owner_type", C::Owner),
        ("availability", C::Availability),
        ("available", C::Availability),
        ("phase_of_education", C::Phase),
        ("phase_of_education_name", C::Phase),
        ("phaseofeducation_name", C::Phase),
        ("phase", C::Phase),
        ("statutory_highest_age", C::HighestAge),
        ("statutoryhighage", C::HighestAge),
        ("end_date", C::EndDate),
        ("establishment_status", C::Status),
        ("establishmentstatus_name", C::Status),
        ("facility_type", C::Facility),
        ("access_type", C::Access),
    ]
};

/// "Phase of education" and "PhaseOfEducation (name)" to plain words.
pub(super) fn plain(heading: &str) -> String {
    let letters =
        heading.trim().chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
    letters.collect::<String>().split_whitespace().collect::<Vec<_>>().join("_")
}

/// Column by heading: of two headings for one column the one named first in the table.
pub(super) fn columns(headings: &[String]) -> Vec<(usize, CandidateColumn)> {
    let plain: Vec<String> = headings.iter().map(|h| plain(h)).collect();
    let mut out: Vec<(usize, CandidateColumn)> = Vec::new();
    for (word, column) in HEADINGS {
        if let Some(at) = plain.iter().position(|p| p == word)
            && !out.iter().any(|(_, c)| *c == column)
        {
            out.push((at, column));
        }
    }
    out
}

/// True where every row is a school: EduBase, or the register of school addresses.
pub(super) fn are_schools(headings: &[String]) -> bool {
    let has = |word: &str| headings.iter().any(|h| plain(h) == word);
    has("establishment_name") || has("establishmentname") || (has("point") && has("end_date"))
}
