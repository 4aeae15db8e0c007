//! Watch: tells when files in the chosen folder change, once for what changes together.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::build::output::DESK;
use crate::meeting;
use crate::read::files;
use crate::records::load;

/// How long nothing more may change before it is told: a spreadsheet program saves in several steps.
const QUIET: Duration = Duration::from_millis(25);
/// The same once a table or the settings were closed by whoever wrote them, which some systems tell.
const CLOSED: Duration = Duration::from_millis(5);
/// How long it may take until it is told, however much changes meanwhile.
const MOST: Duration = Duration::from_millis(500);
/// How often a folder is looked through whose system tells nothing.
const POLL: Duration = Duration::from_secs(2);

/// What watches, as long as it is held.
pub struct Watching(#[expect(dead_code, reason = "watches until it is dropped")] Box<dyn Watcher + Send>);

/// What changed: the names of files in the folder, and whether another desk asked for it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Changed {
    pub names: BTreeSet<String>,
    pub other_desk: bool,
}

/// Calls `tell` for every change in `root` until what is returned is dropped. Nothing if the system cannot tell.
pub fn watch(root: &Path, tell: impl Fn(Changed) + Send + 'static) -> Option<Watching> {
    let (send, receive) = channel();
    // What is read delays nothing.
    let is_change = |event: &Event| !matches!(event.kind, EventKind::Access(_)) || is_close(event);
    let forward = move |event: notify::Result<Event>| drop(event.map(|event| is_change(&event).then(|| send.send(event))));
    let mut watcher = RecommendedWatcher::new(forward.clone(), Config::default())
        .map(|watcher| Box::new(watcher) as Box<dyn Watcher + Send>)
        .and_then(|mut watcher| watcher.watch(root, RecursiveMode::Recursive).map(|()| watcher))
        .ok();
    if watcher.is_none() {
        let polls = PollWatcher::new(forward, Config::default().with_poll_interval(POLL)).ok();
        watcher = polls.and_then(|mut polls| {
            polls.watch(root, RecursiveMode::Recursive).ok()?;
            Some(Box::new(polls) as Box<dyn Watcher + Send>)
        });
    }
    let root = root.to_owned();
    std::thread::Builder::new().name("watch".to_owned()).spawn(move || gather(&root, &receive, &tell)).ok()?;
    watcher.map(Watching)
}

fn gather(root: &Path, receive: &Receiver<Event>, tell: &dyn Fn(Changed)) {
    while let Ok(first) = receive.recv() {
        let mut changed = Changed::default();
        changed.add(root, &first);
        let began = Instant::now();
        let quiet = |event: &Event| if is_whole(event) { CLOSED } else { QUIET };
        let mut wait = quiet(&first);
        while began.elapsed() < MOST {
            match receive.recv_timeout(wait) {
                Ok(event) => {
                    changed.add(root, &event);
                    wait = quiet(&event);
                }
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if changed != Changed::default() {
            tell(changed);
        }
    }
}

fn is_close(event: &Event) -> bool {
    event.kind == EventKind::Access(AccessKind::Close(AccessMode::Write))
}

/// Whether a table or the settings are whole again: closed, or put in the place of what was there.
fn is_whole(event: &Event) -> bool {
    let is_put = matches!(event.kind, EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)));
    let name = event.paths.last().and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
    (is_put || is_close(event)) && name.is_some_and(|name| load::is_table(&name) || name == meeting::FILE)
}

impl Changed {
    fn add(&mut self, root: &Path, event: &Event) {
        // The system lost count: anything may have changed.
        if event.need_rescan() {
            self.names.insert(String::new());
        }
        for path in event.paths.iter().filter_map(|path| path.strip_prefix(root).ok()) {
            let name = files::name(path);
            let last = name.rsplit('/').next().unwrap_or_default();
            if name == DESK {
                self.other_desk |= matches!(event.kind, EventKind::Modify(_));
            } else if !name.split('/').any(|part| part.starts_with(['.', '~'])) && !last.is_empty() {
                self.names.insert(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watch_names() {
        let mut changed = Changed::default();
        let event = |name: &str| Event::new(EventKind::Modify(ModifyKind::Any)).add_path(Path::new("/r").join(name));
        for name in ["意見.xlsx", "会議/意見.xlsx", "~$意見.xlsx", "output/.staging/new/a.pdf", "会議/.lock"] {
            changed.add(Path::new("/r"), &event(name));
        }
        assert_eq!(changed.names.iter().map(String::as_str).collect::<Vec<_>>(), ["会議/意見.xlsx", "意見.xlsx"]);
        assert!(!changed.other_desk);
        let mut lost = Changed::default();
        lost.add(Path::new("/r"), &Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan));
        assert!(lost.names.contains(""));
        changed.add(Path::new("/r"), &event(DESK));
        assert!(changed.other_desk);
    }

    #[test]
    fn watch_tells_while_much_changes() {
        let ((send, receive), (tell, told)) = (channel(), channel());
        std::thread::spawn(move || gather(Path::new("/r"), &receive, &|changed| drop(tell.send(changed))));
        let (end, ended) = channel::<()>();
        let changes = std::thread::spawn(move || {
            let event = || Event::new(EventKind::Modify(ModifyKind::Any)).add_path("/r/意見.tmp".into());
            while ended.recv_timeout(QUIET / 25) == Err(RecvTimeoutError::Timeout) && send.send(event()).is_ok() {}
        });
        let changed = told.recv_timeout(MOST * 6);
        drop(end);
        changes.join().unwrap();
        assert!(changed.unwrap().names.contains("意見.tmp"));
    }
}
