//! Guard: foreign bytes must not end the program, even if the crate that reads them has a fault.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, UnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::{Mutex, Once};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What `read` returns, or none if it panicked; nothing is printed of the panic.
pub fn guard<T>(read: impl FnOnce() -> T + UnwindSafe) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = take_hook();
        set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                print(panic);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    let read = catch_unwind(read).ok();
    GUARDED.set(outer);
    read
}

/// What two readings make of foreign bytes at the same time, the first of them guarded. Where no thread is to be had, one
/// comes after the other.
pub fn beside<A: Send, B>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (Option<A>, B) {
    let waiting = Mutex::new(Some(first));
    let take = || waiting.lock().ok().and_then(|mut waiting| waiting.take());
    let work = || take().and_then(|first| guard(AssertUnwindSafe(first)));
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().spawn_scoped(scope, work);
        let second = second();
        let first = match thread {
            Ok(thread) => thread.join().ok().flatten(),
            Err(_) => work(),
        };
        (first, second)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_caught() {
        assert_eq!(guard(|| 1), Some(1));
        assert_eq!(guard(|| [1][std::env::args().count() + 1]), None);
    }

    #[test]
    fn panics_beside() {
        assert_eq!(beside(|| 1, || 2), (Some(1), 2));
        assert_eq!(beside(|| [1][std::env::args().count() + 1], || 2), (None, 2));
    }
}
