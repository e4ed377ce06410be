//! What a programme is, from a closed list: a word nobody here knows is refused, so that no money is counted wrongly.

use super::Spend;

/// What a line of the register pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProgrammeKind {
    /// Sport of any sort.
    Sport,
    /// Mentoring, also through sport.
    Mentoring,
    /// Social skills training.
    SocialSkills,
    /// Cognitive behavioural and other therapies, trauma work.
    Therapy,
    /// Work with parents and families.
    Family,
    /// Focused deterrence.
    FocusedDeterrence,
    /// Navigators in emergency departments and custody.
    Navigators,
    /// Restorative justice.
    RestorativeJustice,
    /// Diversion before court.
    Diversion,
    /// Training, jobs and work placements.
    Employment,
    /// Youth work, detached and outreach work, youth clubs.
    YouthWork,
    /// Music, drama and other arts.
    Arts,
    /// Adventure and the outdoors.
    Adventure,
    /// Work in schools, after-school programmes.
    School,
    /// Knife crime education and campaigns.
    Education,
    /// Patrols and other policing.
    Policing,
    /// Another intervention.
    OtherIntervention,
    /// Staff, co-ordination and overheads.
    Staff,
    /// Analysis, data and needs assessment.
    Analysis,
    /// Evaluation.
    Evaluation,
    /// Other spending that is no work with young people.
    OtherSpending,
}

/// What may stand in the column, for a message.
pub(super) const KINDS: &str = "write what it is: sport (or which: boxing, football, dance), mentoring, social skills, therapy, family, \
     focused deterrence, navigators, restorative justice, diversion, employment, youth work, arts, adventure, school, education, policing, \
     staff, analysis, evaluation, other intervention or other spending";

use ProgrammeKind as K;

/// Beginnings of words, or phrases, and what they say; the first of the table that is found decides, so spending that is no
/// intervention comes first ("sport co-ordination" is staff), and mentoring through sport is mentoring.
const WORDS: [(&str, ProgrammeKind); 91] = [
    ("other intervention", K::OtherIntervention),
    ("other spending", K::OtherSpending),
    ("staff", K::Staff),
    ("co-ordinat", K::Staff),
    ("coordinat", K::Staff),
    ("overhead", K::Staff),
    ("management", K::Staff),
    ("salar", K::Staff),
    ("analys", K::Analysis),
    ("data", K::Analysis),
    ("needs assessment", K::Analysis),
    ("evaluat", K::Evaluation),
    ("focused deterrence", K::FocusedDeterrence),
    ("navigator", K::Navigators),
    ("restorative", K::RestorativeJustice),
    ("diversion", K::Diversion),
    ("mentor", K::Mentoring),
    ("coaching", K::Mentoring),
    ("social skills", K::SocialSkills),
    ("cbt", K::Therapy),
    ("cognitive", K::Therapy),
    ("therap", K::Therapy),
    ("trauma", K::Therapy),
    ("counsel", K::Therapy),
    ("family", K::Family),
    ("families", K::Family),
    ("parent", K::Family),
    ("employ", K::Employment),
    ("job", K::Employment),
    ("apprentice", K::Employment),
    ("detached", K::YouthWork),
    ("outreach", K::YouthWork),
    ("youth work", K::YouthWork),
    ("youth club", K::YouthWork),
    ("youth", K::YouthWork),
    ("adventure", K::Adventure),
    ("wilderness", K::Adventure),
    ("outdoor", K::Adventure),
    ("music", K::Arts),
    ("drama", K::Arts),
    ("theatre", K::Arts),
    ("art", K::Arts),
    ("knife", K::Education),
    ("campaign", K::Education),
    ("education", K::Education),
    ("bystander", K::Education),
    ("school", K::School),
    ("polic", K::Policing),
    ("patrol", K::Policing),
    ("hot spot", K::Policing),
    ("hotspot", K::Policing),
    ("sport", K::Sport),
    ("multi-sport", K::Sport),
    ("multisport", K::Sport),
    ("athletic", K::Sport),
    ("badminton", K::Sport),
    ("basketball", K::Sport),
    ("bmx", K::Sport),
    ("box", K::Sport),
    ("climb", K::Sport),
    ("cricket", K::Sport),
    ("cycl", K::Sport),
    ("dance", K::Sport),
    ("fitness", K::Sport),
    ("football", K::Sport),
    ("futsal", K::Sport),
    ("golf", K::Sport),
    ("gym", K::Sport),
    ("hockey", K::Sport),
    ("judo", K::Sport),
    ("karate", K::Sport),
    ("kick", K::Sport),
    ("martial", K::Sport),
    ("netball", K::Sport),
    ("parkour", K::Sport),
    ("rounders", K::Sport),
    ("row", K::Sport),
    ("rugby", K::Sport),
    ("run", K::Sport),
    ("sail", K::Sport),
    ("skat", K::Sport),
    ("surf", K::Sport),
    ("swim", K::Sport),
    ("table tennis", K::Sport),
    ("taekwondo", K::Sport),
    ("tennis", K::Sport),
    ("trampolin", K::Sport),
    ("volleyball", K::Sport),
    ("wrestl", K::Sport),
    ("yoga", K::Sport),
    ("physical activit", K::Sport),
];

impl ProgrammeKind {
    /// Reads the register's words, any case; `None` for words that are in no list.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let low = format!(" {}", text.to_lowercase());
        let starts = |word: &str| {
            low.match_indices(word).any(|(at, _)| !low[..at].ends_with(|c: char| c.is_alphanumeric()))
        };
        match low.trim() {
            "other" => Some(Self::OtherIntervention),
            _ => WORDS.iter().find(|(word, _)| starts(word)).map(|(_, kind)| *kind),
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Sport => "sport",
            Self::Mentoring => "mentoring",
            Self::SocialSkills => "social skills",
            Self::Therapy => "therapy",
            Self::Family => "family",
            Self::FocusedDeterrence => "focused deterrence",
            Self::Navigators => "navigators",
            Self::RestorativeJustice => "restorative justice",
            Self::Diversion => "diversion",
            Self::Employment => "employment",
            Self::YouthWork => "youth work",
            Self::Arts => "arts",
            Self::Adventure => "adventure",
            Self::School => "school",
            Self::Education => "education",
            Self::Policing => "policing",
            Self::OtherIntervention => "other intervention",
            Self::Staff => "staff",
            Self::Analysis => "analysis",
            Self::Evaluation => "evaluation",
            Self::OtherSpending => "other spending",
        }
    }

    /// Whether it is work with young people, where the register does not say.
    #[must_use]
    pub fn spend(self) -> Spend {
        match self {
            Self::Staff | Self::Analysis | Self::Evaluation | Self::OtherSpending => Spend::Other,
            _ => Spend::Intervention,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_registers_are_told_and_others_are_not() {
        for (text, kind) in [
            ("Boxing", K::Sport),
            ("street FOOTBALL", K::Sport),
            ("Mentoring through sport", K::Mentoring),
            ("Staff and analysis", K::Staff),
            ("Sport co-ordination", K::Staff),
            ("Social skills training", K::SocialSkills),
            ("Knife crime education", K::Education),
            ("other intervention", K::OtherIntervention),
        ] {
            assert_eq!(ProgrammeKind::read(text), Some(kind), "{text}");
        }
        for text in ["", "Zumba-ish", "misc", "party", "Smart tags", "drun"] {
            assert_eq!(ProgrammeKind::read(text), None, "{text}");
        }
        assert_eq!((K::Staff.spend(), K::Sport.spend()), (Spend::Other, Spend::Intervention));
    }
}
