//! What to know before relying on a pack: how young its records are, what is not in it, how the register stands.

use std::collections::BTreeSet;

use super::scene::Scene;
use crate::{
    deterrence::{
        ActionsThen, Timing,
        register::{Part, same_reference},
        status_words, words,
    },
    incidents::Tri,
};

/// Records younger than this may still change, days.
const YOUNG_DAYS: i32 = 7;
/// References listed in a sentence, at most.
const LISTED: usize = 6;

/// Sentences about the incidents.
pub(super) fn cautions(scene: &Scene<'_>, actions: &ActionsThen) -> Vec<String> {
    let mut out = Vec::new();
    let mut say = |n: usize, words: String| {
        if n > 0 {
            out.push(words);
        }
    };
    let quiet = scene.quiet_end();
    say(usize::from(quiet.is_some()), quiet.unwrap_or_default());
    let window: Vec<_> = scene.events.iter().filter(|e| e.timing == Timing::Committed).collect();
    let young = window.iter().filter(|e| scene.until() - e.recorded < YOUNG_DAYS).count();
    say(
        young,
        format!(
            "Under 7 days old: may change. {} of this window's incidents; offence, injury and place are often put right in the first weeks.",
            if young == window.len() { "All".to_owned() } else { format!("{young} of {}", window.len()) }
        ),
    );
    let unknown = window.iter().filter(|e| e.unknown).count();
    say(
        unknown,
        format!(
            "{} counted only because a rule of the definition was unknown and taken as a yes.",
            words::were(unknown)
        ),
    );
    let unmapped = window.iter().filter(|e| e.at.is_none()).count();
    say(
        unmapped,
        format!("{} no place good enough for a map: in the line list only.", words::have(unmapped)),
    );
    let homes = window.iter().filter(|e| e.home).count();
    say(homes, format!("{} at a home or private place: told by area, never drawn.", words::were(homes)));
    let untimed = window.iter().filter(|e| e.hours.is_none()).count();
    say(untimed, format!("{} no time of day and so no hour.", words::have(untimed)));
    say(
        scene.at_recording,
        format!(
            "{} left out because of the place: a prison, hospital, police station or court.",
            words::were(scene.at_recording)
        ),
    );
    say(
        scene.month_only,
        format!("{} left out because only the month is known.", words::were(scene.month_only)),
    );
    let undated = scene.events.iter().filter(|e| !e.dated).count();
    say(
        undated,
        format!(
            "{} known only by the month, before these days: in no count of days, no chain and no date between groups.",
            words::were(undated)
        ),
    );
    say(
        scene.not_yet,
        format!(
            "{} committed or first recorded on or after {}: nobody knew of it then, and the next pack tells it.",
            words::were(scene.not_yet),
            words::long_day(scene.window.until)
        ),
    );
    out.extend(not_held(scene, actions));
    if scene.before.lost {
        out.push(
            "The snapshot of the last pack is held no more, or is newer than this one: what came in since is told by the source's dates alone, and what was recorded or changed shortly before these days may be in no pack."
                .to_owned(),
        );
    }
    let draft = if scene.definition.signed { "" } else { " Draft definition: nobody has signed it." };
    out.push(format!(
        "What counts: {} ({}), and every incident the register links to a group.{draft}",
        scene.definition.title,
        scene.definition.versioned_id()
    ));
    out
}

/// References of actions that no record has: most are slips of the pen, and no owner stands beside an incident for them.
fn not_held(scene: &Scene<'_>, actions: &ActionsThen) -> Option<String> {
    let held: BTreeSet<String> =
        scene.loaded.incidents.iter().map(|i| same_reference(&i.key.reference)).collect();
    let told: BTreeSet<String> = actions
        .open
        .iter()
        .chain(&actions.closed)
        .flat_map(|action| action.references.iter().map(move |r| (action, r)))
        .filter(|(_, reference)| !held.contains(&same_reference(reference)))
        .map(|(action, reference)| format!("{reference} ({})", action.id))
        .collect();
    let shown: Vec<&str> = told.iter().take(LISTED).map(String::as_str).collect();
    (!told.is_empty()).then(|| {
        format!(
            "Actions name references that no incident held has: {}{}.",
            shown.join(", "),
            and_more(told.len())
        )
    })
}

