//! Thirty-six months of crimes and what is true about them.

use super::{
    clock::{self, DAY},
    crimes::{Crime, Registry, Scene},
    dice::Dice,
    ground::Lomea,
    offences::{GROUP_ATTACK, KINDS, Kind, NIGHT_ASSAULT, Rhythm, STREET_ASSAULT, Theme, YOUTH_ASSAULT},
    planted::{self, Group, HotEvening, Hotspot, HotspotKind},
    spots::Spots,
    towns::{NONE, TownKind, square},
};

/// A crime of the groups, for the register.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attribution {
    /// Position among the crimes.
    pub(super) crime: usize,
    pub(super) attacker: usize,
    pub(super) attacked: usize,
    pub(super) retaliation: bool,
}

/// The crimes of the county with the truth behind them.
#[derive(Debug, Clone)]
pub struct Incidents {
    /// Number of crimes asked for over the months of the first delivery.
    pub n: usize,
    /// Seed of the incidents.
    pub seed: u64,
    /// Months of the first delivery.
    pub months: u32,
    /// Planted hotspots.
    pub hotspots: Vec<Hotspot>,
    /// Hot evenings.
    pub evenings: Vec<HotEvening>,
    /// Rival groups: those whose attacks are answered, then those whose are not.
    pub groups: Vec<Group>,
    /// Events that followed another within ten days and about 100 m.
    pub near_repeats: usize,
    /// Events of all kinds.
    pub events: usize,
    pub(super) crimes: Vec<Crime>,
    pub(super) attributions: Vec<Attribution>,
    /// Background events planned, planted ones left out.
    pub(super) background: usize,
}

/// An attack of one group on another as it truly was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupAttack {
    /// Local calendar day, counted from 1970-01-01.
    pub day: i32,
    /// Easting and northing in metres; `None` where the crime has no place.
    pub at: Option<(f64, f64)>,
    /// Position of the attacker among the groups.
    pub attacker: usize,
    /// Position of the attacked.
    pub attacked: usize,
}

impl Incidents {
    /// The attacks of the groups on each other: the truth a register knows a part of.
    pub fn group_attacks(&self) -> impl Iterator<Item = GroupAttack> + '_ {
        self.attributions.iter().map(|a| {
            let crime = &self.crimes[a.crime];
            let day = clock::date(crime.at_minute.div_euclid(DAY)).days();
            GroupAttack { day, at: crime.place, attacker: a.attacker, attacked: a.attacked }
        })
    }
}

struct Maker<'a> {
    lomea: &'a Lomea,
    spots: &'a Spots,
    registry: Registry,
    dice: Dice,
    crimes: Vec<Crime>,
    events: usize,
}

impl Maker<'_> {
    fn happen(&mut self, kind: &Kind, scene: &Scene, minute: i64) {
        let crimes = self.registry.event(self.lomea, kind, scene, minute, &mut self.dice);
        self.crimes.extend(crimes);
        self.events += 1;
    }

    /// At a piece of street, some metres off it; homes stand back.
    fn scene(&mut self, spot: usize, location: &'static str) -> Scene {
        let spot = &self.spots.list[spot];
        let line = &self.lomea.net.lines[spot.line];
        let reach = if matches!(location, "Dwelling" | "Flat") { 22.0 } else { 14.0 };
        // Addresses repeat: positions snap to a 12 m lattice.
        let off = |d: &mut Dice| (d.between(-reach, reach) / 12.0).round() * 12.0;
        let at = (spot.at.0 + off(&mut self.dice), spot.at.1 + off(&mut self.dice));
        let town =
            self.lomea.towns.list.get(spot.town).map_or_else(|| nearest(self.lomea, at), |t| t.name.clone());
        Scene { at, street: line.name.clone(), town, location }
    }

    fn at_site(&mut self, kind: &'static str, location: &'static str) -> Scene {
        let sites: Vec<&super::sites::Place> = self
            .lomea
            .sites
            .iter()
            .filter(|s| s.kind == kind && (kind != "police" || s.name.ends_with("custody suite")))
            .collect();
        let site = sites[self.dice.below(sites.len())];
        // A hospital's street frontage is a street; the rest is one address.
        let at = if location == "Street" { (site.at.0 + 90.0, site.at.1 + 40.0) } else { site.at };
        let town =
            site.town.map_or_else(|| nearest(self.lomea, at), |t| self.lomea.towns.list[t].name.clone());
        let street =
            if location == "Street" { "Hospital Approach".to_owned() } else { site.name.replace(',', "") };
        Scene { at, street, town, location }
    }
}

