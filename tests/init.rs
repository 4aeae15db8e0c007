//! Meetings made from tables as offices keep them: what is proposed, what is asked, and what the paper says.

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use shiryo::read::page::{Page, Part};

use crate::support::{Folder, run, succeed};

fn fill(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            if !text.is_empty() {
                sheet.write(row, column, *text).unwrap();
            }
        }
    }
}

/// A workbook of these worksheets.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Workbook {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        fill(book.add_worksheet().set_name(*name).unwrap(), rows);
    }
    book
}

/// A meeting in the folder `m`, made from a table, and what was said.
struct Made {
    folder: Folder,
    said: String,
}

impl Made {
    fn of(mut book: Workbook) -> Self {
        Self::of_file("意見.xlsx", &book.save_to_buffer().unwrap())
    }

    fn of_file(name: &str, bytes: &[u8]) -> Self {
        let folder = Folder::new(&[(name, bytes)]);
        let said = succeed(folder.path(), &["init", "--lang", "ja", "--from", name, "m"]);
        assert_eq!(folder.read(&format!("m/{name}")), bytes, "the table is copied as it is");
        Self { folder, said }
    }

    fn toml(&self) -> String {
        self.folder.text("m/meeting.toml")
    }

    /// The numbered questions.
    fn asked(&self) -> Vec<&str> {
        let is_question = |line: &&str| line.split_once(". ").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
        self.said.lines().filter(is_question).map(|line| line.split_once(". ").unwrap().1).collect()
    }

    /// Checks and builds the meeting without an error; the rows of the tables of the page, cells parted by `|`.
    #[track_caller]
    fn paper(&self) -> String {
        let (code, _, err) = run(self.folder.path(), &["check", "m"]);
        assert_eq!(code, 0, "{err}\n{}", self.toml());
        succeed(self.folder.path(), &["build", "m"]);
        succeed(self.folder.path(), &["verify", "m"]);
        let names = crate::support::tree(&self.folder.path().join("output"));
        let name = names.iter().find(|name| name.ends_with(".html")).unwrap();
        let page = Page::read(&self.folder.read(&format!("output/{name}"))).unwrap();
        let mut lines = Vec::new();
        for part in &page.blocks {
            match part {
                Part::Table(grid) => lines.extend(grid.rows.iter().map(|row| {
                    let text = |cell: &shiryo::read::page::Cell| cell.runs.iter().map(|run| run.text.as_str()).collect::<String>();
                    row.iter().map(text).collect::<Vec<_>>().join("|")
                })),
                Part::Heading { text, .. } => lines.push(format!("# {text}")),
                Part::Text(_) => {}
            }
        }
        lines.join("\n")
    }
}

const DATE: &str = "日付が決まっていません：meeting.toml の3行目を資料の日付に直してください";

#[test]
fn init_from_public_comment() {
    let mut book = workbook(&[(
        "意見",
        &[
            &["「○○計画（案）」へのご意見と市の考え方"],
            &["（令和8年9月30日現在）"],
            &[],
            &["番号", "分類", "ご意見の\n概要", "市の考え方", "対応区分", "修正の有無"],
            &["1", "", "目標が分かりにくい。", "改めます。", "反映", "有"],
            &["2", "", "年度を書いてほしい。", "明記します。", "反映", "有"],
            &["3", "運行", "便を増やしてほしい。", "参考とします。", "参考", "無"],
            &["4", "", "早朝も走らせてほしい。", "参考とします。", "参考", "無"],
        ],
    )]);
    book.worksheet_from_index(0).unwrap().merge_range(4, 1, 5, 1, "目標", &Format::new()).unwrap();
    let made = Made::of(book);
    let asked = made.asked();
    assert!(asked.len() == 2 && asked[0] == DATE && asked[1].contains("A2 （令和8年9月30日現在）"), "{asked:?}");
    assert!(made.said.contains("「意見」（見出しは4行目、意見4件）を読みました"), "{}", made.said);
    let toml = made.toml();
    for line in [
        "title = \"「○○計画（案）」へのご意見と市の考え方\"",
        "date = 2026-04-01  # 仮の日付です。資料の日付に直してください",
        "file = \"意見.xlsx\"",
        "text = \"ご意見の概要\"",
        "  { value = \"反映\", means = \"\" },",
        "layout = \"list\"",
    ] {
        assert!(toml.lines().any(|other| other == line), "{line}\n{toml}");
    }
    let paper = made.paper();
    assert!(
        paper.starts_with("# 「○○計画（案）」へのご意見と市の考え方\n番号|分類|ご意見の概要|市の考え方|対応区分|修正の有無\n"),
        "{paper}"
    );
    assert!(paper.contains("1|目標|目標が分かりにくい。|改めます。|反映|有\n2|年度を書いてほしい。|"), "{paper}");
    // What stands behind a # works without it.
    let toml = toml.replace("# label", "label").replace("# above", "above");
    made.folder.write("m/meeting.toml", toml);
    assert!(made.paper().contains("ごとの件数") || made.paper().contains("反映|2"), "{}", made.paper());
}

