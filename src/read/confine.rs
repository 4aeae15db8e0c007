//! Confine: what foreign files may take of the machine. A process that works with templates, fonts or PDFs of others
//! enters here and stays within limits of time and memory; it is ended as soon as it goes beyond, but never while it writes.
//!
//! The process that started it listens on its standard error: lines of [`tell`] are what it has to say, anything else is
//! what the runtime said of its end.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Names other limits, as `SECONDS MEBIBYTES`, for tests.
const VARIABLE: &str = "SHIRYO_LIMITS";
/// What the process is started with, so that the allocator (mimalloc) takes memory from the system as it is needed: what it
/// would otherwise reserve counts against the limit.
pub const AS_NEEDED: (&str, &str) = ("MIMALLOC_ARENA_EAGER_COMMIT", "0");
/// And the number of the process that started it.
const STARTED_BY: &str = "SHIRYO_STARTED_BY";
/// How the process ends that nobody listens to any more, that took too long, or too much memory, or in which something panicked.
const ALONE: i32 = 96;
pub const OUT_OF_TIME: i32 = 97;
pub const OUT_OF_MEMORY: i32 = 98;
pub const PANICKED: i32 = 101;
/// What a line begins with that is told, and not said by the runtime.
const TOLD: char = '\u{1}';
/// What is told before files are replaced.
pub const WRITES: char = 'w';

/// What is told before the process is ended: the seconds that it had.
pub const HAD: char = 't';

/// Seconds that a process has, one more for each so many opinions, and never more than so many.
const SECONDS: u64 = 300;
const OPINIONS_A_SECOND: usize = 20;
const MOST_SECONDS: u64 = 1800;

/// How often the time that was taken is looked at.
const TICK: Duration = Duration::from_millis(20);

/// What a process may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// While it writes, or waits for another program that does, no time is counted.
    pub seconds: u64,
    pub mebibytes: u64,
}

impl Limits {
    /// The limits that hold: those of the variable can only be narrower.
    pub fn new() -> Self {
        let widest = Self { seconds: SECONDS, mebibytes: 4096 };
        let given = std::env::var(VARIABLE).unwrap_or_default();
        let mut given = given.split(' ').map(|number| number.parse().unwrap_or(u64::MAX));
        let mut narrower = |limit: u64| given.next().map_or(limit, |number| number.min(limit));
        Self { seconds: narrower(widest.seconds), mebibytes: narrower(widest.mebibytes) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

/// The limits of this process, once it has entered.
static ENTERED: OnceLock<Limits> = OnceLock::new();
/// How many are writing; [`ENDED`] if nobody may any more.
static WRITING: AtomicI64 = AtomicI64::new(0);
const ENDED: i64 = -1;

/// Seconds that were allowed for the opinions.
static ALLOWED: AtomicU64 = AtomicU64::new(0);

/// Gives the process time for this many opinions, unless its limits are narrower than usual.
pub fn allow(opinions: usize) {
    if ENTERED.get().is_some_and(|limits| limits.seconds == SECONDS) {
        ALLOWED.fetch_max((opinions / OPINIONS_A_SECOND) as u64, Ordering::SeqCst);
    }
}

/// A process that will [`enter`], as this program starts it.
pub fn command(program: &Path) -> Command {
    let (variable, value) = AS_NEEDED;
    let mut command = Command::new(program);
    command.env(variable, value).env(STARTED_BY, std::process::id().to_string());
    command
}

/// From now on this process stays within the limits. It ends with the one that started it where the system tells which that is.
pub fn enter(limits: Limits) -> std::io::Result<()> {
    if ENTERED.set(limits).is_err() {
        return Ok(());
    }
    system::start();
    system::limit(Some(limits.mebibytes << 20));
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        print(panic);
        end(PANICKED);
    }));
    std::thread::Builder::new().name("limits".to_owned()).spawn(move || watch(limits)).map(drop)
}