fn nearest(lomea: &Lomea, at: (f64, f64)) -> String {
    let near = lomea.towns.list.iter().min_by(|a, b| square(a.centre, at).total_cmp(&square(b.centre, at)));
    near.map_or_else(String::new, |t| t.name.clone())
}

impl Lomea {
    /// About `n` crimes over `months` months from 2023-01 (and one month more, for the second delivery).
    /// `(ground, n, seed, months)` decides every byte.
    #[must_use]
    pub fn incidents(&self, n: usize, seed: u64, months: u32) -> Incidents {
        let months = months.clamp(2, 120);
        let spots = Spots::new(self);
        let days = clock::month_start(months + 1);
        let per_day = n as f64 / clock::month_start(months) as f64 / 1.28;
        let hotspots = planted::hotspots(self, &spots, seed, per_day * 0.9, months);
        let evenings = planted::evenings(self, seed, months, (n as f64 / 40_000.0).clamp(0.2, 3.0));
        let groups = planted::groups(self, &spots, seed);
        let mut maker = Maker {
            lomea: self,
            spots: &spots,
            registry: Registry::default(),
            dice: Dice::new(seed, "incidents"),
            crimes: Vec::new(),
            events: 0,
        };
        for hotspot in &hotspots {
            maker.hotspot(hotspot);
        }
        for evening in &evenings {
            maker.evening(evening);
        }
        let attributions = maker.rivals(&groups, days, n);
        let before = maker.events;
        let want = n + n / months as usize;
        let near_repeats = maker.background(days, want);
        let background = maker.events - before - near_repeats;
        let Maker { mut crimes, events, .. } = maker;
        let mut attributions = attributions;
        let mut groups = groups;
        groups.extend(super::groups::quiet(self, &spots, &crimes, &groups, seed));
        attributions.extend(super::groups::answers(&crimes, &attributions, &groups, seed));
        attributions.extend(super::groups::independent(&crimes, &attributions, &groups, n, seed));
        number(&mut crimes, &mut attributions);
        Incidents {
            n,
            seed,
            months,
            hotspots,
            evenings,
            groups,
            near_repeats,
            events,
            crimes,
            attributions,
            background,
        }
    }
}

