//! Whether a workbook shows what stands in it.
//!
//! The other readers hold the values of cells against the records. A value that is right may be hidden, painted over, cut off
//! or shown as something else, and a workbook may hold more than its cells. So here the rule is turned round: [`written`] lists
//! all that this program writes, part by part, and whatever is not in it is named; [`forms`] says what each sheet must be like,
//! [`look`] judges the cells and [`around`] what is around them. What is not known is never said to be proved.

mod around;
pub mod forms;
mod look;
mod opened;
mod styles;
mod told;
mod worksheet;
mod written;

use std::collections::BTreeSet;

use self::forms::Volume;
use self::told::Teller;
use crate::read::package::Fault;
use crate::say::diag::{Diagnostics, Result};
use crate::say::words;

/// Whether the workbook `bytes` is one that shows its values, and nothing else.
pub(super) fn workbook(file: &str, bytes: &[u8], volume: &Volume) -> Result<()> {
    let mut teller = Teller { file, findings: Diagnostics::default() };
    match opened::open(bytes, volume.properties.is_some()) {
        Ok(opened) => {
            if around::book(&mut teller, volume, &opened) {
                let mut shown = BTreeSet::new();
                for (form, bound) in volume.forms.iter().zip(&opened.sheets) {
                    around::sheet(&mut teller, volume, form, bound, &opened);
                    look::cells(&mut teller, volume, form, bound, &opened, &mut shown);
                }
                around::told(&mut teller, volume, &opened);
                let unseen = |(index, _): &(usize, _)| !shown.contains(index);
                for (_, wording) in opened.wordings.all.iter().enumerate().filter(unseen).filter(|(_, wording)| !wording.text.is_empty()) {
                    teller.whole(words::parity_unshown(), &wording.text);
                }
            }
        }
        Err(Fault::Archive) => teller.whole(words::parity_packed(), ""),
        Err(Fault::Part(name)) => teller.whole(words::parity_packed(), &name),
    }
    if teller.findings.0.is_empty() { Ok(()) } else { Err(teller.findings) }
}
