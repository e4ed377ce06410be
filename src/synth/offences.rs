//! What happens, to whom, where and when: the mix of events of the made-up county.

/// Which places draw an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    Home,
    Street,
    Night,
    Youth,
    Shop,
    Prison,
    Hospital,
    Custody,
    Mall,
}

impl Theme {
    /// Themes whose places are streets, in the order of the wheels.
    pub(super) const STREETS: [Self; 5] = [Self::Home, Self::Street, Self::Night, Self::Youth, Self::Shop];
}

/// When in the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rhythm {
    Any,
    Evening,
    NightEconomy,
    SchoolRelease,
    Daytime,
}

impl Rhythm {
    /// Weight of an hour of the week; day 0 is Monday. `term` is a school day of term time.
    pub(super) fn weight(self, day: usize, hour: usize, term: bool) -> f64 {
        let bump = |at: f64, wide: f64| {
            let far = (hour as f64 - at).abs();
            let far = far.min(24.0 - far);
            libm::exp(-far * far / (2.0 * wide * wide))
        };
        match self {
            Self::Any => 0.35 + bump(18.0, 4.5) + if day >= 5 { 0.35 * bump(1.0, 3.0) } else { 0.0 },
            Self::Evening => {
                0.12 + bump(20.0, 3.2) + if day == 4 || day == 5 { 0.7 * bump(22.5, 2.2) } else { 0.0 }
            }
            Self::NightEconomy => {
                // Friday and Saturday nights run into the small hours of the next day.
                let late = [0.12, 0.1, 0.12, 0.2, 0.25, 1.0, 1.0][day]
                    * bump(1.2, 1.5)
                    * f64::from(u8::from(hour < 7));
                let eve = [0.12, 0.12, 0.16, 0.28, 0.95, 1.0, 0.3][day]
                    * bump(22.8, 1.6)
                    * f64::from(u8::from(hour > 16));
                0.004 + late + eve
            }
            Self::SchoolRelease => {
                let release = if day < 5 && term { 2.4 * bump(15.4, 0.75) } else { 0.0 };
                0.03 + release + 0.35 * bump(17.5, 2.2) * if term { 1.0 } else { 1.5 }
            }
            Self::Daytime => 0.05 + bump(14.0, 3.4) * if day == 6 { 0.6 } else { 1.0 },
        }
    }
}

/// Ages by group of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ages {
    Teen,
    Young,
    Night,
    Adult,
}

/// A kind of event.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) code: &'static str,
    pub(super) label: &'static str,
    /// Share of events, in hundredths or so.
    pub(super) weight: f64,
    pub(super) theme: Theme,
    pub(super) rhythm: Rhythm,
    pub(super) victims: Ages,
    pub(super) suspects: Ages,
    pub(super) domestic: bool,
    pub(super) proactive: bool,
    /// Chance of a knife; and that someone is hurt seriously.
    pub(super) knife: f64,
    pub(super) serious: f64,
    /// Chance that the event is several crimes.
    pub(super) brawl: f64,
    pub(super) places: &'static [&'static str],
}

const STREET: &[&str] = &[
    "Street",
    "Street",
    "Street",
    "Street",
    "Footpath",
    "Park/Open Space",
    "Car Park",
    "Bus Stop",
    "Alleyway",
];
const NIGHT: &[&str] =
    &["Public House", "Street", "Street", "Nightclub", "Takeaway", "Taxi Rank", "High Street"];
const YOUTH: &[&str] =
    &["Street", "Park/Open Space", "Bus Stop", "School", "Playground", "Footpath", "Railway Station"];
const HOME: &[&str] = &["Dwelling", "Dwelling", "Dwelling", "Flat"];
const SHOP: &[&str] = &["Shop", "Supermarket", "Convenience Store", "Petrol Station"];

const BASE: Kind = Kind {
    code: "8N",
    label: "Assault with injury",
    weight: 0.0,
    theme: Theme::Street,
    rhythm: Rhythm::Evening,
    victims: Ages::Young,
    suspects: Ages::Young,
    domestic: false,
    proactive: false,
    knife: 0.04,
    serious: 0.06,
    brawl: 0.12,
    places: STREET,
};

/// Violence among the young, as planted hotspots and school release have it.
pub(super) const YOUTH_ASSAULT: Kind = Kind {
    weight: 7.0,
    theme: Theme::Youth,
    rhythm: Rhythm::SchoolRelease,
    victims: Ages::Teen,
    suspects: Ages::Teen,
    knife: 0.06,
    brawl: 0.2,
    places: YOUTH,
    ..BASE
};
/// Violence of the night economy.
pub(super) const NIGHT_ASSAULT: Kind = Kind {
    weight: 9.0,
    theme: Theme::Night,
    rhythm: Rhythm::NightEconomy,
    victims: Ages::Night,
    suspects: Ages::Night,
    knife: 0.02,
    serious: 0.09,
    brawl: 0.25,
    places: NIGHT,
    ..BASE
};
/// Violence in the street.
pub(super) const STREET_ASSAULT: Kind = Kind { weight: 17.0, ..BASE };
/// Serious assault, the currency of rival groups.
pub(super) const GROUP_ATTACK: Kind = Kind {
    code: "5D",
    label: "Assault with intent to cause serious harm",
    weight: 1.2,
    theme: Theme::Youth,
    rhythm: Rhythm::Evening,
    victims: Ages::Teen,
    suspects: Ages::Young,
    knife: 0.75,
    serious: 0.7,
    brawl: 0.3,
    ..BASE
};

