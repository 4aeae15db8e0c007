//! All integration tests in one binary, since each binary links the whole of Typst.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod at_once;
mod audit;
mod cli;
mod collect;
mod confined;
mod desk;
mod diff;
mod drawn;
mod extract;
mod golden;
mod hostile;
mod house;
mod init;
mod inquiry;
mod judges;
mod layouts;
mod life;
mod merging;
mod mutations;
mod outcome;
mod output;
mod papers;
mod pdf;
mod properties;
mod readme;
mod reproducible;
mod response;
mod seed;
mod seen_pdf;
mod seen_sheet;
mod suite;
mod support;
mod verify;
mod window;
