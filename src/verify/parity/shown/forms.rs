//! What a workbook of each kind must look like: its sheets, what is hidden in them, and what is around them. Asked of the
//! meeting and of what the paper says, and of nothing that wrote the workbook.

use std::collections::BTreeSet;

use super::opened::Name;
use super::worksheet::Guide;
use crate::document::Document;
use crate::meeting::look::{Look, PaperSize};
use crate::meeting::{Field, Meeting, identity};
use crate::read::table::cell_name;
use crate::read::workbook::Area;

/// Millimetres to the inch.
const INCH: f64 = 25.4;
/// Most characters of a property and of a message that guides who fills a cell in, and of its title.
const MESSAGE: usize = 255;
const TITLE: usize = 32;

/// A workbook.
pub struct Volume<'a> {
    pub meeting: &'a Meeting,
    /// The title among its properties.
    pub title: String,
    /// The font of every text.
    pub font: String,
    /// Least size of its type, in points.
    pub least: f64,
    pub forms: Vec<Form>,
    /// Names and values of its own properties, besides that of the build.
    pub properties: Option<Vec<(&'static str, String)>>,
    /// The names that it defines, besides those of print areas and titles.
    pub names: Vec<Name>,
}

/// A sheet.
#[derive(Default)]
pub struct Form {
    pub name: String,
    /// Whether only programs read it.
    pub stamp: bool,
    pub hidden: Vec<(u32, u32)>,
    pub protected: bool,
    /// The cells that may be filled in.
    pub open: Option<Area>,
    pub page: Option<Sheet>,
    pub repeats: Repeats,
    pub filter: bool,
    pub guides: Vec<Guide>,
    /// Whether its text may be underlined to be marked: the values are held against that.
    pub marks: bool,
    /// What may be set from top to bottom.
    pub turned: BTreeSet<String>,
    /// Whether its rows are those of a table.
    pub table: bool,
    /// Whether a row may be too low for its text, if it is as high as rows may be.
    pub cuts: bool,
    /// The one formula that it has.
    pub formula: Option<String>,
    /// Whether all of it must be in the print area.
    pub area: bool,
}

/// The rows that are printed on every page.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Repeats {
    #[default]
    None,
    /// From the first to the last, from 0.
    Rows(u32, u32),
    /// Those in which these headings stand.
    Headings(Vec<String>),
}

/// How a sheet is printed.
pub struct Sheet {
    pub paper: u32,
    pub lies: bool,
    /// Its margins, in one of these ways.
    pub margins: Vec<[f64; 6]>,
    /// Title and label above each page.
    pub above: [String; 2],
    /// What stands beside the number below each page.
    pub below: Option<Below>,
}

/// What stands at the left below each page, in two parts of which the first may be shortened, and what must stand at the right.
pub struct Below {
    pub left: [String; 2],
    pub right: [String; 2],
}

impl Sheet {
    fn new(look: &Look, lies: bool, above: [&str; 2]) -> Self {
        let paper = match look.paper {
            PaperSize::A3 => 8,
            PaperSize::A4 => 9,
            PaperSize::B4 => 12,
            PaperSize::B5 => 13,
        };
        let running = |margin: f64| margin.min(16.0) / 2.0;
        let margins = [
            look.margin_left,
            look.margin_right,
            look.margin_top,
            look.margin_bottom,
            running(look.margin_top),
            running(look.margin_bottom),
        ];
        Self { paper, lies, margins: vec![margins.map(|margin| margin / INCH)], above: above.map(str::to_owned), below: None }
    }
}

/// The workbook of a paper.
pub fn paper<'a>(meeting: &'a Meeting, document: &Document, look: &Look) -> Volume<'a> {
    let above = [document.short_title.as_str(), document.label.as_str()];
    let columns = &document.columns;
    let headings = columns.iter().flat_map(|column| column.over.iter().chain(&column.heading)).filter(|heading| !heading.is_empty());
    let has_rows = document.rows().next().is_some();
    let upright = columns.iter().enumerate().filter(|(_, column)| column.vertical);
    let turned = upright.flat_map(|(index, column)| {
        let cells = document.rows().filter_map(move |row| row.cells.get(index)).map(|cell| cell.text());
        // One that goes on says so.
        let said = cells.flat_map(|text| [format!("{text}{}", look.continued), text]);
        column.heading.clone().into_iter().chain(said)
    });
    // The sheet begins where the PDF has its title.
    let raised = (look.margin_top - 7.0).max(look.margin_top.min(12.0));
    let raised = Look { margin_top: raised, ..look.clone() };
    let mut page = Sheet::new(&raised, look.landscape, above);
    // A page may be saved by higher ones.
    let higher = Look { margin_top: raised.margin_top.min(12.0), margin_bottom: look.margin_bottom.min(12.0), ..look.clone() };
    page.margins.extend(Sheet::new(&higher, look.landscape, above).margins);
    let print = Form {
        name: identity::PRINT_SHEET.to_owned(),
        page: Some(page),
        repeats: if has_rows { Repeats::Headings(headings.cloned().collect()) } else { Repeats::None },
        marks: true,
        turned: turned.collect(),
        area: true,
        ..Form::default()
    };
    let data = Form {
        name: identity::DATA_SHEET.to_owned(),
        page: Some(Sheet::new(look, true, above)),
        repeats: Repeats::Rows(0, 0),
        table: has_rows,
        cuts: true,
        ..Form::default()
    };
    let sizes = columns.iter().filter_map(|column| column.size);
    Volume {
        meeting,
        title: document.title.clone(),
        font: look.workbook_font.clone(),
        least: sizes.chain([8.0, look.size]).fold(f64::INFINITY, f64::min),
        forms: vec![print, data],
        properties: Some(Vec::new()),
        names: Vec::new(),
    }
}

