//! What `--format json` prints is what `shiryo schema --output` says.

use serde_json::Value;

use crate::support::{Folder, run, small, succeed};

/// What is wrong with a value, held against a schema as schemars writes it.
fn faults(schema: &Value, root: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut known = Vec::new();
    let mut faults = judged(schema, root, value, at, &mut known);
    // A member that no part of the schema names was forgotten.
    if let Some(members) = value.as_object().filter(|_| !known.is_empty()) {
        faults.extend(members.keys().filter(|key| !known.contains(key)).map(|key| format!("{at}/{key} is in no schema")));
    }
    faults
}

fn judged(schema: &Value, root: &Value, value: &Value, at: &str, known: &mut Vec<String>) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some(path) = schema["$ref"].as_str() {
        let definition = root.pointer(path.trim_start_matches('#')).unwrap_or_else(|| panic!("{path} is missing"));
        faults.extend(judged(definition, root, value, at, known));
    }
    if let Some(constant) = schema.get("const") {
        faults.extend((constant != value).then(|| format!("{at} is not {constant}")));
    }
    if let Some(values) = schema["enum"].as_array() {
        faults.extend((!values.contains(value)).then(|| format!("{at} is none of {values:?}: {value}")));
    }
    let is = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("a type of its own: {other}"),
    };
    let types: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    faults.extend((!types.is_empty() && !types.iter().any(|name| is(name))).then(|| format!("{at} is no {types:?}: {value}")));
    if let (Some(properties), Some(members)) = (schema["properties"].as_object(), value.as_object()) {
        known.extend(properties.keys().cloned());
        for (key, member) in members {
            if let Some(schema) = properties.get(key) {
                faults.extend(self::faults(schema, root, member, &format!("{at}/{key}")));
            }
        }
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        faults.extend(value.get(key).is_none().then(|| format!("{at} lacks {key}")));
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        faults.extend(values.iter().enumerate().flat_map(|(index, value)| self::faults(items, root, value, &format!("{at}/{index}"))));
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        faults.extend(judged(part, root, value, at, known));
    }
    for forms in ["oneOf", "anyOf"].iter().filter_map(|kind| schema[*kind].as_array()) {
        let mut tried: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        for form in forms {
            let mut names = Vec::new();
            tried.push((judged(form, root, value, at, &mut names), names));
        }
        match tried.iter().position(|(faults, _)| faults.is_empty()) {
            Some(index) => known.extend(tried.swap_remove(index).1),
            None => faults.push(format!("{at} fits no form: {tried:?}")),
        }
    }
    faults
}

/// The schema, and a check of what a command prints with it; returns what it printed.
struct Judge(Value);

impl Judge {
    fn new() -> Self {
        let folder = Folder::new(&[]);
        Self(serde_json::from_str(&succeed(folder.path(), &["schema", "--output"])).unwrap())
    }

    #[track_caller]
    fn judge(&self, folder: &Folder, arguments: &[&str]) -> Value {
        let (_, out, err) = run(folder.path(), &[arguments, &["--format", "json"]].concat());
        let report: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {out}{err}"));
        let found = faults(&self.0, &self.0, &report, "");
        assert!(found.is_empty(), "{arguments:?}: {}\n{report}", found.join("\n"));
        report
    }
}

