//! Names people know: street and town or ward and district, unique over a list.

use std::collections::BTreeMap;

use crate::{
    geodesy::GridPoint,
    places::{Ground, is_generic_label, place_name, plain_label},
};

/// What a name is made from.
#[derive(Debug, Clone)]
pub struct NameParts<'a> {
    /// The busiest point of the place.
    pub at: GridPoint,
    /// The label the source gave each of its events.
    pub labels: Vec<&'a str>,
}

/// One name a place: the commonest street label of its events that is not generic (else the nearest
/// street of the area pack), the town or ward, the district. A second place of the same name is told
/// apart by its second street, then by a number. Free address text is never used.
#[must_use]
pub fn name_places(parts: &[NameParts<'_>], ground: &Ground) -> Vec<String> {
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    parts
        .iter()
        .map(|part| {
            let streets = streets(&part.labels);
            let mut name = place_name(ground, part.at, []);
            if let Some(first) = streets.first() {
                name.street = Some(first.clone());
            }
            let mut text = name.to_string();
            if taken.contains_key(&text)
                && let (Some(first), Some(second)) = (streets.first(), streets.get(1))
            {
                name.street = Some(format!("{first} and {second}"));
                text = name.to_string();
            }
            let seen = taken.entry(text.clone()).or_insert(0);
            *seen += 1;
            if *seen > 1 { format!("{text}, no. {seen}") } else { text }
        })
        .collect()
}

/// Streets by number of events, largest first, ties by name.
fn streets(labels: &[&str]) -> Vec<String> {
    let mut count: BTreeMap<&str, u32> = BTreeMap::new();
    for label in labels.iter().filter(|l| !is_generic_label(l)) {
        let label = plain_label(label);
        if !is_road_number(label) && !is_address(label) {
            *count.entry(label).or_default() += 1;
        }
    }
    let mut streets: Vec<(&str, u32)> = count.into_iter().collect();
    streets.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    streets.into_iter().map(|(s, _)| small_s(s)).collect()
}

/// "A231" or "B2260" is not what people call a street.
fn is_road_number(label: &str) -> bool {
    label
        .strip_prefix(['A', 'B', 'M'])
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// A house number, a flat or a list of parts is somebody's address, never a name.
fn is_address(label: &str) -> bool {
    label.contains(',') || label.bytes().any(|b| b.is_ascii_digit())
}

/// "St Paul'S Road", as data.police.uk writes it, is St Paul's Road.
#[must_use]
pub fn small_s(street: &str) -> String {
    street
        .split(' ')
        .map(|word| word.strip_suffix("'S").map_or_else(|| word.to_owned(), |head| format!("{head}'s")))
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_street_is_named_as_people_write_it_and_a_road_number_is_no_name() {
        let labels = [
            "12 High Street",
            "Flat B, Low Road",
            "On or near A231",
            "On or near A231",
            "On or near St Paul'S Road",
            "On or near Supermarket",
        ];
        assert_eq!(streets(&labels), ["St Paul's Road"]);
    }
}