#[test]
fn init_from_sheets() {
    let rows: &[&[&str]] = &[&["番号", "項目", "意見"], &["1", "配置", "一"], &["2", "運営", "二"]];
    let others: &[&[&str]] = &[&["番号", "項目", "意見"], &["1", "配置", "三"]];
    let made = Made::of(workbook(&[("委員", rows), ("市民", others), ("メモ", &[&["あとで確認"]])]));
    assert!(made.said.contains("読まなかったシート：メモ"), "{}", made.said);
    assert_eq!(made.asked().last(), Some(&"シート「委員、市民」を、それぞれ区分にしました"));
    let paper = made.paper();
    assert!(paper.contains("委員") && paper.contains("市民") && paper.contains("1|配置|三"), "{paper}");
    // Without numbers the sheets are sources, and every opinion has a number of its own.
    let made = Made::of(workbook(&[("委員", &[&["項目", "意見"], &["配置", "一"]]), ("市民", &[&["項目", "意見"], &["配置", "二"]])]));
    assert_eq!(made.asked().last(), Some(&"シート「委員、市民」を、それぞれ出典にしました"));
    let paper = made.paper();
    assert!(paper.contains("1|配置|委員|一") && paper.contains("2|市民|二"), "{paper}");
}

#[test]
fn init_from_side_by_side() {
    let made = Made::of(workbook(&[(
        "一覧",
        &[
            &["資料3"],
            &["第2回検討会　意見一覧"],
            &["No.", "項目", "委員意見", "市民からの意見", "他都市の取組", "都市名"],
            &["1", "配置", "委員一", "市民一", "取組一", "京都市"],
            &["2", "", "委員二", "", "取組二", "浜松市"],
            &["3", "運営", "", "市民三", "", ""],
        ],
    )]));
    assert_eq!(made.asked(), [DATE]);
    let toml = made.toml();
    for line in ["title = \"第2回検討会　意見一覧\"", "label = \"資料3\"", "layout = \"matrix\"", "attribution = \"都市名\""]
    {
        assert!(toml.lines().any(|other| other == line), "{line}\n{toml}");
    }
    let paper = made.paper();
    assert!(paper.contains("|委員意見|市民からの意見|他都市の取組") && paper.contains("委員一|市民一|取組一|京都市"), "{paper}");
}

#[test]
fn init_from_personal() {
    let made = Made::of(workbook(&[(
        "Sheet1",
        &[
            &["番号", "受付日", "氏名", "メール", "区分", "意見内容", "件数", "内部メモ"],
            &["1", "9月1日", "山田一郎", "a@example.jp", "施設", "狭い。", "3", "要確認"],
            &["2", "9月1日", "佐藤花子", "b@example.jp", "施設", "暗い。", "1", ""],
            &["1", "9月2日", "鈴木次郎", "c@example.jp", "運営", "遅い。", "1", ""],
        ],
    )]));
    let toml = made.toml();
    for line in [
        "\"氏名\" = \"unused\"",
        "\"メール\" = \"unused\"",
        "\"内部メモ\" = \"unused\"",
        "title = \"施設\"",
        "title = \"運営\"",
        "counts = true                # その意見の件数。合計に使います",
    ] {
        assert!(toml.lines().any(|other| other == line), "{line}\n{toml}");
    }
    let asked = made.asked();
    assert_eq!(asked[1], "表の上に題名がないので、ファイルの名前を題名にしました：meeting.toml の2行目");
    assert!(
        asked[2].starts_with("「氏名、メール」") && asked[3].starts_with("「内部メモ」") && asked[4].starts_with("「受付日」"),
        "{asked:?}"
    );
    made.paper();
    for name in crate::support::tree(&made.folder.path().join("output")).iter().filter(|name| name.ends_with(".html")) {
        let page = made.folder.text(&format!("output/{name}"));
        assert!(!page.contains("山田") && !page.contains("example.jp") && !page.contains("要確認") && page.contains("9月1日"), "{name}");
    }
}

