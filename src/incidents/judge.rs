//! Whether a crime counts under a definition: three-valued, unknown named by rule.

use std::fmt;

use super::{
    AgeRange, Definition, Incident, Injury, LocationClass, OnUnknown, Person, Status, Tri,
    definition::{AgeRule, OffenceRule, PublicRule, Role},
};

/// The rules of a definition, as named in "depends on unknown …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Offence, with the weapon or injury it needs.
    Offence,
    /// Domestic abuse.
    Domestic,
    /// Public place.
    PublicPlace,
    /// Class of location.
    Location,
    /// Age and role.
    Age,
    /// Weapon.
    Weapon,
    /// Injury.
    Injury,
}

impl Rule {
    /// The name people read.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Offence => "offence detail",
            Self::Domestic => "domestic",
            Self::PublicPlace => "public place",
            Self::Location => "location",
            Self::Age => "age",
            Self::Weapon => "weapon",
            Self::Injury => "injury",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The answer for one crime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Counts.
    Counts,
    /// Counts if the unknowns named are a yes; counted, and the list is made both ways.
    CountsUnknown(Vec<Rule>),
    /// Would be in scope, but came from police activity: never in a hotspot, shown as a share.
    Proactive,
    /// Does not count.
    No,
}

impl Verdict {
    /// True for [`Verdict::Counts`] and [`Verdict::CountsUnknown`]: the default count.
    #[must_use]
    pub fn counted(&self) -> bool {
        matches!(self, Self::Counts | Self::CountsUnknown(_))
    }
}

impl Definition {
    /// Judges one crime. Tombstones never count, and no A&E attendance does: see [`Definition::judge_attendance`].
    #[must_use]
    pub fn judge(&self, incident: &Incident) -> Verdict {
        if incident.status != Status::Current || incident.emergency_site().is_some() {
            return Verdict::No;
        }
        let code = super::definition::normal(&incident.offence);
        let offence = self.offence(&code, incident);
        let by_activity = self.proactive_codes.contains(&code)
            || (incident.flags.proactive == Tri::Yes && offence != Tri::No);
        let mut unknown = Vec::new();
        let mut answers = vec![(Rule::Offence, offence, self.offence_unknown)];
        if by_activity {
            answers.clear();
        }
        self.ask(incident, &mut answers);
        for (rule, answer, on_unknown) in answers {
            match (answer, on_unknown) {
                (Tri::No, _) | (Tri::Unknown, OnUnknown::Exclude) => return Verdict::No,
                (Tri::Yes, _) | (Tri::Unknown, OnUnknown::Include) => {}
                (Tri::Unknown, OnUnknown::Separate) => unknown.push(rule),
            }
        }
        match (by_activity, unknown.is_empty()) {
            (true, _) => Verdict::Proactive,
            (false, true) => Verdict::Counts,
            (false, false) => Verdict::CountsUnknown(unknown),
        }
    }

    fn ask(&self, incident: &Incident, answers: &mut Vec<(Rule, Tri, OnUnknown)>) {
        if let Some(rule) = &self.domestic {
            let answer = if rule.want { incident.flags.domestic } else { not(incident.flags.domestic) };
            answers.push((Rule::Domestic, answer, rule.unknown));
        }
        if let Some(rule) = &self.public_place {
            answers.push((Rule::PublicPlace, public(rule, incident), rule.unknown));
        }
        if let Some(rule) = &self.location {
            let answer = match incident.location {
                LocationClass::Unknown => Tri::Unknown,
                class => tri(rule.classes.contains(&class)),
            };
            answers.push((Rule::Location, answer, rule.unknown));
        }
        if let Some(rule) = &self.age {
            answers.push((Rule::Age, age(rule, incident), rule.unknown));
        }
        if let Some(rule) = &self.weapon {
            let knife = if rule.knife { incident.flags.knife } else { Tri::No };
            let firearm = if rule.firearm { incident.flags.firearm } else { Tri::No };
            answers.push((Rule::Weapon, or(knife, firearm), rule.unknown));
        }
        if let Some(rule) = &self.injury {
            answers.push((Rule::Injury, at_least(incident.injury, rule.at_least), rule.unknown));
        }
    }

    /// Any offence group says yes; a group that needs a weapon or a worse injury may say unknown.
    fn offence(&self, code: &str, incident: &Incident) -> Tri {
        let groups = self.offences.iter().filter(|rule| rule.codes.iter().any(|c| c == code));
        groups.fold(Tri::No, |answer, rule| or(answer, self.group(rule, incident)))
    }

    fn group(&self, rule: &OffenceRule, incident: &Incident) -> Tri {
        let weapon = if rule.weapon { or(incident.flags.knife, incident.flags.firearm) } else { Tri::Yes };
        let injury =
            if rule.holds_abh && !self.abh { at_least(incident.injury, Injury::Serious) } else { Tri::Yes };
        and(weapon, injury)
    }
}

pub(super) fn public(rule: &PublicRule, incident: &Incident) -> Tri {
    match incident.flags.public_place {
        Tri::Unknown if rule.public.contains(&incident.location) => Tri::Yes,
        Tri::Unknown if rule.private.contains(&incident.location) => Tri::No,
        stated => stated,
    }
}

pub(super) fn age(rule: &AgeRule, incident: &Incident) -> Tri {
    let people: Vec<&Person> = rule
        .roles
        .iter()
        .flat_map(|role| match role {
            Role::Victim => &incident.victims,
            Role::Suspect => &incident.suspects,
        })
        .collect();
    if people.is_empty() {
        return Tri::Unknown;
    }
    people.iter().fold(Tri::No, |answer, person| or(answer, within(person.age, rule.min, rule.max)))
}

fn within(age: Option<AgeRange>, min: u8, max: u8) -> Tri {
    match age {
        Some(age) if age.min >= min && age.max <= max => Tri::Yes,
        Some(age) if age.max < min || age.min > max => Tri::No,
        None | Some(_) => Tri::Unknown,
    }
}

fn at_least(injury: Injury, least: Injury) -> Tri {
    match injury {
        Injury::Unknown => Tri::Unknown,
        known => tri(known >= least),
    }
}

fn tri(answer: bool) -> Tri {
    if answer { Tri::Yes } else { Tri::No }
}

fn not(a: Tri) -> Tri {
    match a {
        Tri::Yes => Tri::No,
        Tri::No => Tri::Yes,
        Tri::Unknown => Tri::Unknown,
    }
}

pub(super) fn or(a: Tri, b: Tri) -> Tri {
    match (a, b) {
        (Tri::Yes, _) | (_, Tri::Yes) => Tri::Yes,
        (Tri::Unknown, _) | (_, Tri::Unknown) => Tri::Unknown,
        (Tri::No, Tri::No) => Tri::No,
    }
}

fn and(a: Tri, b: Tri) -> Tri {
    not(or(not(a), not(b)))
}
