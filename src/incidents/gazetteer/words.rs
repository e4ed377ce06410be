//! Words about a place, made comparable.

/// Short forms by long form: both sides of a comparison are shortened.
const SHORT: [(&str, &str); 34] = [
    ("avenue", "ave"),
    ("av", "ave"),
    ("boulevard", "blvd"),
    ("centre", "ctr"),
    ("center", "ctr"),
    ("church", "ch"),
    ("close", "cl"),
    ("court", "ct"),
    ("crescent", "cres"),
    ("cresent", "cres"),
    ("drive", "dr"),
    ("gardens", "gdns"),
    ("garden", "gdns"),
    ("grove", "gr"),
    ("hospital", "hosp"),
    ("house", "hse"),
    ("lane", "ln"),
    ("mount", "mt"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("park", "pk"),
    ("parade", "pde"),
    ("place", "pl"),
    ("recreation", "rec"),
    ("road", "rd"),
    ("saint", "st"),
    ("square", "sq"),
    ("station", "stn"),
    ("street", "st"),
    ("str", "st"),
    ("terrace", "ter"),
    ("terr", "ter"),
];

/// Words that say how somebody stood to the place, not which place it was.
const LINKS: [&str; 27] = [
    "nr",
    "near",
    "opp",
    "opposite",
    "outside",
    "facing",
    "by",
    "at",
    "in",
    "on",
    "off",
    "behind",
    "nearby",
    "front",
    "of",
    "corner",
    "cnr",
    "jct",
    "junction",
    "next",
    "to",
    "around",
    "inside",
    "from",
    "a",
    "the",
    "somewhere",
];

/// Lower-case words of letters and digits; an apostrophe joins ("King's" is `kings`), all else parts.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let text = text.replace("O/S", "outside").replace("o/s", "outside");
    for c in text.chars().take(300) {
        match c {
            '\'' | '’' | '‘' => {}
            '&' => all.extend(["and".to_owned(), String::new()]),
            c if c.is_alphanumeric() => {
                if let Some(last) = all.last_mut() {
                    last.extend(c.to_lowercase());
                }
            }
            _ => all.push(String::new()),
        }
    }
    all.retain(|word| !word.is_empty());
    all
}

/// Without words of standing at either end, with short forms, without "the".
pub(super) fn loose(words: &[String]) -> Vec<String> {
    let link = |word: &String| LINKS.contains(&word.as_str());
    let from = words.iter().position(|w| !link(w)).unwrap_or(words.len());
    let to = words.iter().rposition(|w| !link(w)).map_or(from, |at| at + 1);
    let kept = words[from..to].iter().filter(|w| *w != "the");
    kept.map(|w| SHORT.iter().find(|(long, _)| long == w).map_or_else(|| w.clone(), |(_, s)| (*s).to_owned()))
        .collect()
}

/// Spelling errors forgiven in a name of this many letters.
pub(super) fn forgiven(letters: usize) -> usize {
    match letters {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// Levenshtein distance, or `None` above `most` or where the numbers differ: the A2 is not the A20.
pub(super) fn spelling(a: &str, b: &str, most: usize) -> Option<usize> {
    let digits = |t: &'_ str| t.chars().filter(char::is_ascii_digit).collect::<String>();
    let (short, long): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if short.len().abs_diff(long.len()) > most {
        return None;
    }
    let mut row: Vec<usize> = (0..=long.len()).collect();
    for (i, x) in short.iter().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in long.iter().enumerate() {
            let cost = before + usize::from(x != y);
            before = row[j + 1];
            row[j + 1] = cost.min(before + 1).min(row[j] + 1);
        }
        if row.iter().all(|d| *d > most) {
            return None;
        }
    }
    let distance = row[long.len()];
    (distance <= most && digits(a) == digits(b)).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        loose(&tokens(text)).join(" ")
    }

    #[test]
    fn ways_of_writing_one_place_come_out_the_same() {
        for text in ["King's Road", "nr KINGS RD.", "outside  the Kings Road", "opp. king’s rd"] {
            assert_eq!(words(text), "kings rd", "{text}");
        }
        assert_eq!(words("St Peter's Street"), words("saint peters st"));
        assert_eq!((words(""), words("near the")), (String::new(), String::new()));
    }

    #[test]
    fn spelling_counts_letters_and_never_forgives_a_number() {
        assert_eq!(spelling("mill lane", "mil lane", 2), Some(1));
        assert_eq!(spelling("a2", "a20", 2), None);
        assert_eq!(spelling("high st", "castle st", 2), None);
    }
}
