//! What has no place in a de-identified feed: columns and values that name a person or where one lives.

use super::cells::looks_like_date;

/// Words of a column name, and what such a column holds. All words of a line must stand in the name.
const COLUMNS: [(&[&str], &str); 30] = [
    (&["nhs"], "NHS number"),
    (&["nhsnumber"], "NHS number"),
    (&["nhsno"], "NHS number"),
    (&["dateofbirth"], "birth date"),
    (&["chi", "number"], "patient number"),
    (&["hospital", "number"], "patient number"),
    (&["patient", "number"], "patient number"),
    (&["patient", "id"], "patient number"),
    (&["patient", "identifier"], "patient number"),
    (&["mrn"], "patient number"),
    (&["surname"], "name"),
    (&["forename"], "name"),
    (&["forenames"], "name"),
    (&["firstname"], "name"),
    (&["lastname"], "name"),
    (&["first", "name"], "name"),
    (&["last", "name"], "name"),
    (&["family", "name"], "name"),
    (&["given", "name"], "name"),
    (&["patient", "name"], "name"),
    (&["full", "name"], "name"),
    (&["birth"], "birth date"),
    (&["dob"], "birth date"),
    (&["birthdate"], "birth date"),
    (&["address"], "address"),
    (&["telephone"], "telephone number"),
    (&["phone"], "telephone number"),
    (&["mobile"], "telephone number"),
    (&["email"], "e-mail address"),
    (&["e", "mail"], "e-mail address"),
];

/// The same written as one word, alone or within a longer one.
const RUN_TOGETHER: [(&str, &str); 14] = [
    ("nhsnumber", "NHS number"),
    ("nhsnum", "NHS number"),
    ("dateofbirth", "birth date"),
    ("birthdate", "birth date"),
    ("hospitalnumber", "patient number"),
    ("patientnumber", "patient number"),
    ("patientid", "patient number"),
    ("patientname", "name"),
    ("surname", "name"),
    ("forename", "name"),
    ("firstname", "name"),
    ("lastname", "name"),
    ("telephone", "telephone number"),
    ("emailaddress", "e-mail address"),
];

/// The first column that is for an identifier: its number from 1, and what it is for. Its name is not repeated: in a
/// file without a header it would be somebody's words. A postcode is one of residence unless the name says it is
/// that of the assault or incident.
#[must_use]
pub fn column(header: &[String]) -> Option<(usize, &'static str)> {
    (1..).zip(header).find_map(|(number, name)| {
        let words = words(name);
        let has = |word: &&str| words.iter().any(|w| w == word);
        let run: String = name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let known = COLUMNS.iter().find(|(all, _)| all.iter().all(has)).map(|(_, kind)| *kind);
        let known =
            known.or_else(|| RUN_TOGETHER.iter().find(|(word, _)| run.contains(word)).map(|(_, kind)| *kind));
        let code = ["postal", "zip", "uprn"].iter().any(has) || run.contains("postcode");
        let scene = ["assault", "incident", "scene"].iter().any(|word| run.contains(word));
        let bare = (words == ["name"]).then_some("name");
        let home = (code && !scene).then_some("postcode of residence");
        known.or(bare).or(home).map(|kind| (number, kind))
    })
}

/// The first column for the name or tag of a gang, its number from 1. An age group or an offence group is none.
pub(super) fn group_tag(header: &[String]) -> Option<usize> {
    (1..).zip(header).find_map(|(number, name)| {
        let words = words(name);
        let has = |all: &[&str]| all.iter().any(|w| words.iter().any(|own| own == w));
        let tag = has(&["gang", "gangs", "gangtag", "ocg", "ysg"]);
        let named =
            has(&["group", "groups"]) && has(&["tag", "tags", "affiliation", "rival", "rivals", "name"]);
        let other = has(&["age", "offence", "ethnic", "ethnicity", "crime"]);
        (tag || (named && !other)).then_some(number)
    })
}

/// `DateOfBirth`, `date_of_birth` and `Date of birth` are the same words.
fn words(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut before = ' ';
    let mut letters = name.chars().peekable();
    while let Some(c) = letters.next() {
        // `dateOfBirth` and `NHSNumber` both begin a word at their last capital.
        let starts = before.is_lowercase()
            || (before.is_uppercase() && letters.peek().is_some_and(|next| next.is_lowercase()));
        if c.is_uppercase() && starts {
            spaced.push(' ');
        }
        spaced.push(if c.is_alphanumeric() { c } else { ' ' });
        before = c;
    }
    spaced.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

/// An identifier of a person in a cell, alone or among other words; a date in the column of ages is a birth date.
#[must_use]
pub fn within(cell: &str, ages: bool) -> Option<&'static str> {
    let cell = cell.trim();
    if ages && looks_like_date(cell) {
        return Some("birth date");
    }
    if cell.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')')).any(mail) {
        return Some("e-mail address");
    }
    numbers(cell).find_map(|groups| {
        let lengths: Vec<usize> = groups.iter().map(Vec::len).collect();
        let whole = groups.iter().filter(|g| g.len() == 10).any(|g| nhs_number(g));
        let spaced =
            |at: usize| lengths[at..].starts_with(&[3, 3, 4]) && nhs_number(&groups[at..at + 3].concat());
        if whole || (0..groups.len()).any(spaced) {
            return Some("NHS number");
        }
        let mut runs = (0..groups.len())
            .flat_map(|from| (from + 1..=groups.len().min(from + 6)).map(move |to| (from, to)));
        runs.any(|(from, to)| telephone(&groups[from..to])).then_some("telephone number")
    })
}