/// Every kind of background event.
pub(super) const KINDS: &[Kind] = &[
    STREET_ASSAULT,
    NIGHT_ASSAULT,
    YOUTH_ASSAULT,
    GROUP_ATTACK,
    Kind {
        weight: 16.0,
        theme: Theme::Home,
        rhythm: Rhythm::Any,
        victims: Ages::Adult,
        suspects: Ages::Adult,
        domestic: true,
        brawl: 0.02,
        places: HOME,
        ..BASE
    },
    Kind {
        code: "5D",
        label: "Assault with intent to cause serious harm",
        weight: 3.6,
        knife: 0.5,
        serious: 0.75,
        ..BASE
    },
    Kind {
        code: "5D",
        label: "Assault with intent to cause serious harm",
        weight: 1.8,
        knife: 0.2,
        serious: 0.8,
        ..NIGHT_ASSAULT
    },
    Kind {
        code: "5D",
        label: "Assault with intent to cause serious harm",
        weight: 1.4,
        theme: Theme::Home,
        rhythm: Rhythm::Any,
        victims: Ages::Adult,
        suspects: Ages::Adult,
        domestic: true,
        knife: 0.35,
        serious: 0.7,
        brawl: 0.0,
        places: HOME,
        ..BASE
    },
    Kind {
        code: "34B",
        label: "Robbery of personal property",
        weight: 5.5,
        knife: 0.22,
        serious: 0.03,
        ..BASE
    },
    Kind {
        code: "34B",
        label: "Robbery of personal property",
        weight: 4.0,
        knife: 0.18,
        serious: 0.02,
        ..YOUTH_ASSAULT
    },
    Kind {
        code: "34A",
        label: "Robbery of business property",
        weight: 1.4,
        theme: Theme::Shop,
        victims: Ages::Adult,
        knife: 0.3,
        serious: 0.02,
        brawl: 0.0,
        places: SHOP,
        ..BASE
    },
    Kind {
        code: "1",
        label: "Murder",
        weight: 0.1,
        victims: Ages::Adult,
        knife: 0.5,
        serious: 1.0,
        brawl: 0.0,
        ..BASE
    },
    Kind { code: "2", label: "Attempted murder", weight: 0.15, knife: 0.6, serious: 1.0, brawl: 0.2, ..BASE },
    Kind { code: "62A", label: "Violent disorder", weight: 0.5, brawl: 0.6, ..BASE },
    Kind {
        code: "3B",
        label: "Threats to kill",
        weight: 3.0,
        rhythm: Rhythm::Any,
        victims: Ages::Adult,
        suspects: Ages::Adult,
        knife: 0.18,
        serious: 0.0,
        brawl: 0.0,
        ..BASE
    },
    Kind {
        code: "9A",
        label: "Public fear alarm or distress",
        weight: 8.0,
        victims: Ages::Adult,
        knife: 0.03,
        serious: 0.0,
        brawl: 0.04,
        ..BASE
    },
    Kind { code: "105A", label: "Assault without injury", weight: 8.0, knife: 0.02, serious: 0.0, ..BASE },
    Kind {
        code: "105A",
        label: "Assault without injury",
        weight: 5.0,
        theme: Theme::Home,
        rhythm: Rhythm::Any,
        victims: Ages::Adult,
        suspects: Ages::Adult,
        domestic: true,
        knife: 0.01,
        serious: 0.0,
        brawl: 0.0,
        places: HOME,
        ..BASE
    },
    Kind {
        code: "8L",
        label: "Harassment",
        weight: 4.0,
        theme: Theme::Home,
        rhythm: Rhythm::Any,
        victims: Ages::Adult,
        suspects: Ages::Adult,
        knife: 0.0,
        serious: 0.0,
        brawl: 0.0,
        places: HOME,
        ..BASE
    },
    Kind {
        code: "8S",
        label: "Assault with injury on a constable",
        weight: 1.4,
        victims: Ages::Adult,
        suspects: Ages::Night,
        serious: 0.02,
        ..NIGHT_ASSAULT
    },
    Kind {
        code: "10D",
        label: "Possession of article with blade or point",
        weight: 3.6,
        proactive: true,
        knife: 0.0,
        serious: 0.0,
        brawl: 0.0,
        ..BASE
    },
    Kind {
        code: "92E",
        label: "Possession of cannabis",
        weight: 4.2,
        proactive: true,
        knife: 0.0,
        serious: 0.0,
        brawl: 0.0,
        ..BASE
    },
    Kind {
        code: "92A",
        label: "Trafficking in controlled drugs",
        weight: 1.2,
        rhythm: Rhythm::Daytime,
        proactive: true,
        knife: 0.0,
        serious: 0.0,
        brawl: 0.0,
        ..BASE
    },
    Kind {
        weight: 1.7,
        theme: Theme::Prison,
        rhythm: Rhythm::Daytime,
        victims: Ages::Night,
        suspects: Ages::Night,
        places: &["Prison"],
        ..BASE
    },
    Kind {
        weight: 2.4,
        theme: Theme::Hospital,
        rhythm: Rhythm::Any,
        victims: Ages::Adult,
        suspects: Ages::Night,
        places: &["Hospital", "Hospital", "Hospital", "Street"],
        ..BASE
    },
    Kind {
        code: "8S",
        label: "Assault with injury on a constable",
        weight: 1.3,
        theme: Theme::Custody,
        rhythm: Rhythm::Any,
        victims: Ages::Adult,
        suspects: Ages::Night,
        places: &["Police Station", "Custody Suite"],
        ..BASE
    },
    Kind {
        code: "105A",
        label: "Assault without injury",
        weight: 1.5,
        theme: Theme::Mall,
        rhythm: Rhythm::Daytime,
        places: &["Shopping Centre", "Shop"],
        ..BASE
    },
];
