//! Answers: which division is asked about what, and what came back.

pub mod division;
pub mod entries;
pub mod response;
pub mod unprinted;
pub mod unwished;