fn watch(limits: Limits) {
    let started_by: Option<u32> = std::env::var(STARTED_BY).ok().and_then(|number| number.parse().ok());
    let mut taken = Duration::ZERO;
    let mut last = Instant::now();
    loop {
        std::thread::sleep(TICK);
        if started_by.zip(system::parent()).is_some_and(|(started_by, parent)| started_by != parent) {
            end(ALONE);
        }
        // A machine that slept in between has not worked.
        let passed = last.elapsed().min(Duration::from_secs(1));
        last = Instant::now();
        if WRITING.load(Ordering::SeqCst) != 0 {
            continue;
        }
        taken += passed;
        let seconds = (limits.seconds + ALLOWED.load(Ordering::SeqCst)).min(MOST_SECONDS);
        if taken >= Duration::from_secs(seconds) {
            tell(HAD, &seconds.to_string());
            end(OUT_OF_TIME);
        }
        if system::used().is_some_and(|bytes| bytes > limits.mebibytes << 20) {
            end(OUT_OF_MEMORY);
        }
    }
}

/// Ends the process, unless it writes.
fn end(code: i32) {
    if WRITING.compare_exchange(0, ENDED, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
        std::process::exit(code);
    }
}

/// As long as this is held, the process is not ended.
pub struct Writing(());

impl Writing {
    /// Does not return if the process is about to be ended.
    pub fn begin() -> Self {
        let another = |writing: i64| (writing != ENDED).then_some(writing + 1);
        while WRITING.fetch_update(Ordering::SeqCst, Ordering::SeqCst, another).is_err() {
            std::thread::sleep(TICK);
        }
        if ENTERED.get().is_some() {
            system::limit(None);
        }
        Self(())
    }
}

/// Says that files are about to be replaced.
pub fn writes() {
    if ENTERED.get().is_some() {
        tell(WRITES, "");
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if WRITING.fetch_sub(1, Ordering::SeqCst) == 1
            && let Some(limits) = ENTERED.get()
        {
            system::limit(Some(limits.mebibytes << 20));
        }
    }
}

/// Tells the process that started this one something, in a line.
pub fn tell(kind: char, text: &str) {
    let line = format!("{TOLD}{kind}{}\n", serde_json::Value::from(text));
    // A listener that went away is no failure.
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}

/// What a line tells.
pub fn told(line: &str) -> Option<(char, String)> {
    let mut rest = line.strip_prefix(TOLD)?.chars();
    Some((rest.next()?, serde_json::from_str(rest.as_str()).ok()?))
}

#[cfg(unix)]
mod system {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    /// Writable memory where that can be limited; elsewhere all addresses.
    const MEMORY: Resource = if cfg!(target_os = "linux") { Resource::Data } else { Resource::As };

    /// Without a picture of the memory when the process is aborted.
    pub fn start() {
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), ..getrlimit(Resource::Core) });
    }

    /// The process that this one belongs to: another than at first if that has ended.
    pub fn parent() -> Option<u32> {
        Some(std::os::unix::process::parent_id())
    }

    /// The limit that was there before is never widened.
    pub fn limit(bytes: Option<u64>) {
        let maximum = getrlimit(MEMORY).maximum;
        let current = match (bytes, maximum) {
            (Some(bytes), Some(maximum)) => Some(bytes.min(maximum)),
            (bytes, maximum) => bytes.or(maximum),
        };
        let _ = setrlimit(MEMORY, Rlimit { current, maximum });
    }

    pub fn used() -> Option<u64> {
        #[cfg(target_os = "linux")]
        return None;
        #[cfg(not(target_os = "linux"))]
        memory_stats::memory_stats().map(|memory| memory.physical_mem as u64)
    }
}

/// Where a process cannot be limited, it is looked at.
#[cfg(not(unix))]
mod system {
    pub fn start() {}

    pub fn parent() -> Option<u32> {
        None
    }

    pub fn limit(_: Option<u64>) {}

    pub fn used() -> Option<u64> {
        memory_stats::memory_stats().map(|memory| memory.virtual_mem as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confine_lines() {
        assert_eq!(told("\u{1}o\"一\\n二\""), Some(('o', "一\n二".to_owned())));
        assert_eq!(told("thread 'main' has overflowed its stack"), None);
        assert_eq!(told("\u{1}"), None);
    }
}
