//! How far a run is: a stage and two counters, which threads raise and a terminal may show. Nothing depends on it.

use std::sync::atomic::{AtomicUsize, Ordering};

/// A part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Files come from the disk.
    Reading,
    /// Files become documents.
    Parsing,
    /// Editions are cut, linked and looked over.
    Linking,
    /// Pages are made.
    Printing,
    /// Another run is publishing the same site; it has to end first.
    Waiting,
    /// What was printed is looked through for what its readers must not know.
    Verifying,
}

/// How far a run is; shared by its threads and whoever watches.
#[derive(Debug, Default)]
pub struct Progress {
    stage: AtomicUsize,
    done: AtomicUsize,
    total: AtomicUsize,
}

impl Progress {
    /// Starts a stage of `total` steps; 0 where the number is not known.
    pub fn enter(&self, stage: Stage, total: usize) {
        self.stage.store(stage as usize, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Counts one step.
    pub fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Gives the stage, the steps done and all steps.
    pub fn now(&self) -> (Stage, usize, usize) {
        let stage = match self.stage.load(Ordering::Relaxed) {
            0 => Stage::Reading,
            1 => Stage::Parsing,
            2 => Stage::Linking,
            3 => Stage::Printing,
            4 => Stage::Waiting,
            _ => Stage::Verifying,
        };
        (stage, self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}
