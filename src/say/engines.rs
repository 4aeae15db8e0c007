//! Engines: what Typst and minijinja say, which know English alone, with what it means in Japanese as far as that is common.

use std::fmt;

/// What a message holds, and what that means; the first that fits.
const MEANINGS: &[(&str, &str)] = &[
    // Typst
    ("unknown variable", "定義されていない名前が使われています"),
    ("unclosed delimiter", "開いたかっこが閉じられていません"),
    ("unclosed string", "文字列の「\"」が閉じられていません"),
    ("unexpected closing delimiter", "閉じかっこが余っています"),
    ("unexpected argument", "渡せない値が渡されています"),
    ("missing argument", "渡すはずの値がありません"),
    ("not enough arguments", "渡すはずの値がありません"),
    ("file not found", "読み込むファイルが見つかりません"),
    ("failed to load file", "ファイルを読み込めません"),
    ("outside of", "ここでは使えない書き方です"),
    ("package", "パッケージは使えません"),
    ("does not contain", "その名前の値はありません"),
    ("does not have", "その名前の値はありません"),
    ("has no method", "その値には、その操作がありません"),
    ("unresolved import", "読み込むものが見つかりません"),
    ("cyclic import", "ファイルが互いを読み込み合っています"),
    ("out of bounds", "番号が範囲を超えています"),
    ("divide by zero", "0で割っています"),
    ("invalid digits", "数として読めない文字があります"),
    ("maximum ", "入れ子が深すぎるか、終わりがありません"),
    ("seems to be infinite", "繰り返しが終わりません"),
    ("did not converge", "紙面が決まりません"),
    ("assertion failed", "ひな形自身の点検に合いません"),
    ("panicked", "ひな形自身が止めました"),
    ("missing document", "PDFの規格に要るものがありません"),
    ("PDF/", "PDFの規格に合わないものがあります"),
    ("expected ", "ここに要るものが書かれていないか、種類の違う値です"),
    ("unexpected ", "ここに書けないものがあります"),
    ("cannot ", "その値には、この操作ができません"),
    // minijinja
    ("undefined value", "値のない名前が使われています"),
    ("syntax error", "書き方が正しくありません"),
    ("template not found", "読み込むひな形が見つかりません"),
    ("too many arguments", "渡す値が多すぎます"),
    ("unknown filter", "その名前のフィルターはありません"),
    ("unknown function", "その名前の関数はありません"),
    ("unknown test", "その名前の条件はありません"),
    ("unknown method", "その値には、その操作がありません"),
    ("unknown block", "その名前のブロックはありません"),
    ("invalid operation", "その値には、この操作ができません"),
    ("out of fuel", "処理が終わりません"),
];

/// A message of an engine, as it came; in Japanese, as `{:#}` writes it, with its meaning before it.
pub struct Quoted<'m> {
    pub engine: &'static str,
    pub message: &'m str,
}

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { engine, message } = self;
        if !f.alternate() {
            return f.write_str(message);
        }
        // minijinja names the kind of a fault first.
        let kind = if *engine == "minijinja" { message.split(':').next().unwrap_or(message) } else { message };
        let meaning = MEANINGS.iter().find(|(mark, _)| kind.contains(mark)).map_or("", |(_, meaning)| meaning);
        write!(f, "{meaning}（{engine}の知らせ：{message}）")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(engine: &'static str, message: &str) -> String {
        format!("{:#}", Quoted { engine, message })
    }

    #[test]
    fn engines_quoted() {
        assert_eq!(said("Typst", "unclosed delimiter"), "開いたかっこが閉じられていません（Typstの知らせ：unclosed delimiter）");
        assert!(said("Typst", "PDF/UA-1 error: missing document title").starts_with("PDFの規格に要るものがありません（"));
        assert!(said("minijinja", "syntax error: unexpected end of input").starts_with("書き方が正しくありません（"));
        // What is not known is quoted alone.
        assert_eq!(said("Typst", "odd"), "（Typstの知らせ：odd）");
        assert_eq!(Quoted { engine: "Typst", message: "odd" }.to_string(), "odd");
    }
}
