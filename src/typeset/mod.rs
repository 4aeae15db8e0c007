//! Typeset: from what a paper says to pages.

pub mod context;
pub mod fonts;
pub mod layout;
pub mod measure;
pub mod pages;
pub mod replaced;
pub mod template;
pub mod widths;
pub mod world;
