//! The desk, without a browser: who is let in, what stays shut, and that nothing outside of its folder is read or written.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::support::{Folder, SMALL_MEETING, SMALL_OPINIONS, run, shiryo, small, tree};

/// A desk on a folder; ended when dropped.
struct Desk {
    child: Child,
    host: String,
    secret: String,
}

impl Desk {
    fn open(folder: &Path, name: &str) -> Self {
        let mut command = shiryo(folder, &["--lang", "ja", "desk", name, "--no-browser"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.map_while(Result::ok).find_map(|line| Some(line[line.find("http://")?..].to_owned())).expect("an address");
        let (host, secret) = address.trim_start_matches("http://").split_once("/#").unwrap();
        Self { child, host: host.to_owned(), secret: secret.to_owned() }
    }

    /// Sends bytes as they are, ends there if nothing more is to come, and returns what comes back.
    fn raw(&self, bytes: &[u8], ends: bool) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let _ = stream.write_all(bytes);
        if ends {
            let _ = stream.shutdown(std::net::Shutdown::Write);
        }
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A request with these headers beside its length.
    fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> String {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("{method} {path} HTTP/1.1\r\n{headers}Connection: close\r\nContent-Length: {}\r\n\r\n", body.len());
        self.raw(&[head.as_bytes(), body].concat(), false)
    }

    /// As the page asks.
    fn ask(&self, path: &str, body: &[u8]) -> (u16, String) {
        let origin = format!("http://{}", self.host);
        let headers =
            [("Host", self.host.as_str()), ("Origin", &origin), ("X-Shiryo-Secret", &self.secret), ("Content-Type", "application/json")];
        let answer = self.request("POST", path, &headers, body);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        (status(head), body.to_owned())
    }

    fn json(&self, path: &str, body: &str) -> Value {
        let (status, answer) = self.ask(path, body.as_bytes());
        assert_eq!(status, 200, "{path} {body}: {answer}");
        serde_json::from_str(&answer).unwrap_or_else(|e| panic!("{path}: {e}: {answer}"))
    }

    /// What came of an action.
    fn act(&self, body: &str) -> Value {
        self.json("/act", body)["acted"].take()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

/// Every file of a folder with its bytes, but for those by which programs know of each other.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let names = tree(folder).into_iter().filter(|name| !name.ends_with(".lock") && !name.ends_with(".desk"));
    names.map(|name| (name.clone(), std::fs::read(folder.join(&name)).unwrap_or_default())).collect()
}

#[test]
fn desk_shows_and_does() {
    let folder = small();
    let desk = Desk::open(folder.path(), "m");
    let page = desk.request("GET", "/", &[("Host", &desk.host)], b"");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("資料づくりの窓口") && !page.contains(&desk.secret), "{page}");
    for said in ["content-security-policy: default-src 'none'", "frame-ancestors 'none'", "nosniff", "no-store", "no-referrer"] {
        assert!(page.contains(said), "{said}");
    }
    let state = desk.json("/state", "{}");
    assert_eq!(state["meetings"][0]["is_meeting"], true);
    let papers = desk.json("/view", r#"{"view":"papers","meeting":"","paper":0,"page":1,"width":600}"#);
    assert!(papers["pages"]["count"].as_u64().unwrap() > 0, "{papers}");
    assert_eq!(papers["settings"]["papers"][0]["label"], "資料1");
    // With them comes the picture of the page that is looked at.
    let png = STANDARD.decode(papers["pages"]["picture"].as_str().unwrap()).unwrap();
    assert!(png.starts_with(b"\x89PNG") && papers["pages"]["page"] == 1, "{papers}");
    let (code, picture) =
        desk.ask("/view", format!(r#"{{"view":"picture","set":{},"page":1,"ppi":40}}"#, papers["pages"]["set"]).as_bytes());
    assert!(code == 200 && picture.contains("PNG"), "{picture}");
    let sheets = desk.json("/view", r#"{"view":"sheets","meeting":"","from":1,"count":50}"#);
    assert_eq!(sheets["sheets"][0]["heads"], serde_json::json!([1, 1]));
    // An action is the command, and tells the line.
    let set = desk.act(r#"{"meeting":"","what":{"action":"set","settings":["look.paper=a4"]}}"#);
    assert_eq!(set["line"], "shiryo set look.paper=a4");
    assert!(folder.text("m/meeting.toml").contains("paper = \"a4\""));
    // A place in a list is one of the settings as they were seen.
    let seen = |view: &str| desk.json("/view", view)["seen"].as_str().unwrap().to_owned();
    let first = seen(r#"{"view":"papers","meeting":"","paper":0,"page":1,"width":600}"#);
    assert_eq!(first, seen(r#"{"view":"sheets","meeting":"","from":1,"count":5}"#));
    assert_eq!(first, seen(r#"{"view":"inquiry","meeting":"","as_of":null}"#));
    let out = format!(r#"{{"meeting":"","what":{{"action":"set","settings":["papers.1.files.2="],"seen":"{first}"}}}}"#);
    let done = desk.act(&out);
    assert_eq!((&done["code"], &done["line"]), (&0.into(), &"shiryo set papers.1.files.2=".into()), "{done}");
    let toml = folder.text("m/meeting.toml");
    let again = desk.act(&out);
    assert_eq!((&again["code"], &again["report"]["diagnostics"][0]["code"]), (&1.into(), &"set_changed_since".into()), "{again}");
    assert_eq!(folder.text("m/meeting.toml"), toml);
    assert_eq!(done["report"]["done"]["digest"], seen(r#"{"view":"papers","meeting":"","paper":0,"page":1,"width":600}"#));
    // What is to be shown then comes with it, unless nothing was done or it is of something else.
    let then =
        |size: &str, then: &str| format!(r#"{{"meeting":"","what":{{"action":"set","settings":["look.size={size}"]}},"then":{then}}}"#);
    let papers = r#"{"view":"papers","meeting":"","paper":0,"page":1,"width":600}"#;
    for size in ["10", "9", "9.5", "10"] {
        let both = desk.json("/act", &then(size, papers));
        assert!(both["acted"]["code"] == 0 && both["shown"]["pages"]["count"] == 1, "{both}");
        assert_eq!(both["acted"]["report"]["done"]["digest"], both["shown"]["seen"]);
        assert!(folder.text("m/meeting.toml").contains(&format!("size = {size}")));
    }
    let refused = desk.json("/act", &then("99", papers));
    assert!(refused["acted"]["code"] == 1 && refused["shown"].is_null(), "{refused}");
    for other in [
        r#"{"view":"sheets","meeting":"n","from":1,"count":5}"#,
        r#"{"view":"begin","meeting":"","file":"a.csv","answers":{}}"#,
        r#"{"view":"picture","set":1,"page":1,"ppi":40}"#,
    ] {
        assert_eq!(desk.ask("/act", then("11", other).as_bytes()).0, 422, "{other}");
    }
    assert!(!folder.text("m/meeting.toml").contains("size = 11"));
    let built = desk.act(r#"{"meeting":"","what":{"action":"build"}}"#);
    assert_eq!(built["code"], 0, "{built}");
    assert!(folder.path().join("m/output/資料1.pdf").is_file());
    assert_eq!(desk.act(r#"{"meeting":"","what":{"action":"verify"}}"#)["report"]["done"]["holds"], true);
}

#[test]
fn desk_new_meeting() {
    let folder = Folder::new(&[]);
    let desk = Desk::open(folder.path(), ".");
    let table = "番号,分類,氏名,ご意見の概要,市の考え方\n1,道,佐藤,広げてほしい。,広げます。\n2,道,鈴木,暗い。,明るくします。\n";
    let kept = desk.ask("/drop/table/%E9%81%93/%E6%84%8F%E8%A6%8B.csv", table.as_bytes());
    assert_eq!(kept, (200, r#"{"name":"意見.csv"}"#.to_owned()));
    let asked = r#"{"view":"begin","meeting":"道","file":"意見.csv","answers":{"date":"2026-05-01","columns":["氏名=private"]}}"#;
    let shown = desk.json("/view", asked);
    let means = |name: &str| {
        let columns = shown["columns"].as_array().unwrap();
        columns.iter().find(|column| column["heading"] == name).unwrap_or_else(|| panic!("{shown}"))["means"].clone()
    };
    assert_eq!((means("氏名"), means("ご意見の概要"), means("市の考え方")), ("private".into(), "text".into(), "field".into()));
    let sample = desk.json("/view", &asked.replace("\"begin\"", "\"sample\""));
    assert_eq!(sample["pages"]["count"], 1, "{sample}");
    let made = desk
        .act(r#"{"meeting":"道","what":{"action":"init","file":"意見.csv","answers":{"date":"2026-05-01","columns":["氏名=private"]}}}"#);
    assert_eq!(made["code"], 0, "{made}");
    let toml = folder.text("道/meeting.toml");
    assert!(toml.contains("date = 2026-05-01\n") && toml.contains("private = true"), "{toml}");
    let checked = desk.act(r#"{"meeting":"道","what":{"action":"check"}}"#);
    assert_eq!(checked["code"], 0, "{checked}");
}

/// Whoever hands a meeting on may have put links into its folder.
#[cfg(unix)]
#[test]
fn desk_follows_no_link_out_of_the_meeting() {
    let folder = Folder::new(&[("m/meeting.toml", SMALL_MEETING.as_bytes()), ("out/secret.csv", SMALL_OPINIONS.as_bytes())]);
    let desk = Desk::open(folder.path(), "m");
    for (name, to) in [("opinions.csv", "out/secret.csv"), ("output", "out"), ("templates", "out")] {
        if name != "opinions.csv" {
            folder.write("m/opinions.csv", SMALL_OPINIONS);
        }
        std::os::unix::fs::symlink(folder.path().join(to), folder.path().join("m").join(name)).unwrap();
        let before = contents(folder.path());
        let shown = desk.json("/view", r#"{"view":"sheets","meeting":"","from":1,"count":5}"#);
        let built = desk.act(r#"{"meeting":"","what":{"action":"build"}}"#);
        for said in [&shown, &built["report"]] {
            let message = said["diagnostics"][0]["message"].as_str().unwrap();
            assert!(
                message.contains(&format!("「{name}」は会議のフォルダーの外を指すリンク")) && !said.to_string().contains("利用者"),
                "{said}"
            );
        }
        assert_eq!(built["code"], 1);
        assert!(contents(folder.path()) == before, "{name}");
        std::fs::remove_file(folder.path().join("m").join(name)).unwrap();
    }
    assert_eq!(desk.act(r#"{"meeting":"","what":{"action":"build"}}"#)["code"], 0);
}

#[test]
fn desk_keeps_no_table_that_cannot_be_read() {
    let folder = Folder::new(&[("there/b.csv", b"1,2\n")]);
    let desk = Desk::open(folder.path(), ".");
    let code = |path: &str, bytes: &[u8]| {
        let (status, answer) = desk.ask(path, bytes);
        assert_eq!(status, 200, "{answer}");
        serde_json::from_str::<Value>(&answer).unwrap()["diagnostics"][0]["code"].clone()
    };
    assert_eq!(code("/drop/table/new/a.xlsx", b"PK\x03\x04 and no more"), "damaged_workbook");
    assert_eq!(code("/drop/table/new/a.xls", &crate::collect::encrypted()), "password");
    assert_eq!(code("/drop/table/there/a.xlsx", b"no workbook"), "not_a_workbook");
    let left = contents(folder.path()).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(left, ["there/b.csv"]);
    let listed = &desk.json("/state", "{}")["meetings"];
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["tables"]), (1, &serde_json::json!(["b.csv"])), "{listed}");
    // A text with tabs is kept as what it is.
    let kept = desk.ask("/drop/table/text/a.TXT", "番号\t意見\n1\t橋が狭い。\n".as_bytes());
    assert_eq!(kept, (200, r#"{"name":"a.tsv"}"#.to_owned()));
    assert_eq!(desk.act(r#"{"meeting":"text","what":{"action":"init","file":"a.tsv","answers":{}}}"#)["code"], 0);
}

#[test]
fn desk_stays_in_its_folder() {
    let folder = Folder::new(&[
        ("会議/m/meeting.toml", SMALL_MEETING.as_bytes()),
        ("会議/m/opinions.csv", SMALL_OPINIONS.as_bytes()),
        ("外/meeting.toml", SMALL_MEETING.as_bytes()),
        ("外/opinions.csv", SMALL_OPINIONS.as_bytes()),
        ("外.pdf", b"%PDF"),
    ]);
    let desk = Desk::open(folder.path(), "会議");
    let before = tree(folder.path());
    for meeting in ["..", "../外", "m/..", "/", "無い", ".", "m/../../外"] {
        let quoted = serde_json::to_string(meeting).unwrap();
        for (path, body) in [
            ("/act", format!(r#"{{"meeting":{quoted},"what":{{"action":"build"}}}}"#)),
            ("/view", format!(r#"{{"view":"papers","meeting":{quoted},"paper":0,"page":1,"width":600}}"#)),
            ("/view", format!(r#"{{"view":"begin","meeting":{quoted},"file":"opinions.csv","answers":{{}}}}"#)),
            ("/open", format!(r#"{{"meeting":{quoted},"name":""}}"#)),
            ("/open", r#"{"meeting":"m","name":"../../外.pdf"}"#.to_owned()),
            ("/open", r#"{"meeting":"m","name":"../../外"}"#.to_owned()),
        ] {
            let (code, answer) = desk.ask(path, body.as_bytes());
            assert_eq!(code, 404, "{body}: {answer}");
        }
    }
    for name in ["../外.pdf", "..%2F外.pdf", "%2Fetc%2Fpasswd", "%2e%2e/%2e%2e/外.pdf", "meeting.toml/../../../外.pdf"] {
        let (_, answer) = desk.ask(&format!("/drop/returned/m/{}", name.replace('/', "%2F")), b"x");
        assert!(!answer.contains("\"name\""), "{name}: {answer}");
    }
    for file in ["../../外/opinions.csv", "/etc/passwd"] {
        let body = serde_json::json!({ "meeting": "m", "what": { "action": "init", "file": file, "answers": {} } }).to_string();
        let (code, answer) = desk.ask("/act", body.as_bytes());
        assert!(code == 404, "{file}: {answer}");
        let body = serde_json::json!({ "view": "begin", "meeting": "m", "file": file, "answers": {} }).to_string();
        assert_eq!(desk.ask("/view", body.as_bytes()).0, 404, "{file}");
    }
    let body = serde_json::json!({ "meeting": "m", "what": { "action": "mend", "file": "opinions.csv", "write": "../../外/写し.csv" } });
    assert_eq!(desk.ask("/act", body.to_string().as_bytes()).0, 404);
    let body = serde_json::json!({ "meeting": "m", "what": { "action": "diff", "old": "../../外", "out": "../../外" } });
    assert_eq!(desk.ask("/act", body.to_string().as_bytes()).0, 404);
    let after: Vec<String> = tree(folder.path()).into_iter().filter(|name| !name.ends_with(".lock")).collect();
    assert_eq!(after, before);
}

#[test]
fn desk_hostile_requests() {
    let folder = small();
    let desk = Desk::open(folder.path(), "m");
    let before = contents(folder.path());
    let junk = junk(&desk);
    for bytes in &junk {
        let answer = desk.raw(bytes, true);
        assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let refused = junk.len() + strangers(&desk) + strange_paths(&desk) + slow_senders(&desk);
    strange_contents(&desk);
    assert!(refused > 1000, "{refused}");
    assert!(contents(folder.path()) == before, "something was written");
    assert_eq!(desk.json("/state", "{}")["meetings"][0]["is_meeting"], true);
}

/// Requests of whoever is not the page, or does not know the secret; how many there were.
fn strangers(desk: &Desk) -> usize {
    let origin = format!("http://{}", desk.host);
    let port = desk.host.rsplit(':').next().unwrap();
    let hosts = ["evil.example", "localhost", &format!("localhost:{port}"), &format!("127.0.0.1.evil.example:{port}"), "[::1]", ""];
    let origins = ["null", "http://evil.example", "https://127.0.0.1", "http://127.0.0.1:1", "file://"];
    let secrets = ["", "0", &"0".repeat(64), &desk.secret[..63], &desk.secret.to_uppercase()];
    let body = br#"{"meeting":"","what":{"action":"build"}}"#;
    let mut refused = 0;
    for path in ["/act", "/state", "/view", "/open", "/events", "/drop/returned/@/a.xlsx", "/take", "/none"] {
        for method in ["POST", "GET", "PUT", "OPTIONS"] {
            let mut knocks: Vec<[&str; 3]> = Vec::new();
            knocks.extend(hosts.iter().map(|host| [*host, origin.as_str(), desk.secret.as_str()]));
            knocks.extend(origins.iter().map(|origin| [desk.host.as_str(), *origin, desk.secret.as_str()]));
            knocks.extend(
                secrets.iter().filter(|secret| **secret != desk.secret).map(|secret| [desk.host.as_str(), origin.as_str(), *secret]),
            );
            for [host, origin, secret] in knocks {
                let headers = [("Host", host), ("Origin", origin), ("X-Shiryo-Secret", secret), ("Content-Type", "application/json")];
                let answer = desk.request(method, path, &headers, body);
                assert!([400, 401, 403, 421].contains(&status(&answer)), "{method} {path} {host} {origin} {secret}: {answer}");
                refused += 1;
            }
        }
    }
    refused
}

/// The heads that the page sends.
fn page_heads(desk: &Desk) -> String {
    format!("Host: {0}\r\nOrigin: http://{0}\r\nX-Shiryo-Secret: {1}\r\n", desk.host, desk.secret)
}

/// What is no request at all, and what is a very large one.
fn junk(desk: &Desk) -> Vec<Vec<u8>> {
    let known = page_heads(desk);
    let large = format!("POST /act HTTP/1.1\r\n{known}");
    let mut junk: Vec<Vec<u8>> = vec![
        vec![0; 4096],
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"\r\n\r\n\r\n".to_vec(),
        format!("{large}Content-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{{").into_bytes(),
        format!("{large}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n").into_bytes(),
        [format!("{large}X: ").into_bytes(), vec![b'a'; 1 << 20], b"\r\n\r\n".to_vec()].concat(),
        format!("GET /{} HTTP/1.1\r\nHost: {}\r\n\r\n", "a/".repeat(40_000), desk.host).into_bytes(),
    ];
    // Many heads, heads twice, heads that fold or smuggle, lengths and pieces that lie.
    for count in 1..=20 {
        let many: String = (0..count * 40).map(|n| format!("X-{n}: {}\r\n", "b".repeat(count * 50))).collect();
        junk.push(format!("POST /none HTTP/1.1\r\n{known}{many}Content-Length: 0\r\nConnection: close\r\n\r\n").into_bytes());
        junk.push(
            format!("POST /act HTTP/1.1\r\n{known}Content-Length: {}\r\nContent-Length: {count}\r\n\r\n{{}}", count + 1).into_bytes(),
        );
        junk.push(format!("POST /act HTTP/1.1\r\n{known}Content-Length: -{count}\r\n\r\n{{}}").into_bytes());
        junk.push(format!("POST /act HTTP/1.1\r\n{known}{known}Content-Length: 2\r\n\r\n{{}}").into_bytes());
        junk.push(format!("POST /act HTTP/1.{}\r\n{known}\r\n", count + 1).into_bytes());
        junk.push(
            format!("POST http://evil.example:{count}/act HTTP/1.1\r\n{known}Content-Length: 2\r\nConnection: close\r\n\r\n{{}}")
                .into_bytes(),
        );
        for chunk in ["zz", "-1", "ffffffffffffffffff", "5;x=y", "", "0x2", "2 2"] {
            junk.push(
                format!(
                    "POST /act HTTP/1.1\r\n{known}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{chunk}\r\n{}",
                    "{".repeat(count)
                )
                .into_bytes(),
            );
        }
    }
    for seed in 0..200u32 {
        let byte = |index: u32| ((seed.wrapping_mul(2_654_435_761).wrapping_add(index.wrapping_mul(40_503))) >> 13) as u8;
        junk.push((0..seed % 97).map(byte).collect());
    }
    junk
}

/// Paths that lead elsewhere, asked as the page asks; how many there were.
fn strange_paths(desk: &Desk) -> usize {
    let mut refused = 0;
    let ways = ["..", "%2e%2e", "..%2f..", "%2fetc%2fpasswd", "..%5c..", "C:%5cx", "%00", "NUL", "a%0d%0aX: y", "\u{202e}", "."];
    for way in ways {
        for path in [
            format!("/page/{way}"),
            format!("/page/{way}/desk.js"),
            format!("/drop/{way}/@/a.xlsx"),
            format!("/drop/returned/{way}/a.xlsx"),
            format!("/drop/table/{way}/a.xlsx"),
            format!("/{way}/act"),
        ] {
            let (code, answer) = desk.ask(&path, b"x");
            assert!((400..500).contains(&code), "{path}: {code} {answer}");
            refused += 1;
        }
        let (_, answer) = desk.ask(&format!("/drop/returned/@/{way}"), b"x");
        assert!(!answer.contains("\"name\""), "{way}: {answer}");
        refused += 1;
    }
    refused
}

/// Whoever sends slowly or hangs up holds up nobody; how many there were.
fn slow_senders(desk: &Desk) -> usize {
    let known = page_heads(desk);
    let slow: Vec<TcpStream> = (0..100)
        .map(|count| {
            let mut stream = TcpStream::connect(&desk.host).unwrap();
            let half = format!("POST /act HTTP/1.1\r\n{known}Content-Length: 1000\r\n\r\n{}", "{".repeat(count));
            let _ = stream.write_all(&half.as_bytes()[..half.len() - count % 60]);
            stream
        })
        .collect();
    assert_eq!(desk.json("/state", "{}")["meetings"][0]["is_meeting"], true);
    slow.len()
}

/// What the page may send, with contents that it never has.
fn strange_contents(desk: &Desk) {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (path, body) in [
        ("/act", "{}"),
        ("/act", deep.as_str()),
        ("/act", r#"{"meeting":"","what":{"action":"build","out":"/"}}"#),
        ("/act", r#"{"meeting":"","what":{"action":"desk"}}"#),
        ("/view", r#"{"view":"none"}"#),
        ("/view", r#"{"view":"papers","meeting":"","paper":-1,"page":1,"width":600}"#),
        ("/open", r#"{"meeting":"","name":"opinions.csv.exe"}"#),
        ("/drop/other/@/a.xlsx", "x"),
    ] {
        let (code, answer) = desk.ask(path, body.as_bytes());
        assert!((400..500).contains(&code), "{path} {}: {code} {answer}", &body[..body.len().min(80)]);
    }
    let too_large = vec![b'a'; 2 << 20];
    assert_eq!(desk.ask("/act", &too_large).0, 413);
    let (_, answer) = desk.ask("/view", br#"{"view":"papers","meeting":"","paper":99999,"page":1,"width":600}"#);
    assert!(answer.contains("\"pages\":null"), "{answer}");
    for (page, width) in [("0", "-1e308"), ("18446744073709551615", "1e308"), ("1", "0")] {
        let asked = format!(r#"{{"view":"papers","meeting":"","paper":0,"page":{page},"width":{width}}}"#);
        let (code, answer) = desk.ask("/view", asked.as_bytes());
        assert!(code == 200 && answer.contains("\"picture\":\"iVBOR"), "{page} {width}: {code} {answer}");
    }
    let (_, answer) = desk.ask("/view", br#"{"view":"picture","set":18446744073709551615,"page":0,"ppi":1e308}"#);
    assert!(answer.contains("gone"), "{answer}");
}

#[test]
fn desk_is_alone() {
    let folder = small();
    let desk = Desk::open(folder.path(), "m");
    let (code, _, err) = run(folder.path(), &["--lang", "ja", "desk", "m", "--no-browser"]);
    assert!(code == 1 && err.contains("すでに開いています"), "{err}");
    drop(desk);
    drop(Desk::open(folder.path(), "m"));
    let (code, out, err) = run(folder.path(), &["desk", "m", "--no-browser", "--idle", "0"]);
    assert!(code == 0 && out.contains("ended"), "{out}{err}");
    let (code, _, err) = run(folder.path(), &["desk", "none"]);
    assert!(code == 1 && err.contains("none"), "{err}");
}

#[cfg(unix)]
#[test]
fn desk_opens_again() {
    use std::os::unix::fs::PermissionsExt as _;
    // Whoever closed the page and starts the desk once more gets it back from the one that runs.
    let folder = small();
    folder.write("bin/xdg-open", "#!/bin/sh\ncat \"$1\" >>\"$OPENED\"\n");
    std::fs::set_permissions(folder.path().join("bin/xdg-open"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let opened = folder.path().join("opened");
    let path = format!("{}:{}", folder.path().join("bin").display(), std::env::var("PATH").unwrap());
    let start = || {
        let mut command = shiryo(folder.path(), &["--lang", "ja", "desk", "m", "--idle", "20"]);
        command.env("PATH", &path).env("OPENED", &opened).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let times = || std::fs::read_to_string(&opened).unwrap_or_default().matches("http-equiv").count();
    let waits = |count: usize| {
        (0..200).any(|_| {
            times() == count || {
                std::thread::sleep(Duration::from_millis(50));
                false
            }
        })
    };
    let mut first = start();
    assert!(waits(1), "the page is opened");
    let second = start().wait_with_output().unwrap();
    assert!(String::from_utf8_lossy(&second.stderr).contains("ブラウザーに開き直します"), "{second:?}");
    assert!(waits(2), "and once more");
    first.kill().unwrap();
    first.wait().unwrap();
}

#[test]
fn desk_foreign_template() {
    // A template that never ends is stopped with the process that shows pages; the desk goes on.
    let folder = small();
    let toml = SMALL_MEETING.replace("files = [\"資料1.pdf\"", "template = \"own.typ.j2\"\nfiles = [\"資料1.pdf\"");
    folder.write("m/meeting.toml", toml);
    folder.write("m/templates/own.typ.j2", "#let x = 0\n#while true { x += 1 }\n");
    let mut command = shiryo(folder.path(), &["--lang", "ja", "desk", "m", "--no-browser"]);
    let mut child = command.env("SHIRYO_LIMITS", "2 2048").stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = lines.map_while(Result::ok).find_map(|line| Some(line[line.find("http://")?..].to_owned())).expect("an address");
    let (host, secret) = address.trim_start_matches("http://").split_once("/#").unwrap();
    let desk = Desk { child, host: host.to_owned(), secret: secret.to_owned() };
    let (code, answer) = desk.ask("/view", br#"{"view":"papers","meeting":"","paper":0,"page":1,"width":600}"#);
    assert!(code == 200 && answer.contains("diagnostics"), "{answer}");
    let sheets = desk.json("/view", r#"{"view":"sheets","meeting":"","from":1,"count":50}"#);
    assert_eq!(sheets["file"], "opinions.csv");
}
