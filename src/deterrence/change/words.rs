//! "Three this week; 1.3 is usual; by chance about one week in seven".

use super::Change;

/// A chance larger than this is nothing to remark on.
const USUAL_CHANCE: f64 = 0.25;

impl Change {
    /// The count, what is usual and how often chance gives as much, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let (this, one) = match self.window.len() {
            1 => ("on the one day".to_owned(), "day".to_owned()),
            7 => ("this week".to_owned(), "week".to_owned()),
            14 => ("this fortnight".to_owned(), "fortnight".to_owned()),
            days => (format!("in these {days} days"), "such window".to_owned()),
        };
        let now = small_number(self.now);
        let Some(usual) = &self.usual else {
            return format!("{now} {this}; too early to say what is usual");
        };
        let mean = usual.mean;
        let fewer = usual.as_few < usual.as_many;
        let chance = usual.as_few.min(usual.as_many);
        let near = (mean / 1.5 - 0.5..=mean * 1.5 + 0.5).contains(&(self.now as f64));
        let said = if chance > USUAL_CHANCE && near {
            "about as usual".to_owned()
        } else if chance > USUAL_CHANCE {
            // Five times of next to nothing is no more than chance, and is not "as usual" to anybody who reads both numbers.
            one_in(chance, &one)
        } else if usual.in_bursts {
            let alike = |c: &&u64| if fewer { **c <= self.now } else { **c >= self.now };
            let alike = small_number(usual.counts.iter().filter(alike).count() as u64);
            let (of, much) = (usual.counts.len(), if fewer { "few" } else { "many" });
            format!("{alike} of the last {of} {one}s had as {much}: they come in bursts")
        } else {
            one_in(chance, &one)
        };
        let usually = if mean < 0.05 { "hardly any".to_owned() } else { format!("{mean:.1}") };
        format!("{now} {this}; {usually} is usual; {said}")
    }
}

/// `about one week in seven`.
fn one_in(chance: f64, one: &str) -> String {
    let every = 1.0 / chance.max(1e-12);
    if every > 1_000.0 {
        return format!("by chance less than one {one} in a thousand");
    }
    let every = if every < 20.0 { every.round().max(2.0) } else { (every / 10.0).round() * 10.0 };
    format!("by chance about one {one} in {}", small_number(every as u64))
}

/// Numbers to twelve are spelled.
fn small_number(n: u64) -> String {
    const SPELLED: [&str; 13] = [
        "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    SPELLED.get(n as usize).map_or_else(|| n.to_string(), ToString::to_string)
}
