//! Foreign: which files that a command works with were made by others and are more than data: templates and fonts of a
//! meeting's own, and PDFs. What is done with them is done within limits.

use std::path::Path;

use crate::meeting::Meeting;
use crate::read::files::{self, Store as _};
use crate::typeset::{fonts, template};

/// The foreign files of the meeting in `folder`, as people write them; none if all that sets its papers is the program's own.
pub fn of_meeting(folder: &Path) -> Vec<String> {
    let store = files::Folder(folder);
    let is_stock = |name: &String| {
        let stock = template::bundled().find(|(known, _)| name.strip_prefix(template::FOLDER).is_some_and(|rest| rest[1..] == **known));
        stock.is_some_and(|(_, text)| store.read(name).is_ok_and(|bytes| bytes == text.as_bytes()))
    };
    // What cannot be listed is said when it is to be read.
    let templates = template::own(&store).unwrap_or_default().into_iter().filter(|name| !is_stock(name));
    let fonts = fonts::own(&store).unwrap_or_default();
    let older = Meeting::read(&store).ok().and_then(|meeting| meeting.head.older);
    let older = older.filter(|name| folder.join(name).is_file());
    templates.chain(fonts).chain(older).map(|name| files::display(&folder.join(name))).collect()
}

/// Those of an edition as a person names it: what a folder has, or else the file or the revision itself.
pub fn of_edition(named: &Path) -> Vec<String> {
    if named.is_dir() { of_meeting(named) } else { vec![files::display(named)] }
}

/// The PDFs directly in a folder.
pub fn pdfs(folder: &Path) -> Vec<String> {
    let files = files::list(folder).unwrap_or_default();
    let is_pdf = |path: &&std::path::PathBuf| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
    files.iter().filter(is_pdf).map(|path| files::display(path)).collect()
}