/// A British number: mobile, or landline with its area code; `+44 (0)7…` and `0044` too.
fn telephone(groups: &[Vec<u32>]) -> bool {
    let digits = groups.concat();
    let abroad = [&[0, 0, 4, 4][..], &[4, 4]].into_iter().find_map(|code| digits.strip_prefix(code));
    let home = abroad.map_or(&digits[..], |rest| rest.strip_prefix(&[0]).unwrap_or(rest));
    let home = if abroad.is_some() { Some(home) } else { digits.strip_prefix(&[0]) };
    let Some(home) = home else { return false };
    match home.first() {
        Some(7) => home.len() == 10,
        // Dates begin with two digits, an area code with three or more; ten figures in one are no number of ours.
        Some(1..=3) => {
            let area = abroad.is_some() || groups[0].len() >= 3;
            area && (home.len() == 10 || (home.len() == 9 && groups.len() > 1))
        }
        _ => false,
    }
}

fn mail(word: &str) -> bool {
    word.split_once('@')
        .is_some_and(|(before, after)| !before.is_empty() && after.trim_end_matches('.').contains('.'))
}

/// Groups of digits with spaces and hyphens between them, run by run.
fn numbers(cell: &str) -> impl Iterator<Item = Vec<Vec<u32>>> + '_ {
    let runs = cell.split(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '-' | '+' | '(' | ')')));
    let group = |g: &str| g.chars().filter_map(|c| c.to_digit(10)).collect::<Vec<u32>>();
    runs.map(move |run| {
        run.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty()).map(group).collect::<Vec<_>>()
    })
}

fn nhs_number(digits: &[u32]) -> bool {
    let sum: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(d, w)| d * w).sum();
    let check = 11 - sum % 11;
    (if check == 11 { 0 } else { check }) == digits[9] && check != 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_name_a_person_are_known_however_they_are_written() {
        let kind = |name: &str| column(&["site".to_owned(), name.to_owned()]).map(|found| found.1);
        for (name, want) in [
            ("NHS_Number", "NHS number"),
            ("NHSNumber", "NHS number"),
            ("nhsnumber", "NHS number"),
            ("NHSnumber", "NHS number"),
            ("PatientNHSnumber", "NHS number"),
            ("homepostcode", "postcode of residence"),
            ("DOBdateofbirth", "birth date"),
            ("dateofbirth", "birth date"),
            ("DateOfBirth", "birth date"),
            ("dob", "birth date"),
            ("Patient surname", "name"),
            ("Name", "name"),
            ("home_postcode", "postcode of residence"),
            ("Post Code", "postcode of residence"),
            ("ADDRESS LINE 1", "address"),
            ("patient_id", "patient number"),
            ("email", "e-mail address"),
        ] {
            assert_eq!(kind(name), Some(want), "{name}");
        }
        for name in [
            "attendance_id",
            "assault_location_description",
            "site",
            "age_band",
            "assault postcode",
            "AssaultPostcode",
        ] {
            assert_eq!(kind(name), None, "{name}");
        }
    }

    #[test]
    fn a_column_for_gangs_is_known_and_a_group_of_ages_is_none() {
        let found = |name: &str| group_tag(&["ref".to_owned(), name.to_owned()]);
        for name in [
            "Gang",
            "gang_name",
            "GangTag",
            "Suspect Gang",
            "OCG",
            "Group Name",
            "group affiliation",
            "Rival Group",
        ] {
            assert_eq!(found(name), Some(2), "{name}");
        }
        for name in [
            "Age Group",
            "age group name",
            "Offence Group",
            "Crime Group Name",
            "Group",
            "engagement",
            "Ethnic group tag",
        ] {
            assert_eq!(found(name), None, "{name}");
        }
    }

    #[test]
    fn an_identifier_is_seen_alone_and_within_words() {
        assert_eq!(within("943 476 5919", false), Some("NHS number"));
        assert_eq!(within("pt 943-476-5919 outside club", false), Some("NHS number"));
        for number in [
            "ring 07700 900123",
            "+44 (0)7700 900123",
            "0044 7700 900123",
            "flat 3 07700 900123",
            "01622 690690",
            "tel 020 7946 0018 after six",
            "+44 1622 690 690",
        ] {
            assert_eq!(within(number, false), Some("telephone number"), "{number}");
        }
        assert_eq!(within("write to a.b@example.org.", false), Some("e-mail address"));
        assert_eq!(within("12/03/2009", true), Some("birth date"));
        for fine in [
            "12/03/2009 22:15",
            "2025-03-12 22:15:00",
            "01-02-2003 10",
            "02 03 2009 1015",
            "0145 12-03-2025",
            "ED0123456788",
            "2025-03-12T22:15:00",
            "High Street",
            "ED0000123",
            "@ the park",
            "18-25",
        ] {
            assert_eq!(within(fine, false), None, "{fine}");
        }
    }
}
