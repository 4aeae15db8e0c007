//! Pages as browsers, spreadsheet and word processing programs write them.

use super::*;

fn cells(text: &str) -> Vec<Vec<String>> {
    lines(text).unwrap().lines.into_iter().map(|line| line.cells).collect()
}

#[test]
fn tables_as_excel_and_browsers_write_them() {
    let text = "Version:1.0\r\n<html><head><style>td{x:\"<td>\"}</style></head><body>\r\n<p>資料1</p>\n<table border=0><!--StartFragment-->\n <col width=72>\n\
        <tr height=18><td class=xl63>No</td><td>意見の\r\n  概要</td><td>市の考え方</td>\n\
        <tr><td rowspan=\"2\">1</td><td>一行目<br>\n    二行目&nbsp;&amp;</td><td><p>あ</p><p>い<s>う</s></p></td></tr>\
        <TR><TD>B &lt; C<TD></TD></TR><!--EndFragment--></table>";
    let expected: Vec<Vec<&str>> = vec![
        vec!["Version:1.0"],
        vec!["資料1"],
        vec!["No", "意見の概要", "市の考え方"],
        vec!["1", "一行目\n二行目\u{a0}&", "あ\nいう"],
        vec!["1", "B < C", ""],
    ];
    assert_eq!(cells(text), expected);
    let lines = lines(text).unwrap().lines;
    assert_eq!((&lines[3].struck, &lines[4].covered, lines[2].number), (&vec![2], &vec![0], 6));
    assert!(is_page(text) && !is_page("a < table"));
}

#[test]
fn text_outside_of_cells() {
    assert_eq!(cells("意見の一覧"), [["意見の一覧"]]);
    assert_eq!(cells("<p>前</p><table><tr><td>a</table><p>後</p>注"), [["前"], ["a"], ["後"], ["注"]]);
    let caption = "<table><caption>表1</caption>b<tr>c<td>d</td>e<td>f</td></tr>g<tr><td>h</td></tr>i</table><table><tr><td>j</table>";
    let expected: Vec<Vec<&str>> = vec![vec!["表1"], vec!["bc"], vec!["e"], vec!["d", "f"], vec!["g"], vec!["h"], vec!["i"], vec!["j"]];
    assert_eq!(cells(caption), expected);
    assert_eq!(lines("<table><tr><td>a</td></tr></table><s>消す</s>").unwrap().lines[1].struck, [0]);
}

#[test]
fn quotes_open_values_alone() {
    let text = "<table><tr><td title=O'Neil>a</td><td title='>' \"x>b</td></tr><tr><td alt=\"a='\" rowspan = 2 x=a\"b>c</td></tr></table>";
    assert_eq!(cells(text), [vec!["a", "b"], vec!["c"]]);
    assert_eq!(cells("<table><tr><td colspan=\"2\" title='colspan=3'>a</td><td>b</td>"), [["a", "", "b"]]);
}

#[test]
fn struck_as_far_as_it_goes() {
    let struck = |text: &str| lines(text).unwrap().lines.iter().map(|line| line.struck.clone()).collect::<Vec<_>>();
    let line = "style='text-decoration:line-through'";
    let text = format!("<table><tr><td>a<br {line}>b</td><td>c</td></tr><tr><td><s>d</td><td>e</td></tr><tr {line}><td>f<td>g<tr><td>h");
    assert_eq!(struck(&text), [vec![], vec![0], vec![0, 1], vec![]]);
    assert_eq!(struck("<table><tr><td><s>a<b>b</s></b>c</td><td></s><p><s></p>d</s></td></tr></table>"), [vec![0, 1]]);
    assert_eq!(
        struck(&format!("<table><tr><td {line}>a<td>b</tr><tr><td><span {line}/>c</td><td>d</td></tr></table>")),
        [vec![0], vec![0]]
    );
}

