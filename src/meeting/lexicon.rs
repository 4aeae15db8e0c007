//! Lexicon: the words by which tables of offices are understood, each list with what it is for, and an example where that
//! helps. What is done with them stands where they are used. Those of headings are as [`fold`](super::headings::fold) leaves them.

/// Whether a text holds one of several words.
pub fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

// Columns

/// What offices call the column of identifiers; of this list and the next ones the plainest name stands first: where two columns of a
/// table have names of one line, that one is meant.
pub const IDS: &[&str] = &["意見id", "管理番号", "識別番号", "管理no", "管理id"];

/// The column of section numbers.
pub const SECTION_NUMBERS: &[&str] = &["区分no", "部番号"];

/// The column of section titles.
pub const SECTIONS: &[&str] = &["意見区分", "大区分", "部会", "部"];

/// The column of categories.
pub const CATEGORIES: &[&str] = &[
    "項目名", "分類", "意見の分類", "大項目", "大分類", "論点", "テーマ", "カテゴリー", "カテゴリ", "章", "議題", "該当項目", "計画の項目",
    "該当箇所", "意見箇所", "対象箇所", "取組事項", "柱", "分野", "意見の分野", "施策分野", "政策分野", "ジャンル", "施策", "施策名",
    "基本目標", "計画の該当箇所", "素案の該当箇所",
];

/// The column of their subdivisions.
pub const SUBCATEGORIES: &[&str] = &["中項目", "小分類", "中分類", "細目", "細項目", "節"];

/// The column of printed numbers.
pub const NUMBERS: &[&str] =
    &["no", "番号", "意見番号", "意見no", "通し番号", "通番", "通し", "連番", "項番", "整理番号", "整理no", "#", "№"];

/// What explains the signs of a table beside it, and is no column of it.
pub const LEGENDS: &[&str] = &["凡例", "記号", "記号の説明", "記号の意味", "区分の説明", "対応区分の説明"];

/// Headings of counts, in a small table beside that of the opinions.
pub const COUNTED: &[&str] = &["件数", "人数", "数", "計", "割合", "構成比", "合計"];

/// The column of sources.
pub const SOURCES: &[&str] =
    &["意見の出典", "出所", "種別", "意見種別", "意見の種類", "情報源", "聴取先", "聴取方法", "会議名", "意見の出所"];

/// The column of opinions.
pub const TEXTS: &[&str] = &[
    "意見内容", "委員発言", "パブリックコメント", "パブコメ", "意見の内容", "意見の概要", "意見概要", "意見の要旨", "意見要旨",
    "意見の趣旨", "意見本文", "意見等", "意見等の概要", "意見等の内容", "意見等の要旨", "意見・要望", "意見・要望等", "意見・質問",
    "意見・質問等", "質問・意見", "質問・意見等", "質疑・意見", "意見・提案", "意見及び質問", "意見や要望", "委員意見", "委員の意見",
    "委員の主な意見", "委員会の意見", "委員からの意見", "委員意見の概要", "市民意見", "市民の意見", "市民からの意見", "住民意見",
    "主な意見", "主な意見の概要", "意見の主な内容", "主な指摘事項", "指摘事項", "指摘内容", "指摘", "提出意見", "提出意見の概要",
    "意見全文", "発言内容", "発言要旨", "発言の要旨", "発言の内容", "発言の概要", "発言概要", "質問の内容", "質問の要旨", "要望の内容",
    "要望の概要", "要望の要旨", "提案の内容", "提案の概要", "指摘の内容", "指摘の概要", "質疑の内容", "発言", "質問内容", "質問の概要",
    "質問要旨", "質問", "質疑内容", "質疑", "要望内容", "要望", "提案内容", "提案", "コメント", "内容", "本文",
];

/// The column of who said it.
pub const SPEAKERS: &[&str] = &[
    "発言者", "発言者名", "発言委員", "委員名", "委員", "都市", "都市名", "自治体", "自治体名", "市町村", "市町村名", "団体名", "団体",
    "発言者・団体", "機関名", "所属",
];

/// Names of a column of numbers that may themselves be numbered: №①.
pub const NUMBERED: &[&str] = &["no", "番号", "意見番号", "意見no"];

/// Polite words before a name: ご意見, お寄せいただいた意見.
pub const POLITE: &[&str] = &["お寄せいただいた", "寄せられた", "いただいた", "提出された", "出された", "ご", "御"];

/// Kinds of what people say, several of which one heading may name: 意見・ご提案の内容.
pub const KINDS_SAID: &[&str] = &["意見", "提案", "要望", "質問", "感想", "質疑", "発言", "コメント", "提言", "疑問"];

/// What may stand behind them.
pub const OF_THEM: &[&str] = &["の内容", "の概要", "の要旨", "の趣旨", "の要約", "等", "など"];

// What people say, and what offices answer

/// Words in the headings of what people say.
pub const OPINIONS: &[&str] = &["意見", "発言", "要望", "提案", "質問", "質疑", "指摘", "コメント", "提言"];

/// Words in the headings of what an office says of them.
pub const REPLIES: &[&str] = &["考え方", "回答", "対応", "方針", "見解", "答弁", "処理"];

