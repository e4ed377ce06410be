//! What the handlers share: the session, the finished bodies, and how much work runs at once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::Semaphore;

use super::{answer, basemap::Basemap, problem::Problem};
use crate::{
    pipeline::{
        Kept, PanelAsk, PanelCoverage, PanelPapers, Picture, Question, Session, SessionError,
        deterrence::GroupAsk,
    },
    publish::{Findings, GroupMap},
};

/// State of the router.
pub type Shared = Arc<Site>;

type Outcome = Result<answer::Kept, Problem>;

/// Bytes of finished bodies that are kept.
const BODIES_KEPT: usize = 96 << 20;
/// Questions worked out at once; each uses all cores.
const QUESTIONS_AT_ONCE: usize = 3;
/// Choices of sites worked out at once.
const CHOICES_AT_ONCE: usize = 2;
/// How long a panel waits for a choice of sites. The work goes on after that, and is there for who asks again.
const PANEL_PATIENCE: Duration = Duration::from_mins(1);
/// Bodies made at once.
const BODIES_AT_ONCE: usize = 8;
/// Requests that may wait for work; more are told to come back.
const MOST_WAITING: usize = 512;

/// What one server process serves.
pub struct Site {
    session: Session,
    basemap: Option<Basemap>,
    bodies: Kept<String, Outcome>,
    questions: Arc<Semaphore>,
    choices: Arc<Semaphore>,
    panel_patience: Duration,
    making: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// One place in the queue, given back when dropped (also when the client has gone).
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Site {
    /// A site over an open session.
    #[must_use]
    pub fn new(session: Session, basemap: Option<Basemap>) -> Self {
        Self {
            session,
            basemap,
            bodies: Kept::new(BODIES_KEPT),
            questions: Arc::new(Semaphore::new(QUESTIONS_AT_ONCE)),
            choices: Arc::new(Semaphore::new(CHOICES_AT_ONCE)),
            panel_patience: PANEL_PATIENCE,
            making: Arc::new(Semaphore::new(BODIES_AT_ONCE)),
            waiting: AtomicUsize::new(0),
        }
    }

    /// The same, with another patience for choices of sites than a minute.
    #[must_use]
    pub fn with_panel_patience(self, panel_patience: Duration) -> Self {
        Self { panel_patience, ..self }
    }

    /// The session served.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    pub(super) fn basemap(&self) -> Option<&Basemap> {
        self.basemap.as_ref()
    }

    /// What every answer of this process depends on beside the question.
    pub(super) fn salt(&self) -> String {
        let facts = self.session.facts();
        let part = |text: &Option<String>| text.clone().unwrap_or_default();
        format!("{}|{}|{}|{:?}", facts.program, part(&facts.snapshot), part(&facts.area_pack), facts.view)
    }

    fn queue(&self) -> Result<Waiting<'_>, Problem> {
        let place = Waiting(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= MOST_WAITING {
            Err(Problem::busy())
        } else {
            Ok(place)
        }
    }

    async fn work<T: Send + 'static>(
        &self,
        gate: &Arc<Semaphore>,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let _place = self.queue()?;
        let permit = Arc::clone(gate).acquire_owned().await.map_err(|_| Problem::bug())?;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            job()
        })
        .await
        .map_err(|_| Problem::bug())
    }

    /// The drawn answer to a question, worked out off the async threads.
    pub(super) async fn picture(self: &Arc<Self>, question: Question) -> Result<Arc<Picture>, Problem> {
        let picked = if self.session.has(&question) {
            self.session.picture(&question)
        } else {
            let site = Arc::clone(self);
            self.work(&self.questions, move || site.session.picture(&question)).await?
        };
        picked.map_err(|error| problem(&error))
    }

    /// A layer of findings, worked out off the async threads.
    pub(super) async fn findings(
        self: &Arc<Self>,
        layer: &'static str,
        question: Question,
    ) -> Result<Arc<Findings>, Problem> {
        let site = Arc::clone(self);
        let found = self.work(&self.questions, move || site.session.findings(layer, &question)).await?;
        found.map_err(|error| problem(&error))
    }

    /// The panel's papers, worked out off the async threads and waited for no longer than the patience.
    pub(super) async fn papers(self: &Arc<Self>, ask: PanelAsk) -> Result<Arc<PanelPapers>, Problem> {
        if self.session.has_papers(&ask) {
            return self.session.papers(&ask).map_err(|error| problem(&error));
        }
        self.patiently(move |session| session.papers(&ask)).await
    }

    /// Coverage against need, in the same way.
    pub(super) async fn coverage(self: &Arc<Self>) -> Result<Arc<PanelCoverage>, Problem> {
        self.patiently(Session::coverage).await
    }

    async fn patiently<T: Send + Sync + 'static>(
        self: &Arc<Self>,
        job: impl FnOnce(&Session) -> Result<Arc<T>, SessionError> + Send + 'static,
    ) -> Result<Arc<T>, Problem> {
        let site = Arc::clone(self);
        let work = self.work(&self.choices, move || job(&site.session));
        let made =
            tokio::time::timeout(self.panel_patience, work).await.map_err(|_| Problem::still_working())??;
        made.map_err(|error| problem(&error))
    }

    /// The groups of a day with the stamp of what they are made from, worked out off the async threads.
    pub(super) async fn group_map(
        self: &Arc<Self>,
        ask: GroupAsk,
    ) -> Result<(String, Arc<GroupMap>), Problem> {
        let site = Arc::clone(self);
        let made = self.work(&self.questions, move || site.session.group_map(&ask)).await?;
        made.map_err(|error| problem(&error))
    }

    /// Which single incidents a question is about.
    pub(super) async fn chosen(self: &Arc<Self>, question: Question) -> Result<Arc<Vec<bool>>, Problem> {
        let site = Arc::clone(self);
        let chosen = self.work(&self.making, move || site.session.choose(&question)).await?;
        chosen.map_err(|error| problem(&error))
    }

    /// The body kept under `key`, or the one `make` makes off the async threads.
    pub(super) async fn body(
        self: &Arc<Self>,
        key: String,
        make: impl FnOnce(&Site) -> Outcome + Send + 'static,
    ) -> Outcome {
        let weigh = |outcome: &Outcome| outcome.as_ref().ok().map(answer::Kept::weight);
        if self.bodies.has(&key) {
            // Kept a moment ago; should it just have been dropped, the next request makes it again.
            return self.bodies.get(&key, || Err(Problem::busy()), weigh);
        }
        let site = Arc::clone(self);
        self.work(&self.making, move || {
            site.bodies.get(&key, || make(&site).map(answer::Kept::compressed), weigh)
        })
        .await?
    }
}

/// What a client may know of a failure: its own mistakes in words, ours not at all.
pub(super) fn problem(error: &SessionError) -> Problem {
    match error {
        SessionError::Refused(words) => {
            Problem::new(axum::http::StatusCode::UNPROCESSABLE_ENTITY, words.clone())
        }
        _ => Problem::bug(),
    }
}
