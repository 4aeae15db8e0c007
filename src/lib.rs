//! shiryo (資料, "handout") makes the papers of a committee from one set of records.
//!
//! Each folder is a phase, has one job, and imports only from folders before it:
//!
//! * [`say`] holds every word for a person; [`read`] turns foreign bytes into cells and trees.
//! * [`meeting`] is what `meeting.toml` declares; [`records`] makes opinions of the office's table, each in its place.
//! * [`answers`] knows which division is asked about what and what it answered; [`editions`] what differs from an earlier edition.
//! * [`mod@document`] is what a paper says, before any medium; [`typeset`] sets it as pages, [`export`] writes it as workbook, web page and data.
//! * [`mod@build`] goes the whole way from input to output and is the only one that writes what it makes.
//! * [`collect`] takes the answers from returned workbooks; [`verify`] proves what was made.
//! * [`commands`] is one file for each command; [`desk`] is a page in the browser, [`cli`] the terminal.

pub mod say;

pub mod read;

pub mod meeting;

pub mod records;

pub mod answers;

pub mod editions;

pub mod document;

pub mod typeset;

pub mod export;

pub mod build;

pub mod collect;

pub mod verify;

pub mod commands;

pub mod desk;

pub mod cli;