impl Maker<'_> {
    fn hotspot(&mut self, hotspot: &Hotspot) {
        let inside = self.spots.within(hotspot.at, hotspot.radius_m);
        let theme = hotspot.kind.theme();
        for _ in 0..self.dice.poisson(hotspot.expected_excess) {
            let kind = match hotspot.kind {
                HotspotKind::Youth => YOUTH_ASSAULT,
                HotspotKind::NightEconomy => NIGHT_ASSAULT,
                HotspotKind::Violence => STREET_ASSAULT,
            };
            let kind = match self.dice.unit() {
                draw if draw < 0.68 => kind,
                draw if draw < 0.86 => {
                    Kind { code: "34B", label: "Robbery of personal property", knife: 0.2, ..kind }
                }
                _ => Kind {
                    code: "5D",
                    label: "Assault with intent to cause serious harm",
                    knife: 0.5,
                    serious: 0.75,
                    ..kind
                },
            };
            let Some(spot) = planted::spot_in(self.spots, theme, &inside, &mut self.dice) else { return };
            let location = *self.dice.pick(kind.places);
            let scene = self.scene(spot, location);
            let minute = clock::draw(kind.rhythm, hotspot.days.0, hotspot.days.1, &mut self.dice);
            self.happen(&kind, &scene, minute);
        }
    }

    fn evening(&mut self, evening: &HotEvening) {
        let centre = self.lomea.towns.list[evening.town].centre;
        let inside = self.spots.within(centre, 900.0);
        for _ in 0..evening.events {
            let Some(spot) = planted::spot_in(self.spots, Theme::Street, &inside, &mut self.dice) else {
                return;
            };
            let scene = self.scene(spot, "Street");
            let minute = evening.day * DAY + self.dice.whole(19 * 60, 25 * 60);
            self.happen(&STREET_ASSAULT, &scene, minute);
        }
    }

    /// Attacks on a rival's ground, answered within a fortnight nearly half of the time.
    fn rivals(&mut self, groups: &[Group], days: i64, n: usize) -> Vec<Attribution> {
        let mut attributions = Vec::new();
        let starts = (14.0 * n as f64 / 40_000.0).clamp(6.0, 30.0);
        for first in 0..groups.len() {
            for _ in 0..self.dice.poisson(starts) {
                let mut minute = clock::draw(Rhythm::Evening, 0, days, &mut self.dice);
                let (mut attacker, mut retaliation) = (first, false);
                loop {
                    let attacked = groups[attacker].rival;
                    let inside = self.spots.within(groups[attacked].at, groups[attacked].radius_m);
                    let Some(spot) = planted::spot_in(self.spots, Theme::Street, &inside, &mut self.dice)
                    else {
                        break;
                    };
                    let scene = self.scene(spot, "Street");
                    let crime = self.crimes.len();
                    self.happen(&GROUP_ATTACK, &scene, minute);
                    attributions.push(Attribution { crime, attacker, attacked, retaliation });
                    minute += self.dice.whole(DAY, 14 * DAY);
                    if !self.dice.chance(0.45) || minute >= days * DAY {
                        break;
                    }
                    (attacker, retaliation) = (attacked, true);
                }
            }
        }
        attributions
    }

    /// Ordinary events until there are enough crimes; one street event in twelve is followed nearby.
    fn background(&mut self, days: i64, want: usize) -> usize {
        let weights: Vec<f64> = KINDS.iter().map(|k| k.weight).collect();
        let mut near_repeats = 0;
        while self.crimes.len() < want {
            let kind = &KINDS[self.dice.weighted(&weights)];
            let location = *self.dice.pick(kind.places);
            let minute = clock::draw(kind.rhythm, 0, days, &mut self.dice);
            let scene = match kind.theme {
                Theme::Prison => self.at_site("prison", location),
                Theme::Hospital => self.at_site("hospital", location),
                Theme::Custody => self.at_site("police", location),
                Theme::Mall => self.at_site("shopping", location),
                theme => {
                    let spot = self.spots.draw(theme, &mut self.dice);
                    self.scene(spot, location)
                }
            };
            self.happen(kind, &scene, minute);
            if kind.theme == Theme::Street && !kind.proactive && self.dice.chance(0.08) {
                let angle = self.dice.between(0.0, std::f64::consts::TAU);
                let reach = 100.0 * self.dice.unit();
                let at = (scene.at.0 + reach * libm::cos(angle), scene.at.1 + reach * libm::sin(angle));
                let later = minute + self.dice.whole(DAY / 2, 10 * DAY);
                let dry =
                    super::mesh::Mesh::locate(at.0, at.1).is_some_and(|c| self.lomea.census.lsoa[c] != NONE);
                if dry && later < days * DAY {
                    self.happen(kind, &Scene { at, ..scene }, later);
                    near_repeats += 1;
                }
            }
        }
        near_repeats
    }
}

/// Orders crimes by when they were recorded and gives them their references.
fn number(crimes: &mut Vec<Crime>, attributions: &mut [Attribution]) {
    let mut order: Vec<usize> = (0..crimes.len()).collect();
    order.sort_by_key(|c| (crimes[*c].recorded, *c));
    let mut place = vec![0; crimes.len()];
    let mut sorted = Vec::with_capacity(crimes.len());
    for (rank, old) in order.into_iter().enumerate() {
        place[old] = rank;
        let mut crime = crimes[old].clone();
        let year = clock::date(crime.recorded.div_euclid(DAY)).year() % 100;
        crime.reference = format!("LM/{:06}/{year:02}", rank + 1);
        sorted.push(crime);
    }
    *crimes = sorted;
    for attribution in attributions {
        attribution.crime = place[attribution.crime];
    }
}

/// True for settlements that are towns.
pub(super) fn is_town(kind: TownKind) -> bool {
    kind != TownKind::Village
}
