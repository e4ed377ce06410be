//! What a session and a young person cost here, set against sums that were published, each with its source and date.

use super::{SitesQuestion, words::pounds};
use crate::places::Candidate;

/// A sum somebody published, as published; `docs/sites.md` has the addresses.
struct Published {
    /// What it paid for, with source and date.
    source: &'static str,
    pounds: f64,
    /// Sessions and their hours, where they were told.
    sessions: Option<(f64, f64)>,
    /// Times somebody came, where they were counted.
    attendances: Option<f64>,
    /// Different young people.
    people: f64,
}

/// One weekly session of three hours for twelve weeks; "over 100" took part, and the provider added funds of its own.
const SHEERNESS: Published = Published {
    source: "Sheerness, Kent Police, 2024",
    pounds: 5_000.0,
    sessions: Some((12.0, 3.0)),
    attendances: None,
    people: 100.0,
};
/// 1,000 clubs over four years.
const DOORSTEP: Published = Published {
    source: "Doorstep Sport Clubs 2013 to 2017, Sport England and StreetGames",
    pounds: 20_000_000.0,
    sessions: None,
    attendances: Some(1_821_043.0),
    people: 102_278.0,
};
/// January to March 2023, most of its hours mentoring and the like.
const JUSTICE: Published = Published {
    source: "Youth Justice Sport Fund, Ministry of Justice, evaluation of July 2023",
    pounds: 5_000_000.0,
    sessions: None,
    attendances: None,
    people: 7_832.0,
};
/// Length of our session, hours.
const SESSION_HOURS: f64 = 2.0;
/// Prices this near each other are "about the same".
const ALIKE: f64 = 0.25;

impl Published {
    /// Pounds for a session of two hours.
    fn a_session(&self) -> Option<f64> {
        self.sessions.map(|(sessions, hours)| self.pounds / sessions / hours * SESSION_HOURS)
    }

    fn an_attendance(&self) -> Option<f64> {
        self.attendances.map(|times| self.pounds / times)
    }

    fn a_person(&self) -> f64 {
        self.pounds / self.people
    }
}

/// To five pounds, as a scale and not a price.
fn about(amount: f64) -> String {
    pounds((amount / 5.0).round() * 5.0)
}

/// Cost of a session and of a young person, beside published sums.
pub(super) fn cost_words(candidate: &Candidate, question: &SitesQuestion) -> Vec<String> {
    let places = candidate.capacity.filter(|c| *c > 0);
    let mut words = vec![match candidate.cost_per_session {
        Some(0.0) => {
            "The file of sites gives no charge for the place; coaches and kit cost as anywhere.".to_owned()
        }
        Some(cost) => format!(
            "About {} a session of two hours: {} a year for {} sessions a week in {} weeks, as the file of sites gives it.",
            pounds(cost),
            pounds(year(cost, question)),
            question.sessions_a_week,
            question.weeks
        ),
        None => "What a session costs here is not known: ask before the panel.".to_owned(),
    }];
    words.push(session(candidate.cost_per_session, places));
    words.push(person(candidate.cost_per_session.map(|cost| year(cost, question)), places));
    words
}

fn year(cost: f64, question: &SitesQuestion) -> f64 {
    (cost * question.sessions_a_year() / 10.0).round() * 10.0
}

fn session(cost: Option<f64>, places: Option<u32>) -> String {
    let (whole, each) = (SHEERNESS.a_session().unwrap_or(0.0), DOORSTEP.an_attendance().unwrap_or(0.0));
    let here = match (cost.filter(|c| *c > 0.0), places) {
        (Some(cost), Some(places)) => {
            let full = cost / f64::from(places);
            format!(
                "£{full:.2} a head when all {places} places are taken, £{:.2} when half are. ",
                2.0 * full
            )
        }
        (Some(_), None) => "how many it holds is not known, so neither is the price a head. ".to_owned(),
        _ => String::new(),
    };
    let verdict = match cost.filter(|c| *c > 0.0) {
        Some(cost) if cost < whole * (1.0 - ALIKE) => {
            ": lower here, so ask whether coaches and kit are in the price"
        }
        Some(cost) if cost > whole * (1.0 + ALIKE) => ": higher here, so ask what it pays for",
        Some(_) => ": about the same here",
        None => "",
    };
    format!(
        "A session: {here}Published: about {} for two hours ({}) and £{each:.0} each time somebody comes ({}){verdict}.",
        about(whole),
        SHEERNESS.source,
        DOORSTEP.source
    )
}

fn person(year: Option<f64>, places: Option<u32>) -> String {
    let here = match (year.filter(|y| *y > 0.0), places) {
        (Some(year), Some(places)) => format!(
            "{} a year if the same {places} always come, {} if each place is shared by two. ",
            about(year / f64::from(places)),
            about(year / f64::from(places) / 2.0)
        ),
        _ => String::new(),
    };
    format!(
        "A young person: {here}Published: {} for twelve weeks (Sheerness), {} (Doorstep Sport Clubs), {} for three months with mentoring ({}).",
        about(SHEERNESS.a_person()),
        about(DOORSTEP.a_person()),
        about(JUSTICE.a_person()),
        JUSTICE.source
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_sums_are_divided_as_the_documents_page_says() {
        assert_eq!(about(SHEERNESS.a_session().unwrap()), "£280");
        assert_eq!(about(SHEERNESS.a_person()), "£50");
        assert!((DOORSTEP.an_attendance().unwrap() - 10.98).abs() < 0.01);
        assert_eq!(
            (about(DOORSTEP.a_person()), about(JUSTICE.a_person())),
            ("£195".to_owned(), "£640".to_owned())
        );
    }

    #[test]
    fn a_session_and_a_head_stand_beside_published_sums_with_source_and_date() {
        let low = session(Some(108.0), Some(40));
        assert!(low.contains("£2.70 a head when all 40 places are taken, £5.40 when half are"), "{low}");
        assert!(low.contains("£280 for two hours (Sheerness, Kent Police, 2024) and £11 each time"), "{low}");
        assert!(low.contains("2013 to 2017") && low.contains("lower here"), "{low}");
        assert!(session(Some(280.0), None).contains("about the same here"));
        assert!(session(Some(400.0), Some(20)).contains("higher here"));
        let nothing = session(None, None);
        assert!(
            nothing.starts_with("A session: Published") && nothing.ends_with("StreetGames)."),
            "{nothing}"
        );
        let head = person(Some(9_500.0), Some(40));
        assert!(head.contains("£240 a year if the same 40 always come, £120 if each place"), "{head}");
        assert!(head.contains("July 2023"), "{head}");
    }
}
