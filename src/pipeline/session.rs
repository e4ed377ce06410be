//! What a server process holds: one snapshot, one area pack, and every answer given so far.

use std::sync::Arc;

use geo::Contains;

use super::{
    Answer, Facts, Ground, Kept, PanelAsk, PanelPapers, Picture, Question, Spots,
    deterrence::{GroupAsk, day_meant},
};

use crate::{
    calendar::{Date, Instant, Zone},
    incidents::{Definition, Incident},
    places::{AreaPack, Level},
    publish::{Findings, GroupMap, PublishError},
    sport::PanelCoverage,
};

/// Why a session could not open or answer.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// A shape could not be drawn.
    #[error("{0}")]
    Publish(Arc<PublishError>),
    /// The question cannot be answered from this store; the words are for the person who asked.
    #[error("{0}")]
    Refused(String),
    /// Something went wrong that the asker cannot mend.
    #[error("{0}")]
    Failed(String),
}

impl From<PublishError> for SessionError {
    fn from(error: PublishError) -> Self {
        Self::Publish(Arc::new(error))
    }
}

/// Computes the answer to one question.
pub type Solve = Box<dyn Fn(&Question) -> Result<Answer, SessionError> + Send + Sync>;

/// Makes a layer of findings by its name.
pub type Find = Box<dyn Fn(&str, &Question) -> Result<Findings, SessionError> + Send + Sync>;

/// Chooses sites for a panel.
pub type Choose = Box<dyn Fn(&PanelAsk) -> Result<PanelPapers, SessionError> + Send + Sync>;

/// Sets what is funded against the need.
pub type Cover = Box<dyn Fn() -> Result<PanelCoverage, SessionError> + Send + Sync>;

/// Tells what is kept of groups now.
pub type Stamp = Box<dyn Fn() -> Result<String, SessionError> + Send + Sync>;

/// Makes a day's picture of the groups.
pub type Look = Box<dyn Fn(&GroupAsk) -> Result<GroupMap, SessionError> + Send + Sync>;

/// The groups, in the police view: their register's stamp, and the picture of a day.
pub struct Groups {
    /// A digest of all that is kept of groups now: pictures made from anything else are out of date.
    pub stamp: Stamp,
    /// Makes the picture.
    pub picture: Look,
}

/// What a session is made of.
pub struct SessionParts {
    /// What it says of itself.
    pub facts: Facts,
    /// The ground, when an area pack is in use.
    pub pack: Option<Arc<AreaPack>>,
    /// Incidents that may be shown one by one under the session's view.
    pub incidents: Arc<Vec<Incident>>,
    /// Definitions that can be asked for.
    pub definitions: Vec<Definition>,
    /// How questions are answered.
    pub solve: Solve,
    /// How layers of findings are made.
    pub find: Find,
    /// How sites are chosen for a panel.
    pub choose: Choose,
    /// How what is funded is set against the need.
    pub cover: Cover,
    /// The groups; `None` in every view but the police view.
    pub groups: Option<Groups>,
}

type Outcome<T> = Result<Arc<T>, SessionError>;

/// One snapshot, opened under one view, and the answers made from it. Identical questions asked at
/// the same time are worked out once; the last 32 answers are kept.
pub struct Session {
    facts: Facts,
    ground: Option<Ground>,
    incidents: Arc<Vec<Incident>>,
    definitions: Vec<Definition>,
    spots: Spots,
    chosen: Kept<String, Outcome<Vec<bool>>>,
    solve: Solve,
    find: Find,
    choose: Choose,
    cover: Cover,
    groups: Option<Groups>,
    group_maps: Kept<String, Outcome<GroupMap>>,
    coverage: Kept<(), Outcome<PanelCoverage>>,
    papers: Kept<String, Outcome<PanelPapers>>,
    findings: Kept<String, Outcome<Findings>>,
    answers: Kept<String, Outcome<Answer>>,
    pictures: Kept<String, Outcome<Picture>>,
}

