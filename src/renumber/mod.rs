//! Renumber.
use crate::diag::{Diagnostics, Result};
use crate::words::Message;
pub fn renumber(_meeting: &std::path::Path, _keep: bool, _dry_run: bool, _warnings: &mut Diagnostics) -> Result<Vec<Message>> {
    Ok(Vec::new())
}