#[test]
fn struck_and_hidden_by_classes() {
    let text = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><style><!--.xl65, td.xl66 {color:red;\n text-decoration : line-through;}.font5{text-decoration:line-through}\
        .gone{display:none}--></style></head><table><col><col style='display:none'><tr><td class=xl65>a<td>b<td class='x xl66'>c\
        <tr><td>a<font class=\"font5\">b</font><td><td class=gone>d<tr class=gone><td>e<tr><td colspan=3>f<span class=gone>g</span></table>";
    let lines = lines(text).unwrap().lines;
    let of = |line: usize| (lines[line].struck.clone(), lines[line].hidden.clone(), lines[line].joined.clone(), lines[line].stands);
    assert_eq!(of(0), (vec![0, 2], vec![1], vec![], Stands::Row));
    assert_eq!(of(1), (vec![0], vec![2], vec![], Stands::Row));
    assert_eq!(of(2), (vec![], vec![0], vec![], Stands::HiddenRow));
    // A spreadsheet program hides so what has no room in its cell.
    assert_eq!((of(3), lines[3].cells[0].as_str()), ((vec![], vec![], vec![1, 2], Stands::Row), "fg"));
}

#[test]
fn blanks_that_do_not_break() {
    let page = "<table><tr><td>a&nbsp;b&nbsp;&nbsp;c<td>d<span style=\"mso-spacerun:yes\">&nbsp; </span>e<td>&nbsp;";
    assert_eq!(cells(page), [["a\u{a0}b\u{a0}\u{a0}c", "d  e", ""]]);
}

#[test]
fn headings_outside_of_tables() {
    let lines = lines("<h2>章</h2><p>文</p><table><tr><td>a</table><h3>節</h3>注").unwrap().lines;
    let stands: Vec<Stands> = lines.iter().map(|line| line.stands).collect();
    assert_eq!(stands, [Stands::Heading, Stands::Outside, Stands::Row, Stands::Heading, Stands::Outside]);
}

#[test]
fn too_many_cells() {
    let band = "<tr><td colspan=1000>a</td></tr>".repeat(CELL_LIMIT / 1_000 + 1);
    assert!(lines(&format!("<table>{band}</table>")).is_err());
    assert!(lines(&format!("<table>{}</table>", &band[..band.len() / 2])).is_ok());
}

#[test]
fn cells_over_many_rows_end() {
    let page = |text: &str| format!("<table><tr><td rowspan=1000>{text}</td></tr>{}</table>", "<tr></tr>".repeat(999));
    assert_eq!(lines(&page(&"あ".repeat(100_000))).unwrap_err().code(), "web_text");
    assert_eq!(lines(&page(&"あ".repeat(2_000))).unwrap().lines.len(), 1_000);
    assert_eq!(lines(&format!("<table><tr><td>{}a", "<b>".repeat(600))).unwrap_err().code(), "web_deep");
}

