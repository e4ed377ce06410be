//! Exit codes and the one shape every failure is printed in.

use std::{fmt::Display, io::Write, process::ExitCode};

/// The exit codes of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: failed.
    Failed,
    /// 2: wrong usage.
    Usage,
    /// 3: imported, with quarantined rows.
    Quarantined,
    /// 4: a file was refused, or a question the user must answer.
    Refused,
    /// 5: store or disk fault.
    Store,
    /// 6: refused by a quality or disclosure gate.
    Gate,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Quarantined => 3,
            Exit::Refused => 4,
            Exit::Store => 5,
            Exit::Gate => 6,
        })
    }
}

/// Why a command did not do what was asked: what happened, and what to try.
#[derive(Debug)]
pub struct Failure {
    /// Exit code.
    pub exit: Exit,
    /// What, what we got, where; no full stop.
    pub message: String,
    /// Advice, on its own line.
    pub hint: Option<String>,
}

impl From<crate::publish::PublishError> for Failure {
    fn from(error: crate::publish::PublishError) -> Self {
        Self::new(Exit::Failed, error)
    }
}

impl Failure {
    /// A failure without advice.
    pub fn new(exit: Exit, message: impl Display) -> Self {
        Self { exit, message: message.to_string(), hint: None }
    }

    /// Adds the advice line.
    #[must_use]
    pub fn hint(mut self, hint: impl Display) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    pub(super) fn print(&self) {
        let mut err = std::io::stderr().lock();
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(err, "error: {}", self.message);
        if let Some(hint) = &self.hint {
            let _ = writeln!(err, "hint: {hint}");
        }
    }
}
