//! Export: from the matrix, or from the pages set from it, to the bytes of a file.

pub mod csv;
pub mod json;
pub mod pages;
pub mod xlsx {
    pub fn workbook(_: &crate::meeting::Meeting, _: &crate::matrix::Matrix, _: &crate::measure::Ruler) -> crate::diag::Result<Vec<u8>> {
        Ok(Vec::new())
    }
}
