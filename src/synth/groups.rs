//! What is said of the groups: register, other spellings, presence points, and a sparse register beside them.
//!
//! Everything here draws from streams of its own and changes no crime: what the groups of the quiet pair are said to have
//! done are crimes that happened anyway.

use std::fmt::Write;

use super::{
    area_files::File,
    clock::{self, DAY},
    crimes::Crime,
    dice::Dice,
    ground::Lomea,
    incidents::{Attribution, Incidents},
    mesh::Mesh,
    offences::Theme,
    planted::Group,
    spots::Spots,
    towns::{NONE, square},
};

const HEADER: &str = "reference,group,rival,side,confidence,grading,source_date,review_date,under_18,exploitation,\
                      purpose,necessity,responsible_role,source_kind\n";

/// Days before the end of the first delivery's months that the sparse register is made for: crimes of the last weeks
/// come in late.
const SPARSE_BEFORE: i64 = 41;

/// The day the sparse register is made for.
pub(super) fn sparse_day(incidents: &Incidents) -> i64 {
    clock::month_start(incidents.months) - SPARSE_BEFORE
}

/// Violence in the open that groups might have done.
fn fits(crime: &Crime) -> bool {
    matches!(crime.code, "5D" | "8N" | "34B")
        && !crime.proactive
        && crime.domestic != "Y"
        && !matches!(crime.location, "Dwelling" | "Flat" | "Prison" | "Hospital" | "Police Station")
        && !matches!(crime.status, "Cancelled" | "No Crime" | "Transferred")
}

/// Crimes of a group's ground that might have been an attack on it, in order of the list.
fn on_ground(crimes: &[Crime], group: &Group) -> Vec<usize> {
    let inside = |c: &Crime| c.place.is_some_and(|p| square(p, group.at) <= group.radius_m * group.radius_m);
    (0..crimes.len()).filter(|at| fits(&crimes[*at]) && inside(&crimes[*at])).collect()
}

/// Groups without a process: a pair whose attacks answer nothing, and a small group that one of them attacks now and
/// then, each where enough happens anyway. `groups` are those with one; the new ones come after them.
pub(super) fn quiet(
    lomea: &Lomea,
    spots: &Spots,
    crimes: &[Crime],
    groups: &[Group],
    seed: u64,
) -> Vec<Group> {
    let mut dice = Dice::new(seed, "quiet groups");
    let first = groups.len();
    let open: Vec<(f64, f64)> = crimes.iter().filter(|c| fits(c)).filter_map(|c| c.place).collect();
    let towns: Vec<(f64, f64)> =
        [4, 5, 3].iter().filter_map(|t| lomea.towns.list.get(*t)).map(|t| t.centre).collect();
    let mut places: Vec<(f64, f64)> = groups.iter().map(|g| g.at).collect();
    let mut quiet: Vec<Group> = Vec::new();
    for (number, name) in ["Foundry", "Weirside", "Malthouse"].into_iter().enumerate() {
        let radius_m = dice.between(300.0, 400.0).round();
        // Neighbours: all of them about one town, that of the first.
        let close = |p: (f64, f64)| match quiet.first() {
            Some(first) => square(p, first.at) < 2_400.0 * 2_400.0,
            None => towns.iter().any(|c| square(p, *c) < 1_600.0 * 1_600.0),
        };
        let apart = |p: (f64, f64)| places.iter().all(|q| square(p, *q) > 900.0 * 900.0);
        let busy = |p: (f64, f64)| open.iter().filter(|c| square(**c, p) <= radius_m * radius_m).count();
        let mut best: Option<(usize, (f64, f64))> = None;
        for _ in 0..400 {
            let at = spots.list[spots.draw(Theme::Street, &mut dice)].at;
            let count = if close(at) && apart(at) { busy(at).min(60) } else { 0 };
            if count > best.map_or(0, |b| b.0) {
                best = Some((count, at));
            }
        }
        let at = best.map_or((groups[0].at.0 + 2_000.0 * (number + 1) as f64, groups[0].at.1), |b| b.1);
        places.push(at);
        let rival = if number == 0 { first + 1 } else { first };
        quiet.push(Group { name: format!("{name} (synthetic)"), rival, at, radius_m, answers: false });
    }
    quiet
}

/// True for the pair whose feud everybody talks about: it is answered oftener, known whole and reviewed every year.
fn talked_about(group: usize) -> bool {
    group < 2
}

