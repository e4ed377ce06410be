//! Serious violence is a versioned file, not code: the rule file and how it is read.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{IncidentError, Injury, LocationClass};

/// What a rule does when the answer is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnUnknown {
    /// Counts as if it were a yes.
    Include,
    /// Does not count.
    Exclude,
    /// Counted apart: the list is made both ways and the share printed.
    #[default]
    Separate,
}

/// A group of offences and what else they need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OffenceRule {
    /// Plain name, such as "robbery".
    pub name: String,
    /// Home Office codes as text, or the source's own crime types; compared without case.
    pub codes: Vec<String>,
    /// Needs a knife or firearm used or threatened.
    #[serde(default)]
    pub weapon: bool,
    /// Marks the group that holds actual bodily harm; see [`Definition::abh`].
    #[serde(default)]
    pub holds_abh: bool,
}

/// Whether a yes/no marker must be set or unset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagRule {
    /// The answer wanted.
    pub want: bool,
    /// What unknown does.
    #[serde(default)]
    pub unknown: OnUnknown,
}

/// In a public place: the source's own flag, else the class of location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicRule {
    /// Classes that are public when the source does not say.
    pub public: Vec<LocationClass>,
    /// Classes that are not; a class in neither list is unknown.
    pub private: Vec<LocationClass>,
    /// What unknown does.
    #[serde(default)]
    pub unknown: OnUnknown,
}

/// Classes of location that count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocationRule {
    /// The classes.
    pub classes: Vec<LocationClass>,
    /// What unknown does.
    #[serde(default)]
    pub unknown: OnUnknown,
}

/// Whose age is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A victim.
    Victim,
    /// A suspect.
    Suspect,
}

/// At least one person of the roles is within the ages, both ends inclusive.
///
/// A band wholly inside is a yes, wholly outside a no, straddling unknown. A recorded person without
/// an age is unknown; a role without any recorded person says nothing; nobody recorded is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeRule {
    /// Any of these roles.
    pub roles: Vec<Role>,
    /// Youngest age.
    pub min: u8,
    /// Oldest age, inclusive.
    pub max: u8,
    /// What unknown does.
    #[serde(default)]
    pub unknown: OnUnknown,
}

/// Weapons of which one must have been used or threatened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeaponRule {
    /// A knife or sharp object counts.
    #[serde(default)]
    pub knife: bool,
    /// A firearm counts.
    #[serde(default)]
    pub firearm: bool,
    /// What unknown does.
    #[serde(default)]
    pub unknown: OnUnknown,
}

/// The least injury that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjuryRule {
    /// The least injury.
    pub at_least: Injury,
    /// What unknown does.
    #[serde(default)]
    pub unknown: OnUnknown,
}

/// One definition: a conjunction of rules; a rule that is absent asks nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Id that travels with every output.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Version of the file.
    pub version: String,
    /// Who answers for it.
    pub owner: String,
    /// Date of this version, ISO.
    pub date: String,
    /// False prints "draft definition".
    #[serde(default)]
    pub signed: bool,
    /// True when only open, snapped data can answer it: the product is then an area of concern.
    #[serde(default)]
    pub snapped: bool,
    /// Actual bodily harm within "assault with injury" counts. When false, crimes of the group marked
    /// `holds_abh` count only with a serious or fatal injury; an injury not recorded is unknown.
    #[serde(default = "yes")]
    pub abh: bool,
    /// What an unknown injury or weapon does where an offence rule asks for one.
    #[serde(default)]
    pub offence_unknown: OnUnknown,
    /// Offences, any of them.
    pub offences: Vec<OffenceRule>,
    /// Codes recorded through police activity; never counted, shown as a share.
    #[serde(default)]
    pub proactive_codes: Vec<String>,
    /// Domestic abuse.
    #[serde(default)]
    pub domestic: Option<FlagRule>,
    /// Public place.
    #[serde(default)]
    pub public_place: Option<PublicRule>,
    /// Class of location.
    #[serde(default)]
    pub location: Option<LocationRule>,
    /// Age and role.
    #[serde(default)]
    pub age: Option<AgeRule>,
    /// Weapon.
    #[serde(default)]
    pub weapon: Option<WeaponRule>,
    /// Injury.
    #[serde(default)]
    pub injury: Option<InjuryRule>,
}

fn yes() -> bool {
    true
}

impl Definition {
    /// Reads a TOML rule file.
    ///
    /// # Errors
    /// [`IncidentError::Definition`] for anything unknown, missing or contradictory in it.
    pub fn parse(text: &str) -> Result<Self, IncidentError> {
        let mut definition: Self = toml::from_str(text)
            .map_err(|error| IncidentError::Definition { reason: error.message().to_owned() })?;
        let refuse = |reason: &str| Err(IncidentError::Definition { reason: reason.to_owned() });
        let id = &definition.id;
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            return refuse("id may hold small letters, digits and hyphens only");
        }
        if definition.offences.iter().all(|rule| rule.codes.is_empty()) {
            return refuse("no offence codes");
        }
        if definition.age.as_ref().is_some_and(|a| a.min > a.max || a.roles.is_empty()) {
            return refuse("age: min is above max, or no role is named");
        }
        if definition.weapon.as_ref().is_some_and(|w| !w.knife && !w.firearm) {
            return refuse("weapon: neither knife nor firearm");
        }
        for rule in &mut definition.offences {
            rule.codes.iter_mut().for_each(|code| *code = normal(code));
        }
        definition.proactive_codes.iter_mut().for_each(|code| *code = normal(code));
        Ok(definition)
    }

    /// The definitions that ship, in the order they are listed; the first is the default for rms data.
    #[must_use]
    pub fn shipped() -> &'static [Self] {
        static SHIPPED: LazyLock<Vec<Definition>> = LazyLock::new(|| {
            SHIPPED_TOML
                .iter()
                .map(|text| Definition::parse(text).expect("invariant: shipped definitions parse, tested"))
                .collect()
        });
        &SHIPPED
    }

    /// The shipped definition of that id.
    #[must_use]
    pub fn shipped_by_id(id: &str) -> Option<&'static Self> {
        Self::shipped().iter().find(|definition| definition.id == id)
    }

    /// The plain name of the group a code belongs to, such as "robbery"; `None` when it is in no group.
    #[must_use]
    pub fn offence_name(&self, code: &str) -> Option<&str> {
        let code = normal(code);
        self.offences
            .iter()
            .find(|rule| rule.codes.iter().any(|c| normal(c) == code))
            .map(|rule| rule.name.as_str())
    }

    /// Id and version, as written into provenance.
    #[must_use]
    pub fn versioned_id(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}

pub(super) fn normal(code: &str) -> String {
    code.trim().to_uppercase()
}

/// The TOML of the shipped definitions.
pub const SHIPPED_TOML: [&str; 6] = [
    include_str!("data/definitions/kent-public-place-up-to-25.toml"),
    include_str!("data/definitions/kpi-knife-victim-under-25.toml"),
    include_str!("data/definitions/youth-10-17.toml"),
    include_str!("data/definitions/all-serious-violence.toml"),
    include_str!("data/definitions/police-uk-violence-snapped.toml"),
    include_str!("data/definitions/police-uk-robbery-weapons-snapped.toml"),
];
