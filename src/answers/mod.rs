//! Answers: which division is asked about what, and what came back.

pub mod answered;
pub mod division;
pub mod response;
