//! The closed lists of words: what the data-protection assessment asks of every entry.

use serde::{Deserialize, Serialize};

/// An enum whose words are the only ones a cell may hold.
macro_rules! word_list {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every word that may be written.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// As it is written in the register.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Reads a word: case and the sign between its parts do not matter.
            #[must_use]
            pub fn read(text: &str) -> Option<Self> {
                let plain = text.trim().to_lowercase().replace([' ', '_'], "-");
                match plain.as_str() { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

word_list! {
    /// The law-enforcement purpose an entry is held for (Data Protection Act 2018, section 31, and safeguarding).
    Purpose {
        /// Prevention of crime.
        Prevention = "prevention",
        /// Detection of crime.
        Detection = "detection",
        /// Investigation of crime.
        Investigation = "investigation",
        /// Safeguarding against and preventing threats to public security.
        PublicSecurity = "public-security",
        /// Safeguarding of children and of individuals at risk.
        Safeguarding = "safeguarding",
    }
}

word_list! {
    /// Why the purpose cannot be reached without it.
    Necessity {
        /// It shows who is in conflict with whom.
        Conflict = "conflict",
        /// It shows that an answer to violence may come.
        Retaliation = "retaliation",
        /// It shows where to protect people.
        PlaceProtection = "place-protection",
        /// It shows who needs support to leave violence.
        Support = "support",
        /// It shows that children may be exploited.
        Exploitation = "exploitation",
    }
}

word_list! {
    /// The role that answers for the entry. A role, never a name.
    Responsible {
        /// Analyst of the unit.
        Analyst = "analyst",
        /// Intelligence officer.
        IntelligenceOfficer = "intelligence-officer",
        /// Sergeant of the gangs team.
        GangsSergeant = "gangs-sergeant",
        /// Inspector of the gangs team.
        GangsInspector = "gangs-inspector",
        /// Safeguarding lead.
        SafeguardingLead = "safeguarding-lead",
    }
}

word_list! {
    /// What kind of source says so.
    SourceKind {
        /// The crime record itself.
        CrimeRecord = "crime-record",
        /// An intelligence report.
        IntelligenceReport = "intelligence-report",
        /// What an officer saw.
        OfficerObservation = "officer-observation",
        /// A partner: school, council, youth service, health.
        PartnerReport = "partner-report",
        /// A structured session with front-line staff.
        GroupAudit = "group-audit",
        /// What anybody can read.
        OpenSource = "open-source",
    }
}

#[cfg(test)]
mod tests {
    use super::{Necessity, Purpose, Responsible, SourceKind};

    #[test]
    fn every_word_reads_back_and_nothing_else_does() {
        for word in Purpose::WORDS {
            assert_eq!(Purpose::read(word).map(Purpose::word), Some(*word));
        }
        for word in Necessity::WORDS {
            assert_eq!(Necessity::read(word).map(Necessity::word), Some(*word));
        }
        for word in Responsible::WORDS {
            assert_eq!(Responsible::read(&word.replace('-', " ")).map(Responsible::word), Some(*word));
        }
        for word in SourceKind::WORDS {
            assert_eq!(SourceKind::read(&word.to_uppercase()).map(SourceKind::word), Some(*word));
        }
        assert_eq!(Purpose::read("because the sergeant said so"), None);
        assert_eq!(Purpose::read(""), None);
    }
}