/// Answers in the feud everybody talks about: crimes that happened anyway on the ground of a group whose attack nobody
/// answered, within twelve days of it. With those made as crimes about four attacks in five are answered.
pub(super) fn answers(
    crimes: &[Crime],
    attacks: &[Attribution],
    groups: &[Group],
    seed: u64,
) -> Vec<Attribution> {
    let mut dice = Dice::new(seed, "answers of the feud");
    let day = |at: usize| crimes[at].at_minute.div_euclid(DAY);
    let grounds: Vec<Vec<usize>> = groups.iter().take(2).map(|g| on_ground(crimes, g)).collect();
    let mut feud: Vec<&Attribution> = attacks.iter().filter(|a| talked_about(a.attacker)).collect();
    feud.sort_by_key(|a| (crimes[a.crime].at_minute, a.crime));
    let mut found: Vec<Attribution> = Vec::new();
    for own in feud {
        let since = |at: usize| day(at) - day(own.crime);
        let answered = attacks.iter().chain(&found).any(|a| {
            a.attacker == own.attacked && a.attacked == own.attacker && (1..=14).contains(&since(a.crime))
        });
        if answered || !dice.chance(0.7) {
            continue;
        }
        let taken = |at: usize| attacks.iter().chain(&found).any(|a| day(a.crime) == day(at));
        let fit = |at: &&usize| (1..=12).contains(&since(**at)) && !taken(**at);
        let soon: Vec<usize> = grounds[own.attacker].iter().filter(fit).copied().collect();
        if !soon.is_empty() {
            let crime = *dice.pick(&soon);
            found.push(Attribution {
                crime,
                attacker: own.attacked,
                attacked: own.attacker,
                retaliation: true,
            });
        }
    }
    found
}

/// Attacks of pairs without a process: crimes that happened anyway, each on a day of its own, so that neither answers the
/// other more than chance would have it. `attacks` holds those of the pairs with one.
pub(super) fn independent(
    crimes: &[Crime],
    attacks: &[Attribution],
    groups: &[Group],
    n: usize,
    seed: u64,
) -> Vec<Attribution> {
    let mut dice = Dice::new(seed, "independent attacks");
    let wanted = (26.0 * n as f64 / 40_000.0).clamp(8.0, 40.0);
    let mut found: Vec<Attribution> = Vec::new();
    for (attacked, ground) in groups.iter().enumerate().filter(|(_, g)| !g.answers) {
        let mut open = on_ground(crimes, ground);
        dice.shuffle(&mut open);
        // The small group is seldom attacked and never attacks.
        let wanted = if groups[ground.rival].rival == attacked { wanted } else { wanted / 6.0 };
        let mut left = wanted.round() as usize;
        for crime in open {
            let day = |at: usize| crimes[at].at_minute.div_euclid(DAY);
            let taken = |a: &Attribution| a.crime == crime || day(a.crime) == day(crime);
            if left == 0 {
                break;
            }
            if attacks.iter().chain(&found).any(taken) {
                continue;
            }
            found.push(Attribution { crime, attacker: ground.rival, attacked, retaliation: false });
            left -= 1;
        }
    }
    found
}

/// One row of a register.
struct Row<'a> {
    reference: &'a str,
    group: &'a str,
    rival: &'a str,
    side: &'a str,
    day: i64,
    /// Of the feud everybody talks about.
    known: bool,
}

fn write(text: &mut String, row: &Row<'_>, dice: &mut Dice) {
    let grading = if !row.known && dice.chance(0.02) {
        "3EC"
    } else {
        *dice.pick(&["1AP", "1BP", "2BP", "2BP", "2CC", "3DC"])
    };
    let possible = if row.known { "probable" } else { "possible" };
    let confidence = *dice.pick(&["confirmed", "confirmed", "probable", "probable", "probable", possible]);
    // Two of three were reviewed once and held for another year.
    let held = if dice.chance(0.67) { 730 } else { 365 };
    let review = row.day + if row.known { 1_095 } else { held };
    let _ = writeln!(
        text,
        "{},{},{},{},{confidence},{grading},{},{},{},{},{},{},{},{}",
        row.reference,
        row.group,
        row.rival,
        row.side,
        clock::iso(row.day),
        clock::iso(review),
        dice.pick(&["yes", "no", "no", "unknown"]),
        dice.pick(&["no", "no", "no", "yes", "unknown"]),
        dice.pick(&["prevention", "prevention", "detection", "safeguarding"]),
        dice.pick(&["conflict", "retaliation", "place-protection"]),
        dice.pick(&["analyst", "analyst", "intelligence-officer"]),
        dice.pick(&["crime-record", "intelligence-report", "officer-observation", "partner-report"]),
    );
}

