//! Placing: finished files go to their places in steps, all of them or none.
//!
//! Every file is first written into a folder beside its place. Then the steps are written down, with what each place
//! held before, and taken. A step that fails undoes those before it. A program that is stopped in between leaves the
//! list: whoever works in the folder next takes the remaining steps first ([`finish`]), but touches nothing that was
//! changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::Artifact;
use super::disk::{self, PATIENCE, cannot_replace, cannot_write, hindered};
use crate::build::manifest::Entry;
use crate::read::{confine, files};
use crate::say::diag::{About, Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// Folder inside the output folder in which files are staged.
pub const STAGING: &str = ".staging";
/// Parts of the staging folder: what is to be placed, and what it replaces.
const NEW: &str = "new";
const OLD: &str = "old";
/// The steps that are being taken; a mark that they are being undone; and what is not yet whole of the list or of a copy.
const STEPS: &str = "steps.json";
const UNDO: &str = "undo";
const PART: &str = "part";

/// What is done to a file, by its name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Step {
    /// What is there gets a second name.
    Keep(String, String),
    /// The staged file is renamed into place.
    Put(String),
    /// The file that is there is moved out of the way.
    TakeAway(String),
}

impl Step {
    fn name(&self) -> &str {
        let (Step::Put(name) | Step::TakeAway(name) | Step::Keep(name, _)) = self;
        name
    }

    /// Every name that it touches.
    fn names(&self) -> impl Iterator<Item = &str> {
        let copy = if let Step::Keep(_, copy) = self { Some(copy.as_str()) } else { None };
        std::iter::once(self.name()).chain(copy)
    }
}

/// The steps, and what was at each place before them.
#[derive(Serialize, Deserialize)]
struct Plan {
    steps: Vec<Step>,
    before: BTreeMap<String, Entry>,
}

impl Plan {
    fn takes_away(&self, name: &str) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::TakeAway(taken) if taken == name))
    }

    fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a map with text keys is JSON")
    }
}

/// Stages the artifacts and takes the steps; leaves everything as it was if one of them fails.
pub fn carry_out(folder: &Path, artifacts: &[Artifact], steps: Vec<Step>) -> Result<()> {
    let _writing = confine::Writing::begin();
    for artifact in artifacts {
        file_inside(folder, &artifact.name)?;
    }
    let placing = Placing { folder, staging: inside(folder, STAGING)? };
    check_free(folder, steps.iter().map(Step::name))?;
    placing.clear()?;
    let staged = placing.stage(artifacts).and_then(|()| placing.plan(steps));
    let done = staged.and_then(|plan| {
        confine::writes();
        placing.take_all(&plan)
    });
    // The first failure is that of a step, any more are of undoing: then what was there is still in the staging folder.
    if done.as_ref().map_or_else(|failures| failures.0.len(), |()| 0) <= 1 {
        // If it cannot be cleared now, the next command does, or says why not.
        let _ = placing.forget(STEPS).and_then(|()| placing.forget(UNDO)).and_then(|()| placing.clear());
    }
    done
}

/// Refuses to begin while something keeps a file from being replaced or removed: an error for each.
pub fn check_free<'n>(folder: &Path, names: impl Iterator<Item = &'n str>) -> Result<()> {
    let names: BTreeSet<&str> = names.collect();
    let places = || names.iter().map(|name| folder.join(name));
    for wait in PATIENCE.iter().filter(|_| places().any(|place| disk::hindrance(&place).is_some())) {
        std::thread::sleep(*wait);
    }
    let held = places().filter_map(|place| disk::hindrance(&place).map(|hindrance| hindered(&place, hindrance)));
    Diagnostics(held.collect()).unless_errors(())
}

/// Whether a program was stopped while it placed files here.
pub fn is_left(folder: &Path) -> bool {
    [STEPS, UNDO].iter().any(|list| folder.join(STAGING).join(list).is_file())
}

/// Whether this program has finished, or undone, what another one had begun.
static FINISHED: AtomicBool = AtomicBool::new(false);

pub fn has_finished() -> bool {
    FINISHED.load(Ordering::Relaxed)
}