/// What is asked of a division: the columns of its answer sheet, and for how many opinions.
pub struct Asking<'a> {
    pub division: &'a str,
    pub columns: usize,
    /// Whether there is a sheet of long texts.
    pub full: bool,
    pub rows: u32,
}

/// Rows above the opinions of an answer sheet.
pub const ABOVE: u32 = 4;

/// The workbook that asks a division.
pub fn inquiry<'a>(meeting: &'a Meeting, asking: &Asking) -> Volume<'a> {
    let edition = meeting.inquiry.as_ref().map_or(0, |inquiry| inquiry.edition);
    let due = meeting.inquiry.as_ref().and_then(|inquiry| inquiry.due.date);
    let due = due.map_or(String::new(), |date| format!("{}月{}日", date.month, date.day));
    let upright = Look { paper: PaperSize::A4, landscape: false, ..meeting.look.clone() };
    // What is filled in lies, between narrow margins.
    let lying = Look { margin_left: upright.margin_left.min(12.0), margin_right: upright.margin_right.min(12.0), ..upright.clone() };
    let sheet = |look: &Look, lies: bool| {
        let above = [meeting.head.title.as_str(), meeting.first_label()];
        let below = Below {
            left: [asking.division.to_owned(), format!("\u{3000}第{edition}版")],
            right: ["回答期限 ".to_owned(), due.clone()],
        };
        Some(Sheet { below: Some(below), ..Sheet::new(look, lies, above) })
    };
    let fields: Vec<Option<&Field>> = meeting.answer_fields().map(Some).chain([None]).collect();
    let first = asking.columns.saturating_sub(fields.len()) as u32;
    let range = |column: u32| Area { top: ABOVE, left: column, bottom: ABOVE + asking.rows.saturating_sub(1), right: column };
    let guides = (first..).zip(&fields).flat_map(|(column, field)| guides(*field, range(column))).collect();
    let locked = |name: &str, page: Option<Sheet>, repeats: Repeats| Form {
        name: name.to_owned(),
        protected: true,
        page,
        repeats,
        cuts: true,
        ..Form::default()
    };
    let mut forms = vec![
        Form { formula: progress(meeting), ..locked(identity::COVER_SHEET, sheet(&upright, false), Repeats::None) },
        Form {
            hidden: vec![(0, 0)],
            open: Some(Area { right: asking.columns.saturating_sub(1) as u32, ..range(first) }),
            filter: true,
            guides,
            ..locked(identity::ANSWER_SHEET, sheet(&lying, true), Repeats::Rows(0, ABOVE - 1))
        },
    ];
    if asking.full {
        forms.push(locked(identity::FULL_SHEET, sheet(&lying, true), Repeats::Rows(0, 0)));
    }
    let mut names = vec![name(identity::IDS_NAME, identity::ANSWER_SHEET, range(0))];
    let answers = (first..).zip(&fields);
    names.extend(answers.map(|(column, field)| {
        let key = field.map_or(identity::NOTE_KEY, |field| &field.key);
        name(&identity::answers_name(key), identity::ANSWER_SHEET, range(column))
    }));
    let choices = choices(meeting);
    if !choices.is_empty() {
        forms.push(locked(identity::CHOICE_SHEET, sheet(&upright, false), Repeats::Rows(0, 0)));
    }
    names.extend(choices);
    forms.push(Form { stamp: true, ..locked(identity::STAMP_SHEET, None, Repeats::None) });
    let properties = vec![
        (identity::KIND_PROPERTY, identity::KIND.to_owned()),
        (identity::SCHEMA_PROPERTY, identity::SCHEMA.to_owned()),
        (identity::MEETING_PROPERTY, meeting.key()),
        (identity::EDITION_PROPERTY, edition.to_string()),
        (identity::DIVISION_PROPERTY, asking.division.to_owned()),
    ];
    Volume {
        meeting,
        title: ellipsis([meeting.label(), &meeting.head.title].join("\u{3000}").trim(), MESSAGE),
        font: meeting.look.workbook_font.clone(),
        least: 8.0,
        forms,
        properties: Some(properties),
        names,
    }
}

