//! Rebuild: made again from the same inputs, every output has the same bytes. Where nothing was changed since this program
//! made them here, that is known already.

use super::{Subject, difference};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};

/// Compares what lies in the folder with what was just made, and names the first place in each output that differs.
pub fn prove(subject: &Subject) -> Result<Vec<Message>> {
    let mut findings = Diagnostics::default();
    let mut size = 0;
    let made = subject.anew.wait();
    for artifact in made {
        match subject.read(&artifact.name) {
            Ok(bytes) if bytes == artifact.bytes => size += bytes.len(),
            Ok(bytes) => {
                let place = Place::file(subject.path(&artifact.name));
                let error = Diagnostic::error(words::rebuild_differs()).at(place).hint(words::build_again());
                findings.push(error.explained(difference::first(&artifact.bytes, &bytes)).late());
            }
            Err(errors) => findings.0.extend(errors.0),
        }
    }
    let line = if subject.is_untouched { words::rebuild_known } else { words::rebuild_holds };
    findings.unless_errors(vec![line(made.len(), size)])
}