/// Finishes what a program that was stopped had begun here. A file that was changed since stays, and is an error.
pub fn finish(folder: &Path) -> Result<()> {
    let placing = Placing { folder, staging: inside(folder, STAGING)? };
    if !placing.staging.is_dir() {
        return Ok(());
    }
    FINISHED.fetch_or(is_left(folder), Ordering::Relaxed);
    let mut changed = Diagnostics::default();
    let plan = placing.steps()?;
    if let Some(plan) = plan.as_ref().filter(|_| placing.staging.join(UNDO).is_file()) {
        let failures = placing.undo(plan);
        if failures.has_errors() {
            return Err(failures);
        }
        placing.forget(STEPS).and_then(|()| placing.forget(UNDO))?;
    } else if let Some(plan) = &plan {
        for step in &plan.steps {
            if placing.is_changed(plan, step) {
                let place = Place::file(files::display(&folder.join(step.name())));
                changed.push(Diagnostic::error(words::changed_halfway()).at(place).hint(words::changed_halfway_hint()));
            } else {
                placing.take(plan, step).map_err(|e| cannot_replace(&folder.join(step.name()), &e))?;
            }
        }
        placing.forget(STEPS)?;
    }
    placing.clear()?;
    changed.unless_errors(())
}

struct Placing<'a> {
    folder: &'a Path,
    staging: PathBuf,
}

