//! A meeting to start from: what `shiryo init` writes.

use crate::output::Artifact;

/// The files of a small meeting, ready to build and to be written over.
pub fn files() -> Vec<Artifact> {
    const MEETING: &str = include_str!("start/meeting.toml");
    const OPINIONS: &str = include_str!("start/opinions.csv");
    vec![
        Artifact { name: "meeting.toml".into(), bytes: MEETING.as_bytes().to_vec() },
        // With a byte order mark, so that Excel reads it as UTF-8.
        Artifact { name: "opinions.csv".into(), bytes: format!("\u{feff}{OPINIONS}").into_bytes() },
    ]
}
