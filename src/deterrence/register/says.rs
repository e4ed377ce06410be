//! What the register says of itself, for the sergeant and the analyst.

use super::Involved;
use crate::deterrence::pack::{status_words, words};

/// References named in a sentence; the rest are counted.
const NAMED: usize = 12;

impl Involved {
    /// What stands and what needs a hand, a sentence each: first what counts, then what does not and what to do about it.
    #[must_use]
    pub fn says(&self) -> Vec<String> {
        let on = words::plain_day(self.on);
        let mut out = vec![if self.parts.is_empty() {
            format!("No entry counts on {on}.")
        } else {
            format!(
                "{} of {} on {on}; {} in force.",
                plural(self.events.len(), "event", "events"),
                plural(self.groups_of_events(), "group", "groups"),
                plural(self.presence.len(), "presence point", "presence points")
            )
        }];
        let mut say = |count: usize, words: &dyn Fn() -> String| {
            if count > 0 {
                out.push(words());
            }
        };
        say(self.unmatched.len(), &|| {
            format!(
                "{} not among the crimes held: {}. See how they are written, or import the newer extract.",
                are(self.unmatched.len(), "reference", "references"),
                some(&self.unmatched)
            )
        });
        say(self.ambiguous.len(), &|| {
            format!(
                "{} held by two sources, so nobody can say which crime is meant: {}. They count nowhere.",
                are(self.ambiguous.len(), "reference", "references"),
                some(&self.ambiguous)
            )
        });
        say(self.withdrawn.len(), &|| {
            let list: Vec<String> =
                self.withdrawn.iter().map(|(r, status)| format!("{r} ({})", status_words(*status))).collect();
            format!(
                "{} of a crime that was withdrawn: {}. They count nowhere; take them out of the register.",
                are(self.withdrawn.len(), "reference", "references"),
                some(&list)
            )
        });
        say(self.three_or_more.len(), &|| {
            format!(
                "{} three groups or more: {}. Every pair of attacker and attacked in it is counted once.",
                have(self.three_or_more.len(), "event", "events"),
                some(&self.three_or_more)
            )
        });
        say(self.lapsed, &|| {
            format!(
                "{} passed the review date and no longer {}. Review them: give a later date to what still holds, delete the rest.",
                have(self.lapsed, "entry", "entries"),
                if self.lapsed == 1 { "counts" } else { "count" }
            )
        });
        say(self.lapsing, &|| {
            format!("{} within four weeks.", verb(self.lapsing, "entry lapses", "entries lapse"))
        });
        say(self.presence_lapsed, &|| {
            format!(
                "{} passed the review date and no longer {}.",
                have(self.presence_lapsed, "presence point", "presence points"),
                if self.presence_lapsed == 1 { "counts" } else { "count" }
            )
        });
        say(self.doubted, &|| {
            format!(
                "{} graded E, suspected to be false: kept, counted nowhere.",
                are(self.doubted, "entry", "entries")
            )
        });
        say(self.weaker, &|| {
            format!("{} less sure than asked for and left out.", are(self.weaker, "entry", "entries"))
        });
        say(self.later, &|| {
            format!("{} of a later day and not counted yet.", are(self.later, "entry", "entries"))
        });
        say(self.without_entry.len(), &|| {
            format!(
                "{} no entry of {} own: {}. Named only as a rival or by a presence point: is the name right?",
                have(self.without_entry.len(), "group", "groups"),
                if self.without_entry.len() == 1 { "its" } else { "their" },
                some(&self.without_entry)
            )
        });
        out.extend(self.spellings.iter().map(|s| format!("{}.", s.words())));
        out
    }

    fn groups_of_events(&self) -> usize {
        let mut all: Vec<_> = self.parts.iter().map(|p| p.group).collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    }
}

fn verb(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn plural(n: usize, one: &str, many: &str) -> String {
    verb(n, one, many)
}

fn are(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", verb(n, one, many), if n == 1 { "is" } else { "are" })
}

fn have(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", verb(n, one, many), if n == 1 { "has" } else { "have" })
}

fn some(list: &[String]) -> String {
    let shown = list.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match list.len().saturating_sub(NAMED) {
        0 => shown,
        rest => format!("{shown} and {rest} more"),
    }
}
