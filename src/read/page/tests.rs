use super::{Fault, Mark, Page, Part, STANDARD, Scope, Sha256};
use base64::Engine as _;
use sha2::Digest as _;

const STYLE: &str = ":root { --ink: #000; --paper: #fff } html { background: var(--paper); color: var(--ink) }";

/// A page with this body and style.
fn page(style: &str, body: &str) -> String {
    let digest = Sha256::digest(style);
    let hash = STANDARD.encode(digest);
    format!(
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"ja\"><head><meta charset=\"utf-8\"/>\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\"/>\
         <meta name=\"shiryo.build\" content=\"b\"/><title>題</title><style>{style}</style></head><body><main>{body}</main></body></html>"
    )
}

fn read(body: &str) -> Result<Page, Fault> {
    Page::read(page(STYLE, body).as_bytes())
}

#[test]
fn page_read() {
    let page = read(
        "<header><h1 id=\"t\">題 &amp; 名</h1><p class=\"label\">資料1</p></header>\n\
         <table aria-labelledby=\"t\"><colgroup><col/><col/></colgroup>\
         <thead><tr><th scope=\"colgroup\" colspan=\"2\">見出し</th></tr></thead>\
         <tbody><tr><th scope=\"row\" rowspan=\"2\">1</th><td>甲<ins>　乙\n</ins>丙</td></tr><tr><td></td></tr></tbody></table>",
    )
    .unwrap();
    assert_eq!((page.title.as_str(), page.language.as_str(), page.facts["shiryo.build"].as_str()), ("題", "ja", "b"));
    assert_eq!(page.blocks[0], Part::Heading { level: 1, text: "題 & 名".into() });
    assert_eq!(page.blocks[1], Part::Text("資料1".into()));
    let grid = page.tables().next().unwrap();
    assert_eq!((grid.width, grid.head, grid.name.as_deref()), (2, 1, Some("題 & 名")));
    let cell = &grid.rows[1][1];
    assert_eq!((cell.column, cell.text().as_str(), cell.runs[1].mark), (1, "甲　乙\n丙", Mark::Inserted));
    assert_eq!(grid.rows[1][0].header, Some(Scope::Row));
    assert_eq!(grid.rows[2][0].column, 1);
    assert_eq!(grid.places()[2][0].text(), "1");
}

#[test]
fn page_hidden_refused() {
    for body in [
        "<h1>題</h1><p hidden=\"\">甲</p>",
        "<h1>題</h1><p aria-hidden=\"true\">甲</p>",
        "<h1>題</h1><p style=\"color:#fff\">甲</p>",
        "<h1>題</h1><p onclick=\"x\">甲</p>",
        "<h1>題</h1><!-- 甲 -->",
        "<h1>甲\u{202e}乙</h1>",
        "<h1>題</h1><script>甲</script>",
        "<h1>題</h1><template><p>甲</p></template>",
    ] {
        assert!(matches!(read(body), Err(Fault::Hidden(_))), "{body}");
    }
}

#[test]
fn page_markup_refused() {
    for body in [
        "<h1/>",
        "<h1>題</h1><p/>",
        "<h1>題</h1><p><![CDATA[甲]]></p>",
        "<h1>題</h1><?甲?>",
        "<h1>&nbsp;</h1>",
        "<h1>&#x80;</h1>",
        "<h1>&#x202e;</h1>",
        "<h1>\u{1}</h1>",
        "<h1>題",
    ] {
        assert!(matches!(read(body), Err(Fault::NotWellFormed(_))), "{body}");
    }
    let page = page(STYLE, "<h1>題</h1>");
    assert!(Page::read(page.replace("<!DOCTYPE html>", "").as_bytes()).is_err());
    assert!(Page::read(page.replace("html>\n", "html [<!ENTITY a \"b\">]>\n").as_bytes()).is_err());
    assert!(Page::read(page.replace("default-src 'none'", "default-src *").as_bytes()).is_err());
    assert!(Page::read(page.replace("--ink: #000", "--ink: #001").as_bytes()).is_err(), "not the style of the policy");
    assert!(Page::read(format!("{page}甲").as_bytes()).is_err());
    assert!(Page::read(&page.as_bytes()[..page.len() - 3]).is_err());
}

#[test]
fn page_unknown_refused() {
    for body in [
        "<h1>題</h1>甲",
        "<h1>題</h1><font>甲</font>",
        "<h1>題</h1><p>甲<b>乙</b></p>",
        "<h1>題</h1><p title=\"甲\">乙</p>",
        "<p>甲</p><h2>題</h2>",
        "<h1 id=\"a\">題</h1><h2 id=\"a\">題</h2>",
        "<h1 id=\"a\">題</h1><nav><ul><li><a href=\"#a\">他</a></li></ul></nav>",
        "<h1>題</h1><nav><ul><li><a href=\"https://example.org\">題</a></li></ul></nav>",
    ] {
        assert!(read(body).is_err(), "{body}");
    }
    for table in [
        "<tbody><tr><td></td></tr><tr></tr></tbody>",
        "<tbody><tr><td></td></tr><tr><td></td><td></td></tr></tbody>",
        "<tbody><tr><td rowspan=\"3\"></td></tr><tr></tr></tbody>",
        "<tbody><tr><td rowspan=\"2\"></td></tr></tbody><tbody><tr></tr></tbody>",
        "<tbody><tr><td></td><td rowspan=\"2\"></td></tr><tr><td colspan=\"2\"></td></tr></tbody>",
        "<tbody><tr><td colspan=\"0\"></td></tr></tbody>",
        "<tbody><tr><td colspan=\"99999999999999999999\"></td></tr></tbody>",
        "<tbody><tr><th>甲</th></tr></tbody>",
        "<tbody><tr><td><p>甲</p></td></tr></tbody>",
        "<tbody>甲<tr><td></td></tr></tbody>",
        "<colgroup><col/><col/></colgroup><tbody><tr><td></td></tr></tbody>",
    ] {
        assert!(read(&format!("<h1>題</h1><table>{table}</table>")).is_err(), "{table}");
    }
    let framed = "<table><caption id=\"a\">甲</caption><tbody><tr><td></td></tr></tbody></table></div>";
    read(&format!("<h1>題</h1><div role=\"group\" tabindex=\"0\" aria-labelledby=\"a\">{framed}")).unwrap();
    assert!(read(&format!("<h1>題</h1><div role=\"group\" tabindex=\"0\" aria-label=\"a\">{framed}")).is_err());
}

proptest::proptest! {
    #[test]
    fn page_random_bytes(pieces in proptest::collection::vec(proptest::sample::select(vec![
        "<", ">", "/", "<td", " rowspan=\"9\"", " colspan=\"1000\"", ">", "<tr>", "</tr>", "<table>", "</table>", "<tbody>", "</tbody>", "</td>", "&", "&#0;", "&#55296;", "&lt;", "'", "\"", "<p>", "</p>", "{", "}", "\\", "甲", "]]>", "<![CDATA[", "<!--", "-->",
    ]), 0..40)) {
        let _ = read(&format!("<h1>題</h1>{}", pieces.concat()));
        let _ = Page::read(pieces.concat().as_bytes());
    }
}
