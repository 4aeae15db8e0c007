//! Build script: digests of what the program is made of; on Windows also its icon and what Windows is told of it.
//!
//! `SHIRYO_SOURCES` covers everything, so that a build can tell whether an output was made by this
//! very program. `layouts.rs` holds the ready layouts. `SHIRYO_BUNDLED` lists templates and fonts as `name size sha256`, so that no build
//! has to hash fonts anew.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

fn main() {
    let mut files = vec![PathBuf::from("Cargo.toml"), PathBuf::from("Cargo.lock")];
    for folder in ["src", "templates", "fonts"] {
        println!("cargo::rerun-if-changed={folder}");
        gather(Path::new(folder), &mut files);
    }
    println!("cargo::rerun-if-changed=Cargo.lock");
    files.sort();
    let mut list = String::new();
    let (mut bundled, mut layouts) = (String::new(), String::new());
    for file in files {
        let name = file.to_string_lossy().replace('\\', "/");
        let bytes = std::fs::read(&file).unwrap_or_default();
        let entry = format!("{name} {} {};", bytes.len(), hexadecimal(&bytes));
        if let Some(layout) = name.strip_prefix("templates/layouts/") {
            layouts.push_str(&format!("({layout:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{name}\"))),\n"));
        } else if name.starts_with("templates/") || name.ends_with(".ttf") {
            bundled.push_str(&entry);
        }
        list.push_str(&entry);
    }
    // The files of the ready layouts, by name, for `shiryo init`.
    let folder = std::env::var("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&folder).join("layouts.rs"), format!("&[\n{layouts}]\n")).expect("the folder can be written");
    println!("cargo::rustc-env=SHIRYO_SOURCES={}", hexadecimal(list.as_bytes()));
    println!("cargo::rustc-env=SHIRYO_BUNDLED={bundled}");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "windows") {
        resources();
    }
}

/// The icon, the version, and the manifest by which Windows gives the program long paths and UTF-8.
fn resources() {
    const JAPANESE: u16 = 0x0411;
    let mut resources = winresource::WindowsResource::new();
    resources.set_language(JAPANESE).set_icon("src/shiryo.ico").set_manifest_file("src/shiryo.exe.manifest");
    resources.set("ProductName", "shiryo").set("FileDescription", "shiryo（会議資料）").set("OriginalFilename", "shiryo.exe");
    resources.set("LegalCopyright", "MIT OR Apache-2.0");
    resources.compile_for("shiryo").expect("windres of MinGW, or rc of the Windows SDK, is there where Windows programs are made");
}

fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() { gather(&path, files) } else { files.push(path) }
    }
}