impl Placing<'_> {
    fn staged(&self, name: &str) -> PathBuf {
        self.staging.join(NEW).join(name)
    }

    fn replaced(&self, name: &str) -> PathBuf {
        self.staging.join(OLD).join(name)
    }

    fn clear(&self) -> Result<()> {
        if !self.staging.is_dir() {
            return Ok(());
        }
        disk::remove_folder(&self.staging).map_err(|e| cannot_write(&self.staging, &e))
    }

    /// Removes a list of steps, before the files that it speaks of.
    fn forget(&self, list: &str) -> Result<()> {
        let path = self.staging.join(list);
        disk::remove(&path).map_err(|e| cannot_write(&path, &e))
    }

    /// Writes every file into the staging folder.
    fn stage(&self, artifacts: &[Artifact]) -> Result<()> {
        let write = |artifact: &Artifact| {
            let path = self.staged(&artifact.name);
            disk::make_parent(&path).and_then(|()| disk::write(&path, &artifact.bytes))
        };
        disk::make_hidden(&self.staging).map_err(|e| cannot_write(&self.staging, &e))?;
        artifacts.iter().try_for_each(|artifact| write(artifact).map_err(|e| cannot_write(&self.folder.join(&artifact.name), &e)))
    }

    /// Writes the steps down; once they are there whole, they will be taken.
    fn plan(&self, steps: Vec<Step>) -> Result<Plan> {
        let mut before = BTreeMap::new();
        for name in steps.iter().map(Step::name) {
            before.extend(self.entry(name)?.map(|entry| (name.to_owned(), entry)));
        }
        let plan = Plan { steps, before };
        let (part, path) = (self.staging.join(PART), self.staging.join(STEPS));
        disk::write(&part, &plan.bytes()).and_then(|()| disk::rename(&part, &path)).map_err(|e| cannot_write(&path, &e))?;
        Ok(plan)
    }

    /// A list of steps that was left. One that cannot be read, or leads out of the folder, is none of ours: as long as nothing
    /// was taken away, all of it can go.
    fn steps(&self) -> Result<Option<Plan>> {
        let path = self.staging.join(STEPS);
        if !path.is_file() {
            return Ok(None);
        }
        let plan: Option<Plan> = serde_json::from_slice(&files::read(&path)?).ok();
        let stays = |name: &str| !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        let Some(plan) = plan.filter(|plan| plan.steps.iter().flat_map(Step::names).all(stays)) else {
            if disk::holds_something(&self.staging.join(OLD)) {
                let place = Place::file(files::display(&self.staging));
                return Err(Diagnostic::error(words::steps_unread()).at(place).hint(words::steps_unread_hint()).into());
            }
            return Ok(None);
        };
        for name in plan.steps.iter().flat_map(Step::names) {
            for path in [name.to_owned(), format!("{STAGING}/{NEW}/{name}"), format!("{STAGING}/{OLD}/{name}")] {
                file_inside(self.folder, &path)?;
            }
        }
        Ok(Some(plan))
    }

    /// What is at a place now.
    fn entry(&self, name: &str) -> Result<Option<Entry>> {
        let path = self.folder.join(name);
        if !path.is_file() {
            return Ok(None);
        }
        // An output is larger than what may be read as input, if it is of a large meeting.
        std::fs::read(&path).map(|bytes| Some(Entry::of(&bytes))).map_err(|e| cannot_write(&path, &e))
    }

    /// Whether a file that a step would still replace or remove is another one than it was.
    fn is_changed(&self, plan: &Plan, step: &Step) -> bool {
        let waits = match step {
            Step::Keep(..) => false,
            Step::Put(name) => self.staged(name).exists(),
            Step::TakeAway(name) => !self.replaced(name).exists() && plan.before.contains_key(name),
        };
        waits && !matches!(self.entry(step.name()), Ok(now) if now.is_none() || now.as_ref() == plan.before.get(step.name()))
    }

    /// Takes a step, unless it was taken before.
    fn take(&self, plan: &Plan, step: &Step) -> std::io::Result<()> {
        let spare = self.staging.join(PART);
        let place = self.folder.join(step.name());
        match step {
            // Should somebody have removed it since, there is nothing to keep.
            Step::Keep(_, copy) if self.folder.join(copy).exists() || !place.exists() => Ok(()),
            Step::Keep(_, copy) => disk::second_name(&place, &self.folder.join(copy), &spare),
            Step::Put(name) if self.staged(name).exists() => {
                disk::make_parent(&place)?;
                if place.exists() && !self.replaced(name).exists() {
                    // A second name for the old file, so that there is one in place at every moment.
                    disk::make_parent(&self.replaced(name))?;
                    disk::second_name(&place, &self.replaced(name), &spare)?;
                }
                disk::rename(&self.staged(name), &place)
            }
            Step::TakeAway(name) if plan.before.contains_key(name) && place.exists() && !self.replaced(name).exists() => {
                disk::make_parent(&self.replaced(name))?;
                disk::rename(&place, &self.replaced(name))
            }
            Step::Put(_) | Step::TakeAway(_) => Ok(()),
        }
    }

    /// Takes all steps, or leaves everything as it was.
    fn take_all(&self, plan: &Plan) -> Result<()> {
        for step in &plan.steps {
            let Err(error) = self.take(plan, step) else { continue };
            let mut failures = cannot_replace(&self.folder.join(step.name()), &error);
            // Should it be stopped now, undoing is what is to be finished.
            let _ = disk::write(&self.staging.join(UNDO), &[]);
            failures.0.extend(self.undo(plan).0);
            return Err(failures);
        }
        Ok(())
    }

    /// Undoes what was done of the steps, the last first: a manifest that was placed goes before the one that was taken
    /// away comes back. An error for each that cannot be undone.
    fn undo(&self, plan: &Plan) -> Diagnostics {
        let mut failures = Diagnostics::default();
        for step in plan.steps.iter().rev() {
            let place = self.folder.join(step.name());
            let undone = match step {
                Step::Keep(_, copy) => disk::remove(&self.folder.join(copy)),
                Step::Put(name) if self.staged(name).exists() => Ok(()),
                Step::Put(name) if self.replaced(name).exists() && plan.takes_away(name) => disk::remove(&place),
                Step::Put(name) | Step::TakeAway(name) if self.replaced(name).exists() => disk::rename(&self.replaced(name), &place),
                Step::Put(name) if !plan.before.contains_key(name) => disk::remove(&place),
                Step::Put(_) | Step::TakeAway(_) => Ok(()),
            };
            if undone.is_err() {
                let hint = words::not_undone_hint(files::display(&self.replaced(step.name())));
                let failure = Diagnostic::error(words::not_undone()).about(About::NotUndone);
                failures.push(failure.at(Place::file(files::display(&place))).hint(hint));
            }
        }
        failures
    }
}

/// The place of the file `name` in `folder`; an error if anything but a file stands there.
pub fn file_inside(folder: &Path, name: &str) -> Result<PathBuf> {
    let path = inside(folder, name)?;
    if path.exists() && !path.is_file() {
        return Err(in_the_way(words::not_a_file(), &path));
    }
    Ok(path)
}

/// The place of `name` in `folder`. A link is an error, because it leads elsewhere, and so is a file where a folder goes.
pub fn inside(folder: &Path, name: &str) -> Result<PathBuf> {
    let mut path = folder.to_owned();
    let mut parts = name.split('/').peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        let Ok(there) = std::fs::symlink_metadata(&path) else { continue };
        if there.is_symlink() {
            return Err(in_the_way(words::link_in_the_way(), &path));
        }
        if parts.peek().is_some() && !there.is_dir() {
            return Err(in_the_way(words::not_a_folder(), &path));
        }
    }
    Ok(path)
}

fn in_the_way(message: words::Message, path: &Path) -> Diagnostics {
    Diagnostic::error(message).at(Place::file(files::display(path))).hint(words::in_the_way_hint()).into()
}
