//! What `check` notes of characters: each kind with its place, and nothing of an ordinary text.

use crate::support::{SMALL_OPINIONS, golden, root, run, small, succeed};

const OPINIONS: &str = "\
ID,区分番号,項目,No.,出典,意見,発言者・都市
a1,1,配置①,1,委員,・①と②と①を、㈱や㎡とともにⅣ章へ。,
a2,1,配置①,1,他都市,・ﾊﾟﾌﾞﾘｯｸｺﾒﾝﾄ､設置･整備。,京都市
a3,1,配置①,2,委員,\"・髙齢の﨑さん
・宮﨑の頰と剝製、一㉑\",
a4,1,運営,3,委員,・天\u{fa19}とパ ブ リ ッ ク。,
a5,2,,1,委員,=SUM(A1),
";

#[test]
fn audit_check() {
    let folder = small();
    folder.write("m/opinions.csv", OPINIONS);
    let mut said = String::new();
    for arguments in [&["check", "m"][..], &["--lang", "ja", "check", "m"], &["--lang", "ja", "check", "m", "--characters"]] {
        let (code, out, err) = run(folder.path(), arguments);
        assert_eq!(code, 0, "{err}");
        said.push_str(&format!("$ shiryo {}\n{err}{out}\n", arguments.join(" ")));
    }
    golden("audit.txt", &said);
    assert_eq!(run(folder.path(), &["build", "m"]).2, "", "a build has nothing to warn of");
    assert!(folder.text("output/資料1_意見.json").contains("天\u{fa19}とパ ブ リ ッ ク"), "nothing is replaced");
}

#[test]
fn audit_json() {
    let folder = small();
    folder.write("m/opinions.csv", SMALL_OPINIONS.replace("から考える", "から①考える"));
    let report = succeed(folder.path(), &["check", "m", "--characters", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let note = &report["diagnostics"][0];
    assert_eq!((&note["severity"], &note["code"]), (&"note".into(), &"audit_vendor_symbol".into()));
    assert_eq!((&note["place"]["cell"], &note["place"]["record"]), (&"F2".into(), &"a1".into()));
}

#[test]
fn audit_workbook() {
    let folder = small();
    folder.write("m/opinions.csv", SMALL_OPINIONS.replace("京都市", "①市"));
    succeed(folder.path(), &["build", "m"]);
    folder.write("n/meeting.toml", folder.read("m/meeting.toml"));
    folder.write("n/opinions.xlsx", folder.read("output/資料1_意見一覧.xlsx"));
    let (code, _, err) = run(folder.path(), &["check", "n", "--characters"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.starts_with("n/opinions.xlsx データ!H3 [発言者・都市] a2: note: vendor symbols"), "{err}");
}

#[test]
fn audit_seed() {
    let (code, _, err) = run(&root(), &["check", "--characters"]);
    assert_eq!((code, err.as_str()), (0, "note: no meeting was named: taking that in seeds\n"));
}
