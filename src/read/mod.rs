//! Read: foreign bytes to cells and trees, within limits. Nothing is interpreted here.

pub mod archive;
pub mod calendar;
pub mod cells;
pub mod character;
pub mod confine;
pub mod digest;
pub mod files;
pub mod json;
pub mod package;
pub mod page;
pub mod panics;
pub mod pdf;
pub mod separated;
pub mod table;
pub mod web;
pub mod workbook;
