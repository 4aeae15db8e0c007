//! All integration tests in one binary, since each binary links the whole of Typst.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cli;
mod diff;
mod errors;
mod golden;
mod hostile;
mod inquiry;
mod judges;
mod pdf;
mod properties;
mod readme;
mod reproducible;
mod seed;
mod support;