const ANSWERS_KEPT: usize = 32;
const GROUP_MAPS_KEPT: usize = 8;

impl Session {
    /// Projects the ground and the points once.
    ///
    /// # Errors
    /// [`SessionError::Publish`] when an area lies outside OSTN15.
    pub fn of(parts: SessionParts) -> Result<Self, SessionError> {
        let ground = parts.pack.as_deref().map(|pack| Ground::of(pack, &parts.incidents)).transpose()?;
        let mut facts = parts.facts;
        if let Some(csps) = ground.as_ref().and_then(|g| g.areas.last()) {
            facts.csps = (csps.rows.iter().enumerate())
                .filter_map(|(i, (code, properties))| {
                    let name = properties["name"].as_str()?.to_owned();
                    Some(super::CspFact { code: code.clone(), name, bbox: csps.shapes.bbox(i)? })
                })
                .collect();
            facts.bbox = facts.bbox.or(csps.shapes.extent());
        }
        let spots = Spots::of(&parts.incidents);
        facts.bbox = facts.bbox.or(spots.shapes.extent());
        Ok(Self {
            facts,
            ground,
            incidents: parts.incidents,
            definitions: parts.definitions,
            spots,
            chosen: Kept::new(ANSWERS_KEPT),
            solve: parts.solve,
            find: parts.find,
            choose: parts.choose,
            cover: parts.cover,
            groups: parts.groups,
            group_maps: Kept::new(GROUP_MAPS_KEPT),
            coverage: Kept::new(1),
            papers: Kept::new(ANSWERS_KEPT),
            findings: Kept::new(ANSWERS_KEPT),
            answers: Kept::new(ANSWERS_KEPT),
            pictures: Kept::new(ANSWERS_KEPT),
        })
    }

    /// What it says of itself.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The ground, when an area pack is in use.
    #[must_use]
    pub fn ground(&self) -> Option<&Ground> {
        self.ground.as_ref()
    }

    /// Single incidents.
    #[must_use]
    pub fn spots(&self) -> &Spots {
        &self.spots
    }

    /// The answer to a question; blocks until it is worked out.
    ///
    /// # Errors
    /// Whatever the computation says; failures are not kept.
    pub fn answer(&self, question: &Question) -> Outcome<Answer> {
        self.answers.get(
            &key(question)?,
            || (self.solve)(question).map(Arc::new),
            |outcome| outcome.is_ok().then_some(1),
        )
    }

    /// The answer with its shapes; blocks until both are made.
    ///
    /// # Errors
    /// As [`Session::answer`], or [`SessionError::Publish`] for an outline outside OSTN15.
    pub fn picture(&self, question: &Question) -> Outcome<Picture> {
        self.pictures.get(
            &key(question)?,
            || Picture::of(self.answer(question)?).map(Arc::new),
            |outcome| outcome.is_ok().then_some(1),
        )
    }

    /// A layer of findings; blocks until it is made.
    ///
    /// # Errors
    /// Whatever the method says; failures are not kept.
    pub fn findings(&self, layer: &str, question: &Question) -> Outcome<Findings> {
        self.findings.get(
            &format!("{layer}|{}", key(question)?),
            || (self.find)(layer, question).map(Arc::new),
            |outcome| outcome.is_ok().then_some(1),
        )
    }

    /// The panel's papers; blocks until they are made.
    ///
    /// # Errors
    /// Whatever the choice of sites says; failures are not kept.
    pub fn papers(&self, ask: &PanelAsk) -> Outcome<PanelPapers> {
        self.papers.get(
            &key(ask)?,
            || (self.choose)(ask).map(Arc::new),
            |outcome| outcome.is_ok().then_some(1),
        )
    }

    /// True when [`Session::papers`] would answer without work.
    #[must_use]
    pub fn has_papers(&self, ask: &PanelAsk) -> bool {
        key(ask).is_ok_and(|key| self.papers.has(&key))
    }

