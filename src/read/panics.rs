//! Guard: foreign bytes must not end the program, even if the crate that reads them has a fault.

use std::cell::Cell;
use std::panic::{UnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_caught() {
        assert_eq!(guard(|| 1), Some(1));
        assert_eq!(guard(|| [1][std::env::args().count() + 1]), None);
    }
}
