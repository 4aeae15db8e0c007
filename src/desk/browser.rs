//! Browser: opens the page without writing its secret into a list of processes.

use std::io::Write as _;

use tempfile::{Builder, TempPath};

/// Opens the address in the browser of whoever is at the machine. What the browser is told is the name of a small file that
/// only they can read, and that leads on; it is gone once the page is there, or with the desk. Nothing, if that does not work:
/// the address stands in the window.
pub fn open(address: &str) -> Option<TempPath> {
    let mut file = Builder::new().prefix("shiryo-").suffix(".html").tempfile().ok()?;
    file.write_all(page(address).as_bytes()).ok()?;
    let path = file.into_temp_path();
    open::that_detached(&path).ok()?;
    Some(path)
}

/// A page that leads on to the address, which is made of digits and letters alone.
fn page(address: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <meta http-equiv=\"refresh\" content=\"0;url={address}\"><title>shiryo</title></head>\
         <body><p><a href=\"{address}\">窓口を開く</a></p></body></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browser_page() {
        let page = page("http://127.0.0.1:1/#ab");
        assert_eq!(page.matches("http://127.0.0.1:1/#ab").count(), 2);
    }
}
