//! The words that papers print of themselves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a PDF says in place of whom divisions ask back.
pub const NOT_CARRIED: &str = "（資料の中には載せていません）";

/// Declares each word once: what it is for, its key, and what it says unless the meeting says otherwise.
macro_rules! words {
    ($( $(#[$about:meta])* $key:ident = $usual:literal, )*) => {
        /// The words that papers print of themselves: headings, and what stands for what is not there.
        #[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct Words {
            $( $(#[$about])* pub $key: String, )*
        }

        impl Default for Words {
            fn default() -> Self {
                Self { $( $key: $usual.to_owned(), )* }
            }
        }

        impl Words {
            /// The words with their keys.
            pub(super) fn texts(&self) -> Vec<(&'static str, &str)> {
                vec![$( (concat!("words.", stringify!($key)), self.$key.as_str()), )*]
            }
        }
    };
}

words! {
    no = "No.",
    section = "区分",
    category = "項目",
    subcategory = "小項目",
    source = "出典",
    attribution = "発言者・都市",
    text = "意見",
    division = "担当課",
    note = "備考",
    /// Headings of the editions of a comparison, and of what happened.
    older = "旧（現行）",
    newer = "新（改正）",
    change = "備考",
    /// What happened to an opinion.
    added = "追加",
    removed = "削除",
    changed = "変更",
    moved = "移動",
    /// How the number `{no}` of a removed opinion stands in a comparison where another has that number now.
    former = "旧{no}",
    /// What stands where an answer is missing.
    unanswered = "（未回答）",
    /// How `{division}` stands over its answer where several divisions answered differently.
    division_label = "【{division}】",
    /// Lines of a tally: divisions chose differently, nothing is chosen, nobody needs to choose; and the sum.
    several = "複数",
    open = "未回答",
    not_asked = "回答不要",
    sum = "合計",
    /// Line or column of a tally over categories: opinions that have none.
    without = "（なし）",
    /// Heading over the sums of a tally's lines.
    all = "計",
    /// What stands in place of a table without rows, and of one of two editions that are the same.
    nothing = "該当する意見はありません。",
    same = "新旧で異なる意見はありません。",
}