/// Words in headings of free answers, beside [`OPINIONS`]: 自由記述.
pub const SAID_FREELY: &[&str] = &["自由記述", "自由記載", "感想", "声"];

/// Words in headings that are questions of a form: ご意見をお書きください, ご意見がありましたら.
pub const ASKS: &[&str] = &["ください", "下さい", "ましたら", "お願いし", "お聞かせ"];

/// Ends of such questions, which hardly an opinion has.
pub const ASKS_TO_FILL_IN: &[&str] = &[
    "お書きください", "お書き下さい", "ご記入ください", "ご記入下さい", "記入してください", "ご入力ください", "入力してください",
    "お選びください", "選んでください", "選択してください", "お答えください", "お聞かせください", "教えてください",
];

/// What follows the word for opinions in such a question for them, and not for their kind or what they are about.
pub const ASKED_FOR: &[&str] = &["を", "が", "は", "や", "も", "・", "、", ",", "等", "など"];

/// Words in headings that speak of opinions and do not hold them: 意見区分, 意見に対する考え方.
pub const NOT_SAID: &[&str] =
    &["区分", "種", "分類", "番号", "有無", "方法", "件数", "日", "者", "への", "対する", "数", "率", "募集", "添付", "ファイル"];

/// Ends of headings that name who speaks: 発言者名, 意見団体.
pub const SAYS_WHO: &[&str] = &["委員", "人", "方", "名", "氏", "課", "団体", "会社", "事業所"];

/// Words in the headings of replies as texts, of which a paper prints one.
pub const REPLY_TEXTS: &[&str] = &["回答", "考え方", "見解", "答弁"];

/// Ends of headings that only speak of replies: 回答期限, 回答者.
pub const NOT_REPLY_TEXTS: &[&str] = &["区分", "日", "者", "課", "部署", "番号", "状況", "期限", "方法", "希望", "要否", "有無", "件数"];

/// Words in the note behind a heading of a draft: 回答（案）, 回答（課長修正）.
pub const DRAFTS: &[&str] = &["案", "修正", "下書", "検討", "暫定", "作業", "たたき", "未定"];

// Whose opinions stand side by side

/// What a source says, behind its name: 委員意見, 第1回検討会での意見.
pub const SAID_BY: &[&str] = &["意見", "発言", "要望", "提言", "指摘"];

/// Words in such headings that name no source: 意見の区分, 主な意見.
pub const NOT_SAID_BY: &[&str] = &[
    "考え方", "対応", "回答", "対する", "区分", "反映", "番号", "件数", "有無", "者", "名", "分類", "方法", "全文", "原文", "要約", "主な",
    "提出", "箇所", "項目", "日", "種", "への", "。", "添付", "ファイル", "ください", "下さい", "ですか", "ますか", "ましたら",
];

/// What other cities do: 他都市の取組.
pub const OTHERS_DO: &[&str] = &["取組", "取り組み", "取組み", "事例"];

/// Titles behind a member's name: 山田委員.
pub const MEMBERS: &[&str] = &["委員", "委員長", "部会長", "座長"];

/// Words that stand before such a title and name nobody: 発言委員.
pub const NOT_MEMBERS: &[&str] = &["発言", "担当", "指摘", "提出", "関係", "出席", "欠席", "所属", "質問"];

/// What others do may be called so, and so may anything else: 他都市の状況.
pub const STATE: &[&str] = &["状況", "動向"];

/// Words in headings of speakers that papers name as a rule.
pub const NAMED: &[&str] = &["都市", "自治体", "市町村", "委員"];

// What is not for everybody

/// Words in headings of a person's name, address, telephone number, age or the like.
pub const PERSONAL: &[&str] = &[
    "氏名", "名前", "姓名", "お名前", "フリガナ", "ふりがな", "住所", "電話", "tel", "fax", "連絡先", "メール", "e-mail", "email",
    "郵便番号", "生年月日", "年齢", "性別", "職業", "担当者", "提出者", "差出人", "ipアドレス", "投稿者", "ペンネーム", "居住地",
    "お住まい", "メアド", "年代", "携帯", "〒", "アドレス", "提案者", "意見者", "学校名", "会員番号", "送信元", "送信者", "代表者", "署名",
    "勤務先", "世帯", "芳名", "本名", "実名", "よみがな", "読み仮名", "申出人", "申出者", "申し出人", "申し出者", "申請人", "申請者",
    "申込者", "応募者", "届出人", "届出者", "記入者", "記載者", "寄稿者", "要望者", "要請者", "請願者", "陳情者", "提言者", "相談者",
    "通報者", "発信者", "来庁者", "受付者", "アカウント",
];

/// Such headings whose words are parts of others: 市町名 is none of a person's.
pub const PERSONAL_WHOLE: &[&str] = &["町名", "町名・番地", "町丁名", "番地", "国籍", "字名", "町内会", "自治会名"];

/// Ends of headings that count or sort people: 来庁者数, 応募者区分. 年齢区分 says something of one.
pub const OF_MANY: &[&str] = &["数", "割合", "区分", "種別"];