/// Another spelling of a group's name, as people write it.
fn variant(name: &str) -> String {
    name.replacen("Ropewalk", "Rope Walk", 1).replacen("Hill Top", "HillTop", 1)
}

/// The register of group-involved crimes. `withdrawn` are references of crimes that were taken back.
pub(super) fn register(incidents: &Incidents, withdrawn: &[String], seed: u64) -> File {
    let mut dice = Dice::new(seed, "group register");
    let mut text = HEADER.to_owned();
    let name = |group: usize| incidents.groups[group].name.as_str();
    let mut three = false;
    for own in &incidents.attributions {
        // An analyst never knows all of them.
        let known = talked_about(own.attacker);
        if !known && dice.chance(0.15) {
            continue;
        }
        let crime = &incidents.crimes[own.crime];
        let day = crime.recorded.div_euclid(DAY) + 2;
        for (group, rival, side) in
            [(own.attacker, own.attacked, "suspect"), (own.attacked, own.attacker, "victim")]
        {
            let spelled = if dice.chance(0.12) { variant(name(group)) } else { name(group).to_owned() };
            let row =
                Row { reference: &crime.reference, group: &spelled, rival: name(rival), side, day, known };
            write(&mut text, &row, &mut dice);
        }
        // Once a third group was there.
        let lately = sparse_day(incidents) - 200..sparse_day(incidents) - 10;
        if !three && own.attacker < 2 && lately.contains(&day) {
            let row =
                Row { reference: &crime.reference, group: name(2), rival: "", side: "unclear", day, known };
            write(&mut text, &row, &mut dice);
            three = true;
        }
    }
    let day = sparse_day(incidents) - 30;
    for reference in ["LM/999001/25", "LM/999002/25"] {
        let row = Row { reference, group: name(0), rival: name(1), side: "suspect", day, known: true };
        write(&mut text, &row, &mut dice);
    }
    for reference in withdrawn {
        let row = Row { reference, group: name(3), rival: name(2), side: "suspect", day, known: false };
        write(&mut text, &row, &mut dice);
    }
    File::new("groups.csv", text)
}

/// The alias table of the register.
pub(super) fn aliases(incidents: &Incidents) -> File {
    let mut text = String::from("alias,group\n");
    for group in &incidents.groups {
        let other = variant(&group.name);
        if other != group.name {
            let _ = writeln!(text, "{other},{}", group.name);
        }
    }
    File::new("group-aliases.csv", text)
}

/// Presence points: inside each group's ground, most of the last year, some older and lapsed.
pub(super) fn presence(lomea: &Lomea, incidents: &Incidents, seed: u64) -> File {
    let mut dice = Dice::new(seed, "group presence");
    let mut text = String::from("group,easting,northing,date,grading,review_date\n");
    let end = clock::month_start(incidents.months);
    for group in &incidents.groups {
        let small = incidents.groups[group.rival].name != group.name
            && incidents.groups[incidents.groups[group.rival].rival].name != group.name;
        let (recent, older) = if small { (4, 2) } else { (dice.whole(18, 26), dice.whole(4, 8)) };
        for number in 0..recent + older {
            let day = if number < recent { end - dice.whole(3, 380) } else { end - dice.whole(400, 700) };
            let _ = writeln!(text, "{}", point(lomea, group, day, &mut dice));
        }
    }
    File::new("group-presence.csv", text)
}

fn point(lomea: &Lomea, group: &Group, day: i64, dice: &mut Dice) -> String {
    let dry = |p: &(f64, f64)| Mesh::locate(p.0, p.1).is_some_and(|c| lomea.census.lsoa[c] != NONE);
    let spot = (0..50).map(|_| {
        let (angle, reach) = (dice.between(0.0, std::f64::consts::TAU), group.radius_m * dice.unit().sqrt());
        let at = (group.at.0 + reach * libm::cos(angle), group.at.1 + reach * libm::sin(angle));
        ((at.0 / 10.0).round() * 10.0, (at.1 / 10.0).round() * 10.0)
    });
    let at = spot.into_iter().find(dry).unwrap_or(group.at);
    let grading = *dice.pick(&["1AP", "2BP", "2BP", "2CC"]);
    let review = if dice.chance(0.3) { clock::iso(day + 183) } else { String::new() };
    format!("{},{:.0},{:.0},{},{grading},{review}", group.name, at.0, at.1, clock::iso(day))
}

