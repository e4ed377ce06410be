//! Places where a session of sport could be held, as a partnership's own list would name them.
#![expect(clippy::explicit_auto_deref, reason = "without it the words would have to be unsized")]

use std::fmt::Write;

use super::{
    area_files::{File, lsoa_code},
    dice::Dice,
    ground::Lomea,
    incidents::is_town,
    mesh::Mesh,
    names,
    towns::NONE,
};

const HEADER: &str = "name,kind,easting,northing,opens,closes,weekend,indoor,lit,capacity,cost_per_hour,owner,\
     availability,lsoa21_code\n";

/// One line of the list.
struct Row<'a> {
    name: &'a str,
    kind: &'a str,
    at: (f64, f64),
    opens: i64,
    closes: i64,
    weekend: &'a str,
    indoor: bool,
    lit: &'a str,
    capacity: i64,
    cost_per_hour: i64,
    owner: &'a str,
    availability: &'a str,
}

impl Row<'_> {
    fn write(&self, lomea: &Lomea, text: &mut String) {
        let lsoa = Mesh::locate(self.at.0, self.at.1).map_or(NONE, |c| lomea.census.lsoa[c]);
        let _ = writeln!(
            text,
            "\"{}\",{},{:.0},{:.0},{:02}:00,{:02}:00,{},{},{},{},{},{},{},{}",
            self.name,
            self.kind,
            self.at.0,
            self.at.1,
            self.opens,
            self.closes,
            self.weekend,
            if self.indoor { "Y" } else { "N" },
            self.lit,
            self.capacity,
            self.cost_per_hour,
            self.owner,
            self.availability,
            if lsoa == NONE { String::new() } else { lsoa_code(usize::from(lsoa)) }
        );
    }
}

const ANSWERS: [&str; 3] = ["confirmed", "asked", "unknown"];

/// Sports sites, parks, secondary schools, church halls and games areas with hours, light, owner and what an hour costs.
pub(super) fn sport_sites(lomea: &Lomea, seed: u64) -> File {
    let mut dice = Dice::new(seed, "sport sites");
    // Later additions draw from streams of their own: what was there before stays as it was.
    let mut more = Dice::new(seed, "sport sites, light and owners");
    let mut text = String::from(HEADER);
    for site in lomea.sites.iter().filter(|s| s.kind == "sport" || s.kind == "park") {
        let indoor = ["Centre", "Hall", "Club", "Pool"].iter().any(|w| site.name.contains(w));
        let owner = match () {
            () if site.kind == "park" => "Parish council (synthetic)",
            () if site.name.contains("Club") || site.name.contains("Ground") => "Sports club (synthetic)",
            () if site.name.contains("Youth") => "Youth service (synthetic)",
            () => *more.pick(&["District council (synthetic)", "Leisure trust (synthetic)"]),
        };
        Row {
            name: &site.name,
            kind: site.kind,
            at: site.at,
            opens: dice.whole(7, 10),
            closes: if indoor { dice.whole(20, 22) } else { 21 },
            weekend: *dice.pick(&["Y", "Y", "N"]),
            indoor,
            capacity: dice.whole(12, 60),
            cost_per_hour: if site.kind == "park" { 0 } else { dice.whole(18, 75) },
            availability: *dice.pick(&ANSWERS),
            lit: match (indoor, site.kind) {
                (true, _) => "Y",
                (_, "park") => *more.pick(&["N", "N", "N", ""]),
                _ => *more.pick(&["Y", "Y", "N"]),
            },
            owner,
        }
        .write(lomea, &mut text);
    }
    schools(lomea, &mut Dice::new(seed, "sport sites, schools"), &mut text);
    halls_and_games_areas(lomea, &mut Dice::new(seed, "sport sites, halls"), &mut text);
    File::new("sport-sites.csv", text)
}

/// Halls of secondary schools and colleges, after lessons.
fn schools(lomea: &Lomea, dice: &mut Dice, text: &mut String) {
    let schools = lomea.sites.iter().filter(|s| s.kind == "school" && !s.name.contains("Primary"));
    for site in schools {
        Row {
            name: &site.name,
            kind: "school",
            at: site.at,
            opens: 16,
            closes: dice.whole(20, 22),
            weekend: *dice.pick(&["N", "N", "Y"]),
            indoor: true,
            lit: "Y",
            capacity: dice.whole(20, 60),
            cost_per_hour: dice.whole(15, 45),
            owner: "School trust (synthetic)",
            availability: *dice.pick(&ANSWERS),
        }
        .write(lomea, text);
    }
}

/// A church hall and a games area in every town, more in larger ones, each beside a street people live in.
fn halls_and_games_areas(lomea: &Lomea, dice: &mut Dice, text: &mut String) {
    let mut homes: Vec<Vec<(f64, f64)>> = vec![Vec::new(); lomea.towns.list.len()];
    for home in &lomea.postcodes {
        let town = Mesh::locate(home.at.0, home.at.1).map_or(NONE, |c| lomea.towns.of[c]);
        if let Some(own) = homes.get_mut(usize::from(town)) {
            own.push(home.at);
        }
    }
    for (town, homes) in lomea.towns.list.iter().zip(&homes) {
        if homes.is_empty() || !is_town(town.kind) {
            continue;
        }
        for number in 0..(town.population / 20_000.0).round().max(1.0) as usize {
            let saint = ["St Aldred's", "St Brannoc's", "St Cuthwin's", "All Souls'"][number % 4];
            let hall = format!("{saint} Church Hall {}, {}", number + 1, town.name);
            let court = format!("{} Games Area {}, {}", dice.pick(names::WARD), number + 1, town.name);
            for (name, kind, indoor) in [(hall, "church-hall", true), (court, "muga", false)] {
                Row {
                    name: &name,
                    kind,
                    at: homes[dice.below(homes.len())],
                    opens: dice.whole(8, 10),
                    closes: dice.whole(20, 22),
                    weekend: *dice.pick(&["Y", "N"]),
                    indoor,
                    lit: if indoor { "Y" } else { *dice.pick(&["Y", "N"]) },
                    capacity: dice.whole(15, 40),
                    cost_per_hour: if indoor { dice.whole(12, 30) } else { 0 },
                    owner: if indoor {
                        "Parochial church council (synthetic)"
                    } else {
                        "District council (synthetic)"
                    },
                    availability: *dice.pick(&ANSWERS),
                }
                .write(lomea, text);
            }
        }
    }
}
