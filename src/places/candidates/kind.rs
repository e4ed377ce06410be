//! What a site is, by the words for it.

use crate::places::CandidateKind;

/// What the words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindWord {
    /// A place for sport of this kind.
    Known(CandidateKind),
    /// A place of another kind: a prison, a station, a pub.
    NotForSport,
    /// Words that say nothing: "sport", "site", nothing.
    Silent,
    /// Words nobody here knows.
    Unknown,
}

/// Words and what they mean; the first that is found decides, so the narrow ones come first.
const WORDS: [(&str, CandidateKind); 46] = [
    ("mobile", CandidateKind::Mobile),
    ("detached", CandidateKind::Mobile),
    ("outreach", CandidateKind::Mobile),
    ("muga", CandidateKind::Muga),
    ("multi-use games", CandidateKind::Muga),
    ("multi use games", CandidateKind::Muga),
    ("games area", CandidateKind::Muga),
    ("ball court", CandidateKind::Muga),
    ("youth", CandidateKind::YouthCentre),
    ("scout", CandidateKind::YouthCentre),
    ("church", CandidateKind::CommunityHall),
    ("village hall", CandidateKind::CommunityHall),
    ("parish hall", CandidateKind::CommunityHall),
    ("community hall", CandidateKind::CommunityHall),
    ("community centre", CandidateKind::CommunityHall),
    ("pupil-referral-unit", CandidateKind::School),
    ("pupil referral", CandidateKind::School),
    ("school", CandidateKind::School),
    ("academy", CandidateKind::School),
    ("college", CandidateKind::School),
    ("leisure", CandidateKind::SportsCentre),
    ("sports centre", CandidateKind::SportsCentre),
    ("sports-centre", CandidateKind::SportsCentre),
    ("sports hall", CandidateKind::SportsCentre),
    ("boxing", CandidateKind::SportsCentre),
    ("swimming", CandidateKind::SportsCentre),
    ("pool", CandidateKind::SportsCentre),
    ("gym", CandidateKind::SportsCentre),
    ("fitness", CandidateKind::SportsCentre),
    ("studio", CandidateKind::SportsCentre),
    ("squash", CandidateKind::SportsCentre),
    ("indoor", CandidateKind::SportsCentre),
    ("ice rink", CandidateKind::SportsCentre),
    ("skate park", CandidateKind::SportsGround),
    ("skate", CandidateKind::SportsGround),
    ("recreation ground", CandidateKind::Park),
    ("playing field", CandidateKind::Park),
    ("recreation", CandidateKind::Park),
    ("park", CandidateKind::Park),
    ("gardens", CandidateKind::Park),
    ("ground", CandidateKind::SportsGround),
    ("pitch", CandidateKind::SportsGround),
    ("court", CandidateKind::SportsGround),
    ("athletics", CandidateKind::SportsGround),
    ("track", CandidateKind::SportsGround),
    ("golf", CandidateKind::SportsGround),
];

const NOT_FOR_SPORT: [&str; 11] = [
    "town",
    "station",
    "hospital",
    "licensed",
    "prison",
    "police",
    "court",
    "shopping",
    "pub",
    "care-home",
    "childrens-home",
];

/// What a kind, as the file words it, is; any case.
#[must_use]
pub fn kind_of(words: &str) -> KindWord {
    let words = words.trim().to_lowercase();
    let whole = |list: &[&str]| list.contains(&words.as_str());
    if whole(&["", "sport", "sports", "site", "venue", "facility", "place"]) {
        return KindWord::Silent;
    }
    if words == "other" {
        return KindWord::Known(CandidateKind::Other);
    }
    if whole(&NOT_FOR_SPORT) {
        return KindWord::NotForSport;
    }
    let found = WORDS.iter().find(|(word, _)| words.contains(word));
    let hall = || words.ends_with("hall").then_some(CandidateKind::CommunityHall);
    let centre = || words.ends_with("centre").then_some(CandidateKind::SportsCentre);
    match found.map(|(_, kind)| *kind).or_else(hall).or_else(centre) {
        Some(kind) => KindWord::Known(kind),
        None => KindWord::Unknown,
    }
}

/// What a site is by its name: the last word that says it, before any comma, so that "College Road Recreation Ground"
/// is a park and "Park School" a school.
pub(super) fn kind_of_name(name: &str) -> CandidateKind {
    let head = name.split(',').next().unwrap_or_default().to_lowercase();
    let ends = |word: &str| head.rfind(word).map(|at| at + word.len());
    // Of words that end together the one named first, which is the narrower.
    let last =
        WORDS.iter().rev().filter_map(|(word, kind)| Some((ends(word)?, *kind))).max_by_key(|(end, _)| *end);
    match (last, kind_of(&head)) {
        (Some((_, kind)), _) | (None, KindWord::Known(kind)) => kind,
        _ => CandidateKind::Other,
    }
}

/// Under a roof, where the kind alone says so.
pub(super) fn indoor_by_kind(kind: CandidateKind) -> Option<bool> {
    match kind {
        CandidateKind::SportsCentre | CandidateKind::YouthCentre | CandidateKind::CommunityHall => Some(true),
        CandidateKind::SportsGround | CandidateKind::Muga | CandidateKind::Park => Some(false),
        CandidateKind::School | CandidateKind::Mobile | CandidateKind::Other => None,
    }
}