/// Words in headings of a text whole or in short: with a word for opinions, such a heading names their texts.
pub const FORMS_OF_TEXTS: &[&str] = &["要約", "概要", "要旨", "内容", "全文", "原文"];

/// Words in headings of what an office keeps for itself.
pub const INNER: &[&str] = &["メモ", "内部", "庁内", "非公開", "取扱注意", "作業用", "確認者", "起案者", "入力者", "処理者", "決裁"];

/// Words in headings of whether an opinion may be published: 公開の可否.
pub const PUBLICATION: &[&str] = &["公開", "公表", "掲載"];

/// What such a heading begins with if a tick below it refuses publication: 非公開希望.
pub const NO_PUBLICATION: &[&str] = &["非公開", "非公表", "非掲載"];

/// Words in headings that speak of publication and do not say whether: 公開日, 意見（公開用）.
pub const NOT_OF_PUBLICATION: &[&str] = &["日", "用", "版", "先", "場所", "方法", "意見", "url"];

/// Values that refuse publication.
pub const REFUSES: &[&str] = &["否", "×", "✕", "✗", "x", "no", "ng", "いいえ", "不"];

/// What a value that refuses it begins or ends with: 公開を希望しない.
pub const REFUSES_IN_WORDS: &[&str] =
    &["しない", "望まない", "不可", "非公開", "非公表", "非掲載", "未公開", "不同意", "不承諾", "ほしくない", "避けたい"];

/// Values that refuse it under a heading such as 非公開希望.
pub const GRANTS: &[&str] = &["有", "あり", "有り", "希望", "希望する", "する", "はい", "yes", "1"];

/// Ticks that do so.
pub const TICKS: &[&str] = &["○", "◯", "〇", "●", "レ", "✓", "✔"];

/// Names of worksheets that are not meant for papers.
pub const WITHHELD: &[&str] = &["没", "旧", "控", "控え", "ボツ"];

/// Words in such names: 公表文（修正前）.
pub const WITHHELD_PARTS: &[&str] =
    &["下書", "削除", "取下", "取り下げ", "非公開", "不採用", "没に", "修正前", "旧版", "作業用", "バックアップ", "控え"];

// Rows and lines

/// Words that stand in a row of totals. Each has 計 or 数.
pub const TOTALS: &[&str] = &["合計", "計", "小計", "総計", "総合計", "合計件数", "総数", "件数計", "集計"];

/// What a note under a table begins with.
pub const NOTES: &[&str] = &["※", "注", "(注", "＊", "*", "以上", "問い合わせ", "問合せ", "担当", "作成", "備考", "出典:", "資料:"];

/// What the label of a paper begins with: 資料3.
pub const LABELS: &[&str] = &["資料", "参考資料", "別紙", "別添", "別表"];

/// Notes behind a heading by which it names what something is called: 意見（件名）.
pub const TITLES: &[&str] = &["件名", "題名", "表題", "標題", "題目", "タイトル", "見出し"];
/// Words before a colon in a line that gives a title: 案件名：○○計画（素案）.
pub const TITLED: &[&str] = &["件名", "案件", "案件名", "題名", "表題", "名称", "会議名", "テーマ", "議題"];

/// Headings over when a form was sent: each row is what one person filled in. タイムスタンプ, 回答日時.
pub const SENT_AT: &[&str] = &[
    "タイムスタンプ", "timestamp", "送信日時", "回答日時", "投稿日時", "受付日時", "受信日時", "登録日時", "申請日時", "完了時刻",
    "開始時刻",
];

/// Headings over what was received: each row may be what one person said. 受付番号, 受付日.
pub const RECEIVED: &[&str] = &["受付番号", "受付no", "受付日", "受信日", "提出日", "収受"];

/// What people write for "as above"; what besides in tables, and what in answers, where 同じ is no label.
const DITTO: &[&str] = &["同上", "〃", "″", "々", "仝", "上に同じ", "上と同じ", "\""];
const DITTO_IN_TABLES: &[&str] = &["”", "↑", "（同上）", "(同上)", "''"];
const DITTO_IN_ANSWERS: &[&str] = &["同前", "同じ", "同様", "上記に同じ", "上記と同じ", "上記と同様", "上記同様", "同左", "〃〃"];

/// Whether a cell of a table says what the one above says.
pub fn is_ditto(text: &str) -> bool {
    DITTO.contains(&text) || DITTO_IN_TABLES.contains(&text)
}

/// Whether an answer, without what may stand around it, is that of the row above.
pub fn is_ditto_answer(text: &str) -> bool {
    DITTO.contains(&text) || DITTO_IN_ANSWERS.contains(&text)
}

/// What may stand around such answers.
pub const AROUND_DITTO: &[char] = &['（', '）', '(', ')', '「', '」', '。', '．', '.', '、', '，', ','];

/// Answers that say that there is nothing to say.
pub const ANSWERS_NOTHING: &[&str] =
    &["なし", "無し", "無", "特になし", "特に無し", "該当なし", "意見なし", "ありません", "-", "－", "ー", "―", "‐", "—", "−", "N/A"];
