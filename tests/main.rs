//! All integration tests in one binary, since each binary links the whole of Typst.

mod cli;
mod errors;
mod golden;
mod hostile;
mod judges;
mod pdf;
mod properties;
mod readme;
mod reproducible;
mod seed;
mod support;
