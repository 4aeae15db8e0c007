//! Actions: what is clicked, as a command line of the program, and its run. The page shows the same line.

use std::path::Path;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::chosen::RETURNED;
use super::waiting::Waiting;
use crate::records::office::propose::Answers;
use crate::say::command::typed;
use crate::say::system;
use crate::say::words::{self, Lang, Message};

/// What the page may ask for; each is one command.
#[derive(Debug, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    Build {
        #[serde(default)]
        force: bool,
    },
    Check {
        #[serde(default)]
        characters: bool,
    },
    /// Lists what would be mended, or writes a copy without it.
    Mend {
        file: String,
        write: Option<String>,
    },
    /// Takes what lies in the folder of returned files.
    Collect {
        #[serde(default)]
        decide: Vec<String>,
        #[serde(default)]
        hold: bool,
        as_of: Option<String>,
    },
    Verify {},
    /// Numbers the opinions anew, shows only how, or writes the printed numbers into the records; takes a numbered copy as the
    /// table.
    Renumber {
        #[serde(default)]
        dry_run: bool,
        #[serde(default)]
        keep: bool,
        #[serde(default)]
        take: bool,
    },
    Diff {
        old: String,
        /// Where the 新旧対照表 goes.
        out: Option<String>,
    },
    /// Makes a meeting of the table in the folder.
    Init {
        file: String,
        answers: Answers,
    },
    /// `seen` is the digest of the `meeting.toml` that the page shows, where places in lists are those that it shows.
    Set {
        settings: Vec<String>,
        seen: Option<String>,
    },
}

impl Action {
    /// The arguments of the command. What the page names stands behind its option or behind `--`, so that it is never taken
    /// for an option itself.
    pub fn arguments(&self) -> Vec<String> {
        let mut line = Vec::new();
        let mut option = |name: &str, value: &str| line.push(format!("--{name}={value}"));
        let (name, last): (&str, Vec<&str>) = match self {
            Self::Build { .. } => ("build", Vec::new()),
            Self::Check { .. } => ("check", Vec::new()),
            Self::Mend { file, write } => {
                write.iter().for_each(|write| option("write", write));
                ("mend", vec![file])
            }
            Self::Collect { decide, as_of, .. } => {
                as_of.iter().for_each(|day| option("as-of", day));
                decide.iter().for_each(|decision| option("decide", decision));
                ("collect", vec![".", RETURNED])
            }
            Self::Verify {} => ("verify", Vec::new()),
            Self::Renumber { .. } => ("renumber", Vec::new()),
            Self::Diff { old, out } => {
                out.iter().for_each(|out| option("out", out));
                ("diff", vec![old, "."])
            }
            Self::Init { file, answers } => {
                option("from", file);
                let Answers { title, date, row, layout, columns, label: _ } = answers;
                let named =
                    [("title", title.clone()), ("date", date.clone()), ("row", row.map(|row| row.to_string())), ("layout", layout.clone())];
                named.iter().for_each(|(name, value)| value.iter().for_each(|value| option(name, value)));
                columns.iter().for_each(|column| option("column", column));
                ("init", vec!["."])
            }
            Self::Set { settings, seen } => {
                seen.iter().for_each(|digest| option("if", digest));
                ("set", settings.iter().map(String::as_str).collect())
            }
        };
        let flags = [
            ("--force", matches!(self, Self::Build { force: true })),
            ("--characters", matches!(self, Self::Check { characters: true })),
            ("--dry-run", matches!(self, Self::Renumber { dry_run: true, .. })),
            ("--keep", matches!(self, Self::Renumber { keep: true, .. })),
            ("--take", matches!(self, Self::Renumber { take: true, .. })),
            ("--hold", matches!(self, Self::Collect { hold: true, .. })),
        ];
        line.insert(0, name.to_owned());
        line.extend(flags.into_iter().filter(|(_, is_set)| *is_set).map(|(flag, _)| flag.to_owned()));
        if last.iter().any(|argument| argument.starts_with('-')) {
            line.push("--".to_owned());
        }
        line.extend(last.into_iter().map(str::to_owned));
        line
    }

    /// The files and folders that it names, all of them in the meeting's folder.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Mend { file, write } => [Some(file), write.as_ref()].into_iter().flatten().map(String::as_str).collect(),
            Self::Diff { old, out } => [Some(old), out.as_ref()].into_iter().flatten().map(String::as_str).collect(),
            Self::Init { file, .. } => vec![file],
            Self::Collect { .. } => vec![RETURNED],
            Self::Build { .. } | Self::Check { .. } | Self::Verify {} | Self::Renumber { .. } | Self::Set { .. } => Vec::new(),
        }
    }

    /// The line that does the same, typed in the meeting's folder. Who types it sees the file.
    pub fn line(&self) -> String {
        let seen = |argument: &&String| !(matches!(self, Self::Set { .. }) && argument.starts_with("--if="));
        let typed: Vec<String> = self.arguments().iter().filter(seen).map(|argument| typed(argument)).collect();
        format!("shiryo {}", typed.join(" "))
    }
}

/// Findings that tell what the page shows or has a button for: which meeting is meant, and how characters are mended.
const SHOWN: &[&str] = &["meeting_here", "mend_advice", "mend_advice_other"];

