//! How long work tells its caller where it is.

/// Receives `(what, done, total)`; `total` is 0 when it is not known.
pub trait Progress: Sync {
    /// Reports a step.
    fn step(&self, what: &str, done: u64, total: u64);
}

impl Progress for () {
    fn step(&self, _what: &str, _done: u64, _total: u64) {}
}