/// Sentences about the register, in the order in which they matter.
pub(super) fn register(scene: &Scene<'_>) -> Vec<String> {
    let involved = &scene.involved;
    if involved.groups.is_empty() {
        return vec![
            "There is no register of groups yet: no incident is linked to a group, and nothing is guessed."
                .to_owned(),
        ];
    }
    let mut out = Vec::new();
    if !involved.withdrawn.is_empty() {
        let told: Vec<String> = involved
            .withdrawn
            .iter()
            .take(LISTED)
            .map(|(reference, status)| format!("{reference} ({})", status_words(*status)))
            .collect();
        out.push(format!(
            "Withdrawn by the source, counted nowhere and to be taken out of the register: {}{}.",
            told.join(", "),
            and_more(involved.withdrawn.len())
        ));
    }
    let gone = scene.ended();
    if !gone.is_empty() {
        out.push(format!(
            "Links that ended in these days: {}{}.",
            gone[..gone.len().min(LISTED)].join(", "),
            and_more(gone.len())
        ));
    }
    if involved.lapsed > 0 {
        out.push(format!(
            "{} no more: review or let go.",
            entries(
                involved.lapsed,
                "entry of the register is past its review date and counts",
                "entries of the register are past their review date and count"
            )
        ));
    }
    if involved.lapsing > 0 {
        out.push(format!(
            "{} within four weeks.",
            entries(involved.lapsing, "entry lapses", "entries lapse")
        ));
    }
    for (list, what) in [
        (&involved.unmatched, "In the register, but no incident held has the reference"),
        (
            &involved.ambiguous,
            "In the register, but two sources hold the reference, so nobody can say which is meant",
        ),
        (
            &involved.three_or_more,
            "Three groups or more were part of it, and it counts between each pair of them",
        ),
    ] {
        if !list.is_empty() {
            let told: Vec<&str> = list.iter().take(LISTED).map(String::as_str).collect();
            out.push(format!("{what}: {}{}.", told.join(", "), and_more(list.len())));
        }
    }
    // An analyst alone makes two spellings one group.
    for spelling in involved.spellings.iter().take(3) {
        out.push(format!("{}.", spelling.words().trim_end_matches('.')));
    }
    if involved.doubted > 0 {
        let said = entries(
            involved.doubted,
            "entry is graded E, suspected to be false, and counts",
            "entries are graded E, suspected to be false, and count",
        );
        out.push(format!("{said} nowhere."));
    }
    if involved.weaker > 0 {
        let said = entries(involved.weaker, "entry is", "entries are");
        out.push(format!("{said} less sure than this pack asks for and left out."));
    }
    if involved.later > 0 {
        let said = entries(involved.later, "entry is", "entries are");
        out.push(format!("{said} of a later day and not known on this one."));
    }
    if involved.presence_lapsed > 0 {
        let said = entries(involved.presence_lapsed, "presence point is", "presence points are");
        out.push(format!("{said} past the review date: no set space is drawn from what lapsed."));
    }
    out
}

/// Children in linked incidents that this pack tells for the first time: of the window, come in late, or newly stated.
pub(super) fn children(scene: &Scene<'_>) -> Option<String> {
    let new = |part: &Part| scene.newly_stated(part);
    let mut under = Vec::new();
    let mut signs = Vec::new();
    for event in scene.events.iter().filter(|e| e.linked) {
        let parts: Vec<&Part> =
            scene.involved.parts.iter().filter(|p| event.crimes.contains(&p.incident)).collect();
        if event.timing > Timing::Late && !parts.iter().any(|p| new(p)) {
            continue;
        }
        // The crime whose entry says so, which need not be the first of its event.
        let named = |of: fn(&Part) -> Tri| {
            let part = parts.iter().find(|p| of(p) == Tri::Yes)?;
            Some(scene.reference(part.incident))
        };
        under.extend(named(|p| p.under_18));
        signs.extend(named(|p| p.exploitation));
    }
    let said = match (under.is_empty(), signs.is_empty()) {
        (true, true) => return None,
        (false, true) => format!("Somebody under 18 was part of {}", of_them(&under)),
        (true, false) => format!("There are signs that children are exploited in {}", of_them(&signs)),
        (false, false) => format!(
            "Somebody under 18 was part of {}; there are signs that children are exploited in {}",
            of_them(&under),
            of_them(&signs)
        ),
    };
    Some(format!("{said}: safeguarding first."))
}

/// "one linked incident (T/1)", "nine linked incidents (T/1, T/2 and 7 more)".
fn of_them(references: &[&str]) -> String {
    let shown = references[..references.len().min(LISTED)].join(", ");
    let what = match references.len() {
        1 => "one linked incident told here".to_owned(),
        n => format!("{} linked incidents told here", words::number(n)),
    };
    format!("{what} ({shown}{})", and_more(references.len()))
}

fn entries(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn and_more(all: usize) -> String {
    if all > LISTED { format!(" and {} more", all - LISTED) } else { String::new() }
}
