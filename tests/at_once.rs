//! Two to eight programs at once in one meeting: nothing is lost, nobody waits for ever, and what is left is whole.
//!
//! Five rounds, or as many as `SHIRYO_ROUNDS` says.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::collect::{answered, meeting};
use crate::support::{Folder, run, succeed, tree};

/// Whoever takes longer than this waits for somebody who waits for it.
const PATIENCE: Duration = Duration::from_secs(120);

fn start(work: &Folder, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shiryo"));
    command.args(arguments).env_remove("LANG").current_dir(work.path()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The exit code and what was said.
fn ended(mut child: Child, name: &str) -> (i32, String) {
    let since = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if since.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("{name} never ends");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The meeting, with identifiers of its own or without.
fn office(with_ids: bool) -> Folder {
    let work = meeting();
    if !with_ids {
        let bare = |line: &str| match line.split_once(',') {
            // A line that goes on in the next has its identifier in the first alone.
            Some((_, rest)) if line.starts_with(['a', 'I']) => format!("{rest}\n"),
            _ => format!("{line}\n"),
        };
        let bare: String = work.text("m/opinions.csv").lines().map(bare).collect();
        work.write("m/opinions.csv", bare);
    }
    succeed(work.path(), &["build", "m"]);
    work
}

#[test]
fn at_once() {
    let rounds: usize = std::env::var("SHIRYO_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let offices = [office(true), office(false)];
    let sent: Vec<[Vec<u8>; 2]> =
        offices.iter().map(|work| ["施設課", "総務課"].map(|name| work.read(&format!("output/照会/{name}.xlsx")))).collect();
    let records = offices.each_ref().map(|work| work.text("m/opinions.csv"));
    for round in 0..rounds {
        let which = round % 2;
        let work = &offices[which];
        let _ = std::fs::remove_file(work.path().join("m/responses.csv"));
        let _ = std::fs::remove_file(work.path().join("m/decisions.csv"));
        // Another record each round, so that there is something to build and an identifier to give.
        let more = if which == 0 {
            format!("n{round},2,,9,委員,・{round}回目の意見。,\n")
        } else {
            format!("2,,9,委員,・{round}回目の意見。,\n")
        };
        work.write("m/opinions.csv", format!("{}{more}", records[which]));
        let count = 2 + round % 7;
        let mut children = Vec::new();
        for index in 0..count {
            let place = format!("返送/{round}-{index}");
            let builds = index % 3 == 1;
            if builds {
                let only: &[&str] = if index % 2 == 0 { &["--only", "資料1.html"] } else { &[] };
                children.push((index, false, start(work, &[&["build", "m", "--force"], only].concat())));
                continue;
            }
            let (division, row) = if index % 2 == 0 { (0, 5 + index / 2) } else { (1, 5 + index / 2) };
            let name = ["施設課", "総務課"][division];
            let text = format!("回答{round}-{index}");
            work.write(&format!("{place}/{name}.xlsx"), answered(&sent[which][division], &[(&format!("J{row}"), &text)]));
            children.push((index, true, start(work, &["collect", "m", &place, "--hold"])));
        }
        for (index, collects, child) in children {
            let name = format!("round {round}, {} {index} of {count}", if collects { "collect" } else { "build" });
            let (code, err) = ended(child, &name);
            assert!(code == 0, "{name}: {code}\n{err}");
        }
        let responses = work.text("m/responses.csv");
        for index in (0..count).filter(|index| index % 3 != 1) {
            assert!(
                responses.contains(&format!("回答{round}-{index},")),
                "round {round}: the answer of collect {index} is lost\n{responses}"
            );
        }
        let left: Vec<String> = tree(work.path()).into_iter().filter(|name| name.contains(".staging")).collect();
        assert_eq!(left, [""; 0], "round {round}");
        succeed(work.path(), &["build", "m", "--force"]);
        let (code, out, err) = run(work.path(), &["verify", "m"]);
        assert_eq!(code, 0, "round {round}: {out}{err}");
        let _ = std::fs::remove_dir_all(work.path().join("返送"));
    }
}