/// A force with little to go on: three groups, fourteen events in the year, two of them in the last week and the second an
/// answer to the first. Rows of one side alone, one unclear, presence points too few for a map.
pub(super) fn sparse(lomea: &Lomea, incidents: &Incidents, seed: u64) -> [File; 2] {
    let mut dice = Dice::new(seed, "sparse groups");
    let until = sparse_day(incidents);
    let of = |group: usize, days: std::ops::Range<i64>| -> Vec<usize> {
        let inside = |at: &usize| {
            let crime = &incidents.crimes[*at];
            days.contains(&crime.at_minute.div_euclid(DAY)) && crime.recorded.div_euclid(DAY) < until
        };
        on_ground(&incidents.crimes, &incidents.groups[group]).into_iter().filter(inside).collect()
    };
    let mut chosen: Vec<(usize, usize, usize)> = Vec::new();
    // The last week: one on each side of the border, the second after the first; any day order where there is no such pair.
    let week = until - 6..until + 1;
    let day = |at: usize| incidents.crimes[at].at_minute;
    let about = |group: usize| -> Vec<usize> {
        let far = |at: &usize| {
            incidents.crimes[*at].place.map_or(f64::MAX, |p| square(p, incidents.groups[group].at))
        };
        let crimes = &incidents.crimes;
        let then = |at: &usize| {
            week.contains(&crimes[*at].at_minute.div_euclid(DAY))
                && crimes[*at].recorded.div_euclid(DAY) < until
        };
        let mut near: Vec<usize> = (0..crimes.len()).filter(|at| fits(&crimes[*at]) && then(at)).collect();
        near.sort_by(|a, b| far(a).total_cmp(&far(b)));
        near.truncate(3);
        near
    };
    let (on_second, on_first) = (about(1), about(0));
    let pair = on_second.iter().find_map(|a| on_first.iter().find(|b| day(**b) > day(*a)).map(|b| (*a, *b)));
    if let Some((first, answer)) = pair {
        chosen.extend([(first, 0, 1), (answer, 1, 0)]);
    } else {
        let any = on_second.iter().map(|c| (*c, 0, 1)).chain(on_first.iter().map(|c| (*c, 1, 0)));
        chosen.extend(any.take(2));
    }
    for (attacker, attacked, count) in [(0, 1, 4), (1, 0, 4), (2, 0, 2), (0, 2, 2)] {
        let mut open = of(attacked, until - 358..until - 9);
        dice.shuffle(&mut open);
        // Each on a day of its own: two crimes of one brawl would be one event.
        let mut left = count;
        for crime in open {
            let taken = |c: &(usize, usize, usize)| day(c.0).div_euclid(DAY) == day(crime).div_euclid(DAY);
            if left > 0 && !chosen.iter().any(taken) {
                chosen.push((crime, attacker, attacked));
                left -= 1;
            }
        }
    }
    chosen.sort_by_key(|c| (day(c.0), c.0));
    let mut text = HEADER.to_owned();
    let name = |group: usize| incidents.groups[group].name.as_str();
    for (number, (crime, attacker, attacked)) in chosen.into_iter().enumerate() {
        let crime = &incidents.crimes[crime];
        let day = (crime.recorded.div_euclid(DAY) + 1).min(until);
        let (rival, side) = if number == 4 { ("", "unclear") } else { (name(attacked), "suspect") };
        let row = Row { reference: &crime.reference, group: name(attacker), rival, side, day, known: false };
        write(&mut text, &row, &mut dice);
    }
    let mut points = String::from("group,easting,northing,date,grading,review_date\n");
    for group in [0, 0, 0, 1, 1] {
        let day = until - dice.whole(20, 170);
        let _ = writeln!(points, "{}", point(lomea, &incidents.groups[group], day, &mut dice));
    }
    [File::new("groups-sparse.csv", text), File::new("group-presence-sparse.csv", points)]
}