#[test]
fn init_from_struck_and_hidden() {
    let mut book = workbook(&[("表", &[&["番号", "意見"], &["1", "残す"], &["2", ""], &["3", "隠れた"]])]);
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.write_with_format(2, 1, "消した", &Format::new().set_font_strikethrough()).unwrap();
    sheet.set_row_hidden(3).unwrap();
    let made = Made::of(book);
    let asked = made.asked();
    assert!(asked.iter().any(|line| line.contains("B3") && line.contains("取り消し線")), "{asked:?}");
    assert!(asked.iter().any(|line| line.contains("A4") && line.contains("非表示の行")), "{asked:?}");
    // What is asked is answered where the list says, and then the paper can be made.
    assert!(made.said.contains("[records] は meeting.toml の6行目にもうあります"), "{}", made.said);
    made.folder.write("m/meeting.toml", made.toml().replace("[records]\n", "[records]\nstruck = \"drop\"\nhidden = \"skip\"\n"));
    let paper = made.paper();
    assert!(paper.contains("1|残す") && !paper.contains("消した") && !paper.contains("隠れた"), "{paper}");
}

#[test]
fn init_from_bands_and_unknown() {
    let made = Made::of(workbook(&[(
        "表",
        &[
            &["番号", "項目", "意見", "市の考え方"],
            &["1　施設について"],
            &["1", "配置", "狭い。", "広げます。"],
            &["2　運営について"],
            &["1", "職員", "遅い。", "急ぎます。"],
        ],
    )]));
    let paper = made.paper();
    assert!(paper.contains("1　施設について") && paper.contains("2　運営について"), "{paper}");
    let made = Made::of(workbook(&[(
        "表",
        &[&["通し", "お気づきの点", "処理"], &["1", "長い文がここに入ります。", "済"], &["2", "別の長い文が入ります。", "未"]],
    )]));
    assert!(made.asked().contains(&"「お気づきの点」の列を意見として読みました。違うなら、meeting.toml の [columns] を直してください"));
    assert!(made.paper().contains("|お気づきの点|処理"));
}

#[test]
fn init_from_text() {
    let csv = "番号,出典,ご意見\r\n1,窓口,広く\r\n2,電話,明るく\r\n3,窓口,早く\r\n";
    let made = Made::of_file("意見.csv", csv.as_bytes());
    assert!(made.toml().contains("key = \"窓口\"\nheading = \"窓口\"\n[[sources]]\nkey = \"電話\""), "{}", made.toml());
    assert!(made.paper().contains("番号|出典|ご意見"));
    // A second time nothing is replaced; from the meeting's own folder the table stays as it is.
    let (code, ..) = run(made.folder.path(), &["init", "--from", "意見.csv", "m"]);
    assert_eq!(code, 0, "the same again");
    made.folder.write("m/meeting.toml", made.toml().replace("2026-04-01", "2026-10-01"));
    assert_eq!(run(made.folder.path(), &["init", "--from", "m/意見.csv", "m"]).0, 1);
    assert!(made.toml().contains("2026-10-01"));
    for layout in ["matrix", "public-comment"] {
        let (code, _, err) = run(made.folder.path(), &["init", "--from", "意見.csv", "--layout", layout, "x"]);
        assert!(code == 1 && err.contains(layout) && !made.folder.path().join("x").exists(), "{err}");
    }
    made.folder.write("responses.csv", csv);
    assert_eq!(run(made.folder.path(), &["init", "--from", "responses.csv", "x"]).0, 1);
}

/// Headings in two rows of which nothing is merged, as text cannot say it.
#[test]
fn init_from_two_rows() {
    let of = |csv: &str| Made::of_file("意見.csv", csv.as_bytes());
    let sources = of("項目,番号,懇談会での意見,,市民アンケート,\r\n,,内容,発言者,内容,属性\r\n池,1,深い。,佐藤,浅い。,30代\r\n");
    let paper = sources.paper();
    assert!(paper.contains("項目|番号|懇談会での意見|市民アンケート") && paper.contains("深い。"), "{paper}");
    let contents =
        of("番号,意見の概要,,市の考え方,\r\n,項目,内容,対応区分,内容\r\n1,池,深い。,済,浅くします。\r\n2,林,暗い。,未,切ります。\r\n");
    let paper = contents.paper();
    assert!(paper.contains("1|池|深い。|済|浅くします。"), "{paper}");
    let replies = of("番号,ご意見,事務局,\r\n,,考え方,対応\r\n1,深い。,浅くします。,済\r\n2,暗い。,切ります。,未\r\n");
    let paper = replies.paper();
    assert!(paper.contains("1|深い。|浅くします。|済"), "{paper}");
}

