use super::*;

/// A program of a shell.
pub fn program(folder: &Path, script: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("program");
    std::fs::write(folder.join("new"), format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(folder.join("new"), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::rename(folder.join("new"), &path).unwrap();
    path
}

/// What is said once a process waits.
fn said(waiting: &Waiting, folder: &Path) -> String {
    let tries = (0..200).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        waiting.run(folder, &[])
    });
    tries.expect("nobody waits").unwrap_or_default()
}

#[test]
fn waiting_starts_the_next_one() {
    let folder = tempfile::tempdir().unwrap();
    let waiting = Waiting::new(&folder.path().join("program"));
    assert!(waiting.run(folder.path(), &[]).is_none(), "there is no program");
    program(folder.path(), "read -r line; echo \"$line\"");
    for _ in 0..2 {
        assert!(said(&waiting, folder.path()).contains("\"arguments\":[]"));
    }
    // One that dies is followed by one that answers.
    program(folder.path(), "read -r line; exit 1");
    said(&waiting, folder.path());
    program(folder.path(), "read -r line; echo \"$line\"");
    // The next may have been started of the one before.
    assert!((0..2).any(|_| said(&waiting, folder.path()).contains("\"arguments\":[]")));
}
