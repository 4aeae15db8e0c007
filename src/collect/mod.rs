//! Collect: from the workbooks that divisions send back to the answers in them.

pub mod read;