#[test]
fn hidden_by_whatever_stands_around() {
    let around = |before: &str, row: &str, behind: &str| {
        let page = format!("{before}<table><tr><td>a</td></tr>{row}</table>{behind}");
        let line = lines(&page).unwrap().lines.into_iter().find(|line| line.cells[0].contains('b'));
        line.map(|line| (!line.hidden.is_empty(), line.stands))
    };
    let style = |rules: &str| format!("<style>{rules}</style>");
    let row = "<tr class='gone x' id=memo data-x=1><td>b</td></tr>";
    for before in [
        style(".gone{display:none}"),
        style("<!-- /* a.b { */ .gone td{display:none} -->"),
        style("table > .gone > td { visibility : hidden }"),
        style("p{color:red} tr.gone, .y{DISPLAY:none}"),
        style("@media screen{.gone{display:none}}"),
        style("@media print{.a{display:none}} .gone{filter:a:b;display:none}"),
        style("@page a{margin:0} .gone *{display:none}"),
        style("#memo{display:none}"),
        style("tr[data-x]{display:none}"),
        style("tr + tr{display:none}"),
        style(".gone{display:none!important}tr.gone.x{display:table-row}"),
        "<style media='screen, print'>.gone{display:none}</style>".to_owned(),
        "<div style='display:none'>".to_owned(),
    ] {
        assert!(around(&before, row, "").unwrap().0, "{before}");
    }
    for before in [
        style("@media print{.gone{display:none}}"),
        style("@media screen and (max-width:600px){.b{color:red}.gone{display:none}}"),
        style(".gone .other{display:none}"),
        style(".gone span{display:none}"),
        style(".gone::after{display:none}"),
        style(".gone.other{display:none}"),
        style("td.gone{display:none}"),
        style("tr:first-child{display:none}"),
        style(".gone{display:none}.gone.x{display:table-row}"),
        "<style media=print>.gone{display:none}</style>".to_owned(),
        "<div hidden>c</div>".to_owned(),
    ] {
        assert_eq!(around(&before, row, ""), Some((false, Stands::Row)), "{before}");
    }
    assert_eq!(around("", "<tbody hidden><tr><td>b</tbody>", ""), Some((true, Stands::HiddenRow)));
    for cell in ["<span hidden>b</span>", "<div style='display:none'>b</div>", "<noscript>b</noscript>", "<i style='visibility:hidden'>b"] {
        assert_eq!(around("", &format!("<tr><td>c{cell}</td></tr>"), ""), Some((true, Stands::Row)), "{cell}");
    }
    // Around the tables nobody reads what is hidden.
    assert_eq!(around("<p hidden>b</p>", "", "<div style='display:none'>b</div>"), None);
}

#[test]
fn styles_that_are_not_read_are_told() {
    let doubts = |head: &str| {
        let page = lines(&format!("{head}<table><tr><td>a")).unwrap();
        page.doubts.iter().map(Message::code).collect::<Vec<_>>()
    };
    assert_eq!(doubts("<style>tr:nth-child(2){display:none}</style>"), ["web_style"]);
    assert_eq!(doubts("<style>.a:not(.b){text-decoration:line-through}</style>"), ["web_style"]);
    assert_eq!(doubts("<head><link rel=stylesheet href=a.css></head>"), ["web_style_elsewhere"]);
    assert!(doubts("<link rel=icon href=a><style>tr:nth-child(2){color:red}a::after{display:none}</style>").is_empty());
}

#[test]
fn references_and_fields() {
    let page = lines(
        "<table><tr><td>&copy;市&#150;町 &frac12; &ouml;&amp;copy;&nosuch;<td>a<select><option>甲<option>乙</select><input value='丙'>",
    )
    .unwrap();
    assert_eq!(page.lines[0].cells, ["©市–町 ½ ö&copy;&nosuch;", "a\n甲\n乙丙"]);
    assert_eq!(page.lines[0].doubts.iter().map(Message::code).collect::<Vec<_>>(), ["web_reference", "web_field"]);
    let nested = lines("<table><tr><td><table><tr><td>はい</td><td>いいえ</td></tr></table></td></tr></table>").unwrap();
    assert_eq!((nested.lines[0].cells.as_slice(), nested.is_nested), (["はい\nいいえ".to_owned()].as_slice(), true));
}

#[test]
fn anything_ends() {
    for text in [
        "<",
        "<table",
        "<table><td",
        "<td>a</table>",
        "&#xffffffff;<table>&;",
        "<table><tr><td colspan=99999999 rowspan=-1>a<tr><td>b",
        "<!--",
        "<style>",
        "あ<い>",
        "<td a",
        "<td a=",
        "<td a=\"",
        "<td あ=い う",
        "</",
    ] {
        drop(lines(text));
    }
    assert_eq!(cells("<table><tr><td>a<table><tr><td>b</td></tr></table>c</td><td>d</td></tr></table>"), [["a\nb\nc", "d"]]);
}