/// What came of an action.
#[derive(Debug, Serialize)]
pub struct Acted {
    /// The line that does the same.
    line: String,
    /// The exit code.
    code: i32,
    /// What the command reports with `--format json`.
    report: Value,
}

impl Acted {
    pub fn is_done(&self) -> bool {
        !self.report["done"].is_null()
    }
}

/// Does an action in the folder of a meeting: by the program itself, in a process of its own. A change of settings is done by
/// the one that waits, if it does.
pub fn run(program: &Path, waiting: &Waiting, lang: Lang, folder: &Path, action: &Action) -> Acted {
    let lang_name = if lang == Lang::Ja { "ja" } else { "en" };
    let mut arguments = ["--lang", lang_name, "--format", "json"].map(str::to_owned).to_vec();
    arguments.extend(action.arguments());
    let is_short = matches!(action, Action::Set { .. });
    if let Some(said) = is_short.then(|| waiting.run(folder, &arguments)).flatten() {
        let report: Result<Value, String> = said.and_then(|line| serde_json::from_str(&line).map_err(|_| line));
        let report = report.unwrap_or_else(|said| failure(&no_answer(&said).say(lang)));
        return acted(action, i32::from(report["done"].is_null()), report);
    }
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    let output = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).output();
    let (code, report) = match &output {
        Ok(output) => (output.status.code().unwrap_or(-1), serde_json::from_slice(&output.stdout).ok()),
        Err(_) => (-1, None),
    };
    let said = || match output {
        Ok(output) => no_answer(&String::from_utf8_lossy(&output.stderr)).say(lang),
        Err(error) => no_answer(&system::cause(&error).say(lang)).say(lang),
    };
    acted(action, code, report.unwrap_or_else(|| failure(&said())))
}

fn no_answer(said: &str) -> Message {
    match said.trim() {
        "" => words::desk_silent(),
        said => words::desk_no_answer(said),
    }
}

fn acted(action: &Action, code: i32, mut report: Value) -> Acted {
    if let Some(Value::Array(found)) = report.get_mut("diagnostics") {
        found.retain(|found| !found["code"].as_str().is_some_and(|code| SHOWN.contains(&code)));
    }
    Acted { line: action.line(), code, report }
}

/// A report of one error.
pub fn failure(message: &str) -> Value {
    serde_json::json!({
        "diagnostics": [{ "severity": "error", "code": "desk", "place": null, "places": [], "message": message, "hints": [], "remedies": [] }],
        "done": null,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(json: &str) -> Action {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn actions_lines() {
        assert_eq!(action(r#"{"action":"build"}"#).line(), "shiryo build");
        assert_eq!(
            action(r#"{"action":"set","settings":["look.paper=a4","meeting.title=\"新 題\""]}"#).line(),
            "shiryo set look.paper=a4 'meeting.title=\"新 題\"'"
        );
        let collect = action(r#"{"action":"collect","decide":["a=1"],"as_of":"2026-12-11"}"#);
        assert_eq!(collect.line(), "shiryo collect --as-of=2026-12-11 --decide=a=1 . 返送");
        assert_eq!(
            action(r#"{"action":"diff","old":"前の版/資料 1.pdf","out":"新旧対照表"}"#).line(),
            "shiryo diff --out=新旧対照表 '前の版/資料 1.pdf' ."
        );
    }

    #[test]
    #[cfg(unix)]
    fn actions_tell_why_nothing_came() {
        let folder = tempfile::tempdir().unwrap();
        let set = action(r#"{"action":"set","settings":["look.paper=a4"]}"#);
        for (script, cause) in [("read -r line; echo broken >&2; exit 3", "（broken）"), ("read -r line; exit 3", "答えがありません")]
        {
            let program = super::super::waiting::tests::program(folder.path(), script);
            let acted = run(&program, &Waiting::new(&program), Lang::Ja, folder.path(), &set);
            let said = acted.report["diagnostics"][0]["message"].as_str().unwrap();
            assert!(said.contains(cause) && !said.contains("（）"), "{said}");
        }
    }

    #[test]
    fn actions_seen() {
        let set = action(r#"{"action":"set","settings":["papers+={}"],"seen":"ab"}"#);
        assert_eq!(
            (set.arguments().as_slice(), set.line().as_str()),
            (["set", "--if=ab", "papers+={}"].map(str::to_owned).as_slice(), "shiryo set 'papers+={}'")
        );
    }

    #[test]
    fn actions_are_no_options() {
        assert_eq!(action(r#"{"action":"mend","file":"--write=x"}"#).arguments(), ["mend", "--", "--write=x"]);
        assert_eq!(action(r#"{"action":"diff","old":"--out=/"}"#).arguments(), ["diff", "--", "--out=/", "."]);
        assert_eq!(action(r#"{"action":"renumber","dry_run":true}"#).line(), "shiryo renumber --dry-run");
        for json in [r#"{"action":"import"}"#, r#"{"action":"build","out":"/"}"#, r#"{"action":"verify","meeting":"/"}"#, "{}", "1"] {
            assert!(serde_json::from_str::<Action>(json).is_err(), "{json}");
        }
    }
}