#[test]
fn init_from_no_table() {
    let mut memo = workbook(&[("メモ", &[&["あとで確認"]])]);
    let memo = memo.save_to_buffer().unwrap();
    let folder = Folder::new(&[("案.docx", b"PK"), ("メモ.xlsx", memo.as_slice())]);
    for (name, said) in [("案.docx", "表計算ソフトの表ではありません"), ("メモ.xlsx", "見出しの行を作り")] {
        let (code, _, err) = run(folder.path(), &["init", "--lang", "ja", "--from", name, "m"]);
        assert!(code == 1 && err.contains(said) && !err.contains("[columns]") && !err.contains(".zip"), "{err}");
        assert!(!folder.path().join("m").exists());
    }
}

#[test]
fn init_from_parts_with_headings_of_their_own() {
    let made = Made::of(workbook(&[(
        "表",
        &[
            &["池と林への意見"],
            &["１　池"],
            &["番号", "意見"],
            &["1", "深い。"],
            &["2", "浅い。"],
            &["２　林"],
            &["番号", "意見"],
            &["1", "暗い。"],
        ],
    )]));
    assert_eq!(made.asked(), [DATE]);
    assert!(made.toml().contains("title = \"池と林への意見\""), "{}", made.toml());
    assert!(made.toml().contains("[[sections]]\ntitle = \"１　池\"\n[[sections]]\ntitle = \"２　林\""), "{}", made.toml());
    let paper = made.paper();
    assert!(paper.contains("1|深い。") && paper.contains("1|暗い。"), "{paper}");
}

/// Runs of lines that are switched on by taking `# ` from their beginning: those behind it in TOML, not in Japanese.
fn switches(toml: &str) -> Vec<std::ops::Range<usize>> {
    let is_switch =
        |line: &str| line.strip_prefix("# ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase() || "[\"".contains(c)));
    let lines: Vec<bool> = toml.lines().map(is_switch).collect();
    let mut groups = Vec::new();
    let mut from = 0;
    for run in lines.chunk_by(|a, b| a == b) {
        if run[0] {
            groups.push(from..from + run.len());
        }
        from += run.len();
    }
    groups
}

#[test]
fn init_switches() {
    let names = run(Folder::new(&[]).path(), &["init", "--list"]).1;
    let names: Vec<&str> = names.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name.trim()).collect();
    assert!(names.len() >= 15, "{names:?}");
    for name in names {
        let folder = Folder::new(&[]);
        succeed(folder.path(), &["init", "--layout", name, "m"]);
        let toml = folder.text("m/meeting.toml");
        let groups = switches(&toml);
        assert!(groups.len() >= if name == "public-comment" { 10 } else { 2 }, "{name}: {groups:?}");
        for group in groups {
            let on = |(index, line): (usize, &str)| if group.contains(&index) { line[2..].to_owned() } else { line.to_owned() };
            let switched: Vec<String> = toml.lines().enumerate().map(on).collect();
            folder.write("m/meeting.toml", switched.join("\n") + "\n");
            let (code, out, err) = run(folder.path(), &["check", "m"]);
            assert_eq!(code, 0, "{name}: {}\n{out}{err}", switched[group].join("\n"));
        }
    }
}

#[test]
fn init_workbook() {
    let (folder, other) = (Folder::new(&[]), Folder::new(&[]));
    succeed(folder.path(), &["init", "m"]);
    succeed(other.path(), &["init", "m"]);
    let bytes = folder.read("m/opinions.xlsx");
    assert!(bytes == other.read("m/opinions.xlsx"), "the same bytes each time");
    let book = shiryo::read::workbook::book("opinions.xlsx", &bytes).unwrap();
    let names: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["意見", "説明"]);
    let (opinions, explained) = (&book.sheets[0], &book.sheets[1]);
    let headings: Vec<&str> = opinions.cells.range((0, 0)..(1, 0)).map(|(_, cell)| cell.text.as_str()).collect();
    assert_eq!(opinions.comments.len(), headings.len(), "every heading has its note");
    for heading in headings {
        assert!(explained.cells.values().any(|cell| cell.text == heading), "{heading} is explained");
    }
    // Notes of the program's own are no finding; one that somebody writes is.
    let (code, out, err) = run(folder.path(), &["check", "--lang", "ja", "m"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("読まなかったシート：説明"), "{out}");
}

