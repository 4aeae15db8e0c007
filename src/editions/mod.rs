//! Editions: what differs between two editions of a meeting.

pub mod compare;
