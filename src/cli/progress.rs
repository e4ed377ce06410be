//! A bar on a terminal, plain lines elsewhere.

use std::{
    io::{IsTerminal, Write},
    sync::Mutex,
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::pipeline::Progress;

/// Shows where long work is, on stderr. Dropping it clears the bar.
pub(super) struct Reporter {
    bar: Option<ProgressBar>,
    /// What was said last, and at which tenth: plain lines come ten times a stage at most.
    last: Mutex<(String, u64)>,
}

impl Reporter {
    /// A bar when stderr is a terminal, otherwise at most eleven lines a stage.
    pub(super) fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
                bar.set_style(style);
            }
            bar
        });
        Self { bar, last: Mutex::default() }
    }
}

impl Reporter {
    /// The same, with the name of what is worked on before each stage.
    pub(super) fn of<'a>(&'a self, name: &'a str) -> impl Progress + 'a {
        Of { reporter: self, name }
    }
}

struct Of<'a> {
    reporter: &'a Reporter,
    name: &'a str,
}

impl Progress for Of<'_> {
    fn step(&self, what: &str, done: u64, total: u64) {
        self.reporter.step(&format!("{}: {what}", self.name), done, total);
    }
}

impl Progress for Reporter {
    fn step(&self, what: &str, done: u64, total: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(total.max(done));
            bar.set_position(done);
            bar.set_message(what.to_owned());
            return;
        }
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let tenth = done.saturating_mul(10).checked_div(total).unwrap_or(0);
        if last.0 == what && tenth <= last.1 {
            return;
        }
        *last = (what.to_owned(), tenth);
        let mut err = std::io::stderr().lock();
        // A closed stderr leaves nobody to tell.
        let _ = if total == 0 { writeln!(err, "{what}") } else { writeln!(err, "{what} {done} of {total}") };
    }
}

impl Drop for Reporter {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