/// What would be asked can be answered beforehand.
#[test]
fn init_answered() {
    let csv = "受付簿\r\n意見,担当\r\n番号,内容,氏名,地区\r\n1,広く,佐藤,東\r\n2,明るく,鈴木,西\r\n";
    let folder = Folder::new(&[("受付.csv", csv.as_bytes())]);
    let answers = ["--row", "3", "--column", "内容=text", "--column", "氏名=private", "--column", "地区=unused"];
    let facts = ["--title", "公園への意見", "--date", "令和8年5月1日", "--layout", "stacked"];
    let line = [&["init", "--from", "受付.csv", "m"], &answers[..], &facts[..]].concat();
    let (code, out, err) = run(folder.path(), &line);
    assert_eq!(code, 0, "{out}{err}");
    let toml = folder.text("m/meeting.toml");
    for said in [
        "title = \"公園への意見\"",
        "date = 2026-05-01\n",
        "heading_row = 3",
        "private = true",
        "\"地区\" = \"unused\"",
        "layout = \"stacked\"",
    ] {
        assert!(toml.contains(said), "{said}\n{toml}");
    }
    let (code, out, err) = run(folder.path(), &["check", "m"]);
    assert_eq!(code, 0, "{out}{err}");
    // A column of a source beside others, where its heading does not say so; and one that is none after all.
    let beside = "項目,委員意見,他市の例,職員意見\n道,広げる。,広い。,狭い。\n";
    let folder = Folder::new(&[("意見.csv", beside.as_bytes())]);
    let (code, _, err) =
        run(folder.path(), &["init", "--from", "意見.csv", "--column", "他市の例=opinions", "--column", "職員意見=unused", "m"]);
    let toml = folder.text("m/meeting.toml");
    assert!(code == 0 && toml.contains("[[sources]]\nkey = \"委員意見\"") && toml.contains("heading = \"他市の例\""), "{err}{toml}");
    assert!(toml.contains("layout = \"matrix\"") && !toml.contains("heading = \"職員意見\""), "{toml}");
    let (code, out, err) = run(folder.path(), &["check", "m"]);
    assert!(code == 0 && out.contains("2 opinions"), "{out}{err}");
    for wrong in [["--column", "氏名"], ["--column", "氏名=name"], ["--date", "2026-02-30"], ["--row", "99"]] {
        let (code, _, err) = run(folder.path(), &[&["init", "--from", "受付.csv", "x"][..], &wrong].concat());
        assert!(code == 1 && !folder.path().join("x").exists(), "{wrong:?}: {err}");
    }
}

/// Headings in three rows of which none are merged, and 出典 below the name of each source or beside each.
#[test]
fn init_from_origins() {
    let three = "項目,No.,意見,,,,対応,\n,,市民意見,,職員意見,,方針,担当\n,,意見,出典,意見,出典,,\n\
                 窓口,1,待ち時間が長い。,アンケート,番号札が古い。,窓口課,更新します。,窓口課\n窓口,2,案内が少ない。,電話,,,見直します。,窓口課\n";
    let one =
        "項目,No.,市民意見,出典,職員意見,出典\n窓口,1,待ち時間が長い。,アンケート,番号札が古い。,窓口課\n窓口,2,案内が少ない。,電話,,\n";
    for table in [three, one] {
        let made = Made::of_file("意見.csv", table.as_bytes());
        assert!(made.said.contains("意見3件を読みました"), "{}", made.said);
        let paper = made.paper();
        let row = "1|待ち時間が長い。|アンケート|番号札が古い。|窓口課";
        assert!(paper.contains(row) && paper.contains("案内が少ない。|電話"), "{paper}\n{}", made.toml());
    }
    // One such column for both says of which source neither comes.
    let made = Made::of_file("意見.csv", "No.,市民意見,委員意見,出典\n1,狭い。,広い。,会議録\n2,暗い。,,会議録\n".as_bytes());
    assert!(made.paper().contains("1|狭い。|広い。"), "{}", made.toml());
}

/// A page beside the opinions is none, though the heading over both speaks of opinions.
#[test]
fn init_from_pages_beside_opinions() {
    let made =
        Made::of_file("意見.csv", "No.,意見の内容,,市の考え方\n,意見,頁,\n1,狭い。,P3,広げます。\n2,暗い。,P4,照らします。\n".as_bytes());
    assert!(made.paper().contains("1|狭い。|P3|広げます。"), "{}\n{}", made.said, made.toml());
}
