//! Typeset: from what a paper says to pages.

pub mod again;
pub mod breaks;
pub mod context;
pub mod decisions;
pub mod expected;
pub mod fonts;
pub mod hang;
pub mod heights;
pub mod kept;
pub mod lines;
pub mod marks;
pub mod measure;
pub mod packed;
pub mod pages;
pub mod phrases;
pub mod replaced;
pub mod search;
pub mod sketch;
pub mod template;
pub mod undrawn;
pub mod vertical;
pub mod widths;
pub mod world;
