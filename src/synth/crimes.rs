//! From an event to the crimes a force would record for it.

use super::{
    area_files::FORCE,
    clock::{self, DAY},
    dice::Dice,
    ground::Lomea,
    offences::{Ages, Kind},
};

/// What becomes of most crimes.
const STATUS: [&str; 5] = ["Live", "Detected", "Undetected", "Undetected", "Undetected"];

/// One person of a crime: pseudonym and age as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Somebody {
    pub(super) reference: String,
    pub(super) age: String,
}

/// One crime as the extract tells it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Crime {
    pub(super) reference: String,
    pub(super) status: &'static str,
    pub(super) code: &'static str,
    pub(super) label: &'static str,
    pub(super) from: String,
    pub(super) to: String,
    /// Minute it was committed, for ordering.
    pub(super) at_minute: i64,
    pub(super) recorded: i64,
    pub(super) updated: i64,
    pub(super) place: Option<(f64, f64)>,
    pub(super) geocode: &'static str,
    pub(super) location: &'static str,
    pub(super) street: String,
    pub(super) town: String,
    pub(super) domestic: &'static str,
    pub(super) public: &'static str,
    pub(super) proactive: bool,
    pub(super) injury: &'static str,
    pub(super) victims: Vec<Somebody>,
    pub(super) suspects: Vec<Somebody>,
    pub(super) markers: Vec<&'static str>,
}

/// Where an event is.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) at: (f64, f64),
    pub(super) street: String,
    pub(super) town: String,
    pub(super) location: &'static str,
}

impl Crime {
    /// The rows as text without line ends.
    pub(super) fn write(&self, rows: &mut Vec<String>) {
        let (east, north) =
            self.place.map_or_else(Default::default, |p| (format!("{:.0}", p.0), format!("{:.0}", p.1)));
        let head = format!(
            "{},{},{},{},{},{},{},{},{east},{north},{},{},{},{},{},{},{},{}",
            self.reference,
            self.status,
            self.code,
            self.label,
            self.from,
            self.to,
            clock::minute_text(self.recorded),
            clock::minute_text(self.updated),
            self.geocode,
            self.location,
            self.street,
            self.town,
            self.domestic,
            self.public,
            if self.proactive { "Y" } else { "N" },
            self.injury
        );
        let nobody = [Somebody { reference: String::new(), age: String::new() }];
        let victims = if self.victims.is_empty() { &nobody[..] } else { &self.victims };
        let suspects = if self.suspects.is_empty() { &nobody[..] } else { &self.suspects };
        let markers = if self.markers.is_empty() { &[""][..] } else { &self.markers };
        for victim in victims {
            for suspect in suspects {
                for marker in markers {
                    rows.push(format!(
                        "{head},{},{},{},{},{marker},{FORCE}",
                        victim.reference, victim.age, suspect.reference, suspect.age
                    ));
                }
            }
        }
    }
}

/// Numbers people and crimes as they come.
#[derive(Debug, Default)]
pub(super) struct Registry {
    people: u32,
    recent: Vec<(String, u32)>,
}

impl Registry {
    fn person(&mut self, letter: char, ages: Ages, blank: f64, dice: &mut Dice) -> Somebody {
        if letter == 'S' && self.recent.len() > 200 && dice.chance(0.1) {
            let (reference, age) = dice.pick(&self.recent).clone();
            return Somebody { reference, age: age.to_string() };
        }
        let years = match ages {
            Ages::Teen => 10.0 + 7.9 * dice.unit().max(dice.unit()),
            Ages::Young => 13.0 + 26.0 * dice.unit() * dice.unit() + 6.0 * dice.unit(),
            Ages::Night => 18.0 + 24.0 * dice.unit() * dice.unit(),
            Ages::Adult => 18.0 + 52.0 * dice.unit() * dice.unit(),
        } as u32;
        self.people += 1;
        let reference = format!("{letter}{:07}", self.people);
        if letter == 'S' {
            if self.recent.len() > 400 {
                self.recent.remove(0);
            }
            self.recent.push((reference.clone(), years));
        }
        let age = match dice.unit() {
            draw if draw < blank => String::new(),
            draw if draw < blank + 0.05 => match years {
                10..=17 => "10-17".to_owned(),
                18..=25 => "18-25".to_owned(),
                _ => years.to_string(),
            },
            _ => years.to_string(),
        };
        Somebody { reference, age }
    }

    /// The crimes of one event at a minute.
    pub(super) fn event(
        &mut self,
        lomea: &Lomea,
        kind: &Kind,
        scene: &Scene,
        minute: i64,
        dice: &mut Dice,
    ) -> Vec<Crime> {
        let count = if dice.chance(kind.brawl) { 2 + dice.poisson(0.9).min(5) } else { 1 };
        let suspects = match dice.unit() {
            _ if kind.domestic || kind.proactive => 1,
            draw if draw < 0.15 => 0,
            draw if draw < 0.44 => 1,
            draw if draw < 0.74 => 2,
            draw if draw < 0.91 => 3,
            _ => 4,
        };
        let mut people: Vec<Somebody> = Vec::new();
        for _ in 0..suspects {
            let person = self.person('S', kind.suspects, 0.2, dice);
            // Nobody is a suspect twice in one crime: he might have two ages.
            if people.iter().all(|p| p.reference != person.reference) {
                people.push(person);
            }
        }
        (0..count)
            .map(|number| {
                let at_minute = minute + if number == 0 { 0 } else { dice.whole(0, 25) };
                let mut crime = self.crime(lomea, kind, scene, at_minute, dice);
                crime.suspects.clone_from(&people);
                crime
            })
            .collect()
    }

