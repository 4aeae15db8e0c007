//! Same records, same bytes: whatever the clock, time zone, locale, user, folder and number of threads.

use std::collections::BTreeMap;

use crate::support::{Folder, SMALL_MEETING, SMALL_OPINIONS, shiryo, small, tree};

fn outputs(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    // Hidden files stay on the machine.
    let names = tree(&folder.path().join("output")).into_iter().filter(|name| !name.starts_with('.'));
    names.map(|name| (name.clone(), folder.read(&format!("output/{name}")))).collect()
}

/// The small meeting, with PDFs that do not carry it: where the same opinions come from other files, that differs.
fn without_source() -> Folder {
    let folder = small();
    folder.write("m/meeting.toml", format!("{SMALL_MEETING}[pdf]\nsource = false\n"));
    folder
}

#[test]
fn reproducible_row_order() {
    let first = without_source();
    assert!(shiryo(first.path(), &["build", "m"]).output().unwrap().status.success());
    let mut reader = csv::Reader::from_reader(SMALL_OPINIONS.as_bytes());
    let mut rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    rows.reverse();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.headers().unwrap()).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    let second = without_source();
    second.write("m/opinions.csv", writer.into_inner().unwrap());
    assert!(shiryo(second.path(), &["build", "m"]).output().unwrap().status.success());
    let (mut first, mut second) = (outputs(&first), outputs(&second));
    for name in ["manifest.json", "provenance.json"] {
        assert!(first.remove(name) != second.remove(name), "the inputs differ");
    }
    assert!(first == second);
}

#[test]
fn reproducible_formats() {
    let first = without_source();
    assert!(shiryo(first.path(), &["build", "m"]).output().unwrap().status.success());
    let expected = outputs(&first);
    let json = first.read("output/資料1_意見.json");
    let xlsx = first.read("output/資料1_意見一覧.xlsx");
    let open_data = first.read("output/資料1_意見.csv");
    let (cp932, _, lost) = encoding_rs::SHIFT_JIS.encode(SMALL_OPINIONS);
    assert!(!lost);
    let english = SMALL_OPINIONS.replace("ID,区分番号,項目,No.,出典,意見,発言者・都市", "id,section,category,no,source,text,attribution");
    let bom = [b"\xef\xbb\xbf", SMALL_OPINIONS.as_bytes()].concat();
    let crlf = SMALL_OPINIONS.replace('\n', "\r\n");
    let inputs: &[(&str, &[u8])] = &[
        ("opinions.json", &json),
        ("opinions.xlsx", &xlsx),
        ("opinions.csv", &open_data),
        ("opinions.csv", &cp932),
        ("opinions.csv", english.as_bytes()),
        ("opinions.csv", &bom),
        ("opinions.csv", crlf.as_bytes()),
    ];
    for (index, (name, bytes)) in inputs.iter().enumerate() {
        let folder = Folder::new(&[("m/meeting.toml", &first.read("m/meeting.toml")), (&format!("m/{name}"), bytes)]);
        let output = shiryo(folder.path(), &["build", "m"]).output().unwrap();
        let (code, _, err) = crate::support::said(&output);
        assert_eq!((code, err.as_str()), (0, ""), "input {index}");
        for (output, bytes) in outputs(&folder).iter().filter(|(output, _)| output.starts_with("資料")) {
            assert!(expected[output] == *bytes, "input {index} ({name}): {output}");
        }
    }
}
