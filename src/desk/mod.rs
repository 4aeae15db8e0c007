//! Desk: the program as a page in the browser of the same machine. It has no logic of its own.
//!
//! ```text
//! browser ⇄ server (guard) ─▶ actions ─▶ the program itself, once for each command
//!                          └▶ second  ─▶ views: one process that reads and sets pages, and writes nothing
//! ```
//!
//! * [`guard`] decides which requests are answered at all; [`server`] answers them with what [`page`] holds.
//! * [`actions`] turns what is clicked into a command line, and runs it.
//! * [`views`] shows what commands would read and make; it runs in a process of its own ([`second`]), within limits.
//! * [`chosen`] is the folder that the desk works in, and knows nothing outside of it; [`watch`] tells of what changes there.

mod actions;
mod browser;
mod chosen;
mod guard;
mod page;
mod second;
mod server;
mod views;
mod waiting;
mod watch;

use std::path::PathBuf;
use std::time::Duration;

use crate::commands::Help;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::system;
use crate::say::words::{self, Lang, Message};

use chosen::Chosen;
use server::Office;

pub use views::serve as serve_views;
pub use waiting::waits;

/// First argument of the process that shows what is read and made.
pub const VIEWS: &str = "--views";

/// First argument of the process that waits to be told what to do.
pub const WAITS: &str = "--waits";

#[derive(Debug, clap::Args)]
pub struct OpenDesk {
    folder: Option<PathBuf>,
    #[arg(long)]
    no_browser: bool,
    #[arg(long, value_name = "SECONDS", default_value_t = IDLE, hide_default_value = true)]
    idle: u64,
}

/// Seconds for which no page may be open before the desk ends.
const IDLE: u64 = 900;

pub const HELP: Help = Help {
    about: words::help_desk,
    examples: Some(words::help_desk_examples),
    arguments: &[("folder", words::help_desk_folder), ("no_browser", words::help_no_browser), ("idle", words::help_idle)],
};

impl OpenDesk {
    /// The desk that a double click opens, or a folder or workbook that is dropped on the program's icon.
    pub fn of_icon(dropped: Option<PathBuf>) -> Self {
        Self { folder: dropped, no_browser: false, idle: IDLE }
    }

    /// Serves the desk until nobody looks at it any more; `say` is what the window shows.
    pub fn run(self, lang: Lang, say: &dyn Fn(Message)) -> Result<()> {
        let chosen = Chosen::new(self.folder.as_deref())?;
        let _alone = chosen.alone()?;
        let failed = |error: std::io::Error| {
            Diagnostics::from(
                Diagnostic::error(Message::both(system::cause(&error), |cause| words::desk_failed(cause))).at(Place::file(chosen.shown())),
            )
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
            let office = Office::new(chosen.clone(), listener.local_addr()?.port(), lang, !self.no_browser)?;
            let address = office.address();
            say(words::desk_open(chosen.shown()));
            say(words::desk_address(&address));
            say(words::desk_window());
            server::serve(listener, office, Duration::from_secs(self.idle)).await
        });
        // What still runs is a command, which ends by itself.
        runtime.shutdown_background();
        served.map_err(failed)?;
        say(words::desk_ended());
        Ok(())
    }
}
