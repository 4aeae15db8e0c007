//! Which panics are findings: all but those of the workbook reader, which the program catches.

/// Aborts at every panic outside calamine.
pub fn abort_outside_calamine() {
    std::panic::set_hook(Box::new(|panic| {
        if !panic.location().is_some_and(|location| location.file().contains("/calamine-")) {
            eprintln!("{panic}");
            std::process::abort();
        }
    }));
}