    /// Coverage against need; blocks until it is made.
    ///
    /// # Errors
    /// Whatever the computation says; failures are not kept.
    pub fn coverage(&self) -> Outcome<PanelCoverage> {
        self.coverage.get(&(), || (self.cover)().map(Arc::new), |outcome| outcome.is_ok().then_some(1))
    }

    /// True when this session was opened with the groups: in the police view alone.
    #[must_use]
    pub fn has_groups(&self) -> bool {
        self.groups.is_some()
    }

    /// The groups on a day, made from what is kept now, with the stamp of that.
    ///
    /// # Errors
    /// [`SessionError::Refused`] without a register or without the police view; whatever the statistics say.
    pub fn group_map(&self, ask: &GroupAsk) -> Result<(String, Arc<GroupMap>), SessionError> {
        let groups = self.groups.as_ref();
        let groups = groups.ok_or_else(|| SessionError::Refused("there is no such thing".to_owned()))?;
        let stamp = (groups.stamp)()?;
        let made = self.group_maps.get(
            &format!("{stamp}|{}", key(ask)?),
            || (groups.picture)(ask).map(Arc::new),
            |outcome| outcome.is_ok().then_some(1),
        );
        Ok((stamp, made?))
    }

    /// The day that is meant when none is given: the clock's, or on made-up data the newest day in the records.
    #[must_use]
    pub fn usual_day(&self, now: Option<Instant>) -> Option<Date> {
        day_meant(&self.incidents, self.facts.marking, &Zone::london(), now)
    }

    /// Which single incidents a question is about, in the order of [`Session::spots`]: those of its
    /// months and its partnership that its definition counts; all of them where it names none.
    ///
    /// # Errors
    /// [`SessionError::Refused`] for a definition or partnership that is not held.
    pub fn choose(&self, question: &Question) -> Outcome<Vec<bool>> {
        let only = Question {
            definition: question.definition.clone(),
            csp: question.csp.clone(),
            from: question.from,
            to: question.to,
            ..Question::default()
        };
        self.chosen.get(
            &key(&only)?,
            || self.judge(&only).map(Arc::new),
            |outcome| outcome.is_ok().then_some(1),
        )
    }

    fn judge(&self, question: &Question) -> Result<Vec<bool>, SessionError> {
        let refuse = |what: &str| SessionError::Refused(format!("there is no such {what}"));
        let definition = match &question.definition {
            None => None,
            Some(id) => {
                Some(self.definitions.iter().find(|d| d.id == *id).ok_or_else(|| refuse("definition"))?)
            }
        };
        let csp = match &question.csp {
            None => None,
            Some(code) => {
                let layers = self.ground.as_ref().map_or(&[][..], |ground| &ground.areas);
                let layer =
                    layers.iter().find(|l| l.level == Level::Csp).ok_or_else(|| refuse("partnership"))?;
                let at =
                    layer.rows.iter().position(|(c, _)| c == code).ok_or_else(|| refuse("partnership"))?;
                Some(layer.shapes.polygons(at))
            }
        };
        let rows = self.spots.rows.iter().zip(&self.spots.taken_from).enumerate();
        Ok(rows
            .map(|(number, (row, &from))| {
                question.from.is_none_or(|from| row.month >= from)
                    && question.to.is_none_or(|to| row.month <= to)
                    && definition.is_none_or(|d| d.judge(&self.incidents[from as usize]).counted())
                    && csp.as_ref().is_none_or(|shape| {
                        let place = self.spots.shapes.bbox(number);
                        place.is_some_and(|b| shape.contains(&geo_types::Point::new(b[0], b[1])))
                    })
            })
            .collect())
    }

    /// True when [`Session::picture`] would answer without work.
    #[must_use]
    pub fn has(&self, question: &Question) -> bool {
        key(question).is_ok_and(|key| self.pictures.has(&key))
    }
}

fn key(question: &impl serde::Serialize) -> Result<String, SessionError> {
    serde_json::to_string(question).map_err(|e| SessionError::Failed(e.to_string()))
}
