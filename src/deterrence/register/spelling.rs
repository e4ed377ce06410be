//! Two names that may be one group: said, never joined.

use serde::Serialize;

/// Why two names look like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Likeness {
    /// They differ in capitals, spaces or signs alone.
    SameLetters,
    /// One or two letters differ.
    FewLetters,
}

/// Two names that look like one group's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Spelling {
    /// The first, in order of names.
    pub first: String,
    /// The second.
    pub second: String,
    /// Why.
    pub likeness: Likeness,
}

impl Spelling {
    /// For the analyst.
    #[must_use]
    pub fn words(&self) -> String {
        let Self { first, second, likeness } = self;
        let how = match likeness {
            Likeness::SameLetters => "differ only in capitals, spaces or signs",
            Likeness::FewLetters => "differ by a letter or two",
        };
        format!(
            "\"{first}\" and \"{second}\" {how}: they are counted as two groups. If they are one, say so in the alias table"
        )
    }
}

/// Every pair of names that may be one group, in order of names.
#[must_use]
pub fn near(names: &[&str]) -> Vec<Spelling> {
    let mut found = Vec::new();
    for (at, a) in names.iter().enumerate() {
        for b in &names[at + 1..] {
            if let Some(likeness) = alike(a, b) {
                let (first, second) = if a <= b { (a, b) } else { (b, a) };
                found.push(Spelling { first: (*first).to_owned(), second: (*second).to_owned(), likeness });
            }
        }
    }
    found.sort();
    found
}

fn alike(a: &str, b: &str) -> Option<Likeness> {
    let (a, b) = (letters(a), letters(b));
    if a == b {
        return Some(Likeness::SameLetters);
    }
    // Block 12 and Block 13 are two groups.
    let digits = |x: &[char]| x.iter().filter(|c| c.is_ascii_digit()).copied().collect::<Vec<_>>();
    let allowed = match a.len().min(b.len()) {
        0..=4 => 0,
        5..=11 => 1,
        _ => 2,
    };
    (digits(&a) == digits(&b) && a.len().abs_diff(b.len()) <= allowed && distance(&a, &b) <= allowed)
        .then_some(Likeness::FewLetters)
}

fn letters(name: &str) -> Vec<char> {
    name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Letters put in, left out, changed, or swapped with their neighbour (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::{Likeness, near};

    #[test]
    fn two_spellings_are_said_and_two_groups_are_left_alone() {
        let one = |a: &str, b: &str| near(&[a, b]).first().map(|s| s.likeness);
        assert_eq!(one("Quay Road", "quay-road"), Some(Likeness::SameLetters));
        assert_eq!(one("Ropewalk", "Ropewlak"), Some(Likeness::FewLetters));
        assert_eq!(one("Saltings", "Salting"), Some(Likeness::FewLetters));
        for (a, b) in
            [("Block 12", "Block 13"), ("Hill Top", "Northside"), ("ABC", "ABD"), ("Northside", "Southside")]
        {
            assert_eq!(one(a, b), None, "{a} and {b}");
        }
        assert_eq!(near(&["b road", "a", "B Road"])[0].first, "B Road");
    }
}
