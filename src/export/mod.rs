//! Export: from the matrix, or from the pages set from it, to the bytes of a file.

pub mod csv;
pub mod html;
pub mod json;
pub mod xlsx;