/// The formula that says how many opinions are answered, if any field must be.
fn progress(meeting: &Meeting) -> Option<String> {
    let required = meeting.answer_fields().filter(|field| field.is_required());
    let filled: Vec<String> = required.map(|field| format!("(LEN(TRIM({}))>0)", identity::answers_name(&field.key))).collect();
    let (opens, ends) = identity::PROGRESS;
    let said = || format!("\"{opens}\"&SUMPRODUCT(1*{})&\" / \"&ROWS({})&\"{ends}\"", filled.join("*"), identity::IDS_NAME);
    (!filled.is_empty()).then(said)
}

/// The names of the values that may be chosen.
fn choices(meeting: &Meeting) -> Vec<Name> {
    let mut next = 1;
    let named = |field: &Field| {
        let area = Area { top: next, left: 1, bottom: next + field.choices.len() as u32 - 1, right: 1 };
        next = area.bottom + 1;
        name(&identity::choices_name(&field.key), identity::CHOICE_SHEET, area)
    };
    meeting.answer_fields().filter(|field| !field.choices.is_empty()).map(named).collect()
}

/// What guides who fills a column in: that of a field, or of the notes.
fn guides(field: Option<&Field>, range: Area) -> Vec<Guide> {
    let choices = field.map(|field| field.choices.as_slice()).unwrap_or_default();
    let guide = |kind: &str, formula: String, said: [String; 4]| Guide { kind: kind.to_owned(), range: Some(range), formula, said };
    let mut guides = Vec::new();
    match field {
        Some(field) if !choices.is_empty() => {
            let means = choices.iter().filter(|choice| !choice.means.is_empty());
            let means: String = means.map(|choice| format!("\n{}：{}", choice.value, choice.means.replace('\n', " "))).collect();
            let values: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
            let said = [
                "一覧にない値です".to_owned(),
                format!("次の中から選んでください（Alt+↓で一覧が開きます）。\n{}", values.join("、")),
                field.heading.clone(),
                format!("一覧から選んでください（Alt+↓）。{means}"),
            ];
            let limits = [TITLE, MESSAGE, TITLE, MESSAGE];
            let said = std::array::from_fn(|index| ellipsis(&said[index], limits[index]));
            guides.push(guide("list", identity::choices_name(&field.key), said));
        }
        _ => {
            let long = "4000字以内で記入してください。収まらない場合は、連絡先にご相談ください。";
            let said = ["長すぎます", long, "", ""].map(str::to_owned);
            guides.push(guide("textLength", "4000".to_owned(), said));
        }
    }
    if field.is_some_and(Field::is_required) {
        let first = cell_name(range.top + 1, range.left);
        guides.push(guide("colour", format!("LEN(TRIM({first}))=0"), Default::default()));
    }
    guides
}

/// A text in a number of UTF-16 units, with an ellipsis for the rest.
fn ellipsis(text: &str, limit: usize) -> String {
    if text.encode_utf16().count() <= limit {
        return text.to_owned();
    }
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units < limit
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

fn name(name: &str, sheet: &str, range: Area) -> Name {
    Name { name: name.to_owned(), range: on(sheet, range), ..Name::default() }
}

/// A range of a sheet as names have it, without quotes around the sheet.
pub fn on(sheet: &str, area: Area) -> String {
    let fixed = |row: u32, column: u32| {
        let name = cell_name(row + 1, column);
        let digits = name.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        format!("${}${}", &name[..digits], &name[digits..])
    };
    format!("{sheet}!{}:{}", fixed(area.top, area.left), fixed(area.bottom, area.right))
}

/// The sheets that the report on what came back may have; the first it always has.
const REPORTED: [&str; 7] = ["回収状況", "判断", "未反映の回答", "照会文の変更", "欄外の記入", "確認事項", "ファイル"];

/// The report on what came back: `has` are the names of its sheets.
pub fn report<'a>(meeting: &'a Meeting, has: &[String]) -> Volume<'a> {
    let look = Look { paper: PaperSize::A4, ..meeting.look.clone() };
    let wanted = REPORTED.iter().enumerate().filter(|(index, name)| *index == 0 || has.iter().any(|has| has == *name));
    let forms = wanted.map(|(_, name)| Form {
        name: (*name).to_owned(),
        page: Some(Sheet::new(&look, true, [&meeting.head.title, meeting.first_label()])),
        repeats: Repeats::Rows(0, 2),
        filter: true,
        cuts: true,
        ..Form::default()
    });
    Volume {
        meeting,
        title: REPORTED[0].to_owned(),
        font: meeting.look.workbook_font.clone(),
        least: 8.0,
        forms: forms.collect(),
        properties: None,
        names: Vec::new(),
    }
}