#[test]
fn outcome_of_each_command() {
    let (judge, folder) = (Judge::new(), small());
    let built = judge.judge(&folder, &["build", "m"]);
    assert_eq!((&built["done"]["command"], &built["done"]["opinions"]), (&"build".into(), &5.into()));
    let file = &built["done"]["files"][0];
    assert_eq!((&file["name"], &file["kind"]), (&"output/資料1.pdf".into(), &"pdf".into()));
    assert_eq!(file["bytes"], folder.read("output/資料1.pdf").len());
    assert_eq!(judge.judge(&folder, &["build", "m"])["done"]["up_to_date"], true);
    assert_eq!(judge.judge(&folder, &["check", "m"])["done"]["opinions"], 5);
    let verified = judge.judge(&folder, &["verify", "m"]);
    assert_eq!(verified["done"]["holds"], true);
    assert_eq!(verified["done"]["proofs"].as_array().unwrap().len(), verified["done"]["said"].as_array().unwrap().len());
    let changed = crate::support::SMALL_OPINIONS.replace("京都市", "浜松市");
    folder.write("n/meeting.toml", crate::support::SMALL_MEETING);
    folder.write("n/opinions.csv", changed.replace("a3,1,配置,2,", "a3,1,配置,4,").replace("a4,1,運営,3,", "a4,1,運営,6,"));
    let differs = judge.judge(&folder, &["diff", "m", "n", "--out", "対照"]);
    assert!(!differs["done"]["comparison"]["opinions"].as_array().unwrap().is_empty());
    assert_eq!(differs["done"]["files"].as_array().unwrap().len(), 2);
    assert_eq!(judge.judge(&folder, &["renumber", "n", "--dry-run"])["done"]["files"], Value::Array(Vec::new()));
    let renumbered = judge.judge(&folder, &["renumber", "n"]);
    assert_eq!(renumbered["done"]["moved"][0], serde_json::json!({ "section": 1, "old": "4", "new": 2 }));
    assert_eq!(judge.judge(&folder, &["extract", "output/資料1.pdf", "x"])["done"]["command"], "extract");
    assert_eq!(judge.judge(&folder, &["init", "新"])["done"]["command"], "init");
    assert!(judge.judge(&folder, &["init", "--list"])["done"]["layouts"].as_array().unwrap().len() > 10);
    folder.write("t/p.txt", "(1)題\n資料1\n\t\t意見\n1\t項\tあ\n");
    let imported = judge.judge(&folder, &["import", "t/p.txt", "--title", "表", "--date", "2026-01-01"]);
    assert_eq!(imported["done"]["opinions"], 1);
}

#[test]
fn outcome_of_failures() {
    let (judge, folder) = (Judge::new(), small());
    folder.write("m/opinions.csv", crate::support::SMALL_OPINIONS.replace("a2,1", "a2,9"));
    let failed = judge.judge(&folder, &["check", "m"]);
    assert_eq!((&failed["done"], &failed["diagnostics"][0]["place"]["cell"]), (&Value::Null, &"B3".into()));
    assert_eq!(judge.judge(&folder, &["biuld"])["diagnostics"][0]["code"], "refused_command");
}

#[test]
fn outcome_of_an_intake() {
    let (judge, folder) = (Judge::new(), small());
    let inquiry = "[inquiry]\nasks = \"何\"\ndue = 2026-05-10\ncontact = \"誰\"\nedition = 1\n[[fields]]\nkey = \"reply\"\nheading = \"市の考え方\"\nfrom = \"divisions\"\n[[divisions]]\nname = \"施設課\"\ntakes = [{ section = 1 }, { section = 2 }]\n";
    folder.write("m/meeting.toml", format!("{}{inquiry}", crate::support::SMALL_MEETING));
    succeed(folder.path(), &["build", "m"]);
    let taken = judge.judge(&folder, &["collect", "m", "output/照会/施設課.xlsx"]);
    assert_eq!((&taken["done"]["divisions"][0]["asked"], &taken["done"]["divisions"][0]["answered"]), (&5.into(), &0.into()));
    assert_eq!(taken["done"]["returned"][0]["division"], "施設課");
}

#[test]
fn outcome_judge() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"],
        "properties": { "a": { "type": ["string", "null"] }, "b": { "anyOf": [{ "$ref": "#/$defs/B" }, { "type": "null" }] } },
        "$defs": { "B": { "type": "object", "properties": { "c": { "type": "integer" } }, "required": ["c"] } }
    });
    let faults = |value: Value| self::faults(&schema, &schema, &value, "").len();
    assert_eq!(faults(serde_json::json!({ "a": null, "b": { "c": 1 } })), 0);
    for wrong in ["{}", "{\"a\":1}", "{\"a\":\"\",\"d\":1}", "{\"a\":\"\",\"b\":{\"c\":\"\"}}", "{\"a\":\"\",\"b\":{\"c\":1,\"e\":1}}"] {
        assert!(faults(serde_json::from_str(wrong).unwrap()) > 0, "{wrong}");
    }
}