    fn crime(&mut self, lomea: &Lomea, kind: &Kind, scene: &Scene, minute: i64, dice: &mut Dice) -> Crime {
        let victims = if kind.proactive { 0 } else { [1, 1, 1, 1, 1, 1, 2, 2, 3][dice.below(9)] };
        let (from, to) = span(kind, minute, dice);
        let recorded = minute
            + 20
            + match dice.unit() {
                draw if draw < 0.68 => dice.whole(5, 240),
                draw if draw < 0.88 => dice.whole(240, 3 * DAY),
                draw if draw < 0.975 => dice.whole(3 * DAY, 28 * DAY),
                _ => dice.whole(28 * DAY, 300 * DAY),
            };
        let (geocode, place) = geocode(lomea, scene, dice);
        let home = matches!(scene.location, "Dwelling" | "Flat");
        let closed =
            home || matches!(scene.location, "Prison" | "Hospital" | "Police Station" | "Custody Suite");
        let yes = |flag: bool| if flag { "Y" } else { "N" };
        let knife = dice.chance(kind.knife);
        let injury = match kind.code {
            "1" => "Fatal",
            "3B" | "9A" | "105A" | "8L" | "10D" | "92E" | "92A" => "None",
            _ if dice.chance(kind.serious) => "Serious",
            "34A" | "34B" | "62A" => *dice.pick(&["None", "None", "Minor"]),
            _ => "Minor",
        };
        let mut markers = if knife {
            match injury {
                "Serious" | "Fatal" => vec!["Knife used", "Knife injury"],
                _ => vec!["Knife threatened"],
            }
        } else if dice.chance(0.004) && !kind.proactive {
            vec!["Firearm"]
        } else if dice.chance(0.4) {
            vec!["No weapon"]
        } else {
            Vec::new()
        };
        // Systems that export a blank marker line beside the stated ones.
        if !markers.is_empty() && dice.chance(0.12) {
            markers.push("");
        }
        Crime {
            reference: String::new(),
            status: STATUS[dice.below(STATUS.len())],
            code: kind.code,
            label: kind.label,
            from,
            to,
            at_minute: minute,
            recorded,
            updated: recorded + if dice.chance(0.6) { dice.whole(60, 60 * DAY) } else { 0 },
            place,
            geocode,
            location: if dice.chance(0.03) { "" } else { scene.location },
            street: scene.street.clone(),
            town: scene.town.clone(),
            domestic: if dice.chance(0.04) { "" } else { yes(kind.domestic) },
            public: if dice.chance(0.08) { "" } else { yes(!closed) },
            proactive: kind.proactive,
            injury: if dice.chance(0.05) { "" } else { injury },
            victims: (0..victims).map(|_| self.person('V', kind.victims, 0.08, dice)).collect(),
            suspects: Vec::new(),
            markers,
        }
    }
}

/// Committed from and to: mostly a minute, sometimes a date, sometimes a stretch.
fn span(kind: &Kind, minute: i64, dice: &mut Dice) -> (String, String) {
    let day = minute.div_euclid(DAY);
    match dice.unit() {
        draw if draw < 0.07 => {
            (clock::day_text(day), if dice.chance(0.5) { clock::day_text(day) } else { String::new() })
        }
        draw if draw < 0.17 => {
            let before = minute - dice.whole(10, if kind.domestic { 600 } else { 120 });
            (clock::minute_text(before), clock::minute_text(minute + dice.whole(5, 120)))
        }
        draw if draw < 0.5 => (clock::minute_text(minute), clock::minute_text(minute)),
        _ => (clock::minute_text(minute), String::new()),
    }
}

fn geocode(lomea: &Lomea, scene: &Scene, dice: &mut Dice) -> (&'static str, Option<(f64, f64)>) {
    let (x, y) = scene.at;
    let land = |p: (f64, f64)| super::mesh::Mesh::locate(p.0, p.1).is_some_and(|c| lomea.coast.land[c]);
    match dice.unit() {
        draw if draw < 0.76 => ("Exact", Some((x.round(), y.round()))),
        draw if draw < 0.91 => ("Street", Some(((x / 10.0).round() * 10.0, (y / 10.0).round() * 10.0))),
        draw if draw < 0.95 => ("Junction", Some(((x / 20.0).round() * 20.0, (y / 20.0).round() * 20.0))),
        draw if draw < 0.975 => {
            let rough = ((x / 200.0).round() * 200.0, (y / 200.0).round() * 200.0);
            ("Area", Some(if land(rough) { rough } else { (x.round(), y.round()) }))
        }
        _ => ("None", None),
    }
}
